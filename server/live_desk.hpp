#pragma once

#include "server/live.hpp"
#include "server/live_channel.hpp"
#include "server/resume_token.hpp"

#include <atomic>
#include <map>
#include <set>

/// What the fan-out thread and the network threads of Live share.
namespace cchc::server {

/// One round of telling, made by the fan-out thread and read by every network thread.
struct Turn {
    struct Line {
        domain::Sequence seq = 0;
        std::uint64_t version = 0; ///< of a state topic; 0: an event
        Frame frame;
    };
    struct Told {
        ChannelPtr channel;
        std::vector<Line> lines;
    };
    std::vector<Told> told;
    std::map<TenantNo, std::uint64_t> reached; ///< all events below have been told with this turn
    std::set<TenantNo> lost;                   ///< some events were not: their hearers read them in the log
    std::set<TenantNo> recheck;                ///< roles changed
    bool sweep = false;                        ///< a second went by
};

struct Desk {
    explicit Desk(Live::Parts p) : parts(std::move(p)), tokens(parts.token_key), channels(parts.threads) {}

    Live::Parts parts;
    ResumeTokens tokens;
    Channels channels;

    std::atomic<std::uint64_t> sockets{0}, subscriptions{0}, frames{0}, snapshots_drawn{0}, state_frames{0},
        replayed{0}, resyncs{0}, too_slow{0};
    std::atomic<unsigned> turns{0};       ///< handed to network threads and not yet told there
    std::atomic<std::uint64_t> behind{0}; ///< subscriptions that are still reading the log

    std::shared_ptr<const projections::Snapshot> now(TenantNo tenant) const { return parts.snapshot(tenant); }
    static std::uint32_t epoch(const projections::Snapshot& snapshot)
    {
        return snapshot.directory && snapshot.directory->founding ? snapshot.directory->founding->epoch : 1;
    }
    /// Where a page stands that holds `channel` up to `seq`.
    std::string token(const Channel& channel, const projections::Snapshot& snapshot, domain::Sequence seq) const
    {
        const std::string hearing = channel.hearing.text();
        return tokens.write({epoch(snapshot), seq, channel.tenant_name, channel.topic.name, hearing,
                             parts.log.leaf_hash_of(channel.tenant, seq)});
    }
    ResumeTokens::Read read_token(std::string_view token, const Channel& channel,
                                  const projections::Snapshot& snapshot) const
    {
        const std::string hearing = channel.hearing.text();
        return tokens.read(
            token, {epoch(snapshot), 0, channel.tenant_name, channel.topic.name, hearing}, [&](domain::Sequence seq) {
                return seq < snapshot.size ? std::optional(parts.log.leaf_hash_of(channel.tenant, seq)) : std::nullopt;
            });
    }
    Frame encode(std::string_view text)
    {
        frames.fetch_add(1, std::memory_order_relaxed);
        return text_frame(text);
    }
};

} // namespace cchc::server
