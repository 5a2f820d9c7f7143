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
    for (CriterionNo child : set.children(no)) sum += sum_of_leaves(set, child);
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

} // namespace

void lint_sum(const Place& at)
{
    const std::vector<CriterionNo>& children = at.set.children(at.no);
    if (children.empty()) return;
    Points sum;
    for (CriterionNo child : children) sum += at.set[child].maximum;
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
        printed += set[area].maximum;
        below += sum_of_leaves(set, area);
    }
    if (printed != set.maximum)
        findings.push_back({LintRule::areas_do_not_sum, set.id, Code(), {printed, set.maximum, below}, std::nullopt});
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
