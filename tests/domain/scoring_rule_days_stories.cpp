#include "tests/domain/scoring.hpp"

#include <boost/test/unit_test.hpp>

#include <random>

using namespace cchc::domain;

namespace {

/// I.1.1: on time 2, late under 10 days 1, never or 10 days and more 0; due 20 January 2023.
const LateBands plan_due_20_january{
    .due = day("2023-01-20"), .bands = {{0, 0, 0}, {1, 9, 1}, {10, std::nullopt, 2}}, .never_level = 2};
const std::vector<Level> two_one_none = levels({"2", "1", "0"});

std::string plan(const Figures& figures)
{
    return told(score(plan_due_20_january, two_one_none, points("2"), figures, {}));
}

/// II.4.3 as drafted: right procedure, on time 2, late under 5 days 1, late over 5 days 0. Nothing for 5 days.
const LateBands drafted_appraisal_of_officials{.due = day("2022-12-15"),
                                               .bands = {{0, 0, 0}, {1, 4, 1}, {6, std::nullopt, 2}},
                                               .conditions = {{"procedure", "Đúng trình tự, thủ tục", {}, {}}}};

/// II.5.2: right content on time 2, late 1, wrong content or never 0.
const Timeliness thrift_report{
    .late_level = 1,
    .never_level = 2,
    .conditions = {{"content", "Đúng nội dung", {}, {}}, {"forms", "Đầy đủ biểu mẫu", {}, {}}},
    .failed_level = 2};

std::string report(Figures figures)
{
    return told(score(thrift_report, two_one_none, points("2"), figures, {}));
}

} // namespace

BOOST_AUTO_TEST_SUITE(a_two_way_or_described_choice) // SM-1, SM-2

