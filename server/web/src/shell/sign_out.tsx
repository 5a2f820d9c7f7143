import { useState, type ReactNode } from 'react'
import { owner_of, useHere } from '../api/session'
import { useWords } from '../i18n/words'
import { is_any, unsent_of, type Unsent } from '../journal/leaving'
import { Dialog } from './dialog'

/**
 * Signs out. Who has work that only this machine has is told, and says what becomes of it; without a line he is told that he is
 * still in.
 */
export function SignOut({ icon, children }: { icon?: boolean; children: ReactNode }) {
  const t = useWords()
  const { session, journal, sign_out } = useHere()
  const [asks, set_asks] = useState<Unsent | null>(null)
  const [failed, set_failed] = useState(false)
  const close = () => { set_asks(null); set_failed(false) }
  const leave = async (unsent: 'drop' | 'keep') => {
    set_asks(null)
    set_failed(false)
    try {
      await sign_out(unsent)
    } catch {
      set_failed(true)
    }
  }
  const ask = async () => {
    const unsent = await unsent_of(owner_of(session!), journal)
    if (is_any(unsent)) set_asks(unsent)
    else await leave('drop')
  }
  return (
    <>
      <button type="button" className={icon ? 'icon on-brand' : undefined} {...(icon ? { 'aria-label': t.nav.sign_out, title: t.nav.sign_out } : {})} onClick={() => void ask()}>{children}</button>
      {asks && (
        <Dialog title={t.leaving.title} on_close={close}>
          <p>{t.leaving.lead}</p>
          <ul>
            {asks.edits > 0 && <li>{t.leaving.edits(asks.edits)}</li>}
            {asks.typed > 0 && <li>{t.leaving.typed(asks.typed)}</li>}
            {asks.uploads > 0 && <li>{t.leaving.uploads(asks.uploads)}</li>}
          </ul>
          <p>{t.leaving.effect}</p>
          <div className="actions">
            <button type="button" className="bad-text" onClick={() => void leave('drop')}>{t.leaving.drop}</button>
            <button type="button" onClick={() => void leave('keep')}>{t.leaving.keep}</button>
            <button type="button" className="primary" data-first onClick={() => { close(); journal.retry_now() }}>{t.leaving.stay}</button>
          </div>
        </Dialog>
      )}
      {failed && (
        <Dialog title={t.leaving.failed} on_close={close}>
          <p>{t.leaving.failed_more}</p>
          <div className="actions"><button type="button" onClick={close}>{t.app.close}</button><button type="button" className="primary" data-first onClick={() => { close(); void ask() }}>{t.app.retry}</button></div>
        </Dialog>
      )}
    </>
  )
}
