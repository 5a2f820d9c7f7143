import { useQuery } from '@tanstack/react-query'
import { Link as Anchor } from 'wouter'
import type { HistoryEvent, Provenance } from '../api/contract'
import { get, type AsOf } from '../api/http'
import { useNames } from '../api/session'
import { comma, said, useWords, word_for, type Words } from '../i18n/words'
import { show } from '../score/points'
import { ProblemNote, Skeleton } from '../shell/problem'
import { show_instant, show_seq } from '../time/format'

/** Who changed what, from what to what, when and why; each line leads to the page as it was then. */
export function HistoryPart({ assessment, code, version, as_of }: { assessment: string; code: string; version: number; as_of?: AsOf }) {
  const t = useWords()
  const name_of = useNames()
  const { data, error, isPending, refetch } = useQuery({
    queryKey: ['history', assessment, code, version, as_of?.seq ?? as_of?.at], placeholderData: old => old,
    queryFn: () => get<{ events: HistoryEvent[] }>(`/assessments/${assessment}/entries/${code}/history`, { as_of }),
  })
  if (error) return <ProblemNote problem={error} on_retry={() => void refetch()} />
  if (isPending) return <Skeleton rows={3} />
  if (data.events.length === 0) return <p className="quiet-text">{t.history.empty}</p>
  return (
    <ol className="history">
      {data.events.map(e => (
        <li key={e.seq}>
          <span className="small num">{show_instant(e.at)} · #{show_seq(e.seq)}</span>
          <strong>{name_of(e.actor) || t.history.system}{e.role ? <span className="small"> ({word_for(t.role, e.role)})</span> : null}</strong>
          {e.changes.map((c, i) => (
            <p key={i} className="change-line">
              {word_for(t.history.what, c.what)}: <del>{value_text(c.from, t)}</del> <span aria-hidden>→</span> <ins>{value_text(c.to, t)}</ins>
            </p>
          ))}
          {e.reason && <p className="small">{t.app.reason}: {e.reason}</p>}
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
export function WhyPart({ assessment, code, version, as_of }: { assessment: string; code: string; version: number; as_of?: AsOf }) {
  const { data, error, isPending, refetch } = useQuery({
    queryKey: ['provenance', assessment, code, version, as_of?.seq ?? as_of?.at], placeholderData: old => old,
    queryFn: () => get<Provenance>(`/assessments/${assessment}/entries/${code}/provenance`, { as_of }),
  })
  if (error) return <ProblemNote problem={error} on_retry={() => void refetch()} />
  if (isPending) return <Skeleton rows={3} />
  return <WhyTree node={data} assessment={assessment} depth={0} />
}

function WhyTree({ node, assessment, depth }: { node: Provenance; assessment: string; depth: number }) {
  const t = useWords()
  return (
    <div className="why-tree">
      <p className="why-points"><span className="code">{node.code}</span> <strong className="num">{show(node.points, comma())}</strong> {node.rule && <span className="small num">/ {show(node.rule.maximum, comma())} · {t.shape[node.rule.shape] ?? node.rule.shape}</span>}
        {node.stage && <span className="small"> · {word_for(t.why.stage, node.stage)}</span>}</p>
      {node.steps.length > 0 && (
        <ol className="why-steps">
          {node.steps.map((s, i) => (
            <li key={i}>
              <span>{said(s.text)}</span>
              {s.points !== null && s.points !== undefined && <strong className="num">{show(s.points, comma())}</strong>}
              {s.seq && <Anchor className="small num" href={`/ho-so/${assessment}?as_of_seq=${s.seq}&tieu_chi=${encodeURIComponent(node.code)}`}>#{show_seq(s.seq)}</Anchor>}
            </li>
          ))}
        </ol>
      )}
      {node.events.length > 0 && (
        <p className="small num">{t.why.events}: {node.events.map((seq, i) => <span key={seq}>{i > 0 && ', '}<Anchor href={`/ho-so/${assessment}?as_of_seq=${seq}&tieu_chi=${encodeURIComponent(node.code)}`}>#{show_seq(seq)}</Anchor></span>)}</p>
      )}
      {node.children && node.children.length > 0 && (
        <details open={depth === 0}>
          <summary>{t.why.children} ({node.children.length})</summary>
          {node.children.map(child => <WhyTree key={child.code} node={child} assessment={assessment} depth={depth + 1} />)}
        </details>
      )}
    </div>
  )
}
