#pragma once

#include "domain/values.hpp"

#include <cstddef>
#include <list>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

namespace cchc::server {

/// Somebody was sent to the identity provider; what must be known when he comes back.
struct SignInAttempt {
    domain::TenantNo tenant = 0;
    std::string nonce;        ///< the provider's word must repeat it
    std::string verifier;     ///< of the challenge (RFC 7636)
    std::string redirect_uri; ///< where he comes back to
    std::string return_to;    ///< where he goes then: a path of ours
};

/// Attempts to sign in that wait for the provider's answer: each for ten minutes, for the browser that began it and
/// for no other, and once. In memory only, a restart has everybody begin again; where too many wait the oldest make
/// room. Any thread.
class SignInAttempts {
public:
    explicit SignInAttempts(std::size_t at_most = 20'000) : at_most_(at_most) {}

    struct Begun {
        std::string state;   ///< for the provider to bring back
        std::string browser; ///< for the browser's cookie
        SignInAttempt attempt;
    };
    /// Fills in nonce and verifier.
    Begun begin(SignInAttempt attempt, domain::Instant now);
    /// The attempt of that state, if this browser began it in this tenant: from now on there is none. Whoever comes
    /// with another browser's state finds nothing, and takes nothing from its owner.
    std::optional<SignInAttempt> take(domain::TenantNo tenant, std::string_view state, std::string_view browser,
                                      domain::Instant now);
    std::size_t size() const;

    static constexpr std::int64_t good_for_us = 10 * 60'000'000LL;

private:
    struct Waiting {
        domain::Sha256 state, browser; ///< hashes: what is compared in varying time tells nothing
        SignInAttempt attempt;
        domain::Instant began;
    };
    using Place = std::list<Waiting>::iterator;
    void forget(Place place);

    const std::size_t at_most_;
    mutable std::mutex mutex_;
    std::list<Waiting> waiting_; ///< the oldest first
    std::map<domain::Sha256, Place> by_state_;
};

/// `Set-Cookie` for the browser's part of an attempt, and to take it away.
std::string attempt_cookie(std::string_view browser);
std::string ended_attempt_cookie();
inline constexpr std::string_view attempt_cookie_name = "__Host-cchc-oidc";

/// The challenge of a verifier: SHA-256 in base64url (`S256`).
std::string challenge_of(std::string_view verifier);

/// `path` if it leads to a page of ours and nowhere else; nothing otherwise.
std::optional<std::string> local_path(std::string_view path);

} // namespace cchc::server
