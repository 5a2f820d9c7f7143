import { KeyRound, ShieldCheck, ShieldOff, UserPlus } from 'lucide-react'
import { useState } from 'react'
import { useSearchParams } from 'wouter'
import { instead_of } from '../api/http'
import { useRole } from '../api/session'
import { useScopes } from '../api/scope'
import { useDoor } from '../api/sign_in'
import { found, in_force, useAccounts, useAgencyNames, useGrants, with_grants, type Account, type AgencyName, type Grant } from '../api/system'
import { collator, useWords, word_for } from '../i18n/words'
import { ProblemNote, Skeleton } from '../shell/problem'
import { server_now } from '../time/clock'
import { show_day, show_short } from '../time/format'
import { AccountAct, type Asked } from './account_acts'
import { ApiKeys } from './api_keys'

const SHOWN = 60

/** S14: who is here, under which hats, and which applications call. */
export function SystemConsole() {
  const t = useWords()
  const role = useRole()
  const [query, set_query] = useSearchParams()
  const operates = role?.role === 'system_admin'
  const part = operates && query.get('phan') === 'khoa' ? 'khoa' : 'nguoi'
  return (
    <div className="page system">
      <h1>{t.system.title}</h1>
      <p className="small">{t.system.operator_note}</p>
      {operates && (
        <nav className="parts" aria-label={t.system.parts}>
          {(['nguoi', 'khoa'] as const).map(p => <button key={p} type="button" aria-pressed={part === p} onClick={() => set_query({ phan: p }, { replace: true })}>{t.system.part[p]}</button>)}
        </nav>
      )}
      {part === 'khoa' ? <ApiKeys /> : <People />}
    </div>
  )
}

function People() {
  const agencies = useAgencyNames()
  const [asked, set_asked] = useState<Asked | null>(null)
  // The act stands beside the list: a password that is shown once outlives whatever becomes of the list meanwhile.
  return (
    <>
      <PeopleList agencies={agencies.data ?? []} on_act={set_asked} />
      {asked && <AccountAct key={asked.act} asked={asked} agencies={agencies.data ?? []} on_next={set_asked} on_close={() => set_asked(null)} />}
    </>
  )
}

function PeopleList({ agencies, on_act }: { agencies: AgencyName[]; on_act: (asked: Asked) => void }) {
  const t = useWords()
  const accounts = useAccounts()
  const grants = useGrants()
  const { cycle } = useScopes()
  const provider = useDoor().data?.oidc?.title ?? null
  const [text, set_text] = useState('')
  const titles = new Map(agencies.map(a => [a.agency, a.title]))
  const title_of = (agency: string) => titles.get(agency) ?? agency
  const round_of = (round: string) => cycle?.rounds.find(r => r.round === round)?.title ?? round
  if (instead_of(accounts)) return <ProblemNote problem={instead_of(accounts)} on_retry={() => void accounts.refetch()} />
  if (!accounts.data) return <Skeleton rows={8} />
  const { kept } = accounts.data
  if (!kept && instead_of(grants)) return <ProblemNote problem={instead_of(grants)} on_retry={() => void grants.refetch()} />
  const list = found(with_grants(accounts.data.accounts, grants.data?.roles), text, title_of).sort((a, b) => collator.compare(a.name, b.name))
  return (
    <>
      <div className="row-of system-tools">
        <label className="field"><span className="sr">{t.system.find}</span><input type="search" value={text} placeholder={t.system.find} onChange={e => set_text(e.target.value)} /></label>
        <span className="small num">{t.system.people(list.length)}</span>
        <span className="gap" />
        {kept && <button type="button" className="primary" onClick={() => on_act({ act: 'add' })}><UserPlus size={16} aria-hidden /> {t.system.add}</button>}
      </div>
      {list.length === 0 && <p className="empty">{t.system.none}</p>}
      <ul className="accounts">
        {list.slice(0, SHOWN).map(a => <Person key={a.actor} account={a} kept={kept} provider={provider} title_of={title_of} round_of={round_of} on_act={on_act} />)}
      </ul>
      {list.length > SHOWN && <p className="small">{t.system.more(list.length - SHOWN)}</p>}
    </>
  )
}

type Titles = { title_of: (agency: string) => string; round_of: (round: string) => string }

