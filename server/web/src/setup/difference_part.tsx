import type { Difference, MemberChange } from '../draft/difference'
import { useWords, word_for } from '../i18n/words'
import type { Jump } from './findings_part'
import { show_typed } from './tree'

/** What is other than before, criterion by criterion. */
export function DifferencePart({ difference: d, on_jump }: { difference: Difference; on_jump?: Jump }) {
  const t = useWords()
  const name = (set: string, code: string) => (on_jump && code ? <button type="button" className="link code" onClick={() => on_jump(set, code)}>{code}</button> : <span className="code">{code || t.setup.whole_set}</span>)
  if (d.added.length + d.removed.length + d.changed.length + d.others.length === 0) return <p className="empty">{t.setup.no_difference}</p>
  return (
    <ul className="differences diff">
      {d.added.map(p => <li key={`+${p.set} ${p.code}`}><span className="chip ok">+ {t.setup.change.added}</span> <div>{name(p.set, p.code)} <ins>{p.title}</ins></div></li>)}
      {d.removed.map(p => <li key={`-${p.set} ${p.code}`}><span className="chip bad">− {t.setup.change.removed}</span> <div><span className="code">{p.code}</span> <del>{p.title}</del></div></li>)}
      {d.changed.map(c => (
        <li key={`~${c.set} ${c.code}`}><span className="chip info">~ {t.setup.change.changed}</span> <div>{name(c.set, c.code)} {c.title}<dl>{c.members.map(m => <Change key={m.member} change={m} />)}</dl></div></li>
      ))}
      {d.others.map(m => <li key={m}><span className="chip info">~ {t.setup.change.changed}</span> <div>{word_for(t.setup.member, m)}</div></li>)}
    </ul>
  )
}

function Change({ change: { member, from, to } }: { change: MemberChange }) {
  const t = useWords()
  const brief = (value: unknown): string => value === undefined ? t.history.nothing
    : typeof value === 'string' ? (member === 'maximum' ? show_typed(value) : value)
      : typeof value === 'boolean' ? (value ? t.setup.yes : t.setup.no) : typeof value === 'number' ? String(value) : JSON.stringify(value)
  const short = [from, to].every(v => typeof v !== 'object' || v === null)
  return (
    <div className="change-line">
      <dt>{word_for(t.setup.member, member)}</dt>
      <dd>{short ? <><del>{brief(from)}</del> → <ins>{brief(to)}</ins></> : <details><summary>{t.setup.see_change}</summary><del>{brief(from)}</del><br /><ins>{brief(to)}</ins></details>}</dd>
    </div>
  )
}
