#include "tests/domain/story.hpp"

#include <boost/test/unit_test.hpp>

using namespace cchc::domain;
using enum RefusalCode;

namespace {

AttachEvidence attach(std::string_view link, char document, std::string_view corrects = {})
{
    return {plan_carried_out, LinkId(link), file(document), {}, "05/BC-VP", "1-3", LinkId(corrects)};
}
EvidenceAttached attached(std::string_view link, char document, const RoundId& round = self_assessment,
                          std::string_view reopening = {}, std::string_view corrects = {})
{
    return {plan_carried_out, LinkId(link), file(document),    {}, "05/BC-VP", "1-3",
            LinkId(corrects), round,        GrantId(reopening)};
}
DetachEvidence detach(std::string_view link)
{
    return {plan_carried_out, LinkId(link)};
}

/// Round 1 asked about the plan: the supplement is open to it.
Story asked_about(std::vector<Event> past, const Switches& switches = {})
{
    Story story(switches);
    story.given({SelfScoreEntered{plan_carried_out, pts("2"), 0, {}, {}}})
        .given(std::move(past))
        .once(WriteExplanation{plan_carried_out, "trước khóa"});
    story.at(lock).once_the_clock_has_struck().at(council_meets).as(appraiser);
    story.once(DecideAppraisal{mine,
                               plan_carried_out,
                               appraisal_1,
                               Decision::request_supplement,
                               pts("0"),
                               {},
                               "Báo cáo có chữ ký số",
                               false});
    story.at(round_1_ends).once_the_clock_has_struck().as(admin).once(PublishAppraisals{cycle_2026, appraisal_1});
    story.as(officer).at(answering);
    return story;
}

} // namespace

BOOST_AUTO_TEST_SUITE(evidence)

BOOST_AUTO_TEST_CASE(is_a_link_from_a_criterion_to_a_file_marked_with_its_round) // EV-21, EV-31
{
    given({}).when(attach("tl-1", 'b')).then({attached("tl-1", 'b')});
}

BOOST_AUTO_TEST_CASE(may_prove_many_criteria_with_one_file) // EV-31
{
    Story story = given({attached("tl-1", 'b')});
    AttachEvidence also = attach("tl-2", 'b');
    also.criterion = plan_in_time;
    story.when(also).then_accepted();
}

BOOST_AUTO_TEST_CASE(is_not_attached_twice_to_one_criterion)
{
    Story story = given({attached("tl-1", 'b')});
    story.when(attach("tl-2", 'b')).then_refused(already_exists, file('b').sha256.hex());
    story.when(attach("tl-1", 'c')).then_refused(already_exists, "tl-1");
}

BOOST_AUTO_TEST_CASE(may_be_attached_again_after_it_was_detached)
{
    Story story = given({attached("tl-1", 'b')});
    story.when(detach("tl-1")).then({EvidenceDetached{plan_carried_out, LinkId("tl-1"), {}}});
    BOOST_TEST(!story.entry(plan_carried_out).has_evidence());
    story.when(attach("tl-2", 'b')).then({attached("tl-2", 'b')});
    BOOST_TEST(story.entry(plan_carried_out).has_evidence());
}

BOOST_AUTO_TEST_CASE(detached_already_leaves_no_event_and_unknown_is_refused)
{
    Story story = given({attached("tl-1", 'b'), EvidenceDetached{plan_carried_out, LinkId("tl-1"), {}}});
    story.when(detach("tl-1")).then_nothing_new();
    story.when(detach("tl-9")).then_refused(not_found, "tl-9");
}

BOOST_AUTO_TEST_CASE(corrected_is_a_new_item_that_refers_to_the_old) // EV-22
{
    Story story = given({attached("tl-1", 'b')});
    story.when(attach("tl-2", 'c', "tl-1")).then({attached("tl-2", 'c', self_assessment, {}, "tl-1")});
    story.when(attach("tl-3", 'd', "tl-9")).then_refused(not_found, "tl-9");
}

BOOST_AUTO_TEST_CASE(belongs_to_a_leaf)
{
    AttachEvidence to_an_area = attach("tl-1", 'b');
    to_an_area.criterion = area_one;
    given({}).when(to_an_area).then_refused(not_scored_by_agency, area_one.value);
}

BOOST_AUTO_TEST_CASE(may_go_with_what_the_clock_scores) // EV-8
{
    AttachEvidence letter = attach("tl-1", 'b');
    letter.criterion = submission;
    given({}).when(letter).then_accepted();
}

BOOST_AUTO_TEST_CASE(has_a_well_formed_link)
{
    for (const char* bad : {"", "TL-1", "tl/1", "tờ-trình", "-tl", "a b"})
        given({}).when(attach(bad, 'b')).then_refused(id_malformed, "link");
}

