#include "domain/amending.hpp"

#include "domain/assessment_ground.hpp"
#include "domain/carry_over.hpp"

#include <algorithm>
#include <map>

namespace cchc::domain {

using enum RefusalCode;

// ── what the versions allow ──────────────────────────────────────────────────────────────────────────────────────────

/// Agencies and their groups are those of the cycle; each group's set follows the one it had.
static std::optional<Refusal> other_agencies(const Versions& versions)
{
    const Regulation& earlier = *versions.front();
    const Regulation& later = *versions.back();
    const auto missing_in = [](const Regulation& other, const AgencyListing& listing) {
        const AgencyListing* there = other.agency(listing.id);
        return listing.assessed && !(there && there->assessed && there->group == listing.group);
    };
    for (const AgencyListing& listing : earlier.agencies)
        if (missing_in(later, listing)) return refuse(versions_differ, listing.id.value, "agency");
    for (const AgencyListing& listing : later.agencies)
        if (missing_in(earlier, listing)) return refuse(versions_differ, listing.id.value, "agency");
    for (const AgencyListing& listing : later.agencies) {
        if (!listing.assessed) continue;
        const CriteriaSet* set = later.set_of(listing.group);
        if (!set || predecessor(versions, *set) != earlier.set_of(listing.group))
            return refuse(versions_differ, listing.group.value, "criteria_set");
    }
    return {};
}

/// The rounds run already: their dates are the cycle's own, but there are as many, and of the same kinds.
static std::optional<Refusal> other_rounds(const Regulation& earlier, const Regulation& later)
{
    for (const RoundPlan& plan : later.rounds)
        if (!earlier.round(plan.id)) return refuse(versions_differ, plan.id.value, "round");
    for (const RoundPlan& plan : earlier.rounds) {
        const RoundPlan* there = later.round(plan.id);
        if (!there || there->kind != plan.kind || there->ordinal != plan.ordinal ||
            there->deadline_kind != plan.deadline_kind)
            return refuse(versions_differ, plan.id.value, "round");
    }
    return {};
}

/// What would move points that were given on criteria nobody has touched.
static std::optional<Refusal> other_counting(const Regulation& earlier, const Regulation& later)
{
    const std::pair<bool, const char*> switches[] = {
        {earlier.unsubmitted_at_lock == later.unsubmitted_at_lock, "unsubmitted_at_lock"},
        {earlier.undecided_at_lock == later.undecided_at_lock, "undecided_at_lock"},
        {earlier.appraisers_per_criterion == later.appraisers_per_criterion, "appraisers_per_criterion"},
        {earlier.disagreement_ruling == later.disagreement_ruling, "disagreement_ruling"},
        {earlier.may_exceed_self == later.may_exceed_self, "may_exceed_self"},
        {earlier.total_floor == later.total_floor, "total_floor"},
        {earlier.penalty_below_area_zero == later.penalty_below_area_zero, "penalty_below_area_zero"},
        {earlier.bonus_cap == later.bonus_cap, "bonus_cap"},
    };
    for (const auto& [same, name] : switches)
        if (!same) return refuse(versions_differ, name, "switch");
    return {};
}

namespace {

/// The act as far as no agency is looked at.
struct Plan {
    const Cycle& now;
    CycleAmended event;
    std::shared_ptr<const Regulation> later;
    std::vector<CriterionChange> changes;
    Cycle after;
    std::map<const CriteriaSet*, CarryOver> maps; ///< by the set moved to: looked up, never walked

