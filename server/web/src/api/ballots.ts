// The leaders' ballots of one agency: who has voted, and as much of what as the regulation lets one see (LD-7).

import { useQueries } from '@tanstack/react-query'
import type { Code, Cycle, Points } from './contract'
import { get, Refused } from './http'

export interface BoxLeader { key: string; text: string; cast: boolean; points: Points | null; mine: boolean }
export interface Box { code: Code; title: string; maximum: Points; step: Points; entered_by: 'leaders' | 'standing_department'; opened: boolean; leaders: BoxLeader[] }
export interface Ballots { cycle: string; agency: string; assessment: string; version: number; boxes: Box[] }

/** The boxes of every agency of the cycle in which this person has something to do; others have none (404). */
export function useBallots(cycle: Cycle) {
  const agencies = cycle.agencies.filter(a => a.assessment)
  const asked = useQueries({ queries: agencies.map(a => ({
    queryKey: ['ballots', cycle.cycle, a.agency], queryFn: () => get<Ballots>(`/cycles/${cycle.cycle}/ballots/${a.agency}`), refetchInterval: 30_000,
  })) })
  const refused = asked.find(q => q.error instanceof Refused && q.error.status !== 404)?.error ?? null
  return {
    pending: asked.some(q => q.isPending),
    problem: refused ?? asked.find(q => q.error && !(q.error instanceof Refused))?.error ?? null,
    agencies: agencies.flatMap((a, i) => (asked[i]!.data ? [{ ...a, ballots: asked[i]!.data! }] : [])),
  }
}
