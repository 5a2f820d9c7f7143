#include "server/identity/known_devices.hpp"

#include "storage/sha256.hpp"

#include <cstdlib>

namespace cchc::server {

namespace {

constexpr std::int64_t year_us = 365LL * 86'400 * 1'000'000;

domain::Sha256 device_of(std::string_view login, std::string_view token)
{
    return storage::sha256({login, "\n", token});
}

} // namespace

bool KnownDevices::knows(domain::TenantNo tenant, std::string_view login, std::string_view token) const
{
    return !token.empty() && store_.get(device_key(tenant, device_of(login, token))).has_value();
}

void KnownDevices::remember(domain::TenantNo tenant, std::string_view login, std::string_view token,
                            domain::Instant now)
{
    IdentityStore::Change change;
    store_.write(change.put(device_key(tenant, device_of(login, token)), std::to_string(now.us)));
}

void KnownDevices::forget_old(domain::Instant now)
{
    IdentityStore::Change change;
    bool any = false;
    store_.each(device_prefix(), [&](std::string_view key, std::string_view at_us) {
        if (now.us - std::strtoll(std::string(at_us).c_str(), nullptr, 10) < year_us) return;
        change.erase(std::string(key));
        any = true;
    });
    if (any) store_.write(change);
}

std::string device_cookie(std::string_view token)
{
    return std::string(device_cookie_name)
        .append("=")
        .append(token)
        .append("; Path=/; Max-Age=31536000; Secure; HttpOnly; SameSite=Lax");
}

} // namespace cchc::server
