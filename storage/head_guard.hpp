#pragma once

#include "domain/values.hpp"
#include "storage/disk.hpp"
#include "storage/sha256.hpp"

#include <mutex>
#include <optional>
#include <string>
#include <vector>

namespace rocksdb {
class FSRandomRWFile;
}

namespace cchc::storage {

/// A tenant's log as it stood: how many events, and the root over them.
struct TenantHead {
    domain::TenantNo tenant = 0;
    std::uint64_t size = 0;
    Hash root;
    bool operator==(const TenantHead&) const = default;
};

/// Remembers, outside RocksDB, how far the log had been acknowledged. RocksDB opens silently shorter when a WAL is
/// deleted or a length byte flips into a torn tail; a log behind its guard has lost acknowledged events.
///
/// One file serves any number of tenants: the number of commits covers them all, since one commit is one WAL record for
/// all of them, and the heads of the last tenants written to let roots be compared. Written after each commit, never
/// before: the guard is never ahead of the log. Commits between two syncs rewrite one slot and leave the other, which
/// is durable, alone; a sync changes places. So a power cut tears at most one of them.
///
///   file = slot slot          slot = 2,048 bytes, all zero if never written; numbers little-endian
///   slot = "cchcgrd1" commits:u64 n:u32 n*(tenant:u32 size:u64 root[32]) zeros crc32c:u32 (over all before it)
class HeadGuard {
public:
    static constexpr std::size_t most_heads = 45;

    struct Record {
        std::uint64_t commits = 0;
        std::vector<TenantHead> heads; ///< the tenants written to last, newest first
    };

    /// Makes an empty guard, durable on return.
    static void create(const Disk& disk, const std::string& file);
    /// Throws Damage if the file is not a guard or neither slot can be read.
    HeadGuard(const Disk& disk, std::string file);
    ~HeadGuard();

    /// What it remembered when it was opened.
    const Record& found() const { return found_; }
    /// Says so if one slot could not be read: a write torn by a power cut, or damage.
    const std::optional<std::string>& remark() const { return remark_; }

    /// Remembers a commit just made and the heads it moved. One write, no sync. Throws Failure if the disk fails.
    void record(std::uint64_t commits, const std::vector<TenantHead>& moved);
    /// Makes what was recorded survive a power cut; once a second is enough. Any thread.
    void sync();

private:
    std::string file_;
    std::unique_ptr<rocksdb::FSRandomRWFile> slots_;
    Record found_;
    std::optional<std::string> remark_;
    std::mutex writing_;
    Record last_;
    unsigned writing_slot_ = 0;
    bool synced_ = true;
};

} // namespace cchc::storage
