#pragma once

#include "domain/values.hpp"
#include "server/identity/identity_store.hpp"

#include <mutex>
#include <string>
#include <string_view>

namespace cchc::server {

/// The code with which the first person of a system comes in: there is no account before him, and none that everybody
/// knows. It is printed once where only the operator reads, kept as its hash, good for a day and for one person.
class SetupCodes {
public:
    static constexpr std::int64_t good_for_us = 24 * 3'600'000'000LL;

    explicit SetupCodes(IdentityStore& store) : store_(store) {}

    /// The code to print; whatever was printed before is good for nothing. Waits for the disk.
    std::string fresh(domain::TenantNo tenant, domain::Instant now);
    /// Whether some code is good now.
    bool is_open(domain::TenantNo tenant, domain::Instant now) const;
    /// Whether this is the code; it is spent, durably. Two who ask at once do not both hear yes.
    bool spends(domain::TenantNo tenant, std::string_view code, domain::Instant now);

private:
    IdentityStore& store_;
    std::mutex spending_;
};

} // namespace cchc::server
