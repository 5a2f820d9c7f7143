import { describe, expect, test } from 'vitest'
import type { Entries, Entry, Ranking, RankingRow, ServerFrame } from '../api/contract'
import { evolve_entries, evolve_feed, evolve_ranking, type At } from './fold'
import { AUTH_EXPIRED, backoff, DEAD_AFTER, idle, step, type Effect, type Link, type Signal } from './link'

const TOPIC = 'assessment/2023-pnv'
const frame = (f: ServerFrame): Signal => ({ s: 'frame', frame: f })
const welcome = (epoch = 'e1') => frame({ t: 'welcome', server_time: '2023-12-01T08:00:00.000+07:00', epoch, heartbeat_s: 15 })
const snapshot = (token = 'tok_1', seq = '10') => frame({ t: 'snapshot', topic: TOPIC, token, seq, data: {} })
const event = (seq: string, token: string) =>
  frame({ t: 'event', topic: TOPIC, token, seq, ev: { id: seq, source: '', specversion: '1.0', type: 'vn.cchc.self_score_entered', time: '', data: {} } })
const closed: Signal = { s: 'closed', code: 1006, chance: 1 }

/** Plays [what happened, after how many ms] and gives back where it ends, with everything that was to be done. */
function play(script: [Signal, number?][], from: Link = idle): { link: Link; effects: Effect[]; phases: string[]; now: number } {
  let link = from
  let now = 1_000_000
  const effects: Effect[] = []
  const phases: string[] = []
  for (const [signal, after = 0] of script) {
    now += after
    const [next, todo] = step(link, signal, now)
    link = next
    effects.push(...todo)
    phases.push(link.phase)
  }
  return { link, effects, phases, now }
}
const connected: [Signal, number?][] = [[{ s: 'want', topic: TOPIC }], [{ s: 'opened' }], [welcome()], [snapshot()]]
const sent = (effects: Effect[]) => effects.flatMap(e => (e.do === 'send' ? [e.frame] : []))

