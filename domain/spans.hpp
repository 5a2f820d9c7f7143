#pragma once

#include "domain/scoring_rule.hpp"

#include <algorithm>
#include <compare>
#include <cstdint>
#include <vector>

namespace cchc::domain {

/// A place between ratios: just before `at`, or just after it. Two cuts bound any span, open or closed alike.
struct Cut {
    Ratio at;
    bool after = false;
    std::strong_ordering operator<=>(const Cut&) const = default;
};

/// From one cut up to another that is not part of it; `Edge` is a Cut for ratios, a whole number for days.
template <class Edge>
struct Span {
    Edge from{};
    Edge to{};
    std::size_t level = 0;
    bool empty() const { return !(from < to); }
};

template <class Edge>
Span<Edge> common(const Span<Edge>& a, const Span<Edge>& b)
{
    return {std::max(a.from, b.from), std::min(a.to, b.to), a.level};
}

/// The parts of `world` that none of `spans` covers, in order.
template <class Edge>
std::vector<Span<Edge>> gaps(std::vector<Span<Edge>> spans, const Span<Edge>& world)
{
    std::stable_sort(spans.begin(), spans.end(), [](const auto& a, const auto& b) { return a.from < b.from; });
    std::vector<Span<Edge>> holes;
    Edge covered = world.from;
    for (const Span<Edge>& span : spans) {
        if (span.empty()) continue;
        const Span<Edge> hole{covered, std::min(span.from, world.to)};
        if (!hole.empty()) holes.push_back(hole);
        covered = std::max(covered, span.to);
    }
    const Span<Edge> rest{covered, world.to};
    if (!rest.empty()) holes.push_back(rest);
    return holes;
}

/// Which of `spans` still take something when each value goes to the first span that covers it.
template <class Edge>
std::vector<bool> taking(const std::vector<Span<Edge>>& spans)
{
    std::vector<bool> takes;
    for (std::size_t i = 0; i < spans.size(); ++i) {
        const std::vector<Span<Edge>> before(spans.begin(), spans.begin() + static_cast<std::ptrdiff_t>(i));
        takes.push_back(!spans[i].empty() && !gaps(before, spans[i]).empty());
    }
    return takes;
}

using RatioCuts = Span<Cut>;
using Days = Span<std::int64_t>;

inline const RatioCuts every_ratio{{Ratio{0, 1}, false}, {Ratio{1, 1}, true}};
inline constexpr std::int64_t days_without_end = std::int64_t{1} << 40;
inline constexpr Days every_day{0, days_without_end};

/// The ratios to its scale that values of another index may have: ten times the scale is as far as bands are written.
inline RatioCuts ratios_of(const Imported& rule)
{
    constexpr std::int64_t farthest = 10;
    RatioCuts span = every_ratio;
    if (rule.range != ImportRange::within_scale) span.to = {Ratio{farthest, 1}, true};
    if (rule.range == ImportRange::below_zero) span.from = {Ratio{-farthest, 1}, false};
    return span;
}

/// The part of a band that the ratios of `world` can reach.
inline RatioCuts cuts_within(const Band& band, const RatioCuts& world)
{
    RatioCuts span = world;
    if (band.from) span.from = std::max(span.from, Cut{band.from->at, !band.from->closed});
    if (band.to) span.to = std::min(span.to, Cut{band.to->at, band.to->closed});
    span.level = band.level;
    return span;
}

/// The part of a band that ratios between 0 and 1 can reach.
inline RatioCuts cuts_of(const Band& band)
{
    return cuts_within(band, every_ratio);
}

inline Days days_of(const LateBand& band)
{
    return {std::max(band.from_days, 0), band.to_days ? std::int64_t{*band.to_days} + 1 : days_without_end, band.level};
}

template <class To, class From, class Turn>
std::vector<To> each(const std::vector<From>& all, Turn turn)
{
    std::vector<To> turned;
    for (const From& one : all) turned.push_back(turn(one));
    return turned;
}

} // namespace cchc::domain
