#include "tests/domain/scoring.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>

using namespace cchc::domain;

namespace {

/// I.2: four reports, each one that fails takes 0.75 of 3.
const Deductions par_reports{.items = {{"q1", "Quý I", {}, points("0.75")},
                                       {"half_year", "6 tháng", {}, points("0.75")},
                                       {"q3", "Quý III", {}, points("0.75")},
                                       {"year", "Năm 2022", {}, points("0.75")}}};

/// I.6: recognised by the province 2 each, by the district 1 each and 2 at most, 3 in all.
const CappedCount initiatives{
    .tiers = {{"province", "", points("2"), points("3")}, {"district", "", points("1"), points("2")}},
    .tiers_add = true,
    .cap_total = points("3")};

std::string recognised(CappedCount rule, std::int64_t province, std::int64_t district)
{
    return told(score(rule, {}, points("3"), counted({{"province", province}, {"district", district}}), {}));
}

/// II.6.6.3: four papers, 1 point each; the report loses 0.5 when late or incomplete.
const Checklist iso_papers{.items = {{"report", "Báo cáo", points("1"), points("0.5")},
                                     {"objectives", "Quyết định", points("1"), {}},
                                     {"review", "Báo cáo rà soát", points("1"), {}},
                                     {"minutes", "Biên bản", points("1"), {}}}};

std::string papers(std::vector<std::string> met, std::vector<std::string> failed)
{
    return told(score(iso_papers, {}, points("4"), ticked(std::move(met), std::move(failed)), {}));
}

/// II.5.1.2: extra income against 0.2 of the base salary, which rose on 1 July 2023.
const ReferenceMultiple extra_income{
    .amount = "Thu nhập tăng thêm bình quân tháng",
    .multiple = {1, 5},
    .reference = {{day("2019-07-01"), 1'490'000, "38/2019/NĐ-CP"}, {day("2023-07-01"), 1'800'000, "24/2023/NĐ-CP"}}};

std::string income(std::int64_t amount, std::string_view on)
{
    Figures figures = dated(on);
    figures.amount = amount;
    return told(score(extra_income, levels({"1", "0.5", "0"}), points("1"), figures, {}));
}

/// II.4.4: no breach 3, a breach without discipline 1, discipline 0.
const WorstIncident breaches{.severities = {{"breach", "", 1}, {"disciplined", "", 2}}, .none_level = 0};

std::string breached(std::vector<NamedCount> counts)
{
    return told(score(breaches, levels({"3", "1", "0"}), points("3"), counted(std::move(counts)), {}));
}

} // namespace

BOOST_AUTO_TEST_SUITE(full_marks_less_deductions) // SM-10

BOOST_AUTO_TEST_CASE(each_failing_item_takes_its_amount)
{
    const auto reports = [](std::vector<std::string> met, std::vector<std::string> failed) {
        return told(score(par_reports, {}, points("3"), ticked(std::move(met), std::move(failed)), {}));
    };
    BOOST_TEST(reports({"q1", "half_year", "q3", "year"}, {}) == "3.00");
    BOOST_TEST(reports({"q1", "half_year", "q3"}, {"year"}) == "2.25");
    BOOST_TEST(reports({}, {"q1", "half_year", "q3", "year"}) == "0.00");
    BOOST_TEST(reports({"q1", "half_year", "q3"}, {}) == "figures_invalid year required"); // silence is no answer
    BOOST_TEST(reports({"q1", "q1", "half_year", "q3", "year"}, {}) == "figures_invalid q1 answered_twice");
    BOOST_TEST(reports({"q1", "half_year", "q3", "year", "q4"}, {}) == "figures_invalid q4 unknown_key");
}

