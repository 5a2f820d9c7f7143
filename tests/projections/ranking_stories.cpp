#include "projections/ranking.hpp"

#include <boost/test/unit_test.hpp>

using namespace cchc::domain;
using namespace cchc::projections;

static Contender office(const char* code, const char* points, const char* of, std::vector<const char*> tie_breaks = {})
{
    Contender one{AgencyId(code), *Points::parse(points), *Points::parse(of), {}};
    for (const char* area : tie_breaks) one.tie_breaks.push_back(*Points::parse(area));
    return one;
}

BOOST_AUTO_TEST_SUITE(a_ranking)

BOOST_AUTO_TEST_CASE(goes_from_high_to_low) // RK-4
{
    const auto places = rank({office("a", "80", "100"), office("b", "90", "100"), office("c", "85", "100")});
    BOOST_TEST(places[0].contender == 1u);
    BOOST_TEST(places[1].contender == 2u);
    BOOST_TEST(places[2].contender == 0u);
    BOOST_TEST(places[2].rank == 3u);
}

BOOST_AUTO_TEST_CASE(compares_the_index_not_the_points_when_a_criterion_dropped_out) // SM-30 a
{
    const auto places = rank({office("a", "80", "100"), office("b", "78", "96")});
    BOOST_TEST(places[0].contender == 1u); // 81.25 % before 80 %
}

BOOST_AUTO_TEST_CASE(finds_exactly_equal_fractions_equal) // 75.625/80 = 90.75/96
{
    const auto places = rank({office("a", "90.75", "96"), office("b", "75.625", "80"), office("c", "94.53", "100")});
    BOOST_TEST(places[0].rank == 1u);
    BOOST_TEST(places[1].rank == 1u);
    BOOST_TEST(places[0].tied);
    BOOST_TEST(places[1].tied);
    BOOST_TEST(places[2].rank == 3u); // the shared place is skipped (RK-6)
    BOOST_TEST(!places[2].tied);
}

BOOST_AUTO_TEST_CASE(is_not_fooled_by_a_ten_thousandth) // 79.9999 is below 80 (IX-6)
{
    const auto places = rank({office("a", "79.9999", "100"), office("b", "80", "100")});
    BOOST_TEST(places[0].contender == 1u);
    BOOST_TEST(places[1].rank == 2u);
}

BOOST_AUTO_TEST_CASE(breaks_ties_by_the_areas_named_in_their_order) // RK-5
{
    const auto places = rank({office("a", "90", "100", {"20", "68"}), office("b", "90", "100", {"21", "67"}),
                              office("c", "90", "100", {"21", "66"})});
    BOOST_TEST(places[0].contender == 1u);
    BOOST_TEST(places[1].contender == 2u);
    BOOST_TEST(places[2].contender == 0u);
    BOOST_TEST(places[1].rank == 2u);
}

BOOST_AUTO_TEST_CASE(puts_an_agency_to_which_nothing_applies_last)
{
    const auto places = rank({office("a", "0", "0"), office("b", "0", "100")});
    BOOST_TEST(places[0].contender == 1u);
    BOOST_TEST(places[1].rank == 2u);
}

BOOST_AUTO_TEST_CASE(shows_percent_cut_off_and_never_over_a_threshold)
{
    BOOST_TEST(index_percent(*Points::parse("79.9999"), Points::whole(100)) == "79.9999");
    BOOST_TEST(index_percent(*Points::parse("90.75"), Points::whole(96)) == "94.5312");
    BOOST_TEST(index_percent(Points{}, Points{}) == "0.0000");
    BOOST_TEST(index_percent(Points::whole(5), Points::whole(100)) == "5.0000");
}

BOOST_AUTO_TEST_SUITE_END()
