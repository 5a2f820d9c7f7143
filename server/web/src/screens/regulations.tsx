import { FilePlus2, FileUp } from 'lucide-react'
import { useState } from 'react'
import { Link as Anchor, useLocation } from 'wouter'
import { get, instead_of } from '../api/http'
import { useRegulations, type RegulationList } from '../api/regulations'
import { owner_of, useSession } from '../api/session'
import { read_text, type RegulationText } from '../draft/document'
import { keep_text } from '../draft/work'
import { useWords } from '../i18n/words'
import { ActForm } from '../setup/act_form'
import { Dialog } from '../shell/dialog'
import { ProblemNote, Skeleton } from '../shell/problem'
import { TimeLeft } from '../time/countdown'
import { show_date, show_instant } from '../time/format'

/** Every regulation and where it stands; an administrator begins a new draft here. */
export function RegulationsScreen() {
  const t = useWords()
  const { role } = useSession()
  const list = useRegulations()
  const [beginning, set_beginning] = useState(false)
  const rows = list.data ? joined(list.data) : []
  return (
    <div className="page narrow">
      <div className="rank-head">
        <div><h1>{t.setup.title}</h1><p className="small">{t.setup.lead}</p></div>
        {role?.role === 'cycle_admin' && <button type="button" className="primary" onClick={() => set_beginning(true)}><FilePlus2 size={16} aria-hidden /> {t.setup.begin}</button>}
      </div>
      <ProblemNote problem={instead_of(list)} on_retry={() => void list.refetch()} />
      {list.isPending ? <Skeleton rows={4} /> : rows.length === 0 && !list.error ? <p className="empty">{t.setup.no_regulations}</p> : (
        <ul className="regulations">
          {rows.map(r => (
            <li key={r.id} className="card">
              <div>
                <h2><Anchor href={`/thiet-lap/${r.id}${r.draft?.state === 'in_consultation' ? '?phan=gop-y' : ''}`}>{r.id}</Anchor></h2>
                {r.version && <p className="small">{t.setup.text_name.version(r.version.version)}: {[r.version.decision_number, r.version.decision_date && show_date(r.version.decision_date), r.version.issuer].filter(Boolean).join(' · ')}</p>}
              </div>
              <p className="states">
                {r.draft && <span className="chip info">{t.setup.text_name.draft(r.draft.draft)} · {t.setup.state[r.draft.state]}</span>}
                {r.draft?.state === 'in_consultation' && r.draft.closes_at && <><span className="small num">{t.setup.closes(show_instant(r.draft.closes_at))}</span> <TimeLeft until={r.draft.closes_at} /></>}
                {r.version && <span className="chip ok">{t.setup.state.issued}</span>}
              </p>
            </li>
          ))}
        </ul>
      )}
      {beginning && <BeginDialog known={rows.map(r => r.id)} on_close={() => set_beginning(false)} />}
    </div>
  )
}

interface Line { id: string; version: RegulationList['regulations'][number] | undefined; draft: RegulationList['in_progress'][number] | undefined }
/** One line for each, drafts on their way first. */
function joined(list: RegulationList): Line[] {
  const ids = [...new Set([...list.in_progress, ...list.regulations].map(r => r.regulation))]
  return ids.map(id => ({ id, version: list.regulations.filter(r => r.regulation === id).at(-1), draft: list.in_progress.find(r => r.regulation === id) }))
}

/** A new draft, from a file or from a regulation that is there; nothing is written until it is saved. */
function BeginDialog({ known, on_close }: { known: string[]; on_close: () => void }) {
  const t = useWords()
  const session = useSession()
  const [, go] = useLocation()
  const [from, set_from] = useState<'file' | 'copy'>(known.length ? 'copy' : 'file')
  const [copied, set_copied] = useState(known[0] ?? '')
  const [read, set_read] = useState<RegulationText | null>(null)
  const [file_name, set_file_name] = useState('')
  const [unreadable, set_unreadable] = useState(false)
  const [id, set_id] = useState('')
  const [title, set_title] = useState('')
  const [year, set_year] = useState('')
  const take = async (file: File | undefined) => {
    const text = file ? read_text(await file.text()) : null
    set_unreadable(file !== undefined && text === null)
    set_file_name(file?.name ?? '')
    set_read(text)
    if (text) { set_id(text.id); set_title(text.title); set_year(String(text.year)) }
  }
  const send = () => {
    if (from === 'file' && !read) return t.setup.file_needed
    if (!/^[a-z0-9_-]{1,64}$/.test(id)) return t.setup.id_wrong
    if (known.includes(id)) return t.setup.id_taken
    if (!title.trim()) return t.setup.title_needed
    if (!/^(19|2[01])\d\d$/.test(year)) return t.setup.year_wrong
    return (async () => {
      const base = from === 'file' ? read! : await get<RegulationText>(`/regulations/${copied}/document`)
      const { corrections: _, ...rest } = base
      const text: RegulationText = from === 'file' ? { ...base, id, title: title.trim().normalize('NFC'), year: Number(year) }
        : { ...rest, id, title: title.trim().normalize('NFC'), year: Number(year), issued_by: { ...(base.issued_by?.issuer ? { issuer: base.issued_by.issuer } : {}) }, previous_regulation: copied }
      keep_text(owner_of(session), id, { from: null, text })
      go(`/thiet-lap/${id}`)
    })()
  }
  return (
    <Dialog title={t.setup.begin_title} on_close={on_close}>
      <ActForm send={send} on_close={on_close} submit={t.setup.begin_now}>
        <fieldset className="row-of"><legend className="sr">{t.setup.begin_from}</legend>
          <label className="choice"><input type="radio" name="from" checked={from === 'copy'} disabled={known.length === 0} onChange={() => set_from('copy')} /> {t.setup.from_copy}</label>
          <label className="choice"><input type="radio" name="from" checked={from === 'file'} onChange={() => set_from('file')} /> {t.setup.from_file}</label>
        </fieldset>
        {from === 'copy' ? <label className="field"><span>{t.setup.copied}</span><select value={copied} onChange={e => set_copied(e.target.value)}>{known.map(k => <option key={k} value={k}>{k}</option>)}</select></label>
          : <div className="field"><span className="label">{t.setup.file}</span><p className="row-of chosen-file"><label className="button camera"><FileUp size={16} aria-hidden /> {t.setup.choose_file}<input type="file" className="sr" accept=".json,application/json" onChange={e => void take(e.target.files?.[0])} /></label> <span className="small">{file_name || t.setup.no_file}</span></p>{unreadable && <span className="field-error" role="alert">{t.setup.file_unreadable}</span>}</div>}
        <label className="field"><span>{t.setup.title_of_regulation}</span><textarea rows={2} value={title} onChange={e => set_title(e.target.value)} /></label>
        <div className="two">
          <label className="field"><span>{t.setup.id}</span><input value={id} maxLength={64} onChange={e => set_id(e.target.value.trim())} aria-describedby="id-hint" /><span id="id-hint" className="small">{t.setup.id_hint}</span></label>
          <label className="field"><span>{t.setup.year}</span><input className="num" inputMode="numeric" value={year} maxLength={4} onChange={e => set_year(e.target.value)} /></label>
        </div>
        <p className="small">{t.setup.begin_lead}</p>
      </ActForm>
    </Dialog>
  )
}
