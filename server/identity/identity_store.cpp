#include "server/identity/identity_store.hpp"

#include "server/clock.hpp"
#include "storage/failure.hpp"

#include <cassert>
#include <set>

namespace cchc::server {

using domain::TenantNo;

namespace {

constexpr char sealed_mark = 0x01;
constexpr std::string_view of_people = "person/";

bool names_somebody(std::string_view key)
{
    return key.starts_with(person_prefix());
}
TenantNo tenant_of(std::string_view key)
{
    return storage::read_big_endian<TenantNo>(key, person_prefix().size());
}

/// A sealed row's two parts; nothing for one that lies open.
struct SealedRow {
    std::string_view subject, sealed;
};
std::optional<SealedRow> sealed_row(std::string_view value)
{
    if (!value.starts_with(sealed_mark) || value.size() < 2) return std::nullopt;
    const auto length = static_cast<unsigned char>(value[1]);
    if (value.size() < 2u + length) return std::nullopt;
    return SealedRow{value.substr(2, length), value.substr(2u + length)};
}

std::string row_of(std::string_view subject, const storage::SecretKey& key, std::string_view of, std::string_view value)
{
    std::string row{sealed_mark, static_cast<char>(subject.size())};
    return row.append(subject) + storage::seal_freshly(key, of, value);
}

} // namespace

IdentityStore::IdentityStore(const storage::Disk& disk, const std::filesystem::path& folder, storage::KeyStore* keys,
                             const Clock* clock)
    : rows_(disk, folder), keys_(keys), clock_(clock)
{
    assert((keys == nullptr) == (clock == nullptr));
    if (!keys_) return;
    seal_what_lies_open();
    destroy_what_is_nobodys();
}

IdentityStore IdentityStore::for_reading(const storage::Disk& disk, const std::filesystem::path& folder,
                                         storage::KeyStore* keys)
{
    return IdentityStore(ForReading{}, disk, folder, keys);
}

IdentityStore::IdentityStore(ForReading, const storage::Disk& disk, const std::filesystem::path& folder,
                             storage::KeyStore* keys)
    : rows_(storage::GuardedStore::for_reading(disk, folder)), keys_(keys)
{}

std::string IdentityStore::sealed(const std::string& key, std::string_view value)
{
    if (const auto before = rows_.get(key))
        if (const auto row = sealed_row(*before))
            if (const auto secret = keys_->find(tenant_of(key), row->subject))
                return row_of(row->subject, *secret, key, value);
    const auto [subject, secret] = keys_->create_new(tenant_of(key), of_people);
    return row_of(subject, secret, key, value);
}

/// Nothing where the key was destroyed: a row that a backup brought back.
std::optional<std::string> IdentityStore::opened(std::string_view key, std::string_view value) const
{
    const auto row = names_somebody(key) ? sealed_row(value) : std::nullopt;
    if (!row) return std::string(value);
    const std::string name(key.substr(person_prefix().size() + sizeof(TenantNo)));
    if (!keys_) throw storage::Failure("the row of " + name + " is sealed, and there are no keys");
    const auto secret = keys_->find(tenant_of(key), row->subject);
    if (!secret && keys_->tombstone(tenant_of(key), row->subject)) return std::nullopt;
    auto plain = secret ? storage::open_freshly_sealed(*secret, key, row->sealed) : std::nullopt;
    if (!plain) throw storage::Damage("the directory's row of " + name, "does not open");
    return plain;
}

void IdentityStore::seal_what_lies_open()
{
    Change change;
    rows_.each(person_prefix(), [&](std::string_view key, std::string_view value) {
        if (!sealed_row(value)) change.put(std::string(key), std::string(value));
    });
    if (change.steps_.empty()) return;
    write(change);
    rows_.write_anew(); // they lie open in the files of before
}

/// Keys of a row that was erased, or never came to be written, when the power failed.
void IdentityStore::destroy_what_is_nobodys()
{
    std::set<std::string> somebodys;
    rows_.each(person_prefix(), [&](std::string_view, std::string_view value) {
        if (const auto row = sealed_row(value)) somebodys.emplace(row->subject);
    });
    std::vector<std::pair<TenantNo, std::string>> nobodys;
    keys_->each([&](TenantNo tenant, std::string_view subject) {
        if (subject.starts_with(of_people) && !somebodys.contains(std::string(subject)))
            nobodys.emplace_back(tenant, subject);
    });
    for (const auto& [tenant, subject] : nobodys) keys_->destroy(tenant, subject, {clock_->now(), "person erased"});
}

std::optional<std::string> IdentityStore::get(std::string_view key) const
{
    const auto value = rows_.get(key);
    return value ? opened(key, *value) : std::nullopt;
}

void IdentityStore::each(std::string_view prefix,
                         const std::function<void(std::string_view, std::string_view)>& show) const
{
    rows_.each(prefix, [&](std::string_view key, std::string_view value) {
        if (const auto plain = opened(key, value)) show(key, *plain);
    });
}

void IdentityStore::write(const Change& change)
{
    storage::GuardedStore::Change rows;
    std::vector<std::pair<TenantNo, std::string>> erased;
    for (const auto& [key, value] : change.steps_) {
        const bool sealing = keys_ && names_somebody(key);
        if (value) {
            rows.put(key, sealing ? sealed(key, *value) : *value);
            continue;
        }
        if (const auto before = sealing ? rows_.get(key) : std::nullopt)
            if (const auto row = sealed_row(*before)) erased.emplace_back(tenant_of(key), row->subject);
        rows.erase(key);
    }
    rows_.write(rows);
    for (const auto& [tenant, subject] : erased) keys_->destroy(tenant, subject, {clock_->now(), "person erased"});
}

IdentityStore::Change& IdentityStore::Change::put(std::string key, std::string value)
{
    steps_.emplace_back(std::move(key), std::move(value));
    return *this;
}

IdentityStore::Change& IdentityStore::Change::erase(std::string key)
{
    steps_.emplace_back(std::move(key), std::nullopt);
    return *this;
}

} // namespace cchc::server
