// The shapes that travel between the page and the server (server/api/openapi.yaml), written by hand in the names of the
// wire. Points are decimal strings with a dot ("0.75"), instants RFC 3339 with +07:00, `seq` a decimal string.

import type { NotChecked, OutsideReport, SecretPaper, SignatureCheck } from './contract_evidence'

export type Points = string
export type Instant = string
export type Seq = string
export type Code = string

export type RoleName =
  | 'agency_officer' | 'agency_contributor' | 'agency_head' | 'appraiser' | 'council_secretary' | 'council_chair' | 'leader' | 'deciding_authority'
  | 'cycle_admin' | 'surveyor' | 'auditor' | 'system_admin' | 'integration'

export interface Role { grant: string; role: RoleName; agency?: string | null }
export interface Session {
  actor: string; name: string; login: string
  tenant: { id: string; title: string }
  role: Role | null; roles: Role[]; demo: boolean
  id?: string
  /** Until "none" or "done" the session opens nothing but the steps of signing in. */
  second_factor?: 'none' | 'needed' | 'enrol' | 'done'
  password_change_needed?: boolean
}
export interface Person { actor: string; name: string; login?: string; roles: Role[] }

export interface Problem {
  type: string; title: string; status: number; detail?: string; instance?: string
  errors?: { pointer: string; code: string; message: string }[]
  current?: unknown; deadline?: Instant; sequenced_at?: Instant; retry_after?: number
}

// ── cycles and criteria ──────────────────────────────────────────────────────────────────────────────────────────────

export type RoundState = 'scheduled' | 'open' | 'locked'
export interface Extension { agencies: string[]; deadline: Instant; locks_at: Instant; decision_number: string; seq: Seq }
export interface Round {
  round: string; kind: string; ordinal: number; title: string; printed_phrase: string
  boundary: 'inclusive' | 'exclusive'; deadline_kind: 'hard' | 'soft'; after_lock: 'no_access' | 'read_only'
  opens_at: Instant | null; deadline: Instant | null; locks_at: Instant | null
  state: RoundState; locked_at: Instant | null; lock: { by: string; reason: string; seq: Seq } | null
  extensions: Extension[]
  published: null | { at: Instant; seq: Seq; decided: number; undecided: number }
}
export interface ReopenGrant {
  grant: string; round: string; agencies: string[]; criteria: Code[]
  until: Instant; ground: string; decision_number: string; state: 'open' | 'ended'; ended_at: Instant | null
}
export interface Switches {
  unsubmitted_at_lock: 'take_draft' | 'zero' | 'late'
  undecided_at_lock: 'self_score' | 'zero' | 'escalate'
  supplement_scope: 'all' | 'contested'
  supplement_may_change_self_score: boolean
  may_exceed_self: boolean
  round2_may_lower: boolean
  own_unit_appraisal: 'allow' | 'forbid' | 'second_appraiser'
  blind: boolean
  tie_rule: 'shared' | 'authority'
  tie_break: Code[]
}
export interface Cycle {
  cycle: string; title: string; regulation: string; regulation_version: number; opened_at: Instant
  rounds: Round[]
  groups: { group: string; title: string; criteria_set: string; agencies: string[] }[]
  agencies: { agency: string; title: string; group: string; assessment: string | null }[]
  switches: Switches
  phrases: { agree: string; disagree: string; request_supplement: string }
  reopenings: ReopenGrant[]
}

export type Shape =
  | 'choice' | 'late_bands' | 'timeliness' | 'ratio_bands' | 'proportional' | 'deductions' | 'capped_count' | 'checklist'
  | 'reference_multiple' | 'worst_incident' | 'submission_timeliness' | 'formula' | 'survey' | 'ballot' | 'imported'
  | 'granted' | 'bonus' | 'penalty' | 'rollup'
export interface Level { text: string; points: Points; note?: string }
export interface Criterion {
  code: Code; printed: string; title: string; maximum: Points; depth: number; parent: Code | null; leaf: boolean
  scored_by: 'agency' | 'appraising_agency' | 'survey' | 'leaders' | 'council' | 'import' | 'system' | 'rollup'
  shape: Shape; rule: Record<string, unknown>; levels: Level[]; allowed_points: Points[]
  /** The overlay that brought this rule, and the paper itself; none: the rule is as printed. */
  overlay?: string | null; guidance?: Overlay
  evidence: { text: string; signature: string }[]
  evidence_rule: 'either' | 'explain_when_lacking' | 'both' | 'any'
  na_policy: 'drop' | 'zero' | 'full'; na_claimable?: boolean; note: string; appraising_agency: string
  window_from: string | null; window_to: string | null
}
/** A later paper on one criterion, beside the issued text. */
export interface Overlay { overlay: string; from: string; document_number: string; document_date: string | null; issuer: string; criteria_sets: string[]; criterion: Code; text: string }
export interface CriteriaSet { criteria_set: string; title: string; maximum: Points; criteria: Criterion[]; overlays?: Overlay[] }

