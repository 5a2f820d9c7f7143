import { useQuery } from '@tanstack/react-query'
import { useCallback, useEffect, useState, useSyncExternalStore } from 'react'
import type { Problem, ServerFrame } from '../api/contract'
import { call, instead_of, type AsOf } from '../api/http'
import { fold_frames, type At, type Change } from './fold'
import { link_state, on_link, watch } from './socket'

export interface Live<T> {
  view: At<T> | null
  problem: Problem | Error | null
  /** Changes held back while paused. */
  held: number
  /** Folds an answer of our own in, as its frame may come later. */
  fold: (evolve: (view: At<T>) => At<T>) => void
}

/**
 * A view that lives: the snapshot of `path`, and every change of `topic` folded in. With `as_of` it is the past, asked
 * for once. While `paused`, changes wait and are counted.
 */
export function useTopic<T>(
  topic: string | null, path: string, evolve: (view: At<T>, change: Change) => At<T>,
  options: { as_of?: AsOf; paused?: boolean; max_hz?: number } = {},
): Live<T> {
  const { as_of, paused = false, max_hz } = options
  const past = as_of?.seq ?? as_of?.at ?? ''
  const [view, set_view] = useState<At<T> | null>(null)
  const [problem, set_problem] = useState<Problem | null>(null)
  const [queue, set_queue] = useState<ServerFrame[]>([])
  const [hold] = useState({ paused })
  hold.paused = paused
  const was = useQuery({
    queryKey: ['past', path, past], enabled: past !== '', staleTime: Infinity,
    queryFn: async (): Promise<At<T>> => {
      const { body, as_of_seq } = await call<T>('GET', path, { as_of })
      return { seq: BigInt(as_of_seq ?? as_of?.seq ?? 0), data: body }
    },
  })

  useEffect(() => {
    set_view(null)
    set_problem(null)
    set_queue([])
    if (!topic || past) return
    // A second watcher of a topic asks for its snapshot apart: what passes meanwhile is folded in behind it.
    let begun = false
    const early: ServerFrame[] = []
    return watch(topic, path, frame => {
      if (frame.t === 'problem') return set_problem(frame.problem)
      if (frame.t === 'snapshot') {
        begun = true
        set_problem(null)
      }
      if (!begun) return void early.push(frame)
      const news = [frame, ...early.splice(0)]
      if (hold.paused) set_queue(q => [...q, ...news])
      else set_view(old => fold_frames(old, news, evolve))
    }, max_hz)
    // `evolve` is a function of the module that calls, the same at every render.
  }, [topic, path, past])

  useEffect(() => {
    if (paused || queue.length === 0) return
    set_view(old => fold_frames(old, queue, evolve))
    set_queue([])
  }, [paused, queue])

  const fold = useCallback((change: (view: At<T>) => At<T>) => set_view(old => old && change(old)), [])
  if (past) return { view: was.data ?? null, problem: instead_of(was), held: 0, fold }
  return { view, problem, held: queue.length, fold }
}

export const useLink = () => useSyncExternalStore(on_link, link_state)
