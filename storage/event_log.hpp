#pragma once

#include "storage/checkpoint.hpp"
#include "storage/disk.hpp"
#include "storage/entry.hpp"
#include "storage/merkle.hpp"

#include <array>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace cchc::storage {

/// A command's id, chosen by who asks: 16 bytes (a UUID). The same id always gets the same answer.
using CommandId = std::array<std::uint8_t, 16>;

/// What a command led to, kept for ever: the events it appended and what it asked for.
struct Remembered {
    Sequence first_seq = 0;
    std::uint32_t count = 0;                    ///< 0: it changed nothing
    std::uint8_t outcome = 0;                   ///< the caller's own code
    std::array<std::uint8_t, 16> fingerprint{}; ///< of the request, to tell a retry from another request under its id
    bool operator==(const Remembered&) const = default;
};

/// An event to append; `leaf` is hashed and stored as it is.
struct NewEvent {
    TenantNo tenant = 0;
    StreamNo stream = 0;
    std::uint32_t version = 0; ///< the stream's next: 1, 2, 3 …
    std::uint16_t type = 0;
    std::uint16_t schema = 0;
    Instant time; ///< not before the tenant's last event
    std::string leaf;
    std::uint16_t data_offset = 0;
    std::uint32_t data_length = 0;
    std::vector<TagNo> tags; ///< at most 255, each once
};

struct Appended {
    Sequence seq = 0;
    Hash leaf_hash;
};

struct Tenant {
    TenantNo number = 0;
    std::string name;
    std::string origin; ///< of its checkpoints: `<host>/<name>/e<epoch>`, fixed when the tenant was created
};

/// Where a stream stands: its number of events and the last one's place.
struct StreamHead {
    std::uint32_t version = 0;
    Sequence seq = 0;
};

/// Where the log lives and how.
struct LogSettings {
    std::filesystem::path folder; ///< the data folder: holds LOCK, `head.guard` and RocksDB in `log/`
    std::string host = "localhost";
    Disk disk;
    std::uint64_t disk_floor_bytes = 256ull << 20;
    bool read_only = false; ///< for `verify`: nothing in the folder changes, every writing call throws
};

/// The history of everything: for each tenant one sequence of events, never changed, never removed, with a Merkle tree
/// over it. One database and one sync for all tenants.
///
/// Threads: one thread, the sequencer, calls `begin` and builds batches; any one thread at a time calls `commit`, in
/// the order the batches were finished; everything else may be called from any thread. A batch may be built while the
/// one before it is being written.
///
/// Visible means durable: reads show what is committed and nothing else. Any failed write is final: the call throws and
/// so does every later one; the process is expected to stop, its next start to find what was acknowledged.
class EventLog {
public:
    class Batch;
    class Frame;
    class Unsynced;

    /// Opens the log or starts one. Throws Failure naming the cause if another process holds the folder or the disk
    /// fails; Damage if a WAL or manifest does not read back, if a file is missing, or if the log is behind its guard
    /// or does not have its roots: then acknowledged events are lost, and a backup or a person must decide.
    explicit EventLog(const LogSettings& settings);
    /// Without syncs, as no server may run: only a test that shows what would be lost can make an `Unsynced`.
    EventLog(const LogSettings& settings, Unsynced);
    ~EventLog();
    EventLog(const EventLog&) = delete;

    /// What opening met and survived, for the operator: a torn tail, an unreadable guard slot.
    const std::vector<std::string>& remarks() const;

    // --- appending: the sequencer's thread, then the commit thread ---

    Batch begin();
    /// Writes the frame with one sync. Once it returns, its events survive a power cut and are visible.
    void commit(Frame frame);

    /// Room left on the disk, in bytes.
    std::uint64_t free_bytes() const;
    /// False below the disk floor: then take no command but what must not wait (the lock of a round), so that RocksDB
    /// never meets a full disk, from which it does not recover.
    bool writable() const;

    // --- tenants and names ---

    std::vector<Tenant> tenants() const;
    std::optional<Tenant> find_tenant(std::string_view name) const;
    /// Throws Failure for an unknown number.
    Tenant tenant(TenantNo number) const;
    std::optional<StreamNo> find_stream(TenantNo tenant, std::string_view name) const;
    std::optional<TagNo> find_tag(TenantNo tenant, std::string_view name) const;

    // --- reading ---

    /// Gets an entry; true to go on, false to stop.
    using Visit = std::function<bool(const Entry&)>;

