#include "tests/server/echoing_gate.hpp"

using namespace cchc::tests;
using namespace std::literals;

BOOST_AUTO_TEST_SUITE(a_websocket)

BOOST_AUTO_TEST_CASE(opens_for_the_origins_it_was_told)
{
    GateSettings settings;
    settings.allowed_origins = {"https://cchc.example.vn"};
    Echoing house(settings);
    BOOST_TEST(house.ask(handshake("Origin", "Origin: https://cchc.example.vn\r\n")).status == 101);
    BOOST_TEST(house.ask(handshake("Origin", "Origin: https://cchc.example.vn.evil.example\r\n")).status == 403);
}

BOOST_AUTO_TEST_CASE(hears_what_was_sent_along_with_the_handshake)
{
    Echoing house;
    RawClient client = house.client();
    BOOST_TEST(client.send(handshake() + frame(text, "early")).answer().status == 101);
    BOOST_TEST(hear(client).payload == "early");
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
