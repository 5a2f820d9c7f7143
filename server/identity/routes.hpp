#pragma once

#include "server/identity/reception.hpp"

#include <vector>

namespace cchc::server {

/// The rows about who comes in, and about people; with their rights, as `api_routes`.
std::vector<Route> identity_routes(const Reception& reception);
/// The way in by the identity provider: pages for a browser to be sent to, outside the API.
std::vector<Route> provider_routes(const Reception& reception);

} // namespace cchc::server
