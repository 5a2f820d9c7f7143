// Days late: every number of days from 0 on falls into exactly one band, never doing it is scored too, and nobody gains
// by being later (SM-3 to SM-5, CS-21).

#include "domain/lint_families.hpp"
#include "domain/spans.hpp"

namespace cchc::domain::linter {

namespace {

using enum LintRule;

DaySpan printed(const Days& span)
{
    DaySpan out{static_cast<std::int32_t>(span.from), std::nullopt};
    if (span.to < days_without_end) out.to = static_cast<std::int32_t>(span.to - 1);
    return out;
}

/// A due day for an example where the set prints none.
Date some_due_day(const Place& leaf)
{
    return Date::from_civil(leaf.regulation.year, 3, 1);
}

/// Figures of a paper that came `days` late.
Figures late_by(const Place& leaf, const LateBands& rule, std::int64_t days)
{
    Figures figures;
    const Date due = rule.due ? *rule.due : some_due_day(leaf);
    if (!rule.due) figures.due = due;
    Date paper = due;
    const auto counted = [&] { return days_late(due, paper, rule.day_count, leaf.regulation.holidays); };
    if (rule.day_count == DayCount::calendar) paper.days += static_cast<std::int32_t>(days);
    while (counted() < days) ++paper.days; // working days: the first day that counts as so many
    figures.date = paper;
    for (const Item& item : rule.conditions) figures.met.push_back(item.key);
    return figures;
}

Figures never()
{
    Figures figures;
    figures.never = true;
    return figures;
}

std::string first_failing(const Place& leaf, const std::vector<Item>& conditions)
{
    return conditions.empty() ? leaf.criterion.title : conditions.front().text;
}

/// What LateBands and SubmissionTimeliness share. `input` gives the figures of so many days late, if any show it.
template <class Input>
void lint_bands(const Place& leaf, const std::vector<LateBand>& bands, const std::optional<std::size_t>& never_level,
                const std::optional<Figures>& never_done, Input input)
{
    const std::vector<Level>& levels = leaf.criterion.levels;
    const auto spans = each<Days>(bands, days_of);
    for (const Days& span : spans) {
        if (span.empty()) leaf.find(days_band_out_of_reach, {levels[span.level].text});
    }
    for (const Days& hole : gaps(spans, every_day)) leaf.find(days_gap, {printed(hole), hole.from}, input(hole.from));
    for (std::size_t i = 0; i < spans.size(); ++i) {
        for (std::size_t j = i + 1; j < spans.size(); ++j) {
            const Days both = common(spans[i], spans[j]);
            if (both.empty() || spans[i].level == spans[j].level) continue;
            const Level& one = levels[spans[i].level];
            const Level& other = levels[spans[j].level];
            leaf.find(days_overlap, {printed(both), both.from, one.text, one.points, other.text, other.points},
                      input(both.from));
        }
    }

    std::vector<Days> sorted = spans;
    std::erase_if(sorted, [](const Days& span) { return span.empty(); });
    std::stable_sort(sorted.begin(), sorted.end(), [](const Days& a, const Days& b) { return a.from < b.from; });
    for (std::size_t i = 1; i < sorted.size(); ++i) {
        const Level& sooner = levels[sorted[i - 1].level];
        const Level& later = levels[sorted[i].level];
        if (later.points > sooner.points)
            leaf.find(later_earns_more, {printed(sorted[i - 1]), sooner.points, printed(sorted[i]), later.points});
        if (later.points == sooner.points && &later != &sooner && sorted[i - 1].to == sorted[i].from)
            leaf.find(bands_earn_alike, {sooner.text, later.text, later.points});
    }
    for (const Days& span : sorted) {
        if (span.from != 0) continue;
        const Level& on_time = levels[span.level];
        for (const Level& level : levels) {
            if (level.points > on_time.points) {
                leaf.find(on_time_earns_less, {on_time.text, on_time.points, level.text, level.points});
                break;
            }
        }
        break;
    }
    if (!never_level) {
        leaf.find(never_not_scored, {leaf.criterion.title}, never_done);
    } else if (!sorted.empty() && levels[*never_level].points > levels[sorted.back().level].points) {
        leaf.find(never_earns_more, {levels[*never_level].text, levels[*never_level].points,
                                     levels[sorted.back().level].text, levels[sorted.back().level].points});
    }
}

void lint_conditions(const Place& leaf, const std::vector<Item>& conditions,
                     const std::optional<std::size_t>& failed_level, const std::optional<std::size_t>& on_time_level)
{
    if (conditions.empty()) return;
    if (!failed_level) {
        leaf.find(failed_condition_not_scored, {first_failing(leaf, conditions)});
        return;
    }
    if (!on_time_level) return;
    const Level& failed = leaf.criterion.levels[*failed_level];
    const Level& on_time = leaf.criterion.levels[*on_time_level];
    if (failed.points >= on_time.points)
        leaf.find(failed_condition_earns_most,
                  {first_failing(leaf, conditions), failed.points, on_time.text, on_time.points});
}

void lint_late_bands(const Place& leaf, const LateBands& rule)
{
    lint_bands(leaf, rule.bands, rule.never_level, never(),
               [&](std::int64_t days) { return std::optional(late_by(leaf, rule, days)); });
    std::optional<std::size_t> on_time;
    for (const LateBand& band : rule.bands) {
        if (band.from_days <= 0 && !on_time) on_time = band.level;
    }
    lint_conditions(leaf, rule.conditions, rule.failed_level, on_time);
}

void lint_timeliness(const Place& leaf, const Timeliness& rule)
{
    const std::vector<Level>& levels = leaf.criterion.levels;
    const Level& on_time = levels[rule.on_time_level];
    if (!rule.late_level) leaf.find(late_not_scored, {leaf.criterion.title});
    if (!rule.never_level) leaf.find(never_not_scored, {leaf.criterion.title}, never());
    lint_conditions(leaf, rule.conditions, rule.failed_level, rule.on_time_level);
    for (const Level& level : levels) {
        if (level.points > on_time.points) {
            leaf.find(on_time_earns_less, {on_time.text, on_time.points, level.text, level.points});
            break;
        }
    }
    if (rule.late_level && *rule.late_level != rule.on_time_level && levels[*rule.late_level].points == on_time.points)
        leaf.find(bands_earn_alike, {on_time.text, levels[*rule.late_level].text, on_time.points});
    if (rule.late_level && rule.never_level) {
        const Level& late = levels[*rule.late_level];
        const Level& never_done = levels[*rule.never_level];
        if (never_done.points > late.points)
            leaf.find(never_earns_more, {never_done.text, never_done.points, late.text, late.points});
    }
}

void lint_submission(const Place& leaf, const SubmissionTimeliness& rule)
{
    lint_bands(leaf, rule.bands, rule.never_level, std::nullopt, [](std::int64_t) { return std::optional<Figures>(); });
    if (!rule.without_evidence_level && !leaf.criterion.evidence.empty())
        leaf.find(lack_of_evidence_not_scored, {leaf.criterion.evidence.front().text});

    const RoundPlan* round = leaf.regulation.round(RoundId(rule.round));
    if (!round || round->deadline_kind == DeadlineKind::soft) return;
    for (const LateBand& band : rule.bands) {
        if (band.from_days > 0) {
            leaf.find(late_bands_after_hard_deadline,
                      {round->title, leaf.criterion.levels[band.level].text, leaf.criterion.levels[band.level].points});
            break;
        }
    }
}

} // namespace

void lint_days(const Place& leaf)
{
    if (const auto* bands = std::get_if<LateBands>(&leaf.criterion.rule)) lint_late_bands(leaf, *bands);
    if (const auto* timely = std::get_if<Timeliness>(&leaf.criterion.rule)) lint_timeliness(leaf, *timely);
    if (const auto* submission = std::get_if<SubmissionTimeliness>(&leaf.criterion.rule))
        lint_submission(leaf, *submission);
}

} // namespace cchc::domain::linter
