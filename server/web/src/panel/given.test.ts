import { describe, expect, test } from 'vitest'
import type { Criterion } from '../api/contract'
import { ballot_points, brought_in, given_kind, no_fields, type GivenFields } from './given_fields'

const leaf = (over: Partial<Criterion>): Criterion => ({
  code: 'II.1', printed: '1', title: '', maximum: '4.00', depth: 1, parent: 'II', leaf: true, scored_by: 'council', shape: 'granted', rule: { step: '0.50' }, levels: [], allowed_points: [],
  evidence: [], evidence_rule: 'any', na_policy: 'zero', note: '', appraising_agency: 'pnv', window_from: null, window_to: null, ...over,
})
const with_fields = (fields: Partial<GivenFields>): GivenFields => ({ ...no_fields(), ...fields })
const source = { text: ' Báo cáo điều tra ', number: '21/BC', date: '2026-11-18' }
const told = { text: 'Báo cáo điều tra', document_number: '21/BC', date: '2026-11-18' }

test('who scores a leaf says what it takes', () => {
  expect(given_kind(leaf({}))).toBe('points')
  expect(given_kind(leaf({ shape: 'ratio_bands' }))).toBe('figures')
  expect(given_kind(leaf({ shape: 'penalty' }))).toBe('counts')
  expect(given_kind(leaf({ scored_by: 'survey', shape: 'survey' }))).toBe('answers')
  expect(given_kind(leaf({ scored_by: 'import', shape: 'imported', rule: { mapping: 'ranks' } }))).toBe('rank')
  expect(given_kind(leaf({ scored_by: 'import', shape: 'imported', rule: { mapping: 'ratio' } }))).toBe('value')
  for (const scored_by of ['agency', 'system', 'leaders'] as const) expect(given_kind(leaf({ scored_by }))).toBe(null)
  expect(given_kind(leaf({ leaf: false }))).toBe(null)
})

describe('what is brought in', () => {
  const survey = leaf({ scored_by: 'survey', shape: 'survey' })
  test('of a survey: counted forms and an exact sum, with the source', () => {
    const fields = with_fields({ answers: { dan: { forms: '1.234', sum: '40,5' } }, ...source })
    expect(brought_in(survey, 'answers', ['dan'], fields)).toEqual({ ok: true, body: { answers: [{ key: 'dan', valid_forms: 1234, sum: '40.50' }], source: told } })
    expect(brought_in(survey, 'answers', ['dan'], with_fields({ answers: { dan: { forms: '12', sum: '' } } }))).toEqual({ ok: false, faults: ['answers', 'source'] })
    expect(brought_in(survey, 'answers', ['dan'], with_fields(source))).toEqual({ ok: false, faults: ['answers'] })
  })
  test('of another index: its value or its rank', () => {
    const index = leaf({ scored_by: 'import', shape: 'imported' })
    expect(brought_in(index, 'value', [], with_fields({ value: '81,25', ...source }))).toEqual({ ok: true, body: { value: '81.25', source: told } })
    expect(brought_in(index, 'rank', [], with_fields({ rank: '0', ...source }))).toEqual({ ok: false, faults: ['rank'] })
  })
  test('of a bonus: counts; none of them takes it back', () => {
    const bonus = leaf({ shape: 'bonus' })
    expect(brought_in(bonus, 'counts', ['a', 'b'], with_fields({ counts: { a: '2', b: '' }, ...source }))).toEqual({ ok: true, body: { counts: [{ key: 'a', count: 2 }], source: told } })
    expect(brought_in(bonus, 'counts', ['a'], with_fields({ ...source, reason: 'Nhập nhầm' }))).toEqual({ ok: true, body: { counts: [], reason: 'Nhập nhầm', source: told } })
    expect(brought_in(bonus, 'counts', ['a'], with_fields({ counts: { a: '1,5' }, ...source }))).toEqual({ ok: false, faults: ['counts'] })
  })
  test('of points: a step, not above the maximum, with a reason', () => {
    expect(brought_in(leaf({}), 'points', [], with_fields({ points: '1,5', reason: 'Theo dõi năm' }))).toEqual({ ok: true, body: { points: '1.50', reason: 'Theo dõi năm' } })
    for (const points of ['1,25', '4,5', '', 'x']) expect(brought_in(leaf({}), 'points', [], with_fields({ points, reason: 'r' }))).toEqual({ ok: false, faults: ['points'] })
    expect(brought_in(leaf({}), 'points', [], with_fields({ points: '1' }))).toEqual({ ok: false, faults: ['reason'] })
    expect(brought_in(leaf({}), 'points', [], with_fields({ points: '1', reason: 'r', number: '21/BC' }))).toEqual({ ok: false, faults: ['source'] })
  })
})

test.each([['3,5', { points: '3.50' }], ['4', { points: '4.00' }], ['0', { points: '0.00' }], ['4,5', 'above_maximum'], ['3,25', 'off_step'], ['', 'not_a_number'], ['1.000,5', 'not_a_number']])(
  'a ballot of %s', (typed, expected) => expect(ballot_points(typed, { step: '0.50', maximum: '4.00' })).toEqual(expected))
