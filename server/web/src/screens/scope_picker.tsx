import { ChevronDown, ChevronRight, X } from 'lucide-react'
import { useState } from 'react'
import { choose, covers, rows_in_sight, type Named } from '../api/scope'
import type { Code } from '../api/contract'
import { useWords } from '../i18n/words'

/** Areas and criteria as the regulation has them, by code and name; none chosen: all of them. */
export function CriteriaPicker({ criteria, chosen, on_change }: { criteria: Named[]; chosen: Code[]; on_change: (chosen: Code[]) => void }) {
  const t = useWords()
  const [text, set_text] = useState('')
  const [open, set_open] = useState<ReadonlySet<Code>>(new Set())
  const rows = rows_in_sight(criteria, open, text)
  const names = new Map(criteria.map(c => [c.code, c.title]))
  const turn = (code: Code) => set_open(old => { const next = new Set(old); if (!next.delete(code)) next.add(code); return next })
  return (
    <fieldset className="field scope">
      <legend>{t.system.criteria}</legend>
      <p className="chips">
        {chosen.length === 0 ? <span className="small">{t.system.criteria_all}</span> : chosen.map(code => (
          <button key={code} type="button" className="chip info" title={names.get(code)} onClick={() => on_change(choose(chosen, code, false))}>{code} <X size={13} aria-hidden /><span className="sr"> {t.system.unchoose}</span></button>
        ))}
      </p>
      <input type="search" aria-label={t.system.criteria_find} placeholder={t.system.criteria_find} value={text} onChange={e => set_text(e.target.value)} />
      <ul className="scope-rows">
        {rows.map(c => {
          const within = covers(chosen.filter(x => x !== c.code), c.code)
          return (
            <li key={c.code} style={{ paddingInlineStart: `${c.depth * 1.1}rem` }}>
              {c.leaf || text ? <span className="no-fold" /> : (
                <button type="button" className="icon" aria-expanded={open.has(c.code)} aria-label={`${t.system.below} ${c.code}`} onClick={() => turn(c.code)}>{open.has(c.code) ? <ChevronDown size={15} aria-hidden /> : <ChevronRight size={15} aria-hidden />}</button>
              )}
              <label className="check"><input type="checkbox" checked={within || chosen.includes(c.code)} disabled={within} onChange={e => on_change(choose(chosen, c.code, e.target.checked))} /> <span><span className="code">{c.code}</span> {c.title}</span></label>
            </li>
          )
        })}
        {rows.length === 0 && <li className="small">{t.system.criteria_none}</li>}
      </ul>
    </fieldset>
  )
}

export function RoundsPicker({ rounds, chosen, on_change }: { rounds: { round: string; title: string }[]; chosen: string[]; on_change: (chosen: string[]) => void }) {
  const t = useWords()
  return (
    <fieldset className="field scope">
      <legend>{t.system.rounds}</legend>
      {chosen.length === 0 && <p className="small">{t.system.rounds_all}</p>}
      {rounds.map(r => <label key={r.round} className="check"><input type="checkbox" checked={chosen.includes(r.round)} onChange={e => on_change(e.target.checked ? [...chosen, r.round] : chosen.filter(x => x !== r.round))} /> {r.title}</label>)}
    </fieldset>
  )
}
