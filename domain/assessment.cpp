#include "domain/assessment.hpp"

#include <algorithm>
#include <cassert>

namespace cchc::domain {

using enum RefusalCode;

bool Entry::has_evidence() const
{
    return std::ranges::any_of(evidence, [](const Evidence& e) { return !e.detached; });
}

Owes owed_by(const Criterion& criterion, const Entry& entry)
{
    Owes owes;
    if (!agency_scores(criterion)) return owes;
    if (entry.na == NaState::claimed || entry.na == NaState::accepted) return owes;
    if (!entry.self.points) {
        owes.score = true;
        return owes;
    }
    if (*entry.self.points == Points{}) return owes; // nothing claimed, nothing to prove
    const bool evidence = entry.has_evidence();
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
    return owes;
}

Points counted_self(const Criterion& criterion, const Entry& entry)
{
    if (entry.na == NaState::accepted) return criterion.na_policy == NaPolicy::full ? criterion.maximum : Points{};
    return entry.self.points.value_or(Points{});
}

Points self_total(const Assessment& now)
{
    Points total;
    for (const CriterionNo leaf : now.set->leaves()) total += counted_self((*now.set)[leaf], now.entries[leaf]);
    return total;
}

static std::string_view name_of(Basis basis)
{
    switch (basis) {
    case Basis::none: return "-";
    case Basis::level: return "level";
    case Basis::figures: return "figures";
    case Basis::override_: return "override";
    case Basis::system: return "system";
    }
    return "-";
}
static std::string_view name_of(NaState na)
{
    switch (na) {
    case NaState::none: return "-";
    case NaState::claimed: return "claimed";
    case NaState::accepted: return "accepted";
    case NaState::refused: return "refused";
    }
    return "-";
}

std::string content_text(const Assessment& now)
{
    std::string text;
    for (const CriterionNo leaf : now.set->leaves()) {
        const Entry& entry = now.entries[leaf];
        text += (*now.set)[leaf].code.value;
        text += '\t';
        text += entry.self.points ? entry.self.points->text() : "-";
        text += '\t';
        text += name_of(entry.self.basis);
        text += '\t';
        text += name_of(entry.na);
        text += '\t';
        bool first = true;
        for (const Evidence& e : entry.evidence) {
            if (e.detached) continue;
            if (!first) text += ',';
            text += e.attached.document.sha256.hex();
            first = false;
        }
        if (first) text += '-';
        text += '\t';
        text += std::to_string(entry.explanation.size());
        text += ':';
        text += entry.explanation;
        text += '\n';
    }
    return text;
}

// ── who may, and in which round ──────────────────────────────────────────────────────────────────────────────────────

static bool officer_of(const Assessment& now, const Occasion& on)
{
    return (on.hat.role == RoleKind::agency_officer || on.hat.role == RoleKind::agency_head) &&
           on.hat.agency == now.agency;
}
static bool head_of(const Assessment& now, const Occasion& on)
{
    return on.hat.role == RoleKind::agency_head && on.hat.agency == now.agency;
}

namespace {
/// The ground an edit stands on: the round it belongs to and the reopening it is marked with.
struct Ground {
    const Round* round = nullptr;
    GrantId reopening;
    bool supplement() const { return round->plan.kind == RoundKind::supplement; }
};
} // namespace

static bool contested(const Setting& in, CriterionNo no)
{
    const auto& published = in.appraisal.item(no, 1).published;
    return published && published->decision != Decision::agree;
}

static Outcome<Ground> ground_in_supplement(const Assessment& now, CriterionNo no, const Setting& in,
                                            const Occasion& on)
{
    const Code& code = (*now.set)[no].code;
    const Round* supplement = in.cycle.round(RoundKind::supplement);
    if (!supplement) return refuse(not_found, "supplement");
    const Access access = in.cycle.access(supplement->window.round, now.agency, &code, on.at);
    if (!access.open) return access.why;
    if (in.cycle.regulation->supplement_scope == SupplementScope::contested && !contested(in, no))
        return refuse(supplement_not_asked, code.value);
    return Ground{supplement, access.reopening};
}

/// The self-assessment while it is open to this agency, then the supplement.
static Outcome<Ground> ground_of(const Assessment& now, CriterionNo no, const Setting& in, const Occasion& on)
{
    const Round* self = in.cycle.round(RoundKind::self_assessment);
    if (!self) return refuse(not_found, "self_assessment");
    const Access access = in.cycle.access(self->window.round, now.agency, &(*now.set)[no].code, on.at);
    if (access.open) {
        if (now.submitted() && access.reopening.empty()) return refuse(assessment_submitted, now.id.value);
        return Ground{self, access.reopening};
    }
    const auto later = ground_in_supplement(now, no, in, on);
    if (later) return later;
    const RefusalCode why = later.error().code; // what the supplement itself says no to is said in its words
    if (why == supplement_not_asked || why == reopen_scope_exceeded) return later;
    return access.why;
}

/// The level whose points these are, when exactly one has them.
static std::optional<std::uint32_t> level_with(const Criterion& criterion, Points points)
{
    std::optional<std::uint32_t> found;
    for (std::size_t i = 0; i < criterion.levels.size(); ++i) {
        if (criterion.levels[i].points != points) continue;
        if (found) return {};
        found = static_cast<std::uint32_t>(i);
    }
    return found;
}

static bool claims_not_applicable(const Entry& entry)
{
    return entry.na == NaState::claimed || entry.na == NaState::accepted;
}

// ── one edit of one entry ────────────────────────────────────────────────────────────────────────────────────────────

namespace {

/// Judges one wish about one entry: who and when have been settled, what remains is the rule.
struct EntryDecider {
    const Assessment& now;
    const Setting& in;
    const Occasion& on;
    CriterionNo no;
    Ground ground;

