#include "server/net/web_socket.hpp"

#include <boost/asio/post.hpp>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <cerrno>

namespace cchc::server::net {

namespace {

constexpr std::size_t frames_a_call = 128;
constexpr std::size_t kept_queue = 64; // frames an idle socket keeps room for
constexpr int reads_a_turn = 4;
constexpr auto closing_time = std::chrono::seconds(2);
constexpr std::uint16_t going_away = 1001, policy = 1008, no_heartbeat = 4408;

} // namespace

WebSocket::WebSocket(Worker& worker, Wire wire, std::shared_ptr<const Place> place)
    : worker_(worker), wire_(std::move(wire)), place_(std::move(place)), heard_(worker.now()),
      next_heartbeat_(worker.after(worker.site().settings.heartbeat)), deadline_(Clock::time_point::max())
{}

void WebSocket::start(std::string_view early)
{
    std::string bytes(early);
    take(bytes);
    if (!gone_) wait_readable();
}

// ---- in ----

void WebSocket::wait_readable()
{
    if (wire_.holds_more())
        return boost::asio::post(worker_.context(), [self = self()] {
            if (!self->gone_) self->on_readable();
        });
    wire_.socket().async_wait(tcp::socket::wait_read, [self = self()](boost::system::error_code error) {
        if (self->gone_) return;
        error ? self->end() : self->on_readable();
    });
}

void WebSocket::on_readable()
{
    const auto scratch = worker_.scratch();
    for (int reads = 0; reads < reads_a_turn && !gone_; ++reads) {
        const ssize_t count = wire_.receive(scratch.data(), scratch.size());
        if (count < 0 && (errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR)) break;
        if (count <= 0) return end();
        heard_ = worker_.now();
        take(scratch.first(static_cast<std::size_t>(count)));
        if (static_cast<std::size_t>(count) < scratch.size()) break;
    }
    if (!gone_) wait_readable();
}

void WebSocket::take(std::span<char> bytes)
{
    if (deaf_ || peer_closed_) return;
    reader_.feed(bytes);
    while (!gone_ && !deaf_ && !peer_closed_) {
        const auto incoming = reader_.next();
        if (!incoming) return;
        take_one(*incoming);
    }
}

void WebSocket::take_one(const Incoming& incoming)
{
    switch (incoming.kind) {
    case Incoming::Kind::text:
        if (!on_text || closing_) return;
        try {
            on_text(incoming.payload);
        } catch (const std::exception& failure) {
            spdlog::error("a live message could not be handled: {}", failure.what());
            start_closing(close_frame(1011, "internal"));
        }
        return;
    case Incoming::Kind::ping: return send(std::make_shared<const std::string>(pong_frame(incoming.payload)));
    case Incoming::Kind::pong: return;
    case Incoming::Kind::close:
        peer_closed_ = true;
        if (closing_ && queued_frames() == 0) return end(); // his answer to ours
        return start_closing(close_frame(incoming.code, {}));
    case Incoming::Kind::violation: deaf_ = true; return start_closing(close_frame(incoming.code, {}));
    }
}

// ---- out ----

void WebSocket::send(Frame frame)
{
    if (closing_ || gone_) return;
    const bool full = queued_frames() >= limits::outbox_frames ||
                      (queued_frames() > 0 && queued_bytes_ + frame->size() > limits::outbox_bytes);
    full ? overflow() : queue(std::move(frame));
}

void WebSocket::queue(Frame frame)
{
    queued_bytes_ += frame->size();
    queue_.push_back(std::move(frame));
    if (waiting_ || std::exchange(will_flush_, true)) return;
    worker_.flush_soon(self());
}

/// The owner is told with the next flush, never from within his own `send`.
void WebSocket::overflow()
{
    if (overflow_ == Overflow::happened) return;
    if (overflow_ == Overflow::told) {
        forget_queued();
        return close(policy, "too-slow");
    }
    overflow_ = Overflow::happened;
    if (!std::exchange(will_flush_, true)) worker_.flush_soon(self());
}

void WebSocket::forget_queued()
{
    if (closing_) return;
    const std::size_t kept = sent_of_first_ > 0 ? sent_ + 1 : sent_; // half a frame cannot be taken back
    queue_.resize(std::min(kept, queue_.size()));
    queued_bytes_ = kept > sent_ ? queue_[sent_]->size() - sent_of_first_ : 0;
    overflow_ = Overflow::none;
}

void WebSocket::close(std::uint16_t code, std::string_view reason)
{
    start_closing(close_frame(code, reason));
}

void WebSocket::start_closing(std::string frame)
{
    if (gone_ || std::exchange(closing_, true)) return;
    deadline_ = worker_.after(closing_time);
    queue(std::make_shared<const std::string>(std::move(frame)));
}

void WebSocket::flush()
{
    will_flush_ = false;
    if (gone_) return;
    if (!waiting_ && !write_queue()) return;
    if (overflow_ != Overflow::happened) return;
    overflow_ = Overflow::told;
    if (on_overflow) return on_overflow();
    forget_queued();
    close(policy, "too-slow");
}

/// Writes until all is gone or the peer's window is full. False when the socket ended.
bool WebSocket::write_queue()
{
    while (sent_ < queue_.size() || !wire_.flushed()) {
        iovec parts[frames_a_call];
        std::size_t count = 0;
        for (std::size_t i = sent_; i < queue_.size() && count < frames_a_call; ++i, ++count)
            parts[count] = {const_cast<char*>(queue_[i]->data()), queue_[i]->size()};
        if (count > 0)
            parts[0] = {static_cast<char*>(parts[0].iov_base) + sent_of_first_, parts[0].iov_len - sent_of_first_};
        const ssize_t written = count > 0 ? wire_.send(parts, count) : wire_.flush() ? 0 : -1;
        if (written < 0 && errno == EINTR) continue;
        if (written < 0 && (errno == EAGAIN || errno == EWOULDBLOCK)) {
            waiting_ = true;
            wire_.socket().async_wait(tcp::socket::wait_write, [self = self()](boost::system::error_code error) {
                self->waiting_ = false;
                if (!self->gone_ && !error) self->flush();
            });
            return true;
        }
        if (written < 0) return end(), false;

        auto left = static_cast<std::size_t>(written);
        queued_bytes_ -= left;
        for (left += sent_of_first_; sent_ < queue_.size() && left >= queue_[sent_]->size(); ++sent_) {
            left -= queue_[sent_]->size();
            queue_[sent_] = nullptr;
        }
        sent_of_first_ = left;
    }
    after_drained();
    return !gone_;
}

void WebSocket::after_drained()
{
    queue_.clear();
    sent_ = 0;
    if (queue_.capacity() > kept_queue) queue_.shrink_to_fit();
    if (overflow_ == Overflow::told) overflow_ = Overflow::none;
    if (!closing_) return;
    if (peer_closed_) return end();
    if (deaf_) wire_.shut_down();
}

// ---- time ----

void WebSocket::tick()
{
    const GateSettings& settings = worker_.site().settings;
    const auto now = worker_.now();
    if (closing_) {
        if (now >= deadline_) end();
        return;
    }
    if (now - heard_ > settings.dead_after) {
        forget_queued();
        return close(no_heartbeat, "heartbeat");
    }
    if (now >= next_heartbeat_) {
        next_heartbeat_ = now + settings.heartbeat;
        if (on_heartbeat) on_heartbeat();
    }
}

void WebSocket::drain()
{
    on_draining ? on_draining() : close(going_away, "draining");
}

void WebSocket::end()
{
    if (std::exchange(gone_, true)) return;
    const auto keep = self();
    wire_.close();
    worker_.leave(*this);
    queue_.clear();
    sent_ = queued_bytes_ = 0;
    const auto closed = std::exchange(on_closed, nullptr);
    on_text = nullptr;
    on_overflow = on_heartbeat = on_draining = nullptr;
    if (closed) closed();
}

} // namespace cchc::server::net
