// Every file that is being sent from this page, beside the screens: one may look at another criterion, or come back after
// a reload, and the file goes on from where the server stands.

import { attach_evidence, type EvidenceFacts } from '../api/evidence'
import type { EntryWriteAnswer } from '../api/contract'
import { Refused } from '../api/http'
import { give_up, sha256_of, upload, type UploadStep } from '../api/upload'
import { uuid7 } from '../api/uuid7'
import { drop_upload, keep_upload, kept_uploads, type KeptUpload } from './kept_uploads'

export type JobStep =
  | UploadStep | { step: 'attaching' } | { step: 'attached'; link: string | null }
  | { step: 'rejected'; why: string | null; at: 'upload' | 'attach' }
export interface Job { id: string; assessment: string; code: string; name: string; size: number; sha256: string | null; reused: boolean; resumed: boolean; step: JobStep }
export interface Place { owner: string; assessment: string; code: string }

export class UploadDesk {
  private held: Job[] = []
  private readonly stops = new Map<string, AbortController>()
  private readonly kept = new Map<string, KeptUpload>()
  private readonly observers = new Set<() => void>()
  private readonly attached = new Set<(place: { assessment: string; code: string }, answer: EntryWriteAnswer) => void>()

  jobs = () => this.held
  observe = (observer: () => void) => {
    this.observers.add(observer)
    return () => { this.observers.delete(observer) }
  }
  on_attached(listener: (place: { assessment: string; code: string }, answer: EntryWriteAnswer) => void) {
    this.attached.add(listener)
    return () => { this.attached.delete(listener) }
  }

  /** Sends a file and attaches it; `known` tells whether these bytes are there already, which saves the way. */
  start(place: Place, file: File, facts: EvidenceFacts, known: (sha256: string) => boolean) {
    void this.run({ id: uuid7(), ...place, name: file.name.normalize('NFC'), file, facts, sha256: null }, known, false)
  }

  /** Goes on with what an earlier visit left; in one tab only, where the browser can tell. */
  async resume(owner: string, assessment: string) {
    for (const one of await kept_uploads(owner, assessment)) {
      if (this.held.some(job => job.id === one.id)) continue
      void this.run(one, () => false, true)
    }
  }

  /** Once more, after the line was silent for too long. */
  retry(id: string) {
    const one = this.kept.get(id)
    if (!one) return
    this.set(this.held.filter(job => job.id !== id))
    void this.run(one, () => false, true)
  }

  cancel(id: string) {
    const one = this.kept.get(id)
    this.stops.get(id)?.abort()
    if (one?.url && this.held.find(job => job.id === id)?.step.step !== 'attached') give_up(one.url)
    this.set(this.held.filter(job => job.id !== id))
    this.forget(id)
  }

  private async run(one: KeptUpload, known: (sha256: string) => boolean, resumed: boolean) {
    const work = () => this.work(one, known, resumed)
    const locks = globalThis.navigator?.locks
    if (locks) await locks.request(`cchc-upload/${one.id}`, { ifAvailable: true }, async lock => { if (lock) await work() })
    else await work()
  }

  private async work(one: KeptUpload, known: (sha256: string) => boolean, resumed: boolean) {
    const stop = new AbortController()
    this.stops.set(one.id, stop)
    this.kept.set(one.id, one)
    this.set([...this.held, { id: one.id, assessment: one.assessment, code: one.code, name: one.name, size: one.file.size, sha256: one.sha256, reused: false, resumed, step: { step: 'checking' } }])
    let at: 'upload' | 'attach' = 'upload'
    try {
      if (one.file.size === 0) return this.turn(one.id, { step: 'rejected', why: null, at })
      one.sha256 ??= await sha256_of(one.file)
      const reused = one.sha256 !== null && known(one.sha256)
      this.change(one.id, { sha256: one.sha256, reused })
      await keep_upload(one)
      const named = Object.assign(one.file.slice(0, one.file.size, one.file.type), { name: one.name })
      const sha256 = reused ? one.sha256! : await upload(named, one.sha256, step => this.turn(one.id, step), stop.signal, {
        url: one.url, begun: url => { one.url = url; void keep_upload(one) },
      })
      this.change(one.id, { sha256 })
      at = 'attach'
      this.turn(one.id, { step: 'attaching' })
      const answer = await attach_evidence(one.assessment, one.code, sha256, one.facts, one.id)
      const link = answer.entry.evidence.filter(e => e.sha256 === sha256).at(-1)?.link ?? null
      this.turn(one.id, { step: 'attached', link })
      for (const listener of this.attached) listener(one, answer)
      this.forget(one.id)
    } catch (error) {
      if (stop.signal.aborted) return
      this.turn(one.id, { step: 'rejected', why: error instanceof Refused ? error.problem.detail ?? error.problem.title : null, at })
      // What the server refused will be refused again; what it never heard is tried again at the next visit.
      if (error instanceof Refused) this.forget(one.id)
    }
  }

  private forget(id: string) {
    this.kept.delete(id)
    this.stops.delete(id)
    void drop_upload(id)
  }
  private turn(id: string, step: JobStep) { this.change(id, { step }) }
  private change(id: string, change: Partial<Job>) { this.set(this.held.map(job => (job.id === id ? { ...job, ...change } : job))) }
  private set(jobs: Job[]) {
    this.held = jobs
    for (const observer of this.observers) observer()
  }
}

export const upload_desk = new UploadDesk()
