#include "tests/domain/mutations.hpp"

namespace cchc::domain {

namespace {

constexpr Points quarter = Points::from_units(Points::scale / 4);

Bound moved(const Bound& bound, std::int64_t hundredths, bool closed)
{
    return {Ratio{bound.at.numerator + hundredths * bound.at.denominator / 100, bound.at.denominator}, closed};
}

template <class Rule>
Spoilt no_never(Sketch& draft, Dice& dice)
{
    return spoil_any<Rule>(draft, dice, [](Criterion&, Rule& rule) { rule.never_level.reset(); });
}

/// A band of days of `Rule` (late bands or submission) is changed by `change(bands)`.
template <class Rule, class Change>
Spoilt change_days(Sketch& draft, Dice& dice, const Change& change)
{
    return spoil_any<Rule>(draft, dice, [&](Criterion&, Rule& rule) { change(rule.bands); });
}

bool by_rank(const Criterion&, const Imported& rule)
{
    return rule.mapping == ImportMapping::ranks;
}

bool by_growth(const Criterion&, const Imported& rule)
{
    return rule.range == ImportRange::below_zero;
}

void add_sums(std::vector<Mutation>& all)
{
    all.push_back({"the total is not the sum of the areas", [](Sketch& draft, Dice& dice) -> Spoilt {
                       draft.maximum += quarter * dice.between(1, 9);
                       return "";
                   }});
    all.push_back({"an area more is printed than there is", [](Sketch& draft, Dice&) -> Spoilt {
                       ++*draft.printed_counts.areas;
                       return "";
                   }});
    all.push_back({"a criterion fewer is printed than there is", [](Sketch& draft, Dice&) -> Spoilt {
                       --*draft.printed_counts.criteria;
                       return "";
                   }});
    all.push_back({"a component is left out of the set", [](Sketch& draft, Dice&) -> Spoilt {
                       ++*draft.printed_counts.components;
                       return "";
                   }});
    all.push_back({"a part weighs more than the printed split", [](Sketch& draft, Dice& dice) -> Spoilt {
                       dice.one_of(draft.printed_split).points -= quarter;
                       return "";
                   }});
    all.push_back({"a worked example does not hold", [](Sketch& draft, Dice& dice) {
                       return spoil_any<Formula>(draft, dice, [](Criterion& leaf, Formula&) {
                           leaf.examples[0].expected = leaf.maximum - quarter;
                       });
                   }});
    all.push_back({"a place in another index earns nothing that is said", [](Sketch& draft, Dice& dice) {
                       return spoil_where<Imported>(draft, dice, by_rank,
                                                    [](Criterion&, Imported& rule) { ++rule.ranks[1].from; });
                   }});
    all.push_back({"a place in another index earns two levels", [](Sketch& draft, Dice& dice) {
                       return spoil_where<Imported>(draft, dice, by_rank,
                                                    [](Criterion&, Imported& rule) { ++*rule.ranks[0].to; });
                   }});
    all.push_back({"a falling value of another index falls under no level", [](Sketch& draft, Dice& dice) {
                       return spoil_where<Imported>(draft, dice, by_growth, [&](Criterion&, Imported& rule) {
                           rule.bands[2].from = moved(*rule.bands[2].to, -dice.between(1, 40), dice.coin());
                       });
                   }});
    all.push_back({"a value beyond the scale falls under no level", [](Sketch& draft, Dice& dice) {
                       return spoil_where<Imported>(draft, dice, by_growth, [&](Criterion&, Imported& rule) {
                           rule.bands[0].to = moved(*rule.bands[0].from, dice.between(95, 300), dice.coin());
                       });
                   }});
    all.push_back({"quotients of a formula fall under no level", [](Sketch& draft, Dice& dice) {
                       return spoil_any<Formula>(draft, dice, [](Criterion&, Formula& rule) { rule.bands.pop_back(); });
                   }});
    all.push_back({"a bonus names nothing to count", [](Sketch& draft, Dice& dice) {
                       return spoil_any<Bonus>(draft, dice, [](Criterion&, Bonus& rule) { rule.items.clear(); });
                   }});
    all.push_back({"a criterion is not the sum of its parts", [](Sketch& draft, Dice& dice) -> Spoilt {
                       std::vector<Sketch::Row*> parents;
                       for (Sketch::Row& row : draft.rows)
                           if (draft.has_children(row)) parents.push_back(&row);
                       Criterion& parent = dice.one_of(parents)->criterion;
                       parent.maximum += quarter;
                       return parent.code.value;
                   }});
    all.push_back({"the best choice earns less than the maximum", [](Sketch& draft, Dice& dice) {
                       return spoil_any<Choice>(draft, dice, [](Criterion& leaf, Choice&) {
                           leaf.levels[0].points -= Points::from_units(100);
                       });
                   }});
    all.push_back({"the best ratio earns less than the maximum", [](Sketch& draft, Dice& dice) {
                       return spoil_any<RatioBands>(draft, dice, [](Criterion& leaf, RatioBands&) {
                           leaf.levels[0].points -= Points::from_units(100);
                       });
                   }});
    all.push_back({"a checklist comes to less than the maximum", [](Sketch& draft, Dice& dice) {
                       return spoil_any<Checklist>(draft, dice, [](Criterion&, Checklist& rule) {
                           rule.items.back().points -= Points::from_units(100);
                       });
                   }});
    all.push_back({"a level earns more than the maximum", [](Sketch& draft, Dice& dice) {
                       return spoil_any<WorstIncident>(
                           draft, dice, [](Criterion& leaf, WorstIncident&) { leaf.levels[0].points += quarter; });
                   }});
    all.push_back({"a criterion is worth nothing", [](Sketch& draft, Dice& dice) {
                       return spoil_any<Proportional>(draft, dice,
                                                      [](Criterion& leaf, Proportional&) { leaf.maximum = Points{}; });
                   }});
}

void add_ratios(std::vector<Mutation>& all)
{
    all.push_back({"the lowest ratios fall under no level", [](Sketch& draft, Dice& dice) {
                       return spoil_any<RatioBands>(draft, dice, [&](Criterion&, RatioBands& rule) {
                           rule.bands.back().from = moved(*rule.bands.back().to, -dice.between(5, 30), true);
                       });
                   }});
    all.push_back({"ratios between two levels fall under none", [](Sketch& draft, Dice& dice) {
                       return spoil_any<RatioBands>(draft, dice, [&](Criterion&, RatioBands& rule) {
                           rule.bands.back().to = moved(*rule.bands.back().to, -1, dice.coin());
                       });
                   }});
    all.push_back({"a border belongs to neither level", [](Sketch& draft, Dice& dice) {
                       return spoil_any<RatioBands>(draft, dice, [&](Criterion&, RatioBands& rule) {
                           rule.bands[1].from->closed = false; // the band below ends under it
                       });
                   }});
    all.push_back({"everything done falls under no level", [](Sketch& draft, Dice& dice) {
                       return spoil_any<RatioBands>(draft, dice, [](Criterion&, RatioBands& rule) {
                           if (rule.bands[0].to)
                               rule.bands.erase(rule.bands.begin());
                           else
                               rule.bands[0].to = Bound{Ratio{1, 1}, false};
                       });
                   }});
    all.push_back({"ratios fall under two levels", [](Sketch& draft, Dice& dice) {
                       return spoil_any<RatioBands>(draft, dice, [&](Criterion&, RatioBands& rule) {
                           Band& band = dice.coin() ? rule.bands.back() : rule.bands[1];
                           band.to = Bound{rule.bands[0].from->at, true};
                           rule.bands[0].from->closed = true;
                       });
                   }});
    all.push_back({"a range of ratios is turned round", [](Sketch& draft, Dice& dice) {
                       return spoil_any<RatioBands>(draft, dice, [](Criterion&, RatioBands& rule) {
                           std::swap(rule.bands[1].from, rule.bands[1].to);
                           rule.bands[1].from->closed = false;
                       });
                   }});
    all.push_back({"a range of ratios lies above everything", [](Sketch& draft, Dice& dice) {
                       return spoil_any<RatioBands>(draft, dice, [](Criterion&, RatioBands& rule) {
                           rule.bands[0].from = Bound{Ratio{1, 1}, false};
                           rule.bands[0].to.reset();
                       });
                   }});
    all.push_back({"a higher ratio earns less", [](Sketch& draft, Dice& dice) {
                       return spoil_any<RatioBands>(draft, dice, [](Criterion& leaf, RatioBands& rule) {
                           swap_points(leaf, rule.bands[rule.bands.size() - 2].level, rule.bands.back().level);
                       });
                   }});
    all.push_back({"late completion earns more than completion in time", [](Sketch& draft, Dice& dice) {
                       return spoil_where<RatioBands>(
                           draft, dice,
                           [](const Criterion&, const RatioBands& rule) { return rule.late_level.has_value(); },
                           [](Criterion& leaf, RatioBands&) { swap_points(leaf, 0, 1); });
                   }});
    all.push_back({"two ranges in a row earn the same", [](Sketch& draft, Dice& dice) {
                       return spoil_any<RatioBands>(draft, dice, [](Criterion& leaf, RatioBands& rule) {
                           leaf.levels[rule.bands.back().level].points =
                               leaf.levels[rule.bands[rule.bands.size() - 2].level].points;
                       });
                   }});
}

void add_days(std::vector<Mutation>& all)
{
    all.push_back({"a number of days falls under no level", [](Sketch& draft, Dice& dice) {
                       return change_days<LateBands>(draft, dice, [](auto& bands) { ++bands.back().from_days; });
                   }});
    all.push_back({"very late falls under no level", [](Sketch& draft, Dice& dice) {
                       return change_days<LateBands>(draft, dice, [](auto& bands) { bands.pop_back(); });
                   }});
    all.push_back({"one day late to submit falls under no level", [](Sketch& draft, Dice& dice) {
                       return change_days<SubmissionTimeliness>(draft, dice,
                                                                [](auto& bands) { bands[1].from_days = 2; });
                   }});
    all.push_back({"a number of days falls under two levels", [](Sketch& draft, Dice& dice) {
                       return change_days<LateBands>(draft, dice, [](auto& bands) { ++*bands[1].to_days; });
                   }});
    all.push_back({"a range of days is turned round", [](Sketch& draft, Dice& dice) {
                       return change_days<LateBands>(draft, dice, [](auto& bands) { bands[1].to_days = 0; });
                   }});
    all.push_back({"the round locks where lateness is scored", [](Sketch& draft, Dice& dice) {
                       draft.regulation.rounds[0].deadline_kind = DeadlineKind::hard;
                       return spoil_any<SubmissionTimeliness>(draft, dice, [](Criterion&, SubmissionTimeliness&) {});
                   }});
    all.push_back({"late earns nothing that is said", [](Sketch& draft, Dice& dice) {
                       return spoil_any<Timeliness>(draft, dice,
                                                    [](Criterion&, Timeliness& rule) { rule.late_level.reset(); });
                   }});
    all.push_back({"never is left out of late bands", no_never<LateBands>});
    all.push_back({"never is left out of on time, late, never", no_never<Timeliness>});
    all.push_back({"never submitting is left out", no_never<SubmissionTimeliness>});
    all.push_back({"a failed condition has no level", [](Sketch& draft, Dice& dice) {
                       return spoil_where<LateBands>(
                           draft, dice,
                           [](const Criterion&, const LateBands& rule) { return !rule.conditions.empty(); },
                           [](Criterion&, LateBands& rule) { rule.failed_level.reset(); });
                   }});
    all.push_back({"submitting without evidence has no level", [](Sketch& draft, Dice& dice) {
                       return spoil_any<SubmissionTimeliness>(draft, dice, [](Criterion&, SubmissionTimeliness& rule) {
                           rule.without_evidence_level.reset();
                       });
                   }});
    all.push_back({"on time earns less than late", [](Sketch& draft, Dice& dice) {
                       return spoil_any<Timeliness>(draft, dice,
                                                    [](Criterion& leaf, Timeliness&) { swap_points(leaf, 0, 1); });
                   }});
    all.push_back({"on time earns less than a few days late", [](Sketch& draft, Dice& dice) {
                       return spoil_any<LateBands>(draft, dice,
                                                   [](Criterion& leaf, LateBands&) { swap_points(leaf, 0, 1); });
                   }});
    all.push_back({"later earns more", [](Sketch& draft, Dice& dice) {
                       return spoil_any<LateBands>(draft, dice, [](Criterion& leaf, LateBands& rule) {
                           swap_points(leaf, rule.bands.size() - 2, rule.bands.size() - 1);
                       });
                   }});
    all.push_back({"never earns more than late", [](Sketch& draft, Dice& dice) {
                       return spoil_any<LateBands>(draft, dice,
                                                   [](Criterion&, LateBands& rule) { rule.never_level = 0; });
                   }});
    all.push_back({"never earns more than late, in three outcomes", [](Sketch& draft, Dice& dice) {
                       return spoil_any<Timeliness>(draft, dice,
                                                    [](Criterion&, Timeliness& rule) { rule.never_level = 0; });
                   }});
    all.push_back({"a failed condition costs nothing", [](Sketch& draft, Dice& dice) {
                       return spoil_where<Timeliness>(
                           draft, dice,
                           [](const Criterion&, const Timeliness& rule) { return !rule.conditions.empty(); },
                           [](Criterion&, Timeliness& rule) { rule.failed_level = rule.on_time_level; });
                   }});
}

void add_counts(std::vector<Mutation>& all)
{
    all.push_back({"the caps of the tiers stop short of the total cap", [](Sketch& draft, Dice& dice) {
                       return spoil_any<CappedCount>(draft, dice, [](Criterion&, CappedCount& rule) {
                           rule.tiers.resize(1);
                           rule.tiers[0].cap = Points::from_units(rule.cap_total.units() / 2);
                       });
                   }});
    all.push_back({"a tier is capped above the total", [](Sketch& draft, Dice& dice) {
                       return spoil_any<CappedCount>(draft, dice, [](Criterion&, CappedCount& rule) {
                           rule.tiers[0].cap = rule.cap_total + quarter;
                       });
                   }});
    all.push_back({"there is no tier to count", [](Sketch& draft, Dice& dice) {
                       return spoil_any<CappedCount>(draft, dice,
                                                     [](Criterion&, CappedCount& rule) { rule.tiers.clear(); });
                   }});
    all.push_back({"there is no incident to count", [](Sketch& draft, Dice& dice) {
                       return spoil_any<WorstIncident>(
                           draft, dice, [](Criterion&, WorstIncident& rule) { rule.severities.clear(); });
                   }});
    all.push_back({"a failing item costs nothing", [](Sketch& draft, Dice& dice) {
                       return spoil_any<Deductions>(draft, dice, [&](Criterion&, Deductions& rule) {
                           dice.one_of(rule.items).deduction = Points{};
                       });
                   }});
    all.push_back({"a paper on the list earns nothing", [](Sketch& draft, Dice& dice) {
                       return spoil_any<Checklist>(draft, dice, [&](Criterion&, Checklist& rule) {
                           dice.one_of(rule.items).points = Points{};
                       });
                   }});
    all.push_back({"deductions go beyond the points", [](Sketch& draft, Dice& dice) {
                       return spoil_any<Deductions>(draft, dice, [](Criterion& leaf, Deductions& rule) {
                           rule.items[0].deduction += leaf.maximum;
                       });
                   }});
    all.push_back({"no reference value is in force when the year begins", [](Sketch& draft, Dice& dice) {
                       return spoil_any<ReferenceMultiple>(draft, dice, [](Criterion&, ReferenceMultiple& rule) {
                           rule.reference[0].from = Date::from_civil(2026, 7, 1);
                       });
                   }});
    all.push_back({"the smaller amount earns more", [](Sketch& draft, Dice& dice) {
                       return spoil_any<ReferenceMultiple>(draft, dice, [&](Criterion& leaf, ReferenceMultiple&) {
                           const std::size_t first = dice.coin() ? 0 : 1;
                           swap_points(leaf, first, first + 1);
                       });
                   }});
    all.push_back({"the worse incident earns more", [](Sketch& draft, Dice& dice) {
                       return spoil_any<WorstIncident>(
                           draft, dice, [](Criterion& leaf, WorstIncident&) { swap_points(leaf, 1, 2); });
                   }});
    all.push_back({"a level of days that nothing leads to", [](Sketch& draft, Dice& dice) {
                       return spoil_any<LateBands>(draft, dice, [](Criterion& leaf, LateBands&) {
                           leaf.levels.push_back({"Trường hợp khác", Points{}, ""});
                       });
                   }});
    all.push_back({"a level of incidents that nothing leads to", [](Sketch& draft, Dice& dice) {
                       return spoil_any<WorstIncident>(
                           draft, dice, [](Criterion&, WorstIncident& rule) { rule.severities.pop_back(); });
                   }});
    all.push_back({"a level is printed twice", [](Sketch& draft, Dice& dice) {
                       return spoil_any<Choice>(
                           draft, dice, [](Criterion& leaf, Choice&) { leaf.levels[1].text = leaf.levels[0].text; });
                   }});
    all.push_back({"levels change places", [](Sketch& draft, Dice& dice) {
                       return spoil_where<Choice>(
                           draft, dice, [](const Criterion& leaf, const Choice&) { return leaf.levels.size() > 2; },
                           [](Criterion& leaf, Choice&) { swap_points(leaf, 1, 2); });
                   }});
    all.push_back({"the level for nothing done is forgotten", [](Sketch& draft, Dice& dice) {
                       return spoil_any<Choice>(draft, dice, [](Criterion& leaf, Choice&) { leaf.levels.pop_back(); });
                   }});
}

} // namespace

std::vector<Mutation> mistakes_of_points()
{
    std::vector<Mutation> all;
    add_sums(all);
    add_ratios(all);
    add_days(all);
    add_counts(all);
    return all;
}

} // namespace cchc::domain
