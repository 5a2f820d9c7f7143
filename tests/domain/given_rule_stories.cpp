// What others bring in, and bonus, penalty and formula (SM-17 to SM-23): inputs and the points they come to.

#include "domain/regulation.hpp"
#include "tests/domain/scoring.hpp"

#include <boost/test/unit_test.hpp>

using namespace cchc::domain;

namespace {

/// 20 forms for council members, 40 for people outside the state (SV-2); answers from 1 to 5.
SurveyPlan twenty_and_forty()
{
    SurveyPlan plan;
    plan.respondents = {{"council", "Đại biểu HĐND", 20, points("1")}, {"people", "Tổ chức, cá nhân", 40, points("2")}};
    plan.answer_least = points("1");
    plan.answer_most = points("5");
    plan.minimum_valid_forms = 30;
    return plan;
}

Facts answered(std::vector<Answers> answers)
{
    Facts facts;
    facts.answers = std::move(answers);
    return facts;
}

std::string survey(const SurveyPlan& plan, Conversion conversion, std::vector<Answers> answers, Rounding rounding = {})
{
    SurveyRule rule;
    rule.conversion = conversion;
    rule.rounding = rounding;
    if (conversion == Conversion::table) rule.bands = {{closed(75), {}, 0}, {{}, open(75), 1}};
    return told(score(rule, plan, levels({"14", "7"}), points("14"), answered(std::move(answers))));
}

BallotPlan chairman_and_two_deputies()
{
    BallotPlan plan;
    plan.leaders = {{"chair", "Chủ tịch", points("2")}, {"first", "PCT", points("1")}, {"second", "PCT", points("1")}};
    plan.step = points("0.25");
    return plan;
}

std::string ballots(const BallotPlan& plan, std::vector<BallotPoints> cast, Rounding rounding = {})
{
    Facts facts;
    facts.ballots = std::move(cast);
    return told(score(BallotRule{"leaders", rounding}, plan, points("4"), facts));
}

Facts value(const char* of)
{
    Facts facts;
    facts.value = points(of);
    return facts;
}

Facts place(int rank)
{
    Facts facts;
    facts.rank = rank;
    return facts;
}

Facts given(const char* of)
{
    Facts facts;
    facts.given = points(of);
    return facts;
}

std::string figured(const ScoringRule& rule, std::vector<NamedCount> counts, const char* maximum = "8")
{
    return told(score(rule, levels({"8", "4", "0"}), points(maximum), counted(std::move(counts)), {}));
}

} // namespace

BOOST_AUTO_TEST_SUITE(a_survey)

BOOST_AUTO_TEST_CASE(earns_its_mean_answer_s_share_of_the_maximum)
{
    const SurveyPlan plan = twenty_and_forty();
    // 236 over 58 forms is 4.069; three quarters and a bit of the way from 1 to 5.
    BOOST_TEST(survey(plan, Conversion::mean, {{"council", 20, points("84")}, {"people", 38, points("152")}}) ==
               "10.7414");
    BOOST_TEST(survey(plan, Conversion::mean, {{"council", 20, points("100")}, {"people", 40, points("200")}}) ==
               "14.00");
    BOOST_TEST(survey(plan, Conversion::mean, {{"people", 30, points("30")}}) == "0.00");
}

BOOST_AUTO_TEST_CASE(weighs_the_groups_that_answered)
{
    const SurveyPlan plan = twenty_and_forty();
    const Rounding two{2, RoundingMode::half_away};
    // (0.8 + 2 × 0.75) / 3 × 14
    BOOST_TEST(survey(plan, Conversion::weighted, {{"council", 20, points("84")}, {"people", 38, points("152")}},
                      two) == "10.73");
    BOOST_TEST(survey(plan, Conversion::weighted, {{"people", 38, points("152")}}) == "10.50");
}

BOOST_AUTO_TEST_CASE(goes_by_a_table_where_one_is_printed)
{
    const SurveyPlan plan = twenty_and_forty();
    BOOST_TEST(survey(plan, Conversion::table, {{"people", 40, points("160")}}) == "14.00"); // 75 % exactly
    BOOST_TEST(survey(plan, Conversion::table, {{"people", 40, points("159.9999")}}) == "7.00");
}

