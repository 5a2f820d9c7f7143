import { ArrowLeft, CircleCheck, Redo2, Save, Settings2, Trash2, TriangleAlert, Undo2 } from 'lucide-react'
import { useMemo, useState, type KeyboardEvent } from 'react'
import { Link as Anchor, useSearchParams } from 'wouter'
import { API } from '../api/base'
import { instead_of, Refused } from '../api/http'
import { current_text, in_progress, texts_of, useActs, useFindings, useRegulation, useText, type RegulationFile, type TextRef } from '../api/regulations'
import { owner_of, useSession } from '../api/session'
import { difference, in_short } from '../draft/difference'
import { sum_of_set } from '../draft/sums'
import { useWork, type Work } from '../draft/work'
import { useWords } from '../i18n/words'
import { CalendarPart } from '../setup/calendar_part'
import { CommentBox, Comments } from '../setup/comments'
import { ConsultationPart, may_comment } from '../setup/consultation_part'
import { DifferencePart } from '../setup/difference_part'
import { FindingsPart, type Jump } from '../setup/findings_part'
import { GeneralDialog } from '../setup/general_dialog'
import { ImportDialog } from '../setup/import_dialog'
import { IssuePart } from '../setup/issue_part'
import { SaveDialog } from '../setup/save_dialog'
import { SumMark } from '../setup/tree'
import { TreePart } from '../setup/tree_part'
import { Dialog } from '../shell/dialog'
import { ProblemNote, Skeleton } from '../shell/problem'
import { TimeLeft } from '../time/countdown'
import { show_instant } from '../time/format'
import { useNow } from '../time/use_now'

const PARTS = ['cay', 'loi', 'gop-y', 'lich', 'ban-hanh'] as const
type Part = (typeof PARTS)[number]

/** S8: a regulation from the first draft to the cycle that runs under it. */
export function SetupScreen({ id }: { id: string }) {
  const t = useWords()
  const session = useSession()
  const file = useRegulation(id)
  const ref = current_text(file.data)
  const standing = useText(id, ref)
  const work = useWork(owner_of(session), id, standing.data, ref)
  const unknown = file.error instanceof Refused && file.error.status === 404
  const problem = unknown ? null : instead_of(file) ?? instead_of(standing)
  if (problem) return <div className="page"><ProblemNote problem={problem} on_retry={() => { void file.refetch(); void standing.refetch() }} /></div>
  if (unknown && !work.text) return <div className="page narrow"><h1>{t.setup.title}</h1><ProblemNote problem={file.error} /><p><Anchor href="/thiet-lap" className="button">{t.setup.all_regulations}</Anchor></p></div>
  if (!work.text || (!unknown && !file.data)) return <div className="page"><h1>{t.setup.title}</h1><Skeleton rows={12} /></div>
  const nothing: RegulationFile = { regulation: id, seq: '0', versions: [], drafts: [], overlays: [] }
  return <Loaded id={id} file={file.data ?? nothing} text_ref={ref} work={work} />
}

