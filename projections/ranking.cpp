#include "projections/ranking.hpp"

#include <algorithm>

namespace cchc::projections {

using namespace domain;

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

std::string index_percent(Points points, Points applicable_maximum)
{
    if (applicable_maximum <= Points{}) return "0.0000";
    const auto units = static_cast<std::int64_t>(WideInteger{points.units()} * 1'000'000 / applicable_maximum.units());
    std::string text = std::to_string(units / 10'000) + ".";
    const std::string decimals = std::to_string(units % 10'000);
    return text.append(4 - decimals.size(), '0') + decimals;
}

} // namespace cchc::projections
