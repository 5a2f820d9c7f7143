import { Building2, Eye, EyeOff, Star } from 'lucide-react'
import { lazy, Suspense, useId, useState, type FormEvent, type ReactNode } from 'react'
import { useSearchParams } from 'wouter'
import { PREFIX } from '../api/base'
import { Refused, Unreachable } from '../api/http'
import { useHere } from '../api/session'
import { provider_url, useDoor } from '../api/sign_in'
import { step_of } from '../api/who'
import { speak, useLanguage, useWords, type Words } from '../i18n/words'
import { Dialog } from '../shell/dialog'
import { Skeleton } from '../shell/problem'
import { SignOut } from '../shell/sign_out'
import { role_title } from '../shell/shell'
import { server_now } from '../time/clock'
import { show_instant } from '../time/format'

// A second factor, a new password and the first set-up are fetched by those who meet them.
const Steps = lazy(() => import('./sign_in_steps').then(m => ({ default: m.Steps })))
const SetUp = lazy(() => import('./set_up').then(m => ({ default: m.SetUp })))

/** S1: get in with the account one has. */
export function SignIn() {
  const t = useWords()
  const door = useDoor()
  const [query] = useSearchParams()
  const failed = query.get('loi')
  const oidc = door.data?.oidc
  return (
    <DoorPage>
      {door.data?.setup_needed ? <Suspense fallback={<Skeleton rows={4} />}><SetUp /></Suspense> : <>
        <h1>{t.sign_in.title}</h1>
        {failed && (
          <div className="note warn" role="alert"><div>
            <strong>{t.door.error[failed] ?? t.door.error_other(failed)}</strong>
            <p>{t.door.way_out[failed] ?? t.door.way_out_other}</p>
          </div></div>
        )}
        {oidc && <>
          <a className="button primary big" href={provider_url(way_back(query))}><Building2 size={18} aria-hidden /> {t.door.oidc(oidc.title)}</a>
          {door.data?.password && <p className="or"><span>{t.door.or}</span></p>}
        </>}
        {door.data?.password !== false && <SignInForm second={Boolean(oidc)} />}
        <p className="lead">{t.door.forgot} {t.door.wrong_role}</p>
      </>}
    </DoorPage>
  )
}

/** Somebody is known by a password or a provider, and a step is left. */
export function SignInStep() {
  const { half } = useHere()
  return <DoorPage><Suspense fallback={<Skeleton rows={4} />}><Steps key={step_of(half!)} session={half!} /></Suspense></DoorPage>
}

/** The path that was asked for before signing in; only ever one of our own. */
export function way_back(query: URLSearchParams): string {
  const to = query.get('ve')
  return to && /^\/[^/\\]/.test(to) ? to : '/'
}

function DoorPage({ children }: { children: ReactNode }) {
  const t = useWords()
  const language = useLanguage()
  const door = useDoor()
  return (
    <div className="sign-in-page">
      <header className="sign-in-head">
        <Star size={44} aria-hidden className="star" />
        <p className="portal">{t.app.portal}</p>
        {door.data?.title && <p className="system">{door.data.title} {door.data.demonstration && <span className="demo-mark">{t.app.demo}</span>}</p>}
      </header>
      <main id="content">
        <section className="card sign-in">{children}</section>
        <button type="button" className="link" lang={language === 'vi' ? 'en' : 'vi'} onClick={() => void speak(language === 'vi' ? 'en' : 'vi')}>
          {language === 'vi' ? 'English' : 'Tiếng Việt'}
        </button>
      </main>
    </div>
  )
}

/** Over a page whose session ended: the page, focus and unsent edits stay beneath, through every step. */
export function SignInAgain() {
  const t = useWords()
  const { session, half } = useHere()
  const door = useDoor()
  return (
    <Dialog title={t.sign_in.title} on_close={null}>
      {half ? <Suspense fallback={<Skeleton rows={4} />}><Steps key={step_of(half)} session={half} /></Suspense> : <>
        <p>{t.sign_in.expired}</p>
        {door.data?.oidc && <p><a className="button big" href={provider_url(location.pathname.slice(PREFIX.length) + location.search)}><Building2 size={18} aria-hidden /> {t.door.oidc(door.data.oidc.title)}</a></p>}
        <SignInForm login={session?.login} />
      </>}
    </Dialog>
  )
}

