import { lazy, Suspense, useEffect, useMemo, useState, type ReactNode } from 'react'
import { Link as Anchor, Redirect, Route, Switch, useLocation, useSearchParams } from 'wouter'
import type { Cycle, Entry } from './api/contract'
import { current_cycle, group_of, useCycle, useCycles } from './api/cycles'
import { instead_of } from './api/http'
import { useHere } from './api/session'
import { useLanguage, useWords } from './i18n/words'
import { last_touch, useAssessment } from './api/assessment'
import { useAsOf } from './past/as_of'
import { PastBanner } from './past/banner'
import { RankingScreen, useRanking } from './screens/ranking'
import { Submit } from './screens/submit'
import { MyWork } from './screens/my_work'
import { ChooseRole, SignIn, SignInAgain, SignInStep, way_back } from './screens/sign_in'
import { ScoringGrid } from './screens/scoring_grid'
import { ProblemNote, Skeleton } from './shell/problem'
import { Shell } from './shell/shell'

// What an officer never opens is fetched by those who do.
const AppraisalWorkbench = lazy(() => import('./screens/appraisal_workbench').then(m => ({ default: m.AppraisalWorkbench })))
const ControlRoom = lazy(() => import('./screens/control_room').then(m => ({ default: m.ControlRoom })))
const BallotsScreen = lazy(() => import('./screens/ballots').then(m => ({ default: m.BallotsScreen })))
const GivenList = lazy(() => import('./screens/given_list').then(m => ({ default: m.GivenList })))
const RegulationsScreen = lazy(() => import('./screens/regulations').then(m => ({ default: m.RegulationsScreen })))
const SetupScreen = lazy(() => import('./screens/setup').then(m => ({ default: m.SetupScreen })))
const SystemConsole = lazy(() => import('./screens/system_console').then(m => ({ default: m.SystemConsole })))
const PublicationScreen = lazy(() => import('./screens/publication').then(m => ({ default: m.PublicationScreen })))
const TrailScreen = lazy(() => import('./screens/trail').then(m => ({ default: m.TrailScreen })))
const MyAccount = lazy(() => import('./screens/my_account').then(m => ({ default: m.MyAccount })))
const TimeMachine = lazy(() => import('./screens/time_machine').then(m => ({ default: m.TimeMachine })))

export function App() {
  const t = useWords()
  const language = useLanguage()
  const here = useHere()
  const [at] = useLocation()
  useEffect(() => { document.documentElement.lang = language }, [language])
  useEffect(() => {
    document.title = `${title_of(t, at)} · ${here.session?.tenant.title ?? t.app.name}`
  }, [at, here.session, t])
  if (here.asking) return <div className="page"><Skeleton /></div>
  if (here.unreachable && !here.session) return <main className="page narrow"><ProblemNote problem={new Error()} on_retry={() => location.reload()} /></main>
  if (!here.session && here.half) return <SignInStep />
  if (!here.session) return at === '/dang-nhap' ? <SignIn /> : <Redirect to={'/dang-nhap' + (at === '/' ? '' : '?ve=' + encodeURIComponent(at + location.search))} />
  return (
    <>
      {here.expired && <SignInAgain />}
      {!here.session.role ? <ChooseRole /> : <Screens />}
    </>
  )
}

