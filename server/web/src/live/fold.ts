// The page is a fold: state = changes.reduce(evolve, snapshot). What a role may see was settled on the server; nothing
// here filters, sorts or computes a point.

import type {
  CloudEvent, Cycle, Entries, EntrySet, Progress, ProgressRow, Ranking, RankingHead, RankingRow, Round, ReopenGrant, Bilingual, ServerFrame, Tiles,
} from '../api/contract'

/** A view and the position in the log up to which it is right. */
export interface At<T> { seq: bigint; data: T }
export type Change = Extract<ServerFrame, { t: 'event' | 'state' }>

/** What a topic's frames make of a view, in their order; before the first snapshot there is none. */
export function fold_frames<T>(view: At<T> | null, frames: ServerFrame[], evolve: (view: At<T>, change: Change) => At<T>): At<T> | null {
  return frames.reduce<At<T> | null>((v, frame) =>
    // Even a snapshot that is older than what is shown counts: the log may be another one since (a restored backup).
    frame.t === 'snapshot' ? { seq: BigInt(frame.seq), data: frame.data as T }
      : v && (frame.t === 'event' || frame.t === 'state') ? evolve(v, frame) : v, view)
}

/**
 * An answer of ours and a frame from the socket tell of the same event, in either order. Each entry goes by its own
 * version; sums go by the position, as those of a later event contain the earlier one.
 */
export function evolve_entries(view: At<Entries>, change: { seq: string; set: EntrySet }): At<Entries> {
  const seq = BigInt(change.seq)
  const { set } = change
  const latest = seq >= view.seq
  const news = new Map((set.entries ?? []).map(e => [e.code, e]))
  const sums = new Map(latest ? (set.subtotals ?? []).map(s => [s.code, s]) : [])
  const entries = view.data.entries.map(old => {
    const fresh = news.get(old.code)
    // Publication and rulings change what an entry shows without a new version of it: the later position wins a draw.
    return fresh && (fresh.version > old.version || (latest && fresh.version === old.version)) ? fresh : old
  })
  return {
    seq: latest ? seq : view.seq,
    data: {
      ...view.data,
      entries,
      subtotals: sums.size ? view.data.subtotals?.map(s => sums.get(s.code) ?? s) : view.data.subtotals,
      totals: latest && set.totals ? set.totals : view.data.totals,
      state: latest && set.state ? set.state : view.data.state,
      version: set.version !== undefined && set.version > view.data.version ? set.version : view.data.version,
    },
  }
}

type CycleLive = Pick<Cycle, 'rounds' | 'reopenings'>
export function evolve_cycle(view: At<CycleLive>, change: { seq: string; set: { rounds?: Round[]; reopenings?: ReopenGrant[] } }): At<CycleLive> {
  const seq = BigInt(change.seq)
  if (seq < view.seq) return view
  return { seq, data: { ...view.data, rounds: change.set.rounds ?? view.data.rounds, reopenings: change.set.reopenings ?? view.data.reopenings } }
}

/** State topics carry the latest row of each agency that changed. */
export function evolve_progress(view: At<Progress>, change: { seq: string; set: Record<string, ProgressRow>; tiles?: Tiles; rounds?: Progress['rounds']; del?: string[] }): At<Progress> {
  const seq = BigInt(change.seq)
  if (seq < view.seq) return view
  return { seq, data: { ...view.data, agencies: merged(view.data.agencies, change), tiles: change.tiles ?? view.data.tiles, rounds: change.rounds ?? view.data.rounds } }
}

export function evolve_ranking(view: At<Ranking>, change: { seq: string; set: Record<string, RankingRow>; del?: string[] } & Partial<RankingHead>): At<Ranking> {
  const seq = BigInt(change.seq)
  if (seq < view.seq) return view
  const rows = merged(view.data.rows, change)
  // The server ranks; within a tie its printed order is kept, so a row moves only when its rank does.
  const order = new Map(rows.map((row, i) => [row, i]))
  rows.sort((a, b) => a.rank - b.rank || order.get(a)! - order.get(b)!)
  const { provisional, awaits, rewards } = view.data
  const head = { provisional: change.provisional ?? provisional, awaits: change.awaits ?? awaits, rewards: change.rewards ?? rewards }
  return { seq, data: { ...view.data, ...head, rows } }
}

function merged<R extends { agency: string }>(rows: R[], change: { set: Record<string, R>; del?: string[] }): R[] {
  const gone = new Set(change.del ?? [])
  const known = new Set(rows.map(r => r.agency))
  const kept = rows.filter(r => !gone.has(r.agency)).map(r => change.set[r.agency] ?? r)
  return [...kept, ...Object.entries(change.set).filter(([agency]) => !known.has(agency)).map(([, row]) => row)]
}

export interface FeedLine { seq: string; ev: CloudEvent; headline?: Bilingual & { agency?: string; code?: string } }
export const FEED_KEEPS = 300
/** Newest first, gap-free, each event once. */
export function evolve_feed(view: At<FeedLine[]>, line: FeedLine): At<FeedLine[]> {
  const seq = BigInt(line.seq)
  if (seq <= view.seq) return view
  return { seq, data: [line, ...view.data].slice(0, FEED_KEEPS) }
}
