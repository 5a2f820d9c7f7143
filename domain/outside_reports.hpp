#pragma once

#include "domain/assessment.hpp"

namespace cchc::domain {

// Reports from outside about an agency's score: press, hotline, inspections, the council's own records of the year, a
// look on the spot (EV-23 to EV-26, EV-29). Received → verified → counted, each by an appraiser's hat and never about
// one's own agency: any appraising agency takes one in; whoever appraises the criterion, or the standing department,
// says what came of it and whether it is a ground. The agency sees it from the first moment and may answer (EV-25).
// All of it until the results are published.
//
// Refuses missing_right, conflict_of_interest, not_found, already_published (detail = results), reason_required,
// not_appraisable (no leaf), id_malformed, already_exists, too_long, day_to_come, report_not_confirmed, report_counted.

Outcome<AssessmentEvents> decide(const Assessment& now, const ReceiveOutsideReport& command, const Setting& in,
                                 const Occasion& on);
Outcome<AssessmentEvents> decide(const Assessment& now, const VerifyOutsideReport& command, const Setting& in,
                                 const Occasion& on);
Outcome<AssessmentEvents> decide(const Assessment& now, const CountOutsideReport& command, const Setting& in,
                                 const Occasion& on);
Outcome<AssessmentEvents> decide(const Assessment& now, const AnswerOutsideReport& command, const Setting& in,
                                 const Occasion& on);

} // namespace cchc::domain
