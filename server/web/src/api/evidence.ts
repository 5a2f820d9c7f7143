// What is asked about files and what surrounds them.

import { useQuery, useQueryClient, type QueryClient } from '@tanstack/react-query'
import { API } from './base'
import type { DocumentInfo, Entry, EntryWriteAnswer, Evidence, Role } from './contract'
import type { DestroyedFile, SignatureCheck } from './contract_evidence'
import { call, get, post, Refused } from './http'

/** What is said of a paper when it is attached; all of it may be left out. */
export interface EvidenceFacts { kind?: string; issuer?: string; document_number?: string; document_date?: string; pages?: string; corrects?: string }

export async function attach_evidence(assessment: string, code: string, sha256: string, facts: EvidenceFacts, key?: string): Promise<EntryWriteAnswer> {
  return (await call<EntryWriteAnswer>('POST', `/assessments/${assessment}/entries/${code}/evidence`, { body: { sha256, ...said_facts(facts) }, key })).body
}
/** Without what was left empty, and in composed letters. */
export const said_facts = (facts: EvidenceFacts): EvidenceFacts =>
  Object.fromEntries(Object.entries(facts).flatMap(([key, value]) => (value?.trim() ? [[key, value.trim().normalize('NFC')]] : [])))

export function useDocuments(assessment: string) {
  return useQuery({
    queryKey: ['documents', assessment], queryFn: () => get<{ documents: DocumentInfo[] }>(`/documents?assessment=${encodeURIComponent(assessment)}`), staleTime: 60_000,
  })
}
/** What the server tells of one file: what is known of it, or what is left of one that was destroyed. */
export type KnownFile = { info: DocumentInfo; destroyed?: undefined } | { info?: undefined; destroyed: DestroyedFile }
/** One file as the server knows it; null where it is not to be seen, or no more. */
export function useDocument(sha256: string) {
  return useQuery({
    queryKey: ['document', sha256], staleTime: 60_000,
    queryFn: () => get<DocumentInfo>(`/documents/${sha256}`).then((info): KnownFile => ({ info }), file_behind),
  })
}
/** What a refusal to show a file says about it; whatever else went wrong is thrown on. */
export function file_behind(error: unknown): KnownFile | null {
  if (error instanceof Refused && error.status === 404) return null
  if (error instanceof Refused && error.status === 410) return { destroyed: error.problem.current as DestroyedFile }
  throw error
}
export function useSignatureChecks(sha256: string, wanted: boolean) {
  return useQuery({ queryKey: ['signatures', sha256], enabled: wanted, queryFn: () => get<{ checks: SignatureCheck[] }>(`/documents/${sha256}/signatures`) })
}
/** Who looks on changes nothing, not even what is known of a signature. */
export const may_check_signatures = (role: Role | null) => role?.role !== 'auditor' && role?.role !== 'leader'
/** Checks again, now; what came of it is shown wherever the file is. */
export function useCheckAgain(sha256: string) {
  const client = useQueryClient()
  return async () => {
    const { check } = await post<{ check: SignatureCheck }>(`/documents/${sha256}/signatures`, {})
    await forget_file(client, sha256)
    return check
  }
}
/** Makes the bytes and the name of a file unreadable for good, in every place where it is used (SE-9). */
export function useDestroy(sha256: string) {
  const client = useQueryClient()
  return async (reason: string, document_number: string) => {
    await post(`/documents/${sha256}/destructions`, { reason, document_number })
    await forget_file(client, sha256)
  }
}
const forget_file = (client: QueryClient, sha256: string) =>
  Promise.all([['signatures', sha256], ['document', sha256], ['documents']].map(queryKey => client.invalidateQueries({ queryKey })))

/** Whether this server keeps kinds and issuers, secret papers and reports from outside; one that does not sends none. */
export const keeps_records = (entry: Pick<Entry, 'secret_papers'>) => entry.secret_papers !== undefined

export const content_url = (sha256: string) => `${API}/documents/${sha256}/content`
const preview = (sha256: string, page: number) => `/documents/${sha256}/preview/${page}.png`
/** `large`: with more dots, for who looks closely. */
export const preview_url = (sha256: string, page: number, large: boolean) => `${API}${preview(sha256, page)}${large ? '?width=1440' : ''}`
/** What the server says where a page did not come: 'gone' for a file that is no more; null: it says nothing. */
export async function instead_of_page(sha256: string, page: number): Promise<string | null> {
  try {
    await get(preview(sha256, page))
    return null
  } catch (error) {
    if (!(error instanceof Refused)) return null
    return error.status === 410 ? 'gone' : error.problem.detail ?? error.problem.title
  }
}
/** Pictures that a browser draws by itself, without a preview of the server's. */
export const is_picture = (media: string) => /^image\/(png|jpeg|gif|webp)$/.test(media)
/** Why a file has no pages to be shown, as far as its kind and its check tell. */
export function why_no_pages(media: string, check: SignatureCheck | null): 'office' | 'encrypted' | 'unreadable' | 'too_costly' | 'pdf' | 'other' {
  if (media !== 'application/pdf') return /officedocument|msword|ms-excel|ms-powerpoint|opendocument/.test(media) ? 'office' : 'other'
  return (['encrypted', 'unreadable', 'too_costly'] as const).find(reason => check?.reasons.includes(reason)) ?? 'pdf'
}

/** The check of an attached file; null where nobody has looked yet. */
export const check_of = ({ signature }: Pick<Evidence, 'signature'>): SignatureCheck | null =>
  (signature && typeof signature === 'object' && signature.at !== null ? signature : null)
/** What an unchecked file looks like by its form alone. */
export const form_of = ({ signature }: Pick<Evidence, 'signature'>): 'unknown' | 'unsigned' | 'carried' | null =>
  (typeof signature === 'string' ? signature : signature && signature.at === null ? signature.verdict : null)

/** "3, 5-7" with page 9: "3, 5-7, 9"; a page that is cited already is not cited twice. */
export function cite(pages: string, page: number): string {
  const parts = pages.split(',').map(p => p.trim()).filter(Boolean)
  const cited = parts.some(p => {
    const [from, to] = p.split(/[-–]/).map(Number)
    return from !== undefined && page >= from && page <= (to ?? from)
  })
  return cited ? parts.join(', ') : [...parts, String(page)].join(', ')
}
/** The first page that a citation names; 1 where it names none. */
export const first_page = (pages: string | null | undefined) => Number(/\d+/.exec(pages ?? '')?.[0] ?? 1) || 1
