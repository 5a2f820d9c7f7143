#pragma once

#include "domain/events.hpp"

#include <string_view>
#include <type_traits>

namespace cchc::storage {

/// What every fact from outside came to, and where it was read: the members behind the facts themselves.
template <class V, class T>
void outcome_fields(V& v, T& given)
{
    v("points", given.points), v.optional("level", given.level), v.optional("not_applicable", given.not_applicable),
        v.optional("reason", given.reason), v.optional("source", given.source),
        v.optional("on_behalf", given.on_behalf), v.optional("reopening", given.reopening);
}

/// The members of each event in wire order: one line an event. Writer and reader both walk these lines, so that they
/// cannot disagree. `v(name, member)` always stands there; `v.optional(name, member)` is left out while it says nothing
/// (an empty text or list, an absent value, the first word of an enumeration, zero of a number that defaults to it).
template <class V, class T>
void fields(V& v, T& e)
{
    using namespace domain;
    using E = std::remove_const_t<T>;
    if constexpr (std::is_same_v<E, FileRef>) {
        v("sha256", e.sha256), v("size", e.size), v("media", e.media);
    } else if constexpr (std::is_same_v<E, RoundWindow>) {
        v("round", e.round), v.optional("opens_at", e.opens_at), v.optional("deadline", e.deadline),
            v.optional("locks_at", e.locks_at);
    } else if constexpr (std::is_same_v<E, NamedCount>) {
        v("key", e.key), v("count", e.count);
    } else if constexpr (std::is_same_v<E, Figures>) {
        v.optional("date", e.date), v.optional("due", e.due), v.optional("never", e.never),
            v.optional("numerator", e.numerator), v.optional("denominator", e.denominator),
            v.optional("excluded", e.excluded), v.optional("exclusion_ground", e.exclusion_ground),
            v.optional("late", e.late), v.optional("amount", e.amount), v.optional("counts", e.counts),
            v.optional("met", e.met), v.optional("failed", e.failed);
    } else if constexpr (std::is_same_v<E, TenantFounded>) {
        v("title", e.title), v("origin", e.origin), v("epoch", e.epoch);
    } else if constexpr (std::is_same_v<E, RoleGranted>) {
        v("grant", e.grant), v("actor", e.actor), v("role", e.role), v.optional("agency", e.agency), v("from", e.from),
            v.optional("until", e.until), v.optional("document_number", e.document_number),
            v.optional("leader", e.leader), v.optional("criteria", e.criteria), v.optional("rounds", e.rounds);
    } else if constexpr (std::is_same_v<E, RoleEnded>) {
        v("grant", e.grant), v("reason", e.reason);
    } else if constexpr (std::is_same_v<E, RegulationIssued>) {
        v("regulation", e.regulation), v("version", e.version), v("document", e.document),
            v.optional("decision_number", e.decision_number), v.optional("decision_date", e.decision_date),
            v.optional("issuer", e.issuer), v.optional("signed_by", e.signed_by), v.optional("draft", e.draft),
            v.optional("findings", e.findings), v.optional("reason", e.reason);
    } else if constexpr (std::is_same_v<E, FindingsFile>) {
        v("document", e.document), v("errors", e.errors), v("warnings", e.warnings);
    } else if constexpr (std::is_same_v<E, RegulationDrafted>) {
        v("regulation", e.regulation), v("draft", e.draft), v("document", e.document),
            v.optional("findings", e.findings), v.optional("change_note", e.change_note);
    } else if constexpr (std::is_same_v<E, ConsultationOpened>) {
        v("regulation", e.regulation), v("draft", e.draft), v("agencies", e.agencies), v("closes_at", e.closes_at),
            v.optional("silence_is_consent", e.silence_is_consent), v.optional("document_number", e.document_number);
    } else if constexpr (std::is_same_v<E, DraftCommented>) {
        v("regulation", e.regulation), v("draft", e.draft), v("comment", e.comment), v("agency", e.agency),
            v.optional("criteria_set", e.criteria_set), v.optional("criterion", e.criterion), v("text", e.text);
    } else if constexpr (std::is_same_v<E, CommentAnswered>) {
        v("regulation", e.regulation), v("comment", e.comment), v("accepted", e.accepted), v("text", e.text);
    } else if constexpr (std::is_same_v<E, ConsultationClosed>) {
        v("regulation", e.regulation), v("draft", e.draft), v("due", e.due), v("silent", e.silent),
            v.optional("silence_is_consent", e.silence_is_consent);
    } else if constexpr (std::is_same_v<E, DraftReviewed>) {
        v("regulation", e.regulation), v("draft", e.draft), v.optional("note", e.note);
    } else if constexpr (std::is_same_v<E, DraftAgreed>) {
        v("regulation", e.regulation), v("draft", e.draft), v("body", e.body), v("document_number", e.document_number),
            v.optional("document_date", e.document_date);
    } else if constexpr (std::is_same_v<E, GuidanceOverlaid>) {
        v("regulation", e.regulation), v("version", e.version), v("overlay", e.overlay), v("from", e.from),
            v("document_number", e.document_number), v.optional("document_date", e.document_date),
            v.optional("issuer", e.issuer), v.optional("criteria_sets", e.criteria_sets), v("criterion", e.criterion),
            v("text", e.text);
    } else if constexpr (std::is_same_v<E, CycleOpened>) {
        v("cycle", e.cycle), v("title", e.title), v("regulation", e.regulation),
            v("regulation_version", e.regulation_version), v("agencies", e.agencies), v("rounds", e.rounds);
    } else if constexpr (std::is_same_v<E, RoundScheduled>) {
        v("cycle", e.cycle), v("window", e.window), v.optional("decision_number", e.decision_number);
    } else if constexpr (std::is_same_v<E, RoundExtended>) {
        v("cycle", e.cycle), v("round", e.round), v.optional("agencies", e.agencies), v("deadline", e.deadline),
            v("locks_at", e.locks_at), v("decision_number", e.decision_number), v.optional("reason", e.reason);
    } else if constexpr (std::is_same_v<E, RoundLocked>) {
        v("cycle", e.cycle), v("round", e.round), v.optional("agencies", e.agencies), v("by", e.by),
            v.optional("due", e.due), v.optional("reason", e.reason);
    } else if constexpr (std::is_same_v<E, RoundReopened>) {
        v("cycle", e.cycle), v("round", e.round), v("grant", e.grant), v("agencies", e.agencies),
            v.optional("criteria", e.criteria), v("until", e.until), v("ground", e.ground),
            v.optional("decision_number", e.decision_number);
    } else if constexpr (std::is_same_v<E, ReopeningEnded>) {
        v("cycle", e.cycle), v("grant", e.grant), v("by", e.by), v.optional("reason", e.reason);
    } else if constexpr (std::is_same_v<E, AppraisalsPublished>) {
        v("cycle", e.cycle), v("round", e.round), v("decided", e.decided), v("undecided", e.undecided),
            v.optional("minutes", e.minutes);
    } else if constexpr (std::is_same_v<E, TieDecided>) {
        v("cycle", e.cycle), v.optional("ranking", e.ranking), v.optional("reward", e.reward),
            v("agencies", e.agencies), v("document_number", e.document_number),
            v.optional("document_date", e.document_date), v.optional("issuer", e.issuer),
            v.optional("reason", e.reason);
    } else if constexpr (std::is_same_v<E, ResultsPublished>) {
        v("cycle", e.cycle), v("number", e.number), v("table", e.table), v("extent", e.extent),
            v("decision_number", e.decision_number), v("decision_date", e.decision_date), v("publisher", e.publisher),
            v("signed_by", e.signed_by), v("awaited", e.awaited), v.optional("corrects", e.corrects),
            v.optional("reason", e.reason);
    } else if constexpr (std::is_same_v<E, TrailSealed>) {
        v("cycle", e.cycle), v("size", e.size), v("root", e.root);
    } else if constexpr (std::is_same_v<E, ResultsReported>) {
        v("cycle", e.cycle), v("publication", e.publication), v("to", e.to), v("document_number", e.document_number),
            v("document_date", e.document_date);
    } else if constexpr (std::is_same_v<E, AmendedCriterion>) {
        v("criteria_set", e.criteria_set), v("criterion", e.criterion), v.optional("from", e.from), v("redo", e.redo);
    } else if constexpr (std::is_same_v<E, CycleAmended>) {
        v("cycle", e.cycle), v("from_version", e.from_version), v("to_version", e.to_version), v("effect", e.effect),
            v.optional("criteria", e.criteria), v("reason", e.reason);
    } else if constexpr (std::is_same_v<E, SelfScoreEntered>) {
        v("criterion", e.criterion), v("points", e.points), v.optional("level", e.level),
            v.optional("reason", e.reason), v.optional("reopening", e.reopening);
    } else if constexpr (std::is_same_v<E, SelfScoreCleared> || std::is_same_v<E, NotApplicableWithdrawn>) {
        v("criterion", e.criterion), v.optional("reopening", e.reopening);
    } else if constexpr (std::is_same_v<E, FiguresDeclared>) {
        v("criterion", e.criterion), v("figures", e.figures), v("points", e.points), v.optional("level", e.level),
            v.optional("reopening", e.reopening);
    } else if constexpr (std::is_same_v<E, ExplanationWritten> || std::is_same_v<E, SupplementProvided>) {
        v("criterion", e.criterion), v("text", e.text), v.optional("reopening", e.reopening);
    } else if constexpr (std::is_same_v<E, EvidenceAttached>) {
        v("criterion", e.criterion), v("link", e.link), v("document", e.document),
            v.optional("document_date", e.document_date), v.optional("document_number", e.document_number),
            v.optional("pages", e.pages), v.optional("corrects", e.corrects), v("round", e.round),
            v.optional("reopening", e.reopening), v.optional("signature", e.signature), v.optional("kind", e.kind),
            v.optional("issuer", e.issuer), v.optional("check", e.check);
    } else if constexpr (std::is_same_v<E, CheckedSignature>) {
        v("verdict", e.verdict), v.optional("reasons", e.reasons), v.optional("certificate", e.certificate),
            v.optional("organisation", e.organisation), v.optional("kind", e.kind),
            v.optional("signed_at", e.signed_at), v.optional("time_stamped_at", e.time_stamped_at),
            v.optional("whole_document", e.whole_document), v.optional("later", e.later);
    } else if constexpr (std::is_same_v<E, SignatureCheck>) {
        v("verdict", e.verdict), v.optional("reasons", e.reasons), v.optional("depth", e.depth), v("at", e.at),
            v.optional("trust_list", e.trust_list), v("checker", e.checker), v.optional("signatures", e.signatures),
            v.optional("report", e.report);
    } else if constexpr (std::is_same_v<E, SignatureVerified>) {
        v("criterion", e.criterion), v("link", e.link), v("check", e.check);
    } else if constexpr (std::is_same_v<E, SecretPaperDeclared>) {
        v("criterion", e.criterion), v("paper", e.paper), v("round", e.round), v.optional("reopening", e.reopening);
    } else if constexpr (std::is_same_v<E, SecretPaperExplained>) {
        v("criterion", e.criterion), v("paper", e.paper), v("held_on", e.held_on), v("attendance", e.attendance),
            v("document_number", e.document_number), v("on_behalf", e.on_behalf), v.optional("reopening", e.reopening);
    } else if constexpr (std::is_same_v<E, EvidenceDestroyed>) {
        v("criterion", e.criterion), v("link", e.link), v("document", e.document), v("reason", e.reason),
            v("document_number", e.document_number);
    } else if constexpr (std::is_same_v<E, Sealed>) {
        v("key", e.key), v("nonce", e.nonce), v("ciphertext", e.ciphertext);
    } else if constexpr (std::is_same_v<E, OutsideReportReceived>) {
        v("criterion", e.criterion), v("report", e.report), v("kind", e.kind), v("source", e.source),
            v("summary", e.summary), v.optional("supports", e.supports), v.optional("document", e.document),
            v.optional("informant", e.informant), v("on_behalf", e.on_behalf);
    } else if constexpr (std::is_same_v<E, OutsideReportVerified>) {
        v("criterion", e.criterion), v("report", e.report), v("outcome", e.outcome), v("by", e.by),
            v("source", e.source), v("on_behalf", e.on_behalf);
    } else if constexpr (std::is_same_v<E, OutsideReportCounted>) {
        v("criterion", e.criterion), v("report", e.report), v("reason", e.reason), v("on_behalf", e.on_behalf);
    } else if constexpr (std::is_same_v<E, OutsideReportAnswered>) {
        v("criterion", e.criterion), v("report", e.report), v("text", e.text);
    } else if constexpr (std::is_same_v<E, EvidenceDetached>) {
        v("criterion", e.criterion), v("link", e.link), v.optional("reopening", e.reopening);
    } else if constexpr (std::is_same_v<E, NotApplicableClaimed>) {
        v("criterion", e.criterion), v("ground", e.ground), v.optional("reopening", e.reopening);
    } else if constexpr (std::is_same_v<E, NotApplicableAccepted> || std::is_same_v<E, NotApplicableRefused>) {
        v("criterion", e.criterion), v.optional("reason", e.reason);
    } else if constexpr (std::is_same_v<E, ApprovalRequested> || std::is_same_v<E, AssessmentApproved>) {
        v("content", e.content);
    } else if constexpr (std::is_same_v<E, ApprovalReturned> || std::is_same_v<E, AssessmentWithdrawn>) {
        v("reason", e.reason);
    } else if constexpr (std::is_same_v<E, SubmissionDelegated>) {
        v("to", e.to), v("document_number", e.document_number);
    } else if constexpr (std::is_same_v<E, AssessmentSubmitted>) {
        v("number", e.number), v("content", e.content), v("content_hash", e.content_hash),
            v("self_total", e.self_total), v("days_late", e.days_late), v("attendance", e.attendance),
            v.optional("reopening", e.reopening);
    } else if constexpr (std::is_same_v<E, SystemScored>) {
        v("criterion", e.criterion), v("points", e.points), v("level", e.level), v("basis", e.basis);
    } else if constexpr (std::is_same_v<E, Compensated>) {
        v("undone", e.undone), v("restored", e.restored);
    } else if constexpr (std::is_same_v<E, Opinion>) {
        v("criterion", e.criterion), v("round", e.round), v("decision", e.decision), v("points", e.points),
            v.optional("reason", e.reason), v.optional("needed", e.needed), v("entry_version", e.entry_version),
            v.optional("evidence", e.evidence), v("on_behalf", e.on_behalf), v.optional("reopening", e.reopening),
            v.optional("records", e.records);
    } else if constexpr (std::is_same_v<E, Source>) {
        v("text", e.text), v.optional("document_number", e.document_number), v.optional("date", e.date);
    } else if constexpr (std::is_same_v<E, Answers>) {
        v("key", e.key), v("valid_forms", e.valid_forms), v("sum", e.sum);
    } else if constexpr (std::is_same_v<E, SurveyPointsImported>) {
        v("criterion", e.criterion), v("answers", e.given.answers), outcome_fields(v, e.given);
    } else if constexpr (std::is_same_v<E, ResultImported>) {
        v("criterion", e.criterion), v.optional("value", e.given.value), v.optional("rank", e.given.rank),
            outcome_fields(v, e.given);
    } else if constexpr (std::is_same_v<E, PointsGranted> || std::is_same_v<E, BonusGranted> ||
                         std::is_same_v<E, PenaltyImposed>) {
        v("criterion", e.criterion), v.optional("figures", e.given.figures), outcome_fields(v, e.given);
    } else if constexpr (std::is_same_v<E, BallotsOpened>) {
        v("criterion", e.criterion), v("ballots", e.given.ballots), v.optional("out_of_scope", e.given.out_of_scope),
            outcome_fields(v, e.given);
    } else if constexpr (std::is_same_v<E, ReferenceImported>) {
        v("criterion", e.criterion), v("figures", e.reference.figures), v("source", e.reference.source),
            v("snapshot", e.reference.snapshot), v("on_behalf", e.reference.on_behalf),
            v.optional("reopening", e.reference.reopening);
    } else if constexpr (std::is_same_v<E, BallotCast>) {
        v("criterion", e.criterion), v("leader", e.leader), v("points", e.points), v.optional("reason", e.reason),
            v("source", e.source), v.optional("on_behalf", e.on_behalf), v.optional("reopening", e.reopening);
    } else if constexpr (std::is_same_v<E, DisagreementRuled> || std::is_same_v<E, UndecidedRuled>) {
        fields(v, e.opinion), v("document_number", e.document_number);
    } else {
        static_assert(std::is_same_v<E, AppraisalDrafted> || std::is_same_v<E, AppraisalDecided>,
                      "a new event needs its line here");
        fields(v, e.opinion);
    }
}

} // namespace cchc::storage
