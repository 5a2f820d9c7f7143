// Which points a person may set by hand under a rule (SM-33): the sums its levels, items and tiers can come to.

#include "domain/scoring_rule.hpp"

#include <algorithm>
#include <set>

namespace cchc::domain {

namespace {

using Values = std::set<Points>;

/// Where the rule yields a continuum, what is set by hand is as fine as what the rule rounds to: whoever corrects a
/// figure must be able to give what it comes to.
std::int64_t step_of(const Rounding& rounding)
{
    std::int64_t step = Points::scale;
    for (std::int32_t place = 0; place < rounding.places; ++place) step /= 10;
    return step;
}

/// The steps by hand of a rule that yields a continuum; nothing for one that yields certain values.
std::optional<std::int64_t> steps_of(const ScoringRule& rule, const std::vector<Level>& levels)
{
    using Step = std::optional<std::int64_t>;
    return std::visit(
        match{
            [&](const Proportional& r) -> Step { return step_of(r.rounding); },
            [&](const Formula& r) { return r.bands.empty() ? Step(step_of(r.rounding)) : Step(); },
            [&](const SurveyRule& r) { return r.conversion == Conversion::table ? Step() : Step(step_of(r.rounding)); },
            [&](const BallotRule& r) -> Step { return step_of(r.rounding); },
            [&](const Imported& r) {
                const bool by_level = r.mapping == ImportMapping::bands || r.mapping == ImportMapping::ranks;
                return by_level ? Step() : Step(step_of(r.rounding));
            },
            [&](const Granted& r) { return levels.empty() ? Step(r.step.units()) : Step(); },
            [](const auto&) { return Step(); },
        },
        rule);
}

/// The least above 0 that a share of the maximum comes to; 0 where it begins at 0.
Points least_share(const ScoringRule& rule, Points maximum)
{
    const auto of = [&](const auto& shared) {
        if (!shared.least) return Points{};
        return share(maximum, shared.least->numerator, shared.least->denominator, shared.rounding);
    };
    if (const auto* proportional = std::get_if<Proportional>(&rule)) return of(*proportional);
    if (const auto* formula = std::get_if<Formula>(&rule)) return of(*formula);
    return {};
}

/// Whether the rule yields the points of its levels and nothing else.
bool earns_by_level_alone(const ScoringRule& rule)
{
    return std::visit(match{
                          [](const RatioBands& r) { return r.requirements.empty(); },
                          [](const Deductions&) { return false; },
                          [](const CappedCount&) { return false; },
                          [](const Checklist&) { return false; },
                          [](const Bonus&) { return false; },
                          [](const Penalty&) { return false; },
                          [](const Rollup&) { return false; },
                          [](const auto&) { return true; },
                      },
                      rule);
}

Values points_of(const std::vector<Level>& levels)
{
    Values values;
    for (const Level& level : levels) values.insert(level.points);
    return values;
}

/// Every value with any of the deductions taken off, not below `floor` (which lifts nothing).
Values less_any(Values values, const std::vector<Item>& items, Points floor)
{
    Values all;
    for (Points full : values) {
        Values left{full};
        for (const Item& item : items) {
            Values with = left;
            for (Points value : left) with.insert(std::max(value - item.deduction, std::min(floor, full)));
            left = std::move(with);
        }
        all.merge(left);
    }
    return all;
}

/// Every sum of one of `values` and one of `more`, not above `cap`.
Values sums(const Values& values, const Values& more, Points cap)
{
    Values all;
    for (Points a : values) {
        for (Points b : more) all.insert(std::min(a + b, cap));
    }
    return all;
}

Values yielded(const CappedCount& rule)
{
    Values values{Points{}};
    for (const Tier& tier : rule.tiers) {
        const Points cap = std::min(tier.cap.value_or(rule.cap_total), rule.cap_total);
        Values counted{Points{}};
        if (tier.points_each > Points{}) {
            for (Points earned = tier.points_each; earned < cap; earned += tier.points_each) counted.insert(earned);
            counted.insert(cap);
        }
        if (rule.tiers_add)
            values = sums(values, counted, rule.cap_total);
        else
            values.merge(counted);
    }
    return values;
}

Values yielded(const Checklist& rule, Points maximum)
{
    Values values{Points{}};
    for (const Item& item : rule.items) {
        const Values choices{Points{}, item.points, item.points - item.deduction};
        values = sums(values, choices, maximum);
    }
    return values;
}

} // namespace

Rounding rounding_of(const ScoringRule& rule)
{
    return std::visit(
        [](const auto& of) {
            if constexpr (requires { of.rounding; })
                return of.rounding;
            else
                return Rounding{};
        },
        rule);
}

bool allows(const ScoringRule& rule, const std::vector<Level>& levels, Points maximum, Points points)
{
    if (points < Points{} || points > maximum) return false;
    if (const auto step = steps_of(rule, levels))
        return points.units() % *step == 0 && (points == Points{} || points >= least_share(rule, maximum));
    if (earns_by_level_alone(rule)) { // most rules, asked with every score: without building the list
        return std::any_of(levels.begin(), levels.end(), [&](const Level& level) { return level.points == points; });
    }
    const auto values = allowed_points(rule, levels, maximum);
    return std::binary_search(values.begin(), values.end(), points);
}

std::vector<Points> allowed_points(const ScoringRule& rule, const std::vector<Level>& levels, Points maximum)
{
    if (steps_of(rule, levels)) return {};
    const Values values =
        std::visit(match{
                       [&](const RatioBands& r) { return less_any(points_of(levels), r.requirements, r.floor); },
                       [&](const Deductions& r) { return less_any({maximum}, r.items, r.floor); },
                       [&](const CappedCount& r) { return yielded(r); },
                       [&](const Checklist& r) { return yielded(r, maximum); },
                       [&](const Bonus& r) {
                           return yielded(CappedCount{r.items, true, maximum});
                       },
                       [&](const Penalty& r) {
                           return yielded(CappedCount{r.items, true, maximum});
                       },
                       [&](const Rollup&) { return Values{}; },
                       [&](const auto&) { return points_of(levels); },
                   },
                   rule);
    return {values.begin(), values.end()};
}

} // namespace cchc::domain
