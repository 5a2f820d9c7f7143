#pragma once

#include "domain/events.hpp"
#include "domain/values.hpp"

#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace cchc::domain {

// All that can be asked. A command is a wish: `decide` answers with events or a refusal. Each carries its whole
// address, so that it means the same whoever forwards it.

// ── directory ──
/// The first command of a tenant, asked by the system itself.
struct FoundTenant {
    std::string title;
    std::string origin;
    std::uint32_t epoch = 1;
};
struct GrantRole {
    GrantId grant;
    ActorId actor;
    RoleKind role = RoleKind::auditor;
    AgencyId agency;
    std::optional<Instant> from; ///< absent: from the stamp on
    std::optional<Instant> until;
    std::string document_number;
    std::string leader; ///< of a leader: his key in the regulations' ballots
    std::vector<Code> criteria;
    std::vector<RoundId> rounds;
};
struct EndRole {
    GrantId grant;
    std::string reason;
};
// ── regulation ──
struct IssueRegulation {
    RegulationId regulation;
    FileRef document; ///< stored and read before the command is asked
    std::string decision_number;
    std::optional<Date> decision_date;
    std::string issuer;
    std::string signed_by = {};
    std::string reason = {};              ///< needed where the linter still finds errors
    std::optional<FileRef> findings = {}; ///< what it finds, stored before the command is asked
};
/// Puts up the text that is to be issued, or the next one after the comments.
struct DraftRegulation {
    RegulationId regulation;
    FileRef document; ///< stored and read before the command is asked
    std::optional<FileRef> findings = {};
};
struct OpenConsultation {
    RegulationId regulation;
    std::optional<Instant> closes_at; ///< absent: as the draft itself says (`drafting.comments_until`)
    std::vector<AgencyId> agencies;   ///< none: all that the draft lists
    std::string document_number;
};
struct CommentOnDraft {
    RegulationId regulation;
    CommentId comment;
    std::string criteria_set;
    Code criterion;
    std::string text;
};
struct AnswerComment {
    RegulationId regulation;
    CommentId comment;
    bool accepted = false;
    std::string text;
};
/// By the clock, when its instant has come.
struct CloseConsultation {
    RegulationId regulation;
};
struct ReviewDraft {
    RegulationId regulation;
    std::string note;
};
struct RecordAgreement {
    RegulationId regulation;
    std::string body;
    std::string document_number;
    std::optional<Date> document_date;
};
struct OverlayGuidance {
    RegulationId regulation;
    std::uint32_t version = 1;
    OverlayId overlay;
    Date from;
    std::string document_number;
    std::optional<Date> document_date;
    std::string issuer;
    std::vector<std::string> criteria_sets;
    Code criterion;
    std::string text;
};
// ── cycle ──
struct OpenCycle {
    CycleId cycle;
    std::string title;
    RegulationId regulation;
    std::uint32_t regulation_version = 1;
    std::vector<AgencyId> agencies; ///< none: all that the regulation lists as assessed
    std::vector<RoundWindow> rounds;
};
struct ScheduleRound {
    CycleId cycle;
    RoundWindow window;
    std::string decision_number;
};
struct ExtendRound {
    CycleId cycle;
    RoundId round;
    std::vector<AgencyId> agencies;
    Instant deadline;
    std::optional<Instant> locks_at; ///< soft deadlines only; absent: moved by as much as the deadline
    std::string decision_number;
    std::string reason;
};
/// By a person with a reason; by the clock (`by` = clock) for whoever is due at the stamp.
struct LockRound {
    CycleId cycle;
    RoundId round;
    LockedBy by = LockedBy::hand;
    std::string reason;
};
struct ReopenRound {
    CycleId cycle;
    RoundId round;
    GrantId grant;
    std::vector<AgencyId> agencies;
    std::vector<Code> criteria;
    Instant until;
    std::string ground;
    std::string decision_number;
};
struct EndReopening {
    CycleId cycle;
    GrantId grant;
    LockedBy by = LockedBy::hand;
    std::string reason;
};
struct PublishAppraisals {
    CycleId cycle;
    RoundId round;
    std::string minutes; ///< their number, where the agencies must agree together first (AP-12)
};
/// What the authority decided among equal agencies, best first; of a ranking or of a reward (RK-6).
struct DecideTie {
    CycleId cycle;
    std::string ranking;
    std::string reward;
    std::vector<AgencyId> agencies;
    std::string document_number;
    std::optional<Date> document_date;
    std::string issuer;
    std::string reason;
};
struct PublishResults {
    CycleId cycle;
    Sequence table = 0;        ///< the table that was decided upon: as it stood right after that event
    std::uint32_t awaited = 0; ///< how many entries others still owed points in it
    std::string decision_number;
    Date decision_date;
    std::string signed_by;                 ///< in what office; may be left out where an office holder publishes himself
    std::optional<std::uint32_t> corrects; ///< number of the publication it corrects; absent: it is the first
    std::string reason = {};
};
struct ReportResults {
    CycleId cycle;
    std::uint32_t publication = 0; ///< its number
    std::string to;                ///< the body or office
    std::string document_number;
    Date document_date;
};
/// The cycle goes over to a later version of its regulation (CS-29, CS-32).
struct AmendCycle {
    CycleId cycle;
    std::uint32_t to_version = 0;
    AmendmentEffect effect = AmendmentEffect::this_round;
    GrantId grant;                ///< of what is opened again under `reopen`
    std::optional<Instant> until; ///< likewise; needed where somebody is locked out
    std::string reason;
};
// ── assessment ──
struct EnterSelfScore {
    Code criterion;
    Points points;
    std::string reason;
};
struct ClearSelfScore {
    Code criterion;
};
struct DeclareFigures {
    Code criterion;
    Figures figures;
};
struct WriteExplanation {
    Code criterion;
    std::string text;
};
struct AttachEvidence {
    Code criterion;
    LinkId link;
    FileRef document;
    std::optional<Date> document_date;
    std::string document_number;
    std::string pages;
    LinkId corrects;
    SignatureVerdict signature = SignatureVerdict::unknown; ///< what the file was found to carry, where nobody checked
    std::optional<EvidenceKind> kind = {};
    std::string issuer = {};
    std::optional<SignatureCheck> check = {};
};
/// A paper graded secret stands behind the score; nothing else is said of it (EV-18).
struct DeclareSecretPaper {
    Code criterion;
    PaperId paper;
};
struct DetachEvidence {
    Code criterion;
    LinkId link;
};
struct ClaimNotApplicable {
    Code criterion;
    std::string ground;
};
struct WithdrawNotApplicable {
    Code criterion;
};
struct ProvideSupplement {
    Code criterion;
    std::string text;
};
/// What an officer does to one entry; several make a batch.
using EntryCommand =
    std::variant<EnterSelfScore, ClearSelfScore, DeclareFigures, WriteExplanation, AttachEvidence, DetachEvidence,
                 ClaimNotApplicable, WithdrawNotApplicable, ProvideSupplement, DeclareSecretPaper>;
