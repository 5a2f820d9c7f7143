// A paper that is to bear a digital signature, and a file that has none (EV-13, EV-15).

#include "domain/evidence.hpp"
#include "domain/result.hpp"
#include "tests/domain/story.hpp"

#include <boost/test/unit_test.hpp>

using namespace cchc::domain;
using enum RefusalCode;

namespace {

constexpr auto signed_by_rule = SignatureRule::required, as_it_comes = SignatureRule::none;

/// The plan's evidence has lines of these kinds.
Switches with_lines(UnsignedUpload how, const std::vector<SignatureRule>& lines)
{
    return [=](Regulation& r) {
        r.unsigned_upload = how;
        const CriteriaSet before = r.criteria_sets[0];
        CriteriaSet set;
        set.id = before.id;
        set.maximum = before.maximum;
        for (Criterion copy : before.all()) {
            if (copy.code == plan_carried_out)
                for (const SignatureRule line : lines) copy.evidence.push_back({"Báo cáo", line, {}});
            const Code parent = copy.parent == no_criterion ? Code{} : before[copy.parent].code;
            set.add(std::move(copy), parent);
        }
        r.criteria_sets[0] = std::move(set);
    };
}
AttachEvidence attaching(SignatureVerdict signature, char letter = 'b', LinkId corrects = {})
{
    AttachEvidence wish{plan_carried_out, LinkId(std::string("tl-") + letter), file(letter), {}, {}, {}, {}};
    wish.signature = signature;
    wish.corrects = std::move(corrects);
    return wish;
}
Owes owed(const Story& story)
{
    const Assessment& file = story.file().assessment;
    const CriterionNo no = file.set->find(plan_carried_out.value);
    return owed_by((*file.set)[no], file.entries[no], story.cycle().regulation->unsigned_upload);
}
bool lacking(const Story& story)
{
    const Assessment& file = story.file().assessment;
    const CriterionNo no = file.set->find(plan_carried_out.value);
    return lacks_signature((*file.set)[no], file.entries[no]);
}
/// The plan is scored, and its paper comes.
Story scored(UnsignedUpload how, const std::vector<SignatureRule>& lines = {signed_by_rule})
{
    Story story(with_lines(how, lines));
    story.once(EnterSelfScore{plan_carried_out, pts("2"), {}});
    return story;
}
using enum SignatureVerdict;

/// What a check came to; the signature's organisation, where it has one.
SignatureCheck found(SignatureVerdict verdict, std::string organisation = "Sở Tài chính")
{
    SignatureCheck check;
    check.verdict = verdict;
    check.depth = {CheckDepth::integrity, CheckDepth::chain};
    check.at = working_day;
    if (verdict == unsigned_) return check;
    CheckedSignature one;
    one.verdict = verdict;
    one.organisation = std::move(organisation);
    check.signatures = {one};
    return check;
}
AttachEvidence checked(SignatureCheck check, char letter = 'b')
{
    AttachEvidence wish = attaching(unknown, letter);
    wish.check = std::move(check);
    return wish;
}
VerifySignature again(SignatureCheck check, char letter = 'b', AgencyId agency = office)
{
    return {std::move(agency), file(letter).sha256, std::move(check)};
}
Points counted_now(const Story& story, const Code& code)
{
    const AssessmentFile& held = story.file();
    return counted(story.cycle(), held.assessment, held.appraisal, held.assessment.set->find(code.value), Stage::self);
}
const Evidence& first_file(const Story& story)
{
    return story.entry(plan_carried_out).evidence.front();
}

} // namespace

BOOST_AUTO_TEST_SUITE(an_unsigned_file)

BOOST_AUTO_TEST_CASE(is_taken_with_a_warning)
{
    Story story = scored(UnsignedUpload::accept_with_warning);
    story.once(attaching(unsigned_));
    BOOST_TEST(lacking(story));
    BOOST_TEST(owed(story).nothing());
}

BOOST_AUTO_TEST_CASE(is_taken_with_an_explanation)
{
    Story story = scored(UnsignedUpload::accept_with_explanation);
    story.once(attaching(unsigned_));
    BOOST_TEST((owed(story) == Owes{.explanation = true}));
    story.once(WriteExplanation{plan_carried_out, "bản giấy có dấu đỏ"});
    BOOST_TEST(owed(story).nothing());
}

BOOST_AUTO_TEST_CASE(is_refused)
{
    Story story = scored(UnsignedUpload::refuse);
    story.when(attaching(unsigned_)).then_refused(signature_required, plan_carried_out.value, file('b').sha256.hex());
    story.when(attaching(carried)).then_accepted();
    BOOST_TEST(owed(story).nothing());
}

BOOST_AUTO_TEST_CASE(may_be_any_but_one_where_not_every_paper_is_signed) // a screenshot beside a report
{
    Story story = scored(UnsignedUpload::refuse, {signed_by_rule, as_it_comes});
    story.once(attaching(unsigned_));
    BOOST_TEST((owed(story) == Owes{.evidence = true}));
    story.once(attaching(carried, 'c'));
    BOOST_TEST(owed(story).nothing());
    BOOST_TEST(!lacking(story));
}

