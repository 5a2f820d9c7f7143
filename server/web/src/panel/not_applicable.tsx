import { useState } from 'react'
import type { Criterion, Entry, EntryWriteAnswer } from '../api/contract'
import { call, Refused } from '../api/http'
import { useNames } from '../api/session'
import { useWords } from '../i18n/words'

/** "Không phát sinh": claimed with a ground, then accepted or refused; its printed effect stands beside it (D12). */
export function NotApplicable({ cycle, assessment, criterion, entry, claimable, ruling, on_written }: {
  cycle: string; assessment: string; criterion: Criterion; entry: Entry
  /** May the agency claim it here, may the caller rule on a claim. */
  claimable: boolean; ruling: boolean
  on_written: (answer: EntryWriteAnswer) => void
}) {
  const t = useWords()
  const name_of = useNames()
  const [open, set_open] = useState(false)
  const [text, set_text] = useState('')
  const [error, set_error] = useState<string | null>(null)
  const na = entry.not_applicable
  const rules = ruling && na?.state === 'claimed'
  const act = async (what: 'claim' | 'withdraw' | 'accept' | 'refuse') => {
    const words = text.trim().normalize('NFC')
    if ((what === 'claim' || what === 'refuse') && !words) return set_error(what === 'claim' ? t.na.ground_needed : t.app.reason_needed)
    set_error(null)
    try {
      const { body } = await call<EntryWriteAnswer>('PUT', `/cycles/${cycle}/not_applicable`, {
        if_match: `e${entry.version}`,
        body: { assessment, code: criterion.code, act: what, ...(what === 'claim' ? { ground: words } : words ? { reason: words } : {}) },
      })
      on_written(body)
      set_open(false)
      set_text('')
    } catch (e) {
      set_error(e instanceof Refused ? e.problem.detail ?? e.problem.title : t.sign_in.unreachable)
    }
  }
  if (!na && !claimable) return null
  return (
    <div className="not-applicable">
      {na && (
        <div className={`note ${na.state === 'refused' ? 'bad' : 'info'}`}>
          <div>
            <strong>{na.state === 'claimed' ? t.na.claimed(name_of(na.by)) : na.state === 'accepted' ? t.na.accepted : t.na.refused}</strong>
            <p>{t.na.ground}: {na.ground}</p>
            {na.reason && <p>{t.app.reason}: {na.reason}</p>}
            <p className="small">{t.na.effect(t.na_policy[criterion.na_policy])}</p>
          </div>
        </div>
      )}
      {claimable && (!na || na.state === 'refused') && !open && <button type="button" className="link" onClick={() => set_open(true)}>{t.na.claim}…</button>}
      {(open || rules) && (
        <div className="field">
          <label htmlFor="na-text">{rules ? t.app.reason : t.na.ground}</label>
          <textarea id="na-text" rows={2} value={text} onChange={e => set_text(e.target.value)} />
          <span className="small">{t.na.effect(t.na_policy[criterion.na_policy])}</span>
          <div className="actions">
            {rules ? <>
              <button type="button" onClick={() => void act('refuse')}>{t.na.refuse}</button>
              <button type="button" className="primary" onClick={() => void act('accept')}>{t.na.accept}</button>
            </> : <>
              <button type="button" onClick={() => set_open(false)}>{t.app.cancel}</button>
              <button type="button" className="primary" onClick={() => void act('claim')}>{t.na.claim}</button>
            </>}
          </div>
        </div>
      )}
      {claimable && na?.state === 'claimed' && <button type="button" className="link" onClick={() => void act('withdraw')}>{t.na.withdraw}</button>}
      {error && <p className="field-error" role="alert">{error}</p>}
    </div>
  )
}
