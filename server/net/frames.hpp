#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

/// RFC 6455 framing, without a socket.
namespace cchc::server::net {

/// What a peer's bytes turned out to be.
struct Incoming {
    enum class Kind : std::uint8_t { text, ping, pong, close, violation };
    Kind kind;
    std::string_view payload; ///< valid until the next call; of a close frame: its reason
    std::uint16_t code = 0;   ///< close: the peer's code, 0 for none; violation: the code to close with
};

/// Takes a client's bytes apart into messages and control frames. Frames must be masked and unextended, control frames
/// whole and at most 125 bytes, text valid UTF-8, a message at most `limits::message_bytes`.
class FrameReader {
public:
    /// Hands over bytes that arrived; they are unmasked in place and must stay until `next` has returned nothing.
    void feed(std::span<char> bytes);
    /// The next thing said, nothing when more bytes are needed. After a violation or a close nothing further is read.
    std::optional<Incoming> next();

private:
    struct Header {
        unsigned opcode = 0;
        bool last = false;
        std::size_t size = 0; ///< of the header itself
        std::uint64_t payload = 0;
        char mask[4] = {};
    };
    enum class Parsed : std::uint8_t { whole, incomplete, broken };

    Parsed parse_header(std::span<const char> bytes, Header& header);
    std::optional<Incoming> take(const Header& header, std::span<char> payload);
    std::optional<Incoming> take_close(std::string_view payload);
    Incoming violation(std::uint16_t code);
    void keep_rest();

    std::span<char> bytes_;
    std::string kept_;     ///< the beginning of a frame whose end has not arrived
    std::string message_;  ///< the fragments so far
    std::string finished_; ///< the message last put together from fragments
    bool in_message_ = false;
    bool ended_ = false;
    std::uint16_t wrong_ = 0;
};

/// A control frame or close frame, as the server sends it.
std::string pong_frame(std::string_view payload);
std::string close_frame(std::uint16_t code, std::string_view reason); ///< code 0: without one

} // namespace cchc::server::net
