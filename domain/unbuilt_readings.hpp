#pragma once

#include "domain/regulation.hpp"

#include <optional>
#include <string>

namespace cchc::domain {

/// A reading that a regulation chooses and that no part of this program obeys yet: the member, and what it says.
struct UnbuiltReading {
    std::string member;
    std::string reading;
    bool operator==(const UnbuiltReading&) const = default;
};

/// The first such reading, or nothing. What is built later leaves this list; nothing is ever passed over in silence.
/// ops/docs/regulation-format.md, section 15, says which room will build each.
std::optional<UnbuiltReading> unbuilt_reading(const Regulation& regulation);

} // namespace cchc::domain
