#pragma once

#include "server/identity/id_token.hpp"
#include "server/signatures/openssl.hpp"

#include <nlohmann/json.hpp>
#include <openssl/core_names.h>
#include <openssl/ecdsa.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/rsa.h>

#include <optional>
#include <string>
#include <utility>

/// An identity provider's keys, and the tokens it makes with them.
namespace cchc::tests {

using nlohmann::json;
using server::from_base64url;
using server::to_base64url;

class ProviderKey {
public:
    static ProviderKey rsa(std::string id, unsigned bits = 2048)
    {
        return {std::move(id), "RS256", EVP_PKEY_Q_keygen(nullptr, nullptr, "RSA", static_cast<std::size_t>(bits))};
    }
    static ProviderKey p256(std::string id)
    {
        return {std::move(id), "ES256", EVP_PKEY_Q_keygen(nullptr, nullptr, "EC", "P-256")};
    }

    /// Its place in the provider's key set.
    json jwk() const
    {
        json jwk{{"kid", id_}, {"use", "sig"}};
        if (algorithm_ == "RS256")
            jwk.update({{"kty", "RSA"}, {"n", number(OSSL_PKEY_PARAM_RSA_N)}, {"e", number(OSSL_PKEY_PARAM_RSA_E)}});
        else
            jwk.update({{"kty", "EC"},
                        {"crv", "P-256"},
                        {"x", number(OSSL_PKEY_PARAM_EC_PUB_X, 32)},
                        {"y", number(OSSL_PKEY_PARAM_EC_PUB_Y, 32)}});
        return jwk;
    }
    std::string token(const json& claims) const { return token({{"alg", algorithm_}, {"kid", id_}}, claims); }
    std::string token(const json& header, const json& claims) const
    {
        const std::string text = to_base64url(header.dump()) + "." + to_base64url(claims.dump());
        return text + "." + to_base64url(signature_of(text));
    }
    std::string signature_of(const std::string& text) const
    {
        const server::signatures::Owned<EVP_MD_CTX, EVP_MD_CTX_free> context(EVP_MD_CTX_new());
        EVP_DigestSignInit(context.get(), nullptr, EVP_sha256(), nullptr, key_.get());
        std::size_t size = 0;
        const auto* bytes = server::signatures::bytes_of(text);
        EVP_DigestSign(context.get(), nullptr, &size, bytes, text.size());
        std::string made(size, '\0');
        EVP_DigestSign(context.get(), reinterpret_cast<unsigned char*>(made.data()), &size, bytes, text.size());
        made.resize(size);
        return algorithm_ == "RS256" ? made : r_and_s(made);
    }

private:
    ProviderKey(std::string id, std::string algorithm, EVP_PKEY* key)
        : id_(std::move(id)), algorithm_(std::move(algorithm)), key_(key, EVP_PKEY_free)
    {}
    std::string number(const char* name, int size = 0) const
    {
        BIGNUM* taken = nullptr;
        EVP_PKEY_get_bn_param(key_.get(), name, &taken);
        const server::signatures::Owned<BIGNUM, BN_free> value(taken);
        std::string bytes(static_cast<std::size_t>(size ? size : BN_num_bytes(value.get())), '\0');
        BN_bn2binpad(value.get(), reinterpret_cast<unsigned char*>(bytes.data()), static_cast<int>(bytes.size()));
        return to_base64url(bytes);
    }
    static std::string r_and_s(const std::string& der)
    {
        const unsigned char* at = server::signatures::bytes_of(der);
        const server::signatures::Owned<ECDSA_SIG, ECDSA_SIG_free> both(
            d2i_ECDSA_SIG(nullptr, &at, static_cast<long>(der.size())));
        std::string bytes(64, '\0');
        auto* out = reinterpret_cast<unsigned char*>(bytes.data());
        BN_bn2binpad(ECDSA_SIG_get0_r(both.get()), out, 32);
        BN_bn2binpad(ECDSA_SIG_get0_s(both.get()), out + 32, 32);
        return bytes;
    }

    std::string id_, algorithm_;
    std::shared_ptr<EVP_PKEY> key_;
};

/// A provider with a key of each kind, made once.
inline const ProviderKey& its_rsa_key()
{
    static const ProviderKey key = ProviderKey::rsa("r1");
    return key;
}
inline const ProviderKey& its_ec_key()
{
    static const ProviderKey key = ProviderKey::p256("e1");
    return key;
}
inline const ProviderKey& strangers_key()
{
    static const ProviderKey key = ProviderKey::rsa("r1"); // under the same name
    return key;
}

inline const std::string issuer = "https://danhtinh.example.vn", client_id = "cchc";

inline json claims_at(domain::Instant now, const std::string& nonce)
{
    return {{"iss", issuer},  {"aud", client_id},          {"sub", "079123"},
            {"nonce", nonce}, {"iat", now.us / 1'000'000}, {"exp", now.us / 1'000'000 + 300}};
}

} // namespace cchc::tests
