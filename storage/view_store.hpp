#pragma once

#include "storage/disk.hpp"
#include "storage/entry.hpp"

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace cchc::storage {

/// Number of one version of one view in this store: `ranking@3` is another view than `ranking@2`.
using ViewNo = std::uint32_t;

/// Rows of projections, each kept with the place of the event that wrote it, so that a view as of any moment is a seek.
/// Derived data: a database of its own without a WAL. A stop without warning loses the newest rows and the cursor that
/// told of them, together; projecting on from the cursor makes both again.
///
/// A view's cursor is the number of events it has taken in. Threads: one writer at a time, readers on any thread; what
/// `write` has returned from is visible.
class ViewStore {
public:
    class Rows;

    struct Settings {
        std::filesystem::path folder; ///< holds RocksDB, nothing else
        Disk disk;
        /// Cursors may run this far, summed over views, before rows are flushed: bounds what is projected again.
        std::uint64_t flush_every_events = 500'000;
        bool read_only = false;
    };

    /// Opens the store or starts one. Throws Failure or Damage; it may then be deleted and rebuilt from the log.
    explicit ViewStore(const Settings& settings);
    ~ViewStore();
    ViewStore(const ViewStore&) = delete;

    /// What opening met and survived, for the operator.
    const std::vector<std::string>& remarks() const;

    /// The number of a view's version, given out on first use and kept (durable on return).
    ViewNo view(std::string_view name, std::uint32_t version);
    /// Every `name@version` with a number.
    std::vector<std::pair<std::string, ViewNo>> views() const;

    /// Number of events the view holds; 0 before the first.
    std::uint64_t cursor(TenantNo tenant, ViewNo view) const;
    /// All rows and cursors of the batch or none.
    void write(Rows rows);

    /// The row as it was once `size` events had happened; nothing if there was none or it had been erased.
    std::optional<std::string> as_of(TenantNo tenant, ViewNo view, std::string_view key, std::uint64_t size) const;

    struct Row {
        std::string_view key;   ///< lives as long as the call
        std::string_view value; ///< likewise
        Sequence seq = 0;       ///< of the event that wrote it
    };
    /// Shows every row whose key begins with `prefix` as it was once `size` events had happened, in order of keys,
    /// until `visit` says false.
    void scan_as_of(TenantNo tenant, ViewNo view, std::string_view prefix, std::uint64_t size,
                    const std::function<bool(const Row&)>& visit) const;
    /// Shows of those rows the ones that were there once `size` events had happened, with their place among the keys:
    /// one search each, however many versions they have.
    void rows_as_of(TenantNo tenant, ViewNo view, const std::vector<std::string>& keys, std::uint64_t size,
                    const std::function<void(std::size_t which, std::string_view value)>& show) const;
    /// Shows every version of every row, keys in order, each newest first; an erased row has no value. Past the block
    /// cache, for checks that read all there is.
    void all_versions(TenantNo tenant, ViewNo view,
                      const std::function<void(std::string_view key, Sequence seq,
                                               const std::optional<std::string_view>& value)>& show) const;
    /// What one row was over time, oldest first; an erased row has no value.
    void history(TenantNo tenant, ViewNo view, std::string_view key,
                 const std::function<bool(Sequence, const std::optional<std::string_view>&)>& visit) const;

    /// Forgets all rows and the cursor: of a version no longer served, or to build it anew. Durable on return.
    void clear(TenantNo tenant, ViewNo view);
    /// For filling a view from a long log: no compaction meanwhile, one at the end. Calls nest not.
    void begin_bulk();
    void end_bulk();

    /// Makes everything written so far survive an unclean stop.
    void flush();
    /// Checks every stored byte. Throws Damage naming the file.
    void verify() const;

private:
    struct Store;
    std::unique_ptr<Store> store_;
};

/// Row changes of one or more views, with their cursors. A key holds at most 512 bytes of any value.
class ViewStore::Rows {
public:
    Rows();
    Rows(Rows&&) noexcept;
    Rows& operator=(Rows&&) noexcept;
    ~Rows();

    /// The row from event `seq` on. A second row of the same key and `seq` replaces the first.
    void put(TenantNo tenant, ViewNo view, std::string_view key, Sequence seq, std::string_view value);
    void erase(TenantNo tenant, ViewNo view, std::string_view key, Sequence seq);
    /// Forgets that event `seq` wrote the row: what it was before shows again. For views whose past nobody asks for.
    void drop(TenantNo tenant, ViewNo view, std::string_view key, Sequence seq);
    /// The view has taken in `events` events.
    void move_cursor(TenantNo tenant, ViewNo view, std::uint64_t events);
    std::size_t bytes() const;
    bool empty() const;

private:
    friend class ViewStore;
    struct Content;
    std::unique_ptr<Content> content_;
};

} // namespace cchc::storage
