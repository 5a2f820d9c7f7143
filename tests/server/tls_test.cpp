// The gate inside TLS: who is let in, what is said inside, and certificates that change while it runs.

#include "tests/server/open_gate.hpp"
#include "tests/server/raw_frames.hpp"
#include "tests/server/sealed_line.hpp"
#include "tests/storage/scratch.hpp"

namespace cchc::tests {

namespace {

const std::string hello = "GET /api/v1/hello HTTP/1.1\r\nHost: localhost\r\n\r\n";

struct SealedGate {
    Scratch scratch;
    std::filesystem::path chain = scratch / "chain.pem", key = scratch / "key.pem";
    std::optional<OpenGate> house;

    explicit SealedGate(GateSettings settings = {})
    {
        write_certificate(chain, key, "first");
        settings.certificate = {chain, key};
        house.emplace(std::move(settings));
    }
    std::uint16_t port() { return house->gate->port(); }
    bool lets_in(const SealedLine::Wish& wish) { return SealedLine(port(), wish).shaken(); }
};

std::string refusal(const std::filesystem::path& chain, const std::filesystem::path& key)
{
    GateSettings settings;
    settings.certificate = {chain, key};
    try {
        const OpenGate house(settings);
        return "none";
    } catch (const std::runtime_error& wrong) {
        return wrong.what();
    }
}

} // namespace

BOOST_AUTO_TEST_SUITE(inside_tls)

BOOST_AUTO_TEST_CASE(the_same_is_said_as_in_the_clear_and_to_come_back_so)
{
    SealedGate house;
    SealedLine line(house.port());
    BOOST_REQUIRE(line.shaken());
    RawClient client = line.client();
    for (int time = 0; time < 3; ++time) {
        const Answer answer = client.send(hello).answer();
        BOOST_TEST(answer.status == 200);
        BOOST_TEST(answer.body == "\"hello\"");
        BOOST_TEST(answer.header("strict-transport-security") == "max-age=31536000; includeSubDomains");
    }
    const Answer many = client.send(hello + hello + hello).answer(); // in one record
    BOOST_TEST(many.status == 200);
    BOOST_TEST(client.answer().status == 200);
    BOOST_TEST(client.answer().status == 200);
    for (const char c : hello) client.send({&c, 1});
    BOOST_TEST(client.answer().status == 200);
    BOOST_TEST(client.send("GET / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n").answer().status == 400);
    BOOST_TEST(client.is_hung_up());
}

BOOST_AUTO_TEST_CASE(long_bodies_pass_both_ways_also_to_one_who_reads_slowly)
{
    SealedGate house;
    SealedLine line(house.port());
    RawClient client = line.client();
    const std::string body(5'000'000, 'x');
    client.send(
        "PATCH /api/v1/uploads/u HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/offset+octet-stream\r\n"
        "Content-Length: 5000000\r\n\r\n");
    client.send(body);
    BOOST_TEST(client.answer().body.starts_with("5000000 "));
    BOOST_TEST(client.send("GET /api/v1/long/chunked HTTP/1.1\r\nHost: localhost\r\n\r\n").answer().body.size() ==
               2'400'000u);
    client.send("GET /api/v1/long/known HTTP/1.1\r\nHost: localhost\r\n\r\n");
    std::this_thread::sleep_for(std::chrono::milliseconds(100)); // the kernel's room is full long before
    BOOST_TEST(client.answer().body.size() == 2'400'000u);
    BOOST_TEST(client.send(hello).answer().status == 200);
}

BOOST_AUTO_TEST_CASE(a_websocket_speaks_as_in_the_clear)
{
    SealedGate house;
    house.house->on_open = [](std::shared_ptr<Socket> socket) {
        auto* const own = socket.get();
        socket->on_text = [own](std::string_view text) { own->send(text_frame(text)); };
    };
    SealedLine line(house.port());
    RawClient client = line.client();
    const std::string first = frame(Opcode::text, "one"), second = frame(Opcode::text, std::string(60'000, 'y'));
    client.send("GET /api/v1/stream HTTP/1.1\r\nHost: localhost\r\nOrigin: https://localhost\r\nConnection: Upgrade\r\n"
                "Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
                "Sec-WebSocket-Protocol: cchc.live.v1\r\n\r\n" +
                first);
    const Answer opened = client.answer();
    BOOST_TEST(opened.status == 101);
    BOOST_TEST(opened.header("sec-websocket-accept") == "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
    BOOST_TEST(hear(client).payload == "one");
    for (int time = 0; time < 40; ++time) BOOST_TEST(hear(client.send(second)).payload.size() == 60'000u);
    client.send(frame(Opcode::close_frame, close_payload(1000)));
    BOOST_TEST(hear(client).code() == 1000);
    BOOST_TEST(client.is_hung_up());
}

BOOST_AUTO_TEST_CASE(nothing_older_and_nothing_weaker_is_spoken)
{
    SealedGate house;
    SSL* tls = nullptr;
    SealedLine newest(house.port());
    tls = newest.tls();
    BOOST_TEST(SSL_version(tls) == TLS1_3_VERSION);
    BOOST_TEST(house.lets_in({.most = TLS1_2_VERSION}));
    BOOST_TEST(!house.lets_in({.least = TLS1_VERSION, .most = TLS1_1_VERSION}));
    for (const char* weak :
         {"ECDHE-ECDSA-AES128-SHA", "ECDHE-ECDSA-AES256-SHA384", "AES128-GCM-SHA256", "NULL", "DHE+AESGCM"})
        BOOST_TEST(!house.lets_in({.most = TLS1_2_VERSION, .ciphers = weak}), weak);
    BOOST_TEST(house.lets_in({.most = TLS1_2_VERSION, .ciphers = "ECDHE-ECDSA-CHACHA20-POLY1305"}));
    BOOST_TEST(house.lets_in({.protocols = "\x02h2\x08http/1.1"}));
    BOOST_TEST(!house.lets_in({.protocols = "\x02h2\x03"
                                            "ftp"}));
}

BOOST_AUTO_TEST_CASE(a_ticket_is_good_until_the_certificate_is_read_again)
{
    SealedGate house;
    SealedLine first(house.port(), {.most = TLS1_2_VERSION});
    SSL_SESSION* session = SSL_get1_session(first.tls());
    SealedLine second(house.port(), {.most = TLS1_2_VERSION, .resume = session});
    BOOST_TEST(SSL_session_reused(second.tls()) == 1);
    house.house->gate->refresh_certificate(true);
    SealedLine third(house.port(), {.most = TLS1_2_VERSION, .resume = session});
    BOOST_TEST(third.shaken());
    BOOST_TEST(SSL_session_reused(third.tls()) == 0);
    SSL_SESSION_free(session);
}

BOOST_AUTO_TEST_CASE(a_new_certificate_is_for_new_connections_and_a_bad_one_for_nobody)
{
    SealedGate house;
    SealedLine before(house.port());
    BOOST_TEST(before.name() == "first");
    RawClient old = before.client();
    BOOST_TEST(old.send(hello).answer().status == 200);

    write_certificate(house.chain, house.scratch / "elsewhere.pem", "second"); // half of the pair: its key is missing
    house.house->gate->refresh_certificate();
    BOOST_TEST(SealedLine(house.port()).name() == "first");
    std::filesystem::rename(house.scratch / "elsewhere.pem", house.key);
    house.house->gate->refresh_certificate();
    BOOST_TEST(SealedLine(house.port()).name() == "second");
    BOOST_TEST(old.send(hello).answer().status == 200);

    std::filesystem::resize_file(house.chain, 100);
    house.house->gate->refresh_certificate(true);
    BOOST_TEST(SealedLine(house.port()).name() == "second");
    std::filesystem::remove(house.chain);
    house.house->gate->refresh_certificate();
    BOOST_TEST(SealedLine(house.port()).name() == "second");
}

BOOST_AUTO_TEST_CASE(a_gate_does_not_open_with_files_that_cannot_be_right)
{
    const Scratch scratch;
    const auto chain = scratch / "chain.pem", key = scratch / "key.pem", other = scratch / "other.pem";
    write_certificate(scratch / "unused.pem", other, "other");
    write_certificate(chain, key, "first");
    BOOST_TEST(refusal(chain, key) == "none");
    BOOST_TEST(refusal(chain, other).starts_with(other.string() + ": is not the certificate's key"));
    BOOST_TEST(refusal(key, key).starts_with(key.string() + ": is no certificate"));
    BOOST_TEST(refusal(scratch / "none.pem", key).starts_with((scratch / "none.pem").string()));
    BOOST_TEST(refusal(chain, scratch / "none.pem").starts_with((scratch / "none.pem").string() + ": cannot be read"));
    for (const auto mode : {0644, 0660, 0604}) {
        std::filesystem::permissions(key, std::filesystem::perms(mode));
        BOOST_TEST(refusal(chain, key).find("others than its owner") != std::string::npos);
    }
    std::filesystem::permissions(key, std::filesystem::perms(0640));
    BOOST_TEST(refusal(chain, key) == "none");
}

BOOST_AUTO_TEST_CASE(who_does_not_shake_hands_is_cut_off_and_counts)
{
    GateSettings settings;
    settings.header_time = std::chrono::milliseconds(150);
    settings.max_connections = 3;
    SealedGate house(settings);
    RawClient silent(house.port()), half(house.port()), plain(house.port());
    half.send(std::string_view("\x16\x03\x01\x02\x00\x01", 6));
    const SealedLine one_too_many(house.port());
    BOOST_TEST(!one_too_many.shaken());
    plain.send(hello);
    BOOST_TEST(plain.bytes(5) != "HTTP/"); // an alert, if anything
    plain.leave();
    BOOST_TEST(silent.is_hung_up());
    (void)half.is_hung_up();
    for (int time = 0; time < 200 && house.house->gate->census().connections > 0; ++time)
        std::this_thread::sleep_for(std::chrono::milliseconds(10));
    BOOST_TEST(house.house->gate->census().connections == 0u);
    BOOST_TEST(SealedLine(house.port()).shaken());
    BOOST_TEST(house.house->admitted == 0);
}

BOOST_AUTO_TEST_CASE(a_head_or_a_body_that_does_not_come_is_cut_off)
{
    GateSettings settings;
    settings.header_time = settings.transfer_window = std::chrono::milliseconds(150);
    SealedGate house(settings);
    for (const std::string& begun : {std::string("GET /api/v1/hello HTTP/1.1\r\nHost:"),
                                     std::string("POST /api/v1/notes HTTP/1.1\r\nHost: localhost\r\nContent-Type: "
                                                 "application/json\r\nContent-Length: 1000\r\n\r\n{")}) {
        SealedLine line(house.port());
        RawClient client = line.client();
        client.send(begun);
        BOOST_TEST(client.answer().status == 408);
        BOOST_TEST(client.is_hung_up());
    }
}

BOOST_AUTO_TEST_SUITE_END()

} // namespace cchc::tests
