import { useEffect, useState, type ReactNode } from 'react'
import type { RoleName } from '../api/contract'
import { useLeaders, useScopes } from '../api/scope'
import { useDoor } from '../api/sign_in'
import { useSessionsOf, useSystemActs, type Account, type AgencyName, type Grant, type InitialPassword } from '../api/system'
import { collator, useWords, word_for } from '../i18n/words'
import { ActForm } from '../setup/act_form'
import { Dialog } from '../shell/dialog'
import { DateField } from '../time/date_field'
import { local_to_instant, show_instant } from '../time/format'
import { CriteriaPicker, RoundsPicker } from './scope_picker'

export type Asked =
  | { act: 'add' } | { act: 'rename' | 'reset' | 'factor' | 'disable' | 'enable' | 'erase' | 'grant' | 'link' | 'unlink' | 'sessions'; account: Account }
  | { act: 'end'; account: Account; grant: Grant } | { act: 'shown'; title: string; lead: string; secret: string; note?: string }

const ROLES: RoleName[] = [
  'agency_officer', 'agency_contributor', 'agency_head', 'appraiser', 'council_secretary', 'council_chair', 'leader', 'deciding_authority', 'cycle_admin', 'surveyor', 'auditor', 'system_admin', 'integration',
]
/** Roles that hold for one agency. */
const OF_AGENCY = new Set<RoleName>(['agency_officer', 'agency_contributor', 'agency_head', 'appraiser', 'surveyor', 'integration'])

/** One act on an account: what it does is said before it is done. */
export function AccountAct({ asked, agencies, on_next, on_close }: { asked: Asked; agencies: AgencyName[]; on_next: (asked: Asked) => void; on_close: () => void }) {
  const t = useWords()
  const acts = useSystemActs()
  const provider = useDoor().data?.oidc?.title ?? t.system.oidc
  const show_password = (login: string) => ({ initial_password, expires_at }: InitialPassword) =>
    setTimeout(() => on_next({ act: 'shown', title: t.system.initial, lead: t.system.initial_lead(login), secret: initial_password, note: t.system.expires(show_instant(expires_at)) }))
  switch (asked.act) {
    case 'add': return <AddPerson on_close={on_close} add={(login, name) => acts.add(login, name).then(show_password(login))} />
    case 'rename': return <Rename account={asked.account} on_close={on_close} rename={name => acts.change(asked.account.actor, { name })} />
    case 'grant': return <GrantRole account={asked.account} agencies={agencies} on_close={on_close} grant={acts.grant} />
    case 'end': return <EndRole grant={asked.grant} on_close={on_close} end={reason => acts.end_role(asked.grant.grant, reason)} />
    case 'reset': return <Sure title={t.system.reset} submit={t.system.reset_done} on_close={on_close} send={() => acts.reset_password(asked.account.actor).then(show_password(asked.account.login))}>{t.system.reset_sure(asked.account.name)}</Sure>
    case 'factor': return <Sure title={t.system.factor_reset} submit={t.system.factor_done} on_close={on_close} send={() => acts.remove_second_factor(asked.account.actor)}>{t.system.factor_sure(asked.account.name)}</Sure>
    case 'disable': return <Sure title={t.system.disable} submit={t.system.disable_done} on_close={on_close} send={() => acts.change(asked.account.actor, { disabled: true })}>{t.system.disable_sure(asked.account.name)}</Sure>
    case 'enable': return <Sure title={t.system.enable} submit={t.system.enable} on_close={on_close} send={() => acts.change(asked.account.actor, { disabled: false })}>{asked.account.name}</Sure>
    case 'link': return <LinkSubject account={asked.account} provider={provider} on_close={on_close} link={subject => acts.change(asked.account.actor, { subject })} />
    case 'unlink': return <Sure title={t.system.unlink(provider)} submit={t.system.unlink_done} on_close={on_close} send={() => acts.change(asked.account.actor, { subject: null })}>{t.system.unlink_sure(asked.account.name, provider)}</Sure>
    case 'sessions': return <SessionsOf account={asked.account} on_close={on_close} end={() => acts.end_sessions_of(asked.account.actor)} />
    case 'erase': return <Erase account={asked.account} on_close={on_close} erase={() => acts.erase(asked.account.actor)} />
    case 'shown': return <ShownOnce title={asked.title} lead={asked.lead} secret={asked.secret} note={asked.note} on_close={on_close} />
  }
}

