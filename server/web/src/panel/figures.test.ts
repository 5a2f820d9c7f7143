import { describe, expect, test } from 'vitest'
import type { Criterion, Figures, Shape } from '../api/contract'
import { vi } from '../i18n/vi'
import { declared, fields_of, published, with_published, type Fields, type RuleParts } from './figures'
import { figures_text } from './figures_text'

const says = (shape: Shape, rule: RuleParts, fields: Partial<Fields>) => {
  const d = declared(shape, rule, { ...fields_of(null), ...fields })
  return d.ok ? d.figures : { missing: d.missing, not_whole: d.not_whole }
}

describe('a figures form declares what its rule reads, and nothing else', () => {
  const table: [string, Shape, RuleParts, Partial<Fields>, unknown][] = [
    ['late bands without a printed due date', 'late_bands', {}, { date: '2023-01-25', due: '2023-01-20' }, { date: '2023-01-25', due: '2023-01-20' }],
    ['late bands with one', 'late_bands', { due: '2023-01-20' }, { date: '2023-01-25', due: '2023-01-01' }, { date: '2023-01-25' }],
    ['never', 'timeliness', {}, { never: true, date: '2023-01-25' }, { never: true }],
    ['conditions are answered each', 'late_bands', { due: '2023-01-20', conditions: [{ key: 'full', text: '' }] }, { date: '2023-01-20' }, { missing: ['full'], not_whole: [] }],
    ['a ratio', 'ratio_bands', {}, { numerator: '8', denominator: '10', excluded: '2' }, { numerator: 8, denominator: 10 }],
    ['exclusions need a ground', 'ratio_bands', { exclusions: true }, { numerator: '8', denominator: '10', excluded: '2' }, { missing: ['exclusion_ground'], not_whole: [] }],
    ['no exclusions are not a zero', 'ratio_bands', { exclusions: true }, { numerator: '8', denominator: '10', excluded: '0', exclusion_ground: 'x' }, { numerator: 8, denominator: 10 }],
    ['some of it late', 'ratio_bands', { late_level: 1 }, { numerator: '8', denominator: '8', late: '0' }, { numerator: 8, denominator: 8, late: 0 }],
    ['counts are whole', 'ratio_bands', {}, { numerator: '7,5', denominator: '8' }, { missing: [], not_whole: ['numerator'] }],
    ['no plan at all', 'ratio_bands', { none_level: 2 }, { never: true }, { never: true }],
    ['deductions', 'deductions', { items: [{ key: 'q1', text: '' }, { key: 'q2', text: '' }] }, { answers: { q1: 'met', q2: 'failed' } }, { met: ['q1'], failed: ['q2'] }],
    ['deductions want every answer', 'deductions', { items: [{ key: 'q1', text: '' }, { key: 'q2', text: '' }] }, { answers: { q1: 'met' } }, { missing: ['q2'], not_whole: [] }],
    ['a checklist takes what is there', 'checklist', { items: [{ key: 'a', text: '' }, { key: 'b', text: '' }] }, { answers: { a: 'failed', b: 'none' } }, { failed: ['a'] }],
    ['counts by tier, zeros left out', 'capped_count', { tiers: [{ key: 'p', text: '', points_each: '2.00' }, { key: 'd', text: '', points_each: '1.00' }] }, { counts: { p: '', d: '2' } }, { counts: [{ key: 'd', count: 2 }] }],
    ['a formula wants every input', 'formula', { inputs: [{ key: 'da-xong', text: '' }, { key: 'cong-bo', text: '' }] }, { counts: { 'cong-bo': '48' } }, { missing: ['da-xong'], not_whole: [] }],
    ['and takes a zero', 'formula', { inputs: [{ key: 'da-xong', text: '' }, { key: 'cong-bo', text: '' }] }, { counts: { 'da-xong': '0', 'cong-bo': '48' } }, { counts: [{ key: 'da-xong', count: 0 }, { key: 'cong-bo', count: 48 }] }],
    ['no incident', 'worst_incident', { severities: [{ key: 'b', text: '', level: 1 }] }, {}, { counts: [] }],
    ['an amount may be grouped', 'reference_multiple', {}, { amount: '1.490.000', date: '2023-05-01' }, { amount: 1490000, date: '2023-05-01' }],
  ]
  test.each(table)('%s', (_, shape, rule, fields, expected) => expect(says(shape, rule, fields)).toEqual(expected))

  test('published numbers stand in their fields whatever was declared before', () => {
    const reference = { figures: [{ key: 'denominator', count: 48 }, { key: 'cong-bo', count: 7 }] } as Parameters<typeof published>[0]
    const fields = with_published(fields_of({ numerator: 8, denominator: 10 }), published(reference))
    expect([fields.numerator, fields.denominator, fields.counts['cong-bo']]).toEqual(['8', '48', '7'])
  })

  test('and what was declared comes back into the fields', () => {
    const figures: Figures = { numerator: 8, denominator: 10, excluded: 1, exclusion_ground: 'hoãn', late: 0, met: ['a'], failed: ['b'] }
    expect(declared('ratio_bands', { exclusions: true, late_level: 1, requirements: [{ key: 'a', text: '' }, { key: 'b', text: '' }] }, fields_of(figures))).toEqual({ ok: true, figures })
  })
})

test('declared figures read as a person would say them', () => {
  const rule: RuleParts = { tiers: [{ key: 'a', text: 'Sáng kiến cấp huyện', points_each: '0.50' }], requirements: [{ key: 'r', text: 'Có báo cáo' }] }
  const criterion = { rule } as unknown as Criterion
  expect(figures_text({ date: '2023-01-25', due: '2023-01-20' }, criterion, vi)).toBe('Ngày của văn bản 25/01/2023 · Hạn phải xong 20/01/2023')
  expect(figures_text({ numerator: 1800, denominator: 2000, excluded: 0, late: 3, failed: ['r'] }, criterion, vi)).toBe('Tỷ lệ 1.800/2.000 · Trong đó muộn 3 · Có báo cáo: Không đạt')
  expect(figures_text({ counts: [{ key: 'a', count: 2 }] }, criterion, vi)).toBe('Sáng kiến cấp huyện: 2')
  expect(figures_text({ never: true }, undefined, vi)).toBe('Không có, không thực hiện')
})
