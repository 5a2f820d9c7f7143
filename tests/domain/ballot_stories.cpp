#include "domain/ballots.hpp"

#include "tests/domain/giving.hpp"

#include <boost/test/unit_test.hpp>

using namespace cchc::domain;
using enum RefusalCode;

namespace {

const Source paper{"Phiếu cho điểm", "PL2", {}};

CastBallot ballot(std::string leader, std::string_view points, std::string reason = {})
{
    return {mine, esteem, std::move(leader), pts(points), std::move(reason), paper};
}
const OpenBallots open_them{mine, esteem, "không còn ai bỏ phiếu"};

bool opened(const Story& story)
{
    return story.entry(esteem).given.has_value();
}

Story with_a_leaders_round(const Switches& more = [](Regulation&) {})
{
    Story story = where_others_score([more](Regulation& r) {
        plan_round(r, RoundKind::leaders);
        more(r);
    });
    story.as(admin).at(council_meets);
    story.once(ScheduleRound{cycle_2026, {RoundId("leaders"), council_meets, answering, answering}, "5/KH"});
    story.as(appraiser).at(council_meets.plus_us(one_hour));
    return story;
}

Story with_reading(const std::function<void(BallotPlan&)>& reading)
{
    Story story = where_others_score([reading](Regulation& r) { reading(r.ballots[0]); });
    story.as(appraiser).at(council_meets);
    return story;
}

} // namespace

BOOST_AUTO_TEST_SUITE(a_leaders_ballot)

BOOST_AUTO_TEST_CASE(counts_for_nothing_until_all_are_in) // LD-7
{
    Story story = with_reading([](BallotPlan&) {});
    story.once(ballot("chu-tich", "4")).once(ballot("pct-1", "3"));
    BOOST_TEST(!opened(story));
    BOOST_TEST(story.entry(esteem).version == 0u); // nothing to see
    story.once(ballot("pct-2", "2"));
    BOOST_TEST(counted_on(story, esteem) == "3.00"); // the mean of three (LD-6)
    BOOST_TEST(story.entry(esteem).given->ballots == 3u);
}

BOOST_AUTO_TEST_CASE(may_be_cast_again_before_the_opening_and_the_last_one_counts)
{
    Story story = with_reading([](BallotPlan&) {});
    story.once(ballot("chu-tich", "4")).once(ballot("chu-tich", "1"));
    story.when(ballot("chu-tich", "1")).then_nothing_new();
    story.once(ballot("pct-1", "3")).once(ballot("pct-2", "2"));
    BOOST_TEST(counted_on(story, esteem) == "2.00");
}

BOOST_AUTO_TEST_CASE(is_corrected_with_a_reason_once_they_are_open_and_counts_at_once)
{
    Story story = with_reading([](BallotPlan&) {});
    story.once(ballot("chu-tich", "4")).once(ballot("pct-1", "3")).once(ballot("pct-2", "2"));
    story.when(ballot("pct-2", "4")).then_refused(reason_required, esteem.value, "reason");
    story.once(ballot("pct-2", "3.5", "ghi nhầm"));
    BOOST_TEST(counted_on(story, esteem) == "3.50");
}

BOOST_AUTO_TEST_CASE(is_of_a_leader_in_the_plan_and_within_its_steps)
{
    Story story = with_reading([](BallotPlan&) {});
    story.when(ballot("nguoi-la", "4")).then_refused(figures_invalid, "nguoi-la", "unknown_key");
    story.when(ballot("chu-tich", "4.25")).then_refused(score_out_of_range, esteem.value, "4.00");
    story.when(ballot("chu-tich", "3.10")).then_refused(score_step_not_allowed, esteem.value);
    CastBallot elsewhere = ballot("chu-tich", "3");
    elsewhere.criterion = watched;
    story.when(elsewhere).then_refused(scored_otherwise, watched.value);
    story.seeing_version(7).when(ballot("chu-tich", "4")).then_refused(stale_version, mine.value);
}

BOOST_AUTO_TEST_CASE(is_entered_by_the_standing_department_from_paper) // LD-8
{
    Story story = with_reading([](BallotPlan&) {});
    for (const Person& other : {admin, officer, head, auditor})
        story.as(other).when(ballot("chu-tich", "4")).then_refused(missing_right);
    story.as(office_appraiser).when(ballot("chu-tich", "4")).then_refused(conflict_of_interest);
}

BOOST_AUTO_TEST_CASE(is_cast_by_the_leader_himself_where_the_plan_says_so) // LD-8
{
    Story story = with_reading([](BallotPlan& plan) { plan.entered_by = BallotEntry::leaders; });
    const Person chair{ActorId("p-chu-tich"), {RoleKind::leader, {}, GrantId("g-chu-tich")}};
    GrantRole seat{chair.hat.grant, chair.actor, RoleKind::leader, {}, {}, {}, "1/QĐ", ""};
    story.as(admin).when(seat).then_refused(not_found, "leader");
    seat.leader = "chu-tich";
    story.once(seat);
    story.as(chair).once(ballot("chu-tich", "4"));
    story.when(ballot("pct-1", "4")).then_refused(missing_right, "pct-1");
    CastBallot elsewhere = ballot("chu-tich", "2");
    elsewhere.criterion = watched;
    story.when(elsewhere).then_refused(scored_otherwise, watched.value);
    elsewhere.criterion = nowhere;
    story.when(elsewhere).then_refused(not_found, nowhere.value);
    story.when(open_them).then_refused(missing_right);
    story.as(appraiser).when(ballot("pct-1", "4")).then_refused(missing_right, "pct-1");
    story.once(open_them);
    BOOST_TEST(counted_on(story, esteem) == "4.00");

    Story from_paper = with_reading([](BallotPlan&) {});
    from_paper.as(admin).once(seat).as(chair).when(ballot("chu-tich", "4")).then_refused(missing_right, "chu-tich");
}

