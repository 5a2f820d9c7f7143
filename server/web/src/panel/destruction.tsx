import { FileLock2, TriangleAlert } from 'lucide-react'
import { useState } from 'react'
import type { Evidence } from '../api/contract'
import type { DestroyedFile } from '../api/contract_evidence'
import { useDestroy } from '../api/evidence'
import { comma, useWords } from '../i18n/words'
import { ActForm } from '../setup/act_form'
import { Dialog } from '../shell/dialog'
import { show_instant, show_size } from '../time/format'

/** In place of a file whose content was destroyed: what is left of it, and by which decision. */
export function Destroyed({ file, destruction }: { file: DestroyedFile; destruction?: Evidence['destruction'] }) {
  const t = useWords()
  const at = destruction?.at ?? file.destroyed_at
  const facts: [string, string | undefined][] = [
    [t.destruction.number, destruction?.document_number], [t.destruction.reason, destruction?.reason ?? file.reason], [t.destruction.at, at && show_instant(at)],
    [t.destruction.size, show_size(file.size, comma())], [t.destruction.hash, file.sha256],
  ]
  return (
    <div className="destroyed-file">
      <p><FileLock2 size={28} aria-hidden /> <strong>{t.destruction.gone}</strong></p>
      <p>{t.destruction.gone_lead}</p>
      <dl className="num">{facts.map(([name, value]) => value && <div key={name}><dt>{name}</dt><dd>{value}</dd></div>)}</dl>
    </div>
  )
}

/** How much of the hash has to be typed: enough that nobody destroys another file than the one before him. */
const TYPED = 8
/** What is still lacking before a file may be destroyed. */
export function destruction_fault(sha256: string, said: { document_number: string; reason: string; typed: string }): 'needed' | 'wrong' | null {
  if (!said.document_number.trim() || !said.reason.trim()) return 'needed'
  return said.typed.trim().toLowerCase() === sha256.slice(0, TYPED) ? null : 'wrong'
}

/** Says what goes and what stays before anything is done, and takes no click for an answer. */
export function DestroyDialog({ sha256, size, name, used, on_close, on_done }: { sha256: string; size: number; name: string; used: string; on_close: () => void; on_done: () => void }) {
  const t = useWords()
  const destroy = useDestroy(sha256)
  const [document_number, set_document_number] = useState('')
  const [reason, set_reason] = useState('')
  const [typed, set_typed] = useState('')
  const send = () => {
    const fault = destruction_fault(sha256, { document_number, reason, typed })
    return fault ? t.destruction[fault] : destroy(reason.trim().normalize('NFC'), document_number.trim().normalize('NFC')).then(on_done)
  }
  return (
    <Dialog title={t.destruction.title} on_close={on_close}>
      <ActForm submit={t.destruction.submit} on_close={on_close} send={send}>
        <p><strong className="break">{name}</strong></p>
        <div className="note bad slim"><TriangleAlert size={18} aria-hidden /><div><p>{t.destruction.warning}</p>{used && <p>{t.destruction.used(used)}</p>}</div></div>
        <p>{t.destruction.stays}</p>
        <ul className="stays small">
          <li className="break">{t.destruction.stays_bytes(sha256, show_size(size, comma()))}</li><li>{t.destruction.stays_fact}</li><li>{t.destruction.stays_decision}</li><li>{t.destruction.stays_points}</li>
        </ul>
        <label className="field"><span>{t.destruction.document_number}</span><input autoComplete="off" maxLength={100} value={document_number} onChange={e => set_document_number(e.target.value)} /></label>
        <label className="field"><span>{t.destruction.reason_label}</span><textarea rows={2} maxLength={2000} value={reason} onChange={e => set_reason(e.target.value)} /><span className="small">{t.destruction.reason_hint}</span></label>
        <label className="field"><span>{t.destruction.type(sha256.slice(0, TYPED))}</span><input className="mono" autoComplete="off" autoCapitalize="none" spellCheck={false} maxLength={TYPED} value={typed} onChange={e => set_typed(e.target.value)} /></label>
      </ActForm>
    </Dialog>
  )
}
