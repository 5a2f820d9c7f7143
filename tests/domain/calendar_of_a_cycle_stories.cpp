#include "tests/domain/giving.hpp"

#include <boost/test/unit_test.hpp>

using namespace cchc::domain;
using enum RefusalCode;

// What a cycle makes of the calendar its regulation prints.

namespace {

/// The self-assessment from 15/10 to 14/11 as printed; 14/11/2026 is a Saturday.
RoundPlan& printed(Regulation& r)
{
    RoundPlan& plan = r.rounds[0];
    plan.from = DayOfYear::parse("10-15");
    plan.until = DayOfYear::parse("11-14");
    return plan;
}

/// The rounds of a second cycle, opened without instants.
std::vector<RoundWindow> dated_by(const Switches& switches)
{
    Story story = under(switches);
    story.as(admin).once(OpenCycle{CycleId("k2"), "Kỳ hai", RegulationId("quy-che-2026"), 1, {}, {}});
    std::vector<RoundWindow> windows;
    for (const Round& round : story.world().cycle(CycleId("k2"))->rounds) windows.push_back(round.window);
    return windows;
}

} // namespace

BOOST_AUTO_TEST_SUITE(a_cycle)

BOOST_AUTO_TEST_CASE(is_dated_from_the_template_where_nothing_else_is_said) // TL-2, LK-9
{
    const auto windows = dated_by([](Regulation& r) { printed(r).deadline_kind = DeadlineKind::hard; });
    BOOST_TEST((windows[0].opens_at == local("2026-10-15 00:00")));
    BOOST_TEST((windows[0].deadline == local("2026-11-15 00:00")));
    BOOST_TEST((windows[0].locks_at == windows[0].deadline));
    BOOST_TEST(!windows[1].opens_at.has_value()); // an open end stays open (TL-4)
}

BOOST_AUTO_TEST_CASE(moves_a_deadline_off_days_off_as_the_regulation_says) // TL-5
{
    const auto deadline = [](HolidayShift shift) {
        return *dated_by([=](Regulation& r) {
                    printed(r).deadline_kind = DeadlineKind::hard;
                    r.holiday_shift = shift;
                    r.holidays = {day("2026-11-16")};
                })[0]
                    .deadline;
    };
    BOOST_TEST((deadline(HolidayShift::none) == local("2026-11-15 00:00")));
    BOOST_TEST((deadline(HolidayShift::next_working_day) == local("2026-11-18 00:00")));
    BOOST_TEST((deadline(HolidayShift::previous_working_day) == local("2026-11-14 00:00")));
}

BOOST_AUTO_TEST_CASE(locks_a_soft_round_so_many_days_late_or_by_hand) // LK-6
{
    const auto three = dated_by([](Regulation& r) { printed(r).locks_after_days = 3; });
    BOOST_TEST((three[0].locks_at == local("2026-11-18 00:00")));
    BOOST_TEST(!dated_by([](Regulation& r) { printed(r); })[0].locks_at.has_value());

    Story story = under([](Regulation& r) { r.rounds[0].locks_after_days = 3; });
    OpenCycle open{CycleId("k2"), "Kỳ hai", RegulationId("quy-che-2026"), 1, {}, {}};
    open.rounds = {{self_assessment, opening, deadline, {}}};
    story.as(admin).once(open);
    BOOST_TEST((story.world().cycle(CycleId("k2"))->rounds[0].window.locks_at == deadline.plus_us(3 * one_day)));
}

