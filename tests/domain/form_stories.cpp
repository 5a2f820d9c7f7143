#include "domain/command_form.hpp"
#include "domain/text.hpp"

#include "tests/domain/story.hpp"

#include <boost/test/unit_test.hpp>

using namespace cchc::domain;
using enum RefusalCode;

namespace {

std::string_view fault(std::string_view text)
{
    return fault_of(text, TextForm::paragraphs);
}

using namespace std::string_literals;
/// "Tiếng" with its ế in three pieces, as some keyboards send it.
const std::string in_pieces = "Tie\u0302\u0301ng";

/// Every command with `text` wherever people write one, and whose hand it would be. Limits in bytes.
struct Written {
    Command command;
    std::size_t longest;
};
std::vector<Written> everywhere(const std::string& text)
{
    const RoundWindow window{self_assessment, {}, {}, {}};
    const Instant then = deadline.plus_us(one_day);
    const AttachEvidence plain{plan_carried_out, LinkId("tl"), file('b'), {}, {}, {}, {}};
    AttachEvidence numbered = plain, paged = plain;
    numbered.document_number = paged.pages = text;
    Figures figures;
    figures.exclusion_ground = text;
    const auto edit = [](EntryCommand what) { return EditEntry{mine, std::move(what)}; };
    const DecideAppraisal opinion{mine, plan_carried_out, appraisal_1, Decision::disagree, pts("1"), text, {}, false};
    DecideAppraisal needs = opinion;
    needs.reason.clear(), needs.needed = text;
    return {
        {FoundTenant{text, "a", 1}, longest_title},
        {FoundTenant{"a", text, 1}, longest_number},
        {GrantRole{GrantId("g"), ActorId("p"), RoleKind::auditor, {}, {}, {}, text}, longest_number},
        {EndRole{GrantId("g"), text}, longest_reason},
        {IssueRegulation{RegulationId("r"), {}, text, {}, "a"}, longest_number},
        {IssueRegulation{RegulationId("r"), {}, "1", {}, text}, longest_title},
        {OpenCycle{CycleId("2027"), text, RegulationId("r"), 1, {}, {}}, longest_title},
        {ScheduleRound{cycle_2026, window, text}, longest_number},
        {ExtendRound{cycle_2026, self_assessment, {}, then, {}, text, ""}, longest_number},
        {ExtendRound{cycle_2026, self_assessment, {}, then, {}, "1", text}, longest_reason},
        {LockRound{cycle_2026, self_assessment, LockedBy::hand, text}, longest_reason},
        {ReopenRound{cycle_2026, self_assessment, GrantId("mo"), {office}, {}, then, text, "1"}, longest_reason},
        {ReopenRound{cycle_2026, self_assessment, GrantId("mo"), {office}, {}, then, "a", text}, longest_number},
        {EndReopening{cycle_2026, GrantId("mo"), LockedBy::hand, text}, longest_reason},
        {edit(EnterSelfScore{plan_carried_out, pts("1"), text}), longest_reason},
        {edit(DeclareFigures{files_on_time, figures}), longest_reason},
        {edit(WriteExplanation{plan_carried_out, text}), longest_explanation},
        {edit(numbered), longest_number},
        {edit(paged), longest_pages},
        {edit(ClaimNotApplicable{online, text}), longest_reason},
        {edit(ProvideSupplement{plan_carried_out, text}), longest_explanation},
        {EditEntries{mine, {{WriteExplanation{plan_carried_out, text}, {}}}}, longest_explanation},
        {ReturnAssessment{mine, text}, longest_reason},
        {DelegateSubmission{mine, officer.actor, text}, longest_number},
        {SubmitAssessment{mine, {"Lãnh đạo", text}}, longest_title},
        {WithdrawAssessment{mine, text}, longest_reason},
        {RuleNotApplicable{mine, online, false, text}, longest_reason},
        {opinion, longest_reason},
        {needs, longest_reason},
    };
}
RefusalCode code_of(const std::optional<Refusal>& fault)
{
    BOOST_REQUIRE(fault);
    return fault->code;
}

} // namespace

BOOST_AUTO_TEST_SUITE(a_text)

BOOST_AUTO_TEST_CASE(says_something_or_is_empty)
{
    BOOST_TEST(fault("") == "");
    for (const char* blank : {" ", " \t\n", "\u00a0", "\u200b \ufeff", "\u3000"}) BOOST_TEST(fault(blank) == "blank");
    BOOST_TEST(fault(" . ") == "");
}

BOOST_AUTO_TEST_CASE(has_no_control_characters_but_tab_and_line_ends_between_paragraphs)
{
    for (const std::string& bad : {"a\0b"s, "a\x01"s, "a\x1b[2J"s, "a\x7f"s, "a\u0085"s, "a\u009f"s}) {
        BOOST_TEST(fault(bad) == "control_character");
        BOOST_TEST(fault_of(bad, TextForm::line) == "control_character");
    }
    BOOST_TEST(fault("một\n\thai\r\n") == "");
    for (const char* bad : {"một\nhai", "một\thai", "một\rhai"})
        BOOST_TEST(fault_of(bad, TextForm::line) == "control_character");
}

BOOST_AUTO_TEST_CASE(is_utf8)
{
    for (const std::string& bad : {"\x80"s, "\xc0\x80"s, "\xc1\xbf"s, "a\xc3"s, "\xe0\x80\x80"s, "\xe1\xba"s,
                                   "\xed\xa0\x80"s, "\xf0\x80\x80\x80"s, "\xf4\x90\x80\x80"s, "\xff"s})
        BOOST_TEST(fault(bad) == "not_utf8");
    BOOST_TEST(fault("Ủy ban nhân dân huyện Quảng Điền – 2023 😀") == "");
}

