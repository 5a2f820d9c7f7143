import { FileUp } from 'lucide-react'
import { useState } from 'react'
import { call } from '../api/http'
import type { Import, Remark } from '../api/regulations'
import type { RegulationText } from '../draft/document'
import { take_sets } from '../draft/tree'
import { said, useWords } from '../i18n/words'
import { Dialog } from '../shell/dialog'
import { ProblemNote } from '../shell/problem'
import { show_typed } from './tree'

const XLSX = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'

/** A printed table from Excel: what was understood, every doubtful line by its cell, and only then into the editor. */
export function ImportDialog({ id, text, on_take, on_close }: { id: string; text: RegulationText; on_take: (text: RegulationText) => void; on_close: () => void }) {
  const t = useWords()
  const [name, set_name] = useState('')
  const [read, set_read] = useState<Import | null>(null)
  const [problem, set_problem] = useState<Error | null>(null)
  const [busy, set_busy] = useState(false)
  const take = async (file: File | undefined) => {
    if (!file) return
    set_name(file.name)
    set_read(null)
    set_problem(null)
    set_busy(true)
    try {
      set_read((await call<Import>('POST', `/regulations/${id}/imports`, { file: new Blob([file], { type: XLSX }) })).body)
    } catch (error) {
      set_problem(error as Error)
    } finally {
      set_busy(false)
    }
  }
  const errors = read?.findings.filter(f => f.severity === 'error').length ?? 0
  return (
    <Dialog title={t.setup.import_title} on_close={on_close} wide>
      <p className="small">{t.setup.import_lead}</p>
      <p className="row-of chosen-file"><label className="button camera"><FileUp size={16} aria-hidden /> {t.setup.choose_file}<input data-first type="file" className="sr" accept=".xlsx" onChange={e => { void take(e.target.files?.[0]); e.target.value = '' }} /></label> <span className="small" role="status">{busy ? t.app.loading : name || t.setup.no_file}</span></p>
      <ProblemNote problem={problem} />
      {read && <>
        <div className="scroll-x" tabIndex={0} role="region" aria-label={t.setup.import_title}><table className="plain"><thead><tr><th scope="col">{t.setup.set}</th><th scope="col" className="num">{t.setup.areas}</th><th scope="col" className="num">{t.setup.leaves}</th><th scope="col" className="num">{t.setup.maximum_long}</th><th scope="col" className="num">Σ</th></tr></thead>
          <tbody>{read.criteria_sets.map(s => <tr key={s.id}><th scope="row">{s.title}{s.sheet && <span className="small"> ({s.sheet})</span>}</th><td className="num">{s.areas}</td><td className="num">{s.leaves}</td><td className="num">{show_typed(s.maximum)}</td><td className={`num ${s.sum === s.maximum ? 'ok-text' : 'bad-text'}`}>{show_typed(s.sum)}</td></tr>)}</tbody></table></div>
        <Remarks title={t.setup.doubts(read.doubts.length)} remarks={read.doubts} />
        {read.edits.length > 0 && <Remarks title={t.setup.cell_edits(read.edits.length)} remarks={read.edits} />}
        {read.well_formed && <p className="small">{t.setup.findings}: {t.setup.found(errors, read.findings.length - errors)}</p>}
        <div className="actions">
          <button type="button" onClick={on_close}>{t.app.cancel}</button>
          {read.well_formed && <button type="button" onClick={() => { on_take({ ...read.document, id }); on_close() }}>{t.setup.take_all}</button>}
          <button type="button" className="primary" disabled={read.document.criteria_sets.length === 0} onClick={() => { on_take(take_sets(text, read.document.criteria_sets)); on_close() }}>{t.setup.take_sets}</button>
        </div>
      </>}
    </Dialog>
  )
}

function Remarks({ title, remarks }: { title: string; remarks: Remark[] }) {
  const t = useWords()
  const rank = { error: 0, warning: 1, info: 2 }
  const chip = { error: 'bad', warning: 'warn', info: 'info' }
  return (
    <>
      <h3>{title}</h3>
      {remarks.length > 0 && (
        <ul className="findings short" tabIndex={0} aria-label={title}>{[...remarks].sort((a, b) => rank[a.severity] - rank[b.severity]).map((r, i) => (
          <li key={i} className={`finding ${r.severity}`}><span className={`chip ${chip[r.severity]}`}>{t.setup.remark[r.severity]}</span>
            <p><strong className="num">{[r.sheet, r.cell ?? (r.row && t.setup.row_n(r.row)), r.criterion].filter(Boolean).join(' · ')}</strong> {said(r.message)} <code className="rule-id">{r.code}</code></p></li>
        ))}</ul>
      )}
    </>
  )
}
