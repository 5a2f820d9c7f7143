#include "tests/server/open_gate.hpp"

#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>

using namespace cchc::tests;
using namespace std::literals;

namespace {

struct BadMessage {
    std::string why;
    std::string bytes;
    int status;
};
std::ostream& operator<<(std::ostream& out, const BadMessage& message)
{
    return out << message.why;
}

std::string get(std::string_view target, std::string_view more = "")
{
    return "GET " + std::string(target) + " HTTP/1.1\r\nHost: localhost\r\n" + std::string(more) + "\r\n";
}

std::string post(std::string_view headers, std::string_view body)
{
    return "POST /api/v1/notes HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n" +
           std::string(headers) + "\r\n" + std::string(body);
}

/// Every one of these a lenient parser takes, and two parsers in a row take differently.
const std::vector<BadMessage> bad_messages{
    {"a chunked body", post("Transfer-Encoding: chunked\r\n", "5\r\nhello\r\n0\r\n\r\n"), 400},
    {"a chunk extension", post("Transfer-Encoding: chunked\r\n", "5;x=y\r\nhello\r\n0\r\n\r\n"), 400},
    {"a chunk trailer", post("Transfer-Encoding: chunked\r\n", "0\r\nHost: evil\r\n\r\n"), 400},
    {"chunked on a route that streams",
     "PATCH /api/v1/uploads/1 HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 400},
    {"chunked on GET", get("/api/v1/hello", "Transfer-Encoding: chunked\r\n"), 400},
    {"an odd transfer encoding", post("Transfer-Encoding: xchunked\r\n", ""), 400},
    {"identity transfer encoding", post("Transfer-Encoding: identity\r\nContent-Length: 2\r\n", "{}"), 400},
    {"both lengths", post("Content-Length: 5\r\nTransfer-Encoding: chunked\r\n", "0\r\n\r\n"), 400},
    {"two equal lengths", post("Content-Length: 2\r\nContent-Length: 2\r\n", "{}"), 400},
    {"two lengths", post("Content-Length: 2\r\nContent-Length: 3\r\n", "{} "), 400},
    {"a list of lengths", post("Content-Length: 2, 2\r\n", "{}"), 400},
    {"a signed length", post("Content-Length: +2\r\n", "{}"), 400},
    {"a negative length", post("Content-Length: -2\r\n", "{}"), 400},
    {"a hexadecimal length", post("Content-Length: 0x2\r\n", "{}"), 400},
    {"a length with a blank in it", post("Content-Length: 1 2\r\n", "{}"), 400},
    {"an empty length", post("Content-Length: \r\n", "{}"), 400},
    {"a length beyond 64 bits", post("Content-Length: 18446744073709551618\r\n", "{}"), 400},
    {"a folded line", get("/api/v1/hello", "X-One: a\r\n b\r\n"), 400},
    {"a folded first line", "GET /api/v1/hello HTTP/1.1\r\n Host: localhost\r\n\r\n", 400},
    {"a blank before the colon", post("Content-Length : 2\r\n", "{}"), 400},
    {"a tab before the colon", get("/api/v1/hello", "X-One\t: a\r\n"), 400},
    {"a line without a colon", get("/api/v1/hello", "X-One\r\n"), 400},
    {"a field without a name", get("/api/v1/hello", ": a\r\n"), 400},
    {"a name that is no token", get("/api/v1/hello", "X(One): a\r\n"), 400},
    {"bare line feeds", "GET /api/v1/hello HTTP/1.1\nHost: localhost\n\n", 400},
    {"one bare line feed", "GET /api/v1/hello HTTP/1.1\r\nHost: localhost\nX: y\r\n\r\n", 400},
    {"a bare carriage return", "GET /api/v1/hello HTTP/1.1\r\nHost: localhost\r\nX: a\rb\r\n\r\n", 400},
    {"two carriage returns", "GET /api/v1/hello HTTP/1.1\r\r\nHost: localhost\r\n\r\n", 400},
    {"a leading blank line", "\r\nGET /api/v1/hello HTTP/1.1\r\nHost: localhost\r\n\r\n", 400},
    {"a NUL in a value", get("/api/v1/hello", "X-One: a\0b\r\n"s), 400},
    {"a NUL in the target", get("/api/v1/hel\0lo"s), 400},
    {"a control character in a value", get("/api/v1/hello", "X-One: a\x01"s + "b\r\n"), 400},
    {"a DEL in a value", get("/api/v1/hello", "X-One: a\x7f"s + "b\r\n"), 400},
    {"no Host", "GET /api/v1/hello HTTP/1.1\r\n\r\n", 400},
    {"two Hosts", get("/api/v1/hello", "Host: localhost\r\n"), 400},
    {"a Host we do not bear", "GET /api/v1/hello HTTP/1.1\r\nHost: evil.example\r\n\r\n", 421},
    {"an empty Host", "GET /api/v1/hello HTTP/1.1\r\nHost: \r\n\r\n", 421},
    {"a Host with a user", "GET /api/v1/hello HTTP/1.1\r\nHost: a@localhost\r\n\r\n", 421},
    {"a Host with an odd port", "GET /api/v1/hello HTTP/1.1\r\nHost: localhost:80x\r\n\r\n", 421},
    {"absolute form", "GET http://localhost/api/v1/hello HTTP/1.1\r\nHost: localhost\r\n\r\n", 400},
    {"authority form", "GET localhost:80 HTTP/1.1\r\nHost: localhost\r\n\r\n", 400},
    {"CONNECT", "CONNECT localhost:80 HTTP/1.1\r\nHost: localhost\r\n\r\n", 405},
    {"asterisk form", "GET * HTTP/1.1\r\nHost: localhost\r\n\r\n", 400},
    {"HTTP/1.0", "GET /api/v1/hello HTTP/1.0\r\nHost: localhost\r\n\r\n", 505},
    {"HTTP/1.2", "GET /api/v1/hello HTTP/1.2\r\nHost: localhost\r\n\r\n", 505},
    {"HTTP/2 in the clear", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 505},
    {"HTTP/0.9", "GET /api/v1/hello\r\n", 400},
    {"a version in lower case", "GET /api/v1/hello http/1.1\r\nHost: localhost\r\n\r\n", 400},
    {"two blanks in the request line", "GET  /api/v1/hello HTTP/1.1\r\nHost: localhost\r\n\r\n", 400},
    {"a tab in the request line", "GET\t/api/v1/hello HTTP/1.1\r\nHost: localhost\r\n\r\n", 400},
    {"a blank after the version", "GET /api/v1/hello HTTP/1.1 \r\nHost: localhost\r\n\r\n", 400},
    {"a fragment in the target", get("/api/v1/hello#top"), 400},
    {"raw UTF-8 in the target", get("/api/v1/things/Huế"), 400},
    {"a backslash in the target", get("/api/v1\\hello"), 400},
    {"a target too long", get("/api/v1/" + std::string(8 * 1024, 'a')), 414},
    {"a request line without end", "GET /" + std::string(20'000, 'a'), 414},
    {"a head too large", get("/api/v1/hello", "X-One: " + std::string(16 * 1024, 'a') + "\r\n"), 431},
    {"65 fields",
     [] {
         std::string fields;
         for (int i = 0; i < 64; ++i) fields += "X-" + std::to_string(i) + ": 1\r\n";
         return get("/api/v1/hello", fields);
     }(),
     431},
    {"OPTIONS", "OPTIONS /api/v1/hello HTTP/1.1\r\nHost: localhost\r\n\r\n", 405},
    {"TRACE", "TRACE /api/v1/hello HTTP/1.1\r\nHost: localhost\r\n\r\n", 405},
    {"a method in lower case", "get /api/v1/hello HTTP/1.1\r\nHost: localhost\r\n\r\n", 405},
    {"a method that is no token", "G(T /api/v1/hello HTTP/1.1\r\nHost: localhost\r\n\r\n", 400},
    {"a body on GET", get("/api/v1/hello", "Content-Length: 2\r\n") + "{}", 400},
    {"an unknown expectation", post("Content-Length: 2\r\nExpect: 200-ok\r\n", "{}"), 417},
    {"an upgrade to h2c", get("/api/v1/hello", "Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\n"), 400},
    {"a WebSocket where none is", get("/api/v1/hello", "Connection: Upgrade\r\nUpgrade: websocket\r\n"), 400},
    {"two Content-Types", post("Content-Type: text/plain\r\nContent-Length: 2\r\n", "{}"), 400},
    {"two Cookies", get("/api/v1/hello", "Cookie: a=1\r\nCookie: a=2\r\n"), 400},
    {"two Authorizations", get("/api/v1/hello", "Authorization: a\r\nAuthorization: b\r\n"), 400},
    {"two Idempotency-Keys", get("/api/v1/hello", "Idempotency-Key: a\r\nidempotency-key: b\r\n"), 400},
    {"a dot segment", get("/api/v1/./hello"), 400},
    {"two dots", get("/api/v1/things/../hello"), 400},
    {"two encoded dots", get("/api/v1/things/%2e%2E"), 400},
    {"an encoded slash", get("/api/v1/things/a%2fb"), 400},
    {"an encoded backslash", get("/api/v1/things/a%5Cb"), 400},
    {"an encoded NUL", get("/api/v1/things/a%00b"), 400},
    {"an encoded line end", get("/api/v1/things/a%0d%0ab"), 400},
    {"a path encoded twice", get("/api/v1/things/%252e%252e"), 400},
    {"half an escape", get("/api/v1/things/a%4"), 400},
    {"an escape that is none", get("/api/v1/things/%zz"), 400},
    {"an escape that is not UTF-8", get("/api/v1/things/%c0%af"), 400},
    {"an empty segment", get("/api/v1//hello"), 400},
    {"the same parameter twice", get("/api/v1/hello?q=1&q=2"), 400},
    {"a NUL in a parameter", get("/api/v1/hello?q=%00"), 400},
};

} // namespace

BOOST_AUTO_TEST_SUITE(the_strict_gate)

BOOST_DATA_TEST_CASE(refuses, boost::unit_test::data::make(bad_messages), message)
{
    OpenGate house;
    RawClient client = house.client();
    const Answer answer = client.send(message.bytes).answer();
    BOOST_TEST(answer.status == message.status);
    BOOST_TEST(answer.header("content-type") == "application/problem+json");
    BOOST_TEST(answer.body.find("\"instance\":\"urn:incident:") != std::string::npos);
    BOOST_TEST(house.handled == 0);
}

BOOST_DATA_TEST_CASE(refuses_byte_by_byte_too, boost::unit_test::data::make(bad_messages), message)
{
    if (message.bytes.size() > 2'000) return;
    OpenGate house;
    RawClient client = house.client();
    for (const char byte : message.bytes) client.send({&byte, 1});
    BOOST_TEST(client.answer().status == message.status);
    BOOST_TEST(house.handled == 0);
}

BOOST_AUTO_TEST_CASE(never_reads_a_second_request_out_of_a_malformed_one)
{
    OpenGate house;
    RawClient client = house.client();
    client.send(post("Content-Length: 5\r\nTransfer-Encoding: chunked\r\n", "0\r\n\r\n") + get("/api/v1/hello"));
    BOOST_TEST(client.answer().status == 400);
    BOOST_TEST(client.is_hung_up());
    BOOST_TEST(house.handled == 0);
}

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
