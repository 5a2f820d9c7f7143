import { useEffect, useState } from 'react'
import { useWords } from '../i18n/words'
import { parse_date, show_field } from './date_text'

/**
 * A day, or a day and a time, typed as people here write it: 05/03/2023, 05/03/2023 17:00. The browser's own date field
 * follows the language of the browser and would print 3/5/2023 to some. `value` is the wire's form, '' for none.
 */
export function DateField({ value, on_change, with_time = false, disabled, label }: {
  value: string; on_change: (value: string) => void; with_time?: boolean; disabled?: boolean; label?: string
}) {
  const t = useWords()
  const [text, set_text] = useState(() => show_field(value))
  const [bad, set_bad] = useState(false)
  useEffect(() => { if (parse_date(text, with_time) !== value) set_text(show_field(value)) }, [value])
  return (
    <>
      <input
        className="num date-field" inputMode="numeric" autoComplete="off" spellCheck={false} disabled={disabled} aria-label={label} aria-invalid={bad}
        placeholder={with_time ? t.date.with_time : t.date.day} value={text} size={with_time ? 19 : 10}
        onChange={event => {
          set_text(event.target.value)
          set_bad(false)
          const parsed = parse_date(event.target.value, with_time)
          if (parsed !== null && parsed !== value) on_change(parsed)
        }}
        onBlur={() => {
          const parsed = parse_date(text, with_time)
          set_bad(parsed === null)
          if (parsed !== null) set_text(show_field(parsed))
        }}
      />
      {bad && <span className="field-error" role="alert">{with_time ? t.date.bad_time : t.date.bad}</span>}
    </>
  )
}
