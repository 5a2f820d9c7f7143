#pragma once

#include "domain/ties.hpp"
#include "domain/values.hpp"

#include <string>

namespace cchc::projections {

/// Index in percent with four decimals, cut off, never rounded up over a threshold: "95.0520". "0.0000" when nothing
/// applies.
std::string index_percent(domain::Points points, domain::Points applicable_maximum);

} // namespace cchc::projections
