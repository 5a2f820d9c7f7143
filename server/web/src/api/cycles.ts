import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useMemo } from 'react'
import { evolve_cycle, type At } from '../live/fold'
import { useTopic } from '../live/use_topic'
import type { CriteriaSet, Criterion, Cycle, Role, Round, RoundState } from './contract'
import { server_now } from '../time/clock'
import { get, type AsOf } from './http'

export function useCycles() {
  return useQuery({ queryKey: ['cycles'], queryFn: () => get<{ cycles: Cycle[] }>('/cycles'), staleTime: 30_000 })
}

/** The cycle with its rounds as they stand this moment: locks, extensions and reopenings arrive live. */
export function useCycle(id: string | undefined): Cycle | null {
  const { data } = useCycles()
  const found = data?.cycles.find(c => c.cycle === id) ?? null
  const live = useTopic<Pick<Cycle, 'rounds' | 'reopenings'>>(id ? `cycle/${id}` : null, `/cycles/${id}/rounds`, fold_cycle)
  return useMemo(() => found && { ...found, ...live.view?.data }, [found, live.view])
}
const fold_cycle: Parameters<typeof useTopic<Pick<Cycle, 'rounds' | 'reopenings'>>>[2] = (view, frame) =>
  frame.t === 'state' ? evolve_cycle(view as At<Pick<Cycle, 'rounds' | 'reopenings'>>, { seq: frame.seq, set: frame.set as never }) : view

/** Where to begin: a cycle something can be done in, else the latest. */
export function current_cycle(cycles: Cycle[]): Cycle | undefined {
  const latest_first = [...cycles].sort((a, b) => (a.opened_at < b.opened_at ? 1 : -1))
  return latest_first.find(c => c.rounds.some(r => r.state === 'open')) ?? latest_first[0]
}

export function useCriteria(cycle: string | undefined, group: string | undefined, as_of?: AsOf) {
  const query = useQuery({
    queryKey: ['criteria', cycle, group, as_of?.seq, as_of?.at],
    queryFn: () => get<CriteriaSet>(`/cycles/${cycle}/criteria?group=${encodeURIComponent(group!)}`, { as_of }),
    enabled: Boolean(cycle && group),
    staleTime: Infinity,
    refetchInterval: () => (as_of ? false : next_midnight(server_now()) + 1000 - server_now()), // a paper may bring another rule (CS-31)
  })
  return useMemo(() => query.data && with_guidance(query.data), [query.data])
}
/** The first instant of tomorrow in Vietnam. */
export function next_midnight(now: number): number {
  const day = 86_400_000, zone = 7 * 3_600_000
  return (Math.floor((now + zone) / day) + 1) * day - zone
}
/** Each criterion with the paper that brought its rule, where one did. */
export function with_guidance(set: CriteriaSet): Criteria {
  const criteria = set.criteria.map(c => (c.overlay ? { ...c, guidance: set.overlays?.find(o => o.overlay === c.overlay) } : c))
  return { ...set, criteria, by_code: new Map(criteria.map(c => [c.code, c])) }
}
export type Criteria = CriteriaSet & { by_code: Map<string, Criterion> }

export const group_of = (cycle: Cycle | null | undefined, agency: string | null | undefined) => cycle?.agencies.find(a => a.agency === agency)?.group
export const agency_title = (cycle: Cycle | null | undefined, agency: string | null | undefined) =>
  cycle?.agencies.find(a => a.agency === agency)?.title ?? agency ?? ''

/** The instants that hold for one agency: an extension for it, or for all, moves them. */
export function window_for(round: Round, agency: string | null | undefined): Pick<Round, 'deadline' | 'locks_at'> {
  return round.extensions
    .filter(e => e.agencies.length === 0 || (agency != null && e.agencies.includes(agency)))
    .reduce<Pick<Round, 'deadline' | 'locks_at'>>((w, e) => (!w.locks_at || e.locks_at > w.locks_at ? e : w), round)
}
/** A round locked for all may be open still for an agency with an extension. */
export function state_for(round: Round, agency: string | null | undefined, now: number): RoundState {
  const { locks_at } = window_for(round, agency)
  const extended = locks_at !== round.locks_at && locks_at !== null && Date.parse(locks_at) > now
  return round.state === 'locked' && extended ? 'open' : round.state
}
export const appraisal_rounds = (cycle: Cycle | null | undefined) => cycle?.rounds.filter(r => r.kind === 'appraisal') ?? []

/** The round people look at now: the open one with the nearest end, else the next to open, else the last. */
export function round_in_view(cycle: Cycle, role: Role | null, now: number): Round | undefined {
  const open = cycle.rounds.filter(r => state_for(r, role?.agency, now) === 'open')
  const end = (r: Round) => window_for(r, role?.agency).locks_at ?? '9'
  return open.sort((a, b) => (end(a) < end(b) ? -1 : 1))[0]
    ?? cycle.rounds.find(r => r.state === 'scheduled')
    ?? cycle.rounds.at(-1)
}

export function useInvalidate() {
  const client = useQueryClient()
  return (...keys: string[]) => Promise.all(keys.map(key => client.invalidateQueries({ queryKey: [key] })))
}
