#pragma once

#include "domain/values.hpp"
#include "server/caller.hpp"
#include "server/identity/api_scopes.hpp"
#include "server/identity/identity_store.hpp"
#include "server/identity/network.hpp"

#include <atomic>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <shared_mutex>
#include <string>
#include <string_view>
#include <vector>

namespace cchc::server {

/// What an administrator enters of a key for another system.
struct NewApiKey {
    std::string name;
    std::vector<Scope> scopes;
    std::vector<Network> addresses; ///< it may come from; none: from anywhere
    domain::Instant expires_at;
};

/// Keys of other systems: each acts as whoever holds one grant, an account made for that system, and wears its hat. We
/// keep the SHA-256 of a key's 256 random bits. `find` is for network threads; what changes a key waits for the disk.
class ApiKeys {
public:
    struct Key {
        std::string id;
        NewApiKey entered;
        std::shared_ptr<const Caller> caller; ///< its actor and its hat, without a session
        domain::Instant created_at;
        std::atomic<std::int64_t> used_us{0}; ///< last; 0: never
        std::int64_t written_used_us = 0;     ///< under `changing_`
    };

    /// Throws storage::Failure or Damage.
    explicit ApiKeys(IdentityStore& store);

    /// The key as it is told, once: `cchc_` and 43 letters. `caller` has the system, the actor and the hat.
    std::string add(const std::string& id, NewApiKey entered, Caller caller, domain::Instant now);
    /// Whose key it is, if it is good now and comes from where it may; notes that it was here.
    std::shared_ptr<const Key> find(std::string_view key, std::string_view tenant, std::string_view address,
                                    domain::Instant now);
    /// Good no more, from now on; its row goes. False: there is none such.
    bool remove(domain::TenantNo tenant, const std::string& id);
    /// A system's, in the order of their ids.
    std::vector<std::shared_ptr<const Key>> all(domain::TenantNo tenant) const;
    /// Writes down when they were used last; now and then.
    void tidy();

private:
    using Hash = domain::Sha256;
    std::string row_of(const Key& key, const Hash& hash) const;

    IdentityStore& store_;
    std::mutex changing_;
    mutable std::shared_mutex mutex_;
    std::map<Hash, std::shared_ptr<Key>> keys_;
};

inline constexpr std::string_view api_key_start = "cchc_";

} // namespace cchc::server
