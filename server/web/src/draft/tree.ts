// Edits of a criteria tree. Each gives a new set and leaves the old one as it was, so that going back is keeping it.

import type { LevelText, Node, RegulationText, Rule, SetText } from './document'

/** Places among the children, from the areas down. */
export type Path = readonly number[]
export interface Row { path: Path; depth: number; node: Node; parent: Node | null }

export function rows_of(set: SetText): Row[] {
  const rows: Row[] = []
  const walk = (nodes: Node[], above: Path, parent: Node | null) => nodes.forEach((node, i) => {
    const path = [...above, i]
    rows.push({ path, depth: above.length, node, parent })
    walk(node.children ?? [], path, node)
  })
  walk(set.criteria, [], null)
  return rows
}
export const row_of = (set: SetText, code: string) => rows_of(set).find(row => row.node.code === code) ?? null
export const children_at = (set: SetText, path: Path): Node[] => (path.length === 0 ? set.criteria : node_at(set, path).children ?? [])
export const node_at = (set: SetText, path: Path): Node =>
  path.reduce<{ children?: Node[] }>((node, i) => node.children![i]!, { children: set.criteria }) as Node

/** The set with the children at `path` replaced; a node left without any is a leaf again. */
function with_children(set: SetText, path: Path, children: Node[]): SetText {
  const put = (nodes: Node[], at: Path): Node[] => {
    const [first, ...rest] = at
    return first === undefined ? children : nodes.map((node, i) => (i === first ? settled({ ...node, children: put(node.children ?? [], rest) }) : node))
  }
  return { ...set, criteria: put(set.criteria, path) }
}
function settled(node: Node): Node {
  if (node.children?.length) return node
  const { children: _, ...leaf } = node
  return { ...leaf, rule: { shape: 'choice' }, levels: [] } as Node
}

/** Members of one node; `undefined` takes a member away. */
export function change(set: SetText, path: Path, members: Partial<Node>): SetText {
  const above = path.slice(0, -1)
  const changed = Object.fromEntries(Object.entries({ ...node_at(set, path), ...members }).filter(([, value]) => value !== undefined)) as Node
  return with_children(set, above, children_at(set, above).map((node, i) => (i === path.at(-1) ? changed : node)))
}

/** What says how a leaf is scored; a leaf that becomes a parent hands it to its first child. */
const OF_A_LEAF = ['scored_by', 'evidence_rule', 'na_policy', 'na_claimable', 'data_window', 'data_cutoff', 'levels', 'rule', 'examples', 'evidence', 'note']

const ROMAN: [number, string][] = [[50, 'L'], [40, 'XL'], [10, 'X'], [9, 'IX'], [5, 'V'], [4, 'IV'], [1, 'I']]
function roman(n: number): string {
  const found = ROMAN.find(([size]) => size <= n)
  return found ? found[1] + roman(n - found[0]) : ''
}
const from_roman = (text: string) => Array.from({ length: 60 }, (_, i) => i + 1).find(n => roman(n) === text)

/** The number that follows the last one beside it, in the same figures: III after II, 1.4 after 1.3. */
export function next_number(beside: string[], first: string): string {
  const last = beside.at(-1)
  if (!last) return first
  const cut = last.lastIndexOf('.') + 1
  const tail = last.slice(cut)
  if (/^\d+$/.test(tail)) return last.slice(0, cut) + (Number(tail) + 1)
  const value = from_roman(tail)
  return value ? last.slice(0, cut) + roman(value + 1) : last + '1'
}
function free(code: string, taken: Set<string>): string {
  for (let next = code; ; next = next_number([next], next)) if (!taken.has(next)) return next
}
function fresh(set: SetText, above: Path): Node {
  const beside = children_at(set, above)
  const parent = above.length ? node_at(set, above) : null
  const taken = new Set(rows_of(set).map(row => row.node.code))
  const first = parent ? `${parent.code}.1` : 'I'
  const printed = next_number(beside.map(n => n.printed ?? ''), parent?.printed && above.length > 1 ? `${parent.printed}.1` : parent ? '1' : 'I')
  return { code: free(next_number(beside.map(n => n.code), first), taken), printed, title: '', maximum: '0.00', levels: [], rule: { shape: 'choice' } }
}

export interface Placed { set: SetText; path: Path }

