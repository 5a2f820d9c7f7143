import { CalendarClock, Lock, TriangleAlert } from 'lucide-react'
import { useEffect, useRef, useState } from 'react'
import type { Cycle, Role } from '../api/contract'
import { agency_title, round_in_view, state_for, window_for } from '../api/cycles'
import { useWords, type Words } from '../i18n/words'
import { left, show_instant, show_short } from './format'
import { useNow } from './use_now'

/** The round people look at and what is left of it, on server time. At zero it waits for the server's lock. */
export function RoundChip({ cycle, role }: { cycle: Cycle; role: Role | null }) {
  const t = useWords()
  const now = useNow()
  const [open, set_open] = useState(false)
  const round = round_in_view(cycle, role, now)
  if (!round) return null
  const state = state_for(round, role?.agency, now)
  const { deadline, locks_at } = window_for(round, role?.agency)
  const late = state === 'open' && deadline !== null && Date.parse(deadline) <= now && deadline !== locks_at
  const end = late ? locks_at : deadline ?? locks_at
  const remaining = end ? left(end, now) : null
  const soon = state === 'open' && remaining !== null && remaining.ms < 600_000
  const reopened = cycle.reopenings.filter(g => g.state === 'open' && (!role?.agency || g.agencies.includes(role.agency)))
  return (
    <div className="round-chip-box">
      <button type="button" className={`round-chip ${state} ${soon || late ? 'soon' : ''}`} aria-expanded={open} onClick={() => set_open(!open)}>
        {state === 'locked' ? <Lock size={15} aria-hidden /> : soon || late ? <TriangleAlert size={15} aria-hidden /> : <CalendarClock size={15} aria-hidden />}
        <span className="round-title">{round.title}</span>
        <span className="round-left num">
          {state === 'locked' && t.round.locked}
          {state === 'scheduled' && (round.opens_at ? t.round.opens(show_short(round.opens_at)) : t.round.scheduled)}
          {state === 'open' && (remaining === null ? t.round.no_end
            : remaining.past ? t.round.waiting_lock
              : `${soon && !late ? t.round.soon + ' · ' : ''}${t.round.countdown(remaining.days, `${remaining.hours}:${remaining.minutes}:${remaining.seconds}`)}`)}
        </span>
      </button>
      {open && (
        <div className="popover round-popover">
          <RoundMeaning cycle={cycle} round={round.round} agency={role?.agency ?? null} />
          {reopened.map(g => <p key={g.grant} className="chip info">{t.round.reopened_until(show_instant(g.until))} · {g.ground}</p>)}
        </div>
      )}
      <Announcer text={announcement(t, round.title, state === 'open' && end ? left(end, now).ms : null)} />
    </div>
  )
}

/** What is left until an instant, on server time; it turns amber in the last day. */
export function TimeLeft({ until }: { until: string }) {
  const t = useWords()
  const rest = left(until, useNow())
  return <span className={`chip num ${rest.ms < 86_400_000 ? 'warn' : 'info'}`}>{t.round.countdown(rest.days, `${rest.hours}:${rest.minutes}:${rest.seconds}`)}</span>
}

/** A round's end in the words it was printed in, and the instant they became (D3). */
export function RoundMeaning({ cycle, round: id, agency }: { cycle: Cycle; round: string; agency: string | null }) {
  const t = useWords()
  const now = useNow(60_000)
  const round = cycle.rounds.find(r => r.round === id)
  if (!round) return null
  const { deadline, locks_at } = window_for(round, agency)
  const lines = [
    round.printed_phrase && deadline ? t.round.means(round.printed_phrase, show_instant(deadline)) : deadline ? t.round.deadline(show_instant(deadline)) : t.round.no_end,
    round.deadline_kind === 'hard' ? t.round.hard : locks_at ? t.round.soft(show_instant(locks_at)) : t.round.soft_open,
    round.deadline_kind === 'soft' && deadline && Date.parse(deadline) <= now && round.state === 'open' ? t.round.late_since : '',
    round.after_lock === 'read_only' ? t.round.after_lock_read : t.round.after_lock_none,
    ...round.extensions.map(e => t.round.extended(e.decision_number, show_instant(e.locks_at),
      e.agencies.length ? e.agencies.map(a => agency_title(cycle, a)).join(', ') : t.app.all.toLocaleLowerCase('vi'))),
  ].filter(Boolean)
  return (
    <div className="round-meaning">
      <strong>{round.title}</strong>
      <ul>{lines.map((line, i) => <li key={i}>{line}</li>)}</ul>
    </div>
  )
}

const MARKS: [number, (t: Words) => string][] = [
  [60_000, t => t.round.a_minute], [600_000, t => t.round.ten_minutes], [3_600_000, t => t.round.an_hour], [86_400_000, t => t.round.a_day]]
/** Which of the four marks has been passed last; spoken once each, never every second. */
function announcement(t: Words, title: string, ms: number | null): string {
  if (ms === null || ms <= 0) return ''
  const mark = MARKS.find(([limit]) => ms <= limit)
  return mark ? t.round.announce(title, mark[1](t)) : ''
}
function Announcer({ text }: { text: string }) {
  const [said, say] = useState('')
  const first = useRef(true)
  useEffect(() => {
    // What is already so when the page opens is on the page to read.
    if (!first.current) say(text)
    first.current = false
  }, [text])
  return <span className="sr" role="status">{said}</span>
}
