import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Draft, RegulationFile } from '../api/regulations'
import { to_wire } from '../score/points'
import { before_issue } from './before_issue'
import { dated, day_in, month_day_of, printed_closing } from './dated'
import { difference, in_short, is_same, same } from './difference'
import { read_text, write_text, type Node, type RegulationText, type SetText } from './document'
import { reshaped, rest_of, with_rest } from './rule_members'
import { best_level_off, sum_of, sum_of_set } from './sums'
import { add_beside, add_child, change, fault_of_code, move, next_number, recode, relevel, remove, row_of, rows_of, take_sets } from './tree'
import { where } from './where'

const leaf = (code: string, maximum: string, more: Partial<Node> = {}): Node => ({ code, printed: code, title: `Tiêu chí ${code}`, maximum, levels: [], rule: { shape: 'choice' }, ...more })
const set: SetText = {
  id: 'xa', title: 'Bộ tiêu chí', maximum: '10.00',
  criteria: [
    { code: 'I', printed: 'I', title: 'Chỉ đạo', maximum: '6.00', children: [leaf('I.1', '2.50'), leaf('I.2', '3.50')] },
    leaf('II', '4.00'),
    { code: 'III', printed: 'III', title: 'Điểm trừ', maximum: '5.00', in_scale: false, children: [leaf('III.1', '5.00')] },
  ],
}
const text: RegulationText = {
  id: 'thu', title: 'Thử', year: 2026, standing_department: 'pnv', agencies: [{ id: 'pnv', title: 'Phòng Nội vụ' }],
  groups: [{ id: 'g', title: 'G', criteria_set: 'xa' }], rounds: [], criteria_sets: [set], tie_break: ['I', 'II'],
  corrections: [{ set: 'xa', code: 'I.1' }, { set: 'khac', code: 'I.1' }], overlays: [{ id: 'hd', code: 'I.2' }],
}
const codes = (s: SetText) => rows_of(s).map(row => row.node.code).join(' ')

describe('a criteria tree', () => {
  test('grows beside and below, with the next number in its own figures', () => {
    const area = add_beside(set, null)
    expect(codes(area.set)).toBe('I I.1 I.2 II III III.1 IV')
    const beside = add_beside(set, [0, 0])
    expect(codes(beside.set)).toBe('I I.1 I.3 I.2 II III III.1')
    expect(beside.path).toEqual([0, 1])
    expect(codes(add_child(set, [0]).set)).toBe('I I.1 I.2 I.3 II III III.1')
    expect(codes(set)).toBe('I I.1 I.2 II III III.1')
  })
  test('a leaf that gets a child hands down how it was scored, and gets it back as a plain choice', () => {
    const scored = change(set, [1], { scored_by: 'council', levels: [{ text: 'đủ', points: '4.00' }], evidence: [{ text: 'Báo cáo' }] })
    const grown = add_child(scored, [1])
    const [parent, child] = [row_of(grown.set, 'II')!.node, row_of(grown.set, 'II.1')!.node]
    expect([parent.rule, parent.levels, parent.scored_by]).toEqual([undefined, undefined, undefined])
    expect(Object.keys(parent)).not.toContain('rule')
    expect([child.maximum, child.scored_by, child.levels?.length]).toEqual(['4.00', 'council', 1])
    const bare = row_of(remove(grown.set, grown.path), 'II')!.node
    expect([bare.children, bare.rule]).toEqual([undefined, { shape: 'choice' }])
  })
  test('moves among those beside it and never out of them', () => {
    expect(codes(move(set, [0, 0], 1)!.set)).toBe('I I.2 I.1 II III III.1')
    expect(move(set, [0, 0], -1)).toBe(null)
    expect(move(set, [2], 1)).toBe(null)
  })
  test('a code changes with all below it and with what speaks of it', () => {
    const after = recode(text, 'xa', 'I', 'A')
    expect(codes(after.criteria_sets[0]!)).toBe('A A.1 A.2 II III III.1')
    expect(after.tie_break).toEqual(['A', 'II'])
    expect(after.corrections).toEqual([{ set: 'xa', code: 'A.1' }, { set: 'khac', code: 'I.1' }])
    expect(after.overlays).toEqual([{ id: 'hd', code: 'A.2' }])
  })
  test('sets of another text come under the ids that the groups know', () => {
    const two = [{ ...set, id: 'moi' }, { ...set, id: 'them' }]
    const taken = take_sets({ ...text, groups: [...text.groups, { id: 'h', title: 'H', criteria_set: 'da-bo' }] }, two)
    expect([taken.criteria_sets.map(s => s.id), taken.groups.map(g => g.criteria_set), taken.rounds]).toEqual([['xa', 'them'], ['xa', 'xa'], text.rounds])
  })
  test('a code that cannot be says why', () => {
    const row = row_of(set, 'I.1')!
    expect([fault_of_code(set, row, 'I,1'), fault_of_code(set, row, 'II.1'), fault_of_code(set, row, 'I.2'), fault_of_code(set, row, 'I.9'), fault_of_code(set, row, 'I.1')])
      .toEqual(['malformed', 'parent', 'taken', null, null])
  })
  test.each([[['I', 'II'], 'III'], [['VIII'], 'IX'], [['I.1', 'I.9'], 'I.10'], [['1', '2'], '3'], [[], 'I']])('after %j comes %s', (beside, next) => expect(next_number(beside, 'I')).toBe(next))
  test('is the same again once added rows are taken away', () => {
    fc.assert(fc.property(fc.integer({ min: 0, max: 5 }), at => {
      const path = rows_of(set)[at]!.path
      const placed = add_beside(set, path)
      expect(remove(placed.set, placed.path)).toEqual(set)
    }))
  })
})

