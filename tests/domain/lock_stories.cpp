#include "tests/domain/story.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>

using namespace cchc::domain;
using enum RefusalCode;

namespace {

const EnterSelfScore a_score{plan_carried_out, pts("1"), {}};

RoundLocked locked_by_the_clock(Instant due = lock, std::vector<AgencyId> agencies = {})
{
    return {cycle_2026, self_assessment, std::move(agencies), LockedBy::clock, due, {}};
}
/// Only the locks among what came: the scores of the unsubmitted come with them.
std::size_t locks_in(const std::vector<Record>& past)
{
    return static_cast<std::size_t>(std::ranges::count_if(past, [](const Record& record) {
        const auto* family = std::get_if<CycleEvent>(&record.event);
        return family && std::holds_alternative<RoundLocked>(*family);
    }));
}
ExtendRound extend(Instant until, std::vector<AgencyId> agencies = {})
{
    return {cycle_2026, self_assessment, std::move(agencies), until, {}, "15/QĐ-UBND", "mưa lũ"};
}
void no_access(Regulation& regulation)
{
    hard_deadline(regulation);
    regulation.rounds[0].after_lock = AfterLock::no_access;
}
LockRound by_hand(std::string reason = "kết thúc sớm theo công văn 20/UBND")
{
    return {cycle_2026, self_assessment, LockedBy::hand, std::move(reason)};
}

} // namespace

BOOST_AUTO_TEST_SUITE(a_hard_deadline) // LK-1, LK-4

BOOST_AUTO_TEST_CASE(takes_the_last_microsecond_before_it_and_not_its_own)
{
    Story story = under(hard_deadline);
    story.at(deadline.plus_us(-one_us)).when(a_score).then_accepted();
    story.at(deadline)
        .when(ClearSelfScore{plan_carried_out})
        .then_refused(deadline_passed, self_assessment.value, "2026-11-16T00:00:00.000+07:00");
}

BOOST_AUTO_TEST_CASE(refuses_every_act_of_an_agency_whether_the_lock_is_written_or_not)
{
    for (const bool written : {false, true}) {
        Story story = under(hard_deadline);
        story.given({SelfScoreEntered{plan_carried_out, pts("2"), 0, {}, {}}});
        story.at(deadline);
        if (written) story.once_the_clock_has_struck();
        const AttachEvidence evidence{plan_carried_out, LinkId("tl"), file('b'), {}, {}, {}, {}};
        const std::vector<EntryCommand> edits{
            a_score,
            ClearSelfScore{plan_carried_out},
            DeclareFigures{files_on_time, {}},
            WriteExplanation{plan_carried_out, "vì"},
            evidence,
            DetachEvidence{plan_carried_out, LinkId("tl")},
            ClaimNotApplicable{online, "vì"},
            WithdrawNotApplicable{online},
        };
        for (const EntryCommand& edit : edits) story.when(edit).then_refused(deadline_passed, self_assessment.value);
        story.when(Command(EditEntries{mine, {{a_score, {}}}})).then_refused(deadline_passed);
        story.when(UndoEdit{mine, story.past().front().seq}).then_refused(cannot_undo);
        story.when(RequestApproval{mine}).then_refused(deadline_passed);
        story.as(head);
        story.when(ApproveAssessment{mine}).then_refused(deadline_passed);
        story.when(ReturnAssessment{mine, "vì"}).then_refused(deadline_passed);
        story.when(DelegateSubmission{mine, officer.actor, "1"}).then_refused(deadline_passed);
        story.when(SubmitAssessment{mine, {"A"}}).then_refused(deadline_passed);
        story.when(WithdrawAssessment{mine, "vì"}).then_refused(deadline_passed);
    }
}

BOOST_AUTO_TEST_CASE(stays_shut_when_the_clock_steps_back) // I9
{
    Story story = under(hard_deadline);
    story.at(deadline).once_the_clock_has_struck();
    story.at(deadline.plus_us(-one_hour)).when(a_score).then_refused(deadline_passed);
}

