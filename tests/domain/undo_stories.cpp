#include "domain/command_form.hpp"

#include "tests/domain/scoring.hpp"
#include "tests/domain/story.hpp"

#include <boost/test/unit_test.hpp>

using namespace cchc::domain;
using enum RefusalCode;

namespace {

EnterSelfScore enter(std::string_view points, const Code& code = plan_carried_out, std::string reason = {})
{
    return {code, pts(points), std::move(reason)};
}
SelfScoreEntered entered(std::string_view points, std::optional<std::uint32_t> level,
                         const Code& code = plan_carried_out, std::string reason = {})
{
    return {code, pts(points), level, std::move(reason), {}};
}
AttachEvidence attach(std::string_view link, char document = 'b')
{
    return {plan_carried_out, LinkId(link), file(document), {}, {}, {}, {}};
}
UndoEdit undo(Sequence undone)
{
    return {mine, undone};
}
/// The council asked about the plan and published: the office may answer.
Story answering_the_council()
{
    Story story = given({SelfScoreEntered{plan_carried_out, pts("2"), 0, {}, {}}});
    story.at(council_meets).once_the_clock_has_struck().as(appraiser);
    story.once(DecideAppraisal{
        mine, plan_carried_out, appraisal_1, Decision::request_supplement, pts("0"), {}, "bản ký", false});
    story.as(admin).once(PublishAppraisals{cycle_2026, appraisal_1});
    story.as(officer).at(answering).once_the_clock_has_struck();
    return story;
}
Refusal::Item at(const Story& story, std::size_t index)
{
    return story.refusal().items.at(index);
}

} // namespace

BOOST_AUTO_TEST_SUITE(an_undo)

BOOST_AUTO_TEST_CASE(puts_the_score_before_back)
{
    Story story;
    story.once(enter("2")).once(enter("1"));
    const Sequence act = story.last();
    story.when(undo(act)).then({Compensated{act, 1}, entered("2", 0)});
}

BOOST_AUTO_TEST_CASE(of_a_first_score_leaves_none)
{
    Story story;
    story.once(enter("2"));
    story.when(undo(story.last())).then({Compensated{story.last() - 2, 1}, SelfScoreCleared{plan_carried_out, {}}});
}

BOOST_AUTO_TEST_CASE(is_undone_in_its_turn)
{
    Story story;
    story.once(enter("2")).once(enter("1")).once(undo(story.last()));
    BOOST_TEST(story.entry(plan_carried_out).self.points->text() == "2.00");
    story.once(undo(story.last() - 1)); // the Compensated event: redo
    BOOST_TEST(story.entry(plan_carried_out).self.points->text() == "1.00");
    story.once(undo(story.last() - 1));
    BOOST_TEST(story.entry(plan_carried_out).self.points->text() == "2.00");
}

BOOST_AUTO_TEST_CASE(of_one_act_happens_once)
{
    Story story;
    story.once(enter("2")).once(enter("1"));
    const Sequence act = story.last();
    story.once(undo(act)).when(undo(act)).then_refused(cannot_undo, plan_carried_out.value, "changed_since");
}

BOOST_AUTO_TEST_CASE(of_declared_figures_brings_the_picked_level_back_and_the_other_way_round) // SM-34
{
    Story story;
    story.once(enter("0", files_on_time)).once(DeclareFigures{files_on_time, ratio(96, 100)});
    story.once(undo(story.last()));
    BOOST_TEST((story.entry(files_on_time).self == SelfScore{pts("0"), 2, Basis::level, {}, {}}));
    story.once(undo(story.last() - 1));
    BOOST_TEST((story.entry(files_on_time).self == SelfScore{pts("1"), 1, Basis::figures, ratio(96, 100), {}}));
}

BOOST_AUTO_TEST_CASE(of_a_clearing_brings_an_override_back_with_its_figures_and_its_reason)
{
    Story story;
    story.once(DeclareFigures{files_on_time, ratio(96, 100)}).once(enter("2", files_on_time, "do bưu điện"));
    const SelfScore before = story.entry(files_on_time).self;
    story.once(ClearSelfScore{files_on_time}).once(undo(story.last()));
    BOOST_TEST((story.entry(files_on_time).self == before));
    story.once(undo(story.last() - 2)); // two events put it back
    BOOST_TEST(!story.entry(files_on_time).self.points);
}

BOOST_AUTO_TEST_CASE(of_figures_brings_a_plain_score_back_and_its_reason_makes_it_no_override)
{
    Story story;
    story.once(enter("0", files_on_time, "chưa có số liệu"));
    const SelfScore before = story.entry(files_on_time).self;
    story.once(DeclareFigures{files_on_time, ratio(96, 100)}).once(undo(story.last()));
    BOOST_TEST((story.entry(files_on_time).self == before));
}

