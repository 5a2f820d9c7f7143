// Where a key takes the cell in focus (WAI-ARIA treegrid): pure, so that every key is a line in a test.

import type { Row } from './rows'

export interface Cell { row: number; column: number }
export type Stroke = { key: string; ctrl?: boolean; shift?: boolean; alt?: boolean }
export type Move =
  | { to: Cell }
  | { fold: number }
  | { unfold: number }
  | null

export const COLUMNS = ['code', 'criterion', 'maximum', 'self', 'round_1', 'round_2', 'change', 'evidence', 'state'] as const
export type Column = (typeof COLUMNS)[number]
export const SELF = COLUMNS.indexOf('self')

export function move(at: Cell, stroke: Stroke, rows: Row[]): Move {
  if (stroke.alt) return null
  const last = rows.length - 1
  const to = (row: number, column: number): Move => ({ to: { row: Math.max(0, Math.min(last, row)), column: Math.max(0, Math.min(COLUMNS.length - 1, column)) } })
  const group = (from: number, way: 1 | -1) => {
    for (let row = from + way; row >= 0 && row <= last; row += way) if (!rows[row]!.leaf) return row
    return way === 1 ? last : 0
  }
  const here = rows[at.row]
  switch (stroke.key) {
    case 'ArrowDown': return stroke.ctrl ? to(group(at.row, 1), at.column) : to(at.row + 1, at.column)
    case 'ArrowUp': return stroke.ctrl ? to(group(at.row, -1), at.column) : to(at.row - 1, at.column)
    case 'ArrowRight':
      if (at.column === 0 && here && !here.leaf && !here.expanded) return { unfold: at.row }
      return stroke.ctrl ? to(at.row, COLUMNS.length - 1) : to(at.row, at.column + 1)
    case 'ArrowLeft':
      if (at.column === 0 && here && !here.leaf && here.expanded) return { fold: at.row }
      return stroke.ctrl ? to(at.row, 0) : to(at.row, at.column - 1)
    case 'Home': return stroke.ctrl ? to(0, at.column) : to(at.row, 0)
    case 'End': return stroke.ctrl ? to(last, at.column) : to(at.row, COLUMNS.length - 1)
    case 'PageDown': return to(at.row + 10, at.column)
    case 'PageUp': return to(at.row - 10, at.column)
    default: return null
  }
}

/** The next cell that takes a score, for Tab and Enter; null at the end, where focus may leave the grid. */
export function next_editable(from: number, way: 1 | -1, rows: Row[], editable: (row: Row) => boolean): number | null {
  for (let row = from + way; row >= 0 && row < rows.length; row += way) if (editable(rows[row]!)) return row
  return null
}
