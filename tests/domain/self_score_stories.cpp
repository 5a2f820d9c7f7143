#include "tests/domain/scoring.hpp"
#include "tests/domain/story.hpp"

#include <boost/test/unit_test.hpp>

using namespace cchc::domain;
using enum RefusalCode;

namespace {

EnterSelfScore enter(const Code& code, std::string_view points, std::string reason = {})
{
    return {code, pts(points), std::move(reason)};
}
Event entered(const Code& code, std::string_view points, std::optional<std::uint32_t> level, std::string reason = {})
{
    return SelfScoreEntered{code, pts(points), level, std::move(reason), {}};
}
Event declared(const Code& code, Figures figures, std::string_view points, std::optional<std::uint32_t> level)
{
    return FiguresDeclared{code, std::move(figures), pts(points), level, {}};
}

} // namespace

BOOST_AUTO_TEST_SUITE(when_an_agency_scores_itself)

BOOST_AUTO_TEST_CASE(the_score_and_the_one_level_that_earns_it_are_kept)
{
    given({}).when(enter(plan_carried_out, "1")).then({entered(plan_carried_out, "1", 1)});
}

BOOST_AUTO_TEST_CASE(the_last_score_before_the_lock_counts)
{
    Story story = given({entered(plan_carried_out, "2", 0)});
    story.at(lock.plus_us(-one_us)).when(enter(plan_carried_out, "1")).then({entered(plan_carried_out, "1", 1)});
    BOOST_TEST(story.entry(plan_carried_out).self.points->text() == "1.00");
}

BOOST_AUTO_TEST_CASE(asking_for_the_score_that_already_stands_leaves_no_event)
{
    given({entered(plan_carried_out, "1", 1)}).when(enter(plan_carried_out, "1")).then_nothing_new();
}

BOOST_AUTO_TEST_CASE(a_cleared_score_is_no_zero)
{
    Story story = given({entered(plan_carried_out, "1", 1)});
    story.when(ClearSelfScore{plan_carried_out}).then({SelfScoreCleared{plan_carried_out, {}}});
    BOOST_TEST(!story.entry(plan_carried_out).self.points);
    story.when(ClearSelfScore{plan_carried_out}).then_nothing_new();
    story.when(enter(plan_carried_out, "0")).then({entered(plan_carried_out, "0", 2)});
}

BOOST_AUTO_TEST_CASE(every_accepted_change_is_the_entrys_next_version_and_refused_ones_are_not)
{
    Story story;
    BOOST_TEST(story.entry(plan_carried_out).version == 0);
    story.once(enter(plan_carried_out, "1"));
    story.once(WriteExplanation{plan_carried_out, "theo báo cáo"});
    BOOST_TEST(story.entry(plan_carried_out).version == 2);
    story.when(enter(plan_carried_out, "3")).then_refused(score_out_of_range);
    BOOST_TEST(story.entry(plan_carried_out).version == 2);
}

BOOST_AUTO_TEST_CASE(whoever_looked_at_an_older_version_is_told_the_one_in_force)
{
    Story story = given({entered(plan_carried_out, "2", 0)});
    story.seeing_version(0).when(enter(plan_carried_out, "1")).then_refused(stale_version, plan_carried_out.value);
    BOOST_TEST(story.refusal().current == 1);
    story.seeing_version(1).when(enter(plan_carried_out, "1")).then_accepted();
}

