// Which rows the grid shows, in printed order: parents above what they sum, folded groups closed, filters applied.

import type { Code, Criterion, Entry } from '../api/contract'

export type Filter = 'all' | 'unscored' | 'lacks_evidence' | 'lacks_explanation' | 'disagreed'
export const FILTERS: Filter[] = ['all', 'unscored', 'lacks_evidence', 'lacks_explanation', 'disagreed']

export interface Row { criterion: Criterion; depth: number; leaf: boolean; expanded: boolean }

export function matches(filter: Filter, entry: Entry | undefined): boolean {
  // An appraiser sees the criteria of his agency only: what has no entry here is not for these eyes.
  if (!entry) return false
  switch (filter) {
    case 'all': return true
    case 'unscored': return entry.owes.includes('score')
    case 'lacks_evidence': return entry.owes.includes('evidence') || entry.owes.includes('evidence_or_explanation')
    case 'lacks_explanation': return entry.owes.includes('explanation') || entry.owes.includes('evidence_or_explanation')
    case 'disagreed': {
      const last = entry.appraisals.appraisal_2 ?? entry.appraisals.appraisal_1
      return last !== undefined && last !== null && last.decision !== 'agree'
    }
  }
}

export function visible_rows(criteria: Criterion[], entries: Map<Code, Entry>, folded: ReadonlySet<Code>, filter: Filter): Row[] {
  const parents = new Map(criteria.map(c => [c.code, c.parent]))
  const kept = new Set<Code>()
  for (const c of criteria) {
    if (!c.leaf || !matches(filter, entries.get(c.code))) continue
    for (let code: Code | null | undefined = c.code; code; code = parents.get(code)) kept.add(code)
  }
  const hidden = new Set<Code>()
  const rows: Row[] = []
  for (const c of criteria) {
    if (!kept.has(c.code)) continue
    if (c.parent !== null && (hidden.has(c.parent) || folded.has(c.parent))) { hidden.add(c.code); continue }
    rows.push({ criterion: c, depth: c.depth, leaf: c.leaf, expanded: !c.leaf && !folded.has(c.code) })
  }
  return rows
}
