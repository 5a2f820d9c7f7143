#pragma once

#include <string>

/// Files as agencies bring them, of any size.
namespace cchc::tests {

/// A PDF of that many bytes, at least 40: its table of objects is where it says, and most of it is noise.
inline std::string pdf_of(std::size_t size)
{
    const std::string end = "\nstartxref\n9\n%%EOF\n";
    std::string bytes = "%PDF-1.7\n1 0 obj\n";
    bytes.reserve(size);
    while (bytes.size() + end.size() < size) bytes += static_cast<char>(bytes.size() * 2654435761u >> 13);
    return bytes + end;
}

} // namespace cchc::tests
