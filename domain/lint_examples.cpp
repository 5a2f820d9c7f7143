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
    }
    return {};
}

std::string said(const WorkedExample& example)
{
    if (const auto* points = std::get_if<Points>(&example.expected)) return points->text();
    return std::string(name_of_refusal(std::get<ExampleRefusal>(example.expected)));
}

std::string told(const Outcome<Scored>& outcome)
{
    return outcome ? outcome->points.text() : std::string(name_of(outcome.error().code));
}

} // namespace

void lint_examples(const Place& leaf)
{
    std::int64_t number = 0;
    for (const WorkedExample& example : leaf.criterion.examples) {
        ++number;
        const Outcome<Scored> outcome = outcome_of(leaf.regulation, leaf.criterion, example);
        if (told(outcome) == said(example)) continue;
        const auto* figures = std::get_if<Figures>(&example.inputs);
        leaf.find(LintRule::example_does_not_hold, {number, example.text, said(example), told(outcome)},
                  figures ? std::optional(*figures) : std::nullopt);
    }
}

} // namespace cchc::domain::linter
