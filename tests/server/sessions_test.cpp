#include "server/identity/sessions.hpp"
#include "tests/storage/scratch.hpp"

#include <boost/test/unit_test.hpp>

#include <set>
#include <thread>
#include <vector>

using namespace cchc;
using namespace cchc::server;
using domain::Instant;

namespace {

constexpr std::int64_t hour_us = 3'600'000'000LL;
const Instant start{1'700'000'000'000'000};

/// Sessions over a database in a scratch folder; `restart` opens both anew.
struct Desk {
    tests::Scratch scratch;
    std::optional<IdentityStore> store;
    std::optional<Sessions> sessions;
    std::vector<std::string> ended;

    Desk() { restart(start); }
    void restart(Instant now)
    {
        sessions.reset();
        store.reset();
        store.emplace(storage::Disk(), scratch / "identity");
        sessions.emplace(*store, now);
        sessions->on_ended = [this](const std::string& session) { ended.push_back(session); };
    }
    Sessions::Opened sign_in(const char* actor = "p-an", domain::TenantNo tenant = 1, Instant now = start)
    {
        Caller caller{.tenant = tenant, .tenant_name = "quang-dien", .actor = domain::ActorId(actor)};
        caller.hat = domain::Hat{domain::RoleKind::agency_officer, domain::AgencyId("noi-vu"), domain::GrantId("g-1")};
        return sessions->open(caller, now);
    }
    bool knows(const std::string& token, Instant now = start) { return sessions->find(token, now) != nullptr; }
    std::size_t rows()
    {
        std::size_t count = 0;
        store->each(session_prefix(), [&](auto, auto) { ++count; });
        return count;
    }
};

} // namespace

BOOST_AUTO_TEST_SUITE(a_session)

BOOST_AUTO_TEST_CASE(is_known_by_its_token_and_by_nothing_else)
{
    Desk desk;
    const auto an = desk.sign_in();
    BOOST_TEST(an.token.size() == 43u);
    const auto caller = desk.sessions->find(an.token, start);
    BOOST_REQUIRE(caller);
    BOOST_TEST(caller->actor.value == "p-an");
    BOOST_TEST(caller->hat->agency.value == "noi-vu");
    BOOST_TEST(caller->session.size() == 32u);
    BOOST_TEST(!desk.knows(caller->session));
    BOOST_TEST(!desk.knows(""));
    BOOST_TEST(!desk.knows(an.token.substr(1)));
    BOOST_TEST(!desk.knows(an.token + "a"));
    BOOST_TEST(!desk.knows(random_token()));
}

BOOST_AUTO_TEST_CASE(leaves_no_token_on_the_disk)
{
    Desk desk;
    const auto an = desk.sign_in();
    desk.store->each(session_prefix(), [&](std::string_view key, std::string_view row) {
        BOOST_TEST(key.find(an.token) == std::string_view::npos);
        BOOST_TEST(row.find(an.token) == std::string_view::npos);
    });
    BOOST_TEST(desk.rows() == 1u);
}

BOOST_AUTO_TEST_CASE(survives_a_restart_with_its_hat)
{
    Desk desk;
    const auto an = desk.sign_in();
    desk.restart(start.plus_us(hour_us));
    const auto caller = desk.sessions->find(an.token, start.plus_us(hour_us));
    BOOST_REQUIRE(caller);
    BOOST_TEST(caller->tenant == 1u);
    BOOST_TEST(caller->tenant_name == "quang-dien");
    BOOST_TEST((caller->hat->role == domain::RoleKind::agency_officer));
    BOOST_TEST(caller->hat->grant.value == "g-1");
    BOOST_TEST(caller->session == an.caller->session);
}

BOOST_AUTO_TEST_CASE(ends_after_eight_idle_hours)
{
    Desk desk;
    const auto an = desk.sign_in();
    BOOST_TEST(desk.knows(an.token, start.plus_us(8 * hour_us - 1)));
    BOOST_TEST(desk.knows(an.token, start.plus_us(15 * hour_us))); // he was here in between
    BOOST_TEST(!desk.knows(an.token, start.plus_us(23 * hour_us)));
}

BOOST_AUTO_TEST_CASE(ends_after_seven_days_however_busy)
{
    Desk desk;
    const auto an = desk.sign_in();
    for (int hour = 1; hour < 7 * 24; ++hour) BOOST_TEST(desk.knows(an.token, start.plus_us(hour * hour_us)));
    BOOST_TEST(!desk.knows(an.token, start.plus_us(7 * 24 * hour_us)));
}

BOOST_AUTO_TEST_CASE(is_not_prolonged_by_a_restart)
{
    Desk desk;
    const auto an = desk.sign_in();
    desk.restart(start.plus_us(9 * hour_us));
    BOOST_TEST(!desk.knows(an.token, start.plus_us(9 * hour_us)));
    BOOST_TEST(desk.rows() == 1u);
    desk.sessions->tidy(start.plus_us(9 * hour_us));
    BOOST_TEST(desk.rows() == 0u);
}

BOOST_AUTO_TEST_CASE(remembers_across_a_restart_who_was_here)
{
    Desk desk;
    const auto an = desk.sign_in();
    BOOST_TEST(desk.knows(an.token, start.plus_us(7 * hour_us)));
    desk.sessions->tidy(start.plus_us(7 * hour_us));
    desk.restart(start.plus_us(10 * hour_us));
    BOOST_TEST(desk.knows(an.token, start.plus_us(10 * hour_us)));
}

BOOST_AUTO_TEST_CASE(ends_for_good_and_says_so)
{
    Desk desk;
    const auto an = desk.sign_in();
    const auto other = desk.sign_in();
    desk.sessions->end(an.caller->session);
    BOOST_TEST(!desk.knows(an.token));
    BOOST_TEST(desk.knows(other.token));
    BOOST_TEST(desk.ended.size() == 1u);
    BOOST_TEST(desk.ended[0] == an.caller->session);
    desk.sessions->end(an.caller->session);
    BOOST_TEST(desk.ended.size() == 1u);
    desk.restart(start);
    BOOST_TEST(!desk.knows(an.token));
    BOOST_TEST(desk.knows(other.token));
}

BOOST_AUTO_TEST_CASE(ends_with_all_others_of_its_actor)
{
    Desk desk;
    const auto office = desk.sign_in("p-an"), home = desk.sign_in("p-an"), binh = desk.sign_in("p-binh");
    const auto namesake = desk.sign_in("p-an", 2);
    desk.sessions->end_all(1, domain::ActorId("p-an"), home.caller->session);
    BOOST_TEST(!desk.knows(office.token));
    BOOST_TEST(desk.knows(home.token));
    BOOST_TEST(desk.knows(binh.token));
    BOOST_TEST(desk.knows(namesake.token));
    desk.restart(start);
    BOOST_TEST(desk.sessions->size() == 3u);
}

BOOST_AUTO_TEST_CASE(under_another_hat_has_another_token)
{
    Desk desk;
    const auto an = desk.sign_in();
    const domain::Hat head{domain::RoleKind::agency_head, domain::AgencyId("noi-vu"), domain::GrantId("g-2")};
    const auto renewed = desk.sessions->wear(an.caller->session, head, start.plus_us(hour_us));
    BOOST_REQUIRE(renewed);
    BOOST_TEST(renewed->token != an.token);
    BOOST_TEST(!desk.knows(an.token, start.plus_us(hour_us)));
    BOOST_TEST(
        (desk.sessions->find(renewed->token, start.plus_us(hour_us))->hat->role == domain::RoleKind::agency_head));
    BOOST_TEST(desk.ended.at(0) == an.caller->session);
    BOOST_TEST(renewed->caller->session == an.caller->session); // the session is the same
    BOOST_TEST(!desk.sessions->wear("none such", head, start));
    desk.restart(start.plus_us(hour_us));
    BOOST_TEST(desk.sessions->size() == 1u);
    BOOST_TEST(desk.knows(renewed->token, start.plus_us(hour_us)));
    BOOST_TEST(!desk.knows(renewed->token, start.plus_us(7 * 24 * hour_us))); // the seven days count from the sign-in
}

BOOST_AUTO_TEST_CASE(travels_in_a_cookie_that_only_our_host_gets_back)
{
    BOOST_TEST(session_cookie("abc") == "__Host-cchc=abc; Path=/; Secure; HttpOnly; SameSite=Lax");
    BOOST_TEST(ended_session_cookie() == "__Host-cchc=; Path=/; Secure; HttpOnly; SameSite=Lax; Max-Age=0");
}

BOOST_AUTO_TEST_CASE(has_a_token_nobody_else_gets)
{
    std::set<std::string> tokens;
    for (int i = 0; i < 1000; ++i) tokens.insert(random_token());
    BOOST_TEST(tokens.size() == 1000u);
}

BOOST_AUTO_TEST_CASE(is_found_while_others_come_and_go)
{
    Desk desk;
    const auto an = desk.sign_in();
    std::atomic<bool> stop{false};
    std::atomic<int> missed{0};
    std::vector<std::thread> readers;
    for (int i = 0; i < 2; ++i)
        readers.emplace_back([&] {
            while (!stop)
                if (!desk.sessions->find(an.token, start)) ++missed;
        });
    for (int i = 0; i < 50; ++i) {
        const auto other = desk.sign_in("p-binh");
        BOOST_TEST(desk.knows(other.token));
        desk.sessions->tidy(start);
        desk.sessions->end(other.caller->session);
        BOOST_TEST(!desk.knows(other.token));
    }
    stop = true;
    for (auto& reader : readers) reader.join();
    BOOST_TEST(missed == 0);
    desk.restart(start);
    BOOST_TEST(desk.sessions->size() == 1u);
}

BOOST_AUTO_TEST_SUITE_END()
