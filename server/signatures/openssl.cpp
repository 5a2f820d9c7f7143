#include "server/signatures/openssl.hpp"

#include <openssl/evp.h>

#include <array>

namespace cchc::server::signatures {

Certificate certificate_from(std::string_view der)
{
    return whole_from_der<X509, X509_free>(der, d2i_X509);
}

Crl crl_from(std::string_view der)
{
    return whole_from_der<X509_CRL, X509_CRL_free>(der, d2i_X509_CRL);
}

Certificate shared(X509* certificate)
{
    X509_up_ref(certificate);
    return Certificate(certificate);
}

CertificateList list_of(const std::vector<Certificate>& certificates)
{
    CertificateList list(sk_X509_new_null());
    for (const Certificate& one : certificates) sk_X509_push(list.get(), one.get());
    return list;
}

std::string der_of(X509* certificate)
{
    unsigned char* bytes = nullptr;
    const int size = i2d_X509(certificate, &bytes);
    if (size < 0) return {};
    std::string der(reinterpret_cast<const char*>(bytes), static_cast<std::size_t>(size));
    OPENSSL_free(bytes);
    return der;
}

std::string sha256_hex(std::string_view bytes)
{
    static constexpr std::string_view digits = "0123456789abcdef";
    std::array<unsigned char, 32> digest{};
    unsigned int size = digest.size();
    EVP_Digest(bytes.data(), bytes.size(), digest.data(), &size, EVP_sha256(), nullptr);
    std::string hex;
    for (const unsigned char byte : digest) (hex += digits[byte >> 4]) += digits[byte & 15];
    return hex;
}

std::string sha256_hex_of(X509* certificate)
{
    return sha256_hex(der_of(certificate));
}

std::vector<std::string> values_in(const X509_NAME* name, int nid)
{
    std::vector<std::string> values;
    for (int at = X509_NAME_get_index_by_NID(name, nid, -1); at >= 0; at = X509_NAME_get_index_by_NID(name, nid, at)) {
        unsigned char* bytes = nullptr;
        const int size = ASN1_STRING_to_UTF8(&bytes, X509_NAME_ENTRY_get_data(X509_NAME_get_entry(name, at)));
        if (size < 0) continue;
        values.emplace_back(reinterpret_cast<const char*>(bytes), static_cast<std::size_t>(size));
        OPENSSL_free(bytes);
    }
    return values;
}

std::optional<domain::Instant> instant_of(const ASN1_TIME* time)
{
    if (!time) return {};
    int days = 0, seconds = 0;
    const Owned<ASN1_TIME, ASN1_TIME_free> epoch(ASN1_TIME_set(nullptr, 0));
    if (ASN1_TIME_diff(&days, &seconds, epoch.get(), time) != 1) return {};
    return domain::Instant{(std::int64_t{days} * 86400 + seconds) * 1'000'000};
}

std::string serial_of(const X509* certificate)
{
    const Owned<BIGNUM, BN_free> number(ASN1_INTEGER_to_BN(X509_get0_serialNumber(certificate), nullptr));
    if (!number) return {};
    char* text = BN_bn2hex(number.get());
    std::string serial(text ? text : "");
    OPENSSL_free(text);
    return serial;
}

} // namespace cchc::server::signatures
