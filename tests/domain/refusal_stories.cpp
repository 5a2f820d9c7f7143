#include "domain/refusal.hpp"

#include <boost/test/unit_test.hpp>

#include <set>

using namespace cchc::domain;

BOOST_AUTO_TEST_SUITE(refusals)

BOOST_AUTO_TEST_CASE(each_code_has_a_name_of_its_own)
{
    std::set<std::string_view> names;
    const int last = static_cast<int>(RefusalCode::id_malformed);
    for (int code = 0; code <= last; ++code) names.insert(name_of(static_cast<RefusalCode>(code)));
    BOOST_TEST(static_cast<int>(names.size()) == last + 1);
    BOOST_TEST(names.contains("deadline_passed"));
    BOOST_TEST(!names.contains(""));
}

BOOST_AUTO_TEST_SUITE_END()
