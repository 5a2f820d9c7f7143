#include "server/signatures/chain.hpp"

#include <algorithm>
#include <openssl/x509v3.h>

namespace cchc::server::signatures {

namespace {

constexpr int longest_chain = 8;

Store store()
{
    Store made(X509_STORE_new());
    X509_VERIFY_PARAM* rules = X509_STORE_get0_param(made.get());
    X509_VERIFY_PARAM_set_flags(rules, X509_V_FLAG_NO_CHECK_TIME);
    X509_VERIFY_PARAM_set_depth(rules, longest_chain);
    return made;
}

Reason reason_for(int error)
{
    switch (error) {
    case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT:
    case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY:
    case X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE:
    case X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT:
    case X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN: return Reason::unknown_root;
    case X509_V_ERR_CA_MD_TOO_WEAK:
    case X509_V_ERR_EE_KEY_TOO_SMALL:
    case X509_V_ERR_CA_KEY_TOO_SMALL: return Reason::weak_algorithm;
    default: return Reason::chain_broken;
    }
}

} // namespace

Grounds::Grounds(const TrustList& list, const ValidationData& brought) : signing_(store()), time_stamping_(store())
{
    for (const TrustList::Entry& entry : list.entries()) {
        for (const std::string& der : entry.roots) {
            const Certificate root = certificate_from(der);
            if (!root) continue;
            X509_STORE_add_cert(roots_for(entry.kind), root.get());
            kinds_.emplace(sha256_hex(der), entry.kind);
        }
        for (const std::string& der : entry.intermediates)
            if (auto between = certificate_from(der)) certificates_.push_back(std::move(between));
        add(entry.crls, entry.ocsps);
    }
    for (const std::string& der : brought.certificates)
        if (auto between = certificate_from(der)) certificates_.push_back(std::move(between));
    add(brought.crls, brought.ocsps);
}

void Grounds::add(const std::vector<std::string>& crls, const std::vector<std::string>& ocsps)
{
    for (const std::string& der : crls)
        if (auto crl = crl_from(der)) crls_.push_back(std::move(crl));
    for (const std::string& der : ocsps) {
        const auto response = whole_from_der<OCSP_RESPONSE, OCSP_RESPONSE_free>(der, d2i_OCSP_RESPONSE);
        OcspBasic basic(response ? OCSP_response_get1_basic(response.get()) : nullptr);
        if (basic) ocsps_.push_back(std::move(basic));
    }
}

X509_STORE* Grounds::roots_for(TrustKind kind) const
{
    return kind == TrustKind::time_stamp ? time_stamping_.get() : signing_.get();
}

std::optional<TrustKind> Grounds::kind_of(X509* root) const
{
    const auto found = kinds_.find(sha256_hex_of(root));
    return found == kinds_.end() ? std::nullopt : std::optional(found->second);
}

bool Chain::is_valid_at(domain::Instant at) const
{
    return std::ranges::all_of(certificates, [&](const Certificate& one) {
        const auto from = instant_of(X509_get0_notBefore(one.get())), until = instant_of(X509_get0_notAfter(one.get()));
        return from && until && *from <= at && at <= *until;
    });
}

Chain chain_of(const Certificate& leaf, const std::vector<Certificate>& along, const Grounds& grounds, bool time_stamp)
{
    const CertificateList between = list_of(grounds.certificates());
    for (const Certificate& one : along) sk_X509_push(between.get(), one.get());

    Chain chain;
    const StoreContext context(X509_STORE_CTX_new());
    const TrustKind kind = time_stamp ? TrustKind::time_stamp : TrustKind::public_;
    X509_STORE_CTX_init(context.get(), grounds.roots_for(kind), leaf.get(), between.get());
    X509_VERIFY_PARAM* rules = X509_STORE_CTX_get0_param(context.get());
    // Most certificates for signing lack the purpose of mail; what they may be used for is looked at elsewhere.
    X509_VERIFY_PARAM_set_purpose(rules, time_stamp ? X509_PURPOSE_TIMESTAMP_SIGN : X509_PURPOSE_ANY);
    X509_VERIFY_PARAM_set_flags(rules, X509_V_FLAG_NO_CHECK_TIME);
    X509_VERIFY_PARAM_set_auth_level(rules, 1);
    if (X509_verify_cert(context.get()) != 1) chain.fault = reason_for(X509_STORE_CTX_get_error(context.get()));
    if (STACK_OF(X509)* built = X509_STORE_CTX_get1_chain(context.get())) {
        for (int i = 0; i < sk_X509_num(built); ++i) chain.certificates.emplace_back(sk_X509_value(built, i));
        sk_X509_free(built);
    }
    if (chain.certificates.empty()) chain.certificates.push_back(shared(leaf.get()));
    if (!chain.fault) chain.kind = grounds.kind_of(chain.certificates.back().get());
    return chain;
}

} // namespace cchc::server::signatures
