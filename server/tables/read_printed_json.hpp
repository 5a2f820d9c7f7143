#pragma once

#include "server/tables/understand.hpp"

#include <nlohmann/json.hpp>
#include <vector>

namespace cchc::server::tables {

/// Whether a JSON document is a printed table that somebody typed off: its lines stand in `nodes`, as a tree.
bool is_printed_json(const nlohmann::json& document);

/// Reads such a transcription. Its tree is taken as it is; what its cells say is as much in doubt as in any table.
/// Members it does not know are named. Throws storage::FormatError where it is not of that form at all.
PrintedDocument read_printed_json(const nlohmann::json& document, std::vector<Remark>& remarks);

} // namespace cchc::server::tables
