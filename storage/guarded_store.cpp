// A change counts up the row "changes"; the file `guard` beside the database holds that count with its SHA-256, written
// after each change. RocksDB takes a damaged end of its write-ahead log for a torn write and drops it: then the count
// is behind the guard, and we refuse.
//
//   rows    "r" key → value     "changes" → count in decimal
//   guard   count in decimal "\n" sha256 of those digits in hex "\n"
#include "storage/guarded_store.hpp"

#include "storage/failure.hpp"
#include "storage/framed_file.hpp"
#include "storage/rocks.hpp"
#include "storage/sha256.hpp"

#include <charconv>
#include <mutex>
#include <rocksdb/convenience.h>
#include <rocksdb/db.h>
#include <rocksdb/write_batch.h>

namespace cchc::storage {

namespace {

constexpr std::string_view count_key = "changes";

std::string row_key(std::string_view key)
{
    return std::string("r").append(key);
}

std::string guard_text(std::uint64_t count)
{
    const std::string digits = std::to_string(count);
    return digits + "\n" + sha256(digits).hex() + "\n";
}

/// The number a text begins with; 0 if it begins with none.
std::uint64_t leading_number(const std::string& text)
{
    std::uint64_t number = 0;
    std::from_chars(text.data(), text.data() + text.size(), number);
    return number;
}

} // namespace

struct GuardedStore::Store {
    Disk disk;
    std::string folder;
    std::unique_ptr<rocksdb::DB> db;
    std::mutex writing;
    std::uint64_t count = 0; ///< changes so far
    std::vector<std::string> remarks;

    ~Store()
    {
        if (db) rocksdb::CancelAllBackgroundWork(db.get(), true);
    }
    std::string guard() const { return folder + "/guard"; }
    void compare_with_guard();
};

void GuardedStore::Store::compare_with_guard()
{
    std::string counted;
    const auto status = db->Get(looking_up(), slice(count_key), &counted);
    if (!status.IsNotFound()) {
        require_ok(status, folder);
        count = leading_number(counted);
    }
    if (!disk.exists(guard())) {
        if (count > 1) throw Damage(guard(), "is gone");
        return; // the very first change may have been cut off before its guard
    }
    const std::string found = disk.read(guard());
    const std::uint64_t known = leading_number(found);
    if (found != guard_text(known)) throw Damage(guard(), "does not read back");
    if (count < known)
        throw Damage(folder, "lacks " + std::to_string(known - count) + " changes that were durable once");
}

GuardedStore::GuardedStore(const Disk& disk, const std::filesystem::path& folder)
    : GuardedStore(disk, folder, Purpose::writing)
{}

GuardedStore GuardedStore::for_reading(const Disk& disk, const std::filesystem::path& folder)
{
    return GuardedStore(disk, folder, Purpose::reading);
}

GuardedStore::GuardedStore(const Disk& disk, const std::filesystem::path& folder, Purpose purpose)
    : store_(std::make_unique<Store>())
{
    store_->disk = disk;
    store_->folder = folder.string();
    const rocksdb::Options options(careful_options(disk), looked_up_family());
    rocksdb::DB* opened = nullptr;
    if (purpose == Purpose::writing) {
        disk.make_folder(store_->folder);
        require_ok(rocksdb::DB::Open(options, store_->folder, &opened), store_->folder);
    } else {
        store_->remarks = inspect_rocksdb(disk, store_->folder);
        require_ok(rocksdb::DB::OpenForReadOnly(options, store_->folder, &opened), store_->folder);
    }
    store_->db.reset(opened);
    if (purpose == Purpose::reading)
        for (std::string& remark : leftovers(*opened, disk, store_->folder, "guard"))
            store_->remarks.push_back(std::move(remark));
    store_->compare_with_guard();
}

GuardedStore::~GuardedStore() = default;

const std::vector<std::string>& GuardedStore::remarks() const
{
    return store_->remarks;
}

std::optional<std::string> GuardedStore::get(std::string_view key) const
{
    std::string value;
    const auto status = store_->db->Get(looking_up(), row_key(key), &value);
    if (status.IsNotFound()) return std::nullopt;
    require_ok(status, store_->folder);
    return value;
}

void GuardedStore::each(std::string_view prefix,
                        const std::function<void(std::string_view, std::string_view)>& show) const
{
    const std::string first = row_key(prefix);
    const std::unique_ptr<rocksdb::Iterator> row(store_->db->NewIterator(looking_up()));
    for (row->Seek(first); row->Valid() && row->key().starts_with(first); row->Next())
        show(bytes_of(row->key()).substr(1), bytes_of(row->value()));
    require_ok(row->status(), store_->folder);
}

void GuardedStore::write(const Change& change)
{
    const std::lock_guard lock(store_->writing);
    rocksdb::WriteBatch batch;
    for (const auto& [key, value] : change.steps_)
        require_ok(value ? batch.Put(row_key(key), slice(*value)) : batch.Delete(row_key(key)), store_->folder);
    require_ok(batch.Put(slice(count_key), std::to_string(store_->count + 1)), store_->folder);
    rocksdb::WriteOptions durable;
    durable.sync = true;
    require_ok(store_->db->Write(durable, &batch), store_->folder);
    ++store_->count;
    store_->disk.write_durably(store_->guard(), guard_text(store_->count));
}

std::uint64_t GuardedStore::changes() const
{
    const std::lock_guard lock(store_->writing);
    return store_->count;
}

void GuardedStore::write_anew()
{
    const std::lock_guard lock(store_->writing);
    rocksdb::DB& db = *store_->db;
    require_ok(db.Flush(rocksdb::FlushOptions()), store_->folder); // the write-ahead log so far is not needed any more
    rocksdb::CompactRangeOptions everything;
    everything.bottommost_level_compaction = rocksdb::BottommostLevelCompaction::kForce;
    require_ok(db.CompactRange(everything, nullptr, nullptr), store_->folder);
    // Files are removed when RocksDB finds the time; this waits until they are.
    require_ok(db.DisableFileDeletions(), store_->folder);
    require_ok(db.EnableFileDeletions(), store_->folder);
}

void GuardedStore::verify() const
{
    require_ok(store_->db->VerifyFileChecksums(scanning()), store_->folder);
    require_ok(store_->db->VerifyChecksum(scanning()), store_->folder);
}

GuardedStore::Change& GuardedStore::Change::put(std::string key, std::string value)
{
    steps_.emplace_back(std::move(key), std::move(value));
    return *this;
}

GuardedStore::Change& GuardedStore::Change::erase(std::string key)
{
    steps_.emplace_back(std::move(key), std::nullopt);
    return *this;
}

} // namespace cchc::storage
