import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { ServerFrame } from '../api/contract'

const TOPIC = 'assessment/2024-pnv'
const PATH = '/assessments/2024-pnv/entries'

/** The server's side of the one socket. */
class Wire {
  static OPEN = 1
  static last: Wire
  readyState = Wire.OPEN
  sent: string[] = []
  onopen = () => {}
  onmessage = (_: { data: string }) => {}
  onclose = (_: { code: number }) => {}
  constructor() { Wire.last = this }
  send(text: string) { this.sent.push(text) }
  close() {}
  says(...frames: ServerFrame[]) { for (const frame of frames) this.onmessage({ data: JSON.stringify(frame) }) }
}
const event = (n: number): ServerFrame =>
  ({ t: 'event', topic: TOPIC, token: `tok_${n}`, seq: String(n), ev: { id: '', source: '', specversion: '1.0', type: '', time: '', data: {} } })
const snapshot: ServerFrame = { t: 'snapshot', topic: TOPIC, token: 'tok_10', seq: '10', data: {} }

async function connected() {
  const live = await import('./socket')
  const heard: { frame: string; task: number }[] = []
  let task = 0
  const leave = live.watch(TOPIC, PATH, frame => heard.push({ frame: 'seq' in frame ? frame.seq : frame.t, task }))
  const drawn: number[] = []
  live.on_link(() => drawn.push(task))
  Wire.last.onopen()
  Wire.last.says({ t: 'welcome', server_time: '2024-12-01T08:00:00.000+07:00', epoch: 'e1', heartbeat_s: 15 }, snapshot)
  const pass = (ms: number) => { task++; vi.advanceTimersByTime(ms) }
  pass(16)
  heard.length = drawn.length = 0
  return { live, heard, drawn, pass, leave }
}
beforeEach(() => {
  vi.resetModules()
  vi.useFakeTimers()
  vi.stubGlobal('location', { href: 'http://x/', pathname: '/' })
  vi.stubGlobal('WebSocket', Wire)
})
afterEach(() => { vi.useRealTimers(); vi.unstubAllGlobals() })

test('a burst of a hundred events is shown in one go, in its order', async () => {
  const { heard, drawn, pass } = await connected()
  const burst = Array.from({ length: 100 }, (_, i) => event(11 + i))
  Wire.last.says(...burst)
  expect(heard).toEqual([])
  pass(16)
  expect(heard.map(h => h.frame)).toEqual(burst.map((_, i) => String(11 + i)))
  expect(drawn.length).toBe(1)
})
test('one event alone waits no longer than a picture of the screen', async () => {
  const { heard, pass } = await connected()
  Wire.last.says(event(11))
  pass(16)
  expect(heard.map(h => h.frame)).toEqual(['11'])
})
test('who looks away, or signs out, hears nothing of what was on its way', async () => {
  const { live, heard, pass, leave } = await connected()
  Wire.last.says(event(11))
  leave()
  pass(16)
  expect(heard).toEqual([])
  live.watch(TOPIC, PATH, () => heard.push({ frame: 'other', task: 0 }))
  Wire.last.says(event(12))
  live.hang_up()
  pass(16)
  expect(heard).toEqual([])
})
