#include "domain/issuing.hpp"

#include <set>

namespace cchc::domain {

using enum RefusalCode;

/// One round of each kind; of appraisals a first, and a second behind it.
static bool rounds_are_built(const std::vector<RoundPlan>& rounds)
{
    std::set<std::pair<RoundKind, int>> seen;
    for (const RoundPlan& round : rounds) {
        const int last = round.kind == RoundKind::appraisal ? 2 : 1;
        if (round.ordinal < 1 || round.ordinal > last) return false;
        if (round.ordinal == 2 && !seen.contains({round.kind, 1})) return false;
        if (!seen.emplace(round.kind, round.ordinal).second) return false;
    }
    return true;
}

std::optional<Refusal> fault_before_issue(const Regulation& r)
{
    if (!rounds_are_built(r.rounds)) return refuse(reading_not_built, "rounds");

    const AgencyListing* standing = r.agency(AgencyId(r.standing_department));
    const bool nobody = r.substitute_appraiser.empty() || r.substitute_appraiser == r.standing_department;
    if (r.own_unit_appraisal != OwnUnitAppraisal::allow && standing && standing->assessed && nobody)
        return refuse(substitute_missing, "substitute_appraiser");
    if (std::string few = criterion_with_too_few_appraisers(r); !few.empty())
        return refuse(appraisers_missing, "appraisers_per_criterion", std::move(few));
    if (std::string failing = example_that_fails(r); !failing.empty()) return refuse(example_fails, std::move(failing));
    return {};
}

} // namespace cchc::domain
