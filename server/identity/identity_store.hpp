#pragma once

#include "domain/values.hpp"
#include "storage/big_endian.hpp"
#include "storage/guarded_store.hpp"
#include "storage/sha256.hpp"

#include <string>

/// What is kept of people, beside the log, because it must be correctable and erasable: the log never holds a personal
/// name (Luật 91/2025/QH15). One guarded database, `identity/`; its rows, numbers big-endian:
///
///   p tenant:u32 actor                              → the person, as JSON
///   s SHA-256(token):32                             → a session, as JSON
///   d tenant:u32 SHA-256(login "\n" device):32      → when that browser signed in with that login last, µs as text
namespace cchc::server {

using IdentityStore = storage::GuardedStore;

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
