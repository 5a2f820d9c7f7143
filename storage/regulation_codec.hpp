#pragma once

#include "domain/regulation.hpp"
#include "storage/strict_json.hpp"

#include <string>
#include <string_view>

namespace cchc::storage {

/// Reads a regulation from its JSON document, whose format `ops/systems/regulation.schema.json` describes. Strict: a
/// member the format does not know, a wrong type, a name that leads nowhere (an agency, a group, a level, a round)
/// throws FormatError with the JSON pointer of the place. Printed mistakes a linter would find (sums that do not add
/// up, holes and overlaps in bands, a best level that is not the maximum) are read as they stand: a draft must load
/// too.
domain::Regulation read_regulation(std::string_view json);

/// The canonical document of a regulation: members in the order of the schema, defaults left out, indented by one
/// space. Reading it back gives the same regulation.
std::string write_regulation(const domain::Regulation& regulation);

} // namespace cchc::storage
