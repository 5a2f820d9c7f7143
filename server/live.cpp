#include "server/live.hpp"

#include "server/live_desk.hpp"
#include "server/live_frames.hpp"
#include "server/live_happening.hpp"
#include "server/live_room.hpp"

#include <algorithm>
#include <condition_variable>
#include <mutex>
#include <thread>

namespace cchc::server {

using namespace domain;
using projections::Snapshot;

namespace {
constexpr std::int64_t second_us = 1'000'000;
constexpr std::int64_t between_reads_us = 20'000; ///< pages that read the log go on then
constexpr std::int64_t far_us = 60 * second_us;
constexpr std::int64_t until_there_is_room_us = 1'000;

/// What happened to one tenant and has not been told yet.
struct Untold {
    std::vector<Happening> events;
    std::uint64_t size = 0;
    bool lost = false; ///< events are missing here: nobody listened, or too many wait
};
using News = std::map<TenantNo, Untold>;
} // namespace

class Live::Inside {
public:
    explicit Inside(Parts parts) : desk(std::move(parts))
    {
        for (unsigned thread = 0; thread < desk.parts.threads; ++thread)
            rooms.push_back(std::make_unique<Room>(desk, thread));
    }

    void published(const Published& event);
    void batch_published();
    Instant turn();
    bool has_room() const { return desk.turns < limits::turns * rooms.size(); }
    void post_to_all(std::function<void(Room&)> work);
    void run();

    Desk desk;
    std::vector<std::unique_ptr<Room>> rooms;

    std::mutex mutex;
    std::condition_variable wakes;
    bool stopping = false;
    std::thread fan_out_thread;

private:
    void fan_out(TenantNo tenant, const Happening& what, const Snapshot& now);
    void tell_event(const ChannelPtr& channel, const Happening& what, const Snapshot& now);
    void note_change(const ChannelPtr& channel) { ++channel->changes; }
    void tell_states(Instant at, Instant& next);
    void tell_state(const ChannelPtr& channel, Instant at);
    void tell(const ChannelPtr& channel, Turn::Line line);

    News gathering_; ///< of the sequencer's thread: the batch that is being published
    News news_;      ///< under the mutex
    std::size_t waiting_ = 0;

