// English: evidence, digital signatures, secret papers, reports from outside.

export const en_evidence = {
  paper: {
    kind: 'Kind of document', no_kind: 'Not chosen', issuer: 'Issuing authority', corrects: 'Corrects', corrects_none: 'Nothing', corrects_of: (name: string) => `corrects ${name}`, corrected_by: 'corrected by a later file',
    dates: 'Days late are counted from the document date; the time of the upload is kept apart.', phase: { at_lock: 'present at the lock', supplement: 'added after the lock' },
    destroyed: 'The content was destroyed by decision; its hash, its size and the fact remain.', view: 'View', viewing: 'Viewing', open: 'Open the criterion page', expected: 'Documents expected', known: (name: string) => `This file is in the assessment already (${name}); it is reused, not sent again.`,
    uncounted: { not_submitted: 'The self score does not count: the assessment was not submitted before the lock.', without_evidence: 'The self score does not count: the evidence that the regulation asks for is missing.' },
    kinds: {
      plan: 'Plan', progress_table: 'Progress table', report: 'Report', decision: 'Decision', work_rules: 'Work rules', assignment: 'Assignment', recognised_initiative: 'Recognised initiative', legal_document: 'Legal document',
      conclusion: 'Conclusion of an inspection', statistics: 'Statistics', screenshot: 'Screenshot', apology_letter: 'Letter of apology', staff_table: 'Staff table', settlement_report: 'Settlement report', minutes: 'Minutes', file_list: 'List of files', submission_letter: 'Submission, official letter', other: 'Other',
    } as Record<string, string>,
  },
  upload_steps: {
    name: 'File', hash: 'SHA-256', send: 'Upload', type: 'File type', attach: 'Attach', signature: 'Signature', done: 'done', now: 'under way', failed: 'refused', resumed: 'resumed from an earlier visit', reused: 'a file already here', retry: 'Retry', close: 'Close this line',
    pending_signature: 'The server is checking the signature', unreachable: 'The server cannot be reached; the file is kept on this machine.',
  },
  check: {
    verdict: { valid: 'Signature valid', invalid: 'Signature invalid', indeterminate: 'Signature undecided', unsigned: 'No digital signature' },
    short: { valid: 'Valid', invalid: 'Invalid', indeterminate: 'Undecided', unsigned: 'Unsigned' },
    not_checked: 'Signature not checked', invalid_plain: 'This is no longer the document that was signed, or the signature does not hold. Do not rely on it while this is unexplained.',
    how_far: 'How far it was checked', depth: { integrity: 'integrity', chain: 'certificate chain', revocation: 'revocation', time_stamp: 'time-stamp' }, depth_yes: 'checked', depth_no: 'could not be checked', depth_line: (done: string) => `checked: ${done}`, depth_none: 'nothing could be checked',
    signer: 'Signing organisation', person: 'Signer', kind: { official_duty: 'official-duty signature', public: 'public signature', unknown: 'kind of signature unknown' } as Record<string, string>,
    signed_at: 'Signed', by_signer: "by the signer's clock", time_stamped_at: 'Time-stamp', issuer: 'Certificate issuer', serial: 'Certificate number', unknown_organisation: 'organisation unknown',
    whole: 'Unchanged since signing', not_whole: 'The signature does not cover the whole document', later: 'After signing', later_of: { signature: 'a signature added', form_values: 'form filled in', visible_change: 'visible content changed', other: 'another change' } as Record<string, string>,
    checked_at: 'Checked', trust_list: 'Trust list', again: 'Check again', checking: 'Checking…', again_done: 'Checked again.', again_same: 'Nothing changed.', differs: (organisation: string, issuer: string) => `The signing organisation (${organisation}) is not the issuing authority (${issuer}): the signature should be the issuer's.`, differs_short: 'Signer is not the issuer',
    details: 'Signature details', report: 'Signers and earlier checks', earlier: 'Checks', why: 'Reasons', none: 'No check yet.', revisions: 'Revisions of the file', revision: (n: number, by: string) => `revision ${n}: ${by}`, revision_by: { signature: 'signature', time_stamp: 'time-stamp', edit: 'edit' } as Record<string, string>,
    reason: {
      no_signature: 'the file carries no signature', digest_mismatch: 'the content differs from what was signed', changed_after_signing: 'the content was changed after signing', bad_byte_range: 'the signed range is not sound', padding_not_zero: 'foreign data in the unsigned gap', untrusted_root: 'not on the trust list', unknown_root: 'not on the trust list', no_chain: 'no certificate chain could be built',
      expired: 'certificate expired when signing', not_yet_valid: 'certificate not yet valid when signing', revoked: 'certificate revoked', no_revocation_data: 'no revocation list was found', revocation_unknown: 'no revocation list was found', no_time_stamp: 'no trusted time-stamp', bad_time_stamp: 'the time-stamp does not hold',
      weak_algorithm: 'algorithm no longer secure', unreadable: 'the file cannot be read', too_large: 'too large to check', timed_out: 'checking took too long', not_a_pdf: 'not a PDF', malformed: 'malformed file', encrypted: 'protected by a password',
    } as Record<string, string>,
  },
  viewer: {
    title: 'Document', page: (n: number, of: number | null) => (of ? `p. ${n}/${of}` : `p. ${n}`), alt: (name: string, n: number) => `${name}, page ${n}`, previous: 'Previous page', next: 'Next page', larger: 'Larger', smaller: 'Smaller', cite: (n: number) => `Cite p. ${n}`, cited: (n: number) => `p. ${n}`, download: 'Download',
    none: 'There is no preview of this file. Download it to look at it.', keys: 'Keys: [ ] pages, C cites the page', failed: 'This page has no preview.', cited_done: (text: string) => `Citation ${text} noted`,
  },
  secret: {
    title: 'Secret papers', lead: 'A secret paper is never uploaded. Only that it exists is recorded; its content is explained to the council in person.', declare: 'Declare a secret paper', sure: 'Record that this score rests on a secret paper. Enter no name, number or content of it.', paper: (n: number) => `Secret paper ${n}`, declared: (at: string) => `declared ${at}`,
    no_meeting: 'Not yet explained to the council', meeting: (on: string, number: string) => `Explained ${on} · minutes ${number}`, attendance: 'Attendance', attendance_hint: 'One office or agency a line, no names of people', held_on: 'Day of the meeting', document_number: 'Number of the minutes', record: 'Record the meeting', record_open: 'Record the meeting…', needed: 'The day, the attendance and the number of the minutes are needed.',
  },
  own: { title: "The appraiser's own records", lead: (who: string) => `The records of this criterion are kept by ${who}: the agency owes nothing more, the appraiser says what was looked at.`, records: 'Which of your own records you looked at', needed: 'Say which records you looked at.', looked: 'Looked at' },
  outside: {
    title: 'Reports from outside', none: 'No report.', against: 'against the self score', supports: 'supports the self score', kind: { media: 'Press', hotline: 'Hotline', inspection: 'Inspection', follow_up: "The appraising agency's follow-up", on_site: 'On-site check' } as Record<string, string>,
    received: 'received', confirmed: 'verified: true', dismissed: 'verified: not true', counted: 'counted as a ground', answer: "The agency's answer", answer_open: 'Answer…', answer_send: 'Send the answer', answer_needed: 'Write the answer.',
    add: 'Record a report…', add_title: 'Record a report from outside', of_kind: 'Source', source: 'Where it stands', number: 'Document number', date: 'Date', summary: 'Summary', bears: 'Bearing', informant: 'Informant (sealed)', informant_hint: 'Kept encrypted; neither the agency nor the appraiser sees it.', record: 'Record', needed: 'Where it stands and a summary are needed.',
    verify: 'Verify…', verify_title: 'Verify the report', outcome: 'Outcome', by: 'Verified by', by_needed: 'The verifying body and its document are needed.', count: 'Count as a ground…', count_title: 'Count as a ground', count_lead: 'Points move by an appraisal decision alone; this records that the report is one of its grounds.',
  },
  entry: { title: 'Criterion and evidence', back: 'Back to the scoring grid', score: 'Score', papers: 'Evidence', history: 'History', why: 'Why?', parts: 'Parts of the criterion' },
}
