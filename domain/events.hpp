#pragma once

#include "domain/evidence_facts.hpp"
#include "domain/regulation.hpp"
#include "domain/scoring_rule.hpp"
#include "domain/values.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace cchc::domain {

// All that can have happened. A name released here keeps its meaning for ever: a new optional member may join, any
// other new shape is the next schema version with a lift in storage/upcast. No personal name, address or number stands
// in an event: people are actor ids, files are hashes. `name` is the wire name (behind "vn.cchc.") and `no` its number
// in entry headers; neither is ever used again for something else.

enum class RoleKind {
    agency_officer,
    agency_head,
    appraiser,
    cycle_admin,
    auditor,
    system_admin,
    leader,             ///< scores by ballot (ACT-4)
    agency_contributor, ///< works on his agency's assessment, and asks for and decides nothing (ACT-26)
    council_secretary,  ///< reads what the council does, and decides nothing
    council_chair,      ///< rules where appraisers differ or have not decided (AP-15, AP-20)
    deciding_authority, ///< puts equals in order, and makes results known (ACT-2, ACT-3, RK-6)
    surveyor,    ///< of the firm that an agency has engaged: enters survey points, and nothing else (SE-8, ACT-28)
    integration, ///< another system, which brings in facts for an agency by a key of its own
};

/// When one round of a cycle runs. `deadline` is the first instant that is late; `locks_at` the first that is refused
/// (equal for a hard deadline). Open ends stay absent until guidance fills them (TL-4).
struct RoundWindow {
    RoundId round;
    std::optional<Instant> opens_at;
    std::optional<Instant> deadline;
    std::optional<Instant> locks_at;
    bool operator==(const RoundWindow&) const = default;
};

enum class LockedBy { clock, hand };
enum class Decision { agree, disagree, request_supplement };

// ── directory ────────────────────────────────────────────────────────────────────────────────────────────────────────

/// The first event of every log: whose it is, and the origin that its checkpoints carry.
struct TenantFounded {
    static constexpr std::string_view name = "tenant_founded";
    static constexpr std::uint16_t no = 1;
    std::string title;
    std::string origin;
    std::uint32_t epoch = 1;
    bool operator==(const TenantFounded&) const = default;
};
/// A person (by pseudonym) holds a role from an instant on, for one agency where the role has one (ACT-35, ES-9), and
/// on part of the criteria or in some rounds only where the paper says so (ACT-10, ACT-20).
struct RoleGranted {
    static constexpr std::string_view name = "role_granted";
    static constexpr std::uint16_t no = 2;
    GrantId grant;
    ActorId actor;
    RoleKind role = RoleKind::auditor;
    AgencyId agency;
    Instant from;
    std::optional<Instant> until;
    std::string document_number;
    std::string leader;          ///< of a leader: his key in the regulations' ballots
    std::vector<Code> criteria;  ///< he acts on these and on what lies below them; none: on all
    std::vector<RoundId> rounds; ///< … and in these rounds; none: in all
    bool operator==(const RoleGranted&) const = default;
};
struct RoleEnded {
    static constexpr std::string_view name = "role_ended";
    static constexpr std::uint16_t no = 3;
    GrantId grant;
    std::string reason;
    bool operator==(const RoleEnded&) const = default;
};
using DirectoryEvent = std::variant<TenantFounded, RoleGranted, RoleEnded>;

// ── regulation ───────────────────────────────────────────────────────────────────────────────────────────────────────

/// What the linter said of a document when it was put up or issued: the whole of it by hash, and how much (CS-37).
struct FindingsFile {
    FileRef document;
    std::uint32_t errors = 0;
    std::uint32_t warnings = 0;
    bool operator==(const FindingsFile&) const = default;
};

