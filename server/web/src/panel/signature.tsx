import { useState } from 'react'
import { BadgeCheck, CircleHelp, FileX2, RefreshCw, ShieldX, TriangleAlert } from 'lucide-react'
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

/** What was found, signature by signature; who signed stands in the report, which is asked for when it is opened. */
export function SignaturePart({ sha256, check, issuer, differs, may_check }: { sha256: string; check: SignatureCheck | null; issuer?: string | null; differs?: boolean; may_check: boolean }) {
  const t = useWords()
  const [opened, set_opened] = useState(false)
  const [told, set_told] = useState<{ text: string; bad?: boolean } | null>(null)
  const [busy, set_busy] = useState(false)
  const check_again = useCheckAgain(sha256)
  const again = async () => {
    set_busy(true)
    set_told(null)
    try {
      const now = await check_again()
      set_told({ text: check && now.verdict === check.verdict && now.depth.length === check.depth.length ? t.check.again_same : `${t.check.again_done} ${t.check.verdict[now.verdict]}` })
    } catch (error) {
      set_told({ bad: true, text: error instanceof Refused ? error.problem.detail ?? error.problem.title : t.sign_in.unreachable })
    }
    set_busy(false)
  }
  return (
    <div className="signature-part">
      {check?.verdict === 'invalid' && <p className="note bad slim" role="note"><ShieldX size={16} aria-hidden /> <span>{t.check.invalid_plain}</span></p>}
      {differs && <p className="note warn slim"><TriangleAlert size={16} aria-hidden /> <span>{t.check.differs(check?.signatures.map(s => s.organisation).filter(Boolean).join(', ') || t.check.unknown_organisation, issuer || '—')}</span></p>}
      {check && check.verdict !== 'unsigned' && (
        <p className="depths small">{t.check.how_far}: {DEPTHS.map(d => (
          <span key={d} className={check.depth.includes(d) ? 'ok-text' : 'quiet-text'}>{check.depth.includes(d) ? '✓' : '○'} {t.check.depth[d]}<span className="sr"> ({check.depth.includes(d) ? t.check.depth_yes : t.check.depth_no})</span></span>
        ))}</p>
      )}
      {check && check.reasons.length > 0 && <p className="small">{t.check.why}: {reasons(check.reasons, t)}</p>}
      {check?.signatures.map((s, i) => <Signature key={s.certificate + i} seen={s} t={t} />)}
      <p className="small num check-line">
        {check && <span>{t.check.checked_at} {show_instant(check.at)}{check.trust_list && <> · {t.check.trust_list} <span className="hash" title={check.trust_list}>{check.trust_list.slice(0, 8)}</span></>}</span>}
        {may_check && check && <button type="button" className="link" disabled={busy} onClick={() => void again()}><RefreshCw size={13} aria-hidden /> {busy ? t.check.checking : t.check.again}</button>}
        {told && <span role="status" className={told.bad ? 'field-error' : ''}>{told.text}</span>}
      </p>
      {check && check.verdict !== 'unsigned' && (
        <details onToggle={e => set_opened(e.currentTarget.open)}>
          <summary className="small">{t.check.report}</summary>
          {opened && <Report sha256={sha256} />}
        </details>
      )}
    </div>
  )
}

const reasons = (slugs: string[], t: Words) => slugs.map(r => word_for(t.check.reason, r.replace(/-/g, '_'))).join('; ')

function Signature({ seen: s, t }: { seen: SignatureSeen; t: Words }) {
  const [Icon, tone] = LOOKS[s.verdict]
  return (
    <div className="signature small">
      <p><Icon size={14} aria-hidden className={`${tone}-text`} /> <strong>{s.organisation || t.check.unknown_organisation}</strong> · {t.check.short[s.verdict]} · {word_for(t.check.kind, s.kind)}</p>
      <p className="num">
        {s.signed_at && <>{t.check.signed_at} {show_instant(s.signed_at)}{!s.time_stamped_at && ` (${t.check.by_signer})`}</>}
        {s.time_stamped_at && <> · {t.check.time_stamped_at} {show_instant(s.time_stamped_at)}</>}
      </p>
      <p className={s.whole_document && s.later.length === 0 ? '' : 'warn-text'}>
        {s.whole_document ? t.check.whole : s.later.length === 0 ? t.check.not_whole : ''}{s.later.length > 0 && ` ${t.check.later}: ${s.later.map(l => word_for(t.check.later_of, l)).join(', ')}`}
      </p>
      {s.reasons.length > 0 && <p>{t.check.why}: {reasons(s.reasons, t)}</p>}
    </div>
  )
}

function Report({ sha256 }: { sha256: string }) {
  const t = useWords()
  const { data, error } = useSignatureChecks(sha256, true)
  if (error) return <p className="small">{error instanceof Refused ? error.problem.detail ?? error.problem.title : t.sign_in.unreachable}</p>
  if (!data) return null
  if (data.checks.length === 0) return <p className="small">{t.check.none}</p>
  const [latest] = data.checks
  return (
    <div className="small">
      <ul className="plain-list">
        {latest!.signatures.map((s, i) => (
          <li key={i}>{[s.signer && `${t.check.person}: ${s.signer}${s.position ? `, ${s.position}` : ''}`, s.issuer && `${t.check.issuer}: ${s.issuer}`, s.serial && `${t.check.serial}: ${s.serial}`].filter(Boolean).join(' · ')}</li>
        ))}
      </ul>
      {latest!.revisions && latest!.revisions.length > 1 && <p>{t.check.revisions}: {latest!.revisions.map(r => t.check.revision(r.n, word_for(t.check.revision_by, r.by)) + (r.change ? ` (${word_for(t.check.later_of, r.change)})` : '')).join(' · ')}</p>}
      <p>{t.check.earlier}:</p>
      <ol className="plain-list num">{data.checks.map(c => <li key={c.at}>{show_instant(c.at)} · {t.check.short[c.verdict]} · {how_far(c, t)}</li>)}</ol>
    </div>
  )
}
