import { ChevronDown, ChevronRight, CircleAlert, MessageSquare, TriangleAlert } from 'lucide-react'
import { memo, useEffect, useMemo, useRef, type KeyboardEvent } from 'react'
import type { Node, SetText } from '../draft/document'
import { scorers_of } from '../draft/rule_members'
import { best_level_off, sum_of, sum_of_set, type Sum } from '../draft/sums'
import { rows_of, type Path, type Row } from '../draft/tree'
import { comma, useWords, word_for } from '../i18n/words'
import { show } from '../score/points'

export interface Marks { errors: number; warnings: number; comments: number; change: 'added' | 'changed' | null }
export type TreeAct = 'beside' | 'child' | 'remove' | 'up' | 'down' | 'open'

/** The criteria as a tree of rows: printed number, title, points, and whether the sums are right at every level. */
export function Tree({ set, selected, folded, marks, editable, on_select, on_fold, on_act }: {
  set: SetText; selected: Path | null; folded: ReadonlySet<string>; marks: ReadonlyMap<string, Marks>; editable: boolean
  on_select: (path: Path) => void; on_fold: (code: string, fold: boolean) => void; on_act: (act: TreeAct, path: Path) => void
}) {
  const t = useWords()
  const body = useRef<HTMLTableSectionElement>(null)
  const rows = useMemo(() => visible(rows_of(set), folded), [set, folded])
  const here = selected?.join('.') ?? rows[0]?.path.join('.')
  const focus = (row: Row | undefined) => {
    if (!row) return
    on_select(row.path)
    body.current?.querySelector<HTMLElement>(`[data-path="${row.path.join('.')}"]`)?.focus()
  }
  // A row that was moved or added takes the focus along, once it stands where it went.
  const follow = useRef(false)
  useEffect(() => {
    if (!follow.current) return
    follow.current = false
    body.current?.querySelector<HTMLElement>(`[data-path="${here}"]`)?.focus()
  })
  const on_key = (event: KeyboardEvent<HTMLTableSectionElement>) => {
    const at = rows.findIndex(r => r.path.join('.') === (event.target as HTMLElement).closest<HTMLElement>('tr')?.dataset.path)
    const row = rows[at]
    if (!row || event.nativeEvent.isComposing || event.ctrlKey || event.metaKey) return
    const key = (event.altKey ? 'Alt+' : event.shiftKey ? 'Shift+' : '') + event.key
    const { node } = row
    const open = node.children && !folded.has(node.code)
    const acts: Record<string, () => void> = {
      ArrowDown: () => focus(rows[at + 1]), ArrowUp: () => focus(rows[at - 1]), Home: () => focus(rows[0]), End: () => focus(rows.at(-1)),
      ArrowRight: () => { if (node.children && !open) on_fold(node.code, false); else if (open) focus(rows[at + 1]) },
      ArrowLeft: () => { if (open) on_fold(node.code, true); else focus(rows.find(r => r.node === row.parent)) },
      Enter: () => on_act('open', row.path), F2: () => on_act('open', row.path),
      ...(editable ? {
        'Alt+ArrowDown': () => { follow.current = true; on_act('down', row.path) }, 'Alt+ArrowUp': () => { follow.current = true; on_act('up', row.path) },
        Insert: () => on_act('beside', row.path), 'Shift+Insert': () => on_act('child', row.path), Delete: () => on_act('remove', row.path),
      } : {}),
    }
    const act = acts[key]
    if (!act) return
    event.preventDefault()
    act()
  }
  const whole = sum_of_set(set)
  return (
    <table className="grid tree" role="treegrid" aria-label={set.title}>
      <thead>
        <tr>
          <th scope="col" className="c-printed">{t.setup.printed}</th><th scope="col">{t.setup.criterion}</th><th scope="col" className="num c-points">{t.setup.maximum}</th>
          <th scope="col" className="num c-sum"><abbr title={t.setup.sum_long}>{t.setup.sum}</abbr></th><th scope="col" className="c-shape">{t.setup.shape}</th><th scope="col" className="c-marks"><abbr title={t.setup.marks_long}>{t.setup.marks}</abbr></th>
        </tr>
      </thead>
      <tbody ref={body} onKeyDown={on_key}>
        {rows.map(row => (
          <TreeRow
            key={row.path.join('.')} row={row} selected={selected !== null && row.path.join('.') === here} stop={row.path.join('.') === here} folded={folded.has(row.node.code)} marks={marks.get(row.node.code)} on_select={on_select} on_fold={on_fold}
          />
        ))}
      </tbody>
      <tfoot><tr className={whole.right ? '' : 'wrong'}><th scope="row" colSpan={2}>{t.setup.whole}</th><td className="num">{show(whole.maximum, comma())}</td><td className="num"><SumMark sum={whole} /></td><td colSpan={2} /></tr></tfoot>
    </table>
  )
}

