import { useEffect, useId, useState, type FormEvent } from 'react'
import type { Session } from '../api/contract'
import { Refused } from '../api/http'
import { useHere } from '../api/session'
import { begin_enrolment, change_password, confirm_enrolment, give_second_factor, in_fours, who_now, type Enrolment } from '../api/sign_in'
import { step_of } from '../api/who'
import { useWords } from '../i18n/words'
import { ProblemNote, Skeleton } from '../shell/problem'
import { Qr } from '../shell/qr'
import { PasswordField, why_not } from './sign_in'

/** What is left of signing in, one step at a time; the server says which (GET /session). */
export function Steps({ session }: { session: Session }) {
  const t = useWords()
  const { proceed, sign_out } = useHere()
  const [failed, set_failed] = useState<Error | null>(null)
  const step = step_of(session)
  return (
    <>
      {step === 'second_factor' && <SecondFactor />}
      {step === 'password' && <><h1>{t.password.title}</h1><p>{t.password.initial}</p><PasswordChange initial login={session.login} on_done={proceed} /></>}
      {step === 'enrolment' && <><h1>{t.factor.enrol}</h1><EnrolmentForm lead={t.factor.enrol_lead} on_done={() => void who_now().then(proceed)} /></>}
      <ProblemNote problem={failed} />
      <p className="lead"><button type="button" className="link" onClick={() => void sign_out('keep').catch(set_failed)}>{t.factor.other_account}</button></p>
    </>
  )
}

function SecondFactor() {
  const t = useWords()
  const { proceed } = useHere()
  const [recovery, set_recovery] = useState(false)
  const send = async (text: string) => proceed(await give_second_factor(text))
  return (
    <>
      <h1>{t.factor.title}</h1>
      <p>{t.factor.lead}</p>
      <CodeForm key={String(recovery)} recovery={recovery} send={send} />
      <p><button type="button" className="link" onClick={() => set_recovery(!recovery)}>{recovery ? t.factor.use_app : t.factor.recovery}</button></p>
    </>
  )
}

function CodeForm({ recovery, send }: { recovery?: boolean; send: (text: string) => Promise<unknown> }) {
  const t = useWords()
  const [text, set_text] = useState('')
  const [busy, set_busy] = useState(false)
  const [error, set_error] = useState<string | null>(null)
  const ids = { code: useId(), error: useId() }
  const submit = async (event: FormEvent) => {
    event.preventDefault()
    if (!text.trim()) return set_error(t.factor.code_needed)
    set_busy(true)
    set_error(null)
    try {
      await send(text)
    } catch (e) {
      set_error(why_not(e, t, t.factor.wrong, t.factor.waiting))
      set_text('')
      set_busy(false)
    }
  }
  return (
    <form onSubmit={event => void submit(event)} noValidate>
      <label htmlFor={ids.code}>{recovery ? t.factor.recovery_code : t.factor.code}</label>
      <input
        id={ids.code} className={recovery ? 'mono' : 'num one-time-code'} value={text} onChange={e => set_text(e.target.value)} autoFocus data-first aria-describedby={error ? ids.error : undefined}
        {...(recovery ? { autoComplete: 'off', spellCheck: false } : { autoComplete: 'one-time-code', inputMode: 'numeric', maxLength: 7 })}
      />
      <div id={ids.error} role="alert" className="field-error">{error}</div>
      <button type="submit" className="primary big" disabled={busy}>{t.factor.submit}</button>
    </form>
  )
}

