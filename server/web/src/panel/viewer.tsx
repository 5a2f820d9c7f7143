import { ChevronLeft, ChevronRight, Download, Quote, ZoomIn, ZoomOut } from 'lucide-react'
import { useEffect, useRef, useState } from 'react'
import { content_url, first_page, preview_url, useDocument } from '../api/evidence'
import { useWords } from '../i18n/words'
import { Skeleton } from '../shell/problem'

const ZOOMS = [0.5, 0.75, 1, 1.5, 2, 3]

/**
 * A file page by page, as pictures that the server made: nothing of the file itself ever runs here. The page in view can
 * be cited.
 */
export function Viewer({ sha256, name, pages, on_cite }: { sha256: string; name: string; pages?: string | null; on_cite?: (page: number) => void }) {
  const t = useWords()
  const { data, isPending } = useDocument(sha256)
  const of = data?.pages ?? null
  const [page, set_page] = useState(() => first_page(pages))
  const [zoom, set_zoom] = useState(2)
  const [failed, set_failed] = useState<number | null>(null)
  const [cited, set_cited] = useState<number | null>(null)
  const box = useRef<HTMLElement>(null)
  const shown = of ? Math.min(page, of) : page
  const turn = (way: 1 | -1) => {
    set_page(Math.min(of ?? shown, Math.max(1, shown + way)))
    box.current?.querySelector('.viewer-page')?.scrollTo({ top: 0 })
  }
  const cite = () => {
    if (!on_cite || !of) return
    on_cite(shown)
    set_cited(shown)
  }
  const act = useRef({ turn, cite })
  act.current = { turn, cite }
  useEffect(() => {
    const on_key = (event: KeyboardEvent) => {
      if (event.isComposing || event.ctrlKey || event.altKey || event.metaKey || document.querySelector('dialog[open]')) return
      if (event.target instanceof HTMLElement && /^(INPUT|TEXTAREA|SELECT)$/.test(event.target.tagName)) return
      if (event.key === '[') act.current.turn(-1)
      else if (event.key === ']') act.current.turn(1)
      else if (event.key === 'c' || event.key === 'C') act.current.cite()
    }
    document.addEventListener('keydown', on_key)
    return () => document.removeEventListener('keydown', on_key)
  }, [])
  return (
    <section ref={box} className="viewer" aria-label={`${t.viewer.title}: ${name}`}>
      <header>
        <strong className="viewer-name">{name}</strong>
        {of !== null && of > 0 && <>
          <button type="button" className="icon" aria-label={t.viewer.previous} title={`${t.viewer.previous} ([)`} disabled={shown <= 1} onClick={() => turn(-1)}><ChevronLeft size={18} aria-hidden /></button>
          <span className="num small" role="status">{t.viewer.page(shown, of)}</span>
          <button type="button" className="icon" aria-label={t.viewer.next} title={`${t.viewer.next} (])`} disabled={shown >= of} onClick={() => turn(1)}><ChevronRight size={18} aria-hidden /></button>
          <button type="button" className="icon" aria-label={t.viewer.smaller} disabled={zoom === 0} onClick={() => set_zoom(zoom - 1)}><ZoomOut size={17} aria-hidden /></button>
          <span className="num small">{ZOOMS[zoom]! * 100} %</span>
          <button type="button" className="icon" aria-label={t.viewer.larger} disabled={zoom === ZOOMS.length - 1} onClick={() => set_zoom(zoom + 1)}><ZoomIn size={17} aria-hidden /></button>
          {on_cite && <button type="button" onClick={cite} title="C"><Quote size={15} aria-hidden /> {t.viewer.cite(shown)}</button>}
        </>}
        <a className="button icon" href={content_url(sha256)} download={name} aria-label={`${t.viewer.download} ${name}`} title={t.viewer.download}><Download size={16} aria-hidden /></a>
      </header>
      <p className="small hash viewer-hash" title={sha256}>SHA-256 {sha256}</p>
      {cited !== null && <p className="small ok-text" role="status">{t.viewer.cited_done(t.viewer.cited(cited))}</p>}
      {isPending ? <Skeleton rows={6} /> : of && failed !== shown ? (
        <div className="viewer-page" tabIndex={0} role="group" aria-label={t.viewer.page(shown, of)}>
          <img key={shown} src={preview_url(sha256, shown)} alt={t.viewer.alt(name, shown)} style={{ width: `${ZOOMS[zoom]! * 100}%` }} onError={() => set_failed(shown)} />
        </div>
      ) : <p className="quiet-text">{of ? t.viewer.failed : t.viewer.none}</p>}
      {of !== null && of > 1 && <p className="small quiet-text">{t.viewer.keys}</p>}
    </section>
  )
}
