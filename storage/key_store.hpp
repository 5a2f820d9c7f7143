#pragma once

#include "domain/values.hpp"
#include "storage/cipher.hpp"
#include "storage/disk.hpp"
#include "storage/guarded_store.hpp"

#include <filesystem>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace cchc::storage {

/// What is left of a destroyed key: when it was destroyed, and why. It never goes, and no key takes its place.
struct Tombstone {
    domain::Instant at;
    std::string reason;
    bool operator==(const Tombstone&) const = default;
};

/// The keys under which personal data and evidence lie sealed: one for each subject of each tenant, so that destroying
/// a key makes unreadable, wherever a copy of it may be, what the log and its backups must not forget to have held
/// (Luật 91/2025/QH15; SE-9). Each key is random, and lies here wrapped by the master key, which is a file of its own.
///
/// Kept apart from everything else, so that its backups can be short-lived. Owner only: folder 0700, files 0600.
///
/// Threads: any. What changes something waits for the disk.
class KeyStore {
public:
    /// Opens the store in `folder`, or starts one with a fresh master key in the file `master`. Throws Failure if the
    /// master key is missing or another one while keys lie here, if others can read folder or files, or if another
    /// process holds the store; Damage if it does not read back.
    KeyStore(const Disk& disk, const std::filesystem::path& folder, const std::filesystem::path& master);
    /// Opens a store and leaves it as it is. Throws as the constructor does.
    static KeyStore for_reading(const Disk& disk, const std::filesystem::path& folder,
                                const std::filesystem::path& master);

    /// A fresh key, durable on return. `subject` is any text of 1 to 200 bytes that names nobody. Throws Failure if it
    /// has a key, or had one that was destroyed.
    SecretKey create(domain::TenantNo tenant, std::string_view subject);
    /// Several at once, for little more than one.
    std::vector<SecretKey> create(domain::TenantNo tenant, const std::vector<std::string>& subjects);
    /// The same under a subject nobody had before: the beginning given, and 32 random hex digits.
    std::pair<std::string, SecretKey> create_new(domain::TenantNo tenant, std::string_view beginning);
    /// Nothing if there is none. Throws Damage for one that does not unwrap.
    std::optional<SecretKey> find(domain::TenantNo tenant, std::string_view subject) const;
    std::optional<Tombstone> tombstone(domain::TenantNo tenant, std::string_view subject) const;
    /// Subjects of the tenant that begin so and have a key, in order.
    std::vector<std::string> subjects(domain::TenantNo tenant, std::string_view beginning) const;

    /// Every subject of every tenant that has a key.
    void each(const std::function<void(domain::TenantNo tenant, std::string_view subject)>& show) const;

    /// Destroys the key for good: on return it is in no file here, and the tombstone is durable. A subject without a
    /// key gets its tombstone all the same; one that has it keeps the first. The whole store is written anew: seconds
    /// for millions of keys.
    void destroy(domain::TenantNo tenant, std::string_view subject, const Tombstone& tombstone);
    /// Destroys several together, for little more than one.
    void destroy(domain::TenantNo tenant, const std::vector<std::string>& subjects, const Tombstone& tombstone);
    /// Drops the key of what was never kept; no tombstone. No error if there is none.
    void forget(domain::TenantNo tenant, std::string_view subject);

    // --- backups (storage/key_backup.cpp) ---

    /// Everything here as a file's content, good until then; the keys in it stay wrapped, and all of it is sealed by
    /// the master key, which is not in it.
    std::string backup(domain::Instant now, domain::Instant good_until) const;
    struct Restored {
        std::size_t keys = 0, tombstones = 0; ///< that were not here
    };
    /// Brings back what is in the backup and not here. What was destroyed here or there stays destroyed. Throws Failure
    /// for a backup that is outlived, or older than what the store holds, unless `whatever_its_age`; and for one that
    /// is damaged, or of another master key.
    Restored restore(std::string_view backup, domain::Instant now, bool whatever_its_age);

    /// Reads everything again, unwrapping every key. Throws Damage.
    void verify() const;
    const std::vector<std::string>& remarks() const { return rows_.remarks(); }

private:
    struct ForReading {};
    KeyStore(ForReading, const Disk& disk, const std::filesystem::path& folder, const std::filesystem::path& master);
    void know_the_master();
    SecretKey unwrapped(std::string_view row, std::string_view wrapped) const;
    void put_new(GuardedStore::Change& change, const std::string& row, const SecretKey& key);
    void erase_for_good(GuardedStore::Change& change);
    void erase_for_good();

    std::string folder_;
    SecretKey master_;
    GuardedStore rows_;
    mutable std::mutex changing_;
};

} // namespace cchc::storage
