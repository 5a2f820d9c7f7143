#pragma once

#include "domain/values.hpp"
#include "server/identity/identity_store.hpp"

#include <string>
#include <string_view>

namespace cchc::server {

/// Browsers that have signed in with a login before. Each keeps a random token in a cookie of its own, which opens
/// nothing: it only sets its owner apart from strangers who guess (see LoginThrottle).
class KnownDevices {
public:
    explicit KnownDevices(IdentityStore& store) : store_(store) {}

    bool knows(domain::TenantNo tenant, std::string_view login, std::string_view token) const;
    /// Durable on return: not on a network thread.
    void remember(domain::TenantNo tenant, std::string_view login, std::string_view token, domain::Instant now);
    /// Forgets those that signed in last more than a year ago; now and then, not on a network thread.
    void forget_old(domain::Instant now);

private:
    IdentityStore& store_;
};

/// `Set-Cookie` for a device's token, kept for a year.
std::string device_cookie(std::string_view token);
inline constexpr std::string_view device_cookie_name = "__Host-cchc-device";

} // namespace cchc::server