/** What a failed attempt to sign in tells its maker; `wrong`: the words for a password or code that is not right. */
export function why_not(error: unknown, t: Words, wrong: string, locked = t.door.locked): string {
  if (error instanceof Unreachable) return error.retry_after_s ? locked(show_instant(server_now() + error.retry_after_s * 1000)) : t.sign_in.unreachable
  if (!(error instanceof Refused)) return t.sign_in.unreachable
  const { errors, detail, title } = error.problem
  return error.status === 401 ? wrong : errors?.length ? errors.map(e => e.message).join(' ') : detail ?? title
}

function SignInForm({ login: known = '', second = false }: { login?: string; second?: boolean }) {
  const t = useWords()
  const { sign_in } = useHere()
  const [login, set_login] = useState(known)
  const [password, set_password] = useState('')
  const [busy, set_busy] = useState(false)
  const [error, set_error] = useState<string | null>(null)
  const ids = { login: useId(), error: useId() }
  const submit = async (event: FormEvent) => {
    event.preventDefault()
    if (!login.trim() || !password) return set_error(t.sign_in.missing)
    set_busy(true)
    set_error(null)
    try {
      await sign_in(login.trim().normalize('NFC'), password)
    } catch (e) {
      set_error(why_not(e, t, t.sign_in.wrong))
      set_busy(false)
    }
  }
  return (
    <form onSubmit={event => void submit(event)} noValidate>
      <label htmlFor={ids.login}>{t.sign_in.login}</label>
      <input id={ids.login} name="username" autoComplete="username" autoCapitalize="none" spellCheck={false} value={login} autoFocus={!known && !second}
        onChange={e => set_login(e.target.value)} aria-describedby={error ? ids.error : undefined} />
      <PasswordField label={t.sign_in.password} value={password} on_change={set_password} autocomplete="current-password" first={Boolean(known)} described_by={error ? ids.error : undefined} />
      <div id={ids.error} role="alert" className="field-error">{error}</div>
      <button type="submit" className={second ? 'big' : 'primary big'} disabled={busy}>{busy ? t.sign_in.busy : t.sign_in.submit}</button>
    </form>
  )
}

/** Paste and password managers are welcome, and what was typed can be looked at. */
export function PasswordField({ label, value, on_change, autocomplete, first, described_by }: {
  label: string; value: string; on_change: (text: string) => void; autocomplete: 'current-password' | 'new-password'; first?: boolean; described_by?: string
}) {
  const t = useWords()
  const [shown, set_shown] = useState(false)
  const id = useId()
  return (
    <>
      <label htmlFor={id}>{label}</label>
      <div className="password">
        <input id={id} name={autocomplete === 'current-password' ? 'password' : id} type={shown ? 'text' : 'password'} autoComplete={autocomplete} value={value} data-first={first ? true : undefined}
          onChange={e => on_change(e.target.value)} aria-describedby={described_by} />
        <button type="button" className="icon" aria-label={`${shown ? t.sign_in.hide : t.sign_in.show}`} onClick={() => set_shown(!shown)}>
          {shown ? <EyeOff size={18} aria-hidden /> : <Eye size={18} aria-hidden />}
        </button>
      </div>
    </>
  )
}

/** Someone with several roles and none chosen, or whose role has ended: every act is recorded under one. */
export function ChooseRole() {
  const t = useWords()
  const { session, choose } = useHere()
  const none = session!.roles.length === 0
  return (
    <DoorPage>
      <h1>{none ? t.sign_in.no_role : t.sign_in.choose}</h1>
      <p>{none ? t.sign_in.no_role_more : t.sign_in.choose_more}</p>
      <ul className="roles">
        {session!.roles.map(role => (
          <li key={role.grant}><button type="button" className="big" onClick={() => void choose(role.grant)}>{role_title(t, role, null)}</button></li>
        ))}
      </ul>
      <p><SignOut>{t.nav.sign_out}</SignOut></p>
    </DoorPage>
  )
}
