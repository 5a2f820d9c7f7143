#include "tests/domain/scoring.hpp"

#include <boost/test/unit_test.hpp>

#include <random>

using namespace cchc::domain;

namespace {

/// I.1.3 as drafted: over 80 % 2, 70 % to 80 % 1, 50 % to under 70 % 0; nothing under 50 %.
const RatioBands drafted_plan{
    .numerator = "Số nhiệm vụ hoàn thành",
    .denominator = "Số nhiệm vụ theo kế hoạch",
    .bands = {{open(80), std::nullopt, 0}, {closed(70), closed(80), 1}, {closed(50), open(70), 2}}};
const std::vector<Level> two_one_none = levels({"2", "1", "0"});

std::string plan(const Figures& figures)
{
    return told(score(drafted_plan, two_one_none, points("2"), figures, {}));
}

/// I.7: all on schedule 5; all, some of them late 4; 90 to under 100 % 3; 80 to under 90 % 2; less 0.
const RatioBands assigned_tasks{.bands = {{closed(100), closed(100), 0},
                                          {closed(90), open(100), 2},
                                          {closed(80), open(90), 3},
                                          {std::nullopt, open(80), 4}},
                                .late_level = 1};
const std::vector<Level> five_to_none = levels({"5", "4", "3", "2", "0"});

std::string tasks(std::int64_t done, std::int64_t late, std::int64_t given)
{
    Figures figures = ratio(done, given);
    figures.late = late;
    return told(score(assigned_tasks, five_to_none, points("5"), figures, {}));
}

/// I.4.1: over 30 % 2, 20 to 30 % 1.5, under 20 % 1, each less 0.5 when the plan is late; no plan 0.
const RatioBands inspection_plan{
    .bands = {{open(30), std::nullopt, 0}, {closed(20), closed(30), 1}, {std::nullopt, open(20), 2}},
    .requirements = {{"on_time", "Ban hành đúng thời gian", {}, points("0.5")}},
    .none_level = 3};
const std::vector<Level> inspection_levels = levels({"2", "1.5", "1", "0"});

/// II.2.3.1: procedures the province exempts are left out of the count.
const RatioBands one_stop{
    .exclusions = true,
    .bands = {{closed(100), std::nullopt, 0}, {closed(95), open(100), 1}, {std::nullopt, open(95), 2}}};

std::string procedures(std::int64_t received, std::int64_t all, std::int64_t excluded, std::string ground)
{
    Figures figures = ratio(received, all);
    figures.excluded = excluded;
    figures.exclusion_ground = std::move(ground);
    return told(score(one_stop, two_one_none, points("2"), figures, {}));
}

} // namespace

BOOST_AUTO_TEST_SUITE(ratio_bands) // SM-6

BOOST_AUTO_TEST_CASE(open_ends_leave_their_number_out_and_closed_ends_take_it_in) // SM-26
{
    BOOST_TEST(plan(ratio(81, 100)) == "2.00");
    BOOST_TEST(plan(ratio(80, 100)) == "1.00");
    BOOST_TEST(plan(ratio(4, 5)) == "1.00");
    BOOST_TEST(plan(ratio(70, 100)) == "1.00");
    BOOST_TEST(plan(ratio(69, 100)) == "0.00");
    BOOST_TEST(plan(ratio(50, 100)) == "0.00");
    BOOST_TEST(plan(ratio(100, 100)) == "2.00");
}

