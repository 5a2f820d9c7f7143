import { describe, expect, test } from 'vitest'
import { better } from './clock'
import { parse_date, show_field } from './date_text'
import { instant_to_local, left, local_to_instant, show_date, show_instant, show_seq } from './format'

describe('instants', () => {
  test('are shown at +07:00 with all their fields, whatever zone the machine is in', () => {
    expect(show_instant('2026-02-02T10:05:09.118Z')).toBe('02/02/2026 17:05:09')
    expect(show_instant('2023-12-14T23:59:59.999+07:00')).toBe('14/12/2023 23:59:59')
    expect(show_instant('2023-12-15T00:00:00+07:00')).toBe('15/12/2023 00:00:00')
  })
  test('go into a field and come back', () => {
    const at = '2023-12-15T17:00:00.000+07:00'
    expect(instant_to_local(at)).toBe('2023-12-15T17:00:00')
    expect(local_to_instant('2023-12-15T17:00')).toBe(at)
  })
  test('of days and events', () => {
    expect(show_date('2023-01-20')).toBe('20/01/2023')
    expect(show_seq('18234').replace(/\u00a0/g, ' ')).toBe('18 234')
  })
})

describe('what is left', () => {
  const until = '2023-12-15T00:00:00.000+07:00'
  const at = Date.parse(until)
  test.each([
    [at - 2 * 86400e3 - 11662e3, 2, '03:14:22', false],
    [at - 1, 0, '00:00:01', false],
    [at, 0, '00:00:00', true],
    [at + 5000, 0, '00:00:00', true],
  ])('at %s', (now, days, clock, past) => {
    const l = left(until, now)
    expect([l.days, `${l.hours}:${l.minutes}:${l.seconds}`, l.past]).toEqual([days, clock, past])
  })
})

describe('the server clock', () => {
  test('a machine two days off is corrected by one good sample', () => {
    const kept = better({ offset: 172_800_300, error: 700, at: 0 }, { offset: 172_800_010, error: 40, at: 10 })
    expect(kept.offset).toBe(172_800_010)
  })
  test('a worse sample does not replace a better one, until that is old', () => {
    const good = { offset: 10, error: 40, at: 0 }
    expect(better(good, { offset: 900, error: 600, at: 1000 })).toBe(good)
    expect(better(good, { offset: 900, error: 600, at: 3_600_000 }).offset).toBe(900)
  })
})

describe('a typed day', () => {
  test.each([
    ['5/3/2023', '2023-03-05'], ['05/03/2023', '2023-03-05'], ['05.03.2023', '2023-03-05'], ['０５/０３/２０２３', '2023-03-05'], ['', ''],
    ['31/02/2023', null], ['13/13/2023', null], ['2023-03-05', null], ['3/2023', null], ['05/03/2023 17:00', null], ['29/02/2024', '2024-02-29'],
  ])('%s', (typed, expected) => expect(parse_date(typed, false)).toBe(expected))
  test.each([['05/03/2023 17:00', '2023-03-05T17:00'], ['5/3/2023 7:05:09', '2023-03-05T07:05:09'], ['5/3/2023 24:00', null], ['5/3/2023', null]])('with a time: %s', (typed, expected) =>
    expect(parse_date(typed, true)).toBe(expected))
  test('is shown as it is typed', () => {
    expect(show_field('2023-03-05')).toBe('05/03/2023')
    expect(show_field('2023-03-05T17:00')).toBe('05/03/2023 17:00')
    expect(show_field('')).toBe('')
  })
})
