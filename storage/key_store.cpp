#include "storage/key_store.hpp"

#include "storage/base64.hpp"
#include "storage/failure.hpp"
#include "storage/key_rows.hpp"
#include "storage/secret_files.hpp"
#include "storage/sha256.hpp"

#include <charconv>

namespace cchc::storage {

using domain::TenantNo;

namespace {

namespace fs = std::filesystem;

constexpr std::size_t longest_subject = 200;
constexpr char wrapping_version = 0x01;
constexpr std::string_view master_beginning = "CCHC+MASTER+KEY+";

// ── the master key's file ────────────────────────────────────────────────────────────────────────────────────────────

std::string master_text(const SecretKey& key)
{
    return std::string(master_beginning) + to_base64(key.bytes()) + "\n";
}

SecretKey read_master(const Disk& disk, const fs::path& file)
{
    if (!disk.exists(file.string()))
        throw Failure(file.string() + ": the master key is missing, and without it no sealed file or name can be "
                                      "read. Put it back where it was, or name where it is: --master-key FILE");
    constexpr fs::perms of_others = fs::perms::group_all | fs::perms::others_all;
    if ((fs::status(file).permissions() & of_others) != fs::perms::none)
        throw Failure(file.string() + ": readable by others than its owner; chmod 600 it");
    const std::string text = disk.read(file.string());
    if (text.starts_with(master_beginning) && text.ends_with('\n')) {
        const std::string_view coded = std::string_view(text).substr(master_beginning.size());
        const auto bytes = from_base64(coded.substr(0, coded.size() - 1));
        if (bytes && bytes->size() == SecretKey::size) return SecretKey(*bytes);
    }
    throw Damage(file.string(), "is not a master key");
}

/// A store that has been written to has a manifest; before that nothing can be wrapped in it.
bool is_begun(const Disk& disk, const fs::path& folder)
{
    return disk.exists((folder / "CURRENT").string());
}

SecretKey master_for(const Disk& disk, const fs::path& folder, const fs::path& file)
{
    if (!disk.exists(file.string()) && !is_begun(disk, folder)) {
        disk.make_folder(file.parent_path().string());
        for_secrets(disk).write_durably(file.string(), master_text(SecretKey(random_bytes(SecretKey::size))));
    }
    return read_master(disk, file);
}

/// Checks the folder on the way to the database in it.
const fs::path& owner_only(const Disk& disk, const fs::path& folder)
{
    require_owner_only(disk, folder);
    return folder;
}

std::string text_of(const Tombstone& tombstone)
{
    return std::to_string(tombstone.at.us) + " " + tombstone.reason;
}

Tombstone tombstone_in(std::string_view text)
{
    Tombstone tombstone;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), tombstone.at.us);
    const auto read = static_cast<std::size_t>(end - text.data());
    if (error != std::errc{} || read == text.size() || text[read] != ' ') throw Damage("keys", "a tombstone is torn");
    tombstone.reason = text.substr(read + 1);
    return tombstone;
}

} // namespace

KeyStore::KeyStore(const Disk& disk, const fs::path& folder, const fs::path& master)
    : folder_(folder.string()), master_(master_for(disk, folder, master)),
      rows_(for_secrets(disk), owner_only(disk, folder))
{
    know_the_master();
    if (rows_.get(erasing_row)) erase_for_good(); // a destruction was cut short
}

KeyStore KeyStore::for_reading(const Disk& disk, const fs::path& folder, const fs::path& master)
{
    return KeyStore(ForReading{}, disk, folder, master);
}

KeyStore::KeyStore(ForReading, const Disk& disk, const fs::path& folder, const fs::path& master)
    : folder_(folder.string()), master_(read_master(disk, master)),
      rows_(GuardedStore::for_reading(disk, owner_only(disk, folder)))
{
    know_the_master();
}

void KeyStore::know_the_master()
{
    const Hash hash = sha256({"cchc master key 1\n", master_.bytes()});
    const auto known = rows_.get(master_row);
    if (known && *known != as_bytes(hash))
        throw Failure(folder_ + ": the master key is not the one these keys were wrapped by");
    if (known) return;
    bool empty = true;
    rows_.each("", [&](std::string_view, std::string_view) { empty = false; });
    if (!empty) throw Damage(folder_, "lacks the master key's mark");
    GuardedStore::Change change;
    rows_.write(change.put(std::string(master_row), std::string(as_bytes(hash))));
}

// ── keys ─────────────────────────────────────────────────────────────────────────────────────────────────────────────

SecretKey KeyStore::unwrapped(std::string_view row, std::string_view wrapped) const
{
    std::optional<std::string> key;
    if (wrapped.starts_with(wrapping_version)) key = open_freshly_sealed(master_, row, wrapped.substr(1));
    if (!key || key->size() != SecretKey::size)
        throw Damage(folder_, "a key does not unwrap: " + std::string(row.substr(1 + sizeof(TenantNo))));
    return SecretKey(*key);
}

