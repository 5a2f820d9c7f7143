import { CalendarClock, CalendarPlus, CircleCheck, FilePen, Info, Lock, Megaphone, Pause, Play, RotateCcw } from 'lucide-react'
import { useEffect, useMemo, useRef, useState } from 'react'
import { Link as Anchor } from 'wouter'
import type { CloudEvent, Cycle, Progress, ProgressRow, Round, ServerFrame } from '../api/contract'
import { agency_title, useCriteria } from '../api/cycles'
import { useRegulation } from '../api/regulations'
import { useNames, useRole } from '../api/session'
import { comma, said, useWords, word_for, type Words } from '../i18n/words'
import { evolve_feed, evolve_progress, type At, type FeedLine } from '../live/fold'
import { useTopic } from '../live/use_topic'
import { show } from '../score/points'
import { useStale } from '../shell/connection'
import { ProblemNote, Skeleton } from '../shell/problem'
import { show_clock, show_instant, show_seq, show_short } from '../time/format'
import { AmendDialog } from './amend_dialog'
import { RoundActs, type Act } from './round_acts'

type Change = Extract<ServerFrame, { t: 'event' | 'state' }>
const fold_progress = (view: At<Progress>, frame: Change) => {
  if (frame.t !== 'state') return view
  return evolve_progress(view, { seq: frame.seq, set: frame.set as Record<string, ProgressRow>, tiles: frame.tiles, rounds: frame.rounds, del: frame.del })
}
const fold_feed = (view: At<FeedLine[]>, frame: Change) =>
  frame.t === 'event' ? evolve_feed(view, { seq: frame.seq, ev: frame.ev, headline: frame.headline }) : view

type Sort = 'printed' | 'behind' | 'recent'

