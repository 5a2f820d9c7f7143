// Files on their way, kept on this machine until they are attached: a reload, a crash or a night costs the part under way,
// not the file. Without IndexedDB they live as long as the page.

import { openDB } from 'idb'
import type { EvidenceFacts } from '../api/evidence'

export interface KeptUpload {
  /** Also the Idempotency-Key of the attachment: asked twice, it is attached once. */
  id: string; owner: string; assessment: string; code: string; name: string; file: Blob; facts: EvidenceFacts
  sha256: string | null
  /** Where it stands on the server, once begun. */
  url?: string
}

const kept = () => openDB('cchc-uploads', 1, { upgrade(fresh) { fresh.createObjectStore('uploads', { keyPath: 'id' }) } })

export async function keep_upload(one: KeptUpload) {
  try { await (await kept()).put('uploads', one) } catch { /* full or forbidden: it goes on as long as the page is open */ }
}
export async function drop_upload(id: string) {
  try { await (await kept()).delete('uploads', id) } catch { /* never kept */ }
}
/** A person's files on their way, in the order they were begun. */
export async function uploads_of(owner: string): Promise<KeptUpload[]> {
  try {
    const all = (await (await kept()).getAll('uploads')) as KeptUpload[]
    return all.filter(one => one.owner === owner).sort((a, b) => (a.id < b.id ? -1 : 1))
  } catch {
    return []
  }
}
export const kept_uploads = async (owner: string, assessment: string) => (await uploads_of(owner)).filter(one => one.assessment === assessment)
export async function drop_uploads_of(owner: string) {
  for (const one of await uploads_of(owner)) await drop_upload(one.id)
}
