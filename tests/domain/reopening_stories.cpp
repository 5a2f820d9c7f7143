#include "tests/domain/story.hpp"

#include <boost/test/unit_test.hpp>

using namespace cchc::domain;
using enum RefusalCode;

namespace {

const Instant until = council_meets.plus_us(2 * one_day);
const EnterSelfScore a_score{plan_carried_out, pts("1"), {}};
const SubmitAssessment submit{mine, {"Lãnh đạo"}};

ReopenRound reopen(std::string_view grant = "mo-1", std::vector<AgencyId> agencies = {office},
                   std::vector<Code> criteria = {})
{
    return {cycle_2026,          self_assessment, GrantId(grant),      std::move(agencies),
            std::move(criteria), until,           "sai số liệu nguồn", "31/QĐ-UBND"};
}
EndReopening end_by_hand(std::string reason = "đã sửa xong")
{
    return {cycle_2026, GrantId("mo-1"), LockedBy::hand, std::move(reason)};
}
/// The self-assessment has locked and the council meets.
Story after_the_lock()
{
    Story story = given({SelfScoreEntered{plan_carried_out, pts("2"), 0, {}, {}}});
    story.at(lock).once_the_clock_has_struck().at(council_meets).as(admin);
    return story;
}
Story reopened(std::vector<Code> criteria = {})
{
    Story story = after_the_lock();
    story.once(reopen("mo-1", {office}, std::move(criteria))).as(officer);
    return story;
}

} // namespace

BOOST_AUTO_TEST_SUITE(a_reopening) // LK-11

BOOST_AUTO_TEST_CASE(opens_a_locked_round_for_chosen_agencies_until_an_instant)
{
    Story story = after_the_lock();
    story.when(reopen()).then({RoundReopened{
        cycle_2026, self_assessment, GrantId("mo-1"), {office}, {}, until, "sai số liệu nguồn", "31/QĐ-UBND"}});
    story.as(officer).when(a_score).then_accepted();
    story.as(justice_officer).about(justice).when(a_score).then_refused(deadline_passed);
}

BOOST_AUTO_TEST_CASE(marks_everything_done_inside_it)
{
    const GrantId grant("mo-1");
    Story story = reopened();
    story.when(a_score).then({SelfScoreEntered{plan_carried_out, pts("1"), 1, {}, grant}});
    story.when(ClearSelfScore{plan_carried_out}).then({SelfScoreCleared{plan_carried_out, grant}});
    story.when(WriteExplanation{plan_carried_out, "vì"}).then({ExplanationWritten{plan_carried_out, "vì", grant}});
    story.when(ClaimNotApplicable{online, "không"}).then({NotApplicableClaimed{online, "không", grant}});
    story.when(WithdrawNotApplicable{online}).then({NotApplicableWithdrawn{online, grant}});
    story.when(UndoEdit{mine, story.past()[story.past().size() - 3].seq})
        .then({Compensated{story.past().size() - 5, 1}, ExplanationWritten{plan_carried_out, "", grant}});
}

BOOST_AUTO_TEST_CASE(of_some_criteria_leaves_the_others_shut)
{
    Story story = reopened({plan_carried_out, online});
    story.when(a_score).then_accepted();
    story.when(EnterSelfScore{initiatives, pts("1"), {}}).then_refused(reopen_scope_exceeded, initiatives.value);
}

BOOST_AUTO_TEST_CASE(of_some_criteria_lets_the_file_be_submitted_again)
{
    Story story = reopened({plan_carried_out});
    story.given({ExplanationWritten{plan_carried_out, "vì", {}}, SelfScoreEntered{files_on_time, pts("0"), {}, {}, {}},
                 SelfScoreEntered{plan_in_time, pts("0"), {}, {}, {}}, SelfScoreEntered{papers, pts("0"), {}, {}, {}},
                 SelfScoreEntered{initiatives, pts("0"), {}, {}, {}}, SelfScoreEntered{online, pts("0"), {}, {}, {}}});
    story.as(head).when(submit).then_accepted();
    BOOST_TEST(story.file().assessment.submissions.back().facts.reopening.value == "mo-1");
}

