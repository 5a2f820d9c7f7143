import { Download, Eye, FileLock2, FileText, Trash2, TriangleAlert } from 'lucide-react'
import { useState } from 'react'
import type { DocumentInfo, Evidence } from '../api/contract'
import type { SignatureCheck } from '../api/contract_evidence'
import { check_of, content_url, form_of } from '../api/evidence'
import { useNames } from '../api/session'
import { comma, useWords, word_for } from '../i18n/words'
import { show_date, show_instant, show_short, show_size } from '../time/format'
import { SignatureBadge, SignaturePart } from './signature'

export const name_of_file = (evidence: Pick<Evidence, 'sha256'>, info: { name: string } | undefined) => info?.name || evidence.sha256.slice(0, 16) + '…' // of a destroyed file the name is gone too

/** One file behind a score: the paper's own date beside when it was brought, and what became of its signature. */
export function EvidenceCard({ evidence: e, info, all, names, others, wants_signature, may_check, details, viewed, on_view, on_detach }: {
  evidence: Evidence; info: DocumentInfo | undefined; all: Evidence[]; names: Map<string, DocumentInfo>; others: string[]; wants_signature: boolean; may_check: boolean
  /** Whether a viewer beside the list tells about the signature in full; else it can be opened here. */
  details: boolean; viewed: boolean; on_view?: () => void; on_detach?: () => void
}) {
  const t = useWords()
  const name_of = useNames()
  const name = name_of_file(e, info)
  const check = check_of(e)
  const paper = [e.kind && word_for(t.paper.kinds, e.kind), e.document_number, e.document_date && show_date(e.document_date), e.issuer, e.pages && `${t.evidence.pages.toLocaleLowerCase('vi')} ${e.pages}`].filter(Boolean)
  const corrected = e.corrects ? all.find(x => x.link === e.corrects) : undefined
  const outdated = all.some(x => x.corrects === e.link)
  return (
    <li className={`file ${viewed ? 'viewed' : ''} ${e.destroyed ? 'destroyed' : ''}`} data-link={e.link}>
      {e.destroyed ? <FileLock2 size={20} aria-hidden /> : <FileText size={20} aria-hidden />}
      <div>
        <div className="file-top">
          {e.destroyed ? <strong>{name}</strong> : <a href={content_url(e.sha256)} download={info?.name}>{name}</a>}
          {on_view && <button type="button" aria-pressed={viewed} aria-label={`${viewed ? t.paper.viewing : t.paper.view} ${name}`} onClick={on_view}><Eye size={16} aria-hidden /> {viewed ? t.paper.viewing : t.paper.view}</button>}
          {!e.destroyed && !on_view && <a className="button icon" href={content_url(e.sha256)} download={info?.name} aria-label={`${t.evidence.download} ${name}`}><Download size={16} aria-hidden /></a>}
          {on_detach && <button type="button" className="icon" aria-label={`${t.evidence.detach} ${name}`} onClick={on_detach}><Trash2 size={16} aria-hidden /></button>}
        </div>
        {paper.length > 0 && <span className="small num">{paper.join(' · ')}</span>}
        <span className="small num">{t.evidence.uploaded(name_of(e.by), details ? show_instant(e.at) : show_short(e.at))} · {show_size(e.size, comma())}</span>
        <span className="chips">
          {e.phase && <span className={`chip ${e.phase === 'supplement' ? 'warn' : 'quiet'}`}>{t.paper.phase[e.phase]}</span>}
          {e.reopening && <span className="chip info">{t.evidence.after_lock}</span>}
          {e.corrects && <span className="chip info">{corrected ? t.paper.corrects_of(name_of_file(corrected, names.get(corrected.sha256))) : t.evidence.corrects}</span>}
          {outdated && <span className="chip quiet">{t.paper.corrected_by}</span>}
          {form_of(e) === 'carried' && <span className="chip quiet">{t.evidence.signature.carried}</span>}
          {e.issuer_differs && <span className="chip warn"><TriangleAlert size={13} aria-hidden /> {t.check.differs_short}</span>}
          {(check?.verdict === 'unsigned' || form_of(e) === 'unsigned') && wants_signature && <span className="chip warn"><TriangleAlert size={14} aria-hidden /> {t.evidence.signature.unsigned}</span>}
        </span>
        {e.destroyed && <span className="small warn-text">{t.paper.destroyed}{e.destruction && ` (${[e.destruction.document_number, e.destruction.reason].filter(Boolean).join(': ')})`}</span>}
        {!e.destroyed && (check || details) && <SignatureBadge check={check} />}
        {!e.destroyed && check && !details && !viewed && <SignatureDetails evidence={e} check={check} may_check={may_check} />}
        {!details && <span className="small hash" title={e.sha256}>{t.evidence.sha} {e.sha256.slice(0, 20)}…</span>}
        {others.length > 0 && !viewed && <span className="small">{t.evidence.used_in(others.join(', '))}</span>}
      </div>
    </li>
  )
}

/** The signatures in full where no viewer shows them; asked for when it is opened. */
function SignatureDetails({ evidence: e, check, may_check }: { evidence: Evidence; check: SignatureCheck; may_check: boolean }) {
  const t = useWords()
  const [opened, set_opened] = useState(false)
  return (
    <details onToggle={event => set_opened(event.currentTarget.open)}>
      <summary className="small">{t.check.details}</summary>
      {opened && <SignaturePart sha256={e.sha256} check={check} issuer={e.issuer} differs={e.issuer_differs} may_check={may_check} />}
    </details>
  )
}
