// Random inputs for random leaves, written from the format alone: figures an agency declares, facts others bring in.

#include "tests/domain/sound_regulation.hpp"

namespace cchc::domain {

std::optional<Figures> some_figures(const Criterion& leaf, Dice& dice)
{
    Figures figures;
    const auto answer = [&](const std::vector<Item>& items) {
        for (const Item& item : items) (dice.coin() ? figures.met : figures.failed).push_back(item.key);
    };
    const auto dated = [&](const auto& rule) {
        figures.never = dice.between(0, 9) == 0;
        if (figures.never) return;
        const Date due = rule.due.value_or(Date::from_civil(draft_year, 3, 2));
        if (!rule.due) figures.due = due;
        figures.date = Date{due.days + static_cast<std::int32_t>(dice.between(-3, 30))};
        answer(rule.conditions);
    };
    const auto share = [&] {
        figures.denominator = dice.between(1, 200);
        figures.numerator = dice.coin() ? *figures.denominator : dice.between(0, *figures.denominator);
    };
    const bool takes_figures =
        std::visit(match{
                       [&](const LateBands& rule) { return dated(rule), true; },
                       [&](const Timeliness& rule) { return dated(rule), true; },
                       [&](const RatioBands& rule) {
                           share();
                           if (rule.late_level) figures.late = dice.coin() ? 0 : dice.between(0, *figures.numerator);
                           return answer(rule.requirements), true;
                       },
                       [&](const Proportional&) { return share(), true; },
                       [&](const Deductions& rule) { return answer(rule.items), true; },
                       [&](const CappedCount& rule) {
                           for (const Tier& tier : rule.tiers)
                               figures.counts.push_back({tier.key, dice.between(0, 12)});
                           return true;
                       },
                       [&](const Checklist& rule) {
                           for (const Item& item : rule.items) {
                               if (dice.coin())
                                   figures.met.push_back(item.key);
                               else if (item.deduction > Points{} && dice.coin())
                                   figures.failed.push_back(item.key);
                           }
                           return true;
                       },
                       [&](const ReferenceMultiple&) {
                           figures.amount = dice.between(0, 3) * 300'000;
                           figures.date = Date::from_civil(draft_year, static_cast<unsigned>(dice.between(1, 12)), 1);
                           return true;
                       },
                       [&](const WorstIncident& rule) {
                           for (const Severity& one : rule.severities)
                               figures.counts.push_back({one.key, dice.between(0, 1)});
                           return true;
                       },
                       [&](const Formula& rule) {
                           for (const FormulaInput& input : rule.inputs) figures.counts.push_back({input.key, 0});
                           figures.counts[1].count = dice.between(1, 50);
                           figures.counts[0].count = dice.between(0, figures.counts[1].count);
                           return true;
                       },
                       [&](const Bonus& rule) {
                           for (const Tier& item : rule.items) figures.counts.push_back({item.key, dice.between(0, 9)});
                           return true;
                       },
                       [](const auto&) { return false; },
                   },
                   leaf.rule);
    if (!takes_figures) return std::nullopt;
    return figures;
}

std::optional<Facts> some_facts(const Regulation& regulation, const Criterion& leaf, Dice& dice)
{
    Facts facts;
    const bool takes_facts = std::visit(
        match{
            [&](const SurveyRule& rule) {
                for (const auto& group : regulation.survey(rule.survey)->respondents) {
                    const std::int64_t forms = dice.between(1, 40);
                    facts.answers.push_back({group.key, forms, Points::whole(dice.between(forms, 5 * forms))});
                }
                return true;
            },
            [&](const BallotRule& rule) {
                const BallotPlan& plan = *regulation.ballot(rule.ballot);
                for (const Leader& leader : plan.leaders)
                    facts.ballots.push_back(
                        {leader.key, plan.step * dice.between(0, leaf.maximum.units() / plan.step.units())});
                return true;
            },
            [&](const Imported& rule) {
                if (rule.mapping == ImportMapping::ranks)
                    facts.rank = static_cast<std::int32_t>(dice.between(1, 40));
                else
                    facts.value = Points::whole(dice.between(rule.range == ImportRange::below_zero ? -20 : 0, 100));
                return true;
            },
            [&](const Granted& rule) {
                facts.given = rule.step * dice.between(0, leaf.maximum.units() / rule.step.units());
                return true;
            },
            [](const auto&) { return false; },
        },
        leaf.rule);
    if (!takes_facts) return std::nullopt;
    return facts;
}

} // namespace cchc::domain
