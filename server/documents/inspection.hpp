#pragma once

#include "server/documents/file_kind.hpp"

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <variant>

/// Whether a whole file is what its beginning promised, told by its structure and without unpacking it (ASVS 5.2.2,
/// 5.2.3).
///
///     PDF    header, `%%EOF` at the end, and a cross-reference table where `startxref` points, or at least a trailer
///     PNG    IHDR first, whole chunks, IEND; at most `most_pixels`
///     JPEG   whole segments, a frame of at most `most_pixels`, a scan, and the end of the image
///     ZIP    a central directory that can be read; within `limits`; nothing encrypted, no archive inside
///     office what [Content_Types].xml or `mimetype` says agrees with the name and type the sender gave; no macros
namespace cchc::server {

/// Why a file is not taken.
enum class Unfit : std::uint8_t {
    kind,      ///< of no kind that may be evidence here
    digest,    ///< not the file whose SHA-256 was declared
    torn,      ///< not whole, or its structure contradicts itself
    disagrees, ///< an office file by its name or declared type, and not one of that kind inside
    encrypted, ///< cannot be read without a password
    macros,    ///< an office file with a program in it
    swells,    ///< becomes far larger, or far more, than it is
    nested,    ///< an archive in an archive
    destroyed, ///< its system has destroyed the very same document (SE-9)
    infected,  ///< the agency's own scanner found a virus in it
    gone,      ///< given up by who began it, while it was on its way
};

namespace limits {
inline constexpr std::uint64_t unpacked_bytes = 512ull << 20; ///< what all entries of an archive declare
inline constexpr std::uint64_t swelling = 100;                ///< times the size of the archive …
inline constexpr std::uint64_t swelling_from = 10ull << 20;   ///< … once it is this much
inline constexpr std::size_t archive_entries = 10'000;
inline constexpr std::uint64_t pixels = 200'000'000; ///< of a picture: a scanner's A0 at 300 dpi has 140 million
} // namespace limits

/// Where the file's bytes lie: shows up to so many from that offset on. May throw.
using ReadAt =
    std::function<void(std::uint64_t offset, std::uint64_t length, const std::function<void(std::string_view)>& show)>;

/// What a whole file is, `taken_for` as `kind_of` has it. Memory is bounded whatever is in the file; a 50 MiB picture
/// is read once, of others little is read.
std::variant<const FileKind*, Unfit> inspect(const FileKind& taken_for, std::uint64_t size, const ReadAt& read);

/// The same for an archive: its kind is what its parts say.
std::variant<const FileKind*, Unfit> inspect_archive(const FileKind& taken_for, std::uint64_t size, const ReadAt& read);

} // namespace cchc::server
