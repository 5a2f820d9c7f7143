// The live connection as a pure machine: (state, what happened, when) → (state, what to do). No socket, no timer and no
// random number is in here; live/socket.ts is the hands.
//
//   idle → connecting → live ⇄ stale → reconnecting → resuming → live | resync      and polling, offline

import type { ClientFrame, ServerFrame } from '../api/contract'

export type Phase = 'idle' | 'connecting' | 'live' | 'stale' | 'reconnecting' | 'resuming' | 'resync' | 'polling' | 'offline'

export interface TopicState {
  /** Where to resume, stored after the frame that carried it was applied. */
  token: string | null
  /** waiting: asked for, nothing heard yet. catching_up: replay from a token. current: holds what the server holds. */
  standing: 'waiting' | 'catching_up' | 'current'
  max_hz?: number
}
export interface Link {
  phase: Phase
  topics: Record<string, TopicState>
  epoch: string | null
  seq: string | null
  attempt: number
  heard_at: number
  live_since: number
  down_since: number | null
  retry_at: number | null
  refused_upgrades: number
  poll_at: number
  /** Events replayed by the last resumption, and when it was over. */
  caught_up: { count: number; at: number } | null
  replayed: number
  rid: number
}
export type Signal =
  | { s: 'want'; topic: string; max_hz?: number }
  | { s: 'unwant'; topic: string }
  | { s: 'opened' }
  | { s: 'frame'; frame: ServerFrame }
  | { s: 'closed'; code: number; chance: number }
  | { s: 'tick' }
  | { s: 'network'; up: boolean }
  | { s: 'retry_now' }
  | { s: 'signed_in' }
  | { s: 'polled'; ok: boolean }
export type Effect =
  | { do: 'open' }
  | { do: 'close' }
  | { do: 'send'; frame: ClientFrame }
  | { do: 'apply'; frame: ServerFrame }
  | { do: 'poll'; topics: string[] }
  | { do: 'sign_in' }
  /** What may be seen here has changed: everything is asked for anew. */
  | { do: 'rights' }

export const DEAD_AFTER = 35_000
const HEALTHY_AFTER = 60_000
const POLL_EVERY = 5_000
const QUIET_ENDS_REPLAY = 2_000
export const AUTH_EXPIRED = 4401

export const idle: Link = {
  phase: 'idle', topics: {}, epoch: null, seq: null, attempt: 0, heard_at: 0, live_since: 0, down_since: null, retry_at: null,
  refused_upgrades: 0, poll_at: 0, caught_up: null, replayed: 0, rid: 0,
}

/** Full jitter: anything from nothing to 0.5 s × 2^attempt, 30 s at most. */
export const backoff = (attempt: number, chance: number) => Math.round(chance * Math.min(30_000, 500 * 2 ** Math.min(attempt, 10)))

const socket_is_up = (link: Link) => link.phase === 'live' || link.phase === 'resuming' || link.phase === 'resync'

export function step(link: Link, signal: Signal, now: number): [Link, Effect[]] {
  switch (signal.s) {
    case 'want': {
      const next = with_topic(link, signal.topic, { token: null, standing: 'waiting', max_hz: signal.max_hz })
      if (link.phase === 'idle') return [{ ...next, phase: 'connecting', down_since: null }, [{ do: 'open' }]]
      return socket_is_up(link) ? subscribe(next, [signal.topic]) : [next, []]
    }
    case 'unwant': {
      const { [signal.topic]: _, ...topics } = link.topics
      const next = settle({ ...link, topics }, now)
      return [next, socket_is_up(link) ? [{ do: 'send', frame: { t: 'unsub', topic: signal.topic } }] : []]
    }
    case 'opened':
      return [{ ...link, heard_at: now },
        [{ do: 'send', frame: { t: 'hello', proto: 1, client: 'web', tz: 'Asia/Ho_Chi_Minh', sent_at: new Date(now).toISOString() } }]]
    case 'frame':
      return heard({ ...link, heard_at: now }, signal.frame, now)
    case 'closed':
      return closed(link, signal, now)
    case 'network':
      if (!signal.up) return [{ ...link, phase: 'offline', retry_at: null, down_since: link.down_since ?? now }, [{ do: 'close' }]]
      return link.phase === 'offline' ? [reopening({ ...link, attempt: 0 }), [{ do: 'open' }]] : [link, []]
    case 'retry_now':
    case 'signed_in':
      return socket_is_up(link) || link.phase === 'idle' ? [link, []] : [reopening({ ...link, attempt: 0 }), [{ do: 'close' }, { do: 'open' }]]
    case 'polled':
      if (!link.refused_upgrades || socket_is_up(link)) return [link, []]
      return [{ ...link, phase: signal.ok ? 'polling' : 'reconnecting', heard_at: signal.ok ? now : link.heard_at }, []]
    case 'tick':
      return tick(link, now)
  }
}

