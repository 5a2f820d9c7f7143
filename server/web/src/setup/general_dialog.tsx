import { useId } from 'react'
import type { RegulationText, SetText } from '../draft/document'
import { useWords } from '../i18n/words'
import { Dialog } from '../shell/dialog'
import { DateField } from '../time/date_field'
import { Choice, Field, PointsField, TextField, Tick, WholeField } from './fields'

type Edit = (change: (text: RegulationText) => RegulationText) => void
const without_gaps = <T extends object>(members: T): T => Object.fromEntries(Object.entries(members).filter(([, v]) => v !== undefined && v !== '')) as T

/** What is said of the regulation and of the set as a whole, and how the draft becomes the issued text. */
export function GeneralDialog({ text, set, on_edit, on_close }: { text: RegulationText; set: SetText; on_edit: Edit; on_close: () => void }) {
  const t = useWords()
  const [from, until, before, year] = [useId(), useId(), useId(), useId()]
  const put = (members: Partial<RegulationText>) => on_edit(whole => ({ ...whole, ...members }))
  const put_set = (members: Partial<SetText>) => on_edit(whole => ({ ...whole, criteria_sets: whole.criteria_sets.map(s => (s.id === set.id ? { ...s, ...members } : s)) }))
  const drafting = (members: Partial<NonNullable<RegulationText['drafting']>>) => on_edit(whole => ({ ...whole, drafting: without_gaps({ ...whole.drafting, ...members }) }))
  const control = (members: Partial<NonNullable<RegulationText['control']>>) => on_edit(whole => ({ ...whole, control: without_gaps({ ...whole.control, ...members }) }))
  const d = text.drafting ?? {}
  return (
    <Dialog title={t.setup.general} on_close={on_close} wide>
      <div className="general">
        <TextField label={t.setup.title_of_regulation} rows={2} value={text.title} on_change={title => title && put({ title })} />
        <div className="two">
          <TextField label={t.setup.member.publisher!} value={text.publisher ?? ''} on_change={publisher => publisher && put({ publisher })} />
          <Field label={t.setup.year} id={year}><span id={year} /><WholeField label={t.setup.year} value={text.year} on_change={n => { if (n !== undefined && n >= 1990 && n <= 2200) put({ year: n }) }} /></Field>
          <TextField label={t.setup.set_title} rows={2} value={set.title} on_change={title => title && put_set({ title })} />
          <PointsField label={t.setup.set_maximum} value={set.maximum} on_change={maximum => maximum && put_set({ maximum })} />
        </div>
        <h3>{t.setup.member.drafting}</h3>
        <div className="two">
          <Field label={t.setup.comments_from} id={from}><span id={from} /><DateField label={t.setup.comments_from} value={d.comments_from ?? ''} on_change={v => drafting({ comments_from: v })} /></Field>
          <Field label={t.setup.comments_until} id={until}><span id={until} /><DateField label={t.setup.comments_until} value={d.comments_until ?? ''} on_change={v => drafting({ comments_until: v })} /></Field>
          <TextField label={t.setup.phrase} value={d.printed_phrase ?? ''} on_change={printed_phrase => drafting({ printed_phrase })} />
          <Choice label={t.setup.boundary} value={d.boundary ?? ''} options={[['', t.setup.boundary_of.unsaid], ['inclusive', t.setup.boundary_of.inclusive], ['exclusive', t.setup.boundary_of.exclusive]]} on_change={v => drafting({ boundary: (v || undefined) as 'inclusive' | 'exclusive' | undefined })} />
          <Choice label={t.setup.agreed_by} value={d.agreed_by ?? ''} options={[['', t.setup.none], ...(text.bodies ?? []).map(b => [b.id, b.title] as const)]} on_change={agreed_by => drafting({ agreed_by })} />
          <Field label={t.setup.issued_before_field} id={before}><span id={before} /><DateField label={t.setup.issued_before_field} value={d.issued_before ?? ''} on_change={v => drafting({ issued_before: v })} /></Field>
          <TextField label={t.setup.reviewed_by} value={text.control?.reviewed_by ?? ''} maximum={512} on_change={reviewed_by => control({ reviewed_by })} />
          <TextField label={t.setup.approved_by} value={text.control?.approved_by ?? ''} maximum={512} on_change={approved_by => control({ approved_by })} />
        </div>
        <Tick label={t.setup.silence_is_consent} checked={d.silence_is_consent === true} on_change={v => drafting({ silence_is_consent: v || undefined })} />
        <div className="actions"><button type="button" className="primary" onClick={on_close}>{t.app.close}</button></div>
      </div>
    </Dialog>
  )
}
