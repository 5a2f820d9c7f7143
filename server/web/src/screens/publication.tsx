import { Megaphone } from 'lucide-react'
import { useState } from 'react'
import { Link as Anchor } from 'wouter'
import type { Cycle } from '../api/contract'
import { useInvalidate } from '../api/cycles'
import { instead_of, post } from '../api/http'
import { usePublications, usePublishedRanking, type Publication } from '../api/publications'
import { useRole } from '../api/session'
import { comma, useWords } from '../i18n/words'
import { show, show_percent } from '../score/points'
import { ActForm } from '../setup/act_form'
import { Dialog } from '../shell/dialog'
import { ProblemNote, Skeleton } from '../shell/problem'
import { DateField } from '../time/date_field'
import { show_date, show_instant, show_seq } from '../time/format'

type Asked = { act: 'publish' } | { act: 'correct' | 'report'; of: Publication }

/** S12: results made known, each time under a decision and as they stood right after one event (PB-1, PB-7, PB-8). */
export function PublicationScreen({ cycle }: { cycle: Cycle }) {
  const t = useWords()
  const role = useRole()
  const publications = usePublications(cycle.cycle)
  const [asked, set_asked] = useState<Asked | null>(null)
  const acts = role?.role === 'cycle_admin' || role?.role === 'deciding_authority'
  const list = [...(publications.data?.publications ?? [])].reverse()
  return (
    <div className="page narrow publications">
      <h1>{t.publication.title}</h1>
      <p className="small">{cycle.title} · {t.publication.lead}</p>
      <ProblemNote problem={instead_of(publications)} on_retry={() => void publications.refetch()} />
      {publications.isPending && <Skeleton rows={3} />}
      {publications.data && list.length === 0 && <p className="empty">{t.publication.none}</p>}
      {acts && publications.data && list.length === 0 && <button type="button" className="primary" onClick={() => set_asked({ act: 'publish' })}><Megaphone size={16} aria-hidden /> {t.publication.publish}</button>}
      <ul className="accounts">{list.map(p => <One key={p.publication} cycle={cycle} publication={p} acts={acts} reports={role?.role === 'cycle_admin'} on_act={set_asked} />)}</ul>
      {asked && asked.act !== 'report' && <PublishDialog cycle={cycle} corrects={asked.act === 'correct' ? asked.of : null} on_close={() => set_asked(null)} />}
      {asked?.act === 'report' && <ReportDialog cycle={cycle} of={asked.of} on_close={() => set_asked(null)} />}
    </div>
  )
}

function One({ cycle, publication: p, acts, reports, on_act }: { cycle: Cycle; publication: Publication; acts: boolean; reports: boolean; on_act: (asked: Asked) => void }) {
  const t = useWords()
  const [opened, set_opened] = useState(false)
  const facts = [p.signed_by && t.publication.signed(p.signed_by), t.publication.table(show_seq(p.table_seq)), t.publication.recorded(show_instant(p.at)), p.awaited > 0 && t.publication.awaited(p.awaited)].filter(Boolean)
  return (
    <li className="card account">
      <div className="account-head">
        <div>
          <strong>{t.publication.number(p.publication)} · {t.publication.decision(p.decision_number, show_date(p.decision_date))}</strong>
          <p className="small num">{facts.join(' · ')}</p>
          <p className="chips">
            {p.corrected_by === null ? <span className="chip ok">{t.publication.current}</span> : <span className="chip quiet">{t.publication.corrected_by(p.corrected_by)}</span>}
            {p.corrects !== null && <span className="chip info">{t.publication.corrects(p.corrects)}</span>}
          </p>
          {p.reason && <p className="small">{t.app.reason}: {p.reason}</p>}
          {p.reports.length > 0 && <p className="small num">{t.publication.reports}: {p.reports.map(r => t.publication.reported(r.to, r.document_number, show_date(r.document_date))).join('; ')}</p>}
        </div>
        <div className="row-of">
          <button type="button" aria-expanded={opened} onClick={() => set_opened(!opened)}>{opened ? t.publication.hide : t.publication.show}</button>
          {acts && p.corrected_by === null && <button type="button" onClick={() => on_act({ act: 'correct', of: p })}>{t.publication.correct}</button>}
          {reports && p.corrected_by === null && <button type="button" onClick={() => on_act({ act: 'report', of: p })}>{t.publication.report}</button>}
        </div>
      </div>
      {opened && <Table cycle={cycle} publication={p} />}
    </li>
  )
}