BOOST_AUTO_TEST_CASE(is_as_good_as_any_where_no_signature_is_asked_for) // row 5
{
    for (const SignatureRule line : {SignatureRule::optional, SignatureRule::none})
        for (const auto how : {UnsignedUpload::accept_with_explanation, UnsignedUpload::refuse}) {
            Story story = scored(how, {line});
            story.once(attaching(unsigned_));
            BOOST_TEST(!lacking(story));
            BOOST_TEST(owed(story).nothing());
        }
}

BOOST_AUTO_TEST_CASE(counts_no_more_once_a_signed_one_corrects_it)
{
    Story story = scored(UnsignedUpload::accept_with_explanation);
    story.once(attaching(unsigned_)).once(attaching(carried, 'c', LinkId("tl-b")));
    BOOST_TEST(!lacking(story));
    BOOST_TEST(owed(story).nothing());
    story.once(DetachEvidence{plan_carried_out, LinkId("tl-c")});
    BOOST_TEST(lacking(story));
}

BOOST_AUTO_TEST_CASE(keeps_a_submission_back_until_it_is_explained)
{
    Story story = scored(UnsignedUpload::accept_with_explanation);
    story.once(attaching(unsigned_));
    for (const Code& code : {files_on_time, plan_in_time, papers, initiatives, online})
        story.once(EnterSelfScore{code, {}, {}});
    story.as(head).when(SubmitAssessment{mine, {"Lãnh đạo"}}).then_refused(evidence_or_explanation_required);
    story.as(officer).once(WriteExplanation{plan_carried_out, "bản giấy có dấu đỏ"});
    story.as(head).when(SubmitAssessment{mine, {"Lãnh đạo"}}).then_accepted();
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(a_file_of_which_nothing_is_known)

BOOST_AUTO_TEST_CASE(is_no_reproach_under_any_reading)
{
    for (const auto how :
         {UnsignedUpload::accept_with_warning, UnsignedUpload::accept_with_explanation, UnsignedUpload::refuse}) {
        Story story = scored(how);
        story.when(attaching(unknown)).then_accepted();
        BOOST_TEST(!lacking(story));
        BOOST_TEST(owed(story).nothing());
    }
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(a_signature_that_does_not_hold) // EV-14

BOOST_AUTO_TEST_CASE(lacks_as_much_as_none)
{
    Story story = scored(UnsignedUpload::accept_with_explanation);
    story.once(checked(found(invalid)));
    BOOST_TEST(lacking(story));
    BOOST_TEST((owed(story) == Owes{.explanation = true}));
    BOOST_TEST(signature_doubts(story.entry(plan_carried_out)).invalid);
}

BOOST_AUTO_TEST_CASE(is_refused_where_an_unsigned_one_is)
{
    Story story = scored(UnsignedUpload::refuse);
    story.when(checked(found(invalid))).then_refused(signature_invalid, plan_carried_out.value, file('b').sha256.hex());
    story.when(checked(found(unsigned_)))
        .then_refused(signature_required, plan_carried_out.value, file('b').sha256.hex());
    story.when(checked(found(valid))).then_accepted();
    BOOST_TEST(owed(story).nothing());
    scored(UnsignedUpload::accept_with_warning).when(checked(found(invalid))).then_accepted();
    scored(UnsignedUpload::refuse, {signed_by_rule, as_it_comes}).when(checked(found(invalid))).then_accepted();
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(a_signature_that_could_not_be_checked_to_the_end)

BOOST_AUTO_TEST_CASE(is_taken_under_every_reading_and_doubted_until_it_is_checked_again)
{
    for (const auto how :
         {UnsignedUpload::accept_with_warning, UnsignedUpload::accept_with_explanation, UnsignedUpload::refuse}) {
        Story story = scored(how);
        story.when(checked(found(indeterminate))).then_accepted();
        BOOST_TEST(!lacking(story));
        BOOST_TEST(owed(story).nothing());
        BOOST_TEST(signature_doubts(story.entry(plan_carried_out)).indeterminate);
        story.once(again(found(valid)));
        BOOST_TEST((signature_doubts(story.entry(plan_carried_out)) == SignatureDoubts{}));
        story.once(again(found(invalid)));
        BOOST_TEST(lacking(story));
    }
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(a_check_made_later) // EV-14, ES-14

BOOST_AUTO_TEST_CASE(is_an_event_on_every_criterion_that_the_file_proves)
{
    Story story = scored(UnsignedUpload::accept_with_warning);
    AttachEvidence also = checked(found(indeterminate), 'b');
    also.criterion = initiatives;
    also.link = LinkId("tl-khac");
    story.once(checked(found(indeterminate))).once(also).once(attaching(unknown, 'c'));
    story.when(again(found(valid)))
        .then({SignatureVerified{plan_carried_out, LinkId("tl-b"), found(valid)},
               SignatureVerified{initiatives, LinkId("tl-khac"), found(valid)}});
    BOOST_TEST((first_file(story).signature() == valid));
    BOOST_TEST((first_file(story).attached.check == found(indeterminate))); // what was known then stays known
}

BOOST_AUTO_TEST_CASE(that_finds_the_same_leaves_no_event)
{
    Story story = scored(UnsignedUpload::accept_with_warning);
    story.once(checked(found(valid)));
    SignatureCheck same = found(valid);
    same.at = lock;
    same.report = file('f');
    story.when(again(same)).then_nothing_new();
    same.trust_list = file('9').sha256; // by another list it is another finding
    story.when(again(same)).then_accepted();
}

BOOST_AUTO_TEST_CASE(is_taken_after_the_lock_and_moves_no_points)
{
    Story story = scored(UnsignedUpload::refuse);
    story.once(checked(found(valid)));
    for (const Code& code : {files_on_time, plan_in_time, papers, initiatives, online})
        story.once(EnterSelfScore{code, {}, {}});
    story.as(head).once(SubmitAssessment{mine, {"Lãnh đạo"}});
    const std::uint64_t content = story.file().assessment.content;
    story.at(lock).once_the_clock_has_struck().at(council_meets).as(appraiser);
    story.when(again(found(invalid))).then_accepted();
    BOOST_TEST(counted_now(story, plan_carried_out).text() == "2.00");
    BOOST_TEST(story.file().assessment.content == content); // what the head approved is what stands
    BOOST_TEST(story.file().assessment.submitted());
}

BOOST_AUTO_TEST_CASE(is_asked_for_by_whoever_may_see_the_file)
{
    Story story = scored(UnsignedUpload::accept_with_warning);
    story.once(checked(found(indeterminate)));
    for (const Person& one : {officer, colleague, head, appraiser, the_clock})
        story.as(one).when(again(found(indeterminate))).then_nothing_new();
    story.as(office_appraiser).when(again(found(valid))).then_refused(not_found, file('b').sha256.hex());
    for (const Person& one : {justice_officer, admin, auditor})
        story.as(one).when(again(found(valid))).then_refused(missing_right, office.value);
    story.as(officer).when(again(found(valid), 'e')).then_refused(not_found, file('e').sha256.hex());
}

BOOST_AUTO_TEST_CASE(is_what_an_undo_brings_back)
{
    Story story = scored(UnsignedUpload::accept_with_warning);
    story.once(checked(found(indeterminate))).once(again(found(valid)));
    story.once(DetachEvidence{plan_carried_out, LinkId("tl-b")});
    story.once(UndoEdit{mine, story.last()});
    BOOST_TEST((!first_file(story).detached && first_file(story).signature() == valid));
}

BOOST_AUTO_TEST_CASE(keeps_to_the_form_of_an_event)
{
    Story story = scored(UnsignedUpload::accept_with_warning);
    story.once(checked(found(valid)));
    story.when(again(found(valid, std::string(longest_title + 1, 'a')))).then_refused(too_long, "organisation");
    story.when(again(found(valid, "Sở\nNội vụ"))).then_refused(text_malformed, "organisation");
    SignatureCheck many = found(valid);
    many.signatures.resize(most_signatures + 1);
    story.when(again(many)).then_refused(too_long, "signatures");
    SignatureCheck wordy = found(valid);
    wordy.reasons.resize(most_check_reasons + 1);
    story.when(again(wordy)).then_refused(too_long, "reasons");
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(the_issuer_of_a_paper) // EV-16

BOOST_AUTO_TEST_CASE(differs_where_no_signature_that_may_hold_is_its_own)
{
    const auto differs = [](std::string issuer, SignatureVerdict verdict, std::string organisation) {
        Story story = scored(UnsignedUpload::accept_with_warning);
        AttachEvidence wish = checked(found(verdict, std::move(organisation)));
        wish.issuer = std::move(issuer);
        story.once(wish);
        BOOST_TEST(signature_doubts(story.entry(plan_carried_out)).issuer_differs == issuer_differs(first_file(story)));
        return issuer_differs(first_file(story));
    };
    BOOST_TEST(differs("Sở Nội vụ", valid, "Sở Tài chính"));
    BOOST_TEST(differs("Sở Nội vụ", indeterminate, "Văn phòng"));
    BOOST_TEST(!differs("SỞ NỘI VỤ", valid, "Sở Nội vụ")); // capitals are no difference
    BOOST_TEST(!differs("", valid, "Sở Tài chính"));
    BOOST_TEST(!differs("Sở Nội vụ", valid, ""));
    BOOST_TEST(!differs("Sở Nội vụ", invalid, "Sở Tài chính")); // that one is reproached otherwise
}

BOOST_AUTO_TEST_SUITE_END()
