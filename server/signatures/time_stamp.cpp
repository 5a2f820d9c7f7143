#include "server/signatures/time_stamp.hpp"

#include "server/signatures/cms.hpp"

#include <openssl/err.h>

namespace cchc::server::signatures {

namespace {

struct Token {
    Pkcs7 message;
    TimeStampInfo info;
};

Token token_in(std::string_view der)
{
    Token token;
    const unsigned char* at = bytes_of(der);
    token.message.reset(d2i_PKCS7(nullptr, &at, static_cast<long>(der.size())));
    if (token.message && PKCS7_type_is_signed(token.message.get()))
        token.info.reset(PKCS7_to_TS_TST_INFO(token.message.get()));
    return token;
}

/// Its certificate in the token, or among those we know. Borrowed from one of them.
Certificate authority_of(PKCS7* message, const Grounds& grounds)
{
    const CertificateList known = list_of(grounds.certificates());
    const CertificateList signers(PKCS7_get0_signers(message, known.get(), 0));
    return signers && sk_X509_num(signers.get()) == 1 ? shared(sk_X509_value(signers.get(), 0)) : nullptr;
}

std::vector<Certificate> certificates_in(PKCS7* message)
{
    std::vector<Certificate> all;
    STACK_OF(X509)* with = message->d.sign->cert;
    for (int i = 0; i < sk_X509_num(with); ++i) all.push_back(shared(sk_X509_value(with, i)));
    return all;
}

} // namespace

TimeStamp read_time_stamp(std::string_view der, const std::array<std::string_view, 2>& content, const Grounds& grounds,
                          domain::Instant then, domain::Instant now)
{
    TimeStamp found;
    const Token token = token_in(der);
    if (!token.info) {
        found.fault = Reason::signature_unreadable;
        return found;
    }
    found.at = instant_of(TS_TST_INFO_get_time(token.info.get()));
    found.authority = authority_of(token.message.get(), grounds);

    // Is it over these bytes? Its parts are compared without a look at who vouches for it.
    const TimeStampCheck check(TS_VERIFY_CTX_new());
    TS_VERIFY_CTX_set_flags(check.get(), TS_VFY_VERSION | TS_VFY_DATA);
    TS_VERIFY_CTX_set_data(check.get(), reading(content).release());
    if (TS_RESP_verify_token(check.get(), token.message.get()) != 1) {
        found.fault = Reason::digest_mismatch;
        return found;
    }
    if (!found.authority) return found;

    // Is it signed by who says so, and is he an authority of the list?
    const std::vector<Certificate> along = certificates_in(token.message.get());
    const Chain chain = chain_of(found.authority, along, grounds, true);
    if (chain.fault || !found.at || *found.at > now || !chain.is_valid_at(then)) return found;
    const CertificateList between = list_of(along);
    X509* signer = nullptr;
    const bool holds = TS_RESP_verify_signature(token.message.get(), between.get(),
                                                grounds.roots_for(TrustKind::time_stamp), &signer) == 1;
    const Certificate kept(signer);
    if (!holds) return found;
    if (is_weak(TS_MSG_IMPRINT_get_algo(TS_TST_INFO_get_msg_imprint(token.info.get()))) ||
        is_weak(found.authority.get()))
        return found;
    found.trusted = revocation_of(chain, grounds, *found.at, now).status == Revocation::Status::good;
    return found;
}

} // namespace cchc::server::signatures
