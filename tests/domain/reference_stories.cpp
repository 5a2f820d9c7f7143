#include "domain/reference.hpp"

#include "domain/evidence.hpp"
#include "tests/domain/scoring.hpp"
#include "tests/domain/story.hpp"

#include <boost/test/unit_test.hpp>

using namespace cchc::domain;
using enum RefusalCode;

namespace {

const Source list{"Danh mục thủ tục hành chính Chủ tịch công bố", "2451/QĐ-UBND", day("2026-09-15")};
const Date taken = day("2026-10-15");
using Numbers = std::vector<NamedCount>;

ImportReferences published(const Code& code, Numbers numbers)
{
    return {cycle_2026, list, taken, {{office, code, std::move(numbers)}}};
}
Reference fixed(Numbers numbers)
{
    return {std::move(numbers), list, taken, home_affairs, {}};
}
Figures part(std::int64_t numerator)
{
    Figures figures;
    figures.numerator = numerator;
    return figures;
}
const Numbers of_120{{"denominator", 120}};
/// The department has brought in that the office received 120 files.
Story with_120_files()
{
    Story story;
    story.as(appraiser).once(published(files_on_time, of_120)).as(officer);
    return story;
}
Owes owed(const Story& story, const Code& code)
{
    const CriteriaSet& set = *story.file().assessment.set;
    return owed_by(set[set.find(code.value)], story.entry(code));
}

} // namespace

BOOST_AUTO_TEST_SUITE(reference_data)

BOOST_AUTO_TEST_CASE(comes_with_its_source_and_the_day_it_was_taken) // SM-25, SW-5, RES-5
{
    Story story;
    story.as(appraiser)
        .when(published(files_on_time, of_120))
        .then({AssessmentEvent(ReferenceImported{files_on_time, fixed(of_120)})});
    BOOST_TEST((story.entry(files_on_time).reference == fixed(of_120)));
    BOOST_TEST(story.entry(files_on_time).version == 1u);
    BOOST_TEST(story.file().assessment.content == 0u); // nobody here wrote it
    story.when(published(files_on_time, of_120)).then_nothing_new();
}

BOOST_AUTO_TEST_CASE(is_confirmed_and_not_retyped)
{
    Story story = with_120_files();
    BOOST_TEST(owed(story, files_on_time).reference);
    FiguresDeclared confirmed{files_on_time, ratio(114, 120), pts("1"), 1, {}};
    story.when(DeclareFigures{files_on_time, part(114)}).then({AssessmentEvent(confirmed)});
    BOOST_TEST(!owed(story, files_on_time).reference);
    story.when(DeclareFigures{files_on_time, ratio(114, 120)}).then_nothing_new();
}

BOOST_AUTO_TEST_CASE(cannot_be_said_otherwise)
{
    Story story = with_120_files();
    story.when(DeclareFigures{files_on_time, ratio(114, 114)})
        .then_refused(figures_invalid, "denominator", "not_as_published");
    story.when(DeclareFigures{files_on_time, never_done()})
        .then_refused(figures_invalid, "denominator", "not_as_published");
}

BOOST_AUTO_TEST_CASE(leaves_a_score_as_it_is_and_asks_for_a_confirmation_again) // CS-32
{
    Story story = with_120_files();
    story.once(DeclareFigures{files_on_time, part(120)});
    story.as(appraiser).once(published(files_on_time, {{"denominator", 150}}));
    BOOST_TEST(story.entry(files_on_time).self.points->text() == "2.00");
    BOOST_TEST(owed(story, files_on_time).reference);
    story.as(officer).once(DeclareFigures{files_on_time, part(120)});
    BOOST_TEST(story.entry(files_on_time).self.points->text() == "1.00");
    BOOST_TEST(!owed(story, files_on_time).reference);
}

BOOST_AUTO_TEST_CASE(is_owed_until_a_score_stands_on_it_whatever_the_score)
{
    Story story = with_120_files();
    story.once(EnterSelfScore{files_on_time, Points{}, {}}); // no points claimed: no evidence owed, the numbers are
    BOOST_TEST(owed(story, files_on_time).reference);
    story.once(ClaimNotApplicable{files_on_time, "không phát sinh hồ sơ"});
    BOOST_TEST(owed(story, files_on_time).nothing());
}