/// A regulation with its criteria sets is frozen under its decision; the document is kept by hash (CS-28, RC-2). It
/// supersedes the version before it for every cycle opened from here on; cycles that run keep theirs (CS-30).
struct RegulationIssued {
    static constexpr std::string_view name = "regulation_issued";
    static constexpr std::uint16_t no = 16;
    RegulationId regulation;
    std::uint32_t version = 1;
    FileRef document;
    std::string decision_number;
    std::optional<Date> decision_date;
    std::string issuer;                 ///< the office, never the person
    std::string signed_by;              ///< in what office the signer signed, never the person
    std::optional<std::uint32_t> draft; ///< absent: it was made elsewhere, on paper
    std::optional<FindingsFile> findings;
    std::string reason; ///< why it is issued with errors open; the event's actor answers for it (CS-37)
    bool operator==(const RegulationIssued&) const = default;
};
/// The text that is to be issued, as its author puts it up: the first of a version, or what became of the comments
/// (CS-23, CS-28). The event's actor is its author (ACT-11).
struct RegulationDrafted {
    static constexpr std::string_view name = "regulation_drafted";
    static constexpr std::uint16_t no = 17;
    RegulationId regulation;
    std::uint32_t draft = 1; ///< counted through all versions
    FileRef document;
    std::optional<FindingsFile> findings;
    std::string change_note; ///< against the text before it (RC-2)
    bool operator==(const RegulationDrafted&) const = default;
};
/// A draft is sent to agencies for comment. `closes_at` is the first instant that is too late (CS-23, CS-24).
struct ConsultationOpened {
    static constexpr std::string_view name = "consultation_opened";
    static constexpr std::uint16_t no = 18;
    RegulationId regulation;
    std::uint32_t draft = 1;
    std::vector<AgencyId> agencies; ///< who is asked
    Instant closes_at;
    bool silence_is_consent = false;
    std::string document_number; ///< of the letter that asks
    bool operator==(const ConsultationOpened&) const = default;
};
/// What an agency says of a draft, as a whole or of one criterion (CS-25).
struct DraftCommented {
    static constexpr std::string_view name = "draft_commented";
    static constexpr std::uint16_t no = 19;
    RegulationId regulation;
    std::uint32_t draft = 1;
    CommentId comment;
    AgencyId agency;
    std::string criteria_set; ///< its id; empty: every set that has the criterion, or the regulation as a whole
    Code criterion;           ///< empty: the set or the regulation as a whole
    std::string text;
    bool operator==(const DraftCommented&) const = default;
};
/// What its author makes of a comment (CS-26, RP-14). The last answer counts.
struct CommentAnswered {
    static constexpr std::string_view name = "comment_answered";
    static constexpr std::uint16_t no = 20;
    RegulationId regulation;
    CommentId comment;
    bool accepted = false;
    std::string text;
    bool operator==(const CommentAnswered&) const = default;
};
/// By the clock. Nothing of the agencies in `silent` lies between the opening and this event; where silence is consent,
/// they have consented (CS-24, ES-7).
struct ConsultationClosed {
    static constexpr std::string_view name = "consultation_closed";
    static constexpr std::uint16_t no = 21;
    RegulationId regulation;
    std::uint32_t draft = 1;
    Instant due;
    std::vector<AgencyId> silent;
    bool silence_is_consent = false;
    bool operator==(const ConsultationClosed&) const = default;
};
/// Somebody else than the author has gone through the draft (ACT-11).
struct DraftReviewed {
    static constexpr std::string_view name = "draft_reviewed";
    static constexpr std::uint16_t no = 22;
    RegulationId regulation;
    std::uint32_t draft = 1;
    std::string note;
    bool operator==(const DraftReviewed&) const = default;
};
/// The body that must agree before the issue has agreed to exactly this draft (CS-26, ACT-5).
struct DraftAgreed {
    static constexpr std::string_view name = "draft_agreed";
    static constexpr std::uint16_t no = 23;
    RegulationId regulation;
    std::uint32_t draft = 1;
    std::string body; ///< its id in the draft: the steering committee
    std::string document_number;
    std::optional<Date> document_date;
    bool operator==(const DraftAgreed&) const = default;
};
/// A later paper adds words to one criterion of an issued version, dated and apart from the issued text (CS-31).
struct GuidanceOverlaid {
    static constexpr std::string_view name = "guidance_overlaid";
    static constexpr std::uint16_t no = 24;
    RegulationId regulation;
    std::uint32_t version = 1;
    OverlayId overlay;
    Date from;
    std::string document_number;
    std::optional<Date> document_date;
    std::string issuer;
    std::vector<std::string> criteria_sets; ///< their ids; none: every set that has the criterion
    Code criterion;
    std::string text;
    bool operator==(const GuidanceOverlaid&) const = default;
};
using RegulationEvent = std::variant<RegulationIssued, RegulationDrafted, ConsultationOpened, DraftCommented,
                                     CommentAnswered, ConsultationClosed, DraftReviewed, DraftAgreed, GuidanceOverlaid>;

// ── cycle ────────────────────────────────────────────────────────────────────────────────────────────────────────────

