import { describe, expect, test } from 'vitest'
import { folded, found, in_force, with_grants, type Account, type Grant } from './system'

const grant = (over: Partial<Grant> = {}): Grant => ({ grant: 'g', actor: 'p', role: 'appraiser', agency: 'pnv', from: '2026-01-01T00:00:00.000+07:00', document_number: '1', ...over })
const account = (name: string, login: string, roles: Grant[] = []): Account => ({ actor: login, name, login, disabled: false, second_factor: false, oidc: false, last_signed_in_at: null, roles })

describe('people', () => {
  const all = [account('Đặng Thị Hòa', 'hoa', [grant()]), account('Nguyễn Văn An', 'an.stc')]
  test.each([['dang', ['hoa']], ['HOÀ', ['hoa']], ['phong noi vu', ['hoa']], ['stc', ['an.stc']], ['  ', ['hoa', 'an.stc']], ['không ai', []]])('are found by %j', (text, logins) => {
    expect(found(all, text, a => (a === 'pnv' ? 'Phòng Nội vụ' : a)).map(a => a.login)).toEqual(logins)
  })
  test('have the roles of the directory, and a role of nobody known is shown by his id', () => {
    const listed = with_grants(all, [grant({ actor: 'hoa', grant: 'g-7' }), grant({ actor: 'p-la', grant: 'g-8' })])
    expect(listed.map(a => [a.name, a.roles.map(r => r.grant)])).toEqual([['Đặng Thị Hòa', ['g-7']], ['Nguyễn Văn An', []], ['p-la', ['g-8']]])
    expect(with_grants(all, undefined)).toBe(all)
  })
  test('marks and đ are set aside', () => expect(folded('ĐƯỜNG Thủy')).toBe('duong thuy'))
})

test('a role ends when it was ended, or when its time is over', () => {
  const now = Date.parse('2026-06-01T00:00:00.000+07:00')
  expect(in_force(grant(), now)).toBe(true)
  expect(in_force(grant({ until: '2026-07-01T00:00:00.000+07:00' }), now)).toBe(true)
  expect(in_force(grant({ until: '2026-06-01T00:00:00.000+07:00' }), now)).toBe(false)
  expect(in_force(grant({ ended_at: '2026-05-01T00:00:00.000+07:00' }), now)).toBe(false)
})
