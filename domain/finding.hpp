#pragma once

#include "domain/criteria_set.hpp"
#include "domain/scoring_rule.hpp"
#include "domain/values.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace cchc::domain {

/// An error makes some agency's points wrong or impossible; a warning is a text that two careful readers read in two
/// ways. Both are findings; only errors ask for a reason at issue (CS-37).
enum class FindingSeverity { error, warning };

/// Every rule of the linter with its severity. A name is its stable id, on the wire and in stored versions: a released
/// one keeps its meaning for ever. What it says to people stands in `server/finding_words.cpp`.
#define CCHC_LINT_RULES(RULE)                                                                                          \
    /* points (CS-33, CS-34) */                                                                                        \
    RULE(areas_do_not_sum, error)                                                                                      \
    RULE(children_do_not_sum, error)                                                                                   \
    RULE(best_below_maximum, error)                                                                                    \
    RULE(value_above_maximum, error)                                                                                   \
    RULE(criterion_worth_nothing, error)                                                                               \
    RULE(areas_not_as_many_as_printed, error)                                                                          \
    RULE(criteria_not_as_many_as_printed, error)                                                                       \
    RULE(components_not_as_many_as_printed, error)                                                                     \
    RULE(part_not_as_printed, error)                                                                                   \
    RULE(example_does_not_hold, error)                                                                                 \
    /* bands of percentages (SM-26) */                                                                                 \
    RULE(ratio_gap, error)                                                                                             \
    RULE(ratio_overlap, error)                                                                                         \
    RULE(ratio_band_out_of_reach, error)                                                                               \
    RULE(higher_ratio_earns_less, error)                                                                               \
    RULE(late_completion_earns_more, error)                                                                            \
    /* bands of days (SM-3 to SM-5) */                                                                                 \
    RULE(days_gap, error)                                                                                              \
    RULE(days_overlap, error)                                                                                          \
    RULE(days_band_out_of_reach, error)                                                                                \
    RULE(late_bands_after_hard_deadline, error)                                                                        \
    RULE(late_not_scored, error)                                                                                       \
    RULE(never_not_scored, error)                                                                                      \
    RULE(failed_condition_not_scored, error)                                                                           \
    RULE(lack_of_evidence_not_scored, warning)                                                                         \
    RULE(on_time_earns_less, error)                                                                                    \
    RULE(later_earns_more, error)                                                                                      \
    RULE(never_earns_more, error)                                                                                      \
    RULE(failed_condition_earns_most, error)                                                                           \
    /* counts, amounts, incidents (SM-9 to SM-14) */                                                                   \
    RULE(total_cap_out_of_reach, error)                                                                                \
    RULE(tier_cap_out_of_reach, error)                                                                                 \
    RULE(nothing_to_count, error)                                                                                      \
    RULE(item_without_effect, error)                                                                                   \
    RULE(deductions_beyond_points, warning)                                                                            \
    RULE(reference_value_missing, error)                                                                               \
    RULE(smaller_amount_earns_more, error)                                                                             \
    RULE(worse_incident_earns_more, error)                                                                             \
    RULE(rank_gap, error)                                                                                              \
    RULE(rank_overlap, error)                                                                                          \
    /* levels */                                                                                                       \
    RULE(level_never_reached, error)                                                                                   \
    RULE(level_doubled, error)                                                                                         \
    RULE(bands_earn_alike, warning)                                                                                    \
    RULE(levels_out_of_order, warning)                                                                                 \
    RULE(no_level_for_nothing_done, warning)                                                                           \
    /* what the words say */                                                                                           \
    RULE(words_against_band, error)                                                                                    \
    RULE(words_of_range_unclear, warning)                                                                              \
    RULE(on_time_in_words_earns_less, error)                                                                           \
    RULE(level_contradicts_itself, error)                                                                              \
    RULE(failings_joined_by_and, warning)                                                                              \
    RULE(virtues_joined_by_or, warning)                                                                                \
    RULE(requirement_without_failing_level, warning)                                                                   \
    RULE(level_of_another_criterion, warning)                                                                          \
    RULE(deduction_item_unclear, warning)                                                                              \
    RULE(cap_not_said, warning)                                                                                        \
    RULE(adding_of_tiers_not_said, warning)                                                                            \
    RULE(exclusion_not_alike, error)                                                                                   \
    RULE(exclusion_not_counted, error)                                                                                 \
    RULE(exclusion_not_said, error)                                                                                    \
    RULE(not_applicable_effect_not_said, warning)                                                                      \
    RULE(word_doubled, warning)                                                                                        \
    RULE(tone_mark_misplaced, warning)                                                                                 \
    RULE(letters_in_pieces, warning)                                                                                   \
    /* evidence, dates, appraisers (CS-35, CS-36, CS-38, ACT-16) */                                                    \
    RULE(evidence_missing, error)                                                                                      \
    RULE(evidence_at_parent, warning)                                                                                  \
    RULE(evidence_in_note, warning)                                                                                    \
    RULE(evidence_is_no_paper, warning)                                                                                \
    RULE(evidence_held_elsewhere, warning)                                                                             \
    RULE(due_date_missing, error)                                                                                      \
    RULE(time_in_words_without_date, warning)                                                                          \
    RULE(due_day_unclear, warning)                                                                                     \
    RULE(due_date_of_another_year, warning)                                                                            \
    RULE(due_date_on_day_off, warning)                                                                                 \
    RULE(data_window_of_another_year, warning)                                                                         \
    RULE(data_window_against_words, error)                                                                             \
    RULE(appraiser_unknown, error)                                                                                     \
    RULE(appraiser_not_named, warning)                                                                                 \
    RULE(substitute_appraiser_missing, error)                                                                          \
    RULE(too_few_appraisers, error)                                                                                    \
    RULE(appraiser_outside_appraisal, warning)                                                                         \
    /* the calendar, the lists (rows 1, 20, 22; RK-1) */                                                               \
    RULE(round_ends_before_it_begins, error)                                                                           \
    RULE(comments_end_before_they_begin, error)                                                                        \
    RULE(printed_days_against_dates, warning)                                                                          \
    RULE(before_day_read_inclusive, warning)                                                                           \
    RULE(until_day_read_exclusive, warning)                                                                            \
    RULE(date_in_words_not_until, warning)                                                                             \
    RULE(rounds_out_of_order, warning)                                                                                 \
    RULE(agency_listed_twice, error)                                                                                   \
    RULE(group_without_agencies, warning)                                                                              \
    RULE(group_classification_unread, warning)                                                                         \
    RULE(class_threshold_rises, error)                                                                                 \
    RULE(class_never_given, error)                                                                                     \
    RULE(survey_unused, warning)                                                                                       \
    RULE(ballot_unused, warning)                                                                                       \
    RULE(dated_document_unused, warning)                                                                               \
    RULE(minimum_forms_out_of_reach, error)                                                                            \
    /* codes and titles (CS-3) */                                                                                      \
    RULE(title_missing, error)                                                                                         \
    RULE(title_doubled, warning)                                                                                       \
    RULE(number_doubled, error)                                                                                        \
    RULE(number_skipped, warning)                                                                                      \
    RULE(number_missing, warning)                                                                                      \
    RULE(number_against_code, error)                                                                                   \
    RULE(criteria_set_unused, warning)

