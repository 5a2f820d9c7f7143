#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

using EVP_PKEY = struct evp_pkey_st;

/// Signed tokens of an identity provider (JWS compact, RFC 7515; keys RFC 7517). Only what we accept can be read here:
/// RS256 with keys of 2048 bits or more, and ES256. A token names its algorithm, and that only rules keys out: a key is
/// used for its own algorithm and for no other.
namespace cchc::server {

enum class TokenAlgorithm { rs256, es256 };

/// One key of the provider, as its key set names it.
class VerifyingKey {
public:
    /// From one member of a JWKS, as JSON; nothing if it is not a key we accept for signatures.
    static std::optional<VerifyingKey> from_jwk(std::string_view jwk);

    const std::string& id() const { return id_; } ///< its `kid`; empty if it has none
    TokenAlgorithm algorithm() const { return algorithm_; }
    /// `signature` as it stands in the token, `signed_text` the two parts before it.
    bool accepts(std::string_view signed_text, std::string_view signature) const;

private:
    std::string id_;
    TokenAlgorithm algorithm_ = TokenAlgorithm::rs256;
    std::shared_ptr<EVP_PKEY> key_;
};

using KeySet = std::vector<VerifyingKey>;
/// All the keys in a JWKS that we accept; nothing if it is not one.
std::optional<KeySet> read_key_set(std::string_view jwks);

/// RFC 4648 section 5 without padding; nothing for anything else.
std::optional<std::string> from_base64url(std::string_view text);
std::string to_base64url(std::string_view bytes);

/// A token in its parts, not believed yet.
struct SignedToken {
    TokenAlgorithm algorithm;
    std::string key_id; ///< empty: it names none
    std::string claims; ///< an object of JSON
    std::string signed_text;
    std::string signature;

    /// Nothing if it is malformed, longer than 16 KiB, of another kind than `JWT`, or signed in a way we do not accept
    /// (`none`, `HS256`, …).
    static std::optional<SignedToken> parse(std::string_view token);
    /// Whether a key of the set signed it: the one it names, or if it names none the only one of its algorithm.
    bool is_signed_by(const KeySet& keys) const;
    /// Whether the set has a key that could have.
    bool has_key_in(const KeySet& keys) const { return key_in(keys) != nullptr; }

private:
    const VerifyingKey* key_in(const KeySet& keys) const;
};

} // namespace cchc::server