// ── assessment ───────────────────────────────────────────────────────────────────────────────────────────────────────

export type AssessmentState =
  | 'not_open' | 'drafting' | 'awaiting_head' | 'submitted' | 'in_round_1' | 'awaiting_supplement' | 'in_round_2'
  | 'reopened' | 'recognised' | 'published'
export interface AssessmentRow {
  assessment: string; cycle: string; agency: string; group: string; state: AssessmentState
  self: Points | null; round_1: Points | null; round_2: Points | null; final: Points | null
  complete: number; leaves: number; submitted_at: Instant | null
}
export interface Totals {
  maximum: Points; applicable_maximum: Points; self: Points | null; round_1: Points | null; round_2: Points | null
  final: Points | null; stage: 'self' | 'round_1' | 'round_2'
}
export type May =
  | 'edit' | 'request_approval' | 'approve' | 'return' | 'delegate' | 'submit' | 'withdraw' | 'supplement'
  | 'rule_not_applicable'
export interface Submission {
  number: number; at: Instant; seq: Seq; days_late: number; self_total: Points; withdrawn_at: Instant | null
}
export interface AssessmentHeader {
  assessment: string; cycle: string; agency: string; group: string; state: AssessmentState; version: number
  totals: Totals; submissions: Submission[]
  /** Submitted, and amended since: what was amended is open, and it is submitted again. */
  to_confirm: boolean
  approval: {
    state: 'none' | 'requested' | 'approved' | 'delegated'
    /** Whether what was approved is what stands. */
    current?: boolean
    reason?: string; by?: string | null; at?: Instant | null
  }
  editable: boolean; editable_until: Instant | null; edit_scope: Code[] | null; why_not: string | null; may: May[]
}

export interface Figures {
  date?: string | null; due?: string | null; never?: boolean
  numerator?: number | null; denominator?: number | null; excluded?: number | null; exclusion_ground?: string
  late?: number | null; amount?: number | null
  counts?: { key: string; count: number }[]; met?: string[]; failed?: string[]
}
export interface SelfScore {
  score: Points; level: number | null; basis: 'level' | 'figures' | 'override' | 'system'; reason?: string
  figures: Figures | null; by: string; at: Instant; seq: Seq
}
/** What others brought in where the agency does not score; of a penalty the points are what it takes off. */
export interface Given {
  points: Points; level: number | null; not_applicable: boolean
  answers?: { key: string; valid_forms: number; sum: Points }[]; value?: Points; rank?: number; figures?: Figures
  ballots?: number; out_of_scope?: boolean
  reason: string; source: null | { text: string; document_number: string; date: string | null }; on_behalf: string | null
  by: string; at: Instant; seq: Seq
}
/** Numbers that a published list or another system fixes: the agency confirms them and retypes none. */
export interface Reference {
  figures: { key: string; count: number }[]; source: { text: string; document_number: string; date: string | null }
  snapshot: string; on_behalf: string; by: string; at: Instant; seq: Seq
}
export interface Evidence {
  link: string; sha256: string; size: number; media: string; document_date?: string | null; document_number?: string | null
  pages?: string | null; corrects?: string | null; round?: string; reopening?: string | null; by: string; at: Instant; seq: Seq
  kind?: string | null; issuer?: string | null; phase?: 'at_lock' | 'supplement' | null
  signature?: SignatureCheck | NotChecked | 'unknown' | 'unsigned' | 'carried' | null
  issuer_differs?: boolean; destroyed?: boolean; destruction?: null | { reason: string; document_number: string; at?: Instant }
}
export type Decision = 'agree' | 'disagree' | 'request_supplement'
export interface PublishedAppraisal {
  decision: Decision; points: Points; reason?: string; needed?: string; records?: string; on_behalf?: string; entry_version?: number
  by: string; at: Instant; seq: Seq
}
export type Owed = 'score' | 'evidence' | 'explanation' | 'evidence_or_explanation' | 'reference'
/** What an amendment of the cycle left to be done again, and what stood there before; it counts for nothing. */
export interface Amended {
  version: number; redo: 'check' | 'score'; done: boolean; seq: Seq
  before: { code: Code; score: Points | null; basis: string; reason: string; figures: Figures | null; not_applicable: string | null }[]
}
export interface Entry {
  code: Code; version: number
  state: 'untouched' | 'in_progress' | 'complete' | 'na_claimed' | 'not_applicable'
  owes: Owed[]
  self: SelfScore | null
  given: Given | null
  reference: Reference | null
  explanation: null | { text: string; by: string; at: Instant; seq: Seq }
  evidence: Evidence[]
  not_applicable: null | {
    state: 'claimed' | 'accepted' | 'refused'; ground: string; reason?: string; by: string; at: Instant; seq: Seq
  }
  supplement: null | { text: string; by: string; at: Instant; seq: Seq }
  amended: Amended | null
  appraisals: { appraisal_1?: PublishedAppraisal | null; appraisal_2?: PublishedAppraisal | null }
  counted: { self: Points; round_1: Points; round_2: Points }
  reopening: string | null
  /** Who holds the records that prove it, where they are the appraiser's (EV-28). */
  held_by?: string[]
  /** Why the self score counts for nothing once the round has locked (SA-10, EV-6). */
  uncounted?: null | 'not_submitted' | 'without_evidence'
  secret_papers?: SecretPaper[]
  outside_reports?: OutsideReport[]
}
export interface Subtotal {
  code: Code; self: Points | null; round_1: Points | null; round_2: Points | null; maximum: Points
  complete: number; leaves: number
}
export interface Entries {
  assessment: string; regulation_version: number; state: AssessmentState; version: number; totals: Totals; entries: Entry[]
  /** Not sent to an appraiser, who sees only some of the entries. */
  subtotals?: Subtotal[]
}

