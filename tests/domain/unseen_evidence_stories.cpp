// Evidence that nobody can open: papers graded secret, the appraiser's own records, what others report, and files whose
// bytes were destroyed.

#include "domain/evidence.hpp"
#include "domain/result.hpp"
#include "tests/domain/scoring.hpp"
#include "tests/domain/story.hpp"

#include <boost/test/unit_test.hpp>

using namespace cchc::domain;
using enum RefusalCode;

namespace {

const PaperId paper("tm-1");

DeclareSecretPaper declare(const Code& on = plan_carried_out, PaperId id = paper)
{
    return {on, std::move(id)};
}
ExplainSecretPaper explain(const Code& on = plan_carried_out)
{
    return {mine, on, paper, local_date(council_meets), {"Phòng Nội vụ", "Thường trực Hội đồng"}, "03/BB-HĐTĐ"};
}
DecideAppraisal agreeing(const Code& on = plan_carried_out, std::string_view points = "2")
{
    return {mine, on, appraisal_1, Decision::agree, pts(points), {}, {}, false};
}
Owes owed(const Story& story, const Code& code, SecretPapers papers = SecretPapers::declared)
{
    const CriteriaSet& set = *story.file().assessment.set;
    return owed_by(set[set.find(code.value)], story.entry(code), UnsignedUpload::accept_with_warning, papers);
}
std::string counted_at(const Story& story, Stage stage, const Code& code = plan_carried_out)
{
    const AssessmentFile& held = story.file();
    return counted(story.cycle(), held.assessment, held.appraisal, held.assessment.set->find(code.value), stage).text();
}
/// One criterion of the district's set, changed.
Switches with(const Code& code, std::function<void(Criterion&)> change)
{
    return [=](Regulation& r) {
        const CriteriaSet before = r.criteria_sets[0];
        CriteriaSet set;
        set.id = before.id;
        set.maximum = before.maximum;
        for (Criterion copy : before.all()) {
            if (copy.code == code) change(copy);
            const Code parent = copy.parent == no_criterion ? Code{} : before[copy.parent].code;
            set.add(std::move(copy), parent);
        }
        r.criteria_sets[0] = std::move(set);
    };
}
Switches records_lie_with(const std::vector<std::string>& agencies)
{
    return with(plan_carried_out, [=](Criterion& c) {
        c.evidence = {{"Kết quả theo dõi", SignatureRule::none, agencies}};
    });
}
/// The plan's score rests on a secret paper, and the council sits.
Story resting_on_a_secret_paper()
{
    Story story;
    story.once(EnterSelfScore{plan_carried_out, pts("2"), {}}).once(declare());
    story.at(lock).once_the_clock_has_struck().at(council_meets).as(appraiser);
    return story;
}

const ReportId report("pa-1");
const Source press{"Báo Thừa Thiên Huế", "số 9123", day("2026-11-20")};

ReceiveOutsideReport received(const Code& on = plan_carried_out, ReportId id = report)
{
    ReceiveOutsideReport wish{mine, on, std::move(id), OutsideKind::media, press, "Kế hoạch chưa thực hiện", false};
    wish.informant = Sealed{"kh-1", "bm9uY2U=", "bmfGsOG7nWkgYsOhbw=="};
    return wish;
}
VerifyOutsideReport found_to_be(OutsideOutcome outcome)
{
    return {mine, report, outcome, "Thanh tra huyện", {"Kết luận thanh tra", "12/KL-TTr", day("2026-11-20")}};
}
const CountOutsideReport count_it{mine, report, "Đã có kết luận thanh tra"};
const AnswerOutsideReport answer_it{mine, report, "Đã thực hiện từ tháng 10"};

Story while_the_council_sits()
{
    Story story;
    story.once(EnterSelfScore{plan_carried_out, pts("2"), {}});
    story.at(lock).once_the_clock_has_struck().at(council_meets).as(appraiser);
    return story;
}

} // namespace

// ── secret papers ────────────────────────────────────────────────────────────────────────────────────────────────────

BOOST_AUTO_TEST_SUITE(a_secret_paper) // EV-17, EV-18

