import { afterEach, describe, expect, test, vi } from 'vitest'
import { on_signed_out, Refused } from './http'
import { sha256_of, upload, type UploadStep } from './upload'

/** A tus server with one upload: keeps what it gets, and fails as the script says. */
function tus(script: ('ok' | 'lost' | 'lost after' | 'conflict' | 'signed out')[] = []) {
  let kept = 0
  let size = 0
  const asked: string[] = []
  const headers = (offset: number, done: boolean) => ({ 'Upload-Offset': String(offset), ...(done ? { 'Upload-Sha256': 'abc' } : {}) })
  vi.stubGlobal('window', { location: { href: 'http://x/' } })
  vi.stubGlobal('fetch', async (_url: string, init: { method: string; headers: Record<string, string>; body?: Blob }) => {
    asked.push(`${init.method} ${init.headers['Upload-Offset'] ?? ''}`.trim())
    if (init.method === 'POST') {
      size = Number(init.headers['Upload-Length'])
      return new Response(null, { status: 201, headers: { Location: '/api/v1/uploads/u-1' } })
    }
    if (init.method === 'HEAD') return new Response(null, { status: 204, headers: headers(kept, kept === size) })
    const step = script.shift() ?? 'ok'
    if (step === 'lost') throw new TypeError('network')
    if (step === 'signed out') return new Response(JSON.stringify({ type: '/problems/unauthenticated', title: 'x', status: 401 }), { status: 401 })
    if (step === 'conflict') return new Response(JSON.stringify({ type: '/problems/not-in-this-state', title: 'x', status: 409 }), { status: 409 })
    kept += init.body!.size
    if (step === 'lost after') throw new TypeError('network')
    return new Response(null, { status: 204, headers: headers(kept, kept === size) })
  })
  return { asked, kept: () => kept }
}
const file = (bytes: number) => new File([new Uint8Array(bytes)], 'Kế hoạch.pdf', { type: 'application/pdf' })
const steps: UploadStep[] = []
const send = (bytes: number) => { steps.length = 0; return upload(file(bytes), null, s => steps.push(s), new AbortController().signal) }

describe('an upload', () => {
  afterEach(() => { vi.unstubAllGlobals() })
  test('goes in parts of a megabyte, and ends with the hash of the server', async () => {
    const server = tus()
    expect(await send(2.5 * 1024 * 1024)).toBe('abc')
    expect(server.asked).toEqual(['POST', 'PATCH 0', 'PATCH 1048576', 'PATCH 2097152'])
    expect(steps.at(-1)).toEqual({ step: 'uploading', sent: 2097152, size: 2621440 })
  })
  test('goes on from where the server stands when the line breaks', async () => {
    const server = tus(['ok', 'lost', 'conflict', 'ok'])
    expect(await send(1.5 * 1024 * 1024)).toBe('abc')
    expect(server.kept()).toBe(1.5 * 1024 * 1024)
    expect(steps.some(s => s.step === 'interrupted')).toBe(true)
  })
  test('whose last answer was lost is not sent twice', async () => {
    const server = tus(['lost after'])
    expect(await send(1000)).toBe('abc')
    expect(server.asked).toEqual(['POST', 'PATCH 0', 'HEAD'])
  })
  test('waits while the session is over, and goes on when its owner is back', async () => {
    const server = tus(['ok', 'signed out'])
    let told = 0
    const off = on_signed_out(() => { told++ })
    expect(await send(1.5 * 1024 * 1024)).toBe('abc')
    off()
    expect(told).toBe(1)
    expect(server.kept()).toBe(1.5 * 1024 * 1024)
  })
  test('that the server refuses says so', async () => {
    vi.stubGlobal('window', { location: { href: 'http://x/' } })
    vi.stubGlobal('fetch', async () => new Response(JSON.stringify({ type: '/problems/too-large', title: 'Quá lớn', status: 413 }), { status: 413 }))
    await expect(send(10)).rejects.toBeInstanceOf(Refused)
  })
  test('knows the hash of what it sends', async () => {
    expect(await sha256_of(new Blob(['abc']))).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad')
  })
})
