#pragma once

#include "server/clock.hpp"
#include "server/request_pace.hpp"
#include "server/tenant_settings.hpp"
#include "storage/checkpoint.hpp"
#include "storage/event_log.hpp"

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace cchc::server {

using domain::TenantNo;

/// One assessment system of this server. `served`: the operator names it; one that lies in the log and is named no more
/// stays closed, while its deadlines still fall and its checkpoints are still signed.
struct HostedTenant {
    TenantNo number = 0;
    TenantSettings settings;
    bool served = true;
    storage::SigningKey key; ///< its own: what one system signs says nothing in another's name
    std::unique_ptr<RequestPace> pace;
    std::uint64_t signed_size = 0; ///< the notary's: how much of the log a checkpoint of his covers
};

/// All of them, in the order named and then as they lie in the log. Made once; from then on only the notary writes.
class HostedTenants {
public:
    /// Gives every named system its number in the log, and each one its key in `keys`. Throws std::invalid_argument
    /// (see `check_tenants`), storage::Failure.
    HostedTenants(storage::EventLog& log, const std::vector<TenantSettings>& named, const std::filesystem::path& keys,
                  const storage::SigningKey::SeedSource& seed);

    /// Where nothing names one.
    const HostedTenant& first() const { return tenants_.front(); }
    /// The one served under that name; null when there is none.
    const HostedTenant* served(std::string_view id) const;
    const std::vector<HostedTenant>& all() const { return tenants_; }
    /// What evidence that one takes.
    const EvidenceLimits& evidence_limits(TenantNo number) const;
    /// How long one more request to that system has to wait, in seconds; nothing: it may come in.
    std::optional<int> wait_s(std::string_view id, domain::Instant now) const;

    /// Signs a checkpoint of every log that has grown since the last call. One thread.
    void sign_what_grew(storage::EventLog& log);

private:
    std::vector<HostedTenant> tenants_;
};

} // namespace cchc::server
