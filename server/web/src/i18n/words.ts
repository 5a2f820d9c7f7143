// The words of the page. Vietnamese is the first language: the English catalogue must have every word it has, with the
// same parameters, or the build fails. Who reads no English never fetches it.

import { useSyncExternalStore } from 'react'
import type { Bilingual } from '../api/contract'
import { vi } from './vi'

type Worded<C> = { [K in keyof C]: C[K] extends (...a: infer A) => string ? (...a: A) => string : C[K] extends string ? string : Worded<C[K]> }
export type Words = Worded<typeof vi>
export type Language = 'vi' | 'en'

let language: Language = read()
const observers = new Set<() => void>()

function read(): Language {
  try {
    return localStorage.getItem('cchc.language') === 'en' ? 'en' : 'vi'
  } catch {
    return 'vi'
  }
}
let english: Words | null = null
/** Fetches the words of a language; where they do not come, the page stays in Vietnamese. */
export async function learn(next: Language): Promise<boolean> {
  if (next === 'en') english ??= await import('./en').then(m => m.en, () => null)
  return next === 'vi' || english !== null
}
export const current_language = () => language
export async function speak(next: Language) {
  if (!(await learn(next))) return
  language = next
  try { localStorage.setItem('cchc.language', next) } catch { /* forgotten at the next visit */ }
  document.documentElement.lang = next
  for (const observer of observers) observer()
}
function on_language(observer: () => void) {
  observers.add(observer)
  return () => { observers.delete(observer) }
}

export const words = (): Words => (language === 'en' && english ? english : vi)
export const useLanguage = () => useSyncExternalStore(on_language, current_language)
export function useWords(): Words {
  useLanguage()
  return words()
}
/** The decimal separator people read here. */
export const comma = (): ',' | '.' => (language === 'vi' ? ',' : '.')
export const said = (text: Bilingual | null | undefined) => (text ? text[language] || text.vi : '')
/** Vietnamese order: tones and đ where a reader looks for them; root collation has both wrong. */
export const collator = new Intl.Collator('vi', { numeric: true })

/** The name the page can find for a key that the server sent: an unknown one is shown as it is, never hidden. */
export const word_for = (table: Record<string, string>, key: string) => table[key] ?? key
