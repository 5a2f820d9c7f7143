import { generate } from 'lean-qr'
import { useMemo } from 'react'

/** A QR code drawn here: what it holds leaves for no other host. Dark squares in runs, row by row, as one path. */
export function Qr({ text, label }: { text: string; label: string }) {
  const { path, size } = useMemo(() => dark_runs(text), [text])
  const quiet = 4 // the margin that scanners need
  return (
    <svg className="qr" role="img" aria-label={label} viewBox={`${-quiet} ${-quiet} ${size + 2 * quiet} ${size + 2 * quiet}`} shapeRendering="crispEdges">
      <rect x={-quiet} y={-quiet} width={size + 2 * quiet} height={size + 2 * quiet} fill="#fff" />
      <path d={path} fill="#000" />
    </svg>
  )
}

export function dark_runs(text: string): { path: string; size: number } {
  const code = generate(text)
  let path = ''
  for (let y = 0; y < code.size; y++)
    for (let x = 0; x < code.size; x++) {
      if (!code.get(x, y)) continue
      const from = x
      while (code.get(x + 1, y)) x++
      path += `M${from} ${y}h${x + 1 - from}v1h${from - x - 1}z`
    }
  return { path, size: code.size }
}
