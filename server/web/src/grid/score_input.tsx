import { useEffect, useId, useRef, useState, type KeyboardEvent } from 'react'
import type { Criterion } from '../api/contract'
import { comma, useWords, type Words } from '../i18n/words'
import { parse_score_for, type Parsed, type Refused } from '../score/parse'
import { show } from '../score/points'

export function refusal_text(t: Words, why: Refused, criterion: Criterion): string {
  if (why === 'above_maximum') return t.parse.above_maximum(show(criterion.maximum, comma()))
  if (why === 'step_not_allowed') return t.parse.step_not_allowed(criterion.allowed_points.map(p => show(p, comma())).join(' · '))
  return t.parse[why]
}

/** Where focus goes: on after a commit, back to the cell after Esc, or nowhere when the reader has moved it himself. */
export type Leaving = 'down' | 'next' | 'previous' | 'back' | 'stay'
export type Score = Extract<Parsed, { ok: true }>

/**
 * The field of one score: plain text, our own parser. What was typed stays visible until it is a score or given up with
 * Esc; nothing is ever rewritten while it is typed, and no key acts while an input method composes (Telex).
 */
export function ScoreInput({ criterion, first, initial, label, on_leave, on_typing }: {
  criterion: Criterion
  /** What the field opens with: the value there, or the character that opened it. */
  first: string
  initial: string
  label: string
  /** The new score, or null when nothing is to change. */
  on_leave: (score: Score | null, leaving: Leaving) => void
  on_typing: (text: string | null) => void
}) {
  const t = useWords()
  const [text, set_text] = useState(first)
  const [error, set_error] = useState<string | null>(null)
  const ref = useRef<HTMLInputElement>(null)
  const done = useRef(false)
  const id = useId()

  const leave = (score: Score | null, leaving: Leaving) => {
    done.current = true
    on_typing(null)
    on_leave(score, leaving)
  }
  const commit = (leaving: Leaving) => {
    if (done.current) return
    if (text.trim() === initial) return leave(null, leaving)
    const parsed = parse_score_for(text, criterion)
    if (!parsed.ok) set_error(refusal_text(t, parsed.why, criterion))
    else leave(parsed, leaving)
  }
  const latest_commit = useRef(commit)
  latest_commit.current = commit
  useEffect(() => {
    const input = ref.current!
    input.focus()
    if (first === initial) input.select()
    else input.setSelectionRange(first.length, first.length)
    const keep = () => latest_commit.current('stay')
    window.addEventListener('pagehide', keep)
    return () => { window.removeEventListener('pagehide', keep); latest_commit.current('stay') }
    // Once, when the field opens.
  }, [])

  const on_key = (event: KeyboardEvent) => {
    event.stopPropagation()
    if (event.nativeEvent.isComposing || event.keyCode === 229) return
    if (event.key === 'Enter') { event.preventDefault(); commit('down') }
    else if (event.key === 'Tab') { event.preventDefault(); commit(event.shiftKey ? 'previous' : 'next') }
    else if (event.key === 'Escape') { event.preventDefault(); leave(null, 'back') }
  }
  return (
    <span className="score-edit">
      <input
        ref={ref} value={text} aria-label={label} aria-invalid={error !== null} aria-describedby={error ? id : undefined}
        inputMode="decimal" autoComplete="off" spellCheck={false} className="num"
        onChange={e => { set_text(e.target.value); set_error(null); on_typing(e.target.value) }}
        onKeyDown={on_key} onBlur={() => commit('stay')}
      />
      {error && <span id={id} className="cell-error" role="alert">{error}</span>}
    </span>
  )
}
