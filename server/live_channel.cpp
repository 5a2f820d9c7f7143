#include "server/live_channel.hpp"

#include "domain/json_writer.hpp"
#include "projections/boards.hpp"
#include "server/live_frames.hpp"

namespace cchc::server {

using namespace domain;
using projections::Board;
using projections::Snapshot;

// ── state at one moment ──────────────────────────────────────────────────────────────────────────────────────────────

/// The next instant at which the calendar alone changes what is shown.
static std::optional<Instant> next_change(const Cycle& cycle, Instant after)
{
    std::optional<Instant> next;
    const auto consider = [&](const std::optional<Instant>& at) {
        if (at && *at > after && (!next || *at < *next)) next = at;
    };
    for (const Round& round : cycle.rounds) {
        consider(round.window.opens_at);
        consider(round.window.locks_at);
    }
    for (const auto& [grant, reopening] : cycle.reopenings)
        if (!reopening.ended) consider(reopening.facts.until);
    return next;
}

static void draw_cycle(Shown& shown, const projections::CycleView& cycle, Instant at)
{
    JsonWriter json(shown.body);
    json.open_object();
    projections::write_rounds(json, cycle, at);
    json.close_object();
    shown.next_change = next_change(cycle.cycle, at);
}

static void draw_ranking(Shown& shown, const Board& board, const Topic& topic, const Hearing& hearing)
{
    const GroupId group(topic.group);
    const AgencyId* own = hearing.own.empty() ? nullptr : &hearing.own;
    projections::DrawnRanking drawn = projections::draw_ranking(board, group, own);
    shown.body = std::move(drawn.body);
    shown.beside["awaits"] = std::move(drawn.header.awaits);
    shown.beside["provisional"] = drawn.header.provisional ? "true" : "false";
    shown.beside["rewards"] = std::move(drawn.header.rewards);
    for (projections::RankingRow& row : drawn.rows) shown.rows[row.entry->agency.value] = std::move(row.json);
}

static void draw_progress(Shown& shown, const Board& board)
{
    shown.body = projections::render_progress(board);
    for (const projections::BoardEntry& entry : board.entries)
        shown.rows[entry.agency.value] = projections::render_progress_row(board, entry);
    shown.beside["tiles"] = projections::render_tiles(board);
    shown.beside["rounds"] = projections::render_council_progress(board);
}

Shown draw(const Topic& topic, const Hearing& hearing, const Snapshot& now, Instant at)
{
    const projections::CycleSnapshot& cycle = *now.cycle(topic.id);
    Shown shown;
    shown.seq = now.size - 1;
    shown.header = cycle.cycle->seq;
    if (topic.kind == TopicKind::cycle)
        draw_cycle(shown, *cycle.cycle, at);
    else if (topic.kind == TopicKind::ranking)
        draw_ranking(shown, cycle.board(), topic, hearing);
    else
        draw_progress(shown, cycle.board());
    return shown;
}

std::string change(const Topic& topic, const Shown& before, const Shown& after, std::string_view token,
                   std::uint64_t dropped)
{
    const bool clock = topic.delivery() == Delivery::clock;
    if (clock && before.body == after.body) return {};
    if (!clock && before.header != after.header) return frames::snapshot({}, topic.name, token, after.seq, after.body);

    std::string text;
    JsonWriter json(text);
    bool differs = clock;
    json.open_object();
    json.member("t", "state");
    json.member("topic", topic.name);
    json.key("ver");
    json.number(after.version);
    json.member("token", token);
    json.member("seq", std::to_string(after.seq));
    json.key("set");
    if (clock) {
        json.raw(after.body);
    } else {
        json.open_object();
        for (const auto& [agency, row] : after.rows) {
            const auto old = before.rows.find(agency);
            if (old != before.rows.end() && old->second == row) continue;
            differs = true;
            json.key(agency);
            json.raw(row);
        }
        json.close_object();
        for (const auto& [member, value] : after.beside) {
            if (before.beside.at(member) == value) continue;
            differs = true;
            json.key(member);
            json.raw(value);
        }
    }
    json.key("del");
    json.open_array();
    for (const auto& [agency, row] : before.rows)
        if (!after.rows.contains(agency)) json.text(agency), differs = true;
    json.close_array();
    json.key("dropped");
    json.number(dropped);
    json.close_object();
    return differs ? text : std::string{};
}

// ── all channels ─────────────────────────────────────────────────────────────────────────────────────────────────────

ChannelPtr Channels::join(TenantNo tenant, const std::string& tenant_name, const Topic& topic, const Hearing& hearing,
                          unsigned hz)
{
    const std::lock_guard lock(mutex_);
    auto& channels = by_topic_[{tenant, topic.name}];
    for (const ChannelPtr& channel : channels)
        if (channel->hearing == hearing && channel->hz == hz) {
            ++channel->members;
            return channel;
        }
    channels.push_back(std::make_shared<Channel>(tenant, tenant_name, topic, hearing, hz, threads_));
    if (topic.delivery() != Delivery::event) states_.push_back(channels.back());
    ++channels.back()->members;
    return channels.back();
}

void Channels::leave(Channel& channel)
{
    const std::lock_guard lock(mutex_);
    if (--channel.members > 0) return;
    const std::lock_guard its(channel.mutex);
    channel.shown.reset();
    channel.drawn.reset();
    channel.drawn_of.reset();
    channel.sent = {};
}

static void add_heard(const std::vector<ChannelPtr>& channels, std::vector<ChannelPtr>& to)
{
    for (const ChannelPtr& channel : channels)
        if (channel->members > 0) to.push_back(channel);
}

std::vector<ChannelPtr> Channels::of(TenantNo tenant, const std::string& name) const
{
    std::vector<ChannelPtr> found;
    const std::lock_guard lock(mutex_);
    const auto channels = by_topic_.find({tenant, name});
    if (channels != by_topic_.end()) add_heard(channels->second, found);
    return found;
}

std::vector<ChannelPtr> Channels::beginning_with(TenantNo tenant, const std::string& prefix) const
{
    std::vector<ChannelPtr> found;
    const std::lock_guard lock(mutex_);
    for (auto at = by_topic_.lower_bound({tenant, prefix});
         at != by_topic_.end() && at->first.first == tenant && at->first.second.starts_with(prefix); ++at)
        add_heard(at->second, found);
    return found;
}

std::vector<ChannelPtr> Channels::told_by_state() const
{
    std::vector<ChannelPtr> found;
    const std::lock_guard lock(mutex_);
    add_heard(states_, found);
    return found;
}

} // namespace cchc::server
