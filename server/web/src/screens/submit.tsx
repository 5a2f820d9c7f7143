import { useQuery, useQueryClient } from '@tanstack/react-query'
import { ArrowLeft, Check, CircleAlert, CircleCheck, FileCheck2, Printer, Send, TriangleAlert, Undo2 } from 'lucide-react'
import { useEffect, useRef, useState } from 'react'
import { Link as Anchor } from 'wouter'
import type { AssessmentPage } from '../api/assessment'
import type { AssessmentHeader, Checks, Cycle, Receipt, WriteAnswer } from '../api/contract'
import { agency_title } from '../api/cycles'
import { get, instead_of, post } from '../api/http'
import { useNames } from '../api/session'
import { comma, said, useWords } from '../i18n/words'
import { show } from '../score/points'
import { Dialog } from '../shell/dialog'
import { ProblemNote, Skeleton } from '../shell/problem'
import { RoundMeaning } from '../time/countdown'
import { show_instant, show_seq } from '../time/format'

/** S5: nobody submits by accident, nobody is surprised later. */
export function Submit({ page, cycle }: { page: AssessmentPage; cycle: Cycle }) {
  const t = useWords()
  const { header, criteria, live } = page
  const id = header?.assessment
  const client = useQueryClient()
  const name_of = useNames()
  const version = live.view?.data.version ?? 0
  const checks = useQuery({ queryKey: ['checks', id, version], queryFn: () => get<Checks>(`/assessments/${id}/checks`), enabled: Boolean(id), placeholderData: old => old })
  const [dialog, set_dialog] = useState<'return' | 'submit' | 'withdraw' | 'delegate' | null>(null)
  const [problem, set_problem] = useState<Error | null>(null)
  const [busy, set_busy] = useState(false)
  const [fresh, set_fresh] = useState<Receipt | null>(null)
  // Rights follow what happens: a change of the assessment asks for them anew.
  useEffect(() => { void client.invalidateQueries({ queryKey: ['assessment', id] }) }, [client, id, version])
  if (!header || !criteria) return <div className="page narrow"><ProblemNote problem={page.header_error} /><Skeleton /></div>

  const act = async (path: string, body: unknown): Promise<boolean> => {
    set_busy(true)
    set_problem(null)
    try {
      const answer = await post<WriteAnswer & { receipt?: Receipt }>(`/assessments/${id}/${path}`, body)
      if (answer.receipt) set_fresh(answer.receipt)
      await Promise.all([page.refresh(), client.invalidateQueries({ queryKey: ['checks', id] }), client.invalidateQueries({ queryKey: ['assessments'] })])
      set_dialog(null)
      return true
    } catch (error) {
      // A dialog stays, with what was written in it: it is sent again from there.
      set_problem(error as Error)
      return false
    } finally {
      set_busy(false)
    }
  }
  const { may, approval } = header
  const current = header.to_confirm ? undefined : header.submissions.filter(s => !s.withdrawn_at).at(-1)
  const outdated = approval.state === 'approved' && approval.current === false
  const approved = !outdated && (approval.state === 'approved' || approval.state === 'delegated')
  const asked = approval.state === 'requested' || outdated
  const may_ask = may.includes('request_approval') && approval.state !== 'requested' && !approved
  const may_approve = may.includes('approve') && asked
  const may_submit = may.includes('submit') && approved
  const at_step = current ? 4 : approved ? 3 : approval.state === 'requested' ? 2 : (checks.data?.errors.length ?? 1) > 0 ? 0 : 1
  const open = (which: NonNullable<typeof dialog>) => { set_problem(null); set_dialog(which) }
  const close = () => { set_dialog(null); set_problem(null) }
  const title = (code: string) => criteria.by_code.get(code)?.title ?? ''

  return (
    <div className="page narrow submit">
      <p><Anchor href={`/ho-so/${id}`} className="back"><ArrowLeft size={16} aria-hidden /> {t.submit.back}</Anchor></p>
      <h1>{t.submit.title}: {agency_title(cycle, header.agency)}</h1>
      <ol className="steps">
        {t.submit.steps.map((step, i) => (
          <li key={step} className={i < at_step ? 'done' : i === at_step ? 'now' : ''} aria-current={i === at_step ? 'step' : undefined}>
            <span className="step-mark">{i < at_step ? <Check size={15} aria-hidden /> : i + 1}</span> {step}
          </li>
        ))}
      </ol>
      {!dialog && <ProblemNote problem={problem} />}
      {current && <ReceiptCard assessment={id!} number={current.number} fresh={fresh} cycle={cycle} />}

      {!current && (
        <section className="card" aria-label={t.submit.steps[0]}>
          <ProblemNote problem={instead_of(checks)} on_retry={() => void checks.refetch()} />
          {checks.data && <>
            <h2 className={checks.data.errors.length ? 'bad-text' : 'ok-text'}>
              {checks.data.errors.length ? <CircleAlert size={20} aria-hidden /> : <CircleCheck size={20} aria-hidden />} {t.submit.errors(checks.data.errors.length)}
              <span className="small num"> · {t.submit.complete(checks.data.complete, checks.data.leaves)}</span>
            </h2>
            <ul className="checks">
              {checks.data.errors.map((c, i) => (
                <li key={i}><span className="code">{c.code}</span><span>{title(c.code)}</span><strong>{said(c.message)}</strong>
                  <Anchor href={`/ho-so/${id}?tieu_chi=${encodeURIComponent(c.code)}`} aria-label={`${t.submit.fix} ${c.code}`}>{t.submit.fix}</Anchor></li>
              ))}
            </ul>
            {checks.data.errors.length === 0 && <p>{t.submit.ready}</p>}
            {checks.data.warnings.length > 0 && <>
              <h3 className="warn-text"><TriangleAlert size={17} aria-hidden /> {t.submit.warnings(checks.data.warnings.length)}</h3>
              <ul className="checks">{checks.data.warnings.map((c, i) => <li key={i}><span className="code">{c.code}</span><span>{title(c.code)}</span><strong>{said(c.message)}</strong><Anchor href={`/ho-so/${id}?tieu_chi=${encodeURIComponent(c.code)}`} aria-label={`${t.submit.fix} ${c.code}`}>{t.submit.fix}</Anchor></li>)}</ul>
            </>}
          </>}
        </section>
      )}

      <section className="card" aria-label={t.submit.summary}>
        <h2>{t.submit.summary}</h2>
        <table className="plain">
          <thead><tr><th scope="col">{t.grid.code}</th><th scope="col">{t.grid.criterion}</th><th scope="col" className="num">{t.grid.maximum}</th><th scope="col" className="num">{t.grid.self}</th></tr></thead>
          <tbody>
            {criteria.criteria.filter(c => c.depth === 0).map(c => (
              <tr key={c.code}><th scope="row">{c.code}</th><td>{c.title}</td><td className="num">{show(c.maximum, comma())}</td><td className="num">{show(page.subtotals.get(c.code)?.self ?? page.entries.get(c.code)?.self?.score ?? null, comma())}</td></tr>
            ))}
          </tbody>
          <tfoot><tr><th scope="row" colSpan={2}>{t.submit.total}</th><td className="num">{show(header.totals.applicable_maximum, comma())}</td><td className="num"><strong>{show(live.view?.data.totals.self ?? header.totals.self, comma())}</strong></td></tr></tfoot>
        </table>
      </section>

      {!current && (
        <section className="card" aria-label={t.submit.steps[2]}>
          <p>
            {outdated ? <span className="chip warn">{t.submit.changed_since}</span> : approval.state === 'approved' && <span className="chip ok">{t.submit.approved(name_of(approval.by), approval.at ? show_instant(approval.at) : '')}</span>}
            {approval.state === 'delegated' && <span className="chip ok">{t.submit.delegated}</span>}
            {approval.state === 'requested' && <span className="chip warn">{t.submit.requested}</span>}
            {approval.state === 'none' && approval.reason && <span className="chip bad">{t.submit.return}: {approval.reason}</span>}
            {approval.state === 'none' && may.includes('approve') && <span className="small">{t.submit.approval_wait_officer}</span>}
          </p>
          <RoundMeaning cycle={cycle} round="self_assessment" agency={header.agency} />
          <p>{t.submit.after}</p>
          <p className="small">{t.lock[cycle.switches.unsubmitted_at_lock]}</p>
          <div className="actions">
            {may.includes('return') && asked && <button type="button" disabled={busy} onClick={() => open('return')}><Undo2 size={16} aria-hidden /> {t.submit.return}…</button>}
            {may.includes('delegate') && !approved && <button type="button" disabled={busy} onClick={() => open('delegate')}>{t.submit.delegate}…</button>}
            {may_ask && <button type="button" className="primary" disabled={busy || !checks.data} onClick={() => void act('approval_requests', {})}>{t.submit.request}</button>}
            {may_approve && <button type="button" className="primary" disabled={busy} onClick={() => void act('approvals', { decision: 'approve' })}><FileCheck2 size={16} aria-hidden /> {t.submit.approve}</button>}
            {may_submit && <button type="button" className="primary" disabled={busy} onClick={() => open('submit')}><Send size={16} aria-hidden /> {t.submit.submit}…</button>}
            {!may_ask && !may_approve && !may_submit && !may.includes('delegate') && <span className="small">{t.submit.nothing_to_do}</span>}
          </div>
        </section>
      )}
      {may.includes('withdraw') && current && <div className="actions"><button type="button" onClick={() => open('withdraw')}>{t.submit.withdraw}…</button></div>}
      {header.submissions.length > 1 && <Submissions header={header} />}

      {dialog === 'return' && <Ask title={t.submit.return} label={t.submit.return_why} missing={t.app.reason_needed} problem={problem} on_close={close} on_answer={reason => void act('approvals', { decision: 'return', reason })} />}
      {dialog === 'withdraw' && <Ask title={t.submit.withdraw} label={t.submit.withdraw_why} missing={t.app.reason_needed} problem={problem} on_close={close} on_answer={reason => void act('withdrawals', { reason })} />}
      {dialog === 'submit' && (
        <Ask
          title={t.submit.sure} intro={t.submit.sure_more(show(header.totals.self, comma()))} label={t.submit.attendance} hint={t.submit.attendance_hint} first={t.submit.attendance_default} missing={t.submit.attendance_needed}
          act={t.submit.submit} problem={problem} on_close={close} on_answer={text => void act('submissions', { attendance: text.split('\n').map(l => l.trim()).filter(Boolean) })}
        />
      )}
      {dialog === 'delegate' && <Delegate agency={header.agency} problem={problem} on_close={close} on_answer={body => void act('delegations', body)} />}
    </div>
  )
}

