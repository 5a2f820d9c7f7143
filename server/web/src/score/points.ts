// Points on the page are what they are everywhere else: exact decimals with at most four places, kept as whole
// ten-thousandths in a bigint. No float comes near a sum, a rank or a threshold (D6).

export type TenThousandths = bigint

/** Reads the wire's form ("0.75", "-1", "12.3456"). Throws on anything else: the server never sends it. */
export function from_wire(text: string): TenThousandths {
  const m = /^(-?)(\d+)(?:\.(\d{1,4}))?$/.exec(text)
  if (!m) throw new Error(`not points: ${text}`)
  const value = BigInt(m[2]!) * 10000n + BigInt((m[3] ?? '').padEnd(4, '0'))
  return m[1] ? -value : value
}

/** Writes the wire's form, two decimals at least: "0.75". */
export function to_wire(points: TenThousandths): string {
  return decimals(points, places(points), '.')
}

/** How many decimals it takes to say `points` exactly; two at least. */
export function places(points: TenThousandths): 2 | 3 | 4 {
  if (points % 100n === 0n) return 2
  return points % 10n === 0n ? 3 : 4
}

/**
 * The form people read: `0,75`. It is exact, so nothing is ever rounded up to a threshold it does not reach: 79,996 stays
 * 79,996, and two unequal totals never look equal.
 */
export function show(points: string | TenThousandths | null | undefined, comma: ',' | '.' = ','): string {
  if (points === null || points === undefined) return '–'
  const value = typeof points === 'bigint' ? points : from_wire(points)
  return decimals(value, places(value), comma)
}

/** A change, with its sign: `−0,50`, `+0,25`, `0`. */
export function show_delta(from: string | null, to: string | null, comma: ',' | '.' = ','): string {
  if (from === null || to === null) return ''
  const change = from_wire(to) - from_wire(from)
  if (change === 0n) return '0'
  return (change < 0n ? '−' : '+') + show(change < 0n ? -change : change, comma)
}

/** A percentage as the server wrote it ("95.0521"), cut, never rounded up, to the decimals the regulation shows. */
export function show_percent(percent: string, comma: ',' | '.' = ',', count = 2): string {
  const [whole, part = ''] = percent.split('.')
  return `${whole}${count > 0 ? comma : ''}${part.padEnd(count, '0').slice(0, count)} %`
}

function decimals(value: TenThousandths, count: number, separator: string): string {
  const size = value < 0n ? -value : value
  const part = (size % 10000n).toString().padStart(4, '0').slice(0, count)
  return `${value < 0n ? '−' : ''}${size / 10000n}${separator}${part}`.replace('−', separator === '.' ? '-' : '−')
}
