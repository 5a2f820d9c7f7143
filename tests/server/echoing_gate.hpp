#pragma once

#include "tests/server/open_gate.hpp"
#include "tests/server/raw_frames.hpp"

/// A gate to speak WebSocket with, and the request that opens one.
namespace cchc::tests {

using namespace std::literals;

inline constexpr std::string_view rfc_key = "dGhlIHNhbXBsZSBub25jZQ==";        // the example of RFC 6455 1.3 …
inline constexpr std::string_view rfc_accept = "s3pPLMBiTxaQ9kYGzzhZRbK+xOo="; // … and its answer

inline std::string handshake(std::string_view without = "", std::string_view more = "")
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

} // namespace cchc::tests
