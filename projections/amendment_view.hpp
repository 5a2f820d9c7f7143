#pragma once

#include "domain/amending.hpp"

#include <string>

namespace cchc::projections {

/// `{"from_version","to_version","counts":{…},"criteria":[…],"agencies":[…]}`: what became of every criterion that is
/// not what it was, and of each agency what stays, what it must do again, and its totals before and after.
std::string render_preview(const domain::AmendmentPreview& preview);

} // namespace cchc::projections
