import { useEffect, useRef, useState } from 'react'
import { last_touch } from '../api/assessment'
import type { Code, Entry } from '../api/contract'

export interface Flash { codes: ReadonlySet<Code>; last: { code: Code; by: string } | null }
const FLASHES_FOR = 1200

/** The entries that colleagues have just changed: for 1.2 s each, and the last one by name. */
export function useFlash(entries: Map<Code, Entry>, me: string): Flash {
  const before = useRef<Map<Code, Entry> | null>(null)
  const [flash, set_flash] = useState<Flash>({ codes: new Set(), last: null })
  useEffect(() => {
    const old = before.current
    before.current = entries.size ? entries : null
    if (!old) return
    const changed = [...entries.values()].flatMap(e => {
      const was = old.get(e.code)
      const by = last_touch(e)?.by
      return was && was.version < e.version && by && by !== me ? [{ code: e.code, by }] : []
    })
    if (changed.length === 0) return
    set_flash({ codes: new Set(changed.map(c => c.code)), last: changed.at(-1)! })
    const timer = setTimeout(() => set_flash(f => ({ ...f, codes: new Set() })), FLASHES_FOR)
    return () => clearTimeout(timer)
  }, [entries, me])
  return flash
}
