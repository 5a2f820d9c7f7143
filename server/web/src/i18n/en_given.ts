// English: what others score, leaders' ballots (S9).

export const en_given = {
  given: {
    title: 'Bring in what others score', list_title: 'Scored by others', list_lead: 'Surveys, other indices, points given, bonus, penalty: enter the facts and their source; the rule makes the points. A later entry takes the place of an earlier one, which stays in the history.',
    nothing: 'This role brings nothing in.', group: 'Group', left: (n: number) => `${n} to go`, all_there: 'all there', waits: 'not yet', enter: 'Enter…', enter_again: 'Enter again…', save: 'Record', again: 'This takes the place of the earlier entry.',
    source_text: 'Paper or source', source_number: 'Document number', source_date: 'Date', valid_forms: 'Valid forms', sum: 'Sum of answers', planned: (n: number) => `(${n} planned)`,
    scale: (least: string, most: string, forms: number) => `Answers from ${least} to ${most}` + (forms ? `; at least ${forms} valid forms.` : '.'),
    value: (index: string) => `Value of ${index}`, rank: (index: string) => `Rank in ${index}`, points: (max: string, step: string | null) => `Points (at most ${max}${step ? `, steps of ${step}` : ''})`,
    fault: {
      answers: 'Enter the valid forms and the sum of answers.', value: 'Enter the value, 81.25 say.', rank: 'Enter a rank from 1.', counts: 'Enter whole numbers.', points: 'Points must be of the step and not above the maximum.', figures: 'The figures are not complete.', reason: 'A reason is needed.', source: 'A source is needed.',
    },
  },
  ballots: {
    title: "Leaders' ballots", left: (n: number, of: number) => `${n} of ${of} ballots still to send`, left_in_all: (n: number, of: number) => `${n} of ${of} ballots not in yet`, none: "This cycle has no leaders' ballots for this role.", range: (max: string, step: string) => `0 to ${max}, steps of ${step}`,
    by_department: 'Entered from paper by the standing department.', sealed: 'sealed', opened: 'opened', cast_hidden: 'in, not opened', not_cast: 'not in', mine: (office: string) => `Points of ${office}`, less: 'One step less', more: 'One step more', send: 'Send', change: 'Send again', sent: 'Sent.', kept: 'Kept on this machine, not sent.', only_you: 'Only you see it until the ballots are opened.',
    fault: {
      not_a_number: (max: string, step: string) => `Enter a number from 0 to ${max}, steps of ${step}.`, above_maximum: (max: string, _: string) => `At most ${max}.`, off_step: (_: string, step: string) => `Steps of ${step} only.`,
    },
    from_paper: 'Enter from paper…', from_paper_title: 'Paper ballot', leader: 'Leader', entered: 'in', points: (max: string, step: string) => `Points (0 to ${max}, steps of ${step})`, paper: 'Ballot', why_again: 'Why it is entered again',
    open: 'Open…', open_title: 'Open before all are in', open_now: 'Open', open_effect: (waits: string) => `The ballots that are in are opened and count at once; not in: ${waits || 'nobody'}. They cannot be sealed again.`,
  },
}