/** A secret, a first code to prove that it arrived, and the recovery codes, which are shown this once. */
export function EnrolmentForm({ lead, on_done }: { lead: string; on_done: () => void }) {
  const t = useWords()
  const [enrolment, set_enrolment] = useState<Enrolment | null>(null)
  const [problem, set_problem] = useState<Error | null>(null)
  const [codes, set_codes] = useState<string[] | null>(null)
  const [proves, set_proves] = useState(false)
  const begin = () => begin_enrolment().then(set_enrolment, (e: Error) => {
    // Whoever finds an open browser must not make himself its owner: the code in use is asked for first.
    if (e instanceof Refused && e.status === 409) set_proves(true)
    else set_problem(e)
  })
  useEffect(() => { void begin() }, [])
  if (codes) return <RecoveryCodes codes={codes} on_done={on_done} />
  if (proves && !enrolment) return <><p>{t.factor.prove}</p><CodeForm send={async code => { await give_second_factor(code); await begin() }} /></>
  if (problem) return <ProblemNote problem={problem} />
  if (!enrolment) return <Skeleton rows={4} />
  return (
    <>
      <p>{lead}</p>
      <div className="enrolment">
        <Qr text={enrolment.otpauth_uri} label={t.factor.qr} />
        <p className="small">{t.factor.secret}<br /><code className="mono secret">{in_fours(enrolment.secret)}</code></p>
      </div>
      <CodeForm send={async code => set_codes(await confirm_enrolment(code))} />
    </>
  )
}

function RecoveryCodes({ codes, on_done }: { codes: string[]; on_done: () => void }) {
  const t = useWords()
  const [kept, set_kept] = useState(false)
  const [copied, set_copied] = useState(false)
  return (
    <div className="recovery">
      <h2>{t.factor.codes}</h2>
      <p>{t.factor.codes_lead}</p>
      <ol className="mono recovery-codes">{codes.map(code => <li key={code}>{code}</li>)}</ol>
      <div className="row-of no-print">
        <button type="button" onClick={() => void navigator.clipboard?.writeText(codes.join('\n')).then(() => set_copied(true))}>{copied ? t.factor.copied : t.factor.copy}</button>
        <button type="button" onClick={() => window.print()}>{t.factor.print}</button>
      </div>
      <label className="check no-print"><input type="checkbox" checked={kept} onChange={e => set_kept(e.target.checked)} /> {t.factor.kept}</label>
      <button type="button" className="primary big no-print" disabled={!kept} onClick={on_done}>{t.factor.go_on}</button>
    </div>
  )
}

export function PasswordChange({ initial, login, on_done }: { initial?: boolean; login: string; on_done: (session: Session) => Promise<void> | void }) {
  const t = useWords()
  const [current, set_current] = useState('')
  const [next, set_next] = useState('')
  const [again, set_again] = useState('')
  const [busy, set_busy] = useState(false)
  const [error, set_error] = useState<string | null>(null)
  const ids = { error: useId(), rule: useId() }
  const submit = async (event: FormEvent) => {
    event.preventDefault()
    const lacks = password_fault(current, next, again)
    if (lacks) return set_error(lacks === 'missing' ? t.sign_in.missing : t.password[lacks])
    set_busy(true)
    set_error(null)
    try {
      await on_done(await change_password(current, next))
      set_current('')
      set_next('')
      set_again('')
    } catch (e) {
      set_error(why_not(e, t, t.password.wrong))
    }
    set_busy(false)
  }
  return (
    <form onSubmit={event => void submit(event)} noValidate>
      <input type="text" name="username" autoComplete="username" value={login} readOnly hidden />
      <PasswordField label={initial ? t.password.current_initial : t.password.current} value={current} on_change={set_current} autocomplete="current-password" first={initial} />
      <PasswordField label={t.password.next} value={next} on_change={set_next} autocomplete="new-password" described_by={ids.rule} />
      <PasswordField label={t.password.again} value={again} on_change={set_again} autocomplete="new-password" />
      <p className="small" id={ids.rule}>{t.password.rule}</p>
      <div id={ids.error} role="alert" className="field-error">{error}</div>
      <button type="submit" className={initial ? 'primary big' : 'primary'} disabled={busy}>{t.password.submit}</button>
    </form>
  )
}

/** What can be told without asking the server, which has the last word. */
export function password_fault(current: string, next: string, again: string): 'missing' | 'short' | 'differ' | 'same' | null {
  if (!current || !next) return 'missing'
  if (Array.from(next.normalize('NFC')).length < 8) return 'short'
  if (next !== again) return 'differ'
  return next === current ? 'same' : null
}
