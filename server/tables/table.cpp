#include "server/tables/table.hpp"

#include <algorithm>

namespace cchc::server::tables {

std::string letters_of(std::uint32_t column)
{
    std::string letters;
    for (; column > 0; column = (column - 1) / 26)
        letters.insert(letters.begin(), static_cast<char>('A' + (column - 1) % 26));
    return letters;
}

std::string Place::cell() const
{
    return row == 0 || column == 0 ? std::string() : letters_of(column) + std::to_string(row);
}

const Cell* Row::at(std::uint32_t column) const
{
    const auto found = std::ranges::find(cells, column, &Cell::column);
    return found == cells.end() ? nullptr : &*found;
}

Place Line::at(Part part) const
{
    Place here = place;
    here.column = columns[static_cast<std::size_t>(part)];
    return here;
}

} // namespace cchc::server::tables
