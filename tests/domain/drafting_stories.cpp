#include "domain/lint.hpp"

#include "tests/domain/scoring.hpp"
#include "tests/domain/story.hpp"

#include <boost/test/unit_test.hpp>

// From the first draft to the issued text, as the letter of 26/7/2023 lays it out, in the autumn of the stories.

using namespace cchc::domain;
using enum RefusalCode;

namespace {

const RegulationId rule("bo-tieu-chi-2027");
const Instant put_up = local("2026-09-24 08:00");
const Instant closing = local("2026-10-08 00:00"); ///< the 7th itself is open
const FileRef first_text = file('1'), second_text = file('2'), other_text = file('3');

/// What the draft asks for before it is issued: agencies, a reviewer, the steering committee, an approver.
Regulation draft_of(std::string change_note)
{
    Regulation r = the_regulation();
    r.id = rule;
    r.title = "Bộ tiêu chí năm 2027";
    r.control = {"QT.CCHC.01", "2", "chuyên viên", "trưởng phòng", "giám đốc", std::move(change_note)};
    r.bodies = {{"ban-chi-dao", BodyKind::steering_committee, "Ban Chỉ đạo CCHC"},
                {"hoi-dong", BodyKind::council, "Hội đồng thẩm định"}};
    r.drafting = Drafting{home_affairs.value,   day("2026-09-24"),   day("2026-10-07"),
                          "đến hết ngày 07/10", Boundary::inclusive, true,
                          "ban-chi-dao",        day("2026-10-15")};
    return r;
}

const Person approver{ActorId("p-giam"), {RoleKind::cycle_admin, {}, GrantId("g-giam")}};

/// Its texts have been read; nothing has happened yet. `admin` is the author.
Story before()
{
    Story story;
    story.at(founded).as(the_clock).once(
        GrantRole{approver.hat.grant, approver.actor, approver.hat.role, {}, {}, {}, "01/QĐ-UBND"});
    story.knowing(first_text, draft_of("")).knowing(second_text, draft_of("tiếp thu ý kiến"));
    story.knowing(other_text, draft_of("tiếp thu thêm"));
    story.at(put_up).as(admin);
    return story;
}
Story drafted()
{
    Story story = before();
    story.once(DraftRegulation{rule, first_text, {}});
    return story;
}
Story in_consultation()
{
    Story story = drafted();
    story.once(OpenConsultation{rule, {}, {}, "1632/UBND"});
    return story;
}
CommentOnDraft comment(std::string id, std::string text = "Mức 2 trùng mức 3")
{
    return {rule, CommentId(std::move(id)), {}, {}, std::move(text)};
}
/// One agency has commented, the others have not; the time is over and the second text is up.
Story consolidated()
{
    Story story = in_consultation();
    story.as(justice_officer).once(comment("gy-1")).at(closing).once_the_clock_has_struck();
    story.as(admin).once(AnswerComment{rule, CommentId("gy-1"), true, "Đã sửa"});
    story.once(DraftRegulation{rule, second_text, {}});
    return story;
}
const RecordAgreement agreement{rule, "ban-chi-dao", "12/TB-BCĐ", day("2026-10-09")};
IssueRegulation issue(const FileRef& text = second_text)
{
    return {rule, text, "2419/QĐ-UBND", day("2026-10-12"), "UBND huyện", "KT. Chủ tịch", made_up};
}
Story ready()
{
    Story story = consolidated();
    story.as(home_affairs_head).once(ReviewDraft{rule, "Đã đối chiếu"});
    story.as(admin).once(agreement);
    return story;
}
const RegulationFile& file_of(const Story& story)
{
    return story.world().regulations.at(rule);
}

} // namespace

BOOST_AUTO_TEST_SUITE(a_draft)

BOOST_AUTO_TEST_CASE(is_put_up_by_its_author_and_counted) // CS-23, ACT-11
{
    Story story = before();
    story.when(DraftRegulation{rule, first_text, {}})
        .then({RegulationEvent(RegulationDrafted{rule, 1, first_text, {}, {}})});
    BOOST_TEST(file_of(story).in_progress()->done.by.value == admin.actor.value);
    story.when(DraftRegulation{rule, first_text, {}}).then_nothing_new();
    story.when(DraftRegulation{rule, second_text, {}})
        .then({RegulationEvent(RegulationDrafted{rule, 2, second_text, {}, "tiếp thu ý kiến"})});
}

BOOST_AUTO_TEST_CASE(says_what_has_changed_since_the_one_before_it) // RC-2
{
    Story story = drafted();
    story.knowing(other_text, draft_of(""));
    story.when(DraftRegulation{rule, other_text, {}}).then_refused(reason_required, "control", "change_note");
}

