import { useState } from 'react'
import type { AppraisalItem, Cycle, Opinion, Round, WriteAnswer } from '../api/contract'
import { agency_title } from '../api/cycles'
import { call, Refused } from '../api/http'
import { comma, useWords } from '../i18n/words'
import { parse_score } from '../score/parse'
import { show } from '../score/points'

/** Several appraise one criterion (AP-15): who they are, what the others decided as far as one may see it, what came of
 * it, and the chair's ruling. */
export function Several({ item, cycle }: { item: AppraisalItem; cycle: Cycle }) {
  const t = useWords()
  if (item.appraisers.length < 2 && !item.ruling) return null
  return (
    <section aria-label={t.several.title}>
      <h3>{t.several.title}</h3>
      <p className="small">{t.several.who(item.appraisers.map(a => agency_title(cycle, a)).join(', '))} · {t.several.verdict[item.verdict]}</p>
      {cycle.switches.blind && item.verdict === 'open' && <p className="small">{t.several.blind}</p>}
      <ul className="plain">
        {item.others.map(o => <OpinionLine key={o.on_behalf} opinion={o} who={agency_title(cycle, o.on_behalf)} />)}
        {item.ruling && <OpinionLine opinion={item.ruling} who={t.several.chair(item.ruling.document_number ?? '')} />}
      </ul>
    </section>
  )
}

function OpinionLine({ opinion, who }: { opinion: Opinion; who: string }) {
  const t = useWords()
  return <li><strong className="num">{show(opinion.points, comma())}</strong> {who} · {t.bench[opinion.decision]}{opinion.reason && <span className="small"> · {opinion.reason}</span>}</li>
}

/** What the chair ruled on paper, recorded by the standing department (AP-15, AP-20). */
export function RulingForm({ item, cycle, round, on_written }: {
  item: AppraisalItem; cycle: Cycle; round: Round; on_written: (answer: WriteAnswer & { item?: AppraisalItem }, decided: boolean) => void
}) {
  const t = useWords()
  const [points, set_points] = useState('')
  const [reason, set_reason] = useState('')
  const [number, set_number] = useState('')
  const [error, set_error] = useState<string | null>(null)
  const [busy, set_busy] = useState(false)
  const write = async () => {
    const typed = parse_score(points)
    if (!typed.ok || typed.kind !== 'points') return set_error(t.bench.points_needed)
    if (!reason.trim()) return set_error(t.app.reason_needed)
    if (!number.trim()) return set_error(t.room.decision_needed)
    set_busy(true)
    set_error(null)
    try {
      const { body } = await call<WriteAnswer & { item?: AppraisalItem }>('POST', `/cycles/${cycle.cycle}/rounds/${round.round}/items/${item.assessment}/${item.code}/rulings`, {
        body: { points: typed.points, reason: reason.trim().normalize('NFC'), document_number: number.trim().normalize('NFC') },
      })
      on_written(body, true)
    } catch (e) {
      set_error(e instanceof Refused ? e.problem.detail ?? e.problem.title : t.sign_in.unreachable)
    } finally {
      set_busy(false)
    }
  }
  return (
    <form className="decision" onSubmit={e => { e.preventDefault(); void write() }}>
      <fieldset>
        <legend>{t.several.rule}</legend>
        <p className="small">{t.several.rule_note}</p>
        {item.allowed_points.length > 0 ? (
          <div className="points-options" role="group" aria-label={t.bench.points}>
            {item.allowed_points.map(p => <button key={p} type="button" className="num" aria-pressed={points === p} onClick={() => set_points(p)}>{show(p, comma())}</button>)}
          </div>
        ) : <label className="field"><span>{t.bench.points}</span><input className="num" inputMode="decimal" value={points} onChange={e => set_points(e.target.value)} /></label>}
        <label className="field"><span>{t.bench.reason}</span><textarea rows={2} value={reason} onChange={e => set_reason(e.target.value)} /></label>
        <label className="field"><span>{t.room.decision_number}</span><input value={number} onChange={e => set_number(e.target.value)} /></label>
        <div className="field-error" role="alert">{error}</div>
        <div className="actions"><button type="submit" className="primary" disabled={busy}>{t.several.record}</button></div>
      </fieldset>
    </form>
  )
}
