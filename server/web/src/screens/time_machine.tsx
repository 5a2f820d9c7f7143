import { useQuery } from '@tanstack/react-query'
import { ChevronDown, ChevronRight, ChevronsLeft, ChevronsRight, Download, Eye } from 'lucide-react'
import { Fragment, useState } from 'react'
import { Link as Anchor, useSearchParams } from 'wouter'
import { API } from '../api/base'
import type { Cycle, Density, EventPage, LoggedEvent } from '../api/contract'
import { get, instead_of } from '../api/http'
import { useNames, useRole } from '../api/session'
import { useWords, word_for } from '../i18n/words'
import { useLink } from '../live/use_topic'
import { ProblemNote, Skeleton } from '../shell/problem'
import { DateField } from '../time/date_field'
import { instant_to_local, local_to_instant, show_instant, show_seq } from '../time/format'
import { headline } from './control_room'

const PAGE = 50
const TICKS = 160

/** S11: every change in the order it was written; each opens the pages as they were then. */
export function TimeMachine({ cycle }: { cycle: Cycle }) {
  const t = useWords()
  const role = useRole()
  const name_of = useNames()
  const link = useLink()
  const [query, set_query] = useSearchParams()
  const [open, set_open] = useState<string | null>(null)
  const clock = useQuery({ queryKey: ['clock'], queryFn: () => get<{ seq: string }>('/clock'), staleTime: 10_000 })
  const newest = BigInt(link.seq ?? clock.data?.seq ?? '0')
  const type = query.get('loai') ?? ''
  const agency = query.get('don_vi') ?? ''
  const asked = query.get('tu')
  const ready = clock.data !== undefined || link.seq !== null
  const start = newest >= BigInt(PAGE) ? newest - BigInt(PAGE) + 1n : 0n
  const from = asked && /^\d{1,19}$/.test(asked) ? BigInt(asked) : start
  const subject = agency ? `assessment/${cycle.agencies.find(a => a.agency === agency)?.assessment ?? agency}` : ''
  const filters = { ...(type ? { types: type } : {}), ...(subject ? { subject } : {}) }
  const page = useQuery({
    queryKey: ['events', String(from), type, subject], enabled: ready && role?.role === 'auditor', placeholderData: old => old,
    queryFn: () => get<EventPage>(`/events?${new URLSearchParams({ from: String(from), limit: String(PAGE), ...filters })}`),
  })
  const density = useQuery({ queryKey: ['density'], queryFn: () => get<Density>(`/events/density?buckets=${TICKS}`), enabled: role?.role === 'auditor', staleTime: 60_000 })
  const go = (changes: Record<string, string | null>) => set_query(old => {
    const q = new URLSearchParams(old)
    for (const [k, v] of Object.entries(changes)) { if (v) q.set(k, v); else q.delete(k) }
    return q
  })
  const events = page.data?.events ?? []
  const first = events[0]?.seq ?? String(from)
  const last = events.at(-1)?.seq ?? String(from)
  const back = from > BigInt(PAGE) ? from - BigInt(PAGE) : 0n
  if (role && role.role !== 'auditor') return <div className="page narrow"><h1>{t.time.title}</h1><p className="empty">{t.time.no_right}</p></div>

  return (
    <div className="page time-machine">
      <div className="rank-head">
        <div><h1>{t.time.title}</h1><p className="small">{t.time.lead}</p></div>
        {role?.role === 'auditor' && <a className="button" href={`${API}/events?from=0`} download={`su-kien-${cycle.cycle}.ndjson`}><Download size={16} aria-hidden /> {t.time.export}</a>}
      </div>
      <ProblemNote problem={instead_of(page)} on_retry={() => void page.refetch()} />
      {density.data && <DensityStrip density={density.data} from={BigInt(first)} to={BigInt(last)} on_go={seq => go({ tu: seq })} />}
      <div className="time-tools">
        <label className="inline">{t.time.filter_type} <select value={type} onChange={e => go({ loai: e.target.value || null, tu: e.target.value ? '0' : null })}><option value="">{t.time.all}</option>{Object.entries(t.time.event).map(([k, w]) => <option key={k} value={k}>{w}</option>)}</select></label>
        <label className="inline">{t.time.filter_agency} <select value={agency} onChange={e => go({ don_vi: e.target.value || null, tu: e.target.value ? '0' : null })}><option value="">{t.time.all}</option>{cycle.agencies.filter(a => a.assessment).map(a => <option key={a.agency} value={a.agency}>{a.title}</option>)}</select></label>
        <GoTo cycle={cycle} on_seq={seq => go({ tu: seq })} />
      </div>
      <div className="row-of pager">
        <button type="button" onClick={() => go({ tu: '0' })} disabled={from <= 0n}><ChevronsLeft size={16} aria-hidden /> {t.time.oldest}</button>
        <button type="button" onClick={() => go({ tu: String(back) })} disabled={from <= 0n}>{t.time.earlier}</button>
        <span className="small num" role="status">{events.length > 0 && t.time.showing(show_seq(first), show_seq(last))}</span>
        <button type="button" onClick={() => go({ tu: page.data?.next_from ?? String(BigInt(last) + 1n) })} disabled={!page.data?.next_from || BigInt(last) >= newest}>{t.time.later}</button>
        <button type="button" onClick={() => go({ tu: null })}>{t.time.newest} <ChevronsRight size={16} aria-hidden /></button>
      </div>
      {page.isPending ? <Skeleton rows={10} /> : events.length === 0 ? <p className="empty">{t.time.none}</p> : (
        <div className="scroll-x" tabIndex={0} role="region" aria-label={t.time.title}>
          <table className="plain events">
            <thead><tr><th scope="col"><span className="sr">{t.time.raw}</span></th><th scope="col" className="num">{t.time.number}</th><th scope="col">{t.time.at}</th><th scope="col">{t.time.what}</th><th scope="col">{t.time.who}</th><th scope="col">{t.time.see}</th></tr></thead>
            <tbody>
              {[...events].reverse().map(e => (
                <Fragment key={e.seq}>
                  <tr>
                    <td><button type="button" className="icon" aria-expanded={open === e.seq} aria-label={`${t.time.raw} #${e.seq}`} onClick={() => set_open(open === e.seq ? null : e.seq)}>{open === e.seq ? <ChevronDown size={16} aria-hidden /> : <ChevronRight size={16} aria-hidden />}</button></td>
                    <td className="num">#{show_seq(e.seq)}</td>
                    <td className="num nowrap">{show_instant(e.event.time)}</td>
                    <td>{headline(e.event, cycle, t)}{typeof e.event.data.reason === 'string' && e.event.data.reason && <span className="small"> · {e.event.data.reason}</span>}</td>
                    <td>{e.event.actor === 'system' || !e.event.actor ? t.history.system : name_of(e.event.actor)}{e.event.actorrole && e.event.actorrole !== 'system' && word_for(t.role, e.event.actorrole) !== name_of(e.event.actor) && <span className="small"> · {word_for(t.role, e.event.actorrole)}</span>}</td>
                    <td className="nowrap"><Links event={e} cycle={cycle} /></td>
                  </tr>
                  {open === e.seq && <tr><td colSpan={6}><p className="small hash">{t.time.leaf}: {e.leaf_hash}</p><pre className="raw">{JSON.stringify(e.event, null, 2)}</pre></td></tr>}
                </Fragment>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </div>
  )
}

function Links({ event, cycle }: { event: LoggedEvent; cycle: Cycle }) {
  const t = useWords()
  const assessment = assessment_of(event, cycle)
  const code = typeof event.event.data.criterion === 'string' ? `&tieu_chi=${encodeURIComponent(event.event.data.criterion)}` : ''
  return (
    <span className="row-of">
      {assessment && <Anchor href={`/ho-so/${assessment}?as_of_seq=${event.seq}${code}`}><Eye size={14} aria-hidden /> {t.time.grid_then}</Anchor>}
      <Anchor href={`/xep-hang/${cycle.cycle}?as_of_seq=${event.seq}`}>{t.time.ranking_then}</Anchor>
    </span>
  )
}
const assessment_of = (e: LoggedEvent, cycle: Cycle): string | undefined =>
  cycle.agencies.find(a => a.assessment && (e.event.subject === a.assessment || e.event.subject?.endsWith('/' + a.assessment)))?.assessment ?? undefined

/** Where much happened: a strip of ticks; every tick is a button, and the keyboard walks them. */
function DensityStrip({ density, from, to, on_go }: { density: Density; from: bigint; to: bigint; on_go: (seq: string) => void }) {
  const t = useWords()
  const { buckets } = density
  const most = Math.max(1, ...buckets.map(b => b.count))
  const [at, set_at] = useState(0)
  if (buckets.length === 0) return null
  const first = Date.parse(density.from)
  const span = Math.max(1, Date.parse(density.to) - first)
  const place = (i: number) => Math.max(0, Math.round(((Date.parse(buckets[i]!.to) - first) / span) * TICKS) - 1)
  const label = (i: number) => { const b = buckets[i]!; return t.time.bucket(b.count, show_instant(first + (place(i) * span) / TICKS), show_instant(b.to)) }
  return (
    <div
      className="density" role="slider" tabIndex={0} aria-label={t.time.density} aria-valuemin={0} aria-valuemax={buckets.length - 1} aria-valuenow={at} aria-valuetext={label(at)}
      onKeyDown={e => {
        const way = e.key === 'ArrowRight' ? 1 : e.key === 'ArrowLeft' ? -1 : e.key === 'PageDown' ? 10 : e.key === 'PageUp' ? -10 : 0
        if (e.key === 'Enter') on_go(buckets[at]!.from_seq)
        if (way) { e.preventDefault(); set_at(Math.max(0, Math.min(buckets.length - 1, at + way))) }
      }}
    >
      <svg viewBox={`0 0 ${TICKS * 6} 48`} preserveAspectRatio="none" aria-hidden>
        {buckets.map((b, i) => {
          const height = b.count === 0 ? 1 : 4 + (44 * b.count) / most
          const inside = BigInt(b.to_seq) >= from && BigInt(b.from_seq) <= to
          return <g key={b.from_seq + i} onClick={() => { set_at(i); on_go(b.from_seq) }}><rect x={place(i) * 6} width={6} height={48} className="hit"><title>{label(i)}</title></rect><rect x={place(i) * 6 + 0.5} width={5} y={48 - height} height={height} className={inside ? 'tick here' : i === at ? 'tick at' : 'tick'} /></g>
        })}
      </svg>
      <div className="density-ends small num"><span>{show_instant(density.from)}</span><span className="density-key">{t.time.density_key}</span><span>{show_instant(density.to)}</span></div>
    </div>
  )
}

/** By typing: an instant opens the ranking as it was then, a number the list from there. */
function GoTo({ cycle, on_seq }: { cycle: Cycle; on_seq: (seq: string) => void }) {
  const t = useWords()
  const [instant, set_instant] = useState(instant_to_local(Date.now()))
  const [seq, set_seq] = useState('')
  return (
    <>
      <label className="inline">{t.time.go_to} <DateField with_time value={instant} on_change={set_instant} /></label>
      <Anchor className="button" href={`/xep-hang/${cycle.cycle}?as_of=${encodeURIComponent(local_to_instant(instant))}`}>{t.time.ranking_then}</Anchor>
      <form className="inline" onSubmit={e => { e.preventDefault(); const n = seq.replace(/\D/g, ''); if (n) on_seq(n) }}>
        <label className="inline">{t.time.go_to_seq} <input className="num seq-field" inputMode="numeric" value={seq} onChange={e => set_seq(e.target.value)} /></label>
        <button type="submit">{t.time.go}</button>
      </form>
    </>
  )
}