BOOST_AUTO_TEST_CASE(ends_by_itself_written_or_not)
{
    Story story = reopened();
    story.at(until.plus_us(-one_us)).when(a_score).then_accepted();
    story.at(until).when(ClearSelfScore{plan_carried_out}).then_refused(deadline_passed);
    BOOST_TEST((story.world().next_due() == until));
    story.when_the_clock_strikes().then({ReopeningEnded{cycle_2026, GrantId("mo-1"), LockedBy::clock, {}}});
    story.when_the_clock_strikes().then_nothing_new();
    story.at(until.plus_us(-one_hour)).when(ClearSelfScore{plan_carried_out}).then_refused(deadline_passed);
}

BOOST_AUTO_TEST_CASE(is_not_ended_by_the_clock_before_its_instant)
{
    Story story = reopened();
    story.at(until.plus_us(-one_us)).when_the_clock_strikes().then_nothing_new();
    const EndReopening as_the_clock{cycle_2026, GrantId("mo-1"), LockedBy::clock, {}};
    story.as(admin).at(until).when(as_the_clock).then_refused(missing_right);
}

BOOST_AUTO_TEST_CASE(may_be_ended_early_with_a_reason)
{
    Story story = reopened();
    story.as(admin).when(end_by_hand("")).then_refused(reason_required, "reason");
    story.when(end_by_hand()).then({ReopeningEnded{cycle_2026, GrantId("mo-1"), LockedBy::hand, "đã sửa xong"}});
    story.when(end_by_hand()).then_nothing_new();
    story.as(officer).when(a_score).then_refused(deadline_passed);
}

