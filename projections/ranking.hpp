#pragma once

#include "domain/regulation.hpp"
#include "domain/values.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace cchc::projections {

/// Whose agencies are ranked and classified together (RK-7).
struct RankedTogether {
    std::string id;    ///< of the ranking group, or of the one agency group that none names
    std::string title; ///< likewise
    std::vector<domain::GroupId> groups;
    const domain::Classification* classification = nullptr; ///< none: not classified (RK-9)

    bool ranks(const domain::GroupId& group) const;
};

/// By the id of a ranking group, or of an agency group: then whatever ranking that group takes part in. Nothing when
/// there is no such group.
std::optional<RankedTogether> ranked_together(const domain::Regulation& regulation, std::string_view id);

/// Index in percent with four decimals, cut off, never rounded up over a threshold: "95.0520". "0.0000" when nothing
/// applies.
std::string index_percent(domain::Points points, domain::Points applicable_maximum);

} // namespace cchc::projections
