#include "server/live_happening.hpp"

#include <boost/test/unit_test.hpp>

using namespace cchc::server;
using namespace cchc::domain;

namespace {

/// A ballot on the assessment of an office, as it happened.
Happening a_ballot()
{
    Record record;
    record.stream = {StreamKind::ballot, "2026-van-phong"};
    record.event = BallotEvent(BallotCast{Code("III"), "chu-tich", Points::whole(4), "", {}, {}, {}});
    Happening what = happening_of(record, "{}", nullptr, nullptr);
    what.cycle = CycleId("2026");
    return what;
}

bool heard_on(std::string_view topic, const Hearing& hearing)
{
    return hears(Topic::parse(topic).value(), hearing, a_ballot());
}

} // namespace

BOOST_AUTO_TEST_SUITE(a_leaders_ballot_on_the_wire) // LD-7

BOOST_AUTO_TEST_CASE(is_heard_by_nobody_who_follows_the_assessment)
{
    BOOST_TEST(!heard_on("assessment/2026-van-phong", Hearing{}));
    BOOST_TEST(!heard_on("assessment/2026-van-phong", Hearing{.council = true}));
    BOOST_TEST(!heard_on("assessment/2026-van-phong",
                         Hearing{.council = true, .eyes = cchc::projections::Sight{AgencyId("noi-vu")}}));
}

BOOST_AUTO_TEST_CASE(stands_in_the_feed_of_the_auditor_and_in_no_other)
{
    BOOST_TEST(!heard_on("feed/2026", Hearing{}));
    BOOST_TEST(heard_on("feed/2026", Hearing{.council = true}));
}

BOOST_AUTO_TEST_SUITE_END()
