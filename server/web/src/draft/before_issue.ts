// What a draft asks for before it may be issued, as it stands. The server decides again when it is asked to issue.

import type { Draft, RegulationFile } from '../api/regulations'
import type { RegulationText } from './document'

/** `due`: asked for and not there yet; `running`: agencies are being asked; `free`: this regulation does not ask for it. */
export type StepState = 'done' | 'due' | 'running' | 'free'
export interface Steps { consulted: StepState; reviewed: StepState; agreed: StepState; checked: StepState; may_issue: boolean }

export function before_issue(file: RegulationFile, draft: Draft, text: RegulationText): Steps {
  const out = draft.consultation !== null && draft.consultation.closed === null
  // A consultation about an earlier draft counts, where nothing was issued since: the text was mended after it.
  const issued = BigInt(file.versions.at(-1)?.seq ?? 0)
  const consulted = file.drafts.some(d => BigInt(d.seq) > issued && d.consultation?.closed)
  const asks = Boolean(text.drafting?.comments_from || text.drafting?.comments_until)
  const step = (done: boolean, asked: boolean): StepState => (done ? 'done' : asked ? 'due' : 'free')
  const steps = {
    consulted: out ? 'running' as const : step(consulted, asks),
    reviewed: step(draft.reviews.length > 0, Boolean(text.control?.reviewed_by)),
    agreed: step(draft.agreement !== null, Boolean(text.drafting?.agreed_by)),
    checked: step((draft.findings?.errors ?? 0) === 0, true),
  }
  const may_issue = !out && [steps.consulted, steps.reviewed, steps.agreed].every(s => s === 'done' || s === 'free')
  return { ...steps, may_issue }
}
