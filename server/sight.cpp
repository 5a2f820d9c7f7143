#include "server/sight.hpp"

#include "server/rights.hpp"

namespace cchc::server {

using namespace domain;

std::optional<projections::Sight> sight_of(const Directory& directory, const Hat& hat)
{
    if (!sees_by_agency(hat.role)) return {};
    const auto held = directory.holdings.find(hat.grant);
    return projections::Sight{hat.agency,
                              held == directory.holdings.end() ? std::vector<Code>() : held->second.granted.criteria};
}

std::vector<RoundId> rounds_of(const Directory& directory, const Hat& hat)
{
    const auto held = directory.holdings.find(hat.grant);
    return held == directory.holdings.end() ? std::vector<RoundId>() : held->second.granted.rounds;
}

} // namespace cchc::server
