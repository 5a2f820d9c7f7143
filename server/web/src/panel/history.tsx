import { useQuery } from '@tanstack/react-query'
import { Link as Anchor } from 'wouter'
import type { Criterion, Entry, Figures, HistoryEvent, Provenance } from '../api/contract'
import { get, type AsOf } from '../api/http'
import { useNames } from '../api/session'
import { comma, said, useWords, word_for, type Words } from '../i18n/words'
import { show } from '../score/points'
import { ProblemNote, Skeleton } from '../shell/problem'
import { show_instant, show_seq } from '../time/format'
import { figures_text } from './figures_text'

/** Who changed what, from what to what, when and why; each line leads to the page as it was then. */
export function HistoryPart({ assessment, criterion, version, as_of }: { assessment: string; criterion: Criterion; version: number; as_of?: AsOf }) {
  const t = useWords()
  const { code } = criterion
  const name_of = useNames()
  const { data, error, isPending, refetch } = useQuery({
    queryKey: ['history', assessment, code, version, as_of?.seq ?? as_of?.at], placeholderData: old => old,
    queryFn: () => get<{ events: HistoryEvent[] }>(`/assessments/${assessment}/entries/${code}/history`, { as_of }),
  })
  if (error) return <ProblemNote problem={error} on_retry={() => void refetch()} />
  if (isPending) return <Skeleton rows={3} />
  const changed = (what: string, value: unknown) => (what === 'figures' && value ? figures_text(value as Figures, criterion, t) : value_text(value, t))
  if (data.events.length === 0) return <p className="quiet-text">{t.history.empty}</p>
  return (
    <ol className="history">
      {data.events.map(e => (
        <li key={e.seq}>
          <span className="small num">{show_instant(e.at)} · #{show_seq(e.seq)}</span>
          <strong>{name_of(e.actor) || t.history.system}{e.role ? <span className="small"> ({word_for(t.role, e.role)})</span> : null}</strong>
          <p className="change-line">
            {word_for(t.history.what, e.what)}{e.round ? ` (${e.round.endsWith('2') ? t.grid.round_2 : t.grid.round_1})` : ''}: <del>{changed(e.what, e.from)}</del> <span aria-hidden>→</span> <ins>{changed(e.what, e.to)}</ins>
          </p>
          {e.reason && <p className="small">{t.app.reason}: {word_for(t.panel.system_basis, e.reason)}</p>}
          <Anchor className="small" href={`/ho-so/${assessment}?as_of_seq=${e.seq}&tieu_chi=${encodeURIComponent(code)}`}>{t.history.see}</Anchor>
        </li>
      ))}
    </ol>
  )
}

/** A changed value in words: points as people write them, everything else by what it holds. */
export function value_text(value: unknown, t: Words): string {
  if (value === null || value === undefined || value === '') return t.history.nothing
  if (typeof value === 'string') return /^-?\d+(\.\d{1,4})?$/.test(value) ? show(value, comma()) : value
  if (typeof value === 'number' || typeof value === 'boolean') return String(value)
  if (Array.isArray(value)) return value.map(v => value_text(v, t)).join(', ') || t.history.nothing
  const v = value as Record<string, unknown>
  if (typeof v.decision === 'string') return [word_for(t.appraisal as never, v.decision), v.points ? show(String(v.points), comma()) : '', v.reason ?? v.needed ?? ''].filter(Boolean).join(' · ')
  if (typeof v.score === 'string') return show(v.score, comma())
  if (typeof v.text === 'string') return v.text
  if (typeof v.sha256 === 'string') return [v.document_number, v.sha256.slice(0, 12) + '…'].filter(Boolean).join(' ')
  return Object.entries(v).filter(([, x]) => x !== null && x !== '' && x !== false && !(Array.isArray(x) && x.length === 0))
    .map(([k, x]) => `${k}: ${value_text(x, t)}`).join('; ') || t.history.nothing
}

