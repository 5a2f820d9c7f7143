#pragma once

#include "domain/values.hpp"
#include "server/identity/identity_store.hpp"
#include "storage/sealing_key.hpp"
#include "storage/sha256.hpp"

#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace cchc::server {

/// Who has an authenticator application beside his password. Its secret lies sealed in the identity store, recovery
/// codes only as their hashes. `has` is for any thread; all else waits for the disk.
class SecondFactors {
public:
    /// Reads them all. Throws storage::Failure, or Damage where one does not open with this key: the server must not
    /// start as if nobody had a second factor, nor turn away everybody who has.
    SecondFactors(IdentityStore& store, storage::SealingKey key);

    bool has(domain::TenantNo tenant, const domain::ActorId& actor) const;

    /// A fresh secret for the person, which counts once a code of it has been given; until then the old one does.
    std::string propose(domain::TenantNo tenant, const domain::ActorId& actor);
    bool is_proposed(domain::TenantNo tenant, const domain::ActorId& actor) const;
    /// The code shows that the proposed secret is in his application: from now on it counts, and he gets ten recovery
    /// codes that nobody can read again. Nothing if nothing was proposed, or the code is not right.
    std::optional<std::vector<std::string>> enrol(domain::TenantNo tenant, const domain::ActorId& actor,
                                                  std::string_view code, domain::Instant now);
    /// Whether the code is right, for the first time.
    bool accepts(domain::TenantNo tenant, const domain::ActorId& actor, std::string_view code, domain::Instant now);
    /// Whether the recovery code is one of his; it is spent.
    bool spends(domain::TenantNo tenant, const domain::ActorId& actor, std::string_view recovery_code);
    /// How many recovery codes are left.
    std::size_t codes_left(domain::TenantNo tenant, const domain::ActorId& actor) const;
    /// He has none any more, and a new one can be set up.
    void forget(domain::TenantNo tenant, const domain::ActorId& actor);

private:
    using Whose = std::pair<domain::TenantNo, domain::ActorId>;
    struct Factor {
        std::string secret;   ///< empty: only proposed
        std::string proposed; ///< empty: nothing is
        std::uint64_t last_step = 0;
        std::vector<storage::Hash> codes;
    };
    std::string row_of(const std::string& key, const Factor& factor) const;
    Factor factor_from(const std::string& key, std::string_view row) const;
    void keep(const Whose& whose, Factor factor);
    const Factor* find(const Whose& whose) const;

    IdentityStore& store_;
    storage::SealingKey key_;
    std::mutex changing_;      ///< one change at a time, with its row
    mutable std::mutex mutex_; ///< the map, for as long as a look takes
    std::map<Whose, Factor> factors_;
};

} // namespace cchc::server
