// What the server did not take, and what someone else changed meanwhile: nothing is dropped without its author saying so.

import { CircleX, TriangleAlert } from 'lucide-react'
import type { Code, Entry } from '../api/contract'
import { useNames } from '../api/session'
import { comma, useWords, type Words } from '../i18n/words'
import { last_touch } from '../api/assessment'
import { value_text } from '../panel/history'
import { show } from '../score/points'
import { show_clock } from '../time/format'
import type { Edit, EntryEdit } from './journal'
import type { Journal } from './sender'

export function edit_text(edit: EntryEdit, t: Words): string {
  if (edit.method === 'DELETE') return t.drafts.cleared
  const body = edit.body as { value?: string; text?: string }
  if (body.value !== undefined) return show(body.value, comma())
  if (body.text !== undefined) return body.text
  return value_text(edit.body, t)
}
const theirs_text = (edit: EntryEdit, entry: Entry, t: Words): string => {
  if (edit.field === 'explanation' || edit.field === 'supplement') return entry[edit.field]?.text || t.history.nothing
  return show(entry.self?.score ?? null, comma())
}

/** Three ways: mine, theirs, and what stood there when I began. Focus is on keeping theirs. */
export function ConflictCard({ edit, journal, version_of, on_theirs }: {
  edit: EntryEdit; journal: Journal; version_of: (code: Code) => number | undefined; on_theirs: (entry: Entry) => void
}) {
  const t = useWords()
  const name_of = useNames()
  const theirs = edit.theirs
  if (!theirs) return null
  const touch = last_touch(theirs)
  return (
    <div className="conflict card" role="alertdialog" aria-label={t.conflict.title}>
      <h3><TriangleAlert size={17} aria-hidden /> {edit.code} · {t.conflict.title}</h3>
      <dl>
        <dt>{t.conflict.mine}</dt><dd className="num">{edit_text(edit, t)}</dd>
        <dt>{t.conflict.theirs(name_of(touch?.by))}</dt><dd className="num">{theirs_text(edit, theirs, t)} {touch?.at && <span className="small">({show_clock(touch.at)})</span>}</dd>
        <dt>{t.conflict.was}</dt><dd className="num">{edit.was || t.history.nothing}</dd>
      </dl>
      <div className="actions">
        <button type="button" onClick={() => journal.reapply(edit.id, code => Math.max(version_of(code) ?? 0, theirs.version))}>{t.conflict.keep_mine}</button>
        <button type="button" className="primary" autoFocus onClick={() => { on_theirs(theirs); journal.discard(edit.id) }}>{t.conflict.keep_theirs}</button>
      </div>
    </div>
  )
}

export function DraftsTray({ edits, journal, version_of, editable }: {
  edits: Edit[]; journal: Journal; version_of: (code: Code) => number | undefined; editable: boolean
}) {
  const t = useWords()
  if (edits.length === 0) return null
  return (
    <details className="drafts note bad" open>
      <summary><CircleX size={17} aria-hidden /> <strong>{t.drafts.count(edits.length)}</strong></summary>
      <p className="small">{t.drafts.why}</p>
      <ul>
        {edits.map(e => (
          <li key={e.id}>
            <div>
              <strong>{e.kind === 'entry' ? `${e.code} · ${t.drafts.field[e.field]}` : t.drafts.batch(e.items.length)}</strong>
              {e.kind === 'entry' && <span className="draft-text num">{edit_text(e, t)}</span>}
              <span className="field-error">{e.problem?.detail ?? e.problem?.title}{e.problem?.errors?.map(x => ` ${x.message}`).join('')}</span>
            </div>
            <button type="button" onClick={() => journal.reapply(e.id, version_of)} disabled={!editable}>{t.drafts.reapply}</button>
            <button type="button" onClick={() => journal.discard(e.id)}>{t.drafts.discard}</button>
          </li>
        ))}
      </ul>
    </details>
  )
}
