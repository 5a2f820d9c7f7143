/** "2023-03-05" or "2023-03-05T17:00[:00]" as 05/03/2023 [17:00[:00]]. */
export function show_field(value: string): string {
  const [day = '', time] = value.split('T')
  return day.split('-').reverse().join('/') + (time ? ' ' + time : '')
}

/** Reads d/m/yyyy (dots and dashes will do), with a time h:mm[:ss] when asked for; '' for nothing, null for no such day. */
export function parse_date(text: string, with_time: boolean): string | null {
  const clean = text.normalize('NFKC').trim()
  if (clean === '') return ''
  const m = /^(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})(?:[ ,]+(\d{1,2}):(\d{2})(?::(\d{2}))?)?$/.exec(clean)
  if (!m || (m[4] !== undefined) !== with_time) return null
  const [day, month, year, hour, minute, second] = m.slice(1).map(x => (x === undefined ? 0 : Number(x))) as [number, number, number, number, number, number]
  const real = new Date(Date.UTC(year, month - 1, day))
  if (real.getUTCMonth() !== month - 1 || real.getUTCDate() !== day || hour > 23 || minute > 59 || second > 59) return null
  const two = (n: number) => String(n).padStart(2, '0')
  const date = `${year}-${two(month)}-${two(day)}`
  return with_time ? `${date}T${two(hour)}:${two(minute)}${m[6] ? ':' + two(second) : ''}` : date
}
