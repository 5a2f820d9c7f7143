#include "domain/drafting.hpp"

#include "domain/cycle.hpp"
#include "domain/issuing.hpp"
#include "domain/lint.hpp"

#include <algorithm>
#include <cassert>

namespace cchc::domain {

using enum RefusalCode;
using Events = std::vector<RegulationEvent>;

// ── what is known ────────────────────────────────────────────────────────────────────────────────────────────────────

bool Consultation::asks(const AgencyId& agency) const
{
    return std::ranges::find(facts.agencies, agency) != facts.agencies.end();
}
bool Consultation::has_heard(const AgencyId& agency) const
{
    return std::ranges::any_of(comments, [&](const Comment& one) { return one.facts.agency == agency; });
}

const Draft* RegulationFile::in_progress() const
{
    return drafts.size() > settled ? &drafts.back() : nullptr;
}
const RegulationIssued* RegulationFile::version(std::uint32_t number) const
{
    return number == 0 || number > versions.size() ? nullptr : &versions[number - 1].facts;
}
const Comment* RegulationFile::comment(const CommentId& id) const
{
    for (const Draft& draft : drafts)
        if (draft.consultation)
            for (const Comment& one : draft.consultation->comments)
                if (one.facts.comment == id) return &one;
    return nullptr;
}
bool RegulationFile::consulted() const
{
    return std::any_of(drafts.begin() + settled, drafts.end(),
                       [](const Draft& draft) { return draft.consultation && draft.consultation->closed; });
}
std::optional<Instant> RegulationFile::next_due() const
{
    const Draft* draft = in_progress();
    if (!draft || !draft->is_out_for_comment()) return {};
    return draft->consultation->facts.closes_at;
}

const FileRef* document_of(const RegulationEvent& event)
{
    if (const auto* drafted = std::get_if<RegulationDrafted>(&event)) return &drafted->document;
    if (const auto* issued = std::get_if<RegulationIssued>(&event)) return &issued->document;
    return nullptr;
}
const FileRef* findings_of(const RegulationEvent& event)
{
    const auto file = [](const std::optional<FindingsFile>& found) { return found ? &found->document : nullptr; };
    if (const auto* drafted = std::get_if<RegulationDrafted>(&event)) return file(drafted->findings);
    if (const auto* issued = std::get_if<RegulationIssued>(&event)) return file(issued->findings);
    return nullptr;
}
const FileRef* document_of(const Command& command)
{
    if (const auto* draft = std::get_if<DraftRegulation>(&command)) return &draft->document;
    if (const auto* issue = std::get_if<IssueRegulation>(&command)) return &issue->document;
    return nullptr;
}

// ── decide ───────────────────────────────────────────────────────────────────────────────────────────────────────────

/// Agencies are still asked about it: nothing may happen to its text.
static Refusal still_out(const Draft& draft)
{
    return refuse(consultation_open, draft.facts.regulation.value, local_text(draft.consultation->facts.closes_at));
}

/// What a document must be whatever is to happen to it.
static std::optional<Refusal> fault_of(const RegulationId& regulation, Text document)
{
    if (!document) return refuse(file_unknown, "document");
    if (!well_formed_id(regulation.value)) return refuse(id_malformed, "regulation");
    if (document->id != regulation) return refuse(not_found, regulation.value);
    return {};
}

/// What the linter finds, by severity, beside the file that says it all.
static FindingsFile counted(const std::vector<Finding>& findings, const std::optional<FileRef>& file)
{
    FindingsFile all{file.value_or(FileRef{}), 0, 0};
    for (const Finding& one : findings) ++(severity_of(one.rule) == FindingSeverity::error ? all.errors : all.warnings);
    return all;
}

RegulationDecided decide(const RegulationFile& now, const DraftRegulation& command, Text document, const Occasion& on)
{
    if (!runs_cycles(on)) return refuse(missing_right, "draft_regulation");
    if (const auto fault = fault_of(command.regulation, document)) return *fault;
    const Draft* before = now.in_progress();
    if (before && before->facts.document == command.document) return Events{};
    if (before && before->is_out_for_comment()) return still_out(*before);
    const bool first = now.drafts.empty() && now.versions.empty();
    if (!first && document->control.change_note.empty()) return refuse(reason_required, "control", "change_note");

    RegulationDrafted drafted{command.regulation,
                              static_cast<std::uint32_t>(now.drafts.size() + 1),
                              command.document,
                              {},
                              document->control.change_note};
    if (command.findings) drafted.findings = counted(lint(*document), command.findings);
    return Events{std::move(drafted)};
}

/// The first instant that is too late, as the draft prints it.
static std::optional<Instant> printed_closing(const Regulation& draft)
{
    if (!draft.drafting || !draft.drafting->comments_until) return {};
    const Date last = *draft.drafting->comments_until;
    return start_of_local_day(draft.drafting->boundary == Boundary::inclusive ? Date{last.days + 1} : last);
}

RegulationDecided decide(const RegulationFile& now, const OpenConsultation& command, Text draft, const Occasion& on)
{
    if (!runs_cycles(on)) return refuse(missing_right, "open_consultation");
    if (!draft) return refuse(not_found, "draft");
    ConsultationOpened opened{command.regulation,
                              now.in_progress()->facts.draft,
                              {},
                              command.closes_at.value_or(printed_closing(*draft).value_or(Instant{})),
                              draft->drafting && draft->drafting->silence_is_consent,
                              command.document_number};
    for (const AgencyListing& listing : draft->agencies)
        if (command.agencies.empty() || std::ranges::find(command.agencies, listing.id) != command.agencies.end())
            opened.agencies.push_back(listing.id);
    for (const AgencyId& agency : command.agencies)
        if (!draft->agency(agency)) return refuse(not_found, agency.value);

    if (const auto& held = now.in_progress()->consultation) {
        if (held->facts == opened) return Events{};
        return refuse(already_exists, command.regulation.value);
    }
    if (opened.closes_at <= on.at) return refuse(deadline_not_later, "closes_at");
    return Events{std::move(opened)};
}

/// Whether some set of those named (none: any) has a criterion of that code; no code: whether the set is there.
static std::optional<Refusal> unknown_place(const Regulation& text, const std::vector<std::string>& sets,
                                            const Code& criterion)
{
    for (const std::string& set : sets)
        if (!text.criteria_set(set)) return refuse(not_found, set);
    if (criterion.empty()) return {};
    const auto has_it = [&](const CriteriaSet& set) {
        const bool meant = sets.empty() || std::ranges::find(sets, set.id) != sets.end();
        return meant && set.find(criterion.value) != no_criterion;
    };
    if (!std::ranges::any_of(text.criteria_sets, has_it)) return refuse(not_found, criterion.value);
    return {};
}

static bool speaks_for_an_agency(const Occasion& on)
{
    return on.hat.role == RoleKind::agency_officer || on.hat.role == RoleKind::agency_head ||
           on.hat.role == RoleKind::appraiser;
}

RegulationDecided decide(const RegulationFile& now, const CommentOnDraft& command, Text draft, const Occasion& on)
{
    if (!speaks_for_an_agency(on)) return refuse(missing_right, "comment_on_draft");
    const Draft* about = draft ? now.in_progress() : nullptr;
    if (!about || !about->consultation) return refuse(not_found, "consultation");
    const Consultation& consultation = *about->consultation;
    if (!consultation.asks(on.hat.agency)) return refuse(missing_right, on.hat.agency.value);
    if (on.at >= consultation.facts.closes_at)
        return refuse(deadline_passed, command.regulation.value, local_text(consultation.facts.closes_at));
    if (!well_formed_id(command.comment.value)) return refuse(id_malformed, "comment");
    if (command.text.empty()) return refuse(reason_required, "text");
    std::vector<std::string> set;
    if (!command.criteria_set.empty()) set.push_back(command.criteria_set);
    if (const auto unknown = unknown_place(*draft, set, command.criterion)) return *unknown;

    DraftCommented said{command.regulation,   about->facts.draft, command.comment, on.hat.agency,
                        command.criteria_set, command.criterion,  command.text};
    if (const Comment* held = now.comment(command.comment)) {
        if (held->facts == said) return Events{};
        return refuse(already_exists, command.comment.value);
    }
    return Events{std::move(said)};
}

RegulationDecided decide(const RegulationFile& now, const AnswerComment& command, Text, const Occasion& on)
{
    if (!runs_cycles(on)) return refuse(missing_right, "answer_comment");
    const Comment* comment = now.comment(command.comment);
    if (!comment) return refuse(not_found, command.comment.value);
    if (command.text.empty()) return refuse(reason_required, "text");
    CommentAnswered answer{command.regulation, command.comment, command.accepted, command.text};
    if (comment->answer && comment->answer->facts == answer) return Events{};
    return Events{std::move(answer)};
}

RegulationDecided decide(const RegulationFile& now, const CloseConsultation& command, Text, const Occasion& on)
{
    if (!is_system(on)) return refuse(missing_right, "close_consultation");
    const auto due = now.next_due();
    if (!due || on.at < *due) return Events{};
    const Consultation& consultation = *now.in_progress()->consultation;
    ConsultationClosed closed{
        command.regulation, consultation.facts.draft, *due, {}, consultation.facts.silence_is_consent};
    for (const AgencyId& agency : consultation.facts.agencies)
        if (!consultation.has_heard(agency)) closed.silent.push_back(agency);
    return Events{std::move(closed)};
}

/// The agency whose people write the draft.
static AgencyId drafting_agency(const Regulation& draft)
{
    if (draft.drafting && !draft.drafting->drafted_by.empty()) return AgencyId(draft.drafting->drafted_by);
    return AgencyId(draft.standing_department);
}

RegulationDecided decide(const RegulationFile& now, const ReviewDraft& command, Text draft, const Occasion& on)
{
    if (!runs_cycles(on) && on.hat.role != RoleKind::agency_head) return refuse(missing_right, "review_draft");
    if (!draft) return refuse(not_found, "draft");
    if (!runs_cycles(on) && on.hat.agency != drafting_agency(*draft)) return refuse(missing_right, "review_draft");
    const Draft& about = *now.in_progress();
    if (about.done.by == on.actor) return refuse(conflict_of_interest, "author", "own_draft");
    for (const auto& review : about.reviews)
        if (review.done.by == on.actor && review.facts.note == command.note) return Events{};
    return Events{DraftReviewed{command.regulation, about.facts.draft, command.note}};
}

RegulationDecided decide(const RegulationFile& now, const RecordAgreement& command, Text draft, const Occasion& on)
{
    if (!runs_cycles(on)) return refuse(missing_right, "record_agreement");
    if (!draft) return refuse(not_found, "draft");
    const Draft& about = *now.in_progress();
    if (about.is_out_for_comment()) return still_out(about);
    const bool another =
        draft->drafting && !draft->drafting->agreed_by.empty() && draft->drafting->agreed_by != command.body;
    if (another || !draft->body(command.body)) return refuse(not_found, command.body);
    if (command.document_number.empty()) return refuse(reason_required, "document_number");
    DraftAgreed agreed{command.regulation, about.facts.draft, command.body, command.document_number,
                       command.document_date};
    if (about.agreement && about.agreement->facts == agreed) return Events{};
    if (about.agreement) return refuse(already_exists, about.agreement->facts.document_number);
    return Events{std::move(agreed)};
}

/// What a draft asks for before it may be issued, and has not had.
static std::optional<Refusal> lacking(const RegulationFile& now, const Draft& draft, const Regulation& text,
                                      const IssueRegulation& command, const Occasion& on)
{
    if (draft.is_out_for_comment()) return still_out(draft);
    if (draft.facts.document != command.document) return refuse(another_draft, "document");
    const bool asks_agencies = text.drafting && (text.drafting->comments_from || text.drafting->comments_until);
    if (asks_agencies && !now.consulted()) return refuse(not_consulted, "consultation");
    if (!text.control.reviewed_by.empty() && draft.reviews.empty()) return refuse(not_reviewed, "review");
    if (text.drafting && !text.drafting->agreed_by.empty() && !draft.agreement)
        return refuse(not_agreed, text.drafting->agreed_by);
    if (!text.control.approved_by.empty() && draft.done.by == on.actor)
        return refuse(conflict_of_interest, "author", "own_draft");
    return {};
}

RegulationDecided decide(const RegulationFile& now, const IssueRegulation& command, Text document, const Occasion& on)
{
    if (!runs_cycles(on)) return refuse(missing_right, "issue_regulation");
    if (command.document == FileRef{}) return refuse(not_found, "draft"); // none was in progress when it was looked for
    if (const auto fault = fault_of(command.regulation, document)) return *fault;
    if (const auto fault = fault_before_issue(*document)) return *fault;
    const Draft* draft = now.in_progress();
    if (!draft && !now.versions.empty() && now.versions.back().facts.document == command.document) return Events{};
    if (draft)
        if (const auto why = lacking(now, *draft, *document, command, on)) return *why;
    const std::vector<Finding> findings = lint(*document);
    if (needs_reason_to_issue(findings) && command.reason.empty()) return refuse(reason_required, "reason");

    RegulationIssued issued{command.regulation,
                            static_cast<std::uint32_t>(now.versions.size() + 1),
                            command.document,
                            command.decision_number,
                            command.decision_date,
                            command.issuer,
                            command.signed_by,
                            {},
                            {},
                            {}};
    if (draft) issued.draft = draft->facts.draft;
    if (command.findings) issued.findings = counted(findings, command.findings);
    if (needs_reason_to_issue(findings)) issued.reason = command.reason;
    return Events{std::move(issued)};
}

RegulationDecided decide(const RegulationFile& now, const OverlayGuidance& command, Text version, const Occasion& on)
{
    if (!runs_cycles(on)) return refuse(missing_right, "overlay_guidance");
    if (!version) return refuse(not_found, command.regulation.value);
    if (!well_formed_id(command.overlay.value)) return refuse(id_malformed, "overlay");
    if (command.criterion.empty()) return refuse(not_found, "criterion");
    if (const auto unknown = unknown_place(*version, command.criteria_sets, command.criterion)) return *unknown;
    if (command.document_number.empty()) return refuse(reason_required, "document_number");
    if (command.text.empty()) return refuse(reason_required, "text");
    GuidanceOverlaid laid{command.regulation,      command.version,       command.overlay, command.from,
                          command.document_number, command.document_date, command.issuer,  command.criteria_sets,
                          command.criterion,       command.text};
    for (const auto& held : now.overlays)
        if (held.facts.overlay == command.overlay) {
            if (held.facts == laid) return Events{};
            return refuse(already_exists, command.overlay.value);
        }
    for (const Overlay& printed : version->overlays)
        if (printed.id == command.overlay.value) return refuse(already_exists, command.overlay.value);
    return Events{std::move(laid)};
}

// ── evolve ───────────────────────────────────────────────────────────────────────────────────────────────────────────

void evolve(RegulationFile& now, const RegulationEvent& event, const Record& record)
{
    const Done done{record.actor, record.at, record.seq};
    now.seq = record.seq;
    const auto draft = [&](std::uint32_t number) -> Draft& { return now.drafts.at(number - 1); };
    std::visit(match{
                   [&](const RegulationIssued& e) {
                       now.versions.push_back({e, done});
                       now.settled = static_cast<std::uint32_t>(now.drafts.size());
                   },
                   [&](const RegulationDrafted& e) {
                       now.drafts.push_back({e, done, {}, {}, {}});
                   },
                   [&](const ConsultationOpened& e) {
                       draft(e.draft).consultation = Consultation{e, done, {}, {}};
                   },
                   [&](const DraftCommented& e) {
                       draft(e.draft).consultation->comments.push_back({e, done, {}});
                   },
                   [&](const CommentAnswered& e) {
                       for (Draft& one : now.drafts)
                           if (one.consultation)
                               for (Comment& comment : one.consultation->comments)
                                   if (comment.facts.comment == e.comment) comment.answer = {e, done};
                   },
                   [&](const ConsultationClosed& e) {
                       draft(e.draft).consultation->closed = {e, done};
                   },
                   [&](const DraftReviewed& e) {
                       draft(e.draft).reviews.push_back({e, done});
                   },
                   [&](const DraftAgreed& e) {
                       draft(e.draft).agreement = {e, done};
                   },
                   [&](const GuidanceOverlaid& e) {
                       now.overlays.push_back({e, done});
                   },
               },
               event);
}

} // namespace cchc::domain
