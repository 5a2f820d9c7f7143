#include "domain/result.hpp"

#include "tests/domain/story.hpp"

#include <boost/test/unit_test.hpp>

using namespace cchc::domain;

namespace {

Points at_stage(const Story& story, const Code& code, Stage stage)
{
    const AssessmentFile& file = story.file();
    return counted(story.cycle(), file.assessment, file.appraisal, file.assessment.set->find(code.value), stage);
}
std::string self_of(const Story& story, const Code& code)
{
    return at_stage(story, code, Stage::self).text();
}
std::string first_of(const Story& story, const Code& code)
{
    return at_stage(story, code, Stage::round_1).text();
}
std::string second_of(const Story& story, const Code& code)
{
    return at_stage(story, code, Stage::round_2).text();
}
Standing standing_of(const Story& story)
{
    return standing(story.cycle(), story.file().assessment, story.file().appraisal);
}

Event opinion(const Code& code, int ordinal, Decision decision, std::string_view points)
{
    return AppraisalDecided{Opinion{code,
                                    ordinal == 1 ? appraisal_1 : appraisal_2,
                                    decision,
                                    pts(points),
                                    "lý do",
                                    "cần gì",
                                    1,
                                    {},
                                    home_affairs,
                                    {}}};
}
Event shown(int ordinal)
{
    return AppraisalsPublished{cycle_2026, ordinal == 1 ? appraisal_1 : appraisal_2, 1, 1};
}
Event scored(const Code& code, std::string_view points)
{
    return SelfScoreEntered{code, pts(points), {}, {}, {}};
}
const Event locked = RoundLocked{cycle_2026, self_assessment, {}, LockedBy::clock, lock, {}};
const Event submitted = AssessmentSubmitted{1, 1, {}, {}, 0, {"Lãnh đạo"}, {}};

} // namespace

BOOST_AUTO_TEST_SUITE(points_before_any_appraisal_is_published)

BOOST_AUTO_TEST_CASE(are_the_self_scores_at_every_stage)
{
    const Story story = given({scored(plan_carried_out, "2"), scored(initiatives, "1.5")});
    BOOST_TEST((stage_reached(story.cycle()) == Stage::self));
    BOOST_TEST(self_of(story, plan_carried_out) == "2.00");
    BOOST_TEST(second_of(story, plan_carried_out) == "2.00");
    BOOST_TEST(standing_of(story).self.text() == "3.50");
    BOOST_TEST(standing_of(story).final_points().text() == "3.50");
}

BOOST_AUTO_TEST_CASE(are_not_moved_by_drafts_nor_by_decisions_nobody_has_seen) // AP-11
{
    Story story = given({scored(plan_carried_out, "2"), opinion(plan_carried_out, 1, Decision::disagree, "0")});
    BOOST_TEST(first_of(story, plan_carried_out) == "2.00");
    BOOST_TEST(standing_of(story).final_points().text() == "2.00");
}

