// Who is here, and what becomes of the page when the server no longer knows him.

import type { Session } from './contract'
import { call, get, post, Refused, tell_signed_out } from './http'

/**
 * Asks who is here; null: nobody yet. The end of a session is not the end of its page: who was here before stays, and
 * everybody who listens for it (`on_signed_out`) hears that he has to sign in again.
 */
export async function ask_who(before: Session | null): Promise<Session | null> {
  try {
    return await get<Session>('/session')
  } catch (error) {
    if (!(error instanceof Refused && error.status === 401)) throw error
    if (before) tell_signed_out()
    return before
  }
}

export type Step = 'second_factor' | 'password' | 'enrolment'
/** What is left of signing in: until then the session opens nothing else. */
export function step_of(session: Session): Step | null {
  if (session.second_factor === 'needed') return 'second_factor'
  if (session.password_change_needed) return 'password'
  return session.second_factor === 'enrol' ? 'enrolment' : null
}

export async function sign_in_as(login: string, password: string, before: Session | null): Promise<Session> {
  return wear_again(await post<Session>('/session', { login, password }), before)
}
/** Somebody who comes back to his page wears the hat he wore there, as long as it is his. */
export async function wear_again(next: Session, before: Session | null): Promise<Session> {
  if (step_of(next)) return next
  const hat = before?.actor === next.actor ? before.role?.grant : undefined
  if (!hat || hat === next.role?.grant || !next.roles.some(role => role.grant === hat)) return next
  return (await call<Session>('PUT', '/session/role', { body: { grant: hat } })).body
}

/** Signs out; a session that is over already is signed out too. */
export async function leave() {
  try {
    await call('DELETE', '/session')
  } catch (error) {
    if (!(error instanceof Refused && error.status === 401)) throw error
  }
}
