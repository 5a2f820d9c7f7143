#pragma once

#include "domain/bands.hpp"
#include "domain/illustrative.hpp"
#include "domain/values.hpp"

#include <optional>
#include <string>
#include <vector>

// From totals to places, classes and rewards (RK, RW). Everything is compared exactly: 79.9999 is below 80 (IX-6).

namespace cchc::domain {

enum class QuotaRounding { floor, nearest, ceiling }; ///< how a share of n agencies becomes a whole number (RK-3)
enum class QuotaTie { neither, authority };           ///< equal agencies across the line of a quota (RK-6)
enum class ResultBasis { index, points };             ///< what is ranked or classified on (SM-30, IX-2)
enum class TieRule { shared, authority };             ///< what remains of a tie after the tie-breaks (RK-6)
enum class RankAfterTie { skip, next };               ///< 1, 1, 3 or 1, 1, 2 (RK-6)
enum class RewardFor { agencies, individuals };       ///< individuals are proposed, not computed (RW-3)

/// One class, by a threshold, a quota or both; without either it takes whoever is left.
struct ClassBand {
    std::string id;
    std::string title;
    std::optional<Points> threshold; ///< of 100
    bool threshold_open = false;     ///< the threshold itself does not belong
    std::optional<Points> quota;     ///< percent of the agencies assessed in the ranking group (RK-10)
    QuotaRounding quota_rounding = QuotaRounding::floor;
    std::optional<Points> min_points; ///< with a quota and no threshold; absent: the next threshold below (RK-3)
    Illustrative illustrative;
    bool operator==(const ClassBand&) const = default;
};
struct Classification {
    std::string id;
    std::string title;
    std::vector<ClassBand> classes; ///< best first
    bool operator==(const Classification&) const = default;
};
/// At most `quota` from the top of the ranking, with `minimum` or more (RW-1, RW-2).
struct Reward {
    std::string id;
    std::string title;
    RewardFor recipients = RewardFor::agencies;
    std::vector<GroupId> groups; ///< empty: all
    int quota = 1;
    std::optional<Points> minimum;
    std::string fund;
    std::string proposed_to;
    bool operator==(const Reward&) const = default;
};

/// What one agency brings to the ranking of its group.
struct Ranked {
    AgencyId agency;
    Points points;
    Points applicable_maximum;      ///< after what does not apply; the index is points over this (SM-30)
    std::vector<Points> tie_breaks; ///< points of the tie-break areas, in the regulation's order (RK-5)
    std::uint32_t rank = 0;         ///< 1 is best; filled by `rank`
    bool tied = false;              ///< someone else holds the same place
    std::optional<std::size_t> tie; ///< the authority's order among its equals, by number; filled by `rank`
    std::size_t entrant = 0;        ///< the caller's own number for it, carried along
    bool operator==(const Ranked&) const = default;
};

/// What the authority decided among equals (RK-6).
struct Authority {
    std::vector<std::vector<AgencyId>> orders; ///< best first each; of two about the same agencies the later counts
    bool makes_places = false;                 ///< `tie_rule`: an order gives each a place of its own
    bool operator==(const Authority&) const = default;
};

/// Orders by index or points, then by the tie-breaks, and fills `rank`, `tied` and `tie`. Equals that one of the
/// authority's orders names without exception stand in that order; the order of others is that of their codes and means
/// nothing. An agency to which nothing applies ranks last.
std::vector<Ranked> rank(std::vector<Ranked> agencies, ResultBasis basis, RankAfterTie after_tie,
                         const Authority& authority = {});

/// Whether an agency meets a threshold of 100, held against its index × 100 or its points.
bool reaches(const Ranked& agency, Points threshold, bool open, ResultBasis basis);

/// How many of `agencies` a quota of `percent` lets in.
std::size_t room(std::size_t agencies, Points percent, QuotaRounding rounding);

/// What an agency is classed as: the index of its class; or none where no class takes it, or where equal agencies lie
/// across the line of a quota and the authority decides (`open`: the class in question).
struct Classed {
    AgencyId agency;
    std::optional<std::size_t> class_no;
    std::optional<std::size_t> open;
    bool operator==(const Classed&) const = default;
};
/// Under `authority` equals across the line are taken in the authority's order, as many as there is room for (RK-3).
/// Classes for one ranking group, in the order of `ranking` (which `rank` made). The quota is of everyone in it.
std::vector<Classed> classify(const std::vector<Ranked>& ranking, const Classification& classification,
                              ResultBasis basis, QuotaTie tie);

/// Who may be rewarded, in order; and who lies equal across the line of the quota and awaits the authority. `ranking`
/// holds the agencies of the reward's groups alone.
struct RewardCandidates {
    std::vector<AgencyId> agencies;
    std::vector<AgencyId> undecided;
    bool operator==(const RewardCandidates&) const = default;
};
RewardCandidates reward_candidates(const std::vector<Ranked>& ranking, const Reward& reward, ResultBasis basis,
                                   QuotaTie tie);

} // namespace cchc::domain
