#include "server/identity/second_factors.hpp"

#include "domain/json_writer.hpp"
#include "server/identity/recovery_codes.hpp"
#include "server/identity/totp.hpp"
#include "storage/base64.hpp"
#include "storage/big_endian.hpp"
#include "storage/failure.hpp"

#include <nlohmann/json.hpp>

namespace cchc::server {

using domain::ActorId;
using domain::TenantNo;

SecondFactors::SecondFactors(IdentityStore& store, storage::SealingKey key) : store_(store), key_(std::move(key))
{
    store_.each(factor_prefix(), [this](std::string_view row_key, std::string_view row) {
        const auto tenant = storage::read_big_endian<TenantNo>(row_key, 1);
        const ActorId actor(row_key.substr(1 + sizeof(TenantNo)));
        factors_[{tenant, actor}] = factor_from(std::string(row_key), row);
    });
}

/// Sealed for the row's key and the member's name: a secret moved elsewhere does not open.
std::string SecondFactors::row_of(const std::string& key, const Factor& factor) const
{
    std::string row;
    domain::JsonWriter json(row);
    json.open_object();
    const auto sealed = [&](std::string_view name, const std::string& secret) {
        if (!secret.empty()) json.member(name, storage::to_base64(key_.seal(secret, key + std::string(name))));
    };
    sealed("secret", factor.secret);
    sealed("proposed", factor.proposed);
    json.key("last_step"), json.number(factor.last_step);
    json.key("codes");
    json.open_array();
    for (const storage::Hash& hash : factor.codes) json.text(hash.hex());
    json.close_array();
    json.close_object();
    return row;
}

SecondFactors::Factor SecondFactors::factor_from(const std::string& key, std::string_view row) const
{
    const std::string where = "the second factor of " + key.substr(1 + sizeof(TenantNo));
    Factor factor;
    try {
        const auto json = nlohmann::json::parse(row);
        const auto opened = [&](const char* name) -> std::string {
            if (!json.contains(name)) return {};
            const auto bytes = storage::from_base64(json.at(name).get<std::string>());
            const auto secret = bytes ? key_.open(*bytes, key + name) : std::nullopt;
            if (!secret) throw storage::Damage(where, "does not open with this data folder's identity.key");
            return *secret;
        };
        factor.secret = opened("secret");
        factor.proposed = opened("proposed");
        factor.last_step = json.at("last_step").get<std::uint64_t>();
        for (const auto& text : json.at("codes")) {
            const auto hash = storage::Hash::from_hex(text.get<std::string>());
            if (!hash) throw storage::Damage(where, "holds what is no hash of a recovery code");
            factor.codes.push_back(*hash);
        }
    } catch (const nlohmann::json::exception& fault) {
        throw storage::Damage(where, fault.what());
    }
    return factor;
}

void SecondFactors::keep(const Whose& whose, Factor factor)
{
    const std::string key = factor_key(whose.first, whose.second);
    IdentityStore::Change change;
    store_.write(change.put(key, row_of(key, factor)));
    const std::lock_guard lock(mutex_);
    factors_[whose] = std::move(factor);
}

const SecondFactors::Factor* SecondFactors::find(const Whose& whose) const
{
    const auto found = factors_.find(whose);
    return found == factors_.end() ? nullptr : &found->second;
}

bool SecondFactors::has(TenantNo tenant, const ActorId& actor) const
{
    const std::lock_guard lock(mutex_);
    const Factor* factor = find({tenant, actor});
    return factor && !factor->secret.empty();
}

bool SecondFactors::is_proposed(TenantNo tenant, const ActorId& actor) const
{
    const std::lock_guard lock(mutex_);
    const Factor* factor = find({tenant, actor});
    return factor && !factor->proposed.empty();
}

std::string SecondFactors::propose(TenantNo tenant, const ActorId& actor)
{
    const std::lock_guard changing(changing_);
    const Whose whose{tenant, actor};
    Factor changed = find(whose) ? *find(whose) : Factor{};
    changed.proposed = fresh_totp_secret();
    const std::string secret = changed.proposed;
    keep(whose, std::move(changed));
    return secret;
}

std::optional<std::vector<std::string>> SecondFactors::enrol(TenantNo tenant, const ActorId& actor,
                                                             std::string_view code, domain::Instant now)
{
    const std::lock_guard changing(changing_);
    const Whose whose{tenant, actor};
    const Factor* known = find(whose);
    if (!known || known->proposed.empty()) return std::nullopt;
    const auto step = totp_accepts(known->proposed, code, now, 0);
    if (!step) return std::nullopt;
    Factor changed{known->proposed, {}, *step, {}};
    std::vector<std::string> codes;
    for (std::size_t i = 0; i < recovery_codes_at_once; ++i) {
        codes.push_back(fresh_code());
        changed.codes.push_back(hash_of_code(codes.back()));
    }
    keep(whose, std::move(changed));
    return codes;
}

bool SecondFactors::accepts(TenantNo tenant, const ActorId& actor, std::string_view code, domain::Instant now)
{
    const std::lock_guard changing(changing_);
    const Whose whose{tenant, actor};
    const Factor* known = find(whose);
    if (!known || known->secret.empty()) return false;
    const auto step = totp_accepts(known->secret, code, now, known->last_step);
    if (!step) return false;
    Factor changed = *known;
    changed.last_step = *step;
    keep(whose, std::move(changed));
    return true;
}

bool SecondFactors::spends(TenantNo tenant, const ActorId& actor, std::string_view recovery_code)
{
    const std::lock_guard changing(changing_);
    const Whose whose{tenant, actor};
    const Factor* known = find(whose);
    if (!known || known->secret.empty()) return false;
    const auto place = place_of_code(known->codes, recovery_code);
    if (!place) return false;
    Factor changed = *known;
    changed.codes.erase(changed.codes.begin() + static_cast<std::ptrdiff_t>(*place));
    keep(whose, std::move(changed));
    return true;
}

std::size_t SecondFactors::codes_left(TenantNo tenant, const ActorId& actor) const
{
    const std::lock_guard lock(mutex_);
    const Factor* factor = find({tenant, actor});
    return factor ? factor->codes.size() : 0;
}

void SecondFactors::forget(TenantNo tenant, const ActorId& actor)
{
    const std::lock_guard changing(changing_);
    const Whose whose{tenant, actor};
    if (!find(whose)) return;
    IdentityStore::Change change;
    store_.write(change.erase(factor_key(tenant, actor)));
    const std::lock_guard lock(mutex_);
    factors_.erase(whose);
}

} // namespace cchc::server
