// From totals to places, classes and rewards.

#include "domain/classing.hpp"
#include "tests/domain/scoring.hpp"

#include <boost/test/unit_test.hpp>

using namespace cchc::domain;

namespace {

Ranked agency(const char* code, const char* total, std::vector<const char*> areas = {}, const char* maximum = "100")
{
    Ranked one{AgencyId(code), points(total), points(maximum), {}};
    for (const char* area : areas) one.tie_breaks.push_back(points(area));
    return one;
}

std::vector<Ranked> ranked(std::vector<Ranked> all, RankAfterTie after = RankAfterTie::skip)
{
    return rank(std::move(all), ResultBasis::index, after);
}

/// "a 1, b 2=, c 2=": codes, places and ties.
std::string told(const std::vector<Ranked>& ranking)
{
    std::string text;
    for (const Ranked& one : ranking)
        text += (text.empty() ? "" : ", ") + one.agency.value + " " + std::to_string(one.rank) + (one.tied ? "=" : "");
    return text;
}

ClassBand by_threshold(const char* id, const char* threshold)
{
    ClassBand band{id, id};
    band.threshold = points(threshold);
    return band;
}

ClassBand by_quota(const char* id, const char* percent)
{
    ClassBand band{id, id};
    band.quota = points(percent);
    return band;
}

Classification ha_nam_2018()
{
    return {"five",
            "",
            {by_threshold("xuat-sac", "90"),
             by_threshold("tot", "80"),
             by_threshold("kha", "65"),
             by_threshold("trung-binh", "50"),
             {"yeu", "Yếu"}}};
}

Classification phu_tho_2022()
{
    return {"four",
            "",
            {by_quota("xuat-sac", "20"),
             by_threshold("tot", "80"),
             by_threshold("hoan-thanh", "65"),
             {"chua", "Chưa hoàn thành"}}};
}

/// "a xuat-sac, b ?xuat-sac, c -": what each is, awaits, or is not.
std::string classes(const std::vector<Ranked>& ranking, const Classification& by, QuotaTie tie = QuotaTie::neither,
                    ResultBasis basis = ResultBasis::index)
{
    std::string text;
    for (const Classed& one : classify(ranking, by, basis, tie)) {
        text += (text.empty() ? "" : ", ") + one.agency.value + " ";
        text += one.class_no ? by.classes[*one.class_no].id : one.open ? "?" + by.classes[*one.open].id : "-";
    }
    return text;
}

} // namespace

BOOST_AUTO_TEST_SUITE(a_ranking)

BOOST_AUTO_TEST_CASE(goes_from_high_to_low_and_is_not_fooled_by_a_ten_thousandth) // RK-4, IX-6
{
    BOOST_TEST(told(ranked({agency("a", "79.9999"), agency("b", "90"), agency("c", "80")})) == "b 1, c 2, a 3");
}

BOOST_AUTO_TEST_CASE(finds_exactly_equal_fractions_equal) // 75.625/80 = 90.75/96
{
    BOOST_TEST(told(ranked({agency("a", "90.75", {}, "96"), agency("b", "75.625", {}, "80"), agency("c", "94.53")})) ==
               "a 1=, b 1=, c 3");
}

BOOST_AUTO_TEST_CASE(puts_an_agency_to_which_nothing_applies_last)
{
    BOOST_TEST(told(ranked({agency("a", "0", {}, "0"), agency("b", "0")})) == "b 1, a 2");
}

BOOST_AUTO_TEST_CASE(breaks_ties_by_the_first_area_then_the_second)
{
    const auto three = ranked({agency("a", "90", {"30", "20"}), agency("b", "90", {"31", "10"}),
                               agency("c", "90", {"30", "21"}), agency("d", "91", {"0", "0"})});
    BOOST_TEST(told(three) == "d 1, b 2, c 3, a 4");
}

BOOST_AUTO_TEST_CASE(skips_the_place_after_a_shared_one_or_goes_on)
{
    const std::vector<Ranked> all{agency("a", "90"), agency("b", "95"), agency("c", "90"), agency("d", "80")};
    BOOST_TEST(told(ranked(all)) == "b 1, a 2=, c 2=, d 4");
    BOOST_TEST(told(ranked(all, RankAfterTie::next)) == "b 1, a 2=, c 2=, d 3");
}

