#include "server/net/worker.hpp"

#include "server/net/connection.hpp"
#include "server/net/reply_head.hpp"
#include "server/net/web_socket.hpp"

#include <boost/asio/post.hpp>

#include <algorithm>
#include <ctime>

namespace cchc::server::net {

namespace {

constexpr std::size_t scratch_bytes = 64 * 1024;
constexpr std::size_t sockets_a_slice = 256; // between two slices of a flush, HTTP gets its turn
constexpr auto coalescing = std::chrono::milliseconds(1);
constexpr auto longest_tick = std::chrono::milliseconds(250);

Clock::duration tick_for(const GateSettings& settings)
{
    const auto shortest = std::min(
        {settings.header_time, settings.idle_time, settings.transfer_window, settings.heartbeat, settings.dead_after});
    return std::clamp<Clock::duration>(shortest / 4, std::chrono::milliseconds(5), longest_tick);
}

/// How long this thread has worked, whoever else wanted the processor meanwhile.
std::chrono::nanoseconds processor_time()
{
    timespec time{};
    ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
    return std::chrono::seconds(time.tv_sec) + std::chrono::nanoseconds(time.tv_nsec);
}

bool is_loopback(std::string_view address)
{
    return address.starts_with("127.") || address == "::1";
}

} // namespace

std::shared_ptr<const Place> Place::take(Site& site, std::string address)
{
    const GateSettings& settings = site.settings;
    if (site.connections.load() >= settings.max_connections) return nullptr;
    {
        const std::lock_guard lock(site.addresses_mutex);
        std::size_t& guests = site.addresses[address];
        const bool capped = settings.cap_this_machine || !is_loopback(address);
        if (capped && guests >= settings.max_connections_per_address) return nullptr;
        ++guests;
    }
    ++site.connections;
    return std::make_shared<const Place>(site, std::move(address));
}

Place::~Place()
{
    --site_.connections;
    const std::lock_guard lock(site_.addresses_mutex);
    const auto guests = site_.addresses.find(address_);
    if (--guests->second == 0) site_.addresses.erase(guests);
}

struct Worker::Members {
    std::vector<Connection*> connections;
    std::vector<std::shared_ptr<WebSocket>> sockets;
};

thread_local Worker* Worker::current_ = nullptr;

// Sockets are used by one thread only; the scheduler alone is shared, as others post to it.
Worker::Worker(unsigned index, Site& site)
    : index_(index), site_(site), context_(BOOST_ASIO_CONCURRENCY_HINT_UNSAFE_IO), ticker_(context_),
      flusher_(context_), members_(std::make_unique<Members>()), scratch_(scratch_bytes), tick_(tick_for(site.settings))
{}

Worker::~Worker()
{
    stop();
}

void Worker::start()
{
    thread_ = std::thread([this] {
        current_ = this;
        tick();
        context_.run();
        current_ = nullptr;
    });
}

void Worker::stop()
{
    if (!thread_.joinable()) return;
    post([this] {
        ticker_.cancel();
        flusher_.cancel();
        while (!members_->connections.empty()) members_->connections.back()->close();
        while (!members_->sockets.empty()) members_->sockets.back()->end();
        dirty_.clear();
        flushing_.clear();
        context_.stop();
    });
    thread_.join();
    current_ = this;
    context_.restart();
    context_.poll(); // the operations just cancelled
    current_ = nullptr;
}

void Worker::post(std::function<void()> work)
{
    bool was_empty;
    {
        const std::lock_guard lock(work_mutex_);
        was_empty = work_.empty();
        work_.push_back(std::move(work));
    }
    if (was_empty) boost::asio::post(context_, [this] { take_work(); });
}

void Worker::take_work()
{
    std::vector<std::function<void()>> work;
    {
        const std::lock_guard lock(work_mutex_);
        work.swap(work_);
    }
    for (const auto& each : work) each();
}

void Worker::hand_back(Connection& connection)
{
    Connection* others = returned_.load(std::memory_order_relaxed);
    do connection.next_returned_ = others;
    while (!returned_.compare_exchange_weak(others, &connection, std::memory_order_release, std::memory_order_relaxed));
    if (!others) boost::asio::post(context_, [this] { take_returned(); });
}

void Worker::take_returned()
{
    Connection* last = returned_.exchange(nullptr, std::memory_order_acquire);
    Connection* first = nullptr; // the list is newest first: turn it round
    while (last) first = std::exchange(last, std::exchange(last->next_returned_, first));
    while (first) std::exchange(first, first->next_returned_)->resume();
}

void Worker::adopt(int descriptor, bool is_v6, std::shared_ptr<const Place> place)
{
    load_.fetch_add(1, std::memory_order_relaxed);
    post([this, descriptor, is_v6, place = std::move(place)]() mutable {
        tcp::socket socket(context_, is_v6 ? tcp::v6() : tcp::v4(), descriptor);
        Wire wire = site_.certificate ? Wire(std::move(socket), site_.certificate->context()) : Wire(std::move(socket));
        const boost::intrusive_ptr<Connection> connection(new Connection(*this, std::move(wire), std::move(place)));
        connection->start();
    });
}

void Worker::enter(Connection& connection)
{
    connection.place_in_worker_ = members_->connections.size();
    members_->connections.push_back(&connection);
}

void Worker::leave(Connection& connection)
{
    auto& all = members_->connections;
    all.back()->place_in_worker_ = connection.place_in_worker_;
    std::swap(all[connection.place_in_worker_], all.back());
    all.pop_back();
    load_.fetch_sub(1, std::memory_order_relaxed);
}

void Worker::enter(std::shared_ptr<WebSocket> socket)
{
    load_.fetch_add(1, std::memory_order_relaxed);
    ++site_.sockets;
    socket->place_in_worker_ = members_->sockets.size();
    members_->sockets.push_back(std::move(socket));
}

void Worker::leave(WebSocket& socket)
{
    auto& all = members_->sockets;
    all.back()->place_in_worker_ = socket.place_in_worker_;
    std::swap(all[socket.place_in_worker_], all.back());
    all.pop_back();
    --site_.sockets;
    load_.fetch_sub(1, std::memory_order_relaxed);
}

void Worker::tick()
{
    now_ = Clock::now();
    const auto wall = std::chrono::system_clock::now().time_since_epoch();
    date_line_ = net::date_line(std::chrono::duration_cast<std::chrono::seconds>(wall).count());

    // From the back: whoever leaves during the round changes places with one already visited.
    for (std::size_t i = members_->connections.size(); i-- > 0;)
        if (i < members_->connections.size()) members_->connections[i]->tick();
    for (std::size_t i = members_->sockets.size(); i-- > 0;)
        if (i < members_->sockets.size()) std::shared_ptr(members_->sockets[i])->tick();
    schedule_tick();
}

void Worker::schedule_tick()
{
    ticker_.expires_after(tick_);
    ticker_.async_wait([this](boost::system::error_code error) {
        if (!error) tick();
    });
}

void Worker::flush_soon(std::shared_ptr<WebSocket> socket)
{
    dirty_.push_back(std::move(socket));
    if (!flush_scheduled_) schedule_flush(coalescing);
}

void Worker::schedule_flush(Clock::duration after)
{
    flush_scheduled_ = true;
    flusher_.expires_after(after);
    flusher_.async_wait([this](boost::system::error_code error) {
        if (error) return;
        flushing_.swap(dirty_);
        flushed_ = 0;
        flush_began_ = processor_time();
        flush_slice();
    });
}

void Worker::flush_slice()
{
    const std::size_t end = std::min(flushing_.size(), flushed_ + sockets_a_slice);
    while (flushed_ < end) std::exchange(flushing_[flushed_++], nullptr)->flush();
    if (flushed_ < flushing_.size()) {
        boost::asio::post(context_, [this] { flush_slice(); });
        return;
    }
    // What a flush costs is the number of its system calls, not of its frames. So the next one waits as long as this
    // one took: frames gather meanwhile, and half of the thread stays with the requests.
    flushing_.clear();
    flush_scheduled_ = false;
    if (!dirty_.empty()) schedule_flush(std::max<Clock::duration>(coalescing, processor_time() - flush_began_));
}

void Worker::drain()
{
    draining_ = true;
    const auto connections = members_->connections;
    for (Connection* connection : connections) connection->leave_if_idle();
    const auto sockets = members_->sockets;
    for (const auto& socket : sockets) socket->drain();
}

} // namespace cchc::server::net
