import { describe, expect, test } from 'vitest'
import { can_edit, last_touch } from './assessment'
import { tenant_prefix } from './base'
import type { AssessmentHeader, CriteriaSet, Criterion, Cycle, Entry, Round } from './contract'
import { current_cycle, next_midnight, state_for, window_for, with_guidance } from './cycles'
import { uuid7 } from './uuid7'

test('a command id is a UUID of version 7, and later ones sort later', () => {
  const ids = [1, 2, 1_700_000_000_000, 1_700_000_000_001].map(now => uuid7(now))
  for (const id of ids) expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
  expect([...ids].sort()).toEqual(ids)
  expect(uuid7(0x0198b1c24fff).slice(0, 13)).toBe('0198b1c2-4fff')
})

test.each([['/', ''], ['/ho-so/2024-pnv', ''], ['/dang-nhap', ''], ['/quang-dien/ho-so/x', '/quang-dien'], ['/quang-dien', '/quang-dien'], ['/thiet-lap/quang-dien', '']])(
  'before the pages of %s stands %j', (path, prefix) => expect(tenant_prefix(path)).toBe(prefix))

const round = (over: Partial<Round>): Round => ({
  round: 'r', kind: 'self_assessment', ordinal: 1, title: '', printed_phrase: '', boundary: 'exclusive', deadline_kind: 'hard', after_lock: 'read_only',
  opens_at: null, deadline: '2023-12-15T00:00:00.000+07:00', locks_at: '2023-12-15T00:00:00.000+07:00', state: 'open', locked_at: null, lock: null, extensions: [], published: null, ...over })
const extension = (agencies: string[], locks_at: string) => ({ agencies, deadline: locks_at, locks_at, decision_number: '1', seq: '1' })

describe('the end of a round', () => {
  test('is moved by an extension for all, or for those it names', () => {
    const r = round({ extensions: [extension(['a'], '2023-12-20T00:00:00.000+07:00')] })
    expect(window_for(r, 'a').locks_at).toBe('2023-12-20T00:00:00.000+07:00')
    expect(window_for(r, 'b').locks_at).toBe('2023-12-15T00:00:00.000+07:00')
    expect(window_for(round({ extensions: [extension([], '2023-12-18T00:00:00.000+07:00')] }), 'b').locks_at).toBe('2023-12-18T00:00:00.000+07:00')
  })
  test('leaves the round open for who was extended after it locked for the others', () => {
    const r = round({ state: 'locked', extensions: [extension(['a'], '2023-12-20T00:00:00.000+07:00')] })
    const between = Date.parse('2023-12-16T00:00:00.000+07:00')
    expect([state_for(r, 'a', between), state_for(r, 'b', between)]).toEqual(['open', 'locked'])
    expect(state_for(r, 'a', Date.parse('2023-12-21T00:00:00.000+07:00'))).toBe('locked')
  })
})

test('one begins in a cycle where something can be done', () => {
  const cycle = (id: string, opened_at: string, state: Round['state']) => ({ cycle: id, opened_at, rounds: [round({ state })] }) as Cycle
  expect(current_cycle([cycle('2023', '1', 'locked'), cycle('2024', '2', 'open')])?.cycle).toBe('2024')
  expect(current_cycle([cycle('2023', '1', 'open'), cycle('2024', '2', 'locked')])?.cycle).toBe('2023')
  expect(current_cycle([cycle('2023', '1', 'locked'), cycle('2024', '2', 'locked')])?.cycle).toBe('2024')
})

describe('what may be edited', () => {
  const header = (over: Partial<AssessmentHeader> = {}) => ({ editable: true, edit_scope: null, may: ['edit'], ...over }) as AssessmentHeader
  const criterion = (over: Partial<Criterion> = {}) => ({ code: 'I.1', leaf: true, scored_by: 'agency', ...over }) as Criterion
  const claimed = { not_applicable: { state: 'claimed' } } as Entry
  test.each([
    ['a leaf of the agency', header(), criterion(), undefined, true],
    ['a sum', header(), criterion({ leaf: false }), undefined, false],
    ['what the system scores', header(), criterion({ scored_by: 'system' }), undefined, false],
    ['a locked assessment', header({ editable: false }), criterion(), undefined, false],
    ['another role', header({ may: [] }), criterion(), undefined, false],
    ['inside the scope of a reopening', header({ edit_scope: ['I.1'] }), criterion(), undefined, true],
    ['outside of it', header({ edit_scope: ['I.2'] }), criterion(), undefined, false],
    ['claimed as not applicable', header(), criterion(), claimed, false],
  ])('%s', (_, h, c, e, may) => expect(can_edit(h, c, e)).toBe(may))
})

describe('a paper that changes a rule', () => {
  const set = {
    criteria: [{ code: 'I.1', overlay: 'hd-2' }, { code: 'I.2', overlay: null }],
    overlays: [{ overlay: 'hd-1', criterion: 'I.1' }, { overlay: 'hd-2', criterion: 'I.1' }, { overlay: 'hd-3', criterion: 'I.2' }],
  } as unknown as CriteriaSet
  test('stands beside the criterion it changed, and beside no other', () => {
    const { criteria, by_code } = with_guidance(set)
    expect(criteria.map(c => c.guidance?.overlay)).toEqual(['hd-2', undefined])
    expect(by_code.get('I.1')).toBe(criteria[0])
  })
  test('comes into force at midnight in Vietnam', () => {
    const midnight = Date.parse('2021-11-11T00:00:00+07:00')
    expect(next_midnight(midnight - 1)).toBe(midnight)
    expect(next_midnight(midnight)).toBe(midnight + 86_400_000)
  })
})

test('who touched an entry last is who wrote its latest event', () => {
  const touch = (by: string, seq: string) => ({ by, at: '', seq })
  const entry = { self: touch('a', '9'), explanation: touch('b', '12'), not_applicable: null, supplement: null, evidence: [touch('c', '10')] } as unknown as Entry
  expect(last_touch(entry)).toEqual({ by: 'b', at: '', seq: 12n })
})
