#pragma once

#include "server/house.hpp"
#include "server/http.hpp"

/// What the linter finds in a regulation, over HTTP.
namespace cchc::server::api {

/// The findings of the version asked for (`version`), or of the last one issued; 404 when there is none.
void get_findings(const House&, Exchange);

} // namespace cchc::server::api
