import { useEffect, useId, useRef, useState } from 'react'
import { useHere, owner_of } from '../api/session'
import { useWords } from '../i18n/words'
import { draft, keep_draft } from '../journal/draft'
import type { Mark } from '../journal/journal'

const COMMIT_AFTER = 10_000

/**
 * A text of an entry. It commits when left, on Ctrl+Enter, or 10 s after the last key; until then every keystroke is kept
 * on this machine. Text that comes from elsewhere never replaces what is being typed.
 */
export function LongText({ assessment, code, field, label, held, mark, hint, editable, on_commit }: {
  assessment: string; code: string; field: 'explanation' | 'supplement'; label: string; held: string; mark: Mark; hint?: string; editable: boolean
  on_commit: (text: string) => void
}) {
  const t = useWords()
  const { session } = useHere()
  const owner = session ? owner_of(session) : ''
  const kept = useRef(editable ? draft(owner, assessment, code, field) : null)
  const [text, set_text] = useState(kept.current ?? held)
  const [typing, set_typing] = useState(kept.current !== null)
  const [restored] = useState(kept.current !== null && kept.current !== held)
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  const id = useId()
  useEffect(() => { if (!typing) set_text(held) }, [held, typing])

  const commit = () => {
    clearTimeout(timer.current)
    if (!typing) return
    set_typing(false)
    keep_draft(owner, assessment, code, field, null)
    const clean = text.normalize('NFC').trim()
    if (clean !== held) on_commit(clean)
  }
  const latest = useRef(commit)
  latest.current = commit
  useEffect(() => {
    const leave = () => latest.current()
    window.addEventListener('pagehide', leave)
    return () => { window.removeEventListener('pagehide', leave); latest.current() }
  }, [])

  return (
    <div className="field long-text">
      <label htmlFor={id}>{label} {typing ? <span className="small">· {t.mark.dirty}</span> : mark !== 'saved' && <span className={`small mark-word ${mark}`}>· {t.mark[mark]}</span>}</label>
      {restored && typing && <span className="small warn-text">{t.panel.restored}</span>}
      <textarea
        id={id} value={text} readOnly={!editable} rows={3} maxLength={4000} aria-describedby={hint ? id + 'h' : undefined}
        onChange={event => {
          set_text(event.target.value)
          set_typing(true)
          keep_draft(owner, assessment, code, field, event.target.value)
          clearTimeout(timer.current)
          timer.current = setTimeout(() => latest.current(), COMMIT_AFTER)
        }}
        onBlur={commit}
        onKeyDown={event => {
          if (event.nativeEvent.isComposing || event.keyCode === 229) return
          if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) { event.preventDefault(); commit() }
          if (event.key === 'Escape') event.stopPropagation()
        }}
      />
      {hint && editable && <span className="small" id={id + 'h'}>{hint}</span>}
    </div>
  )
}