export function Sure({ title, submit, send, on_close, children }: { title: string; submit: string; send: () => Promise<unknown>; on_close: () => void; children: ReactNode }) {
  return <Dialog title={title.replace(/…$/, '')} on_close={on_close}><ActForm submit={submit} send={send} on_close={on_close}><p>{children}</p></ActForm></Dialog>
}

/**
 * A secret that cannot be asked for again: it stays, whatever is clicked or pressed beside it, until somebody says that it
 * has arrived.
 */
export function ShownOnce({ title, lead, secret, note, on_close }: { title: string; lead: string; secret: string; note?: string; on_close: () => void }) {
  const t = useWords()
  const [copied, set_copied] = useState(false)
  const [arrived, set_arrived] = useState(false)
  useEffect(() => {
    const hold = (event: BeforeUnloadEvent) => event.preventDefault()
    window.addEventListener('beforeunload', hold)
    return () => window.removeEventListener('beforeunload', hold)
  }, [])
  return (
    <Dialog title={title} on_close={null}>
      <p>{lead}</p>
      <p className="shown-once"><code className="mono secret">{secret}</code></p>
      {note && <p className="small num">{note}</p>}
      <p><button type="button" data-first onClick={() => void navigator.clipboard?.writeText(secret).then(() => set_copied(true))}>{copied ? t.system.copied : t.system.copy}</button> <span className="small" role="status">{copied && t.system.copied_more}</span></p>
      <label className="check"><input type="checkbox" checked={arrived} onChange={e => set_arrived(e.target.checked)} /> {t.system.arrived}</label>
      <div className="actions"><button type="button" className="primary" disabled={!arrived} onClick={on_close}>{t.system.close_once}</button></div>
    </Dialog>
  )
}

function AddPerson({ add, on_close }: { add: (login: string, name: string) => Promise<unknown>; on_close: () => void }) {
  const t = useWords()
  const [login, set_login] = useState('')
  const [name, set_name] = useState('')
  return (
    <Dialog title={t.system.add_title} on_close={on_close}>
      <ActForm submit={t.system.add_done} on_close={on_close} send={() => (login.trim() && name.trim() ? add(login.trim().normalize('NFC'), name.trim().normalize('NFC')) : t.system.needed)}>
        <label className="field"><span>{t.system.login}</span><input autoComplete="off" autoCapitalize="none" spellCheck={false} value={login} maxLength={100} onChange={e => set_login(e.target.value)} /></label>
        <label className="field"><span>{t.system.name}</span><input autoComplete="off" value={name} maxLength={200} onChange={e => set_name(e.target.value)} /></label>
      </ActForm>
    </Dialog>
  )
}

function Rename({ account, rename, on_close }: { account: Account; rename: (name: string) => Promise<unknown>; on_close: () => void }) {
  const t = useWords()
  const [name, set_name] = useState(account.name)
  return (
    <Dialog title={t.system.rename.replace(/…$/, '')} on_close={on_close}>
      <ActForm submit={t.app.confirm} on_close={on_close} send={() => (name.trim() ? rename(name.trim().normalize('NFC')) : t.system.needed)}>
        <label className="field"><span>{t.system.name}</span><input autoComplete="off" value={name} maxLength={200} onChange={e => set_name(e.target.value)} /></label>
      </ActForm>
    </Dialog>
  )
}

