import { CircleCheck, CircleDashed, CircleMinus, Hourglass, Stamp } from 'lucide-react'
import { useState, type ReactNode } from 'react'
import { Link as Anchor } from 'wouter'
import { API } from '../api/base'
import type { Role } from '../api/contract'
import { useCycles } from '../api/cycles'
import { in_progress, type Acts, type Finding, type RegulationFile } from '../api/regulations'
import { useNames } from '../api/session'
import { before_issue, type StepState } from '../draft/before_issue'
import type { RegulationText } from '../draft/document'
import { useWords } from '../i18n/words'
import { show_date, show_instant, show_seq } from '../time/format'
import { AgreeDialog, IssueDialog, OverlayDialog, ReviewDialog } from './issue_dialogs'
import { OpenCycleDialog } from './open_cycle'

type Asking = 'review' | 'agree' | 'issue' | 'overlay' | 'cycle'

/** From the draft to the issued version, to guidance laid over it, to a cycle under it: what is there and what is due. */
export function IssuePart({ file, text, acts, role, findings, changed }: {
  file: RegulationFile; text: RegulationText; acts: Acts; role: Role | null; findings: Finding[] | undefined; changed: boolean
}) {
  const [asking, set_asking] = useState<Asking | null>(null)
  const admin = role?.role === 'cycle_admin'
  const draft = in_progress(file)
  const version = file.versions.at(-1)
  const close = () => set_asking(null)
  const drafting_agency = text.drafting?.drafted_by ?? text.standing_department
  const reviews = admin || (role?.role === 'agency_head' && role.agency === drafting_agency)
  return (
    <div className="issue-part">
      {draft && <Steps file={file} text={text} admin={admin} reviews={reviews} changed={changed} on_ask={set_asking} />}
      <Versions file={file} id={file.regulation} />
      {version && <Overlays file={file} admin={admin} on_ask={set_asking} />}
      {version && <Cycles id={file.regulation} admin={admin} on_ask={set_asking} />}
      {asking === 'review' && <ReviewDialog acts={acts} on_close={close} />}
      {asking === 'agree' && <AgreeDialog acts={acts} text={text} on_close={close} />}
      {asking === 'issue' && <IssueDialog acts={acts} text={text} errors={(findings ?? []).filter(f => f.severity === 'error')} on_close={close} />}
      {asking === 'overlay' && <OverlayDialog acts={acts} text={text} version={version!.version} on_close={close} />}
      {asking === 'cycle' && <OpenCycleDialog id={file.regulation} version={version!} on_close={close} />}
    </div>
  )
}

const SHAPE = { done: CircleCheck, due: CircleDashed, running: Hourglass, free: CircleMinus }

function Steps({ file, text, admin, reviews, changed, on_ask }: { file: RegulationFile; text: RegulationText; admin: boolean; reviews: boolean; changed: boolean; on_ask: (what: Asking) => void }) {
  const t = useWords()
  const name_of = useNames()
  const draft = in_progress(file)!
  const steps = before_issue(file, draft, text)
  const body = text.bodies?.find(b => b.id === (draft.agreement?.body ?? text.drafting?.agreed_by))?.title
  const line = (state: StepState, what: string, more: ReactNode, act?: ReactNode, words?: string) => {
    const Shape = SHAPE[state]
    return <li className={`issue-step ${state}`}><Shape size={20} aria-hidden /> <div><strong>{what}</strong> <span className="small">{words ?? t.setup.step_state[state]}</span><div className="small">{more}</div></div>{act}</li>
  }
  return (
    <section aria-label={t.setup.before_issue}>
      <h2>{t.setup.before_issue_of(draft.draft)}</h2>
      <ol className="issue-steps card">
        {line(steps.consulted, t.setup.step.consulted, steps.consulted === 'running' ? t.setup.until_closed(show_instant(draft.consultation!.closes_at)) : '')}
        {line(steps.reviewed, t.setup.step.reviewed, draft.reviews.map(r => `${name_of(r.by)}, ${show_instant(r.at)}${r.note ? `: ${r.note}` : ''}`).join('; ') || text.control?.reviewed_by,
          reviews && <button type="button" onClick={() => on_ask('review')}>{t.setup.review}</button>)}
        {line(steps.agreed, t.setup.step.agreed, [body, draft.agreement?.document_number, draft.agreement?.document_date && show_date(draft.agreement.document_date)].filter(Boolean).join(' · '),
          admin && !draft.agreement && (text.bodies?.length ?? 0) > 0 && <button type="button" onClick={() => on_ask('agree')}>{t.setup.agree}</button>)}
        {line(steps.checked, t.setup.step.checked, draft.findings ? t.setup.found(draft.findings.errors, draft.findings.warnings) : t.setup.not_checked, null, steps.checked === 'due' ? t.setup.errors_open : undefined)}
      </ol>
      {admin && (
        <div className="actions">
          {changed && <span className="small warn-text">{t.setup.save_first}</span>}
          {!steps.may_issue && <span className="small">{t.setup.issue_waits}</span>}
          <button type="button" className="primary" disabled={changed} onClick={() => on_ask('issue')}><Stamp size={16} aria-hidden /> {t.setup.issue}</button>
        </div>
      )}
    </section>
  )
}

