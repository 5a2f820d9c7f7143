#pragma once

#include <filesystem>
#include <string>
#include <string_view>

/// What lies where under a server's data folder:
///
///   LOCK                 held while a process uses the folder
///   head.guard           how far the log had been acknowledged
///   log/                 RocksDB: events, their indexes, trees and checkpoints; the truth
///   keys/<tenant>.key    signing keys, readable by their owner only
///   keys/store/          a guarded store: the keys of evidence and of people, wrapped; owner only, backed up apart
///   keys/master.key      what they are wrapped by, unless it lies elsewhere (--master-key)
///   evidence/            uploaded documents by their hash, sealed; uploads in progress
///   documents/           a guarded store: their names, and whose they are
///   identity/            a guarded store: people and their sessions, beside the log because they can be erased
///   identity.key         what seals their second factors, readable by its owner only
///   trail/               a guarded store: what was refused, and who read what; the log names its tree
///   views/               RocksDB: rows of projections; may be deleted, the log makes them again
///   DEMONSTRATION        only in demonstration data: a mark, always of the same text
///   demonstration-trust/ and whose signatures it believes: its own alone, with the key they are made by
namespace cchc::storage {

struct DataFolder {
    std::filesystem::path path;

    std::filesystem::path key_of(const std::string& tenant) const { return path / "keys" / (tenant + ".key"); }
    std::filesystem::path key_store() const { return path / "keys" / "store"; }
    std::filesystem::path master_key() const { return path / "keys" / "master.key"; }
    std::filesystem::path evidence() const { return path / "evidence"; }
    std::filesystem::path documents() const { return path / "documents"; }
    std::filesystem::path identity() const { return path / "identity"; }
    std::filesystem::path identity_key() const { return path / "identity.key"; }
    std::filesystem::path trail() const { return path / "trail"; }
    std::filesystem::path views() const { return path / "views"; }
    std::filesystem::path demonstration_mark() const { return path / "DEMONSTRATION"; }

    std::filesystem::path demonstration_trust() const { return path / "demonstration-trust"; }

    static constexpr std::string_view demonstration_text =
        "Demonstration data of cchc: invented people and figures. Delete the folder to be rid of them.\n";
};

} // namespace cchc::storage
