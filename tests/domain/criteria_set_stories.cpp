#include "domain/criteria_set.hpp"
#include "domain/regulation.hpp"

#include <boost/test/unit_test.hpp>

using namespace cchc::domain;

namespace {

Criterion criterion(const char* code)
{
    Criterion one;
    one.code = Code(code);
    return one;
}

CriteriaSet small_set()
{
    CriteriaSet set;
    set.id = "small";
    set.add(criterion("I"), Code());
    set.add(criterion("I.1"), Code("I"));
    set.add(criterion("I.1.1"), Code("I.1"));
    set.add(criterion("I.1.2"), Code("I.1"));
    set.add(criterion("I.2"), Code("I"));
    set.add(criterion("II"), Code());
    set.add(criterion("II.1"), Code("II"));
    return set;
}

std::string codes(const CriteriaSet& set, const std::vector<CriterionNo>& numbers)
{
    std::string text;
    for (CriterionNo no : numbers) text += (text.empty() ? "" : " ") + set[no].code.value;
    return text;
}

} // namespace

BOOST_AUTO_TEST_SUITE(a_criteria_set)

BOOST_AUTO_TEST_CASE(is_a_tree_of_any_depth_whose_leaves_stand_in_printed_order) // CS-1, CS-2
{
    const CriteriaSet set = small_set();
    BOOST_TEST(set.size() == 7u);
    BOOST_TEST(codes(set, set.areas()) == "I II");
    BOOST_TEST(codes(set, set.leaves()) == "I.1.1 I.1.2 I.2 II.1");
    BOOST_TEST(codes(set, set.children(set.find("I"))) == "I.1 I.2");
    BOOST_TEST(codes(set, set.children(set.find("I.1"))) == "I.1.1 I.1.2");
    BOOST_TEST(set[set.find("I.1.2")].depth == 2u);
    BOOST_TEST(!set[set.find("I.1")].leaf);
    BOOST_TEST(set[set.find("I.1.2")].parent == set.find("I.1"));
    BOOST_TEST(set[set.find("II")].parent == no_criterion);
}

BOOST_AUTO_TEST_CASE(hands_a_data_window_and_a_cutoff_down_to_what_says_none) // CS-38, SA-14
{
    const auto july = Date::from_civil(2025, 7, 1);
    const auto autumn = Date::from_civil(2025, 10, 1);
    const auto year_end = Date::from_civil(2025, 12, 31);
    CriteriaSet set;
    set.window_from = july;
    set.window_to = year_end;
    Criterion area = criterion("I");
    area.data_cutoff = autumn;
    set.add(area, Code());
    Criterion own = criterion("I.1");
    own.window_from = autumn;
    own.window_to = year_end;
    own.data_cutoff = year_end;
    set.add(own, Code("I"));
    set.add(criterion("I.1.1"), Code("I.1"));
    set.add(criterion("I.2"), Code("I"));
    set.add(criterion("II"), Code());
    const auto begins = [&](const char* code) { return set[set.find(code)].window_from; };
    const auto cutoff = [&](const char* code) { return set[set.find(code)].data_cutoff; };
    BOOST_TEST((begins("I.1") == autumn && begins("I.1.1") == autumn && begins("I.2") == july && begins("II") == july));
    BOOST_TEST((cutoff("I.1.1") == year_end && cutoff("I.2") == autumn));
    BOOST_TEST(!cutoff("II").has_value());
}

BOOST_AUTO_TEST_CASE(knows_nothing_by_a_code_it_does_not_have)
{
    const CriteriaSet set = small_set();
    BOOST_TEST(set.find("III") == no_criterion);
    BOOST_TEST(set.find("") == no_criterion);
    BOOST_TEST(set.find("i.1") == no_criterion);
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(a_regulation)

BOOST_AUTO_TEST_CASE(leads_from_an_agency_through_its_group_to_its_criteria_set) // CS-10
{
    Regulation regulation;
    regulation.criteria_sets.push_back(small_set());
    regulation.groups.push_back({GroupId("phong-chuyen-mon"), "Phòng chuyên môn", "small"});
    regulation.agencies.push_back({AgencyId("phong-noi-vu"), "Phòng Nội vụ", GroupId("phong-chuyen-mon"), true});
    regulation.rounds.push_back(
        {.id = RoundId("self_assessment"), .title = "Tự đánh giá", .printed_phrase = "trước ngày 15/12"});

    const AgencyListing* agency = regulation.agency(AgencyId("phong-noi-vu"));
    BOOST_REQUIRE(agency);
    BOOST_REQUIRE(regulation.set_of(agency->group));
    BOOST_TEST(regulation.set_of(agency->group)->id == "small");
    BOOST_REQUIRE(regulation.round(RoundId("self_assessment")));
    BOOST_TEST(regulation.round(RoundId("self_assessment"))->title == "Tự đánh giá");

    BOOST_TEST(!regulation.agency(AgencyId("phong-khac")));
    BOOST_TEST(!regulation.set_of(GroupId("khac")));
    BOOST_TEST(!regulation.round(RoundId("survey")));
}

BOOST_AUTO_TEST_SUITE_END()
