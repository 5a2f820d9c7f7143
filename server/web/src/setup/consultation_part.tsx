import { Hourglass, MessageSquareShare } from 'lucide-react'
import { useState } from 'react'
import type { Role } from '../api/contract'
import type { Acts, Draft, RegulationFile, Standing } from '../api/regulations'
import { printed_closing } from '../draft/dated'
import { title_of_agency, type RegulationText } from '../draft/document'
import { useWords } from '../i18n/words'
import { Dialog } from '../shell/dialog'
import { server_now } from '../time/clock'
import { TimeLeft } from '../time/countdown'
import { DateField } from '../time/date_field'
import { instant_to_local, left, local_to_instant, show_date, show_instant } from '../time/format'
import { useNow } from '../time/use_now'
import { ActForm } from './act_form'
import { CommentBox, Comments } from './comments'
import type { Jump } from './findings_part'

/** Who is asked about the draft until when, what each said, and what became of it; silence counts as the draft says. */
export function ConsultationPart({ file, draft, text, acts, role, set, changed, on_jump }: {
  file: RegulationFile; draft: Draft | undefined; text: RegulationText; acts: Acts; role: Role | null; set: string; changed: boolean; on_jump: Jump
}) {
  const t = useWords()
  const [opening, set_opening] = useState(false)
  const admin = role?.role === 'cycle_admin'
  const asked = file.drafts.filter(d => d.consultation).reverse()
  return (
    <section className="consultation" aria-label={t.setup.part['gop-y']}>
      {draft && !draft.consultation && admin && (
        <div className="card ask-card">
          <p>{t.setup.ask_more}</p>
          {text.drafting?.comments_until && <p className="small">{t.setup.printed_until(text.drafting.printed_phrase ?? show_date(text.drafting.comments_until), show_instant(printed_closing(text.drafting)!))}</p>}
          {changed && <p className="note warn"><span>{t.setup.save_first}</span></p>}
          <div className="actions"><button type="button" className="primary" onClick={() => set_opening(true)} disabled={changed}><MessageSquareShare size={16} aria-hidden /> {t.setup.open_consultation}</button></div>
        </div>
      )}
      {asked.length === 0 && !(draft && admin) && <p className="empty">{t.setup.not_consulted}</p>}
      {asked.map(d => <Asked key={d.draft} draft={d} text={text} acts={acts} role={role} set={set} on_jump={on_jump} />)}
      {opening && draft && <OpenDialog text={text} acts={acts} on_close={() => set_opening(false)} />}
    </section>
  )
}

const ORDER: Standing[] = ['commented', 'silent', 'consented', 'asked']
/** Is this person one of those who are asked, and is there time left? */
export function may_comment(draft: Draft | undefined, role: Role | null, now: number): boolean {
  const speaks = role?.role === 'agency_officer' || role?.role === 'agency_head' || role?.role === 'appraiser'
  const consultation = draft?.consultation
  return Boolean(speaks && consultation && !consultation.closed && Date.parse(consultation.closes_at) > now && consultation.agencies.some(a => a.agency === role!.agency))
}

