#pragma once

#include <string>
#include <vector>

namespace cchc::domain {

/// What was invented where the source prints none: all of a part, or only these of its members (`maximum`), by their
/// wire names. It informs and decides nothing.
struct Illustrative {
    bool all = false;
    std::vector<std::string> members; ///< empty where all of it is
    bool operator==(const Illustrative&) const = default;
};

} // namespace cchc::domain
