import { useQuery } from '@tanstack/react-query'
import { ChevronDown, CircleHelp, Pause, Play, TriangleAlert } from 'lucide-react'
import { Fragment, useEffect, useLayoutEffect, useRef, useState } from 'react'
import { Link as Anchor, useSearchParams } from 'wouter'
import type { Cycle, RankProvenance, Ranking, RankingRow, ServerFrame } from '../api/contract'
import { agency_title, useCriteria } from '../api/cycles'
import { get, instead_of, type AsOf } from '../api/http'
import { useRole } from '../api/session'
import { comma, useWords, word_for, type Words } from '../i18n/words'
import { evolve_ranking, type At } from '../live/fold'
import { useTopic, type Live } from '../live/use_topic'
import { from_wire, show, show_percent } from '../score/points'
import { useStale } from '../shell/connection'
import { ProblemNote, Skeleton } from '../shell/problem'
import { open_ties, TieForm } from './tie_form'

const fold = (view: At<Ranking>, frame: Extract<ServerFrame, { t: 'event' | 'state' }>) =>
  frame.t === 'state' ? evolve_ranking(view, { ...frame, set: frame.set as Record<string, RankingRow> }) : view
export const useRanking = (cycle: string, group: string, as_of: AsOf | undefined, paused: boolean): Live<Ranking> =>
  useTopic<Ranking>(as_of ? null : `ranking/${cycle}/${group}`, `/cycles/${cycle}/rankings/${group}`, fold, { as_of, paused, max_hz: 1 })

