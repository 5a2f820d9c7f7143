// S14: people and their roles, keys of other applications, one's own sessions, the trail.

import { useQuery, useQueryClient } from '@tanstack/react-query'
import type { Instant, Person, Role, RoleName } from './contract'
import { call, get, post, Refused } from './http'

export interface Grant extends Role {
  actor: string; criteria?: string[]; rounds?: string[]; from: Instant; until?: Instant | null; ended_at?: Instant | null; document_number: string; leader?: string
}
export interface Account {
  actor: string; login: string; name: string; disabled: boolean; second_factor: boolean; oidc: boolean; last_signed_in_at: Instant | null; roles: Grant[]
}
export interface InitialPassword { actor?: string; initial_password: string; expires_at: Instant }
/** What a key may be good for: a closed list; none of them decides anything. */
export const SCOPES = ['read_results', 'read_events', 'bring_points', 'bring_references'] as const
export type Scope = (typeof SCOPES)[number]
export interface ApiKey {
  id: string; name: string; scopes: Scope[]; role: RoleName; agency?: string | null; created_at: Instant; expires_at: Instant; addresses: string[]; last_used_at: Instant | null
}
export interface OwnSession { id: string; opened_at: Instant; seen_at: Instant; address: string; agent: string; current: boolean }
export interface TrailRow { n: number; row: { at: Instant; of: string; actor?: string; role?: string; agency?: string; what: string; object: string; status?: number; reason?: string } }
export interface Trail { rows: TrailRow[]; size: number; root: string; next?: number }
export type TrailKind = 'refusal' | 'reading' | 'account' | 'lost'
export interface AgencyName { agency: string; title: string }

/** Every role that anybody holds or held. */
export const useGrants = () => useQuery({ queryKey: ['roles'], queryFn: () => get<{ roles: Grant[] }>('/roles') })
export const useAccounts = () => useQuery({ queryKey: ['accounts'], queryFn: accounts_here })
/** Accounts as the server keeps them. One that does not show them (`kept`) still knows its people by name. */
async function accounts_here(): Promise<{ accounts: Account[]; kept: boolean }> {
  try {
    return { ...(await get<{ accounts: Account[] }>('/accounts')), kept: true }
  } catch (error) {
    if (!(error instanceof Refused && error.status === 404)) throw error
    const known = await get<{ people: Person[] }>('/people').then(p => p.people, () => [])
    return { accounts: known.map(p => nameless(p.actor, p.name, p.login)), kept: false }
  }
}
const nameless = (actor: string, name = actor, login = ''): Account => ({ actor, login, name, disabled: false, second_factor: false, oidc: false, last_signed_in_at: null, roles: [] })
/** Every account with the grants of its person; a grant of somebody without an account is shown by his id. */
export function with_grants(accounts: Account[], grants: Grant[] | undefined): Account[] {
  if (!grants) return accounts
  const known = new Set(accounts.map(a => a.actor))
  const others = [...new Set(grants.map(g => g.actor))].filter(actor => !known.has(actor)).map(actor => nameless(actor))
  return [...accounts, ...others].map(a => ({ ...a, roles: grants.filter(g => g.actor === a.actor) }))
}
export const useApiKeys = () => useQuery({ queryKey: ['api_keys'], queryFn: () => get<{ keys: ApiKey[] }>('/api_keys') })
export const useOwnSessions = () => useQuery({ queryKey: ['sessions'], queryFn: () => get<{ sessions: OwnSession[] }>('/sessions') })
/** Where somebody else is signed in, as a keeper of accounts sees it. */
export const useSessionsOf = (actor: string) => useQuery({ queryKey: ['sessions', actor], queryFn: () => get<{ sessions: OwnSession[] }>(`/accounts/${encodeURIComponent(actor)}/sessions`) })
/** Names of the agencies; none where the caller's role does not read them: then they are shown by their codes. */
export const useAgencyNames = () => useQuery({ queryKey: ['agencies'], queryFn: () => get<{ agencies: AgencyName[] }>('/agencies').then(a => a.agencies, () => []), staleTime: 300_000 })
/**
 * The rows of one kind among `TRAIL_PAGE` numbers from `from` on; null: the latest ones, which takes a first question for
 * how many there are.
 */
export const useTrail = (of: TrailKind, from: number | null) => useQuery({
  queryKey: ['trail', of, from], placeholderData: old => old,
  queryFn: async () => {
    const ask = (first: number, limit: number) => get<Trail>(`/trail?of=${of}&from=${first}&limit=${limit}`)
    const first = from ?? Math.max(0, (await ask(0, 1)).size - TRAIL_PAGE)
    return { from: first, ...(await ask(first, TRAIL_PAGE)) }
  },
})
export const TRAIL_PAGE = 200

export function useSystemActs() {
  const client = useQueryClient()
  const then = <T,>(key: string, asked: Promise<T>) => asked.then(async answer => { await client.invalidateQueries({ queryKey: [key] }); return answer })
  const account = (actor: string) => `/accounts/${encodeURIComponent(actor)}`
  return {
    add: (login: string, name: string) => then('accounts', post<InitialPassword>('/accounts', { login, name })),
    change: (actor: string, body: { name?: string; disabled?: boolean; subject?: string | null }) => then('accounts', call('PATCH', account(actor), { body })),
    reset_password: (actor: string) => then('accounts', post<InitialPassword>(`${account(actor)}/password_resets`, {})),
    remove_second_factor: (actor: string) => then('accounts', call('DELETE', `${account(actor)}/second_factor`)),
    erase: (actor: string) => then('accounts', call('DELETE', account(actor))),
    end_sessions_of: (actor: string) => then('sessions', call('DELETE', `${account(actor)}/sessions`)),
    grant: (body: object) => then('roles', post<Grant>('/roles', body)),
    end_role: (grant: string, reason: string) => then('roles', post(`/roles/${encodeURIComponent(grant)}/endings`, { reason })),
    add_key: (body: object) => then('api_keys', post<ApiKey & { key: string }>('/api_keys', body)),
    revoke_key: (id: string) => then('api_keys', call('DELETE', `/api_keys/${encodeURIComponent(id)}`)),
    end_session: (id: string) => then('sessions', call('DELETE', `/sessions/${encodeURIComponent(id)}`)),
    end_other_sessions: () => then('sessions', call('DELETE', '/sessions')),
  }
}
export type SystemActs = ReturnType<typeof useSystemActs>

/** A role that can be worn now, or later; what was ended is history. */
export const in_force = (grant: Grant, now: number) => !grant.ended_at && !(grant.until && Date.parse(grant.until) <= now)

/** Accounts whose name, login or agency contains what is looked for, marks and đ set aside. */
export function found(accounts: Account[], text: string, title_of: (agency: string) => string): Account[] {
  const key = folded(text.trim())
  if (!key) return accounts
  return accounts.filter(a => [a.name, a.login, ...a.roles.map(r => (r.agency ? title_of(r.agency) : ''))].some(word => folded(word).includes(key)))
}
export const folded = (text: string) => text.normalize('NFD').replace(/\p{M}/gu, '').replace(/[đĐ]/g, 'd').toLowerCase()