BOOST_AUTO_TEST_CASE(opens_a_round_by_its_day_or_with_its_plan) // row 31
{
    const auto survey = [](bool opens_without_plan) {
        return dated_by([=](Regulation& r) {
            plan_round(r, RoundKind::survey);
            r.rounds.back().from = DayOfYear::parse("11-27");
            r.rounds.back().opens_without_plan = opens_without_plan;
        });
    };
    BOOST_TEST((survey(true)[4].opens_at == local("2026-11-27 00:00")));
    BOOST_TEST(!survey(false)[4].opens_at.has_value());

    Story planned = where_others_score([](Regulation& r) {
        plan_round(r, RoundKind::survey);
        r.rounds.back().opens_without_plan = false;
    });
    planned.as(admin).at(council_meets);
    ScheduleRound unplanned{cycle_2026, {RoundId("survey"), council_meets, answering, answering}, ""};
    planned.when(unplanned).then_refused(reason_required, "survey", "decision_number");
    unplanned.decision_number = "12/KH-UBND";
    planned.when(unplanned).then_accepted();
    OpenCycle at_once{CycleId("k2"), "Kỳ hai", RegulationId("quy-che-2026"), 1, {}, {}};
    at_once.rounds = {{RoundId("survey"), council_meets, answering, answering}};
    planned.when(at_once).then_refused(reason_required, "survey", "decision_number");
}

BOOST_AUTO_TEST_CASE(publishes_an_appraisal_that_the_agencies_agreed_upon_with_its_minutes) // AP-12, row 7
{
    Story plain = given({});
    plain.as(admin).at(council_meets).when(PublishAppraisals{cycle_2026, appraisal_1, ""}).then_accepted();
    Story agreed = under([](Regulation& r) { r.rounds[1].consensus = true; });
    agreed.as(admin).at(council_meets);
    agreed.when(PublishAppraisals{cycle_2026, appraisal_1, ""}).then_refused(reason_required, "appraisal_1", "minutes");
    agreed.when(PublishAppraisals{cycle_2026, appraisal_1, "02/BB"})
        .then({AppraisalsPublished{cycle_2026, appraisal_1, 0, 18, "02/BB"}});
}

BOOST_AUTO_TEST_CASE(has_dated_rounds_of_every_kind) // TL-3
{
    Story story = under([](Regulation& r) {
        for (const RoundKind kind : {RoundKind::survey, RoundKind::leaders, RoundKind::import, RoundKind::consolidation,
                                     RoundKind::recognition, RoundKind::publication, RoundKind::upward_report}) {
            RoundPlan plan;
            plan.kind = kind;
            plan.id = RoundId("v-" + std::to_string(static_cast<int>(kind)));
            r.rounds.push_back(plan);
        }
    });
    story.as(admin).at(council_meets);
    for (std::size_t i = 4; i < 11; ++i) {
        const RoundId round = story.cycle().rounds[i].window.round;
        story.once(ScheduleRound{cycle_2026, {round, council_meets, answering, answering}, ""});
    }
    story.at(answering).once_the_clock_has_struck();
    for (std::size_t i = 4; i < 11; ++i) BOOST_TEST(story.cycle().rounds[i].locked);
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(a_paper_of_a_day_after_the_cut_off) // row 18, SA-14

BOOST_AUTO_TEST_CASE(never_came_as_far_as_this_year_goes)
{
    const auto earned = [](const Switches& switches, std::string_view date) {
        Story story = under(switches);
        story.once(DeclareFigures{plan_in_time, dated(date)});
        return story.entry(plan_in_time).self.points->text();
    };
    const Switches none = [](Regulation&) {};
    BOOST_TEST(earned(none, "2026-12-31") == "0.50");
    BOOST_TEST(earned(none, "2027-01-01") == "0.00"); // the period is the year
    const Switches period = [](Regulation& r) { r.assessed_period = Period{day("2025-12-01"), day("2026-11-30")}; };
    BOOST_TEST(earned(period, "2026-12-01") == "0.00");
    const Switches set = [](Regulation& r) { r.criteria_sets[0].data_cutoff = day("2026-10-31"); };
    BOOST_TEST(earned(set, "2026-10-31") == "0.50");
    BOOST_TEST(earned(set, "2026-11-01") == "0.00");
}

BOOST_AUTO_TEST_SUITE_END()
