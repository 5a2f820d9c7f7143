// What the worked examples of a regulation say of it before it is issued.

#include "domain/issuing.hpp"
#include "tests/domain/scoring.hpp"

#include <boost/test/unit_test.hpp>

using namespace cchc::domain;

namespace {

Criterion leaf(ScoringRule rule)
{
    Criterion criterion;
    criterion.code = Code("I");
    criterion.maximum = points("100");
    criterion.scored_by = ScoredBy::agency;
    criterion.rule = std::move(rule);
    criterion.levels = levels({"100", "0"});
    return criterion;
}

Regulation with_leaf(Criterion criterion)
{
    Regulation r;
    r.rounds = {{RoundId("self_assessment"), RoundKind::self_assessment, 1, "Tự chấm", ""}};
    CriteriaSet set;
    set.id = "set";
    set.maximum = points("100");
    set.add(std::move(criterion), {});
    r.criteria_sets = {std::move(set)};
    return r;
}

} // namespace

BOOST_AUTO_TEST_SUITE(a_worked_example)

BOOST_AUTO_TEST_CASE(holds_or_keeps_the_regulation_from_being_issued)
{
    Criterion share = leaf(Proportional{"n", "d", false});
    share.examples = {{"một nửa", ratio(1, 2), points("50")},
                      {"không có gì", ratio(0, 0), ExampleRefusal::ratio_of_nothing}};
    Regulation r = with_leaf(share);
    r.own_unit_appraisal = OwnUnitAppraisal::allow;
    BOOST_TEST(example_that_fails(r) == "");
    BOOST_TEST(!fault_before_issue(r).has_value());

    share.examples.push_back({"một phần ba", ratio(1, 3), points("33.33")});
    r = with_leaf(share);
    r.own_unit_appraisal = OwnUnitAppraisal::allow;
    BOOST_TEST(example_that_fails(r) == "I: 3");
    BOOST_TEST((fault_before_issue(r)->code == RefusalCode::example_fails));
}

BOOST_AUTO_TEST_CASE(may_be_a_level_facts_or_a_submission)
{
    Criterion picked = leaf(Choice{});
    picked.examples = {{"", PickedLevel{1}, points("0")}, {"", PickedLevel{0}, points("100")}};
    BOOST_TEST(example_that_fails(with_leaf(picked)) == "");
    picked.examples = {{"", PickedLevel{1}, points("100")}};
    BOOST_TEST(example_that_fails(with_leaf(picked)) == "I: 1");

    SubmissionTimeliness clock;
    clock.bands = {{0, 0, 0}, {1, {}, 1}};
    Criterion in_time = leaf(clock);
    in_time.examples = {{"", SubmissionCase{0, true}, points("100")},
                        {"", SubmissionCase{1, true}, points("0")},
                        {"", SubmissionCase{}, ExampleRefusal::no_band_fits}};
    BOOST_TEST(example_that_fails(with_leaf(in_time)) == "");

    Facts given;
    given.given = points("12.5");
    Criterion granted = leaf(Granted{points("0.5")});
    granted.levels.clear();
    Facts between = given;
    between.given = points("12.7");
    Facts beyond = given;
    beyond.given = points("100.5");
    granted.examples = {{"", given, points("12.5")},
                        {"", Facts{}, ExampleRefusal::facts_missing},
                        {"", between, ExampleRefusal::score_step_not_allowed},
                        {"", beyond, ExampleRefusal::score_out_of_range}};
    BOOST_TEST(example_that_fails(with_leaf(granted)) == "");
}

BOOST_AUTO_TEST_SUITE_END()
