#pragma once

#include "storage/sha256.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// What opens the door once when the authenticator application is lost. Long random codes: their hash is enough to know
/// them by, and nobody finds one by trying.
namespace cchc::server {

inline constexpr std::size_t recovery_codes_at_once = 10;

/// `7kq2-m4x9-p1ht-wz80`: sixteen of 32 letters and digits, 80 random bits.
std::string fresh_code();
/// The code without its hyphens and blanks, in lower case, with look-alikes put right (`O` is `0`, `I` and `L` are
/// `1`); nothing if it cannot be one.
std::optional<std::string> read_code(std::string_view typed);
/// What is kept of a code. Empty-handed guesses, too, have one.
storage::Hash hash_of_code(std::string_view typed);
/// Its place among the kept ones. Looks at all of them, however soon it is found.
std::optional<std::size_t> place_of_code(const std::vector<storage::Hash>& kept, std::string_view typed);

} // namespace cchc::server
