#include "tests/domain/scoring.hpp"
#include "tests/domain/story.hpp"

#include <boost/test/unit_test.hpp>

using namespace cchc::domain;
using enum RefusalCode;

// Results are made known under a decision, and stand as they stood then.

namespace {

const Instant all_over = round_2_ends.plus_us(one_day);

void by_the_chairman(Regulation& r)
{
    r.publisher = "Chủ tịch UBND huyện";
    r.publisher_kind = PublisherKind::office_holder;
}
void by_the_committee(Regulation& r)
{
    r.publisher = "UBND huyện";
    r.publisher_kind = PublisherKind::body;
}

/// Every round is over, the appraisals are published, the administrator acts.
Story final_results(const Switches& switches = by_the_chairman)
{
    Story story = under(switches);
    story.given({RoundLocked{cycle_2026, self_assessment, {}, LockedBy::clock, lock, {}},
                 AppraisalsPublished{cycle_2026, appraisal_1, 1, 1},
                 AppraisalsPublished{cycle_2026, appraisal_2, 1, 1}});
    story.at(all_over).once_the_clock_has_struck().as(admin);
    return story;
}

PublishResults decision(const Story& story)
{
    PublishResults publish;
    publish.cycle = cycle_2026;
    publish.table = story.last();
    publish.decision_number = "12/QĐ-UBND";
    publish.decision_date = day("2026-12-20");
    return publish;
}
PublishResults correction(const Story& story, std::uint32_t corrects)
{
    PublishResults publish = decision(story);
    publish.decision_number = "31/QĐ-UBND";
    publish.corrects = corrects;
    publish.reason = "cộng sai điểm khảo sát";
    return publish;
}
ResultsPublished published(const PublishResults& by, std::uint32_t number = 1)
{
    return {cycle_2026,
            number,
            by.table,
            PublicExtent::areas,
            by.decision_number,
            by.decision_date,
            "Chủ tịch UBND huyện",
            "Chủ tịch UBND huyện",
            by.awaited,
            by.corrects,
            by.reason};
}

} // namespace

BOOST_AUTO_TEST_SUITE(results_made_known)

BOOST_AUTO_TEST_CASE(name_their_decision_and_the_table_it_was_taken_upon) // PB-1, PB-7
{
    Story story = final_results();
    const PublishResults publish = decision(story);
    story.when(publish).then({published(publish)});
    BOOST_TEST((story.cycle().publications == std::vector{published(publish)}));
}

BOOST_AUTO_TEST_CASE(are_signed_in_the_name_of_a_body_or_by_the_office_holder_himself) // ACT-3, row 16
{
    Story committee = final_results(by_the_committee);
    PublishResults publish = decision(committee);
    committee.when(publish).then_refused(reason_required, "signed_by");
    publish.signed_by = "Phó Chủ tịch UBND huyện";
    committee.once(publish);
    BOOST_TEST(committee.cycle().publications.front().publisher == "UBND huyện");
    BOOST_TEST(committee.cycle().publications.front().signed_by == "Phó Chủ tịch UBND huyện");

    Story chairman = final_results();
    chairman.once(decision(chairman));
    BOOST_TEST(chairman.cycle().publications.front().signed_by == "Chủ tịch UBND huyện");
}

BOOST_AUTO_TEST_CASE(go_as_far_as_the_regulation_says) // PB-6
{
    for (const PublicExtent extent :
         {PublicExtent::ranking, PublicExtent::areas, PublicExtent::criteria, PublicExtent::explanations}) {
        Story story = final_results([=](Regulation& r) { by_the_chairman(r), r.public_extent = extent; });
        story.once(decision(story));
        BOOST_TEST((story.cycle().publications.front().extent == extent));
    }
}