/** A question with one answer in words, which must be given. */
export function Ask({ title, intro, label, hint, first = '', missing, act, problem, on_close, on_answer }: {
  title: string; intro?: string; label: string; hint?: string; first?: string; missing: string; act?: string; problem: Error | null; on_close: () => void; on_answer: (text: string) => void
}) {
  const t = useWords()
  const [text, set_text] = useState(first)
  const [error, set_error] = useState(false)
  return (
    <Dialog title={title} on_close={on_close}>
      <form onSubmit={e => { e.preventDefault(); const clean = text.trim().normalize('NFC'); if (clean) on_answer(clean); else set_error(true) }}>
        {intro && <p>{intro}</p>}
        <label className="field"><span>{label}</span><textarea rows={3} value={text} autoFocus aria-invalid={error} onChange={e => { set_text(e.target.value); set_error(false) }} /></label>
        {hint && <p className="small">{hint}</p>}
        {error && <p className="field-error" role="alert">{missing}</p>}
        <ProblemNote problem={problem} />
        <div className="actions"><button type="button" onClick={on_close}>{t.app.cancel}</button><button type="submit" className="primary">{act ?? title}</button></div>
      </form>
    </Dialog>
  )
}

function Delegate({ agency, problem, on_close, on_answer }: { agency: string; problem: Error | null; on_close: () => void; on_answer: (body: { to: string; document_number: string }) => void }) {
  const t = useWords()
  const { data } = useQuery({ queryKey: ['people'], queryFn: () => get<{ people: { actor: string; name: string; roles: { role: string; agency?: string | null }[] }[] }>('/people'), staleTime: 300_000 })
  const officers = data?.people.filter(p => p.roles.some(r => r.agency === agency && r.role === 'agency_officer')) ?? []
  const [to, set_to] = useState('')
  const [number, set_number] = useState('')
  const chosen = to || officers[0]?.actor || ''
  return (
    <Dialog title={t.submit.delegate} on_close={on_close}>
      <form onSubmit={e => { e.preventDefault(); if (chosen && number.trim()) on_answer({ to: chosen, document_number: number.trim().normalize('NFC') }) }}>
        <label className="field"><span>{t.submit.delegate_to}</span><select value={chosen} onChange={e => set_to(e.target.value)}>{officers.map(o => <option key={o.actor} value={o.actor}>{o.name}</option>)}</select></label>
        <label className="field"><span>{t.submit.document_number}</span><input value={number} onChange={e => set_number(e.target.value)} required /></label>
        <ProblemNote problem={problem} />
        <div className="actions"><button type="button" onClick={on_close}>{t.app.cancel}</button><button type="submit" className="primary">{t.submit.delegate}</button></div>
      </form>
    </Dialog>
  )
}

