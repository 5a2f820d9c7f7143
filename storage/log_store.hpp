#pragma once

#include "storage/big_endian.hpp"
#include "storage/event_log.hpp"
#include "storage/folder_lock.hpp"
#include "storage/head_guard.hpp"
#include "storage/rocks.hpp"

#include <atomic>
#include <deque>
#include <mutex>
#include <rocksdb/db.h>
#include <shared_mutex>

/// How the log lies in RocksDB: one family a purpose, keys big-endian and begun by the tenant's number, values
/// little-endian. Known to the log and to `verify`, to nobody else.
///
///   log    tenant seq:u64                       → entry (entry.hpp)
///   sidx   tenant stream:u32 version:u32        → seq:u64
///   head   tenant stream:u32                    → version:u32 seq:u64 flags:u8 (0)
///   names  tenant kind:u8 ('s', 't') name       → number:u32 of a stream or a tag
///   ids    tenant command_id[16]                → first_seq:u64 count:u32 outcome:u8 fingerprint[16]
///   tag    tenant tag:u32 seq:u64               → nothing
///   tix    tenant second:u64                    → seq:u64 of the first event in that second
///   tile   tenant level:u8 index:u64            → 256 hashes; only complete tiles, the edge is rebuilt when opening
///   cp     tenant size:u64                      → signed note
///   default  0 "format" → "1"     0 "commits" → commits:u64
///            tenant "tenant" → name "\n" origin     tenant "names" → next stream:u32 next tag:u32
namespace cchc::storage {

inline constexpr char stream_kind = 's', tag_kind = 't';

inline Key log_key(TenantNo tenant, Sequence seq)
{
    return Key().u32(tenant).u64(seq);
}
inline Key sidx_key(TenantNo tenant, StreamNo stream, std::uint32_t version)
{
    return Key().u32(tenant).u32(stream).u32(version);
}
inline Key head_key(TenantNo tenant, StreamNo stream)
{
    return Key().u32(tenant).u32(stream);
}
inline Key tag_key(TenantNo tenant, TagNo tag, Sequence seq)
{
    return Key().u32(tenant).u32(tag).u64(seq);
}
inline Key tix_key(TenantNo tenant, std::uint64_t second)
{
    return Key().u32(tenant).u64(second);
}
inline Key tile_key(TenantNo tenant, unsigned level, std::uint64_t index)
{
    return Key().u32(tenant).u8(static_cast<std::uint8_t>(level)).u64(index);
}
inline Key cp_key(TenantNo tenant, std::uint64_t size)
{
    return Key().u32(tenant).u64(size);
}
inline Key meta_key(TenantNo tenant, std::string_view what)
{
    return Key().u32(tenant).bytes(what);
}
inline Key ids_key(TenantNo tenant, const CommandId& id)
{
    return Key().u32(tenant).bytes({reinterpret_cast<const char*>(id.data()), id.size()});
}
inline std::string names_key(TenantNo tenant, char kind, std::string_view name)
{
    return std::string(Key().u32(tenant).view()) + kind + std::string(name);
}

std::string head_value(const StreamHead& head);
StreamHead read_head_value(std::string_view value);
std::string ids_value(const Remembered& answer);
/// Nothing if the value has another length.
std::optional<Remembered> read_ids_value(std::string_view value);

/// What all threads may see of a tenant: its tree as committed.
struct PublishedTenant {
    explicit PublishedTenant(Tenant who, MerkleEdge tree);
    Tenant about;
    std::atomic<std::shared_ptr<const MerkleEdge>> edge;
};

struct EventLog::Store {
    LogSettings settings;
    bool synced = true;
    std::unique_ptr<FolderLock> lock;
    std::vector<std::string> remarks;
    std::unique_ptr<HeadGuard> guard;

    std::unique_ptr<rocksdb::DB> db;
    struct Families {
        rocksdb::ColumnFamilyHandle *meta, *log, *sidx, *head, *names, *ids, *tag, *tix, *tile, *cp;
    } in{};
    std::vector<rocksdb::ColumnFamilyHandle*> handles;

    mutable std::shared_mutex tenants_change;
    std::deque<PublishedTenant> tenants; ///< by number, from 1
    std::atomic<std::uint64_t> commits = 0;
    std::mutex signing;

    ~Store();

    void open();
    const PublishedTenant& published(TenantNo tenant) const;
    /// The value of a key; nothing if there is none. Throws when the disk or a checksum fails.
    std::optional<std::string> get(rocksdb::ColumnFamilyHandle* family, std::string_view key) const;
    Hashes complete_tile(TenantNo tenant, unsigned level, std::uint64_t index) const;
    /// Complete tiles from the database, the others from `edge`.
    TileReader tiles(TenantNo tenant, std::shared_ptr<const MerkleEdge> edge) const;
    /// The events committed when `tenant`'s log was opened: found in the log itself.
    std::uint64_t stored_size(TenantNo tenant) const;
    /// Decodes what stands under (tenant, seq). Throws Damage if it is not that event as it was written.
    Entry checked(TenantNo tenant, Sequence seq, std::string_view stored) const;
    MerkleEdge restore_edge(TenantNo tenant) const;

    /// The first failure is kept and named to all who come later.
    void stop(const std::string& why);
    void require_running() const;

private:
    void open_guard();
    void open_database();
    void open_tenants();
    void compare_with_guard();

    mutable std::mutex stopping_;
    std::atomic<bool> stopped_ = false;
    std::string why_stopped_;
};

} // namespace cchc::storage
