#include "domain/given_rule.hpp"

#include <algorithm>

namespace cchc::domain {

namespace {

using enum RefusalCode;
using Objection = std::optional<Refusal>;

Refusal invalid(std::string_view member, std::string_view detail)
{
    return refuse(figures_invalid, std::string(member), std::string(detail));
}

Refusal missing(std::string_view member)
{
    return refuse(facts_missing, std::string(member));
}

enum class Reads { answers, ballots, value, rank, given };

/// Objects to a member that stands there although the rule does not read it.
Objection unless_only(Reads reads, const Facts& facts)
{
    if (!facts.answers.empty() && reads != Reads::answers) return invalid("answers", "not_read");
    if (!facts.ballots.empty() && reads != Reads::ballots) return invalid("ballots", "not_read");
    if (facts.out_of_scope && reads != Reads::ballots) return invalid("out_of_scope", "not_read");
    if (facts.value && reads != Reads::value) return invalid("value", "not_read");
    if (facts.rank && reads != Reads::rank) return invalid("rank", "not_read");
    if (facts.given && reads != Reads::given) return invalid("given", "not_read");
    return std::nullopt;
}

/// Objects to a key that nobody bears and to one that stands twice.
template <class Given, class Known>
Objection unless_known(const std::vector<Given>& given, const std::vector<Known>& known)
{
    for (const Given& one : given) {
        if (std::ranges::find(known, one.key, &Known::key) == known.end()) return invalid(one.key, "unknown_key");
        if (std::ranges::count(given, one.key, &Given::key) > 1) return invalid(one.key, "answered_twice");
    }
    return std::nullopt;
}

Outcome<Scored> earn(const std::vector<Level>& levels, std::optional<std::size_t> level, std::string about)
{
    if (!level) return refuse(no_band_fits, std::move(about));
    return Scored{levels.at(*level).points, level};
}

WideInteger greatest_common_divisor(WideInteger a, WideInteger b)
{
    while (b != 0) a = std::exchange(b, a % b);
    return a;
}

/// An exact quotient of any size that 127 bits hold; nothing once they do not.
struct Quotient {
    WideInteger numerator = 0;
    WideInteger denominator = 1;
};
std::optional<Quotient> sum(const Quotient& a, const Quotient& b)
{
    const WideInteger common = greatest_common_divisor(a.denominator, b.denominator);
    WideInteger left = 0, right = 0;
    Quotient result;
    if (__builtin_mul_overflow(a.numerator, b.denominator / common, &left) ||
        __builtin_mul_overflow(b.numerator, a.denominator / common, &right) ||
        __builtin_add_overflow(left, right, &result.numerator) ||
        __builtin_mul_overflow(a.denominator, b.denominator / common, &result.denominator))
        return std::nullopt;
    return result;
}

/// How far the answers lie from the worst to the best, in sums of answers: 0 ≤ numerator ≤ denominator.
Quotient way(const Answers& group, const SurveyPlan& plan)
{
    return {WideInteger{group.sum.units()} - WideInteger{plan.answer_least.units()} * group.valid_forms,
            WideInteger{(plan.answer_most - plan.answer_least).units()} * group.valid_forms};
}

/// The mean of the groups' means by their weights, over the groups that answered.
std::optional<Quotient> weighted(const SurveyPlan& plan, const std::vector<Answers>& answers)
{
    Quotient all;
    WideInteger weights = 0;
    for (const Answers& group : answers) {
        if (group.valid_forms == 0) continue;
        const std::int64_t weight = std::ranges::find(plan.respondents, group.key, &Respondents::key)->weight.units();
        Quotient own = way(group, plan);
        const WideInteger common = greatest_common_divisor(own.denominator, own.numerator);
        own = {own.numerator / common * weight, own.denominator / common};
        const auto more = sum(all, own);
        if (!more) return std::nullopt;
        all = *more;
        weights += weight;
    }
    if (__builtin_mul_overflow(all.denominator, weights, &all.denominator)) return std::nullopt;
    const WideInteger common = greatest_common_divisor(all.denominator, all.numerator);
    const Quotient reduced{all.numerator / common, all.denominator / common};
    constexpr WideInteger fits = WideInteger{1} << 90; // times a maximum and the steps of rounding
    if (reduced.denominator > fits) return std::nullopt;
    return reduced;
}

} // namespace

Outcome<Scored> score(const SurveyRule& rule, const SurveyPlan& plan, const std::vector<Level>& levels, Points maximum,
                      const Facts& facts)
{
    if (auto objection = unless_only(Reads::answers, facts)) return *objection;
    if (auto objection = unless_known(facts.answers, plan.respondents)) return *objection;
    Answers pooled;
    for (const Answers& group : facts.answers) {
        constexpr std::int64_t most_forms = 1'000'000;
        if (group.valid_forms < 0 || group.valid_forms > most_forms) return invalid(group.key, "out_of_bounds");
        if (group.sum < plan.answer_least * group.valid_forms || group.sum > plan.answer_most * group.valid_forms)
            return invalid(group.key, "out_of_bounds");
        pooled.valid_forms += group.valid_forms;
        pooled.sum += group.sum;
    }
    if (pooled.valid_forms < plan.minimum_valid_forms) {
        if (plan.below_minimum == BelowMinimum::withhold) return missing("answers");
        if (plan.below_minimum == BelowMinimum::zero) return Scored{};
        if (plan.below_minimum == BelowMinimum::not_applicable) return Scored{{}, {}, true};
    }
    if (pooled.valid_forms == 0) return missing("answers");

    const Quotient mean = way(pooled, plan);
    switch (rule.conversion) {
    case Conversion::mean: return Scored{share(maximum, mean.numerator, mean.denominator, rule.rounding)};
    case Conversion::table: return earn(levels, level_for(rule.bands, mean.numerator, mean.denominator), "answers");
    case Conversion::weighted: break;
    }
    const auto by_weight = weighted(plan, facts.answers);
    if (!by_weight) return invalid("answers", "out_of_bounds");
    return Scored{share(maximum, by_weight->numerator, by_weight->denominator, rule.rounding)};
}

Outcome<Scored> score(const BallotRule& rule, const BallotPlan& plan, Points maximum, const Facts& facts)
{
    if (auto objection = unless_only(Reads::ballots, facts)) return *objection;
    if (auto objection = unless_known(facts.ballots, plan.leaders)) return *objection;
    if (facts.out_of_scope) {
        if (plan.leader_scope == LeaderScope::all) return invalid("out_of_scope", "not_read");
        if (!facts.ballots.empty()) return invalid("ballots", "not_read");
        return Scored{};
    }
    WideInteger points = 0;
    WideInteger weights = 0;
    for (const Leader& leader : plan.leaders) {
        const auto ballot = std::ranges::find(facts.ballots, leader.key, &BallotPoints::key);
        const bool cast = ballot != facts.ballots.end();
        if (!cast && plan.missing_ballot == MissingBallot::wait) return missing(leader.key);
        if (!cast && plan.missing_ballot == MissingBallot::leave_out) continue;
        if (cast && (ballot->points < Points{} || ballot->points > maximum))
            return refuse(score_out_of_range, leader.key, maximum.text());
        if (cast && ballot->points.units() % plan.step.units() != 0) return refuse(score_step_not_allowed, leader.key);
        const std::int64_t weight = plan.aggregation == Aggregation::mean ? 1 : leader.weight.units();
        points += WideInteger{cast ? ballot->points.units() : 0} * weight;
        weights += weight;
    }
    if (facts.ballots.empty()) return missing("ballots");
    return Scored{share(Points::from_units(1), points, weights, rule.rounding)};
}

Outcome<Scored> score(const Imported& rule, const std::vector<Level>& levels, Points maximum, const Facts& facts)
{
    const bool by_rank = rule.mapping == ImportMapping::ranks;
    if (auto objection = unless_only(by_rank ? Reads::rank : Reads::value, facts)) return *objection;
    if (by_rank) {
        if (!facts.rank) return missing("rank");
        if (*facts.rank < 1) return invalid("rank", "out_of_bounds");
        for (const RankBand& band : rule.ranks)
            if (*facts.rank >= band.from && (!band.to || *facts.rank <= *band.to))
                return earn(levels, band.level, "rank");
        return refuse(no_band_fits, "rank");
    }
    if (!facts.value) return missing("value");
    if (*facts.value < Points{} && rule.range != ImportRange::below_zero) return invalid("value", "out_of_bounds");
    if (rule.mapping == ImportMapping::points) return Scored{std::min(*facts.value, maximum)};
    if (*facts.value > rule.scale && rule.range == ImportRange::within_scale) return invalid("value", "out_of_bounds");
    if (rule.mapping == ImportMapping::bands)
        return earn(levels, level_for(rule.bands, facts.value->units(), rule.scale.units()), "value");
    return Scored{share(maximum, facts.value->units(), rule.scale.units(), rule.rounding)};
}

Outcome<Scored> score(const Granted& rule, const std::vector<Level>& levels, Points maximum, const Facts& facts)
{
    if (auto objection = unless_only(Reads::given, facts)) return *objection;
    if (!facts.given) return missing("given");
    if (*facts.given < Points{} || *facts.given > maximum) return refuse(score_out_of_range, "given", maximum.text());
    if (levels.empty()) {
        if (facts.given->units() % rule.step.units() != 0) return refuse(score_step_not_allowed, "given");
        return Scored{*facts.given};
    }
    const auto level = std::ranges::find(levels, *facts.given, &Level::points);
    if (level == levels.end()) return refuse(score_step_not_allowed, "given");
    return Scored{*facts.given, static_cast<std::size_t>(level - levels.begin())};
}

} // namespace cchc::domain
