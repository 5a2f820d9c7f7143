#pragma once

#include "server/http.hpp"

#include <cstdint>
#include <string>
#include <string_view>

namespace cchc::server::net {

/// What the connection knows about an answer beside the reply itself.
struct ReplyFacts {
    std::string_view date_line;                  ///< `Date: …\r\n`
    std::optional<std::uint64_t> content_length; ///< nothing: chunked
    bool closes = false;
    bool https = false; ///< a proxy in front speaks TLS: HSTS
};

/// Appends status line, headers and blank line. Written by hand: one append for each line, no header map in between
/// (ops/decisions/0005).
void append_head(std::string& out, const Reply& reply, const ReplyFacts& facts);

/// `Date: Sun, 06 Nov 1994 08:49:37 GMT\r\n` (RFC 9110 5.6.7).
std::string date_line(std::int64_t unix_seconds);

/// Whether a status never has content: 204, 304.
bool is_bodyless(int status);

} // namespace cchc::server::net
