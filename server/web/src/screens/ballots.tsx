import { CircleCheck, Lock, LockOpen, Minus, Plus, Send } from 'lucide-react'
import { useId, useState } from 'react'
import { useBallots, type Ballots, type Box, type BoxLeader } from '../api/ballots'
import type { Cycle } from '../api/contract'
import { useInvalidate } from '../api/cycles'
import { call, Refused } from '../api/http'
import { owner_of, useSession } from '../api/session'
import { comma, useWords } from '../i18n/words'
import { draft, keep_draft } from '../journal/draft'
import { ballot_points } from '../panel/given_fields'
import { from_wire, show, to_wire } from '../score/points'
import { ActForm } from '../setup/act_form'
import { Dialog } from '../shell/dialog'
import { ProblemNote, Skeleton } from '../shell/problem'
import { DateField } from '../time/date_field'
import { show_instant } from '../time/format'

/** Does each leader cast it himself, or does the standing department enter it from paper (LD-8)? */
const by_leaders = (box: Box) => box.entered_by === 'leaders'
type Agency = ReturnType<typeof useBallots>['agencies'][number]

/** S9: a leader gives his points agency by agency; the standing department enters them from paper, or opens the box. */
export function BallotsScreen({ cycle }: { cycle: Cycle }) {
  const t = useWords()
  const { role } = useSession()
  const { pending, problem, agencies } = useBallots(cycle)
  const leads = role?.role === 'leader'
  const round = cycle.rounds.find(r => r.kind === 'leaders')
  const mine = agencies.flatMap(a => a.ballots.boxes.filter(by_leaders).flatMap(b => b.leaders.filter(l => l.mine)))
  const all = leads ? mine : agencies.flatMap(a => a.ballots.boxes.flatMap(b => b.leaders))
  const left = all.filter(l => !l.cast).length
  return (
    <div className="page narrow ballots">
      <h1>{t.ballots.title}</h1>
      <p>{leads ? t.ballots.left(left, all.length) : t.ballots.left_in_all(left, all.length)}{round && <span className="small"> · {round.title}: {round.state === 'scheduled' ? (round.opens_at ? t.round.opens(show_instant(round.opens_at)) : t.round.scheduled) : round.state === 'locked' ? t.round.locked : round.deadline ? t.round.deadline(show_instant(round.deadline)) : t.round.no_end}</span>}</p>
      <ProblemNote problem={problem} />
      {pending && agencies.length === 0 ? <Skeleton rows={6} /> : agencies.length === 0 && !problem && <p className="empty">{t.ballots.none}</p>}
      <ul className="ballot-cards">{agencies.map(a => a.ballots.boxes.map(box => (
        <li key={a.agency + box.code} className="card">
          <header><h2>{a.title}</h2><span className="small">{box.code} {box.title} · {t.ballots.range(show(box.maximum, comma()), show(box.step, comma()))}</span><Seal box={box} /></header>
          {leads && by_leaders(box) && box.leaders.filter(l => l.mine).map(l => <OwnBallot key={l.key} cycle={cycle} agency={a} box={box} leader={l} />)}
          <Others box={box} leads={leads && by_leaders(box)} />
          {!by_leaders(box) && leads && <p className="small">{t.ballots.by_department}</p>}
          {role?.role === 'appraiser' && <Department cycle={cycle} agency={a} box={box} />}
        </li>
      )))}</ul>
    </div>
  )
}

function Seal({ box }: { box: Box }) {
  const t = useWords()
  return box.opened ? <span className="chip ok"><LockOpen size={13} aria-hidden /> {t.ballots.opened}</span> : <span className="chip info"><Lock size={13} aria-hidden /> {t.ballots.sealed}</span>
}

