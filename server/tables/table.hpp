#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

// A printed table as it stands in a file, before anybody has understood it. What reads a format makes these; what
// understands them knows no format.

namespace cchc::server::tables {

/// Where something stands, as a person finds it: the sheet, row and column of a workbook, from 1, or the JSON pointer
/// of a document. 0: not in particular.
struct Place {
    std::string sheet;
    std::uint32_t row = 0;
    std::uint32_t column = 0;
    std::string pointer;
    std::string cell() const; ///< `C12`; empty without row or column
};
/// `C`, `AA`.
std::string letters_of(std::uint32_t column);

struct Cell {
    std::uint32_t column = 0; ///< from 1
    std::string text;         ///< NFC; of a number its digits with a dot, as many as the workbook shows
    bool is_number = false;
};
struct Row {
    std::uint32_t number = 0; ///< from 1
    std::vector<Cell> cells;  ///< those with content, by column
    const Cell* at(std::uint32_t column) const;
};
struct Sheet {
    std::string name;
    bool hidden = false;
    std::vector<Row> rows; ///< those with content, by number
};
using Workbook = std::vector<Sheet>;

/// What the columns of a criteria set's table say. `key` is ours: which criterion or level the line came from.
enum class Part : std::uint8_t { number, text, points, last, note, key };
inline constexpr std::size_t part_count = 6;

/// One line of a criteria set's table.
struct Line {
    Place place; ///< of the line as a whole
    std::array<std::uint32_t, part_count> columns{};
    std::array<std::string, part_count> cells;
    bool number_is_number = false; ///< a spreadsheet may have turned `1.10` into 1.1

    std::string& operator[](Part part) { return cells[static_cast<std::size_t>(part)]; }
    const std::string& operator[](Part part) const { return cells[static_cast<std::size_t>(part)]; }
    Place at(Part part) const;
};

struct PrintedCriterion {
    Line line;
    std::string code; ///< its path, `II.6.3`
    std::vector<Line> levels;
    std::vector<PrintedCriterion> children;
};

/// One criteria set as printed: the tree its numbers make, each line where it stands.
struct PrintedSet {
    Place place;
    std::string key;  ///< the id of the criteria set the table came from; empty: none is known
    std::string name; ///< of the sheet
    Line title;       ///< its text may be empty
    Line issued_by;   ///< *(Ban hành kèm theo …)*
    Line total;       ///< *Tổng điểm*; row 0: none is printed
    std::vector<Line> notes;
    std::vector<PrintedCriterion> criteria;
};

} // namespace cchc::server::tables
