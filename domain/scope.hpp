#pragma once

#include "domain/directory.hpp"
#include "domain/world.hpp"

#include <optional>
#include <vector>

namespace cchc::domain {

/// Whether the criterion is one of these, or lies below one: `II.1` covers `II.1.2`. None listed: all are covered.
bool covers(const std::vector<Code>& criteria, const Code& criterion);

/// What keeps a decided act from happening: the grant it was done under names criteria, and the act touches another one
/// or the assessment as a whole; or it names rounds, and the opinion is of another one (ACT-10, ACT-16, ACT-20). Judged
/// by what would happen, not by what was asked, so that no way of asking leads around it.
std::optional<Refusal> beyond_scope(const Directory& directory, const Occasion& on, const std::vector<Happened>& acts);

/// Adds the trail as it stands behind every lock and every publication among the acts (ES-6, ES-18).
void seal_trail(const Occasion& on, std::vector<Happened>& acts);

} // namespace cchc::domain