function Versions({ file, id }: { file: RegulationFile; id: string }) {
  const t = useWords()
  const name_of = useNames()
  if (file.versions.length === 0) return <p className="empty">{t.setup.no_version}</p>
  return (
    <section aria-label={t.setup.versions}>
      <h2>{t.setup.versions}</h2>
      <div className="scroll-x" tabIndex={0} role="region" aria-label={t.setup.versions}>
        <table className="plain">
          <thead><tr><th scope="col">{t.setup.version}</th><th scope="col">{t.setup.decision}</th><th scope="col">{t.setup.issuer}</th><th scope="col">{t.setup.signer}</th><th scope="col">{t.setup.findings}</th><th scope="col">{t.setup.recorded}</th></tr></thead>
          <tbody>
            {[...file.versions].reverse().map(v => (
              <tr key={v.version}>
                <th scope="row"><a href={`${API}/regulations/${encodeURIComponent(id)}/document?version=${v.version}`} download={`${id}-${v.version}.json`}>{v.version}</a> {v.in_force && <span className="chip ok">{t.setup.in_force}</span>}</th>
                <td>{v.decision_number || '–'}{v.decision_date && <span className="num"> · {show_date(v.decision_date)}</span>}</td>
                <td>{v.issuer}</td><td>{v.signed_by || '–'}</td>
                <td>{v.findings ? t.setup.found(v.findings.errors, v.findings.warnings) : '–'}{v.reason && <p className="small">{t.app.reason}: {v.reason}</p>}</td>
                <td className="small">{name_of(v.by)} · {show_instant(v.at)} · #{show_seq(v.seq)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  )
}

function Overlays({ file, admin, on_ask }: { file: RegulationFile; admin: boolean; on_ask: (what: Asking) => void }) {
  const t = useWords()
  return (
    <section aria-label={t.setup.overlays}>
      <h2>{t.setup.overlays}</h2>
      <p className="small">{t.setup.overlays_lead}</p>
      {file.overlays.length === 0 && <p className="quiet-text">{t.setup.no_overlays}</p>}
      <ul className="overlays">
        {file.overlays.map(o => (
          <li key={o.overlay} className="card"><p><span className="code">{o.criterion}</span> {o.text}</p>
            <p className="small">{t.setup.overlay_of(o.document_number, o.issuer)}{o.document_date && ` · ${show_date(o.document_date)}`} · {t.setup.from_day(show_date(o.from))} · {t.setup.version_n(o.version)}</p></li>
        ))}
      </ul>
      {admin && <button type="button" onClick={() => on_ask('overlay')}>{t.setup.add_overlay}</button>}
    </section>
  )
}

function Cycles({ id, admin, on_ask }: { id: string; admin: boolean; on_ask: (what: Asking) => void }) {
  const t = useWords()
  const { data } = useCycles()
  const mine = data?.cycles.filter(c => c.regulation === id) ?? []
  return (
    <section aria-label={t.setup.cycles}>
      <h2>{t.setup.cycles}</h2>
      {mine.length === 0 && <p className="quiet-text">{t.setup.no_cycles}</p>}
      <ul className="dates">{mine.map(c => <li key={c.cycle}><Anchor href={admin ? `/dieu-hanh/${c.cycle}` : `/xep-hang/${c.cycle}`}>{c.title}</Anchor> <span className="small">{t.setup.version_n(c.regulation_version)} · {t.setup.opened(show_instant(c.opened_at))}</span></li>)}</ul>
      {admin && <button type="button" className="primary" onClick={() => on_ask('cycle')}>{t.setup.open_cycle}</button>}
    </section>
  )
}
