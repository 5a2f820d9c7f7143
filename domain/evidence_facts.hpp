#pragma once

#include "domain/values.hpp"

#include <optional>
#include <string>
#include <vector>

namespace cchc::domain {

// What is known of a piece of evidence besides the criterion it proves. All of it stands in events, so no personal name
// is among it: who signed is named in the report, a file of its own.

/// A file known by its bytes; its name stays in the document register, outside the log.
struct FileRef {
    Sha256 sha256;
    std::uint64_t size = 0;
    std::string media;
    bool operator==(const FileRef&) const = default;
};

/// What a paper is (EV-30), as the agency says.
enum class EvidenceKind : std::uint8_t {
    plan,
    progress_table,
    report,
    decision,
    work_rules,            ///< *quy chế*
    assignment,            ///< a decision that gives somebody a task
    recognised_initiative, ///< by the chairman
    legal_document,
    conclusion, ///< of the authority, on legal documents or otherwise
    statistics, ///< at a date or over a window
    screenshot,
    apology_letter, ///< with the number of its case
    staff_table,
    settlement_report,
    minutes,
    file_list,
    submission_letter, ///< and the self-score report that goes with it
    other,
};

// ── signatures ───────────────────────────────────────────────────────────────────────────────────────────────────────

/// What is known of a file's digital signature (EV-12 to EV-15). A released value keeps its place.
enum class SignatureVerdict : std::uint8_t {
    unknown,       ///< nobody looked, or nobody could tell
    unsigned_,     ///< there is none
    carried,       ///< there is one, and nobody has checked it yet
    valid,         ///< every signature holds, as far as `depth` says
    invalid,       ///< one was broken, forged, or made with a certificate that did not hold then
    indeterminate, ///< nothing is wrong, but something could not be found out: a later check may
};
/// How far a check could go; each word stands where that question was answered.
enum class CheckDepth : std::uint8_t { integrity, chain, revocation, time_stamp };
/// Which trust list the signer's certificate leads to (Decree 68/2024): the official-duty root, or the national one.
enum class TrustKind : std::uint8_t { unknown, official_duty, public_ };
/// What came into a file after it was signed.
enum class LaterChange : std::uint8_t { signature, form_values, visible_change, other };

inline constexpr std::size_t most_signatures = 32; ///< of one file, in one check
inline constexpr std::size_t most_check_reasons = 16;
inline constexpr std::size_t longest_slug = 64;

/// One signature of a file, as one check found it.
struct CheckedSignature {
    SignatureVerdict verdict = SignatureVerdict::indeterminate;
    std::vector<std::string> reasons;  ///< slugs, `chain_unknown`
    std::optional<Sha256> certificate; ///< of the signer's, DER; absent: none could be read
    std::string organisation;          ///< as that certificate names it; well-formed (domain/text.hpp)
    TrustKind kind = TrustKind::unknown;
    std::optional<Instant> signed_at; ///< as the signer's machine had it
    std::optional<Instant> time_stamped_at;
    bool whole_document = false; ///< it covers the file to its last byte
    std::vector<LaterChange> later;
    bool operator==(const CheckedSignature&) const = default;
};

/// A check of all signatures of a file, made once at `at` and never made again: certificates expire before disputes
/// end (EV-14, ES-14). A later check is another one.
struct SignatureCheck {
    SignatureVerdict verdict = SignatureVerdict::indeterminate; ///< unsigned, valid, invalid or indeterminate
    std::vector<std::string> reasons;
    std::vector<CheckDepth> depth;
    Instant at;
    std::optional<Sha256> trust_list; ///< of the list's bytes; absent: there was none to ask
    std::uint32_t checker = 1;        ///< version of the checking program
    std::vector<CheckedSignature> signatures;
    std::optional<FileRef> report; ///< all that was found, names of signers too; a file outside the log
    bool operator==(const SignatureCheck&) const = default;

    /// Whether it found what another one found: when it was made and where its report lies apart.
    bool finds_the_same(const SignatureCheck& other) const;
};

// ── sealed words ─────────────────────────────────────────────────────────────────────────────────────────────────────

/// Words that only the holder of a key can read: the core keeps them and knows nothing of them. Without the key, which
/// can be destroyed, they are noise (SE-9).
struct Sealed {
    std::string key;        ///< which one: a reference, never the key
    std::string nonce;      ///< base64
    std::string ciphertext; ///< base64, with its tag
    bool operator==(const Sealed&) const = default;
};
inline constexpr std::size_t longest_sealed = 24'000;

} // namespace cchc::domain
