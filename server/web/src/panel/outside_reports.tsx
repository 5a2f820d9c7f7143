import { Megaphone, ThumbsDown, ThumbsUp } from 'lucide-react'
import { useState } from 'react'
import { REPORT_KINDS, type OutsideReport } from '../api/contract_evidence'
import { post } from '../api/http'
import { useWords, word_for } from '../i18n/words'
import { Choice } from '../setup/fields'
import { ActForm } from '../setup/act_form'
import { Dialog } from '../shell/dialog'
import { DateField } from '../time/date_field'
import { show_date } from '../time/format'

type Act = { act: 'add' } | { act: 'verify' | 'count' | 'answer'; report: OutsideReport }

/** What others say of a score: received, verified, counted. What speaks against it is shown to the unit, which answers. */
export function OutsideReports({ cycle, assessment, code, reports, takes_in, answers, on_written }: {
  cycle: string; assessment: string; code: string; reports: OutsideReport[]
  /** Does the caller take them in and look into them; may the caller answer for the unit. */
  takes_in: boolean; answers: boolean
  on_written: () => void
}) {
  const t = useWords()
  const [act, set_act] = useState<Act | null>(null)
  if (reports.length === 0 && !takes_in) return null
  const base = `/cycles/${cycle}/outside_reports`
  const close = () => set_act(null)
  const send = (path: string, body: unknown) => post(base + path, body).then(on_written)
  return (
    <section className="outside-reports" aria-label={t.outside.title}>
      <h3><Megaphone size={15} aria-hidden /> {t.outside.title}</h3>
      {reports.length === 0 && <p className="quiet-text">{t.outside.none}</p>}
      <ul className="plain-list">
        {reports.map(r => (
          <li key={r.report} className={r.supports ? 'supports' : 'against'}>
            <p><span className={`chip ${r.supports ? 'ok' : 'warn'}`}>{r.supports ? <ThumbsUp size={13} aria-hidden /> : <ThumbsDown size={13} aria-hidden />} {r.supports ? t.outside.supports : t.outside.against}</span> <span className={`chip ${r.state === 'counted' ? 'info' : 'quiet'}`}>{t.outside[r.state]}</span></p>
            <p>{r.summary}</p>
            <p className="small num">{[word_for(t.outside.kind, r.kind), r.source.text, r.source.document_number, r.source.date && show_date(r.source.date)].filter(Boolean).join(' · ')}</p>
            {r.counting && <p className="small">{t.app.reason}: {r.counting.reason}</p>}
            {r.verification && <p className="small num">{[`${t.outside.by}: ${r.verification.body}`, r.verification.source.text, r.verification.source.document_number].filter(Boolean).join(' · ')}</p>}
            {r.answer && <p className="small"><strong>{t.outside.answer}:</strong> {r.answer.text}</p>}
            <div className="row-of">
              {answers && !r.counting && <button type="button" onClick={() => set_act({ act: 'answer', report: r })}>{t.outside.answer_open}</button>}
              {takes_in && !r.counting && <button type="button" onClick={() => set_act({ act: 'verify', report: r })}>{t.outside.verify}</button>}
              {takes_in && r.state === 'confirmed' && <button type="button" onClick={() => set_act({ act: 'count', report: r })}>{t.outside.count}</button>}
            </div>
          </li>
        ))}
      </ul>
      {takes_in && <button type="button" className="link" onClick={() => set_act({ act: 'add' })}>{t.outside.add}</button>}
      {act?.act === 'add' && <AddDialog on_close={close} send={body => send('', { assessment, criterion: code, ...body })} />}
      {act?.act === 'verify' && <VerifyDialog on_close={close} send={body => send(`/${act.report.report}/verifications`, body)} />}
      {act?.act === 'count' && <TextDialog title={t.outside.count_title} lead={t.outside.count_lead} label={t.app.reason} submit={t.outside.count_title} missing={t.app.reason_needed} on_close={close} send={reason => send(`/${act.report.report}/countings`, { reason })} />}
      {act?.act === 'answer' && <TextDialog title={t.outside.answer} lead={act.report.summary} label={t.outside.answer} submit={t.outside.answer_send} missing={t.outside.answer_needed} on_close={close} send={text => send(`/${act.report.report}/answers`, { text })} />}
    </section>
  )
}

