#pragma once

#include <cstddef>
#include <string_view>

namespace cchc::domain {

// What people write stands in events for ever, so its form is settled before it gets there, whichever door it came in
// by. Limits are in bytes of UTF-8.

inline constexpr std::size_t longest_explanation = 16'000; ///< a supplement too
inline constexpr std::size_t longest_reason = 4'000;       ///< a ground, what is needed
inline constexpr std::size_t longest_title = 300;          ///< an issuer, an office that took part
inline constexpr std::size_t longest_number = 200;         ///< of a decision or a document
inline constexpr std::size_t longest_pages = 100;

/// A title is one line; a reason may have several.
enum class TextForm { line, paragraphs };

/// What is wrong with a text, in wire form, or nothing when it is well-formed: it says something or is empty (`blank`),
/// is UTF-8 (`not_utf8`), has no control character but tab and line ends, and those in paragraphs only
/// (`control_character`), and every Latin letter that Unicode has in one piece is written in one (`decomposed`, NFC,
/// SW-1).
std::string_view fault_of(std::string_view text, TextForm form);

} // namespace cchc::domain