describe('the connection', () => {
  const table: { name: string; script: [Signal, number?][]; phases: string[] }[] = [
    { name: 'comes up', script: connected, phases: ['connecting', 'connecting', 'live', 'live'] },
    { name: 'frozen without a word is stale after 35 s, not before',
      script: [...connected, [{ s: 'tick' }, DEAD_AFTER], [{ s: 'tick' }, 1], [closed], [{ s: 'tick' }, 5000]],
      phases: ['connecting', 'connecting', 'live', 'live', 'live', 'stale', 'reconnecting', 'reconnecting'] },
    { name: 'stays live on heartbeats',
      script: [...connected, [frame({ t: 'ping', n: 1, server_time: '', seq: '10' }), 15000], [{ s: 'tick' }, 34000]],
      phases: ['connecting', 'connecting', 'live', 'live', 'live', 'live'] },
    { name: 'resumes by token and is live when the replay is over',
      script: [...connected, [closed], [{ s: 'tick' }, 40000], [{ s: 'opened' }], [welcome()], [event('11', 'tok_2')], [frame({ t: 'bookmark', topic: TOPIC, token: 'tok_3', seq: '11' })]],
      phases: ['connecting', 'connecting', 'live', 'live', 'reconnecting', 'reconnecting', 'reconnecting', 'resuming', 'resuming', 'live'] },
    { name: 'reloads a topic whose token is refused',
      script: [...connected, [frame({ t: 'resync', topic: TOPIC, reason: 'token-expired' })], [snapshot('tok_9', '40')]],
      phases: ['connecting', 'connecting', 'live', 'live', 'resync', 'live'] },
    { name: 'without a network is offline and comes back with it',
      script: [...connected, [{ s: 'network', up: false }], [closed], [{ s: 'network', up: true }], [{ s: 'opened' }], [welcome()], [snapshot()]],
      phases: ['connecting', 'connecting', 'live', 'live', 'offline', 'offline', 'reconnecting', 'reconnecting', 'resuming', 'live'] },
    { name: 'refused twice asks over plain HTTP and says so',
      script: [[{ s: 'want', topic: TOPIC }], [closed], [{ s: 'tick' }, 60000], [closed], [{ s: 'tick' }, 1], [{ s: 'polled', ok: true }]],
      phases: ['connecting', 'reconnecting', 'reconnecting', 'reconnecting', 'reconnecting', 'polling'] },
    { name: 'does not claim to poll when that fails too',
      script: [[{ s: 'want', topic: TOPIC }], [closed], [{ s: 'tick' }, 60000], [closed], [{ s: 'tick' }, 1], [{ s: 'polled', ok: false }]],
      phases: ['connecting', 'reconnecting', 'reconnecting', 'reconnecting', 'reconnecting', 'reconnecting'] },
  ]
  test.each(table)('$name', ({ script, phases }) => expect(play(script).phases).toEqual(phases))

  test('counts what it caught up', () => {
    const { link } = play([...connected, [closed], [{ s: 'opened' }, 900], [welcome()], [event('11', 'a')], [event('12', 'b')],
      [frame({ t: 'bookmark', topic: TOPIC, token: 'c', seq: '12' })]])
    expect(link.caught_up?.count).toBe(2)
    expect(link.topics[TOPIC]!.token).toBe('c')
  })
  test('resumes from the last token it applied', () => {
    const { effects } = play([...connected, [event('11', 'tok_2')], [closed], [{ s: 'tick' }, 40000], [{ s: 'opened' }], [welcome()]])
    expect(sent(effects).filter(f => f.t === 'sub')).toEqual([
      { t: 'sub', rid: 1, topic: TOPIC }, { t: 'sub', rid: 2, topic: TOPIC, from: 'tok_2' }])
  })
  test('forgets every token when the log has another epoch', () => {
    const { effects, phases } = play([...connected, [closed], [{ s: 'opened' }], [welcome('e2')], [snapshot()]])
    expect(sent(effects).filter(f => f.t === 'sub').at(-1)).toEqual({ t: 'sub', rid: 2, topic: TOPIC })
    expect(phases.slice(-2)).toEqual(['resync', 'live'])
  })
  test('a refused token is never tried again', () => {
    const { effects } = play([...connected, [frame({ t: 'resync', topic: TOPIC, reason: 'too-far' })]])
    expect(sent(effects).at(-1)).toEqual({ t: 'sub', rid: 2, topic: TOPIC })
  })
  test('of rights that changed it tells the page, which asks anew who is here', () => {
    const told = (reason: string) => play([...connected, [frame({ t: 'resync', topic: TOPIC, reason })]]).effects.filter(e => e.do === 'rights').length
    expect(told('rights-changed')).toBe(1)
    expect(told('too-far')).toBe(0)
  })
  test('waits as long as a server that says goodbye asks for', () => {
    const { link, now } = play([...connected, [frame({ t: 'bye', reason: 'draining', retry_after_ms: 1830 })], [closed]])
    expect(link.retry_at).toBe(now + 1830)
  })
  test('asks to sign in when the session is over, and does not hammer', () => {
    const { link, effects } = play([...connected, [{ s: 'closed', code: AUTH_EXPIRED, chance: 1 }], [{ s: 'tick' }, 60000]])
    expect(effects.at(-1)).toEqual({ do: 'sign_in' })
    expect(link.retry_at).toBe(null)
  })
  test('applies every frame of a topic it wants, in order, and none of others', () => {
    const { effects } = play([...connected, [event('11', 'a')], [frame({ t: 'bookmark', topic: 'other', seq: '11' })], [event('12', 'b')]])
    expect(effects.flatMap(e => (e.do === 'apply' && 'seq' in e.frame ? [e.frame.seq] : []))).toEqual(['10', '11', '12'])
  })
  test('backs off with full jitter up to 30 s', () => {
    expect([0, 1, 2, 5, 10, 40].map(n => backoff(n, 1))).toEqual([500, 1000, 2000, 16000, 30000, 30000])
    expect(backoff(10, 0.5)).toBe(15000)
  })
})

