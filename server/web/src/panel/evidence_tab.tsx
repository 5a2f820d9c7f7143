import { FolderLock, TriangleAlert } from 'lucide-react'
import type { Ref } from 'react'
import type { AssessmentHeader, Criterion, Cycle, Entry, EntryWriteAnswer } from '../api/contract'
import { agency_title } from '../api/cycles'
import { keeps_records } from '../api/evidence'
import { useRole } from '../api/session'
import { useWords } from '../i18n/words'
import { EvidencePart, type EvidenceHandle } from './evidence'
import { OutsideReports } from './outside_reports'
import { SecretPapers } from './secret_papers'

export interface EvidenceTabProps {
  cycle: Cycle; header: AssessmentHeader; criterion: Criterion; evidence_editable: boolean; evidence_ref: Ref<EvidenceHandle>; used_in: (sha256: string) => string[]
  on_written: (answer: EntryWriteAnswer) => void
  /** Something changed that is not in the answer: ask anew. */
  on_changed: () => void
}

/** All that stands behind a score: the unit's files, papers nobody uploads, the appraiser's own records, what others say. */
export function EvidenceTab(p: EvidenceTabProps & { entry: Entry; details?: boolean; viewed?: string | null; on_view?: (link: string) => void }) {
  const t = useWords()
  const role = useRole()
  const { criterion, entry, header, cycle } = p
  const own = header.agency === role?.agency && (role.role === 'agency_officer' || role.role === 'agency_head' || role.role === 'agency_contributor')
  return (
    <>
      {entry.uncounted && <p className="note warn slim"><TriangleAlert size={16} aria-hidden /> <span>{t.paper.uncounted[entry.uncounted]}</span></p>}
      {entry.held_by && entry.held_by.length > 0 && <OwnRecords entry={entry} cycle={cycle} />}
      {criterion.evidence.length > 0 && p.details && (
        <div className="expected"><strong className="small">{t.paper.expected}</strong><ul>{criterion.evidence.map((e, i) => <li key={i} className="small">{e.text}</li>)}</ul><span className="small">{t.evidence_rule[criterion.evidence_rule]}</span></div>
      )}
      <EvidencePart
        key={criterion.code} ref={p.evidence_ref} assessment={header.assessment} entry={entry} editable={p.evidence_editable} used_in={p.used_in} wants_signature={criterion.evidence.some(e => e.signature === 'required')}
        on_written={p.on_written} details={p.details} viewed={p.viewed} on_view={p.on_view}
      />
      <SecretPapers assessment={header.assessment} entry={entry} declarable={own && p.evidence_editable && keeps_records(entry)} explains={role?.role === 'appraiser'} on_written={p.on_written} />
      <OutsideReports
        cycle={cycle.cycle} assessment={header.assessment} code={criterion.code} reports={entry.outside_reports ?? []} takes_in={role?.role === 'appraiser' && criterion.leaf && keeps_records(entry)} answers={own}
        on_written={p.on_changed}
      />
    </>
  )
}

/** Where the evidence is the appraiser's own, the unit owes nothing (EV-27, EV-28). */
export function OwnRecords({ entry, cycle }: { entry: Entry; cycle: Cycle }) {
  const t = useWords()
  const looked = Object.values(entry.appraisals).flatMap(a => (a?.records ? [a.records] : []))
  return (
    <div className="note info slim"><FolderLock size={16} aria-hidden />
      <div><strong>{t.own.title}</strong><p>{t.own.lead(entry.held_by!.map(a => agency_title(cycle, a)).join(', '))}</p>{looked.map((text, i) => <p key={i} className="small">{t.own.looked}: {text}</p>)}</div>
    </div>
  )
}
