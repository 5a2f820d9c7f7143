#pragma once

#include "domain/commands.hpp"
#include "domain/directory.hpp"
#include "domain/events.hpp"
#include "domain/outcome.hpp"
#include "domain/regulation.hpp"

#include <map>
#include <memory>
#include <set>
#include <vector>

namespace cchc::domain {

/// One round of a cycle as it stands: its window, what was extended, whether it is locked, whether it is published.
struct Round {
    RoundPlan plan;
    RoundWindow window;                       ///< extensions for all are already in it
    std::map<AgencyId, RoundWindow> extended; ///< extensions for listed agencies
    bool locked = false;                      ///< for all but those extended beyond the lock
    LockedBy locked_by = LockedBy::clock;
    std::set<AgencyId> locked_agencies; ///< extended ones, locked since by an event of their own
    bool published = false;

    const RoundWindow& window_of(const AgencyId& agency) const;
    bool locked_for(const AgencyId& agency) const;
};

/// A locked round, open again for some until an instant (LK-11).
struct Reopening {
    RoundReopened facts;
    bool ended = false;
    bool covers(const RoundId& round, const AgencyId& agency, const Code* criterion, Instant at) const;
};

/// May an agency's file be worked on in a round at an instant, and under which reopening if under one?
struct Access {
    bool open = false;
    GrantId reopening;
    Refusal why; ///< when not open
};

/// One year's run of one system. Judged by the stamp alone: `access` refuses from `locks_at` on whether or not the lock
/// event has been written (LK-4).
struct Cycle {
    CycleId id;
    std::string title;
    std::shared_ptr<const Regulation> regulation;
    std::uint32_t regulation_version = 0;
    std::vector<AgencyId> agencies;
    std::vector<Round> rounds;
    std::map<GrantId, Reopening> reopenings;
    std::vector<TieDecided> ties;               ///< what the authority decided among equals, in the order it did (RK-6)
    std::vector<ResultsPublished> publications; ///< by number, from 1
    std::vector<ResultsReported> reports;
    Sequence seq = 0; ///< of the last event in its stream: what an administrator looked at (If-Match)

    bool exists() const { return regulation != nullptr; }
    const Round* round(const RoundId& id) const;
    Round* round(const RoundId& id);
    /// The first round of that kind and ordinal, or none.
    const Round* round(RoundKind kind, int ordinal = 1) const;

    /// `criterion` null: the file as a whole. A reopening that names criteria opens those, never the whole.
    Access access(const RoundId& round, const AgencyId& agency, const Code* criterion, Instant at) const;
    /// The reopening in force for this agency in that round, or none; says whether a closed door has one at all.
    const Reopening* reopening_of(const RoundId& round, const AgencyId& agency, Instant at) const;
    /// Whether the software is closed to this agency altogether (`after_lock` no_access, LK-2): its self-assessment is
    /// over, and neither a reopening nor the supplement has opened the door again.
    bool shuts_out(const AgencyId& agency, Instant at) const;
    /// Days by which `at` is past the round's deadline for this agency, 0 when on time or without a deadline (LK-6).
    std::int32_t days_late(const RoundId& round, const AgencyId& agency, Instant at) const;
    /// The next instant at which the clock has something to lock or to end, or none.
    std::optional<Instant> next_due() const;
};

Outcome<std::vector<CycleEvent>> decide(const Cycle& now, const OpenCycle& command,
                                        const std::shared_ptr<const Regulation>& regulation, const Occasion& on);
Outcome<std::vector<CycleEvent>> decide(const Cycle& now, const ScheduleRound& command, const Occasion& on);
Outcome<std::vector<CycleEvent>> decide(const Cycle& now, const ExtendRound& command, const Occasion& on);
/// By the clock: locks whoever is due at the stamp, and nobody else; asked too early or again it leaves no event.
Outcome<std::vector<CycleEvent>> decide(const Cycle& now, const LockRound& command, const Occasion& on);
Outcome<std::vector<CycleEvent>> decide(const Cycle& now, const ReopenRound& command, const Occasion& on);
Outcome<std::vector<CycleEvent>> decide(const Cycle& now, const EndReopening& command, const Occasion& on);

/// `regulation`: the version that the event names, where it opens or amends the cycle; else it is not looked at.
void evolve(Cycle& now, const CycleEvent& event, const std::shared_ptr<const Regulation>& regulation);

/// Whether the hat may run rounds.
bool runs_cycles(const Occasion& on);
/// Whether the hat may put equals in order and make results known: the authority itself, or who runs the cycle for it.
bool settles_results(const Occasion& on);

} // namespace cchc::domain
