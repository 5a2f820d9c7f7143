#pragma once

#include "domain/assessment.hpp"

namespace cchc::domain {

// What the evidence on an entry is worth: what is still owed, what its signatures say, and what becomes of a file
// later.

/// What an entry still owes before it can be submitted (EV-4 to EV-7, SA-9, SM-25).
struct Owes {
    bool score = false;
    bool evidence = false;
    bool explanation = false;
    bool evidence_or_explanation = false;
    bool reference = false; ///< figures that hold the published numbers
    bool nothing() const { return !score && !proof() && !reference; }
    bool proof() const { return evidence || explanation || evidence_or_explanation; }
    bool operator==(const Owes&) const = default;
};
/// Which secret papers stand for evidence: all until the appraisal, from then on those that were explained (EV-17).
enum class SecretPapers { declared, explained };
/// Evidence is a file, a secret paper, or others' records where all of it lies there (EV-28). `unsigned_upload` adds to
/// what the evidence rule asks for where the signature lacks (EV-15): under accept_with_explanation an explanation,
/// under refuse a paper that bears one.
Owes owed_by(const Criterion& criterion, const Entry& entry,
             UnsignedUpload unsigned_upload = UnsignedUpload::accept_with_warning,
             SecretPapers papers = SecretPapers::declared);

// ── signatures ───────────────────────────────────────────────────────────────────────────────────────────────────────

/// On which of its papers a criterion wants a digital signature: its lines of evidence say (EV-13).
enum class Wanted { nowhere, on_some_paper, on_every_paper };
Wanted wants_signature(const Criterion& criterion);
/// Whether a file that has no signature, or one that does not hold, stands where a signature is wanted: any of the
/// files attached where every paper bears one, all of them where some paper does. A file that a later one corrects does
/// not count, and one of which nothing is known is no reproach; nor is one that could not be checked to the end.
bool lacks_signature(const Criterion& criterion, const Entry& entry);
/// What deserves a look, of the files that stand: whatever the criterion wants.
struct SignatureDoubts {
    bool invalid = false;
    bool indeterminate = false;
    bool issuer_differs = false;
    bool operator==(const SignatureDoubts&) const = default;
};
SignatureDoubts signature_doubts(const Entry& entry);
/// The agency says who issued the paper, and no signature on it that may hold is that body's (EV-16): words are
/// compared, capitals apart. Nothing differs where the issuer is not said or no organisation could be read.
bool issuer_differs(const Evidence& evidence);

// ── others' records ──────────────────────────────────────────────────────────────────────────────────────────────────

/// Whether all the evidence a criterion names lies in the records of agencies: its own uploads none (EV-27, EV-28).
bool held_elsewhere(const Criterion& criterion);
/// Whether an appraiser of that agency judges by records of its own, and so says what he looked at.
bool judges_by_own_records(const Criterion& criterion, const AgencyId& appraiser);

// ── why a self score counts for nothing ──────────────────────────────────────────────────────────────────────────────

/// From the lock of the self-assessment on, for its agency.
enum class Uncounted {
    no,
    not_submitted,    ///< `unsubmitted_at_lock` zero (SA-10)
    without_evidence, ///< `evidence_rule` both, and one of both is not there (EV-6)
};
/// EV-6 asks what is there, never what a signature is worth: a check made later moves no points. Evidence that comes in
/// the supplement or under a reopening brings the points back. A secret paper that nobody has explained stands until
/// the first appraisal is published. What a penalty takes off is not given back.
Uncounted uncounted(const Cycle& cycle, const Assessment& assessment, CriterionNo leaf);

// ── what becomes of a file ───────────────────────────────────────────────────────────────────────────────────────────

/// What a new check finds otherwise than the newest one did, on each link to that document whose bytes are still there.
AssessmentEvents verified(const Assessment& now, const VerifySignature& command);
/// Each link to that document, detached ones too, that is not marked so already.
AssessmentEvents destroyed(const Assessment& now, const DestroyEvidence& command);

} // namespace cchc::domain
