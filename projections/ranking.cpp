#include "projections/ranking.hpp"

namespace cchc::projections {

using namespace domain;

std::string index_percent(Points points, Points applicable_maximum)
{
    if (applicable_maximum <= Points{}) return "0.0000";
    const auto units = static_cast<std::int64_t>(WideInteger{points.units()} * 1'000'000 / applicable_maximum.units());
    std::string text = std::to_string(units / 10'000) + ".";
    const std::string decimals = std::to_string(units % 10'000);
    return text.append(4 - decimals.size(), '0') + decimals;
}

} // namespace cchc::projections
