import { useQueryClient } from '@tanstack/react-query'
import { Camera, Upload } from 'lucide-react'
import { useEffect, useImperativeHandle, useRef, useState, useSyncExternalStore, type Ref } from 'react'
import type { Entry, EntryWriteAnswer } from '../api/contract'
import { EVIDENCE_KINDS } from '../api/contract_evidence'
import { attach_evidence, cite, keeps_records, may_check_signatures, useDocuments, type EvidenceFacts } from '../api/evidence'
import { call, Refused } from '../api/http'
import { owner_of, useSession } from '../api/session'
import { comma, useWords } from '../i18n/words'
import { upload_desk } from '../journal/upload_desk'
import { DateField } from '../time/date_field'
import { show_size } from '../time/format'
import { EvidenceCard, name_of_file } from './evidence_card'
import { UploadRow } from './upload_row'

export interface EvidenceHandle { add: (files: File[]) => void; cite: (page: number) => void }

/** What proves the score: files by their hash, each with its own visible way from name to attached. */
export function EvidencePart({ assessment, entry, editable, wants_signature, used_in, on_written, details = false, viewed = null, on_view, ref }: {
  assessment: string; entry: Entry; editable: boolean; wants_signature: boolean; used_in: (sha256: string) => string[]
  on_written: (answer: EntryWriteAnswer) => void; ref?: Ref<EvidenceHandle>
  details?: boolean; viewed?: string | null; on_view?: (link: string) => void
}) {
  const t = useWords()
  const session = useSession()
  const client = useQueryClient()
  const documents = useDocuments(assessment)
  const names = new Map(documents.data?.documents.map(d => [d.sha256, d]))
  const jobs = useSyncExternalStore(upload_desk.observe, upload_desk.jobs).filter(job => job.assessment === assessment && job.code === entry.code)
  const [facts, set_facts] = useState<EvidenceFacts>({})
  const [opened, set_opened] = useState(details)
  const [problem, set_problem] = useState<string | null>(null)
  const picker = useRef<HTMLInputElement>(null)
  const place = { owner: owner_of(session), assessment, code: entry.code }

  useEffect(() => { void upload_desk.resume(place.owner, assessment) }, [place.owner, assessment])
  useEffect(() => upload_desk.on_attached((where, answer) => {
    if (where.assessment !== assessment) return
    on_written(answer)
    void client.invalidateQueries({ queryKey: ['documents', assessment] })
  }), [assessment, client, on_written])

  const refused = (error: unknown) => set_problem(error instanceof Refused ? error.problem.detail ?? error.problem.title : t.sign_in.unreachable)
  const add = (files: File[]) => {
    for (const file of files) upload_desk.start(place, file, facts, sha256 => names.has(sha256))
    if (files.length > 0) set_facts({})
  }
  useImperativeHandle(ref, () => ({ add, cite: page => { set_opened(true); set_facts(old => ({ ...old, pages: cite(old.pages ?? '', page) })) } }))
  const detach = async (link: string) => {
    set_problem(null)
    try {
      on_written((await call<EntryWriteAnswer>('DELETE', `/assessments/${assessment}/entries/${entry.code}/evidence/${link}`)).body)
    } catch (error) { refused(error) }
  }
  const reuse = async (sha256: string) => {
    set_problem(null)
    try {
      on_written(await attach_evidence(assessment, entry.code, sha256, facts))
      set_facts({})
      void client.invalidateQueries({ queryKey: ['documents', assessment] })
    } catch (error) { refused(error) }
  }
  const reusable = documents.data?.documents.filter(d => !entry.evidence.some(e => e.sha256 === d.sha256)) ?? []
  const may_check = may_check_signatures(session.role)

  return (
    <div className="evidence-part">
      {entry.evidence.length === 0 && jobs.length === 0 && <p className="quiet-text">{t.evidence.none}</p>}
      <ul className="files">
        {entry.evidence.map(e => (
          <EvidenceCard
            key={e.link} evidence={e} info={names.get(e.sha256)} all={entry.evidence} names={names} others={used_in(e.sha256).filter(code => code !== entry.code)} wants_signature={wants_signature}
            may_check={may_check} details={details} viewed={viewed === e.link} on_view={on_view && (() => on_view(e.link))} on_detach={editable ? () => void detach(e.link) : undefined}
          />
        ))}
        {jobs.map(job => <UploadRow key={job.id} job={job} attached={job.step.step === 'attached' ? entry.evidence.find(e => e.sha256 === job.sha256) : undefined} />)}
      </ul>
      {problem && <p className="field-error" role="alert">{problem}</p>}
      {editable && (
        <div className="drop-zone" onDragOver={e => { if (e.dataTransfer.types.includes('Files')) e.preventDefault() }} onDrop={e => { e.preventDefault(); add([...e.dataTransfer.files]) }}>
          <details open={opened} onToggle={e => set_opened(e.currentTarget.open)}>
            <summary className="small">{t.evidence.details}</summary>
            <FactsFields facts={facts} records={keeps_records(entry)} on_change={set_facts} earlier={entry.evidence.map(e => ({ link: e.link, name: name_of_file(e, names.get(e.sha256)) }))} />
          </details>
          <span className="small">{t.evidence.drop}</span>
          <div className="row-of">
            <button type="button" onClick={() => picker.current?.click()}><Upload size={16} aria-hidden /> {t.evidence.upload}</button>
            <label className="button camera"><Camera size={16} aria-hidden /> {t.evidence.camera}
              <input type="file" className="sr" accept="image/*" capture="environment" onChange={e => { add([...(e.target.files ?? [])]); e.target.value = '' }} /></label>
          </div>
          <input ref={picker} type="file" multiple hidden data-role="evidence-files" onChange={e => { add([...(e.target.files ?? [])]); e.target.value = '' }} />
          {reusable.length > 0 && (
            <label className="field reuse"><span className="small">{t.evidence.reuse}</span>
              <select value="" onChange={e => { if (e.target.value) void reuse(e.target.value) }}>
                <option value="">{t.evidence.choose}</option>
                {reusable.map(d => <option key={d.sha256} value={d.sha256}>{d.name} ({show_size(d.size, comma())})</option>)}
              </select>
            </label>
          )}
        </div>
      )}
    </div>
  )
}

