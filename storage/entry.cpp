#include "storage/entry.hpp"

#include "storage/crc32c.hpp"
#include "storage/little_endian.hpp"

namespace cchc::storage {

namespace {
constexpr std::uint8_t format = 1;
constexpr std::size_t crc_at = header_size - 4;
} // namespace

std::array<char, header_size> encode_header(const EntryHeader& header, std::string_view leaf)
{
    std::array<char, header_size> bytes;
    char* at = bytes.data();
    const auto put = [&at](auto number) {
        write_little_endian(at, number);
        at += sizeof number;
    };
    put(format);
    put(header.tags);
    put(header.type);
    put(header.schema);
    put(header.data_offset);
    put(header.tenant);
    put(header.stream);
    put(header.version);
    put(header.leaf_length);
    put(header.seq);
    put(static_cast<std::uint64_t>(header.time.us));
    put(header.data_length);
    put(crc32c(leaf, crc32c({bytes.data(), crc_at})));
    return bytes;
}

std::optional<Entry> decode_entry(std::string_view stored)
{
    if (stored.size() < header_size || static_cast<std::uint8_t>(stored[0]) != format) return std::nullopt;
    const std::string_view leaf = stored.substr(header_size);
    if (read_little_endian<std::uint32_t>(stored, crc_at) != crc32c(leaf, crc32c(stored.substr(0, crc_at))))
        return std::nullopt;
    Entry entry;
    EntryHeader& header = entry.header;
    header.tags = static_cast<std::uint8_t>(stored[1]);
    header.type = read_little_endian<std::uint16_t>(stored, 2);
    header.schema = read_little_endian<std::uint16_t>(stored, 4);
    header.data_offset = read_little_endian<std::uint16_t>(stored, 6);
    header.tenant = read_little_endian<std::uint32_t>(stored, 8);
    header.stream = read_little_endian<std::uint32_t>(stored, 12);
    header.version = read_little_endian<std::uint32_t>(stored, 16);
    header.leaf_length = read_little_endian<std::uint32_t>(stored, 20);
    header.seq = read_little_endian<std::uint64_t>(stored, 24);
    header.time.us = static_cast<std::int64_t>(read_little_endian<std::uint64_t>(stored, 32));
    header.data_length = read_little_endian<std::uint32_t>(stored, 40);
    if (header.leaf_length != leaf.size() || header.data_offset + header.data_length > leaf.size()) return std::nullopt;
    entry.leaf = leaf;
    return entry;
}

} // namespace cchc::storage