    const Criterion& criterion() const { return (*now.set)[no]; }
    const Entry& entry() const { return now.entries[no]; }

    std::optional<Refusal> may_score() const
    {
        if (!agency_scores(criterion())) return refuse(not_scored_by_agency, criterion().code.value);
        if (claims_not_applicable(entry())) return refuse(not_applicable_claimed, criterion().code.value);
        if (ground.supplement() && !in.cycle.regulation->supplement_may_change_self_score)
            return refuse(self_score_fixed, criterion().code.value);
        return {};
    }

    Outcome<AssessmentEvents> operator()(const EnterSelfScore& wish) const
    {
        if (const auto no_way = may_score()) return *no_way;
        if (wish.reason.size() > longest_reason) return refuse(too_long, "reason");
        if (wish.points < Points{} || wish.points > criterion().maximum)
            return refuse(score_out_of_range, criterion().code.value, criterion().maximum.text());
        if (!allows(criterion().rule, criterion().levels, criterion().maximum, wish.points))
            return refuse(score_step_not_allowed, criterion().code.value);
        const SelfScore& self = entry().self;
        if (self.figures) {
            const auto computed = score(criterion().rule, criterion().levels, criterion().maximum, *self.figures,
                                        in.cycle.regulation->holidays);
            const bool same = computed && computed->points == wish.points;
            if (same && self.basis == Basis::figures) return AssessmentEvents{};
            if (!same && wish.reason.empty()) return refuse(reason_required, criterion().code.value, "reason");
            if (same) // back to what the figures say
                return AssessmentEvents{declared(*self.figures, *computed)};
        }
        if (self.points == wish.points && self.reason == wish.reason) return AssessmentEvents{};
        return AssessmentEvents{SelfScoreEntered{criterion().code, wish.points, level_with(criterion(), wish.points),
                                                 wish.reason, ground.reopening}};
    }

    Outcome<AssessmentEvents> operator()(const ClearSelfScore&) const
    {
        if (const auto no_way = may_score()) return *no_way;
        if (!entry().self.points && !entry().self.figures) return AssessmentEvents{};
        return AssessmentEvents{SelfScoreCleared{criterion().code, ground.reopening}};
    }

