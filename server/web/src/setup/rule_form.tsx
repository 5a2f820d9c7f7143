import { useId, useState } from 'react'
import type { Shape } from '../api/contract'
import type { Node, RegulationText, Rule } from '../draft/document'
import { members_of, reshaped, rest_of, scorers_of, SHAPES, with_rest, type Member } from '../draft/rule_members'
import { useWords, word_for } from '../i18n/words'
import { DateField } from '../time/date_field'
import { DayBands, RatioBands, type DayBand, type RatioBand } from './band_rows'
import { Choice, Field, PointsField, TextField, Tick } from './fields'

/** How a leaf is scored: the shape, its members each in a field, and what has no field as JSON. */
export function RuleForm({ text, node, on_change }: { text: RegulationText; node: Node; on_change: (members: Partial<Node>) => void }) {
  const t = useWords()
  const rule = node.rule ?? { shape: 'choice' as const }
  const scorers = scorers_of(rule.shape)
  const by = node.scored_by ?? 'agency'
  const put = (next: Rule) => on_change({ rule: next })
  const member = (name: string, value: unknown) => put(Object.fromEntries(Object.entries({ ...rule, [name]: value }).filter(([, v]) => v !== undefined)) as Rule)
  const choose = (shape: Shape) => {
    const next = scorers_of(shape)
    const scored_by = next.includes(by) ? by : next[0]!
    on_change({ rule: reshaped(rule, shape), scored_by: scored_by === 'agency' ? undefined : scored_by })
  }
  return (
    <fieldset className="rows rule">
      <legend>{t.setup.rule}</legend>
      <div className="two">
        <Choice label={t.setup.shape_long} value={rule.shape} on_change={choose} options={SHAPES.map(s => [s, word_for(t.shape, s)])} />
        <Choice label={t.setup.scored_by} value={by} on_change={v => on_change({ scored_by: v === 'agency' ? undefined : v })} options={scorers.map(s => [s, word_for(t.scored_by, s)])} />
      </div>
      {members_of(rule.shape).map(m => <MemberField key={m.name} member={m} rule={rule} node={node} text={text} on_change={value => member(m.name, value)} />)}
      <RestField key={rule.shape} rule={rule} on_change={put} />
    </fieldset>
  )
}

function MemberField({ member: m, rule, node, text, on_change }: { member: Member; rule: Rule; node: Node; text: RegulationText; on_change: (value: unknown) => void }) {
  const t = useWords()
  const id = useId()
  const label = word_for(t.setup.member, m.name) + (m.needed ? '' : ` ${t.setup.optional}`)
  const value = rule[m.name]
  const pick = (options: (readonly [string, string])[]) => (
    <Choice label={label} value={(value as string | undefined) ?? ''} on_change={v => on_change(v || undefined)} options={[...(m.needed && value !== undefined ? [] : [['', t.setup.none] as const]), ...options]} />
  )
  switch (m.kind) {
    case 'label': return <TextField label={label} value={(value as string | undefined) ?? ''} maximum={512} on_change={v => on_change(v || undefined)} />
    case 'points':
    case 'percent': return <PointsField label={label} optional value={value as string | undefined} on_change={on_change} />
    case 'flag': return <Tick label={label} checked={value === true} on_change={v => on_change(v || undefined)} />
    case 'date': return <Field label={label} id={id}><span id={id} /><DateField label={label} value={(value as string | undefined) ?? ''} on_change={v => on_change(v || undefined)} /></Field>
    case 'level': return <LevelChoice label={label} node={node} value={value as number | undefined} needed={m.needed} on_change={on_change} />
    case 'day_bands': return <DayBands label={label} node={node} bands={(value as DayBand[] | undefined) ?? []} on_change={on_change} />
    case 'ratio_bands': return <RatioBands label={label} node={node} bands={(value as RatioBand[] | undefined) ?? []} on_change={on_change} />
    case 'survey': return pick((text.surveys ?? []).map(s => [s.id, s.title]))
    case 'ballot': return pick((text.ballots ?? []).map(s => [s.id, s.title]))
    case 'round': return pick(text.rounds.map(s => [s.id, s.title]))
    default: return pick(m.kind.map(v => [v, word_for(t.setup.reading, v)]))
  }
}

export function LevelChoice({ label, node, value, needed, on_change, bare }: { label: string; node: Node; value: number | undefined; needed?: boolean; on_change: (level: number | undefined) => void; bare?: boolean }) {
  const t = useWords()
  const id = useId()
  const levels = node.levels ?? []
  const select = (
    <select id={id} aria-label={bare ? label : undefined} value={value ?? ''} onChange={e => on_change(e.target.value === '' ? undefined : Number(e.target.value))}>
      {(!needed || value === undefined || value >= levels.length) && <option value={value !== undefined && value >= levels.length ? value : ''}>{value !== undefined && value >= levels.length ? t.setup.no_such_level(value + 1) : t.setup.none}</option>}
      {levels.map((l, i) => <option key={i} value={i}>{`${l.points.replace('.', ',')} · ${l.text}`.slice(0, 80)}</option>)}
    </select>
  )
  return bare ? select : <Field label={label} id={id}>{select}</Field>
}

/** The members of the rule that have no field of their own, as they stand in the document. */
function RestField({ rule, on_change }: { rule: Rule; on_change: (rule: Rule) => void }) {
  const t = useWords()
  const held = rest_of(rule)
  const bare = members_of(rule.shape).length === 0 && held === ''
  const [open, set_open] = useState(held !== '')
  if (bare && rule.shape === 'choice') return <p className="small">{t.setup.choice_needs_nothing}</p>
  if (!open) return <button type="button" className="link" onClick={() => set_open(true)}>{t.setup.rest_open}</button>
  const fault = (typed: string) => {
    const read = with_rest(rule, typed)
    return read.ok ? null : t.setup.rest_fault[read.why](read.at ?? '')
  }
  return (
    <TextField
      label={t.setup.rest} mono rows={Math.min(14, Math.max(4, held.split('\n').length + 1))} maximum={40_000} value={held} hint={t.setup.rest_hint(word_for(t.shape, rule.shape))} fault={fault}
      on_change={typed => { const read = with_rest(rule, typed); if (read.ok) on_change(read.rule) }}
    />
  )
}
