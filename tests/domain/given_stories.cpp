#include "domain/given.hpp"

#include "domain/result.hpp"
#include "tests/domain/giving.hpp"

#include <boost/test/unit_test.hpp>

using namespace cchc::domain;
using enum RefusalCode;

namespace {

const Source report{"Báo cáo điều tra xã hội học", "21/BC-PNV", day("2026-11-18")};

/// Of 1 to 5, these forms of citizens.
ImportSurveyPoints forms(std::int64_t valid, std::string_view sum)
{
    return {mine, satisfaction, {{"nguoi-dan", valid, pts(sum)}}, report};
}
GrantBonus bonus(std::int64_t ideas)
{
    return {mine, bonus_points, {{"sang-kien", ideas}}, "đã công nhận", report};
}
ImposePenalty penalty(std::int64_t cases)
{
    return {mine, penalty_points, {{"bao-chi", cases}}, "đã xác minh", report};
}
GrantPoints grant(std::string_view points)
{
    return {mine, watched, pts(points), {}, "theo dõi năm", {}};
}

} // namespace

BOOST_AUTO_TEST_SUITE(what_others_bring_in)

BOOST_AUTO_TEST_CASE(counts_at_every_stage_and_says_where_it_was_read) // AP-18, SW-5
{
    Story story = where_others_score();
    story.as(appraiser).at(council_meets).once(forms(10, "40"));
    BOOST_TEST(counted_on(story, satisfaction) == "3.00"); // three quarters of the way from 1 to 5, of 4 points
    BOOST_TEST(story.entry(satisfaction).given->source->document_number == "21/BC-PNV");
    BOOST_TEST(story.entry(satisfaction).given->on_behalf.value == home_affairs.value);
    BOOST_TEST(story.file().assessment.content == 0u); // not what the head approves
}

BOOST_AUTO_TEST_CASE(is_corrected_by_bringing_it_in_again_and_by_nothing_else) // SV-8: a new version
{
    Story story = where_others_score();
    story.as(appraiser).at(council_meets).once(forms(10, "40")).once(forms(12, "60"));
    BOOST_TEST(counted_on(story, satisfaction) == "4.00");
    BOOST_TEST(story.entry(satisfaction).version == 2u);
    story.when(forms(12, "60")).then_nothing_new();
    story.seeing_version(1).when(forms(9, "40")).then_refused(stale_version, satisfaction.value);
}

BOOST_AUTO_TEST_CASE(comes_from_the_agency_that_consolidates_it_and_from_no_one_else) // ACT-6, SE-11
{
    Story story = where_others_score();
    story.at(council_meets);
    for (const Person& other : {admin, officer, head, auditor})
        story.as(other).when(forms(10, "40")).then_refused(missing_right);
    story.as(office_appraiser).when(forms(10, "40")).then_refused(conflict_of_interest, office.value);
    ImportSurveyPoints elsewhere = forms(10, "40");
    elsewhere.assessment = theirs;
    story.when(elsewhere).then_refused(missing_right, satisfaction.value);
}

BOOST_AUTO_TEST_CASE(of_the_standing_department_comes_from_its_substitute) // ACT-22
{
    Story story = where_others_score();
    ImportSurveyPoints own = forms(10, "40");
    own.assessment = AssessmentId("2026-phong-noi-vu");
    story.at(council_meets).as(appraiser).when(own).then_refused(conflict_of_interest);
    story.as(office_appraiser).when(own).then_accepted();
}

BOOST_AUTO_TEST_CASE(must_be_what_the_criterion_is_scored_by) // CS-22
{
    Story story = where_others_score();
    story.as(appraiser).at(council_meets);
    ImportSurveyPoints at_home = forms(10, "40");
    at_home.criterion = plan_carried_out;
    story.when(at_home).then_refused(scored_otherwise, plan_carried_out.value);
    ImportResult index{mine, satisfaction, pts("80"), {}, report};
    story.when(index).then_refused(scored_otherwise, satisfaction.value);
    GrantPoints gift = grant("1");
    gift.criterion = bonus_points;
    story.when(gift).then_refused(scored_otherwise, bonus_points.value);
    GrantBonus as_bonus = bonus(1);
    as_bonus.criterion = penalty_points;
    story.when(as_bonus).then_refused(scored_otherwise, penalty_points.value);
    story.as(officer).at(working_day);
    story.when(EnterSelfScore{satisfaction, pts("4"), {}}).then_refused(not_scored_by_agency, satisfaction.value);
}

BOOST_AUTO_TEST_CASE(names_its_source)
{
    Story story = where_others_score();
    ImportSurveyPoints unread = forms(10, "40");
    unread.source = {};
    story.as(appraiser).at(council_meets).when(unread).then_refused(reason_required, satisfaction.value, "source");
    GrantPoints unsaid = grant("1");
    unsaid.reason.clear();
    story.when(unsaid).then_refused(reason_required, watched.value, "source");
}

