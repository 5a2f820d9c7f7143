#pragma once

#include "domain/values.hpp"
#include "storage/guarded_store.hpp"
#include "storage/merkle.hpp"

#include <cstdint>
#include <functional>
#include <map>
#include <mutex>
#include <span>
#include <string>
#include <vector>

namespace cchc::storage {

/// What was refused and who read what (ES-6, ES-18), beside the log and never in it: rows that are only ever added, one
/// numbered list and one Merkle tree for each tenant, as the log has them. The log names size and root at every lock
/// and publication (`trail_sealed`): what lies before such a place cannot be changed or cut any more without it
/// showing.
///
/// Rows, numbers big-endian:
///
///   r tenant:u32 n:u64                  → the row, UTF-8 JSON
///   m tenant:u32 level:u8 index:u64     → the 256 hashes of a complete tile of the tree
///   n tenant:u32                        → how many rows, as text
///
/// Threads: any. Appending waits for the disk: one fsync a call, whatever the number of rows.
class Trail {
public:
    /// Opens the trail in `folder`, or starts one. Throws Failure or Damage as GuardedStore does.
    Trail(const Disk& disk, const std::filesystem::path& folder);
    /// Opens a trail and leaves it as it is.
    static Trail for_reading(const Disk& disk, const std::filesystem::path& folder);

    struct Row {
        domain::TenantNo tenant = 0;
        std::string text;
    };
    /// Adds the rows in this order; durable on return.
    void append(std::span<const Row> rows);

    struct Head {
        std::uint64_t size = 0;
        Hash root;
    };
    /// What is on the disk. Waits for no disk.
    Head head(domain::TenantNo tenant) const;

    /// Shows up to `count` rows from number `from` on, in their order.
    void read(domain::TenantNo tenant, std::uint64_t from, std::uint64_t count,
              const std::function<void(std::uint64_t n, std::string_view row)>& show) const;

    /// What is wrong with a tenant's rows and tree, in words; empty: nothing. `named` are the places the log names, in
    /// the order of their sizes. Reads every row.
    std::string fault(domain::TenantNo tenant, std::span<const Head> named) const;
    /// Reads every stored byte again. Throws Damage.
    void verify() const { rows_.verify(); }

private:
    struct ForReading {};
    Trail(ForReading, const Disk& disk, const std::filesystem::path& folder);
    std::uint64_t size_of(domain::TenantNo tenant) const;
    Hashes tile(domain::TenantNo tenant, std::uint64_t size, unsigned level, std::uint64_t index) const;
    /// The tree as it is on the disk.
    struct Grown {
        MerkleEdge edge;
        Head head;
    };
    Grown& grown(domain::TenantNo tenant) const;

    GuardedStore rows_;
    mutable std::mutex mutex_; ///< held while appending: one after another
    mutable std::mutex trees_mutex_;
    mutable std::map<domain::TenantNo, Grown> trees_;
};

} // namespace cchc::storage
