import { afterEach, describe, expect, test, vi } from 'vitest'
import type { Role, Session } from './contract'
import { call, get, instead_of, on_signed_out, Refused, Unreachable } from './http'
import { ask_who, leave, sign_in_as } from './who'

const hat = (grant: string): Role => ({ grant, role: 'appraiser' }) as Role
const person = (actor: string, roles: Role[], role: Role | null): Session => ({ actor, name: '', login: actor, roles, role }) as Session
const an = person('p-1', [hat('g-1'), hat('g-2')], hat('g-2'))

/** A server that answers by "METHOD path"; 401 to everything else. */
function server(answers: Record<string, unknown> = {}) {
  const asked: string[] = []
  vi.stubGlobal('fetch', async (url: string, init: { method: string }) => {
    const question = `${init.method} ${url.replace('/api/v1', '')}`
    asked.push(question)
    if (question in answers) return new Response(JSON.stringify(answers[question]), { status: 200 })
    return new Response(JSON.stringify({ type: '/problems/unauthenticated', title: 'Chưa đăng nhập', status: 401 }), { status: 401 })
  })
  return asked
}
/** How often the page hears that it has to sign in again while `act` runs. */
async function told(act: () => Promise<unknown>): Promise<number> {
  let times = 0
  const off = on_signed_out(() => { times++ })
  await act().catch(() => {})
  off()
  return times
}
afterEach(() => { vi.unstubAllGlobals() })

describe('a session that is over', () => {
  test.each(['/clock', '/cycles', '/assessments/a/entries', '/people'])('is heard by whoever asks first: %s', async path => {
    server()
    expect(await told(() => get(path))).toBe(1)
  })
  test('is heard when a hat is chosen', async () => {
    server()
    expect(await told(() => call('PUT', '/session/role', { body: { grant: 'g-1' } }))).toBe(1)
  })
  test('leaves who was here on his page, and tells it', async () => {
    server()
    let who: Session | null = null
    expect(await told(async () => { who = await ask_who(an) })).toBe(1)
    expect(who).toBe(an)
  })
  test('is no session that ended when nobody was here', async () => {
    server()
    let who: Session | null = an
    expect(await told(async () => { who = await ask_who(null) })).toBe(0)
    expect(who).toBe(null)
  })
  test('is not a wrong password', async () => {
    server()
    expect(await told(() => sign_in_as('an', 'sai', an))).toBe(0)
  })
  test('can be left like any other', async () => {
    server()
    await expect(leave()).resolves.toBeUndefined()
  })
})

describe('coming back', () => {
  test('to the same page is under the hat one wore there', async () => {
    const asked = server({ 'POST /session': person('p-1', an.roles, null), 'PUT /session/role': an })
    expect((await sign_in_as('an', 'đúng', an)).role?.grant).toBe('g-2')
    expect(asked).toEqual(['POST /session', 'PUT /session/role'])
  })
  test('as another person, or without that hat, is as the server says', async () => {
    const other = person('p-2', [hat('g-2'), hat('g-9')], hat('g-9'))
    server({ 'POST /session': other })
    expect(await sign_in_as('binh', 'đúng', an)).toEqual(other)
    const poorer = person('p-1', [hat('g-1')], hat('g-1'))
    server({ 'POST /session': poorer })
    expect(await sign_in_as('an', 'đúng', an)).toEqual(poorer)
  })
})

describe('what was heard once', () => {
  const refused = (status: number) => new Refused({ type: '/problems/x', title: '', status })
  test.each([
    ['a session that is over', refused(401)], ['a silent server', new Unreachable()],
  ])('stays on the page under %s', (_, error) => expect(instead_of({ data: {}, error })).toBe(null))
  test.each([['a right that was lost', refused(403)], ['what is gone', refused(404)]])(
    'gives way to %s', (_, error) => expect(instead_of({ data: {}, error })).toBe(error))
  test('cannot stay where nothing was heard', () => {
    const silence = new Unreachable()
    expect(instead_of({ data: undefined, error: silence })).toBe(silence)
    expect(instead_of({ data: {}, error: null })).toBe(null)
  })
})
