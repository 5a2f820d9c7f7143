#include "server/net/frames.hpp"

#include "server/socket.hpp"

#include <simdjson.h>

#include <algorithm>
#include <cstring>

namespace cchc::server::net {

namespace {

enum Opcode : unsigned { continuation = 0, text = 1, binary = 2, close = 8, ping = 9, pong = 10 };
enum CloseCode : std::uint16_t {
    protocol_error = 1002,
    unsupported_data = 1003,
    invalid_payload = 1007,
    message_too_big = 1009
};
constexpr std::size_t control_bytes = 125;

bool may_be_sent(unsigned code)
{
    return (code >= 1000 && code <= 1003) || (code >= 1007 && code <= 1014) || (code >= 3000 && code <= 4999);
}

void unmask(std::span<char> payload, const char (&mask)[4])
{
    std::uint64_t wide;
    std::memcpy(&wide, mask, 4);
    std::memcpy(reinterpret_cast<char*>(&wide) + 4, mask, 4);
    std::size_t i = 0;
    for (; i + 8 <= payload.size(); i += 8) {
        std::uint64_t eight;
        std::memcpy(&eight, &payload[i], 8);
        eight ^= wide;
        std::memcpy(&payload[i], &eight, 8);
    }
    for (; i < payload.size(); ++i) payload[i] = static_cast<char>(payload[i] ^ mask[i % 4]);
}

std::uint64_t big_endian(const char* bytes, int count)
{
    std::uint64_t value = 0;
    for (int i = 0; i < count; ++i) value = value << 8 | static_cast<unsigned char>(bytes[i]);
    return value;
}

std::string_view as_text(std::span<const char> bytes)
{
    return {bytes.data(), bytes.size()};
}

std::string control_frame(unsigned opcode, std::string_view payload)
{
    payload = payload.substr(0, control_bytes);
    std::string frame;
    frame += static_cast<char>(0x80 | opcode);
    frame += static_cast<char>(payload.size());
    return frame.append(payload);
}

} // namespace

void FrameReader::feed(std::span<char> bytes)
{
    if (kept_.empty()) {
        bytes_ = bytes;
    } else {
        kept_.append(bytes.data(), bytes.size());
        bytes_ = kept_;
    }
}

std::optional<Incoming> FrameReader::next()
{
    while (!ended_) {
        Header header;
        const Parsed parsed = parse_header(bytes_, header);
        if (parsed == Parsed::broken) return violation(wrong_);
        if (parsed == Parsed::incomplete || bytes_.size() - header.size < header.payload) {
            keep_rest();
            return std::nullopt;
        }
        const auto payload = bytes_.subspan(header.size, header.payload);
        bytes_ = bytes_.subspan(header.size + header.payload);
        unmask(payload, header.mask);
        if (auto incoming = take(header, payload)) return incoming;
    }
    return std::nullopt;
}

/// Everything that can be wrong with a frame shows in its header, before a byte of its payload is waited for.
FrameReader::Parsed FrameReader::parse_header(std::span<const char> bytes, Header& header)
{
    if (bytes.size() < 2) return Parsed::incomplete;
    const unsigned first = static_cast<unsigned char>(bytes[0]), second = static_cast<unsigned char>(bytes[1]);
    const auto broken = [this](std::uint16_t code) {
        wrong_ = code;
        return Parsed::broken;
    };
    header.opcode = first & 0x0f;
    header.last = first & 0x80;
    const bool control = header.opcode >= Opcode::close;
    const unsigned short_length = second & 0x7f;

    if (first & 0x70 || !(second & 0x80)) return broken(protocol_error); // an extension nobody agreed on; not masked
    if ((header.opcode > Opcode::binary && !control) || header.opcode > Opcode::pong) return broken(protocol_error);
    if (control && (!header.last || short_length > control_bytes)) return broken(protocol_error);
    if (!control && in_message_ != (header.opcode == Opcode::continuation)) return broken(protocol_error);
    if (header.opcode == Opcode::binary) return broken(unsupported_data);

    const int long_length = short_length == 126 ? 2 : short_length == 127 ? 8 : 0;
    header.size = 2 + static_cast<std::size_t>(long_length) + 4;
    if (bytes.size() < header.size) return Parsed::incomplete;
    header.payload = long_length ? big_endian(&bytes[2], long_length) : short_length;
    if ((long_length == 2 && header.payload < 126) || (long_length == 8 && header.payload < 65'536))
        return broken(protocol_error);
    if (!control && header.payload > limits::message_bytes - message_.size()) return broken(message_too_big);
    std::memcpy(header.mask, &bytes[header.size - 4], 4);
    return Parsed::whole;
}

std::optional<Incoming> FrameReader::take(const Header& header, std::span<char> payload)
{
    switch (header.opcode) {
    case Opcode::ping: return Incoming{Incoming::Kind::ping, as_text(payload)};
    case Opcode::pong: return Incoming{Incoming::Kind::pong, as_text(payload)};
    case Opcode::close: return take_close(as_text(payload));
    default: break;
    }
    std::string_view whole = as_text(payload);
    if (in_message_ || !header.last) {
        if (!in_message_) message_.clear();
        message_.append(whole);
        in_message_ = !header.last;
        if (!header.last) return std::nullopt;
        finished_ = std::exchange(message_, {});
        whole = finished_;
    }
    if (!simdjson::validate_utf8(whole.data(), whole.size())) return violation(invalid_payload);
    return Incoming{Incoming::Kind::text, whole};
}

std::optional<Incoming> FrameReader::take_close(std::string_view payload)
{
    if (payload.size() == 1) return violation(protocol_error);
    const auto code = static_cast<std::uint16_t>(payload.empty() ? 0 : big_endian(payload.data(), 2));
    const auto reason = payload.substr(std::min<std::size_t>(2, payload.size()));
    if (!payload.empty() && !may_be_sent(code)) return violation(protocol_error);
    if (!simdjson::validate_utf8(reason.data(), reason.size())) return violation(invalid_payload);
    ended_ = true;
    return Incoming{Incoming::Kind::close, reason, code};
}

Incoming FrameReader::violation(std::uint16_t code)
{
    ended_ = true;
    return Incoming{Incoming::Kind::violation, {}, code};
}

void FrameReader::keep_rest()
{
    finished_ = {};
    if (bytes_.empty()) {
        if (!kept_.empty()) kept_ = {}; // an idle socket holds no buffer
    } else if (kept_.empty()) {
        kept_.assign(bytes_.data(), bytes_.size());
    } else {
        kept_.erase(0, kept_.size() - bytes_.size());
    }
    bytes_ = {};
}

std::string pong_frame(std::string_view payload)
{
    return control_frame(Opcode::pong, payload);
}

std::string close_frame(std::uint16_t code, std::string_view reason)
{
    if (code == 0) return control_frame(Opcode::close, {});
    std::string payload;
    payload += static_cast<char>(code >> 8);
    payload += static_cast<char>(code & 0xff);
    reason = reason.substr(0, limits::close_reason_bytes);
    while (!simdjson::validate_utf8(reason.data(), reason.size())) reason.remove_suffix(1); // cut between letters
    return control_frame(Opcode::close, payload.append(reason));
}

} // namespace cchc::server::net
