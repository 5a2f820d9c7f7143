#include "projections/ranking.hpp"

#include <algorithm>
#include <numeric>

namespace cchc::projections {

using domain::Points;

/// points/maximum compared by crossing; a maximum of zero counts as index zero below every other.
static std::strong_ordering by_index(const Contender& a, const Contender& b)
{
    const bool a_applies = a.applicable_maximum > Points{};
    const bool b_applies = b.applicable_maximum > Points{};
    if (!a_applies || !b_applies) return a_applies <=> b_applies;
    __extension__ using Wide = __int128;
    const Wide left = static_cast<Wide>(a.points.units()) * b.applicable_maximum.units();
    const Wide right = static_cast<Wide>(b.points.units()) * a.applicable_maximum.units();
    if (left < right) return std::strong_ordering::less;
    if (left > right) return std::strong_ordering::greater;
    return std::strong_ordering::equal;
}

static std::strong_ordering standing(const Contender& a, const Contender& b)
{
    if (const auto index = by_index(a, b); index != 0) return index;
    return a.tie_breaks <=> b.tie_breaks;
}

std::vector<Place> rank(const std::vector<Contender>& contenders)
{
    std::vector<std::size_t> order(contenders.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::ranges::sort(order, [&](std::size_t left, std::size_t right) {
        const Contender& a = contenders[left];
        const Contender& b = contenders[right];
        if (const auto better = standing(a, b); better != 0) return better > 0;
        return a.agency < b.agency;
    });
    std::vector<Place> places;
    places.reserve(order.size());
    for (std::size_t i = 0; i < order.size(); ++i) {
        const bool level = i > 0 && standing(contenders[order[i - 1]], contenders[order[i]]) == 0;
        const std::uint32_t place = level ? places.back().rank : static_cast<std::uint32_t>(i + 1);
        if (level) places.back().tied = true;
        places.push_back(Place{order[i], place, level});
    }
    return places;
}

std::string index_percent(Points points, Points applicable_maximum)
{
    if (applicable_maximum <= Points{}) return "0.0000";
    __extension__ using Wide = __int128;
    const auto units =
        static_cast<std::int64_t>(static_cast<Wide>(points.units()) * 1'000'000 / applicable_maximum.units());
    std::string text = std::to_string(units / 10'000) + ".";
    const std::string decimals = std::to_string(units % 10'000);
    return text.append(4 - decimals.size(), '0') + decimals;
}

} // namespace cchc::projections
