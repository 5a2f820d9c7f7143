#pragma once

#include "domain/scoring_rule.hpp"
#include "storage/json_object.hpp"

namespace cchc::storage {

/// No criterion, level or item of a regulation is worth more.
inline constexpr domain::Points max_points = domain::Points::whole(1'000);

/// Reads the scoring rule of a criterion with that many levels: every level it names is there.
domain::ScoringRule read_rule(const JsonValue& value, std::size_t levels);

/// The rule's document, `{"shape": …}` first.
nlohmann::ordered_json write_rule(const domain::ScoringRule& rule);

} // namespace cchc::storage
