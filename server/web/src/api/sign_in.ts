// The way in, beyond a password: which system this is, the second factor, an initial password, the first administrator.

import { useQuery } from '@tanstack/react-query'
import { PREFIX } from './base'
import type { Session } from './contract'
import { call, get, post } from './http'

export interface Door { title: string; password: boolean; oidc: { title: string } | null; setup_needed: boolean; demonstration: boolean }
export interface Enrolment { secret: string; otpauth_uri: string }

export const useDoor = () => useQuery({ queryKey: ['door'], queryFn: () => get<Door>('/sign_in'), staleTime: 60_000 })

/** Where the provider's page is asked for; `to` is a path of ours to come back to. */
export const provider_url = (to: string) => `${PREFIX}/sign-in/oidc?return_to=${encodeURIComponent(PREFIX + to)}`

/** The session after a step; a step that only says it is done is followed by the question who is here now. */
const after = async (answer: unknown): Promise<Session> => ((answer as Session | undefined)?.actor ? (answer as Session) : get<Session>('/session'))

/** Six digits from the application, or one of the recovery codes. */
export async function give_second_factor(text: string): Promise<Session> {
  const digits = text.replace(/\s/g, '')
  return after(await post('/session/second_factor', /^\d{6}$/.test(digits) ? { code: digits } : { recovery_code: text.trim() }))
}
export const begin_enrolment = () => post<Enrolment>('/session/second_factor/enrolment', {})
export const confirm_enrolment = async (code: string) =>
  (await call<{ recovery_codes: string[] }>('PUT', '/session/second_factor/enrolment', { body: { code: code.replace(/\s/g, '') } })).body.recovery_codes
export const who_now = () => get<Session>('/session')
export async function change_password(current: string, next: string): Promise<Session> {
  return after((await call('PUT', '/session/password', { body: { current, new: next } })).body)
}
export const set_up = async (code: string, login: string, name: string, password: string) => after(await post('/setup', { code, login, name, password }))

/** "ABCD EFGH …": how people read a secret aloud and type it. */
export const in_fours = (secret: string) => secret.replace(/(.{4})(?=.)/g, '$1 ')