/// A year's run begins: it pins one version of the regulation and dates its rounds. Every listed agency has its
/// assessment from here on.
struct CycleOpened {
    static constexpr std::string_view name = "cycle_opened";
    static constexpr std::uint16_t no = 32;
    CycleId cycle;
    std::string title;
    RegulationId regulation;
    std::uint32_t regulation_version = 1;
    std::vector<AgencyId> agencies;
    std::vector<RoundWindow> rounds;
    bool operator==(const CycleOpened&) const = default;
};
/// An open end filled in, or a round moved before it opened (TL-4).
struct RoundScheduled {
    static constexpr std::string_view name = "round_scheduled";
    static constexpr std::uint16_t no = 33;
    CycleId cycle;
    RoundWindow window;
    std::string decision_number;
    bool operator==(const RoundScheduled&) const = default;
};
/// A public extension, before the end, never over a past lock (LK-12). No agencies listed: for all.
struct RoundExtended {
    static constexpr std::string_view name = "round_extended";
    static constexpr std::uint16_t no = 34;
    CycleId cycle;
    RoundId round;
    std::vector<AgencyId> agencies;
    Instant deadline;
    Instant locks_at;
    std::string decision_number;
    std::string reason;
    bool operator==(const RoundExtended&) const = default;
};
/// The round is over for `agencies`, or for all but those with a later extension when none are listed (LK-1, LK-4).
struct RoundLocked {
    static constexpr std::string_view name = "round_locked";
    static constexpr std::uint16_t no = 35;
    CycleId cycle;
    RoundId round;
    std::vector<AgencyId> agencies;
    LockedBy by = LockedBy::clock;
    std::optional<Instant> due; ///< the instant it was due, by the calendar
    std::string reason;
    bool operator==(const RoundLocked&) const = default;
};
/// A locked round opens again for chosen agencies and criteria (none: all of them), until an instant, and then ends by
/// itself (LK-11).
struct RoundReopened {
    static constexpr std::string_view name = "round_reopened";
    static constexpr std::uint16_t no = 36;
    CycleId cycle;
    RoundId round;
    GrantId grant;
    std::vector<AgencyId> agencies;
    std::vector<Code> criteria;
    Instant until;
    std::string ground;
    std::string decision_number;
    bool operator==(const RoundReopened&) const = default;
};
struct ReopeningEnded {
    static constexpr std::string_view name = "reopening_ended";
    static constexpr std::uint16_t no = 37;
    CycleId cycle;
    GrantId grant;
    LockedBy by = LockedBy::clock;
    std::string reason;
    bool operator==(const ReopeningEnded&) const = default;
};
/// The decisions of an appraisal round are shown to the agencies, all in one act (AP-11).
struct AppraisalsPublished {
    static constexpr std::string_view name = "appraisals_published";
    static constexpr std::uint16_t no = 38;
    CycleId cycle;
    RoundId round;
    std::uint32_t decided = 0;   ///< decisions that became visible
    std::uint32_t undecided = 0; ///< appraisable entries left to `undecided_at_lock`
    std::string minutes;         ///< number of the minutes in which the agencies agreed, where they must (AP-12)
    bool operator==(const AppraisalsPublished&) const = default;
};
/// The authority has put equal agencies in an order (RK-6). It holds among them for as long as they are equal.
struct TieDecided {
    static constexpr std::string_view name = "tie_decided";
    static constexpr std::uint16_t no = 42;
    CycleId cycle;
    std::string ranking; ///< in which they are equal: the id of a ranking group or an agency group; empty: of a reward
    std::string reward;  ///< the id of a reward whose line they lie across; empty: a ranking
    std::vector<AgencyId> agencies; ///< best first
    std::string document_number;
    std::optional<Date> document_date;
    std::string issuer; ///< the office, never the person
    std::string reason;
    bool operator==(const TieDecided&) const = default;
};
/// The results are made known under a decision: the table as it stood right after the event at `table`, to the extent
/// the regulation allows (PB-1, PB-6, PB-7). Whatever happens later changes nothing of it; what is wrong in it is put
/// right by another publication, which names it (PB-8).
struct ResultsPublished {
    static constexpr std::string_view name = "results_published";
    static constexpr std::uint16_t no = 41;
    CycleId cycle;
    std::uint32_t number = 1; ///< counted in the cycle
    Sequence table = 0;
    PublicExtent extent = PublicExtent::areas;
    std::string decision_number;
    Date decision_date;
    std::string publisher;                 ///< the body or the office that decides (ACT-3)
    std::string signed_by;                 ///< in what office the signer signed, never the person
    std::uint32_t awaited = 0;             ///< entries whose points others still owed in that table
    std::optional<std::uint32_t> corrects; ///< number of the publication it corrects
    std::string reason;                    ///< why it corrects, or why it came before the results were final
    bool operator==(const ResultsPublished&) const = default;
};
/// Published results were reported to the body above (DL-1, DL-7).
struct ResultsReported {
    static constexpr std::string_view name = "results_reported";
    static constexpr std::uint16_t no = 43;
    CycleId cycle;
    std::uint32_t publication = 1; ///< its number
    std::string to;                ///< the body or office, never a person
    std::string document_number;
    Date document_date;
    bool operator==(const ResultsReported&) const = default;
};
/// What was refused and who read what is kept in a trail beside the log (ES-6, ES-18). At every lock and publication
/// the log names the trail as it stood: nobody can change or cut it behind that place unseen.
struct TrailSealed {
    static constexpr std::string_view name = "trail_sealed";
    static constexpr std::uint16_t no = 40;
    CycleId cycle;
    std::uint64_t size = 0; ///< rows
    Sha256 root;            ///< of the Merkle tree over them, as the log's own (RFC 6962)
    bool operator==(const TrailSealed&) const = default;
};

