#include "server/tenant_settings.hpp"

#include "server/documents/file_kind.hpp"
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

EvidenceLimits evidence_from(const JsonValue& value)
{
    JsonObject object(value);
    EvidenceLimits limits;
    const auto may_set = [&](const char* name, std::uint64_t& limit) {
        if (const auto n = object.may(name)) limit = static_cast<std::uint64_t>(n->whole(1, 1'000'000'000'000'000));
    };
    may_set("agency_files", limits.agency_files);
    may_set("agency_bytes", limits.agency_bytes);
    may_set("criterion_files", limits.criterion_files);
    may_set("criterion_bytes", limits.criterion_bytes);
    if (const auto types = object.may("types"))
        for (const JsonValue& type : types->elements(50)) {
            limits.types.push_back(type.nonempty_text(20));
            const auto known = [&](const FileKind& kind) { return kind.extension.substr(1) == limits.types.back(); };
            if (std::ranges::none_of(file_kinds(), known)) type.refuse("no such type of file can be evidence");
        }
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
    if (const auto evidence = object.may("evidence")) tenant.evidence = evidence_from(*evidence);
    object.end();
    return tenant;
}

} // namespace

bool EvidenceLimits::takes(std::string_view extension) const
{
    return types.empty() || std::ranges::find(types, extension.substr(1)) != types.end();
}

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
