#pragma once

#include "domain/bands.hpp"
#include "domain/calendar.hpp"
#include "domain/given_rule.hpp"
#include "domain/outcome.hpp"
#include "domain/values.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace cchc::domain {

/// Days late from `from` to `to`, both inclusive; no `to` = without end. 0 = on or before the due date (SM-35).
struct LateBand {
    std::int32_t from_days = 0;
    std::optional<std::int32_t> to_days;
    std::size_t level = 0;
    bool operator==(const LateBand&) const = default;
};

/// How days are counted (SM-36). Working days skip weekends and the regulation's holidays, not the Saturdays
/// worked in exchange.
enum class DayCount { calendar, working };

/// A due date fixed by another paper: `key` in the dated document `document` of the regulation (SM-18).
struct DueFrom {
    std::string document;
    std::string key;
    bool operator==(const DueFrom&) const = default;
};

/// Something that must hold besides, or be ticked off: its key in declared figures, and its wording.
struct Item {
    std::string key;
    std::string text;
    Points points;                   ///< checklist: what it earns; elsewhere 0
    Points deduction;                ///< what a failure takes (SM-9, SM-10, SM-12)
    std::optional<Date> due;         ///< printed beside it: whoever ticks it compares (SM-10)
    std::optional<DueFrom> due_from; ///< the paper `due` was read from
    bool operator==(const Item&) const = default;
};

