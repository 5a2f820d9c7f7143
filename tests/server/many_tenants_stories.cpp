// Two systems behind one door: what one does is never heard in the other, though every id is the same.

#include "tests/server/running_house.hpp"

#include <thread>

using namespace cchc;
using namespace cchc::tests;

namespace {

const std::string one = "quang-dien", other = "phong-dien";
const std::string topic = "assessment/2023-phong-tu-phap";

struct TwoSystems : RunningHouse {
    TwoSystems() : RunningHouse({{.id = one}, {.id = other, .superior = one}}) {} // the other reports to the one

    std::string signed_in_at(const std::string& system)
    {
        stand_before(system);
        return sign_in("canbo");
    }
    Tab listening(const std::string& system, const std::string& cookie)
    {
        stand_before(system);
        Tab tab = open(cookie);
        BOOST_REQUIRE(!tab.subscribe(topic).next("snapshot").is_null());
        return tab;
    }
    void explain_in(const std::string& system, const std::string& cookie, const std::string& text)
    {
        stand_before(system);
        explain(cookie, "2023-phong-tu-phap", text);
    }
};

std::string said(const json& event)
{
    return event["set"]["entries"][0]["explanation"]["text"];
}

} // namespace

BOOST_FIXTURE_TEST_SUITE(two_systems_on_one_server, TwoSystems)

BOOST_AUTO_TEST_CASE(are_not_heard_in_each_other)
{
    const std::string here = signed_in_at(one), there = signed_in_at(other);
    Tab mine = listening(one, here), theirs = listening(other, there);
    explain_in(one, here, "ở đây");
    explain_in(other, there, "ở đó");
    BOOST_TEST(said(mine.next("event")) == "ở đây");
    BOOST_TEST(said(theirs.next("event")) == "ở đó"); // and nothing before it
    explain_in(one, here, "lại ở đây");
    BOOST_TEST(said(mine.next("event")) == "lại ở đây");
}

BOOST_AUTO_TEST_CASE(take_no_resume_token_of_the_other)
{
    const std::string here = signed_in_at(one), there = signed_in_at(other);
    Tab mine = listening(one, here);
    stand_before(other);
    Tab stranger = open(there);
    const json answer = stranger.subscribe(topic, mine.tokens[topic]).next();
    BOOST_TEST(answer["t"] == "resync");
    BOOST_TEST(answer["reason"] == "token-expired");
}

BOOST_AUTO_TEST_CASE(open_no_live_page_to_a_session_of_the_other)
{
    const std::string here = signed_in_at(one);
    stand_before(other);
    BOOST_TEST(ask("GET", "/session", here).status == 401);
    RawClient client(service->port());
    const std::string host = "localhost:" + std::to_string(service->port());
    client.send("GET /" + other + "/api/v1/stream HTTP/1.1\r\nHost: " + host + "\r\nOrigin: http://" + host +
                "\r\nCookie: " + here +
                "\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
                "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Protocol: cchc.live.v1\r\n\r\n");
    BOOST_TEST(client.answer().status == 401);
}

BOOST_AUTO_TEST_CASE(have_keys_and_checkpoints_of_their_own)
{
    const auto& hosted = parts().tenants;
    BOOST_TEST(hosted.served(one)->key.verifier().name() != hosted.served(other)->key.verifier().name());
    for (const std::string& system : {one, other}) {
        const HostedTenant& tenant = *hosted.served(system);
        parts().log.sign_checkpoint(tenant.number, tenant.key);
        const auto note = parts().log.last_checkpoint(tenant.number);
        BOOST_REQUIRE(note.has_value());
        BOOST_TEST(note->starts_with("localhost/" + system + "/e1\n"));
    }
}

BOOST_AUTO_TEST_CASE(show_the_one_above_what_was_published_and_go_on_showing_it)
{
    const std::string ranking = "/published/" + other + "/2023/rankings/phong-chuyen-mon";
    const auto read = [&](const std::string& from, const std::string& path) {
        stand_before(from);
        return ask("GET", path, sign_in("kiemtra"));
    };
    const auto publish = [&](json decision) {
        stand_before(other);
        decision["decision_date"] = "2023-12-04", decision["signed_by"] = "Chủ tịch", decision["reason"] = "thử";
        BOOST_REQUIRE_EQUAL(ask("POST", "/cycles/2023/publications", sign_in("quantri"), decision.dump()).status, 201);
    };
    BOOST_TEST(read(one, ranking).status == 404);
    publish({{"decision_number", "1/QĐ"}});
    const auto first = read(one, ranking);
    BOOST_REQUIRE_EQUAL(first.status, 200);
    BOOST_TEST(json::parse(first.body)["rows"].size() == 11u);
    BOOST_TEST(read(other, ranking).status == 404); // nobody is below himself
    publish({{"decision_number", "2/QĐ"}, {"corrects", 1}});
    stand_before(one);
    restart(); // what is known of publications lies in the snapshot of a clean stop
    const auto second = read(one, ranking);
    BOOST_TEST(json::parse(second.body)["publication"]["corrects"] == 1);
    const json then = json::parse(read(one, ranking + "?publication=1").body);
    BOOST_TEST(then["rows"] == json::parse(first.body)["rows"]);
    BOOST_TEST(then["publication"]["corrected_by"] == 2);
}

BOOST_AUTO_TEST_CASE(stay_where_they_are_when_one_is_named_no_more)
{
    const std::string there = signed_in_at(other);
    const std::uint64_t size = parts().log.size(tenant());
    service.reset();
    ServiceSettings settings;
    settings.data = scratch / "data";
    settings.port = 0;
    settings.tenants = {{.id = one}};
    settings.clock = &clock;
    service.emplace(std::move(settings));
    stand_before(other);
    BOOST_TEST(ask("GET", "/session", there).status == 404); // no such page any more
    BOOST_TEST(!parts().tenants.served(other));
    const auto number = parts().log.find_tenant(other)->number;
    clock.set(local("2023-12-19 00:00"));
    parts().pipeline.wake();
    while (parts().log.size(number) == size) std::this_thread::yield(); // its deadline falls all the same
}

BOOST_AUTO_TEST_SUITE_END()
