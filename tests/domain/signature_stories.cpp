// A paper that is to bear a digital signature, and a file that has none (EV-13, EV-15).

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
