// Counts, ticks, amounts and incidents (SM-9 to SM-14): caps that can be reached, items that count, references in force
// on every day of the window.

#include "domain/lint_families.hpp"
#include "domain/spans.hpp"

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
    const auto amount_on = [](Date day) {
        Figures input;
        input.amount = 1'000'000;
        input.date = day;
        return input;
    };
    if (rule.reference.empty() || rule.reference.front().from > first_day)
        leaf.find(reference_value_missing, {first_day, rule.amount}, amount_on(first_day));
    const Date last_day = leaf.criterion.window_to.value_or(Date::from_civil(leaf.regulation.year, 12, 31));
    for (std::size_t i = 0; i < rule.reference.size(); ++i) {
        if (!rule.reference[i].to) continue; // until the next, or without end
        const Date open{rule.reference[i].to->days + 1};
        const bool covered = i + 1 < rule.reference.size() && rule.reference[i + 1].from <= open;
        if (!covered && open >= first_day && open <= last_day)
            leaf.find(reference_value_missing, {open, rule.amount}, amount_on(open));
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

/// Items of a bonus or a penalty: each worth something, none beyond the criterion, and all of them up to it.
void lint_items(const Place& leaf, const std::vector<Tier>& items)
{
    if (items.empty()) {
        leaf.find(nothing_to_count, {leaf.criterion.title});
        return;
    }
    Points together;
    for (const Tier& item : items) {
        const Points cap = item.cap.value_or(leaf.criterion.maximum);
        if (item.points_each == Points{}) leaf.find(item_without_effect, {item.text});
        if (cap > leaf.criterion.maximum) leaf.find(tier_cap_out_of_reach, {item.text, cap, leaf.criterion.maximum});
        together += cap;
    }
    if (together < leaf.criterion.maximum) leaf.find(total_cap_out_of_reach, {together, leaf.criterion.maximum});
}

/// Places of another index: every one from the first on falls into exactly one band (SM-22).
void lint_ranks(const Place& leaf, const std::vector<RankBand>& bands)
{
    const std::vector<Level>& levels = leaf.criterion.levels;
    const auto places = each<Days>(bands, [](const RankBand& band) {
        return Days{band.from, band.to ? std::int64_t{*band.to} + 1 : days_without_end, band.level};
    });
    for (const Days& hole : gaps(places, Days{1, days_without_end})) leaf.find(rank_gap, {hole.from});
    for (std::size_t i = 0; i < places.size(); ++i) {
        for (std::size_t j = i + 1; j < places.size(); ++j) {
            const Days both = common(places[i], places[j]);
            if (both.empty() || places[i].level == places[j].level) continue;
            const Level& one = levels[places[i].level];
            const Level& other = levels[places[j].level];
            leaf.find(rank_overlap, {both.from, one.text, one.points, other.text, other.points});
        }
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
    if (const auto* bonus = std::get_if<Bonus>(&rule)) lint_items(leaf, bonus->items);
    if (const auto* penalty = std::get_if<Penalty>(&rule)) lint_items(leaf, penalty->items);
    if (const auto* index = std::get_if<Imported>(&rule); index && index->mapping == ImportMapping::ranks)
        lint_ranks(leaf, index->ranks);
}

} // namespace cchc::domain::linter
