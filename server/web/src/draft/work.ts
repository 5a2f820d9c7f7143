// What somebody has changed in a text and not yet put up: kept on this machine at every change, with steps to go back.

import { useCallback, useMemo, useRef, useState } from 'react'
import type { TextRef } from '../api/regulations'
import { draft, keep_draft } from '../journal/draft'
import { same } from './difference'
import type { RegulationText } from './document'

/** What is kept: the text, and the hash of the one it was begun from; none: it was never put up. */
export interface Kept { from: string | null; text: RegulationText }
const PLACE = ['regulation', 'text'] as const

export function kept_text(owner: string, id: string): Kept | null {
  const held = draft(owner, id, ...PLACE)
  try {
    return held === null ? null : (JSON.parse(held) as Kept)
  } catch {
    return null
  }
}
export const keep_text = (owner: string, id: string, kept: Kept | null) => keep_draft(owner, id, ...PLACE, kept && JSON.stringify(kept))

export interface Work {
  text: RegulationText | undefined
  /** Something is changed and not put up. */
  changed: boolean
  /** The kept text was begun from another one than stands now: somebody put one up meanwhile. */
  overtaken: boolean
  edit: (change: (text: RegulationText) => RegulationText) => void
  undo: (() => void) | null
  redo: (() => void) | null
  discard: () => void
  /** Goes on from what stands now with one's own text. */
  rebase: () => void
}

interface Steps { past: RegulationText[]; now: Kept | null; future: RegulationText[] }
const FAR = 100

/** The work on one text; `standing` and `ref` are what the server holds, none while it holds nothing. */
export function useWork(owner: string, id: string, standing: RegulationText | undefined, ref: TextRef | undefined): Work {
  const [steps, set_steps] = useState<Steps>(() => ({ past: [], now: kept_text(owner, id), future: [] }))
  const latest = useRef(steps)
  const go = useCallback((next: Steps) => {
    latest.current = next
    set_steps(next)
    keep_text(owner, id, next.now)
  }, [owner, id])
  const text = steps.now?.text ?? standing
  return useMemo(() => {
    const from = steps.now ? steps.now.from : ref?.sha256 ?? null
    const step = (to: RegulationText, past: RegulationText[], future: RegulationText[]) => go({ past, now: { from, text: to }, future })
    return {
      text,
      changed: steps.now !== null && !(standing && same(steps.now.text, standing)),
      overtaken: steps.now !== null && ref !== undefined && steps.now.from !== ref.sha256,
      edit(change) {
        const before = latest.current.now?.text ?? standing
        const next = before && change(before)
        if (next && next !== before) step(next, [...latest.current.past.slice(-FAR), before], [])
      },
      undo: steps.past.length === 0 || !text ? null : () => step(steps.past.at(-1)!, steps.past.slice(0, -1), [text, ...steps.future]),
      redo: steps.future.length === 0 || !text ? null : () => step(steps.future[0]!, [...steps.past, text], steps.future.slice(1)),
      discard: () => go({ past: [], now: null, future: [] }),
      rebase: () => { if (steps.now) go({ ...steps, now: { ...steps.now, from: ref?.sha256 ?? null } }) },
    }
  }, [steps, text, standing, ref, go])
}