BOOST_AUTO_TEST_CASE(is_no_administrators_to_cast) // SE-11
{
    Story story = with_reading([](BallotPlan&) {});
    GrantRole seat{GrantId("g-kiem-nhiem"), admin.actor, RoleKind::leader, {}, {}, {}, "", "chu-tich"};
    story.as(admin).when(seat).then_refused(conflict_of_interest);
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(ballots)

BOOST_AUTO_TEST_CASE(are_opened_by_the_lock_of_the_leaders_round) // LD-7, LD-8
{
    Story story = with_a_leaders_round();
    story.once(ballot("chu-tich", "4")).once(ballot("pct-1", "3"));
    story.at(answering).once_the_clock_has_struck();
    BOOST_TEST(counted_on(story, esteem) == "3.50");
    BOOST_TEST(story.entry(esteem).given->on_behalf.value == ""); // the clock
    BOOST_TEST(!story.entry(esteem, theirs).given.has_value());   // nobody voted there
    story.as(appraiser).when(ballot("pct-2", "1")).then_refused(deadline_passed, "leaders");
    story.as(admin);
    story.once(ReopenRound{cycle_2026, RoundId("leaders"), GrantId("mo-1"), {office}, {}, round_2_ends, "sót", "3/QĐ"});
    story.as(appraiser).once(ballot("pct-2", "2", "phiếu đến muộn"));
    BOOST_TEST(counted_on(story, esteem) == "3.00");
    BOOST_TEST(story.entry(esteem).given->reopening.value == "mo-1");
}

BOOST_AUTO_TEST_CASE(are_opened_by_hand_with_a_reason)
{
    Story story = with_reading([](BallotPlan&) {});
    story.when(open_them).then_refused(facts_missing, "ballots");
    story.once(ballot("chu-tich", "4"));
    OpenBallots unsaid = open_them;
    unsaid.reason.clear();
    story.when(unsaid).then_refused(reason_required, esteem.value, "reason");
    story.once(open_them).when(open_them).then_nothing_new();
    BOOST_TEST(counted_on(story, esteem) == "4.00");
}

BOOST_AUTO_TEST_CASE(that_are_missing_are_left_out_or_count_nothing_or_are_waited_for) // LD-6
{
    const auto after_two = [](MissingBallot reading) {
        Story story = with_reading([=](BallotPlan& plan) { plan.missing_ballot = reading; });
        story.once(ballot("chu-tich", "4")).once(ballot("pct-1", "2"));
        return story;
    };
    Story left_out = after_two(MissingBallot::leave_out);
    BOOST_TEST(counted_on(left_out.once(open_them), esteem) == "3.00");
    Story zero = after_two(MissingBallot::zero);
    BOOST_TEST(counted_on(zero.once(open_them), esteem) == "2.00");
    Story wait = after_two(MissingBallot::wait);
    wait.when(open_them).then_refused(facts_missing, "pct-2");
}

BOOST_AUTO_TEST_CASE(weigh_alike_or_by_the_leader) // LD-6
{
    Story story = with_reading([](BallotPlan& plan) {
        plan.aggregation = Aggregation::weighted_mean;
        plan.leaders[0].weight = pts("2");
    });
    story.once(ballot("chu-tich", "4")).once(ballot("pct-1", "2")).once(ballot("pct-2", "2"));
    BOOST_TEST(counted_on(story, esteem) == "3.00");
}

BOOST_AUTO_TEST_CASE(are_for_all_agencies_or_for_the_excellent) // row 9, LD-5
{
    Story all = with_reading([](BallotPlan& plan) { plan.leader_scope = LeaderScope::all; });
    all.when(ballot("chu-tich", "4")).then_accepted();
    Story excellent = with_reading([](BallotPlan& plan) {
        plan.leader_scope = LeaderScope::excellent;
        plan.threshold = pts("5");
    });
    excellent.when(ballot("chu-tich", "4")).then_refused(out_of_leader_scope, esteem.value, "5.00");
    excellent.once(open_them);
    BOOST_TEST(counted_on(excellent, esteem) == "0.00");
    BOOST_TEST(excellent.entry(esteem).given->out_of_scope);

    Story enough = with_reading([](BallotPlan& plan) {
        plan.leader_scope = LeaderScope::excellent;
        plan.threshold = pts("5");
    });
    enough.once(GrantPoints{mine, watched, pts("2"), {}, "theo dõi", {}}); // 2 of 24 is 8.33 %
    enough.once(ballot("chu-tich", "4")).once(open_them);
    // What ballots gave lifts nobody over the line that ballots ask for.
    enough.once(GrantPoints{mine, watched, pts("0"), {}, "theo dõi lại", {}});
    enough.when(ballot("chu-tich", "3", "sửa")).then_refused(out_of_leader_scope, esteem.value, "5.00");
}

BOOST_AUTO_TEST_CASE(wait_for_the_other_indices_or_for_nothing) // row 19, ES-11
{
    Story nothing = with_reading([](BallotPlan&) {});
    nothing.when(ballot("chu-tich", "4")).then_accepted();
    Story blocks = where_others_score([](Regulation& r) { r.import_phase = ImportPhase::blocks_leaders; });
    blocks.as(appraiser).at(council_meets);
    blocks.when(ballot("chu-tich", "4")).then_refused(facts_missing, e_government.value);
    blocks.once(ImportResult{mine, e_government, pts("80"), {}, paper}).when(ballot("chu-tich", "4")).then_accepted();
}

BOOST_AUTO_TEST_SUITE_END()
