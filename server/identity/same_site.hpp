#pragma once

#include "server/http.hpp"

#include <optional>

namespace cchc::server {

/// Turns away what another site made the browser send (CSRF). Only methods that change something are looked at: a GET
/// never does. Such a request must say that it comes from our own pages, by `Sec-Fetch-Site: same-origin` (or `none`:
/// typed by the user) and by an `Origin` that is the request's own host, whichever of the two is there. With neither it
/// is no browser: let through without a session cookie, refused with one.
///
/// Nothing: the request may pass. Otherwise the reply, 403 `cross-origin`.
std::optional<Reply> refuse_cross_site(const Request& request);

} // namespace cchc::server
