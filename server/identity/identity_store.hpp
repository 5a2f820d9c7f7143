#pragma once

#include "storage/disk.hpp"

#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace cchc::server {

/// What is kept beside the log because it must be correctable and erasable: people, their sessions, and the names of
/// files. A database of its own, so that the log never holds a personal name (Luật 91/2025/QH15).
class IdentityStore {
public:
    enum class Family { people, sessions, devices, documents, documents_by_agency };

    /// Opens the database in `folder`, or starts one. Throws storage::Failure if another process holds it or the disk
    /// fails, storage::Damage if it does not read back or lacks what was once durable.
    IdentityStore(const storage::Disk& disk, const std::filesystem::path& folder);
    ~IdentityStore();

    std::optional<std::string> get(Family family, std::string_view key) const;
    /// Shows every row whose key begins so, in the order of keys.
    void each(Family family, std::string_view prefix,
              const std::function<void(std::string_view key, std::string_view value)>& show) const;

    /// Rows written and erased together, or not at all.
    class Change {
    public:
        Change();
        ~Change();
        Change& put(Family family, std::string_view key, std::string_view value);
        Change& erase(Family family, std::string_view key);

    private:
        friend class IdentityStore;
        struct Batch;
        std::unique_ptr<Batch> batch_;
    };
    /// Durable on return: waits for the disk, so not on a network thread. Throws storage::Failure.
    void write(const Change& change);

    /// Reads every file of the database again. Throws storage::Damage naming the first that is not as it was written.
    void verify() const;

private:
    struct Database;
    std::unique_ptr<Database> database_;
};

} // namespace cchc::server
