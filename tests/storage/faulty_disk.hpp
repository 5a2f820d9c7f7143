#pragma once

#include "storage/disk.hpp"

#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <random>
#include <rocksdb/file_system.h>
#include <string>
#include <vector>

namespace cchc::tests {

/// A disk that knows what a power cut would leave of it, and fails when told to.
///
/// It lies in a real folder and keeps account, for every file written through it, of how much has been synced, and for
/// every folder, which names have been. A power cut does not end anything here: it *draws* the disk as the cut would
/// have left it into another folder, at that very operation, and goes on; a test opens the drawing. So RocksDB, which
/// asserts when its disk dies under it, is spared, and one run can be cut many times.
class FaultyDisk : public rocksdb::FileSystemWrapper {
public:
    /// Everything under `folder` that is there already is durable.
    explicit FaultyDisk(std::filesystem::path folder);
    const char* Name() const override { return "FaultyDisk"; }
    /// As what is handed to the log.
    static storage::Disk handed_in(const std::shared_ptr<FaultyDisk>& disk) { return storage::Disk(disk); }

    // --- power cuts ---

    /// Cuts the power as operation number `operation` begins (the first is 1): calls `now`, then draws what is left
    /// into `to`. Unsynced bytes are lost but for a random beginning; unsynced names are lost or kept by the toss of a
    /// coin.
    void cut_power_at(std::uint64_t operation, std::uint64_t seed, std::filesystem::path to, std::function<void()> now);
    bool was_cut() const;
    /// Changes to the disk so far: created, written, synced, renamed, removed.
    std::uint64_t operations() const;
    /// What was written at the ends of files: how often, which hangs on the pieces it came in, and how much.
    struct Appends {
        std::uint64_t operations = 0, bytes = 0;
    };
    Appends appends() const;

    // --- faults ---

    enum class Fault {
        append_fails,       ///< EIO, nothing written
        append_is_short,    ///< half of it is written, then EIO
        no_space,           ///< ENOSPC, nothing written
        append_flips_a_bit, ///< and says it went well
        sync_fails,         ///< EIO
        sync_is_slow,       ///< 200 ms
        read_fails,         ///< EIO
        read_flips_a_bit,
    };
    /// The next `times` operations of that kind on files whose path holds `part` go wrong.
    void inject(Fault fault, std::string part, int times = 1);
    void set_free_bytes(std::uint64_t bytes);

    // --- what RocksDB calls ---

    rocksdb::IOStatus NewSequentialFile(const std::string&, const rocksdb::FileOptions&,
                                        std::unique_ptr<rocksdb::FSSequentialFile>*, rocksdb::IODebugContext*) override;
    rocksdb::IOStatus NewRandomAccessFile(const std::string&, const rocksdb::FileOptions&,
                                          std::unique_ptr<rocksdb::FSRandomAccessFile>*,
                                          rocksdb::IODebugContext*) override;
    rocksdb::IOStatus NewWritableFile(const std::string&, const rocksdb::FileOptions&,
                                      std::unique_ptr<rocksdb::FSWritableFile>*, rocksdb::IODebugContext*) override;
    rocksdb::IOStatus ReopenWritableFile(const std::string&, const rocksdb::FileOptions&,
                                         std::unique_ptr<rocksdb::FSWritableFile>*, rocksdb::IODebugContext*) override;
    rocksdb::IOStatus NewRandomRWFile(const std::string&, const rocksdb::FileOptions&,
                                      std::unique_ptr<rocksdb::FSRandomRWFile>*, rocksdb::IODebugContext*) override;
    rocksdb::IOStatus NewDirectory(const std::string&, const rocksdb::IOOptions&,
                                   std::unique_ptr<rocksdb::FSDirectory>*, rocksdb::IODebugContext*) override;
    rocksdb::IOStatus DeleteFile(const std::string&, const rocksdb::IOOptions&, rocksdb::IODebugContext*) override;
    rocksdb::IOStatus RenameFile(const std::string&, const std::string&, const rocksdb::IOOptions&,
                                 rocksdb::IODebugContext*) override;
    rocksdb::IOStatus GetFreeSpace(const std::string&, const rocksdb::IOOptions&, std::uint64_t*,
                                   rocksdb::IODebugContext*) override;

private:
    class Appended;
    class Rewritten;
    class Folder;
    class ReadAnywhere;

    /// A file's bytes, whatever it is called.
    struct Inode {
        std::filesystem::path bytes_at; ///< in the real folder, or in the graveyard once it has no name there
        std::uint64_t written = 0, synced = 0;
        // Of a file rewritten in place: its synced content and the writes since.
        std::optional<std::string> image;
        std::vector<std::pair<std::uint64_t, std::string>> rewrites;
    };
    using InodePtr = std::shared_ptr<Inode>;
    using Names = std::map<std::filesystem::path, InodePtr>;

    void begin_operation(); // under the lock
    void draw(const Names& names, std::mt19937_64& random) const;
    InodePtr inode_of(const std::filesystem::path& path); // of a file that exists
    void unname(const std::filesystem::path& path);       // keeps the bytes if a durable name still points to them
    std::optional<Fault> fault_for(std::initializer_list<Fault> kinds, const std::string& path);

    mutable std::mutex lock_;
    std::filesystem::path folder_, graveyard_;
    Names now_, durable_;
    std::uint64_t operations_ = 0, buried_ = 0;
    Appends appends_;
    struct Cut {
        std::uint64_t operation, seed;
        std::filesystem::path to;
        std::function<void()> now;
    };
    std::optional<Cut> cut_;
    bool was_cut_ = false;
    struct Injected {
        Fault fault;
        std::string part;
        int times;
    };
    std::vector<Injected> injected_;
    std::optional<std::uint64_t> free_bytes_;
};

} // namespace cchc::tests
