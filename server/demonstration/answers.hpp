#pragma once

#include "server/clock.hpp"
#include "server/demonstration/visitor.hpp"

#include <string>

namespace cchc::server::demonstration {

/// How good an office is at its work: 0 … 100. What it declares follows from that and from its seeded luck.
struct Office {
    std::string agency;
    std::string title;
    int diligence = 80;
    std::uint64_t seed = 1; ///< two offices of one seed do the same things: that is how a tie comes about
};

/// What an office declares for a criterion whose rule computes the points: figures in the API's form. Null where a
/// level is picked instead.
Json figures_for(const Json& criterion, const Office& office, Random& luck);
/// The level it picks: points as the API writes them.
std::string points_for(const Json& criterion, const Office& office, Random& luck);

} // namespace cchc::server::demonstration
