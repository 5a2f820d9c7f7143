#include "server/tables/package.hpp"

#include "server/tables/unreadable.hpp"

#include <algorithm>
#include <array>
#include <zip.h>

namespace cchc::server::tables {

using namespace unreadable;

namespace {

/// Measures how deep elements nest, without recursion of its own.
struct Depth : pugi::xml_tree_walker {
    bool for_each(pugi::xml_node&) override { return depth() < Package::deepest; }
};

} // namespace

Package::Package(std::string_view bytes)
{
    // An encrypted workbook and an old .xls are both OLE compound files.
    if (bytes.starts_with("\xD0\xCF\x11\xE0")) throw encrypted;
    if (!bytes.starts_with("PK")) throw not_a_zip;
    zip_error_t why;
    zip_error_init(&why);
    zip_source_t* source = zip_source_buffer_create(bytes.data(), bytes.size(), 0, &why);
    if (source) archive_ = zip_open_from_source(source, ZIP_RDONLY, &why);
    zip_error_fini(&why);
    if (!archive_) {
        if (source) zip_source_free(source);
        throw damaged;
    }
    if (static_cast<std::uint64_t>(zip_get_num_entries(archive_, 0)) > most_parts) {
        zip_discard(archive_);
        throw too_large;
    }
}

Package::~Package()
{
    zip_discard(archive_);
}

bool Package::has(const std::string& name) const
{
    return zip_name_locate(archive_, name.c_str(), 0) >= 0;
}

std::string Package::bytes_of(const std::string& name)
{
    zip_stat_t about;
    if (zip_stat(archive_, name.c_str(), 0, &about) != 0) throw not_a_workbook;
    constexpr auto needed = ZIP_STAT_SIZE | ZIP_STAT_COMP_SIZE | ZIP_STAT_ENCRYPTION_METHOD;
    if ((about.valid & needed) != needed) throw damaged;
    if (about.encryption_method != ZIP_EM_NONE) throw encrypted;
    if (about.size > largest_part) throw too_large;
    if (about.size > (1u << 20) && about.size / std::max<std::uint64_t>(about.comp_size, 1) > most_swelling)
        throw too_large;
    zip_file_t* file = zip_fopen(archive_, name.c_str(), 0);
    if (!file) throw damaged;
    // What is declared may be a lie: what arrives counts.
    std::string bytes;
    std::array<char, 64 * 1024> piece{};
    zip_int64_t got = 0;
    while ((got = zip_fread(file, piece.data(), piece.size())) > 0) {
        bytes.append(piece.data(), static_cast<std::size_t>(got));
        if (bytes.size() > largest_part || read_ + bytes.size() > largest_in_all) break;
    }
    zip_fclose(file);
    if (got > 0) throw too_large;
    if (got < 0) throw damaged;
    read_ += bytes.size();
    return bytes;
}

pugi::xml_document Package::part(const std::string& name)
{
    const std::string bytes = bytes_of(name);
    if (static_cast<std::size_t>(std::ranges::count(bytes, '<')) > most_tags) throw too_large;
    pugi::xml_document document;
    const auto parsed = document.load_buffer(bytes.data(), bytes.size(),
                                             pugi::parse_default | pugi::parse_doctype | pugi::parse_ws_pcdata_single);
    for (const pugi::xml_node& node : document.children())
        if (node.type() == pugi::node_doctype) throw document_type;
    if (!parsed) throw damaged;
    Depth depth;
    if (!document.traverse(depth)) throw too_large;
    return document;
}

} // namespace cchc::server::tables
