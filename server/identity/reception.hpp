#pragma once

#include "domain/commands.hpp"
#include "domain/directory.hpp"
#include "server/caller.hpp"
#include "server/clock.hpp"
#include "server/http.hpp"
#include "server/identity/api_keys.hpp"
#include "server/identity/known_devices.hpp"
#include "server/identity/login_throttle.hpp"
#include "server/identity/password.hpp"
#include "server/identity/people.hpp"
#include "server/identity/second_factors.hpp"
#include "server/identity/sessions.hpp"
#include "server/identity/setup_codes.hpp"

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

/// Who comes in, under which name and hat.
namespace cchc::server {

class ProviderDoor;

/// What the reception reaches for; everything in it outlives the gate.
struct Reception {
    People& people;
    Passwords& passwords;
    Sessions& sessions;
    KnownDevices& devices;
    LoginThrottle& throttle;
    SecondFactors& second_factors;
    LoginThrottle& factor_throttle; ///< of their codes
    SetupCodes& setup_codes;
    ApiKeys& api_keys;
    const Clock& clock;

    struct Tenant {
        domain::TenantNo number = 0;
        std::string title;
        std::optional<std::size_t> members; ///< as many accounts, at most
    };
    /// The tenant of that name; nothing: there is none.
    std::function<std::optional<Tenant>(std::string_view name)> tenant;
    /// Who holds which role: the log's own directory as readers see it now. Never null for a tenant.
    std::function<std::shared_ptr<const domain::Directory>(domain::TenantNo)> directory;
    /// An act of the system itself in the log; waits for it. False: it was refused.
    std::function<bool(domain::TenantNo, domain::Command)> as_system;
    /// A fresh id with a readable prefix.
    std::function<std::string(std::string_view prefix)> new_id;
    /// For work that waits for the disk; refuses (false) when too much waits already.
    std::function<bool(std::function<void()>)> work;
    bool demonstration = false;
    /// Whether roles that demand a second factor get it; a demonstration's accounts are for everyone to try.
    bool second_factor_demanded = true;
    /// After so long a password opens the door once more, to the change of it; 0: it has no end of its own.
    std::int64_t password_good_for_us = 0;
    ProviderDoor* provider = nullptr; ///< null: one comes in by password alone
};

/// A stranger who knows the password guesses a code of six digits once in some three years, and the owner at his own
/// browser does not notice.
inline constexpr LoginThrottle::Paces factor_paces{.login = {5, 300}, .address = {30, 10}, .known_device = {10, 30}};

/// Whether the role is worth more than a password: whoever scores for others, rules, or administers. A role not thought
/// of here is.
bool demands_second_factor(domain::RoleKind role);

/// What still stands between a session and everything but the door's own routes, in the order it is asked for.
enum class Missing { nothing, second_factor, password, enrolment };
bool must_enrol(const Reception& reception, const Caller& caller);
Missing what_is_missing(const Reception& reception, const Caller& caller);
/// 403 while the session waits for its second factor.
std::optional<Reply> refuse_without_second_factor(const Request& request, const Caller& caller);

/// Whose key or session the request bears, whatever it opens; null: nobody's.
std::shared_ptr<const Caller> who_comes(const Reception& reception, const Request& request);

/// Who asks, and whether he may: session, origin, what he has shown of himself, hat, right, in this order. A session of
/// another tenant is none here, and a hat whose role has ended opens no door, whatever the session remembers. `Admit`
/// for the gate.
Admission admit(const Reception& reception, const Request& request, const Route& route);

namespace api {

void get_sign_in(const Reception&, Exchange);          ///< which system this is, and how one comes in
void get_session(const Reception&, Exchange);          ///< who am I; a token older than an hour changes
void post_session(const Reception&, Exchange);         ///< sign in with login and password
void delete_session(const Reception&, Exchange);       ///< sign out
void put_session_role(const Reception&, Exchange);     ///< choose the hat, by its grant; the token changes with it
void put_session_password(const Reception&, Exchange); ///< one's own; ends the other sessions
void get_sessions(const Reception&, Exchange);         ///< one's own, wherever they are
void delete_sessions(const Reception&, Exchange);      ///< all but this one
void delete_one_session(const Reception&, Exchange);
void post_second_factor(const Reception&, Exchange); ///< a code, or a recovery code
void post_enrolment(const Reception&, Exchange);     ///< a secret for an authenticator application
void put_enrolment(const Reception&, Exchange);      ///< the first code of it; recovery codes are told once
void post_setup(const Reception&, Exchange);         ///< the first administrator, by the code that was printed
void get_accounts(const Reception&, Exchange);
void post_account(const Reception&, Exchange); ///< told once: an initial password
void patch_account(const Reception&, Exchange);
void post_password_reset(const Reception&, Exchange);
void delete_account_second_factor(const Reception&, Exchange); ///< for who has lost it, and all recovery codes
void delete_account(const Reception&, Exchange);               ///< ends his roles and forgets who he was
void get_account_sessions(const Reception&, Exchange);
void delete_account_sessions(const Reception&, Exchange); ///< all of his
void delete_account_session(const Reception&, Exchange);
void get_api_keys(const Reception&, Exchange);
void post_api_key(const Reception&, Exchange); ///< told once: the key
void delete_api_key(const Reception&, Exchange);
void get_oidc_sign_in(const Reception&, Exchange); ///< to the identity provider
void get_oidc_return(const Reception&, Exchange);  ///< and back, with a code
void get_people(const Reception&, Exchange);       ///< the names of those the caller meets

} // namespace api

} // namespace cchc::server
