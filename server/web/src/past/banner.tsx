import { useQuery } from '@tanstack/react-query'
import { ChevronLeft, ChevronRight, History } from 'lucide-react'
import { useEffect } from 'react'
import type { EventPage, LoggedEvent } from '../api/contract'
import { get, type AsOf } from '../api/http'
import { useRole } from '../api/session'
import { useWords } from '../i18n/words'
import { useLink } from '../live/use_topic'
import { show_instant, show_seq } from '../time/format'

/**
 * Over a page that looks back: the moment, the change before and after it, and the way home (Esc).
 * `at` is the position the server resolved; `last_change` the latest event that what is shown holds.
 */
export function PastBanner({ as_of, at, last_change, subject, go }: {
  as_of: AsOf; at: bigint | null; last_change?: bigint | null; subject?: string; go: (as_of: AsOf | null) => void
}) {
  const t = useWords()
  const role = useRole()
  const link = useLink()
  const reads_log = role?.role === 'auditor'
  const seq = at ?? (as_of.seq ? BigInt(as_of.seq) : null)
  const event = useQuery({
    queryKey: ['event', String(seq)], queryFn: () => get<LoggedEvent>(`/events/${seq}`), enabled: reads_log && seq !== null && seq > 0n && !as_of.at, retry: false, staleTime: Infinity,
  })
  const instant = as_of.at ?? event.data?.event.time
  const since = link.seq && seq !== null ? BigInt(link.seq) - seq : 0n

  useEffect(() => {
    const home = (e: KeyboardEvent) => { if (e.key === 'Escape' && !e.defaultPrevented && !document.querySelector('dialog[open]')) go(null) }
    document.addEventListener('keydown', home)
    return () => document.removeEventListener('keydown', home)
  }, [go])

  const previous = () => {
    if (seq === null) return
    const change = last_change && last_change <= seq ? last_change : seq
    go({ seq: String(change > 1n ? change - 1n : 1n) })
  }
  const next = async () => {
    if (seq === null) return
    if (reads_log) {
      const query = new URLSearchParams({ from: String(seq + 1n), limit: '1', ...(subject ? { subject } : {}) })
      const page = await get<EventPage>(`/events?${query}`).catch(() => null)
      const found = page?.events[0]?.seq
      if (found) return go({ seq: found })
      if (page) return go(null)
    }
    go(link.seq && seq + 1n >= BigInt(link.seq) ? null : { seq: String(seq + 1n) })
  }
  return (
    <div className="past-banner" role="region" aria-label={t.past.banner}>
      <History size={18} aria-hidden />
      <strong>{t.past.banner}:</strong>
      <span className="num">{instant ? show_instant(instant) : ''}{seq !== null && <> · #{show_seq(seq)}</>} — {t.past.read_only}</span>
      <span className="gap" />
      {since > 0n && <span className="small num" role="status">{t.past.since(show_seq(since))}</span>}
      <button type="button" onClick={previous} disabled={seq === null || seq <= 1n}><ChevronLeft size={16} aria-hidden /> {t.past.previous}</button>
      <button type="button" onClick={() => void next()} disabled={seq === null}>{t.past.next} <ChevronRight size={16} aria-hidden /></button>
      <button type="button" className="primary" onClick={() => go(null)}>{t.past.back} <kbd>Esc</kbd></button>
    </div>
  )
}
