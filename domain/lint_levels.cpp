// Levels: each can be earned, each is said once, and the list goes down from the best.

#include "domain/lint_families.hpp"
#include "domain/printed_words.hpp"
#include "domain/spans.hpp"

#include <algorithm>

namespace cchc::domain::linter {

namespace {

using enum LintRule;

class Reached {
public:
    explicit Reached(std::size_t levels) : reached_(levels, false) {}
    void add(std::size_t level) { reached_.at(level) = true; }
    void add(const std::optional<std::size_t>& level)
    {
        if (level) add(*level);
    }
    template <class Edge>
    void add(const std::vector<Span<Edge>>& spans)
    {
        const std::vector<bool> takes = taking(spans);
        for (std::size_t i = 0; i < spans.size(); ++i) {
            if (takes[i]) add(spans[i].level);
        }
    }
    std::vector<bool> all() && { return std::move(reached_); }

private:
    std::vector<bool> reached_;
};

/// Rules whose levels only describe what their items or tiers earn.
bool earns_by_levels(const ScoringRule& rule)
{
    return std::holds_alternative<Choice>(rule) || std::holds_alternative<LateBands>(rule) ||
           std::holds_alternative<Timeliness>(rule) || std::holds_alternative<RatioBands>(rule) ||
           std::holds_alternative<ReferenceMultiple>(rule) || std::holds_alternative<WorstIncident>(rule) ||
           std::holds_alternative<SubmissionTimeliness>(rule) || std::holds_alternative<Formula>(rule) ||
           std::holds_alternative<SurveyRule>(rule) || std::holds_alternative<Imported>(rule);
}

void lint_choice(const Place& leaf)
{
    const std::vector<Level>& levels = leaf.criterion.levels;
    if (levels.empty()) return;
    const bool rises = levels.back().points > levels.front().points; // a set may print the worst first
    for (std::size_t i = 1; i < levels.size(); ++i) {
        const Level& above = levels[i - 1];
        const Level& below = levels[i];
        if (rises ? below.points < above.points : below.points > above.points)
            leaf.find(levels_out_of_order, {below.text, below.points, above.text, above.points});
    }
    const auto worst = std::min_element(levels.begin(), levels.end(),
                                        [](const Level& a, const Level& b) { return a.points < b.points; });
    if (worst->points > Points{}) leaf.find(no_level_for_nothing_done, {worst->text, worst->points});
}

} // namespace

std::vector<bool> levels_reached(const Criterion& criterion)
{
    Reached reached(criterion.levels.size());
    std::visit(match{
                   [&](const LateBands& rule) {
                       reached.add(each<Days>(rule.bands, days_of));
                       reached.add(rule.never_level);
                       if (!rule.conditions.empty()) reached.add(rule.failed_level);
                   },
                   [&](const Timeliness& rule) {
                       reached.add(rule.on_time_level);
                       reached.add(rule.late_level);
                       reached.add(rule.never_level);
                       if (!rule.conditions.empty()) reached.add(rule.failed_level);
                   },
                   [&](const RatioBands& rule) {
                       reached.add(each<RatioCuts>(rule.bands, cuts_of));
                       reached.add(rule.late_level);
                       reached.add(rule.none_level);
                   },
                   [&](const ReferenceMultiple& rule) {
                       reached.add(rule.at_least_level);
                       if (rule.multiple.numerator > 0) reached.add(rule.below_level);
                       reached.add(rule.none_level);
                   },
                   [&](const WorstIncident& rule) {
                       reached.add(rule.none_level);
                       for (const Severity& severity : rule.severities) reached.add(severity.level);
                   },
                   [&](const SubmissionTimeliness& rule) {
                       reached.add(each<Days>(rule.bands, days_of));
                       reached.add(rule.never_level);
                       reached.add(rule.without_evidence_level);
                   },
                   [&](const Formula& rule) { reached.add(each<RatioCuts>(rule.bands, cuts_of)); },
                   [&](const SurveyRule& rule) { reached.add(each<RatioCuts>(rule.bands, cuts_of)); },
                   [&](const Imported& rule) {
                       const auto reach = [&](const Band& band) { return cuts_within(band, ratios_of(rule)); };
                       reached.add(each<RatioCuts>(rule.bands, reach));
                       for (const RankBand& band : rule.ranks) reached.add(band.level);
                   },
                   [&](const auto&) { // each level may be picked, or only describes
                       for (std::size_t i = 0; i < criterion.levels.size(); ++i) reached.add(i);
                   },
               },
               criterion.rule);
    return std::move(reached).all();
}

void lint_levels(const Place& leaf)
{
    const std::vector<Level>& levels = leaf.criterion.levels;
    const std::vector<bool> reached = levels_reached(leaf.criterion);
    for (std::size_t i = 0; i < levels.size(); ++i) {
        if (!reached[i]) leaf.find(level_never_reached, {levels[i].text, levels[i].points});
    }
    if (!earns_by_levels(leaf.criterion.rule)) return;
    for (std::size_t i = 0; i < levels.size(); ++i) {
        for (std::size_t j = i + 1; j < levels.size(); ++j) {
            if (same_words(levels[i].text, levels[j].text))
                leaf.find(level_doubled, {levels[i].text, levels[i].points, levels[j].points});
        }
    }
    if (std::holds_alternative<Choice>(leaf.criterion.rule)) lint_choice(leaf);
}

} // namespace cchc::domain::linter
