// Where in the tree a JSON pointer of the server leads: "/criteria_sets/0/criteria/1/children/0/maximum".

import type { RegulationText } from './document'
import type { Path } from './tree'

export interface Where { set: string; path: Path; code: string; member: string }

export function where(text: RegulationText, pointer: string): Where | null {
  const [head, set_at, ...rest] = pointer.split('/').slice(1)
  const set = head === 'criteria_sets' ? text.criteria_sets[Number(set_at)] : undefined
  if (!set) return null
  const path: number[] = []
  let nodes = set.criteria
  while ((rest[0] === 'criteria' || rest[0] === 'children') && nodes[Number(rest[1])]) {
    path.push(Number(rest[1]))
    nodes = nodes[Number(rest[1])]!.children ?? []
    rest.splice(0, 2)
  }
  const node = path.reduce<{ code: string; children?: typeof set.criteria }>((n, i) => n.children![i]!, { code: '', children: set.criteria })
  return { set: set.id, path, code: node.code, member: rest.join('/') }
}
