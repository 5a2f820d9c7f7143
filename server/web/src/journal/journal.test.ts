import 'fake-indexeddb/auto'
import { IDBFactory } from 'fake-indexeddb'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { acknowledged, again, mark_of, next_to_send, pending, put, set_state, type Edit, type EntryEdit } from './journal'
import { Journal } from './sender'
import { open_store } from './store'

const edit = (over: Partial<EntryEdit> = {}): EntryEdit => ({
  kind: 'entry', id: 'k1', owner: 'qd/p-1', assessment: 'a1', code: 'I.1.1', field: 'self_score', method: 'PUT', body: { value: '1.00' },
  base: 3, was: '0,50', made_at: 1, state: 'waiting', ...over,
})

describe('the journal', () => {
  test('replaces an edit that was not sent yet, and remembers what its author first saw', () => {
    const edits = put([edit()], edit({ id: 'k2', body: { value: '2.00' }, base: 4, was: '1,00' }))
    expect(edits).toEqual([edit({ id: 'k2', body: { value: '2.00' } })])
  })
  test('never touches an edit that may be on its way', () => {
    expect(put([edit({ state: 'sending' })], edit({ id: 'k2' })).map(e => e.id)).toEqual(['k1', 'k2'])
  })
  test('a new value takes the place of a refused one', () => {
    expect(put([edit({ state: 'refused' })], edit({ id: 'k2' })).map(e => e.id)).toEqual(['k2'])
  })
  test('sends in order, the unsure one first, and only under the name of its author', () => {
    const other = edit({ id: 'k0', owner: 'qd/p-2' })
    expect(next_to_send([other, edit(), edit({ id: 'k2', code: 'I.1.2' })], 'qd/p-1')?.id).toBe('k1')
    expect(next_to_send([edit(), edit({ id: 'k2', code: 'I.1.2', state: 'sending' })], 'qd/p-1')?.id).toBe('k2')
    expect(next_to_send([other], 'qd/p-1')).toBe(null)
  })
  test('holds back what builds on an undecided conflict, not the rest', () => {
    const stuck = edit({ state: 'conflict' })
    expect(next_to_send([stuck, edit({ id: 'k2', field: 'explanation' }), edit({ id: 'k3', code: 'I.2' })], 'qd/p-1')?.id).toBe('k3')
  })
  test('moves what was made on top of an acknowledged edit to the version that edit made', () => {
    const batch: Edit = { kind: 'batch', id: 'b', owner: 'qd/p-1', assessment: 'a1', made_at: 3, state: 'waiting', items: [{ code: 'I.1.1', act: 'clear', version: 3 }] }
    const left = acknowledged([edit({ state: 'sending' }), edit({ id: 'k2', field: 'explanation' }), batch], 'k1', [{ code: 'I.1.1', version: 4 }])
    expect((left[0] as EntryEdit).base).toBe(4)
    expect((left[1] as Extract<Edit, { kind: 'batch' }>).items[0]!.version).toBe(4)
  })
  test('a held-on-to conflict is a new command on what stands now', () => {
    const [e] = again([edit({ state: 'conflict' })], 'k1', 'k9', () => 8) as EntryEdit[]
    expect([e!.id, e!.base, e!.state, e!.body]).toEqual(['k9', 8, 'waiting', { value: '1.00' }])
  })
  test('says of each cell how safe it is', () => {
    const says = (state: Edit['state'], online = true) => mark_of([edit({ state })], 'I.1.1', 'self_score', online)
    expect([says('waiting'), says('sending'), says('waiting', false), says('sending', false), says('conflict'), says('refused')])
      .toEqual(['dirty', 'saving', 'queued', 'queued', 'conflict', 'refused'])
    expect(mark_of([], 'I.1.1', 'self_score', true)).toBe('saved')
  })
  test('shows the value under way; a cleared score is null, none under way is undefined', () => {
    expect(pending([edit()], 'I.1.1', 'self_score')).toEqual({ value: '1.00' })
    expect(pending([edit({ method: 'DELETE', body: undefined })], 'I.1.1', 'self_score')).toBe(null)
    expect(pending(set_state([edit()], 'k1', 'refused'), 'I.1.1', 'self_score')).toBe(undefined)
  })
})

describe('sending', () => {
  beforeEach(() => { globalThis.indexedDB = new IDBFactory() })
  afterEach(() => { vi.unstubAllGlobals() })
  const made = { kind: 'entry', assessment: 'a1', code: 'I.1.1', field: 'self_score', method: 'PUT', body: { value: '1.00' }, base: 3, was: '' } as const
  const answered = (status: number, body: unknown) => new Response(JSON.stringify(body), { status, headers: { 'Content-Type': 'application/json' } })
  const entry = { code: 'I.1.1', version: 4 }
  const until = (holds: () => boolean) => vi.waitFor(() => expect(holds()).toBe(true))

  test('an edit outlives the page that made it, and goes out under the same key', async () => {
    const keys: string[] = []
    vi.stubGlobal('fetch', async (_: string, init: RequestInit) => { keys.push((init.headers as Record<string, string>)['Idempotency-Key']!); throw new TypeError('offline') })
    const first = await Journal.open()
    first.sign_in('qd/p-1')
    first.add(made)
    await until(() => !first.online)
    expect((await (await open_store()).all()).length).toBe(1)

    vi.stubGlobal('fetch', async (_: string, init: RequestInit) => {
      keys.push((init.headers as Record<string, string>)['Idempotency-Key']!)
      return answered(200, { seq: '18', recorded_at: '', entry, subtotals: [], totals: {} })
    })
    const second = await Journal.open()
    second.sign_in('qd/p-1')
    await until(() => second.edits.length === 0)
    expect(new Set(keys).size).toBe(1)
    expect(second.last?.seq).toBe('18')
    await until(() => second.edits.length === 0)
  })
  test('what is entered while the session is over is kept, and goes out once its author is back', async () => {
    const sent: string[] = []
    vi.stubGlobal('fetch', async (url: string) => { sent.push(url); return answered(200, { seq: '18', recorded_at: '', entry, subtotals: [], totals: {} }) })
    const journal = await Journal.open()
    journal.sign_in('qd/p-1')
    journal.sign_in('qd/p-1', true)
    journal.add(made)
    await journal.flush()
    expect(journal.edits.map(e => e.state)).toEqual(['waiting'])
    expect(sent).toEqual([])
    journal.sign_in('qd/p-1')
    await until(() => journal.edits.length === 0)
    expect(sent.length).toBe(1)
  })
  test.each([
    [423, '/problems/deadline-passed', 'refused'], [422, '/problems/score-out-of-range', 'refused'],
    [409, '/problems/assessment-submitted', 'refused'], [412, '/problems/stale-version', 'conflict'], [401, '/problems/unauthenticated', 'waiting'],
  ])('%i leaves the edit in the journal as %s', async (status, type, state) => {
    vi.stubGlobal('fetch', async () => answered(status as number, { type, title: 'không', status, current: entry }))
    const journal = await Journal.open()
    journal.sign_in('qd/p-1')
    journal.add(made)
    await until(() => journal.edits.length === 1 && journal.edits[0]!.state === state)
    expect(journal.edits[0]!.problem?.type ?? type).toBe(type)
  })
})
