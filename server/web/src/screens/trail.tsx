import { useSearchParams } from 'wouter'
import { instead_of } from '../api/http'
import { useNames, useRole } from '../api/session'
import { TRAIL_PAGE, useTrail } from '../api/system'
import { useWords, word_for } from '../i18n/words'
import { ProblemNote, Skeleton } from '../shell/problem'
import { show_instant, show_seq } from '../time/format'

/** The kinds of rows, and how an address of this page names them. */
const KINDS = [['refusal', null], ['reading', 'xem'], ['account', 'tai-khoan'], ['lost', 'mat']] as const

/** What was refused, and who looked at what of others (ES-6, ES-18): for the auditor. */
export function TrailScreen() {
  const t = useWords()
  const role = useRole()
  const name_of = useNames()
  const [query, set_query] = useSearchParams()
  const of = KINDS.find(([, loai]) => loai === query.get('loai'))?.[0] ?? 'refusal'
  const asked = query.get('tu')
  const from = asked !== null && /^\d+$/.test(asked) ? Number(asked) : null
  const trail = useTrail(of, from)
  const go = (changes: Record<string, string | null>) => set_query(old => {
    const q = new URLSearchParams(old)
    for (const [key, value] of Object.entries(changes)) if (value === null) q.delete(key); else q.set(key, value)
    return q
  })
  const rows = trail.data?.rows ?? []
  return (
    <div className="page trail">
      <h1>{t.trail.title}</h1>
      <p className="small">{t.trail.lead}</p>
      <div className="row-of system-tools">
        <nav className="parts" aria-label={t.trail.kind}>
          {KINDS.map(([kind, loai]) => <button key={kind} type="button" aria-pressed={of === kind} onClick={() => go({ loai, tu: null })}>{t.trail.of[kind]}</button>)}
        </nav>
        <span className="gap" />
        {trail.data && <span className="small num">{t.trail.size(show_seq(trail.data.size))} · {t.trail.root} <span className="hash" title={trail.data.root}>{trail.data.root.slice(0, 16)}…</span></span>}
      </div>
      {role?.role !== 'auditor' && trail.error ? <p className="empty">{t.trail.no_right}</p> : <ProblemNote problem={instead_of(trail)} on_retry={() => void trail.refetch()} />}
      {trail.isPending && <Skeleton rows={8} />}
      {trail.data && rows.length === 0 && <p className="empty">{t.trail.none}</p>}
      {rows.length > 0 && (
        <div className="scroll-x" tabIndex={0} role="region" aria-label={t.trail.of[of]}>
          <table className="plain trail-table">
            <thead><tr><th scope="col" className="num">#</th><th scope="col">{t.trail.at}</th><th scope="col">{t.trail.who}</th><th scope="col">{t.trail.what}</th><th scope="col">{t.trail.object}</th><th scope="col">{t.trail.reason}</th></tr></thead>
            <tbody>
              {[...rows].sort((a, b) => b.n - a.n).map(({ n, row: r }) => (
                <tr key={n}>
                  <td className="num">{show_seq(n)}</td><td className="nowrap num">{show_instant(r.at)}</td>
                  <td>{name_of(r.actor) || t.trail.nobody}{r.role && <span className="small"> ({word_for(t.role, r.role)})</span>}</td>
                  <td className="mono-words">{r.what}</td><td className="mono-words">{r.object}</td><td className="num">{[r.status, r.reason].filter(Boolean).join(' ')}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      <div className="row-of">
        {trail.data && trail.data.from > 0 && <button type="button" onClick={() => go({ tu: String(Math.max(0, trail.data!.from - TRAIL_PAGE)) })}>{t.trail.older}</button>}
        {trail.data?.next !== undefined && <button type="button" onClick={() => go({ tu: String(trail.data!.next) })}>{t.trail.newer}</button>}
      </div>
    </div>
  )
}
