// What a grant may be narrowed to: criteria and rounds of the cycle people are in, as its regulation names them.

import { useQueries, useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import type { Code, CriteriaSet, Criterion, Cycle } from './contract'
import { current_cycle, useCycles } from './cycles'
import { get } from './http'
import { folded } from './system'

export type Named = Pick<Criterion, 'code' | 'title' | 'depth' | 'parent' | 'leaf'>

/** The cycle whose regulation names what can be chosen; null where the caller's role sees none, and then codes are typed. */
export function useScopes(): { cycle: Cycle | null; criteria: Named[] } {
  const cycles = useCycles()
  const cycle = current_cycle(cycles.data?.cycles ?? []) ?? null
  const sets = new Map(cycle?.groups.map(g => [g.criteria_set, g.group]))
  const asked = useQueries({
    queries: [...sets.values()].map(group => ({
      queryKey: ['criteria', cycle?.cycle, group, undefined, undefined], staleTime: Infinity,
      queryFn: () => get<CriteriaSet>(`/cycles/${cycle?.cycle}/criteria?group=${encodeURIComponent(group)}`),
    })),
    combine: answers => answers.flatMap(a => (a.data ? [a.data.criteria] : [])),
  })
  const criteria = useMemo(() => merged(asked), [asked])
  return { cycle, criteria }
}
/** The leaders whom the regulation lets vote, by the key that a grant names. */
export function useLeaders(cycle: Cycle | null, wanted: boolean) {
  return useQuery({
    queryKey: ['leaders', cycle?.regulation, cycle?.regulation_version], enabled: wanted && cycle !== null, staleTime: Infinity,
    queryFn: async () => {
      const { ballots } = await get<{ ballots?: { leaders: { key: string; text: string }[] }[] }>(`/regulations/${cycle!.regulation}/document?version=${cycle!.regulation_version}`)
      return [...new Map(ballots?.flatMap(b => b.leaders.map(l => [l.key, l] as const))).values()]
    },
  })
}

/** Criteria of several sets as one list, each code once, in the order of the first set that has it. */
export function merged(sets: Named[][]): Named[] {
  const seen = new Set<Code>()
  return sets.flat().filter(c => !seen.has(c.code) && seen.add(c.code))
}
/** Chosen itself, or below what was chosen: "II.1" covers "II.1.2". */
export const covers = (chosen: Code[], code: Code) => chosen.some(c => c === code || code.startsWith(c + '.'))
/** With one more or one less; what a wider choice covers need not be said. */
export function choose(chosen: Code[], code: Code, on: boolean): Code[] {
  return on ? [...chosen.filter(c => !covers([code], c)), code] : chosen.filter(c => c !== code)
}
/** The rows in sight: those whose branches are open, or while somebody looks for a word, those that have it and what they stand under. */
export function rows_in_sight(criteria: Named[], open: ReadonlySet<Code>, text: string): Named[] {
  const key = folded(text.trim())
  if (!key) return criteria.filter(c => above(criteria, c).every(p => open.has(p.code)))
  const hits = criteria.filter(c => folded(`${c.code} ${c.title}`).includes(key))
  const shown = new Set(hits.flatMap(c => [c.code, ...above(criteria, c).map(p => p.code)]))
  return criteria.filter(c => shown.has(c.code))
}
function above(criteria: Named[], criterion: Named): Named[] {
  const parent = criterion.parent === null ? undefined : criteria.find(c => c.code === criterion.parent)
  return parent ? [parent, ...above(criteria, parent)] : []
}
