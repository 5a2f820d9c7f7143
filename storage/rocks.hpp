#pragma once

#include "storage/disk.hpp"

#include <rocksdb/options.h>
#include <string>
#include <string_view>
#include <vector>

namespace rocksdb {
class DB;
}

/// The settings of our RocksDB databases, each with its reason; measured on 7.8.3.
namespace cchc::storage {

/// Common to every database: damage is refused, errors are never healed behind our back.
rocksdb::DBOptions careful_options(const Disk& disk);

/// A family read by scanning: large blocks, LZ4 and ZSTD at the bottom, no filter.
rocksdb::ColumnFamilyOptions scanned_family();
/// A family read by key: small blocks and a filter, so that "not there" costs no read.
rocksdb::ColumnFamilyOptions looked_up_family();
/// A family whose rows are sought one here and one there, and lie in order all the same: blocks so small that a seek
/// unpacks little, and LZ4 throughout, which unpacks four times as fast as ZSTD. A ranking as of then seeks one row an
/// agency: 28 ms for 500 of them with blocks of 32 KiB and ZSTD, 12 ms so; blocks of 4 KiB save 2 ms more and cost a
/// quarter more disk.
rocksdb::ColumnFamilyOptions sought_family();
/// The same family, whose keys of one beginning of `bytes` come in order (a tag's places, a stream's versions): the
/// next is put beside the last without a search, 1 µs instead of 5.
rocksdb::ColumnFamilyOptions growing_at(std::size_t bytes, rocksdb::ColumnFamilyOptions family);

/// A remark for each file in a database's folder that the database does not use. `ours` may lie there too; LOG*, LOCK,
/// OPTIONS-* and IDENTITY are RocksDB's notes to itself.
std::vector<std::string> leftovers(rocksdb::DB& db, const Disk& disk, const std::string& folder,
                                   std::string_view ours = {});

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
