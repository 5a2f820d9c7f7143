import { ChevronDown, ChevronRight, CircleCheck, CircleDashed, CircleX, Clock, FileText, LoaderCircle, Lock, MessageSquareText, Paperclip, TriangleAlert, WifiOff } from 'lucide-react'
import { memo, useCallback, useEffect, useMemo, useRef, useState, type DragEvent, type KeyboardEvent, type ReactNode } from 'react'
import type { Code, Criterion, Entry, PublishedAppraisal, Subtotal } from '../api/contract'
import { comma, useWords, word_for, type Words } from '../i18n/words'
import type { Mark } from '../journal/journal'
import { show, show_delta } from '../score/points'
import { COLUMNS, move, next_editable, SELF, type Cell, type Column } from './keyboard'
import { LevelsMenu } from './levels_menu'
import type { Row } from './rows'
import { ScoreInput, type Leaving, type Score } from './score_input'

export interface GridProps {
  rows: Row[]
  entries: Map<Code, Entry>
  subtotals: Map<Code, Subtotal>
  label: string
  selected: Code | null
  editable: (criterion: Criterion) => boolean
  attachable: (criterion: Criterion) => boolean
  /** The score under way in the journal; undefined: what the server holds. */
  pending: (code: Code) => string | null | undefined
  mark: (code: Code) => Mark
  flash: ReadonlySet<Code>
  first_draft: { code: Code; text: string } | null
  on_select: (code: Code) => void
  on_fold: (code: Code, folded: boolean) => void
  on_score: (criterion: Criterion, score: Score) => void
  on_typing: (code: Code, text: string | null) => void
  on_editing: (code: Code | null) => void
  on_paste: (from: Code, text: string) => void
  on_undo: () => void
  on_why: (code: Code) => void
  on_open: (code: Code, part: 'score' | 'evidence') => void
  on_files: (code: Code, files: File[]) => void
}

