#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace rocksdb {
class Env;
class FileSystem;
class Status;
} // namespace rocksdb

namespace cchc::storage {

/// The disk handed in: RocksDB's file system, the machine's own or a test's faulty one, with what our files beside
/// RocksDB need. Every call throws Failure naming the path when the disk fails.
class Disk {
public:
    /// The machine's disk.
    Disk();
    explicit Disk(std::shared_ptr<rocksdb::FileSystem> files);

    rocksdb::FileSystem& files() const { return *files_; }
    /// For RocksDB's options; lives as long as this Disk or a copy of it.
    rocksdb::Env* env() const { return env_.get(); }

    bool exists(const std::string& path) const;
    std::uint64_t size_of(const std::string& file) const;
    std::vector<std::string> names_in(const std::string& folder) const; ///< sorted; none if there is no such folder
    std::string read(const std::string& file) const;
    /// Shows the file from `offset` to its end in pieces of at most 256 KiB.
    void read_in_pieces(const std::string& file, std::uint64_t offset,
                        const std::function<void(std::string_view)>& show) const;
    /// Afterwards `file` holds `bytes`, whole and durable, or what it held before.
    void write_durably(const std::string& file, std::string_view bytes) const;
    void remove(const std::string& file) const;
    /// Makes the folder and those above it. Their names are durable on return.
    void make_folder(const std::string& folder) const;
    /// Makes names created, renamed or removed in `folder` durable.
    void sync_folder(const std::string& folder) const;
    std::uint64_t free_bytes(const std::string& path) const;

private:
    std::shared_ptr<rocksdb::FileSystem> files_;
    std::shared_ptr<rocksdb::Env> env_;
};

/// Throws Failure with `doing` and RocksDB's words unless the status is fine; Damage if RocksDB speaks of corruption.
void require_ok(const rocksdb::Status& status, const std::string& doing);

} // namespace cchc::storage
