#pragma once

#include <span>
#include <string>
#include <string_view>

/// What kind of file some bytes are: told by their beginning, never by their name (EV-32).
namespace cchc::server {

/// A kind that may be evidence. There is one object of each, which lives for ever.
struct FileKind {
    std::string_view media;     ///< `application/pdf`
    std::string_view extension; ///< `.pdf`
    std::string_view beginning; ///< the bytes such files begin with
    std::string_view inside;    ///< of an office file: the media type its own parts name; else empty
};

/// All of them.
std::span<const FileKind> file_kinds();

/// How many bytes must be there before `kind_of` knows.
inline constexpr std::size_t kind_known_after = 8;

/// The kind of a file that begins so, or null when such files are not taken: PDF, PNG, JPEG, ZIP and the office formats
/// that are ZIP files; among those the type the sender declared decides, or the name.
const FileKind* kind_of(std::string_view beginning, std::string_view declared, std::string_view name);
/// The kind of that media type, or null.
const FileKind* kind_called(std::string_view media);

/// The name with an extension that tells its kind: `a.hta` of a PDF becomes `a.hta.pdf`, so that no desktop runs it.
std::string named_as(const FileKind& kind, std::string name);

/// Whether the name ends in that extension, in letters of any size.
bool ends_in(std::string_view name, std::string_view extension);

} // namespace cchc::server
