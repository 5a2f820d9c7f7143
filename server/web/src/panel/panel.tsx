import { ChevronLeft, ChevronRight, Maximize2, X } from 'lucide-react'
import { useRef, type KeyboardEvent } from 'react'
import { Link as Anchor } from 'wouter'
import type { Entry } from '../api/contract'
import type { AsOf } from '../api/http'
import { comma, useWords } from '../i18n/words'
import { show } from '../score/points'
import { EvidenceTab, type EvidenceTabProps } from './evidence_tab'
import { HistoryPart, WhyPart } from './history'
import { ScorePart, type ScorePartProps } from './score_part'

export type Part = 'score' | 'evidence' | 'history' | 'why'
const PARTS: Part[] = ['score', 'evidence', 'history', 'why']

export type PanelProps = Omit<ScorePartProps, 'entry'> & EvidenceTabProps & { entry: Entry | undefined; as_of?: AsOf; on_step: (way: 1 | -1) => void }

/** Everything about one criterion beside the grid: where the officer and the council meet. */
export function Panel(p: PanelProps & { part: Part; on_part: (part: Part) => void; on_close: () => void }) {
  const t = useWords()
  const tabs = useRef<HTMLDivElement>(null)
  const { criterion, entry, part } = p
  const parts = criterion.leaf ? PARTS : (['why'] as Part[])
  const shown = parts.includes(part) ? part : parts[0]!
  const on_key = (event: KeyboardEvent) => {
    const way = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0
    if (!way || event.altKey) return
    event.preventDefault()
    const next = parts[(parts.indexOf(shown) + way + parts.length) % parts.length]!
    p.on_part(next)
    tabs.current?.querySelector<HTMLElement>(`[data-part="${next}"]`)?.focus()
  }
  return (
    <aside className="panel" aria-label={`${criterion.code} ${criterion.title}`}>
      <header>
        <div className="panel-steps">
          <button type="button" className="icon" aria-label={t.panel.previous} title={`${t.panel.previous} (Alt+←)`} onClick={() => p.on_step(-1)}><ChevronLeft size={18} aria-hidden /></button>
          <button type="button" className="icon" aria-label={t.panel.next} title={`${t.panel.next} (Alt+→)`} onClick={() => p.on_step(1)}><ChevronRight size={18} aria-hidden /></button>
          <span className="code">{criterion.code}</span>
          <span className="chip num">{t.panel.maximum(show(criterion.maximum, comma()))}</span>
          <span className="gap" />
          {criterion.leaf && !p.as_of && <Anchor className="button icon" href={`/ho-so/${p.header.assessment}/tieu-chi/${encodeURIComponent(criterion.code)}`} aria-label={t.paper.open} title={t.paper.open}><Maximize2 size={16} aria-hidden /></Anchor>}
          <button type="button" className="icon" aria-label={t.panel.close} onClick={p.on_close}><X size={18} aria-hidden /></button>
        </div>
        <h2>{criterion.title}</h2>
        <div className="tabs" role="tablist" ref={tabs} onKeyDown={on_key}>
          {parts.map(name => (
            <button
              key={name} type="button" role="tab" id={`tab-${name}`} data-part={name} aria-selected={shown === name} aria-controls="panel-part" tabIndex={shown === name ? 0 : -1}
              onClick={() => p.on_part(name)}
            >{t.panel[name]}{name === 'evidence' && entry && entry.evidence.length > 0 && <span className="num"> ({entry.evidence.length})</span>}</button>
          ))}
        </div>
      </header>
      <div id="panel-part" role="tabpanel" aria-labelledby={`tab-${shown}`} className="panel-part" tabIndex={0}>
        {shown === 'score' && entry && <ScorePart {...p} entry={entry} />}
        {shown === 'evidence' && entry && <EvidenceTab {...p} entry={entry} />}
        {shown === 'evidence' && criterion.evidence.length > 0 && (
          <dl className="facts"><dt>{t.panel.needs}</dt><dd><ul>{criterion.evidence.map((e, i) => <li key={i}>{e.text}</li>)}</ul><span className="small">{t.evidence_rule[criterion.evidence_rule]}</span></dd></dl>
        )}
        {shown === 'history' && entry && <HistoryPart assessment={p.header.assessment} criterion={criterion} version={entry.version} as_of={p.as_of} />}
        {shown === 'why' && <WhyPart assessment={p.header.assessment} criterion={criterion} version={entry?.version ?? 0} as_of={p.as_of} />}
      </div>
    </aside>
  )
}