/** What is said of the paper before it is attached: its own date counts, not when it was brought. */
function FactsFields({ facts, records, on_change, earlier }: { facts: EvidenceFacts; records: boolean; on_change: (facts: EvidenceFacts) => void; earlier: { link: string; name: string }[] }) {
  const t = useWords()
  const set = (change: EvidenceFacts) => on_change({ ...facts, ...change })
  return (
    <div className="facts-fields">
      {records && <label className="field"><span>{t.paper.kind}</span>
        <select value={facts.kind ?? ''} onChange={e => set({ kind: e.target.value })}>
          <option value="">{t.paper.no_kind}</option>
          {EVIDENCE_KINDS.map(kind => <option key={kind} value={kind}>{t.paper.kinds[kind]}</option>)}
        </select>
      </label>}
      {records && <label className="field"><span>{t.paper.issuer}</span><input value={facts.issuer ?? ''} maxLength={200} onChange={e => set({ issuer: e.target.value })} /></label>}
      <label className="field"><span>{t.evidence.document_number}</span><input value={facts.document_number ?? ''} maxLength={100} onChange={e => set({ document_number: e.target.value })} /></label>
      <label className="field"><span>{t.evidence.document_date}</span><DateField value={facts.document_date ?? ''} on_change={document_date => set({ document_date })} /></label>
      <label className="field"><span>{t.evidence.pages}</span><input value={facts.pages ?? ''} placeholder="1-3" maxLength={100} onChange={e => set({ pages: e.target.value })} /></label>
      {earlier.length > 0 && (
        <label className="field"><span>{t.paper.corrects}</span>
          <select value={facts.corrects ?? ''} onChange={e => set({ corrects: e.target.value })}>
            <option value="">{t.paper.corrects_none}</option>
            {earlier.map(e => <option key={e.link} value={e.link}>{e.name}</option>)}
          </select>
        </label>
      )}
      <p className="small wide">{t.paper.dates}</p>
    </div>
  )
}
