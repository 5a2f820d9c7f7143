#include "domain/bands.hpp"

#include <cassert>
#include <limits>

namespace cchc::domain {

Points share(Points whole, WideInteger numerator, WideInteger denominator, const Rounding& rounding)
{
    assert(denominator > 0 && numerator >= 0 && rounding.places >= 0 && rounding.places <= 4);
    std::int64_t quantum = 1; // ten-thousandths in the last place that is kept
    for (std::int32_t place = rounding.places; place < 4; ++place) quantum *= 10;
    const WideInteger product = WideInteger{whole.units()} * numerator;
    const WideInteger divisor = denominator * quantum;
    WideInteger quotient = product / divisor;
    const WideInteger rest = product % divisor;
    const bool over_half = rest * 2 > divisor;
    const bool half = rest * 2 == divisor;
    switch (rounding.mode) {
    case RoundingMode::half_away: quotient += over_half || half ? 1 : 0; break;
    case RoundingMode::half_even: quotient += over_half || (half && quotient % 2 == 1) ? 1 : 0; break;
    case RoundingMode::down: break;
    case RoundingMode::up: quotient += rest > 0 ? 1 : 0; break;
    }
    const WideInteger units = quotient * quantum;
    assert(units <= std::numeric_limits<std::int64_t>::max());
    return Points::from_units(static_cast<std::int64_t>(units));
}

/// numerator / denominator against the ratio: below 0, 0, above 0.
static int compared(WideInteger numerator, WideInteger denominator, const Ratio& ratio)
{
    const WideInteger left = numerator * ratio.denominator;
    const WideInteger right = denominator * ratio.numerator;
    return left < right ? -1 : left > right ? 1 : 0;
}

std::optional<std::size_t> level_for(const std::vector<Band>& bands, WideInteger numerator, WideInteger denominator)
{
    assert(denominator > 0);
    for (const Band& band : bands) {
        const int from = band.from ? compared(numerator, denominator, band.from->at) : 1;
        const int to = band.to ? compared(numerator, denominator, band.to->at) : -1;
        const bool above = from > 0 || (from == 0 && band.from->closed);
        const bool below = to < 0 || (to == 0 && band.to->closed);
        if (above && below) return band.level;
    }
    return std::nullopt;
}

std::strong_ordering Ratio::operator<=>(const Ratio& o) const
{
    return WideInteger{numerator} * o.denominator <=> WideInteger{o.numerator} * denominator;
}

} // namespace cchc::domain
