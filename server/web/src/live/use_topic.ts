import { useEffect, useState, useSyncExternalStore } from 'react'
import type { Problem, ServerFrame } from '../api/contract'
import { call, Refused, type AsOf } from '../api/http'
import type { At } from './fold'
import { link_state, on_link, watch } from './socket'

type Change = Extract<ServerFrame, { t: 'event' | 'state' }>
export interface Live<T> {
  view: At<T> | null
  problem: Problem | null
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

  useEffect(() => {
    set_view(null)
    set_problem(null)
    set_queue([])
    if (!topic && !past) return
    if (past) {
      const abort = new AbortController()
      call<T>('GET', path, { as_of, signal: abort.signal }).then(
        ({ body, as_of_seq }) => set_view({ seq: BigInt(as_of_seq ?? as_of?.seq ?? 0), data: body }),
        error => { if (error instanceof Refused) set_problem(error.problem) })
      return () => abort.abort()
    }
    const take = (frame: ServerFrame) => {
      if (frame.t === 'snapshot') {
        set_problem(null)
        // Even one that is older than what is shown: the log may be another one since (a restored backup).
        set_view({ seq: BigInt(frame.seq), data: frame.data as T })
      } else if (frame.t === 'problem') set_problem(frame.problem)
      else if (frame.t === 'event' || frame.t === 'state') set_view(old => old && evolve(old, frame))
    }
    return watch(topic!, path, frame => (hold.paused ? set_queue(q => [...q, frame]) : take(frame)), max_hz)
    // `evolve` is a function of the module that calls, the same at every render.
  }, [topic, path, past])

  useEffect(() => {
    if (paused || queue.length === 0) return
    set_view(old => queue.reduce<At<T> | null>((v, frame) =>
      frame.t === 'snapshot' ? { seq: BigInt(frame.seq), data: frame.data as T }
        : v && (frame.t === 'event' || frame.t === 'state') ? evolve(v, frame) : v, old))
    set_queue([])
  }, [paused, queue])

  return { view, problem, held: queue.length, fold: change => set_view(old => old && change(old)) }
}

export const useLink = () => useSyncExternalStore(on_link, link_state)
