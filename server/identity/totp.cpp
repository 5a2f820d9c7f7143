#include "server/identity/totp.hpp"

#include "storage/failure.hpp"

#include <array>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <sodium.h>

namespace cchc::server {

namespace {

constexpr std::int64_t step_us = 30'000'000;

std::string percent_encoded(std::string_view text)
{
    std::string encoded;
    for (const char c : text) {
        const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
                           c == '.' || c == '_' || c == '~';
        if (plain) {
            encoded += c;
            continue;
        }
        const auto byte = static_cast<unsigned char>(c);
        encoded += '%';
        encoded += "0123456789ABCDEF"[byte >> 4];
        encoded += "0123456789ABCDEF"[byte & 15];
    }
    return encoded;
}

} // namespace

std::uint64_t totp_step(domain::Instant at)
{
    return at.us <= 0 ? 0 : static_cast<std::uint64_t>(at.us / step_us);
}

std::string totp_code(std::string_view secret, std::uint64_t step)
{
    std::array<unsigned char, 8> counter{};
    for (std::size_t i = 0; i < 8; ++i) counter[i] = static_cast<unsigned char>(step >> (56 - 8 * i));
    std::array<unsigned char, EVP_MAX_MD_SIZE> mac{};
    unsigned size = 0;
    if (!HMAC(EVP_sha1(), secret.data(), static_cast<int>(secret.size()), counter.data(), counter.size(), mac.data(),
              &size))
        throw storage::Failure("OpenSSL could not compute a one-time code");
    const std::size_t at = mac[size - 1] & 15;
    std::uint32_t number = (mac[at] & 0x7fu) << 24 | mac[at + 1] << 16 | mac[at + 2] << 8 | mac[at + 3];
    std::string code(6, '0');
    for (std::size_t digit = 6; digit-- > 0; number /= 10) code[digit] = static_cast<char>('0' + number % 10);
    return code;
}

std::optional<std::uint64_t> totp_accepts(std::string_view secret, std::string_view code, domain::Instant now,
                                          std::uint64_t after)
{
    const std::uint64_t here = totp_step(now);
    std::optional<std::uint64_t> accepted;
    for (std::uint64_t step = here == 0 ? 0 : here - 1; step <= here + 1; ++step) {
        const std::string right = totp_code(secret, step);
        const bool same = code.size() == right.size() && CRYPTO_memcmp(code.data(), right.data(), right.size()) == 0;
        if (same && step > after && !accepted) accepted = step;
    }
    return accepted;
}

std::string fresh_totp_secret()
{
    std::string secret(20, '\0');
    randombytes_buf(secret.data(), secret.size());
    return secret;
}

std::string base32(std::string_view bytes)
{
    static constexpr std::string_view letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    std::string text;
    std::uint32_t bits = 0;
    unsigned held = 0;
    for (const char byte : bytes) {
        bits = bits << 8 | static_cast<unsigned char>(byte);
        for (held += 8; held >= 5; held -= 5) text += letters[bits >> (held - 5) & 31];
    }
    if (held > 0) text += letters[bits << (5 - held) & 31];
    return text;
}

std::string totp_uri(std::string_view secret, std::string_view issuer, std::string_view login)
{
    const std::string by = percent_encoded(issuer);
    return "otpauth://totp/" + by + ":" + percent_encoded(login) + "?secret=" + base32(secret) + "&issuer=" + by +
           "&algorithm=SHA1&digits=6&period=30";
}

} // namespace cchc::server