/** A new leaf behind the one at `path`; no path: a new area at the end. */
export function add_beside(set: SetText, path: Path | null): Placed {
  const above = path?.slice(0, -1) ?? []
  const children = children_at(set, above)
  const at = path ? path.at(-1)! + 1 : children.length
  return { set: with_children(set, above, children.toSpliced(at, 0, fresh(set, above))), path: [...above, at] }
}
/** A new leaf as the last child; the first child of a leaf takes over how that leaf was scored. */
export function add_child(set: SetText, path: Path): Placed {
  const node = node_at(set, path)
  const child = fresh(set, path)
  if (node.children) return { set: with_children(set, path, [...node.children, child]), path: [...path, node.children.length] }
  const handed = Object.fromEntries(OF_A_LEAF.filter(m => node[m] !== undefined).map(m => [m, node[m]]))
  const parent = Object.fromEntries(OF_A_LEAF.map(m => [m, undefined]))
  return { set: change(set, path, { ...parent, children: [{ ...child, maximum: node.maximum, ...handed }] }), path: [...path, 0] }
}
export function remove(set: SetText, path: Path): SetText {
  const above = path.slice(0, -1)
  return with_children(set, above, children_at(set, above).filter((_, i) => i !== path.at(-1)))
}
/** One place up or down among those beside it; null: there is none. */
export function move(set: SetText, path: Path, way: 1 | -1): Placed | null {
  const above = path.slice(0, -1)
  const children = children_at(set, above)
  const from = path.at(-1)!
  const to = from + way
  if (to < 0 || to >= children.length) return null
  return { set: with_children(set, above, children.toSpliced(from, 1).toSpliced(to, 0, children[from]!)), path: [...above, to] }
}

const renamed = (code: string, from: string, to: string) => (code === from || code.startsWith(from + '.') ? to + code.slice(from.length) : code)

/** Another code for a node and all below it, and for whatever else in the regulation speaks of them. */
export function recode(text: RegulationText, set_id: string, from: string, to: string): RegulationText {
  const walk = (node: Node): Node => ({ ...node, code: renamed(node.code, from, to), ...(node.children ? { children: node.children.map(walk) } : {}) })
  const codes = (list: unknown) => (list as string[]).map(code => renamed(code, from, to))
  const only = text.criteria_sets.length === 1
  const about = (list: unknown, mine: (one: Record<string, unknown>) => boolean) =>
    (list as Record<string, unknown>[]).map(one => (typeof one.code === 'string' && mine(one) ? { ...one, code: renamed(one.code, from, to) } : one))
  return {
    ...text,
    criteria_sets: text.criteria_sets.map(set => set.id !== set_id ? set : {
      ...set, criteria: set.criteria.map(walk),
      ...(set.printed_split ? { printed_split: (set.printed_split as Record<string, unknown>[]).map(p => (p.codes ? { ...p, codes: codes(p.codes) } : p)) } : {}),
    }),
    ...(text.tie_break && only ? { tie_break: codes(text.tie_break) } : {}),
    ...(text.overlays ? { overlays: about(text.overlays, one => only || (one.criteria_sets as string[] | undefined)?.join() === set_id) } : {}),
    ...(text.corrections ? { corrections: about(text.corrections, one => one.set === set_id) } : {}),
  }
}
/** The criteria sets of another text in the place of one's own; the groups find them by the ids they know. */
export function take_sets(text: RegulationText, sets: SetText[]): RegulationText {
  const taken = sets.map((set, i) => ({ ...set, id: text.criteria_sets[i]?.id ?? set.id }))
  const known = new Set(taken.map(s => s.id))
  return { ...text, criteria_sets: taken, groups: text.groups.map(g => (known.has(g.criteria_set) || !taken[0] ? g : { ...g, criteria_set: taken[0].id })) }
}
/** Why a code cannot be: its form, its parent's, or another that has it. */
export function fault_of_code(set: SetText, row: Row, code: string): 'malformed' | 'parent' | 'taken' | null {
  if (!/^[A-Za-z0-9]+(\.[A-Za-z0-9]+)*$/.test(code)) return 'malformed'
  if (row.parent && !code.startsWith(row.parent.code + '.')) return 'parent'
  return rows_of(set).some(other => other.node !== row.node && other.node.code === code) ? 'taken' : null
}

/** Levels in another order or number, and the rule's places in them: `from[i]` is where the new level `i` stood, or null. */
export function relevel(rule: Rule, levels: LevelText[], from: (number | null)[]): { rule: Rule; levels: LevelText[] } {
  const place = (old: number) => from.indexOf(old)
  const walk = (value: unknown, name: string): unknown => {
    if (typeof value === 'number') return name === 'level' || name.endsWith('_level') ? place(value) : value
    if (Array.isArray(value)) return value.map(one => walk(one, '')).filter(one => !(one as { level?: number } | null)?.level || (one as { level: number }).level >= 0)
    if (typeof value !== 'object' || value === null) return value
    return Object.fromEntries(Object.entries(value).map(([k, v]) => [k, walk(v, k)] as const).filter(([k, v]) => !(k.endsWith('_level') && v === -1)))
  }
  return { rule: walk(rule, '') as Rule, levels }
}
