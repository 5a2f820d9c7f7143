#pragma once

#include "server/signatures/openssl.hpp"
#include "server/signatures/pdf.hpp"
#include "server/signatures/trust_list.hpp"

#include <map>
#include <string>
#include <vector>

namespace cchc::server::signatures {

/// What we go by when we judge certificates: the trust list, and what a file brought along, which proves nothing until
/// its signature does.
class Grounds {
public:
    Grounds(const TrustList& list, const ValidationData& brought);
    void add(const std::vector<std::string>& crls, const std::vector<std::string>& ocsps);

    X509_STORE* roots_for(TrustKind kind) const;
    const std::vector<Certificate>& certificates() const { return certificates_; }
    const std::vector<Crl>& crls() const { return crls_; }
    const std::vector<OcspBasic>& ocsps() const { return ocsps_; }
    std::optional<TrustKind> kind_of(X509* root) const;

private:
    Store signing_, time_stamping_;
    std::vector<Certificate> certificates_; ///< intermediates
    std::vector<Crl> crls_;
    std::vector<OcspBasic> ocsps_;
    std::map<std::string, TrustKind> kinds_; ///< by the SHA-256 of the root
};

/// A certificate, those above it, and its root at the end.
struct Chain {
    std::vector<Certificate> certificates; ///< as far as it could be built
    std::optional<Reason> fault;           ///< `unknown_root` or `chain_broken`
    std::optional<TrustKind> kind;

    /// Whether all of them were valid then.
    bool is_valid_at(domain::Instant at) const;
};

/// Built without a look at the time. `along`: certificates that may lie between.
Chain chain_of(const Certificate& leaf, const std::vector<Certificate>& along, const Grounds& grounds, bool time_stamp);

/// What is known of the revocation of a chain.
struct RevocationFound {
    Revocation::Status status = Revocation::Status::unknown; ///< good: of every certificate below the root
    std::string from;
    std::optional<domain::Instant> revoked_at;
};

/// `then`: the instant for which the answer must hold, by which the signature is proven to have been there; `now`:
/// nothing that was issued later is known yet.
RevocationFound revocation_of(const Chain& chain, const Grounds& grounds, domain::Instant then, domain::Instant now);

} // namespace cchc::server::signatures
