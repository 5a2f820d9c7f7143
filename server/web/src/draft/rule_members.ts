// Which members of a rule have a field of their own, by its shape; the rest is edited as JSON, so every rule of the format
// can be written here.

import type { Shape } from '../api/contract'
import type { Node, Rule } from './document'

export type MemberKind = 'label' | 'level' | 'date' | 'percent' | 'points' | 'flag' | 'day_bands' | 'ratio_bands' | 'survey' | 'ballot' | 'round' | readonly string[]
export interface Member { name: string; kind: MemberKind; needed?: boolean }

const DAYS: Member[] = [{ name: 'due', kind: 'date' }, { name: 'due_source', kind: 'label' }, { name: 'day_count', kind: ['calendar', 'working'] }]
const RATIO: Member[] = [{ name: 'numerator', kind: 'label', needed: true }, { name: 'denominator', kind: 'label', needed: true }]
const READ_FROM: Member[] = [{ name: 'source', kind: 'label' }, { name: 'denominator_source', kind: 'label' }, { name: 'exclusions', kind: 'flag' }]
const level = (...names: string[]): Member[] => names.map(name => ({ name, kind: 'level' as const }))

const MEMBERS: Partial<Record<Shape, Member[]>> = {
  late_bands: [...DAYS, { name: 'bands', kind: 'day_bands', needed: true }, ...level('never_level', 'failed_level')],
  timeliness: [...DAYS, { name: 'on_time_level', kind: 'level', needed: true }, ...level('late_level', 'never_level', 'failed_level')],
  ratio_bands: [...RATIO, { name: 'bands', kind: 'ratio_bands', needed: true }, ...level('late_level', 'none_level'), ...READ_FROM, { name: 'floor', kind: 'points' }],
  proportional: [...RATIO, { name: 'least', kind: 'percent' }, ...READ_FROM],
  reference_multiple: [{ name: 'amount', kind: 'label', needed: true }, { name: 'multiple', kind: 'points', needed: true }, ...level('at_least_level', 'below_level', 'none_level')],
  worst_incident: level('none_level'),
  submission_timeliness: [{ name: 'round', kind: 'round', needed: true }, { name: 'bands', kind: 'day_bands', needed: true }, ...level('never_level', 'without_evidence_level')],
  survey: [{ name: 'survey', kind: 'survey', needed: true }, { name: 'questions', kind: 'label' }, { name: 'conversion', kind: ['mean', 'weighted', 'table'] }],
  ballot: [{ name: 'ballot', kind: 'ballot', needed: true }],
  imported: [{ name: 'index', kind: 'label', needed: true }, { name: 'source', kind: 'label', needed: true }, { name: 'mapping', kind: ['points', 'ratio', 'bands', 'ranks'], needed: true }, { name: 'scale', kind: 'points' }],
  granted: [{ name: 'step', kind: 'points' }],
  capped_count: [{ name: 'tiers_add', kind: 'flag' }, { name: 'cap_total', kind: 'points' }],
  deductions: [{ name: 'floor', kind: 'points' }],
}
export const members_of = (shape: Shape): Member[] => MEMBERS[shape] ?? []

export const SHAPES: Exclude<Shape, 'rollup'>[] = [
  'choice', 'late_bands', 'timeliness', 'ratio_bands', 'proportional', 'formula', 'deductions', 'capped_count', 'checklist', 'reference_multiple', 'worst_incident',
  'submission_timeliness', 'survey', 'ballot', 'imported', 'granted', 'bonus', 'penalty',
]
/** Who can score a shape; the first is taken when the shape is chosen. */
export function scorers_of(shape: Shape): NonNullable<Node['scored_by']>[] {
  switch (shape) {
    case 'submission_timeliness': return ['system']
    case 'survey': return ['survey']
    case 'ballot': return ['leaders']
    case 'imported': return ['import']
    case 'granted': return ['appraising_agency', 'council']
    default: return ['agency', 'appraising_agency', 'council']
  }
}

const LISTS: Partial<Record<Shape, Record<string, unknown>>> = {
  formula: { inputs: [{ key: 'tu-so', text: 'Số …' }, { key: 'mau-so', text: 'Tổng số …' }], numerator: [{ input: 'tu-so' }], denominator: [{ input: 'mau-so' }] },
  deductions: { items: [{ key: 'muc-1', text: '…', deduction: '0.25' }] },
  capped_count: { tiers: [{ key: 'bac-1', text: '…', points_each: '0.50', cap: '1.00' }] },
  checklist: { items: [{ key: 'muc-1', text: '…', points: '0.50' }] },
  worst_incident: { severities: [{ key: 'nhe', text: '…', level: 0 }] },
  reference_multiple: { reference: [{ from: '2026-01-01', amount: 2340000 }] },
  bonus: { items: [{ key: 'muc-1', text: '…', points_each: '0.50' }] },
  penalty: { items: [{ key: 'muc-1', text: '…', points_each: '0.50' }] },
}

/** A rule of another shape: members that both shapes have by the same name stay, needed lists get a line to write over. */
export function reshaped(rule: Rule | undefined, shape: Shape): Rule {
  const kept = members_of(shape).filter(m => rule?.[m.name] !== undefined && members_of(rule.shape).some(old => old.name === m.name && old.kind === m.kind))
  const bands = members_of(shape).some(m => m.name === 'bands') ? { bands: [] } : {}
  const start = shape === 'timeliness' ? { on_time_level: 0 } : shape === 'imported' ? { mapping: 'points' } : {}
  return { shape, ...start, ...bands, ...(LISTS[shape] ?? {}), ...Object.fromEntries(kept.map(m => [m.name, rule![m.name]])) }
}

const own = (shape: Shape) => new Set(['shape', ...members_of(shape).map(m => m.name)])
/** The members without a field of their own, as JSON to edit; '' for none. */
export function rest_of(rule: Rule): string {
  const fields = own(rule.shape)
  const rest = Object.entries(rule).filter(([name]) => !fields.has(name))
  return rest.length ? JSON.stringify(Object.fromEntries(rest), null, 1) : ''
}

export type Rest = { ok: true; rule: Rule } | { ok: false; why: 'syntax' | 'no_object' | 'has_field'; at?: string }
/** The rule with the rest that was typed, or why that is none; `at`: the line and column, or the member. */
export function with_rest(rule: Rule, typed: string): Rest {
  const fields = own(rule.shape)
  const mine = Object.fromEntries(Object.entries(rule).filter(([name]) => fields.has(name))) as Rule
  if (typed.trim() === '') return { ok: true, rule: mine }
  let rest: unknown
  try {
    rest = JSON.parse(typed)
  } catch (error) {
    return { ok: false, why: 'syntax', at: place_of((error as Error).message, typed) }
  }
  if (typeof rest !== 'object' || rest === null || Array.isArray(rest)) return { ok: false, why: 'no_object' }
  const doubled = Object.keys(rest).find(name => fields.has(name))
  return doubled ? { ok: false, why: 'has_field', at: doubled } : { ok: true, rule: { ...mine, ...rest } }
}
/** Browsers tell the offset, or the line and column; at the end of the text neither. */
function place_of(message: string, typed: string): string {
  const told = /line (\d+) column (\d+)/.exec(message)
  if (told) return `${told[1]}:${told[2]}`
  const offset = /position (\d+)/.exec(message)
  const before = typed.slice(0, offset ? Number(offset[1]) : typed.length).split('\n')
  return `${before.length}:${before.at(-1)!.length + 1}`
}
