// An amendment in mid-cycle is a migration (CS-29, CS-32): what stays, and what is done again.

#include "tests/domain/amendments.hpp"

#include <boost/test/unit_test.hpp>

using namespace cchc::domain;
using namespace cchc::domain::amendments;
using enum RefusalCode;

BOOST_AUTO_TEST_SUITE(an_amendment_in_mid_cycle)

BOOST_AUTO_TEST_CASE(carries_everything_over_where_only_words_changed)
{
    Story story = submitted();
    const std::uint32_t version = story.entry(plan_carried_out).version;
    issued(story, other_words)
        .when(amend())
        .then({CycleAmended{cycle_2026, 1, 2, AmendmentEffect::this_round, {}, "Quyết định 12/QĐ-UBND"}});
    BOOST_TEST(story.cycle().regulation_version == 2u);
    BOOST_TEST(score_of(story, plan_carried_out) == "1.00");
    BOOST_TEST(story.entry(plan_carried_out).version == version); // a page that is open may go on
    BOOST_TEST(!story.entry(plan_carried_out).amended.has_value());
    BOOST_TEST(!story.file().assessment.to_confirm());
    story.as(officer).when(EnterSelfScore{plan_carried_out, pts("2"), {}}).then_refused(assessment_submitted);
}

BOOST_AUTO_TEST_CASE(sets_a_score_aside_where_it_is_scored_otherwise)
{
    Story story = submitted();
    const std::uint32_t version = story.entry(plan_carried_out).version;
    const Points before = standing_of(story).self;
    issued(story, half_a_point_more)
        .when(amend())
        .then({CycleAmended{cycle_2026,
                            1,
                            2,
                            AmendmentEffect::this_round,
                            {{"chuyen-mon", plan_carried_out, {plan_carried_out}, Redo::score}},
                            "Quyết định 12/QĐ-UBND"}});
    const Entry& entry = story.entry(plan_carried_out);
    BOOST_TEST(score_of(story, plan_carried_out) == "none"); // never turned into other points
    BOOST_TEST((links(entry) == std::vector<std::string>{"tl-1"}));
    BOOST_TEST(entry.version == version + 1);
    BOOST_REQUIRE(entry.amended.has_value());
    BOOST_TEST((entry.amended->redo == Redo::score));
    BOOST_TEST(entry.amended->version == 2u);
    BOOST_REQUIRE(entry.amended->before.size() == 1u);
    BOOST_TEST(entry.amended->before[0].self.points->text() == "1.00");
    BOOST_TEST(standing_of(story).self.text() == (before - pts("1")).text());
    BOOST_TEST(standing_of(story).self.text() == added_up(story));
    // Everything else is as it was.
    BOOST_TEST(score_of(story, papers) == "3.00");
    BOOST_TEST(!story.entry(papers).amended.has_value());
}

BOOST_AUTO_TEST_CASE(opens_what_was_submitted_where_it_was_amended_and_nowhere_else)
{
    Story story = submitted();
    const auto by_the_clock = story.entry(submission).self;
    amended(story, half_a_point_more).at(working_day.plus_us(one_day)).as(officer);
    BOOST_TEST(story.file().assessment.submitted()); // it stays in
    BOOST_TEST(story.file().assessment.to_confirm());
    story.when(EnterSelfScore{papers, pts("2"), {}}).then_refused(assessment_submitted);
    story.as(head).when(submit).then_refused(score_missing, plan_carried_out.value);
    story.as(officer).once(EnterSelfScore{plan_carried_out, pts("1.5"), {}});
    story.when(WriteExplanation{plan_carried_out, "theo mức mới"}).then_accepted(); // until it is confirmed
    story.when(submit).then_refused(not_approved); // the head has not seen this content
    story.at(deadline.plus_us(one_day)).as(head).once(submit);
    BOOST_TEST(story.file().assessment.submissions.back().facts.number == 2u);
    BOOST_TEST(story.file().assessment.submissions.back().facts.days_late == 0); // it came in when it first did
    BOOST_TEST((story.entry(submission).self == by_the_clock));
    BOOST_TEST(!story.entry(plan_carried_out).amended.has_value());
    BOOST_TEST(!story.file().assessment.to_confirm());
    story.as(officer).when(EnterSelfScore{plan_carried_out, pts("2"), {}}).then_refused(assessment_submitted);
}

