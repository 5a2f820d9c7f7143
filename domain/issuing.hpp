#pragma once

#include "domain/refusal.hpp"
#include "domain/regulation.hpp"

#include <optional>

namespace cchc::domain {

/// Why this program cannot run cycles under the regulation, or nothing. A switch is never silently read as another: a
/// reading that is not built, because the sources leave it open, is refused here, before a cycle can pin it.
///
/// `reading_not_built`, about the switch:
/// - `own_unit_appraisal` second_appraiser (ACT-22): how two appraisers' differences are settled is not said (AP-15);
/// - `undecided_at_lock` escalate (AP-20): no role decides in the chair's stead yet;
/// - `tie_rule` authority (RK-6): no act records what the authority decided;
/// - `rounds`: there are one or two rounds of appraisal, in this order (AP-12), and one of every other kind;
/// - and whatever else of the format nothing obeys yet, member by member: domain/unbuilt_readings.hpp.
///
/// `substitute_missing`: under `forbid` the standing department, itself assessed, has nobody to appraise it (ACT-22).
/// `example_fails`: a worked example does not come to its points, about its criterion and its number.
std::optional<Refusal> fault_before_issue(const Regulation& regulation);

} // namespace cchc::domain
