// Instants as people here write them: dd/MM/yyyy and HH:mm:ss at +07:00, wherever the machine stands. The locale's own
// short style prints "17:05:09 3/2/26", so the fields are named one by one.

const ZONE = 'Asia/Ho_Chi_Minh'
const parts = new Intl.DateTimeFormat('en-GB', {
  timeZone: ZONE, year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23',
})

function fields(instant: string | number) {
  const f: Record<string, string> = {}
  for (const { type, value } of parts.formatToParts(new Date(instant))) f[type] = value
  return f as { year: string; month: string; day: string; hour: string; minute: string; second: string }
}

/** 15/12/2023 */
export function show_day(instant: string | number): string {
  const f = fields(instant)
  return `${f.day}/${f.month}/${f.year}`
}
/** 14:05:09 */
export function show_clock(instant: string | number): string {
  const f = fields(instant)
  return `${f.hour}:${f.minute}:${f.second}`
}
/** 15/12/2023 14:05:09 */
export const show_instant = (instant: string | number) => `${show_day(instant)} ${show_clock(instant)}`
/** 15/12 14:05 */
export function show_short(instant: string | number): string {
  const f = fields(instant)
  return `${f.day}/${f.month} ${f.hour}:${f.minute}`
}
/** A calendar day of the wire, "2023-12-15", as 15/12/2023. */
export const show_date = (day: string) => day.split('-').reverse().join('/')

/** What a date-and-time field holds ("2023-12-15T14:05") as an instant at +07:00. */
export const local_to_instant = (field: string) => `${field.length === 16 ? field + ':00' : field}.000+07:00`
export function instant_to_local(instant: string | number): string {
  const f = fields(instant)
  return `${f.year}-${f.month}-${f.day}T${f.hour}:${f.minute}:${f.second}`
}

export interface Left { days: number; hours: string; minutes: string; seconds: string; past: boolean; ms: number }
/** What is left until `until`, in days, hours, minutes and seconds; a started second counts as left. */
export function left(until: string, now: number): Left {
  const ms = Date.parse(until) - now
  const s = Math.max(0, Math.ceil(ms / 1000))
  const two = (n: number) => String(n).padStart(2, '0')
  return {
    days: Math.floor(s / 86400), hours: two(Math.floor((s % 86400) / 3600)), minutes: two(Math.floor((s % 3600) / 60)), seconds: two(s % 60),
    past: ms <= 0, ms,
  }
}

export function show_size(bytes: number, comma: string): string {
  if (bytes < 1024) return `${bytes} B`
  if (bytes < 1024 * 1024) return `${Math.ceil(bytes / 1024)} KB`
  return `${(bytes / 1024 / 1024).toFixed(1).replace('.', comma)} MB`
}
/** 18 234: an event number, in groups of three. */
export const show_seq = (seq: string | number | bigint) => String(seq).replace(/\B(?=(\d{3})+(?!\d))/g, '\u00a0')
