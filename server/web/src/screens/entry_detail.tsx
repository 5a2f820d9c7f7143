import { ArrowLeft, ChevronLeft, ChevronRight } from 'lucide-react'
import { useEffect, useRef, useState, type KeyboardEvent } from 'react'
import { Link as Anchor, useSearchParams } from 'wouter'
import { may_check_signatures, useDocuments } from '../api/evidence'
import { useRole } from '../api/session'
import { comma, useWords } from '../i18n/words'
import type { EvidenceHandle } from '../panel/evidence'
import { name_of_file } from '../panel/evidence_card'
import { EvidenceTab } from '../panel/evidence_tab'
import { HistoryPart, WhyPart } from '../panel/history'
import type { PanelProps } from '../panel/panel'
import { ScorePart } from '../panel/score_part'
import { Viewer } from '../panel/viewer'
import { agency_title } from '../api/cycles'
import { show } from '../score/points'

const PARTS = ['score', 'papers', 'history', 'why'] as const

/** S4: everything about one criterion on one screen, with its papers open beside it. On a phone, one part at a time. */
export function EntryDetail(p: PanelProps) {
  const t = useWords()
  const role = useRole()
  const { criterion, entry, header, cycle } = p
  const [query, set_query] = useSearchParams()
  const [shown, set_shown] = useState<(typeof PARTS)[number]>('papers')
  const documents = useDocuments(header.assessment)
  const tabs = useRef<HTMLDivElement>(null)
  const evidence = useRef<EvidenceHandle>(null)
  const asked = query.get('tep')
  const files = entry?.evidence ?? []
  const viewed = files.find(e => e.link === asked) ?? files.find(e => !e.destroyed) ?? files[0]
  const info = documents.data?.documents.find(d => d.sha256 === viewed?.sha256)
  const [wide, set_wide] = useState(false)
  const beside = useRef<HTMLDivElement>(null)
  const opened = useRef(false)
  const view = (link: string) => {
    set_query(old => { const q = new URLSearchParams(old); q.set('tep', link); return q }, { replace: true })
    opened.current = true
  }
  // The file that was asked for is in sight, on a phone too, and its keys are at hand.
  useEffect(() => {
    if (!opened.current) return
    opened.current = false
    const viewer = beside.current?.querySelector<HTMLElement>('.viewer')
    viewer?.focus({ preventScroll: true })
    viewer?.scrollIntoView({ block: 'nearest' })
  }, [viewed?.link])
  useEffect(() => {
    const on_key = (event: globalThis.KeyboardEvent) => {
      if (!event.altKey || event.isComposing || document.querySelector('dialog[open]')) return
      if (event.key === 'ArrowLeft' || event.key === 'ArrowRight') { event.preventDefault(); p.on_step(event.key === 'ArrowLeft' ? -1 : 1) }
    }
    document.addEventListener('keydown', on_key)
    return () => document.removeEventListener('keydown', on_key)
  })
  const on_tab_key = (event: KeyboardEvent) => {
    const way = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0
    if (!way || event.altKey) return
    event.preventDefault()
    const next = PARTS[(PARTS.indexOf(shown) + way + PARTS.length) % PARTS.length]!
    set_shown(next)
    tabs.current?.querySelector<HTMLElement>(`[data-part="${next}"]`)?.focus()
  }
  const part = (name: (typeof PARTS)[number]) => `entry-part ${shown === name ? 'shown' : ''}`
  return (
    <div className="entry-page">
      <div className="entry-head">
        <Anchor className="back" href={`/ho-so/${header.assessment}?tieu_chi=${encodeURIComponent(criterion.code)}`}><ArrowLeft size={16} aria-hidden /> {t.entry.back} · {agency_title(cycle, header.agency)}</Anchor>
        <div className="entry-title">
          <button type="button" className="icon" aria-label={t.panel.previous} title={`${t.panel.previous} (Alt+←)`} onClick={() => p.on_step(-1)}><ChevronLeft size={18} aria-hidden /></button>
          <h1><span className="code">{criterion.code}</span> {criterion.title}</h1>
          <button type="button" className="icon" aria-label={t.panel.next} title={`${t.panel.next} (Alt+→)`} onClick={() => p.on_step(1)}><ChevronRight size={18} aria-hidden /></button>
          <span className="chip num">{t.panel.maximum(show(criterion.maximum, comma()))}</span>
        </div>
        <div className="tabs entry-tabs" role="tablist" aria-label={t.entry.parts} ref={tabs} onKeyDown={on_tab_key}>
          {PARTS.map(name => (
            <button key={name} type="button" role="tab" data-part={name} aria-selected={shown === name} aria-controls={`entry-${name}`} tabIndex={shown === name ? 0 : -1} onClick={() => set_shown(name)}>
              {t.entry[name]}{name === 'papers' && entry && entry.evidence.length > 0 && <span className="num"> ({entry.evidence.length})</span>}
            </button>
          ))}
        </div>
      </div>
      {entry && (
        <div className={wide ? 'entry-body wide' : 'entry-body'}>
          <div className="entry-column">
            <section id="entry-score" className={`${part('score')} card`} aria-label={t.entry.score}><ScorePart {...p} entry={entry} /></section>
            <section id="entry-history" className={`${part('history')} card`} aria-label={t.entry.history}><h2>{t.entry.history}</h2><HistoryPart assessment={header.assessment} criterion={criterion} version={entry.version} as_of={p.as_of} /></section>
            <section id="entry-why" className={`${part('why')} card`} aria-label={t.entry.why}><h2>{t.entry.why}</h2><WhyPart assessment={header.assessment} criterion={criterion} version={entry.version} as_of={p.as_of} /></section>
          </div>
          <section id="entry-papers" className={`${part('papers')} entry-papers`} aria-label={t.entry.papers}>
            <div className="card papers">
              <h2>{t.entry.papers} <span className="count num">{entry.evidence.length}</span></h2>
              <EvidenceTab {...p} evidence_ref={evidence} entry={entry} details viewed={viewed?.link ?? null} on_view={view} />
            </div>
            {viewed && (
              <div className="card" ref={beside}>
                <Viewer
                  key={viewed.link} evidence={viewed} name={name_of_file(viewed, info)} assessment={header.assessment} cycle={cycle} used_in={p.used_in(viewed.sha256)} may_check={may_check_signatures(role)}
                  wide={wide} on_wide={() => set_wide(!wide)} on_cite={p.evidence_editable ? page => evidence.current?.cite(page) : undefined} on_changed={p.on_changed}
                />
              </div>
            )}
          </section>
        </div>
      )}
    </div>
  )
}
