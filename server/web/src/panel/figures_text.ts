import type { Criterion, Figures } from '../api/contract'
import type { Words } from '../i18n/words'
import { show_date } from '../time/format'
import { rule_of } from './figures'

/** Declared figures in a line of words: days as people write them, counted and answered items by their printed text. */
export function figures_text(figures: Figures, criterion: Criterion | undefined, t: Words): string {
  const rule = criterion ? rule_of(criterion) : {}
  const named = [...(rule.items ?? []), ...(rule.conditions ?? []), ...(rule.requirements ?? []), ...(rule.inputs ?? []), ...(rule.tiers ?? []), ...(rule.severities ?? [])]
  const item = (key: string) => named.find(i => i.key === key)?.text ?? key
  const whole = (n: number) => n.toLocaleString('vi-VN')
  const { date, due, never, numerator, denominator, excluded, exclusion_ground, late, amount, counts, met, failed } = figures
  return [
    never && t.figures.never,
    date && `${amount == null ? t.figures.date : t.figures.amount_date} ${show_date(date)}`,
    due && `${t.figures.due} ${show_date(due)}`,
    numerator != null && `${t.figures.ratio} ${whole(numerator)}/${whole(denominator ?? 0)}`,
    excluded != null && excluded > 0 && `${t.figures.excluded} ${whole(excluded)}${exclusion_ground ? ` (${exclusion_ground})` : ''}`,
    late != null && late > 0 && `${t.figures.late} ${whole(late)}`,
    amount != null && `${rule.amount ?? t.figures.count} ${whole(amount)}`,
    ...(counts ?? []).map(c => `${item(c.key)}: ${whole(c.count)}`),
    ...(met ?? []).map(key => `${item(key)}: ${t.figures.met}`),
    ...(failed ?? []).map(key => `${item(key)}: ${t.figures.failed}`),
  ].filter(Boolean).join(' · ')
}
