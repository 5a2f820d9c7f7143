// One typed call. It resolves with the body, or throws `Refused` (the server said no, and why, as problem+json) or
// `Unreachable` (nobody knows whether the server heard: ask again under the same key).

import { current_language } from '../i18n/words'
import { heard_date } from '../time/clock'
import { API } from './base'
import type { Problem } from './contract'
import { uuid7 } from './uuid7'

export class Refused extends Error {
  constructor(readonly problem: Problem) { super(problem.title) }
  get status() { return this.problem.status }
  /** `stale-version` for "/problems/stale-version". */
  get kind() { return this.problem.type.split('/').pop() ?? '' }
}
export class Unreachable extends Error {
  constructor(readonly retry_after_s: number | null = null) { super('unreachable') }
}

/**
 * What takes the place of an answer on the page: a refusal, or silence where nothing was heard yet. Silence later, or the
 * end of a session, leaves what was last heard where it is, with all that is typed into it; a banner or a dialog tells.
 */
export function instead_of({ data, error }: { data: unknown; error: Error | null }): Error | null {
  return data === undefined || (error instanceof Refused && error.status !== 401) ? error : null
}

export interface Asked {
  body?: unknown
  /** A file instead of a body of JSON. */
  file?: Blob
  /** Idempotency-Key; made up for writes when not given. */
  key?: string
  if_match?: string
  as_of?: AsOf
  signal?: AbortSignal
}
export interface Answer<T> { body: T; etag: string | null; as_of_seq: string | null }
/** A past moment, by event number or by instant; neither: now. */
export interface AsOf { seq?: string; at?: string }

const signed_out = new Set<() => void>()
/** Tells when the server no longer knows who asks, whichever question of the page heard it first. */
export function on_signed_out(listener: () => void) {
  signed_out.add(listener)
  return () => { signed_out.delete(listener) }
}
export function tell_signed_out() {
  for (const listener of signed_out) listener()
}

export async function call<T>(method: string, path: string, asked: Asked = {}): Promise<Answer<T>> {
  const headers: Record<string, string> = { Accept: 'application/json', 'Accept-Language': current_language() }
  if (asked.file) headers['Content-Type'] = asked.file.type
  else if (asked.body !== undefined) headers['Content-Type'] = 'application/json'
  if (method !== 'GET') headers['Idempotency-Key'] = `"${asked.key ?? uuid7()}"`
  if (asked.if_match) headers['If-Match'] = `"${asked.if_match}"`

  let response: Response
  const sent_at = performance.now()
  try {
    response = await fetch(API + with_as_of(path, asked.as_of), {
      method, headers, credentials: 'same-origin', cache: 'no-cache',
      body: asked.file ?? (asked.body === undefined ? undefined : JSON.stringify(asked.body)), signal: asked.signal,
    })
  } catch (error) {
    if (asked.signal?.aborted) throw error
    throw new Unreachable()
  }
  heard_date(response.headers.get('Date'), performance.now() - sent_at)
  if (!response.ok) throw await refusal(response, path)
  const body = response.status === 204 ? undefined : await response.json().catch(() => { throw new Unreachable() })
  return { body: body as T, etag: response.headers.get('ETag'), as_of_seq: response.headers.get('As-Of-Seq') }
}

export const get = async <T>(path: string, asked?: Asked) => (await call<T>('GET', path, asked)).body
export const post = async <T>(path: string, body: unknown, asked?: Asked) => (await call<T>('POST', path, { ...asked, body })).body

function with_as_of(path: string, as_of?: AsOf): string {
  const query = as_of?.seq ? `as_of_seq=${encodeURIComponent(as_of.seq)}` : as_of?.at ? `as_of=${encodeURIComponent(as_of.at)}` : ''
  return query ? path + (path.includes('?') ? '&' : '?') + query : path
}

async function refusal(response: Response, path: string): Promise<Error> {
  const problem = (await response.json().catch(() => null)) as Problem | null
  const after = Number(response.headers.get('Retry-After') ?? problem?.retry_after ?? NaN)
  // Without a problem of ours something between us and the server spoke; a 5xx or 429 says "later", not "no".
  if (!problem?.type || response.status >= 500 || response.status === 429) {
    if (response.status >= 500 || response.status === 429) return new Unreachable(Number.isFinite(after) ? after : null)
    return new Refused({ type: '/problems/unknown', title: response.statusText || String(response.status), status: response.status })
  }
  // The steps of signing in are asked by who knows what a 401 means there: a wrong password or code, or nobody here yet.
  if (response.status === 401 && !/^\/(session(\/second_factor.*|\/password)?|setup)$/.test(path)) tell_signed_out()
  return new Refused({ ...problem, status: response.status })
}
