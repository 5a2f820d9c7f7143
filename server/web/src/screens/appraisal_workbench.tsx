import { useQuery, useQueryClient } from '@tanstack/react-query'
import { CircleCheck, CircleDashed, CircleX, Clock, FileText, Lock, PencilLine, TriangleAlert } from 'lucide-react'
import { useEffect, useMemo, useRef, useState } from 'react'
import { Link as Anchor, useSearchParams } from 'wouter'
import type { AppraisalItem, AppraisalItems, Cycle, ItemState, Round, WriteAnswer } from '../api/contract'
import { agency_title, group_of, useCriteria, type Criteria } from '../api/cycles'
import { keeps_records, may_check_signatures, useDocuments } from '../api/evidence'
import { get, instead_of } from '../api/http'
import { useRole } from '../api/session'
import { comma, useWords, type Words } from '../i18n/words'
import { EvidenceCard, name_of_file } from '../panel/evidence_card'
import { OwnRecords } from '../panel/evidence_tab'
import { figures_text } from '../panel/figures_text'
import { NotApplicable } from '../panel/not_applicable'
import { OutsideReports } from '../panel/outside_reports'
import { GuidanceLine } from '../panel/score_part'
import { SecretPapers } from '../panel/secret_papers'
import { Viewer } from '../panel/viewer'
import { from_wire, show, show_delta } from '../score/points'
import { ProblemNote, Skeleton } from '../shell/problem'
import { left, show_instant } from '../time/format'
import { useNow } from '../time/use_now'
import { DecisionForm, type DecisionHandle } from './decision_form'
import { RulingForm, Several } from './several'

const KEYS = 'cchc.single-keys'