    // Of the fan-out thread.
    std::shared_ptr<Turn> turn_;
    std::map<Channel*, std::size_t> place_; ///< of a channel in `turn_->told`
    Instant swept_at_;
};

// ── on the sequencer's thread ────────────────────────────────────────────────────────────────────────────────────────

void Live::Inside::published(const Published& event)
{
    Untold& untold = gathering_[event.tenant];
    const Record& record = event.record;
    untold.size = record.seq + 1;
    if (desk.sockets == 0) { // whoever comes now finds it in his snapshot or in the log
        untold.lost = true;
        return;
    }
    std::shared_ptr<const projections::AssessmentView> assessment;
    std::shared_ptr<const projections::CycleView> cycle;
    switch (record.stream.kind) {
    case StreamKind::assessment:
    case StreamKind::appraisal:
    case StreamKind::ballot: assessment = event.views.assessment(record.stream.id); break;
    case StreamKind::cycle: cycle = event.views.cycle(CycleId(record.stream.id)); break;
    case StreamKind::directory:
    case StreamKind::regulation: break;
    }
    Happening what = happening_of(record, event.leaf, std::move(assessment), cycle);
    for (const AgencyId& agency : what.agencies)
        what.concerned.push_back(event.views.assessment(assessment_id(what.cycle, agency).value));
    untold.events.push_back(std::move(what));
}

/// By now every reader sees the events. So whoever was counted in a channel before this hears of them here, and whoever
/// comes later has them in his snapshot.
void Live::Inside::batch_published()
{
    std::atomic_thread_fence(std::memory_order_seq_cst); // the snapshot is out before anyone is counted
    if (desk.sockets > 0) {
        const std::lock_guard lock(mutex);
        for (auto& [tenant, batch] : gathering_) {
            Untold& untold = news_[tenant];
            untold.size = batch.size;
            untold.lost = untold.lost || batch.lost;
            waiting_ += batch.events.size();
            untold.events.insert(untold.events.end(), std::make_move_iterator(batch.events.begin()),
                                 std::make_move_iterator(batch.events.end()));
        }
        if (waiting_ > limits::live_queue) {
            for (auto& [tenant, untold] : news_) untold.lost = true, untold.events.clear();
            waiting_ = 0;
        }
        wakes.notify_one();
    }
    gathering_.clear();
}

// ── on the fan-out thread ────────────────────────────────────────────────────────────────────────────────────────────

void Live::Inside::tell(const ChannelPtr& channel, Turn::Line line)
{
    const auto [place, is_new] = place_.try_emplace(channel.get(), turn_->told.size());
    if (is_new) turn_->told.push_back({channel, {}});
    turn_->told[place->second].lines.push_back(std::move(line));
}

void Live::Inside::tell_event(const ChannelPtr& channel, const Happening& what, const Snapshot& now)
{
    if (!hears(channel->topic, channel->hearing, what)) return;
    const std::string text = frames::event(channel->topic, channel->hearing, desk.token(*channel, now, what.seq), what);
    tell(channel, {what.seq, 0, desk.encode(text)});
}

void Live::Inside::fan_out(TenantNo tenant, const Happening& what, const Snapshot& now)
{
    if (what.cycle.empty()) return;
    const Channels& channels = desk.channels;
    const std::string& cycle = what.cycle.value;
    const bool of_cycle = what.stream.kind == StreamKind::cycle;
    for (const auto& channel : of_cycle ? channels.beginning_with(tenant, "assessment/" + cycle + "-")
                                        : channels.of(tenant, "assessment/" + what.stream.id))
        tell_event(channel, what, now);
    for (const auto& channel : channels.of(tenant, "feed/" + cycle)) tell_event(channel, what, now);
    for (const auto& channel : channels.beginning_with(tenant, "ranking/" + cycle + "/")) note_change(channel);
    for (const auto& channel : channels.of(tenant, "progress/" + cycle)) note_change(channel);
    if (of_cycle)
        for (const auto& channel : channels.of(tenant, "cycle/" + cycle)) note_change(channel);
}

/// What the channel's members were told last, and what stands there now: the difference is told, once for all of them.
void Live::Inside::tell_state(const ChannelPtr& channel, Instant at)
{
    const std::lock_guard lock(channel->mutex);
    const auto snapshot = desk.now(channel->tenant);
    const std::uint64_t changes = std::exchange(channel->changes, 0);
    if (!channel->shown) return; // its first member is about to draw it
    Shown now = draw(channel->topic, channel->hearing, *snapshot, at);
    now.version = channel->versions + 1;
    const std::string text = change(channel->topic, *channel->shown, now, desk.token(*channel, *snapshot, now.seq),
                                    changes > 0 ? changes - 1 : 0);
    channel->told_at = at;
    if (text.empty()) {
        now.version = channel->versions;
        channel->shown = std::make_shared<const Shown>(std::move(now));
        return;
    }
    const std::uint64_t version = channel->versions = now.version;
    const Sequence seq = now.seq;
    channel->shown = std::make_shared<const Shown>(std::move(now));
    ++desk.state_frames;
    tell(channel, {seq, version, desk.encode(text)});
}

void Live::Inside::tell_states(Instant at, Instant& next)
{
    for (const ChannelPtr& channel : desk.channels.told_by_state()) {
        std::optional<Instant> by_calendar;
        {
            const std::lock_guard lock(channel->mutex);
            if (channel->shown) by_calendar = channel->shown->next_change;
        }
        if (channel->changes > 0) {
            const Instant due = channel->hz == 0 ? at : channel->told_at.plus_us(second_us / channel->hz);
            // A clock that was stepped back must not keep anyone waiting.
            if (due <= at || channel->told_at > at)
                tell_state(channel, at);
            else
                next = std::min(next, due);
        } else if (by_calendar && *by_calendar <= at) {
            tell_state(channel, at);
        } else if (by_calendar) {
            next = std::min(next, *by_calendar);
        }
    }
}

Instant Live::Inside::turn()
{
    const Instant at = desk.parts.clock.now();
    // The network threads have not kept up: what happens meanwhile waits in `news_`, which has a limit of its own.
    if (!has_room()) return at.plus_us(until_there_is_room_us);
    News news;
    {
        const std::lock_guard lock(mutex);
        news.swap(news_);
        waiting_ = 0;
    }
    turn_ = std::make_shared<Turn>();
    place_.clear();
    for (const auto& [tenant, untold] : news) {
        const auto snapshot = desk.now(tenant);
        turn_->reached[tenant] = untold.size;
        if (untold.lost) turn_->lost.insert(tenant), turn_->recheck.insert(tenant);
        if (untold.lost) { // all of it is read in the log: an event told now would hide those missing before it
            for (const ChannelPtr& channel : desk.channels.told_by_state())
                if (channel->tenant == tenant) note_change(channel);
            continue;
        }
        for (const Happening& what : untold.events) {
            if (what.stream.kind == StreamKind::directory) turn_->recheck.insert(tenant);
            fan_out(tenant, what, *snapshot);
        }
    }
    Instant next = at.plus_us(far_us);
    tell_states(at, next);
    if (desk.sockets > 0) {
        const std::int64_t since = at.us - swept_at_.us;
        const std::int64_t pause = desk.behind > 0 ? between_reads_us : second_us;
        turn_->sweep = since >= pause || since < 0;
        if (turn_->sweep) swept_at_ = at;
        next = std::min(next, swept_at_.plus_us(pause));
    }
    const bool something = !turn_->told.empty() || !turn_->reached.empty() || turn_->sweep;
    if (something && desk.sockets > 0) {
        desk.turns += static_cast<unsigned>(rooms.size());
        post_to_all([turn = std::shared_ptr<const Turn>(std::move(turn_))](Room& room) {
            --room.desk.turns;
            room.take(*turn);
        });
    }
    return next;
}

void Live::Inside::post_to_all(std::function<void(Room&)> work)
{
    for (const auto& room : rooms) desk.parts.post(room->thread, [work, where = room.get()] { work(*where); });
}

void Live::Inside::run()
{
    for (;;) {
        const Instant next = turn();
        std::unique_lock lock(mutex);
        const std::int64_t wait_us = std::clamp<std::int64_t>(next.us - desk.parts.clock.now().us, 0, second_us);
        const bool room = has_room();
        wakes.wait_for(lock, std::chrono::microseconds(wait_us), [&] { return stopping || (room && !news_.empty()); });
        if (stopping) return;
    }
}

// ── the letter to the caller ─────────────────────────────────────────────────────────────────────────────────────────

Live::Live(Parts parts) : inside_(std::make_unique<Inside>(std::move(parts))) {}
Live::~Live()
{
    stop();
}

void Live::open(std::shared_ptr<Socket> socket, const Request& request, std::shared_ptr<const Caller> caller)
{
    Room& room = *inside_->rooms.at(socket->thread());
    room.open(std::move(socket), request, std::move(caller));
}
void Live::published(const Published& event)
{
    inside_->published(event);
}
void Live::batch_published()
{
    inside_->batch_published();
}
void Live::forget_session(std::string session)
{
    inside_->post_to_all([session = std::move(session)](Room& room) { room.dismiss(session); });
}
void Live::start()
{
    inside_->fan_out_thread = std::thread([this] { inside_->run(); });
}
void Live::stop()
{
    {
        const std::lock_guard lock(inside_->mutex);
        inside_->stopping = true;
    }
    inside_->wakes.notify_one();
    if (inside_->fan_out_thread.joinable()) inside_->fan_out_thread.join();
}
Instant Live::turn()
{
    return inside_->turn();
}
Live::Counters Live::counters() const
{
    const Desk& desk = inside_->desk;
    return {desk.sockets,      desk.subscriptions, desk.frames,  desk.snapshots_drawn,
            desk.state_frames, desk.replayed,      desk.resyncs, desk.too_slow};
}

} // namespace cchc::server
