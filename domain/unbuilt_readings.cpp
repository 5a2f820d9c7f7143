#include "domain/unbuilt_readings.hpp"

namespace cchc::domain {

namespace {

using Found = std::optional<UnbuiltReading>;

Found in_switches(const Regulation& r)
{
    // What is published, and to whom: the deciders do not read it.
    if (r.public_extent != PublicExtent::areas) return UnbuiltReading{"public_extent", "publication"};
    return {};
}

} // namespace

std::optional<UnbuiltReading> unbuilt_reading(const Regulation& regulation)
{
    return in_switches(regulation);
}

} // namespace cchc::domain
