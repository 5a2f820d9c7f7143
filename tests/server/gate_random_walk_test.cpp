#include "server/net/frames.hpp"
#include "server/net/request_head.hpp"
#include "server/net/target.hpp"

#include <boost/test/unit_test.hpp>

#include <random>
#include <string>
#include <vector>

using namespace cchc::server;
using namespace cchc::server::net;

namespace {

using Random = std::mt19937;

std::size_t up_to(Random& random, std::size_t most)
{
    return random() % (most + 1);
}

/// A well-formed request with a few bytes changed, doubled or lost, among them those that end lines and split words.
std::string damaged(Random& random, std::string bytes)
{
    static const std::string tricky("\r\n\t :;,%/?\\\0\x7f\x80+GH12", 21);
    for (std::size_t wounds = up_to(random, 3); wounds > 0; --wounds) {
        const std::size_t at = up_to(random, bytes.size() - 1);
        switch (random() % 4) {
        case 0: bytes[at] = tricky[random() % tricky.size()]; break;
        case 1: bytes.insert(at, 1, tricky[random() % tricky.size()]); break;
        case 2: bytes.erase(at, 1 + up_to(random, 2)); break;
        default: bytes.insert(at, bytes.substr(at, up_to(random, 30))); break;
        }
        if (bytes.empty()) return "x";
    }
    return bytes;
}

/// Everything a head says, or why it was refused.
std::string read_in_pieces(Random* cuts, const std::string& bytes)
{
    RequestHead head;
    auto progress = RequestHead::Progress::more;
    for (std::size_t seen = 0; seen < bytes.size() && progress == RequestHead::Progress::more;) {
        seen = cuts ? std::min(bytes.size(), seen + 1 + up_to(*cuts, 20)) : bytes.size();
        progress = head.read(std::string_view(bytes).substr(0, seen));
    }
    if (progress == RequestHead::Progress::more) return "more";
    if (progress == RequestHead::Progress::refused) return std::string(head.breach().detail.en);

    Request request;
    Target target;
    head.describe(bytes, request);
    std::string said = std::to_string(head.size()) + '|' + std::to_string(head.content_length()) + '|' +
                       std::string(name_of(request.method)) + '|';
    if (const Breach* breach = target.decode(request)) return said += breach->detail.en;
    for (const std::string_view segment : request.segments) {
        BOOST_TEST((segment != "." && segment != ".."));
        BOOST_TEST(segment.find_first_of(std::string_view("/\\\0\r\n", 5)) == std::string_view::npos);
        said.append(segment) += '/';
    }
    for (const Field& field : request.parameters) said.append(field.name).append("=").append(field.value) += '&';
    for (const Field& field : request.headers) {
        BOOST_TEST(!field.name.empty());
        BOOST_TEST(field.value.find_first_of(std::string_view("\0\r\n", 3)) == std::string_view::npos);
        said.append(field.name).append(":").append(field.value) += '\n';
    }
    return said;
}

std::string frames_of(Random& random)
{
    std::string bytes;
    for (std::size_t frames = 1 + up_to(random, 5); frames > 0; --frames) {
        const std::size_t size = random() % 5 ? up_to(random, 125) : up_to(random, 3'000);
        static constexpr int opcodes[] = {0, 1, 1, 1, 8, 9, 10, 2, 3};
        bytes += static_cast<char>((random() % 3 ? 0x80 : 0) | opcodes[random() % 9]);
        bytes += static_cast<char>(0x80 | (size < 126 ? size : 126));
        if (size >= 126) bytes.append({static_cast<char>(size >> 8), static_cast<char>(size & 0xff)});
        bytes.append(4, '\0').append(size, static_cast<char>('a' + random() % 26)); // a mask of zeros shows the payload
    }
    return bytes;
}

std::string hear_in_pieces(Random* cuts, std::string bytes)
{
    FrameReader reader;
    std::string heard;
    for (std::size_t at = 0; at < bytes.size();) {
        const std::size_t size = cuts ? std::min(bytes.size() - at, 1 + up_to(*cuts, 50)) : bytes.size();
        reader.feed(std::span(bytes).subspan(at, size));
        while (const auto incoming = reader.next())
            heard += std::to_string(static_cast<int>(incoming->kind)) + ',' + std::to_string(incoming->code) + ',' +
                     std::string(incoming->payload) + '\n';
        at += size;
    }
    return heard;
}

} // namespace

BOOST_AUTO_TEST_SUITE(however_the_bytes_arrive)

BOOST_AUTO_TEST_CASE(a_damaged_head_is_read_alike_and_never_beyond_its_rules)
{
    const std::string sound =
        "PUT /quang-dien/api/v1/things/Hu%E1%BA%BF?q=a+b&filter[g]=1 HTTP/1.1\r\nHost: localhost:8080\r\n"
        "Content-Type: application/json\r\nContent-Length: 12\r\nConnection: keep-alive\r\n"
        "Cookie: a=1; b=2\r\nExpect: 100-continue\r\n\r\n";
    Random random(20260331);
    int complete = 0;
    for (int i = 0; i < 20'000; ++i) {
        const std::string bytes = damaged(random, sound);
        const std::string whole = read_in_pieces(nullptr, bytes);
        complete += whole.find('|') != std::string::npos;
        BOOST_REQUIRE_EQUAL(whole, read_in_pieces(&random, bytes));
    }
    BOOST_TEST(complete > 2'000); // the walk sees both sides
    BOOST_TEST(complete < 18'000);
}

BOOST_AUTO_TEST_CASE(frames_are_heard_alike)
{
    Random random(20260401);
    for (int i = 0; i < 20'000; ++i) {
        const std::string bytes = frames_of(random);
        BOOST_REQUIRE_EQUAL(hear_in_pieces(nullptr, bytes), hear_in_pieces(&random, bytes));
    }
}

BOOST_AUTO_TEST_SUITE_END()
