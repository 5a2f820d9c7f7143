import { useSyncExternalStore } from 'react'
import type { Edit } from './journal'
import type { Journal } from './sender'

/** All edits of the journal, as they change. */
export const useJournal = (journal: Journal): Edit[] => useSyncExternalStore(journal.subscribe, journal.snapshot)