function Loaded({ id, file, text_ref, work }: { id: string; file: RegulationFile; text_ref: TextRef | undefined; work: Work }) {
  const t = useWords()
  const { role } = useSession()
  const text = work.text!
  const draft = in_progress(file)
  const known = file.drafts.length + file.versions.length > 0
  const acts = useActs(id, known ? file : undefined)
  const [query, set_query] = useSearchParams()
  const [saving, set_saving] = useState(false)
  const [comparing, set_comparing] = useState(false)
  const [general, set_general] = useState(false)
  const [importing, set_importing] = useState(false)
  const now = useNow(60_000)

  const admin = role?.role === 'cycle_admin'
  const out = draft?.state === 'in_consultation'
  const editable = admin && !out
  const reads_findings = admin || role?.role === 'auditor'
  const found = useFindings(id, text_ref, reads_findings)
  const findings = found.data?.findings ?? []
  const comments = draft?.consultation?.comments ?? []

  // What it is compared with: the last version where a draft is on its way, else the text before this one.
  const others = texts_of(file).filter(r => r.sha256 !== text_ref?.sha256)
  const against_key = query.get('so_voi')
  const with_draft = work.changed && text_ref ? [text_ref, ...others] : others
  const against = with_draft.find(r => `${r.kind}-${r.number}` === against_key) ?? with_draft.find(r => r.kind === 'version') ?? with_draft[0]
  const before = useText(id, against)
  const change = useMemo(() => (before.data ? difference(before.data, text) : null), [before.data, text])

  const standing = useText(id, text_ref).data
  const unsaved = useMemo(() => (saving && standing ? difference(standing, text) : null), [saving, standing, text])

  const set = text.criteria_sets.find(s => s.id === query.get('bo')) ?? text.criteria_sets[0]
  const parts = PARTS.filter(p => (p !== 'loi' || reads_findings) && (known || p === 'cay' || p === 'lich'))
  const part: Part = parts.find(p => p === query.get('phan')) ?? 'cay'
  const go = (to: Record<string, string | null>) => set_query(old => {
    const next = new URLSearchParams(old)
    for (const [k, v] of Object.entries(to)) if (v === null) next.delete(k); else next.set(k, v)
    return next
  }, { replace: true })
  const jump: Jump = (which, code) => { set_comparing(false); go({ phan: 'cay', tieu_chi: code, ...(which ? { bo: which } : {}) }) }
  const on_key = (event: KeyboardEvent) => {
    if (!editable || !(event.ctrlKey || event.metaKey) || (event.target as HTMLElement).matches('input, textarea, select')) return
    const act = event.key === 'z' && !event.shiftKey ? work.undo : event.key === 'y' || (event.key === 'Z' && event.shiftKey) ? work.redo : event.key === 's' && work.changed && !work.overtaken ? () => set_saving(true) : null
    if (!act) return
    event.preventDefault()
    act()
  }
  const whole = set && sum_of_set(set)
  const commenting = may_comment(draft, role, now)
  return (
    <div className="grid-page setup" onKeyDown={on_key}>
      <div className="grid-head">
        <div className="grid-title">
          <p className="small setup-path"><Anchor href="/thiet-lap" className="back"><ArrowLeft size={14} aria-hidden /> {t.setup.all_regulations}</Anchor> · <span className="code">{id}</span></p>
          <h1>{text.title}</h1>
          <p className="setup-state">
            <State file={file} work={work} editable={editable} />
            {out && <><span className="chip info">{t.setup.closes(show_instant(draft.consultation!.closes_at))}</span> {Date.parse(draft.consultation!.closes_at) > now && <TimeLeft until={draft.consultation!.closes_at} />}</>}
            {change && against && <button type="button" className="link" onClick={() => set_comparing(true)}>⇄ {t.setup.against(t.setup.text_name[against.kind](against.number))}: <span className="num">{in_short(change)}</span></button>}
          </p>
        </div>
        {whole && <p className="setup-sum"><span className="small">{t.setup.whole}</span> <span className="num"><SumMark sum={whole} /></span></p>}
        {editable && (
          <div className="row-of">
            <button type="button" className="icon" disabled={!work.undo} onClick={work.undo ?? undefined} aria-label={t.setup.undo} title={`${t.setup.undo} (Ctrl+Z)`}><Undo2 size={18} aria-hidden /></button>
            <button type="button" className="icon" disabled={!work.redo} onClick={work.redo ?? undefined} aria-label={t.setup.redo} title={`${t.setup.redo} (Ctrl+Y)`}><Redo2 size={18} aria-hidden /></button>
            {set && <button type="button" onClick={() => set_general(true)}><Settings2 size={16} aria-hidden /> {t.setup.general}</button>}
            {work.changed && known && <button type="button" className="icon" onClick={work.discard} aria-label={t.setup.discard} title={t.setup.discard}><Trash2 size={18} aria-hidden /></button>}
            <button type="button" className="primary" disabled={!work.changed || work.overtaken} onClick={() => set_saving(true)}><Save size={16} aria-hidden /> {t.setup.save}</button>
          </div>
        )}
      </div>
      {work.overtaken && <Overtaken work={work} />}
      {admin && out && <p className="note info slim"><span>{t.setup.out_for_comment}</span></p>}
      <div className="setup-tabs">
        <div className="tabs" role="tablist" aria-label={t.setup.title} onKeyDown={event => {
          const way = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0
          if (!way) return
          const next = parts[(parts.indexOf(part) + way + parts.length) % parts.length]!
          go({ phan: next })
          event.currentTarget.querySelector<HTMLElement>(`[data-part="${next}"]`)?.focus()
        }}>
          {parts.map(p => (
            <button key={p} type="button" role="tab" data-part={p} id={`part-${p}`} aria-selected={part === p} aria-controls="setup-part" tabIndex={part === p ? 0 : -1} onClick={() => go({ phan: p })}>
              {t.setup.part[p]}{p === 'loi' && found.data && <Count errors={findings.filter(f => f.severity === 'error').length} all={findings.length} />}{p === 'gop-y' && comments.length > 0 && <span className="count num">{comments.length}</span>}
            </button>
          ))}
        </div>
        {text.criteria_sets.length > 1 && part === 'cay' && (
          <label className="inline set-choice">{t.setup.set} <select value={set?.id} onChange={e => go({ bo: e.target.value, tieu_chi: null })}>{text.criteria_sets.map(s => <option key={s.id} value={s.id}>{s.title}</option>)}</select></label>
        )}
        <span className="exchange">
          {editable && <button type="button" className="link" onClick={() => set_importing(true)}>{t.setup.import_button}</button>}
          {text_ref && <a href={`${API}/regulations/${encodeURIComponent(id)}/document?${text_ref.kind}=${text_ref.number}&format=xlsx`} download>{t.setup.export_xlsx}</a>}
        </span>
      </div>
      <div id="setup-part" role="tabpanel" aria-labelledby={`part-${part}`} className={part === 'cay' ? 'setup-part tree-tab' : 'setup-part page'}>
        {part === 'cay' && set && (
          <TreePart
            key={set.id} text={text} set={set} editable={editable} code={query.get('tieu_chi')} on_code={code => go({ tieu_chi: code })} on_edit={work.edit} difference={change} findings={findings} comments={comments}
            comment_box={code => {
              const here = comments.filter(c => c.criterion === code && (!c.criteria_set || c.criteria_set === set.id))
              if (here.length === 0 && !commenting) return null
              return <section aria-label={t.setup.part['gop-y']}><h3>{t.setup.part['gop-y']}</h3><Comments comments={here} text={text} acts={acts} answering={admin} />{commenting && <CommentBox key={code} text={text} acts={acts} fixed={code} set={set.id} />}</section>
            }}
          />
        )}
        {part === 'loi' && <FindingsPart findings={found.data?.findings} problem={instead_of(found)} unsaved={work.changed} on_jump={jump} />}
        {part === 'gop-y' && <ConsultationPart file={file} draft={draft} text={text} acts={acts} role={role} set={set?.id ?? ''} changed={work.changed} on_jump={jump} />}
        {part === 'lich' && <CalendarPart text={text} editable={editable} on_edit={work.edit} />}
        {part === 'ban-hanh' && <IssuePart file={file} text={text} acts={acts} role={role} findings={found.data?.findings} changed={work.changed} />}
      </div>
      {importing && <ImportDialog id={id} text={text} on_take={next => work.edit(() => next)} on_close={() => set_importing(false)} />}
      {general && set && <GeneralDialog text={text} set={set} on_edit={work.edit} on_close={() => set_general(false)} />}
      {saving && <SaveDialog text={text} difference={unsaved} acts={acts} first={!known} on_jump={jump} on_close={() => set_saving(false)} on_saved={() => { work.discard(); set_saving(false) }} />}
      {comparing && change && against && (
        <Dialog title={t.setup.difference_title} on_close={() => set_comparing(false)} wide>
          <label className="field"><span>{t.setup.compare_with}</span>
            <select value={`${against.kind}-${against.number}`} onChange={e => go({ so_voi: e.target.value })}>{with_draft.map(r => <option key={`${r.kind}-${r.number}`} value={`${r.kind}-${r.number}`}>{t.setup.text_name[r.kind](r.number)}</option>)}</select></label>
          <DifferencePart difference={change} on_jump={jump} />
        </Dialog>
      )}
    </div>
  )
}