test('levels taken away or moved take the rule along', () => {
  const levels = ['2.00', '1.00', '0.00'].map(points => ({ text: points, points }))
  const rule = { shape: 'late_bands' as const, bands: [{ from_days: 0, to_days: 0, level: 0 }, { from_days: 1, to_days: 9, level: 1 }, { from_days: 10, level: 2 }], never_level: 2 }
  expect(relevel(rule, levels, [0, 2]).rule).toEqual({ shape: 'late_bands', bands: [{ from_days: 0, to_days: 0, level: 0 }, { from_days: 10, level: 1 }], never_level: 1 })
  expect(relevel(rule, levels, [0, 1]).rule).toEqual({ shape: 'late_bands', bands: [{ from_days: 0, to_days: 0, level: 0 }, { from_days: 1, to_days: 9, level: 1 }] })
  expect(relevel(rule, levels, [1, 0, 2]).rule).toMatchObject({ bands: [{ level: 1 }, { level: 0 }, { level: 2 }], never_level: 2 })
})

describe('sums', () => {
  test('leave out what is not in the scale, and count below it again', () => {
    expect(sum_of_set(set)).toEqual({ maximum: 100_000n, children: 100_000n, right: true })
    expect(sum_of(set.criteria[2]!)).toEqual({ maximum: 50_000n, children: 50_000n, right: true })
    expect(sum_of(set.criteria[1]!)).toBe(null)
  })
  test('are exact where floats are not: thirds of a point, tenths of tenths', () => {
    const parts = Array.from({ length: 10 }, (_, i) => leaf(`I.${i + 1}`, '0.10'))
    expect(sum_of({ code: 'I', title: '', maximum: '1.00', children: parts })!.right).toBe(true)
    expect(sum_of({ code: 'I', title: '', maximum: '1.0001', children: parts })!.right).toBe(false)
  })
  test('follow any change by as much', () => {
    fc.assert(fc.property(fc.bigInt({ min: 0n, max: 1_000_000n }), points => {
      const changed = change(set, [1], { maximum: to_wire(points) })
      expect(sum_of_set(changed).children).toBe(60_000n + points)
      expect(sum_of_set(changed).right).toBe(points === 40_000n)
    }))
  })
  test('the best level is held against the maximum', () => {
    expect(best_level_off(leaf('I', '1.00', { levels: [{ text: '', points: '0.75' }, { text: '', points: '0.50' }] }))).toBe(7_500n)
    expect(best_level_off(leaf('I', '1.00', { levels: [{ text: '', points: '1.00' }] }))).toBe(null)
    expect(best_level_off(leaf('I', '1.00'))).toBe(null)
  })
})

