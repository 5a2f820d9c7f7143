#pragma once

#include "server/net/breach.hpp"

#include <string>
#include <string_view>

namespace cchc::server::net {

/// Decodes a request's target, once and for all, and keeps the decoded text.
class Target {
public:
    /// Fills segments and parameters of `request` from its target; null when well. The views live until the next call.
    const Breach* decode(Request& request);

private:
    const Breach* decode_path(std::string_view path, Request& request);
    const Breach* decode_query(std::string_view query, Request& request);
    /// Appends `encoded`, decoded, and makes `view` show it; views into the target itself when nothing is encoded.
    const Breach* decode_part(std::string_view encoded, bool in_query, std::string_view& view);

    std::string decoded_;
};

} // namespace cchc::server::net