BOOST_AUTO_TEST_CASE(of_an_explanation_brings_the_earlier_words_back)
{
    Story story;
    story.once(WriteExplanation{plan_carried_out, "một"}).once(WriteExplanation{plan_carried_out, "hai"});
    story.when(undo(story.last()))
        .then({Compensated{story.last() - 2, 1}, ExplanationWritten{plan_carried_out, "một", {}}});
}

BOOST_AUTO_TEST_CASE(of_an_attachment_detaches_and_of_a_detachment_attaches)
{
    Story story;
    story.once(attach("tl-1"));
    const Sequence attaching = story.last();
    story.once(DetachEvidence{plan_carried_out, LinkId("tl-1")});
    const Sequence detaching = story.last();
    story.when(undo(attaching)).then_refused(cannot_undo, plan_carried_out.value, "changed_since");
    story.once(undo(detaching));
    BOOST_TEST(story.entry(plan_carried_out).has_evidence());
    story.when(undo(detaching)).then_refused(cannot_undo, plan_carried_out.value, "changed_since");
    story.once(undo(story.last() - 1));
    BOOST_TEST(!story.entry(plan_carried_out).has_evidence());
}

BOOST_AUTO_TEST_CASE(of_a_claim_brings_the_displaced_score_back_and_the_other_way_round)
{
    Story story;
    story.once(DeclareFigures{files_on_time, ratio(96, 100)}).once(enter("2", files_on_time, "do bưu điện"));
    const SelfScore before = story.entry(files_on_time).self;
    story.once(ClaimNotApplicable{files_on_time, "không có hồ sơ"}).once(undo(story.last()));
    BOOST_TEST((story.entry(files_on_time).na == NaState::none));
    BOOST_TEST((story.entry(files_on_time).self == before));
    story.once(undo(story.last() - 3)); // the Compensated event: redo
    BOOST_TEST((story.entry(files_on_time).na == NaState::claimed));
    BOOST_TEST(story.entry(files_on_time).na_ground == "không có hồ sơ");
}

BOOST_AUTO_TEST_CASE(of_a_withdrawn_claim_makes_it_again)
{
    Story story = given({NotApplicableClaimed{online, "không có", {}}});
    story.once(WithdrawNotApplicable{online});
    const Sequence act = story.last();
    story.when(undo(act)).then({Compensated{act, 1}, NotApplicableClaimed{online, "không có", {}}});
    story.once(undo(story.last() - 1)).once(enter("1", online));
    story.when(undo(act)).then_refused(cannot_undo, online.value, "changed_since");
}

BOOST_AUTO_TEST_CASE(of_a_supplement_brings_the_earlier_words_back_and_the_first_ones_away) // SA-11
{
    Story story = answering_the_council();
    story.once(ProvideSupplement{plan_carried_out, "một"});
    const Sequence first = story.last();
    story.once(ProvideSupplement{plan_carried_out, "hai"});
    const Sequence second = story.last();
    story.when(undo(first)).then_refused(cannot_undo, plan_carried_out.value, "changed_since");
    story.when(undo(second)).then({Compensated{second, 1}, SupplementProvided{plan_carried_out, "một", {}}});
    story.once(undo(story.last() - 1)); // redo
    BOOST_TEST(story.entry(plan_carried_out).supplement == "hai");

    Story once = answering_the_council();
    once.once(ProvideSupplement{plan_carried_out, "một"});
    once.when(undo(once.last())).then({Compensated{once.last() - 2, 1}, SupplementProvided{plan_carried_out, "", {}}});
}

BOOST_AUTO_TEST_CASE(of_a_supplement_waits_for_no_reopened_self_assessment_and_ends_with_its_round)
{
    Story story = answering_the_council();
    story.once(ProvideSupplement{plan_carried_out, "một"});
    const Sequence act = story.last();
    story.as(admin).once(ReopenRound{
        cycle_2026, self_assessment, GrantId("mo-1"), {office}, {}, supplement_ends.plus_us(one_day), "sai", "3/QĐ"});
    story.as(officer).at(supplement_ends).when(undo(act)).then_refused(deadline_passed, supplement.value);
    story.at(supplement_ends.plus_us(-one_us)).when(undo(act)).then_accepted();
    BOOST_TEST((std::get<SupplementProvided>(std::get<AssessmentEvent>(story.past().back().event)).reopening.empty()));
}

BOOST_AUTO_TEST_CASE(of_a_claim_is_refused_once_the_council_has_ruled)
{
    Story story;
    story.once(ClaimNotApplicable{online, "không có"});
    const Sequence act = story.last();
    story.as(appraiser).given({NotApplicableAccepted{online, ""}});
    story.as(officer).when(undo(act)).then_refused(cannot_undo, online.value, "changed_since");
}