BOOST_AUTO_TEST_CASE(takes_no_figures_for_a_person_picks_the_level)
{
    BOOST_TEST(told(score(Choice{}, two_one_none, points("2"), {}, {})) == "figures_invalid figures not_read");
    BOOST_TEST(told(allowed_points(Choice{}, levels({"1", "0.5", "0"}), points("1"))) == "0.00 0.50 1.00");
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(days_late) // SM-3

BOOST_AUTO_TEST_CASE(the_due_day_itself_is_on_time) // SM-35
{
    BOOST_TEST(plan(dated("2022-12-31")) == "2.00");
    BOOST_TEST(plan(dated("2023-01-20")) == "2.00");
    BOOST_TEST(plan(dated("2023-01-21")) == "1.00");
}

BOOST_AUTO_TEST_CASE(under_ten_days_ends_at_nine)
{
    BOOST_TEST(plan(dated("2023-01-29")) == "1.00");
    BOOST_TEST(plan(dated("2023-01-30")) == "0.00");
    BOOST_TEST(plan(dated("2200-12-31")) == "0.00");
}

BOOST_AUTO_TEST_CASE(what_never_came_earns_its_own_level)
{
    BOOST_TEST(plan(never_done()) == "0.00");
    Figures both = dated("2023-01-20");
    both.never = true;
    BOOST_TEST(plan(both) == "figures_invalid date not_read");
}

BOOST_AUTO_TEST_CASE(a_printed_due_date_is_not_declared_again)
{
    Figures figures = dated("2023-02-01");
    figures.due = day("2023-02-01");
    BOOST_TEST(plan(figures) == "figures_invalid due not_read");
    BOOST_TEST(plan({}) == "figures_invalid date required");
}

BOOST_AUTO_TEST_CASE(where_none_is_printed_the_due_date_comes_from_the_paper_that_fixes_it) // SM-18
{
    LateBands rule = plan_due_20_january;
    rule.due.reset();
    Figures figures = dated("2023-03-09");
    BOOST_TEST(told(score(rule, two_one_none, points("2"), figures, {})) == "figures_invalid due required");
    figures.due = day("2023-03-07");
    BOOST_TEST(told(score(rule, two_one_none, points("2"), figures, {})) == "1.00");
}

BOOST_AUTO_TEST_CASE(a_hole_in_the_printed_bands_is_refused_not_guessed) // SM-4, II.4.3 as drafted
{
    const auto appraise = [](std::string_view date) {
        Figures figures = dated(date);
        figures.met = {"procedure"};
        return told(score(drafted_appraisal_of_officials, two_one_none, points("2"), figures, {}));
    };
    BOOST_TEST(appraise("2022-12-15") == "2.00");
    BOOST_TEST(appraise("2022-12-19") == "1.00");
    BOOST_TEST(appraise("2022-12-20") == "no_band_fits date");
    BOOST_TEST(appraise("2022-12-21") == "0.00");
}

BOOST_AUTO_TEST_CASE(a_condition_must_be_answered_and_its_failure_earns_its_level) // SM-4
{
    Figures figures = dated("2022-12-15");
    const auto appraise = [&](LateBands rule) { return told(score(rule, two_one_none, points("2"), figures, {})); };
    BOOST_TEST(appraise(drafted_appraisal_of_officials) == "figures_invalid procedure required");
    figures.failed = {"procedure"};
    BOOST_TEST(appraise(drafted_appraisal_of_officials) == "no_band_fits procedure");
    LateBands mended = drafted_appraisal_of_officials;
    mended.failed_level = 2;
    BOOST_TEST(appraise(mended) == "0.00");
    figures.met = {"procedure"};
    BOOST_TEST(appraise(mended) == "figures_invalid procedure answered_twice");
    figures.met = {"speed"};
    BOOST_TEST(appraise(mended) == "figures_invalid speed unknown_key");
}

BOOST_AUTO_TEST_CASE(a_missing_never_level_is_refused_not_guessed)
{
    BOOST_TEST(told(score(drafted_appraisal_of_officials, two_one_none, points("2"), never_done(), {})) ==
               "no_band_fits never");
}

BOOST_AUTO_TEST_CASE(working_days_skip_weekends_and_holidays) // SM-36
{
    const std::vector<Date> lunar_new_year{day("2023-01-20"), day("2023-01-21"), day("2023-01-22"), day("2023-01-23"),
                                           day("2023-01-24"), day("2023-01-25"), day("2023-01-26")};
    using cchc::domain::days_late;
    const auto late = [&](std::string_view due, std::string_view paper, const std::vector<Date>& holidays) {
        return days_late(day(due), day(paper), DayCount::working, holidays);
    };
    BOOST_TEST(late("2023-01-06", "2023-01-07", {}) == 0); // Friday, Saturday
    BOOST_TEST(late("2023-01-06", "2023-01-08", {}) == 0);
    BOOST_TEST(late("2023-01-06", "2023-01-09", {}) == 1); // Monday
    BOOST_TEST(late("2023-01-06", "2023-01-20", {}) == 10);
    BOOST_TEST(late("2023-01-07", "2023-01-09", {}) == 1); // due on a Saturday: not shifted (TL-5)
    BOOST_TEST(late("2023-01-19", "2023-01-27", lunar_new_year) == 1);
    BOOST_TEST(late("2023-01-19", "2023-01-26", lunar_new_year) == 0);
    BOOST_TEST(late("2023-01-19", "2023-01-19", lunar_new_year) == 0);

    LateBands rule = plan_due_20_january;
    rule.due = day("2023-01-19");
    rule.day_count = DayCount::working;
    BOOST_TEST(told(score(rule, two_one_none, points("2"), dated("2023-01-26"), lunar_new_year)) == "2.00");
    BOOST_TEST(told(score(rule, two_one_none, points("2"), dated("2023-01-26"), {})) == "1.00");
}

BOOST_AUTO_TEST_CASE(a_saturday_worked_for_a_holiday_is_a_working_day) // 26/4/2025, for Friday 2 May
{
    const Holidays exchanged({day("2025-04-30"), day("2025-05-01"), day("2025-05-02")}, {day("2025-04-26")});
    const auto late = [&](std::string_view due, std::string_view paper) {
        return cchc::domain::days_late(day(due), day(paper), DayCount::working, exchanged);
    };
    BOOST_TEST(late("2025-04-25", "2025-04-26") == 1);
    BOOST_TEST(late("2025-04-26", "2025-04-27") == 0);
    BOOST_TEST(late("2025-04-25", "2025-05-05") == 4); // 26, 28, 29/4 and 5/5
    BOOST_TEST(late("2025-05-02", "2025-05-10") == 5); // the next Saturday is one as ever
}

BOOST_AUTO_TEST_CASE(working_days_agree_with_counting_one_by_one)
{
    std::mt19937 random(4);
    std::uniform_int_distribution<std::int32_t> start(-20'000, 40'000);
    std::uniform_int_distribution<std::int32_t> span(0, 60);
    for (int i = 0; i < 2'000; ++i) {
        const Date due{start(random)};
        const Date paper{due.days + span(random)};
        const std::vector<Date> holidays{due, Date{due.days + 3}, Date{due.days + 4}, Date{due.days + 30}};
        std::int32_t one_by_one = 0;
        for (Date d{due.days + 1}; d <= paper; ++d.days) {
            const int weekday = ((d.days % 7) + 7 + 3) % 7; // 1 January 1970 was a Thursday: 0 is Monday
            const bool holiday = std::find(holidays.begin(), holidays.end(), d) != holidays.end();
            if (weekday < 5 && !holiday) ++one_by_one;
        }
        BOOST_REQUIRE(cchc::domain::days_late(due, paper, DayCount::working, holidays) == one_by_one);
        BOOST_REQUIRE(cchc::domain::days_late(due, paper, DayCount::calendar, holidays) == paper.days - due.days);
    }
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(on_time_late_or_never) // SM-5

BOOST_AUTO_TEST_CASE(lateness_has_one_level_however_long)
{
    Figures figures = ticked({"content", "forms"}, {});
    figures.due = day("2023-02-15");
    figures.date = day("2023-02-15");
    BOOST_TEST(report(figures) == "2.00");
    figures.date = day("2023-02-16");
    BOOST_TEST(report(figures) == "1.00");
    figures.date = day("2024-02-16");
    BOOST_TEST(report(figures) == "1.00");
    BOOST_TEST(report(never_done()) == "0.00");
}

BOOST_AUTO_TEST_CASE(wrong_content_earns_its_level_even_on_time)
{
    Figures figures = ticked({"content"}, {"forms"});
    figures.due = day("2023-02-15");
    figures.date = day("2023-02-15");
    BOOST_TEST(report(figures) == "0.00");
}

BOOST_AUTO_TEST_CASE(a_draft_that_prints_on_time_twice_has_no_level_for_late) // II.5.1.1 as drafted
{
    const Timeliness drafted{.never_level = 2};
    Figures figures = dated("2023-02-16");
    figures.due = day("2023-02-15");
    BOOST_TEST(told(score(drafted, two_one_none, points("2"), figures, {})) == "no_band_fits date");
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(the_submission_itself) // CS-21, LK-6, EV-8

const SubmissionTimeliness rule{.round = "self_assessment",
                                .bands = {{0, 0, 0}, {1, 3, 1}, {4, std::nullopt, 2}},
                                .never_level = 2,
                                .without_evidence_level = 3};
const std::vector<Level> two_one_none_none = levels({"2", "1", "0", "0"});
const Instant deadline = start_of_local_day(day("2023-11-01"));

std::string submitted(const SubmissionTimeliness& by, std::string_view at, bool with_evidence = true)
{
    return told(score_submission(by, two_one_none_none, deadline, parse_instant(at), with_evidence));
}

BOOST_AUTO_TEST_CASE(is_judged_by_the_days_begun_since_the_first_late_instant)
{
    BOOST_TEST(submitted(rule, "2023-10-31T23:59:59.999999+07:00") == "2.00");
    BOOST_TEST(submitted(rule, "2023-11-01T00:00:00+07:00") == "1.00");
    BOOST_TEST(submitted(rule, "2023-11-03T23:59:59.999999+07:00") == "1.00");
    BOOST_TEST(submitted(rule, "2023-11-04T00:00:00+07:00") == "0.00");
    BOOST_TEST(told(score_submission(rule, two_one_none_none, deadline, std::nullopt, true)) == "0.00");
}

BOOST_AUTO_TEST_CASE(earns_no_more_than_its_level_without_the_evidence)
{
    BOOST_TEST(submitted(rule, "2023-10-31T10:00:00+07:00", false) == "0.00");
    SubmissionTimeliness half = rule;
    half.without_evidence_level = 1;
    BOOST_TEST(submitted(half, "2023-10-31T10:00:00+07:00", false) == "1.00");
    BOOST_TEST(submitted(half, "2023-11-09T10:00:00+07:00", false) == "0.00"); // late and bare: the lower of the two
    half.without_evidence_level.reset();
    BOOST_TEST(submitted(half, "2023-10-31T10:00:00+07:00", false) == "2.00");
}

BOOST_AUTO_TEST_CASE(is_never_declared)
{
    BOOST_TEST(told(score(rule, two_one_none_none, points("2"), dated("2023-10-31"), {})) ==
               "figures_invalid figures not_read");
}

BOOST_AUTO_TEST_SUITE_END()