function Screens() {
  return (
    <Switch>
      <Route path="/dang-nhap"><Back /></Route>
      <Route path="/"><Home /></Route>
      <Route path="/ho-so/:id">{p => <AssessmentScreen id={p.id} />}</Route>
      <Route path="/ho-so/:id/nop">{p => <AssessmentScreen id={p.id} submit />}</Route>
      <Route path="/ho-so/:id/tieu-chi/:code">{p => <AssessmentScreen id={p.id} alone={decodeURIComponent(p.code)} />}</Route>
      <Route path="/tham-dinh/:cycle/:round">{p => (
        <InCycle id={p.cycle}>{cycle => {
          const round = cycle.rounds.find(r => r.round === p.round && r.kind === 'appraisal')
          return round ? <AppraisalWorkbench key={round.round} cycle={cycle} round={round} /> : <NotFound />
        }}</InCycle>
      )}</Route>
      <Route path="/dieu-hanh/:cycle">{p => <InCycle id={p.cycle}>{cycle => <ControlRoom key={cycle.cycle} cycle={cycle} />}</InCycle>}</Route>
      <Route path="/xep-hang/:cycle">{p => <RankingPage id={p.cycle} />}</Route>
      <Route path="/dong-thoi-gian/:cycle">{p => <InCycle id={p.cycle}>{cycle => <TimeMachine key={cycle.cycle} cycle={cycle} />}</InCycle>}</Route>
      <Route path="/cham-lanh-dao/:cycle">{p => <InCycle id={p.cycle}>{cycle => <BallotsScreen key={cycle.cycle} cycle={cycle} />}</InCycle>}</Route>
      <Route path="/nhap-diem/:cycle">{p => <InCycle id={p.cycle}>{cycle => <GivenList key={cycle.cycle} cycle={cycle} />}</InCycle>}</Route>
      <Route path="/thiet-lap"><WithCycle><RegulationsScreen /></WithCycle></Route>
      <Route path="/thiet-lap/:id">{p => <WithCycle><SetupScreen key={p.id} id={p.id} /></WithCycle>}</Route>
      <Route path="/cong-bo/:cycle">{p => <InCycle id={p.cycle}>{cycle => <PublicationScreen key={cycle.cycle} cycle={cycle} />}</InCycle>}</Route>
      <Route path="/he-thong"><WithCycle><SystemConsole /></WithCycle></Route>
      <Route path="/nhat-ky"><WithCycle><TrailScreen /></WithCycle></Route>
      <Route path="/tai-khoan"><WithCycle><MyAccount /></WithCycle></Route>
      <Route><InCycle><NotFound /></InCycle></Route>
    </Switch>
  )
}

/** After signing in, to the page that was asked for; only ever a path of our own. */
function Back() {
  const [query] = useSearchParams()
  return <Redirect to={way_back(query)} />
}

function title_of(t: ReturnType<typeof useWords>, at: string): string {
  return {
    'dang-nhap': t.sign_in.title, 'ho-so': t.nav.assessment, 'tham-dinh': t.nav.appraisal, 'dieu-hanh': t.nav.control_room,
    'xep-hang': t.nav.ranking, 'dong-thoi-gian': t.nav.time_machine, 'thiet-lap': t.nav.setup, 'cham-lanh-dao': t.nav.ballots, 'nhap-diem': t.nav.given,
    'he-thong': t.nav.system, 'cong-bo': t.publication.title, 'nhat-ky': t.nav.trail, 'tai-khoan': t.account.title,
  }[at.split('/')[1] ?? ''] ?? t.nav.my_work
}

/** The shell of a cycle: the named one, else the one last chosen, else where something can be done. */
function InCycle({ id, children }: { id?: string; children: ReactNode | ((cycle: Cycle) => ReactNode) }) {
  const t = useWords()
  const cycles = useCycles()
  const [query] = useSearchParams()
  const asked = id ?? query.get('ky') ?? remembered()
  const chosen = useMemo(() => {
    const all = cycles.data?.cycles ?? []
    return all.find(c => c.cycle === asked) ?? (id ? undefined : current_cycle(all))
  }, [cycles.data, asked, id])
  const cycle = useCycle(chosen?.cycle)
  return (
    <Shell cycle={cycle}>
      <ProblemNote problem={instead_of(cycles)} on_retry={() => void cycles.refetch()} />
      {cycles.isPending ? <div className="page"><Skeleton /></div>
        : typeof children !== 'function' ? children
          : cycle ? <Suspense fallback={<div className="page"><Skeleton /></div>}>{children(cycle)}</Suspense>
            : id ? <NotFound /> : !cycles.error && <div className="page narrow"><p className="empty">{t.work.no_cycle}</p></div>}
    </Shell>
  )
}
/** What stands beside any cycle, and before the first one: the shell shows the cycle people are in, where they see any. */
function WithCycle({ children }: { children: ReactNode }) {
  const role = useHere().session?.role?.role
  if (role === 'system_admin') return <Shell cycle={null}><Suspense fallback={<div className="page"><Skeleton /></div>}>{children}</Suspense></Shell>
  return <InCycle><Suspense fallback={<div className="page"><Skeleton /></div>}>{children}</Suspense></InCycle>
}
function remembered(): string | null {
  try { return localStorage.getItem('cchc.cycle') } catch { return null }
}

