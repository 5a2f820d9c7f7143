#pragma once

#include <span>
#include <string_view>

namespace cchc::server {

/// One file of the browser application, built into the program.
struct Asset {
    std::string_view path; ///< `/assets/index-4f2a9c.js`
    std::string_view type; ///< Content-Type
    std::string_view gzip; ///< compressed; empty: not worth it
    std::string_view identity;
    std::string_view etag;  ///< with its quotes
    bool immutable = false; ///< the name carries a hash of the content
};

/// All of them; made by the build of the browser application.
std::span<const Asset> assets();

} // namespace cchc::server
