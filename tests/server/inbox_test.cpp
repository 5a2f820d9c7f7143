#include "server/inbox.hpp"

#include "server/request_pace.hpp"

#include <boost/test/unit_test.hpp>

#include <string>

using namespace cchc;
using namespace cchc::server;

namespace {

Asked from(TenantNo tenant, std::string words)
{
    Asked asked;
    asked.tenant = tenant;
    asked.traceparent = std::move(words);
    return asked;
}

/// Who comes, in the order they are taken: `1a 2a 1b`.
std::string order(const std::deque<Asked>& taken)
{
    std::string text;
    for (const Asked& asked : taken)
        text += (text.empty() ? "" : " ") + std::to_string(asked.tenant) + asked.traceparent;
    return text;
}

struct Line {
    Inbox inbox{{{2, 3}}}; // the second tenant may have three waiting
    bool put(TenantNo tenant, std::string words)
    {
        Asked asked = from(tenant, std::move(words));
        return inbox.put(asked);
    }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(commands_of_several_tenants, Line)

BOOST_AUTO_TEST_CASE(are_taken_one_of_each_in_turn)
{
    for (const char* words : {"a", "b", "c"}) BOOST_TEST(put(1, words));
    BOOST_TEST(put(2, "a"));
    BOOST_TEST(put(3, "a"));
    BOOST_TEST(put(3, "b"));
    BOOST_TEST(inbox.size() == 6u);
    BOOST_TEST(order(inbox.take(100)) == "1a 2a 3a 1b 3b 1c");
    BOOST_TEST(inbox.empty());
    BOOST_TEST(inbox.take(5).empty());
}

BOOST_AUTO_TEST_CASE(are_refused_where_their_own_line_is_full_and_nowhere_else)
{
    for (int i = 0; i < 3; ++i) BOOST_TEST(put(2, "x"));
    BOOST_TEST(!put(2, "x"));
    BOOST_TEST(put(1, "x"));
    for (std::size_t i = 1; i < limits::inbox; ++i) BOOST_REQUIRE(put(1, "x"));
    BOOST_TEST(!put(1, "x"));
    BOOST_TEST(put(3, "x"));
    inbox.take(3);
    BOOST_TEST(put(2, "x"));
}

BOOST_AUTO_TEST_CASE(do_not_wait_behind_a_tenant_whose_commands_fill_every_batch)
{
    for (const char* words : {"a", "b", "c"}) put(1, words);
    put(2, "a");
    // The batch has room for one only: the rest is first in line again, but the next turn begins with another tenant.
    std::deque<Asked> taken = inbox.take(4);
    BOOST_TEST(order(taken) == "1a 2a 1b 1c");
    taken.pop_front();
    inbox.put_back(std::move(taken));
    BOOST_TEST(inbox.size() == 3u);
    BOOST_TEST(order(inbox.take(4)) == "2a 1b 1c");
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(requests_at_a_pace)

BOOST_AUTO_TEST_CASE(pass_so_many_a_second_and_no_more)
{
    RequestPace pace(4);
    domain::Instant now{1'700'000'000'000'000};
    for (int i = 0; i < 4; ++i) BOOST_TEST(!pace.wait_s(now));
    BOOST_TEST(pace.wait_s(now).value_or(0) == 1);
    now = now.plus_us(250'000);
    BOOST_TEST(!pace.wait_s(now));
    BOOST_TEST(pace.wait_s(now).has_value());
    now = now.plus_us(10'000'000); // what was not used is not saved up beyond a second's worth
    int passed = 0;
    while (!pace.wait_s(now)) ++passed;
    BOOST_TEST(passed == 4);
    BOOST_TEST(!pace.wait_s(now.plus_us(-3'600'000'000))); // a clock that was set back shuts nobody out
}

BOOST_AUTO_TEST_SUITE_END()
