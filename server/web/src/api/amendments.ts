// An amendment in mid-cycle: what would come of it, seen before it is done.

import { useQuery } from '@tanstack/react-query'
import type { Code, Points } from './contract'
import { get } from './http'

export type AmendmentEffect = 'this_round' | 'reopen'
interface StandingTotals { applicable_maximum: Points; self: Points; round_1: Points | null; round_2: Points | null; final: Points }
export interface AmendmentPreview {
  from_version: number; to_version: number
  counts: { agencies: number; affected: number; to_confirm: number; reopened: number; words: number; duties: number; scoring: number; added: number; dropped: number }
  criteria: { criteria_set: string; code: Code; from: Code[]; leaf: boolean; change: 'unchanged' | 'words' | 'duties' | 'scoring' | 'added' | 'dropped'; parts: string[]; redo: 'none' | 'check' | 'score' }[]
  agencies: {
    agency: string; affected: boolean; score: Code[]; check: Code[]; given_again: Code[]; dropped: Code[]; carried: number; opinions_aside: number
    to_confirm: boolean; reopened: boolean; before: StandingTotals; after: StandingTotals
  }[]
}
export const useAmendmentPreview = (cycle: string, version: number, effect: AmendmentEffect) => useQuery({
  queryKey: ['amendment', cycle, version, effect], staleTime: 0, queryFn: () => get<AmendmentPreview>(`/cycles/${cycle}/amendments/preview?version=${version}&effect=${effect}`),
})
