#include "tests/server/open_gate.hpp"
#include "tests/server/raw_frames.hpp"

#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>

using namespace cchc::tests;
using namespace std::literals;

namespace {

constexpr std::string_view rfc_key = "dGhlIHNhbXBsZSBub25jZQ==";        // the example of RFC 6455 1.3 …
constexpr std::string_view rfc_accept = "s3pPLMBiTxaQ9kYGzzhZRbK+xOo="; // … and its answer

std::string handshake(std::string_view without = "", std::string_view more = "")
{
    std::string request = "GET /api/v1/stream HTTP/1.1\r\nHost: localhost\r\n";
    for (const std::string& line : {"Connection: keep-alive, Upgrade"s, "Upgrade: websocket"s,
                                    "Sec-WebSocket-Version: 13"s, "Sec-WebSocket-Key: " + std::string(rfc_key),
                                    "Sec-WebSocket-Protocol: ticket.abc, cchc.live.v1"s, "Origin: http://localhost"s})
        if (without.empty() || !line.starts_with(without)) request += line + "\r\n";
    return request + std::string(more) + "\r\n";
}

/// A gate whose sockets send back what they hear.
struct Echoing : OpenGate {
    std::atomic<int> closed{0};
    explicit Echoing(GateSettings settings = {}) : OpenGate(std::move(settings))
    {
        on_open = [this](std::shared_ptr<Socket> socket) {
            Socket* self = socket.get();
            socket->on_text = [self](std::string_view said) { self->send(text_frame(said)); };
            socket->on_closed = [this] { ++closed; };
        };
    }
    RawClient connected()
    {
        RawClient one = client();
        BOOST_REQUIRE_EQUAL(one.send(handshake()).answer().status, 101);
        return one;
    }
};

struct Breach {
    std::string why;
    std::string bytes;
    int code;
};
std::ostream& operator<<(std::ostream& out, const Breach& breach)
{
    return out << breach.why;
}

const std::vector<Breach> breaches{
    {"an unmasked frame", frame(text, "x", true, 0, false), 1002},
    {"a reserved bit", frame(text, "x", true, 4), 1002},
    {"another reserved bit", frame(text, "x", true, 1), 1002},
    {"a reserved opcode", frame(3, "x"), 1002},
    {"a reserved control opcode", frame(11, "x"), 1002},
    {"a ping in fragments", frame(ping, "x", false), 1002},
    {"a ping of 126 bytes", frame(ping, std::string(126, 'x')), 1002},
    {"a continuation of nothing", frame(continuation, "x"), 1002},
    {"a new message inside another", frame(text, "x", false) + frame(text, "y"), 1002},
    {"a length of 2 bytes that fits 1", "\x81\xfe\x00\x05\x01\x02\x03\x04hello"s, 1002},
    {"a length of 8 bytes that fits 2", "\x81\xff\x00\x00\x00\x00\x00\x00\x01\x00\x01\x02\x03\x04"s, 1002},
    {"a message of 64 KiB and one", frame(text, std::string(65'537, 'x')), 1009},
    {"a message larger than all memory", "\x81\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01\x02\x03\x04"s, 1009},
    {"fragments of 64 KiB and one",
     frame(text, std::string(40'000, 'x'), false) + frame(continuation, std::string(25'537, 'x')), 1009},
    {"fragments that overflow the sum",
     frame(text, "x", false) + "\x80\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01\x02\x03\x04"s, 1009},
    {"a binary message", frame(binary, "x"), 1003},
    {"text that is not UTF-8", frame(text, "\xc3\x28"), 1007},
    {"an overlong letter", frame(text, "\xc0\xaf"), 1007},
    {"half of a surrogate", frame(text, "\xed\xa0\x80"), 1007},
    {"a letter that ends with the message", frame(text, "a\xc3", false) + frame(continuation, ""), 1007},
    {"a close of one byte", frame(close_frame, "x"), 1002},
    {"close 0", frame(close_frame, close_payload(0)), 1002},
    {"close 999", frame(close_frame, close_payload(999)), 1002},
    {"close 1004", frame(close_frame, close_payload(1004)), 1002},
    {"close 1005", frame(close_frame, close_payload(1005)), 1002},
    {"close 1006", frame(close_frame, close_payload(1006)), 1002},
    {"close 1015", frame(close_frame, close_payload(1015)), 1002},
    {"close 1016", frame(close_frame, close_payload(1016)), 1002},
    {"close 2999", frame(close_frame, close_payload(2999)), 1002},
    {"close 5000", frame(close_frame, close_payload(5000)), 1002},
    {"close 65535", frame(close_frame, close_payload(65535)), 1002},
    {"a close reason that is not UTF-8", frame(close_frame, close_payload(1000, "\xff")), 1007},
};

} // namespace

BOOST_AUTO_TEST_SUITE(a_websocket)

BOOST_AUTO_TEST_CASE(opens_with_the_handshake_of_the_standard)
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

BOOST_AUTO_TEST_CASE(opens_for_nobody_else)
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

BOOST_AUTO_TEST_CASE(opens_for_the_origins_it_was_told)
{
    GateSettings settings;
    settings.allowed_origins = {"https://cchc.example.vn"};
    Echoing house(settings);
    BOOST_TEST(house.ask(handshake("Origin", "Origin: https://cchc.example.vn\r\n")).status == 101);
    BOOST_TEST(house.ask(handshake("Origin", "Origin: https://cchc.example.vn.evil.example\r\n")).status == 403);
}

BOOST_AUTO_TEST_CASE(takes_messages_in_any_pieces)
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

BOOST_AUTO_TEST_CASE(hears_what_was_sent_along_with_the_handshake)
{
    Echoing house;
    RawClient client = house.client();
    BOOST_TEST(client.send(handshake() + frame(text, "early")).answer().status == 101);
    BOOST_TEST(hear(client).payload == "early");
}

BOOST_DATA_TEST_CASE(closes_with_the_right_code_after, boost::unit_test::data::make(breaches), breach)
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

BOOST_AUTO_TEST_CASE(answers_a_close_with_its_own_code)
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

BOOST_AUTO_TEST_CASE(closes_from_our_side_after_what_was_sent)
{
    OpenGate house;
    std::atomic<bool> closed{false};
    house.on_open = [&](std::shared_ptr<Socket> socket) {
        socket->on_closed = [&] { closed = true; };
        socket->send(text_frame("last words"));
        socket->close(4401, "hết phiên, " + std::string(120, 'x') + "é");
        socket->send(text_frame("never said"));
    };
    RawClient client = house.client();
    BOOST_TEST(client.send(handshake()).answer().status == 101);
    BOOST_TEST(hear(client).payload == "last words");
    const Heard last = hear(client);
    BOOST_TEST(last.code() == 4401);
    BOOST_TEST(last.reason().starts_with("hết phiên"));
    BOOST_TEST(last.payload.size() <= 125);
    BOOST_TEST(!closed);
    client.send(frame(close_frame, close_payload(4401)));
    BOOST_TEST(client.is_hung_up());
    while (!closed) std::this_thread::yield();
}

BOOST_AUTO_TEST_CASE(tells_its_owner_once_when_the_peer_just_leaves)
{
    Echoing house;
    house.connected().slam();
    while (house.closed == 0) std::this_thread::yield();
    house.connected().leave();
    while (house.closed == 1) std::this_thread::yield();
    while (house.gate->census().connections > 0) std::this_thread::yield();
    BOOST_TEST(house.closed == 2);
    BOOST_TEST(house.gate->census().sockets == 0);
}

BOOST_AUTO_TEST_CASE(is_asked_for_a_heartbeat_and_closed_when_silent)
{
    GateSettings settings;
    settings.heartbeat = 20ms;
    settings.dead_after = 100ms;
    OpenGate house(settings);
    std::atomic<int> beats{0};
    house.on_open = [&](std::shared_ptr<Socket> socket) {
        socket->on_heartbeat = [&, self = socket.get()] {
            ++beats;
            self->send(text_frame("{\"t\":\"ping\"}"));
        };
    };
    RawClient client = house.client();
    BOOST_TEST(client.send(handshake()).answer().status == 101);
    Heard heard;
    while ((heard = hear(client)).opcode == text) BOOST_TEST(heard.payload == "{\"t\":\"ping\"}");
    BOOST_TEST(heard.code() == 4408);
    BOOST_TEST(beats >= 1);
}

BOOST_AUTO_TEST_CASE(keeps_to_its_budget_when_the_peer_does_not_read)
{
    OpenGate house;
    std::atomic<int> overflows{0};
    std::atomic<std::size_t> most_bytes{0};
    std::shared_ptr<Socket> slow;
    std::promise<void> opened;
    house.on_open = [&](std::shared_ptr<Socket> socket) {
        slow = socket;
        socket->on_overflow = [&, self = socket.get()] {
            ++overflows;
            self->forget_queued();
            self->send(text_frame("bye"));
            self->close(1008, "too-slow");
        };
        opened.set_value();
    };
    RawClient client(house.gate->port(), 4096);
    BOOST_TEST(client.send(handshake()).answer().status == 101);
    opened.get_future().wait();
    const Frame large = text_frame(std::string(30'000, 'x'));
    while (overflows == 0)
        house.gate->post(0, [&] {
            slow->send(large);
            most_bytes = std::max<std::size_t>(most_bytes, slow->queued_bytes());
        });
    BOOST_TEST(most_bytes <= limits::outbox_bytes);
    Heard heard;
    while ((heard = hear(client)).payload.size() == 30'000) {
    } // what had left already, and no half of a frame
    BOOST_TEST(heard.payload == "bye");
    BOOST_TEST(hear(client).code() == 1008);
    std::promise<void> released; // the last reference goes where the socket lives
    house.gate->post(0, [&] {
        slow.reset();
        released.set_value();
    });
    released.get_future().wait();
    BOOST_TEST(overflows == 1);
}

BOOST_AUTO_TEST_CASE(is_closed_when_it_overflows_and_nobody_cares)
{
    OpenGate house;
    std::atomic<bool> closed{false};
    house.on_open = [&](std::shared_ptr<Socket> socket) {
        socket->on_closed = [&] { closed = true; };
        for (int i = 0; i < 3'000; ++i) socket->send(text_frame("x")); // more frames than the outbox takes
    };
    RawClient client = house.client();
    BOOST_TEST(client.send(handshake()).answer().status == 101);
    Heard heard;
    while ((heard = hear(client)).opcode == text) {
    }
    BOOST_TEST(heard.code() == 1008);
    client.leave();
    while (!closed) std::this_thread::yield();
}

BOOST_AUTO_TEST_CASE(may_be_sent_one_frame_larger_than_its_budget)
{
    OpenGate house;
    const std::string snapshot(1'000'000, 's');
    house.on_open = [&](std::shared_ptr<Socket> socket) { socket->send(text_frame(snapshot)); };
    RawClient client = house.client();
    BOOST_TEST(client.send(handshake()).answer().status == 101);
    BOOST_TEST((hear(client).payload == snapshot));
}

BOOST_AUTO_TEST_CASE(hears_every_broadcast_in_order_on_whatever_thread_it_lives)
{
    GateSettings settings;
    settings.threads = 3;
    OpenGate house(settings);
    std::atomic<int> joined{0};
    house.on_open = [&](std::shared_ptr<Socket> socket) {
        house.audience->join(socket);
        house.audience->join(socket); // twice is once
        socket->on_closed = [&, self = socket.get()] { house.audience->leave(*self); };
        ++joined;
    };
    std::vector<RawClient> clients;
    for (int i = 0; i < 30; ++i) {
        clients.push_back(house.client());
        BOOST_TEST(clients.back().send(handshake()).answer().status == 101);
    }
    while (joined < 30) std::this_thread::yield();
    for (int i = 0; i < 10; ++i) clients[static_cast<std::size_t>(i)].slam(); // some leave while it is being said
    for (int i = 0; i < 200; ++i) house.gate->broadcast(house.audience, text_frame(std::to_string(i)));
    for (std::size_t c = 10; c < 30; ++c)
        for (int i = 0; i < 200; ++i) BOOST_REQUIRE_EQUAL(hear(clients[c]).payload, std::to_string(i));
}

BOOST_AUTO_TEST_CASE(says_goodbye_when_the_gate_drains)
{
    OpenGate house;
    std::atomic<int> opened{0};
    house.on_open = [&](std::shared_ptr<Socket> socket) {
        if (opened++ == 0)
            socket->on_draining = [self = socket.get()] {
                self->send(text_frame("{\"t\":\"bye\"}"));
                self->close(1001, "draining");
            };
    };
    RawClient told = house.client(), silent = house.client();
    BOOST_TEST(told.send(handshake()).answer().status == 101);
    while (opened < 1) std::this_thread::yield();
    BOOST_TEST(silent.send(handshake()).answer().status == 101);
    while (opened < 2) std::this_thread::yield();
    std::thread draining([&] { house.gate->drain(20s); });
    BOOST_TEST(hear(told).payload == "{\"t\":\"bye\"}");
    BOOST_TEST(hear(told).code() == 1001);
    BOOST_TEST(hear(silent).code() == 1001);
    told.leave();
    silent.leave();
    draining.join();
    BOOST_TEST(house.gate->census().sockets == 0);
}

BOOST_AUTO_TEST_SUITE_END()
