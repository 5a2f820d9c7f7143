#include "domain/lint.hpp"

#include "domain/lint_families.hpp"

#include <algorithm>

namespace cchc::domain {

namespace {

void lint_leaf(const linter::Place& leaf)
{
    using namespace linter;
    lint_maximum(leaf);
    lint_ratios(leaf);
    lint_days(leaf);
    lint_counts(leaf);
    lint_levels(leaf);
    lint_ranges_in_words(leaf);
    lint_wording(leaf);
    lint_evidence(leaf);
    lint_dates(leaf);
    lint_appraiser(leaf);
    lint_examples(leaf);
}

/// The rules that overlays bring, by all that a printed one is held to. What is wrong with the leaf itself has been
/// said of it as printed and is not said again.
void lint_overlaid(const linter::Place& leaf)
{
    std::vector<Finding> printed;
    std::ranges::copy_if(leaf.findings, std::back_inserter(printed), [&](const Finding& one) {
        return one.criteria_set == leaf.set.id && one.code == leaf.criterion.code;
    });
    for (const Overlay& overlay : leaf.regulation.overlays) {
        if (!overlay.rule || !overlay.lies_over(leaf.set, leaf.criterion.code)) continue;
        const Criterion then = overlaid(leaf.criterion, overlay);
        std::vector<Finding> found;
        lint_leaf({leaf.regulation, leaf.set, then, leaf.no, found, overlay.id});
        for (Finding& one : found) {
            const bool said = std::ranges::any_of(
                printed, [&](const Finding& before) { return before.rule == one.rule && before.facts == one.facts; });
            if (!said) leaf.findings.push_back(std::move(one));
        }
    }
}

} // namespace

std::vector<Finding> lint(const Regulation& regulation)
{
    std::vector<Finding> findings;
    linter::lint_regulation(regulation, findings);
    linter::lint_calendar(regulation, findings);
    linter::lint_lists(regulation, findings);
    for (const CriteriaSet& set : regulation.criteria_sets) {
        const auto begin = static_cast<std::ptrdiff_t>(findings.size());
        linter::lint_set(regulation, set, findings);
        linter::lint_titles(set, findings);
        for (CriterionNo no = 0; no < set.size(); ++no) {
            const linter::Place here{regulation, set, set[no], no, findings};
            linter::lint_sum(here);
            linter::lint_names(here);
            linter::lint_spelling(here);
            if (set[no].leaf) lint_leaf(here);
            if (set[no].leaf) lint_overlaid(here);
        }
        const auto place = [&](const Finding& one) { return one.code.empty() ? 0 : set.find(one.code.value) + 1; };
        std::stable_sort(findings.begin() + begin, findings.end(),
                         [&](const Finding& a, const Finding& b) { return place(a) < place(b); });
    }
    return findings;
}

bool needs_reason_to_issue(const std::vector<Finding>& findings)
{
    return std::any_of(findings.begin(), findings.end(),
                       [](const Finding& one) { return severity_of(one.rule) == FindingSeverity::error; });
}

} // namespace cchc::domain
