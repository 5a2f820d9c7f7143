#pragma once

#include "server/identity/identity_provider.hpp"
#include "server/identity/sign_in_attempts.hpp"
#include "server/workers.hpp"

#include <functional>

namespace cchc::server {

/// The way in by the identity provider: what outlives a request. Work that waits for the provider has threads of its
/// own, four, so that one that is slow or down holds up nobody who comes in with a password.
class ProviderDoor {
public:
    /// `tls`: this server itself speaks it, so that every address of ours begins with `https`.
    ProviderDoor(OidcSettings settings, Fetch fetch, const Clock& clock, bool tls)
        : provider(std::move(settings), std::move(fetch), clock), speaks_tls(tls)
    {}

    IdentityProvider provider;
    SignInAttempts attempts;
    const bool speaks_tls;

    /// Takes work over that asks the provider; refuses (false) when too much waits. `too_late`: it has waited so long
    /// that nobody should wait for the provider as well.
    bool work(std::function<void(bool too_late)> task);
    void end() { workers_.end(); }

private:
    Workers workers_{"provider", 4, 256};
};

} // namespace cchc::server
