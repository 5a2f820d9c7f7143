import { ChevronLeft, ChevronRight, Download, EyeOff, FileX2, Maximize2, Minimize2, Quote, RotateCw, ZoomIn, ZoomOut } from 'lucide-react'
import { useEffect, useRef, useState, type KeyboardEvent } from 'react'
import { Link as Anchor } from 'wouter'
import type { Cycle, DocumentInfo, Evidence } from '../api/contract'
import { agency_title, useCycles } from '../api/cycles'
import { check_of, content_url, first_page, instead_of_page, is_picture, preview_url, useDocument, why_no_pages } from '../api/evidence'
import { instead_of } from '../api/http'
import { useRole } from '../api/session'
import { useWords } from '../i18n/words'
import { ProblemNote, Skeleton } from '../shell/problem'
import { DestroyDialog, Destroyed } from './destruction'
import { SignatureBadge, SignaturePart } from './signature'

const ZOOMS = [0.5, 0.75, 1, 1.5, 2, 3]
const AS_WIDE_AS_THE_BOX = 2

/**
 * One file: its pages as pictures that the server made (nothing of the file itself ever runs here), what its signatures
 * are worth, where it is used; or what is left of it once it was destroyed. The page in view can be cited.
 */
export function Viewer({ evidence, name, assessment, cycle, used_in = [], may_check, wide, on_wide, on_cite, on_changed }: {
  evidence: Evidence; name: string; assessment: string; cycle: Cycle
  /** Criteria of this assessment that use the file, as far as the page knows; the server knows more. */
  used_in?: string[]; may_check: boolean
  wide?: boolean; on_wide?: () => void; on_cite?: (page: number) => void; on_changed?: () => void
}) {
  const t = useWords()
  const role = useRole()
  const { sha256 } = evidence
  const file = useDocument(sha256)
  const [destroys, set_destroys] = useState(false)
  const info = file.data?.info
  const pages = info?.pages ?? null
  const sheets = pages ?? (info && is_picture(info.media) ? 1 : null)
  const [page, set_page] = useState(() => first_page(evidence.pages))
  const [zoom, set_zoom] = useState(AS_WIDE_AS_THE_BOX)
  const [cited, set_cited] = useState<number | null>(null)
  const sheet = useRef<HTMLDivElement>(null)
  const shown = sheets ? Math.min(page, sheets) : page
  const turn_to = (to: number) => {
    set_page(Math.min(sheets ?? 1, Math.max(1, to)))
    sheet.current?.scrollTo({ top: 0 })
  }
  const size_to = (to: number) => set_zoom(Math.min(ZOOMS.length - 1, Math.max(0, to)))
  const cite = () => {
    if (!on_cite || !sheets) return
    on_cite(shown)
    set_cited(shown)
  }
  // Only while the viewer has the focus (WCAG 2.1.4): elsewhere on the page these letters are letters.
  const on_key = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing || event.ctrlKey || event.altKey || event.metaKey || event.target instanceof HTMLInputElement || event.target instanceof HTMLTextAreaElement) return
    const acts: Record<string, () => void> = {
      '[': () => turn_to(shown - 1), ']': () => turn_to(shown + 1), PageUp: () => turn_to(shown - 1), PageDown: () => turn_to(shown + 1),
      '+': () => size_to(zoom + 1), '=': () => size_to(zoom + 1), '-': () => size_to(zoom - 1), '0': () => size_to(AS_WIDE_AS_THE_BOX), c: cite, C: cite,
    }
    const act = acts[event.key]
    if (!act) return
    event.preventDefault()
    act()
  }
  const gone = file.data?.destroyed ?? (evidence.destroyed ? { sha256, size: evidence.size } : undefined)
  const check = check_of(evidence)
  const places = info?.used_in?.map(u => ({ assessment: u.assessment, code: u.criterion })) ?? used_in.map(code => ({ assessment, code }))
  const cycles = useCycles().data?.cycles ?? [cycle]
  const named = places.map(p => (p.assessment === assessment ? p.code : `${p.code} (${place_of(p.assessment, cycles)})`))
  return (
    <section className="viewer" tabIndex={-1} aria-label={`${t.viewer.title}: ${name}`} onKeyDown={on_key}>
      <header>
        <h3 className="viewer-name">{name}</h3>
        {!gone && check && <SignatureBadge check={check} alone={false} />}
        {on_wide && <button type="button" className="icon wide-only" aria-pressed={wide} aria-label={wide ? t.viewer.shrink : t.viewer.expand} title={wide ? t.viewer.shrink : t.viewer.expand} onClick={on_wide}>{wide ? <Minimize2 size={16} aria-hidden /> : <Maximize2 size={16} aria-hidden />}</button>}
        {!gone && <a className="button" href={content_url(sha256)} download={name} aria-label={`${t.viewer.download} ${name}`}><Download size={16} aria-hidden /> {t.viewer.download}</a>}
      </header>
      {gone ? <Destroyed file={gone} destruction={evidence.destruction} />
        : instead_of(file) ? <ProblemNote problem={instead_of(file)} on_retry={() => void file.refetch()} />
          : file.data === null ? <NoPage title={t.viewer.hidden} hidden />
            : !info ? <Skeleton rows={6} />
              : !sheets ? <NoPage title={t.viewer.none} text={`${t.viewer.none_of[why_no_pages(info.media, check)]} ${t.viewer.none_more}`} />
                : <>
                  <div className="viewer-tools" role="toolbar" aria-label={t.viewer.title}>
                    {sheets > 1 && <>
                      <button type="button" className="icon" aria-label={t.viewer.previous} title={`${t.viewer.previous} ([)`} disabled={shown <= 1} onClick={() => turn_to(shown - 1)}><ChevronLeft size={18} aria-hidden /></button>
                      <PageField page={shown} of={sheets} on_page={turn_to} />
                      <button type="button" className="icon" aria-label={t.viewer.next} title={`${t.viewer.next} (])`} disabled={shown >= sheets} onClick={() => turn_to(shown + 1)}><ChevronRight size={18} aria-hidden /></button>
                    </>}
                    <span className="gap" />
                    <button type="button" className="icon" aria-label={t.viewer.smaller} title={`${t.viewer.smaller} (−)`} disabled={zoom === 0} onClick={() => size_to(zoom - 1)}><ZoomOut size={17} aria-hidden /></button>
                    <span className="num small zoom">{ZOOMS[zoom]! * 100} %</span>
                    <button type="button" className="icon" aria-label={t.viewer.larger} title={`${t.viewer.larger} (+)`} disabled={zoom === ZOOMS.length - 1} onClick={() => size_to(zoom + 1)}><ZoomIn size={17} aria-hidden /></button>
                    {on_cite && <button type="button" onClick={cite} title="C"><Quote size={15} aria-hidden /> {t.viewer.cite(shown)}</button>}
                  </div>
                  <div ref={sheet} className="viewer-page" tabIndex={0} role="group" aria-label={sheets > 1 ? t.viewer.page(shown, sheets) : t.viewer.title}>
                    <Page key={shown} info={info} page={pages ? shown : null} name={name} width={ZOOMS[zoom]!} on_gone={() => void file.refetch()} />
                  </div>
                  <p className="sr" role="status">{sheets > 1 ? t.viewer.page(shown, sheets) : ''}</p>
                  {cited !== null && <p className="small ok-text" role="status">{t.viewer.cited_done(t.viewer.cited(cited))}</p>}
                  {sheets > 1 && <p className="small quiet-text wide-only">{on_cite ? t.viewer.keys : t.viewer.keys_plain}</p>}
                </>}
      {!gone && check && <section className="viewer-signature" aria-label={t.check.title}><h3>{t.check.title}</h3><SignaturePart key={check.at} sha256={sha256} check={check} issuer={evidence.issuer} differs={evidence.issuer_differs} may_check={may_check} /></section>}
      {places.length > 0 && <p className="small used-in">{t.viewer.used_in}: {places.map((p, i) => <span key={p.assessment + p.code}>{i > 0 && ', '}<Anchor href={`/ho-so/${p.assessment}/tieu-chi/${encodeURIComponent(p.code)}`}>{named[i]}</Anchor></span>)}</p>}
      {!gone && <details className="small"><summary>{t.viewer.details}</summary><code className="hash break">{sha256}</code></details>}
      {!gone && role?.role === 'cycle_admin' && info && <p className="actions"><button type="button" className="bad-text" onClick={() => set_destroys(true)}>{t.destruction.open}</button></p>}
      {destroys && <DestroyDialog sha256={sha256} size={evidence.size} name={name} used={named.join(', ')} on_close={() => set_destroys(false)} on_done={() => on_changed?.()} />}
    </section>
  )
}

