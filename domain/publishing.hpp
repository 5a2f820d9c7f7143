#pragma once

#include "domain/cycle.hpp"

namespace cchc::domain {

/// The first round whose end the results still wait for: a self-assessment that is not locked, an appraisal that is not
/// published, any other round that brings points and is open at that instant. Null: none.
const Round* round_to_come(const Cycle& cycle, Instant at);

/// Makes the results known under a decision (PB-1, PB-7): by a body, in whose name somebody signs, or by an office
/// holder himself (`publisher_kind`, ACT-3). The first publication of a cycle names none before it; every later one
/// names the publication it corrects, the last one, and says why (PB-8). While rounds are to come, reopenings are open
/// or points are awaited it needs a reason.
Outcome<std::vector<CycleEvent>> decide(const Cycle& now, const PublishResults& command, const Occasion& on);

/// Notes that published results were reported upward (DL-7). The same report twice leaves one event.
Outcome<std::vector<CycleEvent>> decide(const Cycle& now, const ReportResults& command, const Occasion& on);

} // namespace cchc::domain
