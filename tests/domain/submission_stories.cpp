#include "domain/evidence.hpp"
#include "tests/domain/story.hpp"

#include <boost/test/unit_test.hpp>

using namespace cchc::domain;
using enum RefusalCode;

namespace {

const std::vector<std::string> present{"Chánh Văn phòng", "Trưởng các bộ phận"};
const SubmitAssessment submit{mine, present};
const DelegateSubmission delegate_to_officer{mine, officer.actor, "07/UQ-VP"};

SelfScoreEntered scored(const Code& code, std::string_view points)
{
    return {code, pts(points), {}, {}, {}};
}
EvidenceAttached proof(const Code& code, std::string_view link)
{
    return {code, LinkId(link), file('b'), {}, {}, {}, {}, self_assessment, {}};
}
/// All that the six leaves owe.
std::vector<Event> a_finished_draft()
{
    return {scored(plan_carried_out, "2"),
            proof(plan_carried_out, "tl-1"),
            scored(files_on_time, "1"),
            proof(files_on_time, "tl-2"),
            ExplanationWritten{files_on_time, "96 trên 100", {}},
            scored(plan_in_time, "0.5"),
            ExplanationWritten{plan_in_time, "ban hành ngày 21/01", {}},
            scored(papers, "0"),
            scored(initiatives, "1.5"),
            NotApplicableClaimed{online, "không có dịch vụ", {}},
            proof(submission, "tl-3")};
}
Story ready()
{
    return given(a_finished_draft());
}
std::string points_by_the_clock(const Story& story)
{
    const auto& points = story.entry(submission).self.points;
    return points ? points->text() : "none";
}
/// The facts of the last submission.
const AssessmentSubmitted& facts(const Story& story)
{
    return story.file().assessment.submissions.back().facts;
}

/// What an entry with these facts still owes under a rule, in words.
std::string owed(EvidenceRule rule, bool evidence, bool explained, std::string_view points = "1")
{
    Criterion criterion;
    criterion.scored_by = ScoredBy::agency;
    criterion.evidence_rule = rule;
    Entry entry;
    entry.self.points = pts(points);
    if (evidence) entry.evidence.push_back({});
    if (explained) entry.explanation = "vì";
    const Owes owes = owed_by(criterion, entry);
    std::string text = owes.score ? "score " : "";
    if (owes.evidence) text += "evidence ";
    if (owes.explanation) text += "explanation ";
    if (owes.evidence_or_explanation) text += "either ";
    return text;
}

} // namespace

BOOST_AUTO_TEST_SUITE(an_entry_owes) // EV-4 to EV-7

