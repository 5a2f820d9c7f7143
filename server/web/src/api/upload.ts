// Upload by tus 1.0: creation, then parts from where the server stands. A broken line costs the part under way, not the
// file.

import { current_language } from '../i18n/words'
import { API } from './base'
import type { Problem } from './contract'
import { Refused, tell_signed_out, Unreachable } from './http'
import { uuid7 } from './uuid7'

const PART = 1024 * 1024
const HASHED_HERE = 64 * 1024 * 1024

export type UploadStep =
  | { step: 'checking' }
  | { step: 'uploading'; sent: number; size: number }
  | { step: 'interrupted'; sent: number; size: number }

/** The SHA-256 of a file in hex; null where the browser cannot (plain http, huge file): the server's counts in any case. */
export async function sha256_of(file: Blob): Promise<string | null> {
  if (!globalThis.crypto?.subtle || file.size > HASHED_HERE) return null
  const hash = await crypto.subtle.digest('SHA-256', await file.arrayBuffer())
  return Array.from(new Uint8Array(hash), b => b.toString(16).padStart(2, '0')).join('')
}

/** An upload that was begun before: where it stands on the server, and who is told where a new one stands. */
export interface Begun { url?: string; begun?: (url: string) => void }

/**
 * Sends the file, or what is left of it; resolves with its SHA-256 as the server computed it. Refused files throw `Refused`.
 * An upload that the server has dropped meanwhile begins anew.
 */
export async function upload(file: Blob & { name: string }, sha256: string | null, tell: (step: UploadStep) => void, signal: AbortSignal, { url: known, begun }: Begun = {}): Promise<string> {
  const left = known ? await standing(known, file.size, signal, tell) : null
  if (left?.whole) return left.whole
  const url = left ? known! : await begin(file, sha256, tell, signal)
  if (!left) begun?.(url)
  return send_parts(file, sha256, tell, signal, url, left?.sent ?? 0)
}

/** Where an earlier upload stands; null: the server knows it no more. */
async function standing(url: string, size: number, signal: AbortSignal, tell: (step: UploadStep) => void): Promise<{ sent: number; whole: string | null } | null> {
  try {
    const head = await again(() => ask('HEAD', url, signal), signal, () => tell({ step: 'interrupted', sent: 0, size }))
    return { sent: Number(head.headers.get('Upload-Offset') ?? 0), whole: head.headers.get('Upload-Sha256') }
  } catch (error) {
    if (error instanceof Refused && (error.status === 404 || error.status === 410 || error.status === 403)) return null
    throw error
  }
}

/** Tells the server to forget what was sent so far; nobody waits for it. */
export function give_up(url: string) {
  void fetch(url, { method: 'DELETE', credentials: 'same-origin', headers: { 'Tus-Resumable': '1.0.0', 'Idempotency-Key': `"${uuid7()}"` } }).catch(() => {})
}

async function begin(file: Blob & { name: string }, sha256: string | null, tell: (step: UploadStep) => void, signal: AbortSignal): Promise<string> {
  const name = file.name.normalize('NFC') // macOS hands over names in decomposed form
  const metadata = [['filename', name], ['filetype', file.type || 'application/octet-stream'], ...(sha256 ? [['sha256', sha256]] : [])]
    .map(([key, value]) => `${key} ${base64(value!)}`).join(',')
  const created = await again(() => ask('POST', `${API}/uploads`, signal, {
    'Upload-Length': String(file.size), 'Upload-Metadata': metadata, 'Idempotency-Key': `"${uuid7()}"`,
  }), signal, () => tell({ step: 'interrupted', sent: 0, size: file.size }))
  const location = created.headers.get('Location')
  if (!location) throw new Unreachable()
  return new URL(location, new URL(`${API}/uploads`, window.location.href)).pathname
}

async function send_parts(file: Blob, sha256: string | null, tell: (step: UploadStep) => void, signal: AbortSignal, url: string, from: number): Promise<string> {
  let sent = from
  let failures = 0
  for (;;) {
    tell({ step: 'uploading', sent, size: file.size })
    let response: Response
    try {
      response = await ask('PATCH', url, signal, {
        'Upload-Offset': String(sent), 'Content-Type': 'application/offset+octet-stream', 'Idempotency-Key': `"${uuid7()}"`,
      }, file.slice(sent, sent + PART))
    } catch (error) {
      // 409: another part is under way, or stands elsewhere; the server's offset says where to go on.
      if (!(error instanceof Unreachable) && !(error instanceof Refused && error.status === 409)) throw error
      if (++failures > 40) throw error
      tell({ step: 'interrupted', sent, size: file.size })
      await pause(failures)
      const head = await again(() => ask('HEAD', url, signal), signal, () => {})
      sent = Number(head.headers.get('Upload-Offset') ?? sent)
      const whole = head.headers.get('Upload-Sha256')
      if (sent >= file.size && whole) return whole
      continue
    }
    failures = 0
    const whole = response.headers.get('Upload-Sha256')
    if (whole) return whole
    sent = Number(response.headers.get('Upload-Offset') ?? sent + PART)
    if (sent >= file.size) {
      if (sha256) return sha256
      throw new Unreachable()
    }
  }
}

async function ask(method: string, url: string, signal: AbortSignal, headers: Record<string, string> = {}, body?: Blob): Promise<Response> {
  let response: Response
  try {
    response = await fetch(url, { method, signal, body, credentials: 'same-origin', headers: { 'Tus-Resumable': '1.0.0', 'Accept-Language': current_language(), ...headers } })
  } catch (error) {
    if (signal.aborted) throw error
    throw new Unreachable()
  }
  if (response.ok) return response
  const problem = (await response.json().catch(() => null)) as Problem | null
  // Nobody is known here any more: the file waits until its owner has signed in again.
  if (response.status === 401) tell_signed_out()
  if (response.status >= 500 || response.status === 429 || response.status === 401) throw new Unreachable()
  throw new Refused(problem?.type ? { ...problem, status: response.status } : { type: '/problems/unknown', title: response.statusText, status: response.status })
}

async function again<T>(act: () => Promise<T>, signal: AbortSignal, waiting: () => void): Promise<T> {
  for (let attempt = 0; ; attempt++) {
    try {
      return await act()
    } catch (error) {
      if (!(error instanceof Unreachable) || signal.aborted || attempt > 40) throw error
      waiting()
      await pause(attempt)
    }
  }
}

const pause = (attempt: number) => new Promise(resolve => setTimeout(resolve, Math.min(15_000, 500 * 2 ** attempt)))
const base64 = (text: string) => btoa(Array.from(new TextEncoder().encode(text), b => String.fromCharCode(b)).join(''))
