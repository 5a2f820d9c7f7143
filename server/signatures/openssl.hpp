#pragma once

#include "domain/values.hpp"

#include <memory>
#include <openssl/bio.h>
#include <openssl/cms.h>
#include <openssl/ocsp.h>
#include <openssl/pkcs7.h>
#include <openssl/ts.h>
#include <openssl/x509.h>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// OpenSSL's objects with owners, and the few steps between its shapes and ours.
namespace cchc::server::signatures {

template <auto free>
struct FreedBy {
    void operator()(auto* object) const { free(object); }
};
template <class T, auto free>
using Owned = std::unique_ptr<T, FreedBy<free>>;

using Certificate = Owned<X509, X509_free>;
using Crl = Owned<X509_CRL, X509_CRL_free>;
using Cms = Owned<CMS_ContentInfo, CMS_ContentInfo_free>;
using Pkcs7 = Owned<PKCS7, PKCS7_free>;
using Store = Owned<X509_STORE, X509_STORE_free>;
using StoreContext = Owned<X509_STORE_CTX, X509_STORE_CTX_free>;
using Bio = Owned<BIO, BIO_free_all>;
using OcspResponse = Owned<OCSP_RESPONSE, OCSP_RESPONSE_free>;
using OcspBasic = Owned<OCSP_BASICRESP, OCSP_BASICRESP_free>;
using OcspCertId = Owned<OCSP_CERTID, OCSP_CERTID_free>;
using TimeStampInfo = Owned<TS_TST_INFO, TS_TST_INFO_free>;
using TimeStampCheck = Owned<TS_VERIFY_CTX, TS_VERIFY_CTX_free>;

struct FreesStack {
    void operator()(STACK_OF(X509) * stack) const { sk_X509_free(stack); }
};
/// A list that borrows its certificates.
using CertificateList = std::unique_ptr<STACK_OF(X509), FreesStack>;

inline const unsigned char* bytes_of(std::string_view text)
{
    return reinterpret_cast<const unsigned char*>(text.data());
}

/// One object from DER, which must end where the bytes end; null if it does not.
template <class T, auto free, class Decode>
Owned<T, free> whole_from_der(std::string_view der, Decode decode)
{
    const unsigned char* at = bytes_of(der);
    Owned<T, free> object(decode(nullptr, &at, static_cast<long>(der.size())));
    if (at != bytes_of(der) + der.size()) object.reset();
    return object;
}
Certificate certificate_from(std::string_view der);
Crl crl_from(std::string_view der);

Certificate shared(X509* certificate);
CertificateList list_of(const std::vector<Certificate>& certificates);

std::string der_of(X509* certificate);
std::string sha256_hex(std::string_view bytes);
std::string sha256_hex_of(X509* certificate);
/// Every value of that kind in a name, in its order, as UTF-8.
std::vector<std::string> values_in(const X509_NAME* name, int nid);
std::optional<domain::Instant> instant_of(const ASN1_TIME* time);
std::string serial_of(const X509* certificate); ///< hex

} // namespace cchc::server::signatures
