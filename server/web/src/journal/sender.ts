// Sends the journal to the server, one edit after another, and turns each answer into what becomes of the edit.

import type { BatchAnswer, Entry, EntryWriteAnswer } from '../api/contract'
import { call, Refused, Unreachable } from '../api/http'
import { uuid7 } from '../api/uuid7'
import { acknowledged, again, drop, next_to_send, put, set_state, type Edit } from './journal'
import { open_store, type JournalStore } from './store'

export type Acked = { edit: Edit; answer: EntryWriteAnswer | BatchAnswer; at: string; seq: string }

export class Journal {
  edits: Edit[] = []
  durable = true
  /** False while the server cannot be reached. */
  online = true
  /** When to try again, if not online. */
  retry_at: number | null = null
  /** The last edit the server confirmed. */
  last: Acked | null = null

  private owner: string | null = null
  private session_over = false
  private observers = new Set<() => void>()
  private listeners = new Set<(acked: Acked) => void>()
  private running = false
  private asked_again = false
  private attempt = 0
  private timer: ReturnType<typeof setTimeout> | undefined
  private writing: Promise<unknown> = Promise.resolve()

  constructor(private readonly store: JournalStore) { this.durable = store.durable }

  static async open(): Promise<Journal> {
    const journal = new Journal(await open_store())
    // What an earlier page left "sending" may or may not have arrived; the same key makes asking again harmless.
    journal.edits = await journal.store.all()
    return journal
  }

  subscribe = (observer: () => void) => {
    this.observers.add(observer)
    return () => { this.observers.delete(observer) }
  }
  snapshot = () => this.edits
  on_acked(listener: (acked: Acked) => void) {
    this.listeners.add(listener)
    return () => { this.listeners.delete(listener) }
  }

  /**
   * From now on `owner` edits here; edits of others stay where they are, unsent. His own are kept while his session is
   * over, and sent once he has signed in again.
   */
  sign_in(owner: string | null, session_over = false) {
    this.owner = owner
    this.session_over = session_over
    this.changed(this.edits)
    void this.flush()
  }
  mine = (assessment?: string) => this.edits.filter(e => e.owner === this.owner && (!assessment || e.assessment === assessment))

  /** An edit is safe from here on: it is kept, and sent as soon as can be. */
  add(edit: Omit<Extract<Edit, { kind: 'entry' }>, 'id' | 'owner' | 'made_at' | 'state'> | Omit<Extract<Edit, { kind: 'batch' }>, 'id' | 'owner' | 'made_at' | 'state'>) {
    if (!this.owner) return
    this.changed(put(this.edits, { ...edit, id: uuid7(), owner: this.owner, made_at: Date.now(), state: 'waiting' } as Edit))
    void this.flush()
  }
  discard(id: string) { this.changed(drop(this.edits, id)); void this.flush() }
  reapply(id: string, version_of: (code: string) => number | undefined) {
    this.changed(again(this.edits, id, uuid7(), version_of))
    void this.flush()
  }
  /** All that he has not sent, or has not decided about, from any tab of this browser. */
  async kept_of(owner: string): Promise<Edit[]> {
    await this.writing
    const all = this.durable ? await this.store.all() : this.edits
    return all.filter(e => e.owner === owner)
  }
  /** Takes out all that is his, sent or not. */
  async forget(owner: string) {
    const his = await this.kept_of(owner)
    this.edits = this.edits.filter(e => e.owner !== owner)
    await (this.writing = this.writing.then(() => this.store.replace([], his)).catch(() => { this.durable = false }))
    for (const observer of this.observers) observer()
  }
  retry_now = () => { this.attempt = 0; clearTimeout(this.timer); void this.flush() }

  async flush(): Promise<void> {
    this.asked_again = this.running
    if (this.running) return
    this.running = true
    try {
      // Two tabs share the journal; the one with the lock sends. Without locks both may: the key makes that harmless.
      const locks = globalThis.navigator?.locks
      if (locks) await locks.request('cchc-journal', () => this.send_all())
      else await this.send_all()
    } finally {
      this.running = false
    }
    // What came in between the last look and here would else wait for the next edit.
    if (this.asked_again) await this.flush()
  }

  private async send_all() {
    for (let edit = this.due(); edit; edit = this.due()) {
      this.changed(set_state(this.edits, edit.id, 'sending'))
      await this.writing
      const done = await this.send(edit)
      if (!done) return
    }
  }
  private due() { return this.owner === null || this.session_over ? null : next_to_send(this.edits, this.owner) }

  /** False: nobody answered; later. */
  private async send(edit: Edit): Promise<boolean> {
    try {
      const answer = edit.kind === 'entry'
        ? (await call<EntryWriteAnswer>(edit.method, `/assessments/${edit.assessment}/entries/${edit.code}/${edit.field}`,
            { key: edit.id, if_match: `e${edit.base}`, body: edit.method === 'DELETE' ? undefined : edit.body })).body
        : (await call<BatchAnswer>('POST', `/assessments/${edit.assessment}/batches`, { key: edit.id, body: { items: edit.items } })).body
      this.attempt = 0
      this.online = true
      this.retry_at = null
      this.last = { edit, answer, at: answer.recorded_at, seq: answer.seq }
      const versions = 'entry' in answer ? [{ code: answer.entry.code, version: answer.entry.version }] : answer.results
      for (const listener of this.listeners) listener(this.last)
      this.changed(acknowledged(this.edits, edit.id, versions))
      return true
    } catch (error) {
      if (error instanceof Refused) return this.refused(edit, error)
      if (!(error instanceof Unreachable)) throw error
      this.online = false
      const wait = error.retry_after_s !== null ? error.retry_after_s * 1000 : Math.min(30_000, 500 * 2 ** this.attempt++)
      this.retry_at = Date.now() + wait
      clearTimeout(this.timer)
      this.timer = setTimeout(() => void this.flush(), wait)
      this.changed(this.edits)
      return false
    }
  }

  private refused(edit: Edit, refusal: Refused): boolean {
    this.online = true
    this.retry_at = null
    const { problem } = refusal
    // Not a judgement on the edit: it waits until its author has signed in again.
    if (refusal.status === 401) { this.changed(set_state(this.edits, edit.id, 'waiting')); return false }
    if (refusal.kind === 'idempotency-in-progress') {
      this.timer = setTimeout(() => void this.flush(), 500)
      return false
    }
    const theirs = entry_of(problem.current)
    if (refusal.status === 412 && edit.kind === 'entry' && theirs) this.changed(set_state(this.edits, edit.id, 'conflict', { problem, theirs }))
    else this.changed(set_state(this.edits, edit.id, 'refused', { problem }))
    return true
  }

  private changed(edits: Edit[]) {
    const before = this.edits
    this.edits = edits === before ? [...edits] : edits
    this.writing = this.writing.then(() => this.store.replace(edits, before)).catch(() => { this.durable = false })
    for (const observer of this.observers) observer()
  }
}

/** A stale write is answered with the entry as it stands, bare or wrapped. */
function entry_of(current: unknown): Entry | undefined {
  const c = current as (Entry & { entry?: Entry }) | undefined
  return c?.entry ?? (c && typeof c === 'object' && 'version' in c && 'code' in c ? c : undefined)
}