struct EditEntry {
    AssessmentId assessment;
    EntryCommand edit;
};
/// All or none: one refusal refuses the batch, naming the item.
struct EditEntries {
    AssessmentId assessment;
    struct Item {
        EntryCommand edit;
        std::optional<std::uint32_t> expected; ///< the entry's version the officer saw
    };
    std::vector<Item> items;
};
/// Puts back what the event at `undone` replaced: own acts only, and only while nobody changed the entry since.
struct UndoEdit {
    AssessmentId assessment;
    Sequence undone = 0;
};
struct RequestApproval {
    AssessmentId assessment;
};
struct ApproveAssessment {
    AssessmentId assessment;
};
struct ReturnAssessment {
    AssessmentId assessment;
    std::string reason;
};
struct DelegateSubmission {
    AssessmentId assessment;
    ActorId to;
    std::string document_number;
};
struct SubmitAssessment {
    AssessmentId assessment;
    std::vector<std::string> attendance;
};
struct WithdrawAssessment {
    AssessmentId assessment;
    std::string reason;
};
struct RuleNotApplicable {
    AssessmentId assessment;
    Code criterion;
    bool accept = true;
    std::string reason;
};
// ── evidence ──
/// What a new check of a file's signatures found, wherever the agency attached that file, in every cycle (EV-14).
struct VerifySignature {
    AgencyId agency;
    Sha256 document;
    SignatureCheck check;
};
/// A file with personal data is made unreadable for good, wherever it is attached, whoever brought it (SE-9).
struct DestroyEvidence {
    Sha256 document;
    std::string reason;
    std::string document_number; ///< of the decision to do so
};
/// The meeting at which a secret paper was explained to the council's members (EV-17). Told again: the last one holds.
struct ExplainSecretPaper {
    AssessmentId assessment;
    Code criterion;
    PaperId paper;
    Date held_on;
    std::vector<std::string> attendance;
    std::string document_number;
};
struct ReceiveOutsideReport {
    AssessmentId assessment;
    Code criterion;
    ReportId report;
    OutsideKind kind = OutsideKind::media;
    Source source;
    std::string summary;
    bool supports = false;
    std::optional<FileRef> document; ///< stored before the command is asked
    std::optional<Sealed> informant; ///< sealed before the command is asked
};
struct VerifyOutsideReport {
    AssessmentId assessment;
    ReportId report;
    OutsideOutcome outcome = OutsideOutcome::confirmed;
    std::string by; ///< the body that looked into it
    Source source;
};
struct CountOutsideReport {
    AssessmentId assessment;
    ReportId report;
    std::string reason;
};
struct AnswerOutsideReport {
    AssessmentId assessment;
    ReportId report;
    std::string text;
};
// ── appraisal ──
struct DecideAppraisal {
    AssessmentId assessment;
    Code criterion;
    RoundId round;
    Decision decision = Decision::agree;
    Points points;
    std::string reason;
    std::string needed;
    bool draft = false;
    std::string records = {}; ///< needed where the evidence is the appraising agency's own (EV-28)
};
/// What the chair of the council ruled on paper: where appraisers differ, or nobody decided before the lock (AP-15,
/// AP-20).
struct RuleAppraisal {
    AssessmentId assessment;
    Code criterion;
    RoundId round;
    Points points;
    std::string reason;
    std::string document_number;
};
// ── what others bring in (CS-15 to CS-22) ──
/// Numbers of a published list or another system, for many agencies at once (SM-25, SW-5, RES-5).
struct ImportReferences {
    CycleId cycle;
    Source source;
    Date snapshot; ///< the day the numbers were taken
    struct Row {
        AgencyId agency;
        Code criterion;
        std::vector<NamedCount> figures;
    };
    std::vector<Row> rows; ///< all of them or none
};
/// The valid forms and the sums of their answers, as counted after the re-check (SV-7, SV-8). Again: a new version.
struct ImportSurveyPoints {
    AssessmentId assessment;
    Code criterion;
    std::vector<Answers> answers;
    Source source;
};
/// What another index gave the agency: its value or its place, as the rule reads it (SM-22).
struct ImportResult {
    AssessmentId assessment;
    Code criterion;
    std::optional<Points> value;
    std::optional<std::int32_t> rank;
    Source source;
};
/// Points that an appraising agency or the council gives outright (SM-23), or what figures come to under the rule;
/// both: other points than the figures', with a reason (SM-34).
struct GrantPoints {
    AssessmentId assessment;
    Code criterion;
    std::optional<Points> points;
    std::optional<Figures> figures;
    std::string reason;
    Source source;
};
struct GrantBonus {
    AssessmentId assessment;
    Code criterion;
    std::vector<NamedCount> counts; ///< none: the bonus is taken back
    std::string reason;
    Source source;
};
struct ImposePenalty {
    AssessmentId assessment;
    Code criterion;
    std::vector<NamedCount> counts; ///< none: the penalty is lifted
    std::string reason;
    Source source;
};
/// One leader's ballot, cast by himself or entered from paper on his behalf (LD-8). The last one counts until the
/// ballots are opened; a later one corrects them and says why.
struct CastBallot {
    AssessmentId assessment;
    Code criterion;
    std::string leader; ///< his key in the plan
    Points points;
    std::string reason;
    Source source; ///< the paper
};
/// Before the last ballot is in or the leaders' round locks.
struct OpenBallots {
    AssessmentId assessment;
    Code criterion;
    std::string reason;
};

