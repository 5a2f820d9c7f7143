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
