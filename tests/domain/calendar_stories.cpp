// The calendar template and the instants it comes to (LK-1, LK-9, TL-2, TL-4, TL-5).

#include "domain/calendar.hpp"
#include "tests/domain/scoring.hpp"

#include <boost/test/unit_test.hpp>

using namespace cchc::domain;

namespace {

RoundPlan until(const char* day_of_year, Boundary boundary)
{
    RoundPlan plan;
    plan.until = DayOfYear::parse(day_of_year).value();
    plan.boundary = boundary;
    return plan;
}

std::string deadline(const RoundPlan& plan, int year, HolidayShift shift = HolidayShift::none,
                     const Holidays& holidays = {})
{
    return local_text(dated(plan, year, shift, holidays).deadline.value());
}

} // namespace

BOOST_AUTO_TEST_SUITE(a_calendar_template)

BOOST_AUTO_TEST_CASE(reads_a_printed_day_by_its_boundary)
{
    // Phú Thọ 2021: locked after 24:00 on 06/12; Phú Thọ 2022: before 15/12, then from 15/12; Bắc Giang: to 15/11.
    BOOST_TEST(deadline(until("12-06", Boundary::inclusive), 2021) == "2021-12-07T00:00:00.000+07:00");
    BOOST_TEST(deadline(until("12-15", Boundary::exclusive), 2022) == "2022-12-15T00:00:00.000+07:00");
    BOOST_TEST(deadline(until("11-15", Boundary::inclusive), 2023) == "2023-11-16T00:00:00.000+07:00");
    BOOST_TEST(deadline(until("+1:03-31", Boundary::inclusive), 2023) == "2024-04-01T00:00:00.000+07:00");
}

BOOST_AUTO_TEST_CASE(leaves_open_ends_open)
{
    const DatedRound open = dated(RoundPlan{}, 2018, HolidayShift::none, {});
    BOOST_TEST((open == DatedRound{}));
    RoundPlan begun;
    begun.from = DayOfYear::parse("10-15");
    BOOST_TEST(local_text(dated(begun, 2023, HolidayShift::none, {}).opens_at.value()) ==
               "2023-10-15T00:00:00.000+07:00");
}

BOOST_AUTO_TEST_CASE(locks_a_hard_deadline_where_it_ends_and_a_soft_one_later_or_by_hand)
{
    RoundPlan plan = until("12-06", Boundary::inclusive);
    const auto locks = [&] { return dated(plan, 2021, HolidayShift::none, {}).locks_at; };
    BOOST_TEST(local_text(locks().value()) == "2021-12-07T00:00:00.000+07:00");
    plan.deadline_kind = DeadlineKind::soft;
    BOOST_TEST(!locks().has_value());
    plan.locks_after_days = 3;
    BOOST_TEST(local_text(locks().value()) == "2021-12-10T00:00:00.000+07:00");
}

BOOST_AUTO_TEST_CASE(moves_a_day_that_is_no_working_day_where_the_regulation_says_so)
{
    const RoundPlan saturday = until("12-16", Boundary::inclusive); // 16/12/2023
    using enum HolidayShift;
    BOOST_TEST(deadline(saturday, 2023, none) == "2023-12-17T00:00:00.000+07:00");
    BOOST_TEST(deadline(saturday, 2023, next_working_day) == "2023-12-19T00:00:00.000+07:00");
    BOOST_TEST(deadline(saturday, 2023, previous_working_day) == "2023-12-16T00:00:00.000+07:00");
    BOOST_TEST(deadline(saturday, 2023, next_working_day, {day("2023-12-18")}) == "2023-12-20T00:00:00.000+07:00");
    // Exclusive: the last day that counts is the Friday before; before a Sunday or a Monday it moves like any other.
    BOOST_TEST(deadline(until("12-16", Boundary::exclusive), 2023, next_working_day) ==
               "2023-12-16T00:00:00.000+07:00");
    BOOST_TEST(deadline(until("12-17", Boundary::exclusive), 2023, next_working_day) ==
               "2023-12-19T00:00:00.000+07:00");
    BOOST_TEST(deadline(until("12-18", Boundary::exclusive), 2023, previous_working_day) ==
               "2023-12-16T00:00:00.000+07:00");
}

BOOST_AUTO_TEST_CASE(leaves_a_saturday_that_is_worked_where_it_is)
{
    const RoundPlan saturday = until("12-16", Boundary::inclusive);
    const Holidays exchanged({day("2023-12-18")}, {day("2023-12-16")}); // for the Monday after it
    using enum HolidayShift;
    BOOST_TEST(deadline(saturday, 2023, next_working_day, exchanged) == "2023-12-17T00:00:00.000+07:00");
    BOOST_TEST(deadline(until("12-17", Boundary::inclusive), 2023, next_working_day, exchanged) ==
               "2023-12-20T00:00:00.000+07:00");
    BOOST_TEST(deadline(until("12-18", Boundary::inclusive), 2023, previous_working_day, exchanged) ==
               "2023-12-17T00:00:00.000+07:00");
}

BOOST_AUTO_TEST_CASE(knows_the_days_of_every_year)
{
    for (const char* wrong : {"02-29", "13-01", "00-10", "06-31", "6-1", "06/01", "+2:01-01", "", "+1:"})
        BOOST_TEST(!DayOfYear::parse(wrong).has_value(), wrong);
    for (const char* right : {"02-28", "12-31", "+1:01-01"})
        BOOST_TEST(DayOfYear::parse(right).value().text() == right);
}

BOOST_AUTO_TEST_SUITE_END()
