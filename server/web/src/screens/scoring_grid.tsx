import { CircleCheck, ClipboardPaste, Keyboard, LoaderCircle, Lock, Undo2, WifiOff } from 'lucide-react'
import { lazy, Suspense, useEffect, useMemo, useRef, useState } from 'react'
import { Link as Anchor, useLocation, useSearchParams } from 'wouter'
import { can_edit, type AssessmentPage } from '../api/assessment'
import type { BatchAnswer, Code, Criterion, Cycle, Entry, EntryWriteAnswer } from '../api/contract'
import { agency_title } from '../api/cycles'
import { call, get, Refused } from '../api/http'
import { owner_of, useHere, useNames, useSession } from '../api/session'
import { Grid, shown_score } from '../grid/grid'
import { PasteDialog } from '../grid/paste_dialog'
import { inverse, to_items, type PasteInto, type PasteLine } from '../grid/paste'
import { FILTERS, matches, visible_rows, type Filter } from '../grid/rows'
import type { Score } from '../grid/score_input'
import { useFlash } from '../grid/use_flash'
import { comma, useWords, word_for } from '../i18n/words'
import { draft, keep_draft } from '../journal/draft'
import { mark_of, pending, type EntryEdit } from '../journal/journal'
import { ConflictCard, DraftsTray } from '../journal/trays'
import { remember, take_last, undo_list } from '../journal/undo'
import { useJournal } from '../journal/use_journal'
import { evolve_entries } from '../live/fold'
import type { EvidenceHandle } from '../panel/evidence'
import { Panel, type PanelProps, type Part } from '../panel/panel'
import { useAsOf } from '../past/as_of'
import { from_wire, show } from '../score/points'
import { useStale } from '../shell/connection'
import { Dialog } from '../shell/dialog'
import { ProblemNote, Skeleton } from '../shell/problem'
import { show_clock, show_instant, show_seq } from '../time/format'

// A phone on a slow line sees the grid first.
const EntryDetail = lazy(() => import('./entry_detail').then(m => ({ default: m.EntryDetail })))

/** S3: enter some fifty scores fast and safely; with `alone`, S4: one criterion and all that stands behind it. */
export function ScoringGrid({ page, cycle, alone }: { page: AssessmentPage; cycle: Cycle; alone?: Code }) {
  const t = useWords()
  const { header, live, criteria, entries, subtotals } = page
  if (page.header_error) return <div className="page"><ProblemNote problem={page.header_error} on_retry={() => void page.refresh()} /></div>
  if (live.problem) return <div className="page"><ProblemNote problem={live.problem} /></div>
  if (!header || !criteria || !live.view) return <div className="page"><h1>{t.nav.assessment}</h1><Skeleton rows={12} /></div>
  return <Loaded page={page} header={header} criteria={criteria} cycle={cycle} entries={entries} subtotals={subtotals} alone={alone} />
}

type Known = { page: AssessmentPage; header: NonNullable<AssessmentPage['header']>; criteria: NonNullable<AssessmentPage['criteria']>; cycle: Cycle }
  & Pick<AssessmentPage, 'entries' | 'subtotals'> & { alone?: Code }

