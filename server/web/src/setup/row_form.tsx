import { ArrowDown, ArrowUp, CornerDownRight, Plus, Trash2, X } from 'lucide-react'
import { Fragment, type ReactNode } from 'react'
import { title_of_agency, type EvidenceText, type Node, type RegulationText, type SetText } from '../draft/document'
import { best_level_off } from '../draft/sums'
import { fault_of_code, node_at, row_of, type Path } from '../draft/tree'
import { comma, useWords, word_for } from '../i18n/words'
import { show } from '../score/points'
import { Choice, PointsField, TextField, Tick } from './fields'
import { LevelRows } from './level_rows'
import { RuleForm } from './rule_form'
import { show_typed, type TreeAct } from './tree'

/** One row of the tree beside it: all that it says, to edit or to read. `below`: what is found in it and said of it. */
export function RowPanel({ text, set, path, editable, on_change, on_recode, on_act, on_close, below }: {
  text: RegulationText; set: SetText; path: Path; editable: boolean; on_change: (members: Partial<Node>) => void; on_recode: (code: string) => void
  on_act: (act: TreeAct) => void; on_close: () => void; below: ReactNode
}) {
  const t = useWords()
  const node = node_at(set, path)
  return (
    <aside className="panel row-panel" aria-label={`${node.printed || node.code} ${node.title}`}>
      <header>
        <div className="panel-steps">
          <span className="code">{node.code}</span>
          <span className="chip num">{t.panel.maximum(show_typed(node.maximum))}</span>
          <span className="gap" />
          {editable && <>
            <button type="button" className="icon" title={`${t.setup.add_beside} (Insert)`} aria-label={t.setup.add_beside} onClick={() => on_act('beside')}><Plus size={18} aria-hidden /></button>
            <button type="button" className="icon" title={`${t.setup.add_child} (Shift+Insert)`} aria-label={t.setup.add_child} onClick={() => on_act('child')}><CornerDownRight size={18} aria-hidden /></button>
            <button type="button" className="icon" title={`${t.setup.up} (Alt+↑)`} aria-label={t.setup.up} onClick={() => on_act('up')}><ArrowUp size={18} aria-hidden /></button>
            <button type="button" className="icon" title={`${t.setup.down} (Alt+↓)`} aria-label={t.setup.down} onClick={() => on_act('down')}><ArrowDown size={18} aria-hidden /></button>
            <button type="button" className="icon" title={`${t.setup.remove} (Delete)`} aria-label={t.setup.remove} onClick={() => on_act('remove')}><Trash2 size={18} aria-hidden /></button>
          </>}
          <button type="button" className="icon" aria-label={t.panel.close} onClick={on_close}><X size={18} aria-hidden /></button>
        </div>
        <h2>{node.title || t.setup.no_title}</h2>
      </header>
      <div className="panel-part" tabIndex={0}>
        {editable ? <RowForm text={text} set={set} node={node} on_change={on_change} on_recode={on_recode} /> : <RowFacts text={text} node={node} />}
        {below}
      </div>
    </aside>
  )
}

function RowForm({ text, set, node, on_change, on_recode }: { text: RegulationText; set: SetText; node: Node; on_change: (members: Partial<Node>) => void; on_recode: (code: string) => void }) {
  const t = useWords()
  const row = row_of(set, node.code)
  const leaf = node.children === undefined
  const off = best_level_off(node)
  const agencies = text.agencies.map(a => [a.id, a.title] as const)
  return (
    <div className="row-form">
      <TextField label={t.setup.title_field} name="title" rows={2} value={node.title} on_change={title => on_change({ title })} />
      <div className="three">
        <TextField label={t.setup.printed} value={node.printed ?? ''} maximum={64} on_change={printed => on_change({ printed: printed || undefined })} />
        <TextField label={t.setup.code} value={node.code} maximum={64} on_change={on_recode} fault={code => { const why = row && fault_of_code(set, row, code); return why ? t.setup.code_fault[why] : null }} />
        <PointsField label={t.setup.maximum_long} name="maximum" value={node.maximum} on_change={points => points && on_change({ maximum: points })} />
      </div>
      {off !== null && <p className="small warn-text">{t.setup.best_level(show(off, comma()), show_typed(node.maximum))}</p>}
      <Tick label={t.setup.in_scale} checked={node.in_scale !== false} on_change={checked => on_change({ in_scale: checked ? undefined : false })} />
      <Choice label={t.setup.appraiser} value={node.appraising_agency ?? ''} on_change={id => on_change({ appraising_agency: id || undefined })} options={[['', t.setup.appraiser_inherited], ...agencies]} />
      {leaf && <>
        <LevelRows key={`levels ${node.code}`} node={node} on_change={on_change} />
        <RuleForm key={`rule ${node.code}`} text={text} node={node} on_change={on_change} />
        {node.examples !== undefined && <Examples key={`examples ${node.code}`} node={node} on_change={on_change} />}
      </>}
      <EvidenceRows lines={node.evidence ?? []} on_change={evidence => on_change({ evidence: evidence.length ? evidence : undefined })} />
      <TextField label={t.panel.note} rows={2} value={node.note ?? ''} on_change={note => on_change({ note: note || undefined })} />
      {leaf && <div className="two">
        <Choice label={t.setup.evidence_rule} value={node.evidence_rule ?? 'either'} on_change={v => on_change({ evidence_rule: v === 'either' ? undefined : v })} options={(['either', 'explain_when_lacking', 'both', 'any'] as const).map(v => [v, t.evidence_rule[v]])} />
        <Choice label={t.setup.na_policy} value={node.na_policy ?? 'zero'} on_change={v => on_change({ na_policy: v === 'zero' ? undefined : v })} options={(['zero', 'drop', 'full'] as const).map(v => [v, t.na_policy[v]])} />
      </div>}
      {leaf && <Tick label={t.setup.na_claimable} checked={node.na_claimable !== false} on_change={checked => on_change({ na_claimable: checked ? undefined : false })} />}
    </div>
  )
}

