#include "server/identity/password.hpp"

#include "server/identity/common_passwords.hpp"
#include "server/nfc.hpp"

#include <algorithm>
#include <sodium.h>
#include <stdexcept>

namespace cchc::server {

namespace {

std::size_t letters_in(std::string_view text)
{
    return static_cast<std::size_t>(
        std::count_if(text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xc0) != 0x80; }));
}

std::string lower(std::string_view text)
{
    std::string folded(text);
    for (char& c : folded)
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + 32);
    return folded;
}

bool is_common(std::string_view password)
{
    for (std::size_t at = common_passwords.find(password); at != std::string_view::npos;
         at = common_passwords.find(password, at + 1)) {
        const std::size_t end = at + password.size();
        const bool begins = at == 0 || common_passwords[at - 1] == ' ';
        if (begins && (end == common_passwords.size() || common_passwords[end] == ' ')) return true;
    }
    return false;
}

} // namespace

std::optional<PasswordFault> password_fault(std::string_view password, std::string_view login)
{
    const std::size_t letters = letters_in(password);
    if (letters < 8) return PasswordFault::too_short;
    if (letters > 256) return PasswordFault::too_long;
    const std::string folded = lower(password);
    if (is_common(folded)) return PasswordFault::too_common;
    if (login.size() >= 4 && folded.find(lower(login)) != std::string::npos) return PasswordFault::contains_login;
    return std::nullopt;
}

Passwords::Passwords(HashCost cost, unsigned threads, std::size_t waiting_at_most)
    : cost_(cost), workers_("passwords", threads, waiting_at_most)
{
    if (sodium_init() < 0) throw std::runtime_error("libsodium cannot start");
    char random[32];
    randombytes_buf(random, sizeof random);
    nobodys_ = hash({random, sizeof random});
}

std::string Passwords::hash(std::string_view password) const
{
    const std::string normal = is_utf8(password) ? nfc(password) : std::string(password);
    char text[crypto_pwhash_STRBYTES];
    if (crypto_pwhash_str_alg(text, normal.data(), normal.size(), cost_.passes, cost_.memory_bytes,
                              crypto_pwhash_ALG_ARGON2ID13) != 0)
        throw std::runtime_error("no memory for hashing a password");
    return text;
}

bool Passwords::check(std::string password, std::string hash, std::function<void(bool)> tell)
{
    return workers_.run([this, password = std::move(password), hash = std::move(hash), tell = std::move(tell)] {
        const std::string normal = is_utf8(password) ? nfc(password) : password;
        const std::string& known = hash.empty() ? nobodys_ : hash;
        const bool right = crypto_pwhash_str_verify(known.c_str(), normal.data(), normal.size()) == 0;
        tell(right && !hash.empty());
    });
}

} // namespace cchc::server
