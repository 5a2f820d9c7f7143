#pragma once

#include "domain/values.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

// What single cells of a printed table say: numbers of lines, points, lines of text.

namespace cchc::server::tables {

/// Without blanks and line ends around it.
std::string_view trimmed(std::string_view text);
/// On one line: tabs and line ends become blanks, other control characters go; trimmed.
std::string on_one_line(std::string_view text);
/// Its lines, each as `on_one_line` leaves it, without the empty ones.
std::vector<std::string> lines_of(std::string_view text);

/// The number a line is printed under: `II`, `1.1`, `a)`, `II.6.3`.
struct Number {
    enum class Kind { letter, roman, decimal, small_letter };
    Kind kind = Kind::decimal;
    std::string area;               ///< of `II.6.3` its `II`
    std::vector<std::string> parts; ///< of `II.6.3` its `6` and `3`
    /// Of two lines the one of less rank stands higher in the tree.
    int rank() const;
    std::string text() const; ///< its parts, with dots
};
/// Nothing for what is no number. `C` after the line `B` is a letter, else a Roman hundred: `letter_before` settles it.
std::optional<Number> number_of(std::string_view printed, char letter_before);
/// Dashes, crosses and dots that lead a line of a list, instead of a number.
bool is_bullet(std::string_view printed);
/// A number of at least two parts or with a dot or bracket behind it, at the beginning of a text: `1.1. Ban hành …`.
/// Its end in `text`; 0: there is none.
std::size_t number_ahead(std::string_view text);

struct PointsRead {
    domain::Points points;
    bool guessed = false; ///< *tối đa 3*, -1, 1.250
};
/// The points of a cell, with a comma or a dot; nothing for what is none, has more than four decimals or is above 1000.
std::optional<PointsRead> points_in(std::string_view cell);
/// The points at the end of a line of text: *… : 0,5 điểm*.
std::optional<domain::Points> points_at_end(std::string_view text);
/// `0,75`, `2`: as people write it.
std::string points_text(domain::Points points);

/// A name of a-z, 0-9 and -, made of a title: at most 48 bytes, never empty.
std::string name_from(std::string_view title);

} // namespace cchc::server::tables
