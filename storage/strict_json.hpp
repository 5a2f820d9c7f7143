#pragma once

#include <nlohmann/json_fwd.hpp>

#include <cstddef>
#include <stdexcept>
#include <string>
#include <string_view>

namespace cchc::storage {

/// A document that is not what its format says: where (a JSON pointer, empty for the whole) and what is wrong there.
struct FormatError : std::runtime_error {
    FormatError(std::string pointer, std::string problem);
    std::string pointer;
    std::string problem;
};

/// Parses one JSON document of at most `max_bytes`. Throws FormatError for what RFC 8259 leaves to the reader and a
/// careless one lets through: a member named twice, more than `deepest` objects and arrays inside one another, anything
/// before or after the document (a byte order mark, a NUL), and bytes that are not UTF-8.
nlohmann::json parse_strict_json(std::string_view text, std::size_t max_bytes, int deepest = 32);

} // namespace cchc::storage
