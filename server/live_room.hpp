#pragma once

#include "server/live_desk.hpp"
#include "server/live_happening.hpp"
#include "server/problems.hpp"

#include <map>
#include <memory>
#include <string>

namespace cchc::server {

class Visitor;

/// One topic as one socket hears it.
struct Subscription {
    ChannelPtr channel;
    Visitor* visitor = nullptr;
    domain::Sequence position = 0; ///< event topics: the next event it has not been told
    std::uint64_t version = 0;     ///< state topics: what it was told last
    bool paused = false;
    bool behind = false;       ///< reads the log until it has caught up
    domain::Instant spoken_at; ///< when it heard anything last

    bool of_events() const { return channel->topic.delivery() == Delivery::event; }
};

/// The live pages of one network thread. Everything here happens on that thread.
class Room {
public:
    Room(Desk& desk, unsigned thread);
    ~Room();

    void open(std::shared_ptr<Socket> socket, const Request& request, std::shared_ptr<const Caller> caller);
    void take(const Turn& turn);
    /// The pages of that session say goodbye.
    void dismiss(const std::string& session);

    Desk& desk;
    const unsigned thread;
    SeededRandom random;
    /// Up to where everything has been told on this thread.
    std::uint64_t reached(TenantNo tenant) const;
    void leave(Visitor& visitor);

private:
    void tell(const Turn::Told& told);

    std::map<Visitor*, std::unique_ptr<Visitor>> visitors_;
    std::map<TenantNo, std::uint64_t> reached_;
};

/// One socket and what its page wants to hear.
class Visitor {
public:
    Visitor(Room& room, std::shared_ptr<Socket> socket, Language language, std::shared_ptr<const Caller> caller);
    ~Visitor();

    const Caller& caller() const { return *caller_; }
    void welcome();
    void hear(std::string_view message);
    void heartbeat();
    void overflowed();
    /// `bye`, with a wish when to come back, and the end.
    void dismiss(std::string_view reason, std::uint64_t retry_after_ms, std::uint16_t code);
    /// Ends the topics whose right has gone.
    void recheck();
    void sweep();
    void fall_behind(TenantNo tenant);
    void send(const Turn::Line& line, Subscription& to);

private:
    struct Wish; ///< a `sub` as it was asked for
    void subscribe(const Wish& wish);
    void unsubscribe(const std::string& topic);
    void end(Subscription& subscription);
    void end_all(std::string_view reason);
    void resume(Subscription& subscription, const Wish& wish, const projections::Snapshot& now);
    void pause(const std::string& topic, bool on);
    void show(Subscription& subscription, const std::string& rid);
    void show_events(Subscription& subscription, const std::string& rid);
    Frame snapshot_frame(Channel& channel, const projections::Snapshot& now, domain::Sequence seq,
                         std::shared_ptr<const std::string> body, const std::string& rid);
    void catch_up(Subscription& subscription);
    void read_on(Subscription& subscription);
    void bookmark(Subscription& subscription, const projections::Snapshot& now);
    void resync(const Topic& topic, std::string_view reason);
    void complain(const std::string& rid, std::string_view topic, std::string_view slug, Sentence detail);
    void say(std::string_view text);
    domain::Instant clock() const { return room_.desk.parts.clock.now(); }
    std::shared_ptr<const projections::Snapshot> now() const { return room_.desk.now(caller_->tenant); }

    Room& room_;
    std::shared_ptr<Socket> socket_;
    Language language_;
    std::shared_ptr<const Caller> caller_;
    std::map<std::string, std::unique_ptr<Subscription>> subscriptions_;
    unsigned heard_ = 0;      ///< messages since the last heartbeat
    std::uint64_t known_ = 0; ///< events that were there when it was shown something last
    std::uint64_t pings_ = 0;
    std::optional<domain::Instant> overflowed_at_;
    bool leaving_ = false;
};

} // namespace cchc::server
