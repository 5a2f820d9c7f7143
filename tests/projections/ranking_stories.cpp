#include "projections/ranking.hpp"

#include <boost/test/unit_test.hpp>

using namespace cchc::domain;
using namespace cchc::projections;

namespace {

Regulation with_groups()
{
    Regulation r;
    r.groups = {{GroupId("so"), "Sở", "set"}, {GroupId("nganh"), "Ngành", "set"}, {GroupId("huyen"), "Huyện", "set"}};
    r.groups[2].classification = "ba-loai";
    r.ranking_groups = {{"cap-tinh", "Cấp tỉnh", {GroupId("so"), GroupId("nganh")}, "bon-loai"}};
    r.classifications = {{"bon-loai", "", {}}, {"ba-loai", "", {}}};
    return r;
}

} // namespace

BOOST_AUTO_TEST_SUITE(a_ranking)

BOOST_AUTO_TEST_CASE(joins_the_groups_that_the_regulation_joins) // RK-7
{
    const Regulation r = with_groups();
    for (const char* id : {"cap-tinh", "so", "nganh"}) {
        const auto together = ranked_together(r, id);
        BOOST_REQUIRE(together);
        BOOST_TEST(together->id == "cap-tinh");
        BOOST_TEST(together->ranks(GroupId("nganh")));
        BOOST_TEST(!together->ranks(GroupId("huyen")));
        BOOST_TEST(together->classification->id == "bon-loai");
    }
}

BOOST_AUTO_TEST_CASE(is_of_one_group_where_none_joins_it)
{
    const Regulation r = with_groups();
    const auto alone = ranked_together(r, "huyen");
    BOOST_REQUIRE(alone);
    BOOST_TEST(alone->title == "Huyện");
    BOOST_TEST(alone->groups.size() == 1u);
    BOOST_TEST(alone->classification->id == "ba-loai");
    BOOST_TEST(!ranked_together(r, "xa").has_value());
}

BOOST_AUTO_TEST_CASE(shows_percent_cut_off_and_never_over_a_threshold)
{
    BOOST_TEST(index_percent(*Points::parse("79.9999"), Points::whole(100)) == "79.9999");
    BOOST_TEST(index_percent(*Points::parse("90.75"), Points::whole(96)) == "94.5312");
    BOOST_TEST(index_percent(Points{}, Points{}) == "0.0000");
    BOOST_TEST(index_percent(Points::whole(5), Points::whole(100)) == "5.0000");
}

BOOST_AUTO_TEST_SUITE_END()