    /// Number of events, and the root over them.
    std::uint64_t size(TenantNo tenant) const;
    Hash root(TenantNo tenant) const;
    Checkpoint head(TenantNo tenant) const; ///< both at one moment, with the origin; unsigned
    /// Shows events from `from` up to but without `to`, as far as committed, in order. Throws Damage at the first entry
    /// missing or not as written.
    void replay(TenantNo tenant, Sequence from, Sequence to, const Visit& visit) const;
    /// Shows one event; false if it does not exist yet.
    bool read(TenantNo tenant, Sequence seq, const std::function<void(const Entry&)>& show) const;
    StreamHead stream_head(TenantNo tenant, StreamNo stream) const; ///< version 0 for a stream without events
    void replay_stream(TenantNo tenant, StreamNo stream, std::uint32_t from_version, const Visit& visit) const;
    /// Places of up to `limit` events with the tag, from `from` upwards, or below `before` downwards.
    std::vector<Sequence> tagged(TenantNo tenant, TagNo tag, Sequence from, std::size_t limit) const;
    std::vector<Sequence> tagged_before(TenantNo tenant, TagNo tag, Sequence before, std::size_t limit) const;
    /// How many events had happened by `at`: the number of those whose time is not after it.
    std::uint64_t size_at(TenantNo tenant, Instant at) const;
    std::optional<Remembered> find_command(TenantNo tenant, const CommandId& id) const;

    // --- proving ---

    Hash leaf_hash_of(TenantNo tenant, Sequence seq) const;
    /// The tile as tlog-tiles serves it for a tree of `size` leaves: 32 bytes a hash, empty if there is none.
    std::string tile(TenantNo tenant, unsigned level, std::uint64_t index, std::uint64_t size) const;
    Hash root_at(TenantNo tenant, std::uint64_t size) const;
    Hashes inclusion_proof(TenantNo tenant, Sequence seq, std::uint64_t size) const;
    Hashes consistency_proof(TenantNo tenant, std::uint64_t old_size, std::uint64_t new_size) const;

    /// Signs what is committed and keeps the note; call it within a second of a commit. Makes the head guard durable
    /// too. If nothing came since, the last note again. Throws Damage rather than contradict the previous checkpoint.
    std::string sign_checkpoint(TenantNo tenant, const SigningKey& key);
    std::optional<std::string> last_checkpoint(TenantNo tenant) const;
    /// The first note that covers event `seq`.
    std::optional<std::string> checkpoint_covering(TenantNo tenant, Sequence seq) const;

    /// For metrics: RocksDB's own numbers, such as "rocksdb.cur-size-all-mem-tables"; 0 if it knows none.
    std::uint64_t statistic(const std::string& property) const;

    /// For `verify`, which reads every key of every family.
    struct Store;
    const Store& store() const { return *store_; }

private:
    struct Sequencing;
    EventLog(const LogSettings& settings, bool synced);

    std::unique_ptr<Store> store_;
    std::unique_ptr<Sequencing> sequencing_;
};

/// A batch while it is being built, on the sequencer's thread: all of it is committed or nothing. Its events are
/// numbered and hashed at once, so that the next batch can follow while this one is written.
class EventLog::Batch {
public:
    Batch(Batch&&) noexcept;
    Batch& operator=(Batch&&) noexcept;
    ~Batch();

    /// Throws Failure if the name is taken or not 1 to 63 of a-z, 0-9 and `-`.
    TenantNo create_tenant(std::string_view name);
    /// The number of a stream or tag, given out on first use. Names have 1 to 200 bytes.
    StreamNo stream(TenantNo tenant, std::string_view name);
    TagNo tag(TenantNo tenant, std::string_view name);
    /// The stream's number of events, those of unwritten batches too.
    std::uint32_t stream_version(TenantNo tenant, StreamNo stream) const;
    /// The tenant's next place, and the time of its last event (0 for none).
    Sequence next_seq(TenantNo tenant) const;
    Instant last_time(TenantNo tenant) const;

    /// Throws Failure and changes nothing if the version is not the stream's next, the time runs backwards or the leaf
    /// is longer than `longest_leaf`.
    Appended append(const NewEvent& event);
    /// The answer kept for a command: durable, or in a batch still unwritten.
    std::optional<Remembered> find_command(TenantNo tenant, const CommandId& id) const;
    void remember(TenantNo tenant, const CommandId& id, const Remembered& answer);

    std::size_t events() const;
    std::size_t bytes() const; ///< of the write it will become
    bool empty() const;

    /// Done building. Only now may the next batch begin.
    Frame finish() &&;

private:
    friend class EventLog;
    struct Building;
    explicit Batch(EventLog& log);
    std::uint32_t number_of(TenantNo tenant, char kind, std::string_view name);

    EventLog* log_;
    std::unique_ptr<Building> building_;
};

/// A finished batch on its way to the disk.
class EventLog::Frame {
public:
    Frame();
    Frame(Frame&&) noexcept;
    Frame& operator=(Frame&&) noexcept;
    ~Frame();

    bool empty() const;
    std::size_t events() const;

private:
    friend class EventLog;
    friend class Batch;
    struct Content;
    std::unique_ptr<Content> content_;
};

/// The licence to lose data, for one kind of test only.
class EventLog::Unsynced {
    friend struct UnsyncedForTests;
    Unsynced() = default;
};

} // namespace cchc::storage
