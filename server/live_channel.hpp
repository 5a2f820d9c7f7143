#pragma once

#include "server/clock.hpp"
#include "server/live_topics.hpp"
#include "server/socket.hpp"

#include <atomic>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

/// One topic as one hearing hears it, and all who do.
namespace cchc::server {

struct Subscription;

/// A state or clock topic at one moment: the whole for whoever comes, and row by row to tell what changed.
struct Shown {
    std::uint64_t version = 0;
    domain::Sequence seq = 0;                       ///< right up to it
    domain::Sequence header = 0;                    ///< of the cycle's last event: when it moves, all is shown anew
    std::string body;                               ///< as the matching GET
    std::map<std::string, std::string> rows;        ///< by agency
    std::map<std::string_view, std::string> beside; ///< members beside the rows: tiles and the like
    std::optional<domain::Instant> next_change;     ///< when a round opens or ends by the calendar
};
/// `version` is left to the channel.
Shown draw(const Topic& topic, const Hearing& hearing, const projections::Snapshot& now, domain::Instant at);
/// The frame that leads from one to the other, or empty when nobody would see a difference.
std::string change(const Topic& topic, const Shown& before, const Shown& after, std::string_view token,
                   std::uint64_t dropped);

/// Those who hear the same of a topic, at the same rate.
class Channel {
public:
    Channel(domain::TenantNo t, std::string name, Topic what, Hearing how, unsigned rate, unsigned threads)
        : tenant(t), tenant_name(std::move(name)), topic(std::move(what)), hearing(std::move(how)), hz(rate),
          parts(threads)
    {}

    const domain::TenantNo tenant;
    const std::string tenant_name;
    const Topic topic;
    const Hearing hearing;
    const unsigned hz; ///< of a state topic; 0: told at once

    /// Those on one network thread; touched there only.
    struct alignas(64) Part {
        std::vector<Subscription*> members;
    };
    std::vector<Part> parts;
    std::atomic<int> members{0}; ///< on all threads

    /// What was told last, so that whoever comes now is told the same; none while nobody is there.
    std::mutex mutex;
    std::shared_ptr<const Shown> shown;
    std::uint64_t versions = 0;
    /// Event topics: the body for whoever comes, and of what it was drawn.
    std::weak_ptr<const void> drawn_of;
    std::shared_ptr<const std::string> drawn;
    /// The snapshot frame that was sent last: whoever asks the same in the same words is sent the same bytes.
    struct Sent {
        std::string rid;
        domain::Sequence seq = 0;
        std::shared_ptr<const std::string> body;
        Frame frame;
    } sent;

    /// Of the fan-out thread only.
    std::uint64_t changes = 0; ///< events since it was told last
    domain::Instant told_at;
};
using ChannelPtr = std::shared_ptr<Channel>;

/// All channels. Few, and kept: their number is bounded by what there is to hear.
class Channels {
public:
    explicit Channels(unsigned threads) : threads_(threads) {}

    /// The channel, with one member more. Whoever is counted here before he looks at a snapshot misses nothing.
    ChannelPtr join(domain::TenantNo tenant, const std::string& tenant_name, const Topic& topic, const Hearing& hearing,
                    unsigned hz);
    void leave(Channel& channel);

    /// Channels with members, of the topic of that name, or of all whose names begin so.
    std::vector<ChannelPtr> of(domain::TenantNo tenant, const std::string& name) const;
    std::vector<ChannelPtr> beginning_with(domain::TenantNo tenant, const std::string& prefix) const;
    /// State and clock topics with members.
    std::vector<ChannelPtr> told_by_state() const;

private:
    const unsigned threads_;
    mutable std::mutex mutex_;
    std::map<std::pair<domain::TenantNo, std::string>, std::vector<ChannelPtr>> by_topic_;
    std::vector<ChannelPtr> states_;
};

} // namespace cchc::server
