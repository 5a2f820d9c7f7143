#include "server/live_room.hpp"

#include "storage/failure.hpp"

#include <algorithm>
#include <spdlog/spdlog.h>

namespace cchc::server {

using namespace domain;

Room::Room(Desk& d, unsigned t) : desk(d), thread(t), random(d.parts.random.next()) {}
Room::~Room() = default;

void Room::open(std::shared_ptr<Socket> socket, const Request& request, std::shared_ptr<const Caller> caller)
{
    Socket& its = *socket;
    auto arriving = std::make_unique<Visitor>(*this, std::move(socket), request.language(), std::move(caller));
    Visitor* visitor = arriving.get();
    visitors_.emplace(visitor, std::move(arriving));
    its.on_text = [visitor](std::string_view message) { visitor->hear(message); };
    its.on_heartbeat = [visitor] { visitor->heartbeat(); };
    its.on_overflow = [visitor] { visitor->overflowed(); };
    its.on_closed = [this, visitor] { leave(*visitor); };
    // Spread over five seconds, so that whoever takes over is not met by all at once.
    its.on_draining = [this, visitor] { visitor->dismiss("draining", random.next() % 5'000, 1001); };
    visitor->welcome();
}

void Room::leave(Visitor& visitor)
{
    visitors_.erase(&visitor);
}

std::uint64_t Room::reached(TenantNo tenant) const
{
    const auto found = reached_.find(tenant);
    return found == reached_.end() ? 0 : found->second;
}

void Room::take(const Turn& turn)
{
    for (const Turn::Told& told : turn.told) tell(told);
    for (const auto& [tenant, size] : turn.reached) reached_[tenant] = std::max(reached_[tenant], size);
    for (const auto& [visitor, held] : visitors_) {
        const TenantNo tenant = held->caller().tenant;
        try {
            if (turn.lost.contains(tenant)) visitor->fall_behind(tenant);
            if (turn.recheck.contains(tenant)) visitor->recheck();
            if (turn.sweep) visitor->sweep();
        } catch (const storage::Failure& failure) { // a place of the log that does not read back
            spdlog::error("a live page could not be told what it missed: {}", failure.what());
            visitor->dismiss("draining", 5'000, 1001);
        }
    }
}

void Room::tell(const Turn::Told& told)
{
    for (Subscription* member : told.channel->parts[thread].members)
        for (const Turn::Line& line : told.lines) member->visitor->send(line, *member);
}

void Room::dismiss(const std::string& session)
{
    for (const auto& [visitor, held] : visitors_)
        if (held->caller().session == session) visitor->dismiss("auth-expired", 0, 4401);
}

} // namespace cchc::server
