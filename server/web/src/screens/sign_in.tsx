import { Eye, EyeOff, Star } from 'lucide-react'
import { useId, useState, type FormEvent } from 'react'
import { Refused } from '../api/http'
import { useHere } from '../api/session'
import { speak, useLanguage, useWords } from '../i18n/words'
import { Dialog } from '../shell/dialog'
import { role_title } from '../shell/shell'

/** S1: get in with the account one has. */
export function SignIn() {
  const t = useWords()
  const language = useLanguage()
  return (
    <div className="sign-in-page">
      <header className="sign-in-head">
        <Star size={44} aria-hidden className="star" />
        <p className="portal">{t.app.portal}</p>
      </header>
      <main id="content">
        <section className="card sign-in">
          <h1>{t.sign_in.title}</h1>
          <SignInForm />
          <p className="lead">{t.sign_in.lead}</p>
        </section>
        <button type="button" className="link" lang={language === 'vi' ? 'en' : 'vi'} onClick={() => speak(language === 'vi' ? 'en' : 'vi')}>
          {language === 'vi' ? 'English' : 'Tiếng Việt'}
        </button>
      </main>
    </div>
  )
}

/** Over a page whose session ended: the page, focus and unsent edits stay beneath. */
export function SignInAgain() {
  const t = useWords()
  const { session } = useHere()
  return (
    <Dialog title={t.sign_in.title} on_close={null}>
      <p>{t.sign_in.expired}</p>
      <SignInForm login={session?.login} />
    </Dialog>
  )
}

function SignInForm({ login: known = '' }: { login?: string }) {
  const t = useWords()
  const { sign_in } = useHere()
  const [login, set_login] = useState(known)
  const [password, set_password] = useState('')
  const [shown, set_shown] = useState(false)
  const [busy, set_busy] = useState(false)
  const [error, set_error] = useState<string | null>(null)
  const ids = { login: useId(), password: useId(), error: useId() }
  const submit = async (event: FormEvent) => {
    event.preventDefault()
    if (!login.trim() || !password) return set_error(t.sign_in.missing)
    set_busy(true)
    set_error(null)
    try {
      await sign_in(login.trim().normalize('NFC'), password)
    } catch (e) {
      const wrong = e instanceof Refused && e.status === 401
      set_error(wrong ? t.sign_in.wrong : e instanceof Refused ? e.problem.detail ?? e.problem.title : t.sign_in.unreachable)
      set_busy(false)
    }
  }
  return (
    <form onSubmit={event => void submit(event)} noValidate>
      <label htmlFor={ids.login}>{t.sign_in.login}</label>
      <input id={ids.login} name="username" autoComplete="username" autoCapitalize="none" spellCheck={false} value={login} autoFocus={!known}
        onChange={e => set_login(e.target.value)} aria-describedby={error ? ids.error : undefined} />
      <label htmlFor={ids.password}>{t.sign_in.password}</label>
      <div className="password">
        <input id={ids.password} name="password" type={shown ? 'text' : 'password'} autoComplete="current-password" value={password} data-first={known ? true : undefined}
          onChange={e => set_password(e.target.value)} aria-describedby={error ? ids.error : undefined} />
        <button type="button" className="icon" aria-label={shown ? t.sign_in.hide : t.sign_in.show} onClick={() => set_shown(!shown)}>
          {shown ? <EyeOff size={18} aria-hidden /> : <Eye size={18} aria-hidden />}
        </button>
      </div>
      <div id={ids.error} role="alert" className="field-error">{error}</div>
      <button type="submit" className="primary big" disabled={busy}>{busy ? t.sign_in.busy : t.sign_in.submit}</button>
    </form>
  )
}

/** Someone with several roles and none chosen, or whose role has ended: every act is recorded under one. */
export function ChooseRole() {
  const t = useWords()
  const { session, choose, sign_out } = useHere()
  const none = session!.roles.length === 0
  return (
    <div className="sign-in-page">
      <header className="sign-in-head"><Star size={44} aria-hidden className="star" /><p className="portal">{t.app.portal}</p></header>
      <main id="content">
        <section className="card sign-in">
          <h1>{none ? t.sign_in.no_role : t.sign_in.choose}</h1>
          <p>{none ? t.sign_in.no_role_more : t.sign_in.choose_more}</p>
          <ul className="roles">
            {session!.roles.map(role => (
              <li key={role.grant}><button type="button" className="big" onClick={() => void choose(role.grant)}>{role_title(t, role, null)}</button></li>
            ))}
          </ul>
          <p><button type="button" onClick={() => void sign_out()}>{t.nav.sign_out}</button></p>
        </section>
      </main>
    </div>
  )
}
