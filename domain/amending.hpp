#pragma once

#include "domain/amendment.hpp"
#include "domain/result.hpp"
#include "domain/world.hpp"

#include <vector>

namespace cchc::domain {

// An amendment in mid-cycle is a migration (CS-29, CS-32): the cycle goes over to a later version of its regulation,
// and what is scored otherwise from then on is scored again. Nothing of it is silent: what would come of it can be seen
// before, is told in one event, and stays marked on each entry until it is done.

/// What an amendment does to one agency's assessment.
struct AmendedAssessment {
    AgencyId agency;
    std::vector<Code> score;          ///< the agency scores again, or for the first time; its codes from then on
    std::vector<Code> check;          ///< likewise: it adds what is owed now
    std::vector<Code> given_again;    ///< others bring in again what was set aside
    std::vector<Code> dropped;        ///< in the version left, where something stood on it
    std::uint32_t carried = 0;        ///< criteria on which something stands, and goes on to stand as it is
    std::uint32_t opinions_aside = 0; ///< of the council, decided or drafted, that stand no more
    bool to_confirm = false;          ///< it has submitted, and must submit again
    bool reopened = false;            ///< it is locked out, and is let in again
    Standing before, after;

    /// Whether the agency has anything to do.
    bool is_affected() const { return !score.empty() || !check.empty(); }
};

struct AmendmentPreview {
    std::uint32_t from_version = 0;
    std::uint32_t to_version = 0;
    std::vector<CriterionChange> changes;    ///< of the sets that the cycle uses; nothing that is unchanged in place
    std::vector<AmendedAssessment> agencies; ///< in the cycle's order
};

/// What comes of an amendment, were it asked for at that instant: the same refusals, and if none the same outcome, for
/// `reason` and `until` alone are not asked for.
Outcome<AmendmentPreview> preview(const World& now, const AmendCycle& command, const Occasion& on);

/// Goes over to a later version of the regulation, whatever the calendar shows, until the results are published
/// (already_published). Refused: a version that was not issued
/// or is not later, or in which agencies, rounds or the way the whole is counted differ (versions_differ); one that
/// changes no criterion of the cycle, and `next_cycle`, which needs no act (nothing_to_amend). Under `this_round` also
/// where an agency with something to do is locked out, and where a published opinion would not stand any more
/// (needs_reopening): that takes `reopen`, and for the locked ones an `until`.
///
/// The cycle is amended; the locked are let in again, set by set; and the clock scores again what is its own.
Outcome<std::vector<Happened>> decide(const World& now, const AmendCycle& command, const Occasion& on);

} // namespace cchc::domain
