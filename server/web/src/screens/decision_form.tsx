import { Save } from 'lucide-react'
import { useEffect, useId, useImperativeHandle, useRef, useState, type Ref } from 'react'
import type { AppraisalItem, Cycle, Decision, Round, WriteAnswer } from '../api/contract'
import { call, Refused } from '../api/http'
import { owner_of, useRole, useSession } from '../api/session'
import { comma, useWords } from '../i18n/words'
import { draft, keep_draft } from '../journal/draft'
import { from_wire, show } from '../score/points'
import { parse_score } from '../score/parse'
import { show_seq } from '../time/format'

export interface DecisionHandle { choose: (decision: Decision) => void; cite: (page: string) => void }

interface Unwritten { decision: Decision; points: string; reason: string; needed: string; records?: string }
/** What was chosen and typed here and not written yet: it outlives a look at another item, a reload and a session. */
function unwritten(owner: string, item: AppraisalItem, field: string): Unwritten | null {
  try { return JSON.parse(draft(owner, item.assessment, item.code, field) ?? 'null') as Unwritten | null } catch { return null }
}

/** The three decisions in their printed phrases; a reason where one is owed; only the values the rule allows. */
export function DecisionForm({ item, cycle, round, penalty, writable, on_written, ref }: {
  item: AppraisalItem; cycle: Cycle; round: Round; penalty: boolean; writable: boolean; ref?: Ref<DecisionHandle>
  on_written: (answer: WriteAnswer & { item?: AppraisalItem }, decided: boolean) => void
}) {
  const t = useWords()
  const owner = owner_of(useSession())
  const field = `decision.${round.round}`
  const [kept] = useState(() => (writable ? unwritten(owner, item, field) : null))
  const held = kept ?? item.appraisal
  const [decision, set_decision] = useState<Decision | null>(held?.decision ?? null)
  const [points, set_points] = useState(held?.points ?? '')
  const [reason, set_reason] = useState(held?.reason ?? '')
  const [needed, set_needed] = useState(held?.needed ?? '')
  const [records, set_records] = useState(held?.records ?? '')
  const role = useRole()
  // Where the evidence is the appraiser's own records, he says what he looked at (EV-28).
  const own = Boolean(role?.agency && item.entry.held_by?.includes(role.agency))
  const [error, set_error] = useState<string | null>(null)
  const [saved, set_saved] = useState<string | null>(null)
  const [busy, set_busy] = useState(false)
  const [touched, set_touched] = useState(false)
  const name = useId()
  const reason_field = useRef<HTMLTextAreaElement>(null)
  const decisions: Decision[] = round.ordinal === 1 ? ['agree', 'disagree', 'request_supplement'] : ['agree', 'disagree']
  useEffect(() => {
    if (touched && decision) keep_draft(owner, item.assessment, item.code, field, JSON.stringify({ decision, points, reason, needed, records } satisfies Unwritten))
  }, [touched, decision, points, reason, needed, records])
  const choose = (d: Decision) => {
    if (!writable || !decisions.includes(d)) return
    set_decision(d)
    set_touched(true)
    set_error(null)
    if (d !== 'agree') requestAnimationFrame(() => reason_field.current?.focus())
  }
  const cite = (page: string) => {
    if (!writable) return
    set_reason(old => (old.includes(page) ? old : [old.trim(), page].filter(Boolean).join(', ')))
    set_touched(true)
  }
  useImperativeHandle(ref, () => ({ choose, cite }))
  // To disagree, or to ask for more, is to leave less than the agency gave itself, unless the regulation lets it be more.
  const left = (p: string) => (penalty ? -from_wire(p) : from_wire(p))
  const limit = item.limit === null ? null : left(item.limit)
  const options = item.allowed_points.filter(p => (limit === null || left(p) <= limit) && (cycle.switches.may_exceed_self || item.self === null || left(p) < left(item.self)))

  const write = async (draft: boolean) => {
    if (!decision) return
    const why = reason.trim().normalize('NFC')
    const what = needed.trim().normalize('NFC')
    const typed = options.length > 0 ? null : parse_score(points)
    const value = typed ? (typed.ok && typed.kind === 'points' ? typed.points : '') : points
    if (decision !== 'agree' && !value) return set_error(t.bench.points_needed)
    if (decision === 'disagree' && !why) return set_error(t.app.reason_needed)
    if (decision === 'request_supplement' && !what) return set_error(t.bench.needed_needed)
    const looked = records.trim().normalize('NFC')
    if (own && !looked && !draft) return set_error(t.own.needed)
    set_busy(true)
    set_error(null)
    try {
      const { body } = await call<WriteAnswer & { item?: AppraisalItem }>('PUT', `/cycles/${cycle.cycle}/rounds/${round.round}/items/${item.assessment}/${item.code}/appraisal`, {
        if_match: `a${item.version}`,
        body: { decision, ...(decision === 'agree' ? {} : { points: value }), ...(why ? { reason: why } : {}), ...(decision === 'request_supplement' ? { needed: what } : {}), ...(own && looked ? { records: looked } : {}), ...(draft ? { draft: true } : {}) },
      })
      keep_draft(owner, item.assessment, item.code, field, null)
      set_touched(false)
      set_saved(body.seq)
      on_written(body, !draft)
    } catch (e) {
      set_error(e instanceof Refused ? (e.status === 412 ? t.bench.changed : e.problem.detail ?? e.problem.title) : t.sign_in.unreachable)
      if (e instanceof Refused && e.status === 412) on_written({} as WriteAnswer, false)
    } finally {
      set_busy(false)
    }
  }
  return (
    <form className="decision" onSubmit={e => { e.preventDefault(); void write(false) }}>
      <fieldset disabled={!writable}>
        <legend>{t.bench.decision}</legend>
        {kept && !saved && <p className="small warn-text">{t.panel.restored}</p>}
        {decisions.map((d, i) => (
          <label key={d} className={`verdict-choice ${d} ${decision === d ? 'picked' : ''}`}>
            <input type="radio" name={name} checked={decision === d} onChange={() => choose(d)} /> <kbd aria-hidden>{i + 1}</kbd> {cycle.phrases[d] || t.bench[d]}
            {d === 'agree' && item.self !== null && <strong className="num"> {show(item.self, comma())}</strong>}
          </label>
        ))}
        {decision && decision !== 'agree' && (
          <div className="field points-field">
            <span>{decision === 'disagree' ? t.bench.points : t.bench.provisional}</span>
            {options.length > 0 ? (
              <div className="points-options" role="group" aria-label={t.bench.points}>
                {options.map(p => <button key={p} type="button" aria-pressed={points !== '' && parse_safe(points) === from_wire(p)} className="num" onClick={() => { set_points(p); set_touched(true); set_error(null) }}>{show(p, comma())}</button>)}
              </div>
            ) : <input className="num" inputMode="decimal" aria-label={t.bench.points} value={points} onChange={e => { set_points(e.target.value); set_touched(true) }} />}
            <span className="small">{cycle.switches.may_exceed_self ? t.bench.may_exceed : item.self !== null ? (penalty ? t.several.penalty_limit : t.bench.limit)(show(item.self, comma())) : ''}</span>
          </div>
        )}
        {decision === 'request_supplement' && <label className="field"><span>{t.bench.what_needed}</span><textarea ref={reason_field} rows={2} value={needed} onChange={e => { set_needed(e.target.value); set_touched(true); set_error(null) }} /></label>}
        {decision && <label className="field"><span>{decision === 'disagree' ? t.bench.why_disagree : t.bench.reason}</span><textarea ref={decision === 'disagree' ? reason_field : undefined} rows={2} value={reason} onChange={e => { set_reason(e.target.value); set_touched(true); set_error(null) }} /></label>}
        {decision && own && <label className="field"><span>{t.own.records}</span><textarea rows={2} value={records} maxLength={4000} onChange={e => { set_records(e.target.value); set_touched(true); set_error(null) }} /></label>}
        <div className="field-error" role="alert">{error}</div>
        {writable && (
          <div className="actions">
            {saved && <span role="status" className="small num">{t.bench.saved(show_seq(saved))}</span>}
            <button type="button" disabled={!decision || busy} onClick={() => void write(true)}><Save size={16} aria-hidden /> {t.bench.save_draft}</button>
            <button type="submit" className="primary" disabled={!decision || busy}>{t.bench.decide}</button>
          </div>
        )}
      </fieldset>
    </form>
  )
}
const parse_safe = (points: string): bigint | null => { try { return from_wire(points) } catch { return null } }
