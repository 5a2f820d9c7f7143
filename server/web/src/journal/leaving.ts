// What this browser keeps of a person, and what becomes of it when he signs out: nobody who sits down after him finds
// anything, and nothing that only this machine has is lost without a word.

import type { Journal } from './sender'
import { drop_uploads_of, uploads_of } from './kept_uploads'

/** Work that the server does not have: edits in the journal, files on their way, fields with something half typed. */
export interface Unsent { edits: number; uploads: number; typed: number }

const draft_prefix = (owner: string) => `cchc.draft/${owner}/`
/** A choice of this machine, not of a person. */
const STAYS = 'cchc.language'

export async function unsent_of(owner: string, journal: Journal): Promise<Unsent> {
  return {
    edits: (await journal.kept_of(owner)).length,
    uploads: (await uploads_of(owner)).length,
    typed: keys().filter(key => key.startsWith(draft_prefix(owner))).length,
  }
}
export const is_any = (unsent: Unsent) => unsent.edits + unsent.uploads + unsent.typed > 0

/**
 * Forgets a person; with `unsent` what he has not sent as well. Unsent work of others stays where it is: it is shown to
 * its author alone.
 */
export async function forget(owner: string, journal: Journal, { unsent }: { unsent: boolean }) {
  const drafts_of_others = (key: string) => key.startsWith('cchc.draft/') && !key.startsWith(draft_prefix(owner))
  for (const key of keys()) {
    if (key === STAYS || drafts_of_others(key) || (!unsent && key.startsWith(draft_prefix(owner)))) continue
    try { localStorage.removeItem(key) } catch { /* was never kept */ }
  }
  if (!unsent) return
  await journal.forget(owner)
  await drop_uploads_of(owner)
}

function keys(): string[] {
  try {
    return Object.keys(localStorage).filter(key => key.startsWith('cchc.'))
  } catch {
    return []
  }
}

const tabs = () => (typeof BroadcastChannel === 'undefined' ? null : new BroadcastChannel('cchc-left'))
/** Tells the other tabs of this browser that who was here has left. */
export function tell_left() {
  const channel = tabs()
  channel?.postMessage('left')
  channel?.close()
}
export function on_left(listener: () => void): () => void {
  const channel = tabs()
  if (channel) channel.onmessage = listener
  return () => channel?.close()
}
