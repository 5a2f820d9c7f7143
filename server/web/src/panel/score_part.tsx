import { Check, Info, Lock, Trash2 } from 'lucide-react'
import { useId, useState } from 'react'
import type { Amended, AssessmentHeader, Criterion, Cycle, Entry, EntryWriteAnswer, Figures, PublishedAppraisal } from '../api/contract'
import { agency_title } from '../api/cycles'
import type { AsOf } from '../api/http'
import { useNames, useRole } from '../api/session'
import { refusal_text } from '../grid/score_input'
import { comma, useWords, word_for } from '../i18n/words'
import type { Mark } from '../journal/journal'
import { parse_score_for } from '../score/parse'
import { from_wire, show } from '../score/points'
import { show_date, show_instant } from '../time/format'
import { takes_figures } from './figures'
import { FiguresForm } from './figures_form'
import { given_kind } from './given_fields'
import { GivenForm } from './given_form'
import { LongText } from './long_text'
import { NotApplicable } from './not_applicable'

export interface ScorePartProps {
  cycle: Cycle; header: AssessmentHeader; criterion: Criterion; entry: Entry; editable: boolean
  pending_score: string | null | undefined
  /** The text under way in the journal; undefined: what the server holds. */
  pending_text: (field: 'explanation' | 'supplement') => string | undefined
  mark: (field: 'self_score' | 'figures' | 'explanation' | 'supplement') => Mark
  on_score: (points: string | null) => void
  on_figures: (figures: Figures) => void
  on_text: (field: 'explanation' | 'supplement', text: string) => void
  on_written: (answer: EntryWriteAnswer) => void
  as_of?: AsOf
}

