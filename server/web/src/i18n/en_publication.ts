// English: publication of results.

export const en_publication = {
  publication: {
    title: 'Publication of results', lead: 'Each publication is bound to a decision and to the table as it stood right after one event; a correction is a new publication that refers to the one before.', none: 'The results of this cycle are not published yet.',
    number: (n: number) => `No. ${n}`, decision: (number: string, day: string) => `Decision ${number} of ${day}`, signed: (who: string) => `signed: ${who}`, table: (seq: string) => `table at event #${seq}`, recorded: (at: string) => `recorded ${at}`, awaited: (n: number) => `${n} entries awaited from others`, corrects: (n: number) => `corrects no. ${n}`, corrected_by: (n: number) => `corrected by no. ${n}`, current: 'in force',
    reports: 'Reported to', reported: (to: string, number: string, day: string) => `${to} · ${number} of ${day}`, show: 'Show the published table', hide: 'Hide the table', group: 'Group', then: 'See it as it was',
    publish: 'Publish…', correct: 'Correct…', report: 'Report…', publish_title: 'Publish the results', correct_title: (n: number) => `Correct publication no. ${n}`, report_title: (n: number) => `Report no. ${n} to the level above`, sure: 'The table as it stands, or as it stood at the event named below, is published at once and cannot be withdrawn.',
    decision_number: 'Decision number', decision_date: 'Decision date', signed_by: "Signer's office", table_seq: 'Table at event number', table_hint: 'empty: as it stands now', reason: 'Reason', reason_hint: 'needed for a correction, or before the rounds are over', needed: 'The number and date of the decision and the office of its signer are needed.', to: 'Addressee', document_number: 'Document number', document_date: 'Document date', report_needed: 'The addressee, number and date are needed.', do_publish: 'Publish', do_report: 'Record the report',
  },
}
