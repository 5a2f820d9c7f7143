#pragma once

#include "storage/disk.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

/// A strict reader of the files RocksDB reads leniently: WAL and MANIFEST.
///
/// RocksDB takes a flipped length byte for a torn tail and opens shorter without a word. We walk the same bytes first
/// and say what we saw. The format (rocksdb wiki, "Write-Ahead-Log File Format"):
///
///   file     = block*                    block = 32,768 bytes of fragments; a trailer too short for a header is zero
///   fragment = crc:u32 length:u16 type:u8 payload        crc = masked CRC-32C over type and payload, little-endian
///   type     = 1 whole | 2 first | 3 middle | 4 last     zeros from here to the end: allocated, not yet written
///   payload of a WAL record = sequence:u64 count:u32 …   a write batch takes `count` numbers from `sequence` on
namespace cchc::storage {

struct FramedFile {
    std::uint64_t records = 0;
    std::uint64_t size = 0;

    struct Problem {
        std::uint64_t offset = 0;
        std::string what;
        /// No intact record follows: what a write cut short by a power cut looks like.
        bool at_the_tail = false;
    };
    std::optional<Problem> problem;

    /// Of a WAL: the sequence number of its first record, and the one after its last. Equal if it holds none.
    std::uint64_t first_sequence = 0;
    std::uint64_t next_sequence = 0;
};

enum class FramedKind { wal, manifest };

/// Reads the file once. Throws Failure if it cannot be read; damage is in the answer.
FramedFile inspect_framed_file(const Disk& disk, const std::string& file, FramedKind kind);

/// Inspects every WAL and manifest of a RocksDB folder before it is opened. Throws Damage if one is broken before its
/// end, or if WALs do not follow one another; what a power cut leaves too comes back as remarks.
std::vector<std::string> inspect_rocksdb(const Disk& disk, const std::string& folder);

} // namespace cchc::storage