    const CriteriaSet& set_of(const AgencyId& agency) const { return *later->set_of(later->agency(agency)->group); }
};

bool is_as_it_was(const CriterionChange& change)
{
    return change.change == Change::unchanged && change.from == std::vector{change.code};
}

/// Of the sets that the cycle's agencies have, in either version.
std::vector<CriterionChange> changes_for(const Cycle& cycle, const Versions& versions)
{
    std::vector<std::string> used;
    for (const AgencyId& agency : cycle.agencies)
        for (const auto& text : {versions.front(), versions.back()})
            used.push_back(text->set_of(text->agency(agency)->group)->id);
    std::vector<CriterionChange> changes = changes_between(versions);
    std::erase_if(changes, [&](const CriterionChange& one) {
        return is_as_it_was(one) || std::ranges::find(used, one.criteria_set) == used.end();
    });
    return changes;
}

Outcome<Plan> plan_of(const World& world, const AmendCycle& command)
{
    const Cycle* cycle = world.cycle(command.cycle);
    if (!cycle) return refuse(not_found, command.cycle.value);
    if (!cycle->publications.empty()) return refuse(already_published, command.cycle.value); // PB-8
    if (command.effect == AmendmentEffect::next_cycle) return refuse(nothing_to_amend, "effect", "next_cycle");
    const RegulationId& id = cycle->regulation->id;
    if (!world.regulation(id, command.to_version)) return refuse(not_found, std::to_string(command.to_version));
    if (command.to_version <= cycle->regulation_version)
        return refuse(version_not_later, std::to_string(command.to_version), std::to_string(cycle->regulation_version));

    Versions versions;
    for (std::uint32_t number = cycle->regulation_version; number <= command.to_version; ++number)
        versions.push_back(world.regulation(id, number));
    if (const auto why = other_agencies(versions)) return *why;
    if (const auto why = other_rounds(*cycle->regulation, *versions.back())) return *why;
    if (const auto why = other_counting(*cycle->regulation, *versions.back())) return *why;

    Plan plan{
        *cycle,          {cycle->id, cycle->regulation_version, command.to_version, command.effect, {}, command.reason},
        versions.back(), changes_for(*cycle, versions),
        *cycle,          {}};
    if (plan.changes.empty()) return refuse(nothing_to_amend, std::to_string(command.to_version));
    for (const CriterionChange& one : plan.changes) {
        const Redo redo = redo_after(one.change);
        if (one.leaf && one.change != Change::dropped && (redo != Redo::none || one.from != std::vector{one.code}))
            plan.event.criteria.push_back({one.criteria_set, one.code, one.from, redo});
    }
    evolve(plan.after, plan.event, plan.later);
    for (const AgencyId& agency : cycle->agencies) {
        const CriteriaSet& set = plan.set_of(agency);
        if (!plan.maps.contains(&set))
            plan.maps.emplace(&set, carry_over(plan.event, *predecessor(versions, set), set));
    }
    return plan;
}

// ── what it means for one agency ─────────────────────────────────────────────────────────────────────────────────────

constexpr Sequence not_yet = ~Sequence{0}; ///< the place of an amendment that has not happened

bool something_stands(const Entry& entry)
{
    return entry.self.points || entry.given || entry.na != NaState::none || !entry.explanation.empty() ||
           !entry.evidence.empty();
}

/// The round has begun, and its door is shut to the agency.
bool is_locked_out(const Cycle& cycle, const AgencyId& agency, Instant at)
{
    const Round* self = cycle.round(RoundKind::self_assessment);
    if (!self || cycle.access(self->window.round, agency, nullptr, at).open) return false;
    const RoundWindow& window = self->window_of(agency);
    return window.opens_at && *window.opens_at <= at;
}

/// What the clock gives on leaves of its own that are scored otherwise now: as of the instant the assessment came in,
/// or of the lock it was not in by. Where neither is past, it will score them then.
AssessmentEvents scored_again(const Plan& plan, const Assessment& was, const Assessment& is, const CarryOver& map,
                              Instant at)
{
    const Cycle& cycle = plan.now;
    const Round* self = cycle.round(RoundKind::self_assessment);
    if (!self) return {};
    const RoundWindow& window = self->window_of(was.agency);
    const Instant deadline = window.deadline.value_or(at.plus_us(1));
    std::optional<Instant> submitted = in_since(was);
    if (!was.submitted()) {
        if (!self->locked_for(was.agency)) return {};
        // "late": as if submitted when the round locked, and never on time. When a person locked it is not known here.
        if (cycle.regulation->unsubmitted_at_lock == UnsubmittedAtLock::late)
            submitted =
                self->locked_by == LockedBy::clock ? std::max(window.locks_at.value_or(deadline), deadline) : deadline;
    }
    AssessmentEvents events = score_by_clock(is, *plan.later, at, deadline, submitted);
    std::erase_if(events, [&](const AssessmentEvent& event) {
        return map.leaves[is.set->find(std::get<SystemScored>(event).criterion.value)].redo != Redo::score;
    });
    return events;
}

/// One assessment as the amendment finds it and leaves it.
struct Moved {
    AmendedAssessment told;
    AssessmentEvents by_the_clock;
    std::optional<Code> published; ///< an opinion on it is known to the agency, and would stand no more
};

Moved moved(const World& world, const Plan& plan, const AgencyId& agency, Instant at)
{
    const AssessmentFile& was = *world.file(assessment_id(plan.now.id, agency).value);
    const CriteriaSet& earlier = *was.assessment.set;
    const CriteriaSet& later = plan.set_of(agency);
    const CarryOver& map = plan.maps.at(&later);
    AssessmentFile is = was;
    carry_over(is, map, later, not_yet);

    Moved all;
    all.told.agency = agency;
    all.by_the_clock = scored_again(plan, was.assessment, is.assessment, map, at);
    for (const AssessmentEvent& event : all.by_the_clock) evolve(is.assessment, event, Record{});

    const auto is_new = [&](const Entry& entry) { return entry.amended && entry.amended->seq == not_yet; };
    for (const CriterionNo no : later.leaves()) {
        const Entry& entry = is.assessment.entries[no];
        if (!is_new(entry)) continue;
        const Redo redo = entry.amended->redo;
        (!agency_scores(later[no]) ? all.told.given_again
         : redo == Redo::score     ? all.told.score
                                   : all.told.check)
            .push_back(later[no].code);
    }
    for (const CriterionNo no : earlier.leaves()) {
        const CriterionNo heir = map.heir_of(no);
        const bool is_gone = std::ranges::none_of(map.leaves, [&](const CarryOver::Leaf& leaf) {
            return std::ranges::find(leaf.from, no) != leaf.from.end();
        });
        if (something_stands(was.assessment.entries[no])) {
            if (is_gone) all.told.dropped.push_back(earlier[no].code);
            if (heir != no_criterion && !is_new(is.assessment.entries[heir])) ++all.told.carried;
        }
        if (heir != no_criterion) continue;
        for (const AppraisalItem& item : was.appraisal.items[no]) {
            all.told.opinions_aside += static_cast<std::uint32_t>(
                std::ranges::count_if(item.judgements, [](const Judgement& one) { return one.draft || one.decided; }));
            if (item.published && !all.published) all.published = earlier[no].code;
        }
    }
    all.told.to_confirm = is.assessment.to_confirm();
    all.told.reopened = all.told.is_affected() && is_locked_out(plan.now, agency, at);
    all.told.before = standing(plan.now, was.assessment, was.appraisal);
    all.told.after = standing(plan.after, is.assessment, is.appraisal);
    return all;
}

/// Every agency's, in the cycle's order; or why the effect that was named does not go so far.
Outcome<std::vector<Moved>> all_moved(const World& world, const Plan& plan, Instant at)
{
    std::vector<Moved> all;
    for (const AgencyId& agency : plan.now.agencies) {
        all.push_back(moved(world, plan, agency, at));
        if (plan.event.effect == AmendmentEffect::reopen) continue;
        if (all.back().told.reopened) return refuse(needs_reopening, agency.value, "locked");
        if (all.back().published) return refuse(needs_reopening, all.back().published->value, "published");
    }
    return all;
}

/// The locked are let in again: one reopening for each set, since the same code may mean another criterion there.
Outcome<std::vector<CycleEvent>> let_in(const Plan& plan, const std::vector<Moved>& all, const AmendCycle& command,
                                        const std::string& decision_number, Instant at)
{
    std::vector<CycleEvent> events;
    for (const CriteriaSet& set : plan.later->criteria_sets) {
        RoundReopened reopened{plan.now.id, {}, {}, {}, {}, {}, command.reason, decision_number};
        for (const Moved& one : all) {
            if (!one.told.reopened || &plan.set_of(one.told.agency) != &set) continue;
            reopened.agencies.push_back(one.told.agency);
            for (const auto& codes : {one.told.score, one.told.check})
                for (const Code& code : codes)
                    if (std::ranges::find(reopened.criteria, code) == reopened.criteria.end())
                        reopened.criteria.push_back(code);
        }
        if (reopened.agencies.empty()) continue;
        if (!command.until) return refuse(reason_required, "until");
        if (*command.until <= at) return refuse(deadline_not_later, "until");
        reopened.round = plan.now.round(RoundKind::self_assessment)->window.round;
        reopened.until = *command.until;
        reopened.grant = command.grant;
        if (!events.empty()) reopened.grant.value += "." + std::to_string(events.size() + 1);
        if (!well_formed_id(reopened.grant.value)) return refuse(id_malformed, "grant");
        if (plan.now.reopenings.contains(reopened.grant)) return refuse(already_exists, reopened.grant.value);
        events.push_back(std::move(reopened));
    }
    return events;
}

} // namespace

// ── the letter to the caller ─────────────────────────────────────────────────────────────────────────────────────────

Outcome<AmendmentPreview> preview(const World& now, const AmendCycle& command, const Occasion& on)
{
    const auto plan = plan_of(now, command);
    if (!plan) return plan.error();
    const auto all = all_moved(now, *plan, on.at);
    if (!all) return all.error();
    AmendmentPreview preview{plan->event.from_version, plan->event.to_version, plan->changes, {}};
    for (const Moved& one : *all) preview.agencies.push_back(one.told);
    return preview;
}

Outcome<std::vector<Happened>> decide(const World& now, const AmendCycle& command, const Occasion& on)
{
    if (!runs_cycles(on)) return refuse(missing_right, "amend_cycle");
    const auto plan = plan_of(now, command);
    if (!plan) return plan.error();
    if (command.reason.empty()) return refuse(reason_required, "reason");
    const auto all = all_moved(now, *plan, on.at);
    if (!all) return all.error();
    const RegulationFile& file = now.regulations.at(plan->now.regulation->id);
    const auto let = let_in(*plan, *all, command, file.version(command.to_version)->decision_number, on.at);
    if (!let) return let.error();

    const StreamName stream{StreamKind::cycle, command.cycle.value};
    std::vector<Happened> happened{{stream, Event(CycleEvent(plan->event))}};
    for (const CycleEvent& reopened : *let) happened.push_back({stream, Event(reopened)});
    for (const Moved& one : *all)
        for (const AssessmentEvent& event : one.by_the_clock)
            happened.push_back(
                {{StreamKind::assessment, assessment_id(command.cycle, one.told.agency).value}, Event(event)});
    return happened;
}

} // namespace cchc::domain