/** The receipt: the instant of the server, the event, and the hashes that prove it. */
function ReceiptCard({ assessment, number, fresh, cycle }: { assessment: string; number: number; fresh: Receipt | null; cycle: Cycle }) {
  const t = useWords()
  const asked = useQuery({ queryKey: ['receipt', assessment, number], queryFn: () => get<Receipt>(`/assessments/${assessment}/submissions/${number}/receipt`), enabled: fresh?.number !== number, staleTime: Infinity })
  const receipt = fresh?.number === number ? fresh : asked.data
  const card = useRef<HTMLElement>(null)
  useEffect(() => { if (fresh) card.current?.scrollIntoView({ block: 'center' }) }, [fresh])
  if (!receipt) return <ProblemNote problem={asked.error} on_retry={() => void asked.refetch()} />
  const rows: [string, string, boolean?][] = [
    [t.work.agency, agency_title(cycle, receipt.agency)], [t.nav.cycle, cycle.title], [t.submit.number, String(receipt.number)], [t.submit.recorded, show_instant(receipt.recorded_at)], [t.submit.event, '#' + show_seq(receipt.seq)],
    [t.submit.self_total, show(receipt.self_total, comma())], [t.submit.days_late, receipt.days_late === 0 ? t.submit.on_time : t.submit.late(receipt.days_late)], [t.submit.leaf, receipt.leaf_hash, true], [t.submit.content, receipt.content_hash, true],
    [t.submit.tree, `${receipt.origin} · ${show_seq(receipt.tree_size)}`], ...(receipt.root_hash ? [[t.submit.root, receipt.root_hash, true] as [string, string, boolean]] : []),
  ]
  return (
    <section ref={card} className="card receipt" aria-labelledby="receipt-title">
      <h2 id="receipt-title"><FileCheck2 size={20} aria-hidden /> {t.submit.receipt}</h2>
      <dl>{rows.map(([what, value, hash]) => <div key={what}><dt>{what}</dt><dd className={hash ? 'hash' : 'num'}>{value}</dd></div>)}</dl>
      <div className="actions no-print"><button type="button" onClick={() => window.print()}><Printer size={16} aria-hidden /> {t.submit.print}</button></div>
    </section>
  )
}

function Submissions({ header }: { header: AssessmentHeader }) {
  const t = useWords()
  return (
    <section>
      <h2>{t.submit.submissions}</h2>
      <ul>{header.submissions.map(s => <li key={s.number} className="num">{s.number}. {show_instant(s.at)} · #{show_seq(s.seq)} · {show(s.self_total, comma())}{s.days_late ? ` · ${t.submit.late(s.days_late)}` : ''}{s.withdrawn_at ? ` · ${t.submit.withdrawn(show_instant(s.withdrawn_at))}` : ''}</li>)}</ul>
    </section>
  )
}