/** Worked examples of the rule, which hold or the text is not issued: as they stand in the document. */
function Examples({ node, on_change }: { node: Node; on_change: (members: Partial<Node>) => void }) {
  const t = useWords()
  const read = (typed: string): unknown[] | null => {
    try {
      const list: unknown = JSON.parse(typed || '[]')
      return Array.isArray(list) ? list : null
    } catch {
      return null
    }
  }
  const held = JSON.stringify(node.examples, null, 1)
  return (
    <TextField
      label={t.setup.examples} mono rows={Math.min(10, held.split('\n').length + 1)} maximum={40_000} value={held} fault={typed => (read(typed) ? null : t.setup.examples_fault)}
      on_change={typed => { const list = read(typed)!; on_change({ examples: list.length ? list : undefined }) }}
    />
  )
}

/** The lines of the evidence column, one below the other. */
function EvidenceRows({ lines, on_change }: { lines: EvidenceText[]; on_change: (lines: EvidenceText[]) => void }) {
  const t = useWords()
  const put = (i: number, line: Partial<EvidenceText>) => on_change(lines.map((l, j) => (j === i ? { ...l, ...line } : l)))
  return (
    <fieldset className="rows">
      <legend>{t.panel.needs}</legend>
      {lines.map((line, i) => (
        <div key={i} className="evidence-row">
          <TextField bare label={t.setup.evidence_line(i + 1)} rows={2} value={line.text} on_change={text => put(i, { text })} />
          <select aria-label={t.setup.signature} value={line.signature ?? 'optional'} onChange={e => { const v = e.target.value as EvidenceText['signature']; const { signature: _, ...rest } = line; on_change(lines.map((l, j) => (j !== i ? l : v === 'optional' ? rest : { ...rest, signature: v }))) }}>
            {(['optional', 'required', 'none'] as const).map(v => <option key={v} value={v}>{t.setup.signature_of[v]}</option>)}
          </select>
          <button type="button" className="icon" aria-label={t.setup.remove_line} onClick={() => on_change(lines.filter((_, j) => j !== i))}><Trash2 size={16} aria-hidden /></button>
        </div>
      ))}
      <button type="button" className="link" onClick={() => on_change([...lines, { text: '' }])}>{t.setup.add_evidence}</button>
    </fieldset>
  )
}

/** What a reader sees of a row. */
function RowFacts({ text, node }: { text: RegulationText; node: Node }) {
  const t = useWords()
  const rule = Object.entries(node.rule ?? {}).filter(([name, value]) => name !== 'shape' && ['string', 'number', 'boolean'].includes(typeof value))
  return (
    <div className="row-facts">
      {node.rule && <h3>{t.panel.rule} · <span className="quiet-text">{word_for(t.shape, node.rule.shape)}</span></h3>}
      {node.levels && node.levels.length > 0 && <ul className="levels">{node.levels.map((l, i) => <li key={i}><strong className="num">{show_typed(l.points)}</strong> <span>{l.text}{l.note && l.note !== node.note ? <span className="small"> ({l.note})</span> : null}</span></li>)}</ul>}
      <dl className="facts">
        {rule.map(([name, value]) => <Fragment key={name}><dt>{word_for(t.setup.member, name)}</dt><dd>{name.endsWith('level') ? t.panel.level(Number(value) + 1) : value === true ? t.setup.yes : String(value)}</dd></Fragment>)}
        {node.scored_by && node.scored_by !== 'agency' && <><dt>{t.setup.scored_by}</dt><dd>{word_for(t.scored_by, node.scored_by)}</dd></>}
        <dt>{t.panel.needs}</dt><dd>{node.evidence?.length ? <ul>{node.evidence.map((e, i) => <li key={i}>{e.text}</li>)}</ul> : t.app.none}</dd>
        {node.note && <><dt>{t.panel.note}</dt><dd>{node.note}</dd></>}
        {node.appraising_agency && <><dt>{t.setup.appraiser}</dt><dd>{title_of_agency(text, node.appraising_agency)}</dd></>}
      </dl>
    </div>
  )
}