    Outcome<AssessmentEvents> operator()(const DeclareFigures& wish) const
    {
        if (const auto no_way = may_score()) return *no_way;
        if (wish.figures.exclusion_ground.size() > longest_reason) return refuse(too_long, "exclusion_ground");
        const auto computed = score(criterion().rule, criterion().levels, criterion().maximum, wish.figures,
                                    in.cycle.regulation->holidays);
        if (!computed) {
            Refusal why = computed.error();
            if (why.about.empty()) why.about = criterion().code.value;
            return why;
        }
        if (entry().self.basis == Basis::figures && entry().self.figures == wish.figures) return AssessmentEvents{};
        return AssessmentEvents{declared(wish.figures, *computed)};
    }

    Outcome<AssessmentEvents> operator()(const WriteExplanation& wish) const
    {
        if (!agency_scores(criterion())) return refuse(not_scored_by_agency, criterion().code.value);
        if (ground.supplement()) return refuse(self_score_fixed, criterion().code.value);
        if (wish.text.size() > longest_explanation) return refuse(too_long, "text");
        if (wish.text == entry().explanation) return AssessmentEvents{};
        return AssessmentEvents{ExplanationWritten{criterion().code, wish.text, ground.reopening}};
    }

    Outcome<AssessmentEvents> operator()(const AttachEvidence& wish) const
    {
        // Papers that go with what the system scores (the submission letter) are attached like any other.
        if (!criterion().leaf) return refuse(not_scored_by_agency, criterion().code.value);
        if (!well_formed_id(wish.link.value)) return refuse(id_malformed, "link");
        const auto& all = entry().evidence;
        if (all.size() >= most_evidence_per_entry) return refuse(too_long, "evidence");
        if (std::ranges::any_of(all, [&](const Evidence& e) { return e.attached.link == wish.link; }))
            return refuse(already_exists, wish.link.value);
        if (std::ranges::any_of(all, [&](const Evidence& e) {
                return !e.detached && e.attached.document.sha256 == wish.document.sha256;
            }))
            return refuse(already_exists, wish.document.sha256.hex());
        if (!wish.corrects.empty() &&
            std::ranges::none_of(all, [&](const Evidence& e) { return e.attached.link == wish.corrects; }))
            return refuse(not_found, wish.corrects.value);
        return AssessmentEvents{EvidenceAttached{criterion().code, wish.link, wish.document, wish.document_date,
                                                 wish.document_number, wish.pages, wish.corrects,
                                                 ground.round->window.round, ground.reopening}};
    }

    Outcome<AssessmentEvents> operator()(const DetachEvidence& wish) const
    {
        for (const Evidence& e : entry().evidence) {
            if (e.attached.link != wish.link) continue;
            if (e.detached) return AssessmentEvents{};
            // What was there at a lock stays there: only what came in this round, or under this reopening, can go
            // (EV-22).
            if (e.attached.round != ground.round->window.round || e.attached.reopening != ground.reopening)
                return refuse(deadline_passed, wish.link.value);
            return AssessmentEvents{EvidenceDetached{criterion().code, wish.link, ground.reopening}};
        }
        return refuse(not_found, wish.link.value);
    }

    Outcome<AssessmentEvents> operator()(const ClaimNotApplicable& wish) const
    {
        if (!agency_scores(criterion())) return refuse(not_scored_by_agency, criterion().code.value);
        if (ground.supplement()) return refuse(self_score_fixed, criterion().code.value);
        if (!criterion().na_claimable) return refuse(not_appraisable, criterion().code.value);
        if (wish.ground.empty()) return refuse(reason_required, criterion().code.value, "ground");
        if (wish.ground.size() > longest_reason) return refuse(too_long, "ground");
        if (claims_not_applicable(entry())) return AssessmentEvents{};
        return AssessmentEvents{NotApplicableClaimed{criterion().code, wish.ground, ground.reopening}};
    }

    Outcome<AssessmentEvents> operator()(const WithdrawNotApplicable&) const
    {
        if (ground.supplement()) return refuse(self_score_fixed, criterion().code.value);
        if (!claims_not_applicable(entry())) return AssessmentEvents{};
        return AssessmentEvents{NotApplicableWithdrawn{criterion().code, ground.reopening}};
    }

