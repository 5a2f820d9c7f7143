#include "storage/rocks.hpp"

#include <rocksdb/cache.h>
#include <rocksdb/db.h>
#include <rocksdb/env.h>
#include <rocksdb/file_checksum.h>
#include <rocksdb/filter_policy.h>
#include <rocksdb/slice_transform.h>
#include <rocksdb/table.h>
#include <set>

namespace cchc::storage {

namespace {

/// One cache for all databases of the process: memory is a promise (512 MiB at ten million events).
const std::shared_ptr<rocksdb::Cache>& block_cache()
{
    static const auto cache = rocksdb::NewLRUCache(64 << 20);
    return cache;
}

rocksdb::ColumnFamilyOptions family(const rocksdb::BlockBasedTableOptions& table)
{
    rocksdb::ColumnFamilyOptions options;
    options.write_buffer_size = 32 << 20;
    options.max_write_buffer_number = 4;
    options.memtable_protection_bytes_per_key = 8; // a bit that flips in memory must not reach the disk as ours
    options.compression = rocksdb::kLZ4Compression;
    options.bottommost_compression = rocksdb::kZSTD;
    options.table_factory.reset(rocksdb::NewBlockBasedTableFactory(table));
    return options;
}

} // namespace

rocksdb::DBOptions careful_options(const Disk& disk)
{
    rocksdb::DBOptions options;
    options.env = disk.env();
    options.create_if_missing = true;
    options.create_missing_column_families = true;
    options.wal_recovery_mode = rocksdb::WALRecoveryMode::kTolerateCorruptedTailRecords;
    options.max_total_wal_size = 32 << 20; // bounds the replay after an unclean stop; 64 MiB took two to four seconds
    options.paranoid_checks = true;
    options.verify_sst_unique_id_in_manifest = true;
    options.file_checksum_gen_factory = rocksdb::GetFileChecksumGenCrc32cFactory();
    options.max_bgerror_resume_count = 0; // 7.8 may double WAL entries when it resumes by itself: we stop instead
    options.avoid_flush_during_shutdown = true;
    options.max_open_files = -1;
    options.max_background_jobs = 2;
    options.info_log_level = rocksdb::InfoLogLevel::WARN_LEVEL; // the header's default depends on NDEBUG
    options.max_log_file_size = 4 << 20;
    options.keep_log_file_num = 4;
    return options;
}

rocksdb::ColumnFamilyOptions scanned_family()
{
    rocksdb::BlockBasedTableOptions table;
    table.block_cache = block_cache();
    table.block_size = 32 << 10;
    return family(table);
}

rocksdb::ColumnFamilyOptions looked_up_family()
{
    rocksdb::BlockBasedTableOptions table;
    table.block_cache = block_cache();
    table.block_size = 8 << 10;
    table.filter_policy.reset(rocksdb::NewBloomFilterPolicy(10));
    auto options = family(table);
    options.memtable_prefix_bloom_size_ratio = 0.05;
    options.memtable_whole_key_filtering = true;
    return options;
}

rocksdb::ColumnFamilyOptions sought_family()
{
    rocksdb::BlockBasedTableOptions table;
    table.block_cache = block_cache();
    table.block_size = 8 << 10;
    auto options = family(table);
    options.bottommost_compression = rocksdb::kLZ4Compression;
    return options;
}

rocksdb::ColumnFamilyOptions growing_at(std::size_t bytes, rocksdb::ColumnFamilyOptions family)
{
    family.memtable_insert_with_hint_prefix_extractor.reset(rocksdb::NewFixedPrefixTransform(bytes));
    return family;
}

std::vector<std::string> leftovers(rocksdb::DB& db, const Disk& disk, const std::string& folder, std::string_view ours)
{
    std::vector<rocksdb::LiveFileMetaData> tables;
    db.GetLiveFilesMetaData(&tables);
    std::set<std::string> in_use;
    for (const auto& table : tables) in_use.insert(table.relative_filename);
    std::vector<std::string> others;
    for (const std::string& name : disk.names_in(folder)) {
        const bool notes =
            name.starts_with("LOG") || name == "LOCK" || name.starts_with("OPTIONS-") || name == "IDENTITY";
        const bool inspected = name.ends_with(".log") || name.starts_with("MANIFEST-") || name == "CURRENT";
        if (!notes && !inspected && name != ours && !in_use.contains(name))
            others.push_back(folder + "/" + name + ": is not in use; left by a stop, or not ours");
    }
    return others;
}

rocksdb::ReadOptions scanning()
{
    rocksdb::ReadOptions options;
    options.readahead_size = 2 << 20;
    options.fill_cache = false;
    options.verify_checksums = true;
    options.total_order_seek = true;
    return options;
}

rocksdb::ReadOptions looking_up()
{
    rocksdb::ReadOptions options;
    options.verify_checksums = true;
    options.total_order_seek = true;
    return options;
}

} // namespace cchc::storage
