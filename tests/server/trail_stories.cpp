// What was refused and who read what (ES-6, ES-18), and who holds which role (ES-9): over the wire.

#include "server/demonstration/papers.hpp"
#include "server/verify_meaning.hpp"
#include "tests/server/running_house.hpp"

#include <thread>

using namespace cchc;
using namespace cchc::tests;

namespace {

const std::string theirs = "2023-phong-tu-phap";

struct WatchedHouse : RunningHouse {
    /// The trail's rows once there are as many, waited for.
    std::vector<json> rows(const std::string& of, std::size_t at_least)
    {
        for (int tries = 0;; ++tries) {
            const auto answer = ask("GET", "/trail?of=" + of, sign_in("kiemtra"));
            BOOST_REQUIRE_EQUAL(answer.status, 200);
            const json page = json::parse(answer.body);
            std::vector<json> rows;
            for (const json& one : page["rows"]) rows.push_back(one["row"]);
            if (rows.size() >= at_least || tries == 40) return rows;
            std::this_thread::sleep_for(std::chrono::milliseconds(50));
        }
    }
    std::string entry_of(const std::string& assessment) { return "/assessments/" + assessment + "/entries/I.1.1"; }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(the_trail_of_refusals_and_readings, WatchedHouse)

BOOST_AUTO_TEST_CASE(says_who_was_refused_what_and_why_and_is_no_part_of_the_log)
{
    const std::string officer = sign_in("canbo-khac"), administrator = sign_in("quantri");
    const std::uint64_t before = parts().log.size(tenant());
    const json text{{"text", "ở đây"}};
    BOOST_TEST(ask("PUT", entry_of(theirs) + "/explanation", officer, text.dump(), "If-Match: \"e0\"\r\n").status ==
               404);
    BOOST_TEST(
        ask("PUT", entry_of(theirs) + "/explanation", administrator, text.dump(), "If-Match: \"e0\"\r\n").status ==
        403);
    BOOST_TEST(ask("GET", entry_of(theirs), officer).status == 404);
    const auto refusals = rows("refusal", 3);
    BOOST_REQUIRE_EQUAL(refusals.size(), 3u);
    BOOST_TEST(refusals[0]["actor"] == actors["canbo-khac"].value);
    BOOST_TEST(refusals[0]["what"] == "PUT /api/v1/assessments/{assessment}/entries/{code}/explanation");
    BOOST_TEST(refusals[0]["object"] == "/api/v1" + entry_of(theirs) + "/explanation");
    BOOST_TEST(refusals[0]["reason"] == "not-found");
    BOOST_TEST(refusals[1]["role"] == "cycle_admin");
    BOOST_TEST(refusals[1]["reason"] == "missing-right");
    BOOST_TEST(refusals[2]["what"] == "GET /api/v1/assessments/{assessment}/entries/{code}");
    BOOST_TEST(parts().log.size(tenant()) == before);
}

BOOST_AUTO_TEST_CASE(says_who_read_what_is_not_his_own_once_in_a_while)
{
    const std::string administrator = sign_in("quantri"), owner = sign_in("canbo");
    for (int i = 0; i < 3; ++i) BOOST_TEST(ask("GET", entry_of(theirs), administrator).status == 200);
    BOOST_TEST(ask("GET", entry_of(theirs), owner).status == 200);
    auto readings = rows("reading", 1);
    BOOST_REQUIRE_EQUAL(readings.size(), 1u);
    BOOST_TEST(readings[0]["actor"] == actors["quantri"].value);
    clock.advance_us(11 * 60'000'000LL);
    BOOST_TEST(ask("GET", entry_of(theirs), administrator).status == 200);
    readings = rows("reading", 2);
    BOOST_TEST(readings.size() == 2u);
}

BOOST_AUTO_TEST_CASE(is_taken_down_before_any_of_a_file_is_shown)
{
    const std::string bytes = demonstration::paper("phong-tu-phap", "I.1.1");
    auto upload = parts().evidence.start("u-1", "");
    upload.append(bytes);
    Document document{upload.finish(), "a.pdf", "application/pdf", bytes.size(), actors["canbo"], clock.now()};
    parts().documents.add({tenant(), AgencyId("phong-tu-phap"), "u-1", document});

    const std::string owner = sign_in("canbo");
    const std::string there = "/documents/" + document.sha256.hex();
    const std::vector<std::string> ways{"/content", "/signatures", "/preview/1.png", "/preview/1.png?width=480"};
    for (const std::string& way : ways) {
        BOOST_TEST(ask("GET", there + way, owner).status == 200, way);
        const auto read = rows("reading", 1); // its own people too, and at once: nothing is waited for
        BOOST_TEST(read.back()["object"] == "/api/v1" + there + way.substr(0, way.find('?')));
    }
    const auto read = rows("reading", ways.size());
    BOOST_TEST(read.size() == ways.size()); // each time, and no second row when it has been sent
    BOOST_TEST(ask("GET", there + "/content", sign_in("canbo-khac")).status == 404);
    BOOST_TEST(rows("reading", ways.size()).size() == ways.size());
}

BOOST_AUTO_TEST_CASE(says_who_changed_whose_account_and_what_another_systems_key_was_refused)
{
    const std::string administrator = sign_in("quantri");
    const std::string account = "/accounts/" + actors["canbo"].value;
    BOOST_TEST(ask("GET", "/accounts", administrator).status == 200);
    BOOST_TEST(ask("POST", account + "/password_resets", administrator, "{}").status == 200);
    BOOST_TEST(ask("DELETE", account + "/second_factor", administrator).status == 204);
    const auto acts = rows("account", 2);
    BOOST_REQUIRE_EQUAL(acts.size(), 2u);
    BOOST_TEST(acts[0]["actor"] == actors["quantri"].value);
    BOOST_TEST(acts[0]["what"] == "POST /api/v1/accounts/{actor}/password_resets");
    BOOST_TEST(acts[0]["object"] == "/api/v1" + account + "/password_resets");
    BOOST_TEST(acts[1]["what"] == "DELETE /api/v1/accounts/{actor}/second_factor");

    const NewApiKey wish{"Kho dữ liệu", {Scope::read_events}, {}, clock.now().plus_us(3'600'000'000)};
    const std::string key = parts().api_keys.add(
        "k-1", wish, Caller{tenant(), "quang-dien", actors["kiemtra"], auditor.hat, {}}, clock.now());
    const std::string bearer = "Authorization: Bearer " + key + "\r\n";
    BOOST_TEST(ask("GET", "/events", {}, {}, bearer).status == 200);
    BOOST_TEST(ask("GET", "/cycles", {}, {}, bearer).status == 403);
    const auto refusals = rows("refusal", 1);
    BOOST_REQUIRE_EQUAL(refusals.size(), 1u);
    BOOST_TEST(refusals[0]["actor"] == actors["kiemtra"].value);
    BOOST_TEST(refusals[0]["object"] == "/api/v1/cycles");
}

BOOST_AUTO_TEST_CASE(is_there_after_a_restart_and_is_the_auditors_alone)
{
    const std::string officer = sign_in("canbo");
    BOOST_TEST(ask("GET", "/trail", officer).status == 403);
    BOOST_TEST(ask("GET", "/trail?limit=0", sign_in("kiemtra")).status == 400);
    BOOST_TEST(ask("GET", "/trail?of=gossip", sign_in("kiemtra")).status == 400);
    BOOST_TEST(rows("refusal", 1).size() == 1u);
    restart();
    const auto after = rows("refusal", 1);
    BOOST_REQUIRE_EQUAL(after.size(), 1u);
    BOOST_TEST(after[0]["object"] == "/api/v1/trail");
}

BOOST_AUTO_TEST_CASE(is_named_by_the_log_when_a_round_locks_and_verify_holds_them_together)
{
    BOOST_TEST(ask("GET", "/trail", sign_in("canbo")).status == 403);
    BOOST_REQUIRE_EQUAL(rows("refusal", 1).size(), 1u);
    clock.set(local("2023-12-19 00:01"));
    parts().pipeline.wake();
    const std::string auditor = sign_in("kiemtra");
    json seals;
    for (int tries = 0; tries < 100 && seals.empty(); ++tries) {
        seals = json::parse(ask("GET", "/events?types=trail_sealed", auditor).body)["events"];
        if (seals.empty()) std::this_thread::sleep_for(std::chrono::milliseconds(20));
    }
    BOOST_REQUIRE_EQUAL(seals.size(), 1u);
    BOOST_TEST(seals[0]["event"]["data"]["size"] >= 1);
    service.reset();
    const auto nothing = [](std::string_view, std::uint64_t, std::uint64_t) {};
    BOOST_TEST(verify_meaning(scratch / "data", {}, nothing).empty());
    std::filesystem::remove_all(scratch / "data/trail");
    const auto findings = verify_meaning(scratch / "data", {}, nothing);
    BOOST_REQUIRE_EQUAL(findings.size(), 1u);
    BOOST_TEST(findings[0].what == "is gone: what was refused and who read what is lost");
    {
        storage::Trail emptied(storage::Disk(), scratch / "data/trail");
    }
    const auto cut = verify_meaning(scratch / "data", {}, nothing);
    BOOST_REQUIRE_EQUAL(cut.size(), 1u);
    BOOST_TEST(cut[0].where == "trail of quang-dien");
    start();
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_FIXTURE_TEST_SUITE(roles_over_the_wire, WatchedHouse)

BOOST_AUTO_TEST_CASE(are_granted_listed_and_ended_and_the_next_request_is_refused)
{
    const std::string administrator = sign_in("quantri");
    json grant{{"actor", actors["canbo-khac"].value},
               {"role", "agency_contributor"},
               {"agency", "phong-tu-phap"},
               {"criteria", {"I"}},
               {"document_number", "9/QĐ"}};
    const auto granted = ask("POST", "/roles", administrator, grant.dump());
    BOOST_REQUIRE_EQUAL(granted.status, 201);
    const std::string id = json::parse(granted.body)["grant"];
    const auto listed = ask("GET", "/roles", administrator);
    BOOST_TEST(listed.body.find(id) != std::string::npos);
    BOOST_TEST(ask("GET", "/roles", administrator, {}, "If-None-Match: " + listed.header("etag") + "\r\n").status ==
               304);

    const std::string contributor = sign_in("canbo-khac");
    BOOST_REQUIRE_EQUAL(ask("PUT", "/session/role", contributor, json{{"grant", id}}.dump()).status, 200);
    BOOST_TEST(ask("POST", "/roles/" + id + "/endings", administrator, "{}").status == 422);
    BOOST_TEST(ask("POST", "/roles/g-khong/endings", administrator, R"({"reason":"nhầm"})").status == 404);
    BOOST_TEST(ask("POST", "/roles/" + id + "/endings", administrator, R"({"reason":"xong việc"})").status == 200);
    const std::string again = json::parse(ask("GET", "/roles", administrator).body)["roles"].dump();
    BOOST_TEST(again.find("ended_at") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(are_given_to_people_who_are_there)
{
    const std::string administrator = sign_in("quantri");
    json grant{{"actor", "p-ai-do"}, {"role", "auditor"}, {"document_number", "9/QĐ"}};
    BOOST_TEST(ask("POST", "/roles", administrator, grant.dump()).status == 404);
    grant["actor"] = actors["canbo"].value;
    grant["role"] = "king";
    BOOST_TEST(ask("POST", "/roles", administrator, grant.dump()).status == 422);
    grant["role"] = "cycle_admin"; // he scores
    BOOST_TEST(ask("POST", "/roles", administrator, grant.dump()).status == 403);
    grant["actor"] = actors["quantri"].value; // nobody gives himself a role: the auditor reads what the council thinks
    for (const char* role : {"auditor", "council_secretary", "system_admin"}) {
        grant["role"] = role;
        BOOST_TEST(ask("POST", "/roles", administrator, grant.dump()).status == 403, role);
    }
    BOOST_TEST(ask("GET", "/events", administrator).status == 403);
    BOOST_TEST(ask("POST", "/roles", sign_in("canbo"), grant.dump()).status == 403);
}

BOOST_AUTO_TEST_SUITE_END()
