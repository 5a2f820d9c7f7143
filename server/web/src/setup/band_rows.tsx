import { Trash2 } from 'lucide-react'
import type { ReactNode } from 'react'
import type { Node } from '../draft/document'
import { useWords } from '../i18n/words'
import { PointsField, WholeField } from './fields'
import { LevelChoice } from './rule_form'

export interface DayBand { from_days: number; to_days?: number; level: number }
/** `from` and `to` take their number in, `over` and `under` leave it out (SM-26). */
export interface RatioBand { from?: string; over?: string; to?: string; under?: string; level: number }

function Bands<B extends { level: number }>({ label, node, bands, on_change, fresh, ends }: {
  label: string; node: Node; bands: B[]; on_change: (bands: B[]) => void; fresh: B; ends: (band: B, n: number, put: (band: B) => void) => ReactNode
}) {
  const t = useWords()
  return (
    <fieldset className="rows bands">
      <legend>{label}</legend>
      {bands.map((band, i) => {
        const put = (next: B) => on_change(bands.map((b, j) => (j === i ? (Object.fromEntries(Object.entries(next).filter(([, v]) => v !== undefined)) as unknown as B) : b)))
        return (
          <div key={i} className="band-row">
            {ends(band, i + 1, put)}
            <span aria-hidden>→</span>
            <LevelChoice bare needed label={t.setup.band_level(i + 1)} node={node} value={band.level} on_change={level => put({ ...band, level: level ?? 0 })} />
            <button type="button" className="icon" aria-label={t.setup.band_remove(i + 1)} onClick={() => on_change(bands.filter((_, j) => j !== i))}><Trash2 size={15} aria-hidden /></button>
          </div>
        )
      })}
      <button type="button" className="link" onClick={() => on_change([...bands, { ...fresh, level: Math.min(bands.length, Math.max(0, (node.levels?.length ?? 1) - 1)) }])}>{t.setup.add_band}</button>
    </fieldset>
  )
}

/** Days late, both ends counted in; no upper end: from then on. */
export function DayBands(p: { label: string; node: Node; bands: DayBand[]; on_change: (bands: DayBand[]) => void }) {
  const t = useWords()
  return (
    <Bands {...p} fresh={{ from_days: (p.bands.at(-1)?.to_days ?? -1) + 1, level: 0 }} ends={(band, n, put) => <>
      <WholeField label={t.setup.days_from(n)} value={band.from_days} on_change={v => put({ ...band, from_days: v ?? 0 })} />
      <span aria-hidden>–</span>
      <WholeField label={t.setup.days_to(n)} value={band.to_days} on_change={v => put({ ...band, to_days: v })} />
      <span className="small">{t.setup.days}</span>
    </>} />
  )
}

/** Percentages with open and closed ends, in the words they are printed in. */
export function RatioBands(p: { label: string; node: Node; bands: RatioBand[]; on_change: (bands: RatioBand[]) => void }) {
  const t = useWords()
  return (
    <Bands {...p} fresh={{ level: 0 }} ends={(band, n, put) => {
      const low = band.over !== undefined ? 'over' : band.from !== undefined ? 'from' : ''
      const high = band.under !== undefined ? 'under' : band.to !== undefined ? 'to' : ''
      const lower = (how: string, at: string | undefined) => put({ ...band, from: how === 'from' ? at ?? '0' : undefined, over: how === 'over' ? at ?? '0' : undefined })
      const upper = (how: string, at: string | undefined) => put({ ...band, to: how === 'to' ? at ?? '100' : undefined, under: how === 'under' ? at ?? '100' : undefined })
      return <>
        <select aria-label={t.setup.lower_end(n)} value={low} onChange={e => lower(e.target.value, band.from ?? band.over)}><option value="">–</option><option value="from">{t.setup.ends.from}</option><option value="over">{t.setup.ends.over}</option></select>
        {low && <PointsField bare label={t.setup.lower_percent(n)} value={band.from ?? band.over} on_change={v => v && lower(low, v)} />}
        <select aria-label={t.setup.upper_end(n)} value={high} onChange={e => upper(e.target.value, band.to ?? band.under)}><option value="">–</option><option value="to">{t.setup.ends.to}</option><option value="under">{t.setup.ends.under}</option></select>
        {high && <PointsField bare label={t.setup.upper_percent(n)} value={band.to ?? band.under} on_change={v => v && upper(high, v)} />}
        <span className="small">%</span>
      </>
    }} />
  )
}