BOOST_AUTO_TEST_CASE(two_officers_of_one_agency_work_on_one_file)
{
    Story story;
    story.as(officer).once(enter(plan_carried_out, "2"));
    story.as(colleague).when(enter(plan_carried_out, "1")).then({entered(plan_carried_out, "1", 1)});
    story.as(head).when(enter(plan_carried_out, "2")).then_accepted();
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(a_self_score_is_refused)

BOOST_AUTO_TEST_CASE(above_the_maximum_and_below_zero)
{
    given({}).when(enter(plan_carried_out, "2.01")).then_refused(score_out_of_range, plan_carried_out.value, "2.00");
    given({}).when(enter(plan_carried_out, "-0.5")).then_refused(score_out_of_range, plan_carried_out.value, "2.00");
}

BOOST_AUTO_TEST_CASE(between_two_levels) // SM-33
{
    given({}).when(enter(plan_carried_out, "1.5")).then_refused(score_step_not_allowed, plan_carried_out.value);
}

BOOST_AUTO_TEST_CASE(where_a_survey_scores) // CS-16
{
    given({}).when(enter(satisfaction, "4")).then_refused(not_scored_by_agency, satisfaction.value);
}

// CS-18, CS-19, CS-22; a regulation where the council or an appraising agency scores by itself is not issued yet.
BOOST_AUTO_TEST_CASE(where_another_body_scores)
{
    for (const ScoredBy other : {ScoredBy::leaders, ScoredBy::import}) {
        Story story = under([&](Regulation& r) {
            CriteriaSet changed;
            changed.id = r.criteria_sets[0].id;
            changed.maximum = pts("4");
            Criterion one = r.criteria_sets[0][r.criteria_sets[0].find(plan_carried_out.value)];
            one.scored_by = other;
            changed.add(one, {});
            r.criteria_sets[0] = changed;
        });
        story.when(enter(plan_carried_out, "2")).then_refused(not_scored_by_agency, plan_carried_out.value);
        story.when(WriteExplanation{plan_carried_out, "vì"}).then_refused(not_scored_by_agency);
        story.when(ClaimNotApplicable{plan_carried_out, "vì"}).then_refused(not_scored_by_agency);
    }
}

BOOST_AUTO_TEST_CASE(where_the_clock_scores) // CS-21
{
    given({}).when(enter(submission, "2")).then_refused(not_scored_by_agency, submission.value);
}

BOOST_AUTO_TEST_CASE(on_a_parent_which_is_the_sum_of_its_children) // SM-15
{
    given({}).when(enter(area_one, "1")).then_refused(not_scored_by_agency, area_one.value);
}

BOOST_AUTO_TEST_CASE(on_a_criterion_the_set_does_not_have)
{
    given({}).when(enter(nowhere, "1")).then_refused(not_found, nowhere.value);
}

BOOST_AUTO_TEST_CASE(with_a_reason_longer_than_its_limit)
{
    given({}).when(enter(plan_carried_out, "1", std::string(longest_reason + 1, 'a'))).then_refused(too_long, "reason");
    given({}).when(enter(plan_carried_out, "1", std::string(longest_reason, 'a'))).then_accepted();
}

BOOST_AUTO_TEST_CASE(before_the_round_opens)
{
    given({}).at(opening.plus_us(-one_us)).when(enter(plan_carried_out, "1")).then_refused(round_locked);
    given({}).at(opening).when(enter(plan_carried_out, "1")).then_accepted();
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(declared_figures)

BOOST_AUTO_TEST_CASE(compute_the_level) // SM-34
{
    given({})
        .when(DeclareFigures{files_on_time, ratio(96, 100)})
        .then({declared(files_on_time, ratio(96, 100), "1", 1)});
    given({})
        .when(DeclareFigures{plan_in_time, dated("2026-01-21")})
        .then({declared(plan_in_time, dated("2026-01-21"), "0.5", 1)});
    given({})
        .when(DeclareFigures{papers, ticked({"plan", "minutes"}, {})})
        .then({declared(papers, ticked({"plan", "minutes"}, {}), "2", {})});
    given({}).when(DeclareFigures{online, ratio(1, 3)}).then({declared(online, ratio(1, 3), "1.3333", {})});
}

BOOST_AUTO_TEST_CASE(already_declared_leave_no_event)
{
    given({declared(files_on_time, ratio(96, 100), "1", 1)})
        .when(DeclareFigures{files_on_time, ratio(96, 100)})
        .then_nothing_new();
}

BOOST_AUTO_TEST_CASE(of_nothing_out_of_nothing_are_neither_all_nor_none) // SM-29
{
    given({}).when(DeclareFigures{files_on_time, ratio(0, 0)}).then_refused(ratio_of_nothing);
}

BOOST_AUTO_TEST_CASE(that_do_not_fit_the_rule_are_refused_by_name)
{
    given({}).when(DeclareFigures{files_on_time, ratio(5, 4)}).then_refused(figures_invalid);
    given({}).when(DeclareFigures{files_on_time, dated("2026-01-21")}).then_refused(figures_invalid);
    given({}).when(DeclareFigures{plan_carried_out, ratio(1, 2)}).then_refused(figures_invalid);
}

BOOST_AUTO_TEST_CASE(are_refused_where_the_agency_does_not_score)
{
    given({}).when(DeclareFigures{submission, ratio(1, 2)}).then_refused(not_scored_by_agency, submission.value);
}

BOOST_AUTO_TEST_CASE(are_overridden_only_with_a_reason) // SM-34
{
    Story story = given({declared(files_on_time, ratio(96, 100), "1", 1)});
    story.when(enter(files_on_time, "2")).then_refused(reason_required, files_on_time.value, "reason");
    story.when(enter(files_on_time, "2", "4 hồ sơ do bưu điện")).then_accepted();
    BOOST_TEST((story.entry(files_on_time).self.basis == Basis::override_));
    BOOST_TEST((story.entry(files_on_time).self.figures == ratio(96, 100)));
    story.when(enter(files_on_time, "2", "4 hồ sơ do bưu điện")).then_nothing_new();
}

BOOST_AUTO_TEST_CASE(agreed_with_by_hand_take_the_override_back)
{
    given({declared(files_on_time, ratio(96, 100), "1", 1), entered(files_on_time, "2", 0, "vì")})
        .when(enter(files_on_time, "1"))
        .then({declared(files_on_time, ratio(96, 100), "1", 1)});
}

BOOST_AUTO_TEST_CASE(agreed_with_by_hand_change_nothing_when_they_already_count)
{
    given({declared(files_on_time, ratio(96, 100), "1", 1)}).when(enter(files_on_time, "1")).then_nothing_new();
}

BOOST_AUTO_TEST_CASE(replace_a_score_picked_by_hand_without_asking_why)
{
    Story story = given({entered(files_on_time, "0", 2)});
    story.when(DeclareFigures{files_on_time, ratio(100, 100)}).then_accepted();
    BOOST_TEST(story.entry(files_on_time).self.points->text() == "2.00");
    BOOST_TEST((story.entry(files_on_time).self.basis == Basis::figures));
}

BOOST_AUTO_TEST_CASE(go_with_the_score_when_it_is_cleared)
{
    Story story = given({declared(files_on_time, ratio(96, 100), "1", 1)});
    story.once(ClearSelfScore{files_on_time});
    BOOST_TEST(!story.entry(files_on_time).self.figures);
    story.when(enter(files_on_time, "2")).then({entered(files_on_time, "2", 0)});
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(an_explanation)

BOOST_AUTO_TEST_CASE(is_kept_word_for_word_and_once)
{
    Story story;
    story.when(WriteExplanation{plan_carried_out, "Đã thực hiện 12/12 nhiệm vụ"})
        .then({ExplanationWritten{plan_carried_out, "Đã thực hiện 12/12 nhiệm vụ", {}}});
    story.when(WriteExplanation{plan_carried_out, "Đã thực hiện 12/12 nhiệm vụ"}).then_nothing_new();
}

BOOST_AUTO_TEST_CASE(is_taken_back_by_an_empty_one)
{
    Story story = given({ExplanationWritten{plan_carried_out, "nháp", {}}});
    story.when(WriteExplanation{plan_carried_out, ""}).then({ExplanationWritten{plan_carried_out, "", {}}});
    BOOST_TEST(story.entry(plan_carried_out).explanation.empty());
}

BOOST_AUTO_TEST_CASE(has_a_limit)
{
    given({})
        .when(WriteExplanation{plan_carried_out, std::string(longest_explanation + 1, 'a')})
        .then_refused(too_long, "text");
    given({}).when(WriteExplanation{plan_carried_out, std::string(longest_explanation, 'a')}).then_accepted();
}

BOOST_AUTO_TEST_SUITE_END()
