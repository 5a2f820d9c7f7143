import { BookCheck, Calculator, Save } from 'lucide-react'
import { useEffect, useId, useState, type FormEvent, type ReactNode } from 'react'
import type { Criterion, Entry, Figures } from '../api/contract'
import { comma, useWords, type Words } from '../i18n/words'
import { show } from '../score/points'
import { DateField } from '../time/date_field'
import { show_date } from '../time/format'
import { declared, fields_of, published, rule_of, with_published, type Fields, type Item } from './figures'

/** Declared figures instead of a level: dates, counts, ticks, as the shape of the rule asks for them. */
export function FiguresForm({ criterion, entry, editable, on_declare }: {
  criterion: Criterion; entry: Entry | undefined; editable: boolean; on_declare: (figures: Figures) => void
}) {
  const t = useWords()
  const held = entry?.self?.figures ?? null
  const fixed = published(entry?.reference)
  const key = JSON.stringify([held, entry?.reference?.seq])
  const [fields, set_fields] = useState<Fields>(() => with_published(fields_of(held), fixed))
  const [touched, set_touched] = useState(false)
  const [objection, set_objection] = useState<string | null>(null)
  // A colleague's figures come in, unless ours are being typed.
  useEffect(() => { if (!touched) set_fields(with_published(fields_of(held), fixed)) }, [key])
  const rule = rule_of(criterion)
  const set = (change: Partial<Fields>) => { set_fields(f => ({ ...f, ...change })); set_touched(true); set_objection(null) }
  const submit = (event: FormEvent) => {
    event.preventDefault()
    const result = declared(criterion.shape, rule, fields)
    if (!result.ok) return set_objection(result.not_whole.length ? t.figures.whole : t.figures.missing)
    set_touched(false)
    on_declare(result.figures)
  }
  const disabled = !editable
  const shape = criterion.shape
  const dated = shape === 'late_bands' || shape === 'timeliness'
  const ratio = shape === 'ratio_bands' || shape === 'proportional'
  return (
    <form className="figures" onSubmit={submit} noValidate>
      <h3><Calculator size={16} aria-hidden /> {t.figures.title}</h3>
      {entry?.reference && <p className="note info"><BookCheck size={16} aria-hidden /> <span>{t.figures.published(entry.reference.source.text, show_date(entry.reference.snapshot))}</span></p>}
      {(dated || (shape === 'ratio_bands' && rule.none_level !== undefined)) && (
        <label className="check"><input type="checkbox" checked={fields.never} disabled={disabled} onChange={e => set({ never: e.target.checked })} /> {t.figures.never}</label>
      )}
      {dated && !fields.never && <>
        <div className="two">
          <Labelled label={t.figures.date}><DateField value={fields.date} disabled={disabled} on_change={date => set({ date })} /></Labelled>
          {!rule.due && <Labelled label={t.figures.due}><DateField value={fields.due} disabled={disabled} on_change={due => set({ due })} /></Labelled>}
        </div>
        <p className="small">
          {rule.due ? t.figures.due_printed(show_date(rule.due)) : rule.due_source ? t.figures.due + ' ' + t.figures.due_from(rule.due_source) : ''}
          {rule.day_count === 'working' ? ` · ${t.figures.working}` : ''}
        </p>
        <Answers items={rule.conditions} fields={fields} set={set} disabled={disabled} t={t} />
      </>}
      {ratio && !fields.never && <>
        <Count label={rule.numerator ?? t.figures.ratio} value={fields.numerator} disabled={disabled || fixed.has('numerator')} on_change={numerator => set({ numerator })} />
        <Count label={rule.denominator ?? ''} value={fields.denominator} disabled={disabled || fixed.has('denominator')} on_change={denominator => set({ denominator })} />
        {rule.exclusions && <>
          <Count label={t.figures.excluded} value={fields.excluded} disabled={disabled} on_change={excluded => set({ excluded })} />
          {fields.excluded && fields.excluded !== '0' && (
            <Labelled label={t.figures.exclusion_ground}><input value={fields.exclusion_ground} disabled={disabled} onChange={e => set({ exclusion_ground: e.target.value })} /></Labelled>
          )}
        </>}
        {rule.late_level !== undefined && <Count label={t.figures.late} value={fields.late} disabled={disabled} on_change={late => set({ late })} />}
        <Answers items={rule.requirements} fields={fields} set={set} disabled={disabled} t={t} />
      </>}
      {shape === 'formula' && rule.inputs?.map(input => (
        <Count
          key={input.key} label={input.text} value={fields.counts[input.key] ?? ''} disabled={disabled || fixed.has(input.key)}
          hint={input.source} on_change={count => set({ counts: { ...fields.counts, [input.key]: count } })}
        />
      ))}
      {shape === 'deductions' && <Answers items={rule.items} fields={fields} set={set} disabled={disabled} t={t} />}
      {shape === 'checklist' && <Checklist items={rule.items} fields={fields} set={set} disabled={disabled} t={t} />}
      {(shape === 'capped_count' || shape === 'worst_incident') && <>
        {shape === 'capped_count' && <p className="small">{rule.tiers_add === false ? t.figures.best_only : t.figures.all_add}{rule.cap_total ? ` · ${t.figures.cap(show(rule.cap_total, comma()))}` : ''}</p>}
        {(shape === 'capped_count' ? rule.tiers : rule.severities)?.map(k => (
          <Count
            key={k.key} label={k.text} value={fields.counts[k.key] ?? ''} disabled={disabled || fixed.has(k.key)} placeholder="0"
            hint={'points_each' in k ? t.figures.each(show(k.points_each, comma())) + (k.cap ? ` · ${t.figures.cap(show(k.cap, comma()))}` : '') : undefined}
            on_change={count => set({ counts: { ...fields.counts, [k.key]: count } })}
          />
        ))}
      </>}
      {shape === 'reference_multiple' && <>
        <Count label={rule.amount ?? ''} value={fields.amount} disabled={disabled || fixed.has('amount')} on_change={amount => set({ amount })} />
        <Labelled label={t.figures.amount_date}><DateField value={fields.date} disabled={disabled} on_change={date => set({ date })} /></Labelled>
        {rule.reference?.map(r => <p key={r.from} className="small num">{t.figures.reference(show_date(r.from), r.amount.toLocaleString('vi-VN'))}{r.source ? ` (${r.source})` : ''}</p>)}
      </>}
      {objection && <p className="field-error" role="alert">{objection}</p>}
      <div className="figures-foot">
        {entry?.self?.figures && !touched ? <span className="gives">{t.figures.gives(show(entry.self.score, comma()))}</span> : !held && <span className="small">{t.figures.none_declared}</span>}
        {editable && <button type="submit" className={touched ? 'primary' : ''}><Save size={16} aria-hidden /> {t.figures.save}</button>}
      </div>
    </form>
  )
}

