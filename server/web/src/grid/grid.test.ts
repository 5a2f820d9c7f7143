import { describe, expect, test } from 'vitest'
import type { Criterion, Entry } from '../api/contract'
import { COLUMNS, move, next_editable, type Stroke } from './keyboard'
import { inverse, plan_paste, to_items } from './paste'
import { visible_rows } from './rows'

const criterion = (code: string, parent: string | null, leaf: boolean): Criterion => ({
  code, parent, leaf, printed: code, title: code, maximum: '2.00', depth: code.split('.').length - 1, scored_by: leaf ? 'agency' : 'rollup',
  shape: leaf ? 'choice' : 'rollup', rule: {}, levels: [], allowed_points: ['0.00', '0.50', '1.00', '2.00'], evidence: [], evidence_rule: 'either', na_policy: 'drop',
  note: '', appraising_agency: '', window_from: null, window_to: null })
const set = [criterion('I', null, false), criterion('I.1', 'I', false), criterion('I.1.1', 'I.1', true), criterion('I.1.2', 'I.1', true), criterion('I.2', 'I', true),
  criterion('II', null, false), criterion('II.1', 'II', true)]
const entry = (code: string, score: string | null, over: Partial<Entry> = {}): Entry => ({
  code, version: 4, state: 'in_progress', owes: score === null ? ['score'] : [], given: null, reference: null, evidence: [], explanation: null, not_applicable: null, supplement: null, amended: null, appraisals: {}, reopening: null,
  counted: { self: score ?? '0.00', round_1: '0.00', round_2: '0.00' },
  self: score === null ? null : { score, level: null, basis: 'level', figures: null, by: 'p', at: '', seq: '1' }, ...over })
const entries = new Map([entry('I.1.1', '1.00'), entry('I.1.2', null), entry('I.2', '0.50'), entry('II.1', null)].map(e => [e.code, e]))
const codes = (folded: string[] = [], filter: Parameters<typeof visible_rows>[3] = 'all') =>
  visible_rows(set, entries, new Set(folded), filter).map(r => r.criterion.code)

describe('the rows', () => {
  test('stand in printed order, a folded group hides all below it', () => {
    expect(codes()).toEqual(['I', 'I.1', 'I.1.1', 'I.1.2', 'I.2', 'II', 'II.1'])
    expect(codes(['I.1'])).toEqual(['I', 'I.1', 'I.2', 'II', 'II.1'])
    expect(codes(['I'])).toEqual(['I', 'II', 'II.1'])
  })
  test('of a filter keep the groups above what they found', () => {
    expect(codes([], 'unscored')).toEqual(['I', 'I.1', 'I.1.2', 'II', 'II.1'])
    expect(codes([], 'disagreed')).toEqual([])
  })
})

describe('a key', () => {
  const rows = visible_rows(set, entries, new Set(['II']), 'all') // I, I.1, I.1.1, I.1.2, I.2, II
  const self = COLUMNS.indexOf('self')
  const table: [string, [number, number], Stroke, unknown][] = [
    ['down', [2, self], { key: 'ArrowDown' }, { to: { row: 3, column: self } }],
    ['down at the end stays', [5, self], { key: 'ArrowDown' }, { to: { row: 5, column: self } }],
    ['up', [2, 0], { key: 'ArrowUp' }, { to: { row: 1, column: 0 } }],
    ['ctrl down goes to the next group', [2, self], { key: 'ArrowDown', ctrl: true }, { to: { row: 5, column: self } }],
    ['ctrl up goes to the group before', [4, self], { key: 'ArrowUp', ctrl: true }, { to: { row: 1, column: self } }],
    ['left on an open group folds it', [1, 0], { key: 'ArrowLeft' }, { fold: 1 }],
    ['right on a folded group opens it', [5, 0], { key: 'ArrowRight' }, { unfold: 5 }],
    ['right on an open group moves on', [1, 0], { key: 'ArrowRight' }, { to: { row: 1, column: 1 } }],
    ['home', [3, 5], { key: 'Home' }, { to: { row: 3, column: 0 } }],
    ['ctrl end', [0, 5], { key: 'End', ctrl: true }, { to: { row: 5, column: 5 } }],
    ['page down stops at the end', [0, 1], { key: 'PageDown' }, { to: { row: 5, column: 1 } }],
    ['alt is not for moving', [2, self], { key: 'ArrowDown', alt: true }, null],
    ['a letter does nothing', [2, self], { key: 'x' }, null],
  ]
  test.each(table)('%s', (_, [row, column], stroke, expected) => expect(move({ row, column }, stroke, rows)).toEqual(expected))
  test('Tab finds the next field that takes a score, and lets go at the end', () => {
    expect(next_editable(0, 1, rows, r => r.leaf)).toBe(2)
    expect(next_editable(4, 1, rows, r => r.leaf)).toBe(null)
    expect(next_editable(4, -1, rows, r => r.leaf)).toBe(3)
  })
})

describe('a pasted block', () => {
  const into = { below: set.slice(2), by_code: new Map(set.map(c => [c.code, c])), entries, editable: (c: Criterion) => c.code !== 'I.2' }
  const outcome = (text: string) => plan_paste(text, into).map(l => `${l.code} ${l.outcome.act}${'why' in l.outcome ? ':' + l.outcome.why : ''}`)
  test('of one column goes down the scored rows, not one too many', () => {
    expect(outcome('0,5\n2\n1\n')).toEqual(['I.1.1 change', 'I.1.2 change', 'I.2 refused:read_only'])
    expect(outcome('0,5\n2\n\n1\n1')).toEqual(['I.1.1 change', 'I.1.2 change', 'I.2 same', 'II.1 change', ' refused:beyond'])
  })
  test('with codes goes by code and passes over sums', () => {
    expect(outcome('I\t9,99\nII.1\t1,00\nI.1.1\t1,00\nX.9\t1')).toEqual(['II.1 change', 'I.1.1 same', 'X.9 refused:unknown'])
  })
  test('names what it refuses', () => {
    expect(outcome('3\n0,75')).toEqual(['I.1.1 refused:above_maximum', 'I.1.2 refused:step_not_allowed'])
    expect(outcome('=SUM(A1)\n1.234,5')).toEqual(['I.1.1 refused:not_a_number', 'I.1.2 refused:two_separators'])
  })
  test('an empty cell clears a score, and leaves an empty one', () => {
    expect(outcome('\n2')).toEqual(['I.1.1 clear', 'I.1.2 change'])
  })
  test('becomes one command with the versions seen, and its inverse puts back what stood there', () => {
    const lines = plan_paste('0,5\n2', into)
    expect(to_items(lines, entries)).toEqual([{ code: 'I.1.1', act: 'self_score', value: '0.50', version: 4 }, { code: 'I.1.2', act: 'self_score', value: '2.00', version: 4 }])
    expect(inverse(lines)).toEqual([{ code: 'I.1.1', act: 'self_score', value: '1.00' }, { code: 'I.1.2', act: 'clear' }])
  })
  test('does not write over points computed from figures', () => {
    const e = entry('I.1.1', '1.00', { self: { score: '1.00', level: 0, basis: 'figures', figures: { date: '2023-01-20' }, by: 'p', at: '', seq: '1' } })
    expect(plan_paste('0,5', { ...into, entries: new Map([['I.1.1', e]]) })[0]!.outcome).toEqual({ act: 'refused', why: 'figures' })
  })
})
