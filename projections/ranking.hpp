#pragma once

#include "domain/regulation.hpp"
#include "domain/values.hpp"

#include <vector>

namespace cchc::projections {

/// What one agency brings to the ranking of its group.
struct Contender {
    domain::AgencyId agency;
    domain::Points points;
    domain::Points applicable_maximum;      ///< after what does not apply (SM-30); the index is points over this
    std::vector<domain::Points> tie_breaks; ///< points of the tie-break areas, in the regulation's order (RK-5)
};

/// One row of a ranking: place 1 is best. `tied`: someone else holds the same place.
struct Place {
    std::size_t contender = 0; ///< index into what was ranked
    std::uint32_t rank = 1;
    bool tied = false;
};

/// Orders by index, highest first, compared as crossed fractions and never rounded (IX-6, SM-26); equal ones by the
/// tie-breaks in order (RK-5). Whoever is still equal shares the place, and the next place is skipped (1224, RK-6); the
/// order among them is that of their codes and means nothing. An agency to which nothing applies ranks last.
std::vector<Place> rank(const std::vector<Contender>& contenders);

/// Index in percent with four decimals, cut off, never rounded up over a threshold: "95.0520". "0.0000" when nothing
/// applies.
std::string index_percent(domain::Points points, domain::Points applicable_maximum);

} // namespace cchc::projections
