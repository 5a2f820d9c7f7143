#pragma once

#include <filesystem>
#include <string>

/// What lies where under a server's data folder:
///
///   LOCK                 held while a process uses the folder
///   head.guard           how far the log had been acknowledged
///   log/                 RocksDB: events, their indexes, trees and checkpoints; the truth
///   keys/<tenant>.key    signing keys, readable by their owner only
///   evidence/            uploaded documents by their hash
///   views/               RocksDB: rows of projections; may be deleted, the log makes them again
namespace cchc::storage {

struct DataFolder {
    std::filesystem::path path;

    std::filesystem::path key_of(const std::string& tenant) const { return path / "keys" / (tenant + ".key"); }
    std::filesystem::path evidence() const { return path / "evidence"; }
    std::filesystem::path views() const { return path / "views"; }
};

} // namespace cchc::storage
