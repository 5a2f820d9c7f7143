import { Lock } from 'lucide-react'
import { useState } from 'react'
import type { Entry, EntryWriteAnswer } from '../api/contract'
import type { SecretPaper } from '../api/contract_evidence'
import { post } from '../api/http'
import { ActForm } from '../setup/act_form'
import { useWords } from '../i18n/words'
import { Dialog } from '../shell/dialog'
import { DateField } from '../time/date_field'
import { show_date, show_day } from '../time/format'

/** Secret papers: that one exists, and the meeting at which the council heard of it. Never a file, never its content. */
export function SecretPapers({ assessment, entry, declarable, explains, on_written }: {
  assessment: string; entry: Entry
  /** May the agency declare one here; does the caller record the meeting. */
  declarable: boolean; explains: boolean
  on_written: (answer: EntryWriteAnswer) => void
}) {
  const t = useWords()
  const [asked, set_asked] = useState(false)
  const [meeting, set_meeting] = useState<SecretPaper | null>(null)
  const papers = entry.secret_papers ?? []
  if (papers.length === 0 && !declarable) return null
  const base = `/assessments/${assessment}/entries/${entry.code}/secret_papers`
  return (
    <section className="secret-papers" aria-label={t.secret.title}>
      <h3><Lock size={15} aria-hidden /> {t.secret.title}</h3>
      <ul className="plain-list">
        {papers.map((p, i) => (
          <li key={p.paper}>
            <strong>{t.secret.paper(i + 1)}</strong> <span className="small num">{t.secret.declared(show_day(p.declared_at))}</span>
            {p.meeting ? <p className="small num">{t.secret.meeting(show_date(p.meeting.held_on), p.meeting.document_number)} · {p.meeting.attendance.join(', ')}</p> : <p className="small warn-text">{t.secret.no_meeting}</p>}
            {explains && <button type="button" onClick={() => set_meeting(p)}>{t.secret.record_open}</button>}
          </li>
        ))}
      </ul>
      {declarable && <button type="button" className="link" onClick={() => set_asked(true)}>{t.secret.declare}…</button>}
      {asked && (
        <Dialog title={t.secret.declare} on_close={() => set_asked(false)}>
          <ActForm submit={t.secret.declare} on_close={() => set_asked(false)} send={async () => on_written(await post<EntryWriteAnswer>(base, {}))}>
            <p>{t.secret.lead}</p><p>{t.secret.sure}</p>
          </ActForm>
        </Dialog>
      )}
      {meeting && <MeetingDialog path={`${base}/${meeting.paper}/meetings`} on_close={() => set_meeting(null)} on_written={on_written} />}
    </section>
  )
}

function MeetingDialog({ path, on_close, on_written }: { path: string; on_close: () => void; on_written: (answer: EntryWriteAnswer) => void }) {
  const t = useWords()
  const [held_on, set_held_on] = useState('')
  const [who, set_who] = useState('')
  const [number, set_number] = useState('')
  const send = () => {
    const attendance = who.split('\n').map(line => line.trim().normalize('NFC')).filter(Boolean)
    if (!held_on || attendance.length === 0 || !number.trim()) return t.secret.needed
    return post<EntryWriteAnswer>(path, { held_on, attendance, document_number: number.trim().normalize('NFC') }).then(on_written)
  }
  return (
    <Dialog title={t.secret.record} on_close={on_close}>
      <ActForm submit={t.secret.record} on_close={on_close} send={send}>
        <label className="field"><span>{t.secret.held_on}</span><DateField value={held_on} on_change={set_held_on} /></label>
        <label className="field"><span>{t.secret.attendance}</span><textarea rows={3} value={who} onChange={e => set_who(e.target.value)} /><span className="small">{t.secret.attendance_hint}</span></label>
        <label className="field"><span>{t.secret.document_number}</span><input value={number} onChange={e => set_number(e.target.value)} /></label>
      </ActForm>
    </Dialog>
  )
}
