#pragma once

#include "domain/values.hpp"

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

/// An entry: how one event lies in the log. The leaf is hashed and proved as stored; the header repeats what scans
/// filter by, so that they never look into the JSON, and is recomputed from the leaf by `verify`.
///
///   entry  = header leaf          numbers little-endian
///   header = format:u8 (1)  tags:u8 (how many tag keys point here)  type:u16  schema:u16  data_offset:u16
///            tenant:u32  stream:u32  version:u32  leaf_length:u32  seq:u64  time_us:u64
///            data_length:u32  crc32c:u32 (over the 44 bytes before it and the leaf)                    = 48 bytes
namespace cchc::storage {

using domain::Instant;
using domain::Sequence;
using domain::TenantNo;
using StreamNo = std::uint32_t;
using TagNo = std::uint32_t;

inline constexpr std::size_t header_size = 48;
/// C2SP tile bundles give a leaf's length 16 bits.
inline constexpr std::size_t longest_leaf = 60 * 1024;

struct EntryHeader {
    std::uint8_t tags = 0;
    std::uint16_t type = 0;
    std::uint16_t schema = 0;
    std::uint16_t data_offset = 0; ///< where `data`'s value begins in the leaf
    TenantNo tenant = 0;
    StreamNo stream = 0;
    std::uint32_t version = 0; ///< of the stream, from 1
    std::uint32_t leaf_length = 0;
    Sequence seq = 0;
    Instant time;
    std::uint32_t data_length = 0;
    bool operator==(const EntryHeader&) const = default;
};

/// A stored event as a scan sees it; the views live as long as the callback that got it.
struct Entry {
    EntryHeader header;
    std::string_view leaf;
    std::string_view data() const { return leaf.substr(header.data_offset, header.data_length); }
};

/// The header's bytes, its checksum computed over them and `leaf`.
std::array<char, header_size> encode_header(const EntryHeader& header, std::string_view leaf);
/// Reads stored bytes. Nothing unless format, lengths and checksum agree.
std::optional<Entry> decode_entry(std::string_view stored);

} // namespace cchc::storage