BOOST_AUTO_TEST_CASE(wait_for_every_round_and_every_point_unless_there_is_a_reason)
{
    const auto refused_for = [](Story story, const std::string& about) {
        PublishResults early = decision(story);
        story.as(admin).when(early).then_refused(results_not_final, about);
        early.reason = "theo chỉ đạo của Chủ tịch";
        story.when(early).then_accepted();
    };
    const Event locked = RoundLocked{cycle_2026, self_assessment, {}, LockedBy::clock, lock, {}};
    const Event first = AppraisalsPublished{cycle_2026, appraisal_1, 1, 1};
    refused_for(under(by_the_chairman), "self_assessment");
    refused_for(under(by_the_chairman).given({locked}).at(all_over), "appraisal_1");
    refused_for(under(by_the_chairman).given({locked, first}).at(answering), "supplement");
    refused_for(under(by_the_chairman).given({locked, first}).at(all_over).once_the_clock_has_struck(), "appraisal_2");

    Story reopened = final_results();
    reopened.once(ReopenRound{
        cycle_2026, self_assessment, GrantId("mo-1"), {office}, {}, all_over.plus_us(one_day), "sai số liệu", "3/QĐ"});
    refused_for(reopened, "mo-1");

    Story story = final_results();
    PublishResults awaiting = decision(story);
    awaiting.awaited = 3;
    story.when(awaiting).then_refused(results_not_final, "awaits");
    awaiting.reason = "kết quả khảo sát sẽ công bố sau";
    story.when(awaiting).then({published(awaiting)});
}

BOOST_AUTO_TEST_CASE(are_of_a_table_as_new_as_the_calendar)
{
    Story story = final_results();
    PublishResults publish = decision(story);
    publish.table = story.cycle().seq - 1;
    story.when(publish).then_refused(stale_version, "table_seq");
    BOOST_TEST(story.refusal().current == static_cast<long long>(story.cycle().seq));
    publish.table = story.cycle().seq;
    story.when(publish).then_accepted();
}

BOOST_AUTO_TEST_CASE(are_corrected_by_a_decision_that_names_the_last_one_and_says_why) // PB-8
{
    Story story = final_results();
    story.when(correction(story, 1)).then_refused(not_found, "1");
    story.once(decision(story));
    story.when(decision(story)).then_refused(already_exists, "1");
    PublishResults silent = correction(story, 1);
    silent.reason.clear();
    story.when(silent).then_refused(reason_required, "reason");
    const PublishResults second = correction(story, 1);
    story.once(second);
    BOOST_TEST((story.cycle().publications.back() == published(second, 2)));
    story.when(correction(story, 1)).then_refused(already_exists, "2");
    story.when(correction(story, 2)).then_accepted();
    BOOST_TEST(story.cycle().publications.front().decision_number == "12/QĐ-UBND"); // both stay
}

BOOST_AUTO_TEST_CASE(are_the_administrators_to_publish)
{
    Story story = final_results();
    for (const Person& person : {officer, head, appraiser, auditor})
        story.as(person).when(decision(story)).then_refused(missing_right, "publish_results");
    PublishResults nameless = decision(story);
    nameless.decision_number.clear();
    story.as(admin).when(nameless).then_refused(reason_required, "decision_number");
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(a_report_upward) // DL-7

BOOST_AUTO_TEST_CASE(says_to_whom_published_results_went_under_which_number)
{
    Story story = final_results();
    const ReportResults report{cycle_2026, 1, "Sở Nội vụ", "05/BC-UBND", day("2027-03-30")};
    story.when(report).then_refused(not_found, "publication");
    story.once(decision(story));
    story.when(report).then({ResultsReported{cycle_2026, 1, "Sở Nội vụ", "05/BC-UBND", day("2027-03-30")}});
    story.once(report).when(report).then_nothing_new();
    ReportResults other = report;
    other.to.clear();
    story.when(other).then_refused(reason_required, "to");
    other = report;
    other.document_number.clear();
    story.when(other).then_refused(reason_required, "document_number");
    story.as(auditor).when(report).then_refused(missing_right, "report_results");
}

BOOST_AUTO_TEST_SUITE_END()