/** S10: the table everyone watches: right, calm and explainable. */
export function RankingScreen({ cycle, group, as_of, live, paused, on_pause }: {
  cycle: Cycle; group: string; as_of: AsOf | undefined; live: Live<Ranking>; paused: boolean; on_pause: (paused: boolean) => void
}) {
  const t = useWords()
  const role = useRole()
  const stale = useStale()
  const criteria = useCriteria(cycle.cycle, group, as_of)
  const [query, set_query] = useSearchParams()
  const open = query.get('don_vi')
  const view = live.view?.data
  const areas = criteria?.criteria.filter(c => c.depth === 0) ?? []
  const area_maximum = areas.reduce((sum, a) => sum + Number(from_wire(a.maximum)), 0) || 1
  const body = useRef<HTMLTableSectionElement>(null)
  const moved = useMoves(view?.rows ?? [])
  useGlide(body, view?.rows.map(r => r.agency).join(' ') ?? '')
  const [said, say] = useState('')
  useEffect(() => {
    // Only the head of the table and my own agency are spoken, and not more than once in 10 s.
    const news = view?.rows.find(r => moved.has(r.agency) && (r.rank === 1 || r.agency === role?.agency))
    if (!news) return
    const timer = setTimeout(() => say(t.rank.moved(agency_title(cycle, news.agency), news.rank)), 10_000)
    return () => clearTimeout(timer)
  }, [view, moved, cycle, role, t])

  if (live.problem) return <div className="page"><ProblemNote problem={live.problem} /></div>
  if (!view) return <div className="page"><h1>{t.rank.title}</h1><Skeleton rows={8} /></div>
  const lacks = [...view.lacks.map(l => cycle.rounds.find(r => r.round === l)?.title ?? l), ...view.awaits.map(a => t.rank.awaits(word_for(t.scored_by, a.scored_by), a.entries))]
  const classes = new Map(view.classification?.classes.map(c => [c.id, c.title]))
  const only = query.get('loc')
  const rows = only && view.groups.includes(only) ? view.rows.filter(r => r.group === only) : view.rows
  const group_title = (id: string) => cycle.groups.find(g => g.group === id)?.title ?? id
  const columns = view.classification ? 11 : 10
  const toggle = (agency: string) => set_query(old => {
    const q = new URLSearchParams(old)
    if (open === agency) q.delete('don_vi')
    else q.set('don_vi', agency)
    return q
  }, { replace: true })
  const own_only = (role?.role === 'agency_officer' || role?.role === 'agency_head') && view.rows.length <= 1
  return (
    <div className={`page ranking ${stale && !as_of ? 'stale' : ''}`}>
      <div className="rank-head">
        <div>
          <h1>{t.rank.title}: {view.title || group_title(group)}</h1>
          <p className="rank-stage">
            <span className="chip info">{t.rank.stage[view.stage]}</span>
            {view.provisional ? <span className="chip warn"><TriangleAlert size={13} aria-hidden /> {t.rank.provisional}{lacks.length ? ` · ${t.rank.lacks(lacks.join('; '))}` : ''}</span> : <span className="chip ok">{t.rank.final}</span>}
          </p>
        </div>
        {cycle.groups.length > 1 && (
          <label>{t.rank.group} <select value={group} onChange={e => set_query(q => { const n = new URLSearchParams(q); n.set('nhom', e.target.value); return n })}>{cycle.groups.map(g => <option key={g.group} value={g.group}>{g.title}</option>)}</select></label>
        )}
        {view.groups.length > 1 && (
          <label>{t.rank.filter} <select value={only ?? ''} onChange={e => set_query(q => { const n = new URLSearchParams(q); if (e.target.value) n.set('loc', e.target.value); else n.delete('loc'); return n })}><option value="">{t.rank.all_groups}</option>{view.groups.map(g => <option key={g} value={g}>{group_title(g)}</option>)}</select></label>
        )}
        {!as_of && <button type="button" aria-pressed={paused} onClick={() => on_pause(!paused)}>{paused ? <Play size={16} aria-hidden /> : <Pause size={16} aria-hidden />} {paused ? t.rank.resume : t.rank.pause}{live.held > 0 && <span className="num"> · {t.rank.held(live.held)}</span>}</button>}
      </div>
      <p className="small rule-line"><strong>{t.rank.rule}:</strong> {[t.rank.exact, view.rule.tie_break.length ? t.rank.ties(view.rule.tie_break.join(', ')) : '', view.rule.tie_rule === 'shared' ? t.rank.shared[view.rule.rank_after_tie] : t.rank.authority].filter(Boolean).join(' · ')}</p>
      {view.rewards.map(r => r.agencies.length + r.undecided.length > 0 && (
        <p key={r.id} className="small reward-line"><strong>{r.title}</strong> {t.rank.reward(r.quota)}: {[...r.agencies.map(a => agency_title(cycle, a)), ...r.undecided.map(a => `${agency_title(cycle, a)} (${t.rank.undecided})`)].join('; ')}</p>
      ))}
      {own_only && <p className="note info"><span>{t.rank.own_only}</span></p>}
      {view.rows.length === 0 ? <p className="empty">{t.rank.empty}</p> : (
        <div className="scroll-x ranking-table" tabIndex={0} role="region" aria-label={t.rank.title}>
          {view.provisional && <div className="watermark" aria-hidden>{t.rank.provisional}</div>}
          <table>
            <thead>
              <tr>
                <th scope="col" className="num">{t.rank.rank}</th><th scope="col"><abbr title={t.grid.change_long}>{t.rank.change}</abbr></th><th scope="col">{t.rank.agency}</th>{view.classification && <th scope="col">{t.rank.class}</th>}
                <th scope="col" className="num">{t.rank.points}</th><th scope="col" className="num">{t.rank.percent}</th><th scope="col" className="num opt">{t.rank.self}</th><th scope="col" className="num opt">{t.rank.round_1}</th><th scope="col" className="num opt">{t.rank.round_2}</th>
                <th scope="col" className="opt">{t.rank.parts}: {areas.map((a, i) => <span key={a.code} className={`legend part-${i % 4}`}>{a.code}</span>)}</th><th scope="col"><span className="sr">{t.rank.why}</span></th>
              </tr>
            </thead>
            <tbody ref={body}>
              {rows.map(row => (
                <Fragment key={row.agency}>
                  <tr data-key={row.agency} className={`${row.agency === role?.agency ? 'mine' : ''} ${moved.has(row.agency) ? 'moved' : ''}`}>
                    <td className="num rank">{row.rank}{row.tied && <span className="tied" title={row.tie_open ? t.rank.tie_open : t.rank.tied}>=<span className="sr">{row.tie_open ? t.rank.tie_open : t.rank.tied}</span></span>}</td>
                    <td className="delta"><Delta step={moved.get(row.agency)} t={t} /></td>
                    <th scope="row"><Anchor href={`/ho-so/${row.assessment}${as_of?.seq ? `?as_of_seq=${as_of.seq}` : as_of?.at ? `?as_of=${encodeURIComponent(as_of.at)}` : ''}`}>{agency_title(cycle, row.agency)}</Anchor></th>
                    {view.classification && <td className="class">{row.class ? classes.get(row.class) ?? row.class : row.class_open ? <span className="small">{t.rank.class_open(classes.get(row.class_open) ?? row.class_open)}</span> : '–'}</td>}
                    <td className="num points">{show(row.final, comma())}{from_wire(row.applicable_maximum) !== from_wire(criteria?.maximum ?? row.applicable_maximum) && <span className="small" title={`${t.rank.dropped(show(row.applicable_maximum, comma()))} ${show(criteria!.maximum, comma())}`}> {t.rank.maximum(show(row.applicable_maximum, comma()))}</span>}</td>
                    <td className="num">{show_percent(row.index_percent, comma(), view.rule.display_decimals)}</td>
                    <td className="num opt self-col">{show(row.self, comma())}</td><td className="num opt r1-col">{show(row.round_1, comma())}</td><td className="num opt r2-col">{show(row.round_2, comma())}</td>
                    <td className="opt bar-cell"><Bar row={row} whole={area_maximum} t={t} /></td>
                    <td><button type="button" className="icon" aria-expanded={open === row.agency} aria-label={`${t.rank.why} ${agency_title(cycle, row.agency)}`} title={t.rank.why} onClick={() => toggle(row.agency)}>{open === row.agency ? <ChevronDown size={18} aria-hidden /> : <CircleHelp size={18} aria-hidden />}</button></td>
                  </tr>
                  {open === row.agency && <tr className="why-row"><td colSpan={columns}><WhyRank cycle={cycle} row={row} as_of={as_of} version={String(live.view!.seq)} title_of={code => areas.find(a => a.code === code)?.title ?? ''} /></td></tr>}
                </Fragment>
              ))}
            </tbody>
          </table>
        </div>
      )}
      {!as_of && role?.role === 'cycle_admin' && open_ties(view).map(equals => <TieForm key={equals.map(r => r.agency).join(' ')} cycle={cycle} view={view} equals={equals} />)}
      <p className="small">{t.rank.drop_note}</p>
      <span className="sr" role="status">{said}</span>
    </div>
  )
}

