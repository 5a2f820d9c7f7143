#pragma once

#include "domain/assessment.hpp"

namespace cchc::domain {

// What the deciders about an assessment share: who may act for the agency, and in which round.

inline bool officer_of(const Assessment& now, const Occasion& on)
{
    return (on.hat.role == RoleKind::agency_officer || on.hat.role == RoleKind::agency_head) &&
           on.hat.agency == now.agency;
}
/// He works on it: the officers, and those who contribute.
inline bool works_on(const Assessment& now, const Occasion& on)
{
    return officer_of(now, on) || (on.hat.role == RoleKind::agency_contributor && on.hat.agency == now.agency);
}
inline bool head_of(const Assessment& now, const Occasion& on)
{
    return on.hat.role == RoleKind::agency_head && on.hat.agency == now.agency;
}

/// The level whose points these are, when exactly one has them.
std::optional<std::uint32_t> level_with(const Criterion& criterion, Points points);

/// What figures declared at `at` earn on a leaf of the set, by the rule then in force. A paper of a day after the
/// cut-off (the leaf's, else the set's, else the end of the period that is assessed) never came, as far as this year
/// goes (SA-14).
Outcome<Scored> score_figures(const Regulation& regulation, const CriteriaSet& set, CriterionNo leaf,
                              const Figures& figures, Instant at);

/// The ground an edit stands on: the round it belongs to and the reopening it is marked with.
struct Ground {
    const Round* round = nullptr;
    GrantId reopening;
    bool supplement() const { return round->plan.kind == RoundKind::supplement; }
};

/// The supplement, while it is open to this agency and this criterion may be answered in it.
Outcome<Ground> ground_in_supplement(const Assessment& now, CriterionNo no, const Setting& in, const Occasion& on);

/// The self-assessment while it is open to this agency, then the supplement. Refuses in the words of the round that
/// stands in the way.
Outcome<Ground> ground_of(const Assessment& now, CriterionNo no, const Setting& in, const Occasion& on);

} // namespace cchc::domain
