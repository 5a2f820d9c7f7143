#pragma once

#include "server/tables/table.hpp"

#include <string_view>

namespace cchc::server::tables {

/// The cells of an .xlsx workbook: values only, no formula is computed. Columns behind the 64th are not read. Throws
/// Unreadable for what is no workbook, is damaged, has a password or swells beyond measure.
Workbook read_xlsx(std::string_view bytes);

} // namespace cchc::server::tables