function Delta({ step, t }: { step: number | undefined; t: Words }) {
  if (!step) return <span className="small" title={t.rank.same}>=<span className="sr">{t.rank.same}</span></span>
  return step > 0 ? <span className="up">▲{step}<span className="sr"> {t.rank.up(step)}</span></span> : <span className="down">▼{-step}<span className="sr"> {t.rank.down(-step)}</span></span>
}

function Bar({ row, whole, t }: { row: RankingRow; whole: number; t: Words }) {
  const text = row.areas.map(a => `${a.code}: ${show(a.points, comma())}`).join(', ')
  let x = 0
  return (
    <svg className="bar" viewBox="0 0 1000 22" preserveAspectRatio="none" role="img" aria-label={`${t.rank.parts}: ${text}`}>
      <rect width="1000" height="22" className="rest" />
      {row.areas.map((a, i) => {
        const width = (Number(from_wire(a.points)) / whole) * 1000
        x += width
        return <rect key={a.code} x={x - width} width={Math.max(0, width - 2)} height="22" className={`part-${i % 4}`} />
      })}
    </svg>
  )
}

/** Vì sao hạng này? The sum, the neighbours and their margins, and what was looked at in a tie. */
function WhyRank({ cycle, row, as_of, version, title_of }: { cycle: Cycle; row: RankingRow; as_of: AsOf | undefined; version: string; title_of: (code: string) => string }) {
  const t = useWords()
  const why = useQuery({
    queryKey: ['rank', cycle.cycle, row.agency, version], placeholderData: old => old,
    queryFn: () => get<RankProvenance>(`/cycles/${cycle.cycle}/results/${row.agency}/provenance`, { as_of }),
  })
  const { data } = why
  if (instead_of(why)) return <ProblemNote problem={instead_of(why)} on_retry={() => void why.refetch()} />
  if (!data) return <Skeleton rows={2} />
  const margin = (side: { agency?: string; margin: string }, words: (who: string, by: string) => string, unnamed: string) => {
    const who = side.agency ? agency_title(cycle, side.agency) : unnamed
    return from_wire(side.margin) === 0n ? t.rank.level_with(who) : words(who, show(side.margin.replace('-', ''), comma()))
  }
  return (
    <div className="why-rank">
      <div>
        <h3>{t.rank.why}</h3>
        <p className="num sum-line">{show(data.final, comma())} = {data.parts.map((p, i) => <span key={p.code}>{i > 0 && '+ '}<strong>{show(p.points, comma())}</strong> <span className="small">({p.code}{title_of(p.code) ? `. ${title_of(p.code)}` : ''})</span></span>)}</p>
        <ul>
          <li>{data.above ? margin(data.above, t.rank.above, t.rank.next_above) : t.rank.top}</li>
          {row.tie_open && <li>{t.rank.tie_open}</li>}
          {row.tie_decision && <li>{t.rank.tie_decided(row.tie_decision.document_number, row.tie_decision.issuer)}</li>}
          <li>{data.below ? margin(data.below, t.rank.below, t.rank.next_below) : t.rank.bottom}</li>
        </ul>
      </div>
      {data.tie_break.length > 0 && (
        <div>
          <h3>{t.rank.tie_break}</h3>
          <ol>{data.tie_break.map(b => <li key={b.code} className="num">{b.code}{title_of(b.code) ? `. ${title_of(b.code)}` : ''}: <strong>{show(b.points, comma())}</strong></li>)}</ol>
        </div>
      )}
    </div>
  )
}

