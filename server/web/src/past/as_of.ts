import { useCallback, useMemo } from 'react'
import { useSearchParams } from 'wouter'
import type { AsOf } from '../api/http'

/** The moment in the address (`?as_of=` an instant, `?as_of_seq=` an event number), if the page looks back. */
export function useAsOf(): { as_of: AsOf | undefined; go: (as_of: AsOf | null) => void } {
  const [query, set_query] = useSearchParams()
  const seq = /^\d{1,19}$/.test(query.get('as_of_seq') ?? '') ? query.get('as_of_seq')! : undefined
  const at = query.get('as_of') ?? undefined
  const as_of = useMemo<AsOf | undefined>(() => (seq ? { seq } : at ? { at } : undefined), [seq, at])
  const go = useCallback((to: AsOf | null) => set_query(old => {
    const next = new URLSearchParams(old)
    next.delete('as_of')
    next.delete('as_of_seq')
    if (to?.seq) next.set('as_of_seq', to.seq)
    else if (to?.at) next.set('as_of', to.at)
    return next
  }), [set_query])
  return { as_of, go }
}
