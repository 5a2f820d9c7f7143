import { afterEach, describe, expect, test, vi } from 'vitest'
import { password_fault } from '../screens/sign_in_steps'
import { way_back, why_not } from '../screens/sign_in'
import way_in_of_the_server from '../../../identity/api_oidc.cpp?raw'
import { en } from '../i18n/en'
import { vi as vi_words } from '../i18n/vi'
import type { Words } from '../i18n/words'
import { dark_runs } from '../shell/qr'
import { generate } from 'lean-qr'
import type { Problem, Role, Session } from './contract'
import { on_signed_out, Refused, Unreachable } from './http'
import { give_second_factor, in_fours } from './sign_in'
import { step_of, wear_again } from './who'

const session = (over: Partial<Session>) => ({ actor: 'p-1', name: 'An', login: 'an', roles: [], role: null, ...over }) as unknown as Session

/** Answers by "METHOD path", 401 to everything else; keeps what it was asked. */
function server(answers: Record<string, unknown> = {}) {
  const asked: { question: string; body: unknown }[] = []
  vi.stubGlobal('fetch', async (url: string, init: { method: string; body?: string }) => {
    const question = `${init.method} ${url.replace('/api/v1', '')}`
    asked.push({ question, body: init.body && JSON.parse(init.body) })
    if (question in answers) return answers[question] === null ? new Response(null, { status: 204 }) : new Response(JSON.stringify(answers[question]), { status: 200 })
    return new Response(JSON.stringify({ type: '/problems/unauthenticated', title: 'Sai', status: 401 }), { status: 401 })
  })
  return asked
}
afterEach(() => { vi.unstubAllGlobals() })

describe('signing in', () => {
  test.each([
    [{}, null], [{ second_factor: 'none' as const }, null], [{ second_factor: 'done' as const }, null],
    [{ second_factor: 'needed' as const, password_change_needed: true }, 'second_factor'],
    [{ second_factor: 'enrol' as const, password_change_needed: true }, 'password'],
    [{ second_factor: 'enrol' as const }, 'enrolment'], [{ second_factor: 'done' as const, password_change_needed: true }, 'password'],
  ])('%j leaves the step %s', (over, step) => expect(step_of(session(over))).toBe(step))

  test('six digits are a code, however they are grouped; anything else is a recovery code', async () => {
    const asked = server({ 'POST /session/second_factor': session({ second_factor: 'done' }) })
    await give_second_factor('123 456')
    await give_second_factor(' k0f3-9qx0 ')
    expect(asked.map(a => a.body)).toEqual([{ code: '123456' }, { recovery_code: 'k0f3-9qx0' }])
  })
  test('a step that only says it is done is followed by the question who is here', async () => {
    const asked = server({ 'POST /session/second_factor': null, 'GET /session': session({ second_factor: 'done' }) })
    expect((await give_second_factor('123456')).second_factor).toBe('done')
    expect(asked.map(a => a.question)).toEqual(['POST /session/second_factor', 'GET /session'])
  })
  test('a wrong code is not the end of a session', async () => {
    server()
    let told = 0
    const off = on_signed_out(() => { told++ })
    await expect(give_second_factor('123456')).rejects.toThrow()
    off()
    expect(told).toBe(0)
  })
  test('the hat of before is worn once every step is done, not earlier', async () => {
    const hats = [{ grant: 'g-1', role: 'appraiser' }, { grant: 'g-2', role: 'auditor' }] as Role[]
    const before = session({ roles: hats, role: hats[1] })
    const asked = server({ 'PUT /session/role': before })
    await wear_again(session({ roles: hats, second_factor: 'needed' }), before)
    expect(asked).toEqual([])
    await wear_again(session({ roles: hats, second_factor: 'done' }), before)
    expect(asked[0]!.body).toEqual({ grant: 'g-2' })
  })
  test.each([
    ['?ve=%2Fho-so%2Fa%3Ftieu_chi%3DI.1', '/ho-so/a?tieu_chi=I.1'], ['', '/'], ['?ve=https://evil.example', '/'], ['?ve=//evil.example', '/'], ['?ve=/%5Cevil.example', '/'],
  ])('after %s one goes to %s, never to another host', (query, to) => expect(way_back(new URLSearchParams(query))).toBe(to))
  test('a secret is read aloud in fours', () => {
    expect(in_fours('JBSWY3DPEH')).toBe('JBSW Y3DP EH')
    expect(in_fours('JBSWY3DP')).toBe('JBSW Y3DP')
  })
})

describe('what went wrong', () => {
  const t = vi_words as unknown as Words
  const refused = (status: number, over: Partial<Problem> = {}) => new Refused({ type: '/problems/x', title: 'Chưa hợp lệ', status, ...over })
  test.each([
    ['a wrong password', refused(401, { detail: 'khác' }), 'sai rồi'],
    ['a wrong code, named by the field', refused(422, { errors: [{ pointer: '/code', code: 'wrong', message: 'Mã không đúng hoặc đã dùng rồi.' }] }), 'Mã không đúng hoặc đã dùng rồi.'],
    ['a refusal in its own words', refused(409, { detail: 'Chưa bắt đầu thiết lập.' }), 'Chưa bắt đầu thiết lập.'],
    ['silence', new Unreachable(), t.sign_in.unreachable],
  ])('is told: %s', (_, error, words) => expect(why_not(error, t, 'sai rồi')).toBe(words))
  test('a locked account says until when', () => expect(why_not(new Unreachable(900), t, '')).toMatch(/tạm khóa đến \d\d\/\d\d\/\d{4} \d\d:\d\d:\d\d/))
})

describe('a new password', () => {
  test.each([
    ['cũ', '', '', 'missing'], ['cũ', 'ngắn', 'ngắn', 'short'], ['cũ', 'mưa cầu đất 72', 'mưa cầu đất 73', 'differ'],
    ['mưa cầu đất 72', 'mưa cầu đất 72', 'mưa cầu đất 72', 'same'], ['cũ', 'mưa cầu đất 72', 'mưa cầu đất 72', null],
  ])('%s → %s, %s: %s', (current, next, again, fault) => expect(password_fault(current, next, again)).toBe(fault))
  test('is counted in letters as people see them, in either form of Unicode', () => {
    const seven = 'ầầầầầầầ'
    expect(password_fault('cũ', seven.normalize('NFD'), seven.normalize('NFD'))).toBe('short')
  })
})

test('a QR code is drawn with exactly the dark squares it has', () => {
  const text = 'otpauth://totp/CCHC:an?secret=JBSWY3DPEHPK3PXP&issuer=CCHC'
  const code = generate(text)
  const { path, size } = dark_runs(text)
  const drawn = new Set<string>()
  for (const [, x, y, w] of path.matchAll(/M(\d+) (\d+)h(\d+)v1h-\d+z/g)) for (let i = 0; i < Number(w); i++) drawn.add(`${Number(x) + i} ${y}`)
  expect(size).toBe(code.size)
  for (let y = 0; y < size; y++) for (let x = 0; x < size; x++) expect(drawn.has(`${x} ${y}`)).toBe(code.get(x, y))
})

test('whatever the provider\'s door says stands on the page in words, with a way out, in both languages', () => {
  const slugs = [...way_in_of_the_server.matchAll(/^constexpr std::string_view \w+ = "([a-z-]+)";/gm)].map(found => found[1]!).sort()
  expect(slugs).toContain('unknown-account')
  for (const words of [vi_words, en]) {
    expect(Object.keys(words.door.error).sort()).toEqual(slugs)
    expect(Object.keys(words.door.way_out).sort()).toEqual(slugs)
  }
})
