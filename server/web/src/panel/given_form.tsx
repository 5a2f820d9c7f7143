import { FileInput, Save } from 'lucide-react'
import { useId, useState, type FormEvent } from 'react'
import type { Criterion, Cycle, Entry, EntryWriteAnswer } from '../api/contract'
import { call } from '../api/http'
import { useText } from '../api/regulations'
import { comma, useWords } from '../i18n/words'
import { from_wire, show } from '../score/points'
import { ProblemNote } from '../shell/problem'
import { DateField } from '../time/date_field'
import { FiguresForm } from './figures_form'
import { brought_in, items_of, no_fields, type GivenFault, type GivenFields, type GivenKind } from './given_fields'

/** What others give: facts as they were read, and where. A newer one counts, the earlier ones stay in the history. */
export function GivenForm({ cycle, assessment, criterion, entry, kind, on_written }: {
  cycle: Cycle; assessment: string; criterion: Criterion; entry: Entry; kind: GivenKind; on_written: (answer: EntryWriteAnswer) => void
}) {
  const t = useWords()
  const words = t.given
  const [fields, set_fields] = useState<GivenFields>(no_fields)
  const [faults, set_faults] = useState<GivenFault[]>([])
  const [problem, set_problem] = useState<Error | null>(null)
  const [busy, set_busy] = useState(false)
  // Who was asked stands in the regulation's text.
  const survey = typeof criterion.rule.survey === 'string' ? criterion.rule.survey : null
  const text = useText(cycle.regulation, survey ? { kind: 'version', number: cycle.regulation_version, sha256: `${cycle.regulation}@${cycle.regulation_version}` } : undefined)
  const plan = text.data?.surveys?.find(s => s.id === survey)
  const keys = kind === 'answers' ? (plan?.respondents ?? []).map(r => r.key) : kind === 'counts' ? items_of(criterion).map(i => i.key) : []
  const set = (change: Partial<GivenFields>) => { set_fields(f => ({ ...f, ...change })); set_faults([]); set_problem(null) }
  const send = async (event: FormEvent | null, figures = fields.figures) => {
    event?.preventDefault()
    const made = brought_in(criterion, kind, keys, { ...fields, figures })
    if (!made.ok) return set_faults(made.faults)
    set_busy(true)
    set_problem(null)
    try {
      const { body } = await call<EntryWriteAnswer>('PUT', `/assessments/${assessment}/entries/${criterion.code}/given`, { if_match: `e${entry.version}`, body: made.body })
      set_fields(no_fields())
      on_written(body)
    } catch (error) {
      set_problem(error as Error)
    } finally {
      set_busy(false)
    }
  }
  const about = (
    <>
      {kind !== 'answers' && kind !== 'value' && kind !== 'rank' && <Line label={t.app.reason} rows value={fields.reason} wrong={faults.includes('reason')} on_change={reason => set({ reason })} />}
      <fieldset className="source-fields"><legend>{t.panel.given.source}</legend>
        <Line label={words.source_text} value={fields.text} wrong={faults.includes('source')} on_change={v => set({ text: v })} />
        <div className="two">
          <Line label={words.source_number} value={fields.number} on_change={number => set({ number })} />
          <label className="field"><span>{words.source_date}</span><DateField value={fields.date} on_change={date => set({ date })} /></label>
        </div>
      </fieldset>
      {faults.length > 0 && <p className="field-error" role="alert">{faults.map(f => words.fault[f]).join(' ')}</p>}
      <ProblemNote problem={problem} />
    </>
  )
  const title = <h3><FileInput size={16} aria-hidden /> {words.title}</h3>
  if (kind === 'figures') {
    const given_as_self = { ...entry, self: entry.given?.figures ? { score: entry.given.points, level: entry.given.level, basis: 'figures' as const, figures: entry.given.figures, by: entry.given.by, at: entry.given.at, seq: entry.given.seq } : null }
    return <section className="given-form" aria-label={words.title}>{title}{about}<FiguresForm criterion={criterion} entry={given_as_self} editable={!busy} on_declare={figures => { set({ figures }); void send(null, figures) }} /></section>
  }
  return (
    <form className="figures given-form" aria-label={words.title} onSubmit={e => void send(e)} noValidate>
      {title}
      {kind === 'answers' && <>
        {plan && <p className="small">{words.scale(show(plan.answer_least ?? '0.00', comma()), show(plan.answer_most, comma()), plan.minimum_valid_forms ?? 0)}</p>}
        {plan?.respondents.map(r => (
          <fieldset key={r.key} className="respondents"><legend>{r.text} <span className="small">{words.planned(r.forms)}</span></legend>
            <div className="two">
              <Line label={words.valid_forms} numeric value={fields.answers[r.key]?.forms ?? ''} wrong={faults.includes('answers')} on_change={forms => set({ answers: { ...fields.answers, [r.key]: { sum: '', ...fields.answers[r.key], forms } } })} />
              <Line label={words.sum} numeric value={fields.answers[r.key]?.sum ?? ''} wrong={faults.includes('answers')} on_change={sum => set({ answers: { ...fields.answers, [r.key]: { forms: '', ...fields.answers[r.key], sum } } })} />
            </div>
          </fieldset>
        ))}
        <ProblemNote problem={text.error} />
      </>}
      {kind === 'value' && <Line label={words.value(String(criterion.rule.index ?? ''))} numeric value={fields.value} wrong={faults.includes('value')} on_change={value => set({ value })} />}
      {kind === 'rank' && <Line label={words.rank(String(criterion.rule.index ?? ''))} numeric value={fields.rank} wrong={faults.includes('rank')} on_change={rank => set({ rank })} />}
      {kind === 'counts' && items_of(criterion).map(item => (
        <Line
          key={item.key} numeric label={`${item.text}${item.points_each ? ` (${t.figures.each(show(item.points_each, comma()))}${item.cap ? `, ${t.figures.cap(show(item.cap, comma()))}` : ''})` : ''}`}
          value={fields.counts[item.key] ?? ''} wrong={faults.includes('counts')} on_change={n => set({ counts: { ...fields.counts, [item.key]: n } })}
        />
      ))}
      {kind === 'points' && (criterion.levels.length > 0
        ? <fieldset className="points-options"><legend>{t.grid.maximum_long} {show(criterion.maximum, comma())}</legend>{criterion.levels.map((l, i) => <button key={i} type="button" className="num" title={l.text} aria-pressed={fields.points !== '' && from_wire(fields.points) === from_wire(l.points)} onClick={() => set({ points: l.points })}>{show(l.points, comma())}</button>)}</fieldset>
        : <Line label={words.points(show(criterion.maximum, comma()), typeof criterion.rule.step === 'string' ? show(criterion.rule.step, comma()) : null)} numeric value={fields.points} wrong={faults.includes('points')} on_change={points => set({ points })} />)}
      {about}
      <div className="figures-foot">{entry.given && <span className="small">{words.again}</span>}<button type="submit" className="primary" disabled={busy}><Save size={16} aria-hidden /> {words.save}</button></div>
    </form>
  )
}

function Line({ label, value, on_change, wrong, numeric, rows }: { label: string; value: string; on_change: (text: string) => void; wrong?: boolean; numeric?: boolean; rows?: boolean }) {
  const id = useId()
  const common = { id, value, 'aria-invalid': wrong === true, maxLength: rows ? 1000 : 512 }
  return (
    <div className="field"><label htmlFor={id}>{label}</label>
      {rows ? <textarea {...common} rows={2} onChange={e => on_change(e.target.value)} /> : <input {...common} className={numeric ? 'num' : undefined} inputMode={numeric ? 'decimal' : undefined} autoComplete="off" onChange={e => on_change(e.target.value)} />}
    </div>
  )
}
