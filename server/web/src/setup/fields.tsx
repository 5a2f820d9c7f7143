import { useEffect, useId, useRef, useState, type ReactNode } from 'react'
import { comma, useWords } from '../i18n/words'
import { parse_score } from '../score/parse'
import { show } from '../score/points'

const COMMIT_AFTER = 1200

/** What is typed, until it is left or rests for a moment; what comes from elsewhere never replaces what is being typed. */
function useTyped(value: string, on_commit: (text: string) => void) {
  const [text, set_text] = useState(value)
  const [typing, set_typing] = useState(false)
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  useEffect(() => { if (!typing) set_text(value) }, [value, typing])
  const commit = () => {
    clearTimeout(timer.current)
    if (typing && text !== value) on_commit(text)
    set_typing(false)
  }
  const latest = useRef(commit)
  latest.current = commit
  useEffect(() => {
    const leave = () => latest.current()
    window.addEventListener('pagehide', leave)
    return () => { clearTimeout(timer.current); window.removeEventListener('pagehide', leave) }
  }, [])
  const type = (next: string) => {
    set_text(next)
    set_typing(true)
    clearTimeout(timer.current)
    timer.current = setTimeout(() => latest.current(), COMMIT_AFTER)
  }
  return { text, type, commit, typing }
}

export function Field({ label, hint, children, id, error }: { label: ReactNode; hint?: ReactNode; children: ReactNode; id: string; error?: string | null }) {
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      {children}
      {hint && <span className="small" id={id + 'h'}>{hint}</span>}
      {error && <span className="field-error" id={id + 'e'} role="alert">{error}</span>}
    </div>
  )
}

/** A line or a paragraph of text. `fault` may object to what is typed: then nothing is changed and the reason stands below. */
export function TextField({ label, value, on_change, rows, hint, fault, maximum = 4000, name, mono, bare }: {
  label: string; value: string; on_change: (text: string) => void; rows?: number; hint?: string; fault?: (text: string) => string | null; maximum?: number
  name?: string; mono?: boolean; bare?: boolean
}) {
  const id = useId()
  const [error, set_error] = useState<string | null>(null)
  const typed = useTyped(value, text => {
    const clean = text.trim().normalize('NFC')
    const why = fault?.(clean) ?? null
    set_error(why)
    if (!why && clean !== value) on_change(clean)
  })
  const common = {
    id, value: typed.text, maxLength: maximum, 'aria-invalid': error !== null, 'aria-describedby': error ? id + 'e' : hint ? id + 'h' : undefined, 'data-field': name,
    className: mono ? 'mono' : undefined, spellCheck: !mono, onBlur: typed.commit, ...(bare ? { 'aria-label': label } : {}),
  }
  const input = rows
    ? <textarea {...common} rows={rows} onChange={e => { set_error(null); typed.type(e.target.value) }} />
    : <input {...common} autoComplete="off" onChange={e => { set_error(null); typed.type(e.target.value) }}
        onKeyDown={e => { if (!e.nativeEvent.isComposing && e.keyCode !== 229 && e.key === 'Enter') { e.preventDefault(); typed.commit() } }} />
  return bare ? <>{input}{error && <span className="field-error" role="alert" id={id + 'e'}>{error}</span>}</> : <Field label={label} hint={hint} id={id} error={error}>{input}</Field>
}

/** Points or a percentage as people here type them, with a comma; kept as the exact decimal of the wire. */
export function PointsField({ label, value, on_change, optional, bare, name }: {
  label: string; value: string | undefined; on_change: (points: string | undefined) => void; optional?: boolean; bare?: boolean; name?: string
}) {
  const t = useWords()
  const id = useId()
  const [error, set_error] = useState<string | null>(null)
  const shown = value === undefined ? '' : /^\d+(\.\d{1,4})?$/.test(value) ? show(value, comma()) : value
  const typed = useTyped(shown, text => {
    const parsed = parse_score(text, 4)
    if (parsed.ok && parsed.kind === 'empty') {
      set_error(optional ? null : t.parse.not_a_number)
      if (optional && value !== undefined) on_change(undefined)
    } else if (!parsed.ok) set_error(parsed.why === 'too_many_decimals' ? t.setup.four_decimals : parsed.why === 'two_separators' ? t.parse.two_separators : parsed.why === 'negative' ? t.parse.negative : t.parse.not_a_number)
    else {
      set_error(null)
      if (parsed.kind === 'points' && parsed.points !== value) on_change(parsed.points)
    }
  })
  const input = (
    <input
      id={id} className="num points-input" inputMode="decimal" autoComplete="off" value={typed.text} aria-invalid={error !== null} aria-describedby={error ? id + 'e' : undefined} data-field={name}
      aria-label={bare ? label : undefined} onChange={e => { set_error(null); typed.type(e.target.value) }} onBlur={typed.commit}
      onKeyDown={e => { if (!e.nativeEvent.isComposing && e.keyCode !== 229 && e.key === 'Enter') { e.preventDefault(); typed.commit() } }}
    />
  )
  return bare ? <>{input}{error && <span className="field-error" role="alert" id={id + 'e'}>{error}</span>}</> : <Field label={label} id={id} error={error}>{input}</Field>
}

/** A whole number from 0; empty where that is allowed. */
export function WholeField({ label, value, on_change }: { label: string; value: number | undefined; on_change: (n: number | undefined) => void }) {
  const t = useWords()
  const [error, set_error] = useState(false)
  const typed = useTyped(value === undefined ? '' : String(value), text => {
    const digits = text.normalize('NFKC').trim()
    const good = /^\d{0,4}$/.test(digits)
    set_error(!good)
    if (good) on_change(digits === '' ? undefined : Number(digits))
  })
  return <input className="num whole-input" inputMode="numeric" autoComplete="off" aria-label={label} aria-invalid={error} title={error ? t.figures.whole : undefined} value={typed.text} onChange={e => { set_error(false); typed.type(e.target.value) }} onBlur={typed.commit} />
}

export function Choice<V extends string>({ label, value, options, on_change, name }: { label: string; value: V; options: readonly (readonly [V, string])[]; on_change: (value: V) => void; name?: string }) {
  const id = useId()
  const known = options.some(([v]) => v === value)
  return (
    <Field label={label} id={id}>
      <select id={id} value={value} data-field={name} onChange={e => on_change(e.target.value as V)}>
        {!known && <option value={value}>{value}</option>}
        {options.map(([v, words]) => <option key={v} value={v}>{words}</option>)}
      </select>
    </Field>
  )
}
export function Tick({ label, checked, on_change }: { label: string; checked: boolean; on_change: (checked: boolean) => void }) {
  return <label className="check"><input type="checkbox" checked={checked} onChange={e => on_change(e.target.checked)} /> {label}</label>
}
