// From what stands in the fields of a figures form to what is declared, by the shape of the rule. The page computes no
// points: the server's rule picks the level, and the page shows which.

import type { Criterion, Figures, Reference, Shape } from '../api/contract'
import { parse_count } from '../score/parse'

export interface Item { key: string; text: string; points?: string; deduction?: string }
/** The parameters of a rule as the regulation file names them; each shape has some of them. */
export interface RuleParts {
  due?: string; due_source?: string; day_count?: 'calendar' | 'working'; conditions?: Item[]
  numerator?: string; denominator?: string; exclusions?: boolean; late_level?: number; requirements?: Item[]; none_level?: number
  inputs?: { key: string; text: string; source?: string; published?: boolean }[]
  items?: Item[]; tiers?: { key: string; text: string; points_each: string; cap?: string }[]; tiers_add?: boolean; cap_total?: string
  amount?: string; multiple?: string; reference?: { from: string; amount: number; source?: string }[]
  severities?: { key: string; text: string; level: number }[]
}
export const rule_of = (criterion: Criterion) => criterion.rule as RuleParts

const WITH_FIGURES = new Set<Shape>(['late_bands', 'timeliness', 'ratio_bands', 'proportional', 'formula', 'deductions', 'capped_count', 'checklist', 'reference_multiple', 'worst_incident'])
export const takes_figures = (shape: Shape) => WITH_FIGURES.has(shape)

export interface Fields {
  never: boolean
  date: string; due: string; numerator: string; denominator: string; excluded: string; exclusion_ground: string; late: string; amount: string
  counts: Record<string, string>
  answers: Record<string, 'met' | 'failed' | 'none' | undefined>
}

export function fields_of(figures: Figures | null | undefined): Fields {
  const f = figures ?? {}
  const text = (n: number | null | undefined) => (n === null || n === undefined ? '' : String(n))
  return {
    never: f.never ?? false, date: f.date ?? '', due: f.due ?? '', numerator: text(f.numerator), denominator: text(f.denominator), excluded: text(f.excluded),
    exclusion_ground: f.exclusion_ground ?? '', late: text(f.late), amount: text(f.amount),
    counts: Object.fromEntries((f.counts ?? []).map(c => [c.key, String(c.count)])),
    answers: Object.fromEntries([...(f.met ?? []).map(k => [k, 'met'] as const), ...(f.failed ?? []).map(k => [k, 'failed'] as const)]),
  }
}

/** The numbers that are published for the entry, by key: they stand in their fields and are not typed again (SM-25). */
export const published = (reference: Reference | null | undefined) => new Map((reference?.figures ?? []).map(f => [f.key, String(f.count)]))
export function with_published(fields: Fields, numbers: Map<string, string>): Fields {
  const own = Object.fromEntries((['numerator', 'denominator', 'amount'] as const).flatMap(k => (numbers.has(k) ? [[k, numbers.get(k)]] : [])))
  return { ...fields, ...own, counts: { ...fields.counts, ...Object.fromEntries(numbers) } }
}

export type Declared = { ok: true; figures: Figures } | { ok: false; missing: string[]; not_whole: string[] }

/** What the fields declare. Members that the rule does not read are left out: the server would refuse them. */
export function declared(shape: Shape, rule: RuleParts, fields: Fields): Declared {
  const missing: string[] = []
  const not_whole: string[] = []
  const date = (name: 'date' | 'due') => { if (!fields[name]) missing.push(name); return fields[name] }
  const whole = (name: string, typed: string, must = true): number | undefined => {
    const n = parse_count(typed)
    if (n === undefined) not_whole.push(name)
    else if (n === null && must) missing.push(name)
    return n ?? undefined
  }
  const answers = (items: Item[] | undefined, each: boolean) => {
    const said = (what: 'met' | 'failed') => (items ?? []).filter(i => fields.answers[i.key] === what).map(i => i.key)
    if (each) for (const i of items ?? []) if (fields.answers[i.key] !== 'met' && fields.answers[i.key] !== 'failed') missing.push(i.key)
    const [met, failed] = [said('met'), said('failed')]
    return { ...(met.length ? { met } : {}), ...(failed.length ? { failed } : {}) }
  }
  const counts = (keys: { key: string }[] | undefined) =>
    ({ counts: (keys ?? []).map(k => ({ key: k.key, count: whole(k.key, fields.counts[k.key] ?? '', false) ?? 0 })).filter(c => c.count > 0) })
  const ratio = () => {
    const excluded = rule.exclusions ? whole('excluded', fields.excluded, false) : undefined
    if (excluded && !fields.exclusion_ground.trim()) missing.push('exclusion_ground')
    return {
      numerator: whole('numerator', fields.numerator), denominator: whole('denominator', fields.denominator),
      ...(excluded ? { excluded, exclusion_ground: fields.exclusion_ground.trim().normalize('NFC') } : {}),
    }
  }
  const make = (): Figures => {
    switch (shape) {
      case 'late_bands':
      case 'timeliness':
        if (fields.never) return { never: true }
        return { date: date('date'), ...(rule.due ? {} : { due: date('due') }), ...answers(rule.conditions, true) }
      case 'ratio_bands':
        if (fields.never && rule.none_level !== undefined) return { never: true }
        return { ...ratio(), ...(rule.late_level === undefined ? {} : { late: whole('late', fields.late) }), ...answers(rule.requirements, true) }
      case 'proportional': return ratio()
      case 'formula': return { counts: (rule.inputs ?? []).map(i => ({ key: i.key, count: whole(i.key, fields.counts[i.key] ?? '') ?? 0 })) }
      case 'deductions': return answers(rule.items, true)
      case 'checklist': return answers(rule.items, false)
      case 'capped_count': return counts(rule.tiers)
      case 'worst_incident': return counts(rule.severities)
      case 'reference_multiple': return { amount: whole('amount', fields.amount), date: date('date') }
      default: return {}
    }
  }
  const figures = make()
  return missing.length || not_whole.length ? { ok: false, missing, not_whole } : { ok: true, figures }
}
