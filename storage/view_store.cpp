// Families and keys; numbers big-endian in keys, little-endian in values:
//
//   default  tenant:u32 view:u32 key-in-order ~seq:u64  → 1 value | 0 (erased)
//   cursors  tenant:u32 view:u32                        → events:u64
//   names    "view/" name "@" version                   → view:u32       "next-view" → u32
//
// key-in-order writes 00 as 00 FF and ends with 00 00: no key is then the beginning of another, keys sort as their
// bytes do, and a row's versions lie together, newest first.
#include "storage/view_store.hpp"

#include "storage/big_endian.hpp"
#include "storage/failure.hpp"
#include "storage/framed_file.hpp"
#include "storage/little_endian.hpp"
#include "storage/rocks.hpp"

#include <cassert>
#include <map>
#include <rocksdb/convenience.h>
#include <rocksdb/db.h>
#include <rocksdb/slice_transform.h>
#include <rocksdb/write_batch.h>

namespace cchc::storage {

namespace {

constexpr std::size_t longest_key = 512;

std::string view_prefix(TenantNo tenant, ViewNo view)
{
    return std::string(Key().u32(tenant).u32(view).view());
}

void append_in_order(std::string& to, std::string_view key)
{
    for (const char c : key) {
        to += c;
        if (c == '\0') to += '\xff';
    }
}

/// The place of a key's versions: what all of them begin with.
std::string row_prefix(TenantNo tenant, ViewNo view, std::string_view key)
{
    if (key.size() > longest_key) throw Failure("a row's key of " + std::to_string(key.size()) + " bytes");
    std::string prefix = view_prefix(tenant, view);
    append_in_order(prefix, key);
    prefix.append(2, '\0');
    return prefix;
}

std::string row_key(TenantNo tenant, ViewNo view, std::string_view key, Sequence seq)
{
    std::string full = row_prefix(tenant, view, key);
    append_big_endian(full, ~seq);
    return full;
}

/// The key in a stored row's key; what is after tenant and view and before the sequence number.
std::string key_in(std::string_view stored)
{
    std::string key;
    for (std::size_t at = 8; at + 10 < stored.size(); ++at) {
        key += stored[at];
        if (stored[at] == '\0') ++at;
    }
    return key;
}

Sequence seq_in(std::string_view stored)
{
    return ~read_big_endian<Sequence>(stored, stored.size() - 8);
}

/// The first key after all that begin with `prefix`. Tenants and views never reach the largest number.
std::string after(std::string prefix)
{
    while (prefix.back() == '\xff') prefix.pop_back();
    ++prefix.back();
    return prefix;
}

std::string number_value(std::uint64_t number)
{
    std::string value;
    append_little_endian(value, number);
    return value;
}

/// All versions of a row lie together, and the next is put beside the last without a search: 1 µs instead of 5.
class RowOfKey : public rocksdb::SliceTransform {
public:
    const char* Name() const override { return "cchc.row"; }
    rocksdb::Slice Transform(const rocksdb::Slice& key) const override { return {key.data(), key.size() - 8}; }
    bool InDomain(const rocksdb::Slice& key) const override { return key.size() > 16; }
};

} // namespace

struct ViewStore::Rows::Content {
    rocksdb::WriteBatch puts{1 << 14, 0, 8, 0};
    std::map<std::pair<TenantNo, ViewNo>, std::uint64_t> cursors;
};

struct ViewStore::Store {
    Settings settings;
    std::unique_ptr<rocksdb::DB> db;
    rocksdb::ColumnFamilyHandle *names = nullptr, *rows = nullptr, *cursors = nullptr;
    std::vector<rocksdb::ColumnFamilyHandle*> handles;
    std::uint64_t events_unflushed = 0;
    std::vector<std::string> remarks;

    ~Store()
    {
        if (!db) return;
        rocksdb::CancelAllBackgroundWork(db.get(), true);
        for (rocksdb::ColumnFamilyHandle* handle : handles) db->DestroyColumnFamilyHandle(handle);
    }

    static rocksdb::WriteOptions without_wal()
    {
        rocksdb::WriteOptions options;
        options.disableWAL = true;
        return options;
    }

