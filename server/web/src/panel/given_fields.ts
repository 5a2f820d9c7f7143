// From what stands in the fields of the form for what others give to what is brought in, by who scores the leaf. The page
// computes no points: the server's rule does.

import type { Criterion, Figures } from '../api/contract'
import { parse_count, parse_score, parse_score_for } from '../score/parse'
import { from_wire } from '../score/points'
import { rule_of, takes_figures } from './figures'

/** What a leaf takes: answers of a survey, a value or a rank of another index, counts of a bonus or penalty, figures, points. */
export type GivenKind = 'answers' | 'value' | 'rank' | 'counts' | 'figures' | 'points'
export function given_kind(criterion: Criterion): GivenKind | null {
  if (!criterion.leaf || ['agency', 'system', 'leaders', 'rollup'].includes(criterion.scored_by)) return null
  if (criterion.shape === 'bonus' || criterion.shape === 'penalty') return 'counts'
  if (criterion.scored_by === 'survey') return 'answers'
  if (criterion.scored_by === 'import') return criterion.rule.mapping === 'ranks' ? 'rank' : 'value'
  return takes_figures(criterion.shape) ? 'figures' : 'points'
}

export interface GivenFields {
  answers: Record<string, { forms: string; sum: string }>; value: string; rank: string; counts: Record<string, string>; points: string; figures: Figures | null
  reason: string; text: string; number: string; date: string
}
export const no_fields = (): GivenFields => ({ answers: {}, value: '', rank: '', counts: {}, points: '', figures: null, reason: '', text: '', number: '', date: '' })

export type GivenFault = 'answers' | 'value' | 'rank' | 'counts' | 'points' | 'figures' | 'reason' | 'source'
export type Brought = { ok: true; body: Record<string, unknown> } | { ok: false; faults: GivenFault[] }

/** The request, or what is wrong or missing. `keys`: the groups of respondents, or the items that are counted. */
export function brought_in(criterion: Criterion, kind: GivenKind, keys: string[], fields: GivenFields): Brought {
  const faults: GivenFault[] = []
  const exact = (typed: string): string | null => { const p = parse_score(typed, 4); return p.ok && p.kind === 'points' ? p.points : null }
  const clean = (text: string) => text.trim().normalize('NFC')
  const facts = (): Record<string, unknown> => {
    switch (kind) {
      case 'answers': {
        const answers = keys.map(key => ({ key, valid_forms: parse_count(fields.answers[key]?.forms ?? ''), sum: exact(fields.answers[key]?.sum ?? '') })).filter(a => a.valid_forms !== null || a.sum !== null)
        if (answers.length === 0 || answers.some(a => a.valid_forms == null || a.sum === null)) faults.push('answers')
        return { answers }
      }
      case 'value': {
        const value = exact(fields.value)
        if (value === null) faults.push('value')
        return { value }
      }
      case 'rank': {
        const rank = parse_count(fields.rank)
        if (!rank) faults.push('rank')
        return { rank }
      }
      case 'counts': {
        const counts = keys.map(key => ({ key, count: parse_count(fields.counts[key] ?? '') }))
        if (counts.some(c => c.count === undefined)) faults.push('counts')
        return { counts: counts.filter(c => c.count) }
      }
      case 'figures':
        if (!fields.figures) faults.push('figures')
        return { figures: fields.figures }
      case 'points': {
        const parsed = parse_score_for(fields.points, criterion)
        const step = typeof criterion.rule.step === 'string' ? from_wire(criterion.rule.step) : null
        const points = parsed.ok && parsed.kind === 'points' ? parsed.points : null
        if (points === null || (step && criterion.levels.length === 0 && from_wire(points) % step !== 0n)) faults.push('points')
        return { points }
      }
    }
  }
  const body = facts()
  const reason = clean(fields.reason)
  if ((kind === 'points' || kind === 'figures') && !reason) faults.push('reason')
  const text = clean(fields.text)
  // What was read elsewhere says where; points given on one's own judgement may.
  if (!text && (kind !== 'points' && kind !== 'figures' || fields.number || fields.date)) faults.push('source')
  const source = text ? { source: { text, ...(clean(fields.number) ? { document_number: clean(fields.number) } : {}), ...(fields.date ? { date: fields.date } : {}) } } : {}
  const takes_reason = kind === 'points' || kind === 'figures' || kind === 'counts'
  return faults.length ? { ok: false, faults } : { ok: true, body: { ...body, ...(takes_reason && reason ? { reason } : {}), ...source } }
}

/** The items of a bonus or penalty that are counted. */
export const items_of = (criterion: Criterion) => (rule_of(criterion).items ?? []) as { key: string; text: string; points_each?: string; cap?: string }[]

/** The points of a ballot, or why they are none: the steps go from 0 to the maximum. */
export function ballot_points(typed: string, box: { step: string; maximum: string }): { points: string } | 'not_a_number' | 'above_maximum' | 'off_step' {
  const parsed = parse_score(typed, 4)
  if (!parsed.ok || parsed.kind === 'empty') return 'not_a_number'
  const points = from_wire(parsed.points)
  if (points > from_wire(box.maximum)) return 'above_maximum'
  return points % from_wire(box.step) === 0n ? { points: parsed.points } : 'off_step'
}
