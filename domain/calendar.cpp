#include "domain/calendar.hpp"

#include <algorithm>
#include <array>
#include <cassert>

namespace cchc::domain {

static bool is_day_of_every_year(int month, int day)
{
    static constexpr std::array<int, 12> last{31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    return month >= 1 && month <= 12 && day >= 1 && day <= last[static_cast<std::size_t>(month) - 1];
}

std::optional<DayOfYear> DayOfYear::parse(std::string_view text)
{
    DayOfYear read;
    read.next_year = text.starts_with("+1:");
    if (read.next_year) text.remove_prefix(3);
    const auto digit = [&](std::size_t at) { return text[at] >= '0' && text[at] <= '9'; };
    if (text.size() != 5 || text[2] != '-' || !digit(0) || !digit(1) || !digit(3) || !digit(4)) return std::nullopt;
    read.month = (text[0] - '0') * 10 + (text[1] - '0');
    read.day = (text[3] - '0') * 10 + (text[4] - '0');
    if (!is_day_of_every_year(read.month, read.day)) return std::nullopt;
    return read;
}

std::string DayOfYear::text() const
{
    const auto two = [](int number) { return std::string(number < 10 ? "0" : "") + std::to_string(number); };
    return (next_year ? "+1:" : "") + two(month) + "-" + two(day);
}

Date DayOfYear::in(int year) const
{
    return Date::from_civil(year + (next_year ? 1 : 0), static_cast<unsigned>(month), static_cast<unsigned>(day));
}

bool is_working_day(Date day, const Holidays& holidays)
{
    if (std::ranges::binary_search(holidays.working_saturdays, day)) return true;
    const std::int32_t since_monday = ((day.days + 3) % 7 + 7) % 7; // 29 December 1969 was a Monday
    return since_monday < 5 && !std::ranges::binary_search(holidays.days, day);
}

/// The last day that still counts, moved off days that are no working days (TL-5).
static Date shifted(Date last, HolidayShift shift, const Holidays& holidays)
{
    if (shift == HolidayShift::none) return last;
    const std::int32_t step = shift == HolidayShift::next_working_day ? 1 : -1;
    while (!is_working_day(last, holidays)) last.days += step;
    return last;
}

DatedRound dated(const RoundPlan& plan, int year, HolidayShift shift, const Holidays& holidays)
{
    DatedRound round;
    if (plan.from) round.opens_at = start_of_local_day(plan.from->in(year));
    if (!plan.until) return round;
    const Date printed = plan.until->in(year);
    const Date last = plan.boundary == Boundary::inclusive ? printed : Date{printed.days - 1};
    const Date first_late{shifted(last, shift, holidays).days + 1};
    round.deadline = start_of_local_day(first_late);
    if (plan.deadline_kind == DeadlineKind::hard)
        round.locks_at = round.deadline;
    else if (plan.locks_after_days)
        round.locks_at = start_of_local_day(Date{first_late.days + *plan.locks_after_days});
    return round;
}

} // namespace cchc::domain