/// What an amendment does to a cycle that runs: never silently (CS-32).
enum class AmendmentEffect {
    next_cycle, ///< nothing: the later version holds for cycles to come
    this_round, ///< what is scored otherwise is scored again, while the self-assessment is open to everyone concerned
    reopen,     ///< likewise, and it is opened again for whoever is locked out or appraised
};
/// What must be done again on an entry.
enum class Redo {
    none,
    check, ///< the score stands; what is owed beside it has changed
    score, ///< the score given stands no more; it stays to be seen
};
/// One leaf of the version moved to that is not simply what it was under its own code.
struct AmendedCriterion {
    std::string criteria_set; ///< its id in the version moved to
    Code criterion;
    std::vector<Code> from; ///< what it was in the version left; none: new; several: merged
    Redo redo = Redo::none;
    bool operator==(const AmendedCriterion&) const = default;
};
/// The cycle goes on under a later version of its regulation. What stood on a criterion stands on what became of it:
/// score, explanation, evidence, what others gave, the council's opinions. Where it is scored again, score and opinions
/// count no more; explanation and evidence stay. A leaf that is not listed is what it was; what no leaf comes from is
/// dropped. The list is the act: a fold takes it as it stands and compares nothing again.
struct CycleAmended {
    static constexpr std::string_view name = "cycle_amended";
    static constexpr std::uint16_t no = 39;
    CycleId cycle;
    std::uint32_t from_version = 1;
    std::uint32_t to_version = 2;
    AmendmentEffect effect = AmendmentEffect::this_round;
    std::vector<AmendedCriterion> criteria;
    std::string reason;
    bool operator==(const CycleAmended&) const = default;
};
using CycleEvent =
    std::variant<CycleOpened, RoundScheduled, RoundExtended, RoundLocked, RoundReopened, ReopeningEnded,
                 AppraisalsPublished, CycleAmended, TieDecided, ResultsPublished, ResultsReported, TrailSealed>;

// ── assessment: one agency in one cycle ──────────────────────────────────────────────────────────────────────────────
// `reopening` names the grant under which the act was done, or is empty: everything done inside a reopening is marked.