export interface WriteAnswer { seq: Seq; event_ids: string[]; recorded_at: Instant; leaf_hash: string }
export interface EntryWriteAnswer extends WriteAnswer { entry: Entry; subtotals: Subtotal[]; totals: Totals }
export interface BatchItem {
  code: Code; act: 'self_score' | 'clear' | 'figures' | 'explanation'
  value?: Points; figures?: Figures; text?: string; reason?: string; version?: number
}
export interface BatchAnswer extends WriteAnswer {
  results: { code: Code; ok: boolean; version: number }[]
  totals: Totals; subtotals: Subtotal[]; entries: Entry[]
}
export interface Bilingual { vi: string; en: string }
export interface Check { code: Code; check: string; message: Bilingual }
export interface Checks { errors: Check[]; warnings: Check[]; complete: number; leaves: number }
export interface Receipt {
  assessment: string; agency: string; cycle: string; number: number; recorded_at: Instant; seq: Seq
  leaf_hash: string; content_hash: string; self_total: Points; days_late: number; origin: string
  tree_size: Seq; root_hash?: string
}
export interface HistoryEvent {
  seq: Seq; at: Instant; actor: string; role?: string; type: string
  what: string; from: unknown; to: unknown; reason: string; round: string | null; reopening: string | null
}
export interface Provenance {
  code: Code; title: string; maximum: Points; stage: string; points: Points
  rule: { shape: Shape; regulation: string; regulation_version: number; levels: { text: string; points: Points }[] }
  /** The entry with all that counts, each part with its event; null for a sum. */
  inputs: Entry | null
  steps?: { what: string; text: Bilingual; points: Points }[]
  children: { code: Code; title: string; points: Points; maximum: Points }[]
}
export interface DocumentInfo {
  sha256: string; name: string; size: number; media: string; uploaded_by: string; uploaded_at: Instant
  signature?: SignatureCheck | NotChecked | null; pages?: number | null; used_in?: { assessment: string; criterion: Code }[]
}

// ── appraisal ────────────────────────────────────────────────────────────────────────────────────────────────────────

export interface Opinion {
  decision: Decision; points: Points; reason: string; needed: string; on_behalf: string; by: string; at: Instant; seq: Seq
  document_number?: string
}
export type ItemState = 'pending' | 'drafted' | 'agreed' | 'disagreed' | 'supplement_requested'
export interface AppraisalItem {
  assessment: string; agency: string; code: Code; version: number; state: ItemState; self: Points | null; entry: Entry
  appraisal: null | {
    decision: Decision; points: Points; reason?: string; needed?: string; records?: string; draft: boolean
    by: string; at: Instant; seq: Seq; entry_version: number; evidence: string[]; stale: boolean
  }
  /** Who appraise it together, and what the others decided as far as the caller may see it (AP-15). */
  appraisers: string[]; others: Opinion[]; verdict: 'open' | 'differing' | 'settled' | 'ruled'
  ruling: Opinion | null; may_rule: boolean
  /** `limit`: the most it may come to; of a penalty the least that is taken off. */
  conflict: boolean; limit: Points | null; allowed_points: Points[]
}
export interface AppraisalItems {
  round: string; published: boolean; locked: boolean; criteria: Code[]; items: AppraisalItem[]
  counts: { pending: number; drafted: number; agreed: number; disagreed: number; supplement_requested: number }
}