BOOST_AUTO_TEST_CASE(are_never_counted_for_a_parent)
{
    const Story story = given({scored(plan_carried_out, "2")});
    BOOST_TEST(self_of(story, area_one) == "0.00");
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(a_draft_never_submitted) // SA-10, LK-3

BOOST_AUTO_TEST_CASE(counts_as_it_stood_at_the_lock_by_default)
{
    const Story story = given({scored(plan_carried_out, "2"), locked});
    BOOST_TEST(self_of(story, plan_carried_out) == "2.00");
}

BOOST_AUTO_TEST_CASE(counts_for_nothing_under_zero_but_only_from_the_lock_on)
{
    Story story = under([](Regulation& r) { r.unsubmitted_at_lock = UnsubmittedAtLock::zero; });
    story.given({scored(plan_carried_out, "2")});
    BOOST_TEST(self_of(story, plan_carried_out) == "2.00");
    story.given({locked});
    BOOST_TEST(self_of(story, plan_carried_out) == "0.00");
    BOOST_TEST(standing_of(story).self.text() == "0.00");
}

BOOST_AUTO_TEST_CASE(is_none_when_it_was_submitted)
{
    Story story = under([](Regulation& r) { r.unsubmitted_at_lock = UnsubmittedAtLock::zero; });
    story.given({scored(plan_carried_out, "2"), submitted, locked});
    BOOST_TEST(self_of(story, plan_carried_out) == "2.00");
}

BOOST_AUTO_TEST_CASE(is_what_a_withdrawn_one_becomes)
{
    Story story = under([](Regulation& r) { r.unsubmitted_at_lock = UnsubmittedAtLock::zero; });
    story.given({scored(plan_carried_out, "2"), submitted, AssessmentWithdrawn{"nhầm"}, locked});
    BOOST_TEST(self_of(story, plan_carried_out) == "0.00");
}

BOOST_AUTO_TEST_CASE(waits_for_the_later_lock_of_an_agency_with_an_extension)
{
    Story story = under([](Regulation& r) { r.unsubmitted_at_lock = UnsubmittedAtLock::zero; });
    story.given({scored(plan_carried_out, "2"),
                 RoundExtended{cycle_2026, self_assessment, {office}, lock, lock.plus_us(one_day), "9/QĐ", ""},
                 locked});
    BOOST_TEST(self_of(story, plan_carried_out) == "2.00");
    story.given({RoundLocked{cycle_2026, self_assessment, {office}, LockedBy::clock, lock.plus_us(one_day), {}}});
    BOOST_TEST(self_of(story, plan_carried_out) == "0.00");
}

BOOST_AUTO_TEST_CASE(leaves_what_the_clock_scored)
{
    Story story = under([](Regulation& r) { r.unsubmitted_at_lock = UnsubmittedAtLock::zero; });
    story.given({SystemScored{submission, pts("1"), 1, "late"}, locked});
    BOOST_TEST(self_of(story, submission) == "1.00");
}

BOOST_AUTO_TEST_CASE(is_judged_by_the_council_as_nothing)
{
    Story story = under([](Regulation& r) { r.unsubmitted_at_lock = UnsubmittedAtLock::zero; });
    story.given({scored(plan_carried_out, "2"), locked}).at(council_meets).as(appraiser);
    const DecideAppraisal agreeing{mine, plan_carried_out, appraisal_1, Decision::agree, pts("2"), {}, {}, false};
    story.when(agreeing).then_refused(RefusalCode::must_equal_self_score, plan_carried_out.value, "0.00");
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(a_published_round)

BOOST_AUTO_TEST_CASE(counts_with_what_the_council_gave)
{
    const Story story = given({scored(plan_carried_out, "2"), opinion(plan_carried_out, 1, Decision::disagree, "1"),
                               shown(1), scored(initiatives, "2")});
    BOOST_TEST((stage_reached(story.cycle()) == Stage::round_1));
    BOOST_TEST(self_of(story, plan_carried_out) == "2.00");
    BOOST_TEST(first_of(story, plan_carried_out) == "1.00");
    BOOST_TEST(second_of(story, plan_carried_out) == "1.00");
    const Standing all = standing_of(story);
    BOOST_TEST(all.self.text() == "4.00");
    BOOST_TEST(all.round_1.text() == "3.00");
}

BOOST_AUTO_TEST_CASE(counts_with_what_was_published_until_more_is) // AP-11, under a reopening
{
    Story story = given({scored(plan_carried_out, "2"), opinion(plan_carried_out, 1, Decision::disagree, "1"), shown(1),
                         opinion(plan_carried_out, 1, Decision::disagree, "0")});
    BOOST_TEST(first_of(story, plan_carried_out) == "1.00");
    story.given({shown(1), opinion(plan_carried_out, 2, Decision::disagree, "1"), shown(2),
                 opinion(plan_carried_out, 2, Decision::agree, "2")});
    BOOST_TEST(first_of(story, plan_carried_out) == "0.00");
    BOOST_TEST(second_of(story, plan_carried_out) == "1.00");
    story.given({shown(2)});
    BOOST_TEST(second_of(story, plan_carried_out) == "2.00");
}

BOOST_AUTO_TEST_CASE(leaves_the_self_score_where_it_said_nothing) // AP-20
{
    const Story story = given({scored(plan_carried_out, "2"), shown(1)});
    BOOST_TEST(first_of(story, plan_carried_out) == "2.00");
}

BOOST_AUTO_TEST_CASE(gives_nothing_where_it_said_nothing_when_the_regulation_says_zero)
{
    Story story = under([](Regulation& r) { r.undecided_at_lock = UndecidedAtLock::zero; });
    story.given({scored(plan_carried_out, "2"), SystemScored{submission, pts("2"), 0, "on_time"}, shown(1)});
    BOOST_TEST(first_of(story, plan_carried_out) == "0.00");
    BOOST_TEST(self_of(story, plan_carried_out) == "2.00");
    BOOST_TEST(first_of(story, submission) == "2.00"); // nobody appraises what the clock scored (AP-18)
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(the_second_round)

BOOST_AUTO_TEST_CASE(replaces_the_first_and_leaves_it_readable) // AP-8, ES-5
{
    const Story story = given({scored(plan_carried_out, "2"), opinion(plan_carried_out, 1, Decision::disagree, "0"),
                               shown(1), opinion(plan_carried_out, 2, Decision::disagree, "1"), shown(2)});
    BOOST_TEST((stage_reached(story.cycle()) == Stage::round_2));
    BOOST_TEST(first_of(story, plan_carried_out) == "0.00");
    BOOST_TEST(second_of(story, plan_carried_out) == "1.00");
}

BOOST_AUTO_TEST_CASE(lets_the_first_stand_where_it_says_nothing) // AP-10
{
    Story story = under([](Regulation& r) { r.undecided_at_lock = UndecidedAtLock::zero; });
    story.given({scored(plan_carried_out, "2"), opinion(plan_carried_out, 1, Decision::disagree, "1"), shown(1),
                 scored(initiatives, "2"), shown(2)});
    BOOST_TEST(second_of(story, plan_carried_out) == "1.00");
    BOOST_TEST(second_of(story, initiatives) == "0.00"); // undecided in the first round as well
}

BOOST_AUTO_TEST_CASE(never_counts_more_than_a_self_score_lowered_since_the_first) // AP-7
{
    const std::vector<Event> past{scored(plan_carried_out, "2"), opinion(plan_carried_out, 1, Decision::disagree, "1"),
                                  shown(1), scored(plan_carried_out, "0"), shown(2)};
    BOOST_TEST(second_of(given(past), plan_carried_out) == "0.00");
    Story generous = under([](Regulation& r) { r.may_exceed_self = true; });
    BOOST_TEST(second_of(generous.given(past), plan_carried_out) == "1.00");
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(what_does_not_apply) // SM-30

BOOST_AUTO_TEST_CASE(counts_for_nothing_while_it_is_only_claimed)
{
    const Story story = given({NotApplicableClaimed{online, "không phát sinh", {}}});
    BOOST_TEST(self_of(story, online) == "0.00");
    BOOST_TEST(standing_of(story).applicable_maximum.text() == "20.00");
}

BOOST_AUTO_TEST_CASE(leaves_the_maximum_under_drop)
{
    const Story story = given({NotApplicableClaimed{files_on_time, "không phát sinh", {}},
                               NotApplicableAccepted{files_on_time, ""}, shown(1)});
    BOOST_TEST(second_of(story, files_on_time) == "0.00");
    BOOST_TEST(standing_of(story).applicable_maximum.text() == "18.00");
}

BOOST_AUTO_TEST_CASE(keeps_the_maximum_and_earns_nothing_under_zero)
{
    const Story story =
        given({NotApplicableClaimed{papers, "không phát sinh", {}}, NotApplicableAccepted{papers, ""}, shown(1)});
    BOOST_TEST(second_of(story, papers) == "0.00");
    BOOST_TEST(standing_of(story).applicable_maximum.text() == "20.00");
}

BOOST_AUTO_TEST_CASE(earns_all_under_full_at_every_stage_whatever_the_undecided_count_with)
{
    Story story = under([](Regulation& r) { r.undecided_at_lock = UndecidedAtLock::zero; });
    story.given({NotApplicableClaimed{online, "không phát sinh", {}}, NotApplicableAccepted{online, ""}, shown(1)});
    BOOST_TEST(self_of(story, online) == "4.00");
    BOOST_TEST(first_of(story, online) == "4.00");
    BOOST_TEST(second_of(story, online) == "4.00");
}

BOOST_AUTO_TEST_CASE(counts_for_nothing_when_the_claim_is_refused)
{
    const Story story = given(
        {NotApplicableClaimed{online, "không phát sinh", {}}, NotApplicableRefused{online, "có phát sinh"}, shown(1)});
    BOOST_TEST(second_of(story, online) == "0.00");
    BOOST_TEST(standing_of(story).applicable_maximum.text() == "20.00");
}

BOOST_AUTO_TEST_SUITE_END()
