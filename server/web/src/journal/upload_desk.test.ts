import 'fake-indexeddb/auto'
import { IDBFactory } from 'fake-indexeddb'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import type { EntryWriteAnswer } from '../api/contract'
import { kept_uploads } from './kept_uploads'
import { UploadDesk, type Job } from './upload_desk'

const PLACE = { owner: 'qd/p-1', assessment: 'a1', code: 'I.1.1' }
const SHA = 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad'

/** A server with tus and attachments; `cut`: after how many parts it goes silent. */
function server({ cut = Infinity, refuses = '' } = {}) {
  const state = { cut, kept: 0, size: 0, asked: [] as string[], attached: [] as { key: string; body: Record<string, string> }[] }
  vi.stubGlobal('window', { location: { href: 'http://x/' } })
  vi.stubGlobal('fetch', async (url: string, init: { method: string; headers: Record<string, string>; body?: Blob | string; signal?: AbortSignal }) => {
    if (init.signal?.aborted) throw new DOMException('', 'AbortError')
    const what = `${init.method} ${url.replace('/api/v1', '')}`
    state.asked.push(what)
    const done = () => (state.kept === state.size ? { 'Upload-Sha256': SHA } : {}) as Record<string, string>
    if (init.method === 'DELETE') return new Response(null, { status: 204 })
    if (what === 'POST /uploads') { state.size = Number(init.headers['Upload-Length']); return new Response(null, { status: 201, headers: { Location: '/api/v1/uploads/u-1' } }) }
    if (init.method === 'HEAD') return new Response(null, { status: 200, headers: { 'Upload-Offset': String(state.kept), ...done() } })
    if (init.method === 'PATCH') {
      if (refuses) return new Response(JSON.stringify({ type: '/problems/unsupported-media-type', title: refuses, status: 415 }), { status: 415 })
      if (state.cut-- <= 0) return new Promise((_, fail) => init.signal?.addEventListener('abort', () => fail(new DOMException('', 'AbortError'))))
      state.kept += (init.body as Blob).size
      return new Response(null, { status: 204, headers: { 'Upload-Offset': String(state.kept), ...done() } })
    }
    state.attached.push({ key: init.headers['Idempotency-Key']!, body: JSON.parse(init.body as string) as Record<string, string> })
    return new Response(JSON.stringify({ seq: '9', entry: { code: 'I.1.1', evidence: [{ link: 'l-1', sha256: SHA }] } }), { status: 200 })
  })
  return state
}
const file = (bytes: number) => new File([new Uint8Array(bytes)], 'Kế hoạch.pdf'.normalize('NFD'), { type: 'application/pdf' })
const until = (desk: UploadDesk, is: (job: Job | undefined) => boolean) => vi.waitFor(() => expect(is(desk.jobs()[0])).toBe(true), { timeout: 5000 })

beforeEach(() => { globalThis.indexedDB = new IDBFactory() })
afterEach(() => { vi.unstubAllGlobals() })

describe('a file', () => {
  test('is sent, attached with what was said of it, and its answer is told', async () => {
    const s = server()
    const desk = new UploadDesk()
    const answers: EntryWriteAnswer[] = []
    desk.on_attached((_, answer) => answers.push(answer))
    desk.start(PLACE, file(3), { kind: 'plan', pages: '' }, () => false)
    await until(desk, job => job?.step.step === 'attached')
    expect(s.attached[0]!.body).toEqual({ sha256: SHA, kind: 'plan' })
    expect(desk.jobs()[0]!.name).toBe('Kế hoạch.pdf'.normalize('NFC'))
    expect(answers).toHaveLength(1)
    await vi.waitFor(async () => expect(await kept_uploads(PLACE.owner, 'a1')).toEqual([]))
  })

  test('cut in the middle goes on after a reload from where the server stands, and is attached once', async () => {
    const s = server({ cut: 1 })
    const before = new UploadDesk()
    before.start(PLACE, file(2.5 * 1024 * 1024), { document_number: '05/KH' }, () => false)
    await until(before, job => job?.step.step === 'uploading' && job.step.sent === 1024 * 1024)
    await vi.waitFor(async () => expect((await kept_uploads(PLACE.owner, 'a1'))[0]?.url).toBe('/api/v1/uploads/u-1'))

    s.cut = Infinity // the page is gone; another one opens
    s.asked.length = 0
    const after = new UploadDesk()
    await after.resume(PLACE.owner, 'a1')
    await until(after, job => job?.step.step === 'attached')
    expect(s.asked.slice(0, 3)).toEqual(['HEAD /uploads/u-1', 'PATCH /uploads/u-1', 'PATCH /uploads/u-1'])
    expect(s.kept).toBe(2.5 * 1024 * 1024)
    expect(after.jobs()[0]).toMatchObject({ resumed: true, code: 'I.1.1' })
    expect(s.attached.map(a => a.body)).toEqual([{ sha256: SHA, document_number: '05/KH' }])
    expect(s.attached[0]!.key).toContain(after.jobs()[0]!.id)
  })

  test('of another person, or of another assessment, is not resumed', async () => {
    server({ cut: 0 })
    const desk = new UploadDesk()
    desk.start(PLACE, file(5), {}, () => false)
    await vi.waitFor(async () => expect(await kept_uploads(PLACE.owner, 'a1')).toHaveLength(1))
    const other = new UploadDesk()
    await other.resume('qd/p-2', 'a1')
    await other.resume(PLACE.owner, 'a2')
    expect(other.jobs()).toEqual([])
  })

  test('that is there already is not sent again', async () => {
    const s = server()
    const desk = new UploadDesk()
    desk.start(PLACE, new File(['abc'], 'a.pdf'), {}, sha256 => sha256 === SHA)
    await until(desk, job => job?.step.step === 'attached')
    expect(s.asked.some(a => a.includes('/uploads'))).toBe(false)
    expect(desk.jobs()[0]!.reused).toBe(true)
  })

  test('that the server refuses says why and is forgotten', async () => {
    server({ refuses: 'Không nhận loại tệp này' })
    const desk = new UploadDesk()
    desk.start(PLACE, file(3), {}, () => false)
    await until(desk, job => job?.step.step === 'rejected')
    expect(desk.jobs()[0]!.step).toEqual({ step: 'rejected', why: 'Không nhận loại tệp này', at: 'upload' })
    await vi.waitFor(async () => expect(await kept_uploads(PLACE.owner, 'a1')).toEqual([]))
  })

  test('that is stopped is given up on the server too', async () => {
    const s = server({ cut: 0 })
    const desk = new UploadDesk()
    desk.start(PLACE, file(3), {}, () => false)
    await until(desk, job => job?.step.step === 'uploading')
    desk.cancel(desk.jobs()[0]!.id)
    expect(desk.jobs()).toEqual([])
    expect(s.asked).toContain('DELETE /uploads/u-1')
    await vi.waitFor(async () => expect(await kept_uploads(PLACE.owner, 'a1')).toEqual([]))
  })

  test('without a byte is refused here', async () => {
    const s = server()
    const desk = new UploadDesk()
    desk.start(PLACE, file(0), {}, () => false)
    await until(desk, job => job?.step.step === 'rejected')
    expect(s.asked).toEqual([])
  })
})
