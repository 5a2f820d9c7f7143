import { useMemo, useRef, useState, type ReactNode } from 'react'
import type { DraftComment, Finding } from '../api/regulations'
import type { Difference } from '../draft/difference'
import type { Node, RegulationText, SetText } from '../draft/document'
import { add_beside, add_child, change, move, node_at, recode, remove, row_of, type Path, type Placed } from '../draft/tree'
import { useWords } from '../i18n/words'
import { Dialog } from '../shell/dialog'
import { FindingLine } from './findings_part'
import { RowPanel } from './row_form'
import { Tree, type Marks, type TreeAct } from './tree'

/** The tree of one set and the row under work beside it. */
export function TreePart({ text, set, editable, code, on_code, on_edit, difference, findings, comments, comment_box }: {
  text: RegulationText; set: SetText; editable: boolean; code: string | null; on_code: (code: string | null) => void
  on_edit: (change: (text: RegulationText) => RegulationText) => void
  difference: Difference | null; findings: Finding[]; comments: DraftComment[]; comment_box: (code: string) => ReactNode
}) {
  const t = useWords()
  const [folded, set_folded] = useState<ReadonlySet<string>>(new Set())
  const [removing, set_removing] = useState<Path | null>(null)
  const area = useRef<HTMLDivElement>(null)
  const path = useMemo(() => (code === null ? null : row_of(set, code)?.path ?? null), [set, code])
  const marks = useMemo(() => marks_of(set, findings, comments, difference), [set, findings, comments, difference])

  const edit_set = (make: (set: SetText) => SetText) => on_edit(whole => ({ ...whole, criteria_sets: whole.criteria_sets.map(s => (s.id === set.id ? make(s) : s)) }))
  const place = (made: Placed | null) => {
    if (!made) return
    edit_set(() => made.set)
    on_code(node_at(made.set, made.path).code)
  }
  const to_form = () => requestAnimationFrame(() => area.current?.querySelector<HTMLElement>('.row-panel [data-field="title"]')?.focus())
  const on_act = (act: TreeAct, at: Path) => {
    switch (act) {
      case 'open': on_code(node_at(set, at).code); return to_form()
      case 'beside': place(add_beside(set, at)); return to_form()
      case 'child': place(add_child(set, at)); return to_form()
      case 'up': return place(move(set, at, -1))
      case 'down': return place(move(set, at, 1))
      case 'remove': return set_removing(at)
    }
  }
  const take_away = () => {
    const at = removing!
    set_removing(null)
    edit_set(s => remove(s, at))
    const above = at.slice(0, -1)
    on_code(above.length ? node_at(set, above).code : null)
  }
  const fold = (which: string, shut: boolean) => set_folded(old => { const next = new Set(old); if (shut) next.add(which); else next.delete(which); return next })
  const doomed = removing && node_at(set, removing)
  const here = code ? findings.filter(f => f.code === code && (!f.criteria_set || f.criteria_set === set.id)) : []
  return (
    <div className="grid-body tree-body" ref={area}>
      <div className="grid-scroll" tabIndex={-1}>
        <Tree set={set} selected={path} folded={folded} marks={marks} editable={editable} on_select={at => on_code(node_at(set, at).code)} on_fold={fold} on_act={on_act} />
        {editable && <p className="tree-foot"><button type="button" onClick={() => { place(add_beside(set, null)); to_form() }}>{t.setup.add_area}</button> <span className="small">{t.setup.tree_keys}</span></p>}
      </div>
      {path && code && (
        <RowPanel
          key={path.join('.')} text={text} set={set} path={path} editable={editable} on_act={act => on_act(act, path)} on_close={() => on_code(null)}
          on_change={(members: Partial<Node>) => edit_set(s => change(s, path, members))}
          on_recode={to => { if (to !== code) { on_edit(whole => recode(whole, set.id, code, to)); on_code(to) } }}
          below={<>
            {here.length > 0 && <section aria-label={t.setup.part['loi']}><h3>{t.setup.findings_here}</h3><ul className="findings">{here.map((f, i) => <FindingLine key={i} finding={f} />)}</ul></section>}
            {comment_box(code)}
          </>}
        />
      )}
      {doomed && (
        <Dialog title={t.setup.remove_title(doomed.printed || doomed.code)} on_close={() => set_removing(null)}>
          <p>{doomed.title}</p>
          {doomed.children && <p className="note warn"><span>{t.setup.remove_children(doomed.children.length)}</span></p>}
          <div className="actions"><button type="button" onClick={() => set_removing(null)}>{t.app.cancel}</button><button type="button" className="primary" data-first onClick={take_away}>{t.setup.remove}</button></div>
        </Dialog>
      )}
    </div>
  )
}

function marks_of(set: SetText, findings: Finding[], comments: DraftComment[], difference: Difference | null): Map<string, Marks> {
  const marks = new Map<string, Marks>()
  const of = (code: string): Marks => {
    const held = marks.get(code) ?? { errors: 0, warnings: 0, comments: 0, change: null }
    marks.set(code, held)
    return held
  }
  for (const f of findings) if (f.code && (!f.criteria_set || f.criteria_set === set.id)) of(f.code)[f.severity === 'error' ? 'errors' : 'warnings']++
  for (const c of comments) if (c.criterion && (!c.criteria_set || c.criteria_set === set.id)) of(c.criterion).comments++
  for (const p of difference?.added ?? []) if (p.set === set.id) of(p.code).change = 'added'
  for (const p of difference?.changed ?? []) if (p.set === set.id && p.code) of(p.code).change = 'changed'
  return marks
}
