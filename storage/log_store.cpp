#include "storage/log_store.hpp"

#include "storage/failure.hpp"
#include "storage/framed_file.hpp"
#include "storage/little_endian.hpp"

#include <algorithm>
#include <rocksdb/convenience.h>
#include <rocksdb/listener.h>

namespace cchc::storage {

// --- values ---

std::string head_value(const StreamHead& head)
{
    std::string value;
    append_little_endian(value, head.version);
    append_little_endian(value, head.seq);
    value += '\0';
    return value;
}

StreamHead read_head_value(std::string_view value)
{
    if (value.size() != 13) throw Damage("family head", "a value of " + std::to_string(value.size()) + " bytes");
    return {read_little_endian<std::uint32_t>(value, 0), read_little_endian<std::uint64_t>(value, 4)};
}

std::string ids_value(const Remembered& answer)
{
    std::string value;
    append_little_endian(value, answer.first_seq);
    append_little_endian(value, answer.count);
    append_little_endian(value, answer.outcome);
    value.append(reinterpret_cast<const char*>(answer.fingerprint.data()), answer.fingerprint.size());
    return value;
}

std::optional<Remembered> read_ids_value(std::string_view value)
{
    Remembered answer;
    if (value.size() != 13 + answer.fingerprint.size()) return std::nullopt;
    answer.first_seq = read_little_endian<std::uint64_t>(value, 0);
    answer.count = read_little_endian<std::uint32_t>(value, 8);
    answer.outcome = read_little_endian<std::uint8_t>(value, 12);
    std::copy(value.begin() + 13, value.end(), answer.fingerprint.begin());
    return answer;
}

PublishedTenant::PublishedTenant(Tenant who, MerkleEdge tree)
    : about(std::move(who)), edge(std::make_shared<const MerkleEdge>(std::move(tree)))
{}

// --- opening ---

namespace {

constexpr std::string_view format = "1";

/// RocksDB flushes and compacts in the background; what fails there must stop us as surely as a failed write.
class StopOnBackgroundError : public rocksdb::EventListener {
public:
    explicit StopOnBackgroundError(EventLog::Store& store) : store_(store) {}
    void OnBackgroundError(rocksdb::BackgroundErrorReason, rocksdb::Status* status) override
    {
        store_.stop("in the background: " + status->ToString());
    }

private:
    EventLog::Store& store_;
};

} // namespace

void EventLog::Store::open()
{
    if (settings.read_only && !settings.disk.exists((settings.folder / "log/CURRENT").string()))
        throw Failure(settings.folder.string() + ": there is no log here");
    lock = std::make_unique<FolderLock>(settings.folder);
    open_guard();
    for (std::string& remark : inspect_rocksdb(settings.disk, (settings.folder / "log").string()))
        remarks.push_back(std::move(remark));
    open_database();
    open_tenants();
    compare_with_guard();
}

void EventLog::Store::open_guard()
{
    const std::string file = (settings.folder / "head.guard").string();
    if (!settings.disk.exists(file)) {
        if (settings.disk.exists((settings.folder / "log/CURRENT").string()))
            throw Damage(file, "the head guard is missing beside an existing log");
        settings.disk.make_folder(settings.folder.string());
        HeadGuard::create(settings.disk, file);
    }
    guard = std::make_unique<HeadGuard>(settings.disk, file);
    if (guard->remark()) remarks.push_back(*guard->remark());
}

void EventLog::Store::open_database()
{
    const std::string folder = (settings.folder / "log").string();
    rocksdb::DBOptions options = careful_options(settings.disk);
    options.listeners.push_back(std::make_shared<StopOnBackgroundError>(*this));

    auto tiles = scanned_family();
    tiles.compression = tiles.bottommost_compression = rocksdb::kNoCompression; // hashes do not shrink
    const std::vector<std::pair<rocksdb::ColumnFamilyHandle**, rocksdb::ColumnFamilyDescriptor>> families = {
        {&in.meta, {rocksdb::kDefaultColumnFamilyName, looked_up_family()}},
        {&in.log, {"log", scanned_family()}},
        {&in.sidx, {"sidx", growing_at(8, scanned_family())}},
        {&in.head, {"head", growing_at(8, looked_up_family())}},
        {&in.names, {"names", looked_up_family()}},
        {&in.ids, {"ids", looked_up_family()}},
        {&in.tag, {"tag", growing_at(8, scanned_family())}},
        {&in.tix, {"tix", scanned_family()}},
        {&in.tile, {"tile", tiles}},
        {&in.cp, {"cp", scanned_family()}},
    };
    std::vector<rocksdb::ColumnFamilyDescriptor> descriptors;
    for (const auto& [handle, descriptor] : families) descriptors.push_back(descriptor);
    rocksdb::DB* opened = nullptr;
    if (settings.read_only) {
        require_ok(rocksdb::DB::OpenForReadOnly(options, folder, descriptors, &handles, &opened), folder);
    } else {
        settings.disk.make_folder(folder);
        require_ok(rocksdb::DB::Open(options, folder, descriptors, &handles, &opened), folder);
    }
    db.reset(opened);
    for (std::size_t i = 0; i < families.size(); ++i) *families[i].first = handles[i];
    if (settings.read_only)
        for (std::string& remark : leftovers(*db, settings.disk, folder)) remarks.push_back(std::move(remark));

    const auto found = get(in.meta, meta_key(0, "format").view());
    if (found && *found != format)
        throw Failure(folder + " is of format " + *found + "; this program reads " + std::string(format));
    if (const auto value = get(in.meta, meta_key(0, "commits").view()))
        commits = read_little_endian<std::uint64_t>(*value, 0);
}

void EventLog::Store::open_tenants()
{
    for (TenantNo number = 1;; ++number) {
        const auto value = get(in.meta, meta_key(number, "tenant").view());
        if (!value) return;
        const auto end = value->find('\n');
        if (end == std::string::npos) throw Damage("tenant " + std::to_string(number), "has no origin");
        tenants.emplace_back(Tenant{number, value->substr(0, end), value->substr(end + 1)}, restore_edge(number));
    }
}

void EventLog::Store::compare_with_guard()
{
    const HeadGuard::Record& known = guard->found();
    if (commits < known.commits)
        throw Damage(settings.folder.string(), "acknowledged events are lost: the log holds " +
                                                   std::to_string(commits) + " commits, its head guard has seen " +
                                                   std::to_string(known.commits));
    for (const TenantHead& head : known.heads) {
        const std::string where = settings.folder.string() + ", tenant " + std::to_string(head.tenant);
        if (head.tenant == 0 || head.tenant > tenants.size())
            throw Damage(where, "is known to the head guard and not to the log");
        const auto edge = published(head.tenant).edge.load();
        if (edge->size() < head.size)
            throw Damage(where, "acknowledged events are lost: the log holds " + std::to_string(edge->size()) +
                                    ", its head guard has seen " + std::to_string(head.size));
        if (storage::root_at(head.size, tiles(head.tenant, edge)) != head.root)
            throw Damage(where,
                         "the first " + std::to_string(head.size) + " events are not those the head guard has seen");
    }
    if (commits > known.commits)
        remarks.push_back("the head guard was " + std::to_string(commits - known.commits) +
                          " commits behind the log: the machine stopped before it was written");
    if (settings.read_only) return;
    std::vector<TenantHead> heads;
    for (const PublishedTenant& tenant : tenants) {
        const auto edge = tenant.edge.load();
        heads.push_back({tenant.about.number, edge->size(), edge->root()});
    }
    guard->record(commits, heads);
    guard->sync();
}

EventLog::Store::~Store()
{
    if (!db) return;
    rocksdb::CancelAllBackgroundWork(db.get(), true);
    for (rocksdb::ColumnFamilyHandle* handle : handles) db->DestroyColumnFamilyHandle(handle);
    db.reset(); // while the listener can still reach us
}

// --- reading ---

const PublishedTenant& EventLog::Store::published(TenantNo tenant) const
{
    const std::shared_lock lock_tenants(tenants_change);
    if (tenant == 0 || tenant > tenants.size()) throw Failure("there is no tenant " + std::to_string(tenant));
    return tenants[tenant - 1]; // a deque: stays where it is
}

std::optional<std::string> EventLog::Store::get(rocksdb::ColumnFamilyHandle* family, std::string_view key) const
{
    std::string value;
    const auto status = db->Get(looking_up(), family, slice(key), &value);
    if (status.IsNotFound()) return std::nullopt;
    require_ok(status, "family " + family->GetName());
    return value;
}

Hashes EventLog::Store::complete_tile(TenantNo tenant, unsigned level, std::uint64_t index) const
{
    const auto value = get(in.tile, tile_key(tenant, level, index).view());
    if (!value || value->size() != Tile::width * sizeof(Hash::bytes))
        throw Damage("tenant " + std::to_string(tenant) + ", tile " + tile_path(level, index),
                     value ? "has a wrong length" : "is missing");
    Hashes hashes;
    for (std::size_t at = 0; at < value->size(); at += 32)
        hashes.push_back(hash_from_bytes(std::string_view(*value).substr(at, 32)));
    return hashes;
}

TileReader EventLog::Store::tiles(TenantNo tenant, std::shared_ptr<const MerkleEdge> edge) const
{
    return [this, tenant, edge = std::move(edge)](unsigned level, std::uint64_t index) -> Hashes {
        const unsigned width = tile_width(level, index, edge->size());
        if (width < Tile::width) {
            const auto partial = edge->partial(level);
            return width == 0 ? Hashes() : Hashes(partial.begin(), partial.end());
        }
        return complete_tile(tenant, level, index);
    };
}

std::uint64_t EventLog::Store::stored_size(TenantNo tenant) const
{
    const std::unique_ptr<rocksdb::Iterator> it(db->NewIterator(looking_up(), in.log));
    it->SeekForPrev(slice(log_key(tenant, ~Sequence{0}).view()));
    require_ok(it->status(), "family log");
    if (!it->Valid() || read_big_endian<TenantNo>(bytes_of(it->key()), 0) != tenant) return 0;
    return read_big_endian<Sequence>(bytes_of(it->key()), 4) + 1;
}

Entry EventLog::Store::checked(TenantNo tenant, Sequence seq, std::string_view stored) const
{
    const auto entry = decode_entry(stored);
    if (!entry || entry->header.tenant != tenant || entry->header.seq != seq)
        throw Damage("tenant " + std::to_string(tenant) + ", event " + std::to_string(seq), "is not as it was written");
    return *entry;
}

MerkleEdge EventLog::Store::restore_edge(TenantNo tenant) const
{
    const std::uint64_t size = stored_size(tenant);
    return MerkleEdge::restore(size, [&](unsigned level, std::uint64_t index) -> Hashes {
        if (tile_width(level, index, size) == Tile::width) return complete_tile(tenant, level, index);
        Hashes leaves;
        for (Sequence seq = index * Tile::width; seq < size; ++seq) {
            const auto stored = get(in.log, log_key(tenant, seq).view());
            if (!stored)
                throw Damage("tenant " + std::to_string(tenant) + ", event " + std::to_string(seq), "is missing");
            leaves.push_back(leaf_hash(checked(tenant, seq, *stored).leaf));
        }
        return leaves;
    });
}

// --- stopping ---

void EventLog::Store::stop(const std::string& why)
{
    const std::lock_guard lock_reason(stopping_);
    if (stopped_) return;
    why_stopped_ = why;
    stopped_ = true;
}

void EventLog::Store::require_running() const
{
    if (!stopped_) return;
    const std::lock_guard lock_reason(stopping_);
    throw Failure("the log has stopped: " + why_stopped_);
}

} // namespace cchc::storage
