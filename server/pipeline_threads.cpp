// The pipeline's two threads: the sequencer decides, the commit thread syncs, and how they wait for each other.

#include "server/pipeline_inside.hpp"
#include "storage/failure.hpp"

#include <algorithm>
#include <chrono>

namespace cchc::server {

using namespace domain;
using storage::EventLog;

// ── start-up ─────────────────────────────────────────────────────────────────────────────────────────────────────────

Pipeline::Inside::Inside(Parts parts) : parts_(std::move(parts)), inbox_(parts_.most_waiting)
{
    for (const storage::Tenant& tenant : parts_.log.tenants()) {
        auto room = std::make_unique<TenantRoom>(parts_.log, parts_.rows, tenant, parts_.snapshot_every);
        folded_at_start += room->come_up(parts_.read_regulation, parts_.remark);
        rooms_[tenant.number] = std::move(room);
    }
    writer_ = std::thread([this] { write(); });
    sequencer_ = std::thread([this] { sequence(); });
}

Pipeline::Inside::~Inside()
{
    {
        const std::lock_guard lock(mutex_);
        stop_ = true;
    }
    sequencer_wakes_.notify_one();
    sequencer_.join();
    {
        const std::lock_guard lock(mutex_);
        writer_stops_ = true;
    }
    writer_wakes_.notify_one();
    writer_.join();
    if (failure_.empty())
        for (const auto& [number, room] : rooms_) room->go_to_rest();
}

TenantRoom& Pipeline::Inside::room(TenantNo tenant) const
{
    const auto found = rooms_.find(tenant);
    if (found == rooms_.end()) throw storage::Failure("no tenant with number " + std::to_string(tenant));
    return *found->second;
}

// ── the inbox ────────────────────────────────────────────────────────────────────────────────────────────────────────

void Pipeline::Inside::submit(Asked asked)
{
    static_cast<void>(room(asked.tenant)); // a tenant nobody knows is the caller's mistake, not the sequencer's end
    Unavailable why = Unavailable::busy;
    {
        const std::lock_guard lock(mutex_);
        if (stop_ || !failure_.empty()) {
            why = Unavailable::stopping;
        } else if (inbox_.put(asked)) {
            if (inbox_.size() == 1) sequencer_wakes_.notify_one();
            return;
        }
    }
    asked.answer(why);
}

void Pipeline::Inside::wake()
{
    {
        const std::lock_guard lock(mutex_);
        woken_ = true;
    }
    sequencer_wakes_.notify_one();
}

std::size_t Pipeline::Inside::waiting() const
{
    const std::lock_guard lock(mutex_);
    return inbox_.size();
}

std::optional<Instant> Pipeline::Inside::next_due() const
{
    std::optional<Instant> next;
    for (const auto& [number, room] : rooms_)
        if (const auto due = room->world.next_due(); due && (!next || *due < *next)) next = due;
    return next;
}

// ── the sequencer ────────────────────────────────────────────────────────────────────────────────────────────────────

/// What the sequencer took out of the inbox at once. `lone`: it took all there was, and that was one or none.
struct Pipeline::Inside::Turn {
    std::deque<Asked> commands;
    bool lone = false;
};

void Pipeline::Inside::sequence()
{
    std::optional<Flight> flying;
    while (std::optional<Turn> turn = next_turn(flying.has_value())) {
        Flight next;
        try {
            build(turn->commands, next);
        } catch (const std::exception& e) {
            fail(e.what());
        }
        const Fate fate = hand_over(std::move(*turn), flying.has_value(), next);
        if (fate == Fate::failed) return end_in_failure(flying, next);
        if (flying) complete(std::move(*flying)); // while N+1 is on the disk, N is projected, published and answered
        flying.reset();
        if (fate == Fate::flies)
            flying = std::move(next);
        else
            commit_alone(std::move(next));
    }
}

/// Waits for something to do and takes it. Nothing: told to stop, and nothing flies; who still waits is told so. After
/// a failure the turn is empty.
std::optional<Pipeline::Inside::Turn> Pipeline::Inside::next_turn(bool flying)
{
    std::unique_lock lock(mutex_);
    const auto due = next_due();
    const auto ready = [&] { return stop_ || woken_ || !inbox_.empty() || (flying && written_) || !failure_.empty(); };
    // The wall clock may be set while we wait: with a deadline ahead we look at it once a second.
    using namespace std::chrono_literals;
    const auto wait =
        due ? std::min<std::chrono::microseconds>(std::chrono::microseconds(due->us - parts_.clock.now().us), 1s)
            : 1min;
    if (wait > 0s) sequencer_wakes_.wait_for(lock, wait, ready);
    woken_ = false;

    Turn turn;
    if (!failure_.empty()) return turn;
    if (stop_ && !flying) {
        turn.commands = inbox_.take(inbox_.size());
        lock.unlock();
        for (Asked& asked : turn.commands) asked.answer(Unavailable::stopping);
        return std::nullopt;
    }
    turn.commands = inbox_.take(limits::batch_commands);
    turn.lone = turn.commands.size() <= 1 && inbox_.empty();
    return turn;
}

/// N+1 is ready; now N must be durable before anything else happens. Then N+1 flies, unless there is nobody to overlap
/// with, or nothing to write: refusals and retries only.
Pipeline::Inside::Fate Pipeline::Inside::hand_over(Turn turn, bool flying, Flight& next)
{
    std::unique_lock lock(mutex_);
    // What the batch had no room for is first in line again; so is, when all fails, what was not looked at.
    inbox_.put_back(std::move(turn.commands));
    if (flying) sequencer_wakes_.wait(lock, [&] { return written_ || !failure_.empty(); });
    if (!failure_.empty()) return Fate::failed;
    written_ = false;
    if (next.frame.empty() || (turn.lone && !flying)) return Fate::stays;
    to_write_ = std::move(next.frame);
    writer_wakes_.notify_one();
    return Fate::flies;
}

void Pipeline::Inside::commit_alone(Flight next)
{
    try {
        if (!next.frame.empty()) parts_.log.commit(std::move(next.frame));
    } catch (const std::exception& e) {
        fail(e.what());
        return give_up(next.handled);
    }
    complete(std::move(next));
}

/// The last thing the sequencer does.
void Pipeline::Inside::end_in_failure(std::optional<Flight>& flying, Flight& next)
{
    std::deque<Asked> left;
    std::string why;
    {
        const std::lock_guard lock(mutex_);
        left = inbox_.take(inbox_.size());
        why = failure_;
    }
    if (flying) give_up(flying->handled);
    give_up(next.handled);
    for (Asked& asked : left) asked.answer(Unavailable::stopping);
    if (parts_.failed) parts_.failed(why);
}

/// The commit thread: one frame, one sync.
void Pipeline::Inside::write()
{
    for (;;) {
        EventLog::Frame frame;
        {
            std::unique_lock lock(mutex_);
            writer_wakes_.wait(lock, [&] { return !to_write_.empty() || writer_stops_; });
            if (to_write_.empty()) return;
            frame = std::move(to_write_);
            to_write_ = {};
        }
        std::string failure;
        try {
            parts_.log.commit(std::move(frame));
        } catch (const std::exception& e) {
            failure = e.what();
        }
        {
            const std::lock_guard lock(mutex_);
            written_ = failure.empty();
            if (!written_ && failure_.empty()) failure_ = failure;
        }
        sequencer_wakes_.notify_one();
    }
}

/// Nobody knows whether these are durable: the disk failed with them, or with what came before them.
void Pipeline::Inside::give_up(std::vector<Handled>& handled)
{
    for (Handled& one : handled)
        if (const auto answer = std::exchange(one.asked.answer, nullptr)) answer(Unavailable::outcome_unknown);
    handled.clear();
}

/// Noticed at the sequencer's next turn, which is its last.
void Pipeline::Inside::fail(const std::string& why)
{
    const std::lock_guard lock(mutex_);
    if (failure_.empty()) failure_ = why.empty() ? "unknown" : why;
}

} // namespace cchc::server
