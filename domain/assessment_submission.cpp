#include "domain/assessment_ground.hpp"
#include "domain/evidence.hpp"

#include <algorithm>

namespace cchc::domain {

using enum RefusalCode;

/// Submitting, approving and withdrawing belong to the self-assessment round.
static Outcome<Access> in_self_assessment(const Assessment& now, const Setting& in, const Occasion& on)
{
    const Round* self = in.cycle.round(RoundKind::self_assessment);
    if (!self) return refuse(not_found, "self_assessment");
    Access access = in.cycle.access(self->window.round, now.agency, nullptr, on.at);
    if (!access.open)
        if (const Reopening* partly = in.cycle.reopening_of(self->window.round, now.agency, on.at)) {
            access.open = true; // a reopening of some criteria lets the file be submitted again as well
            access.reopening = partly->facts.grant;
        }
    if (!access.open) return access.why;
    return access;
}

/// Submitted, and nothing has opened it since: neither a reopening nor an amendment.
static bool closed_by_submission(const Assessment& now, const Access& access)
{
    return now.submitted() && access.reopening.empty() && !now.to_confirm();
}

/// Every entry that is not ready, or nothing (SA-9, EV-9).
static std::optional<Refusal> unfinished(const Assessment& now, UnsignedUpload unsigned_upload)
{
    Refusal why = refuse(RefusalCode{});
    for (const CriterionNo leaf : now.set->leaves()) {
        const Criterion& criterion = (*now.set)[leaf];
        const Owes owes = owed_by(criterion, now.entries[leaf], unsigned_upload);
        if (owes.nothing()) continue;
        const RefusalCode code = owes.score       ? score_missing
                                 : owes.reference ? reference_unconfirmed
                                                  : evidence_or_explanation_required;
        if (why.items.empty()) {
            why.code = code;
            why.about = criterion.code.value;
        }
        why.items.push_back({code, criterion.code.value, {}});
    }
    if (why.items.empty()) return {};
    return why;
}

Outcome<AssessmentEvents> decide(const Assessment& now, const RequestApproval&, const Setting& in, const Occasion& on)
{
    if (!officer_of(now, on)) return refuse(missing_right, now.id.value);
    const auto access = in_self_assessment(now, in, on);
    if (!access) return access.error();
    if (closed_by_submission(now, *access)) return refuse(assessment_submitted, now.id.value);
    if (const auto why = unfinished(now, in.cycle.regulation->unsigned_upload)) return *why;
    const bool asked = now.approval == ApprovalState::requested || now.approval == ApprovalState::approved;
    if (asked && now.approved_content == now.content) return AssessmentEvents{};
    return AssessmentEvents{ApprovalRequested{now.content}};
}

Outcome<AssessmentEvents> decide(const Assessment& now, const ApproveAssessment&, const Setting& in, const Occasion& on)
{
    if (!head_of(now, on)) return refuse(missing_right, now.id.value);
    const auto access = in_self_assessment(now, in, on);
    if (!access) return access.error();
    if (closed_by_submission(now, *access)) return refuse(assessment_submitted, now.id.value);
    if (const auto why = unfinished(now, in.cycle.regulation->unsigned_upload)) return *why;
    if (now.approval == ApprovalState::approved && now.approved_content == now.content) return AssessmentEvents{};
    return AssessmentEvents{AssessmentApproved{now.content}};
}

Outcome<AssessmentEvents> decide(const Assessment& now, const ReturnAssessment& command, const Setting& in,
                                 const Occasion& on)
{
    if (!head_of(now, on)) return refuse(missing_right, now.id.value);
    const auto access = in_self_assessment(now, in, on);
    if (!access) return access.error();
    if (command.reason.empty()) return refuse(reason_required, "reason");
    if (closed_by_submission(now, *access)) return refuse(assessment_submitted, now.id.value);
    if (now.approval != ApprovalState::requested && now.approval != ApprovalState::approved)
        return refuse(nothing_to_approve, now.id.value);
    return AssessmentEvents{ApprovalReturned{command.reason}};
}

Outcome<AssessmentEvents> decide(const Assessment& now, const DelegateSubmission& command, const Setting& in,
                                 const Occasion& on)
{
    if (!head_of(now, on)) return refuse(missing_right, now.id.value);
    const auto access = in_self_assessment(now, in, on);
    if (!access) return access.error();
    if (command.document_number.empty()) return refuse(reason_required, "document_number");
    const auto hats = in.directory.hats_of(command.to, on.at);
    if (std::ranges::none_of(
            hats, [&](const Hat& hat) { return hat.role == RoleKind::agency_officer && hat.agency == now.agency; }))
        return refuse(not_found, "to");
    if (now.delegate == command.to) return AssessmentEvents{};
    return AssessmentEvents{SubmissionDelegated{command.to, command.document_number}};
}

Outcome<AssessmentEvents> decide(const Assessment& now, const SubmitAssessment& command, const Setting& in,
                                 const Occasion& on)
{
    if (!officer_of(now, on)) return refuse(missing_right, now.id.value);
    const auto access = in_self_assessment(now, in, on);
    if (!access) return access.error();
    if (closed_by_submission(now, *access)) return refuse(assessment_submitted, now.id.value);
    if (command.attendance.empty()) return refuse(reason_required, "attendance");
    if (const auto why = unfinished(now, in.cycle.regulation->unsigned_upload)) return *why;
    const bool approved = now.approval == ApprovalState::approved && now.approved_content == now.content;
    const bool delegated = !now.delegate.empty() && now.delegate == on.actor;
    if (!head_of(now, on) && !approved && !delegated) return refuse(not_approved, now.id.value);
    if (now.submitted()) // under a reopening: once more only with something new
        if (const AssessmentSubmitted& last = now.submissions.back().facts;
            last.content == now.content && last.attendance == command.attendance)
            return AssessmentEvents{};

    const RoundId self = in.cycle.round(RoundKind::self_assessment)->window.round;
    const Instant submitted_at = in_since(now).value_or(on.at);
    const std::int32_t late = in.cycle.days_late(self, now.agency, submitted_at);
    AssessmentEvents scored =
        score_by_clock(now, *in.cycle.regulation, on.at,
                       in.cycle.round(self)->window_of(now.agency).deadline.value_or(on.at.plus_us(1)), submitted_at);
    Assessment then = now;
    for (const AssessmentEvent& event : scored) evolve(then, event, Record{});
    AssessmentSubmitted submitted{static_cast<std::uint32_t>(now.submissions.size() + 1),
                                  now.content,
                                  in.digest(content_text(then)),
                                  self_total(then),
                                  late,
                                  command.attendance,
                                  access->reopening};
    scored.push_back(submitted);
    return scored;
}

Outcome<AssessmentEvents> decide(const Assessment& now, const WithdrawAssessment& command, const Setting& in,
                                 const Occasion& on)
{
    if (!officer_of(now, on)) return refuse(missing_right, now.id.value);
    const auto access = in_self_assessment(now, in, on);
    if (!access) return access.error();
    if (!now.submitted()) return refuse(not_submitted, now.id.value);
    const bool delegated = !now.delegate.empty() && now.delegate == on.actor;
    if (!head_of(now, on) && !delegated) return refuse(missing_right, now.id.value);
    if (command.reason.empty()) return refuse(reason_required, "reason");
    if (!access->reopening.empty()) return refuse(assessment_submitted, now.id.value); // before the lock only
    return AssessmentEvents{AssessmentWithdrawn{command.reason}};
}

/// The first appraisal round that is open to this agency and not published.
static Access to_the_council(const Assessment& now, const Code& criterion, const Cycle& cycle, Instant at)
{
    Access access{false, {}, refuse(round_locked, "appraisal_1")};
    for (const int ordinal : {1, 2}) {
        const Round* r = cycle.round(RoundKind::appraisal, ordinal);
        if (!r || access.open) continue;
        access = cycle.access(r->window.round, now.agency, &criterion, at);
        if (access.open && access.reopening.empty() && r->published)
            access = {false, {}, refuse(already_published, r->window.round.value)};
    }
    return access;
}

Outcome<AssessmentEvents> decide(const Assessment& now, const RuleNotApplicable& command, const Setting& in,
                                 const Occasion& on)
{
    const CriterionNo no = now.set->find(command.criterion.value);
    if (no == no_criterion) return refuse(not_found, command.criterion.value);
    const Criterion& criterion = (*now.set)[no];
    if (on.hat.role != RoleKind::appraiser) return refuse(missing_right, criterion.code.value);
    if (on.hat.agency == now.agency && in.cycle.regulation->own_unit_appraisal != OwnUnitAppraisal::allow)
        return refuse(conflict_of_interest, now.agency.value);
    if (in.cycle.regulation->appraiser_of(criterion, now.agency) != on.hat.agency)
        return refuse(missing_right, criterion.code.value);
    const Access access = to_the_council(now, criterion.code, in.cycle, on.at);
    if (!access.open) return access.why;
    const NaState state = now.entries[no].na;
    if (state == NaState::none) return refuse(not_found, criterion.code.value);
    if (command.accept) {
        if (state == NaState::accepted) return AssessmentEvents{};
        return AssessmentEvents{NotApplicableAccepted{criterion.code, command.reason}};
    }
    if (command.reason.empty()) return refuse(reason_required, criterion.code.value, "reason");
    if (state == NaState::refused) return AssessmentEvents{};
    return AssessmentEvents{NotApplicableRefused{criterion.code, command.reason}};
}

Outcome<AssessmentEvents> decide(const Assessment& now, const ExplainSecretPaper& command, const Setting& in,
                                 const Occasion& on)
{
    const CriterionNo no = now.set->find(command.criterion.value);
    if (no == no_criterion) return refuse(not_found, command.criterion.value);
    const Criterion& criterion = (*now.set)[no];
    const Regulation& regulation = *in.cycle.regulation;
    if (on.hat.role != RoleKind::appraiser) return refuse(missing_right, criterion.code.value);
    if (on.hat.agency == now.agency && regulation.own_unit_appraisal == OwnUnitAppraisal::forbid)
        return refuse(conflict_of_interest, now.agency.value);
    const bool consolidates = regulation.ruler_of(now.agency) == on.hat.agency;
    if (!consolidates && !regulation.appraises(criterion, now.agency, on.hat.agency))
        return refuse(missing_right, criterion.code.value);
    const Access access = to_the_council(now, criterion.code, in.cycle, on.at);
    if (!access.open) return access.why;
    const auto& papers = now.entries[no].secret_papers;
    const auto paper =
        std::ranges::find(papers, command.paper, [](const SecretPaper& one) { return one.declared.paper; });
    if (paper == papers.end()) return refuse(not_found, command.paper.value);
    if (local_date(on.at) < command.held_on) return refuse(day_to_come, "held_on");
    if (command.attendance.empty()) return refuse(reason_required, criterion.code.value, "attendance");
    if (command.document_number.empty()) return refuse(reason_required, criterion.code.value, "document_number");
    SecretPaperExplained meeting{criterion.code,          command.paper, command.held_on, command.attendance,
                                 command.document_number, on.hat.agency, access.reopening};
    if (paper->explained == meeting) return AssessmentEvents{};
    return AssessmentEvents{std::move(meeting)};
}

AssessmentEvents score_by_clock(const Assessment& now, const Regulation& regulation, Instant at, Instant deadline,
                                std::optional<Instant> submitted)
{
    AssessmentEvents events;
    for (const CriterionNo leaf : now.set->leaves()) {
        const Criterion& criterion = (*now.set)[leaf];
        const auto* rule = std::get_if<SubmissionTimeliness>(&regulation.rule_in_force(*now.set, leaf, local_date(at)));
        if (criterion.scored_by != ScoredBy::system || !rule) continue;
        const bool evidence = now.entries[leaf].has_evidence();
        const auto earned = score_submission(*rule, criterion.levels, deadline, submitted, evidence);
        if (!earned || !earned->level) continue; // the set prints no level for this case: nothing is invented
        const SelfScore& self = now.entries[leaf].self;
        if (self.points == earned->points && self.level == earned->level) continue;
        const std::string_view basis = !submitted                            ? "never"
                                       : !evidence                           ? "without_evidence"
                                       : days_late(deadline, *submitted) > 0 ? "late"
                                                                             : "on_time";
        events.push_back(SystemScored{criterion.code, earned->points, static_cast<std::uint32_t>(*earned->level),
                                      std::string(basis)});
    }
    return events;
}

} // namespace cchc::domain