BOOST_AUTO_TEST_CASE(is_kept_with_what_the_linter_finds_in_it) // CS-37
{
    const auto found = lint(draft_of(""));
    const auto errors = std::ranges::count_if(
        found, [](const Finding& one) { return severity_of(one.rule) == FindingSeverity::error; });
    Story story = before();
    story.once(DraftRegulation{rule, first_text, file('f')});
    const auto& kept = file_of(story).in_progress()->facts.findings;
    BOOST_REQUIRE(kept.has_value());
    BOOST_TEST((kept->document == file('f')));
    BOOST_TEST(kept->errors == errors);
    BOOST_TEST(kept->errors + kept->warnings == found.size());
    BOOST_TEST(errors > 0);
}

BOOST_AUTO_TEST_CASE(is_refused_of_a_text_nobody_read_of_another_regulation_or_from_whoever_runs_no_cycles)
{
    Story story = before();
    story.when(DraftRegulation{rule, file('9'), {}}).then_refused(file_unknown, "document");
    story.when(DraftRegulation{RegulationId("khac"), first_text, {}}).then_refused(not_found, "khac");
    story.when(DraftRegulation{RegulationId("Bộ tiêu chí"), first_text, {}}).then_refused(id_malformed, "regulation");
    story.as(officer).when(DraftRegulation{rule, first_text, {}}).then_refused(missing_right);
}

BOOST_AUTO_TEST_CASE(may_ask_for_what_cannot_be_run_yet_and_is_only_refused_at_issue) // decision 0011
{
    Regulation doubled = draft_of("");
    doubled.rounds.push_back(doubled.rounds.front());
    Story story = before();
    story.knowing(other_text, doubled).when(DraftRegulation{rule, other_text, {}}).then_accepted();
    story.when(issue(other_text)).then_refused(reading_not_built, "rounds");
}

BOOST_AUTO_TEST_CASE(stays_as_it_is_while_agencies_are_asked_about_it) // CS-28
{
    Story story = in_consultation();
    story.when(DraftRegulation{rule, second_text, {}}).then_refused(consultation_open, rule.value, local_text(closing));
    story.when(agreement).then_refused(consultation_open);
    story.as(approver).when(issue(first_text)).then_refused(consultation_open);
    story.at(closing.plus_us(-one_us)).when(issue(first_text)).then_refused(consultation_open);
}

BOOST_AUTO_TEST_CASE(is_reviewed_by_the_head_of_those_who_wrote_it_and_never_by_its_author) // ACT-11
{
    Story story = drafted();
    story.when(ReviewDraft{rule, "xem"}).then_refused(conflict_of_interest, "author", "own_draft");
    story.as(head).when(ReviewDraft{rule, "xem"}).then_refused(missing_right);
    story.as(officer).when(ReviewDraft{rule, "xem"}).then_refused(missing_right);
    story.as(home_affairs_head).when(ReviewDraft{rule, "xem"}).then({RegulationEvent(DraftReviewed{rule, 1, "xem"})});
    story.when(ReviewDraft{rule, "xem"}).then_nothing_new();
    story.as(approver).when(ReviewDraft{rule, "xem"}).then_accepted();
    BOOST_TEST(file_of(story).in_progress()->reviews.size() == 2u);
}

