#pragma once

#include "server/signatures/report.hpp"
#include "server/signatures/trust_list.hpp"

#include <string_view>

namespace cchc::server::signatures {

/// Checks every digital signature of a file: what the file says, this list and this instant decide, nothing else. Never
/// throws for what is in the file, except std::bad_alloc, which the limits of the process decide.
///
///   integrity    the signature's own bytes stand exactly in the gap of what it covers, and hold over the rest
///   chain        its certificate leads to a root of the list; valid now, or when a trusted time-stamp says it was made
///   revocation   by lists and answers that came with the file or the trust list; none that fits: indeterminate
///   afterwards   every later state of the file is compared with the one that was signed
Report check_file(std::string_view file, const TrustList& list, domain::Instant at);

} // namespace cchc::server::signatures
