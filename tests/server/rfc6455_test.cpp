// RFC 6455, sections 4 to 7: what opens a WebSocket, what is heard on it, and what ends it. Each case over a socket.

#include "tests/server/echoing_gate.hpp"

#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>

using namespace cchc::tests;
using namespace std::literals;

namespace {

struct Breach {
    std::string section; ///< of RFC 6455
    std::string why;
    std::string bytes;
    int code;
};
std::ostream& operator<<(std::ostream& out, const Breach& breach)
{
    return out << breach.section << ": " << breach.why;
}

const std::vector<Breach> breaches{
    {"5.1", "an unmasked frame", frame(text, "x", true, 0, false), 1002},
    {"5.2", "a reserved bit", frame(text, "x", true, 4), 1002},
    {"5.2", "another reserved bit", frame(text, "x", true, 1), 1002},
    {"5.2", "a reserved opcode", frame(3, "x"), 1002},
    {"5.2", "a reserved control opcode", frame(11, "x"), 1002},
    {"5.5", "a ping in fragments", frame(ping, "x", false), 1002},
    {"5.5", "a ping of 126 bytes", frame(ping, std::string(126, 'x')), 1002},
    {"5.4", "a continuation of nothing", frame(continuation, "x"), 1002},
    {"5.4", "a new message inside another", frame(text, "x", false) + frame(text, "y"), 1002},
    {"5.2", "a length of 2 bytes that fits 1", "\x81\xfe\x00\x05\x01\x02\x03\x04hello"s, 1002},
    {"5.2", "a length of 8 bytes that fits 2", "\x81\xff\x00\x00\x00\x00\x00\x00\x01\x00\x01\x02\x03\x04"s, 1002},
    {"7.4.1", "a message of 64 KiB and one", frame(text, std::string(65'537, 'x')), 1009},
    {"7.4.1", "a message larger than all memory", "\x81\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01\x02\x03\x04"s, 1009},
    {"5.4", "fragments of 64 KiB and one",
     frame(text, std::string(40'000, 'x'), false) + frame(continuation, std::string(25'537, 'x')), 1009},
    {"5.4", "fragments that overflow the sum",
     frame(text, "x", false) + "\x80\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01\x02\x03\x04"s, 1009},
    {"5.6", "a binary message", frame(binary, "x"), 1003},
    {"5.6", "text that is not UTF-8", frame(text, "\xc3\x28"), 1007},
    {"5.6", "an overlong letter", frame(text, "\xc0\xaf"), 1007},
    {"5.6", "half of a surrogate", frame(text, "\xed\xa0\x80"), 1007},
    {"5.6", "a letter that ends with the message", frame(text, "a\xc3", false) + frame(continuation, ""), 1007},
    {"5.5.1", "a close of one byte", frame(close_frame, "x"), 1002},
    {"7.4", "close 0", frame(close_frame, close_payload(0)), 1002},
    {"7.4", "close 999", frame(close_frame, close_payload(999)), 1002},
    {"7.4", "close 1004", frame(close_frame, close_payload(1004)), 1002},
    {"7.4", "close 1005", frame(close_frame, close_payload(1005)), 1002},
    {"7.4", "close 1006", frame(close_frame, close_payload(1006)), 1002},
    {"7.4", "close 1015", frame(close_frame, close_payload(1015)), 1002},
    {"7.4", "close 1016", frame(close_frame, close_payload(1016)), 1002},
    {"7.4", "close 2999", frame(close_frame, close_payload(2999)), 1002},
    {"7.4", "close 5000", frame(close_frame, close_payload(5000)), 1002},
    {"7.4", "close 65535", frame(close_frame, close_payload(65535)), 1002},
    {"5.5.1", "a close reason that is not UTF-8", frame(close_frame, close_payload(1000, "\xff")), 1007},
};

} // namespace

BOOST_AUTO_TEST_SUITE(rfc_6455)

BOOST_AUTO_TEST_CASE(section_4_2_2_opens_with_the_handshake_of_the_standard)
{
    Echoing house;
    RawClient client = house.client();
    const Answer answer = client.send(handshake()).answer();
    BOOST_TEST(answer.status == 101);
    BOOST_TEST(answer.header("sec-websocket-accept") == rfc_accept);
    BOOST_TEST(answer.header("sec-websocket-protocol") == "cchc.live.v1");
    BOOST_TEST(answer.header("sec-websocket-extensions").empty());
    client.send(frame(text, "xin chào"));
    BOOST_TEST(hear(client).payload == "xin chào");
}

BOOST_AUTO_TEST_CASE(section_4_2_1_opens_for_nobody_else)
{
    Echoing house;
    const auto status = [&](std::string_view without, std::string_view instead = "") {
        return house.ask(handshake(without, instead)).status;
    };
    BOOST_TEST(status("Connection") == 426);
    BOOST_TEST(status("Upgrade") == 426);
    BOOST_TEST(house.ask(handshake("Upgrade")).header("upgrade") == "websocket");
    BOOST_TEST(status("Upgrade", "Upgrade: h2c\r\n") == 426);
    BOOST_TEST(status("Sec-WebSocket-Version") == 400);
    BOOST_TEST(status("Sec-WebSocket-Version", "Sec-WebSocket-Version: 8\r\n") == 400);
    BOOST_TEST(status("Sec-WebSocket-Key") == 400);
    BOOST_TEST(status("Sec-WebSocket-Key", "Sec-WebSocket-Key: c2hvcnQ=\r\n") == 400);
    BOOST_TEST(status("Sec-WebSocket-Key", "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ!=\r\n") == 400);
    BOOST_TEST(status("Sec-WebSocket-Key", "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZTEyMw==\r\n") == 400);
    BOOST_TEST(status("Sec-WebSocket-Protocol") == 400);
    BOOST_TEST(status("Sec-WebSocket-Protocol", "Sec-WebSocket-Protocol: cchc.live.v2\r\n") == 400);
    BOOST_TEST(status("Origin") == 403);
    BOOST_TEST(status("Origin", "Origin: null\r\n") == 403);
    BOOST_TEST(status("Origin", "Origin: https://evil.example\r\n") == 403);
    BOOST_TEST(status("Origin", "Origin: http://localhost.evil.example\r\n") == 403);
    BOOST_TEST(status("Origin", "Origin: http://localhost:81\r\n") == 403);
    BOOST_TEST(status("", "Authorization: nobody\r\n") == 403);
    BOOST_TEST(house.handled == 0);
}

BOOST_AUTO_TEST_CASE(sections_5_2_and_5_4_takes_messages_in_any_pieces)
{
    Echoing house;
    RawClient client = house.connected();
    client.send(frame(text, "một ", false) + frame(ping, "?") + frame(continuation, "hai ", false) +
                frame(continuation, "ba"));
    const Heard answer = hear(client);
    BOOST_TEST(answer.opcode == pong); // a control frame may come between
    BOOST_TEST(answer.payload == "?");
    BOOST_TEST(hear(client).payload == "một hai ba");
    for (const char byte : frame(text, std::string(300, 'x'))) client.send({&byte, 1});
    BOOST_TEST(hear(client).payload == std::string(300, 'x'));
    for (const std::size_t size : {0u, 1u, 125u, 126u, 127u, 65'535u, 65'536u}) {
        const std::string said(size, 'y');
        BOOST_TEST((hear(client.send(frame(text, said))).payload == said));
    }
    std::string many;
    for (int i = 0; i < 500; ++i) many += frame(text, std::to_string(i));
    client.send(many);
    for (int i = 0; i < 500; ++i) BOOST_REQUIRE_EQUAL(hear(client).payload, std::to_string(i));
}

BOOST_AUTO_TEST_CASE(section_4_1_fields_and_their_values_are_read_in_any_letters)
{
    Echoing house;
    const std::string odd =
        "GET /api/v1/stream HTTP/1.1\r\nhost: localhost\r\nCONNECTION: upgrade\r\nUPGRADE: WebSocket\r\n"
        "sec-websocket-version: 13\r\nSEC-WEBSOCKET-KEY: " +
        std::string(rfc_key) +
        "\r\nsec-websocket-protocol: cchc.live.v1\r\norigin: http://localhost\r\n"
        "Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits\r\n\r\n";
    const Answer answer = house.ask(odd);
    BOOST_TEST(answer.status == 101);
    BOOST_TEST(answer.header("sec-websocket-accept") == rfc_accept);
    BOOST_TEST(answer.header("sec-websocket-extensions").empty()); // 9.1: none is agreed on
}

BOOST_AUTO_TEST_CASE(section_5_5_2_a_pong_carries_what_the_ping_did)
{
    Echoing house;
    RawClient client = house.connected();
    for (const std::string& said : {""s, "x"s, std::string(125, '\xff')}) {
        const Heard answer = hear(client.send(frame(ping, said)));
        BOOST_TEST(answer.opcode == pong);
        BOOST_TEST((answer.payload == said));
    }
}

BOOST_AUTO_TEST_CASE(section_5_5_3_a_pong_nobody_asked_for_is_not_answered)
{
    Echoing house;
    RawClient client = house.connected();
    client.send(frame(pong, "unasked") + frame(text, "after"));
    BOOST_TEST(hear(client).payload == "after");
}

BOOST_AUTO_TEST_CASE(section_5_4_empty_fragments_and_a_letter_across_fragments_are_one_message)
{
    Echoing house;
    RawClient client = house.connected();
    client.send(frame(text, "", false) + frame(continuation, "Hu\xe1\xba", false) + frame(continuation, "", false) +
                frame(continuation, "\xbf"));
    BOOST_TEST(hear(client).payload == "Huế");
    client.send(frame(text, "", false) + frame(continuation, ""));
    BOOST_TEST(hear(client).payload == "");
}

BOOST_AUTO_TEST_CASE(section_5_3_every_mask_is_taken_off)
{
    Echoing house;
    RawClient client = house.connected();
    for (const std::string& mask : {"\0\0\0\0"s, "\xff\xff\xff\xff"s, "\x01\0\x80\x7f"s})
        for (const std::size_t size : {1u, 3u, 4u, 5u, 64u}) {
            std::string said(size, 'm'), bytes = "\x81"s + static_cast<char>(0x80 | size) + mask;
            for (std::size_t i = 0; i < size; ++i) bytes += static_cast<char>(said[i] ^ mask[i % 4]);
            BOOST_TEST(hear(client.send(bytes)).payload == said);
        }
}

BOOST_AUTO_TEST_CASE(section_5_5_1_nothing_is_heard_after_a_close)
{
    Echoing house;
    RawClient client = house.connected();
    client.send(frame(close_frame, close_payload(1000)) + frame(text, "x") + frame(ping, "y"));
    BOOST_TEST(hear(client).code() == 1000);
    BOOST_TEST(client.is_hung_up()); // 7.1.1: the server ends the TCP connection
}

BOOST_AUTO_TEST_CASE(section_5_5_1_a_close_in_the_middle_of_a_message_ends_it)
{
    Echoing house;
    RawClient client = house.connected();
    client.send(frame(text, "half", false) + frame(close_frame, close_payload(1001)));
    BOOST_TEST(hear(client).code() == 1001);
    BOOST_TEST(client.is_hung_up());
}

BOOST_DATA_TEST_CASE(section_7_1_7_fails_the_connection_with_the_right_code_after,
                     boost::unit_test::data::make(breaches), breach)
{
    Echoing house;
    RawClient client = house.connected();
    const Heard last = hear(client.send(breach.bytes));
    BOOST_TEST(last.opcode == close_frame);
    BOOST_TEST(last.code() == breach.code);
    BOOST_TEST(client.is_hung_up());
    client.leave();
    while (house.closed == 0) std::this_thread::yield();
}

BOOST_AUTO_TEST_CASE(section_7_1_5_answers_a_close_with_its_own_code)
{
    for (const int code : {1000, 1001, 1003, 1007, 1011, 1013, 3000, 4999}) {
        Echoing house;
        RawClient client = house.connected();
        BOOST_TEST(hear(client.send(frame(close_frame, close_payload(code, "tạm biệt")))).code() == code);
        BOOST_TEST(client.is_hung_up());
    }
    Echoing house;
    RawClient client = house.connected();
    const Heard bare = hear(client.send(frame(close_frame, "") + frame(text, "too late")));
    BOOST_TEST(bare.opcode == close_frame);
    BOOST_TEST(bare.payload.empty());
    BOOST_TEST(client.is_hung_up());
}

BOOST_AUTO_TEST_SUITE_END()
