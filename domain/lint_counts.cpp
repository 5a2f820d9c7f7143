// Counts, ticks, amounts and incidents (SM-9 to SM-14): caps that can be reached, items that count, references in force
// on every day of the window.

#include "domain/lint_families.hpp"

#include <algorithm>

namespace cchc::domain::linter {

namespace {

using enum LintRule;

void lint_capped_count(const Place& leaf, const CappedCount& rule)
{
    if (rule.tiers.empty()) {
        leaf.find(nothing_to_count, {leaf.criterion.title});
        return;
    }
    Points together;
    Points best;
    for (const Tier& tier : rule.tiers) {
        const Points cap = tier.cap.value_or(rule.cap_total);
        if (cap > rule.cap_total) leaf.find(tier_cap_out_of_reach, {tier.text, cap, rule.cap_total});
        if (tier.points_each == Points{}) leaf.find(item_without_effect, {tier.text});
        together += std::min(cap, rule.cap_total);
        best = std::max(best, std::min(cap, rule.cap_total));
    }
    const Points most = rule.tiers_add ? together : best;
    if (most < rule.cap_total) leaf.find(total_cap_out_of_reach, {most, rule.cap_total});
}

void lint_checklist(const Place& leaf, const Checklist& rule)
{
    if (rule.items.empty()) leaf.find(nothing_to_count, {leaf.criterion.title});
    for (const Item& item : rule.items) {
        if (item.points == Points{}) leaf.find(item_without_effect, {item.text});
    }
}

/// Deductions from `points` down to `floor`: each must cost something, and the last of them too.
void lint_deductions(const Place& leaf, const std::vector<Item>& items, Points points, Points floor)
{
    Points sum;
    for (const Item& item : items) {
        if (item.deduction == Points{}) leaf.find(item_without_effect, {item.text});
        sum += item.deduction;
    }
    if (sum > points - floor)
        leaf.find(deductions_beyond_points,
                  {static_cast<std::int64_t>(items.size()), sum, points - floor, items.back().text});
}

void lint_reference(const Place& leaf, const ReferenceMultiple& rule)
{
    const Date first_day = leaf.criterion.window_from.value_or(Date::from_civil(leaf.regulation.year, 1, 1));
    if (rule.reference.empty() || rule.reference.front().from > first_day) {
        Figures input;
        input.amount = 1'000'000;
        input.date = first_day;
        leaf.find(reference_value_missing, {first_day, rule.amount}, input);
    }
    const std::vector<Level>& levels = leaf.criterion.levels;
    const auto compare = [&](std::size_t more, std::size_t less) {
        if (levels[less].points > levels[more].points)
            leaf.find(smaller_amount_earns_more,
                      {levels[less].text, levels[less].points, levels[more].text, levels[more].points});
    };
    compare(rule.at_least_level, rule.below_level);
    compare(rule.below_level, rule.none_level);
}

void lint_incidents(const Place& leaf, const WorstIncident& rule)
{
    if (rule.severities.empty()) leaf.find(nothing_to_count, {leaf.criterion.title});
    const std::vector<Level>& levels = leaf.criterion.levels;
    std::size_t milder = rule.none_level;
    for (const Severity& severity : rule.severities) {
        if (levels[severity.level].points > levels[milder].points)
            leaf.find(worse_incident_earns_more,
                      {severity.text, levels[severity.level].points, levels[milder].text, levels[milder].points});
        milder = severity.level;
    }
}

} // namespace

void lint_counts(const Place& leaf)
{
    const ScoringRule& rule = leaf.criterion.rule;
    if (const auto* counted = std::get_if<CappedCount>(&rule)) lint_capped_count(leaf, *counted);
    if (const auto* list = std::get_if<Checklist>(&rule)) lint_checklist(leaf, *list);
    if (const auto* full = std::get_if<Deductions>(&rule)) {
        if (full->items.empty()) leaf.find(nothing_to_count, {leaf.criterion.title});
        lint_deductions(leaf, full->items, leaf.criterion.maximum, full->floor);
    }
    if (const auto* ratio = std::get_if<RatioBands>(&rule))
        lint_deductions(leaf, ratio->requirements, leaf.criterion.maximum, ratio->floor);
    if (const auto* amount = std::get_if<ReferenceMultiple>(&rule)) lint_reference(leaf, *amount);
    if (const auto* incidents = std::get_if<WorstIncident>(&rule)) lint_incidents(leaf, *incidents);
}

} // namespace cchc::domain::linter