BOOST_AUTO_TEST_CASE(has_a_limit_for_each_entry)
{
    Story story;
    for (std::size_t i = 0; i < most_evidence_per_entry; ++i) {
        EvidenceAttached one = attached("tl-" + std::to_string(i), 'b');
        one.document.sha256.bytes[0] = static_cast<std::uint8_t>(i);
        story.given({one});
    }
    story.when(attach("tl-zu-viel", 'c')).then_refused(too_long, "evidence");
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(evidence_that_was_there_at_the_lock) // EV-21, EV-22

BOOST_AUTO_TEST_CASE(stays_there_when_the_supplement_opens)
{
    Story story = asked_about({attached("tl-1", 'b')});
    story.when(detach("tl-1")).then_refused(deadline_passed, "tl-1");
}

BOOST_AUTO_TEST_CASE(is_told_from_what_the_supplement_adds)
{
    Story story = asked_about({attached("tl-1", 'b')});
    story.when(attach("tl-2", 'c', "tl-1")).then({attached("tl-2", 'c', supplement, {}, "tl-1")});
    story.when(detach("tl-2")).then_accepted(); // it came in this round and may still go
}

BOOST_AUTO_TEST_CASE(stays_there_under_a_reopening_whose_own_items_are_marked)
{
    Story story = given({attached("tl-1", 'b')});
    story.at(lock).once_the_clock_has_struck().at(council_meets).as(admin);
    story.once(
        ReopenRound{cycle_2026, self_assessment, GrantId("mo-1"), {office}, {}, round_1_ends, "sai sót", "3/QĐ"});
    story.as(officer);
    story.when(detach("tl-1")).then_refused(deadline_passed, "tl-1");
    story.when(attach("tl-2", 'c')).then({attached("tl-2", 'c', self_assessment, "mo-1")});
    story.when(detach("tl-2")).then({EvidenceDetached{plan_carried_out, LinkId("tl-2"), GrantId("mo-1")}});
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(the_supplement) // SA-11, SA-12, SA-13, EV-20

BOOST_AUTO_TEST_CASE(answers_what_was_asked_and_does_so_once)
{
    Story story = asked_about({});
    story.when(ProvideSupplement{plan_carried_out, "Gửi bản ký số"})
        .then({SupplementProvided{plan_carried_out, "Gửi bản ký số", {}}});
    story.when(ProvideSupplement{plan_carried_out, "Gửi bản ký số"}).then_nothing_new();
    story.when(ProvideSupplement{plan_carried_out, ""}).then_refused(reason_required, plan_carried_out.value, "text");
    story.when(ProvideSupplement{plan_carried_out, std::string(longest_explanation + 1, 'a')}).then_refused(too_long);
}

BOOST_AUTO_TEST_CASE(is_for_what_was_contested_only_by_default)
{
    Story story = asked_about({});
    story.when(ProvideSupplement{initiatives, "thêm"}).then_refused(supplement_not_asked, initiatives.value);
    AttachEvidence more = attach("tl-5", 'e');
    more.criterion = initiatives;
    story.when(more).then_refused(supplement_not_asked, initiatives.value);
}

BOOST_AUTO_TEST_CASE(is_for_everything_when_the_regulation_says_so)
{
    Story story = asked_about({}, [](Regulation& r) { r.supplement_scope = SupplementScope::all; });
    story.when(ProvideSupplement{initiatives, "thêm"}).then_accepted();
    story.when(ProvideSupplement{satisfaction, "thêm"}).then_refused(not_scored_by_agency, satisfaction.value);
}

BOOST_AUTO_TEST_CASE(is_not_for_what_the_council_agreed_with)
{
    Story story = asked_about({});
    story.given(
        {AppraisalDecided{Opinion{initiatives, appraisal_1, Decision::agree, {}, {}, {}, 0, {}, home_affairs, {}}},
         AppraisalsPublished{cycle_2026, appraisal_1, 1, 0}});
    story.when(ProvideSupplement{initiatives, "thêm"}).then_refused(supplement_not_asked, initiatives.value);
}

BOOST_AUTO_TEST_CASE(gives_no_sign_of_what_the_council_has_not_published) // AP-11
{
    Story story = given({SelfScoreEntered{plan_carried_out, pts("2"), 0, {}, {}}});
    story.at(council_meets)
        .as(appraiser)
        .once(DecideAppraisal{
            mine, plan_carried_out, appraisal_1, Decision::disagree, pts("0"), "không khớp", {}, false});
    story.as(officer).at(answering).once_the_clock_has_struck();
    story.when(ProvideSupplement{plan_carried_out, "thêm"}).then_refused(supplement_not_asked, plan_carried_out.value);
}

BOOST_AUTO_TEST_CASE(leaves_the_self_score_and_its_explanation_as_they_were)
{
    Story story = asked_about({});
    story.when(EnterSelfScore{plan_carried_out, pts("1"), {}}).then_refused(self_score_fixed, plan_carried_out.value);
    story.when(ClearSelfScore{plan_carried_out}).then_refused(self_score_fixed);
    story.when(WriteExplanation{plan_carried_out, "khác"}).then_refused(self_score_fixed);
    story.when(ClaimNotApplicable{plan_carried_out, "không"}).then_refused(self_score_fixed);
    story.when(WithdrawNotApplicable{plan_carried_out}).then_refused(self_score_fixed);
}

BOOST_AUTO_TEST_CASE(does_not_let_an_undo_reach_back_over_the_lock)
{
    Story story = asked_about({attached("tl-1", 'b')});
    for (const Record& record : std::vector<Record>(story.past()))
        if (record.actor == officer.actor)
            story.when(UndoEdit{mine, record.seq})
                .then_refused(std::holds_alternative<EvidenceAttached>(std::get<AssessmentEvent>(record.event))
                                  ? cannot_undo
                                  : self_score_fixed);
}

BOOST_AUTO_TEST_CASE(may_change_the_self_score_when_the_regulation_says_so)
{
    Story story = asked_about({}, [](Regulation& r) { r.supplement_may_change_self_score = true; });
    story.when(EnterSelfScore{plan_carried_out, pts("1"), {}})
        .then({SelfScoreEntered{plan_carried_out, pts("1"), 1, {}, {}}});
}

BOOST_AUTO_TEST_CASE(has_its_own_window)
{
    Story story = asked_about({});
    const ProvideSupplement answer{plan_carried_out, "thêm"};
    story.at(round_1_ends).when(answer).then_accepted();
    story.at(supplement_ends).when(ProvideSupplement{plan_carried_out, "quá muộn"}).then_refused(deadline_passed);
    given({}).when(answer).then_refused(round_locked); // it has not begun
}

BOOST_AUTO_TEST_SUITE_END()
