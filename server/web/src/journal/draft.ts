// What is being typed and not yet committed. Written at every keystroke, synchronously, so that a closed lid, a crash or
// a step back in the browser costs nothing.

const key = (owner: string, assessment: string, code: string, field: string) => `cchc.draft/${owner}/${assessment}/${code}/${field}`

export function keep_draft(owner: string, assessment: string, code: string, field: string, text: string | null) {
  try {
    if (text === null) localStorage.removeItem(key(owner, assessment, code, field))
    else localStorage.setItem(key(owner, assessment, code, field), text)
  } catch { /* full or forbidden: the journal still takes what is committed */ }
}
export function draft(owner: string, assessment: string, code: string, field: string): string | null {
  try {
    return localStorage.getItem(key(owner, assessment, code, field))
  } catch {
    return null
  }
}
