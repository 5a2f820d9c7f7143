#include "storage/event_log.hpp"

#include "storage/event_batch.hpp"
#include "storage/failure.hpp"
#include "storage/little_endian.hpp"

#include <algorithm>
#include <cassert>

namespace cchc::storage {

namespace {

std::string place_of(TenantNo tenant, Sequence seq)
{
    return "tenant " + std::to_string(tenant) + ", event " + std::to_string(seq);
}

Sequence seq_in(std::string_view value, const char* family)
{
    if (value.size() != 8)
        throw Damage("family " + std::string(family), "a value of " + std::to_string(value.size()) + " bytes");
    return read_little_endian<Sequence>(value, 0);
}

} // namespace

EventLog::EventLog(const LogSettings& settings) : EventLog(settings, true) {}
EventLog::EventLog(const LogSettings& settings, Unsynced) : EventLog(settings, false) {}
EventLog::EventLog(const LogSettings& settings, bool synced) : store_(std::make_unique<Store>())
{
    store_->settings = settings;
    store_->synced = synced;
    store_->open();
    sequencing_ = std::make_unique<Sequencing>(*store_);
}
EventLog::~EventLog() = default;

const std::vector<std::string>& EventLog::remarks() const
{
    return store_->remarks;
}

// --- committing ---

void EventLog::commit(Frame frame)
{
    if (frame.empty()) return;
    store_->require_running();
    Frame::Content& content = *frame.content_;
    try {
        if (content.number != store_->commits + 1) throw Failure("frames committed out of order");
        rocksdb::WriteOptions options;
        options.sync = store_->synced;
        options.protection_bytes_per_key = 8;
        require_ok(store_->db->Write(options, &content.puts), "commit");
        std::vector<TenantHead> heads;
        for (const auto& [tenant, edge] : content.edges) heads.push_back({tenant, edge.size(), edge.root()});
        store_->guard->record(content.number, heads);
    } catch (const std::exception& failure) {
        store_->stop(failure.what());
        throw;
    }
    if (!content.created.empty()) {
        const std::unique_lock lock(store_->tenants_change);
        for (const Tenant& tenant : content.created) store_->tenants.emplace_back(tenant, MerkleEdge());
    }
    for (auto& [tenant, edge] : content.edges)
        store_->tenants[tenant - 1].edge.store(std::make_shared<const MerkleEdge>(std::move(edge)));
    store_->commits = content.number;
}

std::uint64_t EventLog::free_bytes() const
{
    return store_->settings.disk.free_bytes(store_->settings.folder.string());
}
bool EventLog::writable() const
{
    return free_bytes() >= store_->settings.disk_floor_bytes;
}

// --- tenants and names ---

std::vector<Tenant> EventLog::tenants() const
{
    const std::shared_lock lock(store_->tenants_change);
    std::vector<Tenant> all;
    for (const PublishedTenant& tenant : store_->tenants) all.push_back(tenant.about);
    return all;
}

std::optional<Tenant> EventLog::find_tenant(std::string_view name) const
{
    for (const Tenant& tenant : tenants())
        if (tenant.name == name) return tenant;
    return std::nullopt;
}

Tenant EventLog::tenant(TenantNo number) const
{
    return store_->published(number).about;
}

std::optional<StreamNo> EventLog::find_stream(TenantNo tenant, std::string_view name) const
{
    const auto value = store_->get(store_->in.names, names_key(tenant, stream_kind, name));
    return value ? std::optional(read_little_endian<StreamNo>(*value, 0)) : std::nullopt;
}

std::optional<TagNo> EventLog::find_tag(TenantNo tenant, std::string_view name) const
{
    const auto value = store_->get(store_->in.names, names_key(tenant, tag_kind, name));
    return value ? std::optional(read_little_endian<TagNo>(*value, 0)) : std::nullopt;
}

// --- reading ---

std::uint64_t EventLog::size(TenantNo tenant) const
{
    return store_->published(tenant).edge.load()->size();
}
Hash EventLog::root(TenantNo tenant) const
{
    return store_->published(tenant).edge.load()->root();
}

Checkpoint EventLog::head(TenantNo tenant) const
{
    const PublishedTenant& published = store_->published(tenant);
    const auto edge = published.edge.load();
    return {published.about.origin, edge->size(), edge->root()};
}

void EventLog::replay(TenantNo tenant, Sequence from, Sequence to, const Visit& visit) const
{
    store_->require_running();
    to = std::min(to, size(tenant));
    if (from >= to) return;
    const Key first = log_key(tenant, from), end = log_key(tenant, to);
    const rocksdb::Slice upper = slice(end.view());
    auto options = to - from > 1000 ? scanning() : looking_up();
    options.iterate_upper_bound = &upper;
    const std::unique_ptr<rocksdb::Iterator> it(store_->db->NewIterator(options, store_->in.log));
    Sequence next = from;
    for (it->Seek(slice(first.view())); it->Valid(); it->Next(), ++next)
        if (!visit(store_->checked(tenant, next, bytes_of(it->value())))) return;
    require_ok(it->status(), place_of(tenant, next));
    if (next != to) throw Damage(place_of(tenant, next), "is missing");
}

bool EventLog::read(TenantNo tenant, Sequence seq, const std::function<void(const Entry&)>& show) const
{
    store_->require_running();
    if (seq >= size(tenant)) return false;
    rocksdb::PinnableSlice stored;
    const auto status = store_->db->Get(looking_up(), store_->in.log, slice(log_key(tenant, seq).view()), &stored);
    if (status.IsNotFound()) throw Damage(place_of(tenant, seq), "is missing");
    require_ok(status, place_of(tenant, seq));
    show(store_->checked(tenant, seq, bytes_of(stored)));
    return true;
}

StreamHead EventLog::stream_head(TenantNo tenant, StreamNo stream) const
{
    const auto value = store_->get(store_->in.head, head_key(tenant, stream).view());
    return value ? read_head_value(*value) : StreamHead{};
}

void EventLog::replay_stream(TenantNo tenant, StreamNo stream, std::uint32_t from_version, const Visit& visit) const
{
    const Key first = sidx_key(tenant, stream, from_version), end = head_key(tenant, stream + 1);
    const rocksdb::Slice upper = slice(end.view());
    auto options = looking_up();
    options.iterate_upper_bound = &upper;
    const std::unique_ptr<rocksdb::Iterator> it(store_->db->NewIterator(options, store_->in.sidx));
    const std::uint64_t visible = size(tenant);
    bool more = true;
    for (it->Seek(slice(first.view())); more && it->Valid(); it->Next()) {
        const Sequence seq = seq_in(bytes_of(it->value()), "sidx");
        if (seq >= visible) break; // committed since we began
        read(tenant, seq, [&](const Entry& entry) { more = visit(entry); });
    }
    require_ok(it->status(), "family sidx");
}

std::vector<Sequence> EventLog::tagged(TenantNo tenant, TagNo tag, Sequence from, std::size_t limit) const
{
    const Key first = tag_key(tenant, tag, from), end = tag_key(tenant, tag, size(tenant));
    const rocksdb::Slice upper = slice(end.view());
    auto options = looking_up();
    options.iterate_upper_bound = &upper;
    const std::unique_ptr<rocksdb::Iterator> it(store_->db->NewIterator(options, store_->in.tag));
    std::vector<Sequence> found;
    for (it->Seek(slice(first.view())); it->Valid() && found.size() < limit; it->Next())
        found.push_back(read_big_endian<Sequence>(bytes_of(it->key()), 8));
    require_ok(it->status(), "family tag");
    return found;
}

std::vector<Sequence> EventLog::tagged_before(TenantNo tenant, TagNo tag, Sequence before, std::size_t limit) const
{
    const Key first = tag_key(tenant, tag, 0), end = tag_key(tenant, tag, std::min(before, size(tenant)));
    const rocksdb::Slice lower = slice(first.view()), upper = slice(end.view());
    auto options = looking_up();
    options.iterate_lower_bound = &lower;
    options.iterate_upper_bound = &upper;
    const std::unique_ptr<rocksdb::Iterator> it(store_->db->NewIterator(options, store_->in.tag));
    std::vector<Sequence> found;
    for (it->SeekToLast(); it->Valid() && found.size() < limit; it->Prev())
        found.push_back(read_big_endian<Sequence>(bytes_of(it->key()), 8));
    require_ok(it->status(), "family tag");
    return found;
}

std::uint64_t EventLog::size_at(TenantNo tenant, Instant at) const
{
    const std::uint64_t all = size(tenant);
    if (at.us < 0 || all == 0) return 0;
    const auto second = static_cast<std::uint64_t>(at.us / 1'000'000);
    const Key first = tix_key(tenant, 0), end = tix_key(tenant + 1, 0);
    const rocksdb::Slice lower = slice(first.view()), upper = slice(end.view());
    auto options = looking_up();
    options.iterate_lower_bound = &lower;
    options.iterate_upper_bound = &upper;
    const std::unique_ptr<rocksdb::Iterator> it(store_->db->NewIterator(options, store_->in.tix));
    // Events of this second lie between its first and the next second's first; times only grow, so halve.
    it->Seek(slice(tix_key(tenant, second + 1).view()));
    Sequence high = it->Valid() ? std::min(all, seq_in(bytes_of(it->value()), "tix")) : all;
    it->SeekForPrev(slice(tix_key(tenant, second).view()));
    require_ok(it->status(), "family tix");
    if (!it->Valid()) return 0;
    Sequence low = std::min(high, seq_in(bytes_of(it->value()), "tix"));
    while (low < high) {
        const Sequence middle = low + (high - low) / 2;
        read(tenant, middle, [&](const Entry& entry) {
            if (entry.header.time <= at)
                low = middle + 1;
            else
                high = middle;
        });
    }
    return low;
}

std::optional<Remembered> EventLog::find_command(TenantNo tenant, const CommandId& id) const
{
    const auto value = store_->get(store_->in.ids, ids_key(tenant, id).view());
    if (!value) return std::nullopt;
    const auto answer = read_ids_value(*value);
    if (!answer) throw Damage("family ids", "a value of " + std::to_string(value->size()) + " bytes");
    return answer;
}

// --- proving ---

Hash EventLog::leaf_hash_of(TenantNo tenant, Sequence seq) const
{
    const auto edge = store_->published(tenant).edge.load();
    if (seq >= edge->size()) throw Failure(place_of(tenant, seq) + " does not exist");
    return store_->tiles(tenant, edge)(0, seq / Tile::width).at(seq % Tile::width);
}

std::string EventLog::tile(TenantNo tenant, unsigned level, std::uint64_t index, std::uint64_t size) const
{
    const auto edge = store_->published(tenant).edge.load();
    const unsigned width = size <= edge->size() ? tile_width(level, index, size) : 0;
    if (width == 0) return {};
    std::string bytes;
    for (const Hash& hash : store_->tiles(tenant, edge)(level, index)) {
        if (bytes.size() == width * sizeof(Hash)) break;
        bytes += as_bytes(hash);
    }
    return bytes;
}

Hash EventLog::root_at(TenantNo tenant, std::uint64_t size) const
{
    const auto edge = store_->published(tenant).edge.load();
    if (size > edge->size()) throw Failure(place_of(tenant, size) + " does not exist");
    return storage::root_at(size, store_->tiles(tenant, edge));
}

Hashes EventLog::inclusion_proof(TenantNo tenant, Sequence seq, std::uint64_t size) const
{
    const auto edge = store_->published(tenant).edge.load();
    if (seq >= size || size > edge->size())
        throw Failure("no tree of " + std::to_string(size) + " holds " + place_of(tenant, seq));
    return storage::inclusion_proof(seq, size, store_->tiles(tenant, edge));
}

Hashes EventLog::consistency_proof(TenantNo tenant, std::uint64_t old_size, std::uint64_t new_size) const
{
    const auto edge = store_->published(tenant).edge.load();
    if (old_size == 0 || old_size > new_size || new_size > edge->size())
        throw Failure("no proof from size " + std::to_string(old_size) + " to " + std::to_string(new_size));
    return storage::consistency_proof(old_size, new_size, store_->tiles(tenant, edge));
}

std::string EventLog::sign_checkpoint(TenantNo tenant, const SigningKey& key)
{
    store_->require_running();
    const std::lock_guard lock(store_->signing);
    const Checkpoint now = head(tenant);
    try {
        if (const auto last = last_checkpoint(tenant)) {
            const auto note = Note::parse(*last);
            const auto old = note ? Checkpoint::parse(note->text) : std::nullopt;
            const std::string where = "checkpoints of " + now.origin;
            if (!old || old->origin != now.origin || !is_signed_by(*note, std::span(&key.verifier(), 1)))
                throw Damage(where, "the last one is not ours");
            if (old->size > now.size) throw Damage(where, "the last one covers events the log does not hold");
            const auto proof = old->size > 0 ? consistency_proof(tenant, old->size, now.size) : Hashes();
            if (old->size > 0 && !verify_consistency(old->size, now.size, old->root, now.root, proof))
                throw Damage(where, "the log contradicts the last one");
            if (old->size == now.size) {
                store_->guard->sync();
                return *last;
            }
        }
        std::string note = key.sign(now.text());
        rocksdb::WriteOptions options;
        options.sync = store_->synced;
        require_ok(store_->db->Put(options, store_->in.cp, slice(cp_key(tenant, now.size).view()), note), "checkpoint");
        store_->guard->sync();
        return note;
    } catch (const std::exception& failure) {
        store_->stop(failure.what());
        throw;
    }
}

std::optional<std::string> EventLog::last_checkpoint(TenantNo tenant) const
{
    const std::unique_ptr<rocksdb::Iterator> it(store_->db->NewIterator(looking_up(), store_->in.cp));
    it->SeekForPrev(slice(cp_key(tenant, ~std::uint64_t{0}).view()));
    require_ok(it->status(), "family cp");
    if (!it->Valid() || read_big_endian<TenantNo>(bytes_of(it->key()), 0) != tenant) return std::nullopt;
    return it->value().ToString();
}

std::optional<std::string> EventLog::checkpoint_covering(TenantNo tenant, Sequence seq) const
{
    const std::unique_ptr<rocksdb::Iterator> it(store_->db->NewIterator(looking_up(), store_->in.cp));
    it->Seek(slice(cp_key(tenant, seq + 1).view()));
    require_ok(it->status(), "family cp");
    if (!it->Valid() || read_big_endian<TenantNo>(bytes_of(it->key()), 0) != tenant) return std::nullopt;
    return it->value().ToString();
}

std::uint64_t EventLog::statistic(const std::string& property) const
{
    std::uint64_t value = 0;
    return store_->db->GetAggregatedIntProperty(property, &value) ? value : 0;
}

} // namespace cchc::storage
