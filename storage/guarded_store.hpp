#pragma once

#include "storage/disk.hpp"

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace cchc::storage {

/// Rows by key, for what is kept beside the log: few changes, each durable, none lost unnoticed. A database of its own.
///
/// Threads: any.
class GuardedStore {
public:
    /// Opens the store in `folder`, or starts one. Throws Failure if another process holds it or the disk fails, Damage
    /// if it does not read back or lacks a change that was durable once.
    GuardedStore(const Disk& disk, const std::filesystem::path& folder);
    /// Opens a store and leaves it as it is, after walking its write-ahead log and manifest byte by byte. Throws as the
    /// constructor does; `write` throws.
    static GuardedStore for_reading(const Disk& disk, const std::filesystem::path& folder);
    ~GuardedStore();
    GuardedStore(const GuardedStore&) = delete;

    /// What `for_reading` met that a power cut may leave too.
    const std::vector<std::string>& remarks() const;

    std::optional<std::string> get(std::string_view key) const;
    /// Shows every row whose key begins so, in the order of keys.
    void each(std::string_view prefix,
              const std::function<void(std::string_view key, std::string_view value)>& show) const;

    /// Rows written and erased together, or not at all.
    class Change {
    public:
        Change& put(std::string key, std::string value);
        Change& erase(std::string key);

    private:
        friend class GuardedStore;
        std::vector<std::pair<std::string, std::optional<std::string>>> steps_; ///< without a value: erased
    };
    /// Durable on return: waits for the disk. Throws Failure; so does every later one.
    void write(const Change& change);
    /// How many changes were written since the store was begun.
    std::uint64_t changes() const;
    /// Writes every row anew and removes the files it was in: what was erased is in none of them on return.
    void write_anew();

    /// Reads every stored byte again. Throws Damage naming the first file that is not as it was written.
    void verify() const;

private:
    enum class Purpose { writing, reading };
    GuardedStore(const Disk& disk, const std::filesystem::path& folder, Purpose purpose);

    struct Store;
    std::unique_ptr<Store> store_;
};

} // namespace cchc::storage
