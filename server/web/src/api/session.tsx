// Who is here. The page under an expired session stays as it is, with its edits; a dialog asks to sign in again.

import { useQuery, useQueryClient } from '@tanstack/react-query'
import { createContext, useContext, useEffect, useMemo, useState, type ReactNode } from 'react'
import { forget, on_left, tell_left } from '../journal/leaving'
import { Journal } from '../journal/sender'
import { hang_up, on_rights_changed, on_sign_in_needed, signed_in } from '../live/socket'
import { PREFIX } from './base'
import type { Person, Role, Session } from './contract'
import { call, get, on_signed_out } from './http'
import { ask_who, leave, sign_in_as, step_of, wear_again } from './who'

interface Here {
  session: Session | null
  /** Nothing is known yet, or no more. */
  asking: boolean
  unreachable: boolean
  /** The session ended under the page. */
  expired: boolean
  /** Known by a password or a provider, with a step left before anything opens. */
  half: Session | null
  sign_in: (login: string, password: string) => Promise<void>
  /** Goes on with the session that a step of signing in led to. */
  proceed: (next: Session) => Promise<void>
  /** Ends the session and all that this browser keeps of it; what was not sent goes too, or stays for its author. */
  sign_out: (unsent: 'drop' | 'keep') => Promise<void>
  choose: (grant: string) => Promise<void>
  journal: Journal
}
const Context = createContext<Here | null>(null)

export function useHere(): Here {
  const here = useContext(Context)
  if (!here) throw new Error('outside of SessionProvider')
  return here
}
/** For screens behind the sign-in: there is someone. */
export function useSession(): Session {
  return useHere().session!
}
export function useRole(): Role | null {
  return useHere().session?.role ?? null
}
export const owner_of = (session: Session) => `${session.tenant.id}/${session.actor}`

export function SessionProvider({ journal, children }: { journal: Journal; children: ReactNode }) {
  const client = useQueryClient()
  const [expired, set_expired] = useState(false)
  const query = useQuery({
    queryKey: ['session'],
    queryFn: () => ask_who(client.getQueryData<Session | null>(['session']) ?? null),
    staleTime: Infinity,
  })
  const [leaving, set_leaving] = useState(false)
  const [stepping, set_stepping] = useState<Session | null>(null)
  const known = query.data ?? null
  const session = known && !step_of(known) ? known : null
  const half = stepping ?? (known && step_of(known) ? known : null)

  useEffect(() => {
    const over = () => {
      const before = client.getQueryData<Session | null>(['session'])
      if (!before) return
      if (step_of(before)) client.setQueryData(['session'], null)
      else set_expired(true)
    }
    const off = [on_signed_out(over), on_sign_in_needed(over), on_rights_changed(() => void client.invalidateQueries())]
    return () => off.forEach(f => f())
  }, [client])
  useEffect(() => on_left(at_the_door), [])
  useEffect(() => {
    journal.sign_in(session && owner_of(session), expired)
  }, [journal, session, expired])

  const here = useMemo<Here>(() => {
    /** The page of who was here stays beneath until every step is done. */
    const accept = async (next: Session) => {
      // Another person begins at his own start page; nothing of this one's stays, in no tab.
      if (session && session.actor !== next.actor) {
        tell_left()
        return location.replace(PREFIX + '/')
      }
      if (step_of(next)) return set_stepping(next)
      set_stepping(null)
      client.setQueryData(['session'], next)
      set_expired(false)
      signed_in()
      await client.invalidateQueries({ predicate: q => q.queryKey[0] !== 'session' })
    }
    return {
      session, half, expired, journal,
      asking: query.isPending || leaving,
      unreachable: query.isError,
      sign_in: async (login, password) => accept(await sign_in_as(login, password, session)),
      proceed: async next => accept(await wear_again(next, session)),
      async sign_out(unsent) {
        await leave()
        set_stepping(null)
        set_expired(false)
        hang_up()
        if (session) set_leaving(true)
        client.clear()
        client.setQueryData(['session'], null)
        if (!session) return
        // First the screens close, for they may keep a draft on their way out.
        await new Promise(closed => setTimeout(closed))
        await forget(owner_of(session), journal, { unsent: unsent === 'drop' })
        tell_left()
        at_the_door()
      },
      async choose(grant) {
        const next = (await call<Session>('PUT', '/session/role', { body: { grant } })).body
        hang_up()
        client.removeQueries({ predicate: q => q.queryKey[0] !== 'session' })
        client.setQueryData(['session'], next)
      },
    }
  }, [client, expired, half, journal, leaving, query.isError, query.isPending, session])

  return <Context.Provider value={here}>{children}</Context.Provider>
}

/** A page made anew: nothing of who was here is in its memory. */
const at_the_door = () => location.replace(PREFIX + '/dang-nhap')

/** Names live in a directory outside of the log; an id without one is shown as it is. */
export function useNames(): (actor: string | null | undefined) => string {
  const { data } = useQuery({ queryKey: ['people'], queryFn: () => get<{ people: Person[] }>('/people'), staleTime: 300_000 })
  return useMemo(() => {
    const names = new Map(data?.people.map(p => [p.actor, p.name]))
    return actor => (actor ? names.get(actor) ?? actor : '')
  }, [data])
}
