// How long a live page stays open: over real sockets to the whole service.

#include "tests/server/running_house.hpp"

#include <functional>
#include <set>
#include <vector>

using namespace cchc;
using namespace cchc::tests;

namespace {

const std::string mine = "assessment/2023-phong-tu-phap", others = "assessment/2023-phong-noi-vu";
constexpr std::int64_t hour_us = 3'600'000'000;

class Watch {
public:
    bool within_a_second() const { return std::chrono::steady_clock::now() - since_ < std::chrono::seconds(1); }

private:
    std::chrono::steady_clock::time_point since_ = std::chrono::steady_clock::now();
};

/// What a page of an ended session hears last.
void is_sent_away(Tab& tab, const Watch& watch)
{
    const json bye = tab.next("bye");
    BOOST_REQUIRE(!bye.is_null());
    BOOST_TEST(bye["reason"] == "auth-expired");
    BOOST_TEST(tab.next().is_null());
    BOOST_TEST(tab.closed_with == 4401);
    BOOST_TEST(watch.within_a_second());
}

/// Whether it still hears what happens.
void goes_on(RunningHouse& house, Tab& tab, const std::string& cookie)
{
    static int times = 0;
    const std::string text = "vẫn còn nghe " + std::to_string(++times);
    house.explain(cookie, "2023-phong-tu-phap", text);
    BOOST_TEST(tab.next("event")["set"]["entries"][0]["explanation"]["text"] == text);
}

} // namespace

BOOST_AUTO_TEST_SUITE(an_open_live_page)

BOOST_AUTO_TEST_CASE(closes_with_its_session_and_no_other_does)
{
    RunningHouse house;
    const std::string left = house.sign_in("canbo"), stays = house.sign_in("canbo");
    Tab leaving = house.open(left), staying = house.open(stays);
    leaving.subscribe(mine).next("snapshot");
    staying.subscribe(mine).next("snapshot");
    const Watch watch;
    BOOST_TEST(house.ask("DELETE", "/session", left).status == 204);
    is_sent_away(leaving, watch);
    goes_on(house, staying, stays);
}

BOOST_AUTO_TEST_CASE(closes_when_another_hat_is_put_on_and_comes_back_under_it)
{
    RunningHouse house;
    const std::string officer = house.sign_in("canbo");
    Tab tab = house.open(officer);
    tab.subscribe(mine).next("snapshot");
    const Watch watch;
    const json roles = json::parse(house.ask("GET", "/session", officer).body)["roles"];
    BOOST_REQUIRE(roles.size() == 2u);
    const auto worn =
        house.ask("PUT", "/session/role", officer, json{{"grant", head_of("phong-tu-phap").hat.grant.value}}.dump());
    BOOST_TEST(worn.status == 200);
    is_sent_away(tab, watch);
    const std::string head = RunningHouse::cookie_of(worn);
    Tab again = house.open(head);
    again.subscribe(mine, tab.tokens[mine]);
    BOOST_TEST(again.next()["t"] == "bookmark"); // both hats hear the same of it
    goes_on(house, again, head);
}

BOOST_AUTO_TEST_CASE(closes_when_its_owner_is_shut_out)
{
    RunningHouse house;
    const auto tenant = house.parts().tenant;
    const domain::ActorId who = house.actors.at("canbo");
    const std::string cookie = house.sign_in("canbo-khac");
    Tab another = house.open(cookie);
    another.subscribe(others).next("snapshot");
    const std::string hash = house.parts().passwords.hash("mật khẩu đã đổi");
    const std::vector<std::function<bool()>> ways{
        [&] { return house.parts().people.set_password_hash(tenant, who, hash); },
        [&] { return house.parts().people.set_disabled(tenant, who, true); },
        [&] { return house.parts().people.erase(tenant, who); },
    };
    for (const auto& way : ways) {
        const domain::Hat hat = officer_of("phong-tu-phap").hat;
        Caller caller{tenant, "quang-dien", who, hat, {}};
        const auto opened = house.parts().sessions.open(std::move(caller), house.clock.now());
        Tab tab = house.open("__Host-cchc=" + opened.token);
        tab.subscribe(mine).next("snapshot");
        const Watch watch;
        BOOST_TEST(way());
        is_sent_away(tab, watch);
        BOOST_TEST(house.ask("GET", "/session", "__Host-cchc=" + opened.token).status == 401);
    }
    house.explain(cookie, "2023-phong-noi-vu", "không liên quan");
    BOOST_TEST(another.next("event")["seq"].is_string());
}