BOOST_AUTO_TEST_CASE(a_ratio_just_over_an_end_is_over_it_however_near)
{
    BOOST_TEST(plan(ratio(800'000'000'001, 1'000'000'000'000)) == "2.00");
    BOOST_TEST(plan(ratio(800'000'000'000, 1'000'000'000'000)) == "1.00");
    BOOST_TEST(plan(ratio(699'999'999'999, 1'000'000'000'000)) == "0.00");
    BOOST_TEST(plan(ratio(4'000, 4'999)) == "2.00"); // 80.016 %, shown as 80.02 %
}

BOOST_AUTO_TEST_CASE(a_hole_in_the_printed_bands_is_refused_not_guessed)
{
    BOOST_TEST(plan(ratio(49, 100)) == "no_band_fits numerator");
    BOOST_TEST(plan(ratio(0, 100)) == "no_band_fits numerator");
}

BOOST_AUTO_TEST_CASE(where_printed_bands_overlap_the_first_counts) // II.6.5 as drafted: 100 % and "90 % to 100 %"
{
    const RatioBands drafted{
        .bands = {{closed(100), closed(100), 0}, {closed(90), closed(100), 1}, {std::nullopt, open(90), 2}}};
    BOOST_TEST(told(score(drafted, two_one_none, points("2"), ratio(7, 7), {})) == "2.00");
    BOOST_TEST(told(score(drafted, two_one_none, points("2"), ratio(90, 100), {})) == "1.00");
}

BOOST_AUTO_TEST_CASE(a_band_alone_takes_nothing_beyond_either_end)
{
    const RatioBands rule{.bands = {{closed(70), closed(80), 0}}};
    const auto at = [&](std::int64_t percent) {
        return told(score(rule, two_one_none, points("2"), ratio(percent, 100), {}));
    };
    BOOST_TEST(at(69) == "no_band_fits numerator");
    BOOST_TEST(at(70) == "2.00");
    BOOST_TEST(at(80) == "2.00");
    BOOST_TEST(at(81) == "no_band_fits numerator");
}

BOOST_AUTO_TEST_CASE(nothing_out_of_nothing_is_neither_none_nor_all) // SM-29
{
    BOOST_TEST(plan(ratio(0, 0)) == "ratio_of_nothing denominator");
    BOOST_TEST(procedures(0, 7, 7, "QĐ 12") == "ratio_of_nothing denominator");
}

BOOST_AUTO_TEST_CASE(more_than_all_less_than_none_and_the_absurd_are_refused)
{
    BOOST_TEST(plan(ratio(6, 5)) == "figures_invalid numerator more_than_denominator");
    BOOST_TEST(plan(ratio(-1, 5)) == "figures_invalid numerator out_of_bounds");
    BOOST_TEST(plan(ratio(1, -5)) == "figures_invalid denominator out_of_bounds");
    BOOST_TEST(plan(ratio(1, 1'000'000'000'001)) == "figures_invalid denominator out_of_bounds");
    BOOST_TEST(plan(ratio(INT64_MIN, INT64_MAX)) == "figures_invalid numerator out_of_bounds");
    BOOST_TEST(plan(ratio(1'000'000'000'000, 1'000'000'000'000)) == "2.00");
    BOOST_TEST(plan({}) == "figures_invalid numerator required");
}

BOOST_AUTO_TEST_CASE(a_figure_the_rule_does_not_read_is_refused)
{
    const auto with = [](auto set) {
        Figures figures = ratio(1, 2);
        set(figures);
        return plan(figures);
    };
    BOOST_TEST(with([](Figures& f) { f.date = day("2023-01-01"); }) == "figures_invalid date not_read");
    BOOST_TEST(with([](Figures& f) { f.due = day("2023-01-01"); }) == "figures_invalid due not_read");
    BOOST_TEST(with([](Figures& f) { f.never = true; }) == "figures_invalid never not_read");
    BOOST_TEST(with([](Figures& f) { f.late = 0; }) == "figures_invalid late not_read");
    BOOST_TEST(with([](Figures& f) { f.amount = 0; }) == "figures_invalid amount not_read");
    BOOST_TEST(with([](Figures& f) { f.excluded = 0; }) == "figures_invalid excluded not_read");
    BOOST_TEST(with([](Figures& f) { f.exclusion_ground = "x"; }) == "figures_invalid exclusion_ground not_read");
    BOOST_TEST(with([](Figures& f) { f.counts = {{"a", 1}}; }) == "figures_invalid counts not_read");
    BOOST_TEST(with([](Figures& f) { f.met = {"a"}; }) == "figures_invalid a unknown_key");
    BOOST_TEST(with([](Figures& f) { f.failed = {"a"}; }) == "figures_invalid a unknown_key");
}

BOOST_AUTO_TEST_CASE(agree_with_long_arithmetic_on_any_numbers)
{
    std::mt19937_64 random(5);
    std::uniform_int_distribution<std::int64_t> count(0, 1'000'000'000'000);
    __extension__ typedef __int128 Wide;
    for (int i = 0; i < 20'000; ++i) {
        const std::int64_t denominator = count(random) + 1 - (i % 2);
        if (denominator == 0) continue;
        // half of the numerators lie within two of an end of a band
        const std::int64_t end = std::array<std::int64_t, 3>{50, 70, 80}[static_cast<std::size_t>(i % 3)];
        const auto near = static_cast<std::int64_t>(Wide{denominator} * end / 100) + i % 5 - 2;
        const std::int64_t numerator = std::clamp<std::int64_t>(i % 2 ? near : count(random), 0, denominator);
        const Wide hundredfold = Wide{numerator} * 100;
        const std::string expected = hundredfold > Wide{denominator} * 80    ? "2.00"
                                     : hundredfold >= Wide{denominator} * 70 ? "1.00"
                                     : hundredfold >= Wide{denominator} * 50 ? "0.00"
                                                                             : "no_band_fits numerator";
        BOOST_REQUIRE(plan(ratio(numerator, denominator)) == expected);
    }
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(ratio_bands_with_exclusions) // SM-7

BOOST_AUTO_TEST_CASE(what_is_exempted_leaves_the_denominator)
{
    BOOST_TEST(procedures(95, 100, 0, "") == "1.00");
    BOOST_TEST(procedures(95, 100, 5, "QĐ 1234/QĐ-UBND") == "2.00");
    BOOST_TEST(procedures(94, 100, 0, "") == "0.00");
}

BOOST_AUTO_TEST_CASE(an_exclusion_names_its_ground_and_a_ground_its_exclusion)
{
    BOOST_TEST(procedures(95, 100, 5, "") == "figures_invalid exclusion_ground required");
    BOOST_TEST(procedures(95, 100, 0, "QĐ") == "figures_invalid exclusion_ground not_read");
}

BOOST_AUTO_TEST_CASE(no_more_is_left_out_than_there_is)
{
    BOOST_TEST(procedures(0, 100, 101, "QĐ") == "figures_invalid excluded more_than_denominator");
    BOOST_TEST(procedures(96, 100, 5, "QĐ") == "figures_invalid numerator more_than_denominator");
    BOOST_TEST(procedures(90, 100, -1, "QĐ") == "figures_invalid excluded out_of_bounds");
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(ratio_bands_split_by_lateness_at_the_top) // SM-8

BOOST_AUTO_TEST_CASE(all_done_but_some_late_is_one_level_lower)
{
    BOOST_TEST(tasks(40, 0, 40) == "5.00");
    BOOST_TEST(tasks(40, 1, 40) == "4.00");
    BOOST_TEST(tasks(40, 40, 40) == "4.00");
}

BOOST_AUTO_TEST_CASE(below_the_top_lateness_changes_nothing)
{
    BOOST_TEST(tasks(39, 0, 40) == "3.00");
    BOOST_TEST(tasks(39, 20, 40) == "3.00");
    BOOST_TEST(tasks(36, 0, 40) == "3.00");
    BOOST_TEST(tasks(35, 0, 40) == "2.00");
    BOOST_TEST(tasks(31, 0, 40) == "0.00");
}

BOOST_AUTO_TEST_CASE(how_many_came_late_must_be_said_and_be_possible)
{
    BOOST_TEST(told(score(assigned_tasks, five_to_none, points("5"), ratio(40, 40), {})) ==
               "figures_invalid late required");
    BOOST_TEST(tasks(39, 40, 40) == "figures_invalid late more_than_numerator");
    BOOST_TEST(tasks(39, -1, 40) == "figures_invalid late out_of_bounds");
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(ratio_bands_less_a_deduction) // SM-9

std::string inspected(std::int64_t officials, std::int64_t of, bool on_time)
{
    Figures figures = ratio(officials, of);
    (on_time ? figures.met : figures.failed) = {"on_time"};
    return told(score(inspection_plan, inspection_levels, points("2"), figures, {}));
}

BOOST_AUTO_TEST_CASE(a_failed_requirement_takes_its_deduction_from_any_band)
{
    BOOST_TEST(inspected(4, 10, true) == "2.00");
    BOOST_TEST(inspected(4, 10, false) == "1.50");
    BOOST_TEST(inspected(3, 10, true) == "1.50");
    BOOST_TEST(inspected(2, 10, false) == "1.00");
    BOOST_TEST(inspected(1, 10, true) == "1.00");
    BOOST_TEST(inspected(0, 10, false) == "0.50");
}

BOOST_AUTO_TEST_CASE(no_plan_at_all_is_declared_as_such)
{
    BOOST_TEST(told(score(inspection_plan, inspection_levels, points("2"), never_done(), {})) == "0.00");
    Figures figures = never_done();
    figures.met = {"on_time"};
    BOOST_TEST(told(score(inspection_plan, inspection_levels, points("2"), figures, {})) ==
               "figures_invalid met not_read");
}

BOOST_AUTO_TEST_CASE(deductions_stop_at_the_floor_and_a_floor_lifts_nothing)
{
    RatioBands rule = inspection_plan;
    rule.requirements = {{"a", "", {}, points("0.75")}, {"b", "", {}, points("0.75")}};
    Figures figures = ratio(0, 10);
    figures.failed = {"a", "b"};
    BOOST_TEST(told(score(rule, inspection_levels, points("2"), figures, {})) == "0.00");
    rule.floor = points("0.5");
    BOOST_TEST(told(score(rule, inspection_levels, points("2"), figures, {})) == "0.50");
    BOOST_TEST(told(score(rule, levels({"2", "1", "0", "0"}), points("2"), figures, {})) == "0.00");
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(proportional_points) // SM-17

BOOST_AUTO_TEST_CASE(are_the_ratio_of_the_maximum_rounded_once)
{
    const Proportional rule{.exclusions = true};
    const auto share = [&](std::int64_t n, std::int64_t d) {
        return told(score(rule, {}, points("2"), ratio(n, d), {}));
    };
    BOOST_TEST(share(1, 3) == "0.6667");
    BOOST_TEST(share(0, 3) == "0.00");
    BOOST_TEST(share(3, 3) == "2.00");
    BOOST_TEST(share(0, 0) == "ratio_of_nothing denominator");
    BOOST_TEST(share(4, 3) == "figures_invalid numerator more_than_denominator");
    Figures figures = ratio(1, 3);
    figures.excluded = 1;
    figures.exclusion_ground = "QĐ";
    BOOST_TEST(told(score(rule, {}, points("2"), figures, {})) == "1.00");
}

BOOST_AUTO_TEST_CASE(are_nothing_below_the_least_ratio_which_itself_counts)
{
    const auto share = [&](std::int64_t n, std::int64_t d, Ratio least) {
        return told(score(Proportional{.least = least}, {}, points("2"), ratio(n, d), {}));
    };
    BOOST_TEST(share(80, 100, {80, 100}) == "1.60");
    BOOST_TEST(share(4, 5, {80, 100}) == "1.60");
    BOOST_TEST(share(799'999, 1'000'000, {80, 100}) == "0.00"); // 80.00 % when rounded to two places
    BOOST_TEST(share(5, 5, {1, 1}) == "2.00");
    BOOST_TEST(share(2, 3, {666'666, 1'000'000}) == "1.3333");
    BOOST_TEST(share(2, 3, {666'667, 1'000'000}) == "0.00");
    BOOST_TEST(share(0, 0, {80, 100}) == "ratio_of_nothing denominator");

    Figures figures = ratio(8, 11); // one of them left out: exactly 80 %
    figures.excluded = 1;
    figures.exclusion_ground = "QĐ";
    const Proportional rule{.exclusions = true, .least = Ratio{80, 100}};
    BOOST_TEST(told(score(rule, {}, points("2"), figures, {})) == "1.60");
}

BOOST_AUTO_TEST_SUITE_END()