#define CCHC_RULE(name, severity) name,
enum class LintRule { CCHC_LINT_RULES(CCHC_RULE) };
#undef CCHC_RULE

/// The rule's stable id, `ratio_gap`.
std::string_view name_of(LintRule rule);
FindingSeverity severity_of(LintRule rule);
/// `error`, `warning`.
std::string_view name_of(FindingSeverity severity);
/// All rules, in the order above.
const std::vector<LintRule>& all_lint_rules();

/// A span of ratios between 0 and 1; a side without an end reaches as far as ratios go.
struct RatioSpan {
    std::optional<Bound> from;
    std::optional<Bound> to;
    bool operator==(const RatioSpan&) const = default;
};
/// Days late from `from` to `to`, both inclusive; no `to` = without end.
struct DaySpan {
    std::int32_t from = 0;
    std::optional<std::int32_t> to;
    bool operator==(const DaySpan&) const = default;
};

/// What a finding speaks of, in its own kind, so that each language writes it its own way.
using Fact = std::variant<std::string, Points, Date, Ratio, RatioSpan, DaySpan, std::int64_t>;

/// One mistake the linter found. Its sentences (what is wrong, how it could be mended, what harm it does) take their
/// numbers from `facts`, in the order the table of words says.
struct Finding {
    LintRule rule{};
    std::string criteria_set; ///< its id; empty: the regulation as a whole
    Code code;                ///< the criterion; empty: the set or the regulation as a whole
    std::vector<Fact> facts;
    std::optional<Figures> input = {}; ///< figures that show the harm: under the rule they earn nothing, or two levels
    std::string overlay = {};          ///< the id of the one whose rule is at fault; empty: the text as printed
    bool operator==(const Finding&) const = default;
};

} // namespace cchc::domain
