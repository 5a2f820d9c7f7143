#pragma once

#include "server/house.hpp"
#include "server/http.hpp"

#include <vector>

namespace cchc::server {

class People;

/// Who holds which role from when to when (ES-9, ACT-35): the list, the grant of a role, its end.
std::vector<Route> role_routes(const House& house, const People& people);

} // namespace cchc::server
