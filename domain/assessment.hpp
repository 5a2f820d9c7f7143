#pragma once

#include "domain/appraisal.hpp"
#include "domain/commands.hpp"
#include "domain/cycle.hpp"
#include "domain/events.hpp"
#include "domain/outcome.hpp"
#include "domain/text.hpp"

#include <deque>
#include <string>
#include <variant>
#include <vector>

namespace cchc::domain {

/// How the points of an entry came about: the agency's own score, the system's clock, or what others brought in.
enum class Basis { none, level, figures, override_, system, given };

/// Where a claim that a criterion does not apply stands (SM-16, SM-30).
enum class NaState { none, claimed, accepted, refused };

/// One piece of evidence on one criterion; detached ones are remembered, so that undo can bring them back.
struct Evidence {
    EvidenceAttached attached;
    bool detached = false;
    Sequence seq = 0;                           ///< the event that attached or detached it last
    std::optional<SignatureCheck> rechecked;    ///< the last one since it came in
    std::optional<EvidenceDestroyed> destroyed; ///< its bytes are; it goes on to stand for what it proved

    /// The newest check; null where there was none.
    const SignatureCheck* check() const;
    /// What is known of its signature now.
    SignatureVerdict signature() const;
};

/// A paper graded secret, which nobody here has seen.
struct SecretPaper {
    SecretPaperDeclared declared;
    std::optional<SecretPaperExplained> explained; ///< the last meeting about it
};

/// What somebody outside reported on a criterion, and what came of it (EV-24).
struct OutsideReport {
    OutsideReportReceived received;
    std::optional<OutsideReportVerified> verified;
    std::optional<OutsideReportCounted> counted;
    std::string answer; ///< the agency's, last
};

/// The scored part of an entry: what an undo restores as one piece.
struct SelfScore {
    std::optional<Points> points;
    std::optional<std::uint32_t> level;
    Basis basis = Basis::none;
    std::optional<Figures> figures;
    std::string reason;
    bool operator==(const SelfScore&) const = default;
};

/// What stood on an entry before an amendment set it aside: it counts for nothing, and is there to be looked at.
struct SetAside {
    Code criterion; ///< its code then
    SelfScore self;
    NaState na = NaState::none;
    std::optional<Given> given;
};
/// What an amendment of the cycle left to be done on an entry: until the assessment is submitted again, or until those
/// who give the points have given them again (CS-32).
struct Amended {
    std::uint32_t version = 0; ///< of the regulation, from which on
    Redo redo = Redo::none;
    std::vector<SetAside> before; ///< one for each criterion it was; none: it is new
    Sequence seq = 0;             ///< of the amendment
};

/// One criterion of one assessment, the agency's side. `version` counts the events that touched it: the ETag.
struct Entry {
    std::uint32_t version = 0;
    SelfScore self;
    std::string explanation;
    std::vector<Evidence> evidence;
    NaState na = NaState::none;
    std::string na_ground; ///< of the last claim
    std::string supplement;
    Sequence self_seq = 0;              ///< the event that set `self` last
    Sequence explanation_seq = 0;       ///< likewise
    Sequence na_seq = 0;                ///< likewise
    Sequence supplement_seq = 0;        ///< likewise
    std::optional<Given> given;         ///< what others brought in last, where they score (CS-22)
    Sequence given_seq = 0;             ///< likewise
    std::optional<Reference> reference; ///< the numbers published for it, which its figures must hold (SM-25)
    Sequence reference_seq = 0;
    std::optional<Amended> amended;
    std::vector<SecretPaper> secret_papers;
    std::vector<OutsideReport> outside_reports;
    bool has_evidence() const;
    /// Accepted as such, or too few valid forms and the survey's plan says so: what `na_policy` speaks of.
    bool not_applicable() const { return na == NaState::accepted || (given && given->not_applicable); }
};

/// A claim that a criterion does not apply takes the place of a score: an undo restores both.
struct ClaimBefore {
    NaState na = NaState::none;
    std::string ground;
    SelfScore self;
};

/// The words of a supplement: what an undo puts back, in the supplement round only.
struct SupplementBefore {
    std::string text;
};

/// What an act replaced, kept for its undo. It can be undone while the entry still stands as the act left it, that is,
/// while the last event on that part of the entry is `settled`.
struct Act {
    Sequence seq = 0;
    Sequence settled = 0;
    CriterionNo criterion = no_criterion;
    /// The score, the explanation, the link (de|at)tached, the claim with the score it displaced, or the supplement.
    std::variant<SelfScore, std::string, LinkId, ClaimBefore, SupplementBefore> before;
};

enum class ApprovalState { none, requested, approved, delegated };

struct SubmissionFact {
    AssessmentSubmitted facts;
    Instant at;
    bool withdrawn = false;
};

/// One agency in one cycle.
struct Assessment {
    AssessmentId id;
    CycleId cycle;
    AgencyId agency;
    const CriteriaSet* set = nullptr; ///< of the pinned regulation, which outlives it
    std::vector<Entry> entries;       ///< by CriterionNo; parents stay untouched
    std::uint64_t content = 0;        ///< counts changes of content: what the head approves is one such state
    ApprovalState approval = ApprovalState::none;
    std::uint64_t approved_content = 0;
    ActorId delegate;
    std::vector<SubmissionFact> submissions;
    std::map<ActorId, std::deque<Act>> acts; ///< the last 50 of each actor can be undone, across sessions

