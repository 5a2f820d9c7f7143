import { ArrowUp } from 'lucide-react'
import { useState } from 'react'
import type { Cycle, Ranking, RankingRow } from '../api/contract'
import { agency_title } from '../api/cycles'
import { call } from '../api/http'
import { useWords } from '../i18n/words'
import { ProblemNote } from '../shell/problem'

/** Agencies that share a place which the regulation leaves to the authority (RK-6): best placed first. */
export function open_ties(view: Ranking): RankingRow[][] {
  const places = new Map<number, RankingRow[]>()
  for (const row of view.rows)
    if (row.tied && !row.tie_decision && (row.tie_open || row.class_open)) places.set(row.rank, [...(places.get(row.rank) ?? []), row])
  return [...places.values()].filter(rows => rows.length > 1)
}

/** Records what the authority decided among them: their order, and the paper it stands on. */
export function TieForm({ cycle, view, equals }: { cycle: Cycle; view: Ranking; equals: RankingRow[] }) {
  const t = useWords()
  const [order, set_order] = useState(equals.map(r => r.agency))
  const [number, set_number] = useState('')
  const [issuer, set_issuer] = useState('')
  const [missing, set_missing] = useState<string | null>(null)
  const [problem, set_problem] = useState<Error | null>(null)
  const [busy, set_busy] = useState(false)
  const raise = (i: number) => set_order(old => [...old.slice(0, i - 1), old[i]!, old[i - 1]!, ...old.slice(i + 1)])
  const send = async () => {
    if (!number.trim()) return set_missing(t.room.decision_needed)
    set_busy(true)
    set_missing(null)
    set_problem(null)
    try {
      await call('POST', `/cycles/${cycle.cycle}/ties`, { body: { group: view.group, agencies: order, document_number: number.trim().normalize('NFC'), issuer: issuer.trim().normalize('NFC') } })
    } catch (e) {
      set_problem(e as Error)
    } finally {
      set_busy(false)
    }
  }
  return (
    <form className="card" onSubmit={e => { e.preventDefault(); void send() }}>
      <h2>{t.tie.title(equals[0]!.rank)}</h2>
      <p className="small">{t.tie.note}</p>
      <ol>
        {order.map((agency, i) => (
          <li key={agency}>{agency_title(cycle, agency)} {i > 0 && <button type="button" className="icon" aria-label={t.tie.raise(agency_title(cycle, agency))} onClick={() => raise(i)}><ArrowUp size={16} aria-hidden /></button>}</li>
        ))}
      </ol>
      <label className="field"><span>{t.room.decision_number}</span><input value={number} onChange={e => set_number(e.target.value)} /></label>
      <label className="field"><span>{t.tie.issuer}</span><input value={issuer} onChange={e => set_issuer(e.target.value)} /></label>
      <div className="field-error" role="alert">{missing}</div>
      {problem && <ProblemNote problem={problem} />}
      <div className="actions"><button type="submit" className="primary" disabled={busy}>{t.tie.record}</button></div>
    </form>
  )
}
