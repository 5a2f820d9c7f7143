import { useState } from 'react'
import type { Acts, Finding } from '../api/regulations'
import type { RegulationText } from '../draft/document'
import { rows_of } from '../draft/tree'
import { useWords } from '../i18n/words'
import { Dialog } from '../shell/dialog'
import { server_now } from '../time/clock'
import { DateField } from '../time/date_field'
import { instant_to_local } from '../time/format'
import { ActForm } from './act_form'
import { FindingLine } from './findings_part'

const clean = (text: string) => text.trim().normalize('NFC')
const today = () => instant_to_local(server_now()).slice(0, 10)

export function ReviewDialog({ acts, on_close }: { acts: Acts; on_close: () => void }) {
  const t = useWords()
  const [note, set_note] = useState('')
  return (
    <Dialog title={t.setup.review_title} on_close={on_close}>
      <ActForm submit={t.setup.review} on_close={on_close} send={() => acts.act('/reviews', clean(note) ? { note: clean(note) } : {})}>
        <p className="small">{t.setup.review_lead}</p>
        <label className="field"><span>{t.setup.review_note}</span><textarea rows={3} value={note} onChange={e => set_note(e.target.value)} /></label>
      </ActForm>
    </Dialog>
  )
}

export function AgreeDialog({ acts, text, on_close }: { acts: Acts; text: RegulationText; on_close: () => void }) {
  const t = useWords()
  const [body, set_body] = useState(text.drafting?.agreed_by ?? text.bodies?.[0]?.id ?? '')
  const [number, set_number] = useState('')
  const [date, set_date] = useState(today)
  const send = () => (clean(number) ? acts.act('/agreements', { body, document_number: clean(number), ...(date ? { document_date: date } : {}) }) : t.setup.number_needed)
  return (
    <Dialog title={t.setup.agree_title} on_close={on_close}>
      <ActForm submit={t.setup.agree} on_close={on_close} send={send}>
        <label className="field"><span>{t.setup.body}</span><select value={body} onChange={e => set_body(e.target.value)}>{text.bodies?.map(b => <option key={b.id} value={b.id}>{b.title}</option>)}</select></label>
        <label className="field"><span>{t.setup.document_number}</span><input value={number} maxLength={64} placeholder="05/TB-BCĐ" onChange={e => set_number(e.target.value)} /></label>
        <label className="field"><span>{t.setup.document_date}</span><DateField value={date} on_change={set_date} /></label>
      </ActForm>
    </Dialog>
  )
}

/** Issuing with errors open wants a reason, and they are all read first (CS-37). */
export function IssueDialog({ acts, text, errors, on_close }: { acts: Acts; text: RegulationText; errors: Finding[]; on_close: () => void }) {
  const t = useWords()
  const [number, set_number] = useState('')
  const [date, set_date] = useState(today)
  const [issuer, set_issuer] = useState(text.publisher ?? text.issued_by?.issuer ?? '')
  const [signer, set_signer] = useState('')
  const [reason, set_reason] = useState('')
  const send = () => {
    if (!clean(number)) return t.setup.number_needed
    if (!clean(issuer) || !clean(signer)) return t.setup.signer_needed
    if (errors.length > 0 && !clean(reason)) return t.setup.issue_reason_needed
    return acts.act('/versions', {
      decision_number: clean(number), issuer: clean(issuer), signed_by: clean(signer), ...(date ? { decision_date: date } : {}), ...(clean(reason) ? { reason: clean(reason) } : {}),
    })
  }
  return (
    <Dialog title={t.setup.issue_title} on_close={on_close} wide={errors.length > 0}>
      <ActForm submit={t.setup.issue_now} on_close={on_close} send={send}>
        <p className="note info"><span>{t.setup.issue_lead}</span></p>
        <div className="two">
          <label className="field"><span>{t.setup.decision_number}</span><input data-first value={number} maxLength={64} placeholder="12/QĐ-UBND" onChange={e => set_number(e.target.value)} /></label>
          <label className="field"><span>{t.setup.decision_date}</span><DateField value={date} on_change={set_date} /></label>
          <label className="field"><span>{t.setup.issuer}</span><input value={issuer} maxLength={512} onChange={e => set_issuer(e.target.value)} /></label>
          <label className="field"><span>{t.setup.signer}</span><input value={signer} maxLength={512} placeholder={t.setup.signer_example} onChange={e => set_signer(e.target.value)} /></label>
        </div>
        {errors.length > 0 && <>
          <p className="note bad"><span>{t.setup.issue_errors(errors.length)}</span></p>
          <ul className="findings short" tabIndex={0} aria-label={t.setup.findings}>{errors.map((f, i) => <FindingLine key={i} finding={f} />)}</ul>
          <label className="field"><span>{t.setup.issue_reason}</span><textarea rows={2} maxLength={1000} value={reason} onChange={e => set_reason(e.target.value)} /></label>
        </>}
      </ActForm>
    </Dialog>
  )
}

export function OverlayDialog({ acts, text, version, on_close }: { acts: Acts; text: RegulationText; version: number; on_close: () => void }) {
  const t = useWords()
  const rows = text.criteria_sets.flatMap(set => rows_of(set).filter(r => !r.node.children).map(({ node }) => ({ key: `${set.id}|${node.code}`, set: set.id, node })))
  const [about, set_about] = useState(rows[0]?.key ?? '')
  const [from, set_from] = useState(today)
  const [number, set_number] = useState('')
  const [date, set_date] = useState(today)
  const [issuer, set_issuer] = useState('')
  const [words, set_words] = useState('')
  const send = () => {
    const row = rows.find(r => r.key === about)
    if (!clean(number)) return t.setup.number_needed
    if (!clean(words) || !row) return t.setup.overlay_needed
    if (!from) return t.room.instant_needed
    return acts.act('/overlays', {
      version, from, document_number: clean(number), criterion: row.node.code, text: clean(words), ...(date ? { document_date: date } : {}), ...(clean(issuer) ? { issuer: clean(issuer) } : {}),
      ...(text.criteria_sets.length > 1 ? { criteria_sets: [row.set] } : {}),
    })
  }
  return (
    <Dialog title={t.setup.overlay_title} on_close={on_close}>
      <ActForm submit={t.app.confirm} on_close={on_close} send={send}>
        <p className="small">{t.setup.overlays_lead}</p>
        <label className="field"><span>{t.setup.criterion}</span><select value={about} onChange={e => set_about(e.target.value)}>{rows.map(r => <option key={r.key} value={r.key}>{`${r.node.code} · ${r.node.title}`.slice(0, 90)}</option>)}</select></label>
        <label className="field"><span>{t.setup.overlay_text}</span><textarea rows={4} maxLength={4000} value={words} onChange={e => set_words(e.target.value)} /></label>
        <div className="two">
          <label className="field"><span>{t.setup.document_number}</span><input value={number} maxLength={64} placeholder="1394/SNV-CCHC" onChange={e => set_number(e.target.value)} /></label>
          <label className="field"><span>{t.setup.document_date}</span><DateField value={date} on_change={set_date} /></label>
          <label className="field"><span>{t.setup.issuer}</span><input value={issuer} maxLength={512} onChange={e => set_issuer(e.target.value)} /></label>
          <label className="field"><span>{t.setup.in_force_from}</span><DateField value={from} on_change={set_from} /></label>
        </div>
      </ActForm>
    </Dialog>
  )
}
