#pragma once

#include "domain/values.hpp"
#include "server/clock.hpp"
#include "server/identity/http_client.hpp"
#include "server/identity/id_token.hpp"
#include "server/identity/oidc_settings.hpp"
#include "server/identity/sign_in_attempts.hpp"

#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

namespace cchc::server {

/// The provider does not answer, or not as itself: nobody can sign in with it now.
struct ProviderFailure : std::runtime_error {
    using std::runtime_error::runtime_error;
};

/// The identity provider as we speak with it: what it says of itself (OpenID Connect Discovery 1.0), its keys, and whom
/// a code stands for (OpenID Connect Core 1.0, 3.1; PKCE, RFC 7636).
///
/// What it says of itself and its keys are believed for an hour. A token under a key we do not know has the keys
/// fetched again, once in five seconds at most; a provider that failed is asked again after two. One thread fetches,
/// the others wait for what it brings. Any thread but the network's: all but `settings` may take as long as `Fetch`,
/// twice.
class IdentityProvider {
public:
    /// Throws std::invalid_argument for an issuer that is no `https` address (or `http` on this machine), or no client.
    IdentityProvider(OidcSettings settings, Fetch fetch, const Clock& clock);

    const OidcSettings& settings() const { return settings_; }
    /// Whom it calls so, as People keep it: never to be mistaken for somebody of another provider.
    std::string person(std::string_view subject) const { return settings_.issuer + " " + std::string(subject); }

    /// Where the browser is sent to. Throws ProviderFailure.
    std::string sign_in_address(const SignInAttempts::Begun& begun);
    /// Whether an answer that names its issuer so, or not at all (nothing), may be the provider's (RFC 9207). Throws
    /// ProviderFailure.
    bool may_have_answered(std::optional<std::string_view> issuer);

    struct NotBelieved {
        std::string why; ///< for the log
    };
    /// Who has signed in: the code is redeemed, and what it brought is held against the attempt. Throws
    /// ProviderFailure.
    std::variant<std::string, NotBelieved> subject_of(std::string_view code, const SignInAttempt& attempt);

private:
    struct Known {
        std::string sign_in, token, keys; ///< addresses
        bool names_itself = false;        ///< in every answer that the browser brings
    };
    struct Cached {
        Known known;
        KeySet keys;
        domain::Instant known_at, keys_at;
    };
    Cached current();
    KeySet keys_for(const SignedToken& token);
    Known discover() const;
    KeySet fetch_keys(const Known& known) const;
    std::string fetch(const std::string& address) const;
    Fetched redeem(const Known& known, std::string_view code, const SignInAttempt& attempt) const;

    const OidcSettings settings_;
    const Fetch fetch_;
    const Clock& clock_;
    const bool on_this_machine_; ///< the issuer is: plain http may do
    std::mutex one_fetches_;
    std::optional<Cached> cached_;
    struct Failed {
        std::string why;
        domain::Instant at;
    };
    std::optional<Failed> failed_;
};

} // namespace cchc::server
