#pragma once

#include "server/signatures/chain.hpp"

#include <array>
#include <optional>
#include <string_view>

namespace cchc::server::signatures {

/// A time-stamp (RFC 3161): an authority's word that some bytes were there at an instant.
struct TimeStamp {
    std::optional<Reason> fault; ///< nothing: it is one over these bytes
    bool trusted = false;        ///< by an authority of the trust list, whose certificate was valid and not revoked
    std::optional<domain::Instant> at;
    Certificate authority;
};

/// `then`: by when the token is proven to have been there; `now`: the instant of the check.
TimeStamp read_time_stamp(std::string_view der, const std::array<std::string_view, 2>& content, const Grounds& grounds,
                          domain::Instant then, domain::Instant now);

} // namespace cchc::server::signatures