/// SM-1, SM-2: the agency picks one of the levels.
struct Choice {
    bool operator==(const Choice&) const = default;
};
/// SM-3, SM-4, SM-18: the level follows from the days between the due date and the date of the paper; with
/// `conditions`, a failed one earns `failed_level`. `never_level` is for what never came. A level the set does not
/// print is absent, and figures that would earn it are refused with no_band_fits.
struct LateBands {
    std::optional<Date> due; ///< absent: declared with the figures, from the paper that fixes it
    std::string due_source;  ///< the paper that fixes the date, where the set prints none (CS-36)
    DayCount day_count = DayCount::calendar;
    std::vector<LateBand> bands; ///< the first that fits counts
    std::optional<std::size_t> never_level;
    std::vector<Item> conditions;
    std::optional<std::size_t> failed_level;
    std::optional<DueFrom> due_from; ///< the paper `due` was read from (SM-18)
    bool operator==(const LateBands&) const = default;
};
/// SM-5: on time, late by any number of days, or not at all; a failed condition (wrong content) earns `failed_level`.
struct Timeliness {
    std::optional<Date> due;
    std::string due_source;
    DayCount day_count = DayCount::calendar;
    std::size_t on_time_level = 0;
    std::optional<std::size_t> late_level;
    std::optional<std::size_t> never_level;
    std::vector<Item> conditions;
    std::optional<std::size_t> failed_level;
    std::optional<DueFrom> due_from; ///< the paper `due` was read from (SM-18)
    bool operator==(const Timeliness&) const = default;
};
/// SM-6 to SM-9: numerator over denominator (less counted exclusions, each with a ground) falls into a band.
/// With `late_level`, a full ratio of which some part came late earns that level instead (SM-8). `requirements` each
/// take their deduction from the band's points, down to `floor` (SM-9).
struct RatioBands {
    std::string numerator; ///< what is counted, as the page asks for it
    std::string denominator;
    bool exclusions = false; ///< may items be left out of the denominator, with a ground (SM-7)
    std::vector<Band> bands; ///< the first that fits counts
    std::optional<std::size_t> late_level;
    std::vector<Item> requirements;
    Points floor;
    std::optional<std::size_t> none_level; ///< the level of "no plan at all", picked by declaring that none exists
    std::string source;                    ///< the system the counts come from (SW-5)
    std::string denominator_source;        ///< the published list the denominator is taken from (SM-25)
    bool operator==(const RatioBands&) const = default;
};
/// Ratio × maximum, rounded once; below `least`, where there is one, nothing (*dưới 80% không tính điểm*).
struct Proportional {
    std::string numerator;
    std::string denominator;
    bool exclusions = false;
    std::string source;
    std::string denominator_source;
    Rounding rounding;
    std::optional<Ratio> least; ///< itself it counts
    bool operator==(const Proportional&) const = default;
};
/// A figure a formula reads; `published`: from a list that `source` names, which the agency confirms (SM-25).
struct FormulaInput {
    std::string key;
    std::string text;
    std::string source;
    bool published = false;
    bool operator==(const FormulaInput&) const = default;
};
struct FormulaTerm {
    std::string input; ///< its key
    std::int32_t times = 1;
    bool operator==(const FormulaTerm&) const = default;
};
/// SM-17, SM-25: the quotient of two sums of figures, each an input times a whole number. With `bands` it picks a
/// level; without, it earns its share of the maximum, all of it at most, and below `least` nothing. A numerator below
/// 0 counts 0.
struct Formula {
    std::vector<FormulaInput> inputs;
    std::vector<FormulaTerm> numerator;
    std::vector<FormulaTerm> denominator;
    std::vector<Band> bands;
    Rounding rounding;
    std::optional<Ratio> least; ///< without bands; itself it counts
    bool operator==(const Formula&) const = default;
};
/// SM-10: full marks less a deduction per failing item, floor 0 (SM-31).
struct Deductions {
    std::vector<Item> items;
    Points floor;
    bool operator==(const Deductions&) const = default;
};
/// SM-11: count × points per tier, capped per tier and in all. Without `tiers_add` the best tier alone counts (SM-32).
struct CappedCount {
    std::vector<Tier> tiers;
    bool tiers_add = true;
    Points cap_total;
    bool operator==(const CappedCount&) const = default;
};
/// SM-12: independent papers, each worth points; a paper with a fault loses its own deduction.
struct Checklist {
    std::vector<Item> items;
    bool operator==(const Checklist&) const = default;
};
/// A reference value in force from a day on (base salary, say).
struct ReferenceValue {
    Date from;
    std::int64_t amount = 0; ///< in đồng
    std::string source;      ///< the document that fixes it
    std::optional<Date> to;  ///< in force to this day; absent: until the next value
    bool operator==(const ReferenceValue&) const = default;
};
/// SM-13: an amount against `multiple` × the reference value in force on the declared day.
struct ReferenceMultiple {
    std::string amount;                    ///< what is declared, as the page asks for it
    Ratio multiple;                        ///< 0.2 of the base salary: 1/5
    std::vector<ReferenceValue> reference; ///< by day of entry into force, earliest first
    std::size_t at_least_level = 0;
    std::size_t below_level = 1;
    std::size_t none_level = 2; ///< amount 0
    bool operator==(const ReferenceMultiple&) const = default;
};
/// SM-14: the worst incident decides. `severities` from mildest to worst, each with its level; no incident earns
/// `none_level`.
struct Severity {
    std::string key;
    std::string text;
    std::size_t level = 0;
    bool operator==(const Severity&) const = default;
};
struct WorstIncident {
    std::vector<Severity> severities;
    std::size_t none_level = 0;
    bool operator==(const WorstIncident&) const = default;
};
/// CS-21: scored by the system from the workflow's own clock: days between the soft deadline of `round` and the
/// submission (LK-6); without the listed evidence it earns `without_evidence_level` at most (EV-8). See
/// `score_submission`.
struct SubmissionTimeliness {
    std::string round;
    std::vector<LateBand> bands;
    std::optional<std::size_t> never_level;
    std::optional<std::size_t> without_evidence_level; ///< absent: evidence changes nothing
    bool operator==(const SubmissionTimeliness&) const = default;
};
/// SM-15: the sum of the children.
struct Rollup {
    bool operator==(const Rollup&) const = default;
};

/// How a criterion earns its points: one of the shapes of GLOSSARY section 3. Those fed by other bodies (survey,
/// ballot, imported, granted) take facts, not figures: domain/given_rule.hpp.
using ScoringRule = std::variant<Choice, LateBands, Timeliness, RatioBands, Proportional, Formula, Deductions,
                                 CappedCount, Checklist, ReferenceMultiple, WorstIncident, SubmissionTimeliness,
                                 SurveyRule, BallotRule, Imported, Granted, Bonus, Penalty, Rollup>;

