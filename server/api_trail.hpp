#pragma once

#include "server/house.hpp"
#include "server/http.hpp"
#include "storage/trail.hpp"

#include <vector>

namespace cchc::server {

/// The trail of refusals and readings, for the auditor: pages of it, with the root of the tree they lie in.
std::vector<Route> trail_routes(const House& house, const storage::Trail& trail);

} // namespace cchc::server
