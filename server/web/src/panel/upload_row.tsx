import { Check, CircleAlert, LoaderCircle, RotateCcw, X } from 'lucide-react'
import { useEffect } from 'react'
import type { Evidence } from '../api/contract'
import { check_of, form_of } from '../api/evidence'
import { comma, useWords, type Words } from '../i18n/words'
import { upload_desk, type Job } from '../journal/upload_desk'
import { show_size } from '../time/format'
import { SignatureBadge } from './signature'

type State = 'done' | 'now' | 'todo' | 'failed'
type Stage = 'hash' | 'send' | 'type' | 'attach' | 'signature'
/** How long a file that has arrived is still shown on its way: from then on it stands among the others. */
const SHOWN_MS = 8_000
const STAGES: Stage[] = ['hash', 'send', 'type', 'attach', 'signature']

/** How far a file has come, stage by stage; `signature`: whether its signature is known yet. */
export function stages(job: Pick<Job, 'step' | 'sha256'>, signature: boolean): Record<Stage, State> {
  const { step } = job
  const at = step.step === 'checking' ? 0 : step.step === 'uploading' || step.step === 'interrupted' ? 1 : step.step === 'attaching' ? 3 : step.step === 'attached' ? (signature ? 5 : 4)
    // The server judges the type once it has every byte: what it refuses then is no fault of the line.
    : step.at === 'attach' ? 3 : step.why === null ? (job.sha256 ? 1 : 0) : 2
  return Object.fromEntries(STAGES.map((stage, i) => [stage, i < at ? 'done' : i > at ? 'todo' : step.step === 'rejected' ? 'failed' : 'now'])) as Record<Stage, State>
}

/** One file on its way from its name to its place, each stage visible. */
export function UploadRow({ job, attached }: { job: Job; attached: Evidence | undefined }) {
  const t = useWords()
  const { step } = job
  const check = attached ? check_of(attached) : null
  const known = step.step === 'attached' && attached !== undefined && (check !== null || form_of(attached) === 'unsigned')
  const all = stages(job, known)
  useEffect(() => {
    if (!known) return
    const seen = setTimeout(() => upload_desk.cancel(job.id), SHOWN_MS)
    return () => clearTimeout(seen)
  }, [known, job.id])
  const percent = 'sent' in step ? `${Math.floor((step.sent / Math.max(1, step.size)) * 100)} %` : ''
  return (
    <li className={`file upload ${step.step}`} data-upload={job.name}>
      {step.step === 'rejected' ? <CircleAlert size={20} aria-hidden /> : known ? <Check size={20} aria-hidden className="ok-text" /> : <LoaderCircle size={20} className="turning" aria-hidden />}
      <div>
        <strong>{job.name}</strong>
        <span className="small num">{show_size(job.size, comma())}{job.resumed && ` · ${t.upload_steps.resumed}`}{job.reused && ` · ${t.upload_steps.reused}`}</span>
        <ol className="upload-steps small">
          {STAGES.map(stage => (
            <li key={stage} className={all[stage]} aria-current={all[stage] === 'now' ? 'step' : undefined}>
              {all[stage] === 'done' ? <Check size={12} aria-hidden /> : all[stage] === 'failed' ? <X size={12} aria-hidden /> : <span aria-hidden>{all[stage] === 'now' ? '…' : '·'}</span>} {t.upload_steps[stage]}
              {stage === 'hash' && job.sha256 && <span className="hash" title={job.sha256}> {job.sha256.slice(0, 8)}</span>}
              {stage === 'send' && percent && all.send === 'now' && <span className="num"> {percent}</span>}
            </li>
          ))}
        </ol>
        {'sent' in step && <progress max={Math.max(1, step.size)} value={step.sent} aria-label={job.name} />}
        <span className="small" role="status">{says(job, t)}</span>
        {check && <SignatureBadge check={check} />}
      </div>
      {step.step === 'rejected' && step.why === null && job.size > 0 && <button type="button" className="icon" aria-label={t.upload_steps.retry} title={t.upload_steps.retry} onClick={() => upload_desk.retry(job.id)}><RotateCcw size={16} aria-hidden /></button>}
      <button type="button" className="icon" aria-label={step.step === 'attached' || step.step === 'rejected' ? t.upload_steps.close : t.evidence.cancel} onClick={() => upload_desk.cancel(job.id)}><X size={16} aria-hidden /></button>
    </li>
  )
}

function says(job: Job, t: Words): string {
  const { step } = job
  switch (step.step) {
    case 'checking': return t.evidence.checking
    case 'uploading': return ''
    case 'interrupted': return t.evidence.interrupted
    case 'attaching': return t.mark.saving
    case 'attached': return t.evidence.attached
    case 'rejected': return `${t.evidence.rejected}: ${step.why ?? (job.size === 0 ? t.evidence.empty_file : t.upload_steps.unreachable)}`
  }
}