BOOST_AUTO_TEST_CASE(does_not_mind_what_happened_to_other_parts_of_the_entry)
{
    Story story;
    story.once(enter("2"));
    const Sequence act = story.last();
    story.as(colleague).once(WriteExplanation{plan_carried_out, "vì"}).once(attach("tl-1"));
    story.as(officer).when(undo(act)).then_accepted();
    BOOST_TEST(story.entry(plan_carried_out).explanation == "vì");
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(an_undo_is_refused)

BOOST_AUTO_TEST_CASE(when_someone_changed_it_since)
{
    Story story;
    story.once(enter("2"));
    const Sequence act = story.last();
    story.as(colleague).once(enter("1"));
    story.as(officer).when(undo(act)).then_refused(cannot_undo, plan_carried_out.value, "changed_since");
    BOOST_TEST(story.entry(plan_carried_out).self.points->text() == "1.00");
}

BOOST_AUTO_TEST_CASE(when_figures_were_declared_since)
{
    Story story;
    story.once(enter("0", files_on_time));
    const Sequence act = story.last();
    story.once(DeclareFigures{files_on_time, ratio(96, 100)});
    story.when(undo(act)).then_refused(cannot_undo, files_on_time.value, "changed_since");
}

BOOST_AUTO_TEST_CASE(when_a_colleague_detached_it_since)
{
    Story story;
    story.once(attach("tl-1"));
    const Sequence act = story.last();
    story.as(colleague).once(DetachEvidence{plan_carried_out, LinkId("tl-1")});
    story.as(officer).when(undo(act)).then_refused(cannot_undo, plan_carried_out.value, "changed_since");
}

BOOST_AUTO_TEST_CASE(when_a_claim_took_the_scores_place)
{
    Story story;
    story.once(enter("2"));
    const Sequence act = story.last();
    story.once(ClaimNotApplicable{plan_carried_out, "không"});
    story.when(undo(act)).then_refused(cannot_undo, plan_carried_out.value, "changed_since");
}

BOOST_AUTO_TEST_CASE(for_another_persons_act)
{
    Story story;
    story.once(enter("2"));
    story.as(colleague).when(undo(story.last())).then_refused(cannot_undo);
    story.as(justice_officer).when(undo(story.last())).then_refused(missing_right);
}

BOOST_AUTO_TEST_CASE(for_what_is_no_act_of_this_file)
{
    Story story;
    story.when(undo(0)).then_refused(cannot_undo, "0");
    story.once(enter("2")).when(undo(9'999)).then_refused(cannot_undo, "9999");
}

BOOST_AUTO_TEST_CASE(beyond_the_last_fifty_acts)
{
    Story story;
    story.once(WriteExplanation{plan_carried_out, "đầu tiên"});
    const Sequence first = story.last();
    for (int i = 0; i < 49; ++i) story.once(WriteExplanation{initiatives, std::to_string(i)});
    story.when(undo(first)).then_accepted();
    for (int i = 0; i < 50; ++i) story.once(WriteExplanation{initiatives, std::to_string(i)});
    story.when(undo(story.last() - 50)).then_refused(cannot_undo);
}

BOOST_AUTO_TEST_CASE(once_the_assessment_is_submitted_or_locked)
{
    Story story;
    story.once(enter("2"));
    const Sequence act = story.last();
    story.given({AssessmentSubmitted{1, 1, {}, {}, 0, {"A"}, {}}});
    story.when(undo(act)).then_refused(assessment_submitted);
    story.given({AssessmentWithdrawn{"sửa"}}).at(lock).when(undo(act)).then_refused(deadline_passed);
}

BOOST_AUTO_TEST_CASE(for_evidence_that_was_there_at_the_lock) // EV-22
{
    Story story;
    story.once(attach("tl-1"));
    const Sequence act = story.last();
    story.at(lock).once_the_clock_has_struck().at(council_meets).as(admin);
    story.once(ReopenRound{cycle_2026, self_assessment, GrantId("mo-1"), {office}, {}, round_1_ends, "sai", "3/QĐ"});
    story.as(officer).when(undo(act)).then_refused(cannot_undo, plan_carried_out.value, "locked_since");
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(a_batch)

BOOST_AUTO_TEST_CASE(is_taken_whole_in_its_order)
{
    Story story;
    story
        .when(EditEntries{
            mine, {{enter("2"), {}}, {WriteExplanation{plan_carried_out, "vì"}, {}}, {enter("1", initiatives), {}}}})
        .then({entered("2", 0), ExplanationWritten{plan_carried_out, "vì", {}}, entered("1", {}, initiatives)});
}

BOOST_AUTO_TEST_CASE(is_refused_whole_naming_every_faulty_item)
{
    Story story;
    story.when(EditEntries{mine,
                           {{enter("2"), {}},
                            {enter("9", papers), {}},
                            {enter("1", satisfaction), {}},
                            {enter("1", nowhere), {}},
                            {enter("1", initiatives), 7}}});
    story.then_refused(score_out_of_range);
    BOOST_TEST(story.refusal().items.size() == 4u);
    BOOST_TEST((at(story, 0).code == score_out_of_range && at(story, 0).about == "/items/1"));
    BOOST_TEST(at(story, 0).detail == "3.00");
    BOOST_TEST((at(story, 1).code == not_scored_by_agency && at(story, 1).about == "/items/2"));
    BOOST_TEST((at(story, 2).code == not_found && at(story, 2).about == "/items/3"));
    BOOST_TEST((at(story, 3).code == stale_version && at(story, 3).about == "/items/4"));
    BOOST_TEST(at(story, 3).detail == "0");
    BOOST_TEST(!story.entry(plan_carried_out).self.points);
}

BOOST_AUTO_TEST_CASE(judges_each_item_as_the_ones_before_it_left_things)
{
    Story story;
    story.when(EditEntries{mine, {{ClaimNotApplicable{online, "không"}, {}}, {enter("1", online), {}}}})
        .then_refused(not_applicable_claimed);
    story.when(EditEntries{mine, {{attach("tl-1"), {}}, {attach("tl-2"), {}}}}).then_refused(already_exists);
}

BOOST_AUTO_TEST_CASE(compares_versions_with_those_seen_before_it)
{
    Story story;
    story.once(enter("2"));
    story.when(EditEntries{mine, {{enter("1"), 1}, {WriteExplanation{plan_carried_out, "vì"}, 1}}}).then_accepted();
    story.when(EditEntries{mine, {{enter("2"), 3}, {WriteExplanation{plan_carried_out, ""}, 1}}})
        .then_refused(stale_version);
}

BOOST_AUTO_TEST_CASE(writes_each_part_of_an_entry_once) // so that a retry adds nothing
{
    Story story;
    const DeclareFigures figures{files_on_time, ratio(96, 100)};
    story.when(EditEntries{mine, {{enter("2"), {}}, {enter("1", initiatives), {}}, {enter("1"), {}}}})
        .then_refused(listed_twice);
    BOOST_TEST(at(story, 0).about == "/items/2");
    story.when(EditEntries{mine, {{figures, {}}, {enter("2", files_on_time, "do bưu điện"), {}}}})
        .then_refused(listed_twice);
    story.when(EditEntries{mine, {{enter("2"), {}}, {ClearSelfScore{plan_carried_out}, {}}}})
        .then_refused(listed_twice);
    story.when(EditEntries{mine, {{attach("tl-1"), {}}, {DetachEvidence{plan_carried_out, LinkId("tl-1")}, {}}}})
        .then_refused(listed_twice);
    story.when(EditEntries{mine, {{attach("tl-1"), {}}, {attach("tl-2", 'c'), {}}, {figures, {}}}}).then_accepted();
}

BOOST_AUTO_TEST_CASE(that_asks_for_what_already_is_leaves_no_event)
{
    Story story;
    story.once(enter("2")).when(EditEntries{mine, {{enter("2"), {}}}}).then_nothing_new();
    story.when(EditEntries{mine, {}}).then_nothing_new();
}

BOOST_AUTO_TEST_CASE(has_a_limit)
{
    EditEntries many{mine, {}};
    many.items.resize(most_batch_items + 1, {enter("1"), {}});
    given({}).when(many).then_refused(too_long, "/items");
}

BOOST_AUTO_TEST_CASE(is_the_agencys_own)
{
    given({}).as(justice_officer).when(EditEntries{mine, {{enter("1"), {}}}}).then_refused(missing_right);
    given({}).when(EditEntries{AssessmentId("2026-la"), {{enter("1"), {}}}}).then_refused(not_found, "2026-la");
}

BOOST_AUTO_TEST_CASE(is_undone_act_by_act)
{
    Story story;
    story.once(EditEntries{mine, {{enter("2"), {}}, {WriteExplanation{plan_carried_out, "vì"}, {}}}});
    story.when(undo(story.last() - 1)).then_accepted();
    BOOST_TEST(!story.entry(plan_carried_out).self.points);
    BOOST_TEST(story.entry(plan_carried_out).explanation == "vì");
}

BOOST_AUTO_TEST_SUITE_END()
