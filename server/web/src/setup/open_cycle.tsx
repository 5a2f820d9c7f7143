import { useState } from 'react'
import { useLocation } from 'wouter'
import { useCycles, useInvalidate } from '../api/cycles'
import { call } from '../api/http'
import { useText, type IssuedVersion } from '../api/regulations'
import { dated } from '../draft/dated'
import type { RegulationText } from '../draft/document'
import { useWords } from '../i18n/words'
import { Dialog } from '../shell/dialog'
import { Skeleton } from '../shell/problem'
import { DateField } from '../time/date_field'
import { instant_to_local, local_to_instant } from '../time/format'
import { ActForm } from './act_form'

type Times = { opens_at: string; deadline: string; locks_at: string }
const local = (instant: string | null) => (instant ? instant_to_local(instant).slice(0, 16) : '')
const printed = (text: RegulationText): Map<string, Times> => new Map(text.rounds.map(r => {
  const at = dated(r, text)
  return [r.id, { opens_at: r.opens_without_plan === false ? '' : local(at.opens_at), deadline: local(at.deadline), locks_at: at.locks_at === at.deadline ? '' : local(at.locks_at) }]
}))

/** A cycle under an issued version: its calendar dated from the template, open ends named and left open or filled. */
export function OpenCycleDialog({ id, version, on_close }: { id: string; version: IssuedVersion; on_close: () => void }) {
  const t = useWords()
  const text = useText(id, { kind: 'version', number: version.version, sha256: version.sha256 })
  return <Dialog title={t.setup.open_cycle_title(version.version)} on_close={on_close} wide>{text.data ? <Form id={id} version={version} text={text.data} on_close={on_close} /> : <Skeleton rows={5} />}</Dialog>
}

function Form({ id, version, text, on_close }: { id: string; version: IssuedVersion; text: RegulationText; on_close: () => void }) {
  const t = useWords()
  const [, go] = useLocation()
  const invalidate = useInvalidate()
  const { data } = useCycles()
  const taken = new Set(data?.cycles.map(c => c.cycle))
  const [cycle, set_cycle] = useState(() => (taken.has(String(text.year)) ? `${text.year}-2` : String(text.year)))
  const [title, set_title] = useState(() => t.setup.cycle_title(text.year))
  const [template] = useState(() => printed(text))
  const [rounds, set_rounds] = useState(template)
  const assessed = text.agencies.filter(a => a.assessed !== false)
  const [left_out, set_left_out] = useState<ReadonlySet<string>>(new Set())
  const put = (round: string, times: Partial<Times>) => set_rounds(old => new Map(old).set(round, { ...old.get(round)!, ...times }))
  const waits = text.rounds.filter(r => !rounds.get(r.id)!.opens_at || !rounds.get(r.id)!.deadline)
  const send = () => {
    if (!/^[a-z0-9_-]{1,64}$/.test(cycle)) return t.setup.cycle_id_wrong
    if (taken.has(cycle)) return t.setup.cycle_id_taken
    if (!title.trim()) return t.setup.cycle_title_needed
    const changed = text.rounds.filter(r => JSON.stringify(rounds.get(r.id)) !== JSON.stringify(template.get(r.id))).map(r => {
      const at = rounds.get(r.id)!
      const hard = r.deadline_kind !== 'soft'
      const locks_at = hard ? at.deadline : at.locks_at
      return { round: r.id, ...(at.opens_at ? { opens_at: local_to_instant(at.opens_at) } : {}), ...(at.deadline ? { deadline: local_to_instant(at.deadline) } : {}), ...(locks_at ? { locks_at: local_to_instant(locks_at) } : {}) }
    })
    const agencies = left_out.size ? { agencies: assessed.map(a => a.id).filter(a => !left_out.has(a)) } : {}
    return (async () => {
      await call('POST', '/cycles', { body: { cycle, title: title.trim().normalize('NFC'), regulation: id, regulation_version: version.version, ...agencies, ...(changed.length ? { rounds: changed } : {}) } })
      await invalidate('cycles')
      go(`/dieu-hanh/${cycle}`)
    })()
  }
  return (
    <ActForm send={send} on_close={on_close} submit={t.setup.open_cycle_now}>
      <div className="two">
        <label className="field"><span>{t.setup.cycle_title_field}</span><input data-first value={title} maxLength={512} onChange={e => set_title(e.target.value)} /></label>
        <label className="field"><span>{t.setup.cycle_id}</span><input value={cycle} maxLength={64} onChange={e => set_cycle(e.target.value.trim())} /></label>
      </div>
      {waits.length > 0 && <p className="note warn"><span>{t.setup.cycle_waits(waits.map(r => r.title).join(', '))}</span></p>}
      <div className="scroll-x" tabIndex={0} role="region" aria-label={t.setup.part['lich']}>
        <table className="plain cycle-rounds">
          <thead><tr><th scope="col">{t.setup.round}</th><th scope="col">{t.room.opens_at}</th><th scope="col">{t.setup.deadline}</th><th scope="col">{t.room.locks_at}</th></tr></thead>
          <tbody>{text.rounds.map(r => {
            const at = rounds.get(r.id)!
            return (
              <tr key={r.id}>
                <th scope="row">{r.title}</th>
                <td>{r.opens_without_plan === false ? <span className="small">{t.setup.opens_with_plan}</span> : <DateField with_time label={`${r.title}: ${t.room.opens_at}`} value={at.opens_at} on_change={opens_at => put(r.id, { opens_at })} />}</td>
                <td><DateField with_time label={`${r.title}: ${t.setup.deadline}`} value={at.deadline} on_change={deadline => put(r.id, { deadline })} /></td>
                <td>{r.deadline_kind === 'soft' ? <DateField with_time label={`${r.title}: ${t.room.locks_at}`} value={at.locks_at} on_change={locks_at => put(r.id, { locks_at })} /> : <span className="small">{t.setup.at_deadline}</span>}</td>
              </tr>
            )
          })}</tbody>
        </table>
      </div>
      <details><summary>{t.setup.cycle_agencies(assessed.length - left_out.size, assessed.length)}</summary>
        <div className="agency-picks">{assessed.map(a => <label key={a.id} className="choice"><input type="checkbox" checked={!left_out.has(a.id)} onChange={e => { const next = new Set(left_out); if (e.target.checked) next.delete(a.id); else next.add(a.id); set_left_out(next) }} /> {a.title}</label>)}</div>
      </details>
    </ActForm>
  )
}
