import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Camera, CircleAlert, Download, FileText, LoaderCircle, Trash2, TriangleAlert, Upload, X } from 'lucide-react'
import { useEffect, useImperativeHandle, useRef, useState, type Ref } from 'react'
import { API } from '../api/base'
import type { DocumentInfo, Entry, EntryWriteAnswer } from '../api/contract'
import { call, get, Refused } from '../api/http'
import { useNames } from '../api/session'
import { sha256_of, upload, type UploadStep } from '../api/upload'
import { comma, useWords } from '../i18n/words'
import { DateField } from '../time/date_field'
import { show_date, show_short, show_size } from '../time/format'

interface Sending {
  id: number; name: string; step: UploadStep | { step: 'rejected'; why: string } | { step: 'attaching' }; abort: AbortController
}
export interface EvidenceHandle { add: (files: File[]) => void }

export function useDocuments(assessment: string) {
  return useQuery({
    queryKey: ['documents', assessment], queryFn: () => get<{ documents: DocumentInfo[] }>(`/documents?assessment=${encodeURIComponent(assessment)}`), staleTime: 60_000,
  })
}

/** What proves the score: files by their hash, each with its own visible way from name to attached. */
export function EvidencePart({ assessment, entry, editable, wants_signature, used_in, on_written, ref }: {
  assessment: string; entry: Entry; editable: boolean; wants_signature: boolean; used_in: (sha256: string) => string[]
  on_written: (answer: EntryWriteAnswer) => void; ref?: Ref<EvidenceHandle>
}) {
  const t = useWords()
  const name_of = useNames()
  const client = useQueryClient()
  const documents = useDocuments(assessment)
  const names = new Map(documents.data?.documents.map(d => [d.sha256, d]))
  const [sending, set_sending] = useState<Sending[]>([])
  const [date, set_date] = useState('')
  const [number, set_number] = useState('')
  const [pages, set_pages] = useState('')
  const [problem, set_problem] = useState<string | null>(null)
  const picker = useRef<HTMLInputElement>(null)
  const counter = useRef(0)
  const alive = useRef(true)
  useEffect(() => { alive.current = true; return () => { alive.current = false } }, [])

  const change = (id: number, step: Sending['step'] | null) => {
    if (alive.current) set_sending(all => all.flatMap(s => (s.id !== id ? [s] : step ? [{ ...s, step }] : [])))
  }
  const attach = async (sha256: string) => {
    const body = {
      sha256, ...(date ? { document_date: date } : {}), ...(number.trim() ? { document_number: number.trim().normalize('NFC') } : {}), ...(pages.trim() ? { pages: pages.trim() } : {}),
    }
    const { body: answer } = await call<EntryWriteAnswer>('POST', `/assessments/${assessment}/entries/${entry.code}/evidence`, { body })
    on_written(answer)
    void client.invalidateQueries({ queryKey: ['documents', assessment] })
  }
  const send = async (file: File) => {
    const id = ++counter.current
    const abort = new AbortController()
    set_sending(all => [...all, { id, name: file.name.normalize('NFC'), step: { step: 'checking' }, abort }])
    try {
      if (file.size === 0) return change(id, { step: 'rejected', why: t.evidence.empty_file })
      const sha256 = await sha256_of(file)
      const known = sha256 !== null && names.has(sha256)
      const sent = known ? sha256 : await upload(file, sha256, step => change(id, step), abort.signal)
      change(id, { step: 'attaching' })
      await attach(sent)
      change(id, null)
    } catch (error) {
      if (abort.signal.aborted) change(id, null)
      else change(id, { step: 'rejected', why: error instanceof Refused ? error.problem.detail ?? error.problem.title : t.sign_in.unreachable })
    }
  }
  const add = (files: File[]) => { for (const file of files) void send(file) }
  useImperativeHandle(ref, () => ({ add }))
  const detach = async (link: string) => {
    set_problem(null)
    try {
      on_written((await call<EntryWriteAnswer>('DELETE', `/assessments/${assessment}/entries/${entry.code}/evidence/${link}`)).body)
    } catch (error) {
      set_problem(error instanceof Refused ? error.problem.detail ?? error.problem.title : t.sign_in.unreachable)
    }
  }
  const reusable = documents.data?.documents.filter(d => !entry.evidence.some(e => e.sha256 === d.sha256)) ?? []

  return (
    <div className="evidence-part">
      {entry.evidence.length === 0 && sending.length === 0 && <p className="quiet-text">{t.evidence.none}</p>}
      <ul className="files">
        {entry.evidence.map(e => {
          const info = names.get(e.sha256)
          const others = used_in(e.sha256).filter(code => code !== entry.code)
          const about = [e.document_number, e.document_date && show_date(e.document_date), e.pages && `${t.evidence.pages} ${e.pages}`, show_size(e.size, comma())].filter(Boolean)
          return (
            <li key={e.link} className="file">
              <FileText size={20} aria-hidden />
              <div>
                <a href={`${API}/documents/${e.sha256}/content`} download={info?.name}>{info?.name ?? e.sha256.slice(0, 16) + '…'}</a>
                <span className="small num">{about.join(' · ')}</span>
                <span className="small">{t.evidence.uploaded(name_of(e.by), show_short(e.at))}{e.corrects ? ` · ${t.evidence.corrects}` : ''}{e.reopening ? ` · ${t.evidence.after_lock}` : ''}</span>
                <span className="small hash" title={e.sha256}>{t.evidence.sha} {e.sha256.slice(0, 20)}…</span>
                {e.signature === 'carried' && <span className="chip quiet">{t.evidence.signature.carried}</span>}
                {e.signature === 'unsigned' && wants_signature && <span className="chip warn"><TriangleAlert size={14} aria-hidden /> {t.evidence.signature.unsigned}</span>}
                {others.length > 0 && <span className="small">{t.evidence.used_in(others.join(', '))}</span>}
              </div>
              <a className="button icon" href={`${API}/documents/${e.sha256}/content`} download={info?.name} aria-label={`${t.evidence.download} ${info?.name ?? ''}`}><Download size={16} aria-hidden /></a>
              {editable && <button type="button" className="icon" aria-label={`${t.evidence.detach} ${info?.name ?? e.sha256.slice(0, 8)}`} onClick={() => void detach(e.link)}><Trash2 size={16} aria-hidden /></button>}
            </li>
          )
        })}
        {sending.map(s => (
          <li key={s.id} className={`file ${s.step.step}`}>
            {s.step.step === 'rejected' ? <CircleAlert size={20} aria-hidden /> : <LoaderCircle size={20} className="turning" aria-hidden />}
            <div role="status">
              <strong>{s.name}</strong>
              <span className="small">{words_of(s.step)}</span>
              {'size' in s.step && <progress max={s.step.size} value={s.step.sent} aria-label={s.name} />}
            </div>
            <button type="button" className="icon" aria-label={t.evidence.cancel} onClick={() => { s.abort.abort(); change(s.id, null) }}><X size={16} aria-hidden /></button>
          </li>
        ))}
      </ul>
      {problem && <p className="field-error" role="alert">{problem}</p>}
      {editable && (
        <div className="drop-zone" onDragOver={e => { if (e.dataTransfer.types.includes('Files')) e.preventDefault() }} onDrop={e => { e.preventDefault(); add([...e.dataTransfer.files]) }}>
          <details>
            <summary className="small">{t.evidence.details}</summary>
            <div className="three">
              <label className="field"><span>{t.evidence.document_date}</span><DateField value={date} on_change={set_date} /></label>
              <label className="field"><span>{t.evidence.document_number}</span><input value={number} onChange={e => set_number(e.target.value)} /></label>
              <label className="field"><span>{t.evidence.pages}</span><input value={pages} placeholder="1-3" onChange={e => set_pages(e.target.value)} /></label>
            </div>
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
              <select value="" onChange={e => { if (e.target.value) void attach(e.target.value).catch(error => set_problem(error instanceof Refused ? error.problem.detail ?? error.problem.title : t.sign_in.unreachable)) }}>
                <option value="">{t.evidence.choose}</option>
                {reusable.map(d => <option key={d.sha256} value={d.sha256}>{d.name} ({show_size(d.size, comma())})</option>)}
              </select>
            </label>
          )}
        </div>
      )}
    </div>
  )

  function words_of(step: Sending['step']): string {
    switch (step.step) {
      case 'checking': return t.evidence.checking
      case 'uploading': return t.evidence.uploading(`${Math.floor((step.sent / step.size) * 100)} %`)
      case 'interrupted': return t.evidence.interrupted
      case 'attaching': return t.mark.saving
      case 'rejected': return `${t.evidence.rejected}: ${step.why}`
    }
  }
}