struct SelfScoreEntered {
    static constexpr std::string_view name = "self_score_entered";
    static constexpr std::uint16_t no = 64;
    Code criterion;
    Points points;
    std::optional<std::uint32_t> level; ///< where the points are those of exactly one level
    std::string reason;                 ///< why the figures' own result was overridden (SM-34)
    GrantId reopening;
    bool operator==(const SelfScoreEntered&) const = default;
};
struct SelfScoreCleared {
    static constexpr std::string_view name = "self_score_cleared";
    static constexpr std::uint16_t no = 65;
    Code criterion;
    GrantId reopening;
    bool operator==(const SelfScoreCleared&) const = default;
};
/// Dates, counts, ticks, and what they came to under the rule then in force (SM-34).
struct FiguresDeclared {
    static constexpr std::string_view name = "figures_declared";
    static constexpr std::uint16_t no = 66;
    Code criterion;
    Figures figures;
    Points points;
    std::optional<std::uint32_t> level;
    GrantId reopening;
    bool operator==(const FiguresDeclared&) const = default;
};
/// Why the score holds; an empty text takes the explanation back.
struct ExplanationWritten {
    static constexpr std::string_view name = "explanation_written";
    static constexpr std::uint16_t no = 67;
    Code criterion;
    std::string text;
    GrantId reopening;
    bool operator==(const ExplanationWritten&) const = default;
};
struct EvidenceAttached {
    static constexpr std::string_view name = "evidence_attached";
    static constexpr std::uint16_t no = 68;
    Code criterion;
    LinkId link;
    FileRef document;
    std::optional<Date> document_date; ///< what days-late rules use, not the upload time (EV-32)
    std::string document_number;
    std::string pages;
    LinkId corrects; ///< the older item a corrected file refers to (EV-22)
    RoundId round;   ///< what was there at the lock stays apart from what came later (EV-21)
    GrantId reopening;
    SignatureVerdict signature = SignatureVerdict::unknown; ///< told by its form alone, where there is no `check`
    std::optional<EvidenceKind> kind = {};
    std::string issuer = {};                  ///< the authority that issued it, as the agency says (EV-16)
    std::optional<SignatureCheck> check = {}; ///< made when the file came in (EV-14)
    bool operator==(const EvidenceAttached&) const = default;
};
struct EvidenceDetached {
    static constexpr std::string_view name = "evidence_detached";
    static constexpr std::uint16_t no = 69;
    Code criterion;
    LinkId link;
    GrantId reopening;
    bool operator==(const EvidenceDetached&) const = default;
};
struct NotApplicableClaimed {
    static constexpr std::string_view name = "not_applicable_claimed";
    static constexpr std::uint16_t no = 70;
    Code criterion;
    std::string ground;
    GrantId reopening;
    bool operator==(const NotApplicableClaimed&) const = default;
};
struct NotApplicableWithdrawn {
    static constexpr std::string_view name = "not_applicable_withdrawn";
    static constexpr std::uint16_t no = 71;
    Code criterion;
    GrantId reopening;
    bool operator==(const NotApplicableWithdrawn&) const = default;
};
struct NotApplicableAccepted {
    static constexpr std::string_view name = "not_applicable_accepted";
    static constexpr std::uint16_t no = 72;
    Code criterion;
    std::string reason;
    bool operator==(const NotApplicableAccepted&) const = default;
};
struct NotApplicableRefused {
    static constexpr std::string_view name = "not_applicable_refused";
    static constexpr std::uint16_t no = 73;
    Code criterion;
    std::string reason;
    bool operator==(const NotApplicableRefused&) const = default;
};
/// The officer has prepared the assessment and asks the head (SA-7). `content` is the assessment's content version.
struct ApprovalRequested {
    static constexpr std::string_view name = "approval_requested";
    static constexpr std::uint16_t no = 74;
    std::uint64_t content = 0;
    bool operator==(const ApprovalRequested&) const = default;
};
/// The head approves exactly this content; any later change needs a new approval.
struct AssessmentApproved {
    static constexpr std::string_view name = "assessment_approved";
    static constexpr std::uint16_t no = 75;
    std::uint64_t content = 0;
    bool operator==(const AssessmentApproved&) const = default;
};
struct ApprovalReturned {
    static constexpr std::string_view name = "approval_returned";
    static constexpr std::uint16_t no = 76;
    std::string reason;
    bool operator==(const ApprovalReturned&) const = default;
};
/// The head lets an officer submit in his stead, in writing (SA-7).
struct SubmissionDelegated {
    static constexpr std::string_view name = "submission_delegated";
    static constexpr std::uint16_t no = 77;
    ActorId to;
    std::string document_number;
    bool operator==(const SubmissionDelegated&) const = default;
};
/// The assessment is in. `attendance` are the offices that took part in the session (SA-6), never names of people.
struct AssessmentSubmitted {
    static constexpr std::string_view name = "assessment_submitted";
    static constexpr std::uint16_t no = 78;
    std::uint32_t number = 1; ///< 1 for the first submission, 2 after a withdrawal …
    std::uint64_t content = 0;
    Sha256 content_hash; ///< over the canonical text of every entry, see domain/assessment.hpp
    Points self_total;
    std::int32_t days_late = 0; ///< against a soft deadline (LK-6)
    std::vector<std::string> attendance;
    GrantId reopening;
    bool operator==(const AssessmentSubmitted&) const = default;
};
/// Points the system gives by its own clock (CS-21).
struct SystemScored {
    static constexpr std::string_view name = "system_scored";
    static constexpr std::uint16_t no = 79;
    Code criterion;
    Points points;
    std::uint32_t level = 0;
    std::string basis; ///< `on_time`, `late`, `never`, `without_evidence`
    bool operator==(const SystemScored&) const = default;
};
struct AssessmentWithdrawn {
    static constexpr std::string_view name = "assessment_withdrawn";
    static constexpr std::uint16_t no = 80;
    std::string reason;
    bool operator==(const AssessmentWithdrawn&) const = default;
};
/// An act was undone; the `restored` events that follow it in the same command put back what was there before.
struct Compensated {
    static constexpr std::string_view name = "compensated";
    static constexpr std::uint16_t no = 81;
    Sequence undone = 0;
    std::uint32_t restored = 1;
    bool operator==(const Compensated&) const = default;
};
/// The agency's answer between two rounds (SA-11, EV-20); an empty text takes it back.
struct SupplementProvided {
    static constexpr std::string_view name = "supplement_provided";
    static constexpr std::uint16_t no = 82;
    Code criterion;
    std::string text;
    GrantId reopening;
    bool operator==(const SupplementProvided&) const = default;
};

