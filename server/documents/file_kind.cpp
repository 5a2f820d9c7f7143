#include "server/documents/file_kind.hpp"

#include <algorithm>
#include <array>

namespace cchc::server {

namespace {

using namespace std::string_view_literals;

constexpr std::string_view zip = "PK\x03\x04"sv; // an empty archive begins otherwise and is nobody's evidence
constexpr auto kinds = std::to_array<FileKind>({
    {"application/pdf", ".pdf", "%PDF-"sv, ""},
    {"image/png", ".png", "\x89PNG\r\n\x1a\n"sv, ""},
    {"image/jpeg", ".jpg", "\xff\xd8\xff"sv, ""},
    {"application/zip", ".zip", zip, ""},
    {"application/vnd.openxmlformats-officedocument.wordprocessingml.document", ".docx", zip,
     "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"},
    {"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", ".xlsx", zip,
     "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"},
    {"application/vnd.openxmlformats-officedocument.presentationml.presentation", ".pptx", zip,
     "application/vnd.openxmlformats-officedocument.presentationml.presentation.main+xml"},
    {"application/vnd.oasis.opendocument.text", ".odt", zip, "application/vnd.oasis.opendocument.text"},
    {"application/vnd.oasis.opendocument.spreadsheet", ".ods", zip, "application/vnd.oasis.opendocument.spreadsheet"},
});

static_assert(std::ranges::all_of(kinds, [](const FileKind& k) { return k.beginning.size() <= kind_known_after; }));

char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
}

} // namespace

bool ends_in(std::string_view name, std::string_view extension)
{
    return name.size() > extension.size() &&
           std::ranges::equal(name.substr(name.size() - extension.size()), extension, {}, lower);
}

std::span<const FileKind> file_kinds()
{
    return kinds;
}

const FileKind* kind_of(std::string_view beginning, std::string_view declared, std::string_view name)
{
    const FileKind* plainest = nullptr;
    const FileKind* named = nullptr;
    for (const FileKind& kind : kinds) {
        if (!beginning.starts_with(kind.beginning)) continue;
        if (kind.media == declared && kind.media != "application/zip") return &kind;
        if (!named && ends_in(name, kind.extension)) named = &kind;
        if (!plainest) plainest = &kind;
    }
    return named ? named : plainest;
}

const FileKind* kind_called(std::string_view media)
{
    const auto found = std::ranges::find(kinds, media, &FileKind::media);
    return found == kinds.end() ? nullptr : &*found;
}

std::string named_as(const FileKind& kind, std::string name)
{
    const bool tells = ends_in(name, kind.extension) || (kind.extension == ".jpg" && ends_in(name, ".jpeg"));
    return tells ? name : name.append(kind.extension);
}

} // namespace cchc::server
