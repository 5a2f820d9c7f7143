import { BadgeCheck, Check, CircleDashed, CircleHelp, FileX2, RefreshCw, ShieldX, TriangleAlert } from 'lucide-react'
import { useState } from 'react'
import { useCheckAgain, useSignatureChecks } from '../api/evidence'
import { DEPTHS, type SignatureCheck, type SignatureSeen } from '../api/contract_evidence'
import { Refused } from '../api/http'
import { useWords, word_for, type Words } from '../i18n/words'
import { show_instant } from '../time/format'

const LOOKS = { valid: [BadgeCheck, 'ok'], invalid: [ShieldX, 'bad'], indeterminate: [CircleHelp, 'warn'], unsigned: [FileX2, 'quiet'] } as const

/**
 * The verdict in a word, a shape and a colour, and always how far it was looked at, unless the details beside it say so.
 * The server judges; this shows it.
 */
export function SignatureBadge({ check, alone = true }: { check: SignatureCheck | null; alone?: boolean }) {
  const t = useWords()
  if (!check) return <span className="chip quiet">{t.check.not_checked}</span>
  const [Icon, tone] = LOOKS[check.verdict]
  return (
    <span className="signature-badge">
      <span className={`chip ${tone}`}><Icon size={14} aria-hidden /> {t.check.verdict[check.verdict]}</span>
      {alone && check.verdict !== 'unsigned' && <span className="small">{how_far(check, t)}</span>}
    </span>
  )
}
export const how_far = (check: SignatureCheck, t: Words) => (check.depth.length ? t.check.depth_line(DEPTHS.filter(d => check.depth.includes(d)).map(d => t.check.depth[d]).join(', ')) : t.check.depth_none)

/**
 * All that was found out about a file's signatures: the verdict and what it means, how far it was looked at, signature by
 * signature, what was done to the file since, and every earlier check. `check` is what stands with the file; who signed
 * stands in the server's reports alone.
 */
export function SignaturePart({ sha256, check, issuer, differs, may_check }: { sha256: string; check: SignatureCheck; issuer?: string | null; differs?: boolean; may_check: boolean }) {
  const t = useWords()
  const { data } = useSignatureChecks(sha256, check.verdict !== 'unsigned')
  const newest = data?.checks[0] ?? check
  const revisions = newest.revisions ?? []
  return (
    <div className="signature-part">
      <p className="signature-meaning">{t.check.meaning[newest.verdict]}</p>
      {newest.reasons.length > 0 && <p className="small"><strong>{t.check.why}:</strong> {reasons(newest.reasons, t)}.</p>}
      {differs && <p className="note warn slim"><TriangleAlert size={16} aria-hidden /> <span>{t.check.differs(newest.signatures.map(s => s.organisation).filter(Boolean).join(', ') || t.check.unknown_organisation, issuer || '—')}</span></p>}
      {newest.verdict !== 'unsigned' && <Depths check={newest} />}
      {newest.signatures.map((s, i) => <Signature key={s.certificate + i} seen={s} title={t.check.nth(i + 1, newest.signatures.length)} />)}
      {revisions.length > 1 && <p className="small num"><strong>{t.check.revisions}:</strong> {revisions.map(r => t.check.revision(r.n, word_for(t.check.revision_by, r.by)) + (r.changes.length ? ` (${r.changes.map(c => word_for(t.check.later_of, c)).join(', ')})` : '')).join(' · ')}</p>}
      <Checked sha256={sha256} check={newest} may_check={may_check} />
      {data && data.checks.length > 1 && (
        <details>
          <summary className="small">{t.check.earlier(data.checks.length)}</summary>
          <ol className="plain-list num small">{data.checks.map(c => <li key={c.at}>{show_instant(c.at)} · {t.check.short[c.verdict]} · {how_far(c, t)}{c.trust_list && ` · ${t.check.trust_list.toLocaleLowerCase('vi')} ${c.trust_list.slice(0, 8)}`}</li>)}</ol>
        </details>
      )}
    </div>
  )
}

function Depths({ check }: { check: SignatureCheck }) {
  const t = useWords()
  return (
    <div className="small">
      <strong>{t.check.how_far}</strong>
      <ul className="depths">
        {DEPTHS.map(d => {
          const done = check.depth.includes(d)
          return <li key={d} className={done ? 'ok-text' : 'quiet-text'}>{done ? <Check size={14} aria-hidden /> : <CircleDashed size={14} aria-hidden />} {t.check.depth[d]}<span className="sr"> ({done ? t.check.depth_yes : t.check.depth_no})</span></li>
        })}
      </ul>
    </div>
  )
}