    Outcome<AssessmentEvents> operator()(const ProvideSupplement& wish) const
    {
        if (!agency_scores(criterion())) return refuse(not_scored_by_agency, criterion().code.value);
        if (wish.text.empty()) return refuse(reason_required, criterion().code.value, "text");
        if (wish.text.size() > longest_explanation) return refuse(too_long, "text");
        if (wish.text == entry().supplement) return AssessmentEvents{};
        return AssessmentEvents{SupplementProvided{criterion().code, wish.text, ground.reopening}};
    }

    FiguresDeclared declared(const Figures& figures, const Scored& computed) const
    {
        std::optional<std::uint32_t> level;
        if (computed.level) level = static_cast<std::uint32_t>(*computed.level);
        return FiguresDeclared{criterion().code, figures, computed.points, level, ground.reopening};
    }
};

} // namespace

static const Code& criterion_of(const EntryCommand& edit)
{
    return std::visit([](const auto& wish) -> const Code& { return wish.criterion; }, edit);
}

static Outcome<AssessmentEvents> decide_one(const Assessment& now, const EntryCommand& edit,
                                            std::optional<std::uint32_t> expected, const Setting& in,
                                            const Occasion& on)
{
    const Code& code = criterion_of(edit);
    const CriterionNo no = now.set->find(code.value);
    if (no == no_criterion) return refuse(not_found, code.value);
    const bool answers = std::holds_alternative<ProvideSupplement>(edit);
    const auto ground = answers ? ground_in_supplement(now, no, in, on) : ground_of(now, no, in, on);
    if (!ground) return ground.error();
    if (expected && *expected != now.entries[no].version) {
        Refusal stale = refuse(stale_version, code.value);
        stale.current = now.entries[no].version;
        return stale;
    }
    return std::visit(EntryDecider{now, in, on, no, *ground}, edit);
}

Outcome<AssessmentEvents> decide(const Assessment& now, const EditEntry& command, const Setting& in, const Occasion& on)
{
    if (!officer_of(now, on)) return refuse(missing_right, now.id.value);
    return decide_one(now, command.edit, on.expected, in, on);
}

/// Versions are those the officer saw before the batch, whatever its earlier items do to the same entry.
static Outcome<AssessmentEvents> stale_item(const Assessment& now, const EditEntries::Item& item)
{
    const CriterionNo no = now.set->find(criterion_of(item.edit).value);
    if (no == no_criterion || !item.expected || *item.expected == now.entries[no].version) return AssessmentEvents{};
    return refuse(stale_version, criterion_of(item.edit).value, std::to_string(now.entries[no].version));
}

Outcome<AssessmentEvents> decide(const Assessment& now, const EditEntries& command, const Setting& in,
                                 const Occasion& on)
{
    if (!officer_of(now, on)) return refuse(missing_right, now.id.value);
    if (command.items.size() > most_batch_items) return refuse(too_long, "/items");
    Assessment then = now; // each item is judged as the ones before it left things
    AssessmentEvents all;
    Refusal faults = refuse(RefusalCode{});
    for (std::size_t i = 0; i < command.items.size(); ++i) {
        auto outcome = stale_item(now, command.items[i]);
        if (outcome) outcome = decide_one(then, command.items[i].edit, {}, in, on);
        if (!outcome) {
            const Refusal& why = outcome.error();
            if (faults.items.empty()) faults.code = why.code;
            faults.items.push_back({why.code, "/items/" + std::to_string(i), why.detail});
            continue;
        }
        for (const AssessmentEvent& event : *outcome) {
            evolve(then, event, Record{});
            all.push_back(event);
        }
    }
    if (!faults.items.empty()) return faults;
    return all;
}

// ── undo ─────────────────────────────────────────────────────────────────────────────────────────────────────────────

namespace {

/// The events that put `act.before` back, given the entry as it stands.
struct Restorer {
    const Criterion& criterion;
    const Entry& entry;
    GrantId reopening;
    const std::vector<Date>& holidays;

