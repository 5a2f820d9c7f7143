#include "server/identity/setup_codes.hpp"

#include "domain/json_writer.hpp"
#include "server/identity/recovery_codes.hpp"
#include "storage/failure.hpp"

#include <nlohmann/json.hpp>
#include <optional>
#include <vector>

namespace cchc::server {

namespace {

struct Printed {
    storage::Hash hash;
    domain::Instant until;
};

std::optional<Printed> printed(const IdentityStore& store, domain::TenantNo tenant)
{
    const auto row = store.get(setup_key(tenant));
    if (!row) return std::nullopt;
    try {
        const auto json = nlohmann::json::parse(*row);
        const auto hash = storage::Hash::from_hex(json.at("hash").get<std::string>());
        if (hash) return Printed{*hash, {json.at("until_us").get<std::int64_t>()}};
    } catch (const nlohmann::json::exception&) {
        // As below.
    }
    throw storage::Damage("the row of a set-up code", "does not read back");
}

} // namespace

std::string SetupCodes::fresh(domain::TenantNo tenant, domain::Instant now)
{
    const std::string code = fresh_code();
    std::string row;
    domain::JsonWriter json(row);
    json.open_object();
    json.member("hash", hash_of_code(code).hex());
    json.key("until_us"), json.number(now.plus_us(good_for_us).us);
    json.close_object();
    IdentityStore::Change change;
    store_.write(change.put(setup_key(tenant), row));
    return code;
}

bool SetupCodes::is_open(domain::TenantNo tenant, domain::Instant now) const
{
    const auto known = printed(store_, tenant);
    return known && now < known->until;
}

bool SetupCodes::spends(domain::TenantNo tenant, std::string_view code, domain::Instant now)
{
    const std::lock_guard lock(spending_);
    const auto known = printed(store_, tenant);
    if (!known || now >= known->until || !place_of_code({known->hash}, code)) return false;
    IdentityStore::Change change;
    store_.write(change.erase(setup_key(tenant)));
    return true;
}

} // namespace cchc::server
