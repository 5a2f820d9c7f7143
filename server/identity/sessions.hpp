#pragma once

#include "domain/values.hpp"
#include "server/caller.hpp"
#include "server/identity/identity_store.hpp"

#include <array>
#include <atomic>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace cchc::server {

/// When a session ends by itself.
struct SessionTimes {
    std::int64_t idle_us = 8 * 3'600'000'000LL;
    std::int64_t absolute_us = 7 * 24 * 3'600'000'000LL;
    std::int64_t token_us = 3'600'000'000LL;  ///< how old its token grows
    std::int64_t old_token_us = 60'000'000LL; ///< how long the one before is still known
};

/// Where a session was opened from, for its owner to know it by.
struct Origin {
    std::string address;
    std::string agent; ///< the browser's own words, without what is not plain text
};

/// Who is signed in. A session is known by a random token of 256 bits that only its holder has: we keep the token's
/// SHA-256, so that neither the disk nor a log tells how to be someone. The token changes at every step of who he is
/// (sign-in, second factor, hat, password) and every hour; the session's id stays. Sessions survive a restart.
///
/// `find` is for network threads, on every request: under a microsecond, and nobody waits for a disk. All that changes
/// a session waits for the disk.
class Sessions {
public:
    /// Reads the sessions that are still good. Throws storage::Failure or Damage.
    Sessions(IdentityStore& store, domain::Instant now, SessionTimes times = {});
    ~Sessions();

    struct Opened {
        std::string token; ///< for the cookie, told once
        std::shared_ptr<const Caller> caller;
    };
    /// Signs somebody in under a fresh token. `caller.session` is filled in.
    Opened open(Caller caller, domain::Instant now, Origin origin = {});
    /// Whose token it is, and that he was here now; null when there is none such or its time is over.
    std::shared_ptr<const Caller> find(std::string_view token, domain::Instant now);
    /// The same session under another hat and a fresh token; nothing if it has ended meanwhile. Its live pages close:
    /// they saw what the old hat may see.
    std::optional<Opened> wear(const std::string& session, std::optional<domain::Hat> hat, domain::Instant now);
    /// The same session under a fresh token, changed so; nothing if it has ended meanwhile. Live pages stay.
    std::optional<Opened> renew(const std::string& session, domain::Instant now,
                                const std::function<void(Caller&)>& how);
    /// A fresh token for one that is older than an hour. Requests that are on their way with the old one still find
    /// their session for a minute. Nothing if it is not due, or another request has had it done.
    std::optional<Opened> renew_old_token(const Caller& caller, domain::Instant now);
    bool is_old_token(const Caller& caller, domain::Instant now) const
    {
        return now.us - caller.token_at.us >= times_.token_us;
    }

    struct Listed {
        std::string id;
        domain::Instant opened_at;
        domain::Instant seen_at;
        Origin origin;
    };
    /// All of somebody's that are good, the newest first.
    std::vector<Listed> of(domain::TenantNo tenant, const domain::ActorId& actor, domain::Instant now) const;

    /// False: there was none such.
    bool end(const std::string& session);
    /// Ends all of somebody's sessions but `except`: at a new password, or when he is disabled.
    void end_all(domain::TenantNo tenant, const domain::ActorId& actor, const std::string& except = {});
    /// Ends those whose time is over; looks at memory only unless there are any. Every second or so, not on a network
    /// thread.
    void end_what_is_over(domain::Instant now);
    /// Erases what is over and writes down who was here; every few minutes, not on a network thread.
    void tidy(domain::Instant now);

    /// Called with a session's key when it has ended (one that ran out: when `end_what_is_over` finds it): live pages
    /// of it must close. On the thread that ended it; must not call back. Set before the first use.
    std::function<void(const std::string& session)> on_ended;

    std::size_t size() const;

private:
    using Key = domain::Sha256;
    struct KeyHash {
        std::size_t operator()(const Key& key) const;
    };
    struct Session;
    struct Replaced {
        Key by;
        domain::Instant until;
    };
    /// Sixty-four maps with a lock each: requests meet at one lock only if they share a session, nearly.
    struct alignas(64) Shard {
        mutable std::mutex mutex;
        std::unordered_map<Key, std::shared_ptr<Session>, KeyHash> sessions;
        std::unordered_map<Key, Replaced, KeyHash> replaced; ///< tokens that a fresh one has taken the place of
    };
    Shard& shard_of(const Key& key) { return shards_[key.bytes[0] % shards_.size()]; }
    bool is_over(const Session& session, domain::Instant now) const;
    std::shared_ptr<const Caller> caller_of(const Key& key, domain::Instant now);
    std::shared_ptr<Session> of_id(const std::string& id);
    std::shared_ptr<Session> take(const Key& key);
    Opened keep(std::shared_ptr<Session> session, IdentityStore::Change& change, domain::Instant now);
    Opened replace(const Session& old, IdentityStore::Change& change, domain::Instant now,
                   const std::function<void(Caller&)>& how);
    void end_where(const std::function<bool(const Session&)>& chosen);

    IdentityStore& store_;
    SessionTimes times_;
    std::mutex changing_; ///< one change at a time, with its rows: an ended session must not be written again
    std::unordered_map<std::string, Key> keys_; ///< of the ids, under `changing_`
    std::array<Shard, 64> shards_;
};

/// `Set-Cookie` for a session's token, and to take it away. `__Host-`: only over TLS (or to this machine), only to this
/// host, never to a script.
std::string session_cookie(std::string_view token);
std::string ended_session_cookie();
inline constexpr std::string_view session_cookie_name = "__Host-cchc";

/// 256 random bits as 43 letters that need no escaping in a cookie.
std::string random_token();

} // namespace cchc::server
