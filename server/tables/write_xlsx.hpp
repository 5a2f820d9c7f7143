#pragma once

#include "domain/regulation.hpp"
#include "server/tables/table.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace cchc::server::tables {

inline constexpr std::string_view xlsx_media = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

/// The regulation as an .xlsx workbook, in memory: a sheet for each criteria set, its first four columns as the
/// decision prints them (TT, nội dung, điểm chuẩn, tài liệu kiểm chứng), beside the printed page notes and keys, and a
/// hidden sheet with the whole document, a line of it a row. Reading it back gives the same regulation. A text is never
/// a formula, whatever it begins with. The same regulation gives the same cells.
std::string write_xlsx(const domain::Regulation& regulation);

/// The document in the hidden sheet of such a workbook; nothing where there is none. Takes the sheet out.
std::optional<std::string> take_original(Workbook& workbook);

} // namespace cchc::server::tables