function Loaded({ page, header, criteria, cycle, entries, subtotals, alone }: Known) {
  const t = useWords()
  const session = useSession()
  const { journal } = useHere()
  const { as_of } = useAsOf()
  const stale = useStale()
  const name_of = useNames()
  const owner = owner_of(session)
  const id = header.assessment
  const all_edits = useJournal(journal)
  const edits = useMemo(() => all_edits.filter(e => e.owner === owner && e.assessment === id), [all_edits, owner, id])
  const [query, set_query] = useSearchParams()
  const filter = (FILTERS as string[]).includes(query.get('loc') ?? '') ? (query.get('loc') as Filter) : query.get('loc') === 'can_tra_loi' ? 'disagreed' : 'all'
  const [, go] = useLocation()
  const named = alone ?? query.get('tieu_chi') ?? ''
  const selected = criteria.by_code.has(named) ? named : null
  const [focus, set_focus] = useState<Code | null>(selected ?? criteria.criteria.find(c => c.leaf)?.code ?? null)
  const [part, set_part] = useState<Part>('score')
  const [folded, set_folded] = useState<ReadonlySet<Code>>(new Set())
  const [paste, set_paste] = useState<{ from: Code; text: string } | null>(null)
  const [override, set_override] = useState<{ code: Code; points: string } | null>(null)
  const [keys, set_keys] = useState(false)
  const [notice, set_notice] = useState<{ text: string; bad?: boolean } | null>(null)
  const evidence = useRef<EvidenceHandle>(null)
  const waiting_files = useRef<File[]>([])
  const past = as_of !== undefined
  const editable = useMemo(() => (c: Parameters<typeof can_edit>[1]) => !past && can_edit(header, c, entries.get(c.code)), [past, header, entries])
  const attachable = useMemo(() => (c: Criterion) => !past && c.leaf
    && (header.may.includes('supplement') || (header.editable && header.may.includes('edit') && (!header.edit_scope || header.edit_scope.includes(c.code)))), [past, header])
  const flash = useFlash(entries, session.actor)
  const rows = useMemo(() => visible_rows(criteria.criteria, entries, folded, filter), [criteria, entries, folded, filter])
  const view = page.live.view!.data

  const select = (code: Code | null, open?: Part) => {
    if (open) set_part(open)
    set_query(old => {
      const next = new URLSearchParams(old)
      if (code) next.set('tieu_chi', code)
      else next.delete('tieu_chi')
      return next
    }, { replace: true })
  }
  const set_filter = (next: Filter) => set_query(old => {
    const q = new URLSearchParams(old)
    if (next === 'all') q.delete('loc')
    else q.set('loc', next)
    return q
  }, { replace: true })
  const version_of = (code: Code) => entries.get(code)?.version
  const fold_answer = (answer: EntryWriteAnswer | BatchAnswer) => page.live.fold(v => evolve_entries(v, {
    seq: answer.seq, set: { entries: 'entry' in answer ? [answer.entry] : answer.entries, subtotals: answer.subtotals, totals: answer.totals },
  }))

  // What was acknowledged can be undone; a paste by the block that was there.
  const pasted = useRef<Map<string, ReturnType<typeof inverse>>>(new Map())
  useEffect(() => journal.on_acked(({ edit, seq }) => {
    if (edit.assessment !== id) return
    if (edit.kind === 'entry') remember(owner, id, { seq, code: edit.code })
    else {
      const back = pasted.current.get(JSON.stringify(edit.items))
      if (back) remember(owner, id, { batch: back })
    }
    void page.refresh()
  }), [journal, id, owner])

  const was = (code: Code) => shown_score(entries.get(code), undefined)
  const write = (code: Code, field: EntryEdit['field'], method: 'PUT' | 'DELETE', body: unknown, before: string) =>
    journal.add({ kind: 'entry', assessment: id, code, field, method, body, base: version_of(code) ?? 0, was: before })
  const score = (code: Code, points: string | null) => {
    const entry = entries.get(code)
    if (points !== null && entry?.self?.figures && from_wire(points) !== from_wire(entry.self.score)) return set_override({ code, points })
    if (points === null) write(code, 'self_score', 'DELETE', undefined, was(code))
    else write(code, 'self_score', 'PUT', { value: points }, was(code))
  }
  const on_score = (criterion: { code: Code }, parsed: Score) => score(criterion.code, parsed.kind === 'empty' ? null : parsed.points)

  const undo = async () => {
    const last = take_last(owner, id)
    if (!last) return set_notice({ text: t.undo.nothing })
    if ('batch' in last) {
      journal.add({ kind: 'batch', assessment: id, items: last.batch.map(item => ({ ...item, version: version_of(item.code) })) })
      return set_notice({ text: t.undo.batch(last.batch.length) })
    }
    try {
      fold_answer((await call<BatchAnswer>('POST', `/assessments/${id}/compensations`, { body: { undo: last.seq } })).body)
      set_notice({ text: `${t.undo.done} ${last.code}` })
      void page.refresh()
    } catch (error) {
      if (!(error instanceof Refused)) remember(owner, id, last)
      set_notice({ bad: true, text: error instanceof Refused ? error.problem.detail ?? error.problem.title : t.sign_in.unreachable })
    }
  }
  const into: PasteInto = {
    by_code: criteria.by_code, entries, editable,
    below: rows.slice(Math.max(0, rows.findIndex(r => r.criterion.code === focus))).map(r => r.criterion),
  }
  const apply_paste = (lines: PasteLine[]) => {
    const items = to_items(lines, entries)
    pasted.current.set(JSON.stringify(items), inverse(lines))
    journal.add({ kind: 'batch', assessment: id, items })
    set_paste(null)
  }
  const step = (way: 1 | -1) => {
    const leaves = rows.filter(r => r.leaf)
    const next = leaves[leaves.findIndex(r => r.criterion.code === (selected ?? focus)) + way]
    if (next && alone) go(`/ho-so/${id}/tieu-chi/${encodeURIComponent(next.criterion.code)}`)
    else if (next) { set_focus(next.criterion.code); select(next.criterion.code) }
  }
  const files = (code: Code, list: File[]) => {
    waiting_files.current = list
    set_focus(code)
    select(code, 'evidence')
  }
  useEffect(() => {
    if (waiting_files.current.length && evidence.current) {
      evidence.current.add(waiting_files.current)
      waiting_files.current = []
    }
  })
  useEffect(() => {
    const on_key = (event: KeyboardEvent) => {
      if (event.isComposing || document.querySelector('dialog[open]')) return
      if (event.altKey && selected && !alone && (event.key === 'ArrowLeft' || event.key === 'ArrowRight')) { event.preventDefault(); step(event.key === 'ArrowLeft' ? -1 : 1) }
      else if (event.key === '?' && !alone && !(event.target instanceof HTMLInputElement || event.target instanceof HTMLTextAreaElement || event.target instanceof HTMLSelectElement)) set_keys(true)
    }
    document.addEventListener('keydown', on_key)
    return () => document.removeEventListener('keydown', on_key)
  })

  const first_draft = useMemo(() => {
    if (past) return null
    for (const c of criteria.criteria) {
      const text = c.leaf ? draft(owner, id, c.code, 'self_score') : null
      if (text !== null) return { code: c.code, text }
    }
    return null
  }, [])
  const used_in = (sha256: string) => [...entries.values()].filter(e => e.evidence.some(x => x.sha256 === sha256)).map(e => e.code)
  const open = selected ? criteria.by_code.get(selected) : undefined
  const sum = view.totals
  const excluded = from_wire(sum.maximum) - from_wire(sum.applicable_maximum)
  const conflicts = edits.filter((e): e is EntryEdit => e.kind === 'entry' && e.state === 'conflict')
  const refused = edits.filter(e => e.state === 'refused' || (e.kind === 'batch' && e.state === 'conflict'))
  const done = [...entries.values()].filter(e => e.state === 'complete' || e.state === 'not_applicable' || e.state === 'na_claimed').length

  const refresh_entry = async (code: Code) => {
    const fresh = await get<Entry>(`/assessments/${id}/entries/${code}`)
    page.live.fold(v => evolve_entries(v, { seq: String(v.seq), set: { entries: [fresh] } }))
  }
  const panel: PanelProps | undefined = open && {
    cycle, header, criterion: open, entry: entries.get(open.code), editable: editable(open), as_of, evidence_editable: attachable(open), evidence_ref: evidence, used_in,
    pending_score: (() => { const p = pending<{ value: string } | null>(edits, open.code, 'self_score'); return p === undefined ? undefined : p?.value ?? null })(),
    pending_text: field => pending<{ text: string } | null>(edits, open.code, field)?.text,
    mark: field => mark_of(edits, open.code, field, journal.online),
    on_score: points => score(open.code, points), on_figures: f => write(open.code, 'figures', 'PUT', f, was(open.code)),
    on_text: (field, text) => write(open.code, field, 'PUT', { text }, entries.get(open.code)?.[field]?.text ?? ''),
    on_written: answer => { fold_answer(answer); void page.refresh() },
    on_changed: () => void refresh_entry(open.code), on_step: step,
  }
  if (alone) {
    return (
      <>
        {!past && conflicts.map(e => <ConflictCard key={e.id} edit={e} journal={journal} version_of={version_of} on_theirs={entry => page.live.fold(v => evolve_entries(v, { seq: String(v.seq), set: { entries: [entry] } }))} />)}
        {!past && <DraftsTray edits={refused} journal={journal} version_of={version_of} editable={header.editable} />}
        {panel ? <Suspense fallback={<div className="page"><Skeleton rows={10} /></div>}><EntryDetail {...panel} /></Suspense> : <p className="page empty">{t.app.not_found}</p>}
        {!past && <div className="entry-foot"><SaveLine edits={edits.length - conflicts.length - refused.length} editable={header.editable} /></div>}
      </>
    )
  }

  return (
    <div className={`grid-page ${open ? 'with-panel' : ''} ${stale ? 'stale' : ''}`}>
      <div className="grid-head">
        <div className="grid-title">
          <h1>{agency_title(cycle, header.agency)}</h1>
          <span className="small">{cycle.title} · <span className="chip info">{word_for(t.state, view.state)}</span></span>
        </div>
        <div className="grid-sum" aria-live="off">
          <span className="small">{t.grid.total}</span>
          <strong className="num">{show(sum.self, comma())}</strong>
          <span className="num quiet-text">/ {show(sum.applicable_maximum, comma())}{excluded > 0n && <span className="small"> ({t.grid.excluded(show(excluded, comma()))})</span>}</span>
          {sum.round_1 !== null && <span className="num r1">{t.grid.round_1} {show(sum.round_1, comma())}</span>}
          {sum.round_2 !== null && <span className="num r2">{t.grid.round_2} {show(sum.round_2, comma())}</span>}
        </div>
        {!past && <Anchor className={header.editable ? 'button primary' : 'button'} href={`/ho-so/${id}/nop`}><CircleCheck size={16} aria-hidden /> {header.submissions.some(s => !s.withdrawn_at) ? t.submit.receipt : t.grid.review}</Anchor>}
      </div>
      <div className="grid-tools">
        <div className="filters" role="group" aria-label={t.grid.filter}>
          {FILTERS.map(f => {
            const n = f === 'all' ? entries.size : [...entries.values()].filter(e => matches(f, e)).length
            return <button key={f} type="button" aria-pressed={filter === f} onClick={() => set_filter(f)} disabled={n === 0 && f !== filter}>{t.grid[f]} <span className="num">{n}</span></button>
          })}
        </div>
        <span className="gap" />
        {!past && header.editable && header.may.includes('edit') && <>
          <button type="button" onClick={() => set_paste({ from: focus ?? '', text: '' })}><ClipboardPaste size={16} aria-hidden /> {t.grid.paste}</button>
          <button type="button" onClick={() => void undo()} disabled={undo_list(owner, id).length === 0}><Undo2 size={16} aria-hidden /> {t.grid.undo}</button>
        </>}
        <button type="button" className="icon" aria-label={t.grid.keys} title={`${t.grid.keys} (?)`} onClick={() => set_keys(true)}><Keyboard size={17} aria-hidden /></button>
      </div>
      {!past && !header.editable && header.why_not && (
        <p className="note warn slim"><Lock size={16} aria-hidden /> <span><strong>{t.why_not.title}.</strong> {t.why_not[header.why_not.split('/').pop()!] ?? header.why_not}</span></p>
      )}
      {!past && header.editable && header.edit_scope && <p className="note info slim"><span>{t.scope(header.edit_scope.join(', '))}{header.editable_until ? ` · ${t.round.reopened_until(show_instant(header.editable_until))}` : ''}</span></p>}
      {!past && conflicts.map(e => <ConflictCard key={e.id} edit={e} journal={journal} version_of={version_of} on_theirs={entry => page.live.fold(v => evolve_entries(v, { seq: String(v.seq), set: { entries: [entry] } }))} />)}
      {!past && <DraftsTray edits={refused} journal={journal} version_of={version_of} editable={header.editable} />}

      <div className="grid-body">
        <div className="grid-scroll">
          {rows.length === 0 ? <p className="empty">{t.grid.none_match}</p> : (
            <Grid
              rows={rows} entries={entries} subtotals={subtotals} label={t.grid.title(agency_title(cycle, header.agency))} selected={focus}
              editable={editable} attachable={attachable} flash={flash.codes} first_draft={first_draft}
              pending={code => { const p = pending<{ value: string } | null>(edits, code, 'self_score'); return p === undefined ? undefined : p?.value ?? null }}
              mark={code => mark_of(edits, code, 'self_score', journal.online)}
              on_select={code => { set_focus(code); if (open && code !== selected) select(code) }}
              on_fold={(code, fold) => set_folded(old => { const next = new Set(old); if (fold) next.add(code); else next.delete(code); return next })}
              on_score={on_score} on_typing={(code, text) => keep_draft(owner, id, code, 'self_score', text)} on_editing={() => set_notice(null)}
              on_paste={(from, text) => set_paste({ from, text })} on_undo={() => void undo()}
              on_why={code => select(code, 'why')} on_open={(code, p) => { set_focus(code); select(code, p) }} on_files={files}
            />
          )}
        </div>
        {panel && (
          <Panel {...panel} part={part} on_part={set_part} on_close={() => select(null)} />
        )}
      </div>

      <div className="grid-foot">
        {!past && <SaveLine edits={edits.length - conflicts.length - refused.length} editable={header.editable} />}
        {notice && <span role="status" className={notice.bad ? 'field-error' : 'small'}>{notice.text}</span>}
        <span role="status" className="colleague">{flash.last ? t.grid.colleague(name_of(flash.last.by), flash.last.code) : ''}</span>
        <span className="gap" />
        <span className="small num">{done}/{entries.size} {t.grid.counting}</span>
        {!past && header.editable && <span className="small lock-words">{t.lock[cycle.switches.unsubmitted_at_lock]}</span>}
      </div>

      {paste && <PasteDialog key={paste.text} text={paste.text} from={paste.from} into={into} on_close={() => set_paste(null)} on_apply={apply_paste} />}
      {keys && <KeysDialog on_close={() => set_keys(false)} />}
      {override && (
        <OverrideDialog
          computed={entries.get(override.code)?.self?.score ?? '0'} points={override.points} on_close={() => set_override(null)}
          on_apply={reason => { write(override.code, 'self_score', 'PUT', { value: override.points, reason }, was(override.code)); set_override(null) }}
        />
      )}
    </div>
  )
}