/** Which rows changed rank, and by how much; the mark stays for 10 s. */
function useMoves(rows: RankingRow[]): Map<string, number> {
  const before = useRef<Map<string, number>>(new Map())
  const [moves, set_moves] = useState<Map<string, number>>(new Map())
  const signature = rows.map(r => `${r.agency}:${r.rank}`).join(' ')
  useEffect(() => {
    const was = before.current
    before.current = new Map(rows.map(r => [r.agency, r.rank]))
    const changed = rows.flatMap((r): [string, number][] => { const old = was.get(r.agency); return old !== undefined && old !== r.rank ? [[r.agency, old - r.rank]] : [] })
    if (changed.length === 0) return
    set_moves(old => new Map([...old, ...changed]))
    const timer = setTimeout(() => set_moves(old => { const next = new Map(old); for (const [agency] of changed) next.delete(agency); return next }), 10_000)
    return () => clearTimeout(timer)
  }, [signature])
  return moves
}

const GLIDE = 300
/** FLIP: rows glide from where they were to where they are. Without motion where the reader asked for none. */
function useGlide(body: React.RefObject<HTMLTableSectionElement | null>, order: string) {
  const places = useRef<Map<string, number>>(new Map())
  useLayoutEffect(() => {
    const rows = [...(body.current?.querySelectorAll<HTMLElement>('tr[data-key]') ?? [])]
    const still = matchMedia('(prefers-reduced-motion: reduce)').matches
    for (const row of rows) {
      const was = places.current.get(row.dataset.key!)
      const now = row.offsetTop
      if (!still && was !== undefined && was !== now) row.animate([{ transform: `translateY(${was - now}px)` }, { transform: 'none' }], { duration: GLIDE, easing: 'ease-out' })
    }
    places.current = new Map(rows.map(row => [row.dataset.key!, row.offsetTop]))
  }, [order, body])
}
