#pragma once

#include "domain/commands.hpp"
#include "domain/values.hpp"

#include <optional>
#include <string>

namespace cchc::server {

/// How far somebody has shown who he is, beyond his password.
enum class SecondFactor {
    none,   ///< he has none
    needed, ///< he has one, and has not given it in this session
    done,
};

/// Who asks: a person with a session, in one tenant and under one hat at a time (DL-6); or another system with a key
/// of its own, which has no session. A request without either has no caller at all.
struct Caller {
    domain::TenantNo tenant = 0;
    std::string tenant_name;
    domain::ActorId actor;
    std::optional<domain::Hat> hat; ///< none: every role he held has ended
    std::string session;            ///< its id, which opens nothing; the same however often its token changes

    SecondFactor second_factor = SecondFactor::none;
    domain::Instant second_factor_at; ///< when it was given last
    bool new_password_needed = false; ///< he came in with a password that somebody else gave him
    domain::Instant token_at;         ///< when the session's present token was made
};

} // namespace cchc::server