/** How safe what was entered is: "Đã lưu" only with the number of its event. */
function SaveLine({ edits, editable }: { edits: number; editable: boolean }) {
  const t = useWords()
  const { journal, expired } = useHere()
  const last = journal.last
  return (
    <span className="save-line" role="status">
      {edits > 0 ? expired ? <><Lock size={15} aria-hidden /> {t.awaiting_sign_in_n(edits)}</> : journal.online
        ? <><LoaderCircle size={15} className="turning" aria-hidden /> {t.saving_n(edits)}</>
        : <><WifiOff size={15} aria-hidden /> {t.queued_n(edits)}</>
        : last ? <><CircleCheck size={15} aria-hidden className="ok" /> <span className="num">{t.saved_at(show_clock(last.at), show_seq(last.seq))}</span></>
          : editable && <span className="small">{journal.durable ? t.nothing_saved_yet : t.app.journal_weak}</span>}
    </span>
  )
}

function OverrideDialog({ computed, points, on_apply, on_close }: { computed: string; points: string; on_apply: (reason: string) => void; on_close: () => void }) {
  const t = useWords()
  const [reason, set_reason] = useState('')
  const [missing, set_missing] = useState(false)
  return (
    <Dialog title={t.override.title} on_close={on_close}>
      <form onSubmit={e => { e.preventDefault(); const r = reason.trim().normalize('NFC'); if (r) on_apply(r); else set_missing(true) }}>
        <p>{t.override.why(show(computed, comma()))}</p>
        <label className="field"><span>{t.app.reason}</span><textarea value={reason} onChange={e => set_reason(e.target.value)} autoFocus aria-invalid={missing} /></label>
        {missing && <p className="field-error" role="alert">{t.app.reason_needed}</p>}
        <div className="actions">
          <button type="button" onClick={on_close}>{t.app.cancel}</button>
          <button type="submit" className="primary">{t.override.apply} ({show(points, comma())})</button>
        </div>
      </form>
    </Dialog>
  )
}

function KeysDialog({ on_close }: { on_close: () => void }) {
  const t = useWords()
  const table: [string, string][] = [
    ['↑ ↓ ← →', t.keys.move], ['Ctrl ↑ ↓', t.keys.areas], ['Home · End', t.keys.ends], ['F2 · 0–9', t.keys.edit], ['Enter', t.keys.commit], ['Tab', t.keys.next], ['Esc', t.keys.escape],
    ['Alt ↓', t.keys.levels], ['← →', t.keys.fold], ['Ctrl V', t.keys.paste], ['Ctrl Z', t.keys.undo], ['Ctrl I', t.keys.why], ['Alt ← →', `${t.panel.previous}, ${t.panel.next}`],
  ]
  return (
    <Dialog title={t.keys.title} on_close={on_close}>
      <table className="plain keys"><tbody>{table.map(([key, what]) => <tr key={key + what}><th scope="row"><kbd>{key}</kbd></th><td>{what}</td></tr>)}</tbody></table>
    </Dialog>
  )
}
