import { LogOut, Star } from 'lucide-react'
import type { ReactNode } from 'react'
import { Link as Anchor, useLocation } from 'wouter'
import type { Cycle, Role, Session } from '../api/contract'
import { agency_title, appraisal_rounds, useCriteria, useCycles } from '../api/cycles'
import { useHere, useSession } from '../api/session'
import { speak, useLanguage, useWords, word_for, type Words } from '../i18n/words'
import { RoundChip } from '../time/countdown'
import { ConnectionLine, TroubleBanner } from './connection'
import { SignOut } from './sign_out'

/** Everything around a screen: whose system, which cycle and round, which hat, and how fresh it all is. */
export function Shell({ cycle, past, children }: { cycle: Cycle | null; past?: ReactNode; children: ReactNode }) {
  const t = useWords()
  const session = useSession()
  return (
    <div className={past ? 'shell past' : 'shell'}>
      <a className="skip" href="#content">{t.app.skip}</a>
      <header className="top">
        <div className="top-row">
          <Anchor href="/" className="brand"><Star size={20} aria-hidden className="star" /> <span>{session.tenant.title}</span></Anchor>
          {session.demo && <span className="demo-mark">{t.app.demo}</span>}
          <span className="gap" />
          {cycle && <CycleChoice cycle={cycle} />}
          {cycle && <RoundChip cycle={cycle} role={session.role} />}
        </div>
        <div className="top-row second">
          <Nav cycle={cycle} role={session.role} t={t} />
          <span className="gap" />
          <LanguageSwitch />
          <RoleSwitch session={session} cycle={cycle} />
        </div>
      </header>
      <TroubleBanner />
      {past}
      <main id="content" tabIndex={-1}>{children}</main>
      <footer className="bottom"><ConnectionLine /></footer>
    </div>
  )
}

function Nav({ cycle, role, t }: { cycle: Cycle | null; role: Role | null; t: Words }) {
  const [at] = useLocation()
  const mine = cycle?.agencies.find(a => a.agency === role?.agency)?.assessment
  const council = appraisal_rounds(cycle)
  const round = council.find(r => r.state === 'open') ?? council.find(r => r.state === 'scheduled') ?? council.at(-1)
  // Where others score, those who bring it in have a page for it.
  const brings_in = role?.role === 'appraiser' || role?.role === 'auditor' || role?.role === 'leader'
  const criteria = useCriteria(brings_in ? cycle?.cycle : undefined, cycle?.groups[0]?.group)?.criteria ?? []
  const gives = criteria.some(c => c.leaf && c.scored_by !== 'agency' && c.scored_by !== 'system')
  const votes = criteria.some(c => c.leaf && c.scored_by === 'leaders')
  const operates = role?.role === 'system_admin'
  const links: [string, string][] = operates ? [] : [['/', t.nav.my_work]]
  if (mine && (role?.role === 'agency_officer' || role?.role === 'agency_head')) links.push([`/ho-so/${mine}`, t.nav.assessment])
  if (cycle && round && (role?.role === 'appraiser' || role?.role === 'auditor'))
    links.push([`/tham-dinh/${cycle.cycle}/${round.round}`, t.nav.appraisal])
  if (cycle && gives && role?.role !== 'leader') links.push([`/nhap-diem/${cycle.cycle}`, t.nav.given])
  if (cycle && votes) links.push([`/cham-lanh-dao/${cycle.cycle}`, t.nav.ballots])
  if (cycle && (role?.role === 'cycle_admin' || role?.role === 'auditor')) links.push([`/dieu-hanh/${cycle.cycle}`, t.nav.control_room])
  if (role && role.role !== 'leader' && role.role !== 'system_admin') links.push(['/thiet-lap', role.role === 'cycle_admin' ? t.nav.setup : t.nav.regulations])
  if (cycle) links.push([`/xep-hang/${cycle.cycle}`, t.nav.ranking])
  if (cycle && (role?.role === 'cycle_admin' || role?.role === 'auditor' || role?.role === 'deciding_authority')) links.push([`/cong-bo/${cycle.cycle}`, t.nav.publication])
  if (cycle && role?.role === 'auditor') links.push([`/dong-thoi-gian/${cycle.cycle}`, t.nav.time_machine])
  if (operates || role?.role === 'cycle_admin') links.push(['/he-thong', t.nav.system])
  if (role?.role === 'auditor') links.push(['/nhat-ky', t.nav.trail])
  const here = (href: string) => (href === '/' ? at === '/' : '/' + at.split('/')[1] === '/' + href.split('/')[1])
  return (
    <nav aria-label={t.nav.main}>
      <ul>{links.map(([href, title]) => <li key={href}><Anchor href={href} aria-current={here(href) ? 'page' : undefined}>{title}</Anchor></li>)}</ul>
    </nav>
  )
}

function CycleChoice({ cycle }: { cycle: Cycle }) {
  const t = useWords()
  const { data } = useCycles()
  const [at, go] = useLocation()
  if (!data || data.cycles.length < 2) return <span className="cycle-name">{cycle.title}</span>
  return (
    <label className="cycle-choice">
      <span>{t.nav.cycle}</span>
      <select value={cycle.cycle} onChange={event => {
        const next = event.target.value
        try { localStorage.setItem('cchc.cycle', next) } catch { /* chosen for this page only */ }
        const named = at.split('/').includes(cycle.cycle)
        go(named ? at.split('/').map(part => (part === cycle.cycle ? next : part)).join('/') : '/?ky=' + encodeURIComponent(next))
      }}>
        {data.cycles.map(c => <option key={c.cycle} value={c.cycle}>{c.title}</option>)}
      </select>
    </label>
  )
}

function LanguageSwitch() {
  const t = useWords()
  const language = useLanguage()
  return (
    <div className="language" role="group" aria-label={t.app.language}>
      <button type="button" lang="vi" aria-pressed={language === 'vi'} onClick={() => void speak('vi')} title="Tiếng Việt">VI</button>
      <button type="button" lang="en" aria-pressed={language === 'en'} onClick={() => void speak('en')} title="English">EN</button>
    </div>
  )
}

export const role_title = (t: Words, role: Role, cycle: Cycle | null) =>
  word_for(t.role, role.role) + (role.agency ? ' — ' + agency_title(cycle, role.agency) : '')

function RoleSwitch({ session, cycle }: { session: Session; cycle: Cycle | null }) {
  const t = useWords()
  const { choose } = useHere()
  const [, go] = useLocation()
  return (
    <div className="who">
      <Anchor href="/tai-khoan" className="person" title={t.account.open}>{session.name}<span className="sr"> · {t.account.open}</span></Anchor>
      {session.roles.length > 1 ? (
        <label>
          <span className="sr">{t.nav.role}</span>
          <select value={session.role?.grant ?? ''} onChange={event => void choose(event.target.value).then(() => go('/'))}>
            {session.roles.map(r => <option key={r.grant} value={r.grant}>{role_title(t, r, cycle)}</option>)}
          </select>
        </label>
      ) : session.role && <span className="role-name">{role_title(t, session.role, cycle)}</span>}
      <SignOut icon><LogOut size={17} aria-hidden /></SignOut>
    </div>
  )
}
