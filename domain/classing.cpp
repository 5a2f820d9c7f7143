#include "domain/classing.hpp"

#include <algorithm>
#include <cassert>
#include <span>

namespace cchc::domain {

namespace {

/// Points, or points over the applicable maximum by crossing; whom nothing applies to lies below everyone.
std::strong_ordering by_result(const Ranked& a, const Ranked& b, ResultBasis basis)
{
    const bool a_applies = a.applicable_maximum > Points{};
    const bool b_applies = b.applicable_maximum > Points{};
    if (!a_applies || !b_applies) return a_applies <=> b_applies;
    if (basis == ResultBasis::points) return a.points <=> b.points;
    const WideInteger left = WideInteger{a.points.units()} * b.applicable_maximum.units();
    const WideInteger right = WideInteger{b.points.units()} * a.applicable_maximum.units();
    return left <=> right;
}

std::strong_ordering in_order(const Ranked& a, const Ranked& b, ResultBasis basis)
{
    if (const auto result = by_result(a, b, basis); result != 0) return result;
    return a.tie_breaks <=> b.tie_breaks;
}

/// The agencies of `ranking` that `takes` lets in and that still fit into `room`, counted from the top; then those
/// equal ones that lie across the line. Whoever shares a place is taken with all who share it, or not at all, unless
/// the authority that decides such ties has put them in an order.
struct Taken {
    std::vector<std::size_t> in;
    std::vector<std::size_t> across;
};
template <class Takes>
Taken from_the_top(const std::vector<Ranked>& ranking, std::size_t room, QuotaTie tie, const Takes& takes)
{
    std::vector<std::size_t> eligible;
    for (std::size_t i = 0; i < ranking.size(); ++i)
        if (takes(i)) eligible.push_back(i);
    Taken taken;
    for (std::size_t begin = 0; begin < eligible.size() && taken.in.size() < room;) {
        std::size_t end = begin + 1;
        while (end < eligible.size() && ranking[eligible[end]].rank == ranking[eligible[begin]].rank) ++end;
        const bool fits = taken.in.size() + (end - begin) <= room;
        const bool in_order = tie == QuotaTie::authority && ranking[eligible[begin]].tie;
        const std::size_t last = !fits && in_order ? begin + (room - taken.in.size()) : end;
        auto& to = fits || in_order ? taken.in : taken.across;
        to.insert(to.end(), eligible.begin() + static_cast<std::ptrdiff_t>(begin),
                  eligible.begin() + static_cast<std::ptrdiff_t>(last));
        if (!fits) break;
        begin = end;
    }
    return taken;
}

/// What a class with a quota asks at least: its threshold, else `min_points`, else the next threshold below (RK-3).
struct Least {
    Points points;
    bool open = false;
};
Least least_of(const Classification& classification, std::size_t class_no)
{
    const ClassBand& band = classification.classes[class_no];
    if (band.threshold) return {*band.threshold, band.threshold_open};
    if (band.min_points) return {*band.min_points};
    if (!band.quota) return {};
    for (std::size_t below = class_no + 1; below < classification.classes.size(); ++below)
        if (const ClassBand& next = classification.classes[below]; next.threshold)
            return {*next.threshold, next.threshold_open};
    return {};
}

} // namespace

/// The last order that names every one of these equals; none where there is only one of them.
static std::optional<std::size_t> order_among(std::span<const Ranked> equals, const Authority& authority)
{
    if (equals.size() < 2) return {};
    for (std::size_t no = authority.orders.size(); no-- > 0;) {
        const auto& order = authority.orders[no];
        if (std::ranges::all_of(equals,
                                [&](const Ranked& one) { return std::ranges::find(order, one.agency) != order.end(); }))
            return no;
    }
    return {};
}

std::vector<Ranked> rank(std::vector<Ranked> agencies, ResultBasis basis, RankAfterTie after_tie,
                         const Authority& authority)
{
    std::ranges::sort(agencies, [&](const Ranked& a, const Ranked& b) {
        if (const auto order = in_order(a, b, basis); order != 0) return order > 0;
        return a.agency < b.agency;
    });
    std::uint32_t place = 0;
    for (std::size_t begin = 0, end = 0; begin < agencies.size(); begin = end) {
        while (end < agencies.size() && in_order(agencies[begin], agencies[end], basis) == 0) ++end;
        const std::span<Ranked> equals(agencies.data() + begin, end - begin);
        const auto tie = order_among(equals, authority);
        if (tie)
            std::ranges::sort(equals, {},
                              [&](const Ranked& one) { return std::ranges::find(authority.orders[*tie], one.agency); });
        const bool apart = tie && authority.makes_places;
        for (std::size_t i = begin; i < end; ++i) {
            const bool shares = i > begin && !apart;
            if (!shares) place = after_tie == RankAfterTie::skip ? static_cast<std::uint32_t>(i + 1) : place + 1;
            agencies[i].rank = place;
            agencies[i].tied = equals.size() > 1 && !apart;
            agencies[i].tie = tie;
        }
    }
    return agencies;
}

bool reaches(const Ranked& agency, Points threshold, bool open, ResultBasis basis)
{
    if (agency.applicable_maximum <= Points{}) return threshold == Points{} && !open;
    WideInteger result = agency.points.units();
    WideInteger least = threshold.units();
    if (basis == ResultBasis::index) { // points / maximum × 100 against the threshold
        result *= 100;
        least *= agency.applicable_maximum.units();
        result *= Points::scale;
    }
    return open ? result > least : result >= least;
}

std::size_t room(std::size_t agencies, Points percent, QuotaRounding rounding)
{
    const WideInteger share = WideInteger{static_cast<std::int64_t>(agencies)} * percent.units();
    const WideInteger whole = Points::whole(100).units();
    switch (rounding) {
    case QuotaRounding::floor: break;
    case QuotaRounding::nearest: return static_cast<std::size_t>((share * 2 + whole) / (whole * 2));
    case QuotaRounding::ceiling: return static_cast<std::size_t>((share + whole - 1) / whole);
    }
    return static_cast<std::size_t>(share / whole);
}

std::vector<Classed> classify(const std::vector<Ranked>& ranking, const Classification& classification,
                              ResultBasis basis, QuotaTie tie)
{
    std::vector<Classed> classed;
    for (const Ranked& agency : ranking) classed.push_back({agency.agency, {}, {}});
    for (std::size_t class_no = 0; class_no < classification.classes.size(); ++class_no) {
        const ClassBand& band = classification.classes[class_no];
        const Least least = least_of(classification, class_no);
        const auto takes = [&](std::size_t i) {
            return !classed[i].class_no && !classed[i].open && reaches(ranking[i], least.points, least.open, basis);
        };
        const std::size_t most = band.quota ? room(ranking.size(), *band.quota, band.quota_rounding) : ranking.size();
        const Taken taken = from_the_top(ranking, most, tie, takes);
        for (std::size_t i : taken.in) classed[i].class_no = class_no;
        if (tie == QuotaTie::authority)
            for (std::size_t i : taken.across) classed[i].open = class_no;
    }
    return classed;
}

RewardCandidates reward_candidates(const std::vector<Ranked>& ranking, const Reward& reward, ResultBasis basis,
                                   QuotaTie tie)
{
    const auto takes = [&](std::size_t i) {
        return !reward.minimum || reaches(ranking[i], *reward.minimum, false, basis);
    };
    const Taken taken = from_the_top(ranking, static_cast<std::size_t>(reward.quota), tie, takes);
    RewardCandidates candidates;
    for (std::size_t i : taken.in) candidates.agencies.push_back(ranking[i].agency);
    if (tie == QuotaTie::authority)
        for (std::size_t i : taken.across) candidates.undecided.push_back(ranking[i].agency);
    return candidates;
}

} // namespace cchc::domain