BOOST_AUTO_TEST_CASE(more_failures_than_points_end_at_the_floor) // SM-31
{
    Deductions rule = par_reports;
    const Figures all_failed = ticked({}, {"q1", "half_year", "q3", "year"});
    BOOST_TEST(told(score(rule, {}, points("2"), all_failed, {})) == "0.00");
    rule.floor = points("0.5");
    BOOST_TEST(told(score(rule, {}, points("2"), all_failed, {})) == "0.50");
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(a_capped_count) // SM-11, SM-32

BOOST_AUTO_TEST_CASE(adds_its_tiers_up_to_their_caps_and_to_the_cap_of_all)
{
    BOOST_TEST(recognised(initiatives, 0, 0) == "0.00");
    BOOST_TEST(recognised(initiatives, 0, 1) == "1.00");
    BOOST_TEST(recognised(initiatives, 0, 2) == "2.00");
    BOOST_TEST(recognised(initiatives, 0, 3) == "2.00");
    BOOST_TEST(recognised(initiatives, 1, 0) == "2.00");
    BOOST_TEST(recognised(initiatives, 2, 0) == "3.00");
    BOOST_TEST(recognised(initiatives, 1, 1) == "3.00");
    BOOST_TEST(recognised(initiatives, 1'000'000'000'000, 1'000'000'000'000) == "3.00");
}

BOOST_AUTO_TEST_CASE(takes_the_best_tier_alone_where_tiers_do_not_add)
{
    CappedCount rule = initiatives;
    rule.tiers_add = false;
    BOOST_TEST(recognised(rule, 1, 1) == "2.00");
    BOOST_TEST(recognised(rule, 1, 9) == "2.00");
    BOOST_TEST(recognised(rule, 2, 9) == "3.00");
}

BOOST_AUTO_TEST_CASE(a_tier_without_a_cap_of_its_own_has_that_of_all)
{
    CappedCount rule = initiatives;
    rule.tiers[1].cap.reset();
    BOOST_TEST(recognised(rule, 0, 9) == "3.00");
}

BOOST_AUTO_TEST_CASE(a_tier_not_named_counts_none_and_is_named_once)
{
    const auto score_of = [](std::vector<NamedCount> counts) {
        return told(score(initiatives, {}, points("3"), counted(std::move(counts)), {}));
    };
    BOOST_TEST(score_of({}) == "0.00");
    BOOST_TEST(score_of({{"province", 1}}) == "2.00");
    BOOST_TEST(score_of({{"ministry", 1}}) == "figures_invalid ministry unknown_key");
    BOOST_TEST(score_of({{"province", 1}, {"province", 1}}) == "figures_invalid province answered_twice");
    BOOST_TEST(score_of({{"province", -1}}) == "figures_invalid province out_of_bounds");
    BOOST_TEST(score_of({{"province", 1'000'000'000'001}}) == "figures_invalid province out_of_bounds");
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(a_checklist) // SM-12

BOOST_AUTO_TEST_CASE(sums_the_papers_that_are_there)
{
    BOOST_TEST(papers({}, {}) == "0.00");
    BOOST_TEST(papers({"minutes"}, {}) == "1.00");
    BOOST_TEST(papers({"report", "objectives", "review", "minutes"}, {}) == "4.00");
}

BOOST_AUTO_TEST_CASE(a_paper_with_a_fault_loses_its_own_deduction)
{
    BOOST_TEST(papers({"objectives", "review", "minutes"}, {"report"}) == "3.50");
    BOOST_TEST(papers({}, {"report"}) == "0.50");
    BOOST_TEST(papers({}, {"minutes"}) == "figures_invalid minutes no_deduction");
    BOOST_TEST(papers({"report"}, {"report"}) == "figures_invalid report answered_twice");
    BOOST_TEST(papers({"tea"}, {}) == "figures_invalid tea unknown_key");
}

BOOST_AUTO_TEST_CASE(never_exceeds_the_maximum)
{
    BOOST_TEST(told(score(iso_papers, {}, points("3"), ticked({"report", "objectives", "review", "minutes"}, {}),
                          {})) == "3.00");
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(an_amount_against_a_reference) // SM-13

BOOST_AUTO_TEST_CASE(meets_the_multiple_exactly_or_not)
{
    BOOST_TEST(income(298'000, "2022-12-31") == "1.00");
    BOOST_TEST(income(297'999, "2022-12-31") == "0.50");
    BOOST_TEST(income(1, "2022-12-31") == "0.50");
    BOOST_TEST(income(0, "2022-12-31") == "0.00");
    BOOST_TEST(income(1'000'000'000'000, "2022-12-31") == "1.00");
}

BOOST_AUTO_TEST_CASE(is_judged_by_the_value_in_force_on_the_day)
{
    BOOST_TEST(income(298'000, "2023-06-30") == "1.00");
    BOOST_TEST(income(298'000, "2023-07-01") == "0.50");
    BOOST_TEST(income(360'000, "2023-07-01") == "1.00");
    BOOST_TEST(income(298'000, "2019-06-30") == "figures_invalid date before_first_reference");
}

BOOST_AUTO_TEST_CASE(needs_the_amount_and_the_day)
{
    BOOST_TEST(income(-1, "2022-12-31") == "figures_invalid amount out_of_bounds");
    BOOST_TEST(told(score(extra_income, levels({"1", "0.5", "0"}), points("1"), dated("2022-12-31"), {})) ==
               "figures_invalid amount required");
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(the_worst_incident) // SM-14

BOOST_AUTO_TEST_CASE(decides_however_many_milder_ones_there_are)
{
    BOOST_TEST(breached({}) == "3.00");
    BOOST_TEST(breached({{"breach", 0}, {"disciplined", 0}}) == "3.00");
    BOOST_TEST(breached({{"breach", 1}}) == "1.00");
    BOOST_TEST(breached({{"breach", 9}, {"disciplined", 1}}) == "0.00");
    BOOST_TEST(breached({{"disciplined", 1}, {"breach", 9}}) == "0.00");
    BOOST_TEST(breached({{"rumour", 1}}) == "figures_invalid rumour unknown_key");
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(points_set_by_hand) // SM-33

BOOST_AUTO_TEST_CASE(are_values_the_rule_can_yield)
{
    const auto three = points("3");
    BOOST_TEST(told(allowed_points(par_reports, {}, three)) == "0.00 0.75 1.50 2.25 3.00");
    BOOST_TEST(told(allowed_points(initiatives, {}, three)) == "0.00 1.00 2.00 3.00");
    BOOST_TEST(told(allowed_points(iso_papers, {}, points("4"))) == "0.00 0.50 1.00 1.50 2.00 2.50 3.00 3.50 4.00");
    BOOST_TEST(told(allowed_points(extra_income, levels({"1", "0.5", "0"}), points("1"))) == "0.00 0.50 1.00");
    BOOST_TEST(told(allowed_points(breaches, levels({"3", "1", "0"}), three)) == "0.00 1.00 3.00");
    const RatioBands less{.requirements = {{"on_time", "", {}, points("0.5")}}};
    BOOST_TEST(told(allowed_points(less, levels({"2", "1.5", "1", "0"}), points("2"))) == "0.00 0.50 1.00 1.50 2.00");

    const RatioBands floored{.requirements = {{"on_time", "", {}, points("0.25")}}, .floor = points("0.5")};
    BOOST_TEST(told(allowed_points(floored, levels({"1", "0"}), points("1"))) ==
               "0.00 0.75 1.00"); // a floor lifts no level

    BOOST_TEST(allows(par_reports, {}, three, points("0.75")));
    BOOST_TEST(!allows(par_reports, {}, three, points("0.5")));
    BOOST_TEST(!allows(par_reports, {}, three, points("3.75")));
    BOOST_TEST(!allows(par_reports, {}, three, points("-0.75")));
    BOOST_TEST(allows(Choice{}, levels({"1", "0.5", "0"}), points("1"), points("0.5")));
    BOOST_TEST(!allows(Choice{}, levels({"1", "0.5", "0"}), points("1"), points("0.25")));
    BOOST_TEST(!allows(Choice{}, levels({"2", "0"}), points("1"), points("2"))); // a draft's level above the maximum
}

BOOST_AUTO_TEST_CASE(are_the_values_of_the_list_whatever_the_shape)
{
    const auto three = levels({"3", "1.5", "0"});
    const RatioBands plain{.bands = {{std::nullopt, std::nullopt, 0}}};
    const RatioBands less{.requirements = {{"on_time", "", {}, points("0.5")}}};
    const ScoringRule rules[] = {
        Choice{},     LateBands{}, Timeliness{},           plain,   less, par_reports, initiatives, iso_papers,
        extra_income, breaches,    SubmissionTimeliness{}, Rollup{}};
    for (const ScoringRule& rule : rules) {
        const auto listed = allowed_points(rule, three, points("3"));
        for (std::int64_t units = -2'500; units <= 35'000; units += 1'250) {
            const Points one = Points::from_units(units);
            const bool in_list = std::find(listed.begin(), listed.end(), one) != listed.end();
            BOOST_TEST(allows(rule, three, points("3"), one) == in_list, shape_of(rule) << " " << one.text());
        }
    }
}

BOOST_AUTO_TEST_CASE(are_as_fine_as_a_continuum_is_rounded)
{
    BOOST_TEST(allowed_points(Proportional{}, {}, points("2")).empty());
    BOOST_TEST(allows(Proportional{}, {}, points("2"), points("0.67")));
    BOOST_TEST(allows(Proportional{}, {}, points("2"), points("0.6667"))); // what 1 of 3 comes to
    Proportional hundredths;
    hundredths.rounding.places = 2;
    BOOST_TEST(allows(hundredths, {}, points("2"), points("0.67")));
    BOOST_TEST(!allows(hundredths, {}, points("2"), points("0.6667")));
    BOOST_TEST(!allows(Proportional{}, {}, points("2"), points("2.01")));
}

BOOST_AUTO_TEST_CASE(leave_out_what_lies_below_the_least_share)
{
    const Ratio least{80, 100};
    for (const ScoringRule& rule : {ScoringRule(Proportional{.least = least}), ScoringRule(Formula{.least = least})}) {
        BOOST_TEST(allows(rule, {}, points("2"), points("0")), shape_of(rule));
        BOOST_TEST(allows(rule, {}, points("2"), points("1.60")), shape_of(rule));
        BOOST_TEST(allows(rule, {}, points("2"), points("2")), shape_of(rule));
        BOOST_TEST(!allows(rule, {}, points("2"), points("1.59")), shape_of(rule));
        BOOST_TEST(!allows(rule, {}, points("2"), points("0.01")), shape_of(rule));
    }
}

BOOST_AUTO_TEST_CASE(are_never_set_on_a_sum) // SM-15
{
    BOOST_TEST(allowed_points(Rollup{}, {}, points("2")).empty());
    BOOST_TEST(!allows(Rollup{}, {}, points("2"), points("1")));
    BOOST_TEST(told(score(Rollup{}, {}, points("2"), {}, {})) == "figures_invalid figures not_read");
}

BOOST_AUTO_TEST_CASE(and_every_shape_has_its_wire_name)
{
    BOOST_TEST(shape_of(ScoringRule(Choice{})) == "choice");
    BOOST_TEST(shape_of(ScoringRule(initiatives)) == "capped_count");
    BOOST_TEST(shape_of(ScoringRule(SubmissionTimeliness{})) == "submission_timeliness");
}

BOOST_AUTO_TEST_SUITE_END()