/** The scoring grid: a tree of criteria that behaves like a sheet. */
export function Grid(props: GridProps) {
  const { rows, entries, subtotals, selected, editable, pending, mark, flash, on_select, on_score, on_typing, on_editing } = props
  const t = useWords()
  const table = useRef<HTMLTableElement>(null)
  const [column, set_column] = useState(SELF)
  const [editing, set_editing] = useState<{ code: Code; text: string; initial: string } | null>(() =>
    props.first_draft && { ...props.first_draft, initial: shown_score(entries.get(props.first_draft.code), pending(props.first_draft.code)) })
  const [menu, set_menu] = useState<Code | null>(null)
  const at = useMemo<Cell>(() => ({ row: Math.max(0, rows.findIndex(r => r.criterion.code === selected)), column }), [rows, selected, column])
  const can_score = useCallback((row: Row) => row.leaf && editable(row.criterion), [editable])

  const focus = (row: number, col: number) => {
    const code = rows[row]?.criterion.code
    if (!code) return
    set_column(col)
    on_select(code)
    requestAnimationFrame(() => {
      const cell = table.current?.querySelector<HTMLElement>(`[data-code="${CSS.escape(code)}"] [data-column="${COLUMNS[col]}"]`)
      cell?.focus({ preventScroll: true })
      cell?.scrollIntoView({ block: 'nearest', inline: 'nearest' })
    })
  }
  const begin = (criterion: Criterion, text?: string) => {
    if (!editable(criterion)) return
    const initial = shown_score(entries.get(criterion.code), pending(criterion.code))
    set_menu(null)
    set_editing({ code: criterion.code, text: text ?? initial, initial })
    on_select(criterion.code)
    on_editing(criterion.code)
  }
  const end = () => { set_editing(null); on_editing(null) }
  const leave = (criterion: Criterion, score: Score | null, leaving: Leaving) => {
    end()
    if (score) on_score(criterion, score)
    if (leaving === 'stay') return
    const row = rows.findIndex(r => r.criterion.code === criterion.code)
    if (leaving === 'back') return focus(row, SELF)
    if (leaving === 'down') return focus(Math.min(rows.length - 1, row + 1), SELF)
    focus(next_editable(row, leaving === 'previous' ? -1 : 1, rows, can_score) ?? row, SELF)
  }

  const on_key = (event: KeyboardEvent<HTMLTableElement>) => {
    if (event.nativeEvent.isComposing || event.keyCode === 229) return
    const row = rows[at.row]
    if (!row) return
    const { criterion } = row
    const ctrl = event.ctrlKey || event.metaKey
    const take = () => event.preventDefault()
    if (ctrl && event.key.toLowerCase() === 'z') { take(); return props.on_undo() }
    if (ctrl && event.key.toLowerCase() === 'i') { take(); return props.on_why(criterion.code) }
    if (event.altKey && event.key === 'ArrowDown') {
      take()
      if (!can_score(row)) return
      if (criterion.allowed_points.length > 0) { set_column(SELF); set_menu(criterion.code) }
      else props.on_open(criterion.code, 'score')
      return
    }
    if (event.key === 'Tab') {
      const next = next_editable(at.row, event.shiftKey ? -1 : 1, rows, can_score)
      if (next !== null && column === SELF) { take(); focus(next, SELF) }
      return
    }
    if (event.key === 'F2' || event.key === 'Enter') {
      take()
      if (column === SELF && can_score(row)) begin(criterion)
      else if (COLUMNS[column] === 'evidence' && row.leaf) props.on_open(criterion.code, 'evidence')
      else if (!row.leaf) props.on_fold(criterion.code, row.expanded)
      else props.on_open(criterion.code, 'score')
      return
    }
    if (event.key === 'Delete' && column === SELF && can_score(row) && entries.get(criterion.code)?.self) {
      take()
      return on_score(criterion, { ok: true, kind: 'empty' })
    }
    if (!ctrl && !event.altKey && /^[0-9.,０-９]$/.test(event.key) && can_score(row)) {
      take()
      set_column(SELF)
      return begin(criterion, event.key)
    }
    const to = move(at, { key: event.key, ctrl, shift: event.shiftKey, alt: event.altKey }, rows)
    if (!to) return
    take()
    if ('to' in to) focus(to.to.row, to.to.column)
    else if ('fold' in to) props.on_fold(rows[to.fold]!.criterion.code, true)
    else props.on_fold(rows[to.unfold]!.criterion.code, false)
  }

  // Paste and copy reach the page, not a cell: only while the grid has focus and no field is open.
  useEffect(() => {
    const in_grid = () => table.current?.contains(document.activeElement) && !(document.activeElement instanceof HTMLInputElement)
    const paste = (event: ClipboardEvent) => {
      const text = event.clipboardData?.getData('text/plain')
      if (!in_grid() || !text) return
      event.preventDefault()
      props.on_paste(rows[at.row]?.criterion.code ?? '', text)
    }
    const copy = (event: ClipboardEvent) => {
      if (!in_grid() || String(document.getSelection())) return
      const code = rows[at.row]?.criterion.code
      if (!code) return
      event.preventDefault()
      event.clipboardData?.setData('text/plain', shown_score(entries.get(code), pending(code)))
    }
    document.addEventListener('paste', paste)
    document.addEventListener('copy', copy)
    return () => { document.removeEventListener('paste', paste); document.removeEventListener('copy', copy) }
  })

  const heads: Record<Column, [string, string?]> = {
    code: [t.grid.code], criterion: [t.grid.criterion], maximum: [t.grid.maximum, t.grid.maximum_long], self: [t.grid.self], round_1: [t.grid.round_1], round_2: [t.grid.round_2],
    change: [t.grid.change, t.grid.change_long], evidence: [t.grid.evidence], state: [t.grid.state, t.work.state],
  }
  return (
    <table ref={table} role="treegrid" aria-label={props.label} className="grid" onKeyDown={on_key} aria-rowcount={rows.length + 1}>
      <thead>
        <tr role="row" aria-rowindex={1}>
          {COLUMNS.map(c => <th key={c} role="columnheader" scope="col" className={`c-${c}`} title={heads[c][1]}>{heads[c][1] ? <abbr title={heads[c][1]}>{heads[c][0]}</abbr> : heads[c][0]}</th>)}
        </tr>
      </thead>
      <tbody>
        {rows.map((row, i) => {
          const { code } = row.criterion
          return (
            <GridRow
              key={code} row={row} index={i} entry={entries.get(code)} subtotal={subtotals.get(code)} t={t}
              pending={pending(code)} mark={mark(code)} editable={can_score(row)} attachable={props.attachable(row.criterion)} flash={flash.has(code)}
              selected={selected === code} column={i === at.row ? column : -1}
              editor={editing?.code === code ? (
                <ScoreInput
                  key={code + editing.text} criterion={row.criterion} first={editing.text} initial={editing.initial} label={`${code} ${t.grid.self}`}
                  on_leave={(score, leaving) => leave(row.criterion, score, leaving)} on_typing={text => on_typing(code, text)}
                />
              ) : menu === code ? (
                <LevelsMenu
                  criterion={row.criterion} value={entries.get(code)?.self?.score ?? null} on_close={() => { set_menu(null); focus(i, SELF) }}
                  on_pick={points => { set_menu(null); on_score(row.criterion, { ok: true, kind: 'points', points }); focus(i, SELF) }}
                />
              ) : null}
              editing={editing?.code === code}
              on_focus={col => { set_column(col); on_select(code) }} on_begin={() => begin(row.criterion)}
              on_fold={() => props.on_fold(code, row.expanded)} on_open={part => props.on_open(code, part)} on_files={files => props.on_files(code, files)}
            />
          )
        })}
      </tbody>
    </table>
  )
}