/** Which text it is, and whether what stands here is the one that the server holds. */
function State({ file, work, editable }: { file: RegulationFile; work: Work; editable: boolean }) {
  const t = useWords()
  const draft = in_progress(file)
  const version = file.versions.at(-1)
  return (
    <>
      {draft ? <span className="chip info">{t.setup.text_name.draft(draft.draft)} · {t.setup.state[draft.state]}</span>
        : version ? <span className="chip ok">{t.setup.text_name.version(version.version)} · {t.setup.state.issued}</span> : <span className="chip warn">{t.setup.never_saved}</span>}
      {work.changed ? <span className="chip warn"><TriangleAlert size={13} aria-hidden /> {t.setup.unsaved}</span> : editable && (draft || version) && <span className="small"><CircleCheck size={13} aria-hidden className="ok-text" /> {t.mark.saved}</span>}
    </>
  )
}
function Count({ errors, all }: { errors: number; all: number }) {
  return <span className={`count num ${errors ? '' : all ? 'amber' : 'good'}`}>{errors || all}</span>
}

function Overtaken({ work }: { work: Work }) {
  const t = useWords()
  return (
    <div className="note warn slim" role="alert">
      <TriangleAlert size={17} aria-hidden />
      <div><p>{t.setup.overtaken}</p><div className="row-of"><button type="button" onClick={work.discard}>{t.setup.take_theirs}</button><button type="button" onClick={work.rebase}>{t.setup.keep_mine}</button></div></div>
    </div>
  )
}
