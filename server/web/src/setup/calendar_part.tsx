import { useState } from 'react'
import { dated, day_in, month_day_of, printed_closing, type Dated } from '../draft/dated'
import type { RegulationText, RoundText } from '../draft/document'
import { useWords, type Words } from '../i18n/words'
import { DateField } from '../time/date_field'
import { show_clock, show_date, show_day, show_instant } from '../time/format'
import { TextField, WholeField } from './fields'

/** The calendar: what is printed, and the instant it becomes, as a band and as a table (LK-9). */
export function CalendarPart({ text, editable, on_edit }: { text: RegulationText; editable: boolean; on_edit: (change: (text: RegulationText) => RegulationText) => void }) {
  const t = useWords()
  const put = (id: string, members: Partial<RoundText>) => on_edit(whole => ({
    ...whole,
    rounds: whole.rounds.map(r => (r.id === id ? (Object.fromEntries(Object.entries({ ...r, ...members }).filter(([, v]) => v !== undefined)) as unknown as RoundText) : r)),
  }))
  const rows = text.rounds.map(round => ({ round, at: dated(round, text) }))
  return (
    <section className="calendar-part" aria-label={t.setup.part['lich']}>
      <p className="small">{t.setup.calendar_lead(text.year)}{text.switches?.holiday_shift && text.switches.holiday_shift !== 'none' && ` ${t.setup.holiday_shift[text.switches.holiday_shift]}`}</p>
      <Band rows={rows} />
      <div className="scroll-x" tabIndex={0} role="region" aria-label={t.setup.calendar_table}>
        <table className="plain calendar-table">
          <thead><tr><th scope="col">{t.setup.round}</th><th scope="col">{t.setup.phrase}</th><th scope="col">{t.setup.from}</th><th scope="col">{t.setup.until}</th><th scope="col">{t.setup.boundary}</th><th scope="col">{t.setup.becomes}</th></tr></thead>
          <tbody>
            {rows.map(({ round, at }) => (
              <tr key={round.id}>
                <th scope="row">{round.title}<span className="small"> {t.setup.round_kind[round.kind as keyof typeof t.setup.round_kind] ?? round.kind}</span></th>
                <td>{editable ? <TextField bare label={`${round.title}: ${t.setup.phrase}`} value={round.printed_phrase ?? ''} on_change={v => put(round.id, { printed_phrase: v || undefined })} /> : round.printed_phrase && `“${round.printed_phrase}”`}</td>
                <td><Day label={`${round.title}: ${t.setup.from}`} year={text.year} value={round.from} editable={editable} on_change={from => put(round.id, { from })} /></td>
                <td><Day label={`${round.title}: ${t.setup.until}`} year={text.year} value={round.until} editable={editable} on_change={until => put(round.id, { until })} /></td>
                <td>{editable ? <Ends round={round} put={members => put(round.id, members)} /> : <span className="small">{t.setup.boundary_of[round.boundary ?? 'inclusive']} · {t.setup.kind_of[round.deadline_kind ?? 'hard']}</span>}</td>
                <td className="becomes">{meaning(t, round, at).map(line => <span key={line}>{line}</span>)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <Dates text={text} />
    </section>
  )
}

/** The sentence that binds: printed words, and the first instant that is too late. */
export function meaning(t: Words, round: Pick<RoundText, 'printed_phrase' | 'deadline_kind' | 'opens_without_plan'>, at: Dated): string[] {
  const say = (instant: string) => `${show_clock(instant)} ${t.setup.on_day} ${show_day(instant)}`
  const opens = at.opens_at ? (round.opens_without_plan === false ? t.setup.opens_with_plan : t.setup.opens_at(say(at.opens_at))) : t.setup.no_opening
  if (!at.deadline) return [opens, t.setup.no_deadline]
  const end = at.locks_at === at.deadline ? t.setup.locks_at(say(at.deadline)) : t.setup.due_at(say(at.deadline))
  return [
    opens, (round.printed_phrase ? `“${round.printed_phrase}” = ` : '') + end,
    ...(at.shifted ? [t.setup.shifted] : []), ...(round.deadline_kind === 'soft' ? [at.locks_at ? t.setup.late_until(say(at.locks_at)) : t.setup.late_by_hand] : []),
  ]
}

function Day({ label, year, value, editable, on_change }: { label: string; year: number; value: string | undefined; editable: boolean; on_change: (month_day: string | undefined) => void }) {
  const t = useWords()
  const [wrong, set_wrong] = useState(false)
  const day = day_in(year, value)
  if (!editable) return <span className="num">{day ? show_date(day) : t.setup.open_end}</span>
  return (
    <>
      <DateField label={label} value={day} on_change={next => {
        const month_day = next === '' ? undefined : month_day_of(year, next)
        set_wrong(month_day === null)
        if (month_day !== null) on_change(month_day)
      }} />
      {wrong && <span className="field-error" role="alert">{t.setup.wrong_year(year)}</span>}
    </>
  )
}
function Ends({ round, put }: { round: RoundText; put: (members: Partial<RoundText>) => void }) {
  const t = useWords()
  return (
    <div className="ends">
      <select aria-label={`${round.title}: ${t.setup.boundary}`} value={round.boundary ?? ''} onChange={e => put({ boundary: (e.target.value || undefined) as RoundText['boundary'] })}>
        <option value="">{t.setup.boundary_of.unsaid}</option><option value="inclusive">{t.setup.boundary_of.inclusive}</option><option value="exclusive">{t.setup.boundary_of.exclusive}</option>
      </select>
      <select aria-label={`${round.title}: ${t.setup.deadline_kind}`} value={round.deadline_kind ?? 'hard'} onChange={e => put(e.target.value === 'soft' ? { deadline_kind: 'soft' } : { deadline_kind: undefined, locks_after_days: undefined })}>
        <option value="hard">{t.setup.kind_of.hard}</option><option value="soft">{t.setup.kind_of.soft}</option>
      </select>
      {round.deadline_kind === 'soft' && <label className="small inline">{t.setup.locks_after} <WholeField label={`${round.title}: ${t.setup.locks_after}`} value={round.locks_after_days} on_change={v => put({ locks_after_days: v })} /></label>}
    </div>
  )
}

/** Rounds one below the other on a common line of time; an open end is dashed. The table says the same in words. */
function Band({ rows }: { rows: { round: RoundText; at: Dated }[] }) {
  const t = useWords()
  const instants = rows.flatMap(({ at }) => [at.opens_at, at.deadline, at.locks_at]).filter(i => i !== null).map(i => Date.parse(i))
  if (instants.length < 2) return <p className="note info"><span>{t.setup.no_dates}</span></p>
  const [first, last] = [Math.min(...instants), Math.max(...instants)]
  const x = (instant: number) => 20 + (960 * (instant - first)) / Math.max(1, last - first)
  const height = rows.length * 26 + 24
  return (
    <svg className="band" viewBox={`0 0 1000 ${height}`} role="img" aria-label={t.setup.band_label(show_day(first), show_day(last))}>
      {rows.map(({ round, at }, i) => {
        const from = at.opens_at ? Date.parse(at.opens_at) : first
        const until = at.deadline ? Date.parse(at.deadline) : last
        const known = at.opens_at !== null && at.deadline !== null
        const [x1, x2] = [x(from), Math.max(x(until), x(from) + 6)]
        const y = i * 26 + 4
        const inside = x2 - x1 > 8.6 * round.title.length
        const right = !inside && x2 < 620
        return (
          <g key={round.id} className={`kind-${round.kind}`}>
            <line className="lane" x1="20" x2="980" y1={y + 20} y2={y + 20} />
            {(at.opens_at || at.deadline) && <rect x={x1} y={y} width={x2 - x1} height="18" rx="3" className={known ? '' : 'open'} />}
            {at.locks_at && at.locks_at !== at.deadline && <line className="late" x1={x2} x2={x(Date.parse(at.locks_at))} y1={y + 9} y2={y + 9} />}
            <text x={inside ? x1 + 8 : right ? x2 + 8 : x1 - 8} y={y + 13.5} textAnchor={inside || right ? 'start' : 'end'} className={inside && known ? 'on' : ''}>{round.title}</text>
          </g>
        )
      })}
      <text x="20" y={height - 5} className="end">{show_day(first)}</text><text x="980" y={height - 5} textAnchor="end" className="end">{show_day(last)}</text>
    </svg>
  )
}

/** Days of the document that are no round: comments, milestones. */
function Dates({ text }: { text: RegulationText }) {
  const t = useWords()
  const closing = printed_closing(text.drafting)
  const milestones = (text.milestones ?? []).map(m => ({ m, at: dated({ ...m, deadline_kind: 'hard' }, { year: text.year }) }))
  if (!closing && milestones.length === 0) return null
  return (
    <>
      <h2>{t.setup.other_dates}</h2>
      <ul className="dates">
        {closing && <li>{t.setup.comments_until}: {text.drafting?.printed_phrase && `“${text.drafting.printed_phrase}” = `}{t.round.deadline(show_instant(closing))}{text.drafting?.issued_before && ` · ${t.setup.issued_before(show_date(text.drafting.issued_before))}`}</li>}
        {milestones.map(({ m, at }) => <li key={m.id}>{m.title}{at.deadline && <>: {m.printed_phrase && `“${m.printed_phrase}” = `}{t.round.deadline(show_instant(at.deadline))}</>}</li>)}
      </ul>
    </>
  )
}
