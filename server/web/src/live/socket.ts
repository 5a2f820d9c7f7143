// The hands of live/link.ts: one WebSocket per tab, its timers, and the folds of the topics someone looks at.

import { API } from '../api/base'
import type { ServerFrame } from '../api/contract'
import { get } from '../api/http'
import { heard_server_time } from '../time/clock'
import { idle, step, type Effect, type Link, type Signal } from './link'

export type TopicFrame = Extract<ServerFrame, { t: 'snapshot' | 'event' | 'state' | 'problem' }>
type Listener = (frame: TopicFrame) => void

let link: Link = idle
let socket: WebSocket | null = null
let ticking: ReturnType<typeof setInterval> | undefined
const watchers = new Map<string, Set<Listener>>()
/** Where the snapshot of a topic comes from when no socket can be had. */
const snapshot_paths = new Map<string, string>()
const observers = new Set<() => void>()
/** What came since the page was last told, in the order of the wire. */
const inbox: TopicFrame[] = []
let next_picture: ReturnType<typeof setTimeout> | undefined
const sign_in_listeners = new Set<() => void>()
const rights_listeners = new Set<() => void>()

export const link_state = () => link
export function on_link(observer: () => void) {
  observers.add(observer)
  return () => { observers.delete(observer) }
}
export function on_sign_in_needed(listener: () => void) {
  sign_in_listeners.add(listener)
  return () => { sign_in_listeners.delete(listener) }
}

export function on_rights_changed(listener: () => void) {
  rights_listeners.add(listener)
  return () => { rights_listeners.delete(listener) }
}

/** Hears every frame of `topic` from its snapshot on, until the returned function is called. */
export function watch(topic: string, snapshot_path: string, listener: Listener, max_hz?: number): () => void {
  const set = watchers.get(topic) ?? new Set()
  set.add(listener)
  watchers.set(topic, set)
  snapshot_paths.set(topic, snapshot_path)
  if (set.size === 1) signal({ s: 'want', topic, max_hz })
  // A second watcher needs a snapshot too: asked for plainly, as the socket sends one only to the first.
  else void poll_one(topic, listener)
  return () => {
    set.delete(listener)
    // A screen that gives way to another often wants the same topic again at once.
    setTimeout(() => {
      if (set.size > 0 || watchers.get(topic) !== set) return
      watchers.delete(topic)
      signal({ s: 'unwant', topic })
    }, 0)
  }
}

export const retry_now = () => signal({ s: 'retry_now' })
export const signed_in = () => signal({ s: 'signed_in' })
/** Another person, another page: nothing of this one's connection is kept. */
export function hang_up() {
  drop_socket()
  link = idle
  watchers.clear()
  inbox.length = 0
  changed()
}

export function signal(signal: Signal) {
  const [next, effects] = step(link, signal, Date.now())
  const before = link
  link = next
  for (const effect of effects) carry_out(effect)
  if (before !== link) changed()
  if (!ticking && link.phase !== 'idle') ticking = setInterval(() => signal_tick(), 500)
}
function signal_tick() {
  signal({ s: 'tick' })
}

/** One picture of the screen. */
const PICTURE_MS = 16
/**
 * A burst (a pasted block, a page that catches up) is shown at once: all of it in one task, which React draws once. A
 * render for each of a hundred frames would outrun it.
 */
function changed() {
  next_picture ??= setTimeout(() => {
    next_picture = undefined
    for (const frame of inbox.splice(0)) for (const listener of watchers.get(frame.topic!) ?? []) listener(frame)
    for (const observer of observers) observer()
  }, PICTURE_MS)
}

function carry_out(effect: Effect) {
  switch (effect.do) {
    case 'open': return open()
    case 'close': return drop_socket()
    case 'send':
      if (socket?.readyState === WebSocket.OPEN) socket.send(JSON.stringify(effect.frame))
      return
    case 'apply': return apply(effect.frame)
    case 'poll': return void poll(effect.topics)
    case 'sign_in':
      for (const listener of sign_in_listeners) listener()
      return
    case 'rights':
      for (const listener of rights_listeners) listener()
  }
}

function open() {
  drop_socket()
  const url = new URL(`${API}/stream`, location.href)
  url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:'
  const mine = new WebSocket(url, 'cchc.live.v1')
  socket = mine
  // A connection that is accepted and then says nothing is no connection.
  const silence = setTimeout(() => { if (socket === mine) lost(mine, 0) }, 8000)
  mine.onopen = () => signal({ s: 'opened' })
  mine.onmessage = message => {
    clearTimeout(silence)
    const frame = read(message.data)
    if (frame) signal({ s: 'frame', frame })
  }
  mine.onclose = event => { clearTimeout(silence); if (socket === mine) lost(mine, event.code) }
}

function lost(mine: WebSocket, code: number) {
  if (socket === mine) drop_socket()
  signal({ s: 'closed', code, chance: Math.random() })
}

/** Lets go at once: a closing handshake over a dead line takes minutes. */
function drop_socket() {
  if (!socket) return
  socket.onopen = socket.onmessage = socket.onclose = null
  socket.close()
  socket = null
}

const KNOWN = new Set(['welcome', 'snapshot', 'event', 'state', 'bookmark', 'resync', 'ping', 'problem', 'bye'])
/** Frames of a kind we do not know are passed over: v1 may grow. */
function read(data: unknown): ServerFrame | null {
  try {
    const frame = JSON.parse(String(data)) as ServerFrame
    return KNOWN.has(frame.t) ? frame : null
  } catch {
    return null
  }
}

function apply(frame: ServerFrame) {
  if (frame.t === 'welcome' || frame.t === 'ping') return heard_server_time(frame.server_time)
  if (frame.t !== 'snapshot' && frame.t !== 'event' && frame.t !== 'state' && frame.t !== 'problem') return
  if (frame.t === 'problem' && !frame.topic) return
  inbox.push(frame)
  changed()
}

async function poll(topics: string[]) {
  try {
    const { seq } = await get<{ seq: string }>('/clock')
    await Promise.all(topics.map(async topic => {
      const path = snapshot_paths.get(topic)
      if (path) apply({ t: 'snapshot', topic, seq, data: await get<unknown>(path) })
    }))
    signal({ s: 'polled', ok: true })
  } catch {
    signal({ s: 'polled', ok: false })
  }
}

async function poll_one(topic: string, listener: Listener) {
  try {
    const { seq } = await get<{ seq: string }>('/clock')
    listener({ t: 'snapshot', topic, seq, data: await get<unknown>(snapshot_paths.get(topic)!) })
  } catch { /* the socket's next snapshot brings it */ }
}

if (typeof window !== 'undefined') {
  window.addEventListener('offline', () => signal({ s: 'network', up: false }))
  window.addEventListener('online', () => signal({ s: 'network', up: true }))
  // A page that comes back from the browser's cache, or from sleep, does not wait for a timer to notice.
  window.addEventListener('pageshow', event => { if (event.persisted) signal({ s: 'retry_now' }) })
  document.addEventListener('visibilitychange', () => { if (!document.hidden) signal({ s: 'tick' }) })
}
