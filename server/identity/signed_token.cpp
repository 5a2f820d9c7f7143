#include "server/identity/signed_token.hpp"

#include "server/signatures/openssl.hpp"
#include "storage/strict_json.hpp"

#include <nlohmann/json.hpp>
#include <openssl/core_names.h>
#include <openssl/ecdsa.h>
#include <openssl/evp.h>
#include <openssl/param_build.h>
#include <sodium.h>

namespace cchc::server {

namespace {

using nlohmann::json;

constexpr std::size_t longest_token = 16 * 1024;

using signatures::bytes_of;
using signatures::Owned;
using Context = Owned<EVP_PKEY_CTX, EVP_PKEY_CTX_free>;
using Description = Owned<OSSL_PARAM_BLD, OSSL_PARAM_BLD_free>;
using Number = Owned<BIGNUM, BN_free>;

/// An object of strict JSON, no name twice; nothing otherwise.
std::optional<json> object_from(std::string_view text)
{
    try {
        json read = storage::parse_strict_json(text, 256 * 1024);
        if (read.is_object()) return read;
    } catch (const std::exception&) {
        // Nothing, as below.
    }
    return std::nullopt;
}

std::string text_of(const json& object, const char* name)
{
    const auto found = object.find(name);
    return found != object.end() && found->is_string() ? found->get<std::string>() : std::string();
}

std::optional<std::string> decoded(const json& object, const char* name)
{
    auto bytes = from_base64url(text_of(object, name));
    if (!bytes || bytes->empty()) return std::nullopt;
    return bytes;
}

std::shared_ptr<EVP_PKEY> key_from(const char* type, OSSL_PARAM_BLD* described)
{
    const Owned<OSSL_PARAM, OSSL_PARAM_free> parameters(OSSL_PARAM_BLD_to_param(described));
    const Context context(EVP_PKEY_CTX_new_from_name(nullptr, type, nullptr));
    EVP_PKEY* key = nullptr;
    if (!parameters || !context || EVP_PKEY_fromdata_init(context.get()) != 1 ||
        EVP_PKEY_fromdata(context.get(), &key, EVP_PKEY_PUBLIC_KEY, parameters.get()) != 1)
        return nullptr;
    std::shared_ptr<EVP_PKEY> made(key, EVP_PKEY_free);
    const Context check(EVP_PKEY_CTX_new_from_pkey(nullptr, key, nullptr));
    return check && EVP_PKEY_public_check(check.get()) == 1 ? made : nullptr;
}

std::shared_ptr<EVP_PKEY> rsa_key(const std::string& modulus, const std::string& exponent)
{
    const Number n(BN_bin2bn(bytes_of(modulus), static_cast<int>(modulus.size()), nullptr));
    const Number e(BN_bin2bn(bytes_of(exponent), static_cast<int>(exponent.size()), nullptr));
    const Description described(OSSL_PARAM_BLD_new());
    if (!n || !e || !described || BN_num_bits(n.get()) < 2048 || BN_num_bits(n.get()) > 8192) return nullptr;
    if (OSSL_PARAM_BLD_push_BN(described.get(), OSSL_PKEY_PARAM_RSA_N, n.get()) != 1 ||
        OSSL_PARAM_BLD_push_BN(described.get(), OSSL_PKEY_PARAM_RSA_E, e.get()) != 1)
        return nullptr;
    return key_from("RSA", described.get());
}

std::shared_ptr<EVP_PKEY> p256_key(const std::string& x, const std::string& y)
{
    if (x.size() != 32 || y.size() != 32) return nullptr;
    const std::string point = "\x04" + x + y;
    const Description described(OSSL_PARAM_BLD_new());
    if (!described ||
        OSSL_PARAM_BLD_push_utf8_string(described.get(), OSSL_PKEY_PARAM_GROUP_NAME, "prime256v1", 0) != 1 ||
        OSSL_PARAM_BLD_push_octet_string(described.get(), OSSL_PKEY_PARAM_PUB_KEY, point.data(), point.size()) != 1)
        return nullptr;
    return key_from("EC", described.get());
}

/// A token's ES256 signature is r and s, 32 bytes each; OpenSSL wants them in DER.
std::optional<std::string> in_der(std::string_view signature)
{
    if (signature.size() != 64) return std::nullopt;
    const Owned<ECDSA_SIG, ECDSA_SIG_free> both(ECDSA_SIG_new());
    Number r(BN_bin2bn(bytes_of(signature), 32, nullptr)), s(BN_bin2bn(bytes_of(signature) + 32, 32, nullptr));
    if (!both || !r || !s || ECDSA_SIG_set0(both.get(), r.get(), s.get()) != 1) return std::nullopt;
    (void)r.release(), (void)s.release(); // `both` has them now
    unsigned char* bytes = nullptr;
    const int size = i2d_ECDSA_SIG(both.get(), &bytes);
    if (size <= 0) return std::nullopt;
    std::string der(reinterpret_cast<const char*>(bytes), static_cast<std::size_t>(size));
    OPENSSL_free(bytes);
    return der;
}

} // namespace

std::optional<std::string> from_base64url(std::string_view text)
{
    std::string bytes(text.size(), '\0');
    std::size_t size = 0;
    const char* end = nullptr;
    if (sodium_base642bin(reinterpret_cast<unsigned char*>(bytes.data()), bytes.size(), text.data(), text.size(),
                          nullptr, &size, &end, sodium_base64_VARIANT_URLSAFE_NO_PADDING) != 0 ||
        end != text.data() + text.size())
        return std::nullopt;
    bytes.resize(size);
    return bytes;
}

std::string to_base64url(std::string_view bytes)
{
    std::string text(sodium_base64_ENCODED_LEN(bytes.size(), sodium_base64_VARIANT_URLSAFE_NO_PADDING), '\0');
    sodium_bin2base64(text.data(), text.size(), bytes_of(bytes), bytes.size(),
                      sodium_base64_VARIANT_URLSAFE_NO_PADDING);
    text.pop_back(); // the zero at its end
    return text;
}

std::optional<VerifyingKey> VerifyingKey::from_jwk(std::string_view jwk)
{
    const auto read = object_from(jwk);
    if (!read) return std::nullopt;
    const std::string use = text_of(*read, "use"), type = text_of(*read, "kty"), algorithm = text_of(*read, "alg");
    if (!use.empty() && use != "sig") return std::nullopt;
    VerifyingKey key;
    key.id_ = text_of(*read, "kid");
    if (type == "RSA" && (algorithm.empty() || algorithm == "RS256")) {
        const auto n = decoded(*read, "n"), e = decoded(*read, "e");
        if (n && e) key.key_ = rsa_key(*n, *e);
        key.algorithm_ = TokenAlgorithm::rs256;
    } else if (type == "EC" && text_of(*read, "crv") == "P-256" && (algorithm.empty() || algorithm == "ES256")) {
        const auto x = decoded(*read, "x"), y = decoded(*read, "y");
        if (x && y) key.key_ = p256_key(*x, *y);
        key.algorithm_ = TokenAlgorithm::es256;
    }
    if (!key.key_) return std::nullopt;
    return key;
}

bool VerifyingKey::accepts(std::string_view signed_text, std::string_view signature) const
{
    const std::string der =
        algorithm_ == TokenAlgorithm::es256 ? in_der(signature).value_or("") : std::string(signature);
    if (der.empty()) return false;
    const Owned<EVP_MD_CTX, EVP_MD_CTX_free> context(EVP_MD_CTX_new());
    return context && EVP_DigestVerifyInit(context.get(), nullptr, EVP_sha256(), nullptr, key_.get()) == 1 &&
           EVP_DigestVerify(context.get(), bytes_of(der), der.size(), bytes_of(signed_text), signed_text.size()) == 1;
}

std::optional<KeySet> read_key_set(std::string_view jwks)
{
    const auto read = object_from(jwks);
    if (!read || !read->contains("keys") || !read->at("keys").is_array()) return std::nullopt;
    KeySet keys;
    for (const json& one : read->at("keys"))
        if (auto key = VerifyingKey::from_jwk(one.dump())) keys.push_back(std::move(*key));
    return keys;
}

std::optional<SignedToken> SignedToken::parse(std::string_view token)
{
    const auto first = token.find('.'), second = token.find('.', first + 1);
    if (token.size() > longest_token || first == std::string_view::npos || second == std::string_view::npos ||
        token.find('.', second + 1) != std::string_view::npos)
        return std::nullopt;
    const auto header_text = from_base64url(token.substr(0, first));
    const auto claims = from_base64url(token.substr(first + 1, second - first - 1));
    const auto signature = from_base64url(token.substr(second + 1));
    if (!header_text || !claims || !signature) return std::nullopt;
    const auto header = object_from(*header_text);
    // `crit` names what a reader must understand, and we understand nothing more.
    if (!header || header->contains("crit") || !object_from(*claims)) return std::nullopt;
    if (const std::string kind = text_of(*header, "typ"); !kind.empty() && kind != "JWT" && kind != "jwt")
        return std::nullopt; // an access token, a logout token: for something else
    SignedToken parsed{};
    const std::string algorithm = text_of(*header, "alg");
    if (algorithm == "RS256")
        parsed.algorithm = TokenAlgorithm::rs256;
    else if (algorithm == "ES256")
        parsed.algorithm = TokenAlgorithm::es256;
    else
        return std::nullopt;
    parsed.key_id = text_of(*header, "kid");
    parsed.claims = *claims;
    parsed.signed_text = token.substr(0, second);
    parsed.signature = *signature;
    return parsed;
}

const VerifyingKey* SignedToken::key_in(const KeySet& keys) const
{
    const VerifyingKey* found = nullptr;
    for (const VerifyingKey& key : keys) {
        if (key.algorithm() != algorithm || (!key_id.empty() && key.id() != key_id)) continue;
        if (found) return nullptr; // which one it is must be plain
        found = &key;
    }
    return found;
}

bool SignedToken::is_signed_by(const KeySet& keys) const
{
    const VerifyingKey* key = key_in(keys);
    return key && key->accepts(signed_text, signature);
}

} // namespace cchc::server
