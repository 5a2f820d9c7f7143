import { Laptop, ShieldCheck } from 'lucide-react'
import { useState } from 'react'
import { instead_of, Refused } from '../api/http'
import { useHere, useSession } from '../api/session'
import { who_now } from '../api/sign_in'
import { useOwnSessions, useSystemActs } from '../api/system'
import { useWords } from '../i18n/words'
import { Dialog } from '../shell/dialog'
import { ProblemNote, Skeleton } from '../shell/problem'
import { show_instant } from '../time/format'
import { EnrolmentForm, PasswordChange } from './sign_in_steps'

/** One's own account: where it is signed in, its password and its second factor. */
export function MyAccount() {
  const t = useWords()
  const session = useSession()
  const { proceed } = useHere()
  const [changed, set_changed] = useState(false)
  const [enrols, set_enrols] = useState(false)
  const has = session.second_factor === 'done'
  return (
    <div className="page narrow my-account">
      <h1>{t.account.title}</h1>
      <p>{session.name} <span className="small">{session.login}</span></p>
      <Sessions />
      <section className="card" aria-labelledby="own-factor">
        <h2 id="own-factor"><ShieldCheck size={18} aria-hidden className={has ? 'ok-text' : 'quiet-text'} /> {t.account.second_factor}</h2>
        <p>{has ? t.account.has : t.account.has_not} <button type="button" onClick={() => set_enrols(true)}>{has ? t.account.again : t.account.begin}</button></p>
      </section>
      <section className="card" aria-labelledby="own-password">
        <h2 id="own-password">{t.password.title}</h2>
        {changed && <p className="ok-text" role="status">{t.password.done}</p>}
        <PasswordChange login={session.login} on_done={async next => { await proceed(next); set_changed(true) }} />
      </section>
      {enrols && (
        <Dialog title={t.factor.enrol} on_close={() => set_enrols(false)}>
          <div><EnrolmentForm lead={t.factor.enrol_own} on_done={() => { set_enrols(false); void who_now().then(proceed) }} /></div>
        </Dialog>
      )}
    </div>
  )
}

function Sessions() {
  const t = useWords()
  const sessions = useOwnSessions()
  const acts = useSystemActs()
  const [told, set_told] = useState<string | null>(null)
  const act = async (asked: Promise<unknown>) => {
    try {
      await asked
      set_told(t.account.ended)
    } catch (error) {
      set_told(error instanceof Refused ? error.problem.detail ?? error.problem.title : t.sign_in.unreachable)
    }
  }
  const others = sessions.data?.sessions.filter(s => !s.current) ?? []
  return (
    <section className="card" aria-labelledby="own-sessions">
      <h2 id="own-sessions"><Laptop size={18} aria-hidden /> {t.account.sessions}</h2>
      <p className="small">{t.account.sessions_lead}</p>
      <ProblemNote problem={instead_of(sessions)} on_retry={() => void sessions.refetch()} />
      {sessions.isPending && <Skeleton rows={2} />}
      <ul className="own-sessions">
        {sessions.data?.sessions.map(s => (
          <li key={s.id}>
            <div>
              <strong className="agent">{s.agent || '—'}</strong> {s.current && <span className="chip ok">{t.account.current}</span>}
              <p className="small num">{s.address} · {t.account.opened} {show_instant(s.opened_at)} · {t.account.seen} {show_instant(s.seen_at)}</p>
            </div>
            {!s.current && <button type="button" onClick={() => void act(acts.end_session(s.id))}>{t.account.end}</button>}
          </li>
        ))}
      </ul>
      {sessions.data && (others.length > 0 ? <button type="button" onClick={() => void act(acts.end_other_sessions())}>{t.account.end_others}</button> : <p className="small quiet-text">{t.account.only_this}</p>)}
      {told && <p className="small" role="status">{told}</p>}
    </section>
  )
}
