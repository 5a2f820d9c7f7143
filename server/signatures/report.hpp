#pragma once

#include "domain/values.hpp"

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

/// What a check of a file's digital signatures found out (EV-10, EV-14), and the words for it.
namespace cchc::server::signatures {

/// The number of these rules. A rule that would judge a file differently takes the next one; verdicts already recorded
/// stay as they are.
inline constexpr int checker_version = 2;

/// Total-passed, total-failed and indeterminate of ETSI EN 319 102-1; or nothing to check. In the order of how much
/// they spoil: the worst signature decides about a file.
enum class Verdict { valid, indeterminate, invalid, unsigned_ };

/// Why a verdict is not better. Each tells by itself what becomes of a signature; see `weight_of`.
enum class Reason {
    // what has been touched
    byte_range_malformed,
    gap_malformed,
    padding_not_zero,
    not_in_clear,
    not_a_revision,
    signature_unreadable,
    content_inside,
    not_one_signer,
    digest_mismatch,
    signature_wrong,
    signing_certificate_missing,
    signing_certificate_mismatch,
    changed_after_signing,
    change_not_permitted,
    // whose it is, and when
    chain_broken,
    not_a_signing_certificate,
    outside_validity_when_signed,
    revoked,
    // what cannot be told
    unknown_root,
    expired_without_time_stamp,
    revoked_without_time_stamp,
    revocation_unknown,
    signing_time_in_future,
    weak_algorithm,
    unsupported_format,
    signer_certificate_missing,
    issuer_name_reencoded,
    signature_added_visibly,
    form_values_changed,
    annotated_after_signing,
    trailing_bytes,
    signature_not_in_form,
    encrypted,
    unreadable,
    too_costly,
    checker_failed,
    format_not_checked,
    // remarks that spoil nothing
    time_stamp_untrusted,
    time_stamp_only,
    visible_signature_added,
    not_a_pdf,
};
inline constexpr std::size_t reason_count = 41;

std::string_view name_of(Verdict verdict);
std::string_view name_of(Reason reason);
std::optional<Verdict> verdict_called(std::string_view name);
std::optional<Reason> reason_called(std::string_view name);
/// In Vietnamese, as a sentence without its full stop.
std::string_view words_of(Verdict verdict);
std::string_view words_of(Reason reason);
/// What a signature that has this reason is at best.
Verdict weight_of(Reason reason);
/// The worst of them; valid if there is none.
Verdict verdict_of(std::span<const Reason> reasons);

/// How far a check came: each member says that this much holds.
struct Depth {
    bool integrity = false;  ///< the signed bytes are those that were signed
    bool chain = false;      ///< the certificate leads to a root of the trust list, and was valid
    bool revocation = false; ///< somebody competent says that it was not revoked
    bool time_stamp = false; ///< a trusted time-stamp proves when
};

/// What kind of authority issued the certificate, as the trust list tells.
enum class TrustKind { official_duty, public_, time_stamp };
std::string_view name_of(TrustKind kind);

/// What happened to a file after some point in it.
enum class Change { signature, form_values, visible_change, other };
std::string_view name_of(Change change);

struct Revocation {
    enum class Status { good, revoked, unknown } status = Status::unknown;
    std::string from; ///< `crl` or `ocsp`; empty: unknown
    std::optional<domain::Instant> revoked_at;
};

/// One signature. `signer`, `position`, `issuer` and `serial` name people: they stand in the report, never in the log.
struct Signature {
    std::vector<Reason> reasons;
    Depth depth;
    bool document_time_stamp = false; ///< ETSI.RFC3161: nobody signs, an authority says when
    std::string field;
    std::string certificate;  ///< SHA-256 of the signer's, hex
    std::string organisation; ///< organisational units and organisation of its subject, the innermost first
    std::optional<TrustKind> kind;
    std::optional<domain::Instant> signed_at;       ///< as the signer says
    std::optional<domain::Instant> time_stamped_at; ///< as a trusted authority says
    bool whole_document = false;                    ///< nothing follows what it covers
    std::vector<Change> later;                      ///< what followed

    std::string signer, position, issuer, serial;
    Revocation revocation;
    std::array<std::uint64_t, 4> byte_range{};

    Verdict verdict() const { return verdict_of(reasons); }
};

/// Where a signature shows itself: in whole points, as the page's boxes are.
struct Face {
    unsigned page = 0; ///< from 1
    std::array<long, 4> rectangle{};
};

/// A state in which the file was once whole. What stood before the first signature is one revision.
struct Revision {
    enum class By { signature, time_stamp, edit } by = By::edit;
    std::uint64_t bytes = 0; ///< from the beginning of the file
    std::vector<Change> changes;
    std::vector<Face> faces; ///< of visible signatures that came with it, after another one
};

struct Report {
    Verdict verdict = Verdict::unsigned_;
    std::vector<Reason> reasons; ///< each once, in the order of the enumeration
    Depth depth;                 ///< what holds for every signature
    domain::Instant at;          ///< the instant for which it was judged
    std::string trust_list;      ///< version of the trust list
    std::vector<Signature> signatures;
    std::vector<Revision> revisions; ///< none in an unsigned file
    std::optional<unsigned> pages;   ///< of a PDF that tells; stands in the whole report alone
};

/// Without the names of people: fit for the log.
std::string check_json(const Report& report);
/// Everything.
std::string report_json(const Report& report);

} // namespace cchc::server::signatures
