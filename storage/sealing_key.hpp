#pragma once

#include "storage/cipher.hpp"

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

namespace cchc::storage {

/// A key in a file of its own that seals small secrets at rest (AES-256-GCM, a fresh nonce each time). What is sealed
/// opens only with the same key and for the same place: nobody puts one person's secret into another's row.
///
///   file = "cchc-sealing-key-1 " base64(key[32]) " " base64(SHA-256(key)) "\n", mode 0600
class SealingKey {
public:
    explicit SealingKey(SecretKey key) : key_(std::move(key)) {}

    /// Reads the key file; nothing when there is none. Throws Failure if it is readable by others than its owner,
    /// Damage if it is not a key's file to the last byte.
    static std::optional<SealingKey> read(const std::filesystem::path& file);
    /// Reads it, or makes one of the machine's random bytes; it is durable on return. Throws as `read` does.
    static SealingKey open_or_create(const std::filesystem::path& file);

    /// `place` is not kept: who opens must know it.
    std::string seal(std::string_view secret, std::string_view place) const
    {
        return seal_freshly(key_, place, secret);
    }
    /// Nothing if it was sealed by another key, for another place, or is not as it was sealed.
    std::optional<std::string> open(std::string_view sealed, std::string_view place) const
    {
        return open_freshly_sealed(key_, place, sealed);
    }

private:
    SecretKey key_;
};

} // namespace cchc::storage
