import { useId, useState, type FormEvent } from 'react'
import { Refused } from '../api/http'
import { useHere } from '../api/session'
import { set_up } from '../api/sign_in'
import { useWords } from '../i18n/words'
import { PasswordField, why_not } from './sign_in'

/** The first administrator, by the code that the server printed: there is no account before it. */
export function SetUp() {
  const t = useWords()
  const { proceed } = useHere()
  const [code, set_code] = useState('')
  const [login, set_login] = useState('')
  const [name, set_name] = useState('')
  const [password, set_password] = useState('')
  const [busy, set_busy] = useState(false)
  const [error, set_error] = useState<string | null>(null)
  const ids = { code: useId(), login: useId(), name: useId(), error: useId(), rule: useId() }
  const submit = async (event: FormEvent) => {
    event.preventDefault()
    if (!code.trim() || !login.trim() || !name.trim() || !password) return set_error(t.set_up.missing)
    set_busy(true)
    set_error(null)
    try {
      await proceed(await set_up(code.trim(), login.trim().normalize('NFC'), name.trim().normalize('NFC'), password))
    } catch (e) {
      set_error(e instanceof Refused && e.status === 404 ? t.set_up.gone : why_not(e, t, t.set_up.gone))
      set_busy(false)
    }
  }
  return (
    <>
      <h1>{t.set_up.title}</h1>
      <p>{t.set_up.lead}</p>
      <form onSubmit={event => void submit(event)} noValidate>
        <label htmlFor={ids.code}>{t.set_up.code}</label>
        <input id={ids.code} className="mono" autoComplete="off" spellCheck={false} value={code} autoFocus onChange={e => set_code(e.target.value)} aria-describedby={error ? ids.error : undefined} />
        <label htmlFor={ids.login}>{t.set_up.login}</label>
        <input id={ids.login} name="username" autoComplete="username" autoCapitalize="none" spellCheck={false} value={login} onChange={e => set_login(e.target.value)} />
        <label htmlFor={ids.name}>{t.set_up.name}</label>
        <input id={ids.name} autoComplete="name" value={name} onChange={e => set_name(e.target.value)} />
        <PasswordField label={t.set_up.password} value={password} on_change={set_password} autocomplete="new-password" described_by={ids.rule} />
        <p className="small" id={ids.rule}>{t.password.rule}</p>
        <div id={ids.error} role="alert" className="field-error">{error}</div>
        <button type="submit" className="primary big" disabled={busy}>{t.set_up.submit}</button>
      </form>
    </>
  )
}
