#pragma once

#include <filesystem>

namespace cchc::storage {

/// Holds a data folder for this process alone, until the end of its life: the file LOCK in it, locked and naming us.
class FolderLock {
public:
    /// Throws Failure naming the process that holds the folder.
    explicit FolderLock(const std::filesystem::path& folder);
    ~FolderLock();
    FolderLock(const FolderLock&) = delete;

private:
    int fd_;
};

} // namespace cchc::storage