describe('the difference of two texts', () => {
  const after = (edit: (s: SetText) => SetText, more: Partial<RegulationText> = {}): RegulationText => ({ ...text, ...more, criteria_sets: [edit(set)] })
  test('of a text with itself is none, in whatever order its members stand', () => {
    expect(is_same(difference(text, text))).toBe(true)
    expect(same({ a: 1, b: [{ c: 2, d: 3 }] }, { b: [{ d: 3, c: 2 }], a: 1 })).toBe(true)
    expect(same([1, 2], [2, 1])).toBe(false)
  })
  test('counts added, removed and changed criteria', () => {
    const d = difference(text, after(s => change(remove(add_child(s, [0]).set, [1]), [0, 0], { maximum: '3.00' }), { year: 2027 }))
    expect([d.added.map(p => p.code), d.removed.map(p => p.code)]).toEqual([['I.3'], ['II']])
    expect(d.changed).toEqual([{ set: 'xa', code: 'I.1', title: 'Tiêu chí I.1', members: [{ member: 'maximum', from: '2.50', to: '3.00' }] }])
    expect(d.others).toEqual(['year'])
    expect(in_short(d)).toBe('+1 −1 ~2')
  })
  test('sees another order', () => {
    expect(difference(text, after(s => move(s, [0, 0], 1)!.set)).changed[0]!.members).toEqual([{ member: 'order', from: 'I.1, I.2', to: 'I.2, I.1' }])
  })
})

describe('the calendar', () => {
  const year = { year: 2026 }
  test('"trước ngày 15/12" locks at 00:00:00 of that day, "đến 15/12" of the next', () => {
    expect(dated({ until: '12-15', boundary: 'exclusive' }, year)).toEqual({ opens_at: null, deadline: '2026-12-15T00:00:00.000+07:00', locks_at: '2026-12-15T00:00:00.000+07:00', shifted: false })
    expect(dated({ from: '10-15', until: '12-15' }, year)).toMatchObject({ opens_at: '2026-10-15T00:00:00.000+07:00', deadline: '2026-12-16T00:00:00.000+07:00' })
  })
  test('a soft deadline locks later, or by hand', () => {
    expect(dated({ until: '12-30', deadline_kind: 'soft', locks_after_days: 3 }, year).locks_at).toBe('2027-01-03T00:00:00.000+07:00')
    expect(dated({ until: '12-30', deadline_kind: 'soft' }, year).locks_at).toBe(null)
  })
  test('a last day that is no working day moves as the regulation says', () => {
    const friday_off = { year: 2026, holidays: ['2026-12-11'], switches: { holiday_shift: 'previous_working_day' as const } }
    expect(dated({ until: '12-13' }, friday_off)).toMatchObject({ deadline: '2026-12-11T00:00:00.000+07:00', shifted: true })
    expect(dated({ until: '12-12' }, { ...friday_off, switches: { holiday_shift: 'next_working_day' } }).deadline).toBe('2026-12-15T00:00:00.000+07:00')
  })
  test('days of the template are of its year or the next', () => {
    expect([day_in(2026, '12-15'), day_in(2026, '+1:03-31'), day_in(2026, undefined)]).toEqual(['2026-12-15', '2027-03-31', ''])
    expect([month_day_of(2026, '2026-12-15'), month_day_of(2026, '2027-03-31'), month_day_of(2026, '2028-01-01'), month_day_of(2027, '2028-02-29')]).toEqual(['12-15', '+1:03-31', null, null])
  })
  test('comments close as the draft prints it', () => {
    expect(printed_closing({ comments_until: '2023-08-18', boundary: 'inclusive' })).toBe('2023-08-19T00:00:00.000+07:00')
    expect(printed_closing({ comments_until: '2023-08-18', boundary: 'exclusive' })).toBe('2023-08-18T00:00:00.000+07:00')
    expect(printed_closing({})).toBe(null)
  })
})

test('what is put up is in NFC, and a file that is no regulation is none', () => {
  expect(write_text({ ...text, title: 'Nguye\u0302\u0303n' })).toContain('"Nguyễn"')
  expect([read_text('{'), read_text('[]'), read_text('{"id":"x"}')]).toEqual([null, null, null])
  expect(read_text(write_text(text))).toEqual(text)
})

