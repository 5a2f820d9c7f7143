// The instants that a printed calendar becomes (LK-9, LK-10): a round begins at 00:00 of its first day; its deadline is the
// first instant that is too late, by the boundary; all at +07:00. The server dates a cycle by the same rule when it is opened.

import type { RegulationText, RoundText } from './document'

export interface Dated { opens_at: string | null; deadline: string | null; locks_at: string | null; shifted: boolean }

const DAY = 86_400_000
const day_of = (iso: string) => Date.parse(iso + 'T00:00:00Z')
const iso_of = (day: number) => new Date(day).toISOString().slice(0, 10)
const midnight = (day: number) => `${iso_of(day)}T00:00:00.000+07:00`

/** A day of the template ("12-15", "+1:03-31") in a year: "2026-12-15"; '' where there is none. */
export function day_in(year: number, month_day: string | undefined): string {
  if (!month_day) return ''
  const next = month_day.startsWith('+1:')
  return `${year + (next ? 1 : 0)}-${next ? month_day.slice(3) : month_day}`
}
/** And back; null: a day of neither year, or 29 February, which is no day of every year. */
export function month_day_of(year: number, day: string): string | null {
  const [y, month_day] = [Number(day.slice(0, 4)), day.slice(5)]
  if (month_day === '02-29' || (y !== year && y !== year + 1)) return null
  return (y === year ? '' : '+1:') + month_day
}

export function dated(plan: Pick<RoundText, 'from' | 'until' | 'boundary' | 'deadline_kind' | 'locks_after_days'>, text: Pick<RegulationText, 'year' | 'holidays' | 'switches'>): Dated {
  const opens = day_in(text.year, plan.from)
  const until = day_in(text.year, plan.until)
  const opens_at = opens ? midnight(day_of(opens)) : null
  if (!until) return { opens_at, deadline: null, locks_at: null, shifted: false }
  const printed = day_of(until) - (plan.boundary === 'exclusive' ? DAY : 0)
  const last = working(printed, text)
  const deadline = midnight(last + DAY)
  const soft = plan.deadline_kind === 'soft'
  const locks_at = !soft ? deadline : plan.locks_after_days === undefined ? null : midnight(last + DAY * (1 + plan.locks_after_days))
  return { opens_at, deadline, locks_at, shifted: last !== printed }
}

/** The last day that still counts, moved off weekends and holidays where the regulation says so (TL-5). */
function working(day: number, text: Pick<RegulationText, 'holidays' | 'switches'>): number {
  const shift = text.switches?.holiday_shift ?? 'none'
  if (shift === 'none') return day
  const off = (d: number) => [0, 6].includes(new Date(d).getUTCDay()) || text.holidays?.includes(iso_of(d))
  while (off(day)) day += shift === 'next_working_day' ? DAY : -DAY
  return day
}

/** The first instant of a consultation that is too late, as the draft prints it. */
export function printed_closing(drafting: RegulationText['drafting']): string | null {
  if (!drafting?.comments_until) return null
  return midnight(day_of(drafting.comments_until) + (drafting.boundary === 'exclusive' ? 0 : DAY))
}