function Person({ account: a, kept, provider, on_act, ...titles }: { account: Account; kept: boolean; provider: string | null; on_act: (asked: Asked) => void } & Titles) {
  const t = useWords()
  const now = server_now()
  const current = a.roles.filter(r => in_force(r, now))
  const earlier = a.roles.filter(r => !in_force(r, now))
  return (
    <li className={`card account ${a.disabled ? 'disabled' : ''}`} data-login={a.login}>
      <div className="account-head">
        <div>
          <strong>{a.name}</strong> <span className="small">{a.login}</span>
          {kept && <p className="small num chips">
            {a.disabled && <span className="chip bad">{t.system.disabled}</span>}
            <span className={`chip ${a.second_factor ? 'ok' : 'quiet'}`}>{a.second_factor ? <ShieldCheck size={13} aria-hidden /> : <ShieldOff size={13} aria-hidden />} {a.second_factor ? t.system.second_factor : t.system.no_second_factor}</span>
            {a.oidc && <span className="chip info">{t.system.oidc}</span>}
            <span>{a.last_signed_in_at ? t.system.last(show_short(a.last_signed_in_at)) : t.system.never}</span>
          </p>}
        </div>
        <div className="row-of">
          <button type="button" onClick={() => on_act({ act: 'grant', account: a })}><KeyRound size={15} aria-hidden /> {t.system.grant}</button>
          {kept && (
            <details className="account-menu" onKeyDown={e => { if (e.key === 'Escape') e.currentTarget.open = false }} onBlur={e => { if (!e.currentTarget.contains(e.relatedTarget)) e.currentTarget.open = false }}>
              <summary className="button" title={t.system.more_acts}>…<span className="sr"> {t.system.more_acts}: {a.name}</span></summary>
              <div className="popover" onClick={e => { e.currentTarget.closest('details')!.open = false }}>
                <button type="button" className="link" onClick={() => on_act({ act: 'rename', account: a })}>{t.system.rename}</button>
                <button type="button" className="link" onClick={() => on_act({ act: 'reset', account: a })}>{t.system.reset}</button>
                {a.second_factor && <button type="button" className="link" onClick={() => on_act({ act: 'factor', account: a })}>{t.system.factor_reset}</button>}
                {provider && <button type="button" className="link" onClick={() => on_act({ act: 'link', account: a })}>{t.system.link(provider)}</button>}
                {a.oidc && <button type="button" className="link" onClick={() => on_act({ act: 'unlink', account: a })}>{t.system.unlink(provider ?? t.system.oidc)}</button>}
                <button type="button" className="link" onClick={() => on_act({ act: 'sessions', account: a })}>{t.system.end_sessions}</button>
                <button type="button" className="link" onClick={() => on_act({ act: a.disabled ? 'enable' : 'disable', account: a })}>{a.disabled ? t.system.enable : t.system.disable}</button>
                <button type="button" className="link bad-text" onClick={() => on_act({ act: 'erase', account: a })}>{t.system.erase}</button>
              </div>
            </details>
          )}
        </div>
      </div>
      {current.length === 0 && <p className="small quiet-text">{t.system.no_roles}</p>}
      <ul className="grants">{current.map(g => <GrantLine key={g.grant} grant={g} {...titles} on_end={() => on_act({ act: 'end', account: a, grant: g })} />)}</ul>
      {earlier.length > 0 && <details><summary className="small">{t.system.earlier(earlier.length)}</summary><ul className="grants">{earlier.map(g => <GrantLine key={g.grant} grant={g} {...titles} />)}</ul></details>}
    </li>
  )
}

function GrantLine({ grant: g, title_of, round_of, on_end }: { grant: Grant; on_end?: () => void } & Titles) {
  const t = useWords()
  const scope = [...(g.criteria ?? []), ...(g.rounds ?? []).map(round_of)]
  return (
    <li>
      <span><strong>{word_for(t.role, g.role)}</strong>{g.agency && ` — ${title_of(g.agency)}`}</span>
      <span className="small num">{[t.system.held(show_day(g.from), g.until ? show_day(g.until) : ''), scope.length > 0 && t.system.in_scope(scope.join(', ')), g.document_number, g.ended_at && t.system.ended(show_short(g.ended_at))].filter(Boolean).join(' · ')}</span>
      {on_end && <button type="button" className="link" onClick={on_end}>{t.system.end}<span className="sr"> {word_for(t.role, g.role)}</span></button>}
    </li>
  )
}
