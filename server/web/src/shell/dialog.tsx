import { X } from 'lucide-react'
import { useEffect, useId, useRef, type ReactNode } from 'react'
import { useWords } from '../i18n/words'

/**
 * A modal dialog: the browser's own keeps focus inside, gives it back, and closes on Esc; one without `on_close` closes by
 * nothing but its own buttons. It begins at what is marked `data-first`, else at its first field.
 */
export function Dialog({ title, on_close, children, wide }: { title: string; on_close: (() => void) | null; children: ReactNode; wide?: boolean }) {
  const t = useWords()
  const ref = useRef<HTMLDialogElement>(null)
  const heading = useId()
  useEffect(() => {
    const dialog = ref.current!
    if (!dialog.open) dialog.showModal()
    // The browser would choose the button that closes; one came to fill in a field, or to do what is marked.
    const first = dialog.querySelector<HTMLElement>('[data-first]') ?? dialog.querySelector<HTMLElement>('input, textarea, select')
    first?.focus()
    return () => dialog.close()
  }, [])
  return (
    <dialog
      ref={ref} className={wide ? 'dialog wide' : 'dialog'} aria-labelledby={heading}
      onCancel={event => { event.preventDefault(); on_close?.() }}
      onKeyDown={event => { event.stopPropagation(); if (event.key === 'Escape' && !on_close) event.preventDefault() }}
      onClose={() => { if (!on_close && ref.current?.isConnected) ref.current.showModal() /* Chromium closes at the second Esc whatever is said to it */ }}
    >
      <header>
        <h2 id={heading}>{title}</h2>
        {on_close && <button type="button" className="icon" onClick={on_close} aria-label={t.app.close}><X size={18} aria-hidden /></button>}
      </header>
      {children}
    </dialog>
  )
}
