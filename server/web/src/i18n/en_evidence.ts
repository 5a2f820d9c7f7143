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
