#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

/// A live page's WebSocket as the rest of the server sees it, and how one frame reaches thousands of them.
namespace cchc::server {

/// A message as it goes over the wire, encoded once and shared by every socket it is sent to.
using Frame = std::shared_ptr<const std::string>;
/// The text as one unfragmented RFC 6455 text frame. `text` must be UTF-8.
Frame text_frame(std::string_view text);

namespace limits {
inline constexpr std::size_t message_bytes = 64 * 1024; ///< in; more closes with 1009
inline constexpr std::size_t outbox_bytes = 256 * 1024; ///< queued for one socket
inline constexpr std::size_t outbox_frames = 1024;      ///< queued for one socket
inline constexpr std::size_t close_reason_bytes = 123;  ///< RFC 6455 5.5
} // namespace limits

/// One open WebSocket. Everything here happens on its network thread; only `thread` may be asked from elsewhere.
/// Ping and fragments are dealt with; messages come in whole and valid UTF-8. A binary message closes with 1003.
class Socket : public std::enable_shared_from_this<Socket> {
public:
    virtual ~Socket() = default;

    /// A message arrived; the view dies with the call.
    std::function<void(std::string_view)> on_text;
    /// It ended, by either side; called once, the last call. All four are released after it.
    std::function<void()> on_closed;
    /// The outbox is full and the frame just sent was not taken: `forget_queued` and resync, or close. Left alone, the
    /// socket is closed with 1008 when it overflows a second time without having drained.
    std::function<void()> on_overflow;
    /// Every heartbeat interval, to send the protocol's own ping. A peer silent for the dead interval is closed with
    /// 4408.
    std::function<void()> on_heartbeat;
    /// The server is going away: say goodbye and close. Unset: closed with 1001.
    std::function<void()> on_draining;

    /// Queues the frame; frames queued within about 1 ms leave in one system call. After `close` it does nothing.
    virtual void send(Frame frame) = 0;
    /// Drops what is queued but not yet partly written.
    virtual void forget_queued() = 0;
    /// Sends what is queued, then the close frame; the peer gets 2 s to answer it. `code` is 1000, 1001, 1008, 1009 or
    /// 4000-4999; `reason` is cut at 123 bytes.
    virtual void close(std::uint16_t code, std::string_view reason) = 0;

    virtual std::size_t queued_bytes() const = 0;
    virtual std::size_t queued_frames() const = 0;
    /// The index of its network thread, 0 … `Gate::threads()` - 1.
    virtual unsigned thread() const = 0;
};

/// The sockets that hear one topic. Each network thread keeps its own part, so that nobody ever locks.
class Audience : public std::enable_shared_from_this<Audience> {
public:
    /// `threads`: how many network threads there are.
    explicit Audience(unsigned threads) : parts_(threads) {}

    /// Both on the socket's own network thread. Joining twice is joining once; a socket that closes must leave.
    void join(const std::shared_ptr<Socket>& socket);
    void leave(const Socket& socket);

    /// Sends to the members that live on network thread `thread`; called there.
    void tell(unsigned thread, const Frame& frame) const;
    /// The members on that thread, on that thread.
    const std::vector<std::shared_ptr<Socket>>& on(unsigned thread) const { return parts_[thread].sockets; }

private:
    struct alignas(64) Part {
        std::vector<std::shared_ptr<Socket>> sockets;
    };
    std::vector<Part> parts_;
};

} // namespace cchc::server
