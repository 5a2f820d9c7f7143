import { useQueryClient } from '@tanstack/react-query'
import { useState, type FormEvent } from 'react'
import { current_text, type Acts, type RegulationFile } from '../api/regulations'
import { Refused } from '../api/http'
import { in_short, type Difference } from '../draft/difference'
import { write_text, type RegulationText } from '../draft/document'
import { where } from '../draft/where'
import { useWords } from '../i18n/words'
import { Dialog } from '../shell/dialog'
import { ProblemNote } from '../shell/problem'
import { DifferencePart } from './difference_part'
import type { Jump } from './findings_part'

/** Puts the text up as the next draft, with a note of what changed; the linter reads it as it is taken. */
export function SaveDialog({ text, difference, acts, first, on_saved, on_jump, on_close }: {
  text: RegulationText; difference: Difference | null; acts: Acts; first: boolean; on_saved: () => void; on_jump: Jump; on_close: () => void
}) {
  const t = useWords()
  const client = useQueryClient()
  const [note, set_note] = useState('')
  const [missing, set_missing] = useState<string | null>(null)
  const [problem, set_problem] = useState<Error | null>(null)
  const [busy, set_busy] = useState(false)
  const send = async (event: FormEvent) => {
    event.preventDefault()
    const change_note = note.trim().normalize('NFC')
    if (!first && !change_note) return set_missing(t.setup.change_note_needed)
    set_busy(true)
    set_missing(null)
    set_problem(null)
    try {
      const whole: RegulationText = change_note ? { ...text, control: { ...text.control, change_note } } : text
      const body = JSON.parse(write_text(whole)) as RegulationText
      await acts.act('/drafts', body)
      const ref = current_text(client.getQueryData<RegulationFile>(['regulation', text.id]))
      if (ref) client.setQueryData(['regulation-text', ref.sha256], body)
      on_saved()
    } catch (error) {
      set_problem(error as Error)
      set_busy(false)
    }
  }
  // What the reader of the format objects to stands somewhere in the tree: lead there.
  const places = problem instanceof Refused ? (problem.problem.errors ?? []).map(e => where(text, e.pointer)).filter(w => w !== null && w.code !== '') : []
  return (
    <Dialog title={t.setup.save_title} on_close={on_close} wide>
      <form onSubmit={e => void send(e)} noValidate>
        {difference && <details open={difference.changed.length + difference.added.length + difference.removed.length <= 6}><summary>{t.setup.difference_short(in_short(difference))}</summary><DifferencePart difference={difference} /></details>}
        <label className="field"><span>{t.setup.change_note}</span><textarea data-first rows={3} maxLength={4000} value={note} aria-invalid={missing !== null} onChange={e => { set_note(e.target.value); set_missing(null) }} />
          <span className="small">{first ? t.setup.change_note_first : t.setup.change_note_hint}</span></label>
        {missing && <p className="field-error" role="alert">{missing}</p>}
        <ProblemNote problem={problem} />
        {problem instanceof Refused && problem.status === 412 && <p className="small">{t.setup.stale_save}</p>}
        {places.map((place, i) => <button key={i} type="button" className="link" onClick={() => { on_jump(place!.set, place!.code); on_close() }}>{t.setup.go_to(place!.code, place!.member)}</button>)}
        <div className="actions"><button type="button" onClick={on_close}>{t.app.cancel}</button><button type="submit" className="primary" disabled={busy}>{t.setup.save_now}</button></div>
      </form>
    </Dialog>
  )
}
