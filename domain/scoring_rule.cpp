#include "domain/scoring_rule.hpp"

#include <algorithm>
#include <array>
#include <cassert>
#include <initializer_list>
#include <limits>

namespace cchc::domain {

namespace {

using enum RefusalCode;

constexpr std::int64_t largest_count = 1'000'000'000'000;

/// What lies on the table when one criterion is scored.
struct Sheet {
    const std::vector<Level>& levels;
    Points maximum;
    const Figures& figures;
    const Holidays& holidays;
};

using Objection = std::optional<Refusal>;

Refusal invalid(std::string_view member, std::string_view detail)
{
    return refuse(figures_invalid, std::string(member), std::string(detail));
}

bool contains(const std::vector<std::string>& keys, std::string_view key)
{
    return std::find(keys.begin(), keys.end(), key) != keys.end();
}

/// Objects to a member that stands there although the rule does not read it, and to numbers out of bounds.
Objection unless_only(std::initializer_list<std::string_view> read, const Figures& f)
{
    struct Member {
        std::string_view name;
        bool present;
    };
    const std::array members{Member{"date", f.date.has_value()},
                             Member{"due", f.due.has_value()},
                             Member{"never", f.never},
                             Member{"numerator", f.numerator.has_value()},
                             Member{"denominator", f.denominator.has_value()},
                             Member{"excluded", f.excluded.has_value()},
                             Member{"exclusion_ground", !f.exclusion_ground.empty()},
                             Member{"late", f.late.has_value()},
                             Member{"amount", f.amount.has_value()},
                             Member{"counts", !f.counts.empty()},
                             Member{"met", !f.met.empty()},
                             Member{"failed", !f.failed.empty()}};
    for (const Member& member : members) {
        if (member.present && std::find(read.begin(), read.end(), member.name) == read.end())
            return invalid(member.name, "not_read");
    }

    const auto out_of_bounds = [](std::int64_t count) { return count < 0 || count > largest_count; };
    if (f.numerator && out_of_bounds(*f.numerator)) return invalid("numerator", "out_of_bounds");
    if (f.denominator && out_of_bounds(*f.denominator)) return invalid("denominator", "out_of_bounds");
    if (f.excluded && out_of_bounds(*f.excluded)) return invalid("excluded", "out_of_bounds");
    if (f.late && out_of_bounds(*f.late)) return invalid("late", "out_of_bounds");
    if (f.amount && out_of_bounds(*f.amount)) return invalid("amount", "out_of_bounds");
    for (const NamedCount& named : f.counts) {
        if (out_of_bounds(named.count)) return invalid(named.key, "out_of_bounds");
    }
    return std::nullopt;
}

/// Objects to keys that no item bears and to an item answered twice.
Objection unless_known(const std::vector<Item>& items, const Figures& f)
{
    for (const auto* answers : {&f.met, &f.failed}) {
        for (const std::string& key : *answers) {
            const bool known =
                std::any_of(items.begin(), items.end(), [&](const Item& item) { return item.key == key; });
            if (!known) return invalid(key, "unknown_key");
            const auto times =
                std::count(f.met.begin(), f.met.end(), key) + std::count(f.failed.begin(), f.failed.end(), key);
            if (times > 1) return invalid(key, "answered_twice");
        }
    }
    return std::nullopt;
}

/// Objects unless every item is answered exactly once.
Objection unless_answered(const std::vector<Item>& items, const Figures& f)
{
    if (auto objection = unless_known(items, f)) return objection;
    for (const Item& item : items) {
        if (!contains(f.met, item.key) && !contains(f.failed, item.key)) return invalid(item.key, "required");
    }
    return std::nullopt;
}

Points deductions_of(const std::vector<Item>& items, const Figures& f)
{
    Points sum;
    for (const Item& item : items) {
        if (contains(f.failed, item.key)) sum += item.deduction;
    }
    return sum;
}

/// The points of a level; where the set prints none for this case, `about` says which case.
Outcome<Scored> earn(const std::vector<Level>& levels, std::optional<std::size_t> level, std::string about)
{
    if (!level) return refuse(no_band_fits, std::move(about));
    assert(*level < levels.size());
    return Scored{levels[*level].points, level};
}

std::optional<std::size_t> level_for(const std::vector<LateBand>& bands, std::int32_t days)
{
    for (const LateBand& band : bands) {
        if (days >= band.from_days && (!band.to_days || days <= *band.to_days)) return band.level;
    }
    return std::nullopt;
}

/// The days late that `figures` declare, with the due date of the rule or, where it prints none, the declared one.
Outcome<std::int32_t> declared_days_late(const std::optional<Date>& due, DayCount day_count, const Sheet& sheet)
{
    const Figures& f = sheet.figures;
    if (!f.date) return invalid("date", "required");
    if (due && f.due) return invalid("due", "not_read");
    if (!due && !f.due) return invalid("due", "required");
    return days_late(due ? *due : *f.due, *f.date, day_count, sheet.holidays);
}

/// Numerator over what is left of the denominator after the exclusions.
Outcome<Ratio> declared_ratio(const Figures& f)
{
    if (!f.numerator) return invalid("numerator", "required");
    if (!f.denominator) return invalid("denominator", "required");
    const std::int64_t excluded = f.excluded.value_or(0);
    if (excluded > *f.denominator) return invalid("excluded", "more_than_denominator");
    if (excluded > 0 && f.exclusion_ground.empty()) return invalid("exclusion_ground", "required");
    if (excluded == 0 && !f.exclusion_ground.empty()) return invalid("exclusion_ground", "not_read");
    const std::int64_t left = *f.denominator - excluded;
    if (*f.numerator > left) return invalid("numerator", "more_than_denominator");
    if (left == 0) return refuse(ratio_of_nothing, "denominator");
    return Ratio{*f.numerator, left};
}

/// The count declared under each of `keyed` (tiers or severities), 0 where none is named.
template <class T>
Outcome<std::vector<std::int64_t>> declared_counts(const std::vector<T>& keyed, const Figures& f)
{
    std::vector<std::int64_t> counts(keyed.size(), 0);
    std::vector<bool> named(keyed.size(), false);
    for (const NamedCount& declared : f.counts) {
        const auto found =
            std::find_if(keyed.begin(), keyed.end(), [&](const T& one) { return one.key == declared.key; });
        if (found == keyed.end()) return invalid(declared.key, "unknown_key");
        const auto at = static_cast<std::size_t>(found - keyed.begin());
        if (named[at]) return invalid(declared.key, "answered_twice");
        named[at] = true;
        counts[at] = declared.count;
    }
    return counts;
}

Outcome<Scored> score_by(const LateBands& rule, const Sheet& sheet)
{
    const Figures& f = sheet.figures;
    if (f.never) {
        if (auto objection = unless_only({"never"}, f)) return *objection;
        return earn(sheet.levels, rule.never_level, "never");
    }
    if (auto objection = unless_only({"date", "due", "met", "failed"}, f)) return *objection;
    if (auto objection = unless_answered(rule.conditions, f)) return *objection;
    const auto days = declared_days_late(rule.due, rule.day_count, sheet);
    if (!days) return days.error();
    if (!f.failed.empty()) return earn(sheet.levels, rule.failed_level, f.failed.front());
    return earn(sheet.levels, level_for(rule.bands, *days), "date");
}

Outcome<Scored> score_by(const Timeliness& rule, const Sheet& sheet)
{
    const Figures& f = sheet.figures;
    if (f.never) {
        if (auto objection = unless_only({"never"}, f)) return *objection;
        return earn(sheet.levels, rule.never_level, "never");
    }
    if (auto objection = unless_only({"date", "due", "met", "failed"}, f)) return *objection;
    if (auto objection = unless_answered(rule.conditions, f)) return *objection;
    const auto days = declared_days_late(rule.due, rule.day_count, sheet);
    if (!days) return days.error();
    if (!f.failed.empty()) return earn(sheet.levels, rule.failed_level, f.failed.front());
    return earn(sheet.levels, *days == 0 ? std::optional(rule.on_time_level) : rule.late_level, "date");
}

Outcome<Scored> score_by(const RatioBands& rule, const Sheet& sheet)
{
    const Figures& f = sheet.figures;
    if (f.never && rule.none_level) {
        if (auto objection = unless_only({"never"}, f)) return *objection;
        return earn(sheet.levels, rule.none_level, "never");
    }
    if (auto objection =
            unless_only({"numerator", "denominator", "excluded", "exclusion_ground", "late", "met", "failed"}, f))
        return *objection;
    if (f.excluded && !rule.exclusions) return invalid("excluded", "not_read");
    if (f.late && !rule.late_level) return invalid("late", "not_read");
    if (!f.late && rule.late_level) return invalid("late", "required");
    if (auto objection = unless_answered(rule.requirements, f)) return *objection;
    const auto ratio = declared_ratio(f);
    if (!ratio) return ratio.error();
    if (f.late && *f.late > *f.numerator) return invalid("late", "more_than_numerator");

    const bool all_done_some_late = f.late && *f.late > 0 && ratio->numerator == ratio->denominator;
    auto earned =
        earn(sheet.levels,
             all_done_some_late ? rule.late_level : level_for(rule.bands, ratio->numerator, ratio->denominator),
             "numerator");
    if (!earned) return earned;
    const Points lowest = std::min(rule.floor, earned->points); // a floor lifts nothing
    return Scored{std::max(earned->points - deductions_of(rule.requirements, f), lowest), earned->level};
}

/// Whether a quotient is below the least that earns anything, compared as fractions (SM-26).
bool falls_short(const std::optional<Ratio>& least, WideInteger numerator, WideInteger denominator)
{
    return least && numerator * least->denominator < denominator * least->numerator;
}

Outcome<Scored> score_by(const Proportional& rule, const Sheet& sheet)
{
    const Figures& f = sheet.figures;
    if (auto objection = unless_only({"numerator", "denominator", "excluded", "exclusion_ground"}, f))
        return *objection;
    if (f.excluded && !rule.exclusions) return invalid("excluded", "not_read");
    const auto ratio = declared_ratio(f);
    if (!ratio) return ratio.error();
    if (falls_short(rule.least, ratio->numerator, ratio->denominator)) return Scored{};
    return Scored{share(sheet.maximum, ratio->numerator, ratio->denominator, rule.rounding)};
}

Outcome<Scored> score_by(const Deductions& rule, const Sheet& sheet)
{
    const Figures& f = sheet.figures;
    if (auto objection = unless_only({"met", "failed"}, f)) return *objection;
    if (auto objection = unless_answered(rule.items, f)) return *objection;
    return Scored{std::max(sheet.maximum - deductions_of(rule.items, f), rule.floor), std::nullopt};
}

/// Each tier's count × points, not above its own cap nor above `cap` where it has none.
Outcome<std::vector<Points>> earned_by_tier(const std::vector<Tier>& tiers, Points cap, const Figures& f)
{
    if (auto objection = unless_only({"counts"}, f)) return *objection;
    const auto counts = declared_counts(tiers, f);
    if (!counts) return counts.error();
    std::vector<Points> earned;
    for (std::size_t i = 0; i < tiers.size(); ++i) {
        const Points most = tiers[i].cap.value_or(cap);
        const bool over = WideInteger{tiers[i].points_each.units()} * (*counts)[i] > most.units();
        earned.push_back(over ? most : tiers[i].points_each * (*counts)[i]);
    }
    return earned;
}

Outcome<Scored> score_by(const CappedCount& rule, const Sheet& sheet)
{
    const auto earned = earned_by_tier(rule.tiers, rule.cap_total, sheet.figures);
    if (!earned) return earned.error();
    Points sum;
    Points best;
    for (Points tier : *earned) {
        sum += tier;
        best = std::max(best, tier);
    }
    return Scored{std::min(rule.tiers_add ? sum : best, rule.cap_total)};
}

/// SM-21: bonus and penalty alike; whose sign it is, the total knows.
Outcome<Scored> sum_of_items(const std::vector<Tier>& items, const Sheet& sheet)
{
    const auto earned = earned_by_tier(items, sheet.maximum, sheet.figures);
    if (!earned) return earned.error();
    Points sum;
    for (Points item : *earned) sum += item;
    return Scored{std::min(sum, sheet.maximum)};
}

Outcome<Scored> score_by(const Bonus& rule, const Sheet& sheet)
{
    return sum_of_items(rule.items, sheet);
}

Outcome<Scored> score_by(const Penalty& rule, const Sheet& sheet)
{
    return sum_of_items(rule.items, sheet);
}

WideInteger sum_of_terms(const std::vector<FormulaTerm>& terms, const Formula& rule,
                         const std::vector<std::int64_t>& counts)
{
    WideInteger sum = 0;
    for (const FormulaTerm& term : terms) {
        const auto input = std::ranges::find(rule.inputs, term.input, &FormulaInput::key);
        assert(input != rule.inputs.end());
        sum += WideInteger{term.times} * counts[static_cast<std::size_t>(input - rule.inputs.begin())];
    }
    return sum;
}

Outcome<Scored> score_by(const Formula& rule, const Sheet& sheet)
{
    const Figures& f = sheet.figures;
    if (auto objection = unless_only({"counts"}, f)) return *objection;
    const auto counts = declared_counts(rule.inputs, f);
    if (!counts) return counts.error();
    for (const FormulaInput& input : rule.inputs)
        if (std::ranges::find(f.counts, input.key, &NamedCount::key) == f.counts.end())
            return invalid(input.key, "required");
    const WideInteger denominator = sum_of_terms(rule.denominator, rule, *counts);
    if (denominator <= 0) return refuse(ratio_of_nothing, "denominator"); // SM-29
    const WideInteger numerator = std::max<WideInteger>(sum_of_terms(rule.numerator, rule, *counts), 0);
    if (!rule.bands.empty()) return earn(sheet.levels, level_for(rule.bands, numerator, denominator), "counts");
    if (falls_short(rule.least, numerator, denominator)) return Scored{};
    if (numerator >= denominator) return Scored{sheet.maximum};
    return Scored{share(sheet.maximum, numerator, denominator, rule.rounding)};
}

Outcome<Scored> score_by(const Checklist& rule, const Sheet& sheet)
{
    const Figures& f = sheet.figures;
    if (auto objection = unless_only({"met", "failed"}, f)) return *objection;
    if (auto objection = unless_known(rule.items, f)) return *objection;
    Points sum;
    for (const Item& item : rule.items) {
        const bool faulty = contains(f.failed, item.key);
        if (faulty && item.deduction == Points{}) return invalid(item.key, "no_deduction");
        if (faulty || contains(f.met, item.key)) sum += item.points;
        if (faulty) sum -= item.deduction;
    }
    return Scored{std::min(sum, sheet.maximum), std::nullopt};
}

Outcome<Scored> score_by(const ReferenceMultiple& rule, const Sheet& sheet)
{
    const Figures& f = sheet.figures;
    if (auto objection = unless_only({"amount", "date"}, f)) return *objection;
    if (!f.amount) return invalid("amount", "required");
    if (!f.date) return invalid("date", "required");
    const auto next = std::upper_bound(rule.reference.begin(), rule.reference.end(), *f.date,
                                       [](Date day, const ReferenceValue& value) { return day < value.from; });
    if (next == rule.reference.begin()) return invalid("date", "before_first_reference");
    const ReferenceValue& in_force = *std::prev(next);
    if (in_force.to && *f.date > *in_force.to) return invalid("date", "no_reference");
    const std::int64_t reference = in_force.amount;

    if (*f.amount == 0) return earn(sheet.levels, rule.none_level, "amount");
    const bool reached =
        WideInteger{*f.amount} * rule.multiple.denominator >= WideInteger{rule.multiple.numerator} * reference;
    return earn(sheet.levels, reached ? rule.at_least_level : rule.below_level, "amount");
}

Outcome<Scored> score_by(const WorstIncident& rule, const Sheet& sheet)
{
    const Figures& f = sheet.figures;
    if (auto objection = unless_only({"counts"}, f)) return *objection;
    const auto counts = declared_counts(rule.severities, f);
    if (!counts) return counts.error();
    std::size_t level = rule.none_level;
    for (std::size_t i = 0; i < rule.severities.size(); ++i) {
        if ((*counts)[i] > 0) level = rule.severities[i].level; // from mildest to worst: the last one stands
    }
    return earn(sheet.levels, level, "counts");
}

/// The rest is scored by the clock, by facts or by its children.
template <class Shape>
Outcome<Scored> score_by(const Shape&, const Sheet&)
{
    return invalid("figures", "not_read");
}

/// Mondays to Fridays before `day`, counted from a fixed Monday (29 December 1969).
std::int64_t weekdays_before(std::int64_t day)
{
    const std::int64_t since_monday = day + 3;
    const std::int64_t week = (since_monday - (since_monday % 7 + 7) % 7) / 7;
    return week * 5 + std::min<std::int64_t>(since_monday - week * 7, 5);
}

bool is_weekday(Date day)
{
    return weekdays_before(std::int64_t{day.days} + 1) > weekdays_before(day.days);
}

} // namespace

std::string_view shape_of(const ScoringRule& rule)
{
    return std::visit(match{
                          [](const Choice&) -> std::string_view { return "choice"; },
                          [](const LateBands&) -> std::string_view { return "late_bands"; },
                          [](const Timeliness&) -> std::string_view { return "timeliness"; },
                          [](const RatioBands&) -> std::string_view { return "ratio_bands"; },
                          [](const Proportional&) -> std::string_view { return "proportional"; },
                          [](const Formula&) -> std::string_view { return "formula"; },
                          [](const Deductions&) -> std::string_view { return "deductions"; },
                          [](const CappedCount&) -> std::string_view { return "capped_count"; },
                          [](const Checklist&) -> std::string_view { return "checklist"; },
                          [](const ReferenceMultiple&) -> std::string_view { return "reference_multiple"; },
                          [](const WorstIncident&) -> std::string_view { return "worst_incident"; },
                          [](const SubmissionTimeliness&) -> std::string_view { return "submission_timeliness"; },
                          [](const SurveyRule&) -> std::string_view { return "survey"; },
                          [](const BallotRule&) -> std::string_view { return "ballot"; },
                          [](const Imported&) -> std::string_view { return "imported"; },
                          [](const Granted&) -> std::string_view { return "granted"; },
                          [](const Bonus&) -> std::string_view { return "bonus"; },
                          [](const Penalty&) -> std::string_view { return "penalty"; },
                          [](const Rollup&) -> std::string_view { return "rollup"; },
                      },
                      rule);
}

Outcome<Scored> score(const ScoringRule& rule, const std::vector<Level>& levels, Points maximum, const Figures& figures,
                      const Holidays& holidays)
{
    const Sheet sheet{levels, maximum, figures, holidays};
    return std::visit([&](const auto& shape) { return score_by(shape, sheet); }, rule);
}

Outcome<Scored> score_submission(const SubmissionTimeliness& rule, const std::vector<Level>& levels, Instant deadline,
                                 std::optional<Instant> submitted, bool with_evidence)
{
    if (!submitted) return earn(levels, rule.never_level, "never");
    const auto in_time = earn(levels, level_for(rule.bands, days_late(deadline, *submitted)), "submitted");
    if (!in_time || with_evidence || !rule.without_evidence_level) return in_time;
    const auto bare = earn(levels, rule.without_evidence_level, "evidence");
    return bare->points < in_time->points ? bare : in_time;
}

std::int32_t days_late(Date due, Date paper, DayCount how, const Holidays& holidays)
{
    if (paper <= due) return 0;
    std::int64_t days = std::int64_t{paper.days} - due.days;
    if (how == DayCount::working) {
        days = weekdays_before(std::int64_t{paper.days} + 1) - weekdays_before(std::int64_t{due.days} + 1);
        const auto between = [&](Date day) { return day > due && day <= paper; };
        for (Date holiday : holidays.days) days -= between(holiday) && is_weekday(holiday) ? 1 : 0;
        for (Date saturday : holidays.working_saturdays) days += between(saturday) ? 1 : 0;
    }
    return static_cast<std::int32_t>(std::min<std::int64_t>(days, std::numeric_limits<std::int32_t>::max()));
}

std::int32_t days_late(Instant deadline, Instant submitted)
{
    if (submitted < deadline) return 0;
    constexpr std::int64_t us_per_day = 86'400'000'000;
    return static_cast<std::int32_t>((submitted.us - deadline.us) / us_per_day) + 1;
}

} // namespace cchc::domain