// ── dashboards ───────────────────────────────────────────────────────────────────────────────────────────────────────

export interface ProgressRow {
  agency: string; assessment: string; state: AssessmentState; areas: { code: Code; complete: number; leaves: number }[]
  complete: number; leaves: number; submitted_at: Instant | null; days_late: number | null; last_change_at: Instant | null
}
export interface Tiles { agencies: number; submitted: number; complete: number; started: number; late: number; reopened: number }
export interface Progress {
  cycle: string; agencies: ProgressRow[]; tiles: Tiles
  rounds: { round: string; decided: number; undecided: number }[]
  definitions: Record<string, Bilingual>
}
export interface RankingRow {
  agency: string; assessment: string; group: string; rank: number; tied: boolean
  /** The shared place waits for the authority; what it decided among these equals, by which paper (RK-6). */
  tie_open: boolean; tie_decision: null | { document_number: string; document_date: string | null; issuer: string; reason: string; at: Instant; seq: Seq }
  /** The class it falls into as things stand, and the one that the authority decides about. */
  class: string | null; class_open: string | null
  final: Points; applicable_maximum: Points
  index_percent: string; self: Points | null; round_1: Points | null; round_2: Points | null
  areas: { code: Code; points: Points }[]
}
export interface ClassBand { id: string; title: string; threshold: Points | null; threshold_open: boolean; quota: Points | null }
export interface Reward {
  id: string; title: string; recipients: 'agencies' | 'individuals'; quota: number; agencies: string[]; undecided: string[]
}
/** What stands above the rows and moves with them. */
export interface RankingHead {
  provisional: boolean; awaits: { scored_by: Criterion['scored_by']; entries: number }[]; rewards: Reward[]
}
export interface Ranking extends RankingHead {
  cycle: string; group: string; title: string; groups: string[]; stage: 'self' | 'round_1' | 'round_2'; lacks: string[]
  rule: { tie_break: Code[]; tie_rule: 'shared' | 'authority'; rank_after_tie: 'skip' | 'next'; rank_on: 'index' | 'points'; display_decimals: number }
  classification: null | { id: string; title: string; classes: ClassBand[] }
  rows: RankingRow[]
}
export interface RankProvenance {
  agency: string; rank: number; final: Points; parts: { code: Code; points: Points }[]
  tie_break: { code: Code; points: Points }[]
  above: null | { agency?: string; margin: Points }; below: null | { agency?: string; margin: Points }
}

// ── log ──────────────────────────────────────────────────────────────────────────────────────────────────────────────

export interface CloudEvent {
  id: string; source: string; specversion: string; type: string; subject?: string; time: string
  actor?: string; actorrole?: string; data: Record<string, unknown>
}
export interface LoggedEvent { seq: Seq; epoch: string; leaf_hash: string; event: CloudEvent }
export interface EventPage { events: LoggedEvent[]; next_from: Seq | null }
/** Equal stretches of time; those in which nothing happened are left out. */
export interface Density { from: Instant; to: Instant; buckets: { from_seq: Seq; to_seq: Seq; to: Instant; count: number }[] }

// ── live ─────────────────────────────────────────────────────────────────────────────────────────────────────────────

export interface EntrySet {
  entries?: Entry[]; subtotals?: Subtotal[]; totals?: Totals; state?: AssessmentState; version?: number
}
export type ServerFrame =
  | { t: 'welcome'; server_time: Instant; epoch: string; heartbeat_s: number; session?: string; max_topics?: number }
  | { t: 'snapshot'; rid?: number; topic: string; token?: string; seq: Seq; data: unknown }
  | { t: 'event'; topic: string; token?: string; seq: Seq; ev: CloudEvent; set?: EntrySet
      headline?: Bilingual & { agency?: string; code?: string } }
  | { t: 'state'; topic: string; ver?: number; token?: string; seq: Seq; set: Record<string, unknown>; del?: string[]
      tiles?: Tiles; rounds?: Progress['rounds']; dropped?: number } & Partial<RankingHead>
  | { t: 'bookmark'; topic: string; token?: string; seq: Seq }
  | { t: 'resync'; topic: string; reason: string; snapshot_url?: string }
  | { t: 'ping'; n: number; server_time: Instant; seq: Seq }
  | { t: 'problem'; rid?: number; topic?: string; problem: Problem }
  | { t: 'bye'; reason: 'draining' | 'idle' | 'auth-expired' | 'too-slow'; retry_after_ms?: number }
export type ClientFrame =
  | { t: 'hello'; proto: 1; client: string; tz: string; sent_at: string }
  | { t: 'sub'; rid: number; topic: string; from?: string; max_hz?: number }
  | { t: 'unsub'; topic: string }
  | { t: 'pong'; n: number; sent_at: string }
