#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace cchc::storage {

/// RFC 4648 section 4, with padding.
std::string to_base64(std::string_view bytes);
/// Reads exactly what `to_base64` writes: no spaces, no missing padding, no stray bits. Anything else is nothing, so
/// that one value has one text and a flipped bit is never overlooked.
std::optional<std::string> from_base64(std::string_view text);

} // namespace cchc::storage