function Asked({ draft, text, acts, role, set, on_jump }: { draft: Draft; text: RegulationText; acts: Acts; role: Role | null; set: string; on_jump: Jump }) {
  const t = useWords()
  const now = useNow(1000)
  const consultation = draft.consultation!
  const over = consultation.closed !== null
  const of = (standing: Standing) => consultation.agencies.filter(a => a.standing === standing)
  const phrase = text.drafting?.printed_phrase
  const printed = printed_closing(text.drafting)
  const as_printed = printed !== null && Date.parse(printed) === Date.parse(consultation.closes_at)
  return (
    <article className="asked">
      <h2>{t.setup.consultation_on(draft.draft)} <span className={`chip ${over ? 'quiet' : 'ok'}`}>{over ? t.setup.closed : t.setup.running}</span></h2>
      <div className="card">
        <p className="closing">
          <Hourglass size={16} aria-hidden /> <span>{phrase && as_printed ? t.round.means(phrase, show_instant(consultation.closes_at)) : t.setup.closes_instant(show_instant(consultation.closes_at))}{phrase && !as_printed && <span className="small"> · {t.round.printed(phrase)}</span>}</span>
          {!over && (left(consultation.closes_at, now).past ? <span className="chip warn">{t.setup.waiting_close}</span> : <TimeLeft until={consultation.closes_at} />)}
        </p>
        <p className="small">{consultation.silence_is_consent ? t.setup.silence_is_consent : t.setup.silence_is_silence}{consultation.document_number && ` · ${t.setup.letter(consultation.document_number)}`}</p>
        {ORDER.filter(s => of(s).length > 0).map(s => (
          <details key={s} className="standing" open={s === 'consented' || s === 'silent'}>
            <summary><span className={`chip ${s === 'commented' ? 'info' : s === 'consented' ? 'ok' : s === 'silent' ? 'warn' : ''}`}>{t.setup.standing[s]}</span> <strong className="num">{of(s).length}</strong>/{consultation.agencies.length}</summary>
            <p className="small">{of(s).map(a => title_of_agency(text, a.agency)).join(' · ')}</p>
          </details>
        ))}
        {over && <p className="small num">{t.setup.closed_by_event(show_instant(consultation.closed!.at), consultation.closed!.seq)}</p>}
      </div>
      {may_comment(draft, role, now) && <div className="card"><h3>{t.setup.your_comment(title_of_agency(text, role!.agency!))}</h3><CommentBox text={text} acts={acts} set={set} /></div>}
      {consultation.comments.length === 0 ? <p className="quiet-text">{t.setup.no_comments}</p> : <Comments comments={consultation.comments} text={text} acts={acts} answering={role?.role === 'cycle_admin'} on_jump={on_jump} />}
    </article>
  )
}

function OpenDialog({ text, acts, on_close }: { text: RegulationText; acts: Acts; on_close: () => void }) {
  const t = useWords()
  const printed = printed_closing(text.drafting)
  const usable = printed !== null && Date.parse(printed) > server_now()
  const [closes_at, set_closes_at] = useState(() => (usable ? instant_to_local(printed).slice(0, 16) : instant_to_local(server_now() + 14 * 86_400_000).slice(0, 11) + '00:00'))
  const [number, set_number] = useState('')
  const [chosen, set_chosen] = useState<ReadonlySet<string>>(() => new Set(text.agencies.map(a => a.id)))
  const send = () => {
    if (!closes_at) return t.room.instant_needed
    if (chosen.size === 0) return t.room.some_needed
    const agencies = chosen.size === text.agencies.length ? {} : { agencies: text.agencies.map(a => a.id).filter(id => chosen.has(id)) }
    return acts.act('/consultations', { closes_at: local_to_instant(closes_at), ...agencies, ...(number.trim() ? { document_number: number.trim().normalize('NFC') } : {}) })
  }
  return (
    <Dialog title={t.setup.open_title} on_close={on_close}>
      <ActForm send={send} on_close={on_close} submit={t.setup.open_consultation}>
        {printed && !usable && <p className="note warn"><span>{t.setup.printed_past(show_instant(printed))}</span></p>}
        <label className="field"><span>{t.setup.closes_at}</span><DateField with_time value={closes_at} on_change={set_closes_at} /><span className="small">{t.setup.closes_hint}</span></label>
        <label className="field"><span>{t.setup.letter_number}</span><input value={number} maxLength={64} placeholder="1632/UBND" onChange={e => set_number(e.target.value)} /></label>
        <fieldset><legend>{t.setup.who_is_asked(chosen.size, text.agencies.length)}</legend>
          <div className="agency-picks" role="group" tabIndex={0}>{text.agencies.map(a => (
            <label key={a.id} className="choice"><input type="checkbox" checked={chosen.has(a.id)} onChange={e => { const next = new Set(chosen); if (e.target.checked) next.add(a.id); else next.delete(a.id); set_chosen(next) }} /> {a.title}</label>
          ))}</div>
        </fieldset>
        <p className="small">{text.drafting?.silence_is_consent ? t.setup.silence_is_consent : t.setup.silence_is_silence}</p>
      </ActForm>
    </Dialog>
  )
}
