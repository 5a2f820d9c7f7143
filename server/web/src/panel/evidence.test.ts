import { describe, expect, test } from 'vitest'
import { check_of, cite, file_behind, first_page, form_of, said_facts, why_no_pages } from '../api/evidence'
import type { SignatureCheck } from '../api/contract_evidence'
import { Refused, Unreachable } from '../api/http'
import { en } from '../i18n/en'
import { vi } from '../i18n/vi'
import type { Words } from '../i18n/words'
import reasons_of_the_server from '../../../signatures/report.cpp?raw'
import { destruction_fault } from './destruction'
import { compared, how_far } from './signature'
import { stages } from './upload_row'

describe('a citation', () => {
  test.each([['', 7, '7'], ['3', 7, '3, 7'], ['3, 5-7', 6, '3, 5-7'], ['5–7', 7, '5–7'], ['5-7', 8, '5-7, 8'], [' 3 ,', 3, '3'], ['17', 7, '17, 7']])('%j and page %i: %j', (pages, page, all) => expect(cite(pages, page)).toBe(all))
  test.each([[null, 1], ['', 1], ['tr. 12', 12], ['3, 5-7', 3]])('%j opens at page %i', (pages, page) => expect(first_page(pages)).toBe(page))
})

test('what is said of a paper leaves out what was left empty, in composed letters', () => {
  expect(said_facts({ kind: 'decision', issuer: ' Sở Nội vụ '.normalize('NFD'), document_number: '  ', pages: '' })).toEqual({ kind: 'decision', issuer: 'Sở Nội vụ' })
})

describe('a signature', () => {
  const check = (over: Partial<SignatureCheck>): SignatureCheck => ({ verdict: 'valid', reasons: [], depth: [], at: '', trust_list: '', signatures: [], ...over })
  test('that nobody has checked has no verdict, whatever the file carries', () => {
    expect(check_of({ signature: 'carried' })).toBe(null)
    expect(check_of({})).toBe(null)
    expect(check_of({ signature: { verdict: 'unsigned', at: null } })).toBe(null)
    expect(form_of({ signature: { verdict: 'unsigned', at: null } })).toBe('unsigned')
    expect(form_of({ signature: check({ at: '2026-01-01T00:00:00.000+07:00' }) })).toBe(null)
    expect(check_of({ signature: check({ at: '2026-01-01T00:00:00.000+07:00' }) })?.verdict).toBe('valid')
  })
  test('always says how far it was checked, in the order of checking', () => {
    const t = vi as unknown as Words
    expect(how_far(check({ depth: ['revocation', 'integrity', 'chain'] }), t)).toBe('đã kiểm: toàn vẹn, chuỗi chứng thư, thu hồi')
    expect(how_far(check({ verdict: 'invalid' }), t)).toBe('chưa kiểm được bước nào')
  })
})

describe('a check that was made again', () => {
  const t = vi as unknown as Words
  const of = (verdict: SignatureCheck['verdict'], depth: SignatureCheck['depth'] = []): SignatureCheck => ({ verdict, reasons: [], depth, at: '', trust_list: '', signatures: [] })
  test.each([
    ['valid', 'Đã kiểm tra lại: trước là “Chưa kết luận”, nay là “Hợp lệ”.', of('valid', ['integrity', 'chain'])],
    ['the same', 'Đã kiểm tra lại: vẫn là “Chưa kết luận”.', of('indeterminate', ['integrity'])],
    ['the same, but further', 'Đã kiểm tra lại: trước là “Chưa kết luận, đã kiểm: toàn vẹn”, nay là “Chưa kết luận, đã kiểm: toàn vẹn, chuỗi chứng thư”.', of('indeterminate', ['integrity', 'chain'])],
  ])('says old and new: %s', (_, told, now) => expect(compared(of('indeterminate', ['integrity']), now, t)).toBe(told))
})

test('every reason that the server knows has words in both languages', () => {
  const known = [...reasons_of_the_server.matchAll(/^    \{\w+, (?:bad|open|fine), "(\w+)"/gm)].map(found => found[1]!)
  expect(known.length).toBeGreaterThan(30)
  for (const reason of known) expect([vi.check.reason[reason], en.check.reason[reason]]).toEqual([expect.stringMatching(/\w/), expect.stringMatching(/\w/)])
})

describe('a file that is not shown', () => {
  const refused = (status: number, current?: unknown) => new Refused({ type: '/problems/x', title: '', status, current })
  test('is told from one that was destroyed, and from a server that is silent', () => {
    expect(file_behind(refused(404))).toBe(null)
    expect(file_behind(refused(410, { sha256: 'ab', size: 7 }))).toEqual({ destroyed: { sha256: 'ab', size: 7 } })
    for (const other of [refused(401), refused(403), new Unreachable()]) expect(() => file_behind(other)).toThrow(other)
  })
  test.each([
    ['application/pdf', [], 'pdf'], ['application/pdf', ['unknown_root', 'encrypted'], 'encrypted'], ['application/pdf', ['too_costly'], 'too_costly'],
    ['application/vnd.openxmlformats-officedocument.spreadsheetml.sheet', [], 'office'], ['text/csv', [], 'other'],
  ] as const)('%s with %j: %s', (media, reasons, why) => expect(why_no_pages(media, { verdict: 'indeterminate', reasons: [...reasons], depth: [], at: '', trust_list: '', signatures: [] })).toBe(why))
})

describe('a file is destroyed only', () => {
  const sha256 = 'e7aee61c' + '0'.repeat(56)
  const said = { document_number: '12/QĐ-UBND', reason: 'Có số căn cước', typed: ' E7AEE61C ' }
  test('by a decision, with a reason, and by who typed which one he means', () => expect(destruction_fault(sha256, said)).toBe(null))
  test.each([[{ document_number: ' ' }, 'needed'], [{ reason: '' }, 'needed'], [{ typed: '' }, 'wrong'], [{ typed: 'e7aee61d' }, 'wrong']] as const)('%j: %s', (lacks, fault) => expect(destruction_fault(sha256, { ...said, ...lacks })).toBe(fault))
})

describe('a file on its way shows', () => {
  const of = (step: Parameters<typeof stages>[0]['step'], signature = false, sha256: string | null = 'ab') => Object.values(stages({ step, sha256 }, signature)).join(' ')
  test.each([
    ['its hash being computed', of({ step: 'checking' }, false, null), 'now todo todo todo todo'],
    ['being sent', of({ step: 'uploading', sent: 1, size: 2 }), 'done now todo todo todo'],
    ['a broken line', of({ step: 'interrupted', sent: 1, size: 2 }), 'done now todo todo todo'],
    ['being attached', of({ step: 'attaching' }), 'done done done now todo'],
    ['a signature that is still being checked', of({ step: 'attached', link: 'l' }), 'done done done done now'],
    ['all done', of({ step: 'attached', link: 'l' }, true), 'done done done done done'],
    ['a type that the server refused', of({ step: 'rejected', why: 'Không nhận loại tệp này', at: 'upload' }), 'done done failed todo todo'],
    ['a silent server', of({ step: 'rejected', why: null, at: 'upload' }), 'done failed todo todo todo'],
    ['a refused attachment', of({ step: 'rejected', why: 'Giai đoạn đã khóa', at: 'attach' }), 'done done done failed todo'],
  ])('%s', (_, shown, expected) => expect(shown).toBe(expected))
})
