#include "server/tenant_settings.hpp"

#include "storage/json_object.hpp"

#include <algorithm>
#include <set>
#include <stdexcept>

namespace cchc::server {

using storage::JsonObject;
using storage::JsonValue;

namespace {

constexpr std::size_t largest_file = 1 << 20;
constexpr std::size_t most_tenants = 1'000; // a province with all its communes, several times over

TenantLimits limits_from(const JsonValue& value)
{
    JsonObject object(value);
    TenantLimits limits;
    if (const auto n = object.may("requests_per_second"))
        limits.requests_per_second = static_cast<std::uint32_t>(n->whole(1, 1'000'000));
    if (const auto n = object.may("commands_waiting"))
        limits.commands_waiting = static_cast<std::size_t>(n->whole(1, 1'000'000));
    if (const auto n = object.may("members")) limits.members = static_cast<std::size_t>(n->whole(1, 10'000'000));
    object.end();
    return limits;
}

TenantSettings tenant_from(const JsonValue& value)
{
    JsonObject object(value);
    TenantSettings tenant;
    tenant.id = object.need("id").name();
    tenant.title = object.need("title").nonempty_text(500);
    if (const auto superior = object.may("superior")) tenant.superior = superior->name();
    if (const auto hosts = object.may("hosts"))
        for (const JsonValue& host : hosts->elements(20)) tenant.hosts.push_back(host.nonempty_text(253));
    if (const auto limits = object.may("limits")) tenant.limits = limits_from(*limits);
    object.end();
    return tenant;
}

} // namespace

std::vector<TenantSettings> read_tenants(std::string_view text)
{
    const nlohmann::json document = storage::parse_strict_json(text, largest_file);
    JsonObject object(JsonValue(document, ""));
    std::vector<TenantSettings> tenants;
    for (const JsonValue& one : object.need("tenants").elements(most_tenants)) tenants.push_back(tenant_from(one));
    object.end();
    try {
        check_tenants(tenants);
    } catch (const std::invalid_argument& wrong) {
        throw storage::FormatError("/tenants", wrong.what());
    }
    return tenants;
}

void check_tenants(const std::vector<TenantSettings>& tenants)
{
    if (tenants.empty()) throw std::invalid_argument("no assessment system is named");
    std::set<std::string_view> ids, hosts;
    for (const TenantSettings& tenant : tenants) {
        if (tenant.id == "master")
            throw std::invalid_argument("no system can be called master: its key's file is taken");
        if (!ids.insert(tenant.id).second) throw std::invalid_argument("the system " + tenant.id + " is named twice");
        for (const std::string& host : tenant.hosts)
            if (!hosts.insert(host).second) throw std::invalid_argument("the host " + host + " is named twice");
    }
    for (const TenantSettings& tenant : tenants) {
        const TenantSettings* above = &tenant;
        for (std::size_t steps = 0; !above->superior.empty(); ++steps) {
            const auto found = std::ranges::find(tenants, above->superior, &TenantSettings::id);
            if (found == tenants.end())
                throw std::invalid_argument("the superior of " + above->id + " is not named: " + above->superior);
            if (steps == tenants.size())
                throw std::invalid_argument("the superiors of " + tenant.id + " lead back to where they began");
            above = &*found;
        }
    }
}

} // namespace cchc::server