/** S6: judge many, by one yardstick: one criterion across all agencies, or one agency across its criteria. */
export function AppraisalWorkbench({ cycle, round }: { cycle: Cycle; round: Round }) {
  const t = useWords()
  const role = useRole()
  const client = useQueryClient()
  const now = useNow(60_000)
  const [query, set_query] = useSearchParams()
  const by = query.get('theo') === 'don_vi' ? 'agency' : 'criterion'
  const key = ['items', cycle.cycle, round.round]
  const items = useQuery({ queryKey: key, queryFn: () => get<AppraisalItems>(`/cycles/${cycle.cycle}/rounds/${round.round}/items`), refetchInterval: 10_000 })
  const group = group_of(cycle, items.data?.items[0]?.agency) ?? cycle.groups[0]?.group
  const criteria = useCriteria(cycle.cycle, group)
  const all = items.data?.items ?? []
  const groups = useMemo(() => [...new Set(all.map(i => (by === 'agency' ? i.agency : i.code)))], [all, by])
  const chosen = groups.includes(query.get('muc') ?? '') ? query.get('muc')! : groups[0]
  const list = all.filter(i => (by === 'agency' ? i.agency : i.code) === chosen)
  const [at, set_at] = useState<string | null>(null)
  const item = list.find(i => id_of(i) === at) ?? list.find(i => i.state === 'pending' && !i.conflict) ?? list[0]
  const [keys, set_keys] = useState(() => { try { return localStorage.getItem(KEYS) !== 'off' } catch { return true } })
  const form = useRef<DecisionHandle>(null)
  const detail = useRef<HTMLElement>(null)
  // Where the item stands below the list (a phone), choosing it goes there.
  const bring_up = () => { if (matchMedia('(max-width: 1000px)').matches) requestAnimationFrame(() => detail.current?.scrollIntoView()) }
  const writable = round.state === 'open' && role?.role === 'appraiser'

  const set = (changes: Record<string, string>) => { set_at(null); set_query(old => { const q = new URLSearchParams(old); for (const [k, v] of Object.entries(changes)) q.set(k, v); return q }, { replace: true }) }
  const step = (way: 1 | -1) => {
    const i = list.findIndex(x => item && id_of(x) === id_of(item))
    const next = list[i + way]
    if (next) set_at(id_of(next))
    else {
      const g = groups[groups.indexOf(chosen ?? '') + way]
      if (g) set({ muc: g })
    }
  }
  useEffect(() => {
    const on_key = (e: KeyboardEvent) => {
      if (!keys || e.isComposing || e.ctrlKey || e.altKey || e.metaKey) return
      const el = e.target as HTMLElement
      if (/^(INPUT|TEXTAREA|SELECT)$/.test(el.tagName) && (el as HTMLInputElement).type !== 'radio') return
      if (e.key === 'j' || e.key === 'J') step(1)
      else if (e.key === 'k' || e.key === 'K') step(-1)
      else if (writable && (e.key === '1' || e.key === '2' || e.key === '3')) { e.preventDefault(); form.current?.choose((['agree', 'disagree', 'request_supplement'] as const)[Number(e.key) - 1]!) }
    }
    document.addEventListener('keydown', on_key)
    return () => document.removeEventListener('keydown', on_key)
  })
  const on_written = (answer: WriteAnswer & { item?: AppraisalItem }, decided: boolean) => {
    if (answer.item) client.setQueryData<AppraisalItems>(key, old => old && { ...old, items: old.items.map(i => (id_of(i) === id_of(answer.item!) ? answer.item! : i)) })
    void client.invalidateQueries({ queryKey: key })
    if (decided) step(1)
    else if (item) set_at(id_of(item))
  }

  if (instead_of(items)) return <div className="page"><ProblemNote problem={instead_of(items)} on_retry={() => void items.refetch()} /></div>
  if (!items.data || !criteria) return <div className="page"><h1>{t.bench.title}</h1><Skeleton rows={10} /></div>
  const { counts } = items.data
  const closing = round.locks_at !== null && left(round.locks_at, now).ms < 172_800_000 && round.state === 'open'
  const lacks = (g: string) => all.filter(i => (by === 'agency' ? i.agency : i.code) === g && (i.state === 'pending' || i.state === 'drafted') && !i.conflict).length
  return (
    <div className="bench">
      <div className="bench-head">
        <div>
          <h1>{t.bench.title} · {round.title}</h1>
          <p className="small num">{t.bench.counts(counts.pending, counts.agreed, counts.disagreed, counts.supplement_requested)}</p>
        </div>
        <nav className="round-tabs" aria-label={t.room.rounds}>
          {cycle.rounds.filter(r => r.kind === 'appraisal').map(r => <Anchor key={r.round} href={`/tham-dinh/${cycle.cycle}/${r.round}`} className="button" aria-current={r.round === round.round ? 'page' : undefined}>{r.title}</Anchor>)}
        </nav>
      </div>
      <div className="bench-notes">
        {round.state === 'locked' && <span className="chip quiet"><Lock size={13} aria-hidden /> {t.bench.locked}</span>}
        {round.state === 'scheduled' && <span className="chip info"><Lock size={13} aria-hidden /> {round.opens_at ? t.bench.not_open(show_instant(round.opens_at)) : t.bench.not_scheduled}</span>}
        {round.published ? <span className="chip ok">{t.bench.published(show_instant(round.published.at))}</span> : <span className="small">{t.bench.draft_note}</span>}
        <span className={`small ${closing ? 'warn-text' : ''}`}>{closing && <TriangleAlert size={14} aria-hidden />} {t.bench.undecided_policy[cycle.switches.undecided_at_lock]}</span>
        {round.ordinal === 2 && <span className="small">{cycle.switches.round2_may_lower ? t.bench.may_lower : t.bench.not_lower}</span>}
      </div>
      {all.length === 0 ? <p className="empty page">{t.bench.none}</p> : (
        <div className="bench-body">
          <div className="bench-list">
            <div className="row-of bench-by" role="group" aria-label={t.room.sort}>
              <button type="button" aria-pressed={by === 'criterion'} onClick={() => set({ theo: 'tieu_chi', muc: '' })}>{t.bench.by_criterion}</button>
              <button type="button" aria-pressed={by === 'agency'} onClick={() => set({ theo: 'don_vi', muc: '' })}>{t.bench.by_agency}</button>
            </div>
            <label className="field"><span>{by === 'agency' ? t.bench.agency : t.bench.criterion}</span>
              <select value={chosen} onChange={e => set({ muc: e.target.value })}>
                {groups.map(g => <option key={g} value={g}>{by === 'agency' ? agency_title(cycle, g) : `${g} · ${criteria.by_code.get(g)?.title ?? ''}`} — {lacks(g) ? t.bench.undecided(lacks(g)) : t.bench.done}</option>)}
              </select>
            </label>
            {by === 'criterion' && chosen && <Distribution list={list} t={t} />}
            <ul className="bench-items">
              {list.map(i => (
                <li key={id_of(i)}>
                  <button type="button" className={`bench-item ${i.conflict ? 'own' : ''}`} aria-current={item && id_of(item) === id_of(i) ? 'true' : undefined} onClick={() => { set_at(id_of(i)); bring_up() }}>
                    <StateMark state={i.state} stale={i.appraisal?.stale ?? false} t={t} />
                    <span className="bench-name">{by === 'agency' ? <><strong>{i.code}</strong> {criteria.by_code.get(i.code)?.title}</> : agency_title(cycle, i.agency)}</span>
                    <span className="num">{show(i.self, comma())}{i.appraisal && <> → <strong>{show(i.appraisal.points, comma())}</strong></>}</span>
                    <span className="small num">{i.entry.evidence.length > 0 && <><FileText size={13} aria-hidden /> {i.entry.evidence.length}</>}</span>
                  </button>
                </li>
              ))}
            </ul>
            <label className="check small"><input type="checkbox" checked={keys} onChange={e => { set_keys(e.target.checked); try { localStorage.setItem(KEYS, e.target.checked ? 'on' : 'off') } catch { /* for this page */ } }} /> {t.bench.keys_on}. {t.bench.keys}</label>
          </div>
          {item && <Detail key={id_of(item) + item.version} item={item} cycle={cycle} round={round} criteria={criteria} writable={writable} box={detail} form={form} on_written={on_written} />}
        </div>
      )}
    </div>
  )
}

