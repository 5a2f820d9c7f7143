// Worked examples printed with a rule: each must come to what it says before the set is issued.

#include "domain/lint_families.hpp"

namespace cchc::domain::linter {

namespace {

/// The refusal's name as an example spells it.
std::string_view name_of_refusal(ExampleRefusal refusal)
{
    switch (refusal) {
    case ExampleRefusal::figures_invalid: return "figures_invalid";
    case ExampleRefusal::no_band_fits: return "no_band_fits";
    case ExampleRefusal::ratio_of_nothing: return "ratio_of_nothing";
    case ExampleRefusal::facts_missing: return "facts_missing";
    case ExampleRefusal::score_step_not_allowed: return "score_step_not_allowed";
    case ExampleRefusal::score_out_of_range: return "score_out_of_range";
    }
    return {};
}

Fact said(const WorkedExample& example)
{
    if (const auto* points = std::get_if<Points>(&example.expected)) return *points;
    return std::string(name_of_refusal(std::get<ExampleRefusal>(example.expected)));
}

/// Points, or the refusal with what it is about: `figures_invalid (late: required)`.
Fact told(const Outcome<Scored>& outcome)
{
    if (outcome) return outcome->points;
    const Refusal& refusal = outcome.error();
    std::string text(name_of(refusal.code));
    if (!refusal.about.empty())
        text += " (" + refusal.about + (refusal.detail.empty() ? "" : ": " + refusal.detail) + ")";
    return text;
}

/// Its number, and its text where it has one.
std::string called(std::int64_t number, const WorkedExample& example)
{
    return std::to_string(number) + (example.text.empty() ? "" : " “" + example.text + "”");
}

} // namespace

void lint_examples(const Place& leaf)
{
    std::int64_t number = 0;
    for (const WorkedExample& example : leaf.criterion.examples) {
        ++number;
        const Outcome<Scored> outcome = outcome_of(leaf.regulation, leaf.criterion, example);
        if (holds(outcome, example)) continue;
        const auto* figures = std::get_if<Figures>(&example.inputs);
        leaf.find(LintRule::example_does_not_hold, {called(number, example), said(example), told(outcome)},
                  figures ? std::optional(*figures) : std::nullopt);
    }
}

} // namespace cchc::domain::linter