const entry = (code: string, version: number, score: string | null): Entry => ({
  code, version, state: 'in_progress', owes: [], self: score === null ? null : { score, level: null, basis: 'level', figures: null, by: 'p', at: '', seq: '' },
  given: null, reference: null, explanation: null, evidence: [], not_applicable: null, supplement: null, amended: null, appraisals: {}, reopening: null,
  counted: { self: score ?? '0.00', round_1: score ?? '0.00', round_2: score ?? '0.00' },
})
const totals = (self: string) => ({ maximum: '100.00', applicable_maximum: '100.00', self, round_1: null, round_2: null, final: self, stage: 'self' as const })
const view: At<Entries> = { seq: 10n, data: {
  regulation_version: 1, assessment: 'a', state: 'drafting', version: 5, totals: totals('1.00'), entries: [entry('I.1', 2, '1.00'), entry('I.2', 0, null)], subtotals: [] } }

describe('an assessment', () => {
  test('is the same whichever of answer and frame comes first', () => {
    const a = { seq: '11', set: { entries: [entry('I.1', 3, '0.50')], totals: totals('0.50') } }
    const b = { seq: '12', set: { entries: [entry('I.2', 1, '2.00')], totals: totals('2.50') } }
    const in_order = [a, b].reduce(evolve_entries, view)
    expect([b, a].reduce(evolve_entries, view)).toEqual(in_order)
    expect([a, b, a].reduce(evolve_entries, view)).toEqual(in_order)
    expect(in_order.data.totals.self).toBe('2.50')
  })
  test('never goes back to an older version of an entry', () => {
    expect(evolve_entries(view, { seq: '11', set: { entries: [entry('I.1', 1, '9.00')] } }).data.entries[0]!.self!.score).toBe('1.00')
  })
  test('keeps the rows that did not change, so that nothing is drawn again', () => {
    expect(evolve_entries(view, { seq: '11', set: { entries: [entry('I.2', 1, '2.00')] } }).data.entries[0]).toBe(view.data.entries[0])
  })
})

const row = (agency: string, rank: number, final: string): RankingRow => ({
  agency, assessment: agency, group: 'g', rank, tied: false, tie_open: false, tie_decision: null, class: null, class_open: null, final, applicable_maximum: '100.00', index_percent: final, self: null, round_1: null, round_2: null, areas: [] })
test('a ranking takes the rows that changed and stands in the order of rank', () => {
  const before: At<Ranking> = { seq: 1n, data: { cycle: '2023', group: 'g', title: 'G', groups: ['g'], stage: 'self', provisional: true, lacks: [],
    awaits: [{ scored_by: 'survey', entries: 1 }], classification: null, rewards: [],
    rule: { tie_break: [], tie_rule: 'shared', rank_after_tie: 'skip', rank_on: 'index', display_decimals: 2 }, rows: [row('a', 1, '90'), row('b', 2, '80'), row('c', 2, '80')] } }
  const after = evolve_ranking(before, { seq: '2', set: { b: row('b', 1, '95'), a: row('a', 2, '90'), c: row('c', 3, '80') } })
  expect(after.data.rows.map(r => r.agency)).toEqual(['b', 'a', 'c'])
  expect(after.data.awaits).toBe(before.data.awaits) // what did not change is not told again
  expect(evolve_ranking(after, { seq: '3', set: {}, awaits: [], provisional: false }).data).toMatchObject({ awaits: [], provisional: false })
  expect(evolve_ranking(after, { seq: '1', set: { a: row('a', 1, '99') } })).toBe(after)
})
test('the feed holds every event once, the newest first', () => {
  const ev = { id: '', source: '', specversion: '', type: '', time: '', data: {} }
  const lines = ['5', '6', '6', '5', '7'].map(seq => ({ seq, ev }))
  expect(lines.reduce(evolve_feed, { seq: 4n, data: [] }).data.map(l => l.seq)).toEqual(['7', '6', '5'])
})