/// Where a fact from outside was read: the paper or system, and the day it stood so (SW-5).
struct Source {
    std::string text;
    std::string document_number;
    std::optional<Date> date;
    bool operator==(const Source&) const = default;
};
/// What others gave on one leaf, and what it came to under the rule then in force. Each event carries the facts that
/// its rule reads; the last one on a leaf counts.
struct Given {
    std::vector<Answers> answers;
    std::optional<Points> value;      ///< of another index
    std::optional<std::int32_t> rank; ///< its place there
    std::optional<Figures> figures;   ///< counts of a bonus or a penalty; whatever else the rule reads
    std::uint32_t ballots = 0;        ///< how many were opened
    bool out_of_scope = false;        ///< `leader_scope` leaves the agency out (LD-5)
    Points points;                    ///< of a penalty what it takes off
    std::optional<std::uint32_t> level;
    bool not_applicable = false; ///< too few valid forms, and the plan says so (SV-13)
    std::string reason;
    std::optional<Source> source;
    AgencyId on_behalf; ///< the agency that brought it in; empty: the clock opened the ballots
    GrantId reopening;
    bool operator==(const Given&) const = default;
};
/// An attached file's signatures were checked again, and something else was found; the newest check holds (EV-14). It
/// moves no points, whatever it says and whenever it comes.
struct SignatureVerified {
    static constexpr std::string_view name = "signature_verified";
    static constexpr std::uint16_t no = 89;
    Code criterion;
    LinkId link;
    SignatureCheck check;
    bool operator==(const SignatureVerified&) const = default;
};
/// There is a paper graded secret that proves the score. It is never uploaded, and nothing of what it says stands here:
/// its agency explains it to the council by word of mouth (EV-17, EV-18).
struct SecretPaperDeclared {
    static constexpr std::string_view name = "secret_paper_declared";
    static constexpr std::uint16_t no = 90;
    Code criterion;
    PaperId paper;
    RoundId round;
    GrantId reopening;
    bool operator==(const SecretPaperDeclared&) const = default;
};
/// That it was explained, when, before which offices, and the paper in which they wrote that down (ES-15).
struct SecretPaperExplained {
    static constexpr std::string_view name = "secret_paper_explained";
    static constexpr std::uint16_t no = 91;
    Code criterion;
    PaperId paper;
    Date held_on;
    std::vector<std::string> attendance; ///< offices, never names of people
    std::string document_number;         ///< of the minutes
    AgencyId on_behalf;                  ///< the appraising agency
    GrantId reopening;
    bool operator==(const SecretPaperExplained&) const = default;
};
/// An attached file can be read no more, by anybody, ever: it held personal data (SE-9). That it was there, its hash
/// and its size stay, and what it proved.
struct EvidenceDestroyed {
    static constexpr std::string_view name = "evidence_destroyed";
    static constexpr std::uint16_t no = 93;
    Code criterion;
    LinkId link;
    Sha256 document;
    std::string reason;
    std::string document_number; ///< of the decision to destroy it
    bool operator==(const EvidenceDestroyed&) const = default;
};

/// Where a report from outside comes from (EV-23 to EV-26, EV-29).
enum class OutsideKind : std::uint8_t {
    media,
    hotline,
    inspection, ///< of an inspecting, checking or supervising body
    follow_up,  ///< the council agencies' own records of the year
    on_site,
};
/// What came of looking into it.
enum class OutsideOutcome : std::uint8_t { confirmed, dismissed };

