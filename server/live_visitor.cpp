#include "server/live_frames.hpp"
#include "server/live_room.hpp"
#include "storage/strict_json.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>

namespace cchc::server {

using namespace domain;
using nlohmann::json;
using projections::Snapshot;

namespace {

constexpr std::int64_t second_us = 1'000'000;
constexpr std::int64_t quiet_us = 15 * second_us;           ///< then a bookmark says that nothing came
constexpr std::int64_t second_overflow_us = 60 * second_us; ///< two overflows within: too slow
constexpr std::size_t events_a_read = 64;
constexpr unsigned default_hz = 4, most_hz = 10;

/// The member as text; empty when it is not there or no text.
std::string text_of(const json& message, const char* name)
{
    const auto found = message.find(name);
    return found != message.end() && found->is_string() ? found->get<std::string>() : std::string();
}

} // namespace

struct Visitor::Wish {
    std::string rid; ///< a number, or empty
    Topic topic;
    std::string from; ///< a token, or empty
    unsigned hz = default_hz;
};

Visitor::Visitor(Room& room, std::shared_ptr<Socket> socket, Language language, std::shared_ptr<const Caller> caller)
    : room_(room), socket_(std::move(socket)), language_(language), caller_(std::move(caller))
{
    ++room_.desk.sockets;
}

Visitor::~Visitor()
{
    for (const auto& [topic, subscription] : subscriptions_) end(*subscription);
    --room_.desk.sockets;
}

void Visitor::say(std::string_view text)
{
    socket_->send(room_.desk.encode(text));
}

void Visitor::welcome()
{
    const auto snapshot = now();
    known_ = snapshot->size;
    static constexpr char digits[] = "0123456789abcdef";
    std::string connection = "c-";
    for (std::uint64_t number = room_.random.next(); connection.size() < 18; number >>= 4)
        connection += digits[number & 15];
    say(frames::welcome(clock(), Desk::epoch(*snapshot), connection));
    if (!caller_->hat) dismiss("auth-expired", 0, 4401);
}

void Visitor::dismiss(std::string_view reason, std::uint64_t retry_after_ms, std::uint16_t code)
{
    if (std::exchange(leaving_, true)) return;
    say(frames::bye(reason, retry_after_ms));
    socket_->close(code, reason);
    for (const auto& [topic, subscription] : subscriptions_) end(*subscription);
    subscriptions_.clear();
}

// ── what the page says ───────────────────────────────────────────────────────────────────────────────────────────────

void Visitor::complain(const std::string& rid, std::string_view topic, std::string_view slug, Sentence detail)
{
    say(frames::problem(rid, topic, slug, language_, detail));
}

void Visitor::hear(std::string_view message)
{
    if (leaving_) return;
    if (++heard_ > limits::messages_per_heartbeat) return dismiss("too-many-frames", 30'000, 4429);
    json said;
    try {
        said = storage::parse_strict_json(message, limits::message_bytes, 4);
    } catch (const storage::FormatError&) {
        return complain({}, {}, "malformed", {"Khung không phải JSON hợp lệ.", "The frame is not sound JSON."});
    }
    if (!said.is_object())
        return complain({}, {}, "malformed", {"Khung phải là một đối tượng.", "A frame is an object."});
    const std::string kind = text_of(said, "t");
    std::string rid;
    if (const auto number = said.find("rid"); number != said.end() && number->is_number_integer()) rid = number->dump();
    const std::string name = text_of(said, "topic");

    if (kind == "pong" || kind == "presence") return; // heard; presence is nobody's topic yet
    if (kind == "hello") {
        if (said.value("proto", json(0)) != json(1))
            complain(rid, {}, "malformed", {"Chỉ có giao thức phiên bản 1.", "Only protocol 1 is spoken."});
        return;
    }
    if (kind == "unsub") return unsubscribe(name);
    if (kind == "pause" || kind == "resume") return pause(name, kind == "pause");
    if (kind != "sub")
        return complain(rid, name, "malformed", {"Không có loại khung này.", "There is no such kind of frame."});

    auto topic = Topic::parse(name);
    if (!topic) return complain(rid, name, "not-found", {"Không có chủ đề này.", "There is no such topic."});
    Wish wish{rid, *std::move(topic), text_of(said, "from"), default_hz};
    if (const auto hz = said.find("max_hz"); hz != said.end() && hz->is_number_integer())
        wish.hz = static_cast<unsigned>(std::clamp<std::int64_t>(hz->get<std::int64_t>(), 1, most_hz));
    subscribe(wish);
}

// ── topics ───────────────────────────────────────────────────────────────────────────────────────────────────────────

void Visitor::subscribe(const Wish& wish)
{
    const Topic& topic = wish.topic;
    const auto snapshot = now();
    const Instant at = std::max(clock(), snapshot->at);
    const bool wears = snapshot->directory && snapshot->directory->wears(caller_->actor, *caller_->hat, at);
    const auto hearing = wears ? hearing_of(topic, *caller_->hat, *snapshot, at) : Deaf::missing_right;
    if (const Deaf* why = std::get_if<Deaf>(&hearing)) {
        if (*why == Deaf::missing_right)
            return complain(
                wish.rid, topic.name, "missing-right",
                {"Vai trò hiện tại không được theo dõi chủ đề này.", "The present role may not follow this topic."});
        if (*why == Deaf::shut_out)
            return complain(wish.rid, topic.name, "round-locked",
                            {"Phần mềm đã khóa đối với đơn vị sau thời hạn tự chấm điểm.",
                             "The software is closed to the unit after the self-assessment."});
        return complain(wish.rid, topic.name, "not-found", {"Không có chủ đề này.", "There is no such topic."});
    }
    unsubscribe(topic.name);
    if (subscriptions_.size() >= limits::topics)
        return complain(wish.rid, topic.name, "rate-limited",
                        {"Mỗi kết nối theo dõi tối đa 64 chủ đề.", "One connection follows 64 topics at most."});

    const unsigned hz = topic.delivery() == Delivery::state ? wish.hz : 0;
    auto made = std::make_unique<Subscription>();
    Subscription& subscription = *made;
    subscription.channel =
        room_.desk.channels.join(caller_->tenant, caller_->tenant_name, topic, std::get<Hearing>(hearing), hz);
    subscription.visitor = this;
    subscription.spoken_at = clock();
    subscription.channel->parts[room_.thread].members.push_back(&subscription);
    subscriptions_.emplace(topic.name, std::move(made));
    ++room_.desk.subscriptions;
    if (room_.desk.parts.follows) room_.desk.parts.follows(*caller_, topic.name);
    if (wish.from.empty()) return show(subscription, wish.rid);
    resume(subscription, wish, *now());
}

void Visitor::unsubscribe(const std::string& topic)
{
    const auto found = subscriptions_.find(topic);
    if (found == subscriptions_.end()) return;
    end(*found->second);
    subscriptions_.erase(found);
}

void Visitor::end(Subscription& subscription)
{
    auto& members = subscription.channel->parts[room_.thread].members;
    const auto found = std::ranges::find(members, &subscription);
    std::swap(*found, members.back());
    members.pop_back();
    if (subscription.behind) --room_.desk.behind;
    room_.desk.channels.leave(*subscription.channel);
    --room_.desk.subscriptions;
}

void Visitor::resync(const Topic& topic, std::string_view reason)
{
    ++room_.desk.resyncs;
    say(frames::resync(topic, reason));
}

/// Every topic ends; the page asks for what it still wants anew.
void Visitor::end_all(std::string_view reason)
{
    for (const auto& [name, subscription] : subscriptions_) {
        resync(subscription->channel->topic, reason);
        end(*subscription);
    }
    subscriptions_.clear();
}

void Visitor::pause(const std::string& topic, bool on)
{
    const auto found = subscriptions_.find(topic);
    if (found == subscriptions_.end()) return;
    Subscription& subscription = *found->second;
    if (std::exchange(subscription.paused, on) == on) return;
    if (on) {
        if (std::exchange(subscription.behind, false)) --room_.desk.behind;
        return;
    }
    if (subscription.of_events()) return catch_up(subscription);
    show(subscription, {});
}

// ── from a snapshot on ───────────────────────────────────────────────────────────────────────────────────────────────

/// Encoded once for all who come at the same place in the same words; under the channel's mutex.
Frame Visitor::snapshot_frame(Channel& channel, const Snapshot& now, Sequence seq,
                              std::shared_ptr<const std::string> body, const std::string& rid)
{
    Channel::Sent& sent = channel.sent;
    if (sent.body != body || sent.seq != seq || sent.rid != rid) {
        const std::string text =
            frames::snapshot(rid, channel.topic.name, room_.desk.token(channel, now, seq), seq, *body);
        sent = {rid, seq, std::move(body), room_.desk.encode(text)};
    }
    return sent.frame;
}

void Visitor::show(Subscription& subscription, const std::string& rid)
{
    if (subscription.of_events()) return show_events(subscription, rid);
    Channel& channel = *subscription.channel;
    std::shared_ptr<const Shown> shown;
    Frame frame;
    const auto snapshot = now();
    {
        const std::lock_guard lock(channel.mutex);
        if (!channel.shown) {
            Shown fresh = draw(channel.topic, channel.hearing, *snapshot, clock());
            fresh.version = ++channel.versions;
            channel.shown = std::make_shared<const Shown>(std::move(fresh));
            ++room_.desk.snapshots_drawn;
        }
        shown = channel.shown;
        frame = snapshot_frame(channel, *snapshot, shown->seq, {shown, &shown->body}, rid);
    }
    subscription.version = shown->version;
    known_ = shown->seq + 1;
    subscription.spoken_at = clock();
    socket_->send(std::move(frame));
}

/// The feed begins with the newest of what happened before, newest first.
static std::string newest(const Desk& desk, const Channel& channel, const std::shared_ptr<const Snapshot>& now)
{
    constexpr std::uint64_t looked_at = 200;
    constexpr std::size_t shown = 50;
    TopicHistory history(desk.parts.log, desk.parts.rows, channel.tenant, channel.topic, channel.hearing, now);
    Sequence from = now->size > looked_at ? now->size - looked_at : 0;
    const auto past = history.next(from, looked_at);
    std::string lines = "[";
    for (auto line = past.rbegin(); line != past.rend() && line - past.rbegin() < std::ptrdiff_t{shown}; ++line)
        lines.append(lines.size() > 1 ? "," : "").append(frames::feed_line(*line));
    return lines += "]";
}

void Visitor::show_events(Subscription& subscription, const std::string& rid)
{
    Channel& channel = *subscription.channel;
    const auto snapshot = now();
    const Sequence seq = snapshot->size - 1;
    Frame frame;
    {
        // Thousands of tabs that come back at once cost one drawing.
        const std::lock_guard lock(channel.mutex);
        const auto view =
            channel.topic.kind == TopicKind::assessment ? snapshot->assessment(channel.topic.id) : nullptr;
        const std::shared_ptr<const void> of = view ? std::shared_ptr<const void>(view) : snapshot;
        if (!channel.drawn || channel.drawn_of.lock() != of) {
            channel.drawn =
                std::make_shared<const std::string>(view ? projections::render_entries(*view, channel.hearing.sight())
                                                         : newest(room_.desk, channel, snapshot));
            channel.drawn_of = of;
            ++room_.desk.snapshots_drawn;
        }
        frame = snapshot_frame(channel, *snapshot, seq, channel.drawn, rid);
    }
    subscription.position = known_ = snapshot->size;
    subscription.spoken_at = clock();
    socket_->send(std::move(frame));
}

// ── from a token on ──────────────────────────────────────────────────────────────────────────────────────────────────

void Visitor::resume(Subscription& subscription, const Wish& wish, const Snapshot& now)
{
    const Channel& channel = *subscription.channel;
    const auto token = room_.desk.read_token(wish.from, channel, now);
    std::string_view refused;
    if (token.fault == ResumeTokens::Fault::unreadable) refused = "token-expired";
    if (token.fault == ResumeTokens::Fault::other_hearing) refused = "rights-changed";
    // A restored log is never silently continued.
    if (token.fault == ResumeTokens::Fault::other_epoch) refused = "epoch-changed";
    if (!refused.empty()) {
        resync(channel.topic, refused);
        return unsubscribe(channel.topic.name);
    }
    if (!subscription.of_events()) return show(subscription, wish.rid);
    subscription.position = token.seq + 1;
    catch_up(subscription);
}

/// Reads in the log what it missed, or gives it up when that is too much.
void Visitor::catch_up(Subscription& subscription)
{
    const Channel& channel = *subscription.channel;
    const TopicHistory history(room_.desk.parts.log, room_.desk.parts.rows, channel.tenant, channel.topic,
                               channel.hearing, now());
    if (history.missed(subscription.position) > limits::replayed_events) {
        resync(channel.topic, "too-far");
        return unsubscribe(channel.topic.name);
    }
    if (!std::exchange(subscription.behind, true)) ++room_.desk.behind;
    read_on(subscription);
}

/// As much as half an outbox holds; the rest when that has gone out.
void Visitor::read_on(Subscription& subscription)
{
    const Channel& channel = *subscription.channel;
    const auto snapshot = now();
    TopicHistory history(room_.desk.parts.log, room_.desk.parts.rows, channel.tenant, channel.topic, channel.hearing,
                         snapshot);
    while (socket_->queued_frames() < limits::outbox_frames / 4 && socket_->queued_bytes() < limits::outbox_bytes / 4) {
        for (const Happening& what : history.next(subscription.position, events_a_read)) {
            say(frames::event(channel.topic, channel.hearing, room_.desk.token(channel, *snapshot, what.seq), what));
            ++room_.desk.replayed;
        }
        if (subscription.position < snapshot->size) continue;
        subscription.behind = false;
        --room_.desk.behind;
        return bookmark(subscription, *snapshot);
    }
}

/// Nothing for you, but you are current.
void Visitor::bookmark(Subscription& subscription, const Snapshot& now)
{
    const Channel& channel = *subscription.channel;
    const std::uint64_t reached = room_.reached(caller_->tenant);
    if (subscription.of_events()) subscription.position = std::max<Sequence>(subscription.position, reached);
    const Sequence seq = std::max<Sequence>(subscription.of_events() ? subscription.position : reached, 1) - 1;
    subscription.spoken_at = clock();
    say(frames::bookmark(channel.topic.name, room_.desk.token(channel, now, seq), seq));
}

// ── from turn to turn ────────────────────────────────────────────────────────────────────────────────────────────────

void Visitor::send(const Turn::Line& line, Subscription& to)
{
    if (to.paused || to.behind || leaving_) return;
    if (line.version > 0) {
        if (line.version <= to.version) return;
        to.version = line.version;
    } else {
        if (line.seq < to.position) return; // it was in the snapshot
        to.position = line.seq + 1;
    }
    to.spoken_at = clock();
    socket_->send(line.frame);
}

void Visitor::fall_behind(TenantNo tenant)
{
    std::vector<std::string> names;
    for (const auto& [name, subscription] : subscriptions_) names.push_back(name);
    for (const std::string& name : names) {
        Subscription& subscription = *subscriptions_.at(name);
        if (!subscription.of_events() || subscription.paused || subscription.behind) continue;
        if (subscription.position < room_.reached(tenant)) catch_up(subscription);
    }
}

void Visitor::recheck()
{
    if (leaving_ || subscriptions_.empty()) return;
    const auto snapshot = now();
    const Instant at = std::max(clock(), snapshot->at);
    if (!snapshot->directory || !snapshot->directory->wears(caller_->actor, *caller_->hat, at))
        return end_all("rights-changed");
    std::vector<std::string> shut; // a lock may close an agency's own assessment to it
    for (const auto& [name, subscription] : subscriptions_) {
        const Topic& topic = subscription->channel->topic;
        if (topic.kind != TopicKind::assessment) continue; // no other right to hear changes while the role stands
        if (std::holds_alternative<Deaf>(hearing_of(topic, *caller_->hat, *snapshot, at))) shut.push_back(name);
    }
    for (const std::string& name : shut) {
        resync(subscriptions_.at(name)->channel->topic, "rights-changed");
        unsubscribe(name);
    }
}

void Visitor::sweep()
{
    if (leaving_) return;
    recheck(); // roles end by themselves, too
    const auto snapshot = now();
    const Instant at = clock();
    std::vector<std::string> names; // whoever is read on may be given up
    for (const auto& [name, subscription] : subscriptions_) names.push_back(name);
    for (const std::string& name : names) {
        Subscription& subscription = *subscriptions_.at(name);
        if (subscription.behind)
            read_on(subscription);
        else if (!subscription.paused && at.us - subscription.spoken_at.us >= quiet_us)
            bookmark(subscription, *snapshot);
    }
}

void Visitor::heartbeat()
{
    heard_ = 0;
    if (leaving_) return;
    const std::uint64_t reached = std::max({room_.reached(caller_->tenant), known_, std::uint64_t{1}});
    say(frames::ping(++pings_, clock(), reached - 1));
}

/// The page does not read as fast as things happen. Once it may start anew; a second time it is sent away, to come back
/// with its tokens.
void Visitor::overflowed()
{
    socket_->forget_queued();
    if (leaving_) return;
    const Instant at = clock();
    if (overflowed_at_ && at.us - overflowed_at_->us < second_overflow_us) {
        ++room_.desk.too_slow;
        return dismiss("too-slow", 1'000 + room_.random.next() % 4'000, 1008);
    }
    overflowed_at_ = at;
    end_all("too-far");
}

} // namespace cchc::server