/// The wire name of a rule's shape: `ratio_bands`.
std::string_view shape_of(const ScoringRule& rule);

/// A named count among declared figures.
struct NamedCount {
    std::string key;
    std::int64_t count = 0;
    bool operator==(const NamedCount&) const = default;
};

/// What an agency declares instead of a level: dates, counts, ticks. Which members a rule reads is the rule's affair;
/// a member the rule does not read is refused, so that no figure stands there without effect.
struct Figures {
    std::optional<Date> date; ///< of the paper; absent with `never`
    std::optional<Date> due;  ///< only where the rule prints none
    bool never = false;       ///< it was never done
    std::optional<std::int64_t> numerator;
    std::optional<std::int64_t> denominator;
    std::optional<std::int64_t> excluded; ///< left out of the denominator
    std::string exclusion_ground;
    std::optional<std::int64_t> late;   ///< of the numerator, how many came late (SM-8)
    std::optional<std::int64_t> amount; ///< SM-13, in đồng
    std::vector<NamedCount> counts;     ///< tiers, severities
    std::vector<std::string> met;       ///< keys of items that hold
    std::vector<std::string> failed;    ///< keys of items that fail
    bool operator==(const Figures&) const = default;
};

/// The points `figures` earn under `rule` on a criterion with these `levels` and this `maximum` (SM-34). `holidays` are
/// the regulation's; rules that count working days read them.
///
/// Items: each condition, requirement or deduction must be answered once, in `met` or in `failed`. On a checklist `met`
/// is a paper that is there, `failed` one that is there with the fault that costs its deduction, neither: not there.
/// Counts not named are 0.
///
/// Refuses: figures_invalid (about = the member or key at fault; detail = required, not_read, out_of_bounds,
/// unknown_key, answered_twice, more_than_denominator, …), no_band_fits, ratio_of_nothing (0/0 is never 0 % nor 100 %,
/// SM-29). Counts and amounts lie between 0 and 10^12. Choice, SubmissionTimeliness, Rollup and what facts feed take no
/// figures. Of a penalty the points are what it takes off.
Outcome<Scored> score(const ScoringRule& rule, const std::vector<Level>& levels, Points maximum, const Figures& figures,
                      const Holidays& holidays);

/// What a submission at `submitted` (nothing: never) earns against the first instant that was late. With and without
/// the listed evidence, the lower of the two levels counts. Refuses no_band_fits.
Outcome<Scored> score_submission(const SubmissionTimeliness& rule, const std::vector<Level>& levels, Instant deadline,
                                 std::optional<Instant> submitted, bool with_evidence);

/// Days by which `paper` is later than `due`, 0 when on or before it: counted from the day after (SM-35). Working days
/// are those of `is_working_day`.
std::int32_t days_late(Date due, Date paper, DayCount how, const Holidays& holidays);
/// Days begun since `deadline`, the first instant that is late: 0 before it, 1 from it on. For a deadline at midnight
/// these are calendar days.
std::int32_t days_late(Instant deadline, Instant submitted);

/// Whether a person may set these points by hand under the rule: they must be a value the rule can yield (SM-33).
/// Never under Rollup.
bool allows(const ScoringRule& rule, const std::vector<Level>& levels, Points maximum, Points points);

/// How the rule rounds what it divides; to four places, halves away from zero, where it divides nothing.
Rounding rounding_of(const ScoringRule& rule);

/// All values the rule can yield, ascending and without doubles: what a page offers in its list. Empty for Rollup, and
/// for what yields a continuum (a share of the maximum, points granted): there any value from 0 to the maximum in steps
/// of 0.01 goes, or in the steps of Granted; under a `least` any that a share from there on can come to, and 0.
std::vector<Points> allowed_points(const ScoringRule& rule, const std::vector<Level>& levels, Points maximum);

} // namespace cchc::domain
