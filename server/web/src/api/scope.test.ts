import { describe, expect, test } from 'vitest'
import { choose, covers, merged, rows_in_sight, type Named } from './scope'

const named = (code: string, title = ''): Named => {
  const parts = code.split('.')
  return { code, title, depth: parts.length - 1, parent: parts.length > 1 ? parts.slice(0, -1).join('.') : null, leaf: parts.length === 3 }
}
const CRITERIA = [named('I', 'Công tác chỉ đạo'), named('I.1', 'Kế hoạch'), named('I.1.1', 'Ban hành kế hoạch'), named('II', 'Thể chế'), named('II.1', 'Văn bản'), named('II.1.1', 'Rà soát'), named('II.10', 'Đăng tải')]
const codes = (list: Named[]) => list.map(c => c.code).join(' ')

describe('what a grant covers', () => {
  test('is what was chosen and all below it, not what merely begins alike', () => {
    expect(['II.1', 'II.1.1', 'II.10', 'II', 'I.1'].filter(code => covers(['II.1'], code))).toEqual(['II.1', 'II.1.1'])
    expect(covers([], 'I')).toBe(false)
  })
  test('is said once: a wider choice takes in what lies below it', () => {
    expect(choose(['II.1.1', 'I.1'], 'II', true)).toEqual(['I.1', 'II'])
    expect(choose(['I.1', 'II.10'], 'II.1', true)).toEqual(['I.1', 'II.10', 'II.1'])
    expect(choose(['I.1', 'II'], 'II', false)).toEqual(['I.1'])
  })
})
describe('criteria to choose from', () => {
  test('show the areas, and what lies below an open one', () => {
    expect(codes(rows_in_sight(CRITERIA, new Set(), ''))).toBe('I II')
    expect(codes(rows_in_sight(CRITERIA, new Set(['II']), ''))).toBe('I II II.1 II.10')
    expect(codes(rows_in_sight(CRITERIA, new Set(['II.1']), ' '))).toBe('I II')
  })
  test.each([['ke hoach', 'I I.1 I.1.1'], ['đăng', 'II II.10'], ['dang', 'II II.10'], ['ii.1.1', 'II II.1 II.1.1'], ['không có', '']])('are found by %j with what they stand under', (text, found) => {
    expect(codes(rows_in_sight(CRITERIA, new Set(), text))).toBe(found)
  })
  test('of several groups stand once', () => expect(codes(merged([CRITERIA, [named('I'), named('III')]]))).toBe('I I.1 I.1.1 II II.1 II.1.1 II.10 III'))
})
