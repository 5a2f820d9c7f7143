import { useEffect, useRef } from 'react'
import type { Criterion } from '../api/contract'
import { comma, useWords } from '../i18n/words'
import { from_wire, show } from '../score/points'

/** The values the rule can yield, with the wording of their level: Alt+↓ on a score. */
export function LevelsMenu({ criterion, value, on_pick, on_close }: {
  criterion: Criterion; value: string | null; on_pick: (points: string) => void; on_close: () => void
}) {
  const t = useWords()
  const ref = useRef<HTMLUListElement>(null)
  const options = [...criterion.allowed_points].sort((a, b) => (from_wire(a) < from_wire(b) ? 1 : -1))
  useEffect(() => {
    const chosen = ref.current?.querySelector<HTMLElement>('[aria-checked="true"]') ?? ref.current?.querySelector<HTMLElement>('[role="menuitemradio"]')
    chosen?.focus()
  }, [])
  const wording = (points: string) => criterion.levels.filter(l => from_wire(l.points) === from_wire(points)).map(l => l.text).join(' / ')
  return (
    <ul
      ref={ref} role="menu" aria-label={t.panel.pick} className="levels-menu popover"
      onBlur={event => { if (!event.currentTarget.contains(event.relatedTarget)) on_close() }}
      onKeyDown={event => {
        event.stopPropagation()
        const items = [...event.currentTarget.querySelectorAll<HTMLElement>('[role="menuitemradio"]')]
        const at = items.indexOf(document.activeElement as HTMLElement)
        if (event.key === 'ArrowDown') { event.preventDefault(); items[Math.min(items.length - 1, at + 1)]?.focus() }
        else if (event.key === 'ArrowUp') { event.preventDefault(); items[Math.max(0, at - 1)]?.focus() }
        else if (event.key === 'Escape' || event.key === 'Tab') { event.preventDefault(); on_close() }
        else if (event.key === 'Enter' || event.key === ' ') { event.preventDefault(); items[at]?.click() }
      }}
    >
      {options.map(points => (
        <li key={points} role="none">
          <div role="menuitemradio" tabIndex={-1} aria-checked={value !== null && from_wire(value) === from_wire(points)} onClick={() => on_pick(points)}>
            <strong className="num">{show(points, comma())}</strong> <span>{wording(points)}</span>
          </div>
        </li>
      ))}
    </ul>
  )
}
