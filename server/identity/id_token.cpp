#include "server/identity/id_token.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <optional>

namespace cchc::server {

namespace {

using nlohmann::json;

constexpr std::int64_t second_us = 1'000'000;
constexpr std::int64_t skew_us = 60 * second_us;
constexpr std::int64_t year_9999_s = 253'402'300'799;

bool says(const json& claims, const char* name, const std::string& text)
{
    const auto found = claims.find(name);
    return found != claims.end() && found->is_string() && found->get_ref<const std::string&>() == text;
}

/// A `NumericDate` in whole seconds; nothing if it is absent or none that could be meant.
std::optional<domain::Instant> instant_in(const json& claims, const char* name)
{
    const auto found = claims.find(name);
    if (found == claims.end() || !found->is_number_unsigned()) return std::nullopt;
    const auto seconds = found->get<std::uint64_t>();
    if (seconds > static_cast<std::uint64_t>(year_9999_s)) return std::nullopt;
    return domain::Instant{static_cast<std::int64_t>(seconds) * second_us};
}

/// For us; and if for others too, given to us.
bool is_for(const json& claims, const std::string& client_id)
{
    const auto audience = claims.find("aud");
    if (audience == claims.end()) return false;
    if (claims.contains("azp") && !says(claims, "azp", client_id)) return false;
    if (audience->is_string()) return *audience == client_id;
    if (!audience->is_array() || std::ranges::find(*audience, json(client_id)) == audience->end()) return false;
    return audience->size() == 1 || claims.contains("azp");
}

} // namespace

std::string_view word_for(TokenFault fault)
{
    switch (fault) {
    case TokenFault::signature: return "no key of the provider signed it";
    case TokenFault::issuer: return "it is another issuer's";
    case TokenFault::audience: return "it is for somebody else";
    case TokenFault::nonce: return "it answers another attempt";
    case TokenFault::expired: return "its time is over";
    case TokenFault::ahead_of_time: return "it is from the future";
    case TokenFault::subject: break;
    }
    return "it names nobody";
}

bool may_be_subject(std::string_view text)
{
    return !text.empty() && text.size() <= 255 &&
           std::ranges::all_of(text, [](char c) { return c >= 0x20 && c < 0x7f; });
}

std::variant<std::string, TokenFault> believed_subject(const SignedToken& token, const KeySet& keys,
                                                       const ExpectedToken& expected)
{
    if (!token.is_signed_by(keys)) return TokenFault::signature;
    const json claims = json::parse(token.claims);
    if (!says(claims, "iss", expected.issuer)) return TokenFault::issuer;
    if (!is_for(claims, expected.client_id)) return TokenFault::audience;
    if (expected.nonce.empty() || !says(claims, "nonce", expected.nonce)) return TokenFault::nonce;

    const auto ends = instant_in(claims, "exp"), made = instant_in(claims, "iat");
    if (!ends || ends->us + skew_us <= expected.now.us) return TokenFault::expired;
    if (!made || made->us - skew_us > expected.now.us) return TokenFault::ahead_of_time;
    if (const auto from = instant_in(claims, "nbf");
        claims.contains("nbf") && (!from || from->us - skew_us > expected.now.us))
        return TokenFault::ahead_of_time;

    const auto subject = claims.find("sub");
    if (subject == claims.end() || !subject->is_string() || !may_be_subject(subject->get_ref<const std::string&>()))
        return TokenFault::subject;
    return subject->get<std::string>();
}

} // namespace cchc::server