/** S7: watch a cycle as it happens, and act before it is late. */
export function ControlRoom({ cycle }: { cycle: Cycle }) {
  const t = useWords()
  const role = useRole()
  const stale = useStale()
  const [paused, set_paused] = useState(false)
  const [sort, set_sort] = useState<Sort>('printed')
  const [act, set_act] = useState<Act | null>(null)
  const [definitions, set_definitions] = useState(false)
  const [amends, set_amends] = useState(false)
  const regulation = useRegulation(cycle.regulation)
  const live = useTopic<Progress>(`progress/${cycle.cycle}`, `/cycles/${cycle.cycle}/progress`, fold_progress, { paused, max_hz: 4 })
  const criteria = useCriteria(cycle.cycle, cycle.groups[0]?.group)
  const view = live.view?.data
  const rows = useMemo(() => sorted(view?.agencies ?? [], sort), [view, sort])
  if (live.problem) return <div className="page"><ProblemNote problem={live.problem} /></div>
  if (!view) return <div className="page"><h1>{t.room.title}</h1><Skeleton rows={10} /></div>
  const areas = view.agencies[0]?.areas.map(a => a.code) ?? []
  const admin = role?.role === 'cycle_admin'
  const later = regulation.data?.versions.map(v => v.version).filter(v => v > cycle.regulation_version) ?? []
  const unsubmitted = view.agencies.filter(a => !a.submitted_at).length
  return (
    <div className={`page room ${stale ? 'stale' : ''}`}>
      <div className="rank-head">
        <div><h1>{t.room.title}</h1><p className="small">{cycle.title}</p></div>
        {admin && later.length > 0 && <button type="button" onClick={() => set_amends(true)}><FilePen size={16} aria-hidden /> {t.amend.open}</button>}
        <label className="inline">{t.room.sort} <select value={sort} onChange={e => set_sort(e.target.value as Sort)}>{(['printed', 'behind', 'recent'] as const).map(s => <option key={s} value={s}>{t.room.sort_by[s]}</option>)}</select></label>
        <button type="button" aria-pressed={paused} onClick={() => set_paused(!paused)}>{paused ? <Play size={16} aria-hidden /> : <Pause size={16} aria-hidden />} {paused ? t.room.resume : t.room.pause}{live.held > 0 && <span className="num"> · {t.room.held(live.held)}</span>}</button>
      </div>
      <dl className="tiles">
        {(['submitted', 'complete', 'started', 'late', 'reopened'] as const).map(k => (
          <div key={k} className="card tile"><dt>{t.room.tiles[k]}</dt><dd className="num">{k !== 'reopened' && k !== 'late' ? <>{view.tiles[k]}<span className="of">/{view.tiles.agencies}</span></> : view.tiles[k]}</dd></div>
        ))}
        {view.rounds.filter(r => r.decided + r.undecided > 0).map(r => (
          <div key={r.round} className="card tile"><dt>{t.room.decided(cycle.rounds.find(x => x.round === r.round)?.title ?? r.round)}</dt><dd className="num">{r.decided}<span className="of">/{r.decided + r.undecided}</span></dd></div>
        ))}
      </dl>
      <div className="room-body">
        <section aria-label={t.room.matrix}>
          <h2>{t.room.matrix} <button type="button" className="icon" aria-expanded={definitions} aria-label={t.room.definitions} onClick={() => set_definitions(!definitions)}><Info size={17} aria-hidden /></button></h2>
          {definitions && <ul className="note info definitions">{Object.entries(view.definitions).map(([k, d]) => <li key={k}>{said(d)}</li>)}</ul>}
          <div className="scroll-x" tabIndex={0} role="region" aria-label={t.room.matrix}>
            <table className="matrix">
              <thead><tr><th scope="col">{t.room.agency}</th>{areas.map(a => <th key={a} scope="col" className="num"><abbr title={criteria?.by_code.get(a)?.title}>{a}</abbr></th>)}<th scope="col" className="num">{t.room.total}</th><th scope="col">{t.room.submitted}</th><th scope="col">{t.room.last_change}</th></tr></thead>
              <tbody>
                {rows.map(r => (
                  <tr key={r.agency}>
                    <th scope="row"><Anchor href={`/ho-so/${r.assessment}`}>{agency_title(cycle, r.agency)}</Anchor></th>
                    {r.areas.map(a => <HeatCell key={a.code} done={a.complete} of={a.leaves} title={criteria?.by_code.get(a.code)?.title ?? a.code} />)}
                    <td className="num"><strong>{r.complete}</strong>/{r.leaves}</td>
                    <td>{r.submitted_at ? <span className="chip ok"><CircleCheck size={13} aria-hidden /> <span className="num">{show_short(r.submitted_at)}</span></span> : <span className="small">{word_for(t.state, r.state)}</span>}{r.days_late ? <span className="chip warn">{t.room.late(r.days_late)}</span> : null}</td>
                    <td className="small num">{r.last_change_at ? show_short(r.last_change_at) : '–'}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
          <p className="small">{t.room.areas_note}</p>
          <h2>{t.room.rounds}</h2>
          <ul className="round-list">
            {cycle.rounds.map(r => <RoundLine key={r.round} round={r} cycle={cycle} admin={admin} t={t} on_act={set_act} />)}
          </ul>
          <Reopenings cycle={cycle} admin={admin} on_act={set_act} />
        </section>
        <Feed cycle={cycle} paused={paused} />
      </div>
      {amends && <AmendDialog cycle={cycle} versions={later} on_close={() => set_amends(false)} />}
      {act && <RoundActs act={act} cycle={cycle} unsubmitted={unsubmitted} undecided={view.rounds} criteria={criteria} on_close={() => set_act(null)} />}
    </div>
  )
}

function sorted(rows: ProgressRow[], sort: Sort): ProgressRow[] {
  if (sort === 'behind') return [...rows].sort((a, b) => Number(Boolean(a.submitted_at)) - Number(Boolean(b.submitted_at)) || a.complete * b.leaves - b.complete * a.leaves)
  if (sort === 'recent') return [...rows].sort((a, b) => ((a.last_change_at ?? '') < (b.last_change_at ?? '') ? 1 : -1))
  return rows
}

/** Number and shade, and a pattern at both ends: never the colour alone. */
function HeatCell({ done, of, title }: { done: number; of: number; title: string }) {
  const level = of === 0 ? 'none' : done === of ? 'full' : done === 0 ? 'zero' : done * 2 >= of ? 'most' : 'some'
  return <td className={`num heat ${level}`} title={title}>{of === 0 ? '—' : `${done}/${of}`}</td>
}

function RoundLine({ round, cycle, admin, t, on_act }: { round: Round; cycle: Cycle; admin: boolean; t: Words; on_act: (act: Act) => void }) {
  const council = round.kind === 'appraisal'
  return (
    <li className="card">
      <div>
        <strong>{round.title}</strong> <span className={`chip ${round.state === 'open' ? 'ok' : round.state === 'locked' ? 'quiet' : 'info'}`}>{t.round[round.state]}</span>
        {round.published && <span className="chip ok">{t.round.published_at(show_instant(round.published.at))}</span>}
        <p className="small num">
          {[round.opens_at && t.round.opens(show_instant(round.opens_at)), round.deadline && t.round.deadline(show_instant(round.deadline)), round.locks_at && round.locks_at !== round.deadline && t.round.until(show_instant(round.locks_at)), round.locked_at && `${t.round.locked} ${show_instant(round.locked_at)}`, round.lock?.reason].filter(Boolean).join(' · ')}
        </p>
        {round.extensions.map(e => <p key={e.seq} className="small num">{t.round.extended(e.decision_number, show_instant(e.locks_at), e.agencies.length ? e.agencies.map(a => agency_title(cycle, a)).join(', ') : t.room.for_all)}</p>)}
      </div>
      {admin && (
        <div className="row-of">
          {round.state === 'scheduled' && <button type="button" onClick={() => on_act({ act: 'schedule', round })}><CalendarClock size={16} aria-hidden /> {t.room.schedule}</button>}
          {round.state === 'open' && <button type="button" onClick={() => on_act({ act: 'extend', round })}><CalendarPlus size={16} aria-hidden /> {t.room.extend}</button>}
          {round.state === 'open' && <button type="button" onClick={() => on_act({ act: 'lock', round })}><Lock size={16} aria-hidden /> {t.room.lock}</button>}
          {council && !round.published && round.state !== 'scheduled' && <button type="button" className={round.state === 'locked' ? 'primary' : ''} onClick={() => on_act({ act: 'publish', round })}><Megaphone size={16} aria-hidden /> {t.room.publish}</button>}
          {!council && round.state === 'locked' && <button type="button" onClick={() => on_act({ act: 'reopen', round })}><RotateCcw size={16} aria-hidden /> {t.room.reopen}</button>}
        </div>
      )}
    </li>
  )
}

function Reopenings({ cycle, admin, on_act }: { cycle: Cycle; admin: boolean; on_act: (act: Act) => void }) {
  const t = useWords()
  return (
    <>
      <h2>{t.room.reopenings}</h2>
      {cycle.reopenings.length === 0 && <p className="quiet-text">{t.room.none_reopened}</p>}
      <ul className="round-list">
        {cycle.reopenings.map(g => (
          <li key={g.grant} className="card">
            <div>
              <strong>{g.agencies.length ? g.agencies.map(a => agency_title(cycle, a)).join(', ') : t.room.for_all}</strong> <span className={`chip ${g.state === 'open' ? 'ok' : 'quiet'}`}>{g.state === 'open' ? t.round.reopened_until(show_instant(g.until)) : `${t.room.ended} ${g.ended_at ? show_instant(g.ended_at) : ''}`}</span>
              <p className="small">{g.criteria.length ? g.criteria.join(', ') : t.room.criteria_all} · {g.ground} · {g.decision_number}</p>
            </div>
            {admin && g.state === 'open' && <button type="button" onClick={() => on_act({ act: 'end_reopening', grant: g.grant })}>{t.room.end_reopening}</button>}
          </li>
        ))}
      </ul>
    </>
  )
}

/** The gap-free list of what happens; while one reads further down, new lines wait and are counted. */
function Feed({ cycle, paused }: { cycle: Cycle; paused: boolean }) {
  const t = useWords()
  const name_of = useNames()
  const box = useRef<HTMLOListElement>(null)
  const [reading, set_reading] = useState(false)
  const live = useTopic<FeedLine[]>(`feed/${cycle.cycle}`, '/events', fold_feed, { paused: paused || reading })
  const lines = live.view?.data ?? []
  useEffect(() => { if (!reading) box.current?.scrollTo({ top: 0 }) }, [lines, reading])
  return (
    <section className="feed card" aria-label={t.room.feed}>
      <h2>{t.room.feed}</h2>
      {live.held > 0 && <button type="button" className="feed-new" onClick={() => { set_reading(false) }}>↧ {t.room.feed_new(live.held)}</button>}
      {lines.length === 0 && <p className="quiet-text">{t.room.feed_empty}</p>}
      <ol ref={box} tabIndex={0} aria-label={t.room.feed} onScroll={e => set_reading(e.currentTarget.scrollTop > 24)}>
        {lines.map(l => (
          <li key={l.seq}><span className="small num">{show_clock(l.ev.time)} · #{show_seq(l.seq)}</span><span>{headline(l.ev, cycle, t, l.headline)}</span>{l.ev.actor && <span className="small">{name_of(l.ev.actor)}</span>}</li>
        ))}
      </ol>
    </section>
  )
}
/** An event in a line: whose, what, on which criterion, and the points it set. */
export function headline(ev: CloudEvent, cycle: Cycle | null, t: Words, told?: FeedLine['headline']): string {
  const type = ev.type.replace(/^vn\.cchc\./, '')
  const { criterion, points, round, window } = ev.data as { criterion?: string; points?: string; round?: string; window?: { round?: string } }
  const of_round = !criterion && cycle?.rounds.find(r => r.round === (round ?? window?.round))?.title
  const agency = told?.agency ?? cycle?.agencies.find(a => a.assessment && ev.subject?.endsWith('/' + a.assessment))?.agency
  return [agency && agency_title(cycle, agency) + ':', (t.time.event[type] ?? (said(told) || type)) + (of_round ? ': ' + of_round : ''), criterion, typeof points === 'string' ? '= ' + show(points, comma()) : ''].filter(Boolean).join(' ')
}
