// Results made known under a decision, and what became of them.

import { useQuery } from '@tanstack/react-query'
import type { ClassBand, Instant, Points, Seq } from './contract'
import { get } from './http'

export interface Publication {
  publication: number; table_seq: Seq; extent: 'ranking' | 'areas' | 'criteria' | 'explanations'; decision_number: string; decision_date: string; publisher: string; signed_by: string
  awaited: number; corrects: number | null; corrected_by: number | null; reason: string; at: Instant; seq: Seq
  reports: { to: string; document_number: string; document_date: string; at: Instant; seq: Seq }[]
}
export interface PublishedRanking {
  title: string; provisional: boolean; classification: null | { classes: ClassBand[] }; rule: { display_decimals: number }
  rows: { agency: string; title: string; rank: number; tied: boolean; class: string | null; final: Points; applicable_maximum: Points; index_percent: string }[]
}
export const usePublications = (cycle: string) => useQuery({ queryKey: ['publications', cycle], queryFn: () => get<{ publications: Publication[] }>(`/cycles/${cycle}/publications`) })
export const usePublishedRanking = (cycle: string, publication: number, group: string) => useQuery({
  queryKey: ['published', cycle, publication, group], staleTime: Infinity,
  queryFn: () => get<PublishedRanking>(`/cycles/${cycle}/publications/${publication}/rankings/${encodeURIComponent(group)}`),
})
