import { CircleDashed, CircleDot, CircleSlash, RefreshCw, TimerReset, Radio, X } from 'lucide-react'
import { useEffect, useState, useSyncExternalStore } from 'react'
import { useHere } from '../api/session'
import { useWords, type Words } from '../i18n/words'
import { useJournal } from '../journal/use_journal'
import type { Link, Phase } from '../live/link'
import { link_state, on_link, retry_now } from '../live/socket'
import { useLink } from '../live/use_topic'
import { clock_offset } from '../time/clock'
import { show_clock, show_seq } from '../time/format'
import { useNow } from '../time/use_now'

type Pill = 'live' | 'stale' | 'reconnecting' | 'polling' | 'offline' | 'resync'
const PILL: Record<Phase, Pill> = {
  idle: 'reconnecting', connecting: 'reconnecting', live: 'live', stale: 'stale', reconnecting: 'reconnecting', resuming: 'live', resync: 'resync',
  polling: 'polling', offline: 'offline',
}
/** Colour, shape and word: none of them alone. */
const SHAPE = { live: CircleDot, stale: TimerReset, reconnecting: CircleDashed, polling: Radio, offline: CircleSlash, resync: RefreshCw }

/** The line at the bottom of every page: how the page hears of changes, how old it is, how far it is right. */
export function ConnectionLine() {
  const t = useWords()
  const link = useLink()
  const now = useNow()
  const [open, set_open] = useState(false)
  const pill = PILL[link.phase]
  const Shape = SHAPE[pill]
  const word = link.phase === 'idle' ? t.link.idle : link.phase === 'connecting' ? t.link.connecting : link.phase === 'resuming' ? t.link.resuming : t.link[pill]
  const caught_up = link.caught_up && Date.now() - link.caught_up.at < 4000 ? link.caught_up : null
  const wait = link.retry_at ? Math.max(0, Math.ceil((link.retry_at - Date.now()) / 1000)) : null
  return (
    <div className="connection">
      <button type="button" className={`pill ${pill}`} aria-expanded={open} aria-label={`${word}. ${t.link.details}`} onClick={() => set_open(!open)}>
        <Shape size={14} aria-hidden /> {word}
        {pill === 'live' && ' (WebSocket)'}
        {pill === 'reconnecting' && wait !== null && ` (${t.link.attempt(link.attempt, wait)})`}
      </button>
      <span className="num age">
        {link.heard_at > 0 && <span className="wide-only">{pill === 'live' || pill === 'polling' ? t.link.updated(Math.max(0, Math.floor((Date.now() - link.heard_at) / 1000))) : t.link.stale_at(show_clock(link.heard_at))}</span>}
        {link.seq && <span>{t.link.event(show_seq(link.seq))}</span>}
      </span>
      <span role="status" className="caught-up">{caught_up ? t.link.caught_up(caught_up.count) : ''}</span>
      {open && <Details link={link} word={word} t={t} now={now} on_close={() => set_open(false)} />}
    </div>
  )
}

function Details({ link, word, t, on_close }: { link: Link; word: string; t: Words; now: number; on_close: () => void }) {
  const off = Math.round(clock_offset())
  return (
    <div className="popover connection-popover">
      <button type="button" className="icon close" aria-label={t.app.close} onClick={on_close}><X size={16} aria-hidden /></button>
      <dl>
        <dt>{t.link.transport}</dt><dd>{word}{PILL[link.phase] === 'live' ? ' · WebSocket cchc.live.v1' : ''}</dd>
        <dt>{t.link.position}</dt><dd className="num">{link.seq ? '#' + show_seq(link.seq) : '–'}</dd>
        <dt>{t.link.offset}</dt><dd className="num">{t.link.ms(off)}</dd>
        <dt>{t.link.epoch}</dt><dd>{link.epoch ?? '–'}</dd>
      </dl>
    </div>
  )
}

/** Only when needed: what is lost, what is kept, and when it is tried again. */
export function TroubleBanner() {
  const t = useWords()
  const link = useLink()
  const { journal } = useHere()
  const held = useJournal(journal).filter(e => e.state === 'waiting' || e.state === 'sending').length
  useNow()
  const down = link.down_since !== null && Date.now() - link.down_since > 3000 && link.phase !== 'live' && link.phase !== 'polling' && link.phase !== 'resuming'
  const clock = Math.round(Math.abs(clock_offset()) / 1000)
  if (!down && journal.online && clock <= 5) return <div role="status" className="sr" />
  const retry_at = link.retry_at ?? journal.retry_at
  const wait = retry_at ? Math.max(0, Math.ceil((retry_at - Date.now()) / 1000)) : null
  return (
    <div role="status">
      {(down || !journal.online) && (
        <div className="banner warn">
          <CircleSlash size={16} aria-hidden />
          <span>{t.link.lost(show_clock(link.down_since ?? Date.now()), held)}{wait !== null && wait > 0 ? ' · ' + t.link.retry_in(wait) : ''}</span>
          <button type="button" onClick={() => { retry_now(); journal.retry_now() }}>{t.link.retry_now}</button>
        </div>
      )}
      {clock > 5 && <div className="banner warn"><TimerReset size={16} aria-hidden /> <span>{t.link.clock_wrong(clock)}</span></div>}
    </div>
  )
}

const is_down = () => ['stale', 'reconnecting', 'offline'].includes(link_state().phase)
/** True while what is shown may be old: a veil goes over the numbers. */
export function useStale(): boolean {
  const [late, set_late] = useState(false)
  // Only whether it is down: a page of figures is not drawn again for every word on the wire.
  const down = useSyncExternalStore(on_link, is_down)
  useEffect(() => {
    if (!down) return set_late(false)
    const timer = setTimeout(() => set_late(true), 3000)
    return () => clearTimeout(timer)
  }, [down])
  return late
}