function GrantRole({ account, agencies, grant, on_close }: { account: Account; agencies: AgencyName[]; grant: (body: object) => Promise<unknown>; on_close: () => void }) {
  const t = useWords()
  const [role, set_role] = useState<RoleName | ''>('')
  const [agency, set_agency] = useState('')
  const [criteria, set_criteria] = useState<string[]>([])
  const [rounds, set_rounds] = useState<string[]>([])
  const scopes = useScopes()
  const leaders = useLeaders(scopes.cycle, role === 'leader').data ?? []
  const [leader, set_leader] = useState('')
  const [from, set_from] = useState('')
  const [until, set_until] = useState('')
  const [number, set_number] = useState('')
  const send = () => {
    if (!role || !number.trim()) return t.system.grant_needed
    return grant({
      actor: account.actor, role, document_number: number.trim().normalize('NFC'), ...(OF_AGENCY.has(role) && agency ? { agency } : {}), ...(role === 'leader' && leader ? { leader } : {}),
      ...(OF_AGENCY.has(role) && criteria.length > 0 ? { criteria } : {}), ...(OF_AGENCY.has(role) && rounds.length > 0 ? { rounds } : {}),
      ...(from ? { from: local_to_instant(from) } : {}), ...(until ? { until: local_to_instant(until) } : {}),
    })
  }
  const sorted = [...agencies].sort((a, b) => collator.compare(a.title, b.title))
  return (
    <Dialog title={t.system.grant_title(account.name)} on_close={on_close}>
      <ActForm submit={t.system.grant_done} on_close={on_close} send={send}>
        <label className="field"><span>{t.system.role}</span>
          <select value={role} onChange={e => set_role(e.target.value as RoleName)}><option value="" />{ROLES.map(r => <option key={r} value={r}>{word_for(t.role, r)}</option>)}</select>
        </label>
        {role && OF_AGENCY.has(role) && (
          <label className="field"><span>{t.system.agency}</span>
            {sorted.length > 0
              ? <select value={agency} onChange={e => set_agency(e.target.value)}><option value="">{t.system.agency_none}</option>{sorted.map(a => <option key={a.agency} value={a.agency}>{a.title}</option>)}</select>
              : <input value={agency} autoComplete="off" spellCheck={false} onChange={e => set_agency(e.target.value.trim())} />}
          </label>
        )}
        {role === 'leader' && (
          <label className="field"><span>{t.system.leader}</span>
            {leaders.length > 0
              ? <select value={leader} onChange={e => set_leader(e.target.value)}><option value="" />{leaders.map(l => <option key={l.key} value={l.key}>{l.text}</option>)}</select>
              : <input value={leader} autoComplete="off" spellCheck={false} onChange={e => set_leader(e.target.value.trim())} />}
          </label>
        )}
        {role && OF_AGENCY.has(role) && (
          <details className="field">
            <summary>{t.system.scope}: {criteria.length + rounds.length === 0 ? t.system.scope_all : [...criteria, ...rounds.map(r => scopes.cycle?.rounds.find(x => x.round === r)?.title ?? r)].join(', ')}</summary>
            {scopes.criteria.length > 0 ? <CriteriaPicker criteria={scopes.criteria} chosen={criteria} on_change={set_criteria} /> : <Codes label={t.system.criteria} hint={t.system.criteria_hint} on_change={set_criteria} />}
            {scopes.cycle ? <RoundsPicker rounds={scopes.cycle.rounds} chosen={rounds} on_change={set_rounds} /> : <Codes label={t.system.rounds} hint={t.system.rounds_hint} on_change={set_rounds} />}
          </details>
        )}
        <div className="two">
          <label className="field"><span>{t.system.from}</span><DateField with_time value={from} on_change={set_from} /></label>
          <label className="field"><span>{t.system.until}</span><DateField with_time value={until} on_change={set_until} /><span className="small">{t.system.until_hint}</span></label>
        </div>
        <label className="field"><span>{t.system.document_number}</span><input value={number} maxLength={100} onChange={e => set_number(e.target.value)} /></label>
      </ActForm>
    </Dialog>
  )
}