BOOST_AUTO_TEST_CASE(lets_in_again_whoever_is_locked_out_when_told_to)
{
    Story story = submitted();
    story.at(lock).once_the_clock_has_struck().at(council_meets);
    issued(story, half_a_point_more).when(amend()).then_refused(needs_reopening, office.value, "locked");
    AmendCycle no_end = amend(AmendmentEffect::reopen);
    no_end.until.reset();
    story.when(no_end).then_refused(reason_required, "until");
    no_end.until = council_meets;
    story.when(no_end).then_refused(deadline_not_later, "until");
    const Sequence at = story.last();
    story.when(amend(AmendmentEffect::reopen))
        .then({CycleAmended{cycle_2026,
                            1,
                            2,
                            AmendmentEffect::reopen,
                            {{"chuyen-mon", plan_carried_out, {plan_carried_out}, Redo::score}},
                            "Quyết định 12/QĐ-UBND"},
               RoundReopened{cycle_2026,
                             self_assessment,
                             let_in,
                             {office, justice, home_affairs},
                             {plan_carried_out},
                             until,
                             "Quyết định 12/QĐ-UBND",
                             "12/QĐ-UBND"}});
    BOOST_TEST(story.last() == at + 2);
    story.as(officer).when(EnterSelfScore{papers, pts("2"), {}}).then_refused(reopen_scope_exceeded);
    story.once(EnterSelfScore{plan_carried_out, pts("1.5"), {}}).as(head).once(submit);
    story.at(until).as(officer).when(EnterSelfScore{plan_carried_out, pts("2"), {}}).then_refused(deadline_passed);
}

BOOST_AUTO_TEST_CASE(lets_no_published_opinion_fall_unless_told_to)
{
    Story story = submitted();
    story.at(council_meets).once_the_clock_has_struck().as(appraiser);
    for (const Code& code : {plan_carried_out, initiatives})
        story.once(DecideAppraisal{mine, code, appraisal_1, Decision::disagree, pts("0"), "thiếu", {}, false});
    story.as(admin).once(PublishAppraisals{cycle_2026, appraisal_1, {}});
    // The self-assessment is open to nobody, so that is said first; then what was published.
    issued(story,
           [](std::vector<Node>& nodes) {
               std::erase_if(nodes, [](const Node& one) { return one.criterion.code == initiatives; });
           })
        .when(amend())
        .then_refused(needs_reopening, initiatives.value, "published");
    issued(story, half_a_point_more, 'c')
        .when(amend(AmendmentEffect::this_round, 3))
        .then_refused(needs_reopening, office.value, "locked");
    story.once(amend(AmendmentEffect::reopen, 3));
    BOOST_TEST(!story.item(plan_carried_out, 1).published.has_value());
    BOOST_TEST(!story.item(plan_carried_out, 1).anybody_decided());
    BOOST_TEST(story.item(plan_carried_out, 1).by(home_affairs).version == 2u);
    BOOST_TEST((story.item(initiatives, 1).published->points == pts("0"))); // it stands on what nobody has touched
    // The council is asked again under a reopening of its own, and publishes again.
    story.as(officer).once(EnterSelfScore{plan_carried_out, pts("1.5"), {}});
    story.at(round_1_ends)
        .once_the_clock_has_struck()
        .as(admin)
        .once(ReopenRound{cycle_2026,
                          appraisal_1,
                          GrantId("mo-2"),
                          {office},
                          {plan_carried_out},
                          round_1_ends.plus_us(one_day),
                          "sửa",
                          {}});
    story.as(appraiser).once(
        DecideAppraisal{mine, plan_carried_out, appraisal_1, Decision::agree, pts("1.5"), {}, {}, false});
    story.as(admin).once(PublishAppraisals{cycle_2026, appraisal_1, {}});
    BOOST_TEST(counted_on(story, plan_carried_out) == "1.50");
}

