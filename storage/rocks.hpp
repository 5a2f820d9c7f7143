#pragma once

#include "storage/disk.hpp"

#include <rocksdb/options.h>

/// The settings of our RocksDB databases, each with its reason; measured on 7.8.3.
namespace cchc::storage {

/// Common to every database: damage is refused, errors are never healed behind our back.
rocksdb::DBOptions careful_options(const Disk& disk);

/// A family read by scanning: large blocks, LZ4 and ZSTD at the bottom, no filter.
rocksdb::ColumnFamilyOptions scanned_family();
/// A family read by key: small blocks and a filter, so that "not there" costs no read.
rocksdb::ColumnFamilyOptions looked_up_family();
/// The same family, whose keys of one beginning of `bytes` come in order (a tag's places, a stream's versions): the
/// next is put beside the last without a search, 1 µs instead of 5.
rocksdb::ColumnFamilyOptions growing_at(std::size_t bytes, rocksdb::ColumnFamilyOptions family);

/// For reading rows one after another, past the block cache, every block's checksum verified.
rocksdb::ReadOptions scanning();
rocksdb::ReadOptions looking_up();

inline rocksdb::Slice slice(std::string_view bytes)
{
    return {bytes.data(), bytes.size()};
}
inline std::string_view bytes_of(const rocksdb::Slice& bytes)
{
    return {bytes.data(), bytes.size()};
}

} // namespace cchc::storage
