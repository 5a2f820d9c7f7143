#pragma once

#include "domain/values.hpp"
#include "storage/big_endian.hpp"

#include <string>
#include <string_view>

/// The rows of the key store, numbers big-endian:
///
///   "k" tenant:u32 subject → 0x01 nonce[12] AES-256-GCM(master key, the key)[48]       associated: the row's key
///   "t" tenant:u32 subject → µs since 1970 in decimal " " reason
///   "master"               → SHA-256("cchc master key 1\n" ‖ master key)[32]
///   "erasing"              → (empty)    while erased keys may still lie in the database's files
namespace cchc::storage {

constexpr std::string_view key_mark = "k", tombstone_mark = "t", master_row = "master", erasing_row = "erasing";

inline std::string row_of(std::string_view mark, domain::TenantNo tenant, std::string_view subject)
{
    std::string row(mark);
    append_big_endian(row, tenant);
    return row.append(subject);
}
/// The same subject's other row.
inline std::string row_beside(std::string_view mark, std::string_view row)
{
    return std::string(mark).append(row.substr(mark.size()));
}

} // namespace cchc::storage