void KeyStore::put_new(GuardedStore::Change& change, const std::string& row, const SecretKey& key)
{
    const std::string subject = row.substr(1 + sizeof(TenantNo));
    if (subject.empty() || subject.size() > longest_subject) throw Failure("not a key's subject: " + subject);
    if (rows_.get(row)) throw Failure("there is a key already: " + subject);
    if (rows_.get(row_beside(tombstone_mark, row))) throw Failure("the key was destroyed: " + subject);
    change.put(row, wrapping_version + seal_freshly(master_, row, key.bytes()));
}

SecretKey KeyStore::create(TenantNo tenant, std::string_view subject)
{
    return create(tenant, std::vector{std::string(subject)}).front();
}

std::vector<SecretKey> KeyStore::create(TenantNo tenant, const std::vector<std::string>& subjects)
{
    const std::lock_guard lock(changing_);
    GuardedStore::Change change;
    std::vector<SecretKey> keys;
    for (const std::string& subject : subjects) {
        keys.emplace_back(random_bytes(SecretKey::size));
        put_new(change, row_of(key_mark, tenant, subject), keys.back());
    }
    rows_.write(change);
    return keys;
}

std::pair<std::string, SecretKey> KeyStore::create_new(TenantNo tenant, std::string_view beginning)
{
    static constexpr std::string_view digits = "0123456789abcdef";
    std::string subject(beginning);
    for (const char c : random_bytes(16)) {
        const auto byte = static_cast<unsigned char>(c);
        subject.append({digits[byte >> 4], digits[byte & 15]});
    }
    SecretKey key = create(tenant, subject);
    return {std::move(subject), key};
}

std::optional<SecretKey> KeyStore::find(TenantNo tenant, std::string_view subject) const
{
    const std::string row = row_of(key_mark, tenant, subject);
    const auto wrapped = rows_.get(row);
    return wrapped ? std::optional(unwrapped(row, *wrapped)) : std::nullopt;
}

std::optional<Tombstone> KeyStore::tombstone(TenantNo tenant, std::string_view subject) const
{
    const auto text = rows_.get(row_of(tombstone_mark, tenant, subject));
    return text ? std::optional(tombstone_in(*text)) : std::nullopt;
}

std::vector<std::string> KeyStore::subjects(TenantNo tenant, std::string_view beginning) const
{
    std::vector<std::string> all;
    rows_.each(row_of(key_mark, tenant, beginning),
               [&](std::string_view row, std::string_view) { all.emplace_back(row.substr(1 + sizeof(TenantNo))); });
    return all;
}

void KeyStore::each(const std::function<void(TenantNo, std::string_view)>& show) const
{
    rows_.each(key_mark, [&](std::string_view row, std::string_view) {
        show(read_big_endian<TenantNo>(row, key_mark.size()), row.substr(key_mark.size() + sizeof(TenantNo)));
    });
}

void KeyStore::destroy(TenantNo tenant, std::string_view subject, const Tombstone& tombstone)
{
    destroy(tenant, std::vector{std::string(subject)}, tombstone);
}

void KeyStore::destroy(TenantNo tenant, const std::vector<std::string>& subjects, const Tombstone& tombstone)
{
    const std::lock_guard lock(changing_);
    GuardedStore::Change change;
    for (const std::string& subject : subjects) {
        if (const std::string grave = row_of(tombstone_mark, tenant, subject); !rows_.get(grave))
            change.put(grave, text_of(tombstone));
        change.erase(row_of(key_mark, tenant, subject));
    }
    erase_for_good(change);
}

/// An erased row lies on in the write-ahead log and in tables until all of them are written anew; a power cut on the
/// way is made up for at the next start.
void KeyStore::erase_for_good(GuardedStore::Change& change)
{
    rows_.write(change.put(std::string(erasing_row), ""));
    erase_for_good();
}
void KeyStore::erase_for_good()
{
    rows_.write_anew();
    GuardedStore::Change done;
    rows_.write(done.erase(std::string(erasing_row)));
}

void KeyStore::forget(TenantNo tenant, std::string_view subject)
{
    const std::lock_guard lock(changing_);
    const std::string row = row_of(key_mark, tenant, subject);
    if (!rows_.get(row)) return;
    GuardedStore::Change change;
    rows_.write(change.erase(row));
}

void KeyStore::verify() const
{
    rows_.verify();
    rows_.each(key_mark, [&](std::string_view row, std::string_view wrapped) { unwrapped(row, wrapped); });
    rows_.each(tombstone_mark, [&](std::string_view row, std::string_view text) {
        tombstone_in(text);
        if (rows_.get(row_beside(key_mark, row)))
            throw Damage(folder_, "a destroyed key is there: " + std::string(row.substr(1 + sizeof(TenantNo))));
    });
}

} // namespace cchc::storage
