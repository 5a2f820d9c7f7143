// The lists beside the criteria: each agency once, no group without any, classes that fall from the best down, surveys,
// ballots and papers that some criterion reads, appraisers that the document names (RK-1, SM-26, SV-13, AP-12).

#include "domain/lint_families.hpp"
#include "domain/printed_words.hpp"

#include <algorithm>
#include <map>
#include <set>

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

void lint_groups(const Regulation& regulation, std::vector<Finding>& findings)
{
    for (const AgencyGroup& group : regulation.groups) {
        if (std::ranges::find(regulation.agencies, group.id, &AgencyListing::group) == regulation.agencies.end())
            findings.push_back({group_without_agencies, {}, Code(), {group.title}, std::nullopt});
        for (const RankingGroup& ranked : regulation.ranking_groups) {
            const bool joined = std::ranges::find(ranked.groups, group.id) != ranked.groups.end();
            if (joined && !group.classification.empty() && !ranked.classification.empty())
                findings.push_back(
                    {group_classification_unread, {}, Code(), {group.title, ranked.title}, std::nullopt});
        }
    }
}

/// What the criteria refer to.
struct ReadByCriteria {
    std::set<std::string> surveys, ballots, papers;
    std::map<std::string, Code> appraisers; ///< with the first criterion that names each

    void add(const ScoringRule& rule)
    {
        const auto add_due = [&](const std::optional<DueFrom>& from) {
            if (from) papers.insert(from->document);
        };
        const auto add_items = [&](const std::vector<Item>& items) {
            for (const Item& item : items) add_due(item.due_from);
        };
        std::visit(match{
                       [&](const SurveyRule& one) { surveys.insert(one.survey); },
                       [&](const BallotRule& one) { ballots.insert(one.ballot); },
                       [&](const LateBands& one) { add_due(one.due_from); },
                       [&](const Timeliness& one) { add_due(one.due_from); },
                       [&](const Deductions& one) { add_items(one.items); },
                       [&](const RatioBands& one) { add_items(one.requirements); },
                       [](const auto&) {},
                   },
                   rule);
    }
};

ReadByCriteria read_by_criteria(const Regulation& regulation)
{
    ReadByCriteria read;
    for (const CriteriaSet& set : regulation.criteria_sets) {
        for (const CriterionNo no : set.leaves()) {
            const Criterion& leaf = set[no];
            read.add(leaf.rule);
            const bool judged = leaf.scored_by == ScoredBy::agency || leaf.scored_by == ScoredBy::appraising_agency;
            if (judged) read.appraisers.emplace(leaf.appraiser, leaf.code);
        }
    }
    for (const Overlay& overlay : regulation.overlays) {
        if (overlay.rule) read.add(*overlay.rule);
        // An overlay may refer to a paper by its printed number alone.
        for (const DatedDocument& paper : regulation.dated_documents)
            if (!paper.number.empty() && paper.number == overlay.document.number) read.papers.insert(paper.id);
    }
    return read;
}

void lint_unused(const Regulation& regulation, const ReadByCriteria& read, std::vector<Finding>& findings)
{
    const auto found = [&](LintRule rule, const std::string& title) {
        findings.push_back({rule, {}, Code(), {title}, std::nullopt});
    };
    for (const SurveyPlan& one : regulation.surveys)
        if (!read.surveys.contains(one.id)) found(survey_unused, one.title);
    for (const BallotPlan& one : regulation.ballots)
        if (!read.ballots.contains(one.id)) found(ballot_unused, one.title);
    for (const DatedDocument& one : regulation.dated_documents)
        if (!read.papers.contains(one.id)) found(dated_document_unused, one.number.empty() ? one.id : one.number);
}

/// So many valid forms can come back (SV-13); where fewer count all the same, the minimum decides nothing.
void lint_surveys(const Regulation& regulation, std::vector<Finding>& findings)
{
    for (const SurveyPlan& survey : regulation.surveys) {
        std::int64_t forms = 0;
        for (const Respondents& group : survey.respondents) forms += group.forms;
        if (survey.below_minimum != BelowMinimum::count && survey.minimum_valid_forms > forms)
            findings.push_back({minimum_forms_out_of_reach,
                                {},
                                Code(),
                                {survey.title, std::int64_t{survey.minimum_valid_forms}, forms},
                                std::nullopt});
    }
}

/// Where the document lists who appraises, criteria go to these (AP-12, ACT-16).
void lint_appraisers(const Regulation& regulation, const ReadByCriteria& read, std::vector<Finding>& findings)
{
    if (!regulation.appraisal) return;
    for (const auto& [named, code] : read.appraisers) {
        const std::string& appraiser = named.empty() ? regulation.standing_department : named;
        if (std::ranges::find(regulation.appraisal->agencies, appraiser) != regulation.appraisal->agencies.end())
            continue;
        const AgencyListing* listed = regulation.agency(AgencyId(appraiser));
        if (listed)
            findings.push_back({appraiser_outside_appraisal, {}, Code(), {listed->title, code.value}, std::nullopt});
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
    const ReadByCriteria read = read_by_criteria(regulation);
    lint_agencies(regulation, findings);
    lint_groups(regulation, findings);
    lint_surveys(regulation, findings);
    lint_unused(regulation, read, findings);
    lint_appraisers(regulation, read, findings);
    for (const Classification& one : regulation.classifications) lint_classes(one, findings);
}

} // namespace cchc::domain::linter
