#include "domain/issuing.hpp"

#include "tests/domain/story.hpp"

#include <boost/test/unit_test.hpp>

using namespace cchc::domain;
using enum RefusalCode;

namespace {

/// What comes of issuing the district's regulation with other switches.
Outcome<std::vector<Happened>> issued(const Switches& switches)
{
    Regulation regulation = the_regulation();
    switches(regulation);
    World world;
    world.library[file('a').sha256] = std::make_shared<const Regulation>(std::move(regulation));
    const IssueRegulation issue{RegulationId("quy-che-2026"), file('a'), "02/QĐ-UBND", {}, "UBND huyện", {}, made_up};
    return decide(world, issue, Occasion{the_clock.actor, the_clock.hat, founded, {}}, digest);
}
void refuses(const Switches& switches, RefusalCode code, std::string_view about)
{
    const auto outcome = issued(switches);
    BOOST_REQUIRE(!outcome);
    BOOST_TEST((outcome.error().code == code));
    BOOST_TEST(outcome.error().about == about);
}
RoundPlan appraisal(std::string_view id, int ordinal)
{
    RoundPlan plan;
    plan.id = RoundId(id);
    plan.kind = RoundKind::appraisal;
    plan.ordinal = ordinal;
    return plan;
}

} // namespace

BOOST_AUTO_TEST_SUITE(a_regulation_is_not_issued) // never silently another reading

BOOST_AUTO_TEST_CASE(with_other_rounds_than_the_workflow_has) // AP-12
{
    const auto rounds = [](auto change) {
        refuses([=](Regulation& r) { change(r.rounds); }, reading_not_built, "rounds");
    };
    rounds([](auto& r) { r.push_back(appraisal("appraisal_3", 3)); });
    rounds([](auto& r) { r.push_back(appraisal("appraisal_2b", 2)); });
    rounds([](auto& r) { std::swap(r[1], r[3]); });  // the second before the first
    rounds([](auto& r) { r.erase(r.begin() + 1); }); // a second without a first
    rounds([](auto& r) { r.push_back(r[0]); });      // two self-assessments
    rounds([](auto& r) { r[2].ordinal = 2; });       // a second supplement without a first
    rounds([](auto& r) { r[0].ordinal = 0; });
}

BOOST_AUTO_TEST_CASE(in_which_nobody_appraises_the_standing_department) // ACT-22
{
    refuses([](Regulation& r) { r.substitute_appraiser.clear(); }, substitute_missing, "substitute_appraiser");
    refuses([](Regulation& r) { r.substitute_appraiser = r.standing_department; }, substitute_missing,
            "substitute_appraiser");
    refuses(
        [](Regulation& r) {
            r.own_unit_appraisal = OwnUnitAppraisal::second_appraiser;
            r.substitute_appraiser.clear();
        },
        substitute_missing, "substitute_appraiser");
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(a_regulation_is_issued)

BOOST_AUTO_TEST_CASE(with_one_round_of_appraisal_or_two) // AP-12
{
    BOOST_TEST(issued([](Regulation&) {}).has_value());
    BOOST_TEST(issued([](Regulation& r) { r.rounds.pop_back(); }).has_value());
}

BOOST_AUTO_TEST_CASE(without_a_substitute_where_none_is_needed)
{
    BOOST_TEST(issued([](Regulation& r) {
                   r.substitute_appraiser.clear();
                   r.own_unit_appraisal = OwnUnitAppraisal::allow;
               }).has_value());
    BOOST_TEST(issued([](Regulation& r) {
                   r.substitute_appraiser.clear();
                   for (AgencyListing& one : r.agencies) one.assessed = one.id != home_affairs;
               }).has_value());
}

BOOST_AUTO_TEST_SUITE_END()
