#pragma once

#include "server/net/frames.hpp"
#include "server/net/wire.hpp"
#include "server/net/worker.hpp"
#include "server/socket.hpp"

namespace cchc::server::net {

/// One WebSocket after its handshake: our own framing on the bare wire. An idle one holds no buffer: bytes come
/// in through the thread's scratch, and go out from frames it shares with all the others.
class WebSocket final : public Socket {
public:
    WebSocket(Worker& worker, Wire wire, std::shared_ptr<const Place> place);

    /// `early`: frames that came along with the handshake.
    void start(std::string_view early);
    void flush(); ///< writes what is queued, in as few system calls as the kernel allows
    void tick();
    void drain();
    void end(); ///< now, without a word

    void send(Frame frame) override;
    void forget_queued() override;
    void close(std::uint16_t code, std::string_view reason) override;
    std::size_t queued_bytes() const override { return queued_bytes_; }
    std::size_t queued_frames() const override { return queue_.size() - sent_; }
    unsigned thread() const override { return worker_.index(); }

private:
    friend class Worker;
    enum class Overflow : std::uint8_t { none, happened, told };

    std::shared_ptr<WebSocket> self() { return std::static_pointer_cast<WebSocket>(shared_from_this()); }
    void take(std::span<char> bytes);
    void take_one(const Incoming& incoming);
    void wait_readable();
    void on_readable();
    void queue(Frame frame);
    void start_closing(std::string frame);
    void overflow();
    bool write_queue();
    void after_drained();

    Worker& worker_;
    Wire wire_;
    std::shared_ptr<const Place> place_;
    std::size_t place_in_worker_ = 0;

    FrameReader reader_;
    Clock::time_point heard_, next_heartbeat_, deadline_;

    std::vector<Frame> queue_; ///< those before `sent_` are gone
    std::size_t sent_ = 0;
    std::size_t sent_of_first_ = 0; ///< bytes of `queue_[sent_]` already written
    std::size_t queued_bytes_ = 0;
    Overflow overflow_ = Overflow::none;

    bool will_flush_ = false;  ///< the worker has it in its next batch
    bool waiting_ = false;     ///< for the peer to read
    bool closing_ = false;     ///< our close frame is queued or sent
    bool peer_closed_ = false; ///< his has come
    bool deaf_ = false;        ///< he broke the protocol: nothing he says is read any more
    bool gone_ = false;
};

} // namespace cchc::server::net
