#pragma once

#include "domain/directory.hpp"
#include "server/caller.hpp"
#include "server/clock.hpp"
#include "server/http.hpp"
#include "server/identity/known_devices.hpp"
#include "server/identity/login_throttle.hpp"
#include "server/identity/password.hpp"
#include "server/identity/people.hpp"
#include "server/identity/sessions.hpp"

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

/// Who comes in, under which name and hat.
namespace cchc::server {

/// What the reception reaches for; everything in it outlives the gate.
struct Reception {
    People& people;
    Passwords& passwords;
    Sessions& sessions;
    KnownDevices& devices;
    LoginThrottle& throttle;
    const Clock& clock;

    struct Tenant {
        domain::TenantNo number = 0;
        std::string title;
    };
    /// The tenant of that name; nothing: there is none.
    std::function<std::optional<Tenant>(std::string_view name)> tenant;
    /// Who holds which role: the log's own directory as readers see it now. Never null for a tenant.
    std::function<std::shared_ptr<const domain::Directory>(domain::TenantNo)> directory;
    /// For work that waits for the disk; refuses (false) when too much waits already.
    std::function<bool(std::function<void()>)> work;
    bool demonstration = false;
};

/// Who asks, and whether he may: session, origin, hat, right, in this order. A session of another tenant is none here,
/// and a hat whose role has ended opens no door, whatever the session remembers. `Admit` for the gate.
Admission admit(const Reception& reception, const Request& request, const Route& route);

namespace api {

void get_session(const Reception&, Exchange);      ///< who am I
void post_session(const Reception&, Exchange);     ///< sign in with login and password
void delete_session(const Reception&, Exchange);   ///< sign out
void put_session_role(const Reception&, Exchange); ///< choose the hat, by its grant; the token changes with it
void get_people(const Reception&, Exchange);       ///< the names of those the caller meets

} // namespace api

} // namespace cchc::server
