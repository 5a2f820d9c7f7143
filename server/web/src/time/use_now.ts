import { useEffect, useState } from 'react'
import { on_clock, server_now } from './clock'

/** The server's time, told anew every `every` ms on the beat of its second. */
export function useNow(every = 1000): number {
  const [now, set_now] = useState(server_now)
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout>
    const tell = () => {
      clearTimeout(timer)
      const t = server_now()
      set_now(t)
      timer = setTimeout(tell, every - (t % every) + 2)
    }
    tell()
    const off = on_clock(tell)
    document.addEventListener('visibilitychange', tell)
    return () => { clearTimeout(timer); off(); document.removeEventListener('visibilitychange', tell) }
  }, [every])
  return now
}
