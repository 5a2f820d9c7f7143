#include "server/resume_token.hpp"

#include "storage/base64.hpp"
#include "storage/sha256.hpp"

#include <algorithm>
#include <sodium.h>
#include <stdexcept>

// token   = "tok_" base64url(payload mac)           48 bytes, so no padding
// payload = epoch:u32 seq:u64 leaf:4 topic:8 hearing:8   numbers big-endian; the three are beginnings of SHA-256
// mac     = the first 16 bytes of HMAC-SHA256(key, "cchc.resume.v2" payload)

namespace cchc::server {

static constexpr std::string_view prefix = "tok_", purpose = "cchc.resume.v2";
static constexpr std::size_t epoch_bytes = 4, leaf_at = 12, leaf_bytes = 4, topic_at = leaf_at + leaf_bytes,
                             name_bytes = 8, hearing_at = topic_at + name_bytes,
                             payload_bytes = hearing_at + name_bytes, mac_bytes = 16;

ResumeTokens::ResumeTokens(std::string_view key) : key_(key)
{
    if (key_.size() < 32) throw std::invalid_argument("a token key has at least 32 bytes");
}

std::array<unsigned char, 32> ResumeTokens::mac(std::string_view payload) const
{
    crypto_auth_hmacsha256_state state;
    const auto bytes = [](std::string_view text) { return reinterpret_cast<const unsigned char*>(text.data()); };
    crypto_auth_hmacsha256_init(&state, bytes(key_), key_.size());
    crypto_auth_hmacsha256_update(&state, bytes(purpose), purpose.size());
    crypto_auth_hmacsha256_update(&state, bytes(payload), payload.size());
    std::array<unsigned char, 32> sum;
    crypto_auth_hmacsha256_final(&state, sum.data());
    return sum;
}

static std::string beginning_of_hash(std::initializer_list<std::string_view> parts)
{
    return std::string(storage::as_bytes(storage::sha256(parts)).substr(0, name_bytes));
}

static std::string payload_of(const ResumePoint& point)
{
    std::string payload;
    for (int shift = 24; shift >= 0; shift -= 8) payload += static_cast<char>(point.epoch >> shift);
    for (int shift = 56; shift >= 0; shift -= 8) payload += static_cast<char>(point.seq >> shift);
    payload += storage::as_bytes(point.leaf).substr(0, leaf_bytes);
    payload += beginning_of_hash({point.tenant, "\n", point.topic});
    return payload += beginning_of_hash({point.hearing});
}

std::string ResumeTokens::write(const ResumePoint& point) const
{
    std::string bytes = payload_of(point);
    const auto sum = mac(bytes);
    bytes.append(reinterpret_cast<const char*>(sum.data()), mac_bytes);
    std::string text = storage::to_base64(bytes);
    std::ranges::replace(text, '+', '-');
    std::ranges::replace(text, '/', '_');
    return std::string(prefix) + text;
}

ResumeTokens::Read
ResumeTokens::read(std::string_view token, const ResumePoint& expected,
                   const std::function<std::optional<storage::Hash>(domain::Sequence)>& leaf_now) const
{
    if (!token.starts_with(prefix) || token.find_first_of("+/") != std::string_view::npos) return {Fault::unreadable};
    std::string text(token.substr(prefix.size()));
    std::ranges::replace(text, '-', '+');
    std::ranges::replace(text, '_', '/');
    const auto bytes = storage::from_base64(text);
    if (!bytes || bytes->size() != payload_bytes + mac_bytes) return {Fault::unreadable};
    const std::string payload = bytes->substr(0, payload_bytes);
    if (sodium_memcmp(mac(payload).data(), bytes->data() + payload_bytes, mac_bytes) != 0) return {Fault::unreadable};

    const std::string wanted = payload_of(expected);
    const auto differs = [&](std::size_t from, std::size_t count) {
        return payload.compare(from, count, wanted, from, count) != 0;
    };
    if (differs(topic_at, name_bytes)) return {Fault::unreadable};
    if (differs(0, epoch_bytes)) return {Fault::other_epoch};
    if (differs(hearing_at, name_bytes)) return {Fault::other_hearing};
    Read read;
    for (std::size_t i = epoch_bytes; i < leaf_at; ++i)
        read.seq = read.seq << 8 | static_cast<unsigned char>(payload[i]);
    const auto leaf = leaf_now(read.seq);
    if (!leaf || payload.compare(leaf_at, leaf_bytes, storage::as_bytes(*leaf).substr(0, leaf_bytes)) != 0)
        return {Fault::other_epoch};
    return read;
}

} // namespace cchc::server