BOOST_AUTO_TEST_CASE(keeps_what_stands_on_a_criterion_under_its_new_code)
{
    Story story;
    story.once(EnterSelfScore{initiatives, pts("1"), {}}).once(EnterSelfScore{initiatives, pts("1.5"), {}});
    const Sequence act = story.last();
    story.once(AttachEvidence{initiatives, LinkId("tl-9"), file('d'), {}, {}, {}, {}});
    const std::uint32_t version = story.entry(initiatives).version;
    issued(story, renamed(initiatives, Code("I.4")));
    story.once(amend()).as(officer);
    BOOST_TEST(score_of(story, Code("I.4")) == "1.50");
    BOOST_TEST((links(story.entry(Code("I.4"))) == std::vector<std::string>{"tl-9"}));
    BOOST_TEST(story.entry(Code("I.4")).version == version + 1); // what was seen under another code is stale
    BOOST_TEST(!story.entry(Code("I.4")).amended.has_value());
    BOOST_TEST(standing_of(story).self.text() == added_up(story));
    story.when(EnterSelfScore{initiatives, pts("2"), {}}).then_refused(not_found, initiatives.value);
    story.when(UndoEdit{mine, act}).then({Compensated{act, 1}, SelfScoreEntered{Code("I.4"), pts("1"), {}, {}, {}}});
}

BOOST_AUTO_TEST_CASE(keeps_opinions_and_reopenings_under_the_new_code)
{
    Story story = submitted();
    story.at(council_meets).once_the_clock_has_struck().as(appraiser);
    story.once(DecideAppraisal{mine, initiatives, appraisal_1, Decision::disagree, pts("1"), "thiếu", {}, false});
    story.as(admin).once(
        ReopenRound{cycle_2026, self_assessment, GrantId("mo-1"), {office}, {initiatives}, until, "sai", {}});
    issued(story, renamed(initiatives, Code("I.4"))).once(amend());
    const Judgement& ours = story.item(Code("I.4"), 1).by(home_affairs);
    BOOST_REQUIRE(ours.decided.has_value());
    BOOST_TEST(ours.decided->criterion.value == "I.4");
    BOOST_TEST((ours.decided->points == pts("1")));
    BOOST_TEST(codes(story.cycle().reopenings.at(GrantId("mo-1")).facts.criteria) == "I.4");
    story.as(officer).when(EnterSelfScore{Code("I.4"), pts("2"), {}}).then_accepted();
}

BOOST_AUTO_TEST_CASE(ends_a_reopening_of_nothing_but_what_was_dropped)
{
    Story story = submitted();
    story.at(council_meets).once_the_clock_has_struck().as(admin);
    story.once(ReopenRound{cycle_2026, self_assessment, GrantId("mo-1"), {office}, {initiatives}, until, "sai", {}});
    amended(story, [](std::vector<Node>& nodes) {
        std::erase_if(nodes, [](const Node& one) { return one.criterion.code == initiatives; });
    });
    BOOST_TEST(story.cycle().reopenings.at(GrantId("mo-1")).ended); // an empty list would open everything
    story.as(officer).when(EnterSelfScore{papers, pts("2"), {}}).then_refused(deadline_passed);
}

BOOST_AUTO_TEST_CASE(merges_papers_and_words_and_asks_for_one_score)
{
    Story story = submitted();
    amended(story, [](std::vector<Node>& nodes) {
        std::erase_if(nodes, [](const Node& one) { return one.criterion.code == plan_in_time; });
        node(nodes, files_on_time).criterion.previous_codes = {files_on_time, plan_in_time};
    });
    const Entry& merged = story.entry(files_on_time);
    BOOST_TEST(score_of(story, files_on_time) == "none");
    BOOST_TEST(merged.explanation == "96 trên 100\nban hành ngày 21/01");
    BOOST_TEST((links(merged) == std::vector<std::string>{"tl-2"}));
    BOOST_REQUIRE(merged.amended->before.size() == 2u);
    BOOST_TEST(merged.amended->before[0].criterion.value == files_on_time.value);
    BOOST_TEST(merged.amended->before[1].self.points->text() == "0.50");
    BOOST_TEST(standing_of(story).self.text() == added_up(story));
}

