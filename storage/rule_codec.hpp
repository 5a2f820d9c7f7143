#pragma once

#include "domain/regulation.hpp"
#include "storage/json_object.hpp"

namespace cchc::storage {

/// Reads the scoring rule of a criterion with that many levels: every level it names is there, and so is every survey,
/// ballot, milestone and dated document, which `known` holds already.
domain::ScoringRule read_rule(const JsonValue& value, std::size_t levels, const domain::Regulation& known);

/// The rule's document, `{"shape": …}` first.
nlohmann::ordered_json write_rule(const domain::ScoringRule& rule);

} // namespace cchc::storage