const id_of = (i: AppraisalItem) => `${i.assessment}/${i.code}`

function StateMark({ state, stale, t }: { state: ItemState; stale: boolean; t: Words }) {
  const [Icon, word, tone] = {
    pending: [CircleDashed, t.bench.pending, 'quiet-text'], drafted: [PencilLine, t.bench.drafted, 'info-text'], agreed: [CircleCheck, t.bench.agree, 'ok-text'],
    disagreed: [CircleX, t.bench.disagree, 'bad-text'], supplement_requested: [Clock, t.bench.request_supplement, 'warn-text'],
  }[state] as [typeof Clock, string, string]
  return <span className={tone} title={stale ? `${word} · ${t.bench.stale}` : word}>{stale ? <TriangleAlert size={17} aria-hidden className="warn-text" /> : <Icon size={17} aria-hidden />}<span className="sr">{word}{stale ? `, ${t.bench.stale}` : ''}</span></span>
}

/** What was already given on this criterion: one yardstick for all. */
function Distribution({ list, t }: { list: AppraisalItem[]; t: Words }) {
  const given = list.flatMap(i => (i.appraisal ? [i.appraisal.points] : []))
  const values = [...new Set(given)].sort((a, b) => (from_wire(a) < from_wire(b) ? -1 : 1))
  if (values.length === 0) return null
  return <p className="small num">{t.bench.distribution}: {values.map(v => `${show(v, comma())} × ${given.filter(g => g === v).length}`).join(' · ')}</p>
}

