import { ArrowDown, ArrowUp, Trash2 } from 'lucide-react'
import type { LevelText, Node } from '../draft/document'
import { relevel } from '../draft/tree'
import { useWords } from '../i18n/words'
import { PointsField, TextField } from './fields'

/** The described levels of a leaf, best first as printed. The rule follows a level that is moved or taken away. */
export function LevelRows({ node, on_change }: { node: Node; on_change: (members: Partial<Node>) => void }) {
  const t = useWords()
  const levels = node.levels ?? []
  const put = (i: number, level: Partial<LevelText>) => on_change({ levels: levels.map((l, j) => (j === i ? { ...l, ...level } : l)) })
  const arrange = (from: number[]) => on_change(relevel(node.rule ?? { shape: 'choice' }, from.map(i => levels[i]!), from))
  const all = levels.map((_, i) => i)
  return (
    <fieldset className="rows">
      <legend>{t.setup.levels}</legend>
      {levels.map((level, i) => (
        <div key={i} className="level-row">
          <PointsField bare label={t.setup.level_points(i + 1)} value={level.points} on_change={points => points && put(i, { points })} />
          <TextField bare label={t.setup.level_text(i + 1)} rows={2} value={level.text} on_change={text => put(i, { text })} />
          <span className="row-tools">
            <button type="button" className="icon" disabled={i === 0} aria-label={t.setup.level_up(i + 1)} onClick={() => arrange(all.toSpliced(i, 1).toSpliced(i - 1, 0, i))}><ArrowUp size={15} aria-hidden /></button>
            <button type="button" className="icon" disabled={i === levels.length - 1} aria-label={t.setup.level_down(i + 1)} onClick={() => arrange(all.toSpliced(i, 1).toSpliced(i + 1, 0, i))}><ArrowDown size={15} aria-hidden /></button>
            <button type="button" className="icon" aria-label={t.setup.level_remove(i + 1)} onClick={() => arrange(all.filter(j => j !== i))}><Trash2 size={15} aria-hidden /></button>
          </span>
        </div>
      ))}
      <button type="button" className="link" onClick={() => on_change({ levels: [...levels, { text: '', points: '0.00' }] })}>{t.setup.add_level}</button>
    </fieldset>
  )
}
