#include "server/hosted_tenants.hpp"

#include <algorithm>

namespace cchc::server {

/// A tenant the log does not have yet gets its number before anything else.
static TenantNo number_of(storage::EventLog& log, const std::string& name)
{
    if (const auto known = log.find_tenant(name)) return known->number;
    auto batch = log.begin();
    const TenantNo number = batch.create_tenant(name);
    log.commit(std::move(batch).finish());
    return number;
}

HostedTenants::HostedTenants(storage::EventLog& log, const std::vector<TenantSettings>& named,
                             const std::filesystem::path& keys, const storage::SigningKey::SeedSource& seed)
{
    check_tenants(named);
    const auto add = [&](TenantSettings settings, bool served) {
        const TenantNo number = number_of(log, settings.id);
        auto key = storage::SigningKey::open_or_create(keys / (settings.id + ".key"), log.tenant(number).origin, seed);
        auto pace = settings.limits.requests_per_second
                        ? std::make_unique<RequestPace>(*settings.limits.requests_per_second)
                        : nullptr;
        tenants_.push_back({number, std::move(settings), served, std::move(key), std::move(pace), 0});
    };
    for (const TenantSettings& settings : named) add(settings, true);
    for (const storage::Tenant& kept : log.tenants())
        if (std::ranges::find(named, kept.name, &TenantSettings::id) == named.end()) {
            TenantSettings closed;
            closed.id = kept.name;
            add(std::move(closed), false);
        }
}

const HostedTenant* HostedTenants::served(std::string_view id) const
{
    const auto found = std::ranges::find_if(
        tenants_, [id](const HostedTenant& tenant) { return tenant.served && tenant.settings.id == id; });
    return found == tenants_.end() ? nullptr : &*found;
}

const EvidenceLimits& HostedTenants::evidence_limits(TenantNo number) const
{
    return std::ranges::find(tenants_, number, &HostedTenant::number)->settings.evidence;
}

std::optional<int> HostedTenants::wait_s(std::string_view id, domain::Instant now) const
{
    const HostedTenant* tenant = served(id);
    return tenant && tenant->pace ? tenant->pace->wait_s(now) : std::nullopt;
}

void HostedTenants::sign_what_grew(storage::EventLog& log)
{
    for (HostedTenant& tenant : tenants_)
        if (const std::uint64_t size = log.size(tenant.number); size != tenant.signed_size) {
            log.sign_checkpoint(tenant.number, tenant.key);
            tenant.signed_size = size;
        }
}

} // namespace cchc::server
