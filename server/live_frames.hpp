#pragma once

#include "server/http.hpp"
#include "server/live_happening.hpp"
#include "server/problems.hpp"
#include "server/socket.hpp"

#include <string>
#include <string_view>

/// The frames a live page hears, as JSON texts (API.md section 3).
namespace cchc::server::frames {

std::string welcome(domain::Instant now, std::uint32_t epoch, std::string_view connection);
/// `rid` empty: nobody asked, the page's old one is replaced. `data` is JSON.
std::string snapshot(std::string_view rid, std::string_view topic, std::string_view token, domain::Sequence seq,
                     std::string_view data);
/// With the rows it changed as `set`; for the feed a headline stands there instead.
std::string event(const Topic& topic, const Hearing& hearing, std::string_view token, const Happening& what);
std::string bookmark(std::string_view topic, std::string_view token, domain::Sequence seq);
std::string resync(const Topic& topic, std::string_view reason);
std::string ping(std::uint64_t n, domain::Instant now, domain::Sequence seq);
std::string bye(std::string_view reason, std::uint64_t retry_after_ms);
std::string problem(std::string_view rid, std::string_view topic, std::string_view slug, Language language,
                    Sentence detail);

/// One line of the feed: `{"seq","ev","headline"}`.
std::string feed_line(const Happening& what);

} // namespace cchc::server::frames
