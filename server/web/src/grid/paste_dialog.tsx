import { useMemo, useState } from 'react'
import { comma, useWords, type Words } from '../i18n/words'
import { show } from '../score/points'
import { Dialog } from '../shell/dialog'
import { plan_paste, type PasteInto, type PasteLine } from './paste'
import { refusal_text } from './score_input'

/** What a block from a spreadsheet would do, shown before it does it: old → new, refusals reasoned. */
export function PasteDialog({ text: first, from, into, on_apply, on_close }: {
  text: string; from: string; into: PasteInto; on_apply: (lines: PasteLine[]) => void; on_close: () => void
}) {
  const t = useWords()
  const [text, set_text] = useState(first)
  const lines = useMemo(() => (text.trim() === '' ? [] : plan_paste(text, into)), [text, into])
  const count = (acts: string[]) => lines.filter(l => acts.includes(l.outcome.act)).length
  const changing = count(['change', 'clear'])
  return (
    <Dialog title={t.paste.title} on_close={on_close} wide>
      <p className="small">{t.paste.how} {from && t.paste.from(from)}</p>
      {first === '' && (
        <label className="field"><span>{t.paste.area}</span><textarea rows={4} value={text} onChange={e => set_text(e.target.value)} autoFocus /></label>
      )}
      {lines.length > 0 && <>
        <p role="status"><strong>{t.paste.summary(changing, count(['refused']), count(['same']))}</strong></p>
        <div className="paste-preview" tabIndex={0} role="region" aria-label={t.paste.preview}>
          <table className="plain">
            <thead><tr><th scope="col">{t.grid.code}</th><th scope="col" className="num">{t.paste.old}</th><th scope="col" className="num">{t.paste.new}</th><th scope="col">{t.paste.result}</th></tr></thead>
            <tbody>
              {lines.map((l, i) => (
                <tr key={i} className={l.outcome.act}>
                  <th scope="row">{l.code}</th>
                  <td className="num">{show(l.old, comma())}</td>
                  <td className="num">{l.outcome.act === 'change' ? show(l.outcome.points, comma()) : l.typed}</td>
                  <td>{result_text(t, l, into)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
        <p className="small">{t.paste.as_one}</p>
      </>}
      <div className="actions">
        <button type="button" onClick={on_close}>{t.app.cancel}</button>
        <button type="button" className="primary" disabled={changing === 0} data-first={first !== '' ? true : undefined} onClick={() => on_apply(lines)}>{t.paste.apply(changing)}</button>
      </div>
    </Dialog>
  )
}

function result_text(t: Words, line: PasteLine, into: PasteInto): string {
  const { outcome } = line
  if (outcome.act === 'change') return t.paste.will_change
  if (outcome.act === 'clear') return t.paste.will_clear
  if (outcome.act === 'same') return t.paste.same
  if (outcome.why === 'unknown' || outcome.why === 'read_only' || outcome.why === 'beyond' || outcome.why === 'figures') return t.paste[outcome.why]
  const criterion = into.by_code.get(line.code)
  return criterion ? refusal_text(t, outcome.why, criterion) : t.paste.unknown
}