describe('a rule', () => {
  test('keeps across shapes what both call by the same name', () => {
    const ratio = { shape: 'ratio_bands' as const, numerator: 'a', denominator: 'b', bands: [{ from: '80', level: 0 }], late_level: 1 }
    expect(reshaped(ratio, 'proportional')).toEqual({ shape: 'proportional', numerator: 'a', denominator: 'b' })
    expect(reshaped(ratio, 'late_bands')).toEqual({ shape: 'late_bands', bands: [] })
    expect(reshaped(undefined, 'timeliness')).toEqual({ shape: 'timeliness', on_time_level: 0 })
  })
  test('is edited member by member, and the rest as JSON', () => {
    const rule = { shape: 'late_bands' as const, due: '2026-01-20', bands: [], conditions: [{ key: 'du', text: 'Đủ' }] }
    expect(JSON.parse(rest_of(rule))).toEqual({ conditions: [{ key: 'du', text: 'Đủ' }] })
    expect(with_rest(rule, rest_of(rule))).toEqual({ ok: true, rule })
    expect(with_rest(rule, ' ')).toEqual({ ok: true, rule: { shape: 'late_bands', due: '2026-01-20', bands: [] } })
    expect(with_rest(rule, '[]')).toEqual({ ok: false, why: 'no_object' })
    expect(with_rest(rule, '{"due": "2026-01-21"}')).toEqual({ ok: false, why: 'has_field', at: 'due' })
    expect(with_rest(rule, '{\n "conditions": x}')).toMatchObject({ ok: false, why: 'syntax', at: expect.stringMatching(/^2:/) })
  })
})

test('a pointer of the server leads to its criterion', () => {
  expect(where(text, '/criteria_sets/0/criteria/0/children/1/maximum')).toEqual({ set: 'xa', path: [0, 1], code: 'I.2', member: 'maximum' })
  expect(where(text, '/criteria_sets/0/criteria/1/rule/bands/0')).toEqual({ set: 'xa', path: [1], code: 'II', member: 'rule/bands/0' })
  expect(where(text, '/criteria_sets/0/title')).toEqual({ set: 'xa', path: [], code: '', member: 'title' })
  expect(where(text, '/rounds/0')).toBe(null)
})

describe('before a draft is issued', () => {
  const done = { by: 'p', at: '2026-01-01T00:00:00.000+07:00', seq: '1' }
  const draft = (n: number, more: Partial<Draft> = {}): Draft => ({ ...done, draft: n, sha256: `s${n}`, state: 'drafting', change_note: '', findings: { sha256: '', errors: 1, warnings: 0 }, reviews: [], agreement: null, consultation: null, ...more })
  const asked = { ...text, drafting: { comments_until: '2026-02-01', agreed_by: 'bcd' }, control: { reviewed_by: 'Trưởng phòng' } }
  const consultation = { ...done, closes_at: done.at, silence_is_consent: true, document_number: '', closed: done, agencies: [], comments: [] }
  const file = (...drafts: Draft[]): RegulationFile => ({ regulation: 'thu', seq: '1', versions: [], drafts, overlays: [] })
  test('nothing is asked of a regulation that asks for nothing', () => {
    expect(before_issue(file(draft(1)), draft(1), text)).toEqual({ consulted: 'free', reviewed: 'free', agreed: 'free', checked: 'due', may_issue: true })
  })
  test('what it asks for is due until it is there', () => {
    expect(before_issue(file(draft(1)), draft(1), asked)).toMatchObject({ consulted: 'due', reviewed: 'due', agreed: 'due', may_issue: false })
    const last = draft(2, { reviews: [{ ...done, note: '' }], agreement: { ...done, body: 'bcd', document_number: '1', document_date: null } })
    expect(before_issue(file(draft(1, { consultation }), last), last, asked)).toMatchObject({ consulted: 'done', reviewed: 'done', agreed: 'done', may_issue: true })
  })
  test('comments on what was issued since do not count, and nothing is issued while agencies are asked', () => {
    const next = draft(2, { seq: '9' })
    const version = { ...done, version: 1, sha256: 's1', draft: 1, decision_number: '1', decision_date: null, issuer: '', signed_by: '', findings: null, reason: '', in_force: true, seq: '5' }
    const since = { ...file(draft(1, { consultation, state: 'issued' }), next), versions: [version] }
    expect(before_issue(since, next, asked).consulted).toBe('due')
    const out = draft(1, { consultation: { ...consultation, closed: null } })
    expect(before_issue(file(out), out, text)).toMatchObject({ consulted: 'running', may_issue: false })
  })
})