    bool submitted() const { return !submissions.empty() && !submissions.back().withdrawn; }
    /// Submitted, and amended since: it stays in, what was amended is open to its agency, and it submits again.
    bool to_confirm() const;
    const Entry& entry(CriterionNo no) const { return entries[no]; }
};

/// Whether the agency has anything to do there: a leaf that it scores itself.
inline bool agency_scores(const Criterion& criterion)
{
    return criterion.leaf && criterion.scored_by == ScoredBy::agency;
}

/// Whether points are still to come: others score the leaf and have brought in nothing yet. Nobody waits for a bonus or
/// a penalty: without one there is none.
bool awaits_others(const Criterion& criterion, const Entry& entry);

/// The self points an entry counts with: its score, or what others gave where they score, or what `na_policy` makes of
/// what does not apply; 0 when not scored. Of a penalty it is what it takes off.
Points counted_self(const Criterion& criterion, const Entry& entry);
/// Since when the assessment has been in: submitted again under a reopening or after an amendment, it came in when it
/// first did. Nothing when it is not in, withdrawn included.
std::optional<Instant> in_since(const Assessment& now);

/// The sum of what the agency scores itself and of what the system gave it by its own clock.
Points self_total(const Assessment& now);

/// The text whose SHA-256 is the content hash of a submission: one line a leaf, in printed order:
/// `code TAB points-or-- TAB basis TAB na TAB proof[,proof…]-or-- TAB length-of-explanation : explanation LF`; a proof
/// is a file's SHA-256, or `secret:` and the id of a secret paper, in the order they came.
std::string content_text(const Assessment& now);

/// SHA-256 is handed in: the core links nothing.
using Digest = Sha256 (*)(std::string_view);

/// What an edit is judged by besides the assessment itself.
struct Setting {
    const Cycle& cycle;
    const Appraisal& appraisal;
    const Directory& directory;
    Digest digest = nullptr;
};

using AssessmentEvents = std::vector<AssessmentEvent>;

Outcome<AssessmentEvents> decide(const Assessment& now, const EditEntry& command, const Setting& in,
                                 const Occasion& on);
Outcome<AssessmentEvents> decide(const Assessment& now, const EditEntries& command, const Setting& in,
                                 const Occasion& on);
Outcome<AssessmentEvents> decide(const Assessment& now, const UndoEdit& command, const Setting& in, const Occasion& on);
Outcome<AssessmentEvents> decide(const Assessment& now, const RequestApproval& command, const Setting& in,
                                 const Occasion& on);
Outcome<AssessmentEvents> decide(const Assessment& now, const ApproveAssessment& command, const Setting& in,
                                 const Occasion& on);
Outcome<AssessmentEvents> decide(const Assessment& now, const ReturnAssessment& command, const Setting& in,
                                 const Occasion& on);
Outcome<AssessmentEvents> decide(const Assessment& now, const DelegateSubmission& command, const Setting& in,
                                 const Occasion& on);
Outcome<AssessmentEvents> decide(const Assessment& now, const SubmitAssessment& command, const Setting& in,
                                 const Occasion& on);
Outcome<AssessmentEvents> decide(const Assessment& now, const WithdrawAssessment& command, const Setting& in,
                                 const Occasion& on);
Outcome<AssessmentEvents> decide(const Assessment& now, const RuleNotApplicable& command, const Setting& in,
                                 const Occasion& on);
/// By the criterion's appraiser or the standing department, while an appraisal round is open to that agency.
Outcome<AssessmentEvents> decide(const Assessment& now, const ExplainSecretPaper& command, const Setting& in,
                                 const Occasion& on);

/// What the system scores at `at` by its own clock for a submission at `submitted`, or for none (CS-21, EV-8), by the
/// rule in force. Empty where it already stands so.
AssessmentEvents score_by_clock(const Assessment& now, const Regulation& regulation, Instant at, Instant deadline,
                                std::optional<Instant> submitted);

/// `record` gives the sequence, the actor and the instant; its event is an AssessmentEvent of this assessment.
void evolve(Assessment& now, const AssessmentEvent& event, const Record& record);

inline constexpr std::size_t most_evidence_per_entry = 100;
inline constexpr std::size_t most_secret_papers = 20;
inline constexpr std::size_t most_outside_reports = 100; ///< on one criterion

} // namespace cchc::domain
