// What a block from a spreadsheet would do, before it does it: one line a cell, refusals reasoned (paste must never touch
// one row too many).

import type { BatchItem, Code, Criterion, Entry } from '../api/contract'
import { parse_block, parse_score_for, type Refused } from '../score/parse'

export interface PasteLine {
  code: Code
  typed: string
  old: string | null
  outcome: { act: 'change'; points: string } | { act: 'clear' } | { act: 'same' } | { act: 'refused'; why: Refused | 'unknown' | 'read_only' | 'beyond' | 'figures' }
}
export interface PasteInto {
  /** Rows from the chosen one down, as shown. */
  below: Criterion[]
  by_code: Map<Code, Criterion>
  entries: Map<Code, Entry>
  editable: (criterion: Criterion) => boolean
}

/**
 * One column goes to the scored rows from the chosen cell down (group rows are passed over, as a hidden Excel row would
 * be). Two or more columns, the first being codes of the set, go by code, wherever the rows stand.
 */
export function plan_paste(text: string, into: PasteInto): PasteLine[] {
  const block = parse_block(text).filter(row => row.some(cell => cell.trim() !== ''))
  const by_code = block.length > 0 && block.every(row => row.length >= 2) && block.some(row => into.by_code.has(code_of(row[0]!)))
  if (by_code) return block.flatMap(row => {
    const code = code_of(row[0]!)
    const criterion = into.by_code.get(code)
    // A row of a group carries a sum; sums are not pasted.
    return criterion && !criterion.leaf ? [] : [line(code, row.at(-1)!, criterion, into)]
  })
  const cells = parse_block(text).map(row => row[0] ?? '')
  const rows = into.below.filter(c => c.leaf)
  return cells.map((typed, i) => (rows[i] ? line(rows[i].code, typed, rows[i], into)
    : { code: '', typed, old: null, outcome: { act: 'refused', why: 'beyond' } }))
}

function line(code: Code, typed: string, criterion: Criterion | undefined, into: PasteInto): PasteLine {
  const entry = into.entries.get(code)
  const old = entry?.self?.score ?? null
  const refused = (why: Extract<PasteLine['outcome'], { act: 'refused' }>['why']): PasteLine => ({ code, typed, old, outcome: { act: 'refused', why } })
  if (!criterion) return refused('unknown')
  if (!into.editable(criterion)) return typed.trim() === '' ? { code, typed, old, outcome: { act: 'same' } } : refused('read_only')
  const parsed = parse_score_for(typed, criterion)
  if (!parsed.ok) return refused(parsed.why)
  if (parsed.kind === 'empty') return { code, typed, old, outcome: old === null ? { act: 'same' } : { act: 'clear' } }
  if (parsed.points === old) return { code, typed, old, outcome: { act: 'same' } }
  if (entry?.self?.figures) return refused('figures')
  return { code, typed, old, outcome: { act: 'change', points: parsed.points } }
}

const code_of = (cell: string) => cell.normalize('NFKC').trim()

export const to_items = (lines: PasteLine[], entries: Map<Code, Entry>): BatchItem[] => lines.flatMap((l): BatchItem[] => {
  const version = entries.get(l.code)?.version
  if (l.outcome.act === 'change') return [{ code: l.code, act: 'self_score', value: l.outcome.points, version }]
  if (l.outcome.act === 'clear') return [{ code: l.code, act: 'clear', version }]
  return []
})

/** The block that puts back what stood there: what undoes a paste, in one go. */
export const inverse = (lines: PasteLine[]): BatchItem[] => lines.flatMap((l): BatchItem[] => {
  if (l.outcome.act !== 'change' && l.outcome.act !== 'clear') return []
  return [l.old === null ? { code: l.code, act: 'clear' } : { code: l.code, act: 'self_score', value: l.old }]
})
