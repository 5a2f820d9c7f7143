// What leaves add up to: sign, scale, caps and floors (IX-3, BP-1, BP-2, BP-6, SM-30).

#include "domain/total.hpp"
#include "tests/domain/scoring.hpp"

#include <boost/test/unit_test.hpp>

using namespace cchc::domain;

namespace {

/// Content I with a criterion of 88, a drop-able one of 4 and a penalty inside; IV: a bonus of 8; VII: penalties alone.
struct Province {
    Regulation regulation;
    CriteriaSet set;
    std::vector<Points> given;
    std::vector<bool> not_applicable;

    Province()
    {
        set.maximum = points("100");
        add("I", "92", {}, Rollup{}, true);
        add("I.1", "88", "I", Choice{}, true);
        add("I.2", "4", "I", Choice{}, true, NaPolicy::drop);
        add("I.3", "20", "I", Penalty{}, false);
        add("IV", "8", {}, Rollup{}, true);
        add("IV.1", "8", "IV", Bonus{}, true);
        add("VII", "10", {}, Rollup{}, false);
        add("VII.1", "10", "VII", Penalty{}, true);
        regulation.tie_break = {"IV", "I"};
        given.resize(set.size());
        not_applicable.resize(set.size());
    }
    void add(const char* code, const char* maximum, const char* parent, ScoringRule rule, bool in_scale,
             NaPolicy policy = NaPolicy::zero)
    {
        Criterion criterion;
        criterion.code = Code(code);
        criterion.maximum = points(maximum);
        criterion.rule = std::move(rule);
        criterion.in_scale = in_scale;
        criterion.na_policy = policy;
        set.add(std::move(criterion), parent ? Code(parent) : Code());
    }
    Province& gives(const char* code, const char* what)
    {
        given[set.find(code)] = points(what);
        return *this;
    }
    Province& lacks(const char* code)
    {
        not_applicable[set.find(code)] = true;
        return *this;
    }
    /// "88.00 + 0.00 - 2.00 = 86.00 of 100.00"
    std::string told() const
    {
        const Total sum = total(regulation, set, given, not_applicable);
        std::string text;
        for (Points area : sum.areas) text += area.text() + " ";
        return text + "= " + sum.points.text() + " of " + sum.applicable_maximum.text();
    }
    std::string tie_breaks() const
    {
        return cchc::domain::told(total(regulation, set, given, not_applicable).tie_breaks);
    }
};

} // namespace

BOOST_AUTO_TEST_SUITE(a_total)

BOOST_AUTO_TEST_CASE(adds_bonus_and_takes_penalties_off)
{
    Province p;
    p.gives("I.1", "80").gives("I.2", "4").gives("IV.1", "6").gives("VII.1", "2.5");
    BOOST_TEST(p.told() == "84.00 6.00 -2.50 = 87.50 of 100.00");
}

BOOST_AUTO_TEST_CASE(divides_by_what_applies)
{
    Province p;
    p.gives("I.1", "80").lacks("I.2");
    BOOST_TEST(p.told() == "80.00 0.00 0.00 = 80.00 of 96.00");
}

BOOST_AUTO_TEST_CASE(lets_penalties_take_an_area_below_zero_only_where_told)
{
    Province p;
    p.gives("I.1", "5").gives("I.3", "20").gives("IV.1", "3");
    BOOST_TEST(p.told() == "0.00 3.00 0.00 = 3.00 of 100.00");
    p.regulation.penalty_below_area_zero = true;
    BOOST_TEST(p.told() == "-15.00 3.00 0.00 = 0.00 of 100.00"); // the total has its own floor
}

BOOST_AUTO_TEST_CASE(does_not_fall_below_its_floor)
{
    Province p;
    p.gives("I.1", "3").gives("VII.1", "10");
    BOOST_TEST(p.told() == "3.00 0.00 -10.00 = 0.00 of 100.00");
    p.regulation.total_floor = points("1");
    BOOST_TEST(p.told() == "3.00 0.00 -10.00 = 1.00 of 100.00");
}

BOOST_AUTO_TEST_CASE(counts_no_more_bonus_than_the_cap)
{
    Province p;
    p.gives("I.1", "80").gives("IV.1", "8");
    BOOST_TEST(p.told() == "80.00 8.00 0.00 = 88.00 of 100.00");
    p.regulation.bonus_cap = points("5");
    BOOST_TEST(p.told() == "80.00 5.00 0.00 = 85.00 of 100.00");
}

BOOST_AUTO_TEST_CASE(counts_bonus_in_the_tie_break_or_leaves_it_out)
{
    Province p;
    p.gives("I.1", "80").gives("IV.1", "8");
    BOOST_TEST(p.tie_breaks() == "8.00 80.00");
    p.regulation.bonus_in_tie_break = false;
    BOOST_TEST(p.tie_breaks() == "0.00 80.00");
}

BOOST_AUTO_TEST_SUITE_END()
