import { useState, type FormEvent } from 'react'
import type { Cycle, Round } from '../api/contract'
import { useInvalidate, type Criteria } from '../api/cycles'
import { call } from '../api/http'
import { useWords } from '../i18n/words'
import { Dialog } from '../shell/dialog'
import { ProblemNote } from '../shell/problem'
import { server_now } from '../time/clock'
import { DateField } from '../time/date_field'
import { instant_to_local, local_to_instant } from '../time/format'

export type Act = { act: 'schedule' | 'lock' | 'extend' | 'publish' | 'reopen'; round: Round } | { act: 'end_reopening'; grant: string }

/** What an administrator does to a round: each with its effect foretold, and the reason or document it is done on. */
export function RoundActs({ act, cycle, unsubmitted, undecided, criteria, on_close }: {
  act: Act; cycle: Cycle; unsubmitted: number; undecided: { round: string; decided: number; undecided: number }[]; criteria: Criteria | undefined; on_close: () => void
}) {
  const t = useWords()
  const invalidate = useInvalidate()
  const round = 'round' in act ? act.round : null
  const soon = instant_to_local(server_now() + 86_400_000).slice(0, 11) + '17:00'
  const [reason, set_reason] = useState('')
  const [number, set_number] = useState('')
  const [deadline, set_deadline] = useState(round?.deadline ? instant_to_local(Date.parse(round.deadline) + 86_400_000).slice(0, 16) : soon)
  const [locks_at, set_locks_at] = useState('')
  const [opens_at, set_opens_at] = useState(instant_to_local(server_now()).slice(0, 16))
  const [chosen, set_chosen] = useState<string[]>([])
  const [some, set_some] = useState(act.act === 'reopen')
  const [codes, set_codes] = useState('')
  const [missing, set_missing] = useState<string | null>(null)
  const [problem, set_problem] = useState<Error | null>(null)
  const [busy, set_busy] = useState(false)
  const council = undecided.find(r => r.round === round?.round)
  const title = act.act === 'end_reopening' ? t.room.end_reopening
    : { schedule: t.room.schedule_title(act.round.title), lock: t.room.lock_title(act.round.title), extend: t.room.extend_title(act.round.title), publish: t.room.publish_title(act.round.title), reopen: t.room.reopen_title }[act.act]

  const dated = act.act === 'extend' || act.act === 'reopen'
  const send = async (event: FormEvent) => {
    event.preventDefault()
    const why = reason.trim().normalize('NFC')
    const doc = number.trim().normalize('NFC')
    const agencies = some ? chosen : []
    const list = codes.split(/[,;\s]+/).map(c => c.trim()).filter(Boolean)
    const unknown = list.filter(c => !criteria?.by_code.has(c))
    if (act.act !== 'publish' && act.act !== 'schedule' && !why) return set_missing(t.app.reason_needed)
    if (dated && !doc) return set_missing(t.room.decision_needed)
    if ((dated || act.act === 'schedule') && !deadline) return set_missing(t.room.instant_needed)
    if (some && dated && agencies.length === 0) return set_missing(t.room.some_needed)
    if (unknown.length) return set_missing(t.room.unknown_codes(unknown.join(', ')))
    set_busy(true)
    set_missing(null)
    set_problem(null)
    const at = round ? `/cycles/${cycle.cycle}/rounds/${round.round}` : ''
    try {
      if (act.act === 'lock') await call('POST', `${at}/locks`, { body: { reason: why } })
      else if (act.act === 'schedule') await call('PUT', at, { body: { ...(opens_at ? { opens_at: local_to_instant(opens_at) } : {}), deadline: local_to_instant(deadline), locks_at: local_to_instant(locks_at || deadline), ...(doc ? { decision_number: doc } : {}) } })
      else if (act.act === 'publish') await call('POST', `${at}/publications`, { body: {} })
      else if (act.act === 'extend')
        await call('POST', `${at}/extensions`, { body: { deadline: local_to_instant(deadline), ...(locks_at ? { locks_at: local_to_instant(locks_at) } : {}), ...(agencies.length ? { agencies } : {}), decision_number: doc, reason: why } })
      else if (act.act === 'reopen')
        await call('POST', '/reopen_grants', { body: { cycle: cycle.cycle, round: act.round.round, agencies, criteria: list, until: local_to_instant(deadline), ground: why, decision_number: doc } })
      else if (act.act === 'end_reopening') await call('DELETE', `/reopen_grants/${act.grant}?cycle=${cycle.cycle}`, { body: { reason: why } })
      await invalidate('cycles', 'assessments', 'items')
      on_close()
    } catch (error) {
      set_problem(error as Error)
    } finally {
      set_busy(false)
    }
  }
  return (
    <Dialog title={title} on_close={on_close}>
      <form onSubmit={e => void send(e)} noValidate>
        {act.act === 'lock' && <p className="note warn"><span>{round!.kind === 'appraisal' ? t.room.lock_council(council?.undecided ?? 0) + ' ' + t.bench.undecided_policy[cycle.switches.undecided_at_lock] : t.room.lock_effect(unsubmitted) + ' ' + t.lock[cycle.switches.unsubmitted_at_lock]}</span></p>}
        {act.act === 'publish' && <p className="note warn"><span>{t.room.publish_effect(council?.decided ?? 0, council?.undecided ?? 0)} {t.room.publish_once}</span></p>}
        {act.act === 'reopen' && <p className="note info"><span>{t.room.reopen_effect}</span></p>}
        {act.act === 'schedule' && <>
          <label className="field"><span>{t.room.opens_at}</span><DateField with_time value={opens_at} on_change={set_opens_at} /></label>
          <label className="field"><span>{t.room.deadline}</span><DateField with_time value={deadline} on_change={set_deadline} /></label>
          {round!.deadline_kind === 'soft' && <label className="field"><span>{t.room.locks_at}</span><DateField with_time value={locks_at} on_change={set_locks_at} /></label>}
          <label className="field"><span>{t.room.decision_number}</span><input value={number} placeholder="12/UBND-NV" onChange={e => set_number(e.target.value)} /></label>
        </>}
        {dated && <>
          <div className="two">
            <label className="field"><span>{act.act === 'extend' ? t.room.deadline : t.room.until}</span><DateField with_time value={deadline} on_change={set_deadline} /></label>
            {act.act === 'extend' && round!.deadline_kind === 'soft' && <label className="field"><span>{t.room.locks_at}</span><DateField with_time value={locks_at} on_change={set_locks_at} /></label>}
          </div>
          <fieldset>
            <legend>{t.room.who}</legend>
            {act.act === 'extend' && <div className="row-of">
              <label className="choice"><input type="radio" name="who" checked={!some} onChange={() => set_some(false)} /> {t.room.for_all}</label>
              <label className="choice"><input type="radio" name="who" checked={some} onChange={() => set_some(true)} /> {t.room.for_some}</label>
            </div>}
            {some && <div className="agency-picks">
              {cycle.agencies.filter(a => a.assessment).map(a => (
                <label key={a.agency} className="choice"><input type="checkbox" checked={chosen.includes(a.agency)} onChange={e => set_chosen(e.target.checked ? [...chosen, a.agency] : chosen.filter(x => x !== a.agency))} /> {a.title}</label>
              ))}
            </div>}
          </fieldset>
          {act.act === 'reopen' && <label className="field"><span>{t.room.criteria}</span><input value={codes} onChange={e => set_codes(e.target.value)} placeholder="I.1.1, II.3" aria-describedby="codes-hint" /><span id="codes-hint" className="small">{t.room.criteria_hint}</span></label>}
          <label className="field"><span>{t.room.decision_number}</span><input value={number} placeholder="12/UBND-NV" onChange={e => set_number(e.target.value)} /></label>
        </>}
        {act.act !== 'publish' && act.act !== 'schedule' && <label className="field"><span>{act.act === 'reopen' ? t.room.ground : t.app.reason}</span><textarea rows={2} value={reason} onChange={e => set_reason(e.target.value)} /></label>}
        {missing && <p className="field-error" role="alert">{missing}</p>}
        <ProblemNote problem={problem} />
        <div className="actions"><button type="button" onClick={on_close}>{t.app.cancel}</button><button type="submit" className="primary" disabled={busy}>{t.app.confirm}</button></div>
      </form>
    </Dialog>
  )
}
