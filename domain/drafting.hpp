#pragma once

#include "domain/commands.hpp"
#include "domain/events.hpp"
#include "domain/outcome.hpp"
#include "domain/regulation.hpp"

#include <optional>
#include <string_view>
#include <vector>

namespace cchc::domain {

// The life of a regulation: a draft is put up, agencies comment on it until an instant, the body that must agree agrees
// to what became of the comments, and that very text is issued (CS-23 to CS-28). What of this a regulation asks for is
// data in the draft itself: `drafting` names the consultation and the body, `control` the reviewer and the approver. A
// decision that was made on paper is issued straight from its document.

/// Who did it, when, and where it stands in the log.
struct Done {
    ActorId by;
    Instant at;
    Sequence seq = 0;
};
template <class E>
struct Recorded {
    E facts;
    Done done;
};

struct Comment {
    DraftCommented facts;
    Done done;
    std::optional<Recorded<CommentAnswered>> answer;
};

/// A draft is with agencies for comment until its instant, and then for ever closed.
struct Consultation {
    ConsultationOpened facts;
    Done done;
    std::vector<Comment> comments;
    std::optional<Recorded<ConsultationClosed>> closed;

    bool asks(const AgencyId& agency) const;
    bool has_heard(const AgencyId& agency) const;
};

struct Draft {
    RegulationDrafted facts;
    Done done; ///< by its author
    std::optional<Consultation> consultation;
    std::vector<Recorded<DraftReviewed>> reviews;
    std::optional<Recorded<DraftAgreed>> agreement;

    bool is_out_for_comment() const { return consultation && !consultation->closed; }
};

/// All that has happened to one regulation: its drafts, its versions, and what was laid over them since.
struct RegulationFile {
    std::vector<Recorded<RegulationIssued>> versions; ///< from 1; the last is in force for cycles to come (CS-30)
    std::vector<Draft> drafts;                        ///< from 1, through all versions
    std::vector<Recorded<GuidanceOverlaid>> overlays; ///< in the order they were recorded
    std::uint32_t settled = 0;                        ///< drafts until the last issue: nothing more happens to them
    Sequence seq = 0;                                 ///< of the last event in its stream (If-Match)

    /// The draft that is on its way, or none.
    const Draft* in_progress() const;
    const RegulationIssued* version(std::uint32_t number) const;
    const Comment* comment(const CommentId& id) const;
    /// Whether agencies have been asked, and their time is over, since the last issue.
    bool consulted() const;
    /// When the clock has a consultation to close, or nothing.
    std::optional<Instant> next_due() const;
};

/// The document that an event names and the fold must have read before it takes the event in; null for most.
const FileRef* document_of(const RegulationEvent& event);
/// Likewise of a command.
const FileRef* document_of(const Command& command);
/// The file of findings that an event names; null for most.
const FileRef* findings_of(const RegulationEvent& event);

/// `document` is the text the command names, or the one the command is about: the draft in progress, the version laid
/// over. Null: it was never read (`file_unknown`), or there is none (`not_found`).
using Text = const Regulation*;

using RegulationDecided = Outcome<std::vector<RegulationEvent>>;
/// Refuses a draft while agencies are still asked about the one before it; a later one says what has changed.
RegulationDecided decide(const RegulationFile& now, const DraftRegulation& command, Text document, const Occasion& on);
RegulationDecided decide(const RegulationFile& now, const OpenConsultation& command, Text draft, const Occasion& on);
/// Until the closing instant and not one later, judged by the stamp alone: whether or not the closing has been written.
RegulationDecided decide(const RegulationFile& now, const CommentOnDraft& command, Text draft, const Occasion& on);
RegulationDecided decide(const RegulationFile& now, const AnswerComment& command, Text draft, const Occasion& on);
RegulationDecided decide(const RegulationFile& now, const CloseConsultation& command, Text draft, const Occasion& on);
/// By an administrator or the head of the agency that drafts; never by the author.
RegulationDecided decide(const RegulationFile& now, const ReviewDraft& command, Text draft, const Occasion& on);
RegulationDecided decide(const RegulationFile& now, const RecordAgreement& command, Text draft, const Occasion& on);
/// With a draft in progress, exactly that text, once all that it asks for has been done. Never with errors of the
/// linter open and no reason given (CS-37), nor what this program cannot run (domain/issuing.hpp).
RegulationDecided decide(const RegulationFile& now, const IssueRegulation& command, Text document, const Occasion& on);
RegulationDecided decide(const RegulationFile& now, const OverlayGuidance& command, Text version, const Occasion& on);

void evolve(RegulationFile& now, const RegulationEvent& event, const Record& record);

} // namespace cchc::domain
