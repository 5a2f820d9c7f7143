#include "tests/server/open_gate.hpp"

#include <sys/resource.h>

using namespace cchc::tests;
using namespace std::literals;

namespace {

const std::string hello = "GET /api/v1/hello HTTP/1.1\r\nHost: localhost\r\n\r\n";

std::string note(std::string_view body, std::string_view more = "")
{
    return "POST /api/v1/notes HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n" + std::string(more) +
           "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + std::string(body);
}

std::string upload(std::string_view body, std::string_view to = "uploads/1")
{
    return "PATCH /api/v1/" + std::string(to) +
           " HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/offset+octet-stream\r\nContent-Length: " +
           std::to_string(body.size()) + "\r\n\r\n" + std::string(body);
}

unsigned sum_of(std::string_view bytes)
{
    unsigned sum = 0;
    for (const char c : bytes) sum = sum * 31 + static_cast<unsigned char>(c);
    return sum;
}

std::string random_bytes(std::size_t count)
{
    std::string bytes(count, '\0');
    unsigned state = 7;
    for (char& c : bytes) c = static_cast<char>((state = state * 1'664'525 + 1'013'904'223) >> 24);
    return bytes;
}

GateSettings impatient()
{
    GateSettings settings;
    settings.header_time = settings.idle_time = settings.transfer_window = 100ms;
    return settings;
}

} // namespace

BOOST_AUTO_TEST_SUITE(a_connection)

BOOST_AUTO_TEST_CASE(answers_pipelined_requests_in_order)
{
    OpenGate house;
    RawClient client = house.client();
    std::string requests;
    for (int i = 0; i < 200; ++i) // answered now here, now on another thread
        requests += i % 2 ? "GET /api/v1/things/" + std::to_string(i) + " HTTP/1.1\r\nHost: localhost\r\n\r\n"
                          : note("{\"n\":" + std::to_string(i) + "}");
    client.send(requests);
    for (int i = 0; i < 200; ++i)
        BOOST_REQUIRE_EQUAL(client.answer().body,
                            i % 2 ? "quang-dien|" + std::to_string(i) + "|-|" : "{\"n\":" + std::to_string(i) + "}");
}

BOOST_AUTO_TEST_CASE(takes_a_body_in_any_pieces)
{
    OpenGate house;
    const std::string body(90'000, 'x');
    const std::string request = note(body);
    for (const std::size_t cut : {1u, 100u, 130u, 140u, 5'000u, 89'999u}) {
        RawClient client = house.client();
        client.send(request.substr(0, cut));
        std::this_thread::sleep_for(2ms);
        const Answer answer = client.send(request.substr(cut)).answer();
        BOOST_TEST(answer.status == 201);
        BOOST_TEST(answer.header("location") == "/notes/1");
        BOOST_TEST((answer.body == body));
    }
}

BOOST_AUTO_TEST_CASE(gives_a_long_body_to_the_handler_piece_by_piece)
{
    OpenGate house;
    for (const std::size_t size : {0u, 1u, 3'000u, 200'000u, 5'000'000u}) {
        const std::string body = random_bytes(size);
        RawClient client = house.client();
        BOOST_TEST(client.send(upload(body)).answer().body ==
                   std::to_string(size) + " " + std::to_string(sum_of(body)));
        BOOST_TEST(client.send(hello).answer().status == 200);
    }
}

BOOST_AUTO_TEST_CASE(tells_the_handler_when_the_sender_leaves_in_the_middle)
{
    OpenGate house;
    RawClient client = house.client();
    client.send(upload(std::string(1'000'000, 'x')).substr(0, 300'000)).slam();
    while (house.broken_uploads == 0) std::this_thread::yield();
    BOOST_TEST(house.handled == 1);
}

BOOST_AUTO_TEST_CASE(survives_a_handler_that_answers_before_the_body_has_come)
{
    OpenGate house;
    RawClient client = house.client();
    BOOST_TEST(client.send(upload(std::string(30'000, 'x'), "refused_uploads")).answer().status == 409);
    BOOST_TEST(client.send(hello).answer().status == 200);
    const Answer large = client.send(upload(std::string(300'000, 'x'), "refused_uploads")).answer();
    BOOST_TEST(large.status == 409);
    BOOST_TEST(large.header("connection") == "close");
}

BOOST_AUTO_TEST_CASE(sends_a_long_answer_from_its_source)
{
    OpenGate house;
    const auto get_long = [&](std::string_view how, std::string_view method = "GET") {
        return std::string(method) + " /api/v1/long/" + std::string(how) + " HTTP/1.1\r\nHost: localhost\r\n\r\n";
    };
    RawClient client = house.client();
    const Answer sized = client.send(get_long("sized")).answer(), chunked = client.send(get_long("chunked")).answer();
    BOOST_TEST(sized.header("content-length") == "2400000");
    BOOST_TEST(sized.body.size() == 2'400'000);
    BOOST_TEST((sized.body == chunked.body));
    BOOST_TEST(client.send(get_long("chunked", "HEAD")).answer(true).header("transfer-encoding") == "chunked");
    BOOST_TEST(client.send(hello).answer().status == 200);
    const Answer cut = client.send(get_long("broken")).answer(); // cut off, never passed for whole
    BOOST_TEST(cut.body.size() < 2'400'000);
    BOOST_TEST(client.is_hung_up());
}

BOOST_AUTO_TEST_CASE(answers_head_and_304_without_a_body)
{
    OpenGate house;
    RawClient client = house.client();
    const auto versioned = [](std::string_view method, std::string_view more = "") {
        return std::string(method) + " /api/v1/versioned HTTP/1.1\r\nHost: localhost\r\n" + std::string(more) + "\r\n";
    };
    const Answer head = client.send(versioned("HEAD")).answer(true);
    BOOST_TEST(head.status == 200);
    BOOST_TEST(head.header("content-length") == "13");
    BOOST_TEST(head.header("etag") == "\"e8\"");
    BOOST_TEST(client.send(versioned("GET")).answer().body == "{\"version\":8}");
    for (const auto etag : {"\"e8\"", "W/\"e8\"", "\"e7\", \"e8\"", "*"}) {
        const Answer same = client.send(versioned("GET", "If-None-Match: "s + etag + "\r\n")).answer();
        BOOST_TEST(same.status == 304);
        BOOST_TEST(same.header("etag") == "\"e8\"");
        BOOST_TEST(same.header("content-length").empty());
    }
    BOOST_TEST(client.send(versioned("GET", "If-None-Match: \"e9\"\r\n")).answer().status == 200);
}

BOOST_AUTO_TEST_CASE(answers_500_for_a_handler_that_fails_and_goes_on)
{
    OpenGate house;
    RawClient client = house.client();
    for (const auto path : {"dropped", "thrown"}) {
        const Answer answer = client.send("GET /api/v1/"s + path + " HTTP/1.1\r\nHost: localhost\r\n\r\n").answer();
        BOOST_TEST(answer.status == 500);
        BOOST_TEST(answer.body.find("mistake") == std::string::npos); // nothing of the inside shows
    }
    BOOST_TEST(client.send(hello).answer().status == 200);
}

BOOST_AUTO_TEST_CASE(closes_when_asked_to)
{
    OpenGate house;
    RawClient client = house.client();
    const Answer answer =
        client.send("GET /api/v1/hello HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n").answer();
    BOOST_TEST(answer.header("connection") == "close");
    BOOST_TEST(client.is_hung_up());
}

BOOST_AUTO_TEST_CASE(is_answered_to_nobody_when_the_peer_has_left)
{
    OpenGate house;
    for (int i = 0; i < 50; ++i) house.client().send(note("{}")).slam();
    while (house.gate->census().connections > 0) std::this_thread::yield();
    BOOST_TEST(house.ask(hello).status == 200);
}

BOOST_AUTO_TEST_CASE(is_cut_off_when_its_head_does_not_come)
{
    OpenGate house(impatient());
    RawClient silent = house.client(), slow = house.client();
    slow.send("GET /api/v1/hello HTTP/1.1\r\nHost: loc");
    BOOST_TEST(slow.answer().status == 408);
    BOOST_TEST(slow.is_hung_up());
    BOOST_TEST(silent.is_hung_up());
    BOOST_TEST(house.handled == 0);
}

BOOST_AUTO_TEST_CASE(is_cut_off_when_its_head_only_trickles_in)
{
    OpenGate house(impatient());
    RawClient client = house.client();
    std::atomic<bool> ended{false};
    std::thread dripping([&] {
        while (!ended) {
            client.send("x");
            std::this_thread::sleep_for(10ms);
        }
    });
    const Answer answer = client.answer();
    ended = true;
    dripping.join();
    BOOST_TEST(answer.status == 408);
}

BOOST_AUTO_TEST_CASE(is_cut_off_when_its_body_comes_too_slowly)
{
    OpenGate house(impatient());
    RawClient client = house.client();
    client.send(note(std::string(90'000, 'x')).substr(0, 10'000));
    BOOST_TEST(client.answer().status == 408);
    RawClient uploading = house.client();
    uploading.send(upload(std::string(1'000'000, 'x')).substr(0, 1'000));
    BOOST_TEST(uploading.is_hung_up());
    while (house.broken_uploads == 0) std::this_thread::yield();
}

BOOST_AUTO_TEST_CASE(is_cut_off_when_it_does_not_read_its_answer)
{
    OpenGate house(impatient());
    RawClient client(house.gate->port(), 4096);
    client.send("GET /api/v1/long/huge HTTP/1.1\r\nHost: localhost\r\n\r\n");
    while (house.gate->census().accepted == 0 || house.gate->census().connections > 0) std::this_thread::yield();
    BOOST_TEST(client.answer().body.size() < 120'000'000);
}

BOOST_AUTO_TEST_CASE(may_rest_between_requests_only_for_the_idle_time)
{
    GateSettings settings;
    settings.idle_time = 100ms;
    OpenGate house(settings);
    RawClient client = house.client();
    BOOST_TEST(client.send(hello).answer().status == 200);
    BOOST_TEST(client.is_hung_up());
}

BOOST_AUTO_TEST_CASE(is_turned_away_over_the_caps)
{
    GateSettings settings;
    settings.max_connections = 3;
    OpenGate few(settings);
    settings = {};
    settings.max_connections_per_address = 3;
    settings.cap_this_machine = true;
    OpenGate few_for_each(settings);
    for (OpenGate* house : {&few, &few_for_each}) {
        std::vector<RawClient> guests;
        for (int i = 0; i < 3; ++i) {
            guests.push_back(house->client());
            BOOST_TEST(guests.back().send(hello).answer().status == 200);
        }
        BOOST_TEST(house->client().answer().status == 503);
        guests.pop_back();
        while (house->gate->census().connections > 2) std::this_thread::yield();
        BOOST_TEST(house->ask(hello).status == 200);
        BOOST_TEST(house->gate->census().refused == 1);
    }
}

BOOST_AUTO_TEST_CASE(waits_in_line_while_there_are_no_descriptors)
{
    OpenGate house;
    RawClient inside = house.client();
    BOOST_TEST(inside.send(hello).answer().status == 200);
    RawClient waiting = RawClient::unconnected();

    rlimit before{};
    ::getrlimit(RLIMIT_NOFILE, &before);
    rlimit few = before;
    few.rlim_cur = 256;
    ::setrlimit(RLIMIT_NOFILE, &few);
    std::vector<int> fillers;
    for (int filler; (filler = ::dup(0)) >= 0;) fillers.push_back(filler);
    const auto accepted = house.gate->census().accepted;
    waiting.connect(house.gate->port()).send(hello); // the kernel's queue takes it
    std::this_thread::sleep_for(20ms);
    const bool others_go_on = inside.send(hello).answer().status == 200;
    const bool still_waits = house.gate->census().accepted == accepted;
    for (const int filler : fillers) ::close(filler);
    ::setrlimit(RLIMIT_NOFILE, &before);

    BOOST_TEST(others_go_on);
    BOOST_TEST(still_waits);
    BOOST_TEST(waiting.answer().status == 200);
}

BOOST_AUTO_TEST_CASE(ends_gracefully_when_the_gate_drains)
{
    OpenGate house;
    RawClient idle = house.client(), busy = house.client();
    BOOST_TEST(idle.send(hello).answer().status == 200);
    busy.send(note(std::string(50'000, 'x')).substr(0, 1'000));
    while (house.admitted < 2) std::this_thread::yield();
    std::thread draining([&] { house.gate->drain(20s); });
    BOOST_TEST(idle.is_hung_up());
    const Answer last = busy.send(note(std::string(50'000, 'x')).substr(1'000)).answer(); // what was begun is finished
    BOOST_TEST(last.status == 201);
    BOOST_TEST(last.header("connection") == "close");
    BOOST_TEST(busy.is_hung_up());
    busy.leave();
    draining.join();
    BOOST_TEST(house.gate->census().connections == 0);
}

BOOST_AUTO_TEST_CASE(stays_on_its_thread_while_many_answer_from_elsewhere)
{
    GateSettings settings;
    settings.threads = 3;
    OpenGate house(settings);
    std::vector<std::thread> clients;
    std::atomic<int> right{0};
    for (int c = 0; c < 24; ++c)
        clients.emplace_back([client = house.client(), &right, c]() mutable {
            for (int i = 0; i < 100; ++i) {
                const std::string body = "{\"c\":" + std::to_string(c * 1000 + i) + "}";
                right += client.send(note(body)).answer().body == body;
            }
        });
    for (auto& client : clients) client.join();
    BOOST_TEST(right == 2'400);
}

BOOST_AUTO_TEST_SUITE_END()