BOOST_AUTO_TEST_CASE(closes_when_its_session_has_run_out)
{
    RunningHouse house;
    Tab tab = house.open(house.sign_in("canbo"));
    tab.subscribe(mine).next("snapshot");
    house.clock.advance_us(8 * hour_us);
    const Watch watch;
    is_sent_away(tab, watch);
}

BOOST_AUTO_TEST_CASE(loses_its_topics_with_the_role_and_nobody_elses)
{
    RunningHouse house;
    const std::string officer = house.sign_in("canbo");
    Tab ending = house.open(house.sign_in("kiemtra")), staying = house.open(officer);
    for (const std::string& topic : {mine, others, std::string("feed/2023"), std::string("progress/2023")})
        ending.subscribe(topic).next("snapshot");
    staying.subscribe(mine).next("snapshot");
    const Watch watch;
    house.system(domain::EndRole{auditor.hat.grant, "hết nhiệm vụ"});
    std::set<std::string> lost;
    for (int i = 0; i < 4; ++i) {
        const json resync = ending.next("resync");
        BOOST_TEST(resync["reason"] == "rights-changed");
        lost.insert(resync["topic"]);
    }
    BOOST_TEST(lost.size() == 4u);
    BOOST_TEST(watch.within_a_second());
    goes_on(house, staying, officer);
    ending.subscribe(mine); // the socket is open, the right is gone
    BOOST_TEST(ending.next()["problem"]["type"] == "/problems/missing-right");
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(a_live_page_that_was_left_alone)

BOOST_AUTO_TEST_CASE(goes_on_after_a_restart_with_what_it_missed)
{
    RunningHouse house;
    const std::string officer = house.sign_in("canbo");
    Tab tab = house.open(officer);
    tab.subscribe(mine).next("snapshot");
    house.explain(officer, "2023-phong-tu-phap", "trước");
    tab.next("event");
    house.restart();
    BOOST_TEST(tab.next("bye")["reason"] == "draining");
    house.explain(officer, "2023-phong-tu-phap", "trong khi vắng");
    house.restart();
    Tab again = house.open(officer); // the session has survived as well
    again.subscribe(mine, tab.tokens[mine]);
    BOOST_TEST(again.next()["set"]["entries"][0]["explanation"]["text"] == "trong khi vắng");
    BOOST_TEST(again.next()["t"] == "bookmark");
    goes_on(house, again, officer);
}

/// A restored log is never silently continued (EVENT_LOG.md section 3).
BOOST_AUTO_TEST_CASE(starts_anew_when_another_log_was_put_back)
{
    RunningHouse house;
    const std::string officer = house.sign_in("canbo");
    house.back_up();
    {
        Tab tab = house.open(officer);
        tab.subscribe(mine).next("snapshot");
        house.explain(officer, "2023-phong-tu-phap", "sẽ mất");
        tab.next("event");
        const std::string token = tab.tokens[mine];
        house.restore();
        // First shorter than what it has seen, then as long again, with another history.
        for (int i = 0; i < 2; ++i) {
            Tab back = house.open(officer);
            back.subscribe(mine, token);
            const json resync = back.next();
            BOOST_TEST(resync["t"] == "resync");
            BOOST_TEST(resync["reason"] == "epoch-changed");
            house.explain(officer, "2023-phong-tu-phap", "khác đi");
        }
        Tab again = house.open(officer);
        std::string forged = token;
        forged[20] = forged[20] == 'A' ? 'B' : 'A';
        again.subscribe(mine, forged);
        BOOST_TEST(again.next()["reason"] == "token-expired");
        again.subscribe(mine).next("snapshot");
        goes_on(house, again, officer);
    }
}

BOOST_AUTO_TEST_SUITE_END()
