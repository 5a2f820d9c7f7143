#pragma once

#include "domain/regulation.hpp"
#include "server/tables/remark.hpp"
#include "server/tables/table.hpp"

#include <optional>
#include <vector>

namespace cchc::server::tables {

/// Where a table's columns stand, and below which rows.
struct Header {
    std::uint32_t first_row = 0;
    std::uint32_t last_row = 0; ///< of a header of two rows the second
    std::array<std::uint32_t, part_count> columns{};
    std::uint32_t column(Part part) const { return columns[static_cast<std::size_t>(part)]; }
};
/// Nothing when no row among the first 20 names a column of contents and one of points.
std::optional<Header> header_of(const Sheet& sheet);

/// The criteria sets of a workbook: each visible sheet with a header is one, and the numbers of its lines make its
/// tree. `original`, if there is one, is the regulation that the workbook was written from: a line whose key it knows
/// is what the key says, whatever number stands there now.
std::vector<PrintedSet> shape_of(const Workbook& workbook, const domain::Regulation* original,
                                 std::vector<Remark>& remarks);

/// The tree that the lines of one table make. Shown here for `shape_of`.
void grow_tree(PrintedSet& set, std::vector<Line> lines, const domain::CriteriaSet* original,
               std::vector<Remark>& remarks);

/// The key of a criterion's level, counted from 0: `II.6.3#1`.
std::string level_key(const std::string& code, std::size_t level);
/// In the column of keys beside the total, and beside the notes below it.
inline constexpr std::string_view total_key = "total";
inline constexpr std::string_view note_key = "note";

} // namespace cchc::server::tables