/** Whose assessment it is, of which cycle, as people call them. */
function place_of(assessment: string, cycles: Cycle[]): string {
  const cycle = cycles.find(c => c.agencies.some(a => a.assessment === assessment))
  return cycle ? `${agency_title(cycle, cycle.agencies.find(a => a.assessment === assessment)?.agency)}, ${cycle.title}` : assessment
}

/** The page as a picture. Where none comes, the server is asked why. */
function Page({ info, page, name, width, on_gone }: { info: DocumentInfo; page: number | null; name: string; width: number; on_gone: () => void }) {
  const t = useWords()
  const [state, set_state] = useState<'coming' | 'there' | 'failed'>('coming')
  const [why, set_why] = useState<string | null>(null)
  const [attempt, set_attempt] = useState(0)
  useEffect(() => {
    if (state !== 'failed' || page === null) return
    void instead_of_page(info.sha256, page).then(told => { if (told === 'gone') on_gone(); else set_why(told) })
  }, [state, page, info.sha256])
  if (state === 'failed') return <NoPage title={t.viewer.failed} text={why ?? t.viewer.none_more} on_retry={() => { set_attempt(attempt + 1); set_state('coming') }} />
  const from = page === null ? content_url(info.sha256) : preview_url(info.sha256, page, width > 1)
  return (
    <>
      {state === 'coming' && <p className="viewer-coming quiet-text" role="status">{t.viewer.loading}</p>}
      <img
        className={state} src={attempt ? `${from}#${attempt}` : from} alt={page === null ? t.viewer.picture(name) : t.viewer.alt(name, page)} style={{ width: `${width * 100}%` }}
        onLoad={() => set_state('there')} onError={() => set_state('failed')}
      />
    </>
  )
}

