#pragma once

#include "domain/scoring_rule.hpp"

#include <optional>
#include <string>
#include <variant>

namespace cchc::domain {

/// A level picked by hand.
struct PickedLevel {
    std::size_t level = 0;
    bool operator==(const PickedLevel&) const = default;
};
/// When it was submitted: days begun since the deadline; 0 in time, nothing: never.
struct SubmissionCase {
    std::optional<std::int32_t> days_late;
    bool with_evidence = true;
    bool operator==(const SubmissionCase&) const = default;
};
/// The refusal that inputs must meet.
enum class ExampleRefusal {
    figures_invalid,
    no_band_fits,
    ratio_of_nothing,
    facts_missing,
    score_step_not_allowed, ///< of points that are granted (SM-23)
    score_out_of_range,
};

/// A test vector of a rule: inputs, and the points they must come to or the refusal they must meet.
struct WorkedExample {
    std::string text;
    std::variant<PickedLevel, Figures, Facts, SubmissionCase> inputs;
    std::variant<Points, ExampleRefusal> expected;
    bool operator==(const WorkedExample&) const = default;
};

} // namespace cchc::domain