BOOST_AUTO_TEST_CASE(holds_for_the_council_as_well) // LK-5
{
    Story story = given({SelfScoreEntered{plan_carried_out, pts("2"), 0, {}, {}}});
    const DecideAppraisal agreeing{mine, plan_carried_out, appraisal_1, Decision::agree, pts("2"), {}, {}, false};
    story.as(appraiser);
    story.at(lock.plus_us(-one_us)).when(agreeing).then_refused(round_locked, appraisal_1.value);
    story.at(round_1_ends).when(agreeing).then_refused(deadline_passed, appraisal_1.value);
    story.at(round_1_ends.plus_us(-one_us)).when(agreeing).then_accepted();
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(after_the_lock) // LK-2

BOOST_AUTO_TEST_CASE(the_software_stays_open_for_reading_by_default)
{
    Story story = under(hard_deadline);
    story.at(deadline).once_the_clock_has_struck();
    BOOST_TEST(!story.cycle().shuts_out(office, deadline.plus_us(one_day)));
}

BOOST_AUTO_TEST_CASE(it_is_closed_to_the_agencies_where_the_regulation_says_so)
{
    Story story = under(no_access);
    BOOST_TEST(!story.cycle().shuts_out(office, opening.plus_us(-one_us))); // nothing has been locked yet
    BOOST_TEST(!story.cycle().shuts_out(office, deadline.plus_us(-one_us)));
    BOOST_TEST(story.cycle().shuts_out(office, deadline)); // the lock event written or not
    BOOST_TEST(story.cycle().shuts_out(office, round_1_ends.plus_us(-one_us)));
}

BOOST_AUTO_TEST_CASE(it_opens_again_for_the_supplement)
{
    Story story = under(no_access);
    BOOST_TEST(!story.cycle().shuts_out(office, round_1_ends));
    BOOST_TEST(story.cycle().shuts_out(office, supplement_ends));
}

BOOST_AUTO_TEST_CASE(it_opens_again_under_a_reopening_of_either_for_whoever_that_names)
{
    Story story = under(no_access);
    story.at(supplement_ends).once_the_clock_has_struck().as(admin);
    const Instant until = supplement_ends.plus_us(one_day);
    story.once(ReopenRound{cycle_2026, self_assessment, GrantId("mo-1"), {office}, {papers}, until, "sai", "3/QĐ"});
    story.once(ReopenRound{cycle_2026, supplement, GrantId("mo-2"), {justice}, {papers}, until, "sai", "3/QĐ"});
    for (const AgencyId& one : {office, justice}) {
        BOOST_TEST(!story.cycle().shuts_out(one, until.plus_us(-one_us)));
        BOOST_TEST(story.cycle().shuts_out(one, until));
    }
    BOOST_TEST(story.cycle().shuts_out(home_affairs, until.plus_us(-one_us)));
}

BOOST_AUTO_TEST_CASE(an_extension_keeps_it_open)
{
    Story story = under(no_access);
    story.as(admin).once(extend(deadline.plus_us(one_day), {justice}));
    BOOST_TEST(story.cycle().shuts_out(office, deadline));
    BOOST_TEST(!story.cycle().shuts_out(justice, deadline));
    BOOST_TEST(story.cycle().shuts_out(justice, deadline.plus_us(one_day)));
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(a_soft_deadline) // LK-6

BOOST_AUTO_TEST_CASE(takes_work_until_the_lock_behind_it)
{
    given({}).at(deadline).when(a_score).then_accepted();
    given({}).at(lock.plus_us(-one_us)).when(a_score).then_accepted();
    given({}).at(lock).when(a_score).then_refused(deadline_passed, self_assessment.value,
                                                  "2026-11-19T00:00:00.000+07:00");
}

BOOST_AUTO_TEST_CASE(without_a_lock_behind_it_stays_open)
{
    Story story;
    story.given({RoundScheduled{cycle_2026, {self_assessment, opening, deadline, {}}, ""}});
    story.at(deadline.plus_us(300 * one_day)).when(a_score).then_accepted();
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(the_clock)

BOOST_AUTO_TEST_CASE(locks_when_it_is_due_and_not_before)
{
    Story story = given({});
    BOOST_TEST((story.world().next_due() == lock));
    story.at(lock.plus_us(-one_us)).when_the_clock_strikes().then_nothing_new();
    story.at(lock).when_the_clock_strikes().then_accepted();
    BOOST_TEST(locks_in(story.past()) == 1u);
    BOOST_TEST((story.world().next_due() == round_1_ends));
}

BOOST_AUTO_TEST_CASE(writes_one_lock_however_often_it_asks) // I9
{
    Story story = given({});
    for (int i = 0; i < 5; ++i) story.at(lock.plus_us(i * one_us)).once_the_clock_has_struck();
    story.at(lock.plus_us(-one_us)).when_the_clock_strikes().then_nothing_new();
    BOOST_TEST(locks_in(story.past()) == 1u);
}

BOOST_AUTO_TEST_CASE(catches_up_on_all_that_fell_due_while_it_stood_still)
{
    Story story = given({});
    story.at(round_2_ends.plus_us(100 * one_day)).once_the_clock_has_struck();
    BOOST_TEST(locks_in(story.past()) == 4u);
    BOOST_TEST(!story.world().next_due());
    const auto& first = std::get<RoundLocked>(std::get<CycleEvent>(story.past()[story.past().size() - 7].event));
    BOOST_TEST((first == locked_by_the_clock()));
}

BOOST_AUTO_TEST_CASE(is_the_systems_own_hand)
{
    const LockRound as_the_clock{cycle_2026, self_assessment, LockedBy::clock, {}};
    given({}).as(admin).at(lock).when(as_the_clock).then_refused(missing_right);
    given({}).as(officer).at(lock).when(as_the_clock).then_refused(missing_right);
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(an_extension) // LK-12

BOOST_AUTO_TEST_CASE(for_all_moves_the_deadline_and_the_lock_behind_it)
{
    Story story = given({});
    story.as(admin)
        .when(extend(deadline.plus_us(one_day)))
        .then({RoundExtended{cycle_2026,
                             self_assessment,
                             {},
                             deadline.plus_us(one_day),
                             lock.plus_us(one_day),
                             "15/QĐ-UBND",
                             "mưa lũ"}});
    story.as(officer).at(lock).when(a_score).then_accepted();
    story.at(lock.plus_us(one_day)).when(ClearSelfScore{plan_carried_out}).then_refused(deadline_passed);
}

BOOST_AUTO_TEST_CASE(of_a_hard_deadline_moves_the_deadline_itself)
{
    Story story = under(hard_deadline);
    story.as(admin).when(extend(deadline.plus_us(one_day))).then_accepted();
    story.as(officer).at(deadline).when(a_score).then_accepted();
    story.at(deadline.plus_us(one_day)).when(ClearSelfScore{plan_carried_out}).then_refused(deadline_passed);
}

BOOST_AUTO_TEST_CASE(for_listed_agencies_leaves_the_others_where_they_were)
{
    Story story = given({});
    story.as(admin).once(extend(deadline.plus_us(one_day), {justice}));
    story.at(lock);
    story.as(officer).when(a_score).then_refused(deadline_passed);
    story.as(justice_officer).about(justice).when(a_score).then_accepted();
    story.at(lock.plus_us(one_day)).when(ClearSelfScore{plan_carried_out}).then_refused(deadline_passed);
}

BOOST_AUTO_TEST_CASE(for_listed_agencies_has_its_own_lock)
{
    Story story = given({});
    story.as(admin).once(extend(deadline.plus_us(one_day), {justice}));
    story.at(lock).once_the_clock_has_struck();
    story.as(justice_officer).about(justice).when(a_score).then_accepted();
    BOOST_TEST((story.world().next_due() == lock.plus_us(one_day)));
    story.at(lock.plus_us(one_day)).once_the_clock_has_struck().once_the_clock_has_struck();
    BOOST_TEST(locks_in(story.past()) == 2u);
    BOOST_TEST((story.cycle().round(self_assessment)->locked_for(justice)));
    story.at(lock).when(ClearSelfScore{plan_carried_out}).then_refused(deadline_passed); // the clock stepped back
}

BOOST_AUTO_TEST_CASE(for_all_takes_along_whoever_had_a_shorter_one)
{
    Story story = given({});
    story.as(admin).once(extend(deadline.plus_us(one_day), {justice})).once(extend(deadline.plus_us(3 * one_day)));
    story.as(justice_officer).about(justice).at(lock.plus_us(2 * one_day)).when(a_score).then_accepted();
}

BOOST_AUTO_TEST_CASE(for_all_leaves_whoever_had_a_longer_one)
{
    Story story = given({});
    story.as(admin).once(extend(deadline.plus_us(3 * one_day), {justice})).once(extend(deadline.plus_us(one_day)));
    story.as(justice_officer).about(justice).at(lock.plus_us(2 * one_day)).when(a_score).then_accepted();
}

BOOST_AUTO_TEST_CASE(cites_its_decision)
{
    ExtendRound without = extend(deadline.plus_us(one_day));
    without.decision_number.clear();
    given({}).as(admin).when(without).then_refused(reason_required, "decision_number");
}

BOOST_AUTO_TEST_CASE(is_never_earlier_nor_the_same)
{
    Story story = given({});
    story.as(admin);
    story.when(extend(deadline)).then_refused(deadline_not_later, "deadline");
    story.when(extend(deadline.plus_us(-one_day))).then_refused(deadline_not_later, "deadline");
    story.once(extend(deadline.plus_us(2 * one_day), {justice}));
    story.when(extend(deadline.plus_us(one_day), {justice})).then_refused(deadline_not_later, "deadline");
}

BOOST_AUTO_TEST_CASE(never_shuts_the_door_earlier_than_it_was)
{
    ExtendRound stricter = extend(deadline.plus_us(one_day));
    stricter.locks_at = deadline.plus_us(one_day); // a day before the lock that was announced
    given({}).as(admin).when(stricter).then_refused(deadline_not_later, "locks_at");
    stricter.locks_at = deadline;
    given({}).as(admin).when(stricter).then_refused(deadline_not_later, "locks_at");
    stricter.locks_at = lock;
    given({}).as(admin).when(stricter).then_accepted();
}

BOOST_AUTO_TEST_CASE(of_a_hard_deadline_has_no_lock_of_its_own)
{
    ExtendRound two = extend(deadline.plus_us(one_day));
    two.locks_at = deadline.plus_us(2 * one_day);
    Story story = under(hard_deadline);
    story.as(admin).when(two).then_refused(deadline_not_later, "locks_at");
}

BOOST_AUTO_TEST_CASE(comes_before_the_deadline_it_moves)
{
    Story story = given({});
    story.as(admin).at(deadline.plus_us(-one_us)).when(extend(deadline.plus_us(one_day), {justice})).then_accepted();
    story.at(deadline).when(extend(deadline.plus_us(one_day))).then_refused(deadline_passed, self_assessment.value);
    story.when(extend(deadline.plus_us(2 * one_day), {justice})).then_accepted(); // theirs has not passed
}

BOOST_AUTO_TEST_CASE(never_reaches_back_over_a_lock)
{
    Story story = given({});
    story.as(admin).once(by_hand());
    story.when(extend(deadline.plus_us(one_day))).then_refused(round_locked);
    story.when(extend(deadline.plus_us(one_day), {justice})).then_refused(round_locked);
}

BOOST_AUTO_TEST_CASE(is_the_cycle_administrators_for_agencies_of_the_cycle)
{
    const ExtendRound one = extend(deadline.plus_us(one_day));
    for (const Person& other : {officer, head, appraiser, auditor})
        given({}).as(other).when(one).then_refused(missing_right);
    given({})
        .as(admin)
        .when(extend(deadline.plus_us(one_day), {AgencyId("khong-co")}))
        .then_refused(not_found, "khong-co");
    ExtendRound elsewhere = one;
    elsewhere.round = RoundId("khong-co");
    given({}).as(admin).when(elsewhere).then_refused(not_found, "khong-co");
    elsewhere.cycle = CycleId("2099");
    given({}).as(admin).when(elsewhere).then_refused(not_found, "2099");
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(a_lock_by_hand)

BOOST_AUTO_TEST_CASE(says_why_and_holds_at_once)
{
    Story story = given({});
    story.as(admin).when(by_hand("")).then_refused(reason_required, "reason");
    story.when(by_hand()).then_accepted();
    story.as(officer).when(a_score).then_refused(round_locked, self_assessment.value);
}

BOOST_AUTO_TEST_CASE(is_the_one_lock_of_its_opening)
{
    Story story = given({});
    story.as(admin).once(by_hand()).when(by_hand()).then_refused(round_locked);
    story.at(lock).when_the_clock_strikes().then_nothing_new();
    BOOST_TEST(locks_in(story.past()) == 1u);
    story.as(officer).when(a_score).then_refused(deadline_passed); // by now the printed lock has passed as well
}

BOOST_AUTO_TEST_CASE(leaves_to_the_clock_what_is_the_clocks)
{
    given({}).as(admin).at(lock).when(by_hand()).then_refused(round_locked);
}

BOOST_AUTO_TEST_CASE(takes_the_extended_ones_along)
{
    Story story = given({});
    story.as(admin).once(extend(deadline.plus_us(one_day), {justice})).once(by_hand());
    story.as(justice_officer).about(justice).when(a_score).then_refused(round_locked);
    story.at(lock.plus_us(2 * one_day)).when_the_clock_strikes().then_nothing_new();
}

BOOST_AUTO_TEST_CASE(ends_an_extension_that_runs_on_after_the_clocks_lock)
{
    Story story = given({});
    story.as(admin).once(extend(deadline.plus_us(one_day), {justice})).at(lock).once_the_clock_has_struck();
    story.when(by_hand()).then_accepted();
    const Event& first = story.past()[story.past().size() - 2].event; // then comes the score by the clock
    BOOST_TEST((std::get<RoundLocked>(std::get<CycleEvent>(first)).agencies == std::vector{justice}));
    story.when(by_hand()).then_refused(round_locked);
    story.at(lock.plus_us(2 * one_day)).when_the_clock_strikes().then_nothing_new();
}

BOOST_AUTO_TEST_CASE(scores_the_unsubmitted_like_any_lock)
{
    Story story = given({});
    story.as(admin).once(by_hand());
    BOOST_TEST(story.entry(submission).self.reason == "never");
    BOOST_TEST(story.entry(submission, theirs).self.reason == "never");
}

BOOST_AUTO_TEST_CASE(needs_a_round_that_has_begun)
{
    LockRound council = by_hand();
    council.round = appraisal_1;
    given({}).as(admin).when(council).then_refused(round_locked);
    given({}).as(officer).when(by_hand()).then_refused(missing_right);
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(a_round_is_scheduled) // TL-4

BOOST_AUTO_TEST_CASE(before_it_opens_and_never_into_the_past)
{
    const ScheduleRound later{cycle_2026, {appraisal_1, lock.plus_us(one_day), round_1_ends, round_1_ends}, "4/TB"};
    Story story = given({});
    story.as(admin).when(later).then({RoundScheduled{cycle_2026, later.window, "4/TB"}});
    story.when(later).then_nothing_new();
    ScheduleRound past = later;
    past.window = {appraisal_1, opening, working_day, working_day};
    story.when(past).then_refused(deadline_not_later);
    story.at(lock.plus_us(one_day)).when(later).then_refused(round_locked);
}

BOOST_AUTO_TEST_CASE(with_ends_after_their_beginnings)
{
    Story story = given({});
    story.as(admin);
    story.when(ScheduleRound{cycle_2026, {appraisal_1, round_1_ends, lock, lock}, ""})
        .then_refused(deadline_not_later, appraisal_1.value, "deadline");
    story.when(ScheduleRound{cycle_2026, {appraisal_1, lock, round_1_ends, round_1_ends.plus_us(1)}, ""})
        .then_refused(deadline_not_later, appraisal_1.value, "locks_at"); // a hard deadline locks where it ends
    const Instant later = round_1_ends.plus_us(one_day);
    story.when(ScheduleRound{cycle_2026, {appraisal_1, lock, later, {}}, ""})
        .then({RoundScheduled{cycle_2026, {appraisal_1, lock, later, later}, ""}});
}

BOOST_AUTO_TEST_CASE(once_open_only_where_its_end_was_left_open)
{
    Story story = given({});
    story.given({RoundScheduled{cycle_2026, {self_assessment, opening, {}, {}}, ""}});
    story.as(admin);
    story.when(ScheduleRound{cycle_2026, {self_assessment, deadline, lock, lock}, ""}).then_refused(round_locked);
    story.when(ScheduleRound{cycle_2026, {self_assessment, opening, deadline, lock}, ""}).then_accepted();
    story.when(ScheduleRound{cycle_2026, {self_assessment, opening, lock, lock}, ""}).then_refused(round_locked);
}

BOOST_AUTO_TEST_CASE(by_the_cycle_administrator)
{
    const ScheduleRound later{cycle_2026, {appraisal_1, lock.plus_us(one_day), round_1_ends, round_1_ends}, ""};
    given({}).as(appraiser).when(later).then_refused(missing_right);
}

BOOST_AUTO_TEST_SUITE_END()