BOOST_AUTO_TEST_CASE(gives_each_half_of_what_was_split_the_papers_of_the_whole)
{
    Story story = submitted();
    amended(story, [](std::vector<Node>& nodes) {
        Criterion half = node(nodes, papers).criterion;
        node(nodes, papers).criterion.previous_codes = {papers};
        half.code = Code("I.4");
        half.previous_codes = {papers};
        nodes.push_back({half, area_one});
    });
    for (const Code& half : {papers, Code("I.4")}) {
        BOOST_TEST(score_of(story, half) == "none");
        BOOST_TEST((links(story.entry(half)) == std::vector<std::string>{"tl-4"}));
        BOOST_TEST(story.entry(half).amended->before[0].self.points->text() == "3.00");
    }
    BOOST_TEST(standing_of(story).self.text() == added_up(story));
}

BOOST_AUTO_TEST_CASE(asks_everyone_for_what_was_added_and_forgets_what_was_dropped)
{
    Story story = submitted();
    amended(story, [](std::vector<Node>& nodes) {
        Criterion added = node(nodes, plan_carried_out).criterion;
        added.code = Code("I.4");
        nodes.push_back({added, area_one});
        std::erase_if(nodes, [](const Node& one) { return one.criterion.code == initiatives; });
    });
    BOOST_TEST((story.entry(Code("I.4")).amended->redo == Redo::score));
    BOOST_TEST(story.entry(Code("I.4")).amended->before.empty());
    BOOST_TEST(story.file().assessment.set->find(initiatives.value) == no_criterion);
    BOOST_TEST(standing_of(story).self.text() == added_up(story));
    story.as(head).when(submit).then_refused(score_missing, "I.4");
}

BOOST_AUTO_TEST_CASE(asks_for_what_is_owed_now_only_where_it_is_owed)
{
    Story story = submitted();
    story.about(justice).as(justice_officer).given(a_finished_draft());
    story.once(WriteExplanation{plan_carried_out, "đủ cả hai"})
        .as(justice_head)
        .once(SubmitAssessment{theirs, {"Lãnh đạo"}});
    amended(story, more_is_owed);
    const Entry& ours = story.entry(plan_carried_out);
    BOOST_TEST(score_of(story, plan_carried_out) == "1.00"); // it stands
    BOOST_TEST((ours.amended->redo == Redo::check));
    BOOST_TEST(story.file().assessment.to_confirm());
    BOOST_TEST(!story.entry(plan_carried_out, theirs).amended.has_value()); // they gave both
    BOOST_TEST(!story.file(theirs).assessment.to_confirm());
    story.about(office).as(head).when(submit).then_refused(evidence_or_explanation_required, plan_carried_out.value);
    story.as(officer).once(WriteExplanation{plan_carried_out, "bổ sung"}).as(head).when(submit).then_accepted();
}

BOOST_AUTO_TEST_CASE(has_others_give_again_what_is_scored_otherwise)
{
    Story story = where_others_score([](Regulation& r) { hard_deadline(r); });
    const Source source{"Báo cáo", "5/BC", {}};
    story.as(appraiser).at(council_meets).once_the_clock_has_struck();
    const ImportSurveyPoints survey{mine, satisfaction, {{"nguoi-dan", 10, pts("40")}}, source};
    story.once(survey);
    for (const char* leader : {"chu-tich", "pct-1"}) story.once(CastBallot{mine, esteem, leader, pts("3"), {}, source});
    issued(story, [](std::vector<Node>& nodes) {
        node(nodes, satisfaction).criterion.maximum = pts("2");
        node(nodes, esteem).criterion.maximum = pts("3");
    });
    const auto foreseen = preview(story.world(), amend(), {admin.actor, admin.hat, council_meets, {}});
    BOOST_REQUIRE(foreseen.has_value()); // no agency has anything to do, so no door need be opened
    BOOST_TEST(codes(foreseen->agencies[0].given_again) == satisfaction.value);
    BOOST_TEST(!foreseen->agencies[0].is_affected());
    story.once(amend());
    BOOST_TEST(!story.entry(satisfaction).given.has_value());
    BOOST_TEST(story.entry(satisfaction).amended->before[0].given->points.text() == "3.00");
    BOOST_TEST(awaits_others((*story.file().assessment.set)[story.file().assessment.set->find(satisfaction.value)],
                             story.entry(satisfaction)));
    BOOST_TEST(story.file().ballots.cast.empty()); // sealed, and of another scale
    story.as(appraiser).once(survey);
    BOOST_TEST(counted_on(story, satisfaction) == "1.50");
    BOOST_TEST(!story.entry(satisfaction).amended.has_value());
}

