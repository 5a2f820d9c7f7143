// Evidence that checks itself: verdicts, secret papers, reports from outside, in the names of the wire.

import type { Instant, Seq } from './contract'

export type Verdict = 'valid' | 'invalid' | 'indeterminate' | 'unsigned'
export type Depth = 'integrity' | 'chain' | 'revocation' | 'time_stamp'
export const DEPTHS: Depth[] = ['integrity', 'chain', 'revocation', 'time_stamp']

export interface SignatureSeen {
  verdict: Verdict; reasons: string[]; certificate: string; organisation: string; kind: string; signed_at: Instant | null; time_stamped_at?: Instant | null
  whole_document: boolean; later: string[]
  /** Names stand in the report alone, never in the log. */
  signer?: string; position?: string; issuer?: string; serial?: string
  revocation?: { status: 'good' | 'revoked' | 'unknown'; from?: string; revoked_at?: Instant }
}
/** What was found, always with how far it was looked at, when, and against which trust list. */
export interface SignatureCheck {
  verdict: Verdict; reasons: string[]; depth: Depth[]; at: Instant; trust_list: string; checker?: number; signatures: SignatureSeen[]
  revisions?: { n: number; bytes: number; by: string; changes: string[] }[]
}

/** What stands where nobody has checked: what the file looks like by its form alone, and nothing else. */
export interface NotChecked { verdict: 'unknown' | 'unsigned' | 'carried'; at: null }

/** What is left of a file whose content was destroyed (SE-9). */
export interface DestroyedFile { sha256: string; size: number; destroyed_at?: Instant; reason?: string }

export interface SecretPaper {
  paper: string; declared_at: Instant
  meeting: null | { held_on: string; attendance: string[]; document_number: string }
}
interface Source { text: string; document_number: string; date: string | null }
export interface OutsideReport {
  report: string; kind: string; summary: string; supports: boolean; on_behalf: string; source: Source; document: null | { sha256: string; size: number; media: string }
  state: 'received' | 'confirmed' | 'dismissed' | 'counted'; by: string; at: Instant; seq: Seq
  verification: null | { outcome: 'confirmed' | 'dismissed'; body: string; source: Source; on_behalf: string; by: string; at: Instant; seq: Seq }
  counting: null | { reason: string; on_behalf: string; by: string; at: Instant; seq: Seq }
  answer: null | { text: string; by: string; at: Instant; seq: Seq }
}

export const EVIDENCE_KINDS = [
  'plan', 'progress_table', 'report', 'decision', 'work_rules', 'assignment', 'recognised_initiative', 'legal_document', 'conclusion', 'statistics', 'screenshot',
  'apology_letter', 'staff_table', 'settlement_report', 'minutes', 'file_list', 'submission_letter', 'other',
] as const
export const REPORT_KINDS = ['media', 'hotline', 'inspection', 'follow_up', 'on_site'] as const
