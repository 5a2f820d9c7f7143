// The server's clock, seen from here. A countdown runs on it, never on the clock of this machine (D4).

export interface Sample { offset: number; error: number; at: number }

/** Keeps the sample that can be least wrong; an old one loses trust by a millisecond a second. */
export function better(kept: Sample | null, heard: Sample): Sample {
  if (!kept) return heard
  return heard.error <= kept.error + (heard.at - kept.at) / 1000 ? heard : kept
}

let kept: Sample | null = null
const listeners = new Set<() => void>()

function hear(offset: number, error: number) {
  const before = kept
  kept = better(kept, { offset, error, at: Date.now() })
  if (kept !== before) for (const listener of listeners) listener()
}
/** A frame's `server_time`: it left the server at most a round trip ago, usually far less. */
export function heard_server_time(instant: string, latency_ms = 100) {
  hear(Date.parse(instant) + latency_ms / 2 - Date.now(), latency_ms / 2)
}
/** A `Date` header: whole seconds, so half a second wrong at worst besides the journey. */
export function heard_date(date: string | null, journey_ms: number) {
  if (date) hear(Date.parse(date) + 500 + journey_ms / 2 - Date.now(), 500 + journey_ms / 2)
}
export const server_now = () => Date.now() + (kept?.offset ?? 0)
/** How far this machine's clock is behind the server's, in ms. */
export const clock_offset = () => kept?.offset ?? 0
export function on_clock(listener: () => void) {
  listeners.add(listener)
  return () => { listeners.delete(listener) }
}
