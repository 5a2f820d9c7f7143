#pragma once

#include "storage/event_log.hpp"

#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace cchc::storage {

/// Something `verify` met. Damage: stored bytes are not what was written, or do not fit each other. A remark: what a
/// power cut may leave too, or what could not be checked; a person should read it.
struct Finding {
    enum class Kind { damage, remark };
    Kind kind = Kind::damage;
    std::string where; ///< a file, `tenant quang-dien, event 17`, …
    std::string what;
};

/// What a leaf says about itself, read by whoever knows events; must agree with the entry's header.
struct LeafFacts {
    std::string tenant;
    std::string stream; ///< its name
    std::uint32_t version = 0;
    std::uint16_t type = 0;
    std::uint16_t schema = 0;
    Instant time;
    std::uint16_t data_offset = 0;
    std::uint32_t data_length = 0;
    std::optional<CommandId> command; ///< one that must be remembered
};
/// Throws Failure for a leaf it cannot read.
using ReadLeafFacts = std::function<LeafFacts(std::string_view leaf)>;

struct VerifyPlan {
    LogSettings log;                  ///< its folder is the data folder; opened for reading only
    std::filesystem::path master_key; ///< empty: where the data folder has it
    ReadLeafFacts read_leaf;          ///< none: headers are checked by their checksum only
    /// What is being checked, how far it is and of how many.
    std::function<void(std::string_view what, std::uint64_t done, std::uint64_t of)> progress;
};

struct Verification {
    std::uint64_t events = 0, tiles = 0, checkpoints = 0;
    std::uint64_t evidence_files = 0, destroyed_files = 0;      ///< readable ones, and those whose key was destroyed
    std::vector<std::pair<std::string, std::uint64_t>> tenants; ///< each with its events
    std::vector<Finding> findings; ///< in the order they were met: the first damage comes first in its part

    bool is_clean() const { return findings.empty(); }
    bool is_damaged() const;
};

/// Recomputes everything in a data folder that no process uses: WAL and manifests byte by byte, file checksums, every
/// entry's checksum and header, every leaf hash, tile and root against head guard and signed checkpoints, the indexes
/// of streams, tags, times and commands, the hash of every evidence file or the tombstone of its key, uploads in
/// progress, every key, and the stores of keys, documents and people against their guards. A file that none of these
/// reads is named in a remark. Changes nothing. Needs 17 bytes of memory an event of the largest tenant. Goes on after
/// damage where it can; throws Failure only if it cannot begin: a process uses the folder.
Verification verify(const VerifyPlan& plan);

} // namespace cchc::storage