function visible(rows: Row[], folded: ReadonlySet<string>): Row[] {
  const hidden = rows.filter(r => folded.has(r.node.code)).map(r => r.path)
  return rows.filter(row => !hidden.some(path => path.length < row.path.length && path.every((step, i) => row.path[i] === step)))
}

const TreeRow = memo(function TreeRow({ row, selected, stop, folded, marks, on_select, on_fold }: {
  row: Row; selected: boolean; stop: boolean; folded: boolean; marks: Marks | undefined; on_select: (path: Path) => void; on_fold: (code: string, fold: boolean) => void
}) {
  const t = useWords()
  const { node, depth } = row
  const sum = sum_of(node)
  const off = best_level_off(node)
  const parent = node.children !== undefined
  return (
    <tr
      className={`${parent ? 'group' : 'leaf'} depth-${depth} ${marks?.change ?? ''}`} aria-level={depth + 1} aria-selected={selected} aria-expanded={parent ? !folded : undefined}
      data-path={row.path.join('.')} data-code={node.code} tabIndex={stop ? 0 : -1} onClick={() => on_select(row.path)} onFocus={e => { if (e.target === e.currentTarget && !selected) on_select(row.path) }}
    >
      <td className="c-printed">
        <span className={`indent-${Math.min(depth, 3)}`}>
          {parent && <button type="button" tabIndex={-1} className="fold" aria-label={folded ? t.grid.expand : t.grid.collapse} onClick={e => { e.stopPropagation(); on_fold(node.code, !folded) }}>{folded ? <ChevronRight size={16} aria-hidden /> : <ChevronDown size={16} aria-hidden />}</button>}
          {node.printed || node.code}
        </span>
      </td>
      <td className="c-criterion"><span className="title">{node.title || <em className="quiet-text">{t.setup.no_title}</em>}{node.in_scale === false && <span className="chip">{t.setup.out_of_scale_short}</span>}</span></td>
      <td className="num c-points">{show_typed(node.maximum)}</td>
      <td className="num c-sum">{sum ? <SumMark sum={sum} /> : off !== null && <span className="warn-text" title={t.setup.best_level(show(off, comma()), show_typed(node.maximum))}>≠ {show(off, comma())}</span>}</td>
      <td className="c-shape small">{parent ? '' : shape_words(t, node)}</td>
      <td className="c-marks">
        {marks?.change && <span className={`chip ${marks.change === 'added' ? 'ok' : 'info'}`}>{t.setup.change[marks.change]}</span>}
        {marks && marks.errors > 0 && <span className="bad-text" title={t.setup.n_errors(marks.errors)}><CircleAlert size={15} aria-hidden /> {marks.errors}<span className="sr"> {t.setup.n_errors(marks.errors)}</span></span>}
        {marks && marks.warnings > 0 && <span className="warn-text" title={t.setup.n_warnings(marks.warnings)}><TriangleAlert size={15} aria-hidden /> {marks.warnings}<span className="sr"> {t.setup.n_warnings(marks.warnings)}</span></span>}
        {marks && marks.comments > 0 && <span className="info-text" title={t.setup.n_comments(marks.comments)}><MessageSquare size={15} aria-hidden /> {marks.comments}<span className="sr"> {t.setup.n_comments(marks.comments)}</span></span>}
      </td>
    </tr>
  )
})

function shape_words(t: ReturnType<typeof useWords>, node: Node): string {
  const by = node.scored_by && node.scored_by !== 'agency' && scorers_of(node.rule?.shape ?? 'choice').length > 1 ? ` · ${word_for(t.scored_by, node.scored_by)}` : ''
  return word_for(t.shape, node.rule?.shape ?? 'choice') + by
}
/** Points that may not be points yet are shown as they stand. */
export const show_typed = (points: string) => (/^\d+(\.\d{1,4})?$/.test(points) ? show(points, comma()) : points)

export function SumMark({ sum }: { sum: Sum }) {
  const t = useWords()
  if (sum.right) return <span className="ok-text">{show(sum.children, comma())} ✔<span className="sr"> {t.setup.sum_right}</span></span>
  const off = sum.children - sum.maximum
  return <strong className="bad-text">{show(sum.children, comma())} ✘ <span className="small bad-text">{(off < 0n ? '−' : '+') + show(off < 0n ? -off : off, comma())}</span><span className="sr"> {t.setup.sum_wrong}</span></strong>
}