BOOST_AUTO_TEST_CASE(below_its_minimum_of_forms_does_what_the_regulation_says)
{
    SurveyPlan plan = twenty_and_forty();
    const std::vector<Answers> few{{"people", 29, points("145")}};
    BOOST_TEST(survey(plan, Conversion::mean, few) == "facts_missing answers");
    plan.below_minimum = BelowMinimum::count;
    BOOST_TEST(survey(plan, Conversion::mean, few) == "14.00");
    plan.below_minimum = BelowMinimum::zero;
    BOOST_TEST(survey(plan, Conversion::mean, few) == "0.00");
    plan.below_minimum = BelowMinimum::not_applicable;
    BOOST_TEST(score(SurveyRule{}, plan, {}, points("14"), answered(few))->not_applicable);
    plan.minimum_valid_forms = 0;
    BOOST_TEST(survey(plan, Conversion::mean, {}) == "facts_missing answers"); // nobody answered: not 0 %
}

BOOST_AUTO_TEST_CASE(refuses_answers_that_cannot_be)
{
    const SurveyPlan plan = twenty_and_forty();
    BOOST_TEST(survey(plan, Conversion::mean, {{"press", 40, points("160")}}) == "figures_invalid press unknown_key");
    BOOST_TEST(survey(plan, Conversion::mean, {{"people", 20, points("80")}, {"people", 20, points("80")}}) ==
               "figures_invalid people answered_twice");
    BOOST_TEST(survey(plan, Conversion::mean, {{"people", 40, points("200.0001")}}) ==
               "figures_invalid people out_of_bounds");
    BOOST_TEST(survey(plan, Conversion::mean, {{"people", 40, points("39")}}) ==
               "figures_invalid people out_of_bounds");
    BOOST_TEST(told(score(SurveyRule{}, plan, {}, points("14"), given("1"))) == "figures_invalid given not_read");
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(leaders_ballots)

BOOST_AUTO_TEST_CASE(count_by_their_mean_or_by_weight)
{
    BallotPlan plan = chairman_and_two_deputies();
    const std::vector<BallotPoints> all{{"chair", points("4")}, {"first", points("3")}, {"second", points("3.25")}};
    BOOST_TEST(ballots(plan, all) == "3.4167");
    BOOST_TEST(ballots(plan, all, {2, RoundingMode::down}) == "3.41");
    plan.aggregation = Aggregation::weighted_mean;
    BOOST_TEST(ballots(plan, all) == "3.5625");
}

BOOST_AUTO_TEST_CASE(that_are_missing_do_what_the_regulation_says)
{
    BallotPlan plan = chairman_and_two_deputies();
    const std::vector<BallotPoints> two{{"chair", points("4")}, {"first", points("3")}};
    BOOST_TEST(ballots(plan, two) == "3.50");
    BOOST_TEST(ballots(plan, {}) == "facts_missing ballots");
    plan.missing_ballot = MissingBallot::zero;
    BOOST_TEST(ballots(plan, two) == "2.3333");
    plan.missing_ballot = MissingBallot::wait;
    BOOST_TEST(ballots(plan, two) == "facts_missing second");
}

BOOST_AUTO_TEST_CASE(are_cast_for_all_or_for_the_excellent)
{
    BallotPlan plan = chairman_and_two_deputies();
    Facts out;
    out.out_of_scope = true;
    BOOST_TEST(told(score(BallotRule{}, plan, points("4"), out)) == "figures_invalid out_of_scope not_read");
    plan.leader_scope = LeaderScope::excellent;
    BOOST_TEST(told(score(BallotRule{}, plan, points("4"), out)) == "0.00");
}

BOOST_AUTO_TEST_CASE(stay_within_the_maximum_and_on_a_step)
{
    const BallotPlan plan = chairman_and_two_deputies();
    BOOST_TEST(ballots(plan, {{"chair", points("4.25")}}) == "score_out_of_range chair 4.00");
    BOOST_TEST(ballots(plan, {{"chair", points("3.10")}}) == "score_step_not_allowed chair");
    BOOST_TEST(ballots(plan, {{"guest", points("3")}}) == "figures_invalid guest unknown_key");
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(another_index)

BOOST_AUTO_TEST_CASE(comes_in_as_points_or_as_its_share)
{
    Imported rule;
    BOOST_TEST(told(score(rule, {}, points("3"), value("2.5"))) == "2.50");
    BOOST_TEST(told(score(rule, {}, points("3"), value("3.5"))) == "3.00");
    rule.mapping = ImportMapping::ratio;
    rule.scale = points("1");
    BOOST_TEST(told(score(rule, {}, points("3"), value("0.8567"))) == "2.5701");
    BOOST_TEST(told(score(rule, {}, points("3"), value("1.0001"))) == "figures_invalid value out_of_bounds");
    BOOST_TEST(told(score(rule, {}, points("3"), Facts{})) == "facts_missing value");
}

BOOST_AUTO_TEST_CASE(passes_its_scale_or_falls_below_0_only_where_the_rule_says_so)
{
    const auto three = levels({"3", "2", "0"});
    Imported rule;
    rule.mapping = ImportMapping::bands;
    rule.bands = {{closed(105), {}, 0}, {closed(100), open(105), 1}, {{}, open(100), 2}};
    BOOST_TEST(told(score(rule, three, points("3"), value("100.0001"))) == "figures_invalid value out_of_bounds");
    rule.range = ImportRange::above_scale; // revenue in percent of the estimate
    BOOST_TEST(told(score(rule, three, points("3"), value("118.5"))) == "3.00");
    BOOST_TEST(told(score(rule, three, points("3"), value("104.9999"))) == "2.00");
    BOOST_TEST(told(score(rule, three, points("3"), value("99.9999"))) == "0.00");
    BOOST_TEST(told(score(rule, three, points("3"), value("-0.0001"))) == "figures_invalid value out_of_bounds");
    rule.range = ImportRange::below_zero; // growth
    rule.bands = {{closed(5), {}, 0}, {closed(-1), open(5), 1}, {{}, open(-1), 2}};
    BOOST_TEST(told(score(rule, three, points("3"), value("-1"))) == "2.00");
    BOOST_TEST(told(score(rule, three, points("3"), value("-1.0001"))) == "0.00");
    BOOST_TEST(told(score(rule, three, points("3"), value("250"))) == "3.00");
}

BOOST_AUTO_TEST_CASE(comes_in_by_bands_of_its_value_or_of_its_place)
{
    const auto three = levels({"3", "2", "0"});
    Imported rule;
    rule.mapping = ImportMapping::bands;
    rule.bands = {{open(90), {}, 0}, {closed(70), closed(90), 1}, {{}, open(70), 2}};
    BOOST_TEST(told(score(rule, three, points("3"), value("90"))) == "2.00");
    BOOST_TEST(told(score(rule, three, points("3"), value("90.0001"))) == "3.00");
    rule.mapping = ImportMapping::ranks;
    rule.ranks = {{1, 5, 0}, {6, 10, 1}, {12, {}, 2}};
    BOOST_TEST(told(score(rule, three, points("3"), place(5))) == "3.00");
    BOOST_TEST(told(score(rule, three, points("3"), place(10))) == "2.00");
    BOOST_TEST(told(score(rule, three, points("3"), place(11))) == "no_band_fits rank");
    BOOST_TEST(told(score(rule, three, points("3"), value("5"))) == "figures_invalid value not_read");
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(points_an_agency_grants)

BOOST_AUTO_TEST_CASE(are_a_level_or_a_step)
{
    const auto two = levels({"2", "1"});
    BOOST_TEST(told(score(Granted{}, two, points("2"), given("1"))) == "1.00");
    BOOST_TEST(told(score(Granted{}, two, points("2"), given("1.5"))) == "score_step_not_allowed given");
    BOOST_TEST(told(score(Granted{points("0.25")}, {}, points("2"), given("1.75"))) == "1.75");
    BOOST_TEST(told(score(Granted{points("0.25")}, {}, points("2"), given("1.8"))) == "score_step_not_allowed given");
    BOOST_TEST(told(score(Granted{}, {}, points("2"), given("2.25"))) == "score_out_of_range given 2.00");
    BOOST_TEST(allows(Granted{points("0.25")}, {}, points("2"), points("1.75")));
    BOOST_TEST(!allows(Granted{points("0.25")}, {}, points("2"), points("1.80")));
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(bonus_and_penalty)

BOOST_AUTO_TEST_CASE(count_items_up_to_their_caps_and_the_maximum)
{
    const std::vector<Tier> items{{"press", "Báo chí", points("0.5"), points("2")},
                                  {"ruled", "Kỷ luật", points("2"), {}}};
    for (const ScoringRule& rule : {ScoringRule(Bonus{items}), ScoringRule(Penalty{items})}) {
        BOOST_TEST(figured(rule, {}) == "0.00");
        BOOST_TEST(figured(rule, {{"press", 3}, {"ruled", 1}}) == "3.50");
        BOOST_TEST(figured(rule, {{"press", 5}}) == "2.00");
        BOOST_TEST(figured(rule, {{"press", 5}, {"ruled", 4}}) == "8.00");
        BOOST_TEST(figured(rule, {{"fire", 1}}) == "figures_invalid fire unknown_key");
        BOOST_TEST(allows(rule, {}, points("8"), points("3.50")));
        BOOST_TEST(!allows(rule, {}, points("8"), points("3.25")));
    }
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(a_formula)

namespace {

/// Share of the level-3 procedures that received and settled cases among those published by the chairman (SM-25).
Formula share_of_published()
{
    Formula rule;
    rule.inputs = {{"with_cases", "Có hồ sơ", "", false}, {"published", "Thuộc thẩm quyền", "QĐ công bố", true}};
    rule.numerator = {{"with_cases", 1}};
    rule.denominator = {{"published", 1}};
    return rule;
}

} // namespace

BOOST_AUTO_TEST_CASE(picks_a_level_or_earns_its_share)
{
    Formula rule = share_of_published();
    BOOST_TEST(figured(rule, {{"with_cases", 2}, {"published", 3}}) == "5.3333");
    BOOST_TEST(figured(rule, {{"with_cases", 4}, {"published", 3}}) == "8.00"); // the maximum at most
    rule.rounding = {1, RoundingMode::up};
    BOOST_TEST(figured(rule, {{"with_cases", 2}, {"published", 3}}) == "5.40");
    rule.bands = {{closed(80), {}, 0}, {open(50), open(80), 1}, {{}, closed(50), 2}};
    BOOST_TEST(figured(rule, {{"with_cases", 8}, {"published", 10}}) == "8.00");
    BOOST_TEST(figured(rule, {{"with_cases", 5}, {"published", 10}}) == "0.00");
}

BOOST_AUTO_TEST_CASE(earns_nothing_below_its_least_quotient)
{
    Formula rule = share_of_published();
    rule.least = Ratio{80, 100};
    BOOST_TEST(figured(rule, {{"with_cases", 8}, {"published", 10}}) == "6.40");
    BOOST_TEST(figured(rule, {{"with_cases", 799}, {"published", 1000}}) == "0.00");
    BOOST_TEST(figured(rule, {{"with_cases", 12}, {"published", 10}}) == "8.00");
    BOOST_TEST(figured(rule, {{"with_cases", 0}, {"published", 0}}) == "ratio_of_nothing denominator");
}

BOOST_AUTO_TEST_CASE(needs_every_input_and_something_to_divide_by)
{
    Formula rule = share_of_published();
    BOOST_TEST(figured(rule, {{"with_cases", 2}}) == "figures_invalid published required");
    BOOST_TEST(figured(rule, {{"with_cases", 0}, {"published", 0}}) == "ratio_of_nothing denominator");
    rule.denominator = {{"published", 1}, {"with_cases", -2}};
    BOOST_TEST(figured(rule, {{"with_cases", 2}, {"published", 4}}) == "ratio_of_nothing denominator");
    rule.denominator = {{"published", 1}};
    rule.numerator = {{"with_cases", 1}, {"published", -1}};
    BOOST_TEST(figured(rule, {{"with_cases", 1}, {"published", 4}}) == "0.00"); // below 0 counts 0
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(rounding)

BOOST_AUTO_TEST_CASE(happens_once_in_the_way_the_regulation_names)
{
    using enum RoundingMode;
    const auto rounded = [](int numerator, int denominator, Rounding how) {
        return share(points("1"), numerator, denominator, how).text();
    };
    BOOST_TEST(rounded(1, 8, {2, half_away}) == "0.13");
    BOOST_TEST(rounded(1, 8, {2, half_even}) == "0.12");
    BOOST_TEST(rounded(3, 8, {2, half_even}) == "0.38");
    BOOST_TEST(rounded(1, 8, {2, down}) == "0.12");
    BOOST_TEST(rounded(1, 800, {2, up}) == "0.01");
    BOOST_TEST(rounded(2, 3, {4, half_away}) == "0.6667");
    BOOST_TEST(rounded(1, 2, {0, half_away}) == "1.00");
    BOOST_TEST(rounded(1, 2, {0, half_even}) == "0.00");
}

BOOST_AUTO_TEST_SUITE_END()
