// The journal of edits as pure functions over a list. An edit is in it from the keystroke that committed it until the
// server's durable answer, or until its author decides about a refusal: nothing else takes it out (D1, D2).

import type { BatchItem, Code, Entry, Problem } from '../api/contract'

export type Field = 'self_score' | 'figures' | 'explanation' | 'supplement'
export type EditState =
  | 'waiting'   // not sent yet
  | 'sending'   // sent, or perhaps sent: asked again under the same key until an answer comes
  | 'conflict'  // someone changed the entry since: the author chooses
  | 'refused'   // the server said no: kept as a draft with the reason

interface Common {
  /** Also the Idempotency-Key: the same edit is never done twice. */
  id: string
  /** tenant/actor: an edit is sent only under the name it was made. */
  owner: string
  assessment: string
  made_at: number
  state: EditState
  problem?: Problem
  /** The entry as the server holds it, when it is a conflict. */
  theirs?: Entry
}
export interface EntryEdit extends Common {
  kind: 'entry'
  code: Code
  field: Field
  method: 'PUT' | 'DELETE'
  body: unknown
  /** The version of the entry that its author saw. */
  base: number
  /** What stood there when he began, as the page showed it. */
  was: string
}
export interface BatchEdit extends Common {
  kind: 'batch'
  items: BatchItem[]
}
export type Edit = EntryEdit | BatchEdit

/** Adds an edit. One of the same field that was not sent yet is replaced: last one counts, and the server sees one. */
export function put(edits: Edit[], edit: Edit): Edit[] {
  if (edit.kind === 'batch') return [...edits, edit]
  const same = (e: Edit): e is EntryEdit =>
    e.kind === 'entry' && e.owner === edit.owner && e.assessment === edit.assessment && e.code === edit.code && e.field === edit.field
  const earlier = edits.filter(same).filter(e => e.state === 'waiting')
  const first = earlier[0]
  const kept = first ? { ...edit, base: first.base, was: first.was } : edit
  return [...edits.filter(e => !(same(e) && e.state !== 'sending')), kept]
}

/** The next to send: in the order they were made, one at a time, none before an earlier one that waits for a decision on the same entry. */
export function next_to_send(edits: Edit[], owner: string): Edit | null {
  const mine = edits.filter(e => e.owner === owner)
  const unsure = mine.find(e => e.state === 'sending')
  if (unsure) return unsure
  return mine.find((e, i) => e.state === 'waiting' && !mine.slice(0, i).some(earlier => earlier.state === 'conflict' && shares(earlier, e))) ?? null
}

/** The server has it: it leaves, and what was made on top of it now builds on the versions it made. */
export function acknowledged(edits: Edit[], id: string, versions: { code: Code; version: number }[]): Edit[] {
  const done = edits.find(e => e.id === id)
  if (!done) return edits
  const fresh = new Map(versions.map(v => [v.code, v.version]))
  return edits.filter(e => e.id !== id).map(e => {
    if (e.assessment !== done.assessment || e.owner !== done.owner || (e.state !== 'waiting')) return e
    if (e.kind === 'entry') {
      const version = fresh.get(e.code)
      return version !== undefined && version > e.base ? { ...e, base: version } : e
    }
    return { ...e, items: e.items.map(item => {
      const version = fresh.get(item.code)
      return version !== undefined && item.version !== undefined && version > item.version ? { ...item, version } : item
    }) }
  })
}

export const set_state = (edits: Edit[], id: string, state: EditState, more: Pick<Edit, 'problem' | 'theirs'> = {}): Edit[] =>
  edits.map(e => (e.id === id ? { ...e, state, problem: more.problem, theirs: more.theirs } : e))

export const drop = (edits: Edit[], id: string): Edit[] => edits.filter(e => e.id !== id)

/** The author holds on to a refused or conflicting edit: the same content again, as a new command on what stands now. */
export function again(edits: Edit[], id: string, fresh_id: string, version_of: (code: Code) => number | undefined): Edit[] {
  return edits.map(e => {
    if (e.id !== id) return e
    const common = { id: fresh_id, state: 'waiting' as const, problem: undefined, theirs: undefined }
    if (e.kind === 'entry') return { ...e, ...common, base: version_of(e.code) ?? e.theirs?.version ?? e.base }
    return { ...e, ...common, items: e.items.map(item => ({ ...item, version: version_of(item.code) ?? item.version })) }
  })
}

/** What a cell says about itself. */
export type Mark = 'saved' | 'dirty' | 'saving' | 'queued' | 'conflict' | 'refused'
export function mark_of(edits: Edit[], code: Code, field: Field, online: boolean): Mark {
  let mark: Mark = 'saved'
  for (const e of edits) {
    const touches = e.kind === 'entry' ? e.code === code && e.field === field : e.items.some(i => i.code === code && i.act === (field === 'self_score' ? i.act : field))
    if (!touches) continue
    mark = e.state === 'sending' ? (online ? 'saving' : 'queued') : e.state === 'waiting' ? (online ? 'dirty' : 'queued') : e.state
  }
  return mark
}

/** The value the author last gave a field and the server has not confirmed; undefined: none is under way. */
export function pending<T>(edits: Edit[], code: Code, field: Field): T | undefined {
  const last = edits.filter((e): e is EntryEdit => e.kind === 'entry' && e.code === code && e.field === field && (e.state === 'waiting' || e.state === 'sending')).at(-1)
  return last && ((last.method === 'DELETE' ? null : last.body) as T)
}

function shares(a: Edit, b: Edit): boolean {
  const codes = (e: Edit) => (e.kind === 'entry' ? [e.code] : e.items.map(i => i.code))
  return a.assessment === b.assessment && codes(a).some(c => codes(b).includes(c))
}