/** The rule, and the score under it: a level to pick, figures to declare, points to enter, and the words that go with it. */
export function ScorePart(p: ScorePartProps) {
  const t = useWords()
  const name_of = useNames()
  const { criterion, entry, editable, header, cycle } = p
  const score = p.pending_score === undefined ? entry.self?.score ?? null : p.pending_score
  const choice = criterion.shape === 'choice'
  const na = entry.not_applicable?.state === 'claimed' || entry.not_applicable?.state === 'accepted'
  // An appraiser sees only what he appraises or gives; of another agency's leaf the server says whether he gives it.
  const role = useRole()
  const brings_in = role?.role === 'appraiser' && role.agency !== header.agency && !p.as_of?.seq && !p.as_of?.at
  const kind = given_kind(criterion)
  const may_explain = header.editable && header.may.includes('edit') && (!header.edit_scope || header.edit_scope.includes(criterion.code))
  const may_supplement = header.may.includes('supplement')
  return (
    <>
      <div className="score-head">
        <div>
          <span className="small">{t.grid.self}</span>
          <strong className="num big-score">{show(score ?? (entry.given ? entry.counted.self : null), comma())}</strong>
          <span className="small num">/ {show(criterion.maximum, comma())}</span>
        </div>
        {entry.self && <span className="small">{t.panel.scored(name_of(entry.self.by) || t.history.system, show_instant(entry.self.at))}<br />{t.panel.basis[entry.self.basis]}{entry.self.reason ? `: ${word_for(t.panel.system_basis, entry.self.reason)}` : ''}</span>}
        {p.mark('self_score') !== 'saved' && <span className={`chip mark-word ${p.mark('self_score')}`}>{t.mark[p.mark('self_score')]}</span>}
      </div>
      {entry.amended && <AmendedNote amended={entry.amended} />}
      {criterion.scored_by !== 'agency' && <p className="note info"><Lock size={16} aria-hidden /> <span>{t.panel.by_other(word_for(t.scored_by, criterion.scored_by))}</span></p>}
      {criterion.scored_by !== 'agency' && criterion.scored_by !== 'system' && <GivenPart entry={entry} cycle={cycle} />}
      {brings_in && kind && <GivenForm key={`given ${criterion.code}`} cycle={cycle} assessment={header.assessment} criterion={criterion} entry={entry} kind={kind} on_written={p.on_written} />}

      <section aria-label={t.panel.rule}>
        <h3>{t.panel.rule} · <span className="quiet-text">{word_for(t.shape, criterion.shape)}</span></h3>
        {criterion.levels.length > 0 && (choice && editable && !na
          ? <Levels criterion={criterion} score={score} on_pick={p.on_score} />
          : <ul className="levels">{criterion.levels.map((l, i) => (
              <li key={i} className={entry.self?.level === i && !na ? 'picked' : ''}>
                <strong className="num">{show(l.points, comma())}</strong> <span>{l.text}{l.note && l.note !== criterion.note ? <span className="small"> ({l.note})</span> : null}</span>
                {entry.self?.level === i && !na && <><Check size={16} aria-hidden /><span className="sr">{t.panel.picked}</span></>}
              </li>))}
            </ul>)}
        {criterion.note && <p className="small"><Info size={13} aria-hidden /> {criterion.note}</p>}
        <GuidanceLine criterion={criterion} />
      </section>

      {takes_figures(criterion.shape) && criterion.scored_by === 'agency' && !na && (
        <FiguresForm key={`figures ${criterion.code}`} criterion={criterion} entry={entry} editable={editable} on_declare={p.on_figures} />
      )}
      {editable && !na && <ByHand key={`hand ${criterion.code} ${score}`} criterion={criterion} score={score} on_score={p.on_score} />}

      <LongText
        key={`explanation ${criterion.code}`} assessment={header.assessment} code={criterion.code} field="explanation" label={t.panel.explanation} held={p.pending_text('explanation') ?? entry.explanation?.text ?? ''}
        mark={p.mark('explanation')} hint={t.panel.explanation_hint} editable={may_explain} on_commit={text => p.on_text('explanation', text)}
      />
      <Appraisal title={t.grid.round_1} appraisal={entry.appraisals.appraisal_1} cycle={cycle} />
      {(may_supplement || entry.supplement) && (
        <div className="supplement">
          <LongText
            key={`supplement ${criterion.code}`} assessment={header.assessment} code={criterion.code} field="supplement" label={t.panel.supplement} held={p.pending_text('supplement') ?? entry.supplement?.text ?? ''}
            mark={p.mark('supplement')} editable={may_supplement} on_commit={text => p.on_text('supplement', text)}
          />
          <p className="small">{cycle.switches.supplement_may_change_self_score ? t.panel.supplement_free : t.panel.supplement_fixed} {cycle.switches.supplement_scope === 'contested' ? t.panel.supplement_contested : t.panel.supplement_all}</p>
        </div>
      )}
      <Appraisal title={t.grid.round_2} appraisal={entry.appraisals.appraisal_2} cycle={cycle} />
      <NotApplicable
        key={`na ${criterion.code}`} cycle={cycle.cycle} assessment={header.assessment} criterion={criterion} entry={entry} on_written={p.on_written} ruling={false}
        claimable={may_explain && criterion.scored_by === 'agency' && criterion.na_claimable !== false}
      />
      <dl className="facts">
        <dt>{t.panel.needs}</dt>
        <dd>{criterion.evidence.length ? <ul>{criterion.evidence.map((e, i) => <li key={i}>{e.text}</li>)}</ul> : t.app.none}<span className="small">{t.evidence_rule[criterion.evidence_rule]}</span></dd>
        <dt>{t.nav.appraisal}</dt><dd>{agency_title(cycle, criterion.appraising_agency)}</dd>
        {criterion.window_from && criterion.window_to && <><dt>{t.figures.title}</dt><dd>{t.panel.window(show_date(criterion.window_from), show_date(criterion.window_to))}</dd></>}
      </dl>
    </>
  )
}

/** The paper that changed the criterion's rule, where one did. */
export function GuidanceLine({ criterion }: { criterion: Criterion }) {
  const t = useWords()
  const paper = criterion.guidance
  if (!paper) return null
  return <p className="small"><Info size={13} aria-hidden /> {t.panel.guided(show_date(paper.from), [paper.document_number, paper.issuer].filter(Boolean).join(', '))} {paper.text}</p>
}

/** What an amendment of the cycle asks for, and what stood here before it. */
function AmendedNote({ amended }: { amended: Amended }) {
  const t = useWords()
  return (
    <div className="note warn">
      <Info size={16} aria-hidden />
      <div>
        <strong>{amended.done ? t.amended.confirm : t.amended[amended.redo]}</strong>
        <p className="small">{t.amended.since(amended.version)}</p>
        {amended.before.map(was => (
          <p key={was.code} className="small num">{t.amended.before(was.code, was.not_applicable ? t.amended.claimed : show(was.score, comma()) || t.grid.not_scored)}</p>
        ))}
      </div>
    </div>
  )
}

