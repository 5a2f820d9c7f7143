#pragma once

#include "server/workers.hpp"

#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace cchc::server {

/// What is wrong with a new password (ASVS 6.2). Any characters are welcome; none is ever cut off.
enum class PasswordFault {
    too_short, ///< fewer than 8 characters
    too_long,  ///< more than 256 characters
    too_common,
    contains_login,
};
std::optional<PasswordFault> password_fault(std::string_view password, std::string_view login);

/// The cost of Argon2id; a story may do with less.
struct HashCost {
    std::size_t memory_bytes = 64 << 20;
    unsigned long long passes = 2;
};

/// Hashes and checks passwords, on threads of its own: each takes some 100 ms and 64 MiB by design, so only a few at a
/// time, and a bounded number wait.
class Passwords {
public:
    explicit Passwords(HashCost cost = {}, unsigned threads = 1, std::size_t waiting_at_most = 64);

    /// Tells whether the password belongs to the hash. An empty hash (nobody of that login, or one without a password)
    /// takes as long and is never right. False: too many wait, nothing will be told. `tell` is called on a thread of
    /// ours and may wait for the disk.
    bool check(std::string password, std::string hash, std::function<void(bool right)> tell);

    /// The hash to keep, in the PHC text form, with a random salt. Takes its time on the calling thread.
    std::string hash(std::string_view password) const;

private:
    HashCost cost_;
    std::string nobodys_; ///< a hash that no password has
    Workers workers_;
};

} // namespace cchc::server
