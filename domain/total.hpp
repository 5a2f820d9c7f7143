#pragma once

#include "domain/regulation.hpp"

#include <vector>

namespace cchc::domain {

/// What one assessment comes to under a regulation (SM-24, IX-1 to IX-4, BP-1, BP-2, BP-6).
struct Total {
    std::vector<Points> areas;      ///< in printed order, as they count: bonus capped, penalties taken off
    std::vector<Points> tie_breaks; ///< of the regulation's `tie_break` areas, in its order (RK-5)
    Points points;                  ///< the sum of the areas, not below `total_floor`
    Points applicable_maximum;      ///< the scale less what is not applicable under `drop` (SM-30)
    bool operator==(const Total&) const = default;
};

/// Adds up the leaves of `set`. `points` by criterion number: what each leaf counts with, of a penalty what it takes
/// off; parents are not read. `not_applicable` by criterion number: accepted as such; its points are what `na_policy`
/// leaves.
///
/// Bonus counts in printed order until `bonus_cap` is reached. Unless `penalty_below_area_zero`, an area with a leaf in
/// scale does not fall below 0; an area of penalties alone is what they take.
Total total(const Regulation& regulation, const CriteriaSet& set, const std::vector<Points>& points,
            const std::vector<bool>& not_applicable);

} // namespace cchc::domain
