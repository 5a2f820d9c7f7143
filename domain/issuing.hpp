#pragma once

#include "domain/refusal.hpp"
#include "domain/regulation.hpp"

#include <optional>

namespace cchc::domain {

/// Why this program cannot run cycles under the regulation, or nothing. A switch is never silently read as another:
/// what nothing obeys is refused here, before a cycle can pin it.
///
/// `reading_not_built`, about `rounds`: there are one or two rounds of appraisal, in this order (AP-12), and one of
/// every other kind; no source has more. `substitute_missing`: unless `own_unit_appraisal` allows it, the standing
/// department, itself assessed, has nobody to appraise it (ACT-22). `appraisers_missing`: fewer can appraise a
/// criterion, the one named, than `appraisers_per_criterion` asks (AP-15). `example_fails`: a worked example does not
/// come to its points, about its criterion and its number.
std::optional<Refusal> fault_before_issue(const Regulation& regulation);

} // namespace cchc::domain