BOOST_AUTO_TEST_CASE(compares_indices_exactly_or_points)
{
    const std::vector<Ranked> all{agency("a", "80", {}, "90"), agency("b", "85", {}, "96"),
                                  agency("none", "0", {}, "0")};
    BOOST_TEST(told(rank(all, ResultBasis::index, RankAfterTie::skip)) == "a 1, b 2, none 3"); // 88.8889 %, 88.5417 %
    BOOST_TEST(told(rank(all, ResultBasis::points, RankAfterTie::skip)) == "b 1, a 2, none 3");
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(classes_by_threshold)

BOOST_AUTO_TEST_CASE(take_their_threshold_in_and_nothing_below_it)
{
    const auto all = ranked({agency("a", "90"), agency("b", "89.9999"), agency("c", "79.996"), agency("d", "65"),
                             agency("e", "50"), agency("f", "49.9999")});
    BOOST_TEST(classes(all, ha_nam_2018()) == "a xuat-sac, b tot, c kha, d kha, e trung-binh, f yeu");
}

BOOST_AUTO_TEST_CASE(leave_an_open_threshold_out)
{
    Classification over = ha_nam_2018();
    over.classes[0].threshold_open = true;
    BOOST_TEST(classes(ranked({agency("a", "90"), agency("b", "90.0001")}), over) == "b xuat-sac, a tot");
}

BOOST_AUTO_TEST_CASE(are_held_against_the_index_or_the_points)
{
    const auto dropped = ranked({agency("a", "81", {}, "90")}); // index exactly 90
    BOOST_TEST(classes(dropped, ha_nam_2018()) == "a xuat-sac");
    BOOST_TEST(classes(dropped, ha_nam_2018(), QuotaTie::neither, ResultBasis::points) == "a tot");
}

BOOST_AUTO_TEST_CASE(may_leave_an_agency_without_one)
{
    Classification top_only{"top", "", {by_threshold("xuat-sac", "90")}};
    BOOST_TEST(classes(ranked({agency("a", "80")}), top_only) == "a -");
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(classes_by_quota)

BOOST_AUTO_TEST_CASE(make_a_whole_number_of_a_share)
{
    using enum QuotaRounding;
    BOOST_TEST(room(19, points("20"), floor) == 3u); // 3.8
    BOOST_TEST(room(19, points("20"), nearest) == 4u);
    BOOST_TEST(room(17, points("20"), nearest) == 3u); // 3.4
    BOOST_TEST(room(5, points("50"), nearest) == 3u);  // 2.5
    BOOST_TEST(room(16, points("20"), ceiling) == 4u); // 3.2
    BOOST_TEST(room(4, points("20"), floor) == 0u);
    BOOST_TEST(room(0, points("20"), ceiling) == 0u);
}

BOOST_AUTO_TEST_CASE(take_no_more_than_a_fifth_from_the_top)
{
    const auto ten =
        ranked({agency("a", "99"), agency("b", "98"), agency("c", "97"), agency("d", "79"), agency("e", "78"),
                agency("f", "77"), agency("g", "76"), agency("h", "66"), agency("i", "65"), agency("k", "64.9999")});
    BOOST_TEST(classes(ten, phu_tho_2022()) ==
               "a xuat-sac, b xuat-sac, c tot, d hoan-thanh, e hoan-thanh, f hoan-thanh, g hoan-thanh, h hoan-thanh, "
               "i hoan-thanh, k chua");
}

BOOST_AUTO_TEST_CASE(ask_the_next_threshold_unless_another_minimum_or_none_is_said)
{
    const auto five =
        ranked({agency("a", "79"), agency("b", "70"), agency("c", "70"), agency("d", "60"), agency("e", "50")});
    Classification by = phu_tho_2022();
    BOOST_TEST(classes(five, by).starts_with("a hoan-thanh, ")); // 79 is not 80
    by.classes[0].min_points = points("0");
    BOOST_TEST(classes(five, by).starts_with("a xuat-sac, "));
    by.classes[0].min_points = points("79.0001");
    BOOST_TEST(classes(five, by).starts_with("a hoan-thanh, "));
}

BOOST_AUTO_TEST_CASE(take_neither_of_equals_across_the_line_or_leave_them_to_the_authority)
{
    const auto ten =
        ranked({agency("a", "99"), agency("b", "98"), agency("c", "98"), agency("d", "70"), agency("e", "70"),
                agency("f", "70"), agency("g", "70"), agency("h", "70"), agency("i", "70"), agency("k", "70")});
    BOOST_TEST(classes(ten, phu_tho_2022()).starts_with("a xuat-sac, b tot, c tot, d hoan-thanh"));
    BOOST_TEST(classes(ten, phu_tho_2022(), QuotaTie::authority)
                   .starts_with("a xuat-sac, b ?xuat-sac, c ?xuat-sac, d hoan-thanh"));
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(rewards)

BOOST_AUTO_TEST_CASE(go_to_at_most_so_many_with_the_minimum)
{
    Reward four{"bang-khen", "Bằng khen"};
    four.quota = 4;
    four.minimum = points("90");
    const auto all = ranked({agency("a", "95"), agency("b", "94"), agency("c", "90"), agency("d", "89.9999")});
    BOOST_TEST(reward_candidates(all, four, ResultBasis::index, QuotaTie::neither).agencies.size() == 3u);
    four.quota = 2;
    const auto two = reward_candidates(all, four, ResultBasis::index, QuotaTie::neither);
    BOOST_TEST((two.agencies == std::vector{AgencyId("a"), AgencyId("b")}));
}

BOOST_AUTO_TEST_CASE(leave_equals_across_the_line_out_or_to_the_authority)
{
    Reward two{"bang-khen", "Bằng khen"};
    two.quota = 2;
    const auto all = ranked({agency("a", "95"), agency("b", "94"), agency("c", "94")});
    const auto neither = reward_candidates(all, two, ResultBasis::index, QuotaTie::neither);
    BOOST_TEST((neither.agencies == std::vector{AgencyId("a")} && neither.undecided.empty()));
    const auto open = reward_candidates(all, two, ResultBasis::index, QuotaTie::authority);
    BOOST_TEST((open.undecided == std::vector{AgencyId("b"), AgencyId("c")}));
}

BOOST_AUTO_TEST_SUITE_END()
