import { useState, type FormEvent, type ReactNode } from 'react'
import { useWords } from '../i18n/words'
import { ProblemNote } from '../shell/problem'

/** The form of one act: what is missing is said here, what the server refuses as it says it; done, it closes. */
export function ActForm({ send, on_close, submit, children }: { send: () => Promise<unknown> | string; on_close: () => void; submit: string; children: ReactNode }) {
  const t = useWords()
  const [missing, set_missing] = useState<string | null>(null)
  const [problem, set_problem] = useState<Error | null>(null)
  const [busy, set_busy] = useState(false)
  const go = async (event: FormEvent) => {
    event.preventDefault()
    set_missing(null)
    set_problem(null)
    const asked = send()
    if (typeof asked === 'string') return set_missing(asked)
    set_busy(true)
    try {
      await asked
      on_close()
    } catch (error) {
      set_problem(error as Error)
      set_busy(false)
    }
  }
  return (
    <form onSubmit={e => void go(e)} noValidate>
      {children}
      {missing && <p className="field-error" role="alert">{missing}</p>}
      <ProblemNote problem={problem} />
      <div className="actions"><button type="button" onClick={on_close}>{t.app.cancel}</button><button type="submit" className="primary" disabled={busy}>{submit}</button></div>
    </form>
  )
}
