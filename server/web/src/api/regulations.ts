// The life of a regulation on the wire (server/api/openapi.yaml): drafts, who was asked and what each said, versions.

import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useMemo } from 'react'
import type { RegulationText } from '../draft/document'
import { server_now } from '../time/clock'
import type { Bilingual, Code, Figures, Instant, Seq } from './contract'
import { call, get, Refused, type Answer } from './http'

interface Done { by: string; at: Instant; seq: Seq }
export interface FindingsCount { sha256: string; errors: number; warnings: number }
export interface IssuedVersion extends Done {
  version: number; sha256: string; draft: number | null; decision_number: string; decision_date: string | null; issuer: string; signed_by: string
  findings: FindingsCount | null; reason: string; in_force: boolean
}
export interface DraftComment extends Done {
  comment: string; agency: string; criteria_set: string; criterion: Code; text: string
  answer: null | (Done & { decision: 'accept' | 'decline'; text: string })
}
export type Standing = 'asked' | 'commented' | 'consented' | 'silent'
export interface Consultation extends Done {
  closes_at: Instant; silence_is_consent: boolean; document_number: string; closed: Done | null
  agencies: { agency: string; standing: Standing }[]; comments: DraftComment[]
}
export type DraftState = 'drafting' | 'in_consultation' | 'agreed' | 'issued' | 'superseded'
export interface Draft extends Done {
  draft: number; sha256: string; state: DraftState; change_note: string; findings: FindingsCount | null
  reviews: (Done & { note: string })[]
  agreement: null | (Done & { body: string; document_number: string; document_date: string | null })
  consultation: Consultation | null
}
export interface Overlay {
  overlay: string; version: number; from: string; document_number: string; document_date: string | null; issuer: string
  criteria_sets: string[]; criterion: Code; text: string
}
export interface RegulationFile { regulation: string; seq: Seq; versions: IssuedVersion[]; drafts: Draft[]; overlays: Overlay[] }
export interface RegulationList {
  regulations: { regulation: string; version: number; sha256: string; decision_number: string; decision_date: string | null; issuer: string }[]
  in_progress: { regulation: string; draft: number; state: DraftState; closes_at: Instant | null }[]
}
export interface Finding {
  rule: string; severity: 'error' | 'warning'; criteria_set?: string; code?: Code; message: Bilingual; mend?: Bilingual
  example: Bilingual & { figures?: Figures }
}
/** A line of a table that was not understood, or by guessing; or how a cell differs from what was exported. */
export interface Remark { code: string; severity: 'error' | 'warning' | 'info'; sheet?: string; row?: number; cell?: string; criterion?: string; message: Bilingual }
/** What a workbook is understood as; nothing is written (ops/docs/exchange.md). */
export interface Import {
  document: RegulationText; well_formed: boolean
  criteria_sets: { id: string; title: string; sheet?: string; areas: number; criteria: number; leaves: number; maximum: string; sum: string }[]
  doubts: Remark[]; edits: Remark[]; findings: Finding[]
}
/** One text among those a regulation has had. */
export interface TextRef { kind: 'draft' | 'version'; number: number; sha256: string }

/** The draft that is not issued yet nor overtaken by an issued version. */
export const in_progress = (file: RegulationFile | undefined) => file?.drafts.find(d => d.state !== 'issued' && d.state !== 'superseded')
const as_draft = (d: Draft): TextRef => ({ kind: 'draft', number: d.draft, sha256: d.sha256 })
const as_version = (v: IssuedVersion): TextRef => ({ kind: 'version', number: v.version, sha256: v.sha256 })
/** What one works on: the draft in progress, else the last version. */
export function current_text(file: RegulationFile | undefined): TextRef | undefined {
  const draft = in_progress(file)
  const version = file?.versions.at(-1)
  return draft ? as_draft(draft) : version && as_version(version)
}
/** Every text of it, the newest first: drafts that became a version stand as that version. */
export const texts_of = (file: RegulationFile): TextRef[] =>
  [...file.versions.map(as_version), ...file.drafts.filter(d => d.state !== 'issued').map(as_draft)].reverse()

export const useRegulations = (enabled = true) =>
  useQuery({ queryKey: ['regulations'], queryFn: () => get<RegulationList>('/regulations'), refetchInterval: 30_000, enabled })
/** The file as it stands; asked for more often while the server is about to close the comments. */
export const useRegulation = (id: string) => useQuery({
  queryKey: ['regulation', id], queryFn: () => get<RegulationFile>(`/regulations/${id}`),
  refetchInterval: query => {
    const asked = in_progress(query.state.data)?.consultation
    return asked && !asked.closed && Date.parse(asked.closes_at) - server_now() < 15_000 ? 2_000 : 15_000
  },
})

/** A text never changes: it is asked for once, by its hash. */
export const useText = (id: string, ref: TextRef | undefined) => useQuery({
  queryKey: ['regulation-text', ref?.sha256], queryFn: () => get<RegulationText>(`/regulations/${id}/document?${ref!.kind}=${ref!.number}`),
  enabled: ref !== undefined, staleTime: Infinity,
})
export const useFindings = (id: string, ref: TextRef | undefined, may_read: boolean) => useQuery({
  queryKey: ['findings', id, ref?.kind, ref?.number, ref?.sha256], queryFn: () => get<{ findings: Finding[] }>(`/regulations/${id}/findings?${ref!.kind}=${ref!.number}`),
  enabled: ref !== undefined && may_read, staleTime: Infinity,
})

/** Acts upon a regulation; each looks at what the page shows (If-Match), and the file is asked for anew after it. */
export function useActs(id: string, file: RegulationFile | undefined) {
  const client = useQueryClient()
  return useMemo(() => ({
    async act<T>(path: string, body: unknown, looking = true): Promise<Answer<T>> {
      const look_again = () => Promise.all([client.invalidateQueries({ queryKey: ['regulation', id] }), client.invalidateQueries({ queryKey: ['regulations'] })])
      try {
        const answer = await call<T>('POST', `/regulations/${id}${path}`, { body, ...(looking && file ? { if_match: `r${file.seq}` } : {}) })
        await look_again()
        return answer
      } catch (error) {
        // Somebody was here meanwhile: show what he did, so that the next try looks at that.
        if (error instanceof Refused && (error.status === 412 || error.status === 409)) await look_again()
        throw error
      }
    },
  }), [client, file, id])
}
export type Acts = ReturnType<typeof useActs>
