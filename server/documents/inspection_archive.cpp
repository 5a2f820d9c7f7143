#include "server/documents/inspection.hpp"

#include "storage/little_endian.hpp"

#include <algorithm>
#include <array>
#include <cstring>
#include <memory>
#include <optional>
#include <pugixml.hpp>
#include <zip.h>

namespace cchc::server {

namespace {

using namespace std::string_view_literals;

constexpr std::uint64_t tail_bytes = 64 * 1024 + 22 + 20; // the longest comment, and what may stand before it
constexpr std::uint64_t largest_part = 1 << 20;           // of those that are read at all
constexpr auto archives = std::to_array<std::string_view>(
    {".zip", ".7z", ".rar", ".gz", ".tgz", ".bz2", ".xz", ".zst", ".tar", ".cab", ".iso", ".jar", ".ear", ".war"});

std::string bytes_at(const ReadAt& read, std::uint64_t offset, std::uint64_t length)
{
    std::string bytes;
    read(offset, length, [&](std::string_view piece) { bytes += piece; });
    return bytes;
}

/// Whether any directory of the archive says it has more entries than we look at: libzip would make room for each.
bool names_too_many(std::uint64_t size, const ReadAt& read)
{
    const std::uint64_t from = size - std::min(size, tail_bytes);
    const std::string tail = bytes_at(read, from, tail_bytes);
    for (auto at = tail.find("PK\x05\x06"); at != std::string::npos; at = tail.find("PK\x05\x06", at + 1)) {
        if (at + 22 > tail.size()) break;
        const auto entries = storage::read_little_endian<std::uint16_t>(tail, at + 10);
        if (entries != 0xffff && entries > limits::archive_entries) return true;
    }
    for (auto at = tail.find("PK\x06\x07"); at != std::string::npos; at = tail.find("PK\x06\x07", at + 1)) {
        if (at + 20 > tail.size()) break;
        const std::string record = bytes_at(read, storage::read_little_endian<std::uint64_t>(tail, at + 8), 56);
        if (record.size() < 56 || !record.starts_with("PK\x06\x06")) continue;
        for (const std::size_t count : {24u, 32u}) // on this disk, and in all
            if (storage::read_little_endian<std::uint64_t>(record, count) > limits::archive_entries) return true;
    }
    return false;
}

/// The file as libzip reads it. What reading throws is kept, as it must not fly through C.
struct Source {
    std::uint64_t size;
    const ReadAt& read;
    std::uint64_t at = 0;
    std::exception_ptr failed{};
    zip_error_t error{};
};

zip_int64_t answer(void* state, void* data, zip_uint64_t length, zip_source_cmd_t command)
{
    Source& source = *static_cast<Source*>(state);
    switch (command) {
    case ZIP_SOURCE_OPEN: source.at = 0; return 0;
    case ZIP_SOURCE_READ:
        try {
            std::uint64_t got = 0;
            const std::uint64_t there = source.size - std::min(source.at, source.size);
            source.read(source.at, std::min<std::uint64_t>(length, there), [&](std::string_view bytes) {
                const auto count = std::min<std::uint64_t>(bytes.size(), length - got);
                std::memcpy(static_cast<char*>(data) + got, bytes.data(), count);
                got += count;
            });
            source.at += got;
            return static_cast<zip_int64_t>(got);
        } catch (...) {
            source.failed = std::current_exception();
            zip_error_set(&source.error, ZIP_ER_READ, 0);
            return -1;
        }
    case ZIP_SOURCE_SEEK: {
        const auto to = zip_source_seek_compute_offset(source.at, source.size, data, length, &source.error);
        if (to < 0) return -1;
        source.at = static_cast<std::uint64_t>(to);
        return 0;
    }
    case ZIP_SOURCE_TELL: return static_cast<zip_int64_t>(source.at);
    case ZIP_SOURCE_STAT: {
        auto* about = static_cast<zip_stat_t*>(data);
        zip_stat_init(about);
        about->size = source.size;
        about->valid = ZIP_STAT_SIZE;
        return sizeof *about;
    }
    case ZIP_SOURCE_CLOSE:
    case ZIP_SOURCE_FREE: return 0;
    case ZIP_SOURCE_ERROR: return zip_error_to_data(&source.error, data, length);
    case ZIP_SOURCE_SUPPORTS:
        return zip_source_make_command_bitmap(ZIP_SOURCE_OPEN, ZIP_SOURCE_READ, ZIP_SOURCE_CLOSE, ZIP_SOURCE_STAT,
                                              ZIP_SOURCE_ERROR, ZIP_SOURCE_FREE, ZIP_SOURCE_SEEK, ZIP_SOURCE_TELL,
                                              ZIP_SOURCE_SUPPORTS, -1);
    default: zip_error_set(&source.error, ZIP_ER_OPNOTSUPP, 0); return -1;
    }
}

using Archive = std::unique_ptr<zip_t, decltype(&zip_discard)>;

Archive open(Source& source)
{
    zip_source_t* from = zip_source_function_create(answer, &source, nullptr);
    zip_t* archive = from ? zip_open_from_source(from, ZIP_RDONLY, nullptr) : nullptr;
    if (from && !archive) zip_source_free(from);
    return Archive(archive, zip_discard);
}

/// A part that tells what the archive is; nothing when there is none of that name, or one too large to be it.
std::optional<std::string> part(zip_t* archive, const char* name)
{
    zip_file_t* file = zip_fopen(archive, name, 0);
    if (!file) return std::nullopt;
    std::string bytes(largest_part + 1, '\0'); // what is declared may be a lie: what arrives counts
    const zip_int64_t got = zip_fread(file, bytes.data(), bytes.size());
    zip_fclose(file);
    if (got < 0 || static_cast<std::uint64_t>(got) > largest_part) return std::nullopt;
    bytes.resize(static_cast<std::size_t>(got));
    return bytes;
}

/// What the entries say of themselves.
struct Directory {
    bool macros = false;
    std::optional<Unfit> flaw;
};

Directory look_through(zip_t* archive, std::uint64_t size)
{
    Directory found;
    std::uint64_t unpacked = 0, packed = 0;
    const auto entries = zip_get_num_entries(archive, 0);
    if (entries <= 0) found.flaw = Unfit::torn;
    if (static_cast<std::uint64_t>(std::max<zip_int64_t>(entries, 0)) > limits::archive_entries)
        found.flaw = Unfit::swells;
    for (zip_int64_t i = 0; !found.flaw && i < entries; ++i) {
        zip_stat_t about;
        constexpr auto needed =
            ZIP_STAT_NAME | ZIP_STAT_SIZE | ZIP_STAT_COMP_SIZE | ZIP_STAT_COMP_METHOD | ZIP_STAT_ENCRYPTION_METHOD;
        if (zip_stat_index(archive, static_cast<zip_uint64_t>(i), ZIP_FL_ENC_RAW, &about) != 0 ||
            (about.valid & needed) != needed) {
            found.flaw = Unfit::torn;
            break;
        }
        const std::string_view name = about.name;
        if (about.encryption_method != ZIP_EM_NONE) found.flaw = Unfit::encrypted;
        if (std::ranges::any_of(archives, [&](std::string_view end) { return ends_in(name, end); }))
            found.flaw = Unfit::nested;
        found.macros = found.macros || ends_in("/" + std::string(name), "vbaproject.bin") ||
                       name.starts_with("Basic/") || name.starts_with("Scripts/");
        // Sums that would run over are bombs already.
        if (about.size > limits::unpacked_bytes || about.comp_size > size) found.flaw = Unfit::swells;
        unpacked += about.size, packed += about.comp_size;
        const bool swells = unpacked > limits::swelling_from && unpacked / limits::swelling > size;
        if (unpacked > limits::unpacked_bytes || packed > size || swells) found.flaw = Unfit::swells;
    }
    return found;
}

/// What an archive is by its own parts.
struct Office {
    const FileKind* kind = nullptr; ///< null: no office file we know
    bool is_office = false;         ///< of whatever kind
    bool macros = false, encrypted = false;
};

const FileKind* kind_inside(std::string_view media)
{
    const auto found = std::ranges::find_if(
        file_kinds(), [&](const FileKind& kind) { return !kind.inside.empty() && kind.inside == media; });
    return found == file_kinds().end() ? nullptr : &*found;
}

Office office_in(zip_t* archive)
{
    Office office;
    if (const auto types = part(archive, "[Content_Types].xml")) {
        office.is_office = true;
        pugi::xml_document document;
        if (!document.load_buffer(types->data(), types->size())) return office;
        for (const pugi::xml_node& node : document.child("Types").children()) {
            const std::string_view media = node.attribute("ContentType").value();
            if (media.find("macroEnabled") != std::string_view::npos || media.ends_with("vbaProject"))
                office.macros = true;
            if (const FileKind* kind = kind_inside(media)) office.kind = kind;
        }
    } else if (const auto mimetype = part(archive, "mimetype")) {
        office.is_office = mimetype->starts_with("application/vnd.oasis.opendocument.");
        office.kind = kind_inside(*mimetype);
        const auto manifest = part(archive, "META-INF/manifest.xml");
        office.encrypted = manifest && manifest->find("encryption-data") != std::string::npos;
    }
    return office;
}

} // namespace

std::variant<const FileKind*, Unfit> inspect_archive(const FileKind& taken_for, std::uint64_t size, const ReadAt& read)
{
    if (names_too_many(size, read)) return Unfit::swells;
    Source source{size, read};
    zip_error_init(&source.error);
    const Archive archive = open(source);
    const auto rethrow = [&] {
        if (source.failed) std::rethrow_exception(source.failed); // the disk, not the file, is at fault
    };
    rethrow();
    if (!archive) return Unfit::torn;
    const Directory directory = look_through(archive.get(), size);
    rethrow();
    if (directory.flaw) return *directory.flaw;
    const Office office = office_in(archive.get());
    rethrow();
    if (office.encrypted) return Unfit::encrypted;
    if (office.macros || (office.is_office && directory.macros)) return Unfit::macros;
    if (office.is_office) {
        const bool agrees = office.kind && (taken_for.inside.empty() || office.kind == &taken_for);
        if (!agrees) return Unfit::disagrees;
        return office.kind;
    }
    if (!taken_for.inside.empty()) return Unfit::disagrees;
    return &taken_for;
}

} // namespace cchc::server
