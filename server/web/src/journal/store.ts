// Where the journal outlives the page: IndexedDB. Without it (a browser in private mode, a full disk) edits live in
// memory, and `durable` says so, for the page must not promise more than it can keep.

import { openDB, type IDBPDatabase } from 'idb'
import type { Edit } from './journal'

export interface JournalStore {
  readonly durable: boolean
  all(): Promise<Edit[]>
  /** Makes what is kept equal to `edits`. */
  replace(edits: Edit[], before: Edit[]): Promise<void>
}

export async function open_store(): Promise<JournalStore> {
  try {
    const db = await openDB('cchc-journal', 1, { upgrade(fresh) { fresh.createObjectStore('edits', { keyPath: 'id' }) } })
    return kept_in(db)
  } catch {
    return { durable: false, all: async () => [], replace: async () => {} }
  }
}

function kept_in(db: IDBPDatabase): JournalStore {
  return {
    durable: true,
    async all() {
      const edits = (await db.getAll('edits')) as Edit[]
      return edits.sort((a, b) => a.made_at - b.made_at)
    },
    async replace(edits, before) {
      const work = db.transaction('edits', 'readwrite', { durability: 'strict' })
      const kept = new Set(edits)
      const ids = new Set(edits.map(e => e.id))
      for (const e of before) if (!ids.has(e.id)) void work.store.delete(e.id)
      const known = new Set(before)
      for (const e of kept) if (!known.has(e)) void work.store.put(e)
      await work.done
    },
  }
}
