import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect, useMemo, useState } from 'react'
import { evolve_entries, type At } from '../live/fold'
import { useTopic, type Live } from '../live/use_topic'
import type { AssessmentHeader, Code, Criterion, Entries, Entry, EntrySet, ServerFrame, Subtotal } from './contract'
import { useCriteria, type Criteria } from './cycles'
import { get, instead_of, type AsOf } from './http'
import { useHere } from './session'

export interface AssessmentPage {
  header: AssessmentHeader | undefined
  header_error: Error | null
  live: Live<Entries>
  criteria: Criteria | undefined
  entries: Map<Code, Entry>
  subtotals: Map<Code, Subtotal>
  /** The header's rights depend on rounds and states: ask for them anew. */
  refresh: () => Promise<unknown>
}

const fold = (view: At<Entries>, frame: Extract<ServerFrame, { t: 'event' | 'state' }>) =>
  frame.t === 'event' && frame.set ? evolve_entries(view, { seq: frame.seq, set: frame.set }) : view

/** One assessment as it lives, or as it was at a past moment. */
export function useAssessment(id: string, as_of?: AsOf): AssessmentPage {
  const client = useQueryClient()
  const { journal } = useHere()
  const past = as_of?.seq ?? as_of?.at
  const header = useQuery({
    queryKey: ['assessment', id, past ?? 'now'], queryFn: () => get<AssessmentHeader>(`/assessments/${id}`, { as_of }),
    refetchInterval: past ? false : 30_000,
  })
  const live = useTopic<Entries>(past ? null : `assessment/${id}`, `/assessments/${id}/entries`, fold, { as_of })
  const criteria = useCriteria(header.data?.cycle, header.data?.group, as_of)
  const { view, fold: fold_answer } = live

  // Our own answers are folded in as they come; their frames follow and change nothing more.
  useEffect(() => journal.on_acked(({ edit, answer }) => {
    if (edit.assessment !== id) return
    const set: EntrySet = 'entry' in answer
      ? { entries: [answer.entry], subtotals: answer.subtotals, totals: answer.totals }
      : { entries: answer.entries, subtotals: answer.subtotals, totals: answer.totals }
    fold_answer(v => evolve_entries(v, { seq: answer.seq, set }))
  }), [journal, id, fold_answer])

  const state = view?.data.state
  const shown = header.data?.state
  useEffect(() => {
    if (!past && state && shown && state !== shown) void client.invalidateQueries({ queryKey: ['assessment', id] })
  }, [client, id, past, state, shown])

  // Amended in mid-cycle, it stands under other criteria: those, and what may be done, are asked for anew.
  const text = view?.data.regulation_version
  const [read, set_read] = useState(text)
  useEffect(() => {
    if (past || text === undefined || text === read) return
    set_read(text)
    if (read !== undefined) void Promise.all([['criteria'], ['cycles'], ['assessment', id]].map(queryKey => client.invalidateQueries({ queryKey })))
  }, [client, id, past, text, read])

  return {
    header: header.data, header_error: instead_of(header), live, criteria,
    entries: useMemo(() => new Map(view?.data.entries.map(e => [e.code, e])), [view]),
    subtotals: useMemo(() => new Map(view?.data.subtotals?.map(s => [s.code, s])), [view]),
    refresh: () => client.invalidateQueries({ queryKey: ['assessment', id] }),
  }
}

/** May the caller enter a score here, now? The server decides; this only keeps the page from offering what it refuses. */
export function can_edit(header: AssessmentHeader | undefined, criterion: Criterion, entry: Entry | undefined): boolean {
  if (!header?.editable || !header.may.includes('edit') || !criterion.leaf || criterion.scored_by !== 'agency') return false
  if (header.edit_scope && !header.edit_scope.includes(criterion.code)) return false
  return entry?.not_applicable?.state !== 'accepted' && entry?.not_applicable?.state !== 'claimed'
}

/** Who touched an entry last, and at which event. */
export function last_touch(entry: Entry): { by: string; at: string; seq: bigint } | null {
  const touches = [entry.self, entry.explanation, entry.not_applicable, entry.supplement, ...entry.evidence]
  return touches.reduce<{ by: string; at: string; seq: bigint } | null>((last, t) => {
    if (!t?.seq) return last
    const seq = BigInt(t.seq)
    return !last || seq > last.seq ? { by: t.by, at: t.at, seq } : last
  }, null)
}