    AssessmentEvents operator()(const SelfScore& before) const
    {
        AssessmentEvents events;
        // A reason given without figures would otherwise read as an override of the figures that came since.
        const bool figures_in_the_way = entry.self.figures && !before.figures && !before.reason.empty();
        if (!before.points || figures_in_the_way) events.push_back(SelfScoreCleared{criterion.code, reopening});
        if (!before.points) return events;
        if (before.figures) {
            const auto computed = score(criterion.rule, criterion.levels, criterion.maximum, *before.figures, holidays);
            std::optional<std::uint32_t> level;
            if (computed && computed->level) level = static_cast<std::uint32_t>(*computed->level);
            events.push_back(FiguresDeclared{criterion.code, *before.figures,
                                             computed ? computed->points : *before.points, level, reopening});
            if (before.basis != Basis::override_) return events;
        }
        events.push_back(SelfScoreEntered{criterion.code, *before.points, before.level, before.reason, reopening});
        return events;
    }
    AssessmentEvents operator()(const std::string& before) const
    {
        return {ExplanationWritten{criterion.code, before, reopening}};
    }
    AssessmentEvents operator()(const LinkId& link) const
    {
        for (const Evidence& e : entry.evidence) {
            if (e.attached.link != link) continue;
            if (!e.detached) return {EvidenceDetached{criterion.code, link, reopening}};
            EvidenceAttached again = e.attached;
            again.reopening = reopening;
            return {again};
        }
        return {};
    }
    AssessmentEvents operator()(const ClaimBefore& before) const
    {
        if (before.na == NaState::claimed) return {NotApplicableClaimed{criterion.code, before.ground, reopening}};
        if (before.na != NaState::none) return {}; // a ruling is the council's to give again
        AssessmentEvents events{NotApplicableWithdrawn{criterion.code, reopening}};
        if (!before.self.points) return events;
        const AssessmentEvents score = (*this)(before.self);
        events.insert(events.end(), score.begin(), score.end());
        return events;
    }
};

/// The event that last touched the part of the entry that the act changed.
struct LastTouch {
    const Entry& entry;
    Sequence operator()(const SelfScore&) const { return entry.self_seq; }
    Sequence operator()(const std::string&) const { return entry.explanation_seq; }
    Sequence operator()(const LinkId& link) const
    {
        const auto found = std::ranges::find(entry.evidence, link, [](const Evidence& e) { return e.attached.link; });
        return found->seq;
    }
    Sequence operator()(const ClaimBefore&) const { return std::max(entry.na_seq, entry.self_seq); }
};

} // namespace

Outcome<AssessmentEvents> decide(const Assessment& now, const UndoEdit& command, const Setting& in, const Occasion& on)
{
    if (!officer_of(now, on)) return refuse(missing_right, now.id.value);
    const auto mine = now.acts.find(on.actor);
    if (mine == now.acts.end()) return refuse(cannot_undo, std::to_string(command.undone));
    const auto act = std::ranges::find(mine->second, command.undone, &Act::seq);
    if (act == mine->second.end()) return refuse(cannot_undo, std::to_string(command.undone));

    const Criterion& criterion = (*now.set)[act->criterion];
    const Entry& entry = now.entries[act->criterion];
    const auto ground = ground_of(now, act->criterion, in, on);
    if (!ground) return ground.error();
    if (std::visit(LastTouch{entry}, act->before) != act->settled)
        return refuse(cannot_undo, criterion.code.value, "changed_since");
    const bool scores = std::holds_alternative<SelfScore>(act->before);
    const bool links = std::holds_alternative<LinkId>(act->before);
    if (ground->supplement() && !links && !(scores && in.cycle.regulation->supplement_may_change_self_score))
        return refuse(self_score_fixed, criterion.code.value);
    if (const auto* link = std::get_if<LinkId>(&act->before))
        for (const Evidence& e : entry.evidence)
            if (e.attached.link == *link &&
                (e.attached.round != ground->round->window.round || e.attached.reopening != ground->reopening))
                return refuse(cannot_undo, criterion.code.value, "locked_since");
    AssessmentEvents restoring =
        std::visit(Restorer{criterion, entry, ground->reopening, in.cycle.regulation->holidays}, act->before);
    if (restoring.empty()) return refuse(cannot_undo, criterion.code.value);
    AssessmentEvents events{Compensated{command.undone, static_cast<std::uint32_t>(restoring.size())}};
    events.insert(events.end(), restoring.begin(), restoring.end());
    return events;
}

// ── from the officer to the head to the council ──────────────────────────────────────────────────────────────────────

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

/// Every entry that is not ready, or nothing (SA-9, EV-9).
static std::optional<Refusal> unfinished(const Assessment& now)
{
    Refusal why = refuse(RefusalCode{});
    for (const CriterionNo leaf : now.set->leaves()) {
        const Criterion& criterion = (*now.set)[leaf];
        const Owes owes = owed_by(criterion, now.entries[leaf]);
        if (owes.nothing()) continue;
        const RefusalCode code = owes.score ? score_missing : evidence_or_explanation_required;
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
    if (now.submitted() && access->reopening.empty()) return refuse(assessment_submitted, now.id.value);
    if (const auto why = unfinished(now)) return *why;
    const bool asked = now.approval == ApprovalState::requested || now.approval == ApprovalState::approved;
    if (asked && now.approved_content == now.content) return AssessmentEvents{};
    return AssessmentEvents{ApprovalRequested{now.content}};
}

Outcome<AssessmentEvents> decide(const Assessment& now, const ApproveAssessment&, const Setting& in, const Occasion& on)
{
    if (!head_of(now, on)) return refuse(missing_right, now.id.value);
    const auto access = in_self_assessment(now, in, on);
    if (!access) return access.error();
    if (now.submitted() && access->reopening.empty()) return refuse(assessment_submitted, now.id.value);
    if (const auto why = unfinished(now)) return *why;
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
    if (command.reason.size() > longest_reason) return refuse(too_long, "reason");
    if (now.submitted() && access->reopening.empty()) return refuse(assessment_submitted, now.id.value);
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

/// Since when the assessment has been in: submitted again under a reopening, it came in when it first did. Nothing
/// when it is not in, withdrawn included.
static std::optional<Instant> in_since(const Assessment& now)
{
    std::optional<Instant> since;
    for (auto one = now.submissions.rbegin(); one != now.submissions.rend() && !one->withdrawn; ++one) since = one->at;
    return since;
}

Outcome<AssessmentEvents> decide(const Assessment& now, const SubmitAssessment& command, const Setting& in,
                                 const Occasion& on)
{
    if (!officer_of(now, on)) return refuse(missing_right, now.id.value);
    const auto access = in_self_assessment(now, in, on);
    if (!access) return access.error();
    if (now.submitted() && access->reopening.empty()) return refuse(assessment_submitted, now.id.value);
    if (command.attendance.size() > 100) return refuse(too_long, "attendance");
    for (const std::string& office : command.attendance)
        if (office.empty() || office.size() > 300) return refuse(too_long, "attendance");
    if (command.attendance.empty()) return refuse(reason_required, "attendance");
    if (const auto why = unfinished(now)) return *why;
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
    AssessmentEvents scored = score_by_clock(
        now, in.cycle.round(self)->window_of(now.agency).deadline.value_or(on.at.plus_us(1)), submitted_at);
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
    if (command.reason.size() > longest_reason) return refuse(too_long, "reason");
    if (!access->reopening.empty()) return refuse(assessment_submitted, now.id.value); // before the lock only
    return AssessmentEvents{AssessmentWithdrawn{command.reason}};
}

Outcome<AssessmentEvents> decide(const Assessment& now, const RuleNotApplicable& command, const Setting& in,
                                 const Occasion& on)
{
    const CriterionNo no = now.set->find(command.criterion.value);
    if (no == no_criterion) return refuse(not_found, command.criterion.value);
    const Criterion& criterion = (*now.set)[no];
    if (on.hat.role != RoleKind::appraiser) return refuse(missing_right, criterion.code.value);
    if (on.hat.agency == now.agency && in.cycle.regulation->own_unit_appraisal == OwnUnitAppraisal::forbid)
        return refuse(conflict_of_interest, now.agency.value);
    if (in.cycle.regulation->appraiser_of(criterion, now.agency) != on.hat.agency)
        return refuse(missing_right, criterion.code.value);
    Access access{false, {}, refuse(round_locked, "appraisal_1")};
    for (const int ordinal : {1, 2}) {
        const Round* r = in.cycle.round(RoundKind::appraisal, ordinal);
        if (!r || access.open) continue;
        access = in.cycle.access(r->window.round, now.agency, &criterion.code, on.at);
        if (access.open && access.reopening.empty() && r->published)
            access = {false, {}, refuse(already_published, r->window.round.value)};
    }
    if (!access.open) return access.why;
    const NaState state = now.entries[no].na;
    if (state == NaState::none) return refuse(not_found, criterion.code.value);
    if (command.reason.size() > longest_reason) return refuse(too_long, "reason");
    if (command.accept) {
        if (state == NaState::accepted) return AssessmentEvents{};
        return AssessmentEvents{NotApplicableAccepted{criterion.code, command.reason}};
    }
    if (command.reason.empty()) return refuse(reason_required, criterion.code.value, "reason");
    if (state == NaState::refused) return AssessmentEvents{};
    return AssessmentEvents{NotApplicableRefused{criterion.code, command.reason}};
}

AssessmentEvents score_by_clock(const Assessment& now, Instant deadline, std::optional<Instant> submitted)
{
    AssessmentEvents events;
    for (const CriterionNo leaf : now.set->leaves()) {
        const Criterion& criterion = (*now.set)[leaf];
        const auto* rule = std::get_if<SubmissionTimeliness>(&criterion.rule);
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

// ── evolve ───────────────────────────────────────────────────────────────────────────────────────────────────────────

namespace {

struct AssessmentEvolver {
    Assessment& now;
    const Record& record;

    CriterionNo find(const Code& code) const
    {
        const CriterionNo no = now.set->find(code.value);
        assert(no != no_criterion);
        return no;
    }
    Entry& touch(CriterionNo no) const
    {
        ++now.content;
        Entry& entry = now.entries[no];
        ++entry.version;
        return entry;
    }
    void rule(Entry& entry, NaState na) const
    {
        entry.na = na;
        entry.na_seq = record.seq;
    }
    template <class Before>
    void remember(CriterionNo no, Before before, Sequence settled) const
    {
        auto& mine = now.acts[record.actor];
        mine.push_back(Act{record.seq, settled, no, std::move(before)});
        if (mine.size() > 50) mine.pop_front();
    }

    void operator()(const SelfScoreEntered& e) const
    {
        const CriterionNo no = find(e.criterion);
        Entry& entry = touch(no);
        SelfScore next{e.points, e.level, Basis::level, {}, e.reason};
        if (!e.reason.empty() && entry.self.figures) {
            next.basis = Basis::override_;
            next.figures = entry.self.figures;
        }
        remember(no, std::exchange(entry.self, std::move(next)), record.seq);
        entry.self_seq = record.seq;
    }
    void operator()(const SelfScoreCleared& e) const
    {
        const CriterionNo no = find(e.criterion);
        Entry& entry = touch(no);
        remember(no, std::exchange(entry.self, SelfScore{}), record.seq);
        entry.self_seq = record.seq;
    }
    void operator()(const FiguresDeclared& e) const
    {
        const CriterionNo no = find(e.criterion);
        Entry& entry = touch(no);
        SelfScore next{e.points, e.level, Basis::figures, e.figures, {}};
        remember(no, std::exchange(entry.self, std::move(next)), record.seq);
        entry.self_seq = record.seq;
        entry.self_seq = record.seq;
    }
    void operator()(const ExplanationWritten& e) const
    {
        const CriterionNo no = find(e.criterion);
        Entry& entry = touch(no);
        remember(no, std::exchange(entry.explanation, e.text), record.seq);
        entry.explanation_seq = record.seq;
    }
    void operator()(const EvidenceAttached& e) const
    {
        const CriterionNo no = find(e.criterion);
        Entry& entry = touch(no);
        const auto again = std::ranges::find(entry.evidence, e.link, [](const Evidence& x) { return x.attached.link; });
        if (again != entry.evidence.end())
            *again = Evidence{e, false, record.seq};
        else
            entry.evidence.push_back(Evidence{e, false, record.seq});
        remember(no, e.link, record.seq);
    }
    void operator()(const EvidenceDetached& e) const
    {
        const CriterionNo no = find(e.criterion);
        Entry& entry = touch(no);
        for (Evidence& x : entry.evidence)
            if (x.attached.link == e.link) {
                x.detached = true;
                x.seq = record.seq;
            }
        remember(no, e.link, record.seq);
    }
    void operator()(const NotApplicableClaimed& e) const
    {
        const CriterionNo no = find(e.criterion);
        Entry& entry = touch(no);
        remember(no, ClaimBefore{entry.na, entry.na_ground, std::exchange(entry.self, SelfScore{})}, record.seq);
        entry.na = NaState::claimed;
        entry.na_ground = e.ground;
        entry.self_seq = entry.na_seq = record.seq;
    }
    void operator()(const NotApplicableWithdrawn& e) const
    {
        const CriterionNo no = find(e.criterion);
        Entry& entry = touch(no);
        remember(no, ClaimBefore{entry.na, entry.na_ground, entry.self}, record.seq);
        rule(entry, NaState::none);
    }
    void operator()(const NotApplicableAccepted& e) const { rule(touch(find(e.criterion)), NaState::accepted); }
    void operator()(const NotApplicableRefused& e) const { rule(touch(find(e.criterion)), NaState::refused); }
    void operator()(const ApprovalRequested& e) const
    {
        now.approval = ApprovalState::requested;
        now.approved_content = e.content;
    }
    void operator()(const AssessmentApproved& e) const
    {
        now.approval = ApprovalState::approved;
        now.approved_content = e.content;
    }
    void operator()(const ApprovalReturned&) const
    {
        now.approval = ApprovalState::none;
        now.approved_content = 0;
    }
    void operator()(const SubmissionDelegated& e) const
    {
        if (now.approval == ApprovalState::none) now.approval = ApprovalState::delegated;
        now.delegate = e.to;
    }
    void operator()(const AssessmentSubmitted& e) const { now.submissions.push_back({e, record.at, false}); }
    void operator()(const SystemScored& e) const
    {
        // Not content: the head approves what people wrote, the clock adds its own.
        Entry& entry = now.entries[find(e.criterion)];
        ++entry.version;
        entry.self = SelfScore{e.points, e.level, Basis::system, {}, e.basis};
        entry.self_seq = record.seq;
    }
    void operator()(const AssessmentWithdrawn&) const
    {
        assert(now.submitted());
        now.submissions.back().withdrawn = true;
        now.approval = ApprovalState::none;
        now.approved_content = 0;
    }
    void operator()(const Compensated& e) const
    {
        // Undoing an undo: what stands now is what comes back.
        auto& mine = now.acts[record.actor];
        const auto act = std::ranges::find(mine, e.undone, &Act::seq);
        if (act == mine.end()) return;
        const CriterionNo no = act->criterion;
        const Entry& entry = now.entries[no];
        const Sequence settled = record.seq + e.restored;
        if (std::holds_alternative<SelfScore>(act->before))
            remember(no, entry.self, settled);
        else if (std::holds_alternative<std::string>(act->before))
            remember(no, entry.explanation, settled);
        else if (const auto* link = std::get_if<LinkId>(&act->before))
            remember(no, LinkId(*link), settled); // a copy: the deque may let go of the act
        else
            remember(no, ClaimBefore{entry.na, entry.na_ground, entry.self}, settled);
    }
    void operator()(const SupplementProvided& e) const { touch(find(e.criterion)).supplement = e.text; }
};

} // namespace

void evolve(Assessment& now, const AssessmentEvent& event, const Record& record)
{
    std::visit(AssessmentEvolver{now, record}, event);
}

} // namespace cchc::domain
