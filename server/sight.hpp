#pragma once

#include "domain/directory.hpp"
#include "projections/assessment_view.hpp"

#include <optional>

namespace cchc::server {

/// The eyes of whoever sees by agency (SE-7, SE-8): what his agency judges or brings in, and of that what the criteria
/// of his grant cover now, whatever moment he reads at (ACT-20). Nothing: his role sees more than one agency's work.
std::optional<projections::Sight> sight_of(const domain::Directory& directory, const domain::Hat& hat);

/// The rounds his grant names; none: all of them. They limit what he does and the list of what is to be done, not what
/// he may read: who judges the second round reads the first.
std::vector<domain::RoundId> rounds_of(const domain::Directory& directory, const domain::Hat& hat);

} // namespace cchc::server