BOOST_AUTO_TEST_CASE(is_declared_and_nothing_of_it_is_told)
{
    Story story;
    story.when(declare()).then({SecretPaperDeclared{plan_carried_out, paper, self_assessment, {}}});
    story.when(declare()).then_refused(already_exists, "tm-1");
    story.when(declare(plan_carried_out, PaperId("Tờ trình mật"))).then_refused(id_malformed, "paper");
    story.when(declare(satisfaction)).then_refused(not_scored_by_agency, satisfaction.value);
    for (std::size_t i = 2; i <= most_secret_papers; ++i)
        story.once(declare(plan_carried_out, PaperId("tm-" + std::to_string(i))));
    story.when(declare(plan_carried_out, PaperId("tm-zu-viel"))).then_refused(too_long, "secret_papers");
}

BOOST_AUTO_TEST_CASE(stands_for_the_evidence_owed_and_is_submitted_with_it)
{
    Story story;
    story.once(EnterSelfScore{files_on_time, pts("2"), {}}).once(WriteExplanation{files_on_time, "vì"});
    BOOST_TEST((owed(story, files_on_time) == Owes{.evidence = true}));
    const std::string before = content_text(story.file().assessment);
    story.once(declare(files_on_time));
    BOOST_TEST(owed(story, files_on_time).nothing());
    BOOST_TEST((owed(story, files_on_time, SecretPapers::explained) == Owes{.evidence = true}));
    const std::string text = content_text(story.file().assessment);
    BOOST_TEST(before.find("secret:") == std::string::npos);
    BOOST_TEST(text.find("\tsecret:tm-1\t") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(is_declared_by_its_agency_in_its_rounds_alone)
{
    Story story;
    story.as(justice_officer).when(EditEntry{mine, declare()}).then_refused(missing_right);
    story.as(appraiser).when(EditEntry{mine, declare()}).then_refused(missing_right);
    story.as(officer).at(lock).once_the_clock_has_struck().at(council_meets);
    story.when(declare()).then_refused(deadline_passed);
}

BOOST_AUTO_TEST_CASE(is_explained_at_a_meeting_that_is_written_down) // ES-15
{
    Story story = resting_on_a_secret_paper();
    story.when(explain()).then({SecretPaperExplained{plan_carried_out,
                                                     paper,
                                                     local_date(council_meets),
                                                     {"Phòng Nội vụ", "Thường trực Hội đồng"},
                                                     "03/BB-HĐTĐ",
                                                     home_affairs,
                                                     {}}});
    story.when(explain()).then_nothing_new();
    ExplainSecretPaper later = explain();
    later.document_number = "04/BB-HĐTĐ";
    story.when(later).then_accepted();
    BOOST_TEST(story.entry(plan_carried_out).secret_papers[0].explained->document_number == "04/BB-HĐTĐ");
}

BOOST_AUTO_TEST_CASE(is_explained_to_its_appraisers_while_they_sit)
{
    Story story = resting_on_a_secret_paper();
    for (const Person& one : {officer, head, admin, auditor}) story.as(one).when(explain()).then_refused(missing_right);
    story.as(justice_appraiser).when(explain()).then_refused(missing_right, plan_carried_out.value);
    story.as(office_appraiser).when(explain()).then_refused(conflict_of_interest, office.value);
    story.as(appraiser);
    ExplainSecretPaper other = explain();
    other.paper = PaperId("tm-9");
    story.when(other).then_refused(not_found, "tm-9");
    other = explain(nowhere);
    story.when(other).then_refused(not_found, nowhere.value);
    other = explain();
    other.held_on = day("2026-11-21");
    story.when(other).then_refused(day_to_come, "held_on");
    other = explain();
    other.attendance.clear();
    story.when(other).then_refused(reason_required, plan_carried_out.value, "attendance");
    other.attendance = {""};
    story.when(other).then_refused(text_malformed, "attendance", "blank");
    other = explain();
    other.document_number.clear();
    story.when(other).then_refused(reason_required, plan_carried_out.value, "document_number");
    story.at(round_1_ends).once_the_clock_has_struck().when(explain()).then_refused(round_locked, "appraisal_2");
}

BOOST_AUTO_TEST_CASE(bears_no_points_before_it_is_explained)
{
    Story story = resting_on_a_secret_paper();
    story.when(agreeing()).then_refused(secret_paper_unexplained, plan_carried_out.value);
    DecideAppraisal half = agreeing(plan_carried_out, "1");
    half.decision = Decision::disagree;
    half.reason = "một phần";
    story.when(half).then_refused(secret_paper_unexplained);
    half.draft = true;
    story.when(half).then_accepted(); // a draft need not keep to it yet
    half.draft = false;
    half.points = pts("0");
    story.when(half).then_accepted();
    story.once(explain()).when(agreeing()).then_accepted();
}

BOOST_AUTO_TEST_CASE(is_not_asked_about_where_other_proof_is_there)
{
    Story story;
    story.once(EnterSelfScore{plan_carried_out, pts("2"), {}}).once(declare());
    story.once(WriteExplanation{plan_carried_out, "theo báo cáo công khai"});
    story.at(lock).once_the_clock_has_struck().at(council_meets).as(appraiser);
    story.when(agreeing()).then_accepted();
}

BOOST_AUTO_TEST_CASE(that_nobody_explained_binds_the_chair_as_well) // AP-20
{
    Story story([](Regulation& r) { r.undecided_at_lock = UndecidedAtLock::escalate; });
    story.once(EnterSelfScore{plan_carried_out, pts("2"), {}}).once(declare());
    story.at(lock).once_the_clock_has_struck().at(round_1_ends).once_the_clock_has_struck().as(appraiser);
    RuleAppraisal ruling{mine, plan_carried_out, appraisal_1, pts("2"), "theo biên bản", "5/BB"};
    story.when(ruling).then_refused(secret_paper_unexplained, plan_carried_out.value);
    ruling.points = pts("0");
    story.when(ruling).then_accepted();
}

BOOST_AUTO_TEST_CASE(cannot_be_undone_and_is_carried_by_no_undo_of_others)
{
    Story story;
    story.once(declare());
    story.when(UndoEdit{mine, story.last()}).then_refused(cannot_undo);
}

BOOST_AUTO_TEST_SUITE_END()

// ── a score without evidence ─────────────────────────────────────────────────────────────────────────────────────────

BOOST_AUTO_TEST_SUITE(a_score_without_the_evidence_that_both_demands) // EV-6

BOOST_AUTO_TEST_CASE(counts_until_the_lock_and_for_nothing_from_then_on)
{
    Story story;
    story.once(EnterSelfScore{files_on_time, pts("2"), {}}).once(WriteExplanation{files_on_time, "vì"});
    story.once(EnterSelfScore{plan_carried_out, pts("2"), {}}); // `either`: no text says that it gets none
    const auto why = [&](const Code& code) {
        const Assessment& file = story.file().assessment;
        return uncounted(story.cycle(), file, file.set->find(code.value));
    };
    BOOST_TEST(counted_at(story, Stage::self, files_on_time) == "2.00");
    BOOST_TEST((why(files_on_time) == Uncounted::no));
    story.at(lock).once_the_clock_has_struck();
    BOOST_TEST(counted_at(story, Stage::self, files_on_time) == "0.00");
    BOOST_TEST((why(files_on_time) == Uncounted::without_evidence));
    BOOST_TEST(counted_at(story, Stage::self) == "2.00");
    BOOST_TEST((why(plan_carried_out) == Uncounted::no));
    BOOST_TEST(story.entry(files_on_time).self.points->text() == "2.00"); // what it gave itself stays to be seen
}

BOOST_AUTO_TEST_CASE(counts_again_with_evidence_brought_under_a_reopening)
{
    Story story;
    story.once(EnterSelfScore{files_on_time, pts("2"), {}}).once(WriteExplanation{files_on_time, "vì"});
    story.at(lock).once_the_clock_has_struck().at(council_meets).as(admin);
    story.once(
        ReopenRound{cycle_2026, self_assessment, GrantId("mo-1"), {office}, {}, round_1_ends, "sai sót", "3/QĐ"});
    story.as(officer).once(AttachEvidence{files_on_time, LinkId("tl-1"), file('b'), {}, {}, {}, {}});
    BOOST_TEST(counted_at(story, Stage::self, files_on_time) == "2.00");
}

BOOST_AUTO_TEST_CASE(is_borne_by_a_secret_paper_until_the_appraisal_and_then_by_an_explained_one)
{
    for (const bool explained : {false, true}) {
        Story story;
        story.once(EnterSelfScore{files_on_time, pts("2"), {}}).once(WriteExplanation{files_on_time, "vì"});
        story.once(declare(files_on_time));
        story.at(lock).once_the_clock_has_struck().at(council_meets).as(appraiser);
        BOOST_TEST(counted_at(story, Stage::self, files_on_time) == "2.00");
        if (explained) story.once(explain(files_on_time));
        story.at(round_1_ends).once_the_clock_has_struck().as(admin).once(PublishAppraisals{cycle_2026, appraisal_1});
        BOOST_TEST(counted_at(story, Stage::round_1, files_on_time) == (explained ? "2.00" : "0.00"));
    }
}

BOOST_AUTO_TEST_SUITE_END()

// ── the appraiser's own records ──────────────────────────────────────────────────────────────────────────────────────

BOOST_AUTO_TEST_SUITE(evidence_in_the_appraisers_own_records) // EV-27, EV-28

BOOST_AUTO_TEST_CASE(is_owed_by_nobody_and_the_explanation_that_both_demands_still_is)
{
    Story story(records_lie_with({home_affairs.value}));
    story.once(EnterSelfScore{plan_carried_out, pts("2"), {}});
    BOOST_TEST(owed(story, plan_carried_out).nothing());
    Story strict(with(files_on_time, [](Criterion& c) {
        c.evidence = {{"Theo dõi", SignatureRule::none, {home_affairs.value}}};
    }));
    strict.once(EnterSelfScore{files_on_time, pts("2"), {}});
    BOOST_TEST((owed(strict, files_on_time) == Owes{.explanation = true}));
}

BOOST_AUTO_TEST_CASE(is_owed_as_ever_where_one_paper_is_the_agencys)
{
    Story story(with(plan_carried_out, [](Criterion& c) {
        c.evidence = {{"Theo dõi", SignatureRule::none, {home_affairs.value}}, {"Báo cáo", SignatureRule::none, {}}};
    }));
    story.once(EnterSelfScore{plan_carried_out, pts("2"), {}});
    BOOST_TEST((owed(story, plan_carried_out) == Owes{.evidence_or_explanation = true}));
}

BOOST_AUTO_TEST_CASE(is_named_by_whoever_decides_by_it)
{
    Story story(records_lie_with({home_affairs.value}));
    story.once(EnterSelfScore{plan_carried_out, pts("2"), {}});
    story.at(lock).once_the_clock_has_struck().at(council_meets).as(appraiser);
    DecideAppraisal wish = agreeing();
    story.when(wish).then_refused(records_required, plan_carried_out.value, "records");
    wish.draft = true;
    story.when(wish).then_accepted();
    wish.draft = false;
    wish.records = "Sổ theo dõi văn bản, quý I đến quý III";
    story.when(wish).then_accepted();
    BOOST_TEST(story.item(plan_carried_out, 1).by(home_affairs).decided->records == wish.records);
    story.when(wish).then_nothing_new();
}

BOOST_AUTO_TEST_CASE(is_not_asked_of_an_appraiser_who_has_none)
{
    Story story(records_lie_with({justice.value}));
    story.once(EnterSelfScore{plan_carried_out, pts("2"), {}});
    story.at(lock).once_the_clock_has_struck().at(council_meets).as(appraiser);
    story.when(agreeing()).then_accepted();
}

BOOST_AUTO_TEST_SUITE_END()

// ── reports from outside ─────────────────────────────────────────────────────────────────────────────────────────────

BOOST_AUTO_TEST_SUITE(a_report_from_outside) // EV-23 to EV-26, EV-29

BOOST_AUTO_TEST_CASE(is_received_then_confirmed_then_counted_and_moves_no_points) // EV-24
{
    Story story = while_the_council_sits();
    const ReceiveOutsideReport wish = received();
    story.when(wish).then({OutsideReportReceived{
        plan_carried_out, report, OutsideKind::media, press, wish.summary, false, {}, wish.informant, home_affairs}});
    story.when(count_it).then_refused(report_not_confirmed, "pa-1");
    const VerifyOutsideReport confirmed = found_to_be(OutsideOutcome::confirmed);
    story.when(confirmed).then({OutsideReportVerified{plan_carried_out, report, OutsideOutcome::confirmed,
                                                      "Thanh tra huyện", confirmed.source, home_affairs}});
    story.when(confirmed).then_nothing_new();
    story.when(count_it).then({OutsideReportCounted{plan_carried_out, report, count_it.reason, home_affairs}});
    story.when(count_it).then_nothing_new();
    BOOST_TEST(counted_at(story, Stage::self) == "2.00");
}

BOOST_AUTO_TEST_CASE(that_was_dismissed_is_no_ground_and_that_counted_stays_confirmed)
{
    Story story = while_the_council_sits();
    story.once(received()).once(found_to_be(OutsideOutcome::dismissed));
    story.when(count_it).then_refused(report_not_confirmed);
    story.once(found_to_be(OutsideOutcome::confirmed)).once(count_it);
    story.when(found_to_be(OutsideOutcome::dismissed)).then_refused(report_counted, "pa-1");
    CountOutsideReport again = count_it;
    again.reason = "lý do khác";
    story.when(again).then_refused(report_counted, "pa-1");
}

BOOST_AUTO_TEST_CASE(is_answered_by_its_agency) // EV-25
{
    Story story = while_the_council_sits();
    story.once(received());
    for (const Person& one : {appraiser, justice_officer, admin})
        story.as(one).when(answer_it).then_refused(missing_right);
    story.as(officer).when(answer_it).then({OutsideReportAnswered{plan_carried_out, report, answer_it.text}});
    story.when(answer_it).then_nothing_new();
    AnswerOutsideReport other = answer_it;
    other.text.clear();
    story.when(other).then_refused(reason_required, plan_carried_out.value, "text");
    other = answer_it;
    other.report = ReportId("pa-9");
    story.when(other).then_refused(not_found, "pa-9");
    BOOST_TEST(story.entry(plan_carried_out).outside_reports[0].answer == answer_it.text);
}

BOOST_AUTO_TEST_CASE(is_taken_in_by_any_appraising_agency_about_others_only)
{
    Story story = while_the_council_sits();
    for (const Person& one : {officer, head, admin, auditor, justice_officer})
        story.as(one).when(received()).then_refused(missing_right);
    story.as(office_appraiser).when(received()).then_refused(conflict_of_interest, office.value);
    story.as(justice_appraiser).when(received()).then_accepted();
    story.when(found_to_be(OutsideOutcome::confirmed)).then_refused(missing_right, plan_carried_out.value);
    story.when(count_it).then_refused(missing_right, plan_carried_out.value);
    story.as(appraiser).when(found_to_be(OutsideOutcome::confirmed)).then_accepted();
}

BOOST_AUTO_TEST_CASE(says_where_it_comes_from_and_what_it_says)
{
    Story story = while_the_council_sits();
    ReceiveOutsideReport wish = received();
    wish.source.text.clear();
    story.when(wish).then_refused(reason_required, plan_carried_out.value, "source");
    wish = received();
    wish.summary.clear();
    story.when(wish).then_refused(reason_required, plan_carried_out.value, "summary");
    wish = received();
    wish.source.date = day("2026-11-21");
    story.when(wish).then_refused(day_to_come, "date");
    story.when(received(area_one)).then_refused(not_appraisable, area_one.value);
    story.when(received(nowhere)).then_refused(not_found, nowhere.value);
    story.when(received(plan_carried_out, ReportId("PA 1"))).then_refused(id_malformed, "report");
    wish = received();
    wish.informant->ciphertext.assign(longest_sealed + 1, 'a');
    story.when(wish).then_refused(too_long, "informant");
    story.once(received()).when(received(initiatives)).then_refused(already_exists, "pa-1");
    VerifyOutsideReport nobody = found_to_be(OutsideOutcome::confirmed);
    nobody.by.clear();
    story.when(nobody).then_refused(reason_required, plan_carried_out.value, "by");
    nobody = found_to_be(OutsideOutcome::confirmed);
    nobody.source.text.clear();
    story.when(nobody).then_refused(reason_required, plan_carried_out.value, "source");
    nobody = found_to_be(OutsideOutcome::confirmed);
    nobody.source.date = day("2026-12-31");
    story.when(nobody).then_refused(day_to_come, "date");
}

BOOST_AUTO_TEST_CASE(comes_too_late_once_the_results_are_published)
{
    Story story = while_the_council_sits();
    story.once(received());
    story.given({ResultsPublished{cycle_2026, 1, 1, PublicExtent::areas, "12/QĐ", day("2026-12-30"), "UBND huyện",
                                  "Chủ tịch"}});
    story.when(received(plan_carried_out, ReportId("pa-2"))).then_refused(already_published, "2026", "results");
    story.when(found_to_be(OutsideOutcome::confirmed)).then_refused(already_published);
    story.when(count_it).then_refused(already_published);
    story.as(officer).when(answer_it).then_refused(already_published);
}

BOOST_AUTO_TEST_SUITE_END()

// ── files whose bytes are gone ───────────────────────────────────────────────────────────────────────────────────────

BOOST_AUTO_TEST_SUITE(a_destroyed_file) // SE-9

BOOST_AUTO_TEST_CASE(is_marked_wherever_it_is_attached_and_proves_what_it_proved)
{
    Story story;
    story.once(EnterSelfScore{plan_carried_out, pts("2"), {}});
    story.once(AttachEvidence{plan_carried_out, LinkId("tl-1"), file('b'), {}, {}, {}, {}});
    story.once(AttachEvidence{papers, LinkId("tl-2"), file('b'), {}, {}, {}, {}});
    story.once(DetachEvidence{papers, LinkId("tl-2")});
    const DestroyEvidence wish{file('b').sha256, "có dữ liệu cá nhân", "21/QĐ-UBND"};
    for (const Person& one : {officer, head, appraiser, auditor}) story.as(one).when(wish).then_refused(missing_right);
    story.as(admin).when(wish).then(
        {EvidenceDestroyed{plan_carried_out, LinkId("tl-1"), file('b').sha256, wish.reason, wish.document_number},
         EvidenceDestroyed{papers, LinkId("tl-2"), file('b').sha256, wish.reason, wish.document_number}});
    story.when(wish).then_nothing_new();
    BOOST_TEST(owed(story, plan_carried_out).nothing());
    BOOST_TEST(story.entry(plan_carried_out).evidence[0].destroyed->document_number == "21/QĐ-UBND");
    BOOST_TEST(story.entry(plan_carried_out).evidence[0].attached.document.size == 1'024u);
}

BOOST_AUTO_TEST_CASE(is_destroyed_for_a_reason_and_by_a_decision)
{
    Story story;
    story.once(AttachEvidence{plan_carried_out, LinkId("tl-1"), file('b'), {}, {}, {}, {}}).as(admin);
    story.when(DestroyEvidence{file('b').sha256, "", "21/QĐ"}).then_refused(reason_required, "reason");
    story.when(DestroyEvidence{file('b').sha256, "vì", ""}).then_refused(reason_required, "document_number");
    story.when(DestroyEvidence{file('c').sha256, "vì", "21/QĐ"}).then_refused(not_found, file('c').sha256.hex());
}

BOOST_AUTO_TEST_CASE(is_neither_checked_nor_brought_back)
{
    Story story;
    story.once(AttachEvidence{plan_carried_out, LinkId("tl-1"), file('b'), {}, {}, {}, {}});
    story.once(DetachEvidence{plan_carried_out, LinkId("tl-1")});
    const Sequence detached = story.last();
    story.as(admin).once(DestroyEvidence{file('b').sha256, "có dữ liệu cá nhân", "21/QĐ"}).as(officer);
    story.when(UndoEdit{mine, detached}).then_refused(cannot_undo, plan_carried_out.value, "destroyed");
    SignatureCheck check;
    check.at = working_day;
    story.when(VerifySignature{office, file('b').sha256, check}).then_nothing_new();
}

BOOST_AUTO_TEST_SUITE_END()
