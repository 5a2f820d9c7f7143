#pragma once

#include <string>
#include <string_view>

/// Vietnamese has two spellings of most of its letters in Unicode; inside the server there is one, NFC.
namespace cchc::server {

/// Whether the bytes are UTF-8: no overlong form, no surrogate, nothing above U+10FFFF.
bool is_utf8(std::string_view bytes);
/// Whether the UTF-8 text is in NFC already; cheap for what keyboards send.
bool is_nfc(std::string_view text);
/// The same text in NFC. Throws `std::runtime_error` if ICU's data is missing.
std::string nfc(std::string_view text);
/// The UTF-8 text without control and format characters: those that turn the reading direction, or are not seen, make a
/// name look like another one.
std::string visible(std::string_view text);

} // namespace cchc::server