/** Vì sao? From the points to the rule, the figures and the events they come from. */
export function WhyPart({ assessment, criterion, version, as_of }: { assessment: string; criterion: Criterion; version: number; as_of?: AsOf }) {
  const { code } = criterion
  const { data, error, isPending, refetch } = useQuery({
    queryKey: ['provenance', assessment, code, version, as_of?.seq ?? as_of?.at], placeholderData: old => old,
    queryFn: () => get<Provenance>(`/assessments/${assessment}/entries/${code}/provenance`, { as_of }),
  })
  if (error) return <ProblemNote problem={error} on_retry={() => void refetch()} />
  if (isPending) return <Skeleton rows={3} />
  return <WhyTree node={data} criterion={criterion} assessment={assessment} />
}

function WhyTree({ node, criterion, assessment }: { node: Provenance; criterion: Criterion; assessment: string }) {
  const t = useWords()
  const self = node.inputs?.self
  const level = self?.level === null || self?.level === undefined ? undefined : node.rule.levels[self.level]
  const then = (seq: string, code = node.code) => `/ho-so/${assessment}?as_of_seq=${seq}&tieu_chi=${encodeURIComponent(code)}`
  return (
    <div className="why-tree">
      <p className="why-points"><strong className="num">{show(node.points, comma())}</strong> <span className="small num">/ {show(node.maximum, comma())} · {t.shape[node.rule.shape] ?? node.rule.shape} · {word_for(t.why.stage, node.stage)}</span></p>
      {self?.figures && <>
        <h3>{t.figures.title}</h3>
        <p>{figures_text(self.figures, criterion, t)}</p>
      </>}
      {level && <>
        <h3>{t.why.level}</h3>
        <p><strong className="num">{show(level.points, comma())}</strong> {level.text}</p>
      </>}
      {node.steps && node.steps.length > 0 && <>
        <h3>{t.why.steps}</h3>
        <ol className="why-steps">{node.steps.map((s, i) => <li key={i}><span>{said(s.text)}</span> <strong className="num">{show(s.points, comma())}</strong></li>)}</ol>
      </>}
      {node.inputs && <>
        <h3>{t.why.events}</h3>
        <ul className="why-steps">{inputs_of(node.inputs, t).map((i, n) => <li key={n}><span>{i.what}</span> <Anchor className="num" href={then(i.seq)}>#{show_seq(i.seq)}</Anchor></li>)}</ul>
      </>}
      {node.children.length > 0 && <>
        <h3>{t.why.children}</h3>
        <table className="plain"><tbody>
          {node.children.map(c => <tr key={c.code}><th scope="row">{c.code}</th><td><Anchor href={`/ho-so/${assessment}?tieu_chi=${encodeURIComponent(c.code)}`}>{c.title}</Anchor></td><td className="num">{show(c.points, comma())} / {show(c.maximum, comma())}</td></tr>)}
        </tbody></table>
      </>}
      <p className="small">{t.why.regulation(node.rule.regulation, node.rule.regulation_version)}</p>
    </div>
  )
}

/** What the points rest on, each with the event that put it there. */
function inputs_of(entry: Entry, t: Words): { what: string; seq: string }[] {
  const words = t.history.what
  const all = [
    entry.self && { what: `${words.self_score}: ${show(entry.self.score, comma())} (${t.panel.basis[entry.self.basis]})`, seq: entry.self.seq },
    entry.given && { what: `${words.given}: ${show(entry.given.points, comma())}`, seq: entry.given.seq },
    entry.explanation?.text && { what: words.explanation!, seq: entry.explanation.seq },
    ...entry.evidence.map(e => ({ what: `${words.evidence}: ${e.document_number || e.sha256.slice(0, 12) + '…'}`, seq: e.seq })),
    entry.not_applicable && { what: words.not_applicable!, seq: entry.not_applicable.seq },
    entry.supplement?.text && { what: words.supplement!, seq: entry.supplement.seq },
    ...Object.values(entry.appraisals).map(a => a && { what: `${words.appraisal}: ${show(a.points, comma())}`, seq: a.seq }),
  ]
  return all.filter((i): i is { what: string; seq: string } => Boolean(i && i.seq))
}
