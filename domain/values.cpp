#include "domain/values.hpp"

#include <cassert>
#include <chrono>
#include <string>

namespace cchc::domain {

namespace {

__extension__ typedef __int128 Wide; // products of two 64-bit numbers, so that nothing overflows before the division

constexpr std::int64_t us_per_second = 1'000'000;
constexpr std::int64_t us_per_day = 86'400 * us_per_second;
constexpr std::int64_t vietnam_offset_us = 7 * 3'600 * us_per_second;

constexpr int first_year = 1900;
constexpr int last_year = 2200;

bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/// Takes exactly `length` digits off the front of `text`.
std::optional<int> take_number(std::string_view& text, std::size_t length)
{
    if (text.size() < length) return std::nullopt;
    int number = 0;
    for (char c : text.substr(0, length)) {
        if (!is_digit(c)) return std::nullopt;
        number = number * 10 + (c - '0');
    }
    text.remove_prefix(length);
    return number;
}

bool take(std::string_view& text, char expected)
{
    if (text.empty() || text.front() != expected) return false;
    text.remove_prefix(1);
    return true;
}

std::int64_t floor_div(std::int64_t a, std::int64_t b)
{
    return a / b - (a % b < 0 ? 1 : 0);
}

std::chrono::year_month_day civil(Date day)
{
    return std::chrono::sys_days(std::chrono::days(day.days));
}

/// Appends `number` with that many digits, zeros in front. An event's views hold a dozen of these texts: a format read
/// at run time would cost as much as all the rest of them.
void append_digits(std::string& text, std::uint64_t number, std::size_t digits)
{
    char written[20];
    for (std::size_t i = digits; i-- > 0; number /= 10) written[i] = static_cast<char>('0' + number % 10);
    text.append(written, digits);
}

void append_day(std::string& text, Date day)
{
    const auto date = civil(day);
    append_digits(text, static_cast<std::uint64_t>(static_cast<int>(date.year())), 4);
    append_digits(text += '-', static_cast<unsigned>(date.month()), 2);
    append_digits(text += '-', static_cast<unsigned>(date.day()), 2);
}

/// Appends `2026-03-31T17:00:00` and gives the µs that remain of its second.
std::uint64_t append_clock_face(std::string& text, std::int64_t us)
{
    const std::int64_t day = floor_div(us, us_per_day);
    const auto in_day = static_cast<std::uint64_t>(us - day * us_per_day);
    const std::uint64_t seconds = in_day / us_per_second;
    append_day(text, Date{static_cast<std::int32_t>(day)});
    append_digits(text += 'T', seconds / 3600, 2);
    append_digits(text += ':', seconds / 60 % 60, 2);
    append_digits(text += ':', seconds % 60, 2);
    return in_day % us_per_second;
}

std::optional<std::int64_t> take_offset_us(std::string_view& text)
{
    if (take(text, 'Z')) return 0;
    const bool west = !text.empty() && text.front() == '-';
    if (!west && (text.empty() || text.front() != '+')) return std::nullopt;
    text.remove_prefix(1);
    const auto hours = take_number(text, 2);
    if (!hours || !take(text, ':')) return std::nullopt;
    const auto minutes = take_number(text, 2);
    if (!minutes || *hours > 23 || *minutes > 59) return std::nullopt;
    const std::int64_t offset = (*hours * 60 + *minutes) * 60 * us_per_second;
    return west ? -offset : offset;
}

} // namespace

std::optional<Points> Points::parse(std::string_view text)
{
    const bool negative = take(text, '-');
    const auto dot = text.find('.');
    const std::string_view whole = text.substr(0, dot);
    const std::string_view fraction = dot == std::string_view::npos ? "" : text.substr(dot + 1);
    if (whole.empty() || whole.size() > 9) return std::nullopt;
    if (dot != std::string_view::npos && (fraction.empty() || fraction.size() > 4)) return std::nullopt;

    std::int64_t units = 0;
    for (std::string_view part : {whole, fraction}) {
        for (char c : part) {
            if (!is_digit(c)) return std::nullopt;
            units = units * 10 + (c - '0');
        }
    }
    for (std::size_t places = fraction.size(); places < 4; ++places) units *= 10;
    return from_units(negative ? -units : units);
}

Points Points::share(Points whole, std::int64_t numerator, std::int64_t denominator)
{
    assert(denominator > 0);
    const Wide product = Wide{whole.units_} * numerator;
    const Wide twice = 2 * (product < 0 ? -product : product);
    const Wide magnitude = (twice + denominator) / (2 * Wide{denominator}); // half away from zero
    assert(magnitude <= INT64_MAX);
    const auto units = static_cast<std::int64_t>(magnitude);
    return Points(product < 0 ? -units : units);
}

std::string Points::text() const
{
    const std::uint64_t size = units_ < 0 ? 0 - static_cast<std::uint64_t>(units_) : static_cast<std::uint64_t>(units_);
    std::string text(units_ < 0 ? "-" : "");
    text += std::to_string(size / scale);
    append_digits(text += '.', size % scale, 4);
    for (int spare = 0; spare < 2 && text.back() == '0'; ++spare) text.pop_back();
    return text;
}

std::optional<Date> Date::parse(std::string_view text)
{
    const auto year = take_number(text, 4);
    if (!year || !take(text, '-')) return std::nullopt;
    const auto month = take_number(text, 2);
    if (!month || !take(text, '-')) return std::nullopt;
    const auto day = take_number(text, 2);
    if (!day || !text.empty() || *year < first_year || *year > last_year) return std::nullopt;
    const std::chrono::year_month_day date{std::chrono::year(*year), std::chrono::month(static_cast<unsigned>(*month)),
                                           std::chrono::day(static_cast<unsigned>(*day))};
    if (!date.ok()) return std::nullopt;
    return from_civil(*year, static_cast<unsigned>(*month), static_cast<unsigned>(*day));
}

Date Date::from_civil(int year, unsigned month, unsigned day)
{
    const std::chrono::year_month_day date{std::chrono::year(year), std::chrono::month(month), std::chrono::day(day)};
    assert(date.ok());
    return {static_cast<std::int32_t>(std::chrono::sys_days(date).time_since_epoch().count())};
}

std::string Date::text() const
{
    std::string text;
    append_day(text, *this);
    return text;
}

Date local_date(Instant at)
{
    return {static_cast<std::int32_t>(floor_div(at.us + vietnam_offset_us, us_per_day))};
}

Instant start_of_local_day(Date day)
{
    return {day.days * us_per_day - vietnam_offset_us};
}

std::string utc_text(Instant at)
{
    std::string text;
    text.reserve(32);
    const std::uint64_t us = append_clock_face(text, at.us);
    append_digits(text += '.', us, 6);
    return text += 'Z';
}

std::string local_text(Instant at)
{
    std::string text;
    text.reserve(32);
    const std::uint64_t us = append_clock_face(text, at.us + vietnam_offset_us);
    append_digits(text += '.', us / 1000, 3);
    return text += "+07:00";
}

std::optional<Instant> parse_instant(std::string_view text)
{
    const auto day = Date::parse(text.substr(0, 10));
    if (!day) return std::nullopt;
    text.remove_prefix(10);
    if (!take(text, 'T')) return std::nullopt;
    const auto hour = take_number(text, 2);
    if (!hour || !take(text, ':')) return std::nullopt;
    const auto minute = take_number(text, 2);
    if (!minute || !take(text, ':')) return std::nullopt;
    const auto second = take_number(text, 2);
    if (!second || *hour > 23 || *minute > 59 || *second > 59) return std::nullopt;

    std::int64_t fraction_us = 0;
    if (take(text, '.')) {
        int places = 0;
        for (; !text.empty() && is_digit(text.front()); ++places) {
            fraction_us = fraction_us * 10 + (text.front() - '0');
            text.remove_prefix(1);
            if (places == 6) return std::nullopt;
        }
        if (places == 0) return std::nullopt;
        for (; places < 6; ++places) fraction_us *= 10;
    }
    const auto offset_us = take_offset_us(text);
    if (!offset_us || !text.empty()) return std::nullopt;
    const std::int64_t in_day = ((*hour * 60 + *minute) * 60 + *second) * us_per_second + fraction_us;
    return Instant{day->days * us_per_day + in_day - *offset_us};
}

bool well_formed_id(std::string_view text)
{
    if (text.empty() || text.size() > 64) return false;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char c = text[i];
        const bool alphanumeric = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
        if (!alphanumeric && (i == 0 || (c != '.' && c != '_' && c != '-'))) return false;
    }
    return true;
}

AssessmentId assessment_id(const CycleId& cycle, const AgencyId& agency)
{
    return AssessmentId(cycle.value + "-" + agency.value);
}

std::optional<Sha256> Sha256::from_hex(std::string_view hex)
{
    Sha256 hash;
    if (hex.size() != 2 * hash.bytes.size()) return std::nullopt;
    const auto value = [](char c) { return is_digit(c) ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1; };
    for (std::size_t i = 0; i < hash.bytes.size(); ++i) {
        const int high = value(hex[2 * i]);
        const int low = value(hex[2 * i + 1]);
        if (high < 0 || low < 0) return std::nullopt;
        hash.bytes[i] = static_cast<std::uint8_t>(high * 16 + low);
    }
    return hash;
}

std::string Sha256::hex() const
{
    constexpr std::string_view digits = "0123456789abcdef";
    std::string text;
    text.reserve(2 * bytes.size());
    for (std::uint8_t byte : bytes) {
        text += digits[byte >> 4];
        text += digits[byte & 15];
    }
    return text;
}

} // namespace cchc::domain
