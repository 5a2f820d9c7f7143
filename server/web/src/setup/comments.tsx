import { MessageSquare } from 'lucide-react'
import { useState, type FormEvent } from 'react'
import type { Acts, DraftComment } from '../api/regulations'
import { useNames } from '../api/session'
import { title_of_agency, type RegulationText } from '../draft/document'
import { rows_of } from '../draft/tree'
import { useWords } from '../i18n/words'
import { ProblemNote } from '../shell/problem'
import { show_instant } from '../time/format'
import type { Jump } from './findings_part'

/** What an agency says of the draft, as a whole or on one criterion. */
export function CommentBox({ text, acts, fixed, set }: { text: RegulationText; acts: Acts; fixed?: string; set: string }) {
  const t = useWords()
  const [words, set_words] = useState('')
  const [code, set_code] = useState('')
  const [missing, set_missing] = useState(false)
  const [problem, set_problem] = useState<Error | null>(null)
  const [busy, set_busy] = useState(false)
  const about = fixed ?? code
  const send = async (event: FormEvent) => {
    event.preventDefault()
    const say = words.trim().normalize('NFC')
    if (!say) return set_missing(true)
    set_busy(true)
    set_problem(null)
    try {
      await acts.act('/comments', { text: say, ...(about ? { criterion: about, criteria_set: set } : {}) }, false)
      set_words('')
    } catch (error) {
      set_problem(error as Error)
    } finally {
      set_busy(false)
    }
  }
  const rows = text.criteria_sets.find(s => s.id === set)
  return (
    <form className="comment-box" onSubmit={e => void send(e)} noValidate>
      {fixed === undefined && rows && (
        <label className="field"><span>{t.setup.comment_about}</span>
          <select value={code} onChange={e => set_code(e.target.value)}>
            <option value="">{t.setup.the_whole}</option>
            {rows_of(rows).map(({ node, path }) => <option key={path.join('.')} value={node.code}>{`${node.code} · ${node.title}`.slice(0, 90)}</option>)}
          </select>
        </label>
      )}
      <label className="field"><span>{fixed === undefined ? t.setup.comment : t.setup.comment_here}</span>
        <textarea rows={3} maxLength={4000} value={words} aria-invalid={missing} onChange={e => { set_words(e.target.value); set_missing(false) }} /></label>
      {missing && <p className="field-error" role="alert">{t.setup.comment_needed}</p>}
      <ProblemNote problem={problem} />
      <div className="actions"><button type="submit" className="primary" disabled={busy}><MessageSquare size={16} aria-hidden /> {t.setup.send_comment}</button></div>
    </form>
  )
}

/** Comments in the order they came, each with what became of it. */
export function Comments({ comments, text, acts, answering, on_jump }: { comments: DraftComment[]; text: RegulationText; acts: Acts; answering: boolean; on_jump?: Jump }) {
  const t = useWords()
  const name_of = useNames()
  return (
    <ul className="comments">
      {comments.map(c => (
        <li key={c.comment} className="card">
          <p className="small">
            <strong>{title_of_agency(text, c.agency)}</strong> · {name_of(c.by)} · <span className="num">{show_instant(c.at)}</span>{' '}
            {c.criterion ? on_jump ? <button type="button" className="link code" onClick={() => on_jump(c.criteria_set || undefined, c.criterion)}>{c.criterion}</button> : null : <span className="chip">{t.setup.the_whole}</span>}
          </p>
          <p className="said">{c.text}</p>
          {c.answer && (
            <div className={`answer ${c.answer.decision}`}>
              <span className={`chip ${c.answer.decision === 'accept' ? 'ok' : 'warn'}`}>{t.setup.answer_of[c.answer.decision]}</span>
              <p className="said">{c.answer.text}</p>
              <p className="small">{name_of(c.answer.by)} · <span className="num">{show_instant(c.answer.at)}</span></p>
            </div>
          )}
          {!c.answer && !answering && <span className="chip">{t.setup.not_answered}</span>}
          {!c.answer && answering && <AnswerBox comment={c} acts={acts} />}
        </li>
      ))}
    </ul>
  )
}

function AnswerBox({ comment, acts }: { comment: DraftComment; acts: Acts }) {
  const t = useWords()
  const [words, set_words] = useState('')
  const [missing, set_missing] = useState(false)
  const [problem, set_problem] = useState<Error | null>(null)
  const send = async (decision: 'accept' | 'decline') => {
    const text = words.trim().normalize('NFC')
    if (!text) return set_missing(true)
    set_problem(null)
    try {
      await acts.act(`/comments/${comment.comment}/answers`, { decision, text })
    } catch (error) {
      set_problem(error as Error)
    }
  }
  return (
    <div className="answer-box">
      <label className="field"><span>{t.setup.answer}</span><textarea rows={2} maxLength={4000} value={words} aria-invalid={missing} onChange={e => { set_words(e.target.value); set_missing(false) }} /></label>
      {missing && <p className="field-error" role="alert">{t.setup.answer_needed}</p>}
      <ProblemNote problem={problem} />
      <div className="actions"><button type="button" onClick={() => void send('decline')}>{t.setup.decline}</button><button type="button" className="primary" onClick={() => void send('accept')}>{t.setup.accept}</button></div>
    </div>
  )
}