function TextDialog({ title, lead, label, submit, missing, on_close, send }: {
  title: string; lead: string; label: string; submit: string; missing: string; on_close: () => void; send: (text: string) => Promise<unknown>
}) {
  const [text, set_text] = useState('')
  return (
    <Dialog title={title} on_close={on_close}>
      <ActForm submit={submit} on_close={on_close} send={() => (text.trim() ? send(text.trim().normalize('NFC')) : missing)}>
        <p>{lead}</p>
        <label className="field"><span>{label}</span><textarea rows={3} value={text} maxLength={4000} onChange={e => set_text(e.target.value)} /></label>
      </ActForm>
    </Dialog>
  )
}

interface Where { text: string; document_number: string; date: string }
function WhereFields({ where, on_change }: { where: Where; on_change: (where: Where) => void }) {
  const t = useWords()
  return (
    <>
      <label className="field"><span>{t.outside.source}</span><input value={where.text} maxLength={400} onChange={e => on_change({ ...where, text: e.target.value })} /></label>
      <div className="two">
        <label className="field"><span>{t.outside.number}</span><input value={where.document_number} maxLength={100} onChange={e => on_change({ ...where, document_number: e.target.value })} /></label>
        <label className="field"><span>{t.outside.date}</span><DateField value={where.date} on_change={date => on_change({ ...where, date })} /></label>
      </div>
    </>
  )
}
const told = (where: Where) => ({ text: where.text.trim().normalize('NFC'), document_number: where.document_number.trim().normalize('NFC'), ...(where.date ? { date: where.date } : {}) })
const NOWHERE: Where = { text: '', document_number: '', date: '' }

function AddDialog({ on_close, send }: { on_close: () => void; send: (body: object) => Promise<unknown> }) {
  const t = useWords()
  const [kind, set_kind] = useState<(typeof REPORT_KINDS)[number]>('media')
  const [where, set_where] = useState(NOWHERE)
  const [summary, set_summary] = useState('')
  const [supports, set_supports] = useState<'supports' | 'against'>('against')
  const [informant, set_informant] = useState('')
  const go = () => {
    if (!where.text.trim() || !summary.trim()) return t.outside.needed
    return send({ kind, source: told(where), summary: summary.trim().normalize('NFC'), supports: supports === 'supports', ...(informant.trim() ? { informant: informant.trim().normalize('NFC') } : {}) })
  }
  return (
    <Dialog title={t.outside.add_title} on_close={on_close}>
      <ActForm submit={t.outside.record} on_close={on_close} send={go}>
        <Choice label={t.outside.of_kind} value={kind} on_change={set_kind} options={REPORT_KINDS.map(k => [k, word_for(t.outside.kind, k)] as const)} />
        <Choice label={t.outside.bears} value={supports} on_change={set_supports} options={[['against', t.outside.against], ['supports', t.outside.supports]]} />
        <WhereFields where={where} on_change={set_where} />
        <label className="field"><span>{t.outside.summary}</span><textarea rows={3} value={summary} maxLength={4000} onChange={e => set_summary(e.target.value)} /></label>
        <label className="field"><span>{t.outside.informant}</span><input value={informant} autoComplete="off" onChange={e => set_informant(e.target.value)} /><span className="small">{t.outside.informant_hint}</span></label>
      </ActForm>
    </Dialog>
  )
}

function VerifyDialog({ on_close, send }: { on_close: () => void; send: (body: object) => Promise<unknown> }) {
  const t = useWords()
  const [outcome, set_outcome] = useState<'confirmed' | 'dismissed'>('confirmed')
  const [by, set_by] = useState('')
  const [where, set_where] = useState(NOWHERE)
  return (
    <Dialog title={t.outside.verify_title} on_close={on_close}>
      <ActForm submit={t.outside.verify_title} on_close={on_close} send={() => (by.trim() && where.text.trim() ? send({ outcome, by: by.trim().normalize('NFC'), source: told(where) }) : t.outside.by_needed)}>
        <Choice label={t.outside.outcome} value={outcome} on_change={set_outcome} options={[['confirmed', t.outside.confirmed], ['dismissed', t.outside.dismissed]]} />
        <label className="field"><span>{t.outside.by}</span><input value={by} maxLength={200} onChange={e => set_by(e.target.value)} /></label>
        <WhereFields where={where} on_change={set_where} />
      </ActForm>
    </Dialog>
  )
}