/// Somebody outside the agency says something that bears on its score. It counts for nothing yet (EV-24); the agency
/// sees it and may answer (EV-25). Who told it is sealed: neither the agency nor its appraisers learn it.
struct OutsideReportReceived {
    static constexpr std::string_view name = "outside_report_received";
    static constexpr std::uint16_t no = 120;
    Code criterion;
    ReportId report;
    OutsideKind kind = OutsideKind::media;
    Source source;
    std::string summary;
    bool supports = false; ///< the self score; else it speaks against it
    std::optional<FileRef> document;
    std::optional<Sealed> informant;
    AgencyId on_behalf; ///< the agency that took it in
    bool operator==(const OutsideReportReceived&) const = default;
};
/// A competent body looked into it, or other evidence proved it; until it counts, the last word holds.
struct OutsideReportVerified {
    static constexpr std::string_view name = "outside_report_verified";
    static constexpr std::uint16_t no = 121;
    Code criterion;
    ReportId report;
    OutsideOutcome outcome = OutsideOutcome::confirmed;
    std::string by; ///< the body, never a person
    Source source;
    AgencyId on_behalf;
    bool operator==(const OutsideReportVerified&) const = default;
};
/// The appraisers take it as a ground for their decision. Points move by that decision alone.
struct OutsideReportCounted {
    static constexpr std::string_view name = "outside_report_counted";
    static constexpr std::uint16_t no = 122;
    Code criterion;
    ReportId report;
    std::string reason;
    AgencyId on_behalf;
    bool operator==(const OutsideReportCounted&) const = default;
};
/// What the agency says to it; the last answer holds.
struct OutsideReportAnswered {
    static constexpr std::string_view name = "outside_report_answered";
    static constexpr std::uint16_t no = 123;
    Code criterion;
    ReportId report;
    std::string text;
    bool operator==(const OutsideReportAnswered&) const = default;
};

/// Points from a sociological survey; imported again, the newer counts (SV-8).
struct SurveyPointsImported {
    static constexpr std::string_view name = "survey_points_imported";
    static constexpr std::uint16_t no = 83;
    Code criterion;
    Given given;
    bool operator==(const SurveyPointsImported&) const = default;
};
/// A result of another index (SM-22).
struct ResultImported {
    static constexpr std::string_view name = "result_imported";
    static constexpr std::uint16_t no = 84;
    Code criterion;
    Given given;
    bool operator==(const ResultImported&) const = default;
};
/// Points given by an agency or by the council, without a self score (CS-15, SM-23).
struct PointsGranted {
    static constexpr std::string_view name = "points_granted";
    static constexpr std::uint16_t no = 85;
    Code criterion;
    Given given;
    bool operator==(const PointsGranted&) const = default;
};
struct BonusGranted {
    static constexpr std::string_view name = "bonus_granted";
    static constexpr std::uint16_t no = 86;
    Code criterion;
    Given given;
    bool operator==(const BonusGranted&) const = default;
};
struct PenaltyImposed {
    static constexpr std::string_view name = "penalty_imposed";
    static constexpr std::uint16_t no = 87;
    Code criterion;
    Given given;
    bool operator==(const PenaltyImposed&) const = default;
};
/// Whole numbers that a published list or another system fixes for one leaf of one agency, by key: `denominator`, an
/// input of a formula (SM-25, SW-5, RES-5).
struct Reference {
    std::vector<NamedCount> figures;
    Source source;
    Date snapshot;      ///< the day they were taken
    AgencyId on_behalf; ///< the agency that brought them in
    GrantId reopening;
    bool operator==(const Reference&) const = default;
};
/// Reference data came in. The last one counts; the agency confirms it with its figures.
struct ReferenceImported {
    static constexpr std::string_view name = "reference_imported";
    static constexpr std::uint16_t no = 92;
    Code criterion;
    Reference reference;
    bool operator==(const ReferenceImported&) const = default;
};
/// The leaders' ballots on one leaf count from here on (LD-6, LD-7): who gave what stays in the ballots' own stream.
struct BallotsOpened {
    static constexpr std::string_view name = "ballots_opened";
    static constexpr std::uint16_t no = 88;
    Code criterion;
    Given given;
    bool operator==(const BallotsOpened&) const = default;
};
using AssessmentEvent =
    std::variant<SelfScoreEntered, SelfScoreCleared, FiguresDeclared, ExplanationWritten, EvidenceAttached,
                 EvidenceDetached, NotApplicableClaimed, NotApplicableWithdrawn, NotApplicableAccepted,
                 NotApplicableRefused, ApprovalRequested, AssessmentApproved, ApprovalReturned, SubmissionDelegated,
                 AssessmentSubmitted, SystemScored, AssessmentWithdrawn, Compensated, SupplementProvided,
                 SurveyPointsImported, ResultImported, PointsGranted, BonusGranted, PenaltyImposed, BallotsOpened,
                 ReferenceImported, SignatureVerified, SecretPaperDeclared, SecretPaperExplained, EvidenceDestroyed,
                 OutsideReportReceived, OutsideReportVerified, OutsideReportCounted, OutsideReportAnswered>;

