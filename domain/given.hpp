#pragma once

#include "domain/assessment.hpp"

namespace cchc::domain {

// What others bring in for a leaf the agency does not score: a survey, another index, points an agency or the council
// gives, bonus and penalty (CS-15 to CS-22). Only `Regulation::giver_of` brings it in, under an appraiser's hat:
// whoever sets up a cycle gives no points (SE-11). Nothing is edited: the last fact on a leaf counts, and the earlier
// ones stay in its history.
//
// When: surveys and other indices while their round is open, or at any time where the regulation plans none; what an
// agency or the council gives, bonus and penalty while an appraisal round is open.

Outcome<AssessmentEvents> decide(const Assessment& now, const ImportSurveyPoints& command, const Setting& in,
                                 const Occasion& on);
Outcome<AssessmentEvents> decide(const Assessment& now, const ImportResult& command, const Setting& in,
                                 const Occasion& on);
Outcome<AssessmentEvents> decide(const Assessment& now, const GrantPoints& command, const Setting& in,
                                 const Occasion& on);
Outcome<AssessmentEvents> decide(const Assessment& now, const GrantBonus& command, const Setting& in,
                                 const Occasion& on);
Outcome<AssessmentEvents> decide(const Assessment& now, const ImposePenalty& command, const Setting& in,
                                 const Occasion& on);

/// The leaf that the hat may bring something in for at this instant, and the reopening it happens under. Refuses
/// missing_right, not_found, scored_otherwise, conflict_of_interest, and in the words of the round that is not open.
struct GivingGround {
    CriterionNo leaf = no_criterion;
    GrantId reopening;
};
/// The same, whoever asks: he has been looked at already.
Outcome<GivingGround> open_to_others(const Assessment& now, const Code& criterion, const Cycle& cycle, Instant at);
Outcome<GivingGround> giving_ground(const Assessment& now, const Code& criterion, const Cycle& cycle,
                                    const Occasion& on);

} // namespace cchc::domain
