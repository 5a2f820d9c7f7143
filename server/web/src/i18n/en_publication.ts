// English: publication of results.

export const en_publication = {
  amend: {
    open: 'Amend in mid-cycle…', title: 'Amend in mid-cycle', lead: (regulation: string, version: number) => `This cycle follows ${regulation}, version ${version}. See who is affected before it goes over to a later version; files and explanations are kept.`, version: 'New version', version_of: (n: number) => `version ${n}`,
    effect: 'Effect', effects: { this_round: 'on assessments still open', reopen: 'locked assessments are reopened too' }, do: 'Go over to this version', counts: (affected: number, of: number, confirm: number, reopened: number) => `${affected} of ${of} agencies have something to do again; ${confirm} submit again; ${reopened} are reopened.`,
    change: { unchanged: 'unchanged', words: 'words changed', duties: 'duties changed', scoring: 'scoring changed', added: 'added', dropped: 'dropped' }, redo: { check: 'to complete', score: 'to score again' }, from: (codes: string) => `was ${codes}`, agencies: 'Agencies affected', score: 'Scored again', check: 'To complete', before: 'Points before', after: 'Points after', to_confirm: 'submits again', reopened: 'reopened',
  },
  publication: {
    title: 'Publication of results', lead: 'Each publication is bound to a decision and to the table as it stood right after one event; a correction is a new publication that refers to the one before.', none: 'The results of this cycle are not published yet.',
    number: (n: number) => `No. ${n}`, decision: (number: string, day: string) => `Decision ${number} of ${day}`, signed: (who: string) => `signed: ${who}`, table: (seq: string) => `table at event #${seq}`, recorded: (at: string) => `recorded ${at}`, awaited: (n: number) => `${n} entries awaited from others`, corrects: (n: number) => `corrects no. ${n}`, corrected_by: (n: number) => `corrected by no. ${n}`, current: 'in force',
    reports: 'Reported to', reported: (to: string, number: string, day: string) => `${to} · ${number} of ${day}`, show: 'Show the published table', hide: 'Hide the table', group: 'Group', then: 'See it as it was',
    publish: 'Publish…', correct: 'Correct…', report: 'Report…', publish_title: 'Publish the results', correct_title: (n: number) => `Correct publication no. ${n}`, report_title: (n: number) => `Report no. ${n} to the level above`, sure: 'The table as it stands, or as it stood at the event named below, is published at once and cannot be withdrawn.',
    decision_number: 'Decision number', decision_date: 'Decision date', signed_by: "Signer's office", table_seq: 'Table at event number', table_hint: 'empty: as it stands now', reason: 'Reason', reason_hint: 'needed for a correction, or before the rounds are over', needed: 'The number and date of the decision and the office of its signer are needed.', to: 'Addressee', document_number: 'Document number', document_date: 'Document date', report_needed: 'The addressee, number and date are needed.', do_publish: 'Publish', do_report: 'Record the report',
  },
}
