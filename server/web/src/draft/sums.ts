// Does every parent's maximum equal what its children come to, and the set's what its areas do? Exact, at every level.

import { from_wire, type TenThousandths } from '../score/points'
import type { Node, SetText } from './document'

export interface Sum { maximum: TenThousandths; children: TenThousandths; right: boolean }

/** 0 for what is not points yet: somebody is typing. */
const points = (text: string): TenThousandths => { try { return from_wire(text) } catch { return 0n } }

/** What is `in_scale: false` adds nothing to its parent; below it everything counts towards it again (CS-12). */
const added = (nodes: Node[]) => nodes.reduce((sum, node) => (node.in_scale === false ? sum : sum + points(node.maximum)), 0n)

export function sum_of(node: Node): Sum | null {
  if (!node.children) return null
  const [maximum, children] = [points(node.maximum), added(node.children)]
  return { maximum, children, right: maximum === children }
}
export function sum_of_set(set: SetText): Sum {
  const [maximum, children] = [points(set.maximum), added(set.criteria)]
  return { maximum, children, right: maximum === children }
}
/** The best level of a leaf that has levels to pick from, where it is not its maximum. */
export function best_level_off(node: Node): TenThousandths | null {
  if (node.children || !node.levels?.length) return null
  const best = node.levels.map(l => points(l.points)).reduce((a, b) => (a > b ? a : b))
  return best === points(node.maximum) ? null : best
}