BOOST_AUTO_TEST_CASE(has_the_clock_score_again_what_is_its_own)
{
    const Edit late_is_worth_more = [](std::vector<Node>& nodes) {
        node(nodes, submission).criterion.levels = levels({"2", "1.5", "0.5"});
    };
    Story story;
    story.given(a_finished_draft()).at(deadline).as(head).once(submit); // a day late
    BOOST_TEST(score_of(story, submission) == "1.00");
    story.at(lock).once_the_clock_has_struck();
    const AssessmentId third("2026-phong-noi-vu");
    BOOST_TEST(story.entry(submission, third).self.points->text() == "0.00"); // never came
    issued(story, late_is_worth_more).once(amend());
    BOOST_TEST(score_of(story, submission) == "1.50");
    BOOST_TEST(story.entry(submission).self.reason == "late");
    BOOST_TEST(story.entry(submission, third).self.points->text() == "0.50");
    BOOST_TEST(!story.entry(submission).amended.has_value()); // nobody is asked
    BOOST_TEST(!story.file().assessment.to_confirm());
}

BOOST_AUTO_TEST_CASE(leaves_what_was_not_submitted_yet_to_its_officer)
{
    Story story = given({scored(plan_carried_out, "1", 1)});
    story.once(WriteExplanation{plan_carried_out, "vì"});
    amended(story, half_a_point_more).as(officer);
    BOOST_TEST(!story.file().assessment.to_confirm());
    BOOST_TEST(story.entry(plan_carried_out).explanation == "vì");
    story.when(EnterSelfScore{papers, pts("2"), {}}).then_accepted();
    story.when(EnterSelfScore{plan_carried_out, pts("1"), {}}).then_refused(score_step_not_allowed);
    story.when(EnterSelfScore{plan_carried_out, pts("1.5"), {}}).then_accepted();
}

BOOST_AUTO_TEST_CASE(cannot_be_undone_into_what_it_set_aside)
{
    Story story;
    story.once(EnterSelfScore{plan_carried_out, pts("1"), {}}).once(EnterSelfScore{papers, pts("1"), {}});
    const Sequence act = story.last() - 1;
    amended(story, half_a_point_more).as(officer);
    story.when(UndoEdit{mine, act}).then_refused(cannot_undo);
    story.when(UndoEdit{mine, act + 1}).then({Compensated{act + 1, 1}, SelfScoreCleared{papers, {}}});
}

BOOST_AUTO_TEST_CASE(remembers_what_a_first_amendment_set_aside_until_it_is_scored)
{
    Story story = submitted();
    amended(story, half_a_point_more);
    issued(
        story, [](std::vector<Node>& nodes) { node(nodes, plan_carried_out).criterion.levels[1].points = pts("0.5"); },
        'c')
        .once(amend(AmendmentEffect::this_round, 3));
    BOOST_TEST(story.entry(plan_carried_out).amended->version == 3u);
    BOOST_TEST(story.entry(plan_carried_out).amended->before[0].self.points->text() == "1.00");
}

BOOST_AUTO_TEST_CASE(may_pass_over_a_version)
{
    Story story = submitted();
    issued(story, renamed(initiatives, Code("I.4")), 'b');
    Regulation third = revised(*story.world().regulation(rule, 2), [](std::vector<Node>& nodes) {
        node(nodes, Code("I.4")).criterion.previous_codes = {Code("I.4")};
        node(nodes, Code("I.4")).criterion.code = Code("I.5");
    });
    issued(story, third, 'c').once(amend(AmendmentEffect::this_round, 3));
    BOOST_TEST(score_of(story, Code("I.5")) == "1.50");
}

BOOST_AUTO_TEST_SUITE_END()