/** What others brought in: the points, the facts they rest on, and where those were read. Nobody edits it here. */
function GivenPart({ entry, cycle }: { entry: Entry; cycle: Cycle }) {
  const t = useWords()
  const name_of = useNames()
  const { given } = entry
  const words = t.panel.given
  if (!given) return <p className="small">{words.waits}</p>
  const counts = given.figures?.counts ?? []
  const facts = [
    ...(given.answers ?? []).map(a => words.forms(a.key, a.valid_forms, show(a.sum, comma()))),
    given.value && `${words.value}: ${show(given.value, comma())}`, given.rank && `${words.rank}: ${given.rank}`,
    ...counts.map(c => `${c.key}: ${c.count}`), given.ballots && words.ballots(given.ballots),
    given.out_of_scope && words.out_of_scope, given.not_applicable && words.not_applicable,
  ].filter(Boolean)
  const source = given.source && [given.source.text, given.source.document_number, given.source.date && show_date(given.source.date)].filter(Boolean).join(', ')
  return (
    <section aria-label={words.title}>
      <h3>{words.title}</h3>
      <dl className="facts given">
        {facts.length > 0 && <><dt>{t.figures.title}</dt><dd>{facts.join('; ')}</dd></>}
        {source && <><dt>{words.source}</dt><dd>{source}</dd></>}
        {given.reason && <><dt>{t.app.reason}</dt><dd>{given.reason}</dd></>}
      </dl>
      <p className="small">{words.brought_in(given.on_behalf ? `${name_of(given.by)}, ${agency_title(cycle, given.on_behalf)}` : words.clock, show_instant(given.at))}</p>
    </section>
  )
}

function Levels({ criterion, score, on_pick }: { criterion: Criterion; score: string | null; on_pick: (points: string) => void }) {
  const t = useWords()
  const name = useId()
  return (
    <fieldset className="levels pickable">
      <legend className="sr">{t.panel.pick}</legend>
      {criterion.levels.map((level, i) => {
        const chosen = score !== null && from_wire(score) === from_wire(level.points)
        return (
          <label key={i} className={chosen ? 'picked' : ''}>
            <input type="radio" name={name} checked={chosen} onChange={() => on_pick(level.points)} />
            <strong className="num">{show(level.points, comma())}</strong> <span>{level.text}{level.note ? <span className="small"> ({level.note})</span> : null}</span>
          </label>
        )
      })}
    </fieldset>
  )
}

function ByHand({ criterion, score, on_score }: { criterion: Criterion; score: string | null; on_score: (points: string | null) => void }) {
  const t = useWords()
  const [text, set_text] = useState(score === null ? '' : show(score, comma()))
  const [error, set_error] = useState<string | null>(null)
  const id = useId()
  const commit = () => {
    const parsed = parse_score_for(text, criterion)
    if (!parsed.ok) return set_error(refusal_text(t, parsed.why, criterion))
    set_error(null)
    const value = parsed.kind === 'empty' ? null : parsed.points
    if (value !== score) on_score(value)
  }
  return (
    <div className="by-hand">
      <label htmlFor={id}>{t.panel.by_hand}</label>
      <input
        id={id} className="num" inputMode="decimal" autoComplete="off" value={text} aria-invalid={error !== null} aria-describedby={error ? id + 'e' : undefined}
        onChange={e => { set_text(e.target.value); set_error(null) }} onBlur={commit}
        onKeyDown={e => { if (!e.nativeEvent.isComposing && e.keyCode !== 229 && e.key === 'Enter') commit() }}
      />
      {criterion.allowed_points.length > 0 && criterion.allowed_points.length <= 8 && <span className="small num">{criterion.allowed_points.map(a => show(a, comma())).join(' · ')}</span>}
      {score !== null && <button type="button" className="icon" aria-label={t.panel.clear} title={t.panel.clear} onClick={() => on_score(null)}><Trash2 size={16} aria-hidden /></button>}
      {error && <span id={id + 'e'} className="field-error" role="alert">{error}</span>}
    </div>
  )
}

function Appraisal({ title, appraisal, cycle }: { title: string; appraisal: PublishedAppraisal | null | undefined; cycle: Cycle }) {
  const t = useWords()
  const name_of = useNames()
  if (!appraisal) return null
  return (
    <div className={`note ${appraisal.decision === 'agree' ? 'ok' : appraisal.decision === 'disagree' ? 'bad' : 'warn'}`}>
      <div>
        <strong>{title}: <span className="num">{show(appraisal.points, comma())}</span> · {t.appraisal[appraisal.decision]}</strong>
        {appraisal.reason && <p>{t.app.reason}: {appraisal.reason}</p>}
        {appraisal.needed && <p>{t.appraisal.needed}: {appraisal.needed}</p>}
        <p className="small">{name_of(appraisal.by)}{appraisal.on_behalf ? `, ${t.appraisal.on_behalf(agency_title(cycle, appraisal.on_behalf))}` : ''}, {show_instant(appraisal.at)}</p>
      </div>
    </div>
  )
}