/** Who has voted, and what where it may be seen. */
function Others({ box, leads }: { box: Box; leads: boolean }) {
  const t = useWords()
  const shown = box.leaders.filter(l => !(leads && l.mine))
  if (shown.length === 0) return null
  return (
    <ul className="voters">{shown.map(l => (
      <li key={l.key}><span>{l.text}</span> {l.points !== null ? <strong className="num">{show(l.points, comma())}</strong> : l.cast ? <span className="small"><CircleCheck size={14} aria-hidden className="ok-text" /> {t.ballots.cast_hidden}</span> : <span className="small">{t.ballots.not_cast}</span>}</li>
    ))}</ul>
  )
}

const put_ballot = (cycle: Cycle, ballots: Ballots, body: Record<string, unknown>) =>
  call<{ opened: boolean }>('PUT', `/cycles/${cycle.cycle}/ballots/${ballots.agency}`, { if_match: `k${ballots.version}`, body })

/** One's own points: typed or stepped, kept here until they are sent. */
function OwnBallot({ cycle, agency, box, leader }: { cycle: Cycle; agency: Agency; box: Box; leader: BoxLeader }) {
  const t = useWords()
  const session = useSession()
  const invalidate = useInvalidate()
  const id = useId()
  const place = [owner_of(session), agency.ballots.assessment, box.code, `ballot ${leader.key}`] as const
  const held = leader.points === null ? '' : show(leader.points, comma())
  const [text, set_text] = useState(() => draft(...place) ?? held)
  const [error, set_error] = useState<string | null>(null)
  const [problem, set_problem] = useState<Error | null>(null)
  const type = (next: string) => { set_text(next); set_error(null); keep_draft(...place, next === held ? null : next) }
  const read = ballot_points(text, box)
  const step = (way: 1n | -1n) => {
    const next = (typeof read === 'object' ? from_wire(read.points) : 0n) + way * from_wire(box.step)
    if (next >= 0n && next <= from_wire(box.maximum)) type(show(to_wire(next), comma()))
  }
  const send = async () => {
    if (typeof read !== 'object') return set_error(t.ballots.fault[read](show(box.maximum, comma()), show(box.step, comma())))
    set_problem(null)
    try {
      await put_ballot(cycle, agency.ballots, { code: box.code, leader: leader.key, points: read.points })
      keep_draft(...place, null)
      await invalidate('ballots')
    } catch (e) {
      set_problem(e as Error)
      if (e instanceof Refused && e.status === 412) await invalidate('ballots')
    }
  }
  return (
    <div className="own-ballot">
      <label htmlFor={id}>{t.ballots.mine(leader.text)}</label>
      <div className="stepper">
        <button type="button" className="icon" aria-label={t.ballots.less} onClick={() => step(-1n)}><Minus size={18} aria-hidden /></button>
        <input id={id} className="num" inputMode="decimal" autoComplete="off" value={text} aria-invalid={error !== null} disabled={box.opened} onChange={e => type(e.target.value)} />
        <button type="button" className="icon" aria-label={t.ballots.more} onClick={() => step(1n)}><Plus size={18} aria-hidden /></button>
        <button type="button" className="primary" disabled={box.opened || text === held} onClick={() => void send()}><Send size={16} aria-hidden /> {leader.cast ? t.ballots.change : t.ballots.send}</button>
      </div>
      <p className="small">{leader.cast ? t.ballots.sent : text !== '' ? t.ballots.kept : t.ballots.only_you}</p>
      {error && <p className="field-error" role="alert">{error}</p>}
      <ProblemNote problem={problem} />
    </div>
  )
}

function Department({ cycle, agency, box }: { cycle: Cycle; agency: Agency; box: Box }) {
  const t = useWords()
  const [asking, set_asking] = useState<'paper' | 'open' | null>(null)
  return (
    <div className="actions">
      {!box.opened && box.leaders.some(l => l.cast) && <button type="button" onClick={() => set_asking('open')}>{t.ballots.open}</button>}
      {!box.opened && !by_leaders(box) && <button type="button" className="primary" onClick={() => set_asking('paper')}>{t.ballots.from_paper}</button>}
      {asking === 'paper' && <PaperDialog cycle={cycle} agency={agency} box={box} on_close={() => set_asking(null)} />}
      {asking === 'open' && <OpenDialog cycle={cycle} agency={agency} box={box} on_close={() => set_asking(null)} />}
    </div>
  )
}

