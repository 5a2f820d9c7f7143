#pragma once

#include "tests/server/raw_client.hpp"

#include <cstdint>
#include <string>
#include <string_view>

/// WebSocket frames as a client writes and reads them, byte by byte (RFC 6455 section 5).
namespace cchc::tests {

enum Opcode { continuation = 0, text = 1, binary = 2, close_frame = 8, ping = 9, pong = 10 };

/// A client's frame; every part of it may be made wrong.
inline std::string frame(int opcode, std::string_view payload, bool last = true, int reserved = 0, bool masked = true)
{
    std::string bytes;
    bytes += static_cast<char>((last ? 0x80 : 0) | reserved << 4 | opcode);
    const int mask_bit = masked ? 0x80 : 0;
    if (payload.size() < 126) {
        bytes += static_cast<char>(mask_bit | static_cast<int>(payload.size()));
    } else if (payload.size() < 65'536) {
        bytes += static_cast<char>(mask_bit | 126);
        for (const int shift : {8, 0}) bytes += static_cast<char>(payload.size() >> shift & 0xff);
    } else {
        bytes += static_cast<char>(mask_bit | 127);
        for (const int shift : {56, 48, 40, 32, 24, 16, 8, 0})
            bytes += static_cast<char>(payload.size() >> shift & 0xff);
    }
    if (!masked) return bytes.append(payload);
    const std::string mask = "\x12\xf4\x56\x78";
    bytes += mask;
    for (std::size_t i = 0; i < payload.size(); ++i) bytes += static_cast<char>(payload[i] ^ mask[i % 4]);
    return bytes;
}

inline std::string close_payload(int code, std::string_view reason = "")
{
    return std::string{static_cast<char>(code >> 8), static_cast<char>(code & 0xff)} + std::string(reason);
}

struct Heard {
    int opcode = -1; ///< -1: the connection ended
    std::string payload;
    int code() const
    {
        if (opcode != Opcode::close_frame || payload.size() < 2) return 0;
        return static_cast<unsigned char>(payload[0]) << 8 | static_cast<unsigned char>(payload[1]);
    }
    std::string reason() const { return payload.substr(std::min<std::size_t>(2, payload.size())); }
};

inline Heard hear(RawClient& client)
{
    const std::string start = client.bytes(2);
    if (start.size() < 2) return {};
    BOOST_TEST((start[0] & 0xf0) == 0x80); // whole, nothing reserved
    BOOST_TEST((start[1] & 0x80) == 0);    // a server never masks
    std::size_t size = static_cast<unsigned char>(start[1]);
    if (size >= 126) {
        std::size_t count = 0;
        for (const char byte : client.bytes(size == 126 ? 2 : 8)) count = count << 8 | static_cast<unsigned char>(byte);
        size = count;
    }
    return {start[0] & 0x0f, client.bytes(size)};
}

} // namespace cchc::tests
