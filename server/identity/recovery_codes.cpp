#include "server/identity/recovery_codes.hpp"

#include <openssl/crypto.h>
#include <sodium.h>

namespace cchc::server {

namespace {
constexpr std::string_view digits = "0123456789abcdefghjkmnpqrstvwxyz"; // Crockford's, without look-alikes
constexpr std::size_t length = 16;
} // namespace

std::string fresh_code()
{
    std::string code;
    for (std::size_t i = 0; i < length; ++i) {
        if (i > 0 && i % 4 == 0) code += '-';
        code += digits[randombytes_uniform(digits.size())];
    }
    return code;
}

std::optional<std::string> read_code(std::string_view typed)
{
    std::string code;
    for (char c : typed) {
        if (c == '-' || c == ' ') continue;
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + 32);
        if (c == 'o') c = '0';
        if (c == 'i' || c == 'l') c = '1';
        if (digits.find(c) == std::string_view::npos) return std::nullopt;
        code += c;
    }
    if (code.size() != length) return std::nullopt;
    return code;
}

storage::Hash hash_of_code(std::string_view typed)
{
    return storage::sha256(read_code(typed).value_or(std::string()));
}

std::optional<std::size_t> place_of_code(const std::vector<storage::Hash>& kept, std::string_view typed)
{
    const storage::Hash hash = hash_of_code(typed);
    std::optional<std::size_t> place;
    for (std::size_t i = 0; i < kept.size(); ++i)
        if (CRYPTO_memcmp(kept[i].bytes.data(), hash.bytes.data(), hash.bytes.size()) == 0) place = i;
    return place;
}

} // namespace cchc::server
