import { useQueries } from '@tanstack/react-query'
import type { Role } from '../api/contract'
import { get } from '../api/http'
import { in_progress, useRegulations, type RegulationFile } from '../api/regulations'
import { useWords } from '../i18n/words'
import type { Work } from './my_work'

/** Drafts that this person's agency is asked about and has said nothing of yet. */
export function useDraftsToComment(role: Role | null): Work[] {
  const t = useWords()
  const speaks = role?.role === 'agency_officer' || role?.role === 'agency_head'
  const list = useRegulations(speaks)
  const out = (speaks && list.data?.in_progress.filter(r => r.state === 'in_consultation')) || []
  const files = useQueries({ queries: out.map(r => ({ queryKey: ['regulation', r.regulation], queryFn: () => get<RegulationFile>(`/regulations/${r.regulation}`), refetchInterval: 30_000 })) })
  return files.flatMap(({ data }) => {
    const asked = in_progress(data)?.consultation
    const waits = asked?.agencies.some(a => a.agency === role?.agency && a.standing === 'asked')
    return data && asked && waits
      ? [{ key: `comment ${data.regulation}`, what: t.work.to_comment(data.regulation), why: t.work.why.asked, until: asked.closes_at, href: `/thiet-lap/${data.regulation}?phan=gop-y`, act: t.work.comment }] : []
  })
}
