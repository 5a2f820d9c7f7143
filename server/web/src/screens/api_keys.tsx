import { KeyRound } from 'lucide-react'
import { useState } from 'react'
import { instead_of } from '../api/http'
import { in_force, SCOPES, useAccounts, useAgencyNames, useApiKeys, useGrants, useSystemActs, type ApiKey, type Scope } from '../api/system'
import { useWords, word_for } from '../i18n/words'
import { ActForm } from '../setup/act_form'
import { Tick } from '../setup/fields'
import { Dialog } from '../shell/dialog'
import { ProblemNote, Skeleton } from '../shell/problem'
import { server_now } from '../time/clock'
import { DateField } from '../time/date_field'
import { local_to_instant, show_instant } from '../time/format'
import { ShownOnce, Sure } from './account_acts'

/** Keys of other applications: a name, what they may do, until when and from where. The key itself is shown once. */
export function ApiKeys() {
  const t = useWords()
  const keys = useApiKeys()
  const acts = useSystemActs()
  const [asked, set_asked] = useState<'add' | ApiKey | { made: string; name: string } | null>(null)
  const close = () => set_asked(null)
  const agencies = useAgencyNames()
  const title_of = (agency: string | null | undefined) => agencies.data?.find(a => a.agency === agency)?.title ?? agency
  const now = server_now()
  return (
    <>
      {instead_of(keys) && <ProblemNote problem={instead_of(keys)} on_retry={() => void keys.refetch()} />}
      {keys.isPending && <Skeleton rows={4} />}
      <div className="row-of system-tools"><span className="small">{t.keys_of.lead}</span><span className="gap" /><button type="button" className="primary" onClick={() => set_asked('add')}><KeyRound size={16} aria-hidden /> {t.keys_of.add}</button></div>
      {keys.data?.keys.length === 0 && <p className="empty">{t.keys_of.none}</p>}
      <ul className="accounts">
        {keys.data?.keys.map(k => (
          <li key={k.id} className="card account">
            <div className="account-head">
              <div>
                <strong>{k.name}</strong> {Date.parse(k.expires_at) <= now && <span className="chip bad">{t.keys_of.expired}</span>}
                <p className="small num">{[word_for(t.role, k.role), title_of(k.agency), k.scopes.map(s => word_for(t.keys_of.scope, s)).join(', '), k.addresses.join(', ') || t.keys_of.anywhere].filter(Boolean).join(' · ')}</p>
                <p className="small num">{t.keys_of.created} {show_instant(k.created_at)} · {t.keys_of.expires_at} {show_instant(k.expires_at)} · {t.keys_of.used} {k.last_used_at ? show_instant(k.last_used_at) : t.keys_of.never_used}</p>
              </div>
              <button type="button" onClick={() => set_asked(k)}>{t.keys_of.revoke}<span className="sr"> {k.name}</span></button>
            </div>
          </li>
        ))}
      </ul>
      {asked === 'add' && <AddKey on_close={close} add={body => acts.add_key(body).then(made => setTimeout(() => set_asked({ made: made.key, name: made.name })))} />}
      {asked !== null && typeof asked === 'object' && 'made' in asked && <ShownOnce title={t.keys_of.made} lead={t.keys_of.made_lead(asked.name)} secret={asked.made} on_close={close} />}
      {asked !== null && typeof asked === 'object' && 'id' in asked && <Sure title={t.keys_of.revoke} submit={t.keys_of.revoke_done} on_close={close} send={() => acts.revoke_key(asked.id)}>{t.keys_of.revoke_sure(asked.name)}</Sure>}
    </>
  )
}

function AddKey({ add, on_close }: { add: (body: object) => Promise<unknown>; on_close: () => void }) {
  const t = useWords()
  const accounts = useAccounts()
  const roles = useGrants()
  const agencies = useAgencyNames()
  const [name, set_name] = useState('')
  const [grant, set_grant] = useState('')
  const [scopes, set_scopes] = useState<Scope[]>([])
  const [expires_at, set_expires_at] = useState('')
  const [addresses, set_addresses] = useState('')
  const names = new Map(accounts.data?.accounts.map(a => [a.actor, a.name]))
  // Only roles that bring in facts or look on: a key decides nothing.
  const grants = roles.data?.roles.filter(r => (r.role === 'integration' || r.role === 'auditor') && in_force(r, server_now())) ?? []
  const send = () => {
    if (!name.trim() || !grant || scopes.length === 0 || !expires_at) return t.keys_of.needed
    return add({ name: name.trim().normalize('NFC'), grant, scopes, expires_at: local_to_instant(expires_at), addresses: addresses.split(/[\s,;]+/).filter(Boolean) })
  }
  return (
    <Dialog title={t.keys_of.add_title} on_close={on_close}>
      <ActForm submit={t.keys_of.add_done} on_close={on_close} send={send}>
        <label className="field"><span>{t.keys_of.name}</span><input autoComplete="off" value={name} maxLength={200} onChange={e => set_name(e.target.value)} /></label>
        <label className="field"><span>{t.keys_of.grant}</span>
          <select value={grant} onChange={e => set_grant(e.target.value)}><option value="" />{grants.map(g => <option key={g.grant} value={g.grant}>{word_for(t.role, g.role)} · {names.get(g.actor) ?? g.actor}{g.agency ? ` — ${agencies.data?.find(a => a.agency === g.agency)?.title ?? g.agency}` : ''}</option>)}</select>
        </label>
        <fieldset className="field"><legend>{t.keys_of.scopes}</legend>
          {SCOPES.map(s => <Tick key={s} label={t.keys_of.scope[s]!} checked={scopes.includes(s)} on_change={on => set_scopes(old => (on ? [...old, s] : old.filter(x => x !== s)))} />)}
        </fieldset>
        <label className="field"><span>{t.keys_of.expires_at}</span><DateField with_time value={expires_at} on_change={set_expires_at} /></label>
        <label className="field"><span>{t.keys_of.addresses}</span><textarea className="mono" rows={2} value={addresses} onChange={e => set_addresses(e.target.value)} /><span className="small">{t.keys_of.addresses_hint}</span></label>
      </ActForm>
    </Dialog>
  )
}
