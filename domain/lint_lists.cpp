// The lists beside the criteria: each agency once, and classes that fall from the best down (RK-1, SM-26).

#include "domain/lint_families.hpp"
#include "domain/printed_words.hpp"

#include <map>

namespace cchc::domain::linter {

namespace {

using enum LintRule;

void lint_agencies(const Regulation& regulation, std::vector<Finding>& findings)
{
    std::map<std::pair<GroupId, std::vector<Token>>, AgencyId> known;
    for (const AgencyListing& agency : regulation.agencies) {
        const auto [first, is_new] = known.emplace(std::pair{agency.group, tokens_of(agency.title)}, agency.id);
        if (!is_new)
            findings.push_back(
                {agency_listed_twice, {}, Code(), {agency.title, first->second.value, agency.id.value}, std::nullopt});
    }
}

/// Whether a class takes everyone at `points` who has come down to it: no quota leaves any of them out.
bool takes_all_at(const ClassBand& one, Points points)
{
    if (one.quota) return false;
    return !one.threshold || points > *one.threshold || (points == *one.threshold && !one.threshold_open);
}

void lint_classes(const Classification& classification, std::vector<Finding>& findings)
{
    const auto found = [&](LintRule rule, std::vector<Fact> facts) {
        findings.push_back({rule, {}, Code(), std::move(facts), std::nullopt});
    };
    const ClassBand* above = nullptr;          // the class before
    const ClassBand* with_threshold = nullptr; // the last one before that has a threshold
    for (const ClassBand& one : classification.classes) {
        if (with_threshold && one.threshold && *one.threshold > *with_threshold->threshold)
            found(class_threshold_rises,
                  {one.title, *one.threshold, with_threshold->title, *with_threshold->threshold});
        else if (above && takes_all_at(*above, one.threshold.value_or(Points{})))
            found(class_never_given, {one.title, above->title, one.threshold.value_or(Points{})});
        above = &one;
        if (one.threshold) with_threshold = &one;
    }
}

} // namespace

void lint_lists(const Regulation& regulation, std::vector<Finding>& findings)
{
    lint_agencies(regulation, findings);
    for (const Classification& one : regulation.classifications) lint_classes(one, findings);
}

} // namespace cchc::domain::linter