function Labelled({ label, children }: { label: string; children: ReactNode }) {
  return <label className="field"><span>{label}</span>{children}</label>
}
function Count({ label, value, on_change, disabled, hint, placeholder }: {
  label: string; value: string; on_change: (text: string) => void; disabled: boolean; hint?: string; placeholder?: string
}) {
  const id = useId()
  return (
    <div className="count-field">
      <label htmlFor={id}>{label}{hint && <span className="small"> {hint}</span>}</label>
      <input id={id} className="num" inputMode="numeric" autoComplete="off" value={value} placeholder={placeholder} disabled={disabled} onChange={e => on_change(e.target.value)} />
    </div>
  )
}

interface AnswersProps { items: Item[] | undefined; fields: Fields; set: (change: Partial<Fields>) => void; disabled: boolean; t: Words }
function Answers({ items, fields, set, disabled, t }: AnswersProps) {
  const name = useId()
  return (
    <>
      {items?.map(item => (
        <fieldset key={item.key} className="answers">
          <legend>{item.text} {item.deduction && item.deduction !== '0.00' && <span className="small num">({t.figures.deduct(show(item.deduction, comma()))})</span>}</legend>
          {(['met', 'failed'] as const).map(answer => (
            <label key={answer} className={`choice ${answer}`}>
              <input type="radio" name={name + item.key} disabled={disabled} checked={fields.answers[item.key] === answer} onChange={() => set({ answers: { ...fields.answers, [item.key]: answer } })} />
              {t.figures[answer]}
            </label>
          ))}
        </fieldset>
      ))}
    </>
  )
}
function Checklist({ items, fields, set, disabled, t }: AnswersProps) {
  const name = useId()
  const options = (item: Item) => [
    ['met', t.figures.has], ...(item.deduction && item.deduction !== '0.00' ? [['failed', `${t.figures.has_fault}, ${t.figures.deduct(show(item.deduction, comma()))}`]] : []), ['none', t.figures.has_none],
  ] as ['met' | 'failed' | 'none', string][]
  return (
    <>
      {items?.map(item => (
        <fieldset key={item.key} className="answers">
          <legend>{item.text} {item.points && <span className="small num">({t.figures.earns(show(item.points, comma()))})</span>}</legend>
          {options(item).map(([answer, word]) => (
            <label key={answer} className={`choice ${answer}`}>
              <input type="radio" name={name + item.key} disabled={disabled} checked={(fields.answers[item.key] ?? 'none') === answer} onChange={() => set({ answers: { ...fields.answers, [item.key]: answer } })} />
              {word}
            </label>
          ))}
        </fieldset>
      ))}
    </>
  )
}