/** Codes as they are typed, where the caller's role reads no cycle to choose from. */
function Codes({ label, hint, on_change }: { label: string; hint: string; on_change: (codes: string[]) => void }) {
  return <label className="field"><span>{label}</span><input autoComplete="off" spellCheck={false} onChange={e => on_change(e.target.value.split(/[,;\s]+/).filter(Boolean))} /><span className="small">{hint}</span></label>
}

/** Who he is at the identity provider: the subject that its tokens name. */
function LinkSubject({ account, provider, link, on_close }: { account: Account; provider: string; link: (subject: string | null) => Promise<unknown>; on_close: () => void }) {
  const t = useWords()
  const [subject, set_subject] = useState('')
  return (
    <Dialog title={t.system.link_title(provider)} on_close={on_close}>
      <ActForm submit={t.system.link_done} on_close={on_close} send={() => (subject.trim() ? link(subject.trim()) : t.system.link_needed)}>
        <p>{t.system.link_lead(account.name)}</p>
        <label className="field"><span>{t.system.subject}</span><input className="mono" autoComplete="off" autoCapitalize="none" spellCheck={false} maxLength={255} value={subject} onChange={e => set_subject(e.target.value)} /><span className="small">{t.system.subject_hint}</span></label>
      </ActForm>
    </Dialog>
  )
}

function SessionsOf({ account, end, on_close }: { account: Account; end: () => Promise<unknown>; on_close: () => void }) {
  const t = useWords()
  const sessions = useSessionsOf(account.actor)
  return (
    <Dialog title={t.system.end_sessions.replace(/…$/, '')} on_close={on_close}>
      <ActForm submit={t.system.end_sessions_done} on_close={on_close} send={end}>
        <p>{t.system.end_sessions_sure(account.name)}</p>
        {sessions.data?.sessions.length === 0 && <p className="small">{t.system.no_sessions}</p>}
        <ul className="own-sessions">
          {sessions.data?.sessions.map(s => <li key={s.id}><div><strong className="agent">{s.agent || '—'}</strong><p className="small num">{s.address} · {t.account.opened} {show_instant(s.opened_at)} · {t.account.seen} {show_instant(s.seen_at)}</p></div></li>)}
        </ul>
      </ActForm>
    </Dialog>
  )
}

function EndRole({ grant, end, on_close }: { grant: Grant; end: (reason: string) => Promise<unknown>; on_close: () => void }) {
  const t = useWords()
  const [reason, set_reason] = useState('')
  return (
    <Dialog title={t.system.end_title(word_for(t.role, grant.role))} on_close={on_close}>
      <ActForm submit={t.system.end_done} on_close={on_close} send={() => (reason.trim() ? end(reason.trim().normalize('NFC')) : t.app.reason_needed)}>
        <p>{t.system.end_effect}</p>
        <label className="field"><span>{t.app.reason}</span><textarea rows={2} value={reason} onChange={e => set_reason(e.target.value)} /></label>
      </ActForm>
    </Dialog>
  )
}

function Erase({ account, erase, on_close }: { account: Account; erase: () => Promise<unknown>; on_close: () => void }) {
  const t = useWords()
  const [typed, set_typed] = useState('')
  return (
    <Dialog title={t.system.erase.replace(/…$/, '')} on_close={on_close}>
      <ActForm submit={t.system.erase_done} on_close={on_close} send={() => (typed.trim() === account.login ? erase() : t.system.erase_wrong)}>
        <p>{t.system.erase_sure(account.name)}</p>
        <label className="field"><span>{t.system.erase_type(account.login)}</span><input autoComplete="off" spellCheck={false} value={typed} onChange={e => set_typed(e.target.value)} /></label>
      </ActForm>
    </Dialog>
  )
}