BOOST_AUTO_TEST_CASE(adds_history_and_leaves_the_earlier_state_readable) // ES-12
{
    Story story = reopened();
    const std::size_t before = story.past().size();
    story.once(a_score);
    const std::vector<Record> then(story.past().begin(), story.past().begin() + static_cast<std::ptrdiff_t>(before));
    const World earlier = replayed(then, story.world().library);
    const Assessment& file = earlier.file(mine.value)->assessment;
    BOOST_TEST(file.entry(file.set->find(plan_carried_out.value)).self.points->text() == "2.00");
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(a_reopening_is_refused)

BOOST_AUTO_TEST_CASE(where_the_round_is_open_already)
{
    given({}).as(admin).when(reopen()).then_refused(already_exists, office.value);
}

BOOST_AUTO_TEST_CASE(where_the_round_has_not_begun)
{
    ReopenRound early = reopen();
    early.round = appraisal_1;
    given({}).as(admin).when(early).then_refused(round_locked);
}

BOOST_AUTO_TEST_CASE(over_another_that_still_runs)
{
    Story story = reopened({plan_carried_out});
    story.as(admin).when(reopen("mo-2", {justice, office}, {online})).then_refused(already_exists, "mo-1");
    story.when(reopen("mo-2", {justice})).then_accepted();
    story.once(end_by_hand());
    story.when(reopen("mo-3", {office}, {online})).then_accepted();
}

BOOST_AUTO_TEST_CASE(under_a_name_that_was_used_before) // two administrators at once: one wins
{
    Story story = reopened();
    story.as(admin).when(reopen()).then_refused(already_exists, "mo-1");
    story.once(end_by_hand()).when(reopen()).then_refused(already_exists, "mo-1");
}

BOOST_AUTO_TEST_CASE(without_a_ground_agencies_or_an_instant_to_come)
{
    Story story = after_the_lock();
    ReopenRound bad = reopen();
    bad.ground.clear();
    story.when(bad).then_refused(reason_required, "ground");
    bad = reopen();
    bad.agencies.clear();
    story.when(bad).then_refused(not_found, "agencies");
    bad = reopen();
    bad.until = council_meets;
    story.when(bad).then_refused(deadline_not_later, "until");
    bad = reopen("Mở lại");
    story.when(bad).then_refused(id_malformed, "grant");
    bad = reopen("mo-1", {AgencyId("khong-co")});
    story.when(bad).then_refused(not_found, "khong-co");
    bad = reopen("mo-1", {office}, {nowhere});
    story.when(bad).then_refused(not_found, nowhere.value);
    bad = reopen("mo-1", {office}, {area_one});
    story.when(bad).then_refused(not_found, area_one.value);
}

BOOST_AUTO_TEST_CASE(by_anyone_but_the_cycle_administrator)
{
    for (const Person& other : {officer, head, appraiser, auditor})
        after_the_lock().as(other).when(reopen()).then_refused(missing_right);
}

BOOST_AUTO_TEST_CASE(and_ended_by_name_only)
{
    EndReopening other = end_by_hand();
    other.grant = GrantId("mo-9");
    after_the_lock().when(other).then_refused(not_found, "mo-9");
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(of_two_administrators_at_once)

BOOST_AUTO_TEST_CASE(one_reopens_and_the_other_hears_that_it_is_open)
{
    Story story = after_the_lock();
    story.once(reopen("mo-1")).when(reopen("mo-2")).then_refused(already_exists, office.value);
}

BOOST_AUTO_TEST_CASE(who_says_what_he_looked_at_acts_on_that_or_not_at_all)
{
    const Instant later = deadline.plus_us(one_day);
    const Sequence seen = given({}).cycle().seq;
    const ExtendRound extend{cycle_2026, self_assessment, {}, later, {}, "15/QĐ", ""};
    ExtendRound longer = extend;
    longer.deadline = later.plus_us(one_day);
    Story story;
    story.as(admin).seeing_version(static_cast<std::uint32_t>(seen)).once(extend);
    const Sequence now = story.cycle().seq;
    BOOST_TEST(now == story.last());
    const std::vector<Command> others{
        longer,
        ScheduleRound{cycle_2026, {appraisal_1, lock.plus_us(one_day), round_1_ends, round_1_ends}, ""},
        LockRound{cycle_2026, self_assessment, LockedBy::hand, "sớm"},
        PublishAppraisals{cycle_2026, appraisal_1},
        reopen(),
        end_by_hand(),
    };
    for (const Command& other : others) {
        story.seeing_version(static_cast<std::uint32_t>(seen)).when(other).then_refused(stale_version, "2026");
        BOOST_TEST(story.refusal().current == static_cast<long long>(now));
    }
    story.as(officer).seeing_version(1).when(others.front()).then_refused(missing_right);
    story.as(admin).seeing_version(static_cast<std::uint32_t>(now)).when(longer).then_accepted();
}

BOOST_AUTO_TEST_CASE(one_locks_publishes_or_opens_a_cycle_and_the_other_is_refused)
{
    Story story = after_the_lock();
    const LockRound by_hand{cycle_2026, appraisal_1, LockedBy::hand, "xong"};
    story.once(by_hand).when(by_hand).then_refused(round_locked);
    const PublishAppraisals publish{cycle_2026, appraisal_1};
    story.once(publish).when(publish).then_refused(already_published);
    const OpenCycle open{CycleId("2027"), "", RegulationId("quy-che-2026"), 1, {}, {}};
    story.once(open).when(open).then_refused(already_exists, "2027");
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(a_reopened_appraisal)

BOOST_AUTO_TEST_CASE(lets_the_council_decide_again_and_publish_what_is_new)
{
    Story story = given({SelfScoreEntered{plan_carried_out, pts("2"), 0, {}, {}}});
    const DecideAppraisal lowered{mine,     plan_carried_out, appraisal_1, Decision::disagree,
                                  pts("1"), "thiếu",          {},          false};
    DecideAppraisal confirmed = lowered;
    confirmed.decision = Decision::agree;
    confirmed.points = pts("2");
    const PublishAppraisals publish{cycle_2026, appraisal_1};
    story.at(council_meets).as(appraiser).once(lowered).as(admin).once(publish);
    story.at(round_1_ends).once_the_clock_has_struck();
    ReopenRound again = reopen("mo-1", {office}, {plan_carried_out});
    again.round = appraisal_1;
    again.until = round_1_ends.plus_us(one_day);
    story.once(again).as(appraiser).when(confirmed).then_accepted();
    BOOST_TEST(story.item(plan_carried_out, 1).by(home_affairs).decided->reopening.value == "mo-1");
    BOOST_TEST(story.item(plan_carried_out, 1).published->points.text() == "1.00");
    story.as(admin).when(publish).then_accepted();
    BOOST_TEST(story.item(plan_carried_out, 1).published->points.text() == "2.00");
    story.when(publish).then_refused(already_published);
}

BOOST_AUTO_TEST_SUITE_END()