// ── appraisal: the council's opinion on one assessment; a stream of its own, so that a draft leaves no trace in what
// an
//    agency can see
//    ────────────────────────────────────────────────────────────────────────────────────────────────────

/// What both a draft and a decision say, and what they judged: the entry's version and its evidence then (ES-4).
struct Opinion {
    Code criterion;
    RoundId round;
    Decision decision = Decision::agree;
    Points points;
    std::string reason;
    std::string needed;
    std::uint32_t entry_version = 0;
    std::vector<Sha256> evidence;
    AgencyId on_behalf; ///< the appraising agency (ACT-19)
    GrantId reopening;
    std::string records = {}; ///< what it looked at of its own, where the evidence lies there (EV-28)
    bool operator==(const Opinion&) const = default;
};
struct AppraisalDrafted {
    static constexpr std::string_view name = "appraisal_drafted";
    static constexpr std::uint16_t no = 96;
    Opinion opinion;
    bool operator==(const AppraisalDrafted&) const = default;
};
struct AppraisalDecided {
    static constexpr std::string_view name = "appraisal_decided";
    static constexpr std::uint16_t no = 97;
    Opinion opinion;
    bool operator==(const AppraisalDecided&) const = default;
};
/// The appraisers of one criterion differ, and the chair has ruled (AP-15). `opinion.on_behalf` recorded it.
struct DisagreementRuled {
    static constexpr std::string_view name = "disagreement_ruled";
    static constexpr std::uint16_t no = 98;
    Opinion opinion;
    std::string document_number; ///< of the paper in which he ruled
    bool operator==(const DisagreementRuled&) const = default;
};
/// The round locked with nothing decided, and the chair has ruled in the appraisers' place (AP-20).
struct UndecidedRuled {
    static constexpr std::string_view name = "undecided_ruled";
    static constexpr std::uint16_t no = 99;
    Opinion opinion;
    std::string document_number;
    bool operator==(const UndecidedRuled&) const = default;
};
using AppraisalEvent = std::variant<AppraisalDrafted, AppraisalDecided, DisagreementRuled, UndecidedRuled>;

// ── ballots: what leaders gave one assessment; a stream of its own, so that a sealed ballot leaves no trace in what an
//    agency can see (LD-7)
//    ─────────────────────────────────────────────────────────────────────────────────────────────

/// One leader's ballot on one leaf; his last one counts.
struct BallotCast {
    static constexpr std::string_view name = "ballot_cast";
    static constexpr std::uint16_t no = 112;
    Code criterion;
    std::string leader; ///< his key in the regulation's plan: an office, never a person
    Points points;
    std::string reason; ///< why an opened ballot was corrected
    Source source;
    AgencyId on_behalf; ///< the agency that entered it from paper; empty: the leader himself (LD-8)
    GrantId reopening;
    bool operator==(const BallotCast&) const = default;
};
using BallotEvent = std::variant<BallotCast>;

using Event = std::variant<DirectoryEvent, RegulationEvent, CycleEvent, AssessmentEvent, AppraisalEvent, BallotEvent>;

/// The kinds of streams; a stream's name is `<kind>/<id>`.
enum class StreamKind : std::uint8_t { directory, regulation, cycle, assessment, appraisal, ballot };

/// Whether such a stream's id is an assessment's.
constexpr bool is_of_assessment(StreamKind kind)
{
    return kind >= StreamKind::assessment;
}

/// Where an event belongs: the directory (id empty), a regulation, a cycle, an assessment, the appraisal of one,
/// or its ballots.
struct StreamName {
    StreamKind kind = StreamKind::directory;
    std::string id;
    std::string text() const;
    static std::optional<StreamName> parse(std::string_view text);
    auto operator<=>(const StreamName&) const = default;
};

/// One event with all that the log knows about it besides its bytes.
struct Record {
    Sequence seq = 0;
    Instant at;
    StreamName stream;
    ActorId actor; ///< `system` for acts of the clock
    RoleKind role = RoleKind::system_admin;
    Event event;
};

/// The wire name of whatever happened, `self_score_entered`.
std::string_view wire_name(const Event& event);

} // namespace cchc::domain
