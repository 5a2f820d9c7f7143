// A row of the default family counts the changes; the file `guard` beside the database holds the count as it was after
// the last one, with its SHA-256. RocksDB takes a damaged end of its write-ahead log for a torn write and drops it:
// then the count is behind the guard, and we refuse.
#include "server/identity/identity_store.hpp"

#include "storage/failure.hpp"
#include "storage/rocks.hpp"
#include "storage/sha256.hpp"

#include <array>
#include <cstdlib>
#include <mutex>
#include <rocksdb/db.h>
#include <rocksdb/write_batch.h>
#include <utility>
#include <vector>

namespace cchc::server {

using storage::bytes_of;
using storage::slice;

namespace {

/// In the order of `Family`.
constexpr std::array<const char*, 5> family_names{"people", "sessions", "devices", "documents", "documents_by_agency"};
constexpr std::string_view count_key = "changes";

std::string guard_text(std::uint64_t count)
{
    const std::string digits = std::to_string(count);
    return digits + "\n" + storage::sha256(digits).hex() + "\n";
}

} // namespace

struct IdentityStore::Change::Batch {
    struct Step {
        Family family;
        std::string key;
        std::optional<std::string> value; ///< nothing: erased
    };
    std::vector<Step> steps;
};

struct IdentityStore::Database {
    storage::Disk disk;
    std::string folder;
    std::mutex mutex;        ///< one change at a time
    std::uint64_t count = 0; ///< changes so far
    std::unique_ptr<rocksdb::DB> db;
    std::vector<rocksdb::ColumnFamilyHandle*> handles;

    ~Database()
    {
        for (auto* handle : handles) db->DestroyColumnFamilyHandle(handle);
    }
    rocksdb::ColumnFamilyHandle* operator[](Family family) const { return handles[static_cast<std::size_t>(family)]; }
    rocksdb::ColumnFamilyHandle* counting() const { return handles.back(); }
    std::string guard() const { return folder + "/guard"; }
    void compare_with_guard();
};

void IdentityStore::Database::compare_with_guard()
{
    std::string counted;
    const auto status = db->Get(storage::looking_up(), counting(), slice(count_key), &counted);
    if (!status.IsNotFound()) {
        storage::require_ok(status, "reading " + folder);
        count = std::stoull(counted);
    }
    if (!disk.exists(guard())) {
        if (count > 1) throw storage::Damage(guard(), "is gone");
        return; // the very first change may have been cut off before its guard
    }
    const std::string found = disk.read(guard());
    const std::uint64_t known = std::strtoull(found.c_str(), nullptr, 10);
    if (found != guard_text(known)) throw storage::Damage(guard(), "does not read back");
    if (count < known)
        throw storage::Damage(folder, "lacks " + std::to_string(known - count) + " changes that were durable once");
}

IdentityStore::IdentityStore(const storage::Disk& disk, const std::filesystem::path& folder)
    : database_(std::make_unique<Database>())
{
    database_->disk = disk;
    database_->folder = folder.string();
    disk.make_folder(database_->folder);
    std::vector<rocksdb::ColumnFamilyDescriptor> families;
    for (const char* name : family_names) families.emplace_back(name, storage::looked_up_family());
    families.emplace_back(rocksdb::kDefaultColumnFamilyName, storage::looked_up_family());
    rocksdb::DB* opened = nullptr;
    storage::require_ok(
        rocksdb::DB::Open(storage::careful_options(disk), database_->folder, families, &database_->handles, &opened),
        "opening " + database_->folder);
    database_->db.reset(opened);
    database_->compare_with_guard();
}

IdentityStore::~IdentityStore() = default;

std::optional<std::string> IdentityStore::get(Family family, std::string_view key) const
{
    std::string value;
    const auto status = database_->db->Get(storage::looking_up(), (*database_)[family], slice(key), &value);
    if (status.IsNotFound()) return std::nullopt;
    storage::require_ok(status, "reading " + database_->folder);
    return value;
}

void IdentityStore::each(Family family, std::string_view prefix,
                         const std::function<void(std::string_view, std::string_view)>& show) const
{
    const std::unique_ptr<rocksdb::Iterator> row(database_->db->NewIterator(storage::scanning(), (*database_)[family]));
    for (row->Seek(slice(prefix)); row->Valid() && row->key().starts_with(slice(prefix)); row->Next())
        show(bytes_of(row->key()), bytes_of(row->value()));
    storage::require_ok(row->status(), "reading " + database_->folder);
}

void IdentityStore::write(const Change& change)
{
    const std::lock_guard lock(database_->mutex);
    rocksdb::WriteBatch batch;
    for (const auto& step : change.batch_->steps) {
        auto* const family = (*database_)[step.family];
        storage::require_ok(step.value ? batch.Put(family, slice(step.key), slice(*step.value))
                                       : batch.Delete(family, slice(step.key)),
                            "writing " + database_->folder);
    }
    const std::string count = std::to_string(database_->count + 1);
    storage::require_ok(batch.Put(database_->counting(), slice(count_key), slice(count)), "counting");
    rocksdb::WriteOptions durable;
    durable.sync = true;
    storage::require_ok(database_->db->Write(durable, &batch), "writing " + database_->folder);
    ++database_->count;
    database_->disk.write_durably(database_->guard(), guard_text(database_->count));
}

void IdentityStore::verify() const
{
    storage::require_ok(database_->db->VerifyFileChecksums(storage::scanning()), database_->folder);
    storage::require_ok(database_->db->VerifyChecksum(storage::scanning()), database_->folder);
}

IdentityStore::Change::Change() : batch_(std::make_unique<Batch>()) {}
IdentityStore::Change::~Change() = default;

IdentityStore::Change& IdentityStore::Change::put(Family family, std::string_view key, std::string_view value)
{
    batch_->steps.push_back({family, std::string(key), std::string(value)});
    return *this;
}

IdentityStore::Change& IdentityStore::Change::erase(Family family, std::string_view key)
{
    batch_->steps.push_back({family, std::string(key), std::nullopt});
    return *this;
}

} // namespace cchc::server