interface Asked { cycle: Cycle; agency: Agency; box: Box; on_close: () => void }

/** A ballot on paper is entered with the paper it stands on (LD-8). */
function PaperDialog({ cycle, agency, box, on_close }: Asked) {
  const t = useWords()
  const invalidate = useInvalidate()
  const [leader, set_leader] = useState((box.leaders.find(l => !l.cast) ?? box.leaders[0])?.key ?? '')
  const [text, set_text] = useState('')
  const [source, set_source] = useState(t.ballots.paper)
  const [number, set_number] = useState('')
  const [date, set_date] = useState('')
  const [reason, set_reason] = useState('')
  const again = box.leaders.find(l => l.key === leader)?.cast
  const send = () => {
    const read = ballot_points(text, box)
    if (typeof read !== 'object') return t.ballots.fault[read](show(box.maximum, comma()), show(box.step, comma()))
    if (!source.trim()) return t.given.fault.source
    return (async () => {
      const paper = { text: source.trim().normalize('NFC'), ...(number.trim() ? { document_number: number.trim().normalize('NFC') } : {}), ...(date ? { date } : {}) }
      try {
        await put_ballot(cycle, agency.ballots, { code: box.code, leader, points: read.points, source: paper, ...(reason.trim() ? { reason: reason.trim().normalize('NFC') } : {}) })
      } finally {
        await invalidate('ballots')
      }
    })()
  }
  return (
    <Dialog title={`${t.ballots.from_paper_title}: ${agency.title}`} on_close={on_close}>
      <ActForm send={send} on_close={on_close} submit={t.given.save}>
        <label className="field"><span>{t.ballots.leader}</span><select value={leader} onChange={e => set_leader(e.target.value)}>{box.leaders.map(l => <option key={l.key} value={l.key}>{l.text}{l.cast ? ` (${t.ballots.entered})` : ''}</option>)}</select></label>
        <label className="field"><span>{t.ballots.points(show(box.maximum, comma()), show(box.step, comma()))}</span><input data-first className="num" inputMode="decimal" autoComplete="off" value={text} onChange={e => set_text(e.target.value)} /></label>
        <label className="field"><span>{t.given.source_text}</span><input value={source} maxLength={512} onChange={e => set_source(e.target.value)} /></label>
        <div className="two">
          <label className="field"><span>{t.given.source_number}</span><input value={number} maxLength={64} onChange={e => set_number(e.target.value)} /></label>
          <label className="field"><span>{t.given.source_date}</span><DateField value={date} on_change={set_date} /></label>
        </div>
        {again && <label className="field"><span>{t.ballots.why_again}</span><textarea rows={2} value={reason} onChange={e => set_reason(e.target.value)} /></label>}
      </ActForm>
    </Dialog>
  )
}

function OpenDialog({ cycle, agency, box, on_close }: Asked) {
  const t = useWords()
  const invalidate = useInvalidate()
  const [reason, set_reason] = useState('')
  const waits = box.leaders.filter(l => !l.cast)
  const send = () => {
    if (!reason.trim()) return t.app.reason_needed
    return call('POST', `/cycles/${cycle.cycle}/ballots/${agency.agency}/openings`, { body: { code: box.code, reason: reason.trim().normalize('NFC') } }).then(() => invalidate('ballots'))
  }
  return (
    <Dialog title={`${t.ballots.open_title}: ${agency.title}`} on_close={on_close}>
      <ActForm send={send} on_close={on_close} submit={t.ballots.open_now}>
        <p className="note warn"><span>{t.ballots.open_effect(waits.map(l => l.text).join(', '))}</span></p>
        <label className="field"><span>{t.app.reason}</span><textarea data-first rows={3} value={reason} onChange={e => set_reason(e.target.value)} /></label>
      </ActForm>
    </Dialog>
  )
}
