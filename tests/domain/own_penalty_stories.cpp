// A penalty that an agency gives itself: an appraisal may take off more, never less (AP-7).

#include "tests/domain/giving.hpp"

#include <boost/test/unit_test.hpp>

using namespace cchc::domain;
using enum RefusalCode;

namespace {

void gives_itself(Regulation& r)
{
    r = regulation_where_others_score();
    const CriteriaSet before = r.criteria_sets[0];
    CriteriaSet set;
    set.id = before.id;
    set.maximum = before.maximum;
    for (Criterion copy : before.all()) {
        if (copy.code == penalty_points || copy.code == bonus_points) copy.scored_by = ScoredBy::agency;
        const Code parent = copy.parent == no_criterion ? Code{} : before[copy.parent].code;
        set.add(std::move(copy), parent);
    }
    r.criteria_sets[0] = std::move(set);
}
DecideAppraisal says(Decision what, std::string_view points, const Code& code = penalty_points)
{
    return {mine, code, appraisal_1, what, pts(points), "báo chí phản ánh", "kết luận", false};
}
Figures reports(std::int64_t count)
{
    Figures figures;
    figures.counts = {{"bao-chi", count}};
    return figures;
}
/// The office took two reports' points off itself; the council meets.
Story council(const Switches& switches = {}, std::int64_t count = 2)
{
    Story story([&](Regulation& r) {
        gives_itself(r);
        if (switches) switches(r);
    });
    story.once(DeclareFigures{penalty_points, reports(count)});
    story.at(council_meets).once_the_clock_has_struck().as(appraiser);
    return story;
}
const PublishAppraisals publish_1{cycle_2026, appraisal_1}, publish_2{cycle_2026, appraisal_2};

} // namespace

BOOST_AUTO_TEST_SUITE(a_penalty_an_agency_gives_itself)

BOOST_AUTO_TEST_CASE(is_taken_off_what_it_comes_to)
{
    const Story story = council();
    BOOST_TEST(counted_on(story, penalty_points) == "1.00");
    BOOST_TEST(standing_of(story).self.text() ==
               "0.00"); // the area of penalties alone falls below 0, the total does not
}

BOOST_AUTO_TEST_CASE(is_raised_by_an_appraisal_and_never_lowered)
{
    Story story = council();
    story.when(says(Decision::agree, "1")).then_accepted();
    story.when(says(Decision::disagree, "0.5")).then_refused(penalty_not_raised, penalty_points.value, "1.00");
    story.when(says(Decision::disagree, "0")).then_refused(penalty_not_raised, penalty_points.value, "1.00");
    story.when(says(Decision::disagree, "1")).then_refused(penalty_not_raised, penalty_points.value, "1.00");
    story.when(says(Decision::disagree, "1.2")).then_refused(score_step_not_allowed, penalty_points.value);
    story.when(says(Decision::disagree, "1.5")).then_accepted();
    story.as(admin).once(publish_1);
    BOOST_TEST(counted_on(story, penalty_points) == "1.50");
}

BOOST_AUTO_TEST_CASE(is_lowered_only_where_the_appraised_may_exceed_the_self_score)
{
    council([](Regulation& r) { r.may_exceed_self = true; }).when(says(Decision::disagree, "0.5")).then_accepted();
}

BOOST_AUTO_TEST_CASE(is_higher_for_now_while_papers_are_asked_for)
{
    Story story = council();
    story.when(says(Decision::request_supplement, "0.5")).then_refused(penalty_not_raised);
    story.when(says(Decision::request_supplement, "1")).then_refused(penalty_not_raised);
    story.when(says(Decision::request_supplement, "2")).then_accepted();
    council({}, 6).when(says(Decision::request_supplement, "3")).then_accepted(); // there is nothing more to take
}

BOOST_AUTO_TEST_CASE(is_not_let_off_by_what_nobody_decides_or_submits)
{
    Story story = council([](Regulation& r) {
        r.undecided_at_lock = UndecidedAtLock::zero;
        r.unsubmitted_at_lock = UnsubmittedAtLock::zero;
    });
    BOOST_TEST(counted_on(story, penalty_points) == "1.00"); // never submitted: a score would count 0
    story.as(admin).once(publish_1);
    BOOST_TEST(counted_on(story, penalty_points) == "1.00");
}

BOOST_AUTO_TEST_CASE(is_not_raised_again_where_the_second_round_may_not_lower) // AP-9
{
    Story story = council([](Regulation& r) { r.round2_may_lower = false; });
    story.once(says(Decision::disagree, "1.5")).as(admin).once(publish_1);
    story.at(council_meets_again).once_the_clock_has_struck().as(appraiser);
    DecideAppraisal again = says(Decision::disagree, "2");
    again.round = appraisal_2;
    story.when(again).then_refused(below_round_one, penalty_points.value, "");
    again.points = pts("1.5");
    story.when(again).then_accepted();
}

BOOST_AUTO_TEST_CASE(raised_by_itself_since_holds_against_the_first_round) // AP-7, AP-10
{
    Story story = council();
    story.once(says(Decision::agree, "1")).as(admin).once(publish_1).as(officer);
    story.given({FiguresDeclared{penalty_points, reports(4), pts("2"), {}, {}}});
    story.at(council_meets_again)
        .once_the_clock_has_struck()
        .as(admin)
        .given({CycleEvent(AppraisalsPublished{cycle_2026, appraisal_2, 0, 0})});
    BOOST_TEST(counted_on(story, penalty_points) == "2.00");
}

BOOST_AUTO_TEST_CASE(takes_nothing_off_where_it_does_not_apply)
{
    Story story = council();
    story.given({NotApplicableClaimed{penalty_points, "không", {}}, NotApplicableAccepted{penalty_points, ""}});
    BOOST_TEST(counted_on(story, penalty_points) == "0.00");
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(a_bonus_an_agency_gives_itself)

BOOST_AUTO_TEST_CASE(is_lowered_by_an_appraisal_as_any_score)
{
    Story story([](Regulation& r) { gives_itself(r); });
    Figures two;
    two.counts = {{"sang-kien", 2}};
    story.once(DeclareFigures{bonus_points, two}).at(council_meets).once_the_clock_has_struck().as(appraiser);
    story.when(says(Decision::disagree, "1.5", bonus_points))
        .then_refused(above_self_score, bonus_points.value, "1.00");
    story.when(says(Decision::disagree, "0.5", bonus_points)).then_accepted();
}

BOOST_AUTO_TEST_SUITE_END()