function heard(link: Link, frame: ServerFrame, now: number): [Link, Effect[]] {
  const seq = 'seq' in frame ? frame.seq : link.seq
  switch (frame.t) {
    case 'welcome': {
      // A restored log is another log: nothing of the old one is continued (API 3, rule 2).
      const same = link.epoch === null || link.epoch === frame.epoch
      const topics = Object.fromEntries(Object.entries(link.topics).map(([topic, t]): [string, TopicState] => {
        const token = same ? t.token : null
        return [topic, { ...t, token, standing: token ? 'catching_up' : 'waiting' }]
      }))
      const resuming = Object.values(topics).some(t => t.standing === 'catching_up')
      const next: Link = {
        ...link, topics, epoch: frame.epoch, refused_upgrades: 0, retry_at: null, live_since: now, replayed: 0,
        phase: resuming ? 'resuming' : same ? 'live' : 'resync',
      }
      const [subscribed, sends] = subscribe(next, Object.keys(topics))
      return [resuming ? subscribed : { ...subscribed, down_since: null }, [{ do: 'apply', frame }, ...sends]]
    }
    case 'snapshot':
    case 'event':
    case 'state':
    case 'bookmark': {
      const topic = link.topics[frame.topic]
      if (!topic) return [{ ...link, seq }, []]
      const replaying = topic.standing === 'catching_up' && frame.t === 'event'
      const next = with_topic({ ...link, seq, replayed: link.replayed + (replaying ? 1 : 0) }, frame.topic, {
        ...topic, token: frame.token ?? topic.token, standing: replaying ? 'catching_up' : 'current',
      })
      return [settle(next, now), [{ do: 'apply', frame }]]
    }
    case 'resync': {
      const topic = link.topics[frame.topic]
      if (!topic) return [link, []]
      const next = with_topic({ ...link, phase: 'resync' }, frame.topic, { ...topic, token: null, standing: 'waiting' })
      const [subscribed, sends] = subscribe(next, [frame.topic])
      const rights: Effect[] = frame.reason === 'rights-changed' ? [{ do: 'rights' }] : []
      return [subscribed, [{ do: 'apply', frame }, ...rights, ...sends]]
    }
    case 'ping':
      return [settle({ ...link, seq }, now),
        [{ do: 'apply', frame }, { do: 'send', frame: { t: 'pong', n: frame.n, sent_at: new Date(now).toISOString() } }]]
    case 'bye':
      if (frame.reason === 'auth-expired') return [link, [{ do: 'sign_in' }]]
      return [{ ...link, retry_at: frame.retry_after_ms === undefined ? null : now + frame.retry_after_ms }, []]
    case 'problem':
      return [link, [{ do: 'apply', frame }]]
  }
}

function closed(link: Link, signal: { code: number; chance: number }, now: number): [Link, Effect[]] {
  if (link.phase === 'offline' || link.phase === 'idle') return [link, []]
  const refused = link.phase === 'connecting' || link.phase === 'reconnecting' || link.phase === 'polling'
  const healthy = socket_is_up(link) && now - link.live_since > HEALTHY_AFTER
  const attempt = healthy ? 1 : link.attempt + 1
  const asked = link.retry_at !== null && link.retry_at > now ? link.retry_at : null
  const next: Link = {
    ...link, attempt, phase: link.phase === 'polling' ? 'polling' : 'reconnecting', down_since: link.down_since ?? now,
    refused_upgrades: refused ? link.refused_upgrades + 1 : link.refused_upgrades,
    retry_at: asked ?? now + Math.max(150, backoff(attempt, signal.chance)),
  }
  if (signal.code === AUTH_EXPIRED) return [{ ...next, retry_at: null }, [{ do: 'sign_in' }]]
  return [next, []]
}

function tick(link: Link, now: number): [Link, Effect[]] {
  if (socket_is_up(link) && now - link.heard_at > DEAD_AFTER)
    return [{ ...link, phase: 'stale', down_since: link.heard_at, attempt: link.attempt + 1 }, [{ do: 'close' }, { do: 'open' }]]
  if (link.phase === 'resuming' && now - link.heard_at > QUIET_ENDS_REPLAY) {
    const topics = Object.fromEntries(Object.entries(link.topics).map(([name, t]): [string, TopicState] =>
      [name, t.standing === 'catching_up' ? { ...t, standing: 'current' } : t]))
    return [settle({ ...link, topics }, now), []]
  }
  const effects: Effect[] = []
  let next = link
  if ((link.phase === 'reconnecting' || link.phase === 'polling') && link.retry_at !== null && now >= link.retry_at) {
    next = { ...next, retry_at: null }
    effects.push({ do: 'open' })
  }
  if ((link.phase === 'reconnecting' || link.phase === 'polling') && link.refused_upgrades >= 2 && now >= link.poll_at) {
    next = { ...next, poll_at: now + POLL_EVERY }
    effects.push({ do: 'poll', topics: Object.keys(link.topics) })
  }
  return [next, effects]
}

/** Live again once no topic waits for what it missed. */
function settle(link: Link, now: number): Link {
  if (link.phase !== 'resuming' && link.phase !== 'resync') return link
  const standings = Object.values(link.topics).map(t => t.standing)
  if (standings.some(s => s === 'catching_up') || (link.phase === 'resync' && standings.some(s => s === 'waiting'))) return link
  return {
    ...link, phase: 'live', down_since: null,
    caught_up: link.phase === 'resuming' ? { count: link.replayed, at: now } : link.caught_up,
  }
}

function subscribe(link: Link, topics: string[]): [Link, Effect[]] {
  let rid = link.rid
  const sends = topics.map((topic): Effect => {
    const { token, max_hz } = link.topics[topic]!
    return { do: 'send', frame: { t: 'sub', rid: ++rid, topic, ...(token ? { from: token } : {}), ...(max_hz ? { max_hz } : {}) } }
  })
  return [{ ...link, rid }, sends]
}

const reopening = (link: Link): Link => ({ ...link, phase: link.epoch ? 'reconnecting' : 'connecting', retry_at: null })
const with_topic = (link: Link, topic: string, state: TopicState): Link => ({ ...link, topics: { ...link.topics, [topic]: state } })
