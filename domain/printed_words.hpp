#pragma once

#include "domain/values.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace cchc::domain {

/// Printed Vietnamese as a proofreader reads it: lower case, in words and marks. Text is NFC.

/// The text in lower case: ASCII and the letters of Vietnamese; everything else as it stands.
std::string lower_case(std::string_view text);

/// A word, a number (`0,75`, `05`) or a single mark (`%`, `,`, `-`), in lower case.
using Token = std::string;
std::vector<Token> tokens_of(std::string_view text);
bool is_word(const Token& token);
bool is_number(const Token& token);
/// The value of a number with a decimal comma; nothing for what is none.
std::optional<Points> value_of(const Token& token);

/// The tokens that stand in no bracket: what a text says, without its asides.
std::vector<Token> outside_brackets(const std::vector<Token>& text);
/// Whether two texts say the same, apart from capitals, blanks and marks.
bool same_words(std::string_view a, std::string_view b);
/// Whether the words of `phrase` stand in `text`, side by side.
bool says(const std::vector<Token>& text, std::string_view phrase);
/// Whether any of `phrases` does.
bool says_any(const std::vector<Token>& text, const std::vector<std::string_view>& phrases);

/// One end of a range as it is spoken of: its number, and whether that number belongs to the range.
struct SpokenEnd {
    Points at;
    bool closed = true;
    bool operator==(const SpokenEnd&) const = default;
};
/// A range as the words give it: *trên 80%*, *từ 70% đến dưới 80%*, *chậm không quá 10 ngày*.
struct SpokenRange {
    std::optional<SpokenEnd> from;
    std::optional<SpokenEnd> to;
    /// *Từ dưới 90%*, *thấp hơn 20% trở lên*, *từ 80 dưới 100%*: the words pull two ways, or one is missing.
    bool unclear = false;
    bool operator==(const SpokenRange&) const = default;
};

/// The one range in `unit` (`%` or `ngày`) that the text speaks of; nothing when it speaks of none or of several.
std::optional<SpokenRange> range_in(const std::vector<Token>& text, std::string_view unit);

} // namespace cchc::domain
