// RFC 9112 (with what RFC 9110 says of the same bytes), section by section: what the gate refuses and what it takes.
// Each case over a socket, whole and byte by byte.

#include "tests/server/open_gate.hpp"

#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>

using namespace cchc::tests;
using namespace std::literals;

namespace {

struct BadMessage {
    std::string section; ///< of RFC 9112, or of the RFC named
    std::string why;
    std::string bytes;
    int status;
};
std::ostream& operator<<(std::ostream& out, const BadMessage& message)
{
    return out << message.section << ": " << message.why;
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
    {"6.1", "a chunked body", post("Transfer-Encoding: chunked\r\n", "5\r\nhello\r\n0\r\n\r\n"), 400},
    {"7.1.1", "a chunk extension", post("Transfer-Encoding: chunked\r\n", "5;x=y\r\nhello\r\n0\r\n\r\n"), 400},
    {"7.1.2", "a chunk trailer", post("Transfer-Encoding: chunked\r\n", "0\r\nHost: evil\r\n\r\n"), 400},
    {"6.1", "chunked on a route that streams",
     "PATCH /api/v1/uploads/1 HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 400},
    {"6.1", "chunked on GET", get("/api/v1/hello", "Transfer-Encoding: chunked\r\n"), 400},
    {"6.1", "an odd transfer encoding", post("Transfer-Encoding: xchunked\r\n", ""), 400},
    {"6.1", "identity transfer encoding", post("Transfer-Encoding: identity\r\nContent-Length: 2\r\n", "{}"), 400},
    {"6.3", "both lengths", post("Content-Length: 5\r\nTransfer-Encoding: chunked\r\n", "0\r\n\r\n"), 400},
    {"6.3", "two equal lengths", post("Content-Length: 2\r\nContent-Length: 2\r\n", "{}"), 400},
    {"6.3", "two lengths", post("Content-Length: 2\r\nContent-Length: 3\r\n", "{} "), 400},
    {"6.3", "a list of lengths", post("Content-Length: 2, 2\r\n", "{}"), 400},
    {"6.3", "a signed length", post("Content-Length: +2\r\n", "{}"), 400},
    {"6.3", "a negative length", post("Content-Length: -2\r\n", "{}"), 400},
    {"6.3", "a hexadecimal length", post("Content-Length: 0x2\r\n", "{}"), 400},
    {"6.3", "a length with a blank in it", post("Content-Length: 1 2\r\n", "{}"), 400},
    {"6.3", "an empty length", post("Content-Length: \r\n", "{}"), 400},
    {"6.3", "a length beyond 64 bits", post("Content-Length: 18446744073709551618\r\n", "{}"), 400},
    {"5.2", "a folded line", get("/api/v1/hello", "X-One: a\r\n b\r\n"), 400},
    {"2.2", "a folded first line", "GET /api/v1/hello HTTP/1.1\r\n Host: localhost\r\n\r\n", 400},
    {"5.1", "a blank before the colon", post("Content-Length : 2\r\n", "{}"), 400},
    {"5.1", "a tab before the colon", get("/api/v1/hello", "X-One\t: a\r\n"), 400},
    {"5", "a line without a colon", get("/api/v1/hello", "X-One\r\n"), 400},
    {"5", "a field without a name", get("/api/v1/hello", ": a\r\n"), 400},
    {"5", "a name that is no token", get("/api/v1/hello", "X(One): a\r\n"), 400},
    {"2.2", "bare line feeds", "GET /api/v1/hello HTTP/1.1\nHost: localhost\n\n", 400},
    {"2.2", "one bare line feed", "GET /api/v1/hello HTTP/1.1\r\nHost: localhost\nX: y\r\n\r\n", 400},
    {"2.2", "a bare carriage return", "GET /api/v1/hello HTTP/1.1\r\nHost: localhost\r\nX: a\rb\r\n\r\n", 400},
    {"2.2", "two carriage returns", "GET /api/v1/hello HTTP/1.1\r\r\nHost: localhost\r\n\r\n", 400},
    {"2.2", "a leading blank line", "\r\nGET /api/v1/hello HTTP/1.1\r\nHost: localhost\r\n\r\n", 400},
    {"9110 5.5", "a NUL in a value", get("/api/v1/hello", "X-One: a\0b\r\n"s), 400},
    {"3.2", "a NUL in the target", get("/api/v1/hel\0lo"s), 400},
    {"9110 5.5", "a control character in a value", get("/api/v1/hello", "X-One: a\x01"s + "b\r\n"), 400},
    {"9110 5.5", "a DEL in a value", get("/api/v1/hello", "X-One: a\x7f"s + "b\r\n"), 400},
    {"3.2", "no Host", "GET /api/v1/hello HTTP/1.1\r\n\r\n", 400},
    {"3.2", "two Hosts", get("/api/v1/hello", "Host: localhost\r\n"), 400},
    {"9110 7.4", "a Host we do not bear", "GET /api/v1/hello HTTP/1.1\r\nHost: evil.example\r\n\r\n", 421},
    {"9110 7.4", "an empty Host", "GET /api/v1/hello HTTP/1.1\r\nHost: \r\n\r\n", 421},
    {"9110 7.2", "a Host with a user", "GET /api/v1/hello HTTP/1.1\r\nHost: a@localhost\r\n\r\n", 421},
    {"9110 7.2", "a Host with an odd port", "GET /api/v1/hello HTTP/1.1\r\nHost: localhost:80x\r\n\r\n", 421},
    {"3.2.2", "absolute form", "GET http://localhost/api/v1/hello HTTP/1.1\r\nHost: localhost\r\n\r\n", 400},
    {"3.2.3", "authority form", "GET localhost:80 HTTP/1.1\r\nHost: localhost\r\n\r\n", 400},
    {"3.2.3", "CONNECT", "CONNECT localhost:80 HTTP/1.1\r\nHost: localhost\r\n\r\n", 405},
    {"3.2.4", "asterisk form", "GET * HTTP/1.1\r\nHost: localhost\r\n\r\n", 400},
    {"2.3", "HTTP/1.0", "GET /api/v1/hello HTTP/1.0\r\nHost: localhost\r\n\r\n", 505},
    {"2.3", "HTTP/1.2", "GET /api/v1/hello HTTP/1.2\r\nHost: localhost\r\n\r\n", 505},
    {"2.3", "HTTP/2 in the clear", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 505},
    {"3", "HTTP/0.9", "GET /api/v1/hello\r\n", 400},
    {"2.3", "a version in lower case", "GET /api/v1/hello http/1.1\r\nHost: localhost\r\n\r\n", 400},
    {"3", "two blanks in the request line", "GET  /api/v1/hello HTTP/1.1\r\nHost: localhost\r\n\r\n", 400},
    {"3", "a tab in the request line", "GET\t/api/v1/hello HTTP/1.1\r\nHost: localhost\r\n\r\n", 400},
    {"3", "a blank after the version", "GET /api/v1/hello HTTP/1.1 \r\nHost: localhost\r\n\r\n", 400},
    {"3.2", "a fragment in the target", get("/api/v1/hello#top"), 400},
    {"3.2", "raw UTF-8 in the target", get("/api/v1/things/Huế"), 400},
    {"3.2", "a backslash in the target", get("/api/v1\\hello"), 400},
    {"3", "a target too long", get("/api/v1/" + std::string(8 * 1024, 'a')), 414},
    {"3", "a request line without end", "GET /" + std::string(20'000, 'a'), 414},
    {"6585 5", "a head too large", get("/api/v1/hello", "X-One: " + std::string(16 * 1024, 'a') + "\r\n"), 431},
    {"6585 5", "65 fields",
     [] {
         std::string fields;
         for (int i = 0; i < 64; ++i) fields += "X-" + std::to_string(i) + ": 1\r\n";
         return get("/api/v1/hello", fields);
     }(),
     431},
    {"9110 9.1", "OPTIONS", "OPTIONS /api/v1/hello HTTP/1.1\r\nHost: localhost\r\n\r\n", 405},
    {"9110 9.3.8", "TRACE", "TRACE /api/v1/hello HTTP/1.1\r\nHost: localhost\r\n\r\n", 405},
    {"3.1", "a method in lower case", "get /api/v1/hello HTTP/1.1\r\nHost: localhost\r\n\r\n", 405},
    {"3.1", "a method that is no token", "G(T /api/v1/hello HTTP/1.1\r\nHost: localhost\r\n\r\n", 400},
    {"9110 9.3.1", "a body on GET", get("/api/v1/hello", "Content-Length: 2\r\n") + "{}", 400},
    {"9110 10.1.1", "an unknown expectation", post("Content-Length: 2\r\nExpect: 200-ok\r\n", "{}"), 417},
    {"9110 7.8", "an upgrade to h2c", get("/api/v1/hello", "Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\n"),
     400},
    {"9110 7.8", "a WebSocket where none is", get("/api/v1/hello", "Connection: Upgrade\r\nUpgrade: websocket\r\n"),
     400},
    {"9110 5.3", "two Content-Types", post("Content-Type: text/plain\r\nContent-Length: 2\r\n", "{}"), 400},
    {"9110 5.3", "two Cookies", get("/api/v1/hello", "Cookie: a=1\r\nCookie: a=2\r\n"), 400},
    {"9110 5.3", "two Authorizations", get("/api/v1/hello", "Authorization: a\r\nAuthorization: b\r\n"), 400},
    {"9110 5.3", "two Idempotency-Keys", get("/api/v1/hello", "Idempotency-Key: a\r\nidempotency-key: b\r\n"), 400},
    {"3986 6.2.2", "a dot segment", get("/api/v1/./hello"), 400},
    {"3986 6.2.2", "two dots", get("/api/v1/things/../hello"), 400},
    {"3986 6.2.2", "two encoded dots", get("/api/v1/things/%2e%2E"), 400},
    {"3986 6.2.2", "an encoded slash", get("/api/v1/things/a%2fb"), 400},
    {"3986 6.2.2", "an encoded backslash", get("/api/v1/things/a%5Cb"), 400},
    {"3986 6.2.2", "an encoded NUL", get("/api/v1/things/a%00b"), 400},
    {"3986 6.2.2", "an encoded line end", get("/api/v1/things/a%0d%0ab"), 400},
    {"3986 6.2.2", "a path encoded twice", get("/api/v1/things/%252e%252e"), 400},
    {"3986 6.2.2", "half an escape", get("/api/v1/things/a%4"), 400},
    {"3986 6.2.2", "an escape that is none", get("/api/v1/things/%zz"), 400},
    {"3986 6.2.2", "an escape that is not UTF-8", get("/api/v1/things/%c0%af"), 400},
    {"3986 6.2.2", "an empty segment", get("/api/v1//hello"), 400},
    {"3986 6.2.2", "the same parameter twice", get("/api/v1/hello?q=1&q=2"), 400},
    {"3986 6.2.2", "a NUL in a parameter", get("/api/v1/hello?q=%00"), 400},
};

struct GoodMessage {
    std::string section;
    std::string why;
    std::string bytes;
    int status;
    bool closes = false;
};
std::ostream& operator<<(std::ostream& out, const GoodMessage& message)
{
    return out << message.section << ": " << message.why;
}

/// What the standard leaves to the sender, and the gate has to take. Each is followed by another request.
const std::vector<GoodMessage> good_messages{
    {"3", "a plain request", get("/api/v1/hello"), 200},
    {"3.2.1", "a query", get("/api/v1/things/a?q=b%20c"), 200},
    {"3.2.1", "letters that are encoded", get("/api/v1/things/Hu%E1%BA%BF"), 200},
    {"3.2", "Host in other letters, with a port", "GET /api/v1/hello HTTP/1.1\r\nhOST: LOCALHOST:8080\r\n\r\n", 200},
    {"5.1", "no blank after the colon", get("/api/v1/hello", "X-One:a\r\n"), 200},
    {"5.1", "blanks and tabs around a value", get("/api/v1/hello", "X-One: \t a \t \r\n"), 200},
    {"5", "a field without a value", get("/api/v1/hello", "X-One:\r\n"), 200},
    {"5", "the same field twice where it may be", get("/api/v1/hello", "X-One: a\r\nX-One: b\r\n"), 200},
    {"9110 5.5", "a value with letters beyond ASCII", get("/api/v1/hello", "X-One: Hu\xe1\xba\xbf\r\n"), 200},
    {"9110 5.6.2", "a name of odd token letters", get("/api/v1/hello", "X!#$%&'*+-.^_`|~9: a\r\n"), 200},
    {"6.2", "a body by its length", post("Content-Length: 2\r\n", "{}"), 201},
    {"6.2", "a length with zeros before it", post("Content-Length: 0002\r\n", "{}"), 201},
    {"6.3", "no length, no body", post("", ""), 201},
    {"6.3", "a length of nothing", post("Content-Length: 0\r\n", ""), 201},
    {"6.3", "a body that looks like a request",
     post("Content-Length: 36\r\n", "GET /api/v1/hello HTTP/1.1\r\nHost: x\r\n"s.substr(0, 36)), 201},
    {"6.3", "GET with a length of nothing", get("/api/v1/hello", "Content-Length: 0\r\n"), 200},
    {"9.3", "keep-alive by name", get("/api/v1/hello", "Connection: keep-alive\r\n"), 200},
    {"9.6", "close", get("/api/v1/hello", "Connection: close\r\n"), 200, true},
    {"9.6", "close among others, in other letters", get("/api/v1/hello", "Connection: x-one, CLOSE\r\n"), 200, true},
    {"9110 10.1.1", "an expectation whose body is here already",
     post("Expect: 100-continue\r\nContent-Length: 2\r\n", "{}"), 201},
};

} // namespace

BOOST_AUTO_TEST_SUITE(rfc_9112)

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

BOOST_DATA_TEST_CASE(is_taken_and_leaves_the_next_one_whole, boost::unit_test::data::make(good_messages), message)
{
    for (const bool in_pieces : {false, true}) {
        OpenGate house;
        RawClient client = house.client();
        const std::string both = message.bytes + get("/api/v1/things/next");
        if (in_pieces)
            for (const char byte : both) client.send({&byte, 1});
        else
            client.send(both);
        BOOST_TEST(client.answer().status == message.status);
        const Answer next = client.answer();
        BOOST_TEST(next.status == (message.closes ? 0 : 200));
        if (!message.closes) BOOST_TEST(next.body == "quang-dien|next|-|");
    }
}

BOOST_AUTO_TEST_CASE(section_9_3_2_pipelined_answers_come_in_the_order_of_the_requests)
{
    OpenGate house;
    RawClient client = house.client();
    std::string many;
    for (int i = 0; i < 50; ++i)
        many += i % 3 ? get("/api/v1/things/" + std::to_string(i)) : post("Content-Length: 2\r\n", "{}");
    client.send(many);
    for (int i = 0; i < 50; ++i) {
        const Answer answer = client.answer();
        BOOST_TEST(answer.body == (i % 3 ? "quang-dien|" + std::to_string(i) + "|-|" : "{}"));
    }
}

BOOST_AUTO_TEST_CASE(section_8_a_message_that_is_cut_short_is_never_handled)
{
    OpenGate house;
    for (const std::string& whole : {get("/api/v1/hello"), post("Content-Length: 10\r\n", "0123456789")})
        for (std::size_t size = 1; size < whole.size(); size += 7) {
            RawClient client = house.client();
            client.send(std::string_view(whole).substr(0, size)).finish_sending();
            BOOST_TEST(client.is_hung_up());
        }
    BOOST_TEST(house.handled == 0);
}

BOOST_AUTO_TEST_SUITE_END()
