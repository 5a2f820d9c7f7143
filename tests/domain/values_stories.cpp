#include "domain/values.hpp"

#include <boost/test/unit_test.hpp>

#include <random>

using namespace cchc::domain;

namespace {

__extension__ typedef __int128 Wide;

std::string reread(std::string_view text)
{
    const auto points = Points::parse(text);
    return points ? points->text() : "refused";
}

std::string instant(std::string_view text)
{
    const auto at = parse_instant(text);
    return at ? utc_text(*at) : "refused";
}

} // namespace

BOOST_AUTO_TEST_SUITE(points)

BOOST_AUTO_TEST_CASE(are_read_and_written_with_a_dot_and_at_least_two_decimals)
{
    BOOST_TEST(reread("0.75") == "0.75");
    BOOST_TEST(reread("1") == "1.00");
    BOOST_TEST(reread("1.5") == "1.50");
    BOOST_TEST(reread("0.3333") == "0.3333");
    BOOST_TEST(reread("0.1230") == "0.123");
    BOOST_TEST(reread("-0.5") == "-0.50");
    BOOST_TEST(reread("-0") == "0.00");
    BOOST_TEST(reread("999999999.9999") == "999999999.9999");
}

BOOST_AUTO_TEST_CASE(are_refused_in_any_other_spelling)
{
    for (const char* text : {"", "-", ".", ".5", "5.", "0,5", "+1", " 1", "1 ", "1e3", "0x1", "1.23456", "1234567890",
                             "1.2.3", "--1", "1-", "١", "NaN", "1_0"})
        BOOST_TEST(reread(text) == "refused", text);
    BOOST_TEST(reread(std::string_view("1\0", 2)) == "refused");
}

BOOST_AUTO_TEST_CASE(survive_writing_and_reading_whatever_their_value)
{
    std::mt19937_64 random(1);
    std::uniform_int_distribution<std::int64_t> units(-9'999'999'999'999, 9'999'999'999'999);
    for (int i = 0; i < 20'000; ++i) {
        const Points points = Points::from_units(units(random));
        const auto again = Points::parse(points.text());
        BOOST_REQUIRE(again.has_value());
        BOOST_REQUIRE(*again == points);
    }
}

BOOST_AUTO_TEST_CASE(add_up_exactly_in_any_order)
{
    Points tenths;
    for (int i = 0; i < 10; ++i) tenths += *Points::parse("0.1");
    BOOST_TEST(tenths.text() == "1.00");
    BOOST_TEST((*Points::parse("0.75") * 4).text() == "3.00");
    BOOST_TEST((Points::whole(3) - *Points::parse("0.75")).text() == "2.25");
}

BOOST_AUTO_TEST_CASE(are_rounded_once_half_away_from_zero)
{
    const auto share = [](std::string_view whole, std::int64_t n, std::int64_t d) {
        return Points::share(*Points::parse(whole), n, d).text();
    };
    BOOST_TEST(share("1", 1, 3) == "0.3333");
    BOOST_TEST(share("1", 2, 3) == "0.6667");
    BOOST_TEST(share("0.0001", 1, 2) == "0.0001");
    BOOST_TEST(share("-0.0001", 1, 2) == "-0.0001");
    BOOST_TEST(share("0.0001", 49, 100) == "0.00");
    BOOST_TEST(share("-0.0003", 1, 2) == "-0.0002");
    BOOST_TEST(share("4", 1, 1) == "4.00");
    BOOST_TEST(share("100", 1'000'000'000'000, 1'000'000'000'000) == "100.00");
}