function Detail({ item, cycle, round, criteria, writable, box, form, on_written }: {
  item: AppraisalItem; cycle: Cycle; round: Round; criteria: Criteria; writable: boolean; box: React.Ref<HTMLElement>; form: React.RefObject<DecisionHandle | null>
  on_written: (answer: WriteAnswer & { item?: AppraisalItem }, decided: boolean) => void
}) {
  const t = useWords()
  const criterion = criteria.by_code.get(item.code)
  const { entry } = item
  const role = useRole()
  if (!criterion) return null
  const appraises = item.appraisers.includes(role?.agency ?? '')
  const cite = (page: string) => { form.current?.cite(page) }
  const lock = cycle.rounds.find(r => r.kind === 'self_assessment')?.locked_at
  const first = entry.appraisals.appraisal_1
  return (
    <section ref={box} className="bench-detail card" aria-label={`${agency_title(cycle, item.agency)}, ${item.code}`}>
      <header>
        <h2>{agency_title(cycle, item.agency)}</h2>
        <p><span className="code">{item.code}</span> {criterion.title} <span className="chip num">{t.panel.maximum(show(criterion.maximum, comma()))}</span></p>
      </header>
      <div className="bench-columns"><div>
      {item.conflict && <p className="note warn"><Lock size={16} aria-hidden /> <span>{cycle.switches.own_unit_appraisal === 'second_appraiser' ? t.bench.own_second : t.bench.own}</span></p>}
      {item.appraisal?.stale && <p className="note warn"><TriangleAlert size={16} aria-hidden /> <span>{t.bench.again}</span></p>}
      <div className="compare num">
        <div><span className="small">{t.bench.self}</span><strong className="self-col">{show(item.self, comma())}</strong><span className="small">{entry.self ? t.bench.basis[entry.self.basis] : t.bench.not_scored}</span></div>
        {first && <div><span className="small">{t.bench.round_1}</span><strong className="r1-col">{show(first.points, comma())}</strong><span className="small">{show_delta(item.self, first.points, comma())}</span></div>}
        {item.appraisal && <div><span className="small">{t.bench.points}</span><strong className={round.ordinal === 2 ? 'r2-col' : 'r1-col'}>{show(item.appraisal.points, comma())}</strong><span className="small">{item.appraisal.draft ? t.bench.drafted : t.bench.decided}</span></div>}
      </div>
      {first?.reason && <p className="small">{t.bench.round_1} · {t.bench.reason}: {first.reason}{first.needed ? ` · ${first.needed}` : ''}</p>}
      <h3>{t.panel.rule} · <span className="quiet-text">{t.shape[criterion.shape] ?? criterion.shape}</span></h3>
      <ul className="levels">{criterion.levels.map((l, i) => <li key={i} className={entry.self?.level === i ? 'picked' : ''}><strong className="num">{show(l.points, comma())}</strong> <span>{l.text}</span></li>)}</ul>
      <GuidanceLine criterion={criterion} />
      {entry.self?.figures && <p className="small num">{t.bench.figures}: {figures_text(entry.self.figures, criterion, t)}</p>}
      <NotApplicable
        cycle={cycle.cycle} assessment={item.assessment} criterion={criterion} entry={entry} claimable={false} ruling={writable && !item.conflict}
        on_written={answer => on_written({ ...answer, item: { ...item, entry: answer.entry } }, false)}
      />
      <h3>{t.bench.explanation}</h3>
      <p>{entry.explanation?.text || <span className="quiet-text">{t.bench.no_explanation}</span>}</p>
      <Several item={item} cycle={cycle} />
      {entry.supplement && <><h3>{t.bench.supplement}</h3><p>{entry.supplement.text}</p></>}
      <h3>{t.bench.evidence} ({entry.evidence.length})</h3>
      {entry.held_by && entry.held_by.length > 0 && <OwnRecords entry={entry} cycle={cycle} />}
      <EvidenceList item={item} cycle={cycle} lock={lock ?? null} wants_signature={criterion.evidence.some(e => e.signature === 'required')} on_cite={writable && appraises ? page => cite(page) : undefined} />
      <SecretPapers assessment={item.assessment} entry={entry} declarable={false} explains={writable && appraises} on_written={answer => on_written({ ...answer, item: { ...item, entry: answer.entry } }, false)} />
      <OutsideReports cycle={cycle.cycle} assessment={item.assessment} code={item.code} reports={entry.outside_reports ?? []} takes_in={appraises && keeps_records(entry)} answers={false} on_written={() => on_written({} as WriteAnswer, false)} />
      <p><Anchor className="small" href={`/ho-so/${item.assessment}/tieu-chi/${encodeURIComponent(item.code)}`}>{t.paper.open}</Anchor> · <Anchor className="small" href={`/ho-so/${item.assessment}?tieu_chi=${encodeURIComponent(item.code)}`}>{t.bench.open_grid}</Anchor></p>
      </div>
      <div>
        {(appraises || !item.may_rule) && <DecisionForm ref={form} item={item} cycle={cycle} round={round} penalty={criterion.shape === 'penalty'} writable={writable && appraises} on_written={on_written} />}
        {item.may_rule && <RulingForm item={item} cycle={cycle} round={round} on_written={on_written} />}
      </div>
      </div>
    </section>
  )
}

/** The unit's papers with what became of their signatures; one of them open, page by page, to be cited in the reason. */
function EvidenceList({ item, cycle, lock, wants_signature, on_cite }: { item: AppraisalItem; cycle: Cycle; lock: string | null; wants_signature: boolean; on_cite?: (page: string) => void }) {
  const t = useWords()
  const role = useRole()
  const { data } = useDocuments(item.assessment)
  const [viewed, set_viewed] = useState<string | null>(null)
  const names = new Map(data?.documents.map(d => [d.sha256, d]))
  const { evidence } = item.entry
  // A paper says itself in which phase it came; of one from before that was kept, the lock tells.
  const dated = evidence.map(e => (e.phase || !lock ? e : { ...e, phase: e.at > lock ? 'supplement' as const : 'at_lock' as const }))
  const shown = dated.find(e => e.link === viewed)
  if (evidence.length === 0) return <p className="quiet-text">{t.evidence.none}</p>
  return (
    <>
      <ul className="files">
        {dated.map(e => (
          <EvidenceCard
            key={e.link} evidence={e} info={names.get(e.sha256)} all={dated} names={names} others={[]} wants_signature={wants_signature} may_check={may_check_signatures(role)} details={false} viewed={e.link === viewed}
            on_view={() => set_viewed(e.link === viewed ? null : e.link)}
          />
        ))}
      </ul>
      {shown && <Viewer key={shown.link} evidence={shown} name={name_of_file(shown, names.get(shown.sha256))} assessment={item.assessment} cycle={cycle} used_in={[item.code]} may_check={may_check_signatures(role)} on_cite={on_cite && (page => on_cite(t.viewer.cited(page)))} />}
    </>
  )
}
