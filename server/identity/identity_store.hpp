#pragma once

#include "domain/values.hpp"
#include "storage/big_endian.hpp"
#include "storage/guarded_store.hpp"
#include "storage/key_store.hpp"
#include "storage/sha256.hpp"

#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

/// What is kept of people, beside the log, because it must be correctable and erasable: the log never holds a personal
/// name (Luật 91/2025/QH15). One guarded database, `identity/`; its rows, numbers big-endian:
///
///   p tenant:u32 actor                              → the person, as JSON
///   s SHA-256(token):32                             → a session, as JSON
///   f tenant:u32 actor                              → his second factor, as JSON, its secret sealed
///   k tenant:u32 id                                 → a key for another system, as JSON
///   u tenant:u32                                    → the set-up code that was printed, as JSON
///   d tenant:u32 SHA-256(login "\n" device):32      → when that browser signed in with that login last, µs as text
namespace cchc::server {

class Clock;

/// Rows of people lie sealed, each under a key of its own: who is erased is gone from every backup too.
///
///   sealed row = 0x01 length:u8 the key's subject nonce[12] AES-256-GCM(row)         associated: the row's key
///
/// Threads: any, as storage::GuardedStore.
class IdentityStore {
public:
    /// Opens the store in `folder`, or starts one; rows of before there were keys are sealed then. `keys` and `clock`
    /// outlive it; without them rows lie open. Throws as storage::GuardedStore does.
    IdentityStore(const storage::Disk& disk, const std::filesystem::path& folder, storage::KeyStore* keys = nullptr,
                  const Clock* clock = nullptr);
    /// Opens a store and leaves it as it is.
    static IdentityStore for_reading(const storage::Disk& disk, const std::filesystem::path& folder,
                                     storage::KeyStore* keys = nullptr);

    const std::vector<std::string>& remarks() const { return rows_.remarks(); }
    std::optional<std::string> get(std::string_view key) const;
    void each(std::string_view prefix,
              const std::function<void(std::string_view key, std::string_view value)>& show) const;

    /// Rows written and erased together, or not at all.
    class Change {
    public:
        Change& put(std::string key, std::string value);
        Change& erase(std::string key);

    private:
        friend class IdentityStore;
        std::vector<std::pair<std::string, std::optional<std::string>>> steps_; ///< without a value: erased
    };
    /// Durable on return. Whose row is erased, his key is destroyed.
    void write(const Change& change);
    void verify() const { rows_.verify(); }

private:
    struct ForReading {};
    IdentityStore(ForReading, const storage::Disk& disk, const std::filesystem::path& folder, storage::KeyStore* keys);
    std::string sealed(const std::string& key, std::string_view value);
    std::optional<std::string> opened(std::string_view key, std::string_view value) const;
    void seal_what_lies_open();
    void destroy_what_is_nobodys();

    storage::GuardedStore rows_;
    storage::KeyStore* keys_ = nullptr;
    const Clock* clock_ = nullptr;
};

inline std::string person_prefix()
{
    return "p";
}
inline std::string person_key(domain::TenantNo tenant, const domain::ActorId& actor)
{
    std::string key = person_prefix();
    storage::append_big_endian(key, tenant);
    return key + actor.value;
}

inline std::string session_prefix()
{
    return "s";
}
inline std::string session_key(const domain::Sha256& token)
{
    return session_prefix().append(storage::as_bytes(token));
}

inline std::string factor_prefix()
{
    return "f";
}
inline std::string factor_key(domain::TenantNo tenant, const domain::ActorId& actor)
{
    std::string key = factor_prefix();
    storage::append_big_endian(key, tenant);
    return key + actor.value;
}

inline std::string api_key_prefix()
{
    return "k";
}
inline std::string api_key_key(domain::TenantNo tenant, const std::string& id)
{
    std::string key = api_key_prefix();
    storage::append_big_endian(key, tenant);
    return key + id;
}

inline std::string setup_key(domain::TenantNo tenant)
{
    std::string key = "u";
    storage::append_big_endian(key, tenant);
    return key;
}

inline std::string device_prefix()
{
    return "d";
}
inline std::string device_key(domain::TenantNo tenant, const domain::Sha256& device)
{
    std::string key = device_prefix();
    storage::append_big_endian(key, tenant);
    return key.append(storage::as_bytes(device));
}

} // namespace cchc::server
