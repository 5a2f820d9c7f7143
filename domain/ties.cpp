#include "domain/ties.hpp"

#include "domain/result.hpp"

#include <algorithm>
#include <set>

namespace cchc::domain {

using enum RefusalCode;

bool RankedTogether::ranks(const GroupId& group) const
{
    return std::ranges::find(groups, group) != groups.end();
}

std::optional<RankedTogether> ranked_together(const Regulation& regulation, std::string_view id)
{
    const auto joined = [&](const RankingGroup& all) {
        return RankedTogether{all.id, all.title, all.groups, regulation.classification(all.classification)};
    };
    for (const RankingGroup& all : regulation.ranking_groups)
        if (all.id == id) return joined(all);
    for (const AgencyGroup& one : regulation.groups) {
        if (one.id.value != id) continue;
        for (const RankingGroup& all : regulation.ranking_groups)
            if (std::ranges::find(all.groups, one.id) != all.groups.end()) return joined(all);
        return RankedTogether{one.id.value, one.title, {one.id}, regulation.classification(one.classification)};
    }
    return {};
}

bool concerns(const Reward& reward, const GroupId& group)
{
    return reward.groups.empty() || std::ranges::find(reward.groups, group) != reward.groups.end();
}

Ranked contender(const Cycle& cycle, const Assessment& assessment, const Appraisal& appraisal)
{
    const Total total = total_at(cycle, assessment, appraisal, stage_reached(cycle));
    return {assessment.agency, total.points, total.applicable_maximum, total.tie_breaks};
}

Authority authority_of(const Cycle& cycle)
{
    Authority authority;
    for (const TieDecided& tie : cycle.ties) authority.orders.push_back(tie.agencies);
    authority.makes_places = cycle.regulation->tie_rule == TieRule::authority;
    return authority;
}

/// Those with whom the first of `agencies` shares its place.
static std::set<AgencyId> equals_of(const AgencyId& first, const std::vector<Ranked>& ranking)
{
    std::set<AgencyId> equals;
    const auto found = std::ranges::find(ranking, first, &Ranked::agency);
    if (found == ranking.end()) return equals;
    for (const Ranked& one : ranking)
        if (one.rank == found->rank) equals.insert(one.agency);
    return equals;
}

Outcome<std::vector<CycleEvent>> decide(const Cycle& now, const DecideTie& command, std::vector<Ranked> contenders)
{
    const Regulation& regulation = *now.regulation;
    const bool for_reward = !command.reward.empty();
    const auto together = for_reward ? std::nullopt : ranked_together(regulation, command.ranking);
    const auto reward = std::ranges::find(regulation.rewards, command.reward, &Reward::id);
    if (for_reward ? reward == regulation.rewards.end() : !together)
        return refuse(not_found, for_reward ? command.reward : command.ranking);
    const bool left_to_authority =
        regulation.quota_tie == QuotaTie::authority || (!for_reward && regulation.tie_rule == TieRule::authority);
    if (!left_to_authority) return refuse(not_tied, "tie_rule");
    if (command.document_number.empty()) return refuse(reason_required, "document_number");

    std::erase_if(contenders, [&](const Ranked& one) {
        const GroupId& group = regulation.agency(one.agency)->group;
        return for_reward ? !concerns(*reward, group) : !together->ranks(group);
    });
    const auto ranking = rank(std::move(contenders), regulation.rank_on, RankAfterTie::skip);
    const std::set<AgencyId> named(command.agencies.begin(), command.agencies.end());
    if (named.size() < 2 || named != equals_of(command.agencies.front(), ranking))
        return refuse(not_tied, command.agencies.empty() ? "agencies" : command.agencies.front().value);

    TieDecided decided{now.id,
                       for_reward ? "" : together->id,
                       command.reward,
                       command.agencies,
                       command.document_number,
                       command.document_date,
                       command.issuer,
                       command.reason};
    if (!now.ties.empty() && now.ties.back() == decided) return std::vector<CycleEvent>{};
    return std::vector<CycleEvent>{std::move(decided)};
}

} // namespace cchc::domain
