// What this person did last on an assessment, so that Ctrl+Z reaches back across reloads: the event numbers of single
// edits, and for a pasted block the block that puts back what stood there.

import type { BatchItem, Code } from '../api/contract'

export type Undoable = { seq: string; code: Code } | { batch: BatchItem[] }
const KEEPS = 50
const key = (owner: string, assessment: string) => `cchc.undo/${owner}/${assessment}`

export function undo_list(owner: string, assessment: string): Undoable[] {
  try {
    return JSON.parse(localStorage.getItem(key(owner, assessment)) ?? '[]') as Undoable[]
  } catch {
    return []
  }
}
function write(owner: string, assessment: string, list: Undoable[]) {
  try { localStorage.setItem(key(owner, assessment), JSON.stringify(list.slice(-KEEPS))) } catch { /* undo then ends with the page */ }
}
export const remember = (owner: string, assessment: string, done: Undoable) => write(owner, assessment, [...undo_list(owner, assessment), done])
export function take_last(owner: string, assessment: string): Undoable | undefined {
  const list = undo_list(owner, assessment)
  const last = list.pop()
  write(owner, assessment, list)
  return last
}