/** What others gave where the agency does not score; a penalty is shown as what it takes off. */
const given_score = (entry: Entry | undefined) => (entry?.given ? entry.counted.self : null)

export const shown_score = (entry: Entry | undefined, pending: string | null | undefined): string => {
  const score = pending === undefined ? entry?.self?.score ?? given_score(entry) : pending
  return score === null ? '' : show(score, comma())
}

interface RowProps {
  row: Row; index: number; entry: Entry | undefined; subtotal: Subtotal | undefined; t: Words
  pending: string | null | undefined; mark: Mark; editable: boolean; attachable: boolean; flash: boolean; selected: boolean; column: number
  editor: ReactNode; editing: boolean
  on_focus: (column: number) => void; on_begin: () => void; on_fold: () => void; on_open: (part: 'score' | 'evidence') => void; on_files: (files: File[]) => void
}

const GridRow = memo(function GridRow(p: RowProps) {
  const { row, entry, subtotal, t, mark, editable } = p
  const { criterion } = row
  const [over, set_over] = useState(false)
  const group = !row.leaf
  const points = group ? subtotal : null
  const r1 = group ? points?.round_1 ?? null : entry?.appraisals.appraisal_1?.points ?? null
  const r2 = group ? points?.round_2 ?? null : entry?.appraisals.appraisal_2?.points ?? null
  const self = group ? points?.self ?? null : entry?.self?.score ?? given_score(entry)
  const na = entry?.not_applicable
  const droppable = row.leaf && entry !== undefined && p.attachable
  const state_words = [mark === 'saved' ? '' : t.mark[mark], entry && entry.state !== 'complete' ? word_for(t.entry_state, entry.state) : '', ...(entry?.owes.map(o => t.owes[o]) ?? []), entry?.amended && !entry.amended.done ? t.amended[entry.amended.redo] : ''].filter(Boolean).join(', ')

  const cell = (column: Column, content: ReactNode, more: { label?: string; className?: string; onClick?: () => void; onDoubleClick?: () => void } = {}) => {
    const i = COLUMNS.indexOf(column)
    return (
      <td
        role="gridcell" data-column={column} className={`c-${column} ${more.className ?? ''}`} tabIndex={p.column === i && !p.editing ? 0 : -1} aria-label={more.label}
        onFocus={event => { if (event.target === event.currentTarget) p.on_focus(i) }} onClick={() => { p.on_focus(i); more.onClick?.() }} onDoubleClick={more.onDoubleClick}
        aria-readonly={column === 'self' ? !editable : undefined}
      >{content}</td>
    )
  }
  const drag = droppable ? {
    onDragOver: (e: DragEvent) => { if (e.dataTransfer.types.includes('Files')) { e.preventDefault(); set_over(true) } },
    onDragLeave: () => set_over(false),
    onDrop: (e: DragEvent) => { e.preventDefault(); set_over(false); p.on_files([...e.dataTransfer.files]) },
  } : {}
  const value = shown_score(entry, p.pending)
  return (
    <tr
      role="row" data-code={criterion.code} aria-level={row.depth + 1} aria-rowindex={p.index + 2} aria-expanded={group ? row.expanded : undefined} aria-selected={p.selected}
      className={`${group ? `group depth-${row.depth}` : 'leaf'} ${p.flash ? 'flash' : ''} ${over ? 'drop' : ''} ${na?.state === 'accepted' ? 'na' : ''}`} {...drag}
    >
      {cell('code', <span className={`indent-${Math.min(row.depth, 3)}`}>
        {group && <button type="button" tabIndex={-1} className="fold" aria-label={row.expanded ? t.grid.collapse : t.grid.expand} onClick={p.on_fold}>
          {row.expanded ? <ChevronDown size={15} aria-hidden /> : <ChevronRight size={15} aria-hidden />}
        </button>}{criterion.code}</span>)}
      {cell('criterion', <><span className="title" title={criterion.title}>{over ? t.grid.drop_here : criterion.title}</span>{entry?.amended && !entry.amended.done && <> <span className="chip warn">{t.amended[entry.amended.redo]}</span></>}</>, { className: 'opens', onClick: () => p.on_open('score') })}
      {cell('maximum', <span className="num">{show(criterion.maximum, comma())}</span>)}
      {group ? cell('self', <span className="num">{show(self, comma())}</span>)
        : na?.state === 'accepted' ? cell('self', <span className="small">{t.entry_state.not_applicable}</span>, { label: t.grid.not_counted(t.na_policy[criterion.na_policy]) })
          : cell('self', p.editor && p.editing ? p.editor : <>
            <span className="num score">{value || (editable ? '' : '–')}</span><MarkIcon mark={mark} t={t} />
            {!editable && criterion.scored_by !== 'agency' && !value && <span className="by-other">{t.scored_by[criterion.scored_by]}</span>}
            {p.editor}
          </>, {
            className: editable ? 'editable' : 'fixed', onDoubleClick: p.on_begin,
            label: p.editing || !editable ? undefined : t.grid.cell_label(criterion.code, t.grid.self, value || t.grid.not_scored, state_words),
          })}
      {cell('round_1', <Verdict appraisal={entry?.appraisals.appraisal_1} points={r1} t={t} />)}
      {cell('round_2', <Verdict appraisal={entry?.appraisals.appraisal_2} points={r2} t={t} />)}
      {cell('change', <Change from={self} to={r2 ?? r1} />)}
      {cell('evidence', row.leaf && entry && criterion.scored_by !== 'rollup' ? <EvidenceBadge entry={entry} criterion={criterion} attachable={p.attachable} t={t} on_open={() => p.on_open('evidence')} /> : null)}
      {cell('state', group ? <span className="small num">{subtotal ? `${subtotal.complete}/${subtotal.leaves}` : ''}</span> : <StateIcon entry={entry} t={t} />, { label: group ? undefined : state_words || t.entry_state.complete })}
    </tr>
  )
}, (a, b) => !a.editor && !b.editor && a.row.criterion === b.row.criterion && a.row.expanded === b.row.expanded && a.entry === b.entry && a.subtotal === b.subtotal && a.t === b.t
  && a.pending === b.pending && a.mark === b.mark && a.editable === b.editable && a.attachable === b.attachable && a.flash === b.flash && a.selected === b.selected && a.column === b.column && a.index === b.index)

