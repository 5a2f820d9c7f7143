#pragma once

#include "server/documents/register.hpp"
#include "server/house.hpp"

#include <optional>
#include <string_view>

/// How much evidence an agency may have, in all and for one criterion (ASVS 5.2.4): `EvidenceLimits`.
namespace cchc::server {

/// `quota-exceeded`, with how much is used and allowed. `of`: `agency_files`, `agency_bytes`, `criterion_files` or
/// `criterion_bytes`.
Reply quota_exceeded(std::string_view of, std::uint64_t used, std::uint64_t allowed, Language language);

/// The reply to one who attaches a file of his agency to a criterion that has enough already; nothing: it fits. By what
/// is attached as he asks: two at once may go one file beyond.
std::optional<Reply> over_criterion_quota(const House& house, const Request& request, const Caller& caller,
                                          const Document& document);

} // namespace cchc::server