BOOST_AUTO_TEST_CASE(is_awaited_until_it_is_there_but_a_bonus_never) // ES-11
{
    Story story = where_others_score();
    const auto awaited = [&](const Code& code) {
        const CriteriaSet& set = *story.file().assessment.set;
        return awaits_others(set[set.find(code.value)], story.entry(code));
    };
    BOOST_TEST(awaited(satisfaction));
    BOOST_TEST(awaited(watched));
    BOOST_TEST(!awaited(bonus_points));
    BOOST_TEST(!awaited(penalty_points));
    BOOST_TEST(!awaited(plan_carried_out));
    story.as(appraiser).at(council_meets).once(forms(10, "40"));
    BOOST_TEST(!awaited(satisfaction));
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(a_survey)

BOOST_AUTO_TEST_CASE(is_taken_while_its_round_is_open_where_one_is_planned) // SV-1, TL-3
{
    Story story = where_others_score([](Regulation& r) { plan_round(r, RoundKind::survey); });
    story.as(appraiser).at(council_meets).when(forms(10, "40")).then_refused(round_locked, "survey");
    story.as(admin).once(ScheduleRound{cycle_2026, {RoundId("survey"), council_meets, answering, answering}, ""});
    story.as(appraiser).at(council_meets.plus_us(one_hour)).once(forms(10, "40"));
    story.at(answering).when(forms(10, "50")).then_refused(deadline_passed, "survey");
    BOOST_TEST(counted_on(story, satisfaction) == "3.00");
}

BOOST_AUTO_TEST_CASE(with_too_few_forms_is_what_the_plan_says) // SV-13
{
    const auto few = [](BelowMinimum reading) {
        return where_others_score([=](Regulation& r) {
            r.surveys[0].minimum_valid_forms = 30;
            r.surveys[0].below_minimum = reading;
        });
    };
    Story withheld = few(BelowMinimum::withhold);
    withheld.as(appraiser).at(council_meets).when(forms(10, "40")).then_refused(facts_missing, "answers");
    Story counts = few(BelowMinimum::count);
    counts.as(appraiser).at(council_meets).once(forms(10, "40"));
    BOOST_TEST(counted_on(counts, satisfaction) == "3.00");
    Story zero = few(BelowMinimum::zero);
    zero.as(appraiser).at(council_meets).once(forms(10, "40"));
    BOOST_TEST(counted_on(zero, satisfaction) == "0.00");
    BOOST_TEST(standing_of(zero).applicable_maximum.text() == "24.00");
}

BOOST_AUTO_TEST_CASE(that_does_not_apply_leaves_the_maximum_where_the_policy_drops_it) // SV-13, SM-30
{
    Story story = where_others_score([](Regulation& r) {
        r.surveys[0].minimum_valid_forms = 30;
        r.surveys[0].below_minimum = BelowMinimum::not_applicable;
    });
    story.as(appraiser).at(council_meets).once(forms(10, "40"));
    BOOST_TEST(counted_on(story, satisfaction) == "0.00");
    BOOST_TEST(standing_of(story).applicable_maximum.text() == "20.00");
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(another_index)

BOOST_AUTO_TEST_CASE(gives_a_value_or_a_place_as_its_rule_reads_it) // SM-22
{
    Story story = where_others_score();
    story.as(appraiser).at(council_meets);
    story.when(ImportResult{mine, e_government, {}, 3, report}).then_refused(figures_invalid, "rank", "not_read");
    story.once(ImportResult{mine, e_government, pts("80"), {}, report});
    BOOST_TEST(counted_on(story, e_government) == "1.60");
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(points_granted)

BOOST_AUTO_TEST_CASE(are_given_by_the_appraising_agency_while_an_appraisal_is_open) // CS-15, SM-23
{
    Story story = where_others_score();
    story.as(appraiser).at(working_day).when(grant("1.5")).then_refused(round_locked, "appraisal_1");
    story.at(council_meets).when(grant("1.75")).then_refused(score_step_not_allowed, "given");
    story.once(grant("1.5"));
    BOOST_TEST(counted_on(story, watched) == "1.50");
    story.at(answering).when(grant("1")).then_refused(deadline_passed, "appraisal_1");
    story.at(council_meets_again).once(grant("1"));
    BOOST_TEST(counted_on(story, watched) == "1.00");
}

BOOST_AUTO_TEST_CASE(are_computed_where_the_rule_takes_figures_and_overridden_with_a_reason) // SM-34
{
    Story story = where_others_score();
    GrantPoints computed{mine, council_ratio, {}, ratio(9, 10), "", report};
    story.as(appraiser).at(council_meets).once(computed);
    BOOST_TEST(counted_on(story, council_ratio) == "1.00");
    computed.points = pts("0");
    story.when(computed).then_refused(reason_required, council_ratio.value, "reason");
    computed.reason = "số liệu chưa được đối chiếu";
    story.once(computed);
    BOOST_TEST(counted_on(story, council_ratio) == "0.00");
    computed.points = pts("0.7");
    story.when(computed).then_refused(score_step_not_allowed, council_ratio.value);
    computed.points = pts("3");
    story.when(computed).then_refused(score_out_of_range, council_ratio.value, "2.00");
    computed.points = {};
    computed.figures = {};
    story.when(computed).then_refused(facts_missing, "points");
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(bonus_and_penalty)

BOOST_AUTO_TEST_CASE(are_added_and_taken_off) // IX-3
{
    Story story = where_others_score();
    story.as(appraiser).at(council_meets).once(grant("2")).once(bonus(2)).once(penalty(1));
    BOOST_TEST(counted_on(story, bonus_points) == "1.00");
    BOOST_TEST(counted_on(story, penalty_points) == "0.50");
    BOOST_TEST(standing_of(story).final_points().text() == "2.50");
    BOOST_TEST(standing_of(story).applicable_maximum.text() == "24.00"); // neither is in the scale
}

BOOST_AUTO_TEST_CASE(are_taken_back_by_counting_none) // BP-5: the answer was right
{
    Story story = where_others_score();
    story.as(appraiser).at(council_meets).once(penalty(1));
    ImposePenalty lifted = penalty(0);
    lifted.counts.clear();
    story.once(lifted);
    BOOST_TEST(counted_on(story, penalty_points) == "0.00");
}

BOOST_AUTO_TEST_CASE(stay_outside_what_the_agency_submits)
{
    Story story = where_others_score();
    story.as(appraiser).at(council_meets).once(grant("2")).once(bonus(2));
    BOOST_TEST(self_total(story.file().assessment).text() == "0.00");
}

BOOST_AUTO_TEST_SUITE_END()
