import { CircleAlert } from 'lucide-react'
import type { Problem } from '../api/contract'
import { Refused } from '../api/http'
import { useWords } from '../i18n/words'

/** What went wrong, what it means, and the code to read over the phone. */
export function ProblemNote({ problem, on_retry }: { problem: Problem | Error | null | undefined; on_retry?: () => void }) {
  const t = useWords()
  if (!problem) return null
  const p: Problem | null = problem instanceof Refused ? problem.problem : problem instanceof Error ? null : problem
  return (
    <div className="note bad" role="alert">
      <CircleAlert size={18} aria-hidden />
      <div>
        <strong>{p?.title ?? t.app.failed_load}</strong>
        <p>{p ? p.detail : t.sign_in.unreachable}</p>
        {p?.errors && p.errors.length > 0 && <ul>{p.errors.map((e, i) => <li key={i}>{e.message}</li>)}</ul>}
        {p?.instance && <p className="small">{t.app.incident(p.instance)}</p>}
        {on_retry && <button type="button" onClick={on_retry}>{t.app.retry}</button>}
      </div>
    </div>
  )
}

/** Rows that are not there yet, under headings that are; shown only when it takes a moment. */
export function Skeleton({ rows = 8 }: { rows?: number }) {
  const t = useWords()
  return (
    <div className="skeleton" role="status">
      <span className="sr">{t.app.loading}</span>
      {Array.from({ length: rows }, (_, i) => <div key={i} aria-hidden />)}
    </div>
  )
}
