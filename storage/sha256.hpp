#pragma once

#include "domain/values.hpp"

#include <initializer_list>
#include <memory>
#include <string_view>

namespace cchc::storage {

using Hash = domain::Sha256;

Hash sha256(std::string_view bytes);
/// Of the parts, one after the other.
Hash sha256(std::initializer_list<std::string_view> parts);

/// SHA-256 of bytes that arrive piece by piece, for a file of any size in constant memory.
class RunningSha256 {
public:
    RunningSha256();
    ~RunningSha256();
    RunningSha256(RunningSha256&&) noexcept;
    RunningSha256& operator=(RunningSha256&&) noexcept;

    void update(std::string_view bytes);
    /// The hash of everything so far; more may follow.
    Hash digest() const;

private:
    struct State;
    std::unique_ptr<State> state_;
};

/// The raw 32 bytes as text, and back (`bytes` has 32).
inline std::string_view as_bytes(const Hash& hash)
{
    return {reinterpret_cast<const char*>(hash.bytes.data()), hash.bytes.size()};
}
Hash hash_from_bytes(std::string_view bytes);

} // namespace cchc::storage
