#pragma once

#include "domain/values.hpp"

#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

namespace cchc::server {

/// How many attempts at once, and how soon another.
struct Pace {
    double at_once;
    double every_s;
};

/// Slows down those who guess passwords, without locking out the one they guess at (ASVS 6.3.1). Attempts are counted
/// for each login and for each address; but a browser that signed in with this login before, and proves it by its
/// device cookie, has a count of its own that strangers cannot use up. Logins that exist and those that do not are
/// treated alike. In memory only: a restart forgives. Any thread.
class LoginThrottle {
public:
    struct Paces {
        Pace login{10, 60};   ///< for one login, by strangers
        Pace address{30, 10}; ///< from one address, whatever the login
        Pace known_device{10, 30};
    };
    LoginThrottle() : LoginThrottle(Paces{}) {}
    explicit LoginThrottle(Paces paces) : paces_(paces) {}

    struct Attempt {
        domain::TenantNo tenant = 0;
        std::string_view login;        ///< folded, or as sent if it cannot be one
        std::string_view address;      ///< empty: not counted (a proxy on this machine speaks for many)
        std::string_view known_device; ///< the key of a device that signed in with this login before; empty: a stranger
    };
    /// Counts the attempt. Nothing: go on. Otherwise in how many seconds to try again; that attempt does not count.
    std::optional<int> count(const Attempt& attempt, domain::Instant now);
    /// The attempt was right: it was no guess, take it back.
    void forgive(const Attempt& attempt, domain::Instant now);

private:
    /// Fills by itself with time, up to what its pace allows at once.
    struct Bucket {
        double left;
        std::int64_t at_us;
    };
    Bucket& bucket(const std::string& key, Pace pace, domain::Instant now);
    void forget_full_ones(domain::Instant now);

    Paces paces_;
    std::mutex mutex_;
    std::unordered_map<std::string, Bucket> buckets_;
};

} // namespace cchc::server
