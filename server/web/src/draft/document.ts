// A regulation's text as it travels (ops/docs/regulation-format.md). The page edits some of its members and carries all
// others along untouched, so a member it does not know is never lost.

import type { Criterion, Points, Shape } from '../api/contract'

export interface Rule { shape: Shape; [member: string]: unknown }
export interface LevelText { text: string; points: Points; note?: string }
export interface EvidenceText { text: string; signature?: 'required' | 'optional' | 'none'; held_by?: string[] }
/** A node of the tree: with `children` their sum, else a leaf with a `rule`. */
export interface Node {
  code: string; printed?: string; title: string; maximum: Points; in_scale?: boolean; children?: Node[]
  scored_by?: Exclude<Criterion['scored_by'], 'rollup'>; evidence_rule?: Criterion['evidence_rule']; na_policy?: Criterion['na_policy']
  na_claimable?: boolean; appraising_agency?: string; evidence?: EvidenceText[]; note?: string; levels?: LevelText[]; rule?: Rule
  [member: string]: unknown
}
export interface SetText { id: string; title: string; maximum: Points; template?: string; criteria: Node[]; [member: string]: unknown }
export interface RoundText {
  id: string; kind: string; title: string; printed_phrase?: string; from?: string; until?: string; boundary?: 'inclusive' | 'exclusive'
  deadline_kind?: 'hard' | 'soft'; locks_after_days?: number; dates_from?: string; opens_without_plan?: boolean; [member: string]: unknown
}
export interface RegulationText {
  id: string; title: string; year: number; publisher?: string
  issued_by?: { number?: string; date?: string; issuer?: string }
  control?: { change_note?: string; reviewed_by?: string; approved_by?: string; [member: string]: unknown }
  drafting?: {
    drafted_by?: string; comments_from?: string; comments_until?: string; printed_phrase?: string; boundary?: 'inclusive' | 'exclusive'
    silence_is_consent?: boolean; agreed_by?: string; issued_before?: string
  }
  standing_department: string
  bodies?: { id: string; title: string }[]
  agencies: { id: string; title: string; group?: string; assessed?: boolean }[]
  groups: { id: string; title: string; criteria_set: string }[]
  rounds: RoundText[]
  milestones?: { id: string; title: string; until?: string; printed_phrase?: string; boundary?: 'inclusive' | 'exclusive' }[]
  holidays?: string[]
  switches?: { holiday_shift?: 'none' | 'next_working_day' | 'previous_working_day'; [member: string]: unknown }
  surveys?: { id: string; title: string; respondents: { key: string; text: string; forms: number }[]; answer_least?: Points; answer_most: Points; minimum_valid_forms?: number }[]
  ballots?: { id: string; title: string; leaders: { key: string; text: string }[]; entered_by?: 'leaders' | 'standing_department'; secrecy?: string }[]
  criteria_sets: SetText[]
  [member: string]: unknown
}

export const title_of_agency = (text: RegulationText | undefined, id: string) => text?.agencies.find(a => a.id === id)?.title ?? id
export const is_leaf = (node: Node) => node.children === undefined

/** Reads a file that somebody chose; null: it is no regulation's text at all. */
export function read_text(json: string): RegulationText | null {
  try {
    const text = JSON.parse(json) as RegulationText
    const whole = typeof text === 'object' && text !== null && typeof text.id === 'string' && Array.isArray(text.criteria_sets) && Array.isArray(text.agencies)
    return whole ? text : null
  } catch {
    return null
  }
}

/** The bytes that are put up: every string in NFC, as the format wants it, one space of indent as the program writes. */
export function write_text(text: RegulationText): string {
  return JSON.stringify(text, (_, value: unknown) => (typeof value === 'string' ? value.normalize('NFC') : value), 1) + '\n'
}
