#pragma once

#include "server/identity/reception.hpp"
#include "server/json.hpp"
#include "server/problems.hpp"

#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace cchc::domain {
class JsonWriter;
}

/// What the handlers of the reception have in common.
namespace cchc::server {

// ── answers ──────────────────────────────────────────────────────────────────────────────────────────────────────────

Reply not_signed_in(const Request& request);
Reply too_busy(const Request& request);
Reply slowed_down(const Request& request, int wait_s);
Reply nobody_here(const Request& request);                                                 ///< 404
Reply not_now(const Request& request, Sentence);                                           ///< 409
Reply wrong_text(const Request& request, const char* pointer, const char* code, Sentence); ///< 422

Reply faulty(const Request& request, Fault fault); ///< 422

void write(domain::JsonWriter& json, const domain::Hat& hat);
/// A holding as `GET /roles` tells it.
void write(domain::JsonWriter& json, const domain::Holding& holding);
void write_roles(domain::JsonWriter& json, const std::vector<domain::Hat>& hats);
/// The session as `GET /session` tells it.
std::string session_text(const Reception& reception, const Caller& caller);
/// The session under its fresh token.
Reply session_reply(const Reception& reception, const Sessions::Opened& opened);
/// Somebody's sessions as `GET /sessions` tells them; `current`: the id of the one that asks.
std::string sessions_text(const std::vector<Sessions::Listed>& sessions, const std::string& current);
Fault fault_of(PasswordFault fault, const char* pointer, Language language);

/// Work for the disk that will answer the exchange.
void answer_after(const Reception& reception, Exchange exchange, std::function<void(Exchange&)> work);

// ── coming in ────────────────────────────────────────────────────────────────────────────────────────────────────────

/// A browser at the door, and the login it comes with.
struct AtTheDoor {
    Reception::Tenant tenant;
    std::string login;  ///< folded, or as sent if it cannot be one
    std::string device; ///< the browser's token, if it has one
    bool device_known;  ///< it signed in with this login before
    std::string address;
    bool local; ///< on this machine: a proxy speaks for many

    LoginThrottle::Attempt attempt() const;
};
AtTheDoor at_the_door(const Reception& reception, const Request& request, const Reception::Tenant& tenant,
                      std::string_view login);
Origin origin_of(const Request& request);

enum class KnownBy { password, provider };
/// Opens a session for somebody whose password, or whose identity provider, has spoken for him. If he has a second
/// factor the session waits for it; an initial password is to be changed by who came with it. Ends the session this
/// browser had. Waits for the disk.
Sessions::Opened open_session(const Reception& reception, const Request& request, const AtTheDoor& door,
                              const Person& person, KnownBy by = KnownBy::password);
/// He has shown all that is asked of him: his browser is known from now on. Adds its cookie; waits for the disk.
void has_come_in(const Reception& reception, AtTheDoor door, const domain::ActorId& actor, Reply& reply);
/// A line of the log of sign-ins: who, from where, how it went, and never with what.
void log_sign_in(std::string_view what, std::string_view outcome, const AtTheDoor& door, const domain::ActorId* actor);

} // namespace cchc::server