function Home() {
  // Who operates sees no cycle: his work is in the console (SE-11).
  if (useHere().session?.role?.role === 'system_admin') return <Redirect to="/he-thong" />
  return <InCycle>{cycle => <MyWork cycle={cycle} />}</InCycle>
}

/** S3 and S4, now or as they were; its cycle is the assessment's own. */
function AssessmentScreen({ id, submit, alone }: { id: string; submit?: boolean; alone?: string }) {
  const { as_of, go } = useAsOf()
  const page = useAssessment(id, as_of)
  const cycle = useCycle(page.header?.cycle)
  // A lock, an extension or a reopening changes what may be done here: asked for anew as soon as it is heard of.
  const gates = JSON.stringify(cycle && [cycle.rounds.map(r => [r.state, r.extensions.length, r.published?.seq]), cycle.reopenings.map(g => g.state)])
  const { refresh } = page
  useEffect(() => { void refresh() }, [gates])
  const banner = as_of && (
    <PastBanner as_of={as_of} at={page.live.view?.seq ?? null} last_change={last_change(page.entries.values())} subject={`assessment/${id}`} go={go} />
  )
  if (!cycle && as_of) return <Shell cycle={null} past={banner}><div className="page">{page.header_error ? <ProblemNote problem={page.header_error} /> : <Skeleton />}</div></Shell>
  if (!cycle) return <InCycle>{() => <div className="page">{page.header_error ? <ProblemNote problem={page.header_error} /> : <Skeleton />}</div>}</InCycle>
  if (submit) return <Shell cycle={cycle}><Submit key={id} page={page} cycle={cycle} /></Shell>
  return <Shell cycle={cycle} past={banner}><ScoringGrid key={id + (as_of?.seq ?? as_of?.at ?? '') + (alone ?? '')} page={page} cycle={cycle} alone={alone} /></Shell>
}
/** S10, now or as it was. */
function RankingPage({ id }: { id: string }) {
  const cycles = useCycles()
  const known = cycles.data?.cycles.find(c => c.cycle === id)
  const [query] = useSearchParams()
  const role = useHere().session?.role
  const group = query.get('nhom') ?? group_of(known, role?.agency) ?? known?.groups[0]?.group
  if (!known || !group) return <InCycle id={id}>{() => <NotFound />}</InCycle>
  return <RankingInGroup key={id + group} id={id} group={group} />
}
function RankingInGroup({ id, group }: { id: string; group: string }) {
  const { as_of, go } = useAsOf()
  const cycle = useCycle(id)
  const [paused, set_paused] = useState(false)
  const live = useRanking(id, group, as_of, paused)
  const banner = as_of && <PastBanner as_of={as_of} at={live.view?.seq ?? null} go={go} />
  return (
    <Shell cycle={cycle} past={banner}>
      {cycle && <RankingScreen cycle={cycle} group={group} as_of={as_of} live={live} paused={paused} on_pause={set_paused} />}
    </Shell>
  )
}
function last_change(entries: Iterable<Entry>): bigint | null {
  let last: bigint | null = null
  for (const e of entries) {
    const touch = last_touch(e)
    if (touch && (last === null || touch.seq > last)) last = touch.seq
  }
  return last
}

function NotFound() {
  const t = useWords()
  return (
    <div className="page narrow">
      <h1>{t.app.not_found}</h1>
      <p>{t.app.not_found_more}</p>
      <p><Anchor href="/" className="button primary">{t.app.to_my_work}</Anchor></p>
    </div>
  )
}
