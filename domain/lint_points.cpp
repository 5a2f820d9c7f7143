// Points: sums at every level against the printed maximum (CS-33), and the best a criterion can earn against its own
// (CS-34).

#include "domain/lint_families.hpp"

#include <algorithm>

namespace cchc::domain::linter {

namespace {

/// What the scored leaves below add up to, whatever the rows between print.
Points sum_of_leaves(const CriteriaSet& set, CriterionNo no)
{
    if (set[no].leaf) return set[no].maximum;
    Points sum;
    for (CriterionNo child : set.children(no)) sum += set[child].in_scale ? sum_of_leaves(set, child) : Points{};
    return sum;
}

/// What a rule that does not earn by levels can come to at most; nothing for one that does, and for one whose best is
/// its maximum by definition.
std::optional<Points> best_without_levels(const Criterion& leaf)
{
    if (const auto* counted = std::get_if<CappedCount>(&leaf.rule)) return counted->cap_total;
    if (const auto* list = std::get_if<Checklist>(&leaf.rule)) {
        Points sum;
        for (const Item& item : list->items) sum += item.points;
        return sum;
    }
    return std::nullopt;
}

/// The numbers of areas, criteria and components against what the document says there are (CS-8).
void lint_counts_of(const CriteriaSet& set, std::vector<Finding>& findings)
{
    std::int64_t criteria = 0;
    std::int64_t components = 0;
    for (const Criterion& one : set.all()) {
        if (one.depth == 1) ++criteria;
        if (one.depth > 1 && one.leaf) ++components;
    }
    const auto compare = [&](LintRule rule, const std::optional<int>& printed, std::int64_t counted) {
        if (printed && *printed != counted)
            findings.push_back({rule, set.id, Code(), {std::int64_t{*printed}, counted}, std::nullopt});
    };
    compare(LintRule::areas_not_as_many_as_printed, set.printed_counts.areas, std::ssize(set.areas()));
    compare(LintRule::criteria_not_as_many_as_printed, set.printed_counts.criteria, criteria);
    compare(LintRule::components_not_as_many_as_printed, set.printed_counts.components, components);
}

/// The parts of the maximum against the printed split: what the survey, leaders, a bonus or an area come to (CS-11).
void lint_split(const CriteriaSet& set, std::vector<Finding>& findings)
{
    for (const PrintedPart& part : set.printed_split) {
        Points counted;
        for (CriterionNo no : set.leaves()) {
            const auto& by = part.scored_by;
            if (set[no].within_scale && std::find(by.begin(), by.end(), set[no].scored_by) != by.end())
                counted += set[no].maximum;
        }
        for (const Code& code : part.codes) {
            const CriterionNo no = set.find(code.value);
            if (no != no_criterion) counted += set[no].maximum;
        }
        if (counted != part.points)
            findings.push_back(
                {LintRule::part_not_as_printed, set.id, Code(), {part.title, part.points, counted}, std::nullopt});
    }
}

} // namespace

void lint_sum(const Place& at)
{
    const std::vector<CriterionNo>& children = at.set.children(at.no);
    if (children.empty()) return;
    Points sum;
    for (CriterionNo child : children) sum += at.set[child].in_scale ? at.set[child].maximum : Points{};
    if (sum == at.criterion.maximum) return;
    at.find(LintRule::children_do_not_sum, {sum, at.criterion.maximum, sum_of_leaves(at.set, at.no)});
}

void lint_set(const Regulation& regulation, const CriteriaSet& set, std::vector<Finding>& findings)
{
    const auto uses_it = [&](const AgencyGroup& group) { return group.criteria_set == set.id; };
    if (std::none_of(regulation.groups.begin(), regulation.groups.end(), uses_it))
        findings.push_back({LintRule::criteria_set_unused, set.id, Code(), {set.title}, std::nullopt});

    Points printed;
    Points below;
    for (CriterionNo area : set.areas()) {
        if (!set[area].in_scale) continue; // a bonus above the scale, a penalty (CS-12)
        printed += set[area].maximum;
        below += sum_of_leaves(set, area);
    }
    if (printed != set.maximum)
        findings.push_back({LintRule::areas_do_not_sum, set.id, Code(), {printed, set.maximum, below}, std::nullopt});
    lint_counts_of(set, findings);
    lint_split(set, findings);
}

void lint_maximum(const Place& leaf)
{
    const Criterion& criterion = leaf.criterion;
    if (criterion.maximum == Points{}) leaf.find(LintRule::criterion_worth_nothing, {criterion.title});

    for (const Level& level : criterion.levels) {
        if (level.points > criterion.maximum)
            leaf.find(LintRule::value_above_maximum, {level.text, level.points, criterion.maximum});
    }
    if (const auto best = best_without_levels(criterion)) {
        if (*best < criterion.maximum)
            leaf.find(LintRule::best_below_maximum, {criterion.title, *best, criterion.maximum});
        if (*best > criterion.maximum)
            leaf.find(LintRule::value_above_maximum, {criterion.title, *best, criterion.maximum});
        return;
    }
    const auto best = std::max_element(criterion.levels.begin(), criterion.levels.end(),
                                       [](const Level& a, const Level& b) { return a.points < b.points; });
    if (best != criterion.levels.end() && best->points < criterion.maximum)
        leaf.find(LintRule::best_below_maximum, {best->text, best->points, criterion.maximum});
}

} // namespace cchc::domain::linter