BOOST_AUTO_TEST_CASE(evidence_or_an_explanation_under_either)
{
    BOOST_TEST(owed(EvidenceRule::either, false, false) == "either ");
    BOOST_TEST(owed(EvidenceRule::either, true, false) == "");
    BOOST_TEST(owed(EvidenceRule::either, false, true) == "");
}
BOOST_AUTO_TEST_CASE(an_explanation_where_evidence_lacks)
{
    BOOST_TEST(owed(EvidenceRule::explain_when_lacking, false, false) == "explanation ");
    BOOST_TEST(owed(EvidenceRule::explain_when_lacking, true, false) == "");
    BOOST_TEST(owed(EvidenceRule::explain_when_lacking, false, true) == "");
}
BOOST_AUTO_TEST_CASE(each_of_them_under_both)
{
    BOOST_TEST(owed(EvidenceRule::both, false, false) == "evidence explanation ");
    BOOST_TEST(owed(EvidenceRule::both, true, false) == "explanation ");
    BOOST_TEST(owed(EvidenceRule::both, false, true) == "evidence ");
    BOOST_TEST(owed(EvidenceRule::both, true, true) == "");
}
BOOST_AUTO_TEST_CASE(nothing_under_any)
{
    BOOST_TEST(owed(EvidenceRule::any, false, false) == "");
}
BOOST_AUTO_TEST_CASE(nothing_for_a_score_of_zero)
{
    BOOST_TEST(owed(EvidenceRule::both, false, false, "0") == "");
}
BOOST_AUTO_TEST_CASE(nothing_that_was_detached_counts_as_evidence)
{
    const Story story = given({scored(plan_carried_out, "2"), proof(plan_carried_out, "tl-1"),
                               EvidenceDetached{plan_carried_out, LinkId("tl-1"), {}}});
    const auto& set = *story.file().assessment.set;
    BOOST_TEST(owed_by(set[set.find(plan_carried_out.value)], story.entry(plan_carried_out)).evidence_or_explanation);
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(a_submission)

BOOST_AUTO_TEST_CASE(names_every_unfinished_entry_at_once) // SA-9, EV-9
{
    Story story = given({scored(plan_carried_out, "2"), scored(initiatives, "1.5"), scored(files_on_time, "1"),
                         ExplanationWritten{files_on_time, "vì", {}}});
    story.as(head).when(submit).then_refused(evidence_or_explanation_required, plan_carried_out.value);
    std::string all;
    for (const Refusal::Item& item : story.refusal().items)
        all += std::string(name_of(item.code)) + " " + item.about + "; ";
    BOOST_TEST(all == "evidence_or_explanation_required I.1.1; evidence_or_explanation_required I.1.2; "
                      "score_missing I.1.3; score_missing I.2; score_missing II.1; ");
}

BOOST_AUTO_TEST_CASE(by_the_head_needs_no_approval_and_says_what_it_binds) // SA-6, SA-7
{
    Story story = ready();
    story.as(head).when(submit).then_accepted();
    const AssessmentSubmitted& in = facts(story);
    BOOST_TEST(in.number == 1u);
    BOOST_TEST(in.self_total.text() == "7.00"); // 5 by hand and 2 by the clock
    BOOST_TEST(in.days_late == 0);
    BOOST_TEST(in.attendance == present);
    BOOST_TEST((in.content_hash == digest(content_text(story.file().assessment))));
}

BOOST_AUTO_TEST_CASE(by_an_officer_waits_for_the_heads_approval) // SA-7
{
    Story story = ready();
    story.as(officer).when(submit).then_refused(not_approved);
    story.when(RequestApproval{mine}).then_accepted();
    story.when(submit).then_refused(not_approved);
    story.as(head).when(ApproveAssessment{mine}).then_accepted();
    story.as(officer).when(submit).then_accepted();
}

BOOST_AUTO_TEST_CASE(by_an_officer_may_be_delegated_in_writing) // SA-7
{
    Story story = ready();
    story.as(head).when(DelegateSubmission{mine, officer.actor, ""}).then_refused(reason_required, "document_number");
    story.when(delegate_to_officer).then({SubmissionDelegated{officer.actor, "07/UQ-VP"}});
    story.when(delegate_to_officer).then_nothing_new();
    story.as(colleague).when(submit).then_refused(not_approved);
    story.as(officer).when(submit).then_accepted();
}

BOOST_AUTO_TEST_CASE(is_delegated_to_an_officer_of_the_agency_only)
{
    Story story = ready();
    story.as(head);
    for (const Person& other : {justice_officer, appraiser, admin})
        story.when(DelegateSubmission{mine, other.actor, "07/UQ-VP"}).then_refused(not_found, "to");
    story.as(officer).when(delegate_to_officer).then_refused(missing_right);
}

BOOST_AUTO_TEST_CASE(says_who_took_part) // SA-6, ACT-27
{
    Story story = ready();
    story.as(head);
    story.when(SubmitAssessment{mine, {}}).then_refused(reason_required, "attendance");
    story.when(SubmitAssessment{mine, {""}}).then_refused(text_malformed, "attendance", "blank");
    story.when(SubmitAssessment{mine, {std::string(301, 'a')}}).then_refused(too_long, "attendance");
    story.when(SubmitAssessment{mine, std::vector<std::string>(101, "Phòng")}).then_refused(too_long, "attendance");
}

BOOST_AUTO_TEST_CASE(closes_the_file_until_it_is_withdrawn)
{
    Story story = ready();
    story.as(head).once(submit);
    story.when(submit).then_refused(assessment_submitted);
    story.when(RequestApproval{mine}).then_refused(assessment_submitted);
    story.when(ApproveAssessment{mine}).then_refused(assessment_submitted);
    story.when(ReturnAssessment{mine, "xem lại"}).then_refused(assessment_submitted);
    story.as(officer).when(EnterSelfScore{plan_carried_out, pts("1"), {}}).then_refused(assessment_submitted);
    story.when(WriteExplanation{plan_carried_out, "thêm"}).then_refused(assessment_submitted);
    story.as(head).when(WithdrawAssessment{mine, "sót tài liệu"}).then({AssessmentWithdrawn{"sót tài liệu"}});
    story.as(officer).when(EnterSelfScore{plan_carried_out, pts("1"), {}}).then_accepted();
}

BOOST_AUTO_TEST_CASE(binds_another_content_after_any_change)
{
    Story story = ready();
    story.as(head).once(submit);
    const Sha256 first = facts(story).content_hash;
    story.once(WithdrawAssessment{mine, "sửa"}).once(WriteExplanation{initiatives, "thêm"}).once(submit);
    BOOST_TEST(facts(story).number == 2u);
    BOOST_TEST((facts(story).content_hash != first));
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(an_approval) // SA-7

BOOST_AUTO_TEST_CASE(is_not_asked_for_by_somebody_who_holds_a_part_of_the_criteria) // ACT-20
{
    Story story = ready();
    story.as(admin).once(GrantRole{
        GrantId("g-phan"), officer.actor, RoleKind::agency_officer, office, {}, {}, "8/QĐ", "", {area_one}, {}});
    story.as({officer.actor, {RoleKind::agency_officer, office, GrantId("g-phan")}});
    story.when(RequestApproval{mine}).then_refused(missing_right, mine.value);
    story.as(officer).when(RequestApproval{mine}).then_accepted();
}

BOOST_AUTO_TEST_CASE(is_asked_for_a_finished_draft_once)
{
    Story story = given({});
    story.when(RequestApproval{mine}).then_refused(score_missing);
    story.given(a_finished_draft()).when(RequestApproval{mine}).then({ApprovalRequested{11}});
    story.when(RequestApproval{mine}).then_nothing_new();
}

BOOST_AUTO_TEST_CASE(is_the_heads_alone)
{
    Story story = ready();
    story.as(officer).when(ApproveAssessment{mine}).then_refused(missing_right);
    story.as(justice_head).when(ApproveAssessment{mine}).then_refused(missing_right);
    story.as(head).when(ApproveAssessment{mine}).then({AssessmentApproved{11}});
    story.when(ApproveAssessment{mine}).then_nothing_new();
}

BOOST_AUTO_TEST_CASE(falls_when_the_content_changes)
{
    Story story = ready();
    story.as(head).once(ApproveAssessment{mine});
    story.as(officer).once(EnterSelfScore{initiatives, pts("1"), {}});
    story.when(submit).then_refused(not_approved);
    story.as(head).once(ApproveAssessment{mine});
    story.as(officer).when(submit).then_accepted();
}

BOOST_AUTO_TEST_CASE(stands_when_the_officer_asks_for_it_again)
{
    Story story = ready();
    story.as(head).once(ApproveAssessment{mine});
    story.as(officer).when(RequestApproval{mine}).then_nothing_new();
    story.when(submit).then_accepted();
}

BOOST_AUTO_TEST_CASE(stands_beside_a_delegation)
{
    Story story = ready();
    story.as(head).once(ApproveAssessment{mine}).once(delegate_to_officer);
    story.as(colleague).when(submit).then_accepted();
}

BOOST_AUTO_TEST_CASE(is_refused_by_returning_the_draft_with_a_reason)
{
    Story story = ready();
    story.as(head).when(ReturnAssessment{mine, "xem lại I.2"}).then_refused(nothing_to_approve);
    story.as(officer).once(RequestApproval{mine});
    story.as(head).when(ReturnAssessment{mine, ""}).then_refused(reason_required, "reason");
    story.when(ReturnAssessment{mine, "xem lại I.2"}).then({ApprovalReturned{"xem lại I.2"}});
    story.as(officer).when(submit).then_refused(not_approved);
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(a_withdrawal)

BOOST_AUTO_TEST_CASE(needs_a_submission_a_reason_and_the_head_or_his_delegate)
{
    Story story = ready();
    story.as(head).when(WithdrawAssessment{mine, "nhầm"}).then_refused(not_submitted);
    story.once(submit);
    story.when(WithdrawAssessment{mine, ""}).then_refused(reason_required, "reason");
    story.as(colleague).when(WithdrawAssessment{mine, "nhầm"}).then_refused(missing_right);
    story.as(head).once(delegate_to_officer);
    story.as(officer).when(WithdrawAssessment{mine, "nhầm"}).then_accepted();
}

BOOST_AUTO_TEST_CASE(ends_with_the_lock)
{
    Story story = ready();
    story.as(head).once(submit);
    story.at(lock).when(WithdrawAssessment{mine, "nhầm"}).then_refused(deadline_passed);
    story.at(lock.plus_us(-one_us)).when(WithdrawAssessment{mine, "nhầm"}).then_accepted();
}

BOOST_AUTO_TEST_CASE(is_no_part_of_a_reopening)
{
    Story story = ready();
    story.as(head).once(submit).at(lock).once_the_clock_has_struck().at(council_meets).as(admin);
    story.once(
        ReopenRound{cycle_2026, self_assessment, GrantId("mo-1"), {office}, {}, round_1_ends, "sai sót", "3/QĐ"});
    story.as(head).when(WithdrawAssessment{mine, "nhầm"}).then_refused(assessment_submitted);
}

BOOST_AUTO_TEST_CASE(needs_a_new_approval_before_the_next_submission)
{
    Story story = ready();
    story.as(head).once(ApproveAssessment{mine}).once(submit).once(WithdrawAssessment{mine, "nhầm"});
    story.as(officer).when(submit).then_refused(not_approved);
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(the_clock_scores_the_submission) // CS-21, LK-6, LK-7, EV-8

BOOST_AUTO_TEST_CASE(on_time_before_the_deadline)
{
    Story story = ready();
    story.as(head).at(deadline.plus_us(-one_us)).once(submit);
    BOOST_TEST(points_by_the_clock(story) == "2.00");
    BOOST_TEST(facts(story).days_late == 0);
}

BOOST_AUTO_TEST_CASE(late_from_the_deadline_on_by_days_begun)
{
    Story first = ready(), third = ready();
    first.as(head).at(deadline).once(submit);
    BOOST_TEST(points_by_the_clock(first) == "1.00");
    BOOST_TEST(facts(first).days_late == 1);
    third.as(head).at(deadline.plus_us(2 * one_day)).once(submit);
    BOOST_TEST(points_by_the_clock(third) == "0.00");
    BOOST_TEST(facts(third).days_late == 3);
}

BOOST_AUTO_TEST_CASE(without_its_evidence_at_a_lower_level)
{
    Story story = ready();
    story.once(DetachEvidence{submission, LinkId("tl-3")}).as(head).once(submit);
    BOOST_TEST(points_by_the_clock(story) == "1.00");
    BOOST_TEST(story.entry(submission).self.reason == "without_evidence");
}

BOOST_AUTO_TEST_CASE(anew_after_a_withdrawal)
{
    Story story = ready();
    story.as(head).once(submit).once(WithdrawAssessment{mine, "nhầm"}).at(deadline).once(submit);
    BOOST_TEST(points_by_the_clock(story) == "1.00");
}

BOOST_AUTO_TEST_CASE(against_the_extended_deadline_of_the_agency) // LK-12
{
    Story story = ready();
    story.given({RoundExtended{
        cycle_2026, self_assessment, {office}, deadline.plus_us(one_day), lock.plus_us(one_day), "9/QĐ", ""}});
    story.as(head).at(deadline).once(submit);
    BOOST_TEST(points_by_the_clock(story) == "2.00");
    BOOST_TEST(facts(story).days_late == 0);
}

BOOST_AUTO_TEST_CASE(as_never_when_the_round_locks_without_it) // SA-10
{
    Story story = ready();
    story.at(lock).once_the_clock_has_struck();
    BOOST_TEST(points_by_the_clock(story) == "0.00");
    BOOST_TEST(story.entry(submission).self.reason == "never");
}

BOOST_AUTO_TEST_CASE(as_late_when_the_round_locks_without_it_and_the_regulation_says_late) // SA-10
{
    Story story = under([](Regulation& r) { r.unsubmitted_at_lock = UnsubmittedAtLock::late; });
    story.given(a_finished_draft())
        .given({RoundExtended{
            cycle_2026, self_assessment, {}, deadline.plus_us(one_us), deadline.plus_us(one_day), "9/QĐ", ""}});
    // However late the clock comes by, the lock was when it was due.
    story.at(deadline.plus_us(30 * one_day)).once_the_clock_has_struck();
    BOOST_TEST(story.entry(submission).self.reason == "late");
    BOOST_TEST(points_by_the_clock(story) == "1.00");
}

BOOST_AUTO_TEST_CASE(as_late_and_never_as_on_time_when_a_person_locks_early)
{
    Story story = under([](Regulation& r) { r.unsubmitted_at_lock = UnsubmittedAtLock::late; });
    story.given(a_finished_draft()).as(admin);
    story.once(LockRound{cycle_2026, self_assessment, LockedBy::hand, "kết thúc sớm"});
    BOOST_TEST(story.entry(submission).self.reason == "late");
}

BOOST_AUTO_TEST_CASE(as_never_when_it_was_withdrawn_at_the_lock)
{
    Story story = ready();
    story.as(head).once(submit).once(WithdrawAssessment{mine, "nhầm"}).at(lock).once_the_clock_has_struck();
    BOOST_TEST(points_by_the_clock(story) == "0.00");
}

BOOST_AUTO_TEST_CASE(and_leaves_it_alone_at_the_lock_once_it_is_in)
{
    Story story = ready();
    story.as(head).once(submit).at(lock).once_the_clock_has_struck();
    BOOST_TEST(points_by_the_clock(story) == "2.00");
}

BOOST_AUTO_TEST_CASE(by_its_first_date_when_it_is_submitted_again_under_a_reopening)
{
    Story story = ready();
    story.as(head).once(submit).at(lock).once_the_clock_has_struck().at(council_meets).as(admin);
    story.once(ReopenRound{cycle_2026, self_assessment, GrantId("mo-1"), {office}, {}, round_1_ends, "sai", "3/QĐ"});
    story.as(head).when(submit).then_nothing_new(); // nothing changed yet
    story.once(EnterSelfScore{initiatives, pts("1"), {}}).once(submit);
    BOOST_TEST(facts(story).number == 2u);
    BOOST_TEST(facts(story).reopening.value == "mo-1");
    BOOST_TEST(facts(story).days_late == 0);
    story.once(EnterSelfScore{initiatives, pts("2"), {}}).at(council_meets.plus_us(one_day)).once(submit);
    BOOST_TEST(facts(story).days_late == 0); // still since the first
    BOOST_TEST(points_by_the_clock(story) == "2.00");
}

BOOST_AUTO_TEST_CASE(by_the_day_it_came_under_a_reopening_when_the_first_was_withdrawn)
{
    Story story = ready();
    story.as(head).once(submit).once(WithdrawAssessment{mine, "nhầm"}).at(lock).once_the_clock_has_struck();
    story.at(council_meets).as(admin);
    story.once(ReopenRound{cycle_2026, self_assessment, GrantId("mo-1"), {office}, {}, round_1_ends, "sai", "3/QĐ"});
    story.as(head).once(submit);
    BOOST_TEST(facts(story).days_late == 5);
    BOOST_TEST(points_by_the_clock(story) == "0.00");
}

BOOST_AUTO_TEST_SUITE_END()
