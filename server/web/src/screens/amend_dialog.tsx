import { useState } from 'react'
import { useAmendmentPreview, type AmendmentEffect, type AmendmentPreview } from '../api/amendments'
import type { Cycle } from '../api/contract'
import { agency_title, useInvalidate } from '../api/cycles'
import { post } from '../api/http'
import { comma, useWords } from '../i18n/words'
import { show } from '../score/points'
import { ActForm } from '../setup/act_form'
import { Choice } from '../setup/fields'
import { Dialog } from '../shell/dialog'
import { ProblemNote, Skeleton } from '../shell/problem'
import { DateField } from '../time/date_field'
import { local_to_instant } from '../time/format'

/** The cycle goes over to a later version of its regulation (CS-29, CS-32): who is affected is seen before it is done. */
export function AmendDialog({ cycle, versions, on_close }: { cycle: Cycle; versions: number[]; on_close: () => void }) {
  const t = useWords()
  const invalidate = useInvalidate()
  const [version, set_version] = useState(String(versions.at(-1)))
  const [effect, set_effect] = useState<AmendmentEffect>('this_round')
  const [until, set_until] = useState('')
  const [reason, set_reason] = useState('')
  const preview = useAmendmentPreview(cycle.cycle, Number(version), effect)
  const send = () => {
    if (!reason.trim()) return t.app.reason_needed
    if (effect === 'reopen' && !until) return t.room.instant_needed
    return post(`/cycles/${cycle.cycle}/amendments`, { version: Number(version), effect, reason: reason.trim().normalize('NFC'), ...(effect === 'reopen' ? { until: local_to_instant(until) } : {}) })
      .then(() => invalidate('cycles', 'criteria', 'assessments', 'items'))
  }
  return (
    <Dialog title={t.amend.title} on_close={on_close} wide>
      <ActForm submit={t.amend.do} on_close={on_close} send={send}>
        <p>{t.amend.lead(cycle.regulation, cycle.regulation_version)}</p>
        <div className="two">
          <Choice label={t.amend.version} value={version} on_change={set_version} options={versions.map(v => [String(v), t.amend.version_of(v)] as const)} />
          <Choice label={t.amend.effect} value={effect} on_change={set_effect} options={[['this_round', t.amend.effects.this_round], ['reopen', t.amend.effects.reopen]]} />
        </div>
        {effect === 'reopen' && <label className="field"><span>{t.room.until}</span><DateField with_time value={until} on_change={set_until} /></label>}
        <ProblemNote problem={preview.error} on_retry={() => void preview.refetch()} />
        {preview.isPending && <Skeleton rows={4} />}
        {preview.data && <Preview cycle={cycle} preview={preview.data} />}
        <label className="field"><span>{t.app.reason}</span><textarea rows={2} value={reason} onChange={e => set_reason(e.target.value)} /></label>
      </ActForm>
    </Dialog>
  )
}

function Preview({ cycle, preview: { counts, criteria, agencies } }: { cycle: Cycle; preview: AmendmentPreview }) {
  const t = useWords()
  const changed = criteria.filter(c => c.leaf && c.change !== 'unchanged')
  return (
    <div className="amend-preview">
      <p><strong>{t.amend.counts(counts.affected, counts.agencies, counts.to_confirm, counts.reopened)}</strong></p>
      <ul className="plain-list">{changed.map(c => <li key={c.criteria_set + c.code}><span className="code">{c.code}</span> {t.amend.change[c.change]}{c.from.length > 0 && c.from.join() !== c.code && <span className="small"> ({t.amend.from(c.from.join(', '))})</span>}{c.redo !== 'none' && <span className="chip warn">{t.amend.redo[c.redo]}</span>}</li>)}</ul>
      <div className="scroll-x" tabIndex={0} role="region" aria-label={t.amend.agencies}>
        <table className="plain">
          <thead><tr><th scope="col">{t.room.agency}</th><th scope="col">{t.amend.score}</th><th scope="col">{t.amend.check}</th><th scope="col" className="num">{t.amend.before}</th><th scope="col" className="num">{t.amend.after}</th></tr></thead>
          <tbody>
            {agencies.filter(a => a.affected || a.dropped.length > 0).map(a => (
              <tr key={a.agency}>
                <th scope="row">{agency_title(cycle, a.agency)}{a.to_confirm && <span className="chip info">{t.amend.to_confirm}</span>}{a.reopened && <span className="chip info">{t.amend.reopened}</span>}</th>
                <td>{a.score.join(', ') || '–'}</td><td>{a.check.join(', ') || '–'}</td><td className="num">{show(a.before.final, comma())}</td><td className="num">{show(a.after.final, comma())}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </div>
  )
}
