#include "domain/evidence.hpp"
#include "tests/domain/story.hpp"

#include <boost/test/unit_test.hpp>

using namespace cchc::domain;
using enum RefusalCode;

namespace {

const Event claimed = NotApplicableClaimed{online, "không có dịch vụ trực tuyến", {}};

RuleNotApplicable accepting(const Code& code = online)
{
    return {mine, code, true, "đúng"};
}
RuleNotApplicable refusing(std::string reason = "có 3 dịch vụ")
{
    return {mine, online, false, std::move(reason)};
}
/// Claimed in time, and the council meets.
Story claim_before_the_council(const Switches& switches = {})
{
    Story story(switches);
    story.given({claimed}).at(lock).once_the_clock_has_struck().at(council_meets).as(appraiser);
    return story;
}

} // namespace

// What a ruling does to the totals is told in result_stories.cpp (SM-30).

BOOST_AUTO_TEST_SUITE(a_claim_that_a_criterion_does_not_apply) // SM-16

BOOST_AUTO_TEST_CASE(gives_its_ground_and_takes_the_place_of_a_score)
{
    Story story = given({SelfScoreEntered{online, pts("3"), {}, {}, {}}});
    story.when(ClaimNotApplicable{online, ""}).then_refused(reason_required, online.value, "ground");
    story.when(ClaimNotApplicable{online, std::string(longest_reason + 1, 'a')}).then_refused(too_long, "ground");
    story.when(ClaimNotApplicable{online, "không có dịch vụ trực tuyến"}).then({claimed});
    BOOST_TEST(!story.entry(online).self.points);
    story.when(ClaimNotApplicable{online, "lại"}).then_nothing_new();
}

BOOST_AUTO_TEST_CASE(keeps_the_entry_from_being_scored_until_it_is_withdrawn)
{
    Story story = given({claimed});
    story.when(EnterSelfScore{online, pts("3"), {}}).then_refused(not_applicable_claimed, online.value);
    story.when(ClearSelfScore{online}).then_refused(not_applicable_claimed);
    story.when(WithdrawNotApplicable{online}).then({NotApplicableWithdrawn{online, {}}});
    story.when(WithdrawNotApplicable{online}).then_nothing_new();
    story.when(EnterSelfScore{online, pts("3"), {}}).then_accepted();
}

BOOST_AUTO_TEST_CASE(is_not_open_to_every_criterion)
{
    given({}).when(ClaimNotApplicable{plan_in_time, "vì"}).then_refused(not_appraisable, plan_in_time.value);
    given({}).when(ClaimNotApplicable{submission, "vì"}).then_refused(not_scored_by_agency, submission.value);
    given({}).when(ClaimNotApplicable{area_one, "vì"}).then_refused(not_scored_by_agency, area_one.value);
}

BOOST_AUTO_TEST_CASE(cannot_be_made_after_the_lock)
{
    given({}).at(lock).when(ClaimNotApplicable{online, "vì"}).then_refused(deadline_passed);
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(a_ruling_on_a_claim)

BOOST_AUTO_TEST_CASE(accepts_it_once)
{
    Story story = claim_before_the_council();
    story.when(accepting()).then({NotApplicableAccepted{online, "đúng"}});
    story.when(accepting()).then_nothing_new();
}

BOOST_AUTO_TEST_CASE(refuses_it_with_a_reason_and_may_change_its_mind_within_the_round)
{
    Story story = claim_before_the_council();
    story.when(refusing("")).then_refused(reason_required, online.value, "reason");
    story.when(refusing()).then({NotApplicableRefused{online, "có 3 dịch vụ"}});
    story.when(refusing()).then_nothing_new();
    story.when(accepting()).then_accepted();
    story.when(refusing()).then_accepted();
}

BOOST_AUTO_TEST_CASE(is_the_appraising_agencys_of_that_criterion) // RES-20
{
    Story story = claim_before_the_council();
    story.about(justice).given({claimed});
    const RuleNotApplicable theirs_too{theirs, online, true, "đúng"};
    for (const Person& other : {officer, head, admin, auditor})
        story.as(other).when(accepting()).then_refused(missing_right);
    story.as(office_appraiser).when(theirs_too).then_refused(missing_right, online.value);
    story.as(appraiser).when(theirs_too).then_accepted();
}

BOOST_AUTO_TEST_CASE(is_never_about_ones_own_agency) // ACT-22
{
    Story story = claim_before_the_council();
    story.as(office_appraiser).when(accepting()).then_refused(conflict_of_interest, office.value);
}

BOOST_AUTO_TEST_CASE(needs_a_claim)
{
    Story story = claim_before_the_council();
    story.when(accepting(initiatives)).then_refused(not_found, initiatives.value);
    story.when(accepting(nowhere)).then_refused(not_found, nowhere.value);
}

BOOST_AUTO_TEST_CASE(needs_an_appraisal_round_that_is_open_and_not_published)
{
    Story story = given({claimed});
    story.as(appraiser).when(accepting()).then_refused(round_locked);
    story.at(lock).once_the_clock_has_struck().at(council_meets);
    story.as(admin).once(PublishAppraisals{cycle_2026, appraisal_1});
    story.as(appraiser).when(accepting()).then_refused(round_locked); // round 2 has not begun, round 1 is shown
    story.at(round_1_ends).when(accepting()).then_refused(round_locked);
    story.at(council_meets_again).when(accepting()).then_accepted();
    story.at(round_2_ends).when(refusing()).then_refused(deadline_passed);
}

BOOST_AUTO_TEST_CASE(comes_before_any_opinion_on_the_score)
{
    Story story = claim_before_the_council();
    const DecideAppraisal agreeing{mine, online, appraisal_1, Decision::agree, pts("0"), {}, {}, false};
    story.when(agreeing).then_refused(not_applicable_claimed, online.value);
    story.once(accepting());
    story.when(agreeing).then_refused(not_applicable_claimed, online.value);
    story.once(refusing());
    story.when(agreeing).then_accepted();
}

BOOST_AUTO_TEST_CASE(that_refuses_leaves_a_submission_owing_a_score)
{
    Story story = claim_before_the_council();
    const auto& set = *story.file().assessment.set;
    const Criterion& criterion = set[set.find(online.value)];
    BOOST_TEST(owed_by(criterion, story.entry(online)).nothing());
    story.once(refusing());
    BOOST_TEST(owed_by(criterion, story.entry(online)).score);
}

BOOST_AUTO_TEST_SUITE_END()
