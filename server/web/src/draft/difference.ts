// What one text of a regulation says otherwise than another: criterion by criterion, and the rest by member.

import { rows_of } from './tree'
import type { Node, RegulationText } from './document'

export interface MemberChange { member: string; from: unknown; to: unknown }
export interface NodeChange { set: string; code: string; title: string; members: MemberChange[] }
export interface Place { set: string; code: string; title: string }
export interface Difference { added: Place[]; removed: Place[]; changed: NodeChange[]; others: string[] }

/** The same values, whatever the order of members. */
export function same(a: unknown, b: unknown): boolean {
  if (a === b) return true
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null || Array.isArray(a) !== Array.isArray(b)) return false
  const [x, y] = [a as Record<string, unknown>, b as Record<string, unknown>]
  const names = new Set([...Object.keys(x), ...Object.keys(y)])
  return [...names].every(name => same(x[name], y[name]))
}

function members(before: Record<string, unknown>, after: Record<string, unknown>, but: string[]): MemberChange[] {
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])].filter(name => !but.includes(name))
  return names.filter(name => !same(before[name], after[name])).map(name => ({ member: name, from: before[name], to: after[name] }))
}

/** Do the criteria that both have stand in the same order below both? */
function reordered(before: Node[] = [], after: Node[] = []): MemberChange[] {
  const [was, is] = [before.map(n => n.code), after.map(n => n.code)]
  const [from, to] = [was.filter(c => is.includes(c)), is.filter(c => was.includes(c))]
  return same(from, to) ? [] : [{ member: 'order', from: from.join(', '), to: to.join(', ') }]
}

export function difference(before: RegulationText, after: RegulationText): Difference {
  const found: Difference = { added: [], removed: [], changed: [], others: members(before, after, ['criteria_sets', 'control', '$schema']).map(m => m.member) }
  const sets = [...new Set([...before.criteria_sets, ...after.criteria_sets].map(s => s.id))]
  for (const set of sets) {
    const [old_set, new_set] = [before, after].map(text => text.criteria_sets.find(s => s.id === set))
    const [was, is] = [old_set, new_set].map(s => new Map(s ? rows_of(s).map(row => [row.node.code, row.node]) : []))
    const place = (node: Node): Place => ({ set, code: node.code, title: node.title })
    for (const [code, node] of is!) if (!was!.has(code)) found.added.push(place(node))
    for (const [code, node] of was!) {
      const now = is!.get(code)
      if (!now) { found.removed.push(place(node)); continue }
      const changes = [...members(node, now, ['children']), ...reordered(node.children, now.children)]
      if (changes.length) found.changed.push({ ...place(now), members: changes })
    }
    if (old_set && new_set) {
      const changes = [...members(old_set, new_set, ['criteria']), ...reordered(old_set.criteria, new_set.criteria)]
      if (changes.length) found.changed.push({ set, code: '', title: new_set.title, members: changes })
    }
  }
  return found
}
export const is_same = (d: Difference) => d.added.length + d.removed.length + d.changed.length + d.others.length === 0
/** `+2 −1 ~5` */
export const in_short = (d: Difference) => `+${d.added.length} −${d.removed.length} ~${d.changed.length + d.others.length}`
