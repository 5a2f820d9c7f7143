#pragma once

#include "domain/assessment.hpp"
#include "domain/classing.hpp"
#include "domain/cycle.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

// Who is ranked with whom, and what the authority decides among equals (RK-6, RK-7).

namespace cchc::domain {

/// Whose agencies are ranked and classified together (RK-7).
struct RankedTogether {
    std::string id;    ///< of the ranking group, or of the one agency group that none names
    std::string title; ///< likewise
    std::vector<GroupId> groups;
    const Classification* classification = nullptr; ///< none: not classified (RK-9)

    bool ranks(const GroupId& group) const;
};
/// By the id of a ranking group, or of an agency group: then whatever ranking that group takes part in. Nothing when
/// there is no such group.
std::optional<RankedTogether> ranked_together(const Regulation& regulation, std::string_view id);
/// Whom a reward concerns: its groups, or all where it names none (RW-1).
bool concerns(const Reward& reward, const GroupId& group);

/// What an assessment brings to a ranking at the stage its cycle has reached.
Ranked contender(const Cycle& cycle, const Assessment& assessment, const Appraisal& appraisal);

/// What the authority has decided so far (`Cycle::ties`), as `rank` takes it.
Authority authority_of(const Cycle& cycle);

/// What the authority decided on paper, where `tie_rule` or `quota_tie` leaves it to the authority. The agencies must
/// be exactly those that share a place, in that ranking or among those whom that reward concerns, as the points stand.
/// `contenders`: everybody in the cycle.
Outcome<std::vector<CycleEvent>> decide(const Cycle& now, const DecideTie& command, std::vector<Ranked> contenders);

} // namespace cchc::domain
