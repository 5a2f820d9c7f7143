#include "domain/evidence.hpp"

#include "domain/printed_words.hpp"
#include "domain/reference.hpp"

#include <algorithm>

namespace cchc::domain {

// ── what is known ────────────────────────────────────────────────────────────────────────────────────────────────────

bool SignatureCheck::finds_the_same(const SignatureCheck& other) const
{
    SignatureCheck same_time = other;
    same_time.at = at;
    same_time.report = report;
    return *this == same_time;
}

const SignatureCheck* Evidence::check() const
{
    if (rechecked) return &*rechecked;
    return attached.check ? &*attached.check : nullptr;
}

SignatureVerdict Evidence::signature() const
{
    const SignatureCheck* newest = check();
    return newest ? newest->verdict : attached.signature;
}

bool Entry::has_evidence() const
{
    return std::ranges::any_of(evidence, [](const Evidence& e) { return !e.detached; });
}

/// Attached, and corrected by none that is.
static bool stands(const Evidence& one, const Entry& entry)
{
    return !one.detached && std::ranges::none_of(entry.evidence, [&](const Evidence& later) {
        return !later.detached && later.attached.corrects == one.attached.link;
    });
}

// ── signatures ───────────────────────────────────────────────────────────────────────────────────────────────────────

Wanted wants_signature(const Criterion& criterion)
{
    const auto required = std::ranges::count(criterion.evidence, SignatureRule::required, &RequiredEvidence::signature);
    if (required == 0) return Wanted::nowhere;
    return static_cast<std::size_t>(required) == criterion.evidence.size() ? Wanted::on_every_paper
                                                                           : Wanted::on_some_paper;
}

static bool is_lacking(SignatureVerdict verdict)
{
    switch (verdict) {
    case SignatureVerdict::unsigned_:
    case SignatureVerdict::invalid: return true;
    case SignatureVerdict::unknown:
    case SignatureVerdict::carried:
    case SignatureVerdict::valid:
    case SignatureVerdict::indeterminate: break;
    }
    return false;
}

bool lacks_signature(const Criterion& criterion, const Entry& entry)
{
    std::size_t files = 0, without = 0;
    for (const Evidence& one : entry.evidence) {
        if (!stands(one, entry)) continue;
        ++files;
        without += is_lacking(one.signature());
    }
    switch (wants_signature(criterion)) {
    case Wanted::nowhere: return false;
    case Wanted::on_some_paper: return files > 0 && without == files;
    case Wanted::on_every_paper: return without > 0;
    }
    return false;
}

bool issuer_differs(const Evidence& evidence)
{
    const SignatureCheck* check = evidence.check();
    if (!check || evidence.attached.issuer.empty()) return false;
    const std::string issuer = lower_case(evidence.attached.issuer);
    bool somebody = false;
    for (const CheckedSignature& one : check->signatures) {
        if (one.verdict == SignatureVerdict::invalid || one.organisation.empty()) continue;
        if (lower_case(one.organisation) == issuer) return false;
        somebody = true;
    }
    return somebody;
}

SignatureDoubts signature_doubts(const Entry& entry)
{
    SignatureDoubts doubts;
    for (const Evidence& one : entry.evidence) {
        if (!stands(one, entry)) continue;
        doubts.invalid |= one.signature() == SignatureVerdict::invalid;
        doubts.indeterminate |= one.signature() == SignatureVerdict::indeterminate;
        doubts.issuer_differs |= issuer_differs(one);
    }
    return doubts;
}

// ── what is owed ─────────────────────────────────────────────────────────────────────────────────────────────────────

bool held_elsewhere(const Criterion& criterion)
{
    return !criterion.evidence.empty() &&
           std::ranges::none_of(criterion.evidence, [](const RequiredEvidence& one) { return one.held_by.empty(); });
}

bool judges_by_own_records(const Criterion& criterion, const AgencyId& appraiser)
{
    return held_elsewhere(criterion) && std::ranges::any_of(criterion.evidence, [&](const RequiredEvidence& one) {
               return std::ranges::find(one.held_by, appraiser.value) != one.held_by.end();
           });
}

static bool stands_for_evidence(const Entry& entry, SecretPapers papers)
{
    return std::ranges::any_of(
        entry.secret_papers, [&](const SecretPaper& one) { return papers == SecretPapers::declared || one.explained; });
}

Owes owed_by(const Criterion& criterion, const Entry& entry, UnsignedUpload unsigned_upload, SecretPapers papers)
{
    Owes owes;
    if (!agency_scores(criterion)) return owes;
    if (entry.na == NaState::claimed || entry.na == NaState::accepted) return owes;
    owes.reference = entry.reference && !(entry.self.figures && confirms(*entry.self.figures, *entry.reference));
    if (!entry.self.points) {
        owes.score = true;
        return owes;
    }
    if (*entry.self.points == Points{}) return owes; // nothing claimed, nothing to prove
    const bool evidence = entry.has_evidence() || stands_for_evidence(entry, papers) || held_elsewhere(criterion);
    const bool explained = !entry.explanation.empty();
    switch (criterion.evidence_rule) {
    case EvidenceRule::either: owes.evidence_or_explanation = !evidence && !explained; break;
    case EvidenceRule::explain_when_lacking: owes.explanation = !evidence && !explained; break;
    case EvidenceRule::both:
        owes.evidence = !evidence;
        owes.explanation = !explained;
        break;
    case EvidenceRule::any: break;
    }
    if (unsigned_upload != UnsignedUpload::accept_with_warning && lacks_signature(criterion, entry)) {
        if (unsigned_upload == UnsignedUpload::refuse) owes.evidence = true;
        if (unsigned_upload == UnsignedUpload::accept_with_explanation && !explained) owes.explanation = true;
    }
    return owes;
}

Uncounted uncounted(const Cycle& cycle, const Assessment& assessment, CriterionNo leaf)
{
    const Criterion& criterion = (*assessment.set)[leaf];
    const Entry& entry = assessment.entries[leaf];
    const bool lets_off = std::holds_alternative<Penalty>(criterion.rule); // what was owned up to is not taken back
    if (entry.not_applicable() || !agency_scores(criterion) || lets_off) return Uncounted::no;
    const Round* self = cycle.round(RoundKind::self_assessment);
    if (!self || !self->locked_for(assessment.agency)) return Uncounted::no;
    if (cycle.regulation->unsubmitted_at_lock == UnsubmittedAtLock::zero && !assessment.submitted())
        return Uncounted::not_submitted;
    if (criterion.evidence_rule != EvidenceRule::both) return Uncounted::no;
    const Round* first = cycle.round(RoundKind::appraisal, 1);
    const SecretPapers papers = first && first->published ? SecretPapers::explained : SecretPapers::declared;
    const bool owing = owed_by(criterion, entry, UnsignedUpload::accept_with_warning, papers).proof();
    return owing ? Uncounted::without_evidence : Uncounted::no;
}

// ── what becomes of a file ───────────────────────────────────────────────────────────────────────────────────────────

/// Shows every link to the document, with the code its criterion has now.
template <class Show>
static void each_link(const Assessment& now, const Sha256& document, Show show)
{
    for (const CriterionNo leaf : now.set->leaves())
        for (const Evidence& one : now.entries[leaf].evidence)
            if (one.attached.document.sha256 == document) show((*now.set)[leaf].code, one);
}

AssessmentEvents verified(const Assessment& now, const VerifySignature& command)
{
    AssessmentEvents events;
    each_link(now, command.document, [&](const Code& code, const Evidence& one) {
        if (one.destroyed || (one.check() && one.check()->finds_the_same(command.check))) return;
        events.push_back(SignatureVerified{code, one.attached.link, command.check});
    });
    return events;
}

AssessmentEvents destroyed(const Assessment& now, const DestroyEvidence& command)
{
    AssessmentEvents events;
    each_link(now, command.document, [&](const Code& code, const Evidence& one) {
        if (one.destroyed) return;
        events.push_back(
            EvidenceDestroyed{code, one.attached.link, command.document, command.reason, command.document_number});
    });
    return events;
}

} // namespace cchc::domain
