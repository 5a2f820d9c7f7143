import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { parse_block, parse_count, parse_score, parse_score_for } from './parse'
import { from_wire, show, show_delta, show_percent, to_wire } from './points'

const points = (text: string) => {
  const p = parse_score(text)
  return p.ok ? (p.kind === 'points' ? p.points : 'empty') : p.why
}

describe('a typed score', () => {
  test.each([
    ['0.75', '0.75'], ['0,75', '0.75'], [' ,75', '0.75'], ['.5', '0.50'], ['1', '1.00'], ['1,5', '1.50'], ['12', '12.00'],
    ['１', '1.00'], ['１，５', '1.50'], ['０．７５', '0.75'], ['\u00a00,5\u00a0', '0.50'], ['\u200b2', '2.00'], ['0', '0.00'], ['007', '7.00'],
    ['', 'empty'], [' \u00a0 ', 'empty'],
    ['1.234,5', 'two_separators'], ['1,234.5', 'two_separators'], ['1.5.2', 'two_separators'], ['1..5', 'two_separators'],
    ['1,234', 'too_many_decimals'], ['0.755', 'too_many_decimals'], ['-1', 'negative'], ['−0,5', 'negative'],
    ['=SUM(A1:A3)', 'not_a_number'], ['1e3', 'not_a_number'], ['0x10', 'not_a_number'], ['+1', 'not_a_number'],
    ['1 234', 'not_a_number'], ['1,', 'not_a_number'], [',', 'not_a_number'], ['.', 'not_a_number'], ['một', 'not_a_number'],
    ['1%', 'not_a_number'], ['NaN', 'not_a_number'], ['Infinity', 'not_a_number'], ['1234567', 'not_a_number'], ["1'", 'not_a_number'],
  ])('%j is %s', (typed, expected) => expect(points(typed)).toBe(expected))

  test('with comma and with dot is the same score, whatever it is', () => {
    fc.assert(fc.property(fc.integer({ min: 0, max: 99999 }), fc.integer({ min: 0, max: 99 }), (whole, part) => {
      const digits = part.toString().padStart(2, '0')
      const want = to_wire(BigInt(whole) * 10000n + BigInt(part) * 100n)
      expect(points(`${whole},${digits}`)).toBe(want)
      expect(points(`${whole}.${digits}`)).toBe(want)
    }))
  })
  test('is never more than what its digits say', () => {
    fc.assert(fc.property(fc.stringMatching(/^[0-9.,  ]{0,8}$/), typed => {
      const p = parse_score(typed)
      if (!p.ok || p.kind === 'empty') return
      const separators = typed.replace(/[^.,]/g, '').length
      expect(separators).toBeLessThanOrEqual(1)
      const [whole] = typed.trim().split(/[.,]/)
      expect(from_wire(p.points) / 10000n).toBe(BigInt(whole || '0'))
    }))
  })
  test('of any text is an answer, never an exception', () => {
    fc.assert(fc.property(fc.string({ unit: 'grapheme' }), typed => { parse_score(typed) }))
  })
  test('reads back what the page shows', () => {
    fc.assert(fc.property(fc.integer({ min: 0, max: 1_000_000 }), n => {
      const wire = to_wire(BigInt(n) * 100n)
      expect(points(show(wire))).toBe(wire)
    }))
  })
  test('is held against the rule', () => {
    const rule = { maximum: '1.00', allowed_points: ['0.00', '0.50', '1.00'] }
    expect(parse_score_for('1,5', rule)).toEqual({ ok: false, why: 'above_maximum' })
    expect(parse_score_for('0.75', rule)).toEqual({ ok: false, why: 'step_not_allowed' })
    expect(parse_score_for('0,5', rule)).toEqual({ ok: true, kind: 'points', points: '0.50' })
    expect(parse_score_for('0,37', { maximum: '1.00', allowed_points: [] })).toEqual({ ok: true, kind: 'points', points: '0.37' })
  })
})

describe('points on the page', () => {
  test.each([
    ['0.75', '0,75'], ['0.5', '0,50'], ['79.996', '79,996'], ['80', '80,00'], ['75.625', '75,625'], ['0.0001', '0,0001'],
    ['-0.5', '−0,50'], ['100.00', '100,00'],
  ])('%s reads %s', (wire, shown) => expect(show(wire)).toBe(shown))
  test('two unequal points never look the same', () => {
    fc.assert(fc.property(fc.bigInt({ min: -10_000_000n, max: 10_000_000n }), fc.bigInt({ min: -10_000_000n, max: 10_000_000n }), (a, b) => {
      expect(show(a) === show(b)).toBe(a === b)
    }))
  })
  test('the wire form survives there and back', () => {
    fc.assert(fc.property(fc.bigInt({ min: -1_000_000_000n, max: 1_000_000_000n }), p => { expect(from_wire(to_wire(p))).toBe(p) }))
  })
  test('a change carries its sign', () => {
    expect(show_delta('1.00', '0.50')).toBe('−0,50')
    expect(show_delta('0.50', '0.75')).toBe('+0,25')
    expect(show_delta('0.5', '0.50')).toBe('0')
    expect(show_delta(null, '0.50')).toBe('')
  })
  test('a percentage is cut, never rounded up to a threshold', () => {
    expect(show_percent('89.9999')).toBe('89,99 %')
    expect(show_percent('95.0521')).toBe('95,05 %')
    expect(show_percent('100')).toBe('100,00 %')
    expect(show_percent('79.9999', ',', 0)).toBe('79 %')
    expect(show_percent('79.9999', ',', 3)).toBe('79,999 %')
  })
})

describe('a block from a spreadsheet', () => {
  test('is rows of cells, without one row too many', () => {
    expect(parse_block('1,00\t0,50\r\n0,75\t\r\n')).toEqual([['1,00', '0,50'], ['0,75', '']])
  })
  test('keeps what stands in quotes', () => {
    expect(parse_block('"a\tb"\t"c ""d"""\n"e\nf"\tg')).toEqual([['a\tb', 'c "d"'], ['e\nf', 'g']])
  })
})

test('a count may be grouped, a score may not', () => {
  expect(parse_count('1.234')).toBe(1234)
  expect(parse_count(' 12 ')).toBe(12)
  expect(parse_count('')).toBe(null)
  expect(parse_count('1,5')).toBe(undefined)
  expect(parse_count('-3')).toBe(undefined)
})