BOOST_AUTO_TEST_CASE(is_agreed_to_by_the_body_it_names_in_writing_and_as_it_is) // CS-26, ACT-5
{
    Story story = consolidated();
    story.when(RecordAgreement{rule, "hoi-dong", "12/TB", {}}).then_refused(not_found, "hoi-dong");
    story.when(RecordAgreement{rule, "ban-chi-dao", "", {}}).then_refused(reason_required, "document_number");
    story.as(home_affairs_head).when(agreement).then_refused(missing_right);
    story.as(admin).when(agreement).then(
        {RegulationEvent(DraftAgreed{rule, 2, "ban-chi-dao", "12/TB-BCĐ", day("2026-10-09")})});
    story.when(agreement).then_nothing_new();
    story.when(RecordAgreement{rule, "ban-chi-dao", "13/TB", {}}).then_refused(already_exists, "12/TB-BCĐ");
    story.when(DraftRegulation{rule, other_text, {}}).then_accepted(); // and what comes later was not agreed to
    story.as(home_affairs_head).once(ReviewDraft{rule, {}});
    story.as(approver).when(issue(other_text)).then_refused(not_agreed, "ban-chi-dao");
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(a_consultation)

BOOST_AUTO_TEST_CASE(asks_every_listed_agency_until_the_printed_day_is_over) // CS-23, CS-25, LK-9
{
    Story story = drafted();
    story.when(OpenConsultation{rule, {}, {}, "1632/UBND"})
        .then({RegulationEvent(
            ConsultationOpened{rule, 1, {office, justice, home_affairs}, closing, true, "1632/UBND"})});
    story.when(OpenConsultation{rule, {}, {}, "1632/UBND"}).then_nothing_new();
    story.when(OpenConsultation{rule, closing.plus_us(one_day), {}, {}}).then_refused(already_exists, rule.value);
}

BOOST_AUTO_TEST_CASE(ends_before_the_printed_day_where_that_is_excluded) // LK-9
{
    Regulation before_the_day = draft_of("");
    before_the_day.drafting->boundary = Boundary::exclusive;
    Story story = before();
    story.knowing(other_text, before_the_day).once(DraftRegulation{rule, other_text, {}});
    story.once(OpenConsultation{rule, {}, {}, {}});
    BOOST_TEST(local_text(*story.world().next_due()) == "2026-10-07T00:00:00.000+07:00");
}

BOOST_AUTO_TEST_CASE(asks_whom_and_until_when_the_letter_says)
{
    Story story = drafted();
    const Instant later = closing.plus_us(7 * one_day);
    story.when(OpenConsultation{rule, later, {AgencyId("so-noi-vu")}, {}}).then_refused(not_found, "so-noi-vu");
    story.when(OpenConsultation{rule, put_up, {}, {}}).then_refused(deadline_not_later, "closes_at");
    story.when(OpenConsultation{rule, later, {justice}, {}})
        .then({RegulationEvent(ConsultationOpened{rule, 1, {justice}, later, true, {}})});
    story.as(officer).when(comment("gy-1")).then_refused(missing_right, office.value);
}

BOOST_AUTO_TEST_CASE(needs_a_draft_and_an_administrator)
{
    Story story = before();
    story.when(OpenConsultation{rule, closing, {}, {}}).then_refused(not_found, "draft");
    story.once(DraftRegulation{rule, first_text, {}}).as(officer);
    story.when(OpenConsultation{rule, closing, {}, {}}).then_refused(missing_right);
}

BOOST_AUTO_TEST_CASE(hears_agencies_on_the_whole_or_on_a_criterion) // CS-25
{
    Story story = in_consultation();
    story.as(officer)
        .when(comment("gy-1"))
        .then({RegulationEvent(DraftCommented{rule, 1, CommentId("gy-1"), office, {}, {}, "Mức 2 trùng mức 3"})});
    story.when(comment("gy-1")).then_nothing_new();
    story.when(comment("gy-1", "khác")).then_refused(already_exists, "gy-1");
    story.as(justice_head)
        .when(CommentOnDraft{rule, CommentId("gy-2"), "chuyen-mon", files_on_time, "Nêu rõ nguồn"})
        .then({RegulationEvent(
            DraftCommented{rule, 1, CommentId("gy-2"), justice, "chuyen-mon", files_on_time, "Nêu rõ nguồn"})});
    story.as(appraiser).when(comment("gy-3")).then_accepted(); // on behalf of the agency that appraises (CS-25)
    story.when(CommentOnDraft{rule, CommentId("gy-4"), {}, nowhere, "?"}).then_refused(not_found, nowhere.value);
    story.when(CommentOnDraft{rule, CommentId("gy-4"), "cap-xa", {}, "?"}).then_refused(not_found, "cap-xa");
    story.when(comment("gy-4", "")).then_refused(reason_required, "text");
    story.when(comment("Góp ý")).then_refused(id_malformed, "comment");
    story.as(admin).when(comment("gy-4")).then_refused(missing_right);
}

BOOST_AUTO_TEST_CASE(refuses_what_comes_at_its_instant_though_the_clock_overslept) // CS-24, LK-4
{
    Story story = in_consultation();
    story.as(officer).at(closing.plus_us(-one_us)).when(comment("gy-1")).then_accepted();
    story.at(closing).when(comment("gy-2")).then_refused(deadline_passed, rule.value, local_text(closing));
    story.once_the_clock_has_struck().when(comment("gy-2")).then_refused(deadline_passed);
}

BOOST_AUTO_TEST_CASE(is_closed_by_the_clock_and_names_who_never_spoke) // CS-24, ES-7
{
    Story story = in_consultation();
    BOOST_TEST(story.world().next_due()->us == closing.us);
    story.as(justice_officer).once(comment("gy-1"));
    story.at(closing.plus_us(-one_us)).when_the_clock_strikes().then_nothing_new();
    story.as(admin).at(closing).when(CloseConsultation{rule}).then_refused(missing_right);
    story.when_the_clock_strikes().then(
        {RegulationEvent(ConsultationClosed{rule, 1, closing, {office, home_affairs}, true})});
    story.when_the_clock_strikes().then_nothing_new();
    BOOST_TEST((!story.world().next_due() || *story.world().next_due() != closing));
}

BOOST_AUTO_TEST_CASE(takes_silence_for_nothing_where_the_draft_does_not_say_so) // CS-24
{
    Regulation silent = draft_of("");
    silent.drafting->silence_is_consent = false;
    Story story = before();
    story.knowing(other_text, silent).once(DraftRegulation{rule, other_text, {}});
    story.once(OpenConsultation{rule, {}, {}, {}}).at(closing).when_the_clock_strikes();
    story.then({RegulationEvent(ConsultationClosed{rule, 1, closing, {office, justice, home_affairs}, false})});
}

BOOST_AUTO_TEST_CASE(has_each_comment_answered_and_the_last_answer_counts) // CS-26, RP-14
{
    Story story = in_consultation();
    story.as(officer).once(comment("gy-1")).as(admin);
    story.when(AnswerComment{rule, CommentId("gy-1"), false, "Giữ nguyên"})
        .then({RegulationEvent(CommentAnswered{rule, CommentId("gy-1"), false, "Giữ nguyên"})});
    story.when(AnswerComment{rule, CommentId("gy-1"), false, "Giữ nguyên"}).then_nothing_new();
    story.once(AnswerComment{rule, CommentId("gy-1"), true, "Đã sửa"});
    BOOST_TEST(file_of(story).comment(CommentId("gy-1"))->answer->facts.accepted);
    story.when(AnswerComment{rule, CommentId("gy-9"), true, "?"}).then_refused(not_found, "gy-9");
    story.when(AnswerComment{rule, CommentId("gy-1"), true, ""}).then_refused(reason_required, "text");
    story.as(officer).when(AnswerComment{rule, CommentId("gy-1"), true, "?"}).then_refused(missing_right);
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(the_issued_text)

BOOST_AUTO_TEST_CASE(is_the_draft_that_was_agreed_to_with_its_decision) // CS-26, CS-28, PB-7
{
    Story story = ready();
    story.as(approver).when(issue()).then({RegulationEvent(RegulationIssued{
        rule, 1, second_text, "2419/QĐ-UBND", day("2026-10-12"), "UBND huyện", "KT. Chủ tịch", 2, {}, made_up})});
    BOOST_TEST(file_of(story).in_progress() == nullptr);
    BOOST_TEST(file_of(story).versions.front().done.by.value == approver.actor.value);
    story.when(issue()).then_nothing_new();
    story.as(officer).when(comment("gy-9")).then_refused(not_found, "consultation");
}

BOOST_AUTO_TEST_CASE(is_no_other_text) // CS-28
{
    Story story = ready();
    story.as(approver).when(issue(first_text)).then_refused(another_draft, "document");
    story.when(issue(other_text)).then_refused(another_draft, "document");
}

BOOST_AUTO_TEST_CASE(is_there_only_where_a_draft_is)
{
    Story story = before();
    story.when(issue({})).then_refused(not_found, "draft");
}

BOOST_AUTO_TEST_CASE(has_gone_through_all_that_it_asks_for) // CS-23 to CS-26, ACT-11
{
    Story silent = before();
    silent.once(DraftRegulation{rule, first_text, {}}).as(approver);
    silent.when(issue(first_text)).then_refused(not_consulted, "consultation");

    Story story = consolidated();
    story.as(approver).when(issue()).then_refused(not_reviewed, "review");
    story.once(ReviewDraft{rule, "xem"}).when(issue()).then_refused(not_agreed, "ban-chi-dao");
    story.as(admin).once(agreement).when(issue()).then_refused(conflict_of_interest, "author", "own_draft");
    story.as(approver).when(issue()).then_accepted();
}

BOOST_AUTO_TEST_CASE(goes_out_with_errors_only_for_a_reason_and_keeps_what_was_found) // CS-37
{
    Story story = ready();
    IssueRegulation wish = issue();
    wish.reason.clear();
    story.as(approver).when(wish).then_refused(reason_required, "reason");
    wish.reason = "Lỗi đã rõ, sửa ở lần sau";
    wish.findings = file('f');
    story.when(wish).then_accepted();
    const RegulationIssued& issued = file_of(story).versions.front().facts;
    BOOST_TEST(issued.reason == wish.reason);
    BOOST_TEST((issued.findings && issued.findings->document == file('f') && issued.findings->errors > 0));
}

BOOST_AUTO_TEST_CASE(that_came_on_paper_is_issued_straight_from_its_document)
{
    Story story = before();
    story.when(issue(first_text))
        .then({RegulationEvent(RegulationIssued{
            rule, 1, first_text, "2419/QĐ-UBND", day("2026-10-12"), "UBND huyện", "KT. Chủ tịch", {}, {}, made_up})});
}

BOOST_AUTO_TEST_CASE(is_superseded_by_the_next_for_cycles_to_come_and_never_for_those_that_run) // CS-30
{
    const RegulationId old("quy-che-2026");
    Regulation changed = the_regulation();
    changed.title = "Quy chế sửa đổi";
    changed.control.change_note = "đổi tên";
    Story story = given({});
    story.knowing(other_text, changed).as(admin).once(DraftRegulation{old, other_text, {}});
    story.once(IssueRegulation{old, other_text, "05/QĐ-UBND", {}, "UBND huyện", {}, made_up});
    BOOST_TEST(story.world().regulations.at(old).versions.size() == 2u);
    BOOST_TEST(story.cycle().regulation->title == "Quy chế");
    story.once(OpenCycle{CycleId("2027"), "Năm 2027", old, 2, {}, {}});
    BOOST_TEST(story.world().cycle(CycleId("2027"))->regulation->title == "Quy chế sửa đổi");
    const World again = replayed(story.past(), story.world().library);
    BOOST_TEST(again.cycle(cycle_2026)->regulation->title == "Quy chế");
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(guidance)

BOOST_AUTO_TEST_CASE(is_laid_over_one_criterion_dated_and_with_its_paper) // CS-31
{
    const RegulationId old("quy-che-2026");
    const OverlayGuidance lay{
        old,         1,  OverlayId("hd-1"), day("2026-11-01"),         "1394/SNV-CCHC", day("2026-10-22"),
        "Sở Nội vụ", {}, files_on_time,     "Tính cả hồ sơ liên thông"};
    Story story = given({});
    story.as(admin).when(lay).then({RegulationEvent(GuidanceOverlaid{old,
                                                                     1,
                                                                     OverlayId("hd-1"),
                                                                     day("2026-11-01"),
                                                                     "1394/SNV-CCHC",
                                                                     day("2026-10-22"),
                                                                     "Sở Nội vụ",
                                                                     {},
                                                                     files_on_time,
                                                                     "Tính cả hồ sơ liên thông"})});
    story.when(lay).then_nothing_new();
    const auto but = [&](auto change) {
        OverlayGuidance other = lay;
        change(other);
        return other;
    };
    story.when(but([](auto& o) { o.text = "khác"; })).then_refused(already_exists, "hd-1");
    story.when(but([](auto& o) { o.version = 2; })).then_refused(not_found, old.value);
    story.when(but([](auto& o) { o.overlay = OverlayId("hd-2"), o.criterion = nowhere; }))
        .then_refused(not_found, nowhere.value);
    story.when(but([](auto& o) { o.overlay = OverlayId("hd-2"), o.criterion = {}; })).then_refused(not_found);
    story.when(but([](auto& o) { o.overlay = OverlayId("hd-2"), o.criteria_sets = {"cap-xa"}; }))
        .then_refused(not_found, "cap-xa");
    story.when(but([](auto& o) { o.overlay = OverlayId("hd-2"), o.document_number = {}; }))
        .then_refused(reason_required, "document_number");
    story.when(but([](auto& o) { o.overlay = OverlayId("hd-2"), o.text = {}; })).then_refused(reason_required, "text");
    story.when(but([](auto& o) { o.overlay = OverlayId("Hướng dẫn"); })).then_refused(id_malformed, "overlay");
    story.as(officer).when(lay).then_refused(missing_right);
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(two_administrators)

BOOST_AUTO_TEST_CASE(do_not_act_past_each_other)
{
    Story story = drafted();
    const auto seen = static_cast<std::uint32_t>(file_of(story).seq);
    story.once(DraftRegulation{rule, second_text, {}});
    story.seeing_version(seen).when(OpenConsultation{rule, {}, {}, {}}).then_refused(stale_version, rule.value);
    story.seeing_version(static_cast<std::uint32_t>(file_of(story).seq))
        .when(OpenConsultation{rule, {}, {}, {}})
        .then_accepted();
}

BOOST_AUTO_TEST_SUITE_END()
