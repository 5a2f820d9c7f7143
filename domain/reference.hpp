#pragma once

#include "domain/assessment.hpp"
#include "domain/cycle.hpp"

#include <string_view>
#include <vector>

namespace cchc::domain {

// Reference data: the denominators of published lists, assigned tasks and targets, counts out of other systems (SM-25,
// SW-5, RES-5). Whoever appraises a leaf brings them in with their source and the day they were taken, one row an
// agency and leaf, many rows in one act. The agency confirms them by declaring its figures, and retypes none: what the
// reference fixes it may leave out, and cannot say otherwise. Nothing it scored before is changed by a newer reference;
// it owes a confirmation again.

/// The keys of the whole numbers that figures under the rule can hold: `numerator`, `denominator`, `amount`, the inputs
/// of a formula, tiers and severities. A reference fixes some of them.
std::vector<std::string_view> number_keys(const ScoringRule& rule);

/// `figures` as the agency declares them, with every number that the reference fixes. Refuses figures_invalid (about =
/// the key, detail = not_as_published) where they say otherwise, or that nothing was ever done.
Outcome<Figures> confirmed(Figures figures, const Reference& reference);

/// Whether these figures hold every number that the reference fixes.
bool confirms(const Figures& figures, const Reference& reference);

/// What the command brings in for one assessment. Until the self-assessment locks for the agency, whether or not it has
/// opened; not while a submission stands.
///
/// Refuses missing_right (neither the leaf's appraiser nor the standing department), conflict_of_interest,
/// not_scored_by_agency, figures_invalid (about = a key; detail = not_read, by the rule in force, answered_twice,
/// out_of_bounds; about = figures, detail = required), assessment_submitted, and in the words of the round.
Outcome<AssessmentEvents> decide(const Assessment& now, const ImportReferences& command,
                                 const ImportReferences::Row& row, const Setting& in, const Occasion& on);

} // namespace cchc::domain
