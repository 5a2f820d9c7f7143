import { useQueries, useQueryClient } from '@tanstack/react-query'
import { useMemo, useState } from 'react'
import { Link as Anchor, useSearchParams } from 'wouter'
import type { Criterion, Cycle, Entries, Entry } from '../api/contract'
import { useCriteria } from '../api/cycles'
import { get, Refused } from '../api/http'
import { useNames, useRole } from '../api/session'
import { comma, useWords, word_for } from '../i18n/words'
import { given_kind } from '../panel/given_fields'
import { GivenForm } from '../panel/given_form'
import { show } from '../score/points'
import { Dialog } from '../shell/dialog'
import { ProblemNote, Skeleton } from '../shell/problem'
import { show_date, show_instant } from '../time/format'

/** What others give, criterion by criterion over all agencies: who has it, who waits, and the form. */
export function GivenList({ cycle }: { cycle: Cycle }) {
  const t = useWords()
  const role = useRole()
  const client = useQueryClient()
  const name_of = useNames()
  const [query, set_query] = useSearchParams()
  const group = cycle.groups.find(g => g.group === query.get('nhom')) ?? cycle.groups[0]
  const criteria = useCriteria(cycle.cycle, group?.group)
  const agencies = cycle.agencies.filter(a => a.assessment && a.group === group?.group)
  const asked = useQueries({ queries: agencies.map(a => ({ queryKey: ['given', a.assessment], queryFn: () => get<Entries>(`/assessments/${a.assessment}/entries`), refetchInterval: 30_000 })) })
  const [open, set_open] = useState<{ assessment: string; title: string } | null>(null)
  const entry_of = (i: number, code: string): Entry | undefined => asked[i]?.data?.entries.find(e => e.code === code)
  const leaves = useMemo(() => (criteria?.criteria ?? []).filter(c => c.leaf && c.scored_by !== 'agency' && c.scored_by !== 'system'), [criteria])
  const mine = leaves.filter(c => asked.some((_, i) => entry_of(i, c.code)))
  const chosen: Criterion | undefined = mine.find(c => c.code === query.get('tieu_chi')) ?? mine[0]
  const go = (to: Record<string, string>) => set_query(old => { const next = new URLSearchParams(old); for (const [k, v] of Object.entries(to)) next.set(k, v); return next }, { replace: true })
  const waiting = asked.some(q => q.isPending) || !criteria
  const kind = chosen && given_kind(chosen)
  const place = open && agencies.findIndex(a => a.assessment === open.assessment)
  const entry = chosen && place !== null ? entry_of(place, chosen.code) : undefined
  return (
    <div className="page narrow">
      <h1>{t.given.list_title}</h1>
      <p className="small">{t.given.list_lead}</p>
      <ProblemNote problem={asked.find(q => q.error && !(q.error instanceof Refused && q.error.status === 404))?.error} />
      {waiting ? <Skeleton rows={6} /> : !chosen ? <p className="empty">{t.given.nothing}</p> : <>
        <div className="two given-choice">
          {cycle.groups.length > 1 && <label className="field"><span>{t.given.group}</span><select value={group?.group} onChange={e => go({ nhom: e.target.value })}>{cycle.groups.map(g => <option key={g.group} value={g.group}>{g.title}</option>)}</select></label>}
          <label className="field"><span>{t.setup.criterion}</span><select value={chosen.code} onChange={e => go({ tieu_chi: e.target.value })}>{mine.map(c => {
            const left = asked.filter((_, i) => { const e = entry_of(i, c.code); return e && !e.given }).length
            return <option key={c.code} value={c.code}>{`${c.code} · ${c.title} — ${left ? t.given.left(left) : t.given.all_there}`}</option>
          })}</select></label>
        </div>
        <p className="small">{word_for(t.scored_by, chosen.scored_by)} · {t.panel.maximum(show(chosen.maximum, comma()))}</p>
        <div className="scroll-x" tabIndex={0} role="region" aria-label={t.given.list_title}>
          <table className="plain given-table">
            <thead><tr><th scope="col">{t.work.agency}</th><th scope="col" className="num">{t.app.points}</th><th scope="col">{t.panel.given.source}</th><th scope="col">{t.setup.recorded}</th><th scope="col"><span className="sr">{t.given.save}</span></th></tr></thead>
            <tbody>{agencies.map((a, i) => {
              const e = entry_of(i, chosen.code)
              if (!e) return null
              const g = e.given
              return (
                <tr key={a.agency}>
                  <th scope="row"><Anchor href={`/ho-so/${a.assessment}?tieu_chi=${chosen.code}`}>{a.title}</Anchor></th>
                  <td className="num">{g ? <strong>{g.not_applicable ? '—' : show(g.points, comma())}</strong> : <span className="chip warn">{t.given.waits}</span>}</td>
                  <td className="small">{g?.source && [g.source.text, g.source.document_number, g.source.date && show_date(g.source.date)].filter(Boolean).join(', ')}</td>
                  <td className="small">{g && `${name_of(g.by)} · ${show_instant(g.at)}`}</td>
                  <td>{role?.role === 'appraiser' && role.agency !== a.agency && (kind
                    ? <button type="button" onClick={() => set_open({ assessment: a.assessment!, title: a.title })}>{g ? t.given.enter_again : t.given.enter}</button>
                    : chosen.scored_by === 'leaders' && <Anchor className="button" href={`/cham-lanh-dao/${cycle.cycle}`}>{t.ballots.title}</Anchor>)}</td>
                </tr>
              )
            })}</tbody>
          </table>
        </div>
      </>}
      {open && chosen && kind && entry && (
        <Dialog title={`${chosen.code} · ${open.title}`} on_close={() => set_open(null)}>
          <p>{chosen.title}</p>
          <GivenForm cycle={cycle} assessment={open.assessment} criterion={chosen} entry={entry} kind={kind} on_written={() => { set_open(null); void client.invalidateQueries({ queryKey: ['given'] }) }} />
        </Dialog>
      )}
    </div>
  )
}
