import { useQueries, useQuery } from '@tanstack/react-query'
import { ArrowRight, CircleCheck, Hourglass } from 'lucide-react'
import { Link as Anchor } from 'wouter'
import type { AppraisalItems, AssessmentHeader, AssessmentRow, Cycle, Role, Round } from '../api/contract'
import { agency_title, appraisal_rounds, state_for, window_for } from '../api/cycles'
import { get, instead_of } from '../api/http'
import { useRole } from '../api/session'
import { comma, useWords, word_for, type Words } from '../i18n/words'
import { show } from '../score/points'
import { ProblemNote, Skeleton } from '../shell/problem'
import { left, show_instant } from '../time/format'
import { useNow } from '../time/use_now'
import { useDraftsToComment } from './drafts_to_comment'

export interface Work { key: string; what: string; why: string; until: string | null; href: string; act: string }

/** S2: what waits for me, why, and until when; computed from the state of rounds and assessments. */
export function MyWork({ cycle }: { cycle: Cycle }) {
  const t = useWords()
  const role = useRole()
  const now = useNow(1000)
  const rows = useQuery({
    queryKey: ['assessments', cycle.cycle], queryFn: () => get<{ assessments: AssessmentRow[] }>(`/assessments?cycle=${cycle.cycle}`), refetchInterval: 15_000,
    enabled: role?.role !== 'leader', // a leader sees no file, only whom he votes upon
  })
  const list = rows.data?.assessments ?? []
  const mine = list.find(a => a.agency === role?.agency)
  const header = useQuery({
    queryKey: ['assessment', mine?.assessment], queryFn: () => get<AssessmentHeader>(`/assessments/${mine!.assessment}`),
    enabled: Boolean(mine && (role?.role === 'agency_officer' || role?.role === 'agency_head')), refetchInterval: 15_000,
  })
  const open_council = role?.role === 'appraiser' ? appraisal_rounds(cycle).filter(r => r.state === 'open') : []
  const items = useQueries({ queries: open_council.map(r => ({
    queryKey: ['items', cycle.cycle, r.round], queryFn: () => get<AppraisalItems>(`/cycles/${cycle.cycle}/rounds/${r.round}/items`),
  })) })
  const pending = (round: Round) => items[open_council.indexOf(round)]?.data?.items.filter(i => i.state === 'pending' && !i.conflict).length
  const drafts = useDraftsToComment(role)
  const work = role ? [...waiting({ t, cycle, role, list, header: header.data, now, pending, open_council }), ...drafts] : []
  const next = cycle.rounds.flatMap(r => {
    const end = window_for(r, role?.agency).deadline
    return end && Date.parse(end) > now && state_for(r, role?.agency, now) !== 'locked' ? [{ title: r.title, end }] : []
  }).sort((a, b) => (a.end < b.end ? -1 : 1))[0]

  return (
    <div className="page narrow">
      <h1>{t.work.title} <span className="count num">{work.length}</span></h1>
      <ProblemNote problem={instead_of(rows)} on_retry={() => void rows.refetch()} />
      {rows.isPending && rows.fetchStatus !== 'idle' ? <Skeleton rows={3} /> : (
        <section aria-label={t.work.waiting}>
          {work.length === 0 && (
            <p className="empty"><CircleCheck size={18} aria-hidden /> {t.work.nothing} {next && t.work.next_deadline(next.title, show_instant(next.end))}</p>
          )}
          <ul className="work">
            {work.map(w => (
              <li key={w.key} className="card">
                <Until until={w.until} now={now} t={t} />
                <div className="work-what"><strong>{w.what}</strong><span className="small">{w.why}</span></div>
                <Anchor href={w.href} className="button primary">{w.act} <ArrowRight size={16} aria-hidden /></Anchor>
              </li>
            ))}
          </ul>
          {mine && (
            <div className="card progress-card">
              <label htmlFor="my-progress">{t.work.progress(mine.complete, mine.leaves)}</label>
              <progress id="my-progress" max={mine.leaves} value={mine.complete} />
              <p className="small">{t.work.how}</p>
            </div>
          )}
        </section>
      )}
      <Calendar cycle={cycle} role={role} />
      {list.length > 1 && <Assessments list={list} cycle={cycle} />}
    </div>
  )
}

function Until({ until, now, t }: { until: string | null; now: number; t: Words }) {
  if (!until) return <span className="work-until" />
  const l = left(until, now)
  return (
    <span className={`work-until num ${l.ms < 172_800_000 ? 'soon' : ''}`} title={show_instant(until)}>
      <Hourglass size={15} aria-hidden /> {l.past ? t.round.late_since : t.round.countdown(l.days, `${l.hours}:${l.minutes}:${l.seconds}`)}
    </span>
  )
}

