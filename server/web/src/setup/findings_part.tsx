import { CircleAlert, CircleCheck, TriangleAlert } from 'lucide-react'
import { useState } from 'react'
import type { Finding } from '../api/regulations'
import { said, useWords } from '../i18n/words'
import { figures_text } from '../panel/figures_text'
import { ProblemNote, Skeleton } from '../shell/problem'

export type Jump = (set: string | undefined, code: string) => void

/** What the linter finds in the text as it was put up, the gravest first; each leads to its row. */
export function FindingsPart({ findings, problem, unsaved, on_jump }: { findings: Finding[] | undefined; problem: Error | null; unsaved: boolean; on_jump: Jump }) {
  const t = useWords()
  const [only, set_only] = useState<'all' | 'error' | 'warning'>('all')
  if (problem) return <ProblemNote problem={problem} />
  if (!findings) return <Skeleton rows={6} />
  const of = (severity: Finding['severity']) => findings.filter(f => f.severity === severity)
  const [errors, warnings] = [of('error'), of('warning')]
  const shown = only === 'error' ? errors : only === 'warning' ? warnings : [...errors, ...warnings]
  return (
    <section aria-label={t.setup.part['loi']}>
      {unsaved && <p className="note warn"><TriangleAlert size={17} aria-hidden /> <span>{t.setup.findings_of_saved}</span></p>}
      {findings.length === 0 ? <p className="note ok"><CircleCheck size={17} aria-hidden /> <span>{t.setup.no_findings}</span></p> : (
        <div className="filters" role="group" aria-label={t.grid.filter}>
          {([['all', t.grid.all, findings.length], ['error', t.setup.severity.error, errors.length], ['warning', t.setup.severity.warning, warnings.length]] as const).map(([v, words, n]) => (
            <button key={v} type="button" aria-pressed={only === v} onClick={() => set_only(v)}>{words} <span className="num">{n}</span></button>
          ))}
        </div>
      )}
      <ul className="findings">{shown.map((f, i) => <FindingLine key={i} finding={f} on_jump={on_jump} />)}</ul>
    </section>
  )
}

export function FindingLine({ finding: f, on_jump }: { finding: Finding; on_jump?: Jump }) {
  const t = useWords()
  const grave = f.severity === 'error'
  return (
    <li className={`finding ${f.severity}`}>
      <span className={`chip ${grave ? 'bad' : 'warn'}`}>{grave ? <CircleAlert size={13} aria-hidden /> : <TriangleAlert size={13} aria-hidden />} {t.setup.severity[f.severity]}</span>
      <div>
        <p>
          {f.code && on_jump && <button type="button" className="link code" onClick={() => on_jump(f.criteria_set, f.code!)}>{f.code}</button>}
          <strong>{said(f.message)}</strong>
        </p>
        {f.mend && <p>{t.setup.mend}: {said(f.mend)}</p>}
        <p className="small">{said(f.example)} {f.example.figures && <span className="num">({figures_text(f.example.figures, undefined, t)})</span>} <code className="rule-id">{f.rule}</code></p>
      </div>
    </li>
  )
}