BOOST_AUTO_TEST_CASE(stops_a_submission_that_has_not_confirmed_it)
{
    Story story = with_120_files();
    story.once(EnterSelfScore{files_on_time, Points{}, {}});
    story.as(head).when(SubmitAssessment{mine, {"Chánh Văn phòng"}}).then_refused(score_missing);
    bool named = false;
    for (const Refusal::Item& item : story.refusal().items)
        named |= item.code == reference_unconfirmed && item.about == files_on_time.value;
    BOOST_TEST(named);
}

BOOST_AUTO_TEST_CASE(comes_from_whoever_appraises_the_leaf_or_from_the_standing_department) // RES-5, ACT-22
{
    Story story;
    for (const Person& other : {admin, officer, head, auditor})
        story.as(other).when(published(files_on_time, of_120)).then_refused(missing_right);
    story.as(office_appraiser).when(published(files_on_time, of_120)).then_refused(missing_right);
    ImportReferences theirs_too = published(files_on_time, of_120);
    theirs_too.rows.front().agency = home_affairs;
    story.as(appraiser).when(theirs_too).then_refused(conflict_of_interest);
    theirs_too.rows.front().agency = justice;
    story.when(theirs_too).then_accepted();
}

BOOST_AUTO_TEST_CASE(is_read_by_the_rule_of_its_leaf)
{
    Story story;
    story.as(appraiser);
    const auto refused = [&](const Code& code, Numbers numbers, RefusalCode why) {
        story.when(published(code, std::move(numbers))).then_refused(why);
    };
    refused(files_on_time, {{"amount", 5}}, figures_invalid);
    refused(files_on_time, {{"denominator", 5}, {"denominator", 6}}, figures_invalid);
    refused(files_on_time, {{"denominator", -1}}, figures_invalid);
    refused(files_on_time, {}, figures_invalid);
    refused(plan_carried_out, of_120, figures_invalid); // a choice reads no number
    refused(satisfaction, of_120, not_scored_by_agency);
    refused(nowhere, of_120, not_found);
}

BOOST_AUTO_TEST_CASE(comes_whole_or_not_at_all_and_names_each_wrong_row)
{
    Story story;
    ImportReferences rows = published(files_on_time, of_120);
    rows.rows.push_back({justice, online, {{"denominator", 40}}});
    rows.rows.push_back({AgencyId("so-la"), online, {{"denominator", 40}}});
    rows.rows.push_back({office, online, {{"amount", 40}}});
    story.as(appraiser).when(rows).then_refused(not_found);
    BOOST_TEST(story.refusal().items.size() == 2u);
    BOOST_TEST(story.refusal().items.front().about == "/rows/2");
    BOOST_TEST(story.refusal().items.back().about == "/rows/3");
    BOOST_TEST(!story.entry(files_on_time).reference);
    rows.rows.resize(2);
    story.once(rows);
    BOOST_TEST(story.entry(files_on_time).reference.has_value());
    BOOST_TEST(story.entry(online, theirs).reference.has_value());
    rows.rows.push_back(rows.rows.front());
    story.when(rows).then_refused(listed_twice);
    rows.rows.clear();
    story.when(rows).then_refused(figures_invalid, "/rows", "required");
}

BOOST_AUTO_TEST_CASE(may_come_before_the_round_and_never_after_its_lock) // LK-4
{
    Story story(hard_deadline);
    story.as(appraiser).at(opening.plus_us(-one_day)).once(published(files_on_time, of_120));
    story.at(deadline.plus_us(-one_us)).once(published(files_on_time, {{"denominator", 121}}));
    story.at(deadline).when(published(files_on_time, of_120)).then_refused(deadline_passed);
}

BOOST_AUTO_TEST_CASE(waits_while_a_submission_stands)
{
    Story story = given({AssessmentSubmitted{1, 0, {}, {}, 0, {}, {}}});
    story.as(appraiser).when(published(files_on_time, of_120)).then_refused(assessment_submitted);
}

BOOST_AUTO_TEST_SUITE_END()
