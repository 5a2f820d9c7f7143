#pragma once

#include "domain/values.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

/// One-time codes of an authenticator application: RFC 6238 with what every such application can do, HMAC-SHA-1, six
/// digits, a step of 30 seconds.
namespace cchc::server {

/// The number of 30-second steps since 1970.
std::uint64_t totp_step(domain::Instant at);
/// Six digits.
std::string totp_code(std::string_view secret, std::uint64_t step);
/// The step of which it is the code: the present one, or the one before or behind it, for clocks that differ; only a
/// step later than `after`, so that no code is good twice. Takes as long whether it is right or not.
std::optional<std::uint64_t> totp_accepts(std::string_view secret, std::string_view code, domain::Instant now,
                                          std::uint64_t after);

/// A fresh secret: 20 random bytes.
std::string fresh_totp_secret();
/// As an application takes it when typed: RFC 4648 base32 without padding.
std::string base32(std::string_view bytes);
/// `otpauth://totp/…`: what an application reads from a square code.
std::string totp_uri(std::string_view secret, std::string_view issuer, std::string_view login);

} // namespace cchc::server
