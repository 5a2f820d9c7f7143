#pragma once

#include "storage/head_guard.hpp"
#include "storage/log_store.hpp"

#include <deque>
#include <rocksdb/write_batch.h>
#include <unordered_map>

/// The sequencer's side of the log: what it knows beyond what is durable, because it numbers and hashes events before
/// they are written. Touched by the sequencer's thread only, but for `commit` reading the frame it was handed.
namespace cchc::storage {

struct EventLog::Sequencing {
    struct TenantState {
        Tenant about;
        MerkleEdge edge;
        Instant last_time;
        std::int64_t last_second = -1;
        std::uint32_t next_stream = 1;
        std::uint32_t next_tag = 1;
    };
    struct CommandKey {
        TenantNo tenant;
        CommandId id;
        bool operator==(const CommandKey&) const = default;
    };
    struct HashOfCommand {
        std::size_t operator()(const CommandKey& key) const;
    };
    using Answers = std::unordered_map<CommandKey, Remembered, HashOfCommand>;
    struct HashOfName {
        using is_transparent = void;
        std::size_t operator()(std::string_view name) const { return std::hash<std::string_view>()(name); }
    };

    explicit Sequencing(EventLog::Store& durable);

    TenantState& tenant(TenantNo number);
    std::uint32_t& version_of(TenantNo tenant, StreamNo stream);
    std::optional<Remembered> unwritten_answer(const CommandKey& key) const;
    void forget_written();

    EventLog::Store& store;
    std::deque<TenantState> tenants;
    /// Numbers of names and versions of streams seen so far; what is not here is in the database.
    std::unordered_map<std::string, std::uint32_t, HashOfName, std::equal_to<>> names;
    std::unordered_map<std::uint64_t, std::uint32_t> versions;
    std::uint64_t last_number = 0;                           ///< of the frames finished
    std::deque<std::pair<std::uint64_t, Answers>> unwritten; ///< answers of frames not yet known to be durable
    bool building = false;
};

struct EventLog::Frame::Content {
    rocksdb::WriteBatch puts{1 << 16, 0, 8, 0};
    std::uint64_t number = 0;
    std::size_t events = 0;
    std::vector<Tenant> created;
    std::vector<std::pair<TenantNo, MerkleEdge>> edges; ///< as they will be once this is durable
};

struct EventLog::Batch::Building {
    std::unique_ptr<Frame::Content> content;
    Sequencing::Answers answers;
    std::vector<TenantNo> touched;
    struct Moved {
        TenantNo tenant;
        StreamNo stream;
        Sequence seq;
        auto operator<=>(const Moved&) const = default;
    };
    std::vector<Moved> streams;    ///< heads, one an event
    std::vector<TenantNo> renamed; ///< whose name counters moved
    std::vector<Tile> completed;   ///< kept to save its memory
};

} // namespace cchc::storage