using Command = std::variant<
    FoundTenant, GrantRole, EndRole, IssueRegulation, DraftRegulation, OpenConsultation, CommentOnDraft, AnswerComment,
    CloseConsultation, ReviewDraft, RecordAgreement, OverlayGuidance, OpenCycle, ScheduleRound, ExtendRound, LockRound,
    ReopenRound, EndReopening, PublishAppraisals, AmendCycle, DecideTie, PublishResults, ReportResults, EditEntry,
    EditEntries, UndoEdit, RequestApproval, ApproveAssessment, ReturnAssessment, DelegateSubmission, SubmitAssessment,
    WithdrawAssessment, RuleNotApplicable, DecideAppraisal, RuleAppraisal, ImportReferences, ImportSurveyPoints,
    ImportResult, GrantPoints, GrantBonus, ImposePenalty, CastBallot, OpenBallots, VerifySignature, DestroyEvidence,
    ExplainSecretPaper, ReceiveOutsideReport, VerifyOutsideReport, CountOutsideReport, AnswerOutsideReport>;

/// One holding of a role, as it stands at the instant of the act (ES-9).
struct Hat {
    RoleKind role = RoleKind::auditor;
    AgencyId agency;
    GrantId grant;
};

/// How far the trail of refusals and readings has come.
struct TrailHead {
    std::uint64_t size = 0;
    Sha256 root;
};

/// Who asks, when, and upon which version he looked. `at` is the sequencer's stamp and nothing else (LK-4).
struct Occasion {
    ActorId actor;
    Hat hat;
    Instant at;
    /// If-Match: the version of the entry or item the command is about; of a cycle, the place of its last event.
    std::optional<std::uint64_t> expected;
    std::optional<TrailHead> trail; ///< as it stands on the disk; none: none is kept
};

} // namespace cchc::domain
