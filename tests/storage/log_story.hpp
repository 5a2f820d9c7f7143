#pragma once

#include "storage/event_log.hpp"
#include "tests/storage/scratch.hpp"

#include <string>

namespace cchc::storage {
/// The one place that may open a log without syncs: to show that a test would notice.
struct UnsyncedForTests {
    static EventLog::Unsynced licence() { return {}; }
};
} // namespace cchc::storage

namespace cchc::tests {

using namespace cchc::storage;

inline LogSettings in_folder(const std::filesystem::path& folder, Disk disk = {})
{
    LogSettings settings;
    settings.folder = folder;
    settings.host = "example.org";
    settings.disk = std::move(disk);
    return settings;
}

inline CommandId command_id(std::uint64_t n)
{
    CommandId id{};
    for (std::size_t i = 0; i < 8; ++i) id[i] = static_cast<std::uint8_t>(n >> 8 * i);
    return id;
}

/// The leaf of the n-th event of a story: told apart by every byte of n, some hundred bytes long.
inline std::string nth_leaf(std::uint64_t n)
{
    return R"({"specversion":"1.0","type":"vn.cchc.self_score_entered","id":")" + std::to_string(n) +
           R"(","data":{"criterion":"II.6.3","points":"0.75"})" + std::string(n % 200, ' ') + "}";
}

/// Appends events one by one and many at a time, as the sequencer would.
class Teller {
public:
    explicit Teller(EventLog& log, std::string tenant = "quang-dien") : log_(log)
    {
        if (const auto known = log_.find_tenant(tenant)) {
            tenant_ = known->number;
            return;
        }
        auto batch = log_.begin();
        tenant_ = batch.create_tenant(tenant);
        log_.commit(std::move(batch).finish());
    }

    TenantNo tenant() const { return tenant_; }

    Appended tell(EventLog::Batch& batch, const std::string& stream = "assessment/2023-phong-noi-vu",
                  const std::vector<std::string>& tags = {"type:self_score_entered", "criterion:II.6.3"},
                  Instant at = {}) const
    {
        NewEvent event;
        event.tenant = tenant_;
        event.stream = batch.stream(tenant_, stream);
        event.version = batch.stream_version(tenant_, event.stream) + 1;
        event.type = 7;
        event.schema = 1;
        event.leaf = nth_leaf(batch.next_seq(tenant_));
        event.data_offset = static_cast<std::uint16_t>(event.leaf.find("\"data\":") + 7);
        event.data_length = static_cast<std::uint32_t>(event.leaf.size() - 1 - event.data_offset);
        // Four events a second from 2023-12-01 on.
        event.time =
            at.us != 0 ? at
                       : Instant{1'701'388'800'000'000 + static_cast<std::int64_t>(batch.next_seq(tenant_)) * 250'000};
        for (const std::string& tag : tags) event.tags.push_back(batch.tag(tenant_, tag));
        return batch.append(event);
    }

    void tell(std::uint64_t events, std::uint64_t per_batch = 100) const
    {
        for (std::uint64_t told = 0; told < events;) {
            auto batch = log_.begin();
            for (std::uint64_t i = 0; i < per_batch && told < events; ++i, ++told)
                tell(batch, "stream-" + std::to_string(told % 7));
            log_.commit(std::move(batch).finish());
        }
    }

private:
    EventLog& log_;
    TenantNo tenant_ = 0;
};

inline SigningKey key_of(const EventLog& log, TenantNo tenant)
{
    SigningKey::Seed seed;
    seed.fill(static_cast<std::uint8_t>(tenant));
    return SigningKey(log.tenant(tenant).origin, seed);
}

} // namespace cchc::tests
