// What facts and worked examples come to under a regulation: the rules' own functions, with the plans they name.

#include "domain/regulation.hpp"

#include <algorithm>
#include <cassert>

namespace cchc::domain {

namespace {

Refusal not_read(const char* what)
{
    return refuse(RefusalCode::figures_invalid, what, "not_read");
}

/// Any instant will do: only the days between deadline and submission count.
Outcome<Scored> scored_by_clock(const Criterion& leaf, const SubmissionCase& submission)
{
    const auto* rule = std::get_if<SubmissionTimeliness>(&leaf.rule);
    if (!rule) return not_read("submission");
    constexpr std::int64_t one_day_us = 86'400'000'000;
    const Instant deadline{};
    std::optional<Instant> submitted;
    if (submission.days_late) submitted = deadline.plus_us((std::int64_t{*submission.days_late} - 1) * one_day_us);
    return score_submission(*rule, leaf.levels, deadline, submitted, submission.with_evidence);
}

Outcome<Scored> picked(const Criterion& leaf, const PickedLevel& pick)
{
    if (pick.level >= leaf.levels.size()) return not_read("level");
    const Points points = leaf.levels[pick.level].points;
    return Scored{points, pick.level};
}

} // namespace

Outcome<Scored> score_facts(const Regulation& regulation, const ScoringRule& by, const Criterion& leaf,
                            const Facts& facts)
{
    return std::visit(match{
                          [&](const SurveyRule& rule) {
                              const SurveyPlan* plan = regulation.survey(rule.survey);
                              assert(plan && "a regulation's names lead somewhere");
                              return score(rule, *plan, leaf.levels, leaf.maximum, facts);
                          },
                          [&](const BallotRule& rule) {
                              const BallotPlan* plan = regulation.ballot(rule.ballot);
                              assert(plan && "a regulation's names lead somewhere");
                              return score(rule, *plan, leaf.maximum, facts);
                          },
                          [&](const Imported& rule) { return score(rule, leaf.levels, leaf.maximum, facts); },
                          [&](const Granted& rule) { return score(rule, leaf.levels, leaf.maximum, facts); },
                          [&](const auto&) { return Outcome<Scored>(not_read("facts")); },
                      },
                      by);
}

Outcome<Scored> outcome_of(const Regulation& regulation, const Criterion& leaf, const WorkedExample& example)
{
    return std::visit(match{
                          [&](const PickedLevel& pick) { return picked(leaf, pick); },
                          [&](const Figures& figures) {
                              return score(leaf.rule, leaf.levels, leaf.maximum, figures, regulation.holidays);
                          },
                          [&](const Facts& facts) { return score_facts(regulation, leaf.rule, leaf, facts); },
                          [&](const SubmissionCase& submission) { return scored_by_clock(leaf, submission); },
                      },
                      example.inputs);
}

bool holds(const Outcome<Scored>& outcome, const WorkedExample& example)
{
    const auto* refused = std::get_if<ExampleRefusal>(&example.expected);
    if (!refused) return outcome && outcome->points == std::get<Points>(example.expected);
    if (outcome) return false;
    switch (*refused) {
    case ExampleRefusal::figures_invalid: return outcome.error().code == RefusalCode::figures_invalid;
    case ExampleRefusal::no_band_fits: return outcome.error().code == RefusalCode::no_band_fits;
    case ExampleRefusal::ratio_of_nothing: return outcome.error().code == RefusalCode::ratio_of_nothing;
    case ExampleRefusal::facts_missing: return outcome.error().code == RefusalCode::facts_missing;
    case ExampleRefusal::score_step_not_allowed: return outcome.error().code == RefusalCode::score_step_not_allowed;
    case ExampleRefusal::score_out_of_range: return outcome.error().code == RefusalCode::score_out_of_range;
    }
    return false;
}

/// The number from 1 of the leaf's first example that does not hold; 0: all hold.
static std::size_t first_that_fails(const Regulation& regulation, const Criterion& leaf)
{
    const auto fails = [&](const WorkedExample& one) { return !holds(outcome_of(regulation, leaf, one), one); };
    const auto found = std::ranges::find_if(leaf.examples, fails);
    return found == leaf.examples.end() ? 0 : static_cast<std::size_t>(found - leaf.examples.begin()) + 1;
}

std::string example_that_fails(const Regulation& regulation)
{
    for (const CriteriaSet& set : regulation.criteria_sets)
        for (const CriterionNo no : set.leaves()) {
            const Criterion& leaf = set[no];
            if (const auto number = first_that_fails(regulation, leaf))
                return leaf.code.value + ": " + std::to_string(number);
            for (const Overlay& overlay : regulation.overlays)
                if (overlay.rule && overlay.lies_over(set, leaf.code))
                    if (const auto number = first_that_fails(regulation, overlaid(leaf, overlay)))
                        return leaf.code.value + " (" + overlay.id + "): " + std::to_string(number);
        }
    return {};
}

} // namespace cchc::domain
