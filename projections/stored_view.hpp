#pragma once

#include "projections/views.hpp"

#include <memory>
#include <optional>

/// An assessment read from stored rows, one event after another.
namespace cchc::projections {

/// `before`, which `assessment_from` or this made, one event of its own later: of `criterion`, or of the whole, such as
/// a submission. `rows` are those right after that event; only what such an event can change is read.
std::shared_ptr<const AssessmentView> moved_on(const AssessmentView& before, const RowSource& rows,
                                               std::optional<CriterionNo> criterion);

} // namespace cchc::projections