BOOST_AUTO_TEST_CASE(never_stray_from_the_exact_share_by_more_than_half_a_unit)
{
    std::mt19937_64 random(2);
    std::uniform_int_distribution<std::int64_t> units(-1'000'000, 1'000'000);
    std::uniform_int_distribution<std::int64_t> counts(0, 1'000'000'000'000);
    for (int i = 0; i < 20'000; ++i) {
        const Points whole = Points::from_units(units(random));
        const std::int64_t denominator = counts(random) + 1;
        const std::int64_t numerator = counts(random) % (denominator + 1);
        const Points share = Points::share(whole, numerator, denominator);
        // |share − exact| ≤ ½, and a tie went away from zero: multiply it all by 2 × denominator.
        const Wide error = 2 * (Wide{share.units()} * denominator - Wide{whole.units()} * numerator);
        BOOST_REQUIRE(error <= denominator);
        BOOST_REQUIRE(error >= -denominator);
        if (error == denominator) BOOST_REQUIRE(whole > Points{});
        if (error == -denominator) BOOST_REQUIRE(whole < Points{});
    }
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(days_and_instants)

BOOST_AUTO_TEST_CASE(every_day_of_three_centuries_is_written_and_read_back)
{
    const Date first = *Date::parse("1900-01-01");
    const Date last = *Date::parse("2200-12-31");
    BOOST_TEST(last.days - first.days + 1 == 301 * 365 + 73); // 73 leap days: 1900, 2100 and 2200 are none
    for (Date day = first; day <= last; ++day.days) BOOST_REQUIRE(*Date::parse(day.text()) == day);
}

BOOST_AUTO_TEST_CASE(days_that_never_were_are_refused)
{
    for (const char* text :
         {"2023-02-29", "1900-02-29", "2023-13-01", "2023-00-10", "2023-04-31", "2023-01-00", "1899-12-31",
          "2201-01-01", "2023-1-01", "20230101", "2023-01-01 ", "2023/01/01", "", "-023-01-01"})
        BOOST_TEST(!Date::parse(text).has_value(), text);
    BOOST_TEST(Date::parse("2024-02-29")->text() == "2024-02-29");
    BOOST_TEST(Date::from_civil(1970, 1, 1).days == 0);
}

BOOST_AUTO_TEST_CASE(the_lock_of_6_december_2021_begins_the_seventh_in_vietnam) // LK-1, LK-10
{
    const Instant lock = start_of_local_day(*Date::parse("2021-12-07"));
    BOOST_TEST(utc_text(lock) == "2021-12-06T17:00:00.000000Z");
    BOOST_TEST(local_text(lock) == "2021-12-07T00:00:00.000+07:00");
    BOOST_TEST(local_date(lock).text() == "2021-12-07");
    BOOST_TEST(local_date(lock.plus_us(-1)).text() == "2021-12-06");
    BOOST_TEST(local_text(lock.plus_us(-1)) == "2021-12-06T23:59:59.999+07:00");
}

BOOST_AUTO_TEST_CASE(an_instant_keeps_its_microseconds_and_its_offset)
{
    BOOST_TEST(instant("2026-03-31T17:00:00Z") == "2026-03-31T17:00:00.000000Z");
    BOOST_TEST(instant("2026-04-01T00:00:00+07:00") == "2026-03-31T17:00:00.000000Z");
    BOOST_TEST(instant("2026-03-31T17:00:00.412Z") == "2026-03-31T17:00:00.412000Z");
    BOOST_TEST(instant("2026-03-31T17:00:00.000001Z") == "2026-03-31T17:00:00.000001Z");
    BOOST_TEST(instant("2026-03-31T12:30:00-04:30") == "2026-03-31T17:00:00.000000Z");
    BOOST_TEST(instant("1969-12-31T23:59:59.5Z") == "1969-12-31T23:59:59.500000Z");
}

BOOST_AUTO_TEST_CASE(an_instant_in_any_other_spelling_is_refused)
{
    for (const char* text :
         {"2026-03-31", "2026-03-31T17:00:00", "2026-03-31 17:00:00Z", "2026-03-31T24:00:00Z", "2026-03-31T17:60:00Z",
          "2026-06-30T23:59:60Z", "2026-03-31T17:00:00.Z", "2026-03-31T17:00:00.1234567Z", "2026-03-31T17:00:00+0700",
          "2026-03-31T17:00:00+24:00", "2026-03-31T17:00:00+07:60", "2026-03-31T17:00:00ZZ", "2026-02-30T00:00:00Z", "",
          "2026-03-31T"})
        BOOST_TEST(instant(text) == "refused", text);
}

BOOST_AUTO_TEST_CASE(any_instant_is_read_back_from_what_is_stored_of_it)
{
    std::mt19937_64 random(3);
    std::uniform_int_distribution<std::int64_t> us(-2'000'000'000'000'000, 7'000'000'000'000'000);
    for (int i = 0; i < 20'000; ++i) {
        const Instant at{us(random)};
        BOOST_REQUIRE(*parse_instant(utc_text(at)) == at);
        const Instant shown = *parse_instant(local_text(at));
        BOOST_REQUIRE(shown <= at);
        BOOST_REQUIRE(at.us - shown.us < 1000);
        BOOST_REQUIRE(start_of_local_day(local_date(at)) <= at);
        BOOST_REQUIRE(at < start_of_local_day(Date{local_date(at).days + 1}));
    }
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(names)

BOOST_AUTO_TEST_CASE(a_hash_has_one_spelling)
{
    const std::string hex = "00ff10abcdef0123456789abcdef0123456789abcdef0123456789abcdef0123";
    BOOST_TEST(Sha256::from_hex(hex)->hex() == hex);
    BOOST_TEST(!Sha256::from_hex("00FF" + hex.substr(4)).has_value());
    BOOST_TEST(!Sha256::from_hex(hex.substr(1)).has_value());
    BOOST_TEST(!Sha256::from_hex(hex + "0").has_value());
}

BOOST_AUTO_TEST_CASE(an_assessment_is_named_by_its_cycle_and_its_agency)
{
    BOOST_TEST(assessment_id(CycleId("2023"), AgencyId("phong-noi-vu")).value == "2023-phong-noi-vu");
}

BOOST_AUTO_TEST_SUITE_END()
