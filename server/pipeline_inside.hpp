#pragma once

#include "server/inbox.hpp"
#include "server/pipeline.hpp"
#include "server/tenant_room.hpp"

#include <atomic>
#include <condition_variable>
#include <deque>
#include <map>
#include <mutex>
#include <optional>
#include <thread>

/// What lies behind the letter of pipeline.hpp: the state both threads share, and the steps of a batch's way.
namespace cchc::server {

/// An event decided and numbered, waiting for its batch to become durable. Its leaf lies in `entry`.
struct Pending {
    domain::Record record;
    storage::NewEvent entry;
    storage::Hash hash{};
    storage::Uuid id{};
};

/// One command with what was decided upon it.
struct Handled {
    Asked asked;
    Answer answer;
    std::vector<Pending> events;
};

/// A batch on its way through the disk.
struct Flight {
    storage::EventLog::Frame frame;
    std::vector<Handled> handled;
};

class Pipeline::Inside {
public:
    explicit Inside(Parts parts);
    ~Inside();

    void submit(Asked asked);
    void wake();
    TenantRoom& room(TenantNo tenant) const;

    std::atomic<bool> read_only{false};
    std::atomic<std::uint64_t> commands{0}, refusals{0}, replays{0}, batches{0}, events{0};
    std::size_t waiting() const;
    std::uint64_t folded_at_start = 0;

private:
    // ── the two threads (pipeline_threads.cpp) ──
    struct Turn;
    enum class Fate { flies, stays, failed }; ///< of a batch that is ready: on the commit thread, or here, or nowhere
    void sequence();
    std::optional<Turn> next_turn(bool flying);
    Fate hand_over(Turn turn, bool flying, Flight& next);
    void commit_alone(Flight next);
    void end_in_failure(std::optional<Flight>& flying, Flight& next);
    void write();
    void give_up(std::vector<Handled>& handled);
    void fail(const std::string& why);
    std::optional<domain::Instant> next_due() const;

    // ── what is done to a batch (pipeline.cpp) ──
    void build(std::deque<Asked>& taken, Flight& flight);
    void lock_what_is_due(storage::EventLog::Batch& batch, std::vector<Handled>& handled);
    Answer handle(Asked& asked, storage::EventLog::Batch& batch, std::vector<Pending>& events);
    static Answer foresee(const Asked& asked, const TenantRoom& room, domain::Instant at);
    Pending number(TenantRoom& room, const Asked& asked, domain::Happened happened, domain::Instant at,
                   storage::EventLog::Batch& batch, std::map<storage::StreamNo, std::uint32_t>& versions);
    void append(TenantRoom& room, Pending pending, storage::EventLog::Batch& batch, std::vector<Pending>& appended);
    void complete(Flight flight);
    void project_and_publish(Flight& flight);
    domain::Instant stamp(TenantNo tenant, const storage::EventLog::Batch& batch) const;
    storage::Uuid new_id(domain::Instant at)
    {
        return storage::uuid_v7(at, parts_.random.next(), parts_.random.next());
    }

    Parts parts_;
    std::map<TenantNo, std::unique_ptr<TenantRoom>> rooms_;

    mutable std::mutex mutex_;
    std::condition_variable sequencer_wakes_;
    std::condition_variable writer_wakes_;
    Inbox inbox_;
    storage::EventLog::Frame to_write_;
    bool written_ = false; ///< the frame that flies is durable
    bool stop_ = false;
    bool writer_stops_ = false;
    bool woken_ = false;
    std::string failure_;

    std::thread writer_;
    std::thread sequencer_;
};

} // namespace cchc::server
