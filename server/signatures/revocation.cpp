#include "server/signatures/chain.hpp"

#include <algorithm>
#include <openssl/x509v3.h>

namespace cchc::server::signatures {

using domain::Instant;

namespace {

constexpr std::int64_t day_us = 24LL * 3600 * 1'000'000;

using Point = Owned<ISSUING_DIST_POINT, ISSUING_DIST_POINT_free>;
using Points = Owned<CRL_DIST_POINTS, CRL_DIST_POINTS_free>;

std::string der_of(DIST_POINT_NAME* name)
{
    unsigned char* bytes = nullptr;
    const int size = i2d_DIST_POINT_NAME(name, &bytes);
    if (size < 0) return {};
    std::string der(reinterpret_cast<const char*>(bytes), static_cast<std::size_t>(size));
    OPENSSL_free(bytes);
    return der;
}

/// Whether a list that speaks only for some certificates (its issuing distribution point) speaks for this one.
bool speaks_for(X509_CRL* crl, X509* certificate)
{
    int critical = -1;
    const Point point(static_cast<ISSUING_DIST_POINT*>(
        X509_CRL_get_ext_d2i(crl, NID_issuing_distribution_point, &critical, nullptr)));
    if (!point) return critical == -1; // there is none; or one that cannot be read
    const bool issues = X509_check_ca(certificate) >= 1;
    if (point->indirectCRL > 0 || point->onlyattr > 0 || point->onlysomereasons) return false;
    if ((point->onlyuser > 0 && issues) || (point->onlyCA > 0 && !issues)) return false;
    if (!point->distpoint) return true;
    const Points named(
        static_cast<CRL_DIST_POINTS*>(X509_get_ext_d2i(certificate, NID_crl_distribution_points, nullptr, nullptr)));
    for (int i = 0; named && i < sk_DIST_POINT_num(named.get()); ++i) {
        DIST_POINT* one = sk_DIST_POINT_value(named.get(), i);
        if (one->distpoint && der_of(one->distpoint) == der_of(point->distpoint)) return true;
    }
    return !named;
}

/// Whether somebody who may say so says it: the issuer itself, in a complete list.
bool is_list_of(X509_CRL* crl, X509* issuer, X509* certificate)
{
    return X509_NAME_cmp(X509_CRL_get_issuer(crl), X509_get_issuer_name(certificate)) == 0 &&
           (X509_get_key_usage(issuer) & KU_CRL_SIGN) != 0 && X509_CRL_get_ext_by_NID(crl, NID_delta_crl, -1) < 0 &&
           X509_CRL_verify(crl, X509_get0_pubkey(issuer)) == 1 && speaks_for(crl, certificate);
}

/// From when on the certificate was not to be relied on.
std::optional<Instant> since_when(const X509_REVOKED* entry)
{
    auto since = instant_of(X509_REVOKED_get0_revocationDate(entry));
    const Owned<ASN1_GENERALIZEDTIME, ASN1_GENERALIZEDTIME_free> compromised(
        static_cast<ASN1_GENERALIZEDTIME*>(X509_REVOKED_get_ext_d2i(entry, NID_invalidity_date, nullptr, nullptr)));
    if (const auto earlier = instant_of(compromised.get()); earlier && since) since = std::min(*since, *earlier);
    return since;
}

/// An answer given at `from` and good until `until` tells how things stood `then`.
bool covers(std::optional<Instant> from, std::optional<Instant> until, Instant then, Instant now, std::int64_t lasts_us)
{
    if (!from || *from > now) return false;
    return *from >= then || (until ? *until : from->plus_us(lasts_us)) >= then;
}

void ask_lists(const Grounds& grounds, X509* certificate, X509* issuer, Instant then, Instant now,
               RevocationFound& found)
{
    for (const Crl& crl : grounds.crls()) {
        const auto from = instant_of(X509_CRL_get0_lastUpdate(crl.get()));
        if (!from || *from > now || !is_list_of(crl.get(), issuer, certificate)) continue;
        X509_REVOKED* entry = nullptr;
        if (X509_CRL_get0_by_cert(crl.get(), &entry, certificate) == 1) {
            found = {Revocation::Status::revoked, "crl", since_when(entry)};
            return; // however old the list is
        }
        if (covers(from, instant_of(X509_CRL_get0_nextUpdate(crl.get())), then, now, 0))
            found = {Revocation::Status::good, "crl", {}};
    }
}

/// The answer must come from the issuer, or from whom the issuer made a responder.
bool is_answer_of(OCSP_BASICRESP* answer, X509* issuer)
{
    const Store believed(X509_STORE_new());
    X509_STORE_add_cert(believed.get(), issuer);
    X509_VERIFY_PARAM_set_flags(X509_STORE_get0_param(believed.get()),
                                X509_V_FLAG_NO_CHECK_TIME | X509_V_FLAG_PARTIAL_CHAIN);
    const CertificateList known(sk_X509_new_null());
    sk_X509_push(known.get(), issuer);
    return OCSP_basic_verify(answer, known.get(), believed.get(), 0) == 1;
}

void ask_responses(const Grounds& grounds, X509* certificate, X509* issuer, Instant then, Instant now,
                   RevocationFound& found)
{
    for (const OcspBasic& answer : grounds.ocsps())
        for (int i = 0; i < OCSP_resp_count(answer.get()); ++i) {
            OCSP_SINGLERESP* single = OCSP_resp_get0(answer.get(), i);
            ASN1_OBJECT* digest = nullptr;
            OCSP_id_get0_info(nullptr, &digest, nullptr, nullptr,
                              const_cast<OCSP_CERTID*>(OCSP_SINGLERESP_get0_id(single)));
            const EVP_MD* md = EVP_get_digestbyobj(digest);
            const OcspCertId id(md ? OCSP_cert_to_id(md, certificate, issuer) : nullptr);
            if (!id || OCSP_id_cmp(id.get(), OCSP_SINGLERESP_get0_id(single)) != 0) continue;
            ASN1_GENERALIZEDTIME *revoked = nullptr, *from = nullptr, *until = nullptr;
            const int status = OCSP_single_get0_status(single, nullptr, &revoked, &from, &until);
            const auto told = instant_of(from);
            if (!told || *told > now || !is_answer_of(answer.get(), issuer)) continue;
            if (status == V_OCSP_CERTSTATUS_REVOKED) {
                found = {Revocation::Status::revoked, "ocsp", instant_of(revoked)};
                return;
            }
            if (status == V_OCSP_CERTSTATUS_GOOD && covers(told, instant_of(until), then, now, day_us))
                found = {Revocation::Status::good, "ocsp", {}};
        }
}

} // namespace

RevocationFound revocation_of(const Chain& chain, const Grounds& grounds, Instant then, Instant now)
{
    RevocationFound all;
    for (std::size_t i = 0; i + 1 < chain.certificates.size(); ++i) {
        X509 *certificate = chain.certificates[i].get(), *issuer = chain.certificates[i + 1].get();
        RevocationFound found;
        ask_lists(grounds, certificate, issuer, then, now, found);
        if (found.status != Revocation::Status::revoked) ask_responses(grounds, certificate, issuer, then, now, found);
        if (found.status != Revocation::Status::good) return found;
        if (i == 0) all = found;
    }
    return all;
}

} // namespace cchc::server::signatures
