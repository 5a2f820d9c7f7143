#pragma once

#include "server/gate.hpp"
#include "server/net/certificate.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>

#include <atomic>
#include <map>
#include <mutex>
#include <span>
#include <thread>

namespace cchc::server::net {

class Connection;
class WebSocket;

using Clock = std::chrono::steady_clock;
using tcp = boost::asio::ip::tcp;

/// What all network threads share: read-only once open, but for the counters.
struct Site {
    GateSettings settings;
    Router router;
    Admit admit;
    std::unique_ptr<Certificate> certificate; ///< null: in the clear

    std::atomic<std::size_t> connections{0}, sockets{0};
    std::atomic<std::uint64_t> accepted{0}, refused{0};

    std::mutex addresses_mutex; // taken once a connection, never once a request
    std::map<std::string, std::size_t> addresses;
};

/// A place under the caps, held as long as the connection lives.
class Place {
public:
    /// Null when the house, or the guests of that address, are too many already.
    static std::shared_ptr<const Place> take(Site& site, std::string address);
    Place(Site& site, std::string address) : site_(site), address_(std::move(address)) {}
    Place(const Place&) = delete;
    Place& operator=(const Place&) = delete;
    ~Place();

    const std::string& address() const { return address_; }

private:
    Site& site_;
    const std::string address_;
};

/// One network thread: its connections, their deadlines, and the inbox through which the other threads reach it.
///
/// Nothing of a connection is ever touched by another thread, so nothing is locked; answers come in through a list that
/// wakes the thread only when it was empty.
class Worker {
public:
    Worker(unsigned index, Site& site);
    ~Worker();

    void start();
    void stop(); ///< ends every connection and joins

    // From any thread.
    void post(std::function<void()> work);
    void hand_back(Connection& connection);
    void adopt(int descriptor, bool is_v6, std::shared_ptr<const Place> place);
    bool is_here() const { return current_ == this; }
    unsigned index() const { return index_; }
    std::size_t load() const { return load_.load(std::memory_order_relaxed); }

    // Everything below on this thread only.
    boost::asio::io_context& context() { return context_; }
    Site& site() { return site_; }
    /// The time as of the last tick: good enough for deadlines, and free.
    Clock::time_point now() const { return now_; }
    /// A deadline that far away, never nearer.
    Clock::time_point after(Clock::duration time) const { return now_ + tick_ + time; }
    std::string_view date_line() const { return date_line_; }
    std::span<char> scratch() { return scratch_; }
    bool draining() const { return draining_; }

    void enter(Connection& connection);
    void leave(Connection& connection);
    void enter(std::shared_ptr<WebSocket> socket);
    void leave(WebSocket& socket);
    /// Flushes that socket with the next batch, within about 1 ms.
    void flush_soon(std::shared_ptr<WebSocket> socket);
    /// Sends everyone home: idle connections now, the others with their answer.
    void drain();

private:
    struct Members;

    void take_returned();
    void take_work();
    void tick();
    void schedule_tick();
    void schedule_flush(Clock::duration after);
    void flush_slice();

    const unsigned index_;
    Site& site_;
    boost::asio::io_context context_;
    boost::asio::steady_timer ticker_, flusher_;
    std::thread thread_;
    std::unique_ptr<Members> members_;
    std::vector<char> scratch_;
    std::string date_line_;
    Clock::time_point now_ = Clock::now();
    Clock::duration tick_;
    bool draining_ = false;
    std::atomic<std::size_t> load_{0};

    std::atomic<Connection*> returned_{nullptr};
    std::mutex work_mutex_;
    std::vector<std::function<void()>> work_;

    std::vector<std::shared_ptr<WebSocket>> dirty_, flushing_;
    std::size_t flushed_ = 0; ///< of `flushing_`
    bool flush_scheduled_ = false;
    std::chrono::nanoseconds flush_began_{0}; ///< in processor time

    static thread_local Worker* current_;
};

} // namespace cchc::server::net
