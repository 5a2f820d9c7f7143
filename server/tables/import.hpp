#pragma once

#include "server/tables/understand.hpp"

#include <string>
#include <string_view>

namespace cchc::server::tables {

/// Understands a file with criteria sets: a regulation's JSON, a printed table typed off as JSON, or an .xlsx workbook,
/// ours or anybody's; which of them its bytes say. `id` is that of the regulation it shall become; empty: as the file
/// says, or made of its title. Throws Unreadable, and storage::FormatError for JSON of no such form.
Understood import_file(std::string_view bytes, const std::string& id);

/// What was understood, for programs and for the page:
/// `{"document":{…}|null,"criteria_sets":[{"id","title","sheet","areas","criteria","leaves","maximum","sum"}],
///   "doubts":[{"code","severity","sheet","row","cell","pointer","criterion","message":{"vi","en"}}],"edits":[…],
///   "findings":[…]}`. The findings are the linter's, of a well-formed document.
std::string preview_json(const Understood& understood);

} // namespace cchc::server::tables