function MarkIcon({ mark, t }: { mark: Mark; t: Words }) {
  if (mark === 'saved') return null
  const Icon = { dirty: CircleDashed, saving: LoaderCircle, queued: WifiOff, conflict: TriangleAlert, refused: CircleX }[mark]
  return <span className={`mark ${mark}`} title={t.mark[mark]}><Icon size={13} aria-hidden /><span className="sr">{t.mark[mark]}</span></span>
}

function Verdict({ appraisal, points, t }: { appraisal: PublishedAppraisal | null | undefined; points: string | null; t: Words }) {
  if (points === null) return null
  return (
    <span className="num verdict" title={appraisal ? `${word_for(t.appraisal as never, appraisal.decision)}${appraisal.reason ? ': ' + appraisal.reason : ''}${appraisal.needed ? ': ' + appraisal.needed : ''}` : undefined}>
      {show(points, comma())}
      {appraisal && (appraisal.decision === 'agree' ? <CircleCheck size={13} className="ok" aria-hidden /> : appraisal.decision === 'disagree' ? <CircleX size={13} className="bad" aria-hidden /> : <Clock size={13} className="warn" aria-hidden />)}
      {appraisal && <span className="sr">{word_for(t.appraisal as never, appraisal.decision)}</span>}
    </span>
  )
}

function Change({ from, to }: { from: string | null; to: string | null }) {
  const text = show_delta(from, to, comma())
  return <span className={`num change ${text.startsWith('−') ? 'down' : text.startsWith('+') ? 'up' : ''}`}>{text}</span>
}

function EvidenceBadge({ entry, criterion, attachable, t, on_open }: { entry: Entry; criterion: Criterion; attachable: boolean; t: Words; on_open: () => void }) {
  if (!attachable && entry.evidence.length === 0 && !entry.explanation?.text) return null
  const lacks = entry.owes.includes('evidence') || entry.owes.includes('evidence_or_explanation')
  return (
    <button type="button" tabIndex={-1} className={`evidence-badge ${lacks ? 'lacks' : ''}`} title={t.evidence_rule[criterion.evidence_rule]} onClick={on_open}>
      {entry.evidence.length > 0
        ? <><FileText size={14} aria-hidden /> <span className="num">{entry.evidence.length}</span><span className="sr">{t.grid.files(entry.evidence.length)}</span></>
        : attachable && <><Paperclip size={13} aria-hidden /> <span>{t.grid.add_file}</span></>}
      {entry.explanation?.text && <><MessageSquareText size={13} aria-hidden className="explained" /><span className="sr">{t.grid.explained}</span></>}
    </button>
  )
}

function StateIcon({ entry, t }: { entry: Entry | undefined; t: Words }) {
  if (!entry) return null
  const title = [word_for(t.entry_state, entry.state), ...entry.owes.map(o => t.owes[o])].join(' · ')
  const Icon = { untouched: CircleDashed, in_progress: TriangleAlert, complete: CircleCheck, na_claimed: Clock, not_applicable: Lock }[entry.state]
  return <span title={title} className={`state-icon ${entry.state}`}><Icon size={15} aria-hidden /><span className="sr">{title}</span></span>
}
