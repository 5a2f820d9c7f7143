// A reading that nothing obeys yet is refused by name, and the readings that are built pass.

#include "domain/issuing.hpp"
#include "domain/unbuilt_readings.hpp"
#include "tests/domain/scoring.hpp"

#include <boost/test/unit_test.hpp>

#include <functional>

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

std::string member_after(const std::function<void(Regulation&)>& change)
{
    Regulation r = with_leaf(leaf(Choice{}));
    change(r);
    const auto found = unbuilt_reading(r);
    return found ? found->member : "";
}

std::string member_of(ScoringRule rule)
{
    const auto found = unbuilt_reading(with_leaf(leaf(std::move(rule))));
    return found ? found->member : "";
}

} // namespace

BOOST_AUTO_TEST_SUITE(a_reading_that_nothing_obeys)

BOOST_AUTO_TEST_CASE(is_named)
{
    const std::pair<const char*, std::function<void(Regulation&)>> chosen[] = {
        {"", [](Regulation&) {}},
        {"unsigned_upload", [](Regulation& r) { r.unsigned_upload = UnsignedUpload::refuse; }},
        {"blind", [](Regulation& r) { r.blind = true; }},
        {"appraisers_per_criterion", [](Regulation& r) { r.appraisers_per_criterion = 2; }},
        {"import_phase", [](Regulation& r) { r.import_phase = ImportPhase::blocks_leaders; }},
        {"public_extent", [](Regulation& r) { r.public_extent = PublicExtent::criteria; }},
        {"total_floor", [](Regulation& r) { r.total_floor = points("1"); }},
        {"penalty_below_area_zero", [](Regulation& r) { r.penalty_below_area_zero = true; }},
        {"bonus_cap", [](Regulation& r) { r.bonus_cap = points("8"); }},
        {"bonus_in_tie_break", [](Regulation& r) { r.bonus_in_tie_break = false; }},
        {"rank_after_tie", [](Regulation& r) { r.rank_after_tie = RankAfterTie::next; }},
        {"quota_tie", [](Regulation& r) { r.quota_tie = QuotaTie::authority; }},
        {"rank_on", [](Regulation& r) { r.rank_on = ResultBasis::points; }},
        {"classify_on", [](Regulation& r) { r.classify_on = ResultBasis::points; }},
        {"display_decimals", [](Regulation& r) { r.display_decimals = 3; }},
        {"holiday_shift", [](Regulation& r) { r.holiday_shift = HolidayShift::next_working_day; }},
        {"opens_without_plan", [](Regulation& r) { r.rounds[0].opens_without_plan = false; }},
        {"consensus", [](Regulation& r) { r.rounds[0].consensus = true; }},
        {"locks_after_days", [](Regulation& r) { r.rounds[0].locks_after_days = 3; }},
        {"kind", [](Regulation& r) { r.rounds[0].kind = RoundKind::leaders; }},
        {"data_cutoff", [](Regulation& r) { r.criteria_sets[0].data_cutoff = day("2023-10-15"); }},
        {"classifications",
         [](Regulation& r) {
             r.classifications = {{"five", "", {}}};
         }},
        {"rewards",
         [](Regulation& r) {
             r.rewards = {{"bang-khen", ""}};
         }},
        {"ranking_groups",
         [](Regulation& r) {
             r.ranking_groups = {{"all", "", {}, ""}};
         }},
    };
    for (const auto& [member, change] : chosen) BOOST_TEST(member_after(change) == member);
}

BOOST_AUTO_TEST_CASE(may_be_a_rule_that_no_command_feeds)
{
    for (const ScoringRule& rule : {ScoringRule(SurveyRule{}), ScoringRule(BallotRule{}), ScoringRule(Imported{}),
                                    ScoringRule(Granted{}), ScoringRule(Penalty{})})
        BOOST_TEST(member_of(rule) == "rule", shape_of(rule));
    for (const ScoringRule& rule : {ScoringRule(Formula{}), ScoringRule(Bonus{}), ScoringRule(Proportional{})})
        BOOST_TEST(member_of(rule) == "", shape_of(rule));
    Criterion by_the_council = leaf(Choice{});
    by_the_council.scored_by = ScoredBy::council;
    BOOST_TEST(unbuilt_reading(with_leaf(by_the_council))->member == "scored_by");
    Criterion above_the_scale = leaf(Bonus{});
    above_the_scale.in_scale = false;
    BOOST_TEST(unbuilt_reading(with_leaf(above_the_scale))->member == "rule");
}

BOOST_AUTO_TEST_SUITE_END()

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
    r.criteria_sets[0] = with_leaf(leaf(Choice{})).criteria_sets[0];
    r.blind = true;
    BOOST_TEST((fault_before_issue(r)->code == RefusalCode::reading_not_built));
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
    granted.examples = {{"", given, points("12.5")}, {"", Facts{}, ExampleRefusal::facts_missing}};
    BOOST_TEST(example_that_fails(with_leaf(granted)) == "");
}

BOOST_AUTO_TEST_SUITE_END()
