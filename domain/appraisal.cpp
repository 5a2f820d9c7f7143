#include "domain/appraisal.hpp"

#include "domain/assessment.hpp"
#include "domain/evidence.hpp"
#include "domain/result.hpp"

#include <algorithm>
#include <cassert>

namespace cchc::domain {

using enum RefusalCode;

const Judgement& AppraisalItem::by(const AgencyId& agency) const
{
    static const Judgement none;
    const auto found = std::ranges::find(judgements, agency, &Judgement::by);
    return found == judgements.end() ? none : *found;
}

bool AppraisalItem::anybody_decided() const
{
    return std::ranges::any_of(judgements, [](const Judgement& one) { return one.decided.has_value(); });
}

// ── who decides, and in which round ──────────────────────────────────────────────────────────────────────────────────

namespace {

/// What every act on an item is about.
struct ItemGround {
    const Assessment& assessment;
    const Cycle& cycle;
    const Regulation& regulation;
    const Criterion& criterion;
    const ScoringRule& rule; ///< in force on the day of the act
    CriterionNo no;
    const Entry& entry;
    int ordinal;
    Access access;
    bool published; ///< the round is
    Points self;    ///< what it judges

    /// What the points leave the agency: those of a penalty take off.
    Points left(Points points) const { return signed_points(criterion, points); }
    bool is_penalty() const { return std::holds_alternative<Penalty>(criterion.rule); }
    /// The hardest an appraisal can be.
    Points worst() const { return is_penalty() ? criterion.maximum : Points{}; }
};

/// What both acts upon an item stand on. Who may do it is the caller's to tell.
template <class Command>
Outcome<ItemGround> ground_for(const Command& command, const Assessment& assessment, const Cycle& cycle,
                               const Occasion& on)
{
    const Regulation& regulation = *cycle.regulation;
    const CriterionNo no = assessment.set->find(command.criterion.value);
    if (no == no_criterion) return refuse(not_found, command.criterion.value);
    const Criterion& criterion = (*assessment.set)[no];
    if (!agency_scores(criterion)) return refuse(not_appraisable, criterion.code.value);
    if (on.hat.agency == assessment.agency && regulation.own_unit_appraisal == OwnUnitAppraisal::forbid)
        return refuse(conflict_of_interest, assessment.agency.value);
    const Round* round = cycle.round(command.round);
    if (!round || round->plan.kind != RoundKind::appraisal) return refuse(not_found, command.round.value);
    return ItemGround{assessment,
                      cycle,
                      regulation,
                      criterion,
                      regulation.rule_in_force(*assessment.set, no, local_date(on.at)),
                      no,
                      assessment.entries[no],
                      round->plan.ordinal,
                      cycle.access(command.round, assessment.agency, &criterion.code, on.at),
                      round->published,
                      judged_self(cycle, assessment, no)};
}

/// Nobody could answer the first opinion yet.
std::optional<Refusal> first_round_in_the_way(const ItemGround& on)
{
    const Round* first = on.cycle.round(RoundKind::appraisal, 1);
    if (on.ordinal == 2 && first && !first->published) return refuse(not_published, first->window.round.value);
    return {};
}

/// A claim is ruled on first.
std::optional<Refusal> claim_in_the_way(const ItemGround& on)
{
    if (on.entry.na != NaState::claimed && on.entry.na != NaState::accepted) return {};
    return refuse(not_applicable_claimed, on.criterion.code.value);
}

/// AP-7: none at all, whatever the levels say; else what the criterion's own scale allows (SM-33).
std::optional<Refusal> off_the_scale(const ItemGround& on, Points points)
{
    const Criterion& criterion = on.criterion;
    if (points < Points{} || points > criterion.maximum)
        return refuse(score_out_of_range, criterion.code.value, criterion.maximum.text());
    const bool none_at_all = points == Points{} && !on.is_penalty();
    if (points != on.self && !none_at_all && !allows(on.rule, criterion.levels, criterion.maximum, points))
        return refuse(score_step_not_allowed, criterion.code.value);
    return {};
}

/// The proof lies in a secret paper that nobody has explained yet: nothing can be given for it (EV-17).
std::optional<Refusal> rests_on_the_unexplained(const ItemGround& on, Points points)
{
    if (points == Points{} || on.is_penalty()) return {};
    const auto proof_owed = [&](SecretPapers papers) {
        return owed_by(on.criterion, on.entry, UnsignedUpload::accept_with_warning, papers).proof();
    };
    if (proof_owed(SecretPapers::declared) || !proof_owed(SecretPapers::explained)) return {};
    return refuse(secret_paper_unexplained, on.criterion.code.value);
}

/// Leaving the agency more than it gave itself.
std::optional<Refusal> too_kind(const ItemGround& on, Points points)
{
    if (on.left(points) <= on.left(on.self)) return {};
    return refuse(on.is_penalty() ? penalty_not_raised : above_self_score, on.criterion.code.value, on.self.text());
}

Refusal unchanged(const ItemGround& on)
{
    return refuse(on.is_penalty() ? penalty_not_raised : must_be_lower, on.criterion.code.value, on.self.text());
}

/// AP-9, where the regulation says so.
std::optional<Refusal> below_the_first_round(const ItemGround& on, const Appraisal& now, Points points)
{
    if (on.ordinal != 2 || on.regulation.round2_may_lower) return {};
    const Points before = counted(on.cycle, on.assessment, now, on.no, Stage::round_1);
    if (on.left(points) >= on.left(before)) return {};
    return refuse(below_round_one, on.criterion.code.value, on.is_penalty() ? "" : before.text());
}

/// The limits of the three decisions, which a draft need not keep to yet.
std::optional<Refusal> out_of_bounds(const ItemGround& on, const DecideAppraisal& command)
{
    const std::string& code = on.criterion.code.value;
    switch (command.decision) {
    case Decision::agree:
        if (command.points != on.self) return refuse(must_equal_self_score, code, on.self.text());
        return {};
    case Decision::disagree:
        if (command.reason.empty()) return refuse(reason_required, code, "reason");
        if (!on.regulation.may_exceed_self)
            if (auto why = too_kind(on, command.points)) return why;
        if (command.points == on.self) return unchanged(on);
        return {};
    case Decision::request_supplement:
        if (on.ordinal != 1) return refuse(not_in_this_round, code);
        if (command.needed.empty()) return refuse(needed_required, code, "needed");
        if (auto why = too_kind(on, command.points)) return why;
        if (command.points == on.self && on.self != on.worst()) return unchanged(on);
        return {};
    }
    return {};
}

Opinion opinion_on(const ItemGround& ground, const RoundId& round, Points points, const Occasion& on)
{
    Opinion opinion;
    opinion.criterion = ground.criterion.code;
    opinion.round = round;
    opinion.points = points;
    opinion.entry_version = ground.entry.version;
    opinion.on_behalf = on.hat.agency;
    opinion.reopening = ground.access.reopening;
    for (const Evidence& e : ground.entry.evidence)
        if (!e.detached) opinion.evidence.push_back(e.attached.document.sha256);
    return opinion;
}

} // namespace

// ── what several opinions come to ────────────────────────────────────────────────────────────────────────────────────

namespace {

using Opinions = std::vector<const Opinion*>;

/// What each appraiser decided, in their order; nothing while one is missing.
std::optional<Opinions> all_decided(const AppraisalItem& item, const Assessment& assessment,
                                    const Regulation& regulation, CriterionNo criterion)
{
    Opinions all;
    for (const AgencyId& agency : regulation.appraisers_of((*assessment.set)[criterion], assessment.agency)) {
        const Judgement& one = item.by(agency);
        if (!one.decided) return {};
        all.push_back(&*one.decided);
    }
    if (all.empty()) return {};
    return all;
}

bool alike(const Opinions& all)
{
    return std::ranges::all_of(all, [&](const Opinion* one) { return one->points == all.front()->points; });
}

Points mean_of(const Opinions& all, const ScoringRule& rule)
{
    Points sum;
    for (const Opinion* one : all) sum += one->points;
    return share(sum, 1, static_cast<std::int64_t>(all.size()), rounding_of(rule));
}

void join(std::string& words, const std::string& more)
{
    if (more.empty() || words == more) return;
    if (!words.empty()) words += '\n';
    words += more;
}

Opinion together(const Opinions& all, Points points)
{
    Opinion one;
    one.criterion = all.front()->criterion;
    one.round = all.front()->round;
    one.points = points;
    one.entry_version = all.front()->entry_version;
    one.evidence = all.front()->evidence;
    one.reopening = all.front()->reopening;
    for (const Opinion* each : all) {
        one.decision = std::max(one.decision, each->decision); // agree, disagree, request a supplement
        one.entry_version = std::min(one.entry_version, each->entry_version);
        join(one.reason, each->reason);
        join(one.needed, each->needed);
        join(one.records, each->records);
    }
    return one;
}

} // namespace

Verdict verdict(const AppraisalItem& item, const Assessment& assessment, const Regulation& regulation,
                CriterionNo criterion)
{
    if (item.ruling) return Verdict::ruled;
    const auto all = all_decided(item, assessment, regulation, criterion);
    if (!all) return Verdict::open;
    if (alike(*all) || regulation.disagreement_ruling == DisagreementRuling::mean) return Verdict::settled;
    return Verdict::differing;
}

std::optional<Opinion> comes_to(const AppraisalItem& item, const Assessment& assessment, const Regulation& regulation,
                                CriterionNo criterion)
{
    if (item.ruling) return item.ruling->opinion;
    const auto all = all_decided(item, assessment, regulation, criterion);
    if (!all) return {};
    if (all->size() == 1) return *all->front();
    if (alike(*all)) return together(*all, all->front()->points);
    if (regulation.disagreement_ruling != DisagreementRuling::mean) return {};
    return together(*all, mean_of(*all, (*assessment.set)[criterion].rule));
}

bool waits_for_the_chair(const AppraisalItem& item, const Assessment& assessment, const Cycle& cycle,
                         CriterionNo criterion, int ordinal)
{
    const Regulation& regulation = *cycle.regulation;
    if (regulation.undecided_at_lock != UndecidedAtLock::escalate) return false;
    const NaState na = assessment.entries[criterion].na; // what is claimed is ruled on by the appraiser first
    if (na == NaState::claimed || na == NaState::accepted) return false;
    if (ordinal == 2 && !item.anybody_decided()) return false;
    const Verdict is = verdict(item, assessment, regulation, criterion);
    return is == Verdict::open || is == Verdict::differing;
}

bool sees_the_others(const AppraisalItem& item, const Assessment& assessment, const Regulation& regulation,
                     CriterionNo criterion)
{
    return !regulation.blind || verdict(item, assessment, regulation, criterion) != Verdict::open;
}

// ── decide ───────────────────────────────────────────────────────────────────────────────────────────────────────────

/// Under a reopening everything may be said again; else not what the chair has ruled on, nor, under `blind`, what was
/// said before all of them saw each other's.
static bool is_final(const AppraisalItem& item, const ItemGround& on)
{
    if (!on.access.reopening.empty()) return false;
    const Verdict is = verdict(item, on.assessment, on.regulation, on.no);
    if (is == Verdict::ruled) return true;
    const bool several = on.regulation.appraisers_of(on.criterion, on.assessment.agency).size() > 1;
    if (!several || !on.regulation.blind || is == Verdict::open) return false;
    return is == Verdict::settled || on.regulation.disagreement_ruling != DisagreementRuling::consensus;
}

Outcome<std::vector<AppraisalEvent>> decide(const Appraisal& now, const DecideAppraisal& command,
                                            const Assessment& assessment, const Cycle& cycle, const Occasion& on)
{
    if (on.hat.role != RoleKind::appraiser) return refuse(missing_right, assessment.id.value);
    auto found = ground_for(command, assessment, cycle, on);
    if (!found) return found.error();
    const ItemGround ground = *std::move(found);
    const std::string& code = ground.criterion.code.value;
    if (!ground.regulation.appraises(ground.criterion, assessment.agency, on.hat.agency))
        return refuse(missing_right, code);
    if (!ground.access.open) return ground.access.why;
    if (ground.published && ground.access.reopening.empty()) return refuse(already_published, command.round.value);
    if (const auto why = first_round_in_the_way(ground)) return *why;
    const AppraisalItem& item = now.item(ground.no, ground.ordinal);
    const Judgement& mine = item.by(on.hat.agency);
    if (on.expected && *on.expected != mine.version) {
        Refusal stale = refuse(stale_version, code);
        stale.current = mine.version;
        return stale;
    }
    if (const auto why = claim_in_the_way(ground)) return *why;
    if (const auto why = off_the_scale(ground, command.points)) return *why;
    if (!command.draft) {
        if (const auto why = out_of_bounds(ground, command)) return *why;
        if (const auto why = below_the_first_round(ground, now, command.points)) return *why;
        if (const auto why = rests_on_the_unexplained(ground, command.points)) return *why;
        if (command.records.empty() && judges_by_own_records(ground.criterion, on.hat.agency))
            return refuse(records_required, code, "records");
    }

    Opinion opinion = opinion_on(ground, command.round, command.points, on);
    opinion.decision = command.decision;
    opinion.reason = command.reason;
    opinion.needed = command.needed;
    opinion.records = command.records;
    const bool said_already = command.draft ? mine.draft == opinion : mine.decided == opinion && !mine.draft;
    if (said_already) return std::vector<AppraisalEvent>{};
    if (is_final(item, ground)) return refuse(opinion_final, code);
    if (command.draft) return std::vector<AppraisalEvent>{AppraisalDrafted{std::move(opinion)}};
    return std::vector<AppraisalEvent>{AppraisalDecided{std::move(opinion)}};
}

Outcome<std::vector<AppraisalEvent>> decide(const Appraisal& now, const RuleAppraisal& command,
                                            const Assessment& assessment, const Cycle& cycle, const Occasion& asked)
{
    Occasion on = asked; // the chair rules himself, or the agency that holds the pen records his paper
    if (on.hat.role == RoleKind::council_chair)
        on.hat.agency = cycle.regulation->ruler_of(assessment.agency);
    else if (on.hat.role != RoleKind::appraiser)
        return refuse(missing_right, assessment.id.value);
    auto found = ground_for(command, assessment, cycle, on);
    if (!found) return found.error();
    const ItemGround ground = *std::move(found);
    const Regulation& regulation = ground.regulation;
    const std::string& code = ground.criterion.code.value;
    if (regulation.ruler_of(assessment.agency) != on.hat.agency) return refuse(missing_right, code);
    if (const auto why = first_round_in_the_way(ground)) return *why;
    AppraisalItem item = now.item(ground.no, ground.ordinal);
    const bool stands = item.published && item.published == comes_to(item, assessment, regulation, ground.no);
    if (stands && ground.access.reopening.empty()) return refuse(already_published, command.round.value);
    if (const auto why = claim_in_the_way(ground)) return *why;

    item.ruling.reset(); // the last ruling counts: what was there before it
    const Verdict is = verdict(item, assessment, regulation, ground.no);
    const bool differ = is == Verdict::differing && regulation.disagreement_ruling == DisagreementRuling::chair;
    const Round& round = *cycle.round(command.round);
    const bool over = !ground.access.open && round.window.opens_at && *round.window.opens_at <= on.at;
    const bool left = over && waits_for_the_chair(item, assessment, cycle, ground.no, ground.ordinal);
    if (!differ && !left) return refuse(nothing_to_rule, code);

    if (const auto why = off_the_scale(ground, command.points)) return *why;
    if (!regulation.may_exceed_self)
        if (const auto why = too_kind(ground, command.points)) return *why;
    if (const auto why = below_the_first_round(ground, now, command.points)) return *why;
    if (const auto why = rests_on_the_unexplained(ground, command.points)) return *why;
    if (command.reason.empty()) return refuse(reason_required, code, "reason");
    if (command.document_number.empty()) return refuse(reason_required, code, "document_number");

    Ruling ruling{opinion_on(ground, command.round, command.points, on), command.document_number};
    ruling.opinion.decision = command.points == ground.self ? Decision::agree : Decision::disagree;
    ruling.opinion.reason = command.reason;
    if (now.item(ground.no, ground.ordinal).ruling == ruling) return std::vector<AppraisalEvent>{};
    if (differ)
        return std::vector<AppraisalEvent>{DisagreementRuled{std::move(ruling.opinion), command.document_number}};
    return std::vector<AppraisalEvent>{UndecidedRuled{std::move(ruling.opinion), command.document_number}};
}

// ── evolve ───────────────────────────────────────────────────────────────────────────────────────────────────────────

static Judgement& judgement_of(AppraisalItem& item, const AgencyId& agency)
{
    const auto found = std::ranges::find(item.judgements, agency, &Judgement::by);
    if (found != item.judgements.end()) return *found;
    item.judgements.push_back({agency, 0, {}, {}});
    return item.judgements.back();
}

void evolve(Appraisal& now, const AppraisalEvent& event, const CriteriaSet& set, const Cycle& cycle)
{
    const auto item_of = [&](const Opinion& opinion) -> AppraisalItem& {
        const CriterionNo no = set.find(opinion.criterion.value);
        const Round* round = cycle.round(opinion.round);
        assert(no != no_criterion && round);
        return now.item(no, round->plan.ordinal);
    };
    const auto said = [&](const Opinion& opinion) -> Judgement& {
        Judgement& one = judgement_of(item_of(opinion), opinion.on_behalf);
        ++one.version;
        return one;
    };
    std::visit(match{
                   [&](const AppraisalDrafted& e) { said(e.opinion).draft = e.opinion; },
                   [&](const AppraisalDecided& e) {
                       Judgement& one = said(e.opinion);
                       one.decided = e.opinion;
                       one.draft.reset();
                       item_of(e.opinion).ruling.reset();
                   },
                   [&](const DisagreementRuled& e) {
                       item_of(e.opinion).ruling = Ruling{e.opinion, e.document_number};
                   },
                   [&](const UndecidedRuled& e) {
                       item_of(e.opinion).ruling = Ruling{e.opinion, e.document_number};
                   },
               },
               event);
}

void publish(Appraisal& now, const Assessment& assessment, const Regulation& regulation, int ordinal)
{
    now.visible = true;
    for (const CriterionNo no : assessment.set->leaves()) {
        AppraisalItem& item = now.item(no, ordinal);
        auto outcome = comes_to(item, assessment, regulation, no);
        if (!outcome) continue;
        item.published = std::move(outcome);
        item.behind.clear();
        item.document_number = item.ruling ? item.ruling->document_number : "";
        if (!item.ruling && regulation.appraisers_of((*assessment.set)[no], assessment.agency).size() < 2) continue;
        for (const Judgement& one : item.judgements)
            if (one.decided) item.behind.push_back(*one.decided);
    }
}

} // namespace cchc::domain