    void flush(bool wait) const
    {
        rocksdb::FlushOptions options;
        options.wait = wait;
        options.allow_write_stall = true;
        require_ok(db->Flush(options, handles), "flush of the views");
    }
};

ViewStore::ViewStore(const Settings& settings) : store_(std::make_unique<Store>())
{
    store_->settings = settings;
    store_->remarks = inspect_rocksdb(settings.disk, settings.folder.string());
    rocksdb::DBOptions options = careful_options(settings.disk);
    options.atomic_flush = true;                 // rows and their cursor reach the disk together or not at all
    options.avoid_flush_during_shutdown = false; // there is no WAL to replay
    auto rows = sought_family();
    rows.write_buffer_size = 64 << 20;
    rows.memtable_insert_with_hint_prefix_extractor = std::make_shared<RowOfKey>();
    const std::vector<rocksdb::ColumnFamilyDescriptor> families = {
        {rocksdb::kDefaultColumnFamilyName, rows}, {"cursors", looked_up_family()}, {"names", looked_up_family()}};
    const std::string folder = settings.folder.string();
    rocksdb::DB* opened = nullptr;
    if (settings.read_only) {
        require_ok(rocksdb::DB::OpenForReadOnly(options, folder, families, &store_->handles, &opened), folder);
    } else {
        settings.disk.make_folder(folder);
        require_ok(rocksdb::DB::Open(options, folder, families, &store_->handles, &opened), folder);
    }
    store_->db.reset(opened);
    store_->rows = store_->handles[0];
    store_->cursors = store_->handles[1];
    store_->names = store_->handles[2];
    if (settings.read_only)
        for (std::string& remark : leftovers(*store_->db, settings.disk, folder))
            store_->remarks.push_back(std::move(remark));
}

ViewStore::~ViewStore() = default;
const std::vector<std::string>& ViewStore::remarks() const
{
    return store_->remarks;
}

// --- views and cursors ---

ViewNo ViewStore::view(std::string_view name, std::uint32_t version)
{
    const std::string key = "view/" + std::string(name) + "@" + std::to_string(version);
    std::string value;
    auto status = store_->db->Get(looking_up(), store_->names, key, &value);
    if (status.ok()) return read_little_endian<ViewNo>(value, 0);
    if (!status.IsNotFound()) require_ok(status, "views");
    ViewNo next = 1;
    status = store_->db->Get(looking_up(), store_->names, "next-view", &value);
    if (status.ok())
        next = read_little_endian<ViewNo>(value, 0);
    else if (!status.IsNotFound())
        require_ok(status, "views");
    rocksdb::WriteBatch puts;
    std::string given, following;
    append_little_endian(given, next);
    append_little_endian(following, next + 1);
    puts.Put(store_->names, key, given);
    puts.Put(store_->names, "next-view", following);
    require_ok(store_->db->Write(Store::without_wal(), &puts), "views");
    store_->flush(true);
    return next;
}

std::vector<std::pair<std::string, ViewNo>> ViewStore::views() const
{
    const std::unique_ptr<rocksdb::Iterator> it(store_->db->NewIterator(looking_up(), store_->names));
    std::vector<std::pair<std::string, ViewNo>> all;
    for (it->Seek("view/"); it->Valid() && it->key().starts_with("view/"); it->Next())
        all.emplace_back(it->key().ToString().substr(5), read_little_endian<ViewNo>(bytes_of(it->value()), 0));
    require_ok(it->status(), "views");
    return all;
}

std::uint64_t ViewStore::cursor(TenantNo tenant, ViewNo view) const
{
    std::string value;
    const auto status = store_->db->Get(looking_up(), store_->cursors, view_prefix(tenant, view), &value);
    if (status.IsNotFound()) return 0;
    require_ok(status, "cursor of a view");
    return read_little_endian<std::uint64_t>(value, 0);
}

void ViewStore::write(Rows rows)
{
    if (rows.empty()) return;
    auto& content = *rows.content_;
    for (const auto& [of, events] : content.cursors) {
        const std::uint64_t before = cursor(of.first, of.second);
        if (events < before) throw Failure("a view's cursor cannot go back; clear the view");
        store_->events_unflushed += events - before;
        content.puts.Put(store_->cursors, view_prefix(of.first, of.second), number_value(events));
    }
    require_ok(store_->db->Write(Store::without_wal(), &content.puts), "rows of views");
    if (store_->events_unflushed < store_->settings.flush_every_events) return;
    store_->flush(false);
    store_->events_unflushed = 0;
}

// --- reading ---

std::optional<std::string> ViewStore::as_of(TenantNo tenant, ViewNo view, std::string_view key,
                                            std::uint64_t size) const
{
    if (size == 0) return std::nullopt;
    const std::string first = row_key(tenant, view, key, size - 1);
    const std::string end = after(first.substr(0, first.size() - 8));
    const rocksdb::Slice upper(end);
    auto options = looking_up();
    options.iterate_upper_bound = &upper;
    const std::unique_ptr<rocksdb::Iterator> it(store_->db->NewIterator(options, store_->rows));
    it->Seek(first);
    require_ok(it->status(), "rows of a view");
    if (!it->Valid() || it->value().empty() || it->value()[0] == 0) return std::nullopt;
    return std::string(it->value().data() + 1, it->value().size() - 1);
}

void ViewStore::scan_as_of(TenantNo tenant, ViewNo view, std::string_view prefix, std::uint64_t size,
                           const std::function<bool(const Row&)>& visit) const
{
    if (size == 0) return;
    std::string first = view_prefix(tenant, view);
    append_in_order(first, prefix);
    const std::string end = after(first);
    const rocksdb::Slice upper(end);
    auto options = looking_up();
    options.iterate_upper_bound = &upper;
    const std::unique_ptr<rocksdb::Iterator> it(store_->db->NewIterator(options, store_->rows));
    constexpr int steps_before_a_seek = 6; // a step costs a tenth of a seek, and most rows have few versions
    std::string place;                     // of the row at hand, without its sequence number
    for (it->Seek(first); it->Valid();) {
        place.assign(it->key().data(), it->key().size() - 8);
        const auto same_row = [&] {
            return it->Valid() && it->key().size() == place.size() + 8 && it->key().starts_with(place);
        };
        for (int step = 0; same_row() && seq_in(bytes_of(it->key())) >= size; ++step) {
            if (step < steps_before_a_seek) {
                it->Next();
                continue;
            }
            std::string newest = place;
            append_big_endian(newest, ~(size - 1));
            it->Seek(newest);
        }
        if (same_row() && !it->value().empty() && it->value()[0] == 1) {
            const std::string key = key_in(bytes_of(it->key()));
            const std::string_view value = bytes_of(it->value()).substr(1);
            if (!visit({key, value, seq_in(bytes_of(it->key()))})) return;
        }
        for (int step = 0; same_row(); ++step) {
            if (step < steps_before_a_seek)
                it->Next();
            else
                it->Seek(after(place));
        }
    }
    require_ok(it->status(), "rows of a view");
}

void ViewStore::rows_as_of(TenantNo tenant, ViewNo view, const std::vector<std::string>& keys, std::uint64_t size,
                           const std::function<void(std::size_t, std::string_view)>& show) const
{
    if (size == 0) return;
    const std::unique_ptr<rocksdb::Iterator> it(store_->db->NewIterator(looking_up(), store_->rows));
    for (std::size_t which = 0; which < keys.size(); ++which) {
        const std::string wanted = row_key(tenant, view, keys[which], size - 1);
        it->Seek(wanted); // the newest version not newer than that
        if (!it->Valid()) {
            require_ok(it->status(), "rows of a view");
            continue;
        }
        const std::string_view found = bytes_of(it->key()),
                               place = std::string_view(wanted).substr(0, wanted.size() - 8);
        const std::string_view value = bytes_of(it->value());
        if (found.size() == wanted.size() && found.starts_with(place) && !value.empty() && value[0] == 1)
            show(which, value.substr(1));
    }
}

void ViewStore::all_versions(
    TenantNo tenant, ViewNo view,
    const std::function<void(std::string_view, Sequence, const std::optional<std::string_view>&)>& show) const
{
    const std::string first = view_prefix(tenant, view), end = after(first);
    const rocksdb::Slice upper(end);
    auto options = scanning();
    options.iterate_upper_bound = &upper;
    const std::unique_ptr<rocksdb::Iterator> it(store_->db->NewIterator(options, store_->rows));
    for (it->Seek(first); it->Valid(); it->Next()) {
        const std::string key = key_in(bytes_of(it->key()));
        const std::string_view value = bytes_of(it->value());
        const bool is_there = !value.empty() && value[0] == 1;
        show(key, seq_in(bytes_of(it->key())), is_there ? std::optional(value.substr(1)) : std::nullopt);
    }
    require_ok(it->status(), "rows of a view");
}

void ViewStore::history(TenantNo tenant, ViewNo view, std::string_view key,
                        const std::function<bool(Sequence, const std::optional<std::string_view>&)>& visit) const
{
    const std::string first = row_prefix(tenant, view, key), end = after(first);
    const rocksdb::Slice lower(first), upper(end);
    auto options = looking_up();
    options.iterate_lower_bound = &lower;
    options.iterate_upper_bound = &upper;
    const std::unique_ptr<rocksdb::Iterator> it(store_->db->NewIterator(options, store_->rows));
    for (it->SeekToLast(); it->Valid(); it->Prev()) {
        const std::string_view value = bytes_of(it->value());
        const bool is_there = !value.empty() && value[0] == 1;
        if (!visit(seq_in(bytes_of(it->key())), is_there ? std::optional(value.substr(1)) : std::nullopt)) return;
    }
    require_ok(it->status(), "rows of a view");
}

// --- keeping house ---

void ViewStore::clear(TenantNo tenant, ViewNo view)
{
    const std::string first = view_prefix(tenant, view), end = after(first);
    rocksdb::WriteBatch deletions;
    deletions.DeleteRange(store_->rows, first, end);
    deletions.Delete(store_->cursors, first);
    require_ok(store_->db->Write(Store::without_wal(), &deletions), "rows of a view");
    store_->flush(true);
}

void ViewStore::begin_bulk()
{
    require_ok(store_->db->SetOptions(store_->rows, {{"disable_auto_compactions", "true"},
                                                     {"level0_slowdown_writes_trigger", "1000"},
                                                     {"level0_stop_writes_trigger", "2000"}}),
               "bulk writing of views");
}

void ViewStore::end_bulk()
{
    store_->flush(true);
    require_ok(store_->db->SetOptions(store_->rows, {{"disable_auto_compactions", "false"},
                                                     {"level0_slowdown_writes_trigger", "20"},
                                                     {"level0_stop_writes_trigger", "36"}}),
               "bulk writing of views");
    require_ok(store_->db->CompactRange({}, store_->rows, nullptr, nullptr), "bulk writing of views");
}

void ViewStore::flush()
{
    store_->flush(true);
    store_->events_unflushed = 0;
}

void ViewStore::verify() const
{
    require_ok(store_->db->VerifyFileChecksums(scanning()),
               store_->settings.folder.string()); // all bytes of all tables
}

// --- a batch of rows ---

ViewStore::Rows::Rows() : content_(std::make_unique<Content>()) {}
ViewStore::Rows::Rows(Rows&&) noexcept = default;
ViewStore::Rows& ViewStore::Rows::operator=(Rows&&) noexcept = default;
ViewStore::Rows::~Rows() = default;

void ViewStore::Rows::put(TenantNo tenant, ViewNo view, std::string_view key, Sequence seq, std::string_view value)
{
    const std::string place = row_key(tenant, view, key, seq);
    const rocksdb::Slice key_slice(place), parts[] = {rocksdb::Slice("\1", 1), slice(value)};
    content_->puts.Put(rocksdb::SliceParts(&key_slice, 1), rocksdb::SliceParts(parts, 2));
}

void ViewStore::Rows::erase(TenantNo tenant, ViewNo view, std::string_view key, Sequence seq)
{
    content_->puts.Put(row_key(tenant, view, key, seq), rocksdb::Slice("\0", 1));
}

void ViewStore::Rows::drop(TenantNo tenant, ViewNo view, std::string_view key, Sequence seq)
{
    content_->puts.Delete(row_key(tenant, view, key, seq));
}

void ViewStore::Rows::move_cursor(TenantNo tenant, ViewNo view, std::uint64_t events)
{
    content_->cursors[{tenant, view}] = events;
}

std::size_t ViewStore::Rows::bytes() const
{
    return content_->puts.GetDataSize();
}
bool ViewStore::Rows::empty() const
{
    return content_->puts.Count() == 0 && content_->cursors.empty();
}

} // namespace cchc::storage
