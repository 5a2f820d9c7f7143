#include "domain/cycle.hpp"

#include "domain/carry_over.hpp"

#include <algorithm>
#include <cassert>

namespace cchc::domain {

using enum RefusalCode;

bool runs_cycles(const Occasion& on)
{
    return is_system(on) || on.hat.role == RoleKind::cycle_admin;
}
bool settles_results(const Occasion& on)
{
    return runs_cycles(on) || on.hat.role == RoleKind::deciding_authority;
}

const RoundWindow& Round::window_of(const AgencyId& agency) const
{
    const auto found = extended.find(agency);
    return found == extended.end() ? window : found->second;
}

bool Round::locked_for(const AgencyId& agency) const
{
    if (locked_agencies.contains(agency)) return true;
    return locked && !extended.contains(agency);
}

bool Reopening::covers(const RoundId& round, const AgencyId& agency, const Code* criterion, Instant at) const
{
    if (ended || at >= facts.until || facts.round != round) return false;
    if (!facts.agencies.empty() && std::ranges::find(facts.agencies, agency) == facts.agencies.end()) return false;
    if (facts.criteria.empty()) return true;
    return criterion != nullptr && std::ranges::find(facts.criteria, *criterion) != facts.criteria.end();
}

const Round* Cycle::round(const RoundId& wanted) const
{
    for (const Round& r : rounds)
        if (r.window.round == wanted) return &r;
    return nullptr;
}
Round* Cycle::round(const RoundId& wanted)
{
    for (Round& r : rounds)
        if (r.window.round == wanted) return &r;
    return nullptr;
}
const Round* Cycle::round(RoundKind kind, int ordinal) const
{
    for (const Round& r : rounds)
        if (r.plan.kind == kind && r.plan.ordinal == ordinal) return &r;
    return nullptr;
}

/// Deadlines are shown in the refusal, in wire form.
static std::string shown(const std::optional<Instant>& at)
{
    return at ? local_text(*at) : std::string();
}

Access Cycle::access(const RoundId& wanted, const AgencyId& agency, const Code* criterion, Instant at) const
{
    const Round* r = round(wanted);
    if (!r) return {false, {}, refuse(not_found, wanted.value)};
    const RoundWindow& window = r->window_of(agency);
    const bool begun = window.opens_at && *window.opens_at <= at;
    const bool over = window.locks_at && *window.locks_at <= at;
    if (begun && !over && !r->locked_for(agency)) return {true, {}, {}};

    bool elsewhere = false; // a reopening is in force for this agency, but not for this criterion
    for (const auto& [grant, reopening] : reopenings) {
        if (reopening.covers(wanted, agency, criterion, at)) return {true, grant, {}};
        if (!reopening.ended && at < reopening.facts.until && reopening.facts.round == wanted &&
            (reopening.facts.agencies.empty() ||
             std::ranges::find(reopening.facts.agencies, agency) != reopening.facts.agencies.end()))
            elsewhere = true;
    }
    if (elsewhere) return {false, {}, refuse(reopen_scope_exceeded, criterion ? criterion->value : wanted.value)};
    if (!begun) return {false, {}, refuse(round_locked, wanted.value, shown(window.opens_at))};
    if (over || r->locked_by == LockedBy::clock)
        return {false, {}, refuse(deadline_passed, wanted.value, shown(window.locks_at))};
    return {false, {}, refuse(round_locked, wanted.value)};
}

const Reopening* Cycle::reopening_of(const RoundId& wanted, const AgencyId& agency, Instant at) const
{
    for (const auto& [grant, reopening] : reopenings)
        if (!reopening.ended && at < reopening.facts.until && reopening.facts.round == wanted &&
            (reopening.facts.agencies.empty() ||
             std::ranges::find(reopening.facts.agencies, agency) != reopening.facts.agencies.end()))
            return &reopening;
    return nullptr;
}

bool Cycle::shuts_out(const AgencyId& agency, Instant at) const
{
    const Round* self = round(RoundKind::self_assessment);
    if (!self || self->plan.after_lock != AfterLock::no_access) return false;
    if (!self->window.opens_at || at < *self->window.opens_at) return false;
    if (access(self->window.round, agency, nullptr, at).open) return false;
    if (reopening_of(self->window.round, agency, at)) return false;
    const Round* later = round(RoundKind::supplement);
    if (!later) return true;
    return !access(later->window.round, agency, nullptr, at).open && !reopening_of(later->window.round, agency, at);
}

std::int32_t Cycle::days_late(const RoundId& wanted, const AgencyId& agency, Instant at) const
{
    const Round* r = round(wanted);
    if (!r) return 0;
    const auto& deadline = r->window_of(agency).deadline;
    if (!deadline || at < *deadline) return 0;
    return domain::days_late(*deadline, at);
}

std::optional<Instant> Cycle::next_due() const
{
    std::optional<Instant> next;
    const auto consider = [&](const std::optional<Instant>& at) {
        if (at && (!next || *at < *next)) next = at;
    };
    for (const Round& r : rounds) {
        if (!r.locked) consider(r.window.locks_at);
        for (const auto& [agency, window] : r.extended)
            if (!r.locked_agencies.contains(agency)) consider(window.locks_at);
    }
    for (const auto& [grant, reopening] : reopenings)
        if (!reopening.ended) consider(reopening.facts.until);
    return next;
}

// ── decide ───────────────────────────────────────────────────────────────────────────────────────────────────────────

/// Ends must follow their beginnings; a hard deadline is where the round locks.
static std::optional<Refusal> faults_of(const RoundWindow& window, const RoundPlan& plan)
{
    if (window.deadline && window.opens_at && *window.deadline <= *window.opens_at)
        return refuse(deadline_not_later, window.round.value, "deadline");
    if (window.locks_at && window.deadline && *window.locks_at < *window.deadline)
        return refuse(deadline_not_later, window.round.value, "locks_at");
    if (plan.deadline_kind == DeadlineKind::hard && window.deadline != window.locks_at)
        return refuse(deadline_not_later, window.round.value, "locks_at");
    return {};
}

/// A hard deadline locks where it ends; a soft one so many days later as the plan says, or when a person locks it.
static RoundWindow completed(RoundWindow window, const RoundPlan& plan)
{
    if (window.locks_at || !window.deadline) return window;
    constexpr std::int64_t one_day_us = 86'400'000'000;
    if (plan.deadline_kind == DeadlineKind::hard)
        window.locks_at = window.deadline;
    else if (plan.locks_after_days)
        window.locks_at = window.deadline->plus_us(*plan.locks_after_days * one_day_us);
    return window;
}

/// The template dated with the regulation's year (TL-2); its open ends stay open, and so does the beginning of a round
/// that waits for its plan (row 31).
static RoundWindow from_template(const RoundPlan& plan, const Regulation& regulation)
{
    const DatedRound round = dated(plan, regulation.year, regulation.holiday_shift, regulation.holidays);
    RoundWindow window{plan.id, round.opens_at, round.deadline, round.locks_at};
    if (!plan.opens_without_plan) window.opens_at.reset();
    return window;
}

Outcome<std::vector<CycleEvent>> decide(const Cycle& now, const OpenCycle& command,
                                        const std::shared_ptr<const Regulation>& regulation, const Occasion& on)
{
    if (!runs_cycles(on)) return refuse(missing_right, "open_cycle");
    if (now.exists()) return refuse(already_exists, command.cycle.value);
    if (!regulation) return refuse(not_found, command.regulation.value);

    CycleOpened opened{command.cycle, command.title, command.regulation, command.regulation_version, {}, {}};
    for (const AgencyListing& listing : regulation->agencies)
        if (listing.assessed &&
            (command.agencies.empty() || std::ranges::find(command.agencies, listing.id) != command.agencies.end()))
            opened.agencies.push_back(listing.id);
    for (const AgencyId& agency : command.agencies)
        if (std::ranges::find(opened.agencies, agency) == opened.agencies.end()) return refuse(not_found, agency.value);

    for (const RoundPlan& plan : regulation->rounds) {
        RoundWindow window = from_template(plan, *regulation);
        for (const RoundWindow& dated : command.rounds)
            if (dated.round == plan.id) window = completed(dated, plan);
        if (window.opens_at && !plan.opens_without_plan) // its plan has a number: schedule it then
            return refuse(reason_required, plan.id.value, "decision_number");
        if (const auto fault = faults_of(window, plan)) return *fault;
        opened.rounds.push_back(window);
    }
    for (const RoundWindow& dated : command.rounds)
        if (!regulation->round(dated.round)) return refuse(not_found, dated.round.value);
    return std::vector<CycleEvent>{opened};
}

Outcome<std::vector<CycleEvent>> decide(const Cycle& now, const ScheduleRound& command, const Occasion& on)
{
    if (!runs_cycles(on)) return refuse(missing_right, "schedule_round");
    const Round* r = now.round(command.window.round);
    if (!r) return refuse(not_found, command.window.round.value);
    // Once open, a round can be extended but not moved: nobody finds its door shut earlier than printed.
    const bool begun = r->window.opens_at && *r->window.opens_at <= on.at;
    if (r->locked || (begun && (r->window.locks_at || command.window.opens_at != r->window.opens_at)))
        return refuse(round_locked, command.window.round.value);
    const RoundWindow window = completed(command.window, r->plan);
    if (const auto fault = faults_of(window, r->plan)) return *fault;
    if (window.opens_at && !r->plan.opens_without_plan && command.decision_number.empty())
        return refuse(reason_required, command.window.round.value, "decision_number");
    if (window.deadline && *window.deadline <= on.at) return refuse(deadline_not_later, "deadline");
    if (window.locks_at && *window.locks_at <= on.at) return refuse(deadline_not_later, "locks_at");
    if (window == r->window) return std::vector<CycleEvent>{};
    return std::vector<CycleEvent>{RoundScheduled{now.id, window, command.decision_number}};
}

Outcome<std::vector<CycleEvent>> decide(const Cycle& now, const ExtendRound& command, const Occasion& on)
{
    if (!runs_cycles(on)) return refuse(missing_right, "extend_round");
    const Round* r = now.round(command.round);
    if (!r) return refuse(not_found, command.round.value);
    if (command.decision_number.empty()) return refuse(reason_required, "decision_number");
    for (const AgencyId& agency : command.agencies)
        if (std::ranges::find(now.agencies, agency) == now.agencies.end()) return refuse(not_found, agency.value);

    std::vector<RoundWindow> replaced; // the windows this extension would push out
    if (command.agencies.empty())
        replaced.push_back(r->window);
    else
        for (const AgencyId& agency : command.agencies) replaced.push_back(r->window_of(agency));

    Instant locks_at = command.locks_at.value_or(command.deadline);
    if (!command.locks_at && r->plan.deadline_kind == DeadlineKind::soft && r->window.deadline && r->window.locks_at)
        locks_at = command.deadline.plus_us(r->window.locks_at->us - r->window.deadline->us);
    if (locks_at < command.deadline || (r->plan.deadline_kind == DeadlineKind::hard && locks_at != command.deadline))
        return refuse(deadline_not_later, "locks_at");

    const bool past =
        command.agencies.empty()
            ? r->locked
            : std::ranges::any_of(command.agencies, [&](const AgencyId& agency) { return r->locked_for(agency); });
    if (past) return refuse(round_locked, command.round.value);
    for (const RoundWindow& window : replaced) {
        if (!window.deadline || command.deadline <= *window.deadline) return refuse(deadline_not_later, "deadline");
        if (window.locks_at && locks_at < *window.locks_at) return refuse(deadline_not_later, "locks_at");
        if (*window.deadline <= on.at) return refuse(deadline_passed, command.round.value, shown(window.deadline));
    }
    return std::vector<CycleEvent>{RoundExtended{now.id, command.round, command.agencies, command.deadline, locks_at,
                                                 command.decision_number, command.reason}};
}

/// What is due at the stamp: the round for all, then each group of extended agencies, one event for each instant.
static std::vector<CycleEvent> due_locks(const Cycle& now, const Round& r, Instant at)
{
    std::vector<CycleEvent> events;
    if (!r.locked && r.window.locks_at && *r.window.locks_at <= at)
        events.push_back(RoundLocked{now.id, r.window.round, {}, LockedBy::clock, r.window.locks_at, {}});
    std::map<Instant, std::vector<AgencyId>> later;
    for (const auto& [agency, window] : r.extended)
        if (!r.locked_agencies.contains(agency) && window.locks_at && *window.locks_at <= at)
            later[*window.locks_at].push_back(agency);
    for (const auto& [due, agencies] : later)
        events.push_back(RoundLocked{now.id, r.window.round, agencies, LockedBy::clock, due, {}});
    return events;
}

Outcome<std::vector<CycleEvent>> decide(const Cycle& now, const LockRound& command, const Occasion& on)
{
    if (!runs_cycles(on)) return refuse(missing_right, "lock_round");
    const Round* r = now.round(command.round);
    if (!r) return refuse(not_found, command.round.value);
    if (command.by == LockedBy::clock) {
        if (!is_system(on)) return refuse(missing_right, "lock_round");
        return due_locks(now, *r, on.at);
    }
    if (command.reason.empty()) return refuse(reason_required, "reason");
    if (!r->window.opens_at || *r->window.opens_at > on.at) return refuse(round_locked, command.round.value);
    // Whoever the clock has shut out, or is about to, is the clock's: one lock for each opening.
    const auto over = [&](const RoundWindow& window) { return window.locks_at && *window.locks_at <= on.at; };
    const bool open_to_all = !r->locked && !over(r->window);
    std::vector<AgencyId> still_open;
    for (const auto& [agency, window] : r->extended)
        if (!r->locked_agencies.contains(agency) && !over(window)) still_open.push_back(agency);
    if (!open_to_all && still_open.empty()) return refuse(round_locked, command.round.value);
    if (open_to_all) still_open.clear(); // none listed: for all
    return std::vector<CycleEvent>{
        RoundLocked{now.id, command.round, still_open, LockedBy::hand, r->window.locks_at, command.reason}};
}

Outcome<std::vector<CycleEvent>> decide(const Cycle& now, const ReopenRound& command, const Occasion& on)
{
    if (!runs_cycles(on)) return refuse(missing_right, "reopen_round");
    const Round* r = now.round(command.round);
    if (!r) return refuse(not_found, command.round.value);
    if (!well_formed_id(command.grant.value)) return refuse(id_malformed, "grant");
    if (now.reopenings.contains(command.grant)) return refuse(already_exists, command.grant.value);
    if (command.ground.empty()) return refuse(reason_required, "ground");
    if (command.until <= on.at) return refuse(deadline_not_later, "until");
    if (command.agencies.empty()) return refuse(not_found, "agencies");
    for (const AgencyId& agency : command.agencies) {
        if (std::ranges::find(now.agencies, agency) == now.agencies.end()) return refuse(not_found, agency.value);
        const Access access = now.access(command.round, agency, nullptr, on.at);
        if (access.open) return refuse(already_exists, agency.value);
        if (const Reopening* other = now.reopening_of(command.round, agency, on.at))
            return refuse(already_exists, other->facts.grant.value);
        const RoundWindow& window = r->window_of(agency);
        if (!window.opens_at || *window.opens_at > on.at) return refuse(round_locked, command.round.value);
    }
    for (const Code& code : command.criteria) {
        const bool known = std::ranges::any_of(now.regulation->criteria_sets, [&](const CriteriaSet& set) {
            return set.find(code.value) != no_criterion && set[set.find(code.value)].leaf;
        });
        if (!known) return refuse(not_found, code.value);
    }
    return std::vector<CycleEvent>{RoundReopened{now.id, command.round, command.grant, command.agencies,
                                                 command.criteria, command.until, command.ground,
                                                 command.decision_number}};
}

Outcome<std::vector<CycleEvent>> decide(const Cycle& now, const EndReopening& command, const Occasion& on)
{
    if (!runs_cycles(on)) return refuse(missing_right, "end_reopening");
    const auto found = now.reopenings.find(command.grant);
    if (found == now.reopenings.end()) return refuse(not_found, command.grant.value);
    if (found->second.ended) return std::vector<CycleEvent>{};
    if (command.by == LockedBy::clock) {
        if (!is_system(on)) return refuse(missing_right, "end_reopening");
        if (on.at < found->second.facts.until) return std::vector<CycleEvent>{};
    } else if (command.reason.empty()) {
        return refuse(reason_required, "reason");
    }
    return std::vector<CycleEvent>{ReopeningEnded{now.id, command.grant, command.by, command.reason}};
}

// ── evolve ───────────────────────────────────────────────────────────────────────────────────────────────────────────

void evolve(Cycle& now, const CycleEvent& event, const std::shared_ptr<const Regulation>& regulation)
{
    std::visit(match{
                   [&](const CycleOpened& e) {
                       now.id = e.cycle;
                       now.title = e.title;
                       now.regulation = regulation;
                       now.regulation_version = e.regulation_version;
                       now.agencies = e.agencies;
                       for (const RoundWindow& window : e.rounds) {
                           Round r;
                           r.plan = *regulation->round(window.round);
                           r.window = window;
                           now.rounds.push_back(std::move(r));
                       }
                   },
                   [&](const RoundScheduled& e) { now.round(e.window.round)->window = e.window; },
                   [&](const RoundExtended& e) {
                       Round& r = *now.round(e.round);
                       if (e.agencies.empty()) {
                           r.window.deadline = e.deadline;
                           r.window.locks_at = e.locks_at;
                           // Whoever had an extension of his own keeps it while it reaches further.
                           std::erase_if(r.extended, [&](const auto& x) {
                               return !r.locked_agencies.contains(x.first) && x.second.locks_at <= e.locks_at;
                           });
                       } else {
                           for (const AgencyId& agency : e.agencies)
                               r.extended[agency] = RoundWindow{e.round, r.window.opens_at, e.deadline, e.locks_at};
                       }
                   },
                   [&](const RoundLocked& e) {
                       Round& r = *now.round(e.round);
                       r.locked_by = e.by;
                       if (!e.agencies.empty()) {
                           r.locked_agencies.insert(e.agencies.begin(), e.agencies.end());
                           return;
                       }
                       r.locked = true;
                       if (e.by == LockedBy::hand)
                           for (const auto& [agency, window] : r.extended) r.locked_agencies.insert(agency);
                   },
                   [&](const RoundReopened& e) {
                       now.reopenings[e.grant] = Reopening{e, false};
                   },
                   [&](const ReopeningEnded& e) { now.reopenings.at(e.grant).ended = true; },
                   [&](const AppraisalsPublished& e) { now.round(e.round)->published = true; },
                   [&](const TieDecided& e) { now.ties.push_back(e); },
                   [&](const ResultsPublished& e) { now.publications.push_back(e); },
                   [&](const ResultsReported& e) { now.reports.push_back(e); },
                   [](const TrailSealed&) {}, // for whoever verifies the trail: nothing hangs on it
                   [&](const CycleAmended& e) {
                       now.regulation = regulation;
                       now.regulation_version = e.to_version;
                       for (Round& r : now.rounds) r.plan = *regulation->round(r.window.round);
                       for (auto& [grant, reopening] : now.reopenings) {
                           std::vector<Code>& criteria = reopening.facts.criteria;
                           if (criteria.empty()) continue; // all of them, whatever they are
                           criteria = codes_after(e, *regulation, criteria);
                           reopening.ended = reopening.ended || criteria.empty();
                       }
                   },
               },
               event);
}

} // namespace cchc::domain
