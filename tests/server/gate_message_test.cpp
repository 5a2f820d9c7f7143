#include "tests/server/open_gate.hpp"

using namespace cchc::tests;
using namespace std::literals;

namespace {

std::string get(std::string_view target, std::string_view more = "")
{
    return "GET " + std::string(target) + " HTTP/1.1\r\nHost: localhost\r\n" + std::string(more) + "\r\n";
}

std::string post(std::string_view headers, std::string_view body)
{
    return "POST /api/v1/notes HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n" +
           std::string(headers) + "\r\n" + std::string(body);
}

} // namespace

BOOST_AUTO_TEST_SUITE(the_strict_gate)

BOOST_AUTO_TEST_CASE(says_why_in_the_callers_language)
{
    OpenGate house;
    const auto in = [&](std::string_view languages) {
        return house.ask(get("/api/v1/nowhere", "Accept-Language: " + std::string(languages) + "\r\n"));
    };
    const Answer vi = in("vi-VN,vi;q=0.9,en;q=0.8");
    BOOST_TEST(vi.status == 404);
    BOOST_TEST(vi.header("content-language") == "vi");
    BOOST_TEST(vi.body.find("\"type\":\"/problems/not-found\"") != std::string::npos);
    BOOST_TEST(vi.body.find("Không tìm thấy") != std::string::npos);
    BOOST_TEST(in("en-GB, vi;q=0.5").body.find("\"title\":\"Not found\"") != std::string::npos);
    BOOST_TEST(in("fr, en;q=0.7, vi;q=0.8").header("content-language") == "vi");
    BOOST_TEST(in("fr, *;q=0.1").header("content-language") == "vi");
    BOOST_TEST(house.ask(get("/api/v1/nowhere")).header("content-language") == "vi");
}

BOOST_AUTO_TEST_CASE(names_the_methods_of_a_path)
{
    OpenGate house;
    const Answer answer = house.ask("DELETE /api/v1/hello HTTP/1.1\r\nHost: localhost\r\n\r\n");
    BOOST_TEST(answer.status == 405);
    BOOST_TEST(answer.header("allow") == "GET, HEAD");
    BOOST_TEST(house.ask("TRACE /api/v1/hello HTTP/1.1\r\nHost: localhost\r\n\r\n").header("allow") ==
               "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS");
    BOOST_TEST(house.ask(get("/api/v1/hello/")).status == 404);
    BOOST_TEST(house.ask(get("/api/v1/things/")).status == 404);
    BOOST_TEST(house.ask(get("/")).status == 404);
    BOOST_TEST(house.handled == 0);
}

BOOST_AUTO_TEST_CASE(decodes_once)
{
    OpenGate house;
    BOOST_TEST(house.ask(get("/api/v1/things/1.1.2")).body == "quang-dien|1.1.2|-|");
    BOOST_TEST(house.ask(get("/api/v1/things/Hu%E1%BA%BF?q=%E1%BB%9F+%2B&filter[group]=x")).body ==
               "quang-dien|Huế|ở +|");
    BOOST_TEST(house.ask(get("/api/v1/things/100%25?q=")).body == "quang-dien|100%||");
}

BOOST_AUTO_TEST_CASE(chooses_the_tenant_by_path_then_host_then_default)
{
    OpenGate house;
    BOOST_TEST(house.ask(get("/phong-dien/api/v1/things/x")).body == "phong-dien|x|-|");
    BOOST_TEST(house.ask(get("/quang-dien/api/v1/things/x")).body == "quang-dien|x|-|");
    BOOST_TEST(house.ask(get("/elsewhere/api/v1/things/x")).status == 404);
    const auto host = "GET /api/v1/things/x HTTP/1.1\r\nHost: Phong-Dien.Example.VN:443\r\n\r\n";
    BOOST_TEST(house.ask(host).body == "phong-dien|x|-|");
}

