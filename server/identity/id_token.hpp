#pragma once

#include "domain/values.hpp"
#include "server/identity/signed_token.hpp"

#include <string>
#include <string_view>
#include <variant>

namespace cchc::server {

/// What the provider's word about a sign-in must say to be believed.
struct ExpectedToken {
    std::string issuer;
    std::string client_id;
    std::string nonce;
    domain::Instant now;
};

/// Why it is not.
enum class TokenFault { signature, issuer, audience, nonce, expired, ahead_of_time, subject };
std::string_view word_for(TokenFault fault); ///< for the log

/// Who has signed in, as the provider calls him (`sub`); or why its word counts for nothing (OpenID Connect Core 1.0,
/// 3.1.3.7). Our clocks may differ by a minute. What a token says of the person, or of how he was asked, is not read.
std::variant<std::string, TokenFault> believed_subject(const SignedToken& token, const KeySet& keys,
                                                       const ExpectedToken& expected);

/// Whether a provider may call somebody so: 1 to 255 letters of ASCII.
bool may_be_subject(std::string_view text);

} // namespace cchc::server
