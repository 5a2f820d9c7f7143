#pragma once

#include "domain/values.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

// What several scoring rules are made of: levels, bands, tiers, and the one place where a quotient is rounded.

namespace cchc::domain {

/// An exact ratio; denominator > 0. Compared by crossing, never by rounding (SM-26).
struct Ratio {
    std::int64_t numerator = 0;
    std::int64_t denominator = 1;
    std::strong_ordering operator<=>(const Ratio& o) const;
    bool operator==(const Ratio& o) const { return (*this <=> o) == 0; }
};

/// One described level: its wording as printed and the points it earns.
struct Level {
    std::string text;
    Points points;
    std::string note; ///< what the row prints in the evidence column (CS-5)
    bool operator==(const Level&) const = default;
};

/// One end of a band: absent = without end; `closed` = the end itself belongs to the band (SM-26).
struct Bound {
    Ratio at;
    bool closed = true;
    bool operator==(const Bound&) const = default;
};

/// From which ratio to which one earns a level.
struct Band {
    std::optional<Bound> from;
    std::optional<Bound> to;
    std::size_t level = 0; ///< index into the criterion's levels
    bool operator==(const Band&) const = default;
};

/// One tier of a capped count, one item of a bonus or a penalty.
struct Tier {
    std::string key;
    std::string text;
    Points points_each;
    std::optional<Points> cap; ///< `cap_per_tier` (SM-32)
    bool operator==(const Tier&) const = default;
};
/// How a quotient becomes points, once, at a leaf (GLOSSARY): `places` 0 to 4.
enum class RoundingMode { half_away, half_even, down, up }; ///< down: towards zero; up: away from it
struct Rounding {
    std::int32_t places = 4;
    RoundingMode mode = RoundingMode::half_away;
    bool operator==(const Rounding&) const = default;
};

__extension__ typedef __int128 WideInteger; // 10^12 × 10^12 does not fit 64 bits

/// `whole` × numerator / denominator, rounded so. denominator > 0, numerator ≥ 0, and the result fits Points: asserts.
Points share(Points whole, WideInteger numerator, WideInteger denominator, const Rounding& rounding);

/// The level of the first band that takes numerator / denominator (denominator > 0), or none.
std::optional<std::size_t> level_for(const std::vector<Band>& bands, WideInteger numerator, WideInteger denominator);

/// What figures, facts or a level come to. Not applicable: no points, and what `na_policy` says of the maximum.
struct Scored {
    Points points;
    std::optional<std::size_t> level; ///< where a level was picked
    bool not_applicable = false;
    bool operator==(const Scored&) const = default;
};

} // namespace cchc::domain
