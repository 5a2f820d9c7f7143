#pragma once

#include "server/caller.hpp"
#include "server/clock.hpp"
#include "server/http.hpp"
#include "server/pipeline.hpp"
#include "server/socket.hpp"
#include "storage/event_log.hpp"
#include "storage/view_store.hpp"

#include <functional>
#include <memory>
#include <string>
#include <string_view>

namespace cchc::server {

namespace limits {
inline constexpr std::size_t topics = 64;               ///< for one socket
inline constexpr std::uint64_t replayed_events = 5'000; ///< a page that missed more starts anew
inline constexpr std::size_t live_queue = 100'000; ///< events waiting to be told; beyond, pages read them in the log
inline constexpr unsigned turns = 32;              ///< handed to the network threads and not yet told
inline constexpr unsigned messages_per_heartbeat = 600; ///< in, from one socket; more closes with 4429
} // namespace limits

/// Live pages ⑤, `cchc.live.v1` (API.md section 3). Every frame is encoded once for all who hear the same.
///
/// Threads: the sequencer says what happened and goes on; a fan-out thread of Live's own makes frames of it and hands
/// them to the network threads, once for each thread and turn; all that concerns one socket happens on its own network
/// thread. What is told is never ahead of the disk, and never behind what a snapshot showed.
class Live {
public:
    struct Parts {
        const storage::EventLog& log;
        storage::ViewStore& rows; ///< with every event that `snapshot` shows
        const Clock& clock;
        Random& random;             ///< drawn from by the constructor only
        std::string_view token_key; ///< at least 32 bytes, the same after a restart: resume tokens are sealed with it
        /// What readers see now (`Pipeline::snapshot`).
        std::function<std::shared_ptr<const projections::Snapshot>(TenantNo)> snapshot;
        /// Runs the work on that network thread (`Gate::post`).
        std::function<void(unsigned thread, std::function<void()> work)> post;
        unsigned threads = 1; ///< network threads
        /// Somebody follows a topic from here on. May be empty.
        std::function<void(const Caller&, std::string_view topic)> follows = {};
    };
    explicit Live(Parts parts);
    /// After the gate and the pipeline are gone.
    ~Live();

    /// For the route `GET /stream`, on the socket's network thread.
    void open(std::shared_ptr<Socket> socket, const Request& request, std::shared_ptr<const Caller> caller);

    /// For the pipeline's parts of the same names; on the sequencer's thread, cheap.
    void published(const Published& event);
    void batch_published();

    /// The session (`Caller::session`) has ended: its sockets say `bye auth-expired` and close with 4401. From any
    /// thread. A role that ends needs no call: its event is heard, and the topics it opened close with `resync
    /// rights-changed`.
    void forget_session(std::string session);

    /// Starts the fan-out thread; `stop`, before the gate goes, ends it.
    void start();
    void stop();
    /// One turn of it, for stories that move the clock by hand: tells what is due and says when the next turn is.
    domain::Instant turn();

    struct Counters {
        std::uint64_t sockets, subscriptions;                ///< now
        std::uint64_t frames, snapshots_drawn, state_frames; ///< encoded since the start, whoever got them
        std::uint64_t replayed, resyncs, too_slow;           ///< told since the start
    };
    Counters counters() const;

private:
    class Inside;
    std::unique_ptr<Inside> inside_;
};

} // namespace cchc::server
