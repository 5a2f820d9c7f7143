import 'fake-indexeddb/auto'
import { IDBFactory } from 'fake-indexeddb'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { keep_draft } from './draft'
import { keep_upload, uploads_of } from './kept_uploads'
import { forget, on_left, tell_left, unsent_of } from './leaving'
import { Journal } from './sender'
import { remember } from './undo'

const AN = 'qd/p-an', BINH = 'qd/p-binh'

/** What a browser keeps as text: its own keys are what can be counted. */
function storage(): Storage {
  const kept = {} as Record<string, string>
  const hidden = { getItem: (key: string) => kept[key] ?? null, setItem: (key: string, text: string) => { kept[key] = text }, removeItem: (key: string) => { delete kept[key] } }
  for (const [name, value] of Object.entries(hidden)) Object.defineProperty(kept, name, { value, enumerable: false })
  return kept as unknown as Storage
}
const edit = { kind: 'entry', assessment: 'a1', code: 'I.1.1', field: 'self_score', method: 'PUT', body: { value: '1.00' }, base: 3, was: '' } as const
const upload = (owner: string) => ({ id: `u-${owner}`, owner, assessment: 'a1', code: 'I.1.1', name: 'Đơn của công dân.pdf', file: new Blob(['x']), facts: {}, sha256: null })

/** A browser without a line, in which both left one of everything. */
async function both_were_here() {
  const journal = await Journal.open()
  for (const owner of [AN, BINH]) {
    journal.sign_in(owner)
    journal.add(edit)
    await keep_upload(upload(owner))
    keep_draft(owner, 'a1', 'I.1.2', 'explanation', 'Số căn cước của công dân là')
    remember(owner, 'a1', { seq: '7', code: 'I.1.1' })
  }
  localStorage.setItem('cchc.cycle', '2026')
  localStorage.setItem('cchc.language', 'en')
  localStorage.setItem('another-site', 'x')
  await vi.waitFor(() => expect(journal.online).toBe(false))
  return journal
}
/** Everything that stands in this browser, as somebody finds it who looks for himself. */
const all_kept = async () => JSON.stringify([{ ...localStorage }, await (await Journal.open()).kept_of(AN), await uploads_of(AN)])

beforeEach(() => {
  globalThis.indexedDB = new IDBFactory()
  vi.stubGlobal('localStorage', storage())
  vi.stubGlobal('fetch', async () => { throw new TypeError('offline') })
})
afterEach(() => { vi.unstubAllGlobals() })

describe('who signs out', () => {
  test('is told first what only this machine has, whichever tab made it', async () => {
    await both_were_here()
    expect(await unsent_of(AN, await Journal.open())).toEqual({ edits: 1, uploads: 1, typed: 1 })
    expect(await unsent_of('qd/p-new', await Journal.open())).toEqual({ edits: 0, uploads: 0, typed: 0 })
  })
  test('leaves nothing behind, on the page and in the browser', async () => {
    const journal = await both_were_here()
    await forget(AN, journal, { unsent: true })
    expect(await unsent_of(AN, journal)).toEqual({ edits: 0, uploads: 0, typed: 0 })
    expect(await all_kept()).not.toContain(AN)
    journal.sign_in(AN)
    expect(journal.mine()).toEqual([])
    expect(Object.keys(localStorage).filter(key => !key.includes(BINH)).sort()).toEqual(['another-site', 'cchc.language'])
  })
  test('takes nothing of another who has not sent his work', async () => {
    const journal = await both_were_here()
    await forget(AN, journal, { unsent: true })
    expect(await unsent_of(BINH, await Journal.open())).toEqual({ edits: 1, uploads: 1, typed: 1 })
  })
  test('keeps what was not sent where nobody asked him about it', async () => {
    const journal = await both_were_here()
    await forget(AN, journal, { unsent: false })
    expect(await unsent_of(AN, await Journal.open())).toEqual({ edits: 1, uploads: 1, typed: 1 })
    expect(Object.keys(localStorage)).not.toContain(`cchc.undo/${AN}/a1`)
  })
  test('is gone from the other tabs too', async () => {
    const heard = new Promise<void>(resolve => { const off = on_left(() => { off(); resolve() }) })
    tell_left()
    await heard
  })
})