function Table({ cycle, publication }: { cycle: Cycle; publication: Publication }) {
  const t = useWords()
  const [group, set_group] = useState(cycle.groups[0]?.group ?? '')
  const ranking = usePublishedRanking(cycle.cycle, publication.publication, group)
  const view = ranking.data
  const classes = new Map(view?.classification?.classes.map(c => [c.id, c.title]))
  return (
    <>
      {cycle.groups.length > 1 && <label className="field"><span>{t.publication.group}</span><select value={group} onChange={e => set_group(e.target.value)}>{cycle.groups.map(g => <option key={g.group} value={g.group}>{g.title}</option>)}</select></label>}
      <ProblemNote problem={instead_of(ranking)} />
      {ranking.isPending && <Skeleton rows={4} />}
      {view && (
        <div className="scroll-x" tabIndex={0} role="region" aria-label={view.title}>
          <table className="plain">
            <thead><tr><th scope="col" className="num">{t.rank.rank}</th><th scope="col">{t.rank.agency}</th>{view.classification && <th scope="col">{t.rank.class}</th>}<th scope="col" className="num">{t.rank.points}</th><th scope="col" className="num">{t.rank.percent}</th></tr></thead>
            <tbody>
              {view.rows.map(r => (
                <tr key={r.agency}>
                  <td className="num">{r.rank}{r.tied && ' ='}</td><th scope="row">{r.title}</th>{view.classification && <td>{r.class ? classes.get(r.class) ?? r.class : '–'}</td>}
                  <td className="num">{show(r.final, comma())}</td><td className="num">{show_percent(r.index_percent, comma(), view.rule.display_decimals)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      <p><Anchor className="small" href={`/xep-hang/${cycle.cycle}?as_of_seq=${publication.table_seq}&nhom=${encodeURIComponent(group)}`}>{t.publication.then}</Anchor></p>
    </>
  )
}

function PublishDialog({ cycle, corrects, on_close }: { cycle: Cycle; corrects: Publication | null; on_close: () => void }) {
  const t = useWords()
  const invalidate = useInvalidate()
  const himself = useRole()?.role === 'deciding_authority' // who decides signs himself (ACT-3)
  const [number, set_number] = useState('')
  const [day, set_day] = useState('')
  const [office, set_office] = useState('')
  const [table, set_table] = useState('')
  const [reason, set_reason] = useState('')
  const send = () => {
    if (!number.trim() || !day || (!himself && !office.trim())) return t.publication.needed
    if (corrects && !reason.trim()) return t.app.reason_needed
    const clean = (text: string) => text.trim().normalize('NFC')
    return post(`/cycles/${cycle.cycle}/publications`, {
      decision_number: clean(number), decision_date: day, ...(office.trim() ? { signed_by: clean(office) } : {}), ...(table.trim() ? { table_seq: table.replace(/\D/g, '') } : {}),
      ...(corrects ? { corrects: corrects.publication } : {}), ...(reason.trim() ? { reason: clean(reason) } : {}),
    }).then(() => invalidate('publications', 'cycles', 'assessments'))
  }
  return (
    <Dialog title={corrects ? t.publication.correct_title(corrects.publication) : t.publication.publish_title} on_close={on_close}>
      <ActForm submit={t.publication.do_publish} on_close={on_close} send={send}>
        <p className="note warn"><span>{t.publication.sure}</span></p>
        <div className="two">
          <label className="field"><span>{t.publication.decision_number}</span><input data-first value={number} maxLength={100} onChange={e => set_number(e.target.value)} /></label>
          <label className="field"><span>{t.publication.decision_date}</span><DateField value={day} on_change={set_day} /></label>
        </div>
        <label className="field"><span>{t.publication.signed_by}</span><input value={office} maxLength={200} onChange={e => set_office(e.target.value)} /></label>
        <label className="field"><span>{t.publication.table_seq}</span><input className="num" inputMode="numeric" value={table} onChange={e => set_table(e.target.value)} /><span className="small">{t.publication.table_hint}</span></label>
        <label className="field"><span>{t.publication.reason}</span><textarea rows={2} value={reason} onChange={e => set_reason(e.target.value)} /><span className="small">{t.publication.reason_hint}</span></label>
      </ActForm>
    </Dialog>
  )
}

function ReportDialog({ cycle, of, on_close }: { cycle: Cycle; of: Publication; on_close: () => void }) {
  const t = useWords()
  const invalidate = useInvalidate()
  const [to, set_to] = useState('')
  const [number, set_number] = useState('')
  const [day, set_day] = useState('')
  const send = () => {
    if (!to.trim() || !number.trim() || !day) return t.publication.report_needed
    return post(`/cycles/${cycle.cycle}/publications/${of.publication}/reports`, { to: to.trim().normalize('NFC'), document_number: number.trim().normalize('NFC'), document_date: day }).then(() => invalidate('publications', 'cycles'))
  }
  return (
    <Dialog title={t.publication.report_title(of.publication)} on_close={on_close}>
      <ActForm submit={t.publication.do_report} on_close={on_close} send={send}>
        <label className="field"><span>{t.publication.to}</span><input value={to} maxLength={200} onChange={e => set_to(e.target.value)} /></label>
        <div className="two">
          <label className="field"><span>{t.publication.document_number}</span><input value={number} maxLength={100} onChange={e => set_number(e.target.value)} /></label>
          <label className="field"><span>{t.publication.document_date}</span><DateField value={day} on_change={set_day} /></label>
        </div>
      </ActForm>
    </Dialog>
  )
}