BOOST_AUTO_TEST_CASE(writes_vietnamese_letters_in_one_piece) // SW-1
{
    BOOST_TEST(fault(in_pieces) == "decomposed");
    BOOST_TEST(fault("Tiếng") == "");
    for (const char* bad :
         {"e\u0301", "o\u031b", "\u01a1\u0309", "\u1ea1\u0302", "d\u0323a", "U\u031b\u0300", "a\u0306"})
        BOOST_TEST(fault(bad) == "decomposed", bad);
}

BOOST_AUTO_TEST_CASE(may_have_letters_that_unicode_has_in_pieces_only)
{
    // ơ̆ and ê̆ of Êđê, q̃, a second mark above another.
    for (const char* good : {"\u01a1\u0306", "\u00ea\u0306", "q\u0303", "\u1ea5\u0303", "\u0301"})
        BOOST_TEST(fault(good) == "", good);
    BOOST_TEST(fault("\u01a1\u0306\u0323") == "decomposed"); // the lower mark stands first, and ợ is one letter
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(every_command)

BOOST_AUTO_TEST_CASE(keeps_each_of_its_texts_within_its_limit)
{
    const std::string longest(longest_explanation + 1, 'a');
    for (const Written& one : everywhere(longest))
        BOOST_TEST((code_of(form_fault(one.command)) == too_long), "command " << one.command.index());
    std::size_t at = 0;
    for (const Written& one : everywhere("a")) {
        const Command fits = everywhere(longest.substr(0, one.longest))[at].command;
        const Command too_long_by_one = everywhere(longest.substr(0, one.longest + 1))[at].command;
        BOOST_TEST(!form_fault(fits), "text " << at);
        BOOST_TEST((code_of(form_fault(too_long_by_one)) == too_long), "text " << at);
        ++at;
    }
}

BOOST_AUTO_TEST_CASE(has_well_formed_texts_only)
{
    for (const std::string& bad : {"  "s, "a\x01"s, "a\xff"s, in_pieces})
        for (const Written& one : everywhere(bad))
            BOOST_TEST((code_of(form_fault(one.command)) == text_malformed), "command " << one.command.index());
}

BOOST_AUTO_TEST_CASE(is_refused_for_its_form_before_it_is_looked_into)
{
    Story story;
    story.as(admin).when(LockRound{cycle_2026, self_assessment, LockedBy::hand, "   "});
    story.then_refused(text_malformed, "reason", "blank");
    story.as(officer).when(WriteExplanation{plan_carried_out, in_pieces});
    story.then_refused(text_malformed, "text", "decomposed");
    story.when(EditEntries{mine,
                           {{EnterSelfScore{initiatives, pts("1"), {}}, {}},
                            {WriteExplanation{plan_carried_out, in_pieces}, {}},
                            {WriteExplanation{papers, std::string(longest_explanation + 1, 'a')}, {}}}});
    story.then_refused(text_malformed);
    BOOST_TEST(story.refusal().items.size() == 2u);
    BOOST_TEST(story.refusal().items[0].about == "/items/1");
    BOOST_TEST(story.refusal().items[0].detail == "decomposed");
    BOOST_TEST((story.refusal().items[1].code == too_long));
    story.as(Person{ActorId("p-la"), {}}).when(WriteExplanation{plan_carried_out, in_pieces});
    story.then_refused(missing_right, "role"); // who asks comes first
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(a_list_names_nothing_twice)

BOOST_AUTO_TEST_CASE(of_agencies_in_an_extension)
{
    const ExtendRound twice{
        cycle_2026, self_assessment, {office, justice, office}, deadline.plus_us(one_day), {}, "15/QĐ", ""};
    given({}).as(admin).when(twice).then_refused(listed_twice, office.value);
}

BOOST_AUTO_TEST_CASE(of_agencies_and_criteria_in_a_reopening)
{
    ReopenRound reopen{cycle_2026, self_assessment, GrantId("mo-1"), {office, office}, {}, round_1_ends, "sai", "3/QĐ"};
    Story story;
    story.at(lock).once_the_clock_has_struck().as(admin).when(reopen).then_refused(listed_twice, office.value);
    reopen.agencies = {office};
    reopen.criteria = {online, papers, online};
    story.when(reopen).then_refused(listed_twice, online.value);
    reopen.criteria = {online, papers};
    story.when(reopen).then_accepted();
}

BOOST_AUTO_TEST_CASE(of_agencies_and_rounds_in_a_cycle)
{
    const RegulationId rule("quy-che-2026");
    Story story;
    story.as(admin);
    story.when(OpenCycle{CycleId("2027"), "", rule, 1, {office, office}, {}}).then_refused(listed_twice, office.value);
    const RoundWindow one{appraisal_1, {}, {}, {}};
    story.when(OpenCycle{CycleId("2027"), "", rule, 1, {}, {one, one}}).then_refused(listed_twice, appraisal_1.value);
}

BOOST_AUTO_TEST_CASE(but_two_of_one_office_may_have_taken_part) // SA-6
{
    const std::vector<std::string> two{"Phó Trưởng phòng", "Phó Trưởng phòng"};
    BOOST_TEST(!form_fault(SubmitAssessment{mine, two}));
}

BOOST_AUTO_TEST_SUITE_END()
