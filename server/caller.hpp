#pragma once

#include "domain/commands.hpp"
#include "domain/values.hpp"

#include <optional>
#include <string>

namespace cchc::server {

/// Who asks: a person with a session, in one tenant and under one hat at a time (DL-6). A request without a session has
/// no caller at all.
struct Caller {
    domain::TenantNo tenant = 0;
    std::string tenant_name;
    domain::ActorId actor;
    std::optional<domain::Hat> hat; ///< none: every role he held has ended
    std::string session;            ///< the session's key: SHA-256 of its token in hex
};

} // namespace cchc::server
