#include "server/identity/api_keys.hpp"

#include "domain/json_writer.hpp"
#include "domain/wire.hpp"
#include "server/identity/sessions.hpp"
#include "storage/big_endian.hpp"
#include "storage/failure.hpp"
#include "storage/sha256.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

namespace cchc::server {

using domain::Instant;

std::string ApiKeys::row_of(const Key& key, const Hash& hash) const
{
    std::string row;
    domain::JsonWriter json(row);
    json.open_object();
    json.member("hash", hash.hex());
    json.member("name", key.entered.name);
    json.key("scopes");
    json.open_array();
    for (const Scope scope : key.entered.scopes) json.text(wire(scope));
    json.close_array();
    json.key("addresses");
    json.open_array();
    for (const Network& network : key.entered.addresses) json.text(network.text());
    json.close_array();
    json.member("tenant_name", key.caller->tenant_name);
    json.member("actor", key.caller->actor.value);
    json.member("role", domain::wire(key.caller->hat->role));
    json.member("agency", key.caller->hat->agency.value);
    json.member("grant", key.caller->hat->grant.value);
    json.key("created_at_us"), json.number(key.created_at.us);
    json.key("expires_at_us"), json.number(key.entered.expires_at.us);
    json.key("used_at_us"), json.number(key.used_us.load());
    json.close_object();
    return row;
}

ApiKeys::ApiKeys(IdentityStore& store) : store_(store)
{
    store_.each(api_key_prefix(), [this](std::string_view row_key, std::string_view row) {
        const std::string where = "the row of a key";
        auto key = std::make_shared<Key>();
        Caller caller;
        caller.tenant = storage::read_big_endian<domain::TenantNo>(row_key, 1);
        key->id = row_key.substr(1 + sizeof(domain::TenantNo));
        try {
            const auto json = nlohmann::json::parse(row);
            const auto text = [&](const char* name) { return json.at(name).get<std::string>(); };
            const auto hash = Hash::from_hex(text("hash"));
            const auto role = domain::from_wire<domain::RoleKind>(text("role"));
            if (!hash || !role) throw storage::Damage(where, "has no hash, or an unknown role");
            for (const auto& word : json.at("scopes")) {
                // A word that is known no more opens nothing.
                if (const auto scope = scope_from_wire(word.get<std::string>())) key->entered.scopes.push_back(*scope);
            }
            for (const auto& block : json.at("addresses")) {
                auto network = Network::parse(block.get<std::string>());
                if (!network) throw storage::Damage(where, "names no network");
                key->entered.addresses.push_back(std::move(*network));
            }
            key->entered.name = text("name");
            key->entered.expires_at = {json.at("expires_at_us").get<std::int64_t>()};
            key->created_at = {json.at("created_at_us").get<std::int64_t>()};
            key->used_us = key->written_used_us = json.at("used_at_us").get<std::int64_t>();
            caller.tenant_name = text("tenant_name");
            caller.actor = domain::ActorId(text("actor"));
            caller.hat = domain::Hat{*role, domain::AgencyId(text("agency")), domain::GrantId(text("grant"))};
            key->caller = std::make_shared<const Caller>(std::move(caller));
            keys_.emplace(*hash, std::move(key));
        } catch (const nlohmann::json::exception& fault) {
            throw storage::Damage(where, fault.what());
        }
    });
}

std::string ApiKeys::add(const std::string& id, NewApiKey entered, Caller caller, Instant now)
{
    const std::string told = std::string(api_key_start) + random_token();
    const Hash hash = storage::sha256(told);
    auto key = std::make_shared<Key>();
    key->id = id;
    key->entered = std::move(entered);
    key->created_at = now;
    const auto tenant = caller.tenant;
    key->caller = std::make_shared<const Caller>(std::move(caller));
    const std::lock_guard changing(changing_);
    IdentityStore::Change change;
    store_.write(change.put(api_key_key(tenant, id), row_of(*key, hash)));
    const std::unique_lock lock(mutex_);
    keys_.emplace(hash, std::move(key));
    return told;
}

/// The hash is looked up, not the key: how long that takes says nothing about which keys there are.
std::shared_ptr<const ApiKeys::Key> ApiKeys::find(std::string_view told, std::string_view tenant,
                                                  std::string_view address, Instant now)
{
    const Hash hash = storage::sha256(told);
    const std::shared_lock lock(mutex_);
    const auto found = keys_.find(hash);
    if (found == keys_.end()) return nullptr;
    Key& key = *found->second;
    const auto& from = key.entered.addresses;
    const bool welcome =
        from.empty() || std::ranges::any_of(from, [&](const Network& n) { return n.includes(address); });
    if (!welcome || key.caller->tenant_name != tenant || now >= key.entered.expires_at) return nullptr;
    key.used_us.store(now.us, std::memory_order_relaxed);
    return found->second;
}

bool ApiKeys::remove(domain::TenantNo tenant, const std::string& id)
{
    const std::lock_guard changing(changing_);
    {
        const std::unique_lock lock(mutex_);
        const auto found = std::ranges::find_if(
            keys_, [&](const auto& entry) { return entry.second->caller->tenant == tenant && entry.second->id == id; });
        if (found == keys_.end()) return false;
        keys_.erase(found);
    }
    IdentityStore::Change change;
    store_.write(change.erase(api_key_key(tenant, id)));
    return true;
}

std::vector<std::shared_ptr<const ApiKeys::Key>> ApiKeys::all(domain::TenantNo tenant) const
{
    std::vector<std::shared_ptr<const Key>> found;
    {
        const std::shared_lock lock(mutex_);
        for (const auto& [hash, key] : keys_)
            if (key->caller->tenant == tenant) found.push_back(key);
    }
    std::ranges::sort(found, {}, [](const auto& key) { return key->id; });
    return found;
}

void ApiKeys::tidy()
{
    const std::lock_guard changing(changing_);
    IdentityStore::Change change;
    bool any = false;
    {
        const std::shared_lock lock(mutex_);
        for (const auto& [hash, key] : keys_) {
            const std::int64_t used = key->used_us.load();
            if (used == key->written_used_us) continue;
            key->written_used_us = used;
            change.put(api_key_key(key->caller->tenant, key->id), row_of(*key, hash));
            any = true;
        }
    }
    if (any) store_.write(change);
}

} // namespace cchc::server
