// What a person types into a score field becomes points here and nowhere else. A standard vi-VN number parser reads
// "0.75" as 75 and "0.5" as 5, a legal score; this one knows a single separator, comma or dot, and no grouping (D5).

import { from_wire, to_wire, type TenThousandths } from './points'

export type Refused = 'not_a_number' | 'two_separators' | 'too_many_decimals' | 'negative' | 'above_maximum' | 'step_not_allowed'
export type Parsed =
  | { ok: true; kind: 'empty' }
  | { ok: true; kind: 'points'; points: string }
  | { ok: false; why: Refused }

const SPACES = /[\s\u00a0\u2007\u202f\u200b\ufeff]+/g

/**
 * Reads one typed or pasted score: at most two decimals, a lone comma or dot between digits (",75" is 0,75). Full-width
 * digits and no-break spaces around are taken; grouping ("1.234,5"), signs, exponents, formulas ("=SUM(") are refused.
 * An empty field is its own kind: "not scored" is not 0,00. The points of a regulation itself have up to four decimals.
 */
export function parse_score(typed: string, places: 2 | 4 = 2): Parsed {
  const text = typed.normalize('NFKC').replace(/^[\s\u200b\ufeff]+|[\s\u200b\ufeff]+$/g, '')
  if (text === '') return { ok: true, kind: 'empty' }
  if (/^[-−]\s*\d/.test(text)) return { ok: false, why: 'negative' }
  if (/[.,].*[.,]/.test(text) && /^[\d.,]+$/.test(text)) return { ok: false, why: 'two_separators' }
  const m = /^(\d{0,6})(?:[.,](\d*))?$/.exec(text)
  if (!m || (!m[1] && !m[2])) return { ok: false, why: 'not_a_number' }
  const part = m[2] ?? ''
  if (text.length > m[1]!.length && part === '') return { ok: false, why: 'not_a_number' }
  if (part.length > places) return { ok: false, why: 'too_many_decimals' }
  return { ok: true, kind: 'points', points: to_wire(BigInt(m[1] || '0') * 10000n + BigInt(part.padEnd(4, '0'))) }
}

/** The same, held against the rule of the criterion: not above the maximum, and a value the rule can yield (SM-33). */
export function parse_score_for(typed: string, rule: { maximum: string; allowed_points: string[] }): Parsed {
  const parsed = parse_score(typed)
  if (!parsed.ok || parsed.kind === 'empty') return parsed
  const points = from_wire(parsed.points)
  if (points > from_wire(rule.maximum)) return { ok: false, why: 'above_maximum' }
  if (rule.allowed_points.length > 0 && !rule.allowed_points.some(a => from_wire(a) === points))
    return { ok: false, why: 'step_not_allowed' }
  return parsed
}

/** A block copied from a spreadsheet: rows of cells. Quoted cells may hold tabs, line ends and doubled quotes. */
export function parse_block(text: string): string[][] {
  const rows: string[][] = []
  let row: string[] = []
  let cell = ''
  let quoted = false
  const body = text.replace(/\r\n?/g, '\n').replace(/\n$/, '')
  for (let i = 0; i < body.length; i++) {
    const c = body[i]!
    if (quoted) {
      if (c === '"' && body[i + 1] === '"') { cell += '"'; i++ }
      else if (c === '"') quoted = false
      else cell += c
    } else if (c === '"' && cell === '') quoted = true
    else if (c === '\t') { row.push(cell); cell = '' }
    else if (c === '\n') { row.push(cell); rows.push(row); row = []; cell = '' }
    else cell += c
  }
  row.push(cell)
  rows.push(row)
  return rows
}

/** A whole count as people write it in figures: digits, perhaps grouped by dots or spaces ("1.234"). */
export function parse_count(typed: string): number | null | undefined {
  const text = typed.normalize('NFKC').replace(SPACES, '')
  if (text === '') return null
  if (!/^(\d{1,3}([.,]\d{3})+|\d{1,15})$/.test(text)) return undefined
  return Number(text.replace(/[.,]/g, ''))
}

export type { TenThousandths }