interface Known {
  t: Words; cycle: Cycle; role: Role; list: AssessmentRow[]; header: AssessmentHeader | undefined; now: number
  pending: (round: Round) => number | undefined; open_council: Round[]
}
/** The rules from states to what waits. Each line says why it is mine. */
function waiting({ t, cycle, role, list, header, now, pending, open_council }: Known): Work[] {
  const work: Work[] = []
  const mine = list.find(a => a.agency === role.agency)
  const until = (kind: string) => {
    const round = cycle.rounds.find(r => r.kind === kind && state_for(r, role.agency, now) === 'open')
    return round ? window_for(round, role.agency).deadline ?? window_for(round, role.agency).locks_at : null
  }
  if (mine && header && (role.role === 'agency_officer' || role.role === 'agency_head')) {
    const at = `/ho-so/${mine.assessment}`
    const { may } = header
    const head = role.role === 'agency_head'
    const why = head ? t.work.why.head : t.work.why.officer
    const reopened = cycle.reopenings.find(g => g.state === 'open' && g.agencies.includes(role.agency ?? ''))
    const add = (key: string, what: string, act: string, href = at, end = until('self_assessment')) => work.push({ key, what, act, href, until: end, why })
    if (may.includes('supplement')) add('answer', t.work.to_answer, t.work.answer, at + '?loc=can_tra_loi', until('supplement'))
    const { approval } = header
    const approved = (approval.state === 'approved' && approval.current !== false) || approval.state === 'delegated'
    if (may.includes('submit') && approved) add('submit', t.work.to_submit, t.work.submit, at + '/nop')
    else if (may.includes('approve') && approval.state === 'requested') add('approve', t.work.to_approve, t.work.approve, at + '/nop')
    if (reopened && may.includes('edit')) add('reopened', t.work.to_continue_reopened(show_instant(reopened.until)), t.work.reopened, at, reopened.until)
    else if (may.includes('edit') && !head && header.approval.state === 'none') {
      if (mine.complete < mine.leaves) add('score', t.work.to_score(mine.leaves - mine.complete), t.work.continue)
      else add('done', t.work.all_done, t.work.submit, at + '/nop')
    }
  }
  if (role.role === 'appraiser')
    for (const round of open_council) {
      const n = pending(round)
      if (n) work.push({ key: round.round, what: t.work.to_appraise(n, round.title), why: t.work.why.appraiser, until: round.deadline, href: `/tham-dinh/${cycle.cycle}/${round.round}`, act: t.work.appraise })
    }
  if (role.role === 'cycle_admin') {
    for (const round of appraisal_rounds(cycle))
      if (round.state === 'locked' && !round.published)
        work.push({ key: 'publish-' + round.round, what: t.work.to_publish(round.title), why: t.work.why.admin, until: null, href: `/dieu-hanh/${cycle.cycle}`, act: t.work.control })
    work.push({ key: 'watch', what: t.work.to_watch(list.filter(a => a.submitted_at).length, list.length), why: t.work.why.admin, until: until('self_assessment'), href: `/dieu-hanh/${cycle.cycle}`, act: t.work.control })
  }
  if (role.role === 'leader' && cycle.rounds.some(r => r.kind === 'leaders' && r.state === 'open'))
    work.push({ key: 'vote', what: t.work.to_vote, why: t.work.why.leader, until: until('leaders'), href: `/cham-lanh-dao/${cycle.cycle}`, act: t.work.vote })
  if (role.role === 'auditor')
    work.push({ key: 'audit', what: t.work.to_audit, why: t.work.why.auditor, until: null, href: `/dong-thoi-gian/${cycle.cycle}`, act: t.work.look_back })
  return work
}

function Calendar({ cycle, role }: { cycle: Cycle; role: Role | null }) {
  const t = useWords()
  const now = useNow(30_000)
  return (
    <section>
      <h2>{t.work.calendar}: {cycle.title}</h2>
      <ol className="calendar">
        {cycle.rounds.map(r => {
          const state = state_for(r, role?.agency, now)
          const { deadline, locks_at } = window_for(r, role?.agency)
          return (
            <li key={r.round} className={`card ${state}`}>
              <strong>{r.title}</strong>
              <span className={`chip ${state === 'open' ? 'ok' : state === 'locked' ? 'quiet' : 'info'}`}>{t.round[state]}</span>
              <span className="small num">
                {state === 'locked' && r.locked_at ? show_instant(r.locked_at)
                  : state === 'scheduled' && r.opens_at ? t.round.opens(show_instant(r.opens_at))
                    : deadline ? t.round.deadline(show_instant(deadline)) : locks_at ? t.round.until(show_instant(locks_at)) : t.round.no_end}
              </span>
              {r.printed_phrase && <span className="small">{t.round.printed(r.printed_phrase)}</span>}
              {r.published && <span className="small">{t.round.published_at(show_instant(r.published.at))}</span>}
            </li>
          )
        })}
      </ol>
    </section>
  )
}

function Assessments({ list, cycle }: { list: AssessmentRow[]; cycle: Cycle }) {
  const t = useWords()
  return (
    <section>
      <h2>{t.work.others}</h2>
      <div className="scroll-x" tabIndex={0} role="region" aria-label={t.work.others}>
        <table className="plain">
          <thead><tr><th scope="col">{t.work.agency}</th><th scope="col">{t.work.state}</th><th scope="col" className="num">{t.work.complete}</th><th scope="col" className="num">{t.work.self}</th><th scope="col" className="num">{t.work.final}</th></tr></thead>
          <tbody>
            {list.map(a => (
              <tr key={a.assessment}>
                <th scope="row"><Anchor href={`/ho-so/${a.assessment}`}>{agency_title(cycle, a.agency)}</Anchor></th>
                <td>{word_for(t.state, a.state)}</td>
                <td className="num">{a.complete}/{a.leaves}</td>
                <td className="num">{show(a.self, comma())}</td>
                <td className="num">{show(a.final, comma())}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  )
}