const reasons = (slugs: string[], t: Words) => slugs.map(r => word_for(t.check.reason, r)).join('; ')

function Signature({ seen: s, title }: { seen: SignatureSeen; title: string }) {
  const t = useWords()
  const [Icon, tone] = LOOKS[s.verdict]
  const facts: [string, string | null | undefined][] = [
    [t.check.person, s.signer && [s.signer, s.position].filter(Boolean).join(', ')],
    [t.check.signed_at, s.signed_at && show_instant(s.signed_at) + (s.time_stamped_at ? '' : ` (${t.check.by_signer})`)],
    [t.check.time_stamped_at, s.time_stamped_at ? show_instant(s.time_stamped_at) : t.check.no_time_stamp],
    [t.check.issuer, s.issuer && [s.issuer, word_for(t.check.kind, s.kind)].join(' · ')],
    [t.check.serial, s.serial],
    [t.check.revocation, s.revocation && [word_for(t.check.revocation_of, s.revocation.status), s.revocation.revoked_at && t.check.revoked_at(show_instant(s.revocation.revoked_at)), s.revocation.from && t.check.revocation_from(s.revocation.from)].filter(Boolean).join(' ')],
    [t.check.why, s.reasons.length > 0 ? reasons(s.reasons, t) : null],
  ]
  return (
    <section className={`signature small ${tone}`} aria-label={title}>
      <p><Icon size={15} aria-hidden className={`${tone}-text`} /> <span className="sr">{title}: </span><strong>{s.organisation || t.check.unknown_organisation}</strong> · {t.check.short[s.verdict]}{!s.issuer && ` · ${word_for(t.check.kind, s.kind)}`}</p>
      <dl className="num">{facts.map(([name, value]) => value && <div key={name}><dt>{name}</dt><dd>{value}</dd></div>)}</dl>
      <p className={s.whole_document && s.later.length === 0 ? '' : 'warn-text'}>
        {s.whole_document ? t.check.whole : s.later.length === 0 ? t.check.not_whole : ''}{s.later.length > 0 && ` ${t.check.later}: ${s.later.map(l => word_for(t.check.later_of, l)).join(', ')}`}
      </p>
    </section>
  )
}

/** When and against which trust list; and the way to ask again, which tells the old verdict beside the new one. */
function Checked({ sha256, check, may_check }: { sha256: string; check: SignatureCheck; may_check: boolean }) {
  const t = useWords()
  const [told, set_told] = useState<{ text: string; bad?: boolean } | null>(null)
  const [busy, set_busy] = useState(false)
  const check_again = useCheckAgain(sha256)
  const again = async () => {
    set_busy(true)
    set_told(null)
    try {
      set_told({ text: compared(check, await check_again(), t) })
    } catch (error) {
      set_told({ bad: true, text: error instanceof Refused ? error.problem.detail ?? error.problem.title : t.sign_in.unreachable })
    }
    set_busy(false)
  }
  return (
    <div className="check-line small num">
      <span>{t.check.checked_at} {show_instant(check.at)}{check.trust_list && <> · {t.check.trust_list} <span className="hash" title={check.trust_list}>{check.trust_list.slice(0, 8)}</span></>}</span>
      {may_check && <button type="button" disabled={busy} onClick={() => void again()}><RefreshCw size={14} aria-hidden className={busy ? 'turning' : ''} /> {busy ? t.check.checking : t.check.again}</button>}
      <span role="status" className={told?.bad ? 'field-error' : 'told'}>{told?.text}</span>
    </div>
  )
}

/** What a check that was made again says: the old verdict and the new one, and how far each went where that alone moved. */
export function compared(was: SignatureCheck, now: SignatureCheck, t: Words): string {
  const full = (c: SignatureCheck) => (was.verdict === now.verdict && c.verdict !== 'unsigned' ? `${t.check.short[c.verdict]}, ${how_far(c, t)}` : t.check.short[c.verdict])
  const same = was.verdict === now.verdict && how_far(was, t) === how_far(now, t)
  return same ? t.check.again_same(t.check.short[now.verdict]) : t.check.again_other(full(was), full(now))
}
