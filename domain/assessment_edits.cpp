#include "domain/assessment_ground.hpp"
#include "domain/evidence.hpp"
#include "domain/reference.hpp"

#include <algorithm>

namespace cchc::domain {

using enum RefusalCode;

static bool contested(const Setting& in, CriterionNo no)
{
    const auto& published = in.appraisal.item(no, 1).published;
    return published && published->decision != Decision::agree;
}

Outcome<Ground> ground_in_supplement(const Assessment& now, CriterionNo no, const Setting& in, const Occasion& on)
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

Outcome<Ground> ground_of(const Assessment& now, CriterionNo no, const Setting& in, const Occasion& on)
{
    const Round* self = in.cycle.round(RoundKind::self_assessment);
    if (!self) return refuse(not_found, "self_assessment");
    const Access access = in.cycle.access(self->window.round, now.agency, &(*now.set)[no].code, on.at);
    if (access.open) {
        if (now.submitted() && access.reopening.empty() && !now.entries[no].amended)
            return refuse(assessment_submitted, now.id.value);
        return Ground{self, access.reopening};
    }
    const auto later = ground_in_supplement(now, no, in, on);
    if (later) return later;
    const RefusalCode why = later.error().code; // what the supplement itself says no to is said in its words
    if (why == supplement_not_asked || why == reopen_scope_exceeded) return later;
    return access.why;
}

std::optional<std::uint32_t> level_with(const Criterion& criterion, Points points)
{
    std::optional<std::uint32_t> found;
    for (std::size_t i = 0; i < criterion.levels.size(); ++i) {
        if (criterion.levels[i].points != points) continue;
        if (found) return {};
        found = static_cast<std::uint32_t>(i);
    }
    return found;
}

Outcome<Scored> score_figures(const Regulation& regulation, const CriteriaSet& set, CriterionNo no,
                              const Figures& figures, Instant at)
{
    const Criterion& leaf = set[no];
    const ScoringRule& rule = regulation.rule_in_force(set, no, local_date(at));
    Date last = regulation.assessed_period ? regulation.assessed_period->to : Date::from_civil(regulation.year, 12, 31);
    if (set.data_cutoff) last = *set.data_cutoff;
    if (leaf.data_cutoff) last = *leaf.data_cutoff;
    const bool dated = std::holds_alternative<LateBands>(rule) || std::holds_alternative<Timeliness>(rule);
    if (!dated || !figures.date || *figures.date <= last)
        return score(rule, leaf.levels, leaf.maximum, figures, regulation.holidays);
    Figures never;
    never.never = true;
    return score(rule, leaf.levels, leaf.maximum, never, regulation.holidays);
}

static bool claims_not_applicable(const Entry& entry)
{
    return entry.na == NaState::claimed || entry.na == NaState::accepted;
}

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
    const ScoringRule& rule() const { return in.cycle.regulation->rule_in_force(*now.set, no, local_date(on.at)); }

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
        if (wish.points < Points{} || wish.points > criterion().maximum)
            return refuse(score_out_of_range, criterion().code.value, criterion().maximum.text());
        if (!allows(rule(), criterion().levels, criterion().maximum, wish.points))
            return refuse(score_step_not_allowed, criterion().code.value);
        const SelfScore& self = entry().self;
        if (self.figures) {
            const auto computed = score_figures(*in.cycle.regulation, *now.set, no, *self.figures, on.at);
            const bool same = computed && computed->points == wish.points;
            if (same && self.basis == Basis::figures && self.points == wish.points) return AssessmentEvents{};
            if (!same && wish.reason.empty()) return refuse(reason_required, criterion().code.value, "reason");
            if (same) // back to what the figures say, or on to what they say by now
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
        Outcome<Figures> figures = wish.figures;
        if (entry().reference) figures = confirmed(wish.figures, *entry().reference);
        if (!figures) return figures.error();
        const auto computed = score_figures(*in.cycle.regulation, *now.set, no, *figures, on.at);
        if (!computed) {
            Refusal why = computed.error();
            if (why.about.empty()) why.about = criterion().code.value;
            return why;
        }
        const SelfScore& self = entry().self;
        if (self.basis == Basis::figures && self.figures == *figures && self.points == computed->points)
            return AssessmentEvents{};
        return AssessmentEvents{declared(*figures, *computed)};
    }

    Outcome<AssessmentEvents> operator()(const WriteExplanation& wish) const
    {
        if (!agency_scores(criterion())) return refuse(not_scored_by_agency, criterion().code.value);
        if (ground.supplement()) return refuse(self_score_fixed, criterion().code.value);
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
        if (in.cycle.regulation->unsigned_upload == UnsignedUpload::refuse &&
            wants_signature(criterion()) == Wanted::on_every_paper) {
            const SignatureVerdict verdict = wish.check ? wish.check->verdict : wish.signature;
            if (verdict == SignatureVerdict::unsigned_)
                return refuse(signature_required, criterion().code.value, wish.document.sha256.hex());
            if (verdict == SignatureVerdict::invalid)
                return refuse(signature_invalid, criterion().code.value, wish.document.sha256.hex());
        }
        return AssessmentEvents{EvidenceAttached{
            criterion().code, wish.link, wish.document, wish.document_date, wish.document_number, wish.pages,
            wish.corrects, ground.round->window.round, ground.reopening,
            wish.check ? SignatureVerdict::unknown : wish.signature, wish.kind, wish.issuer, wish.check}};
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

    Outcome<AssessmentEvents> operator()(const DeclareSecretPaper& wish) const
    {
        if (!agency_scores(criterion())) return refuse(not_scored_by_agency, criterion().code.value);
        if (!well_formed_id(wish.paper.value)) return refuse(id_malformed, "paper");
        const auto& all = entry().secret_papers;
        if (std::ranges::any_of(all, [&](const SecretPaper& one) { return one.declared.paper == wish.paper; }))
            return refuse(already_exists, wish.paper.value);
        if (all.size() >= most_secret_papers) return refuse(too_long, "secret_papers");
        return AssessmentEvents{
            SecretPaperDeclared{criterion().code, wish.paper, ground.round->window.round, ground.reopening}};
    }

    Outcome<AssessmentEvents> operator()(const ClaimNotApplicable& wish) const
    {
        if (!agency_scores(criterion())) return refuse(not_scored_by_agency, criterion().code.value);
        if (ground.supplement()) return refuse(self_score_fixed, criterion().code.value);
        if (!criterion().na_claimable) return refuse(not_appraisable, criterion().code.value);
        if (wish.ground.empty()) return refuse(reason_required, criterion().code.value, "ground");
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
    if (!works_on(now, on)) return refuse(missing_right, now.id.value);
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
    if (!works_on(now, on)) return refuse(missing_right, now.id.value);
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

} // namespace cchc::domain
