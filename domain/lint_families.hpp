#pragma once

#include "domain/finding.hpp"
#include "domain/regulation.hpp"

#include <utility>
#include <vector>

// The linter's families of rules, one file each. Each is shown one place at a time, in printed order, and adds what it
// finds there.

namespace cchc::domain::linter {

/// A criterion in its surroundings, as printed or as an overlay leaves it.
struct Place {
    const Regulation& regulation;
    const CriteriaSet& set;
    const Criterion& criterion;
    CriterionNo no;
    std::vector<Finding>& findings;
    std::string overlay = {}; ///< its id

    void find(LintRule rule, std::vector<Fact> facts, std::optional<Figures> input = std::nullopt) const
    {
        findings.push_back({rule, set.id, criterion.code, std::move(facts), std::move(input), overlay});
    }
};

// of the whole
void lint_regulation(const Regulation& regulation, std::vector<Finding>& findings);
void lint_calendar(const Regulation& regulation, std::vector<Finding>& findings);
void lint_lists(const Regulation& regulation, std::vector<Finding>& findings);
void lint_set(const Regulation& regulation, const CriteriaSet& set, std::vector<Finding>& findings);
void lint_titles(const CriteriaSet& set, std::vector<Finding>& findings);
// of any criterion
void lint_sum(const Place& at);
void lint_names(const Place& at);
void lint_spelling(const Place& at);
// of a scored leaf
void lint_maximum(const Place& leaf);
void lint_ratios(const Place& leaf);
void lint_days(const Place& leaf);
void lint_counts(const Place& leaf);
void lint_levels(const Place& leaf);
void lint_ranges_in_words(const Place& leaf);
void lint_wording(const Place& leaf);
void lint_evidence(const Place& leaf);
void lint_dates(const Place& leaf);
void lint_appraiser(const Place& leaf);
void lint_examples(const Place& leaf);

/// A due date that a criterion or a paper prints: what is due, when, and the criterion, if it is one's.
struct DueDay {
    std::string what;
    Date due;
    std::string criteria_set;
    Code code;
};
/// It is of a time that the assessed period can ask for, and a day on which someone works.
void lint_due_day(const Regulation& regulation, const DueDay& day, std::vector<Finding>& findings);

/// Which of the criterion's levels some input can earn under its rule.
std::vector<bool> levels_reached(const Criterion& criterion);

} // namespace cchc::domain::linter