/** The number of the page, to be read and to be typed over. */
function PageField({ page, of, on_page }: { page: number; of: number; on_page: (page: number) => void }) {
  const t = useWords()
  const [typed, set_typed] = useState<string | null>(null)
  const commit = () => {
    const wanted = Number(typed?.normalize('NFKC'))
    if (typed !== null && Number.isInteger(wanted) && wanted >= 1) on_page(wanted)
    set_typed(null)
  }
  return (
    <label className="page-field num small">
      <span className="sr">{t.viewer.page_field}</span>
      <input inputMode="numeric" autoComplete="off" value={typed ?? page} onChange={e => set_typed(e.target.value)} onFocus={e => e.target.select()} onBlur={commit} onKeyDown={e => { if (e.key === 'Enter') commit() }} />
      <span>{t.viewer.of(of)}</span>
    </label>
  )
}

function NoPage({ title, text, hidden, on_retry }: { title: string; text?: string; hidden?: boolean; on_retry?: () => void }) {
  const t = useWords()
  return (
    <div className="no-page">
      {hidden ? <EyeOff size={28} aria-hidden /> : <FileX2 size={28} aria-hidden />}
      <strong>{title}</strong>
      {text && <p>{text}</p>}
      {on_retry && <button type="button" onClick={on_retry}><RotateCw size={15} aria-hidden /> {t.viewer.again}</button>}
    </div>
  )
}