BOOST_AUTO_TEST_CASE(asks_who_it_is_before_it_reads_a_body)
{
    OpenGate house;
    RawClient client = house.client();
    client.send(post("Authorization: nobody\r\nContent-Length: 1000\r\n", "")); // not a byte of the body
    BOOST_TEST(client.answer().status == 403);
    BOOST_TEST(house.admitted == 1);
    BOOST_TEST(house.handled == 0);
    // The body it announced may follow: it is passed over, and the connection goes on with the next request.
    client.send(std::string(1000, 'x') + get("/api/v1/hello"));
    BOOST_TEST(client.answer().body == "\"hello\"");
}

BOOST_AUTO_TEST_CASE(refuses_a_large_body_before_reading_it)
{
    OpenGate house;
    RawClient client = house.client();
    const Answer answer = client.send(post("Content-Length: 100001\r\n", "")).answer();
    BOOST_TEST(answer.status == 413);
    BOOST_TEST(answer.header("connection") == "close");
    BOOST_TEST(client.is_hung_up());
    BOOST_TEST(house.handled == 0);
}

BOOST_AUTO_TEST_CASE(takes_only_the_routes_own_media_type)
{
    OpenGate house;
    const auto send_as = [&](std::string_view type) {
        return house
            .ask("POST /api/v1/notes HTTP/1.1\r\nHost: localhost\r\n" + std::string(type) +
                 "Content-Length: 2\r\n\r\n{}")
            .status;
    };
    BOOST_TEST(send_as("Content-Type: application/json\r\n") == 201);
    BOOST_TEST(send_as("Content-Type: Application/JSON; charset=UTF-8\r\n") == 201);
    BOOST_TEST(send_as("") == 415);
    BOOST_TEST(send_as("Content-Type: text/plain\r\n") == 415);
    BOOST_TEST(send_as("Content-Type: application/json; charset=latin1\r\n") == 415);
    BOOST_TEST(send_as("Content-Type: application/jsonp\r\n") == 415);
    BOOST_TEST(send_as("Content-Type: application/offset+octet-stream\r\n") == 415);
    BOOST_TEST(send_as("Content-Type: application/json\r\nContent-Encoding: gzip\r\n") == 415);
    BOOST_TEST(house.handled == 2);
}

BOOST_AUTO_TEST_CASE(answers_expect_continue_before_the_body_or_refuses_it)
{
    OpenGate house;
    RawClient client = house.client();
    client.send(post("Content-Length: 2\r\nExpect: 100-continue\r\n", ""));
    BOOST_TEST(client.answer().status == 100);
    BOOST_TEST(client.send("{}").answer().status == 201);

    RawClient refused = house.client();
    refused.send(post("Authorization: nobody\r\nContent-Length: 2\r\nExpect: 100-continue\r\n", ""));
    BOOST_TEST(refused.answer().status == 403);
    BOOST_TEST(refused.is_hung_up()); // whether the body will follow is anyone's guess
}

BOOST_AUTO_TEST_CASE(dresses_every_answer)
{
    OpenGate house;
    for (const Answer& answer :
         {house.ask(get("/api/v1/hello")), house.ask(get("/nowhere")), house.ask("BAD\r\n\r\n")}) {
        const std::string policy = answer.header("content-security-policy");
        BOOST_TEST(policy.find("default-src 'none'") != std::string::npos);
        BOOST_TEST(policy.find("frame-ancestors 'none'") != std::string::npos);
        BOOST_TEST(policy.find("unsafe") == std::string::npos);
        BOOST_TEST(answer.header("x-content-type-options") == "nosniff");
        BOOST_TEST(answer.header("referrer-policy") == "same-origin");
        BOOST_TEST(answer.header("cross-origin-opener-policy") == "same-origin");
        BOOST_TEST(answer.header("cross-origin-resource-policy") == "same-origin");
        BOOST_TEST(answer.header("permissions-policy").find("camera=()") != std::string::npos);
        BOOST_TEST(answer.header("cache-control") == "no-store");
        BOOST_TEST(answer.header("date").size() == 29);
        BOOST_TEST(answer.header("strict-transport-security").empty());
        BOOST_TEST(answer.header("server").empty());
    }
    GateSettings settings;
    settings.https = true;
    OpenGate behind_tls(settings);
    BOOST_TEST(behind_tls.ask(get("/api/v1/hello")).header("strict-transport-security").starts_with("max-age="));
}

BOOST_AUTO_TEST_SUITE_END()
