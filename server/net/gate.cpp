#include "server/gate.hpp"

#include "server/net/breach.hpp"
#include "server/net/worker.hpp"

#include <boost/asio/ip/address.hpp>

#include <algorithm>
#include <cerrno>
#include <condition_variable>
#include <stdexcept>
#include <sys/socket.h>

namespace cchc::server {

namespace {

using net::tcp;
constexpr auto out_of_descriptors = std::chrono::milliseconds(100); // how long accepting rests then
constexpr int accepts_a_turn = 64;

/// The peer's address as text, an IPv4 one in its own form even on an IPv6 port.
std::string text_of(const sockaddr_storage& from)
{
    namespace ip = boost::asio::ip;
    if (from.ss_family == AF_INET) {
        ip::address_v4::bytes_type bytes;
        std::memcpy(bytes.data(), &reinterpret_cast<const sockaddr_in&>(from).sin_addr, bytes.size());
        return ip::address_v4(bytes).to_string();
    }
    ip::address_v6::bytes_type bytes;
    std::memcpy(bytes.data(), &reinterpret_cast<const sockaddr_in6&>(from).sin6_addr, bytes.size());
    const ip::address_v6 address(bytes);
    return address.is_v4_mapped() ? ip::make_address_v4(ip::v4_mapped, address).to_string() : address.to_string();
}

/// One try to say why, before the door shuts. Inside TLS there is nobody to hear it yet.
void turn_away(int descriptor, bool plain)
{
    static constexpr std::string_view words =
        "HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\nRetry-After: 5\r\n"
        "Cache-Control: no-store\r\nConnection: close\r\n\r\n";
    if (plain) ::send(descriptor, words.data(), words.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
    ::close(descriptor);
}

} // namespace

struct Gate::Inside {
    net::Site site;
    std::vector<std::unique_ptr<net::Worker>> workers;
    std::unique_ptr<tcp::acceptor> acceptor; ///< used by the first worker only
    std::unique_ptr<boost::asio::steady_timer> pause;
    std::uint16_t port = 0;
    bool is_open = false;

    void await_guests()
    {
        acceptor->async_wait(tcp::acceptor::wait_read, [this](boost::system::error_code error) {
            if (!error) let_in();
        });
    }

    void let_in()
    {
        for (int i = 0; i < accepts_a_turn; ++i) {
            sockaddr_storage from{};
            socklen_t size = sizeof from;
            const int descriptor = ::accept4(acceptor->native_handle(), reinterpret_cast<sockaddr*>(&from), &size,
                                             SOCK_NONBLOCK | SOCK_CLOEXEC);
            if (descriptor < 0 && (errno == EMFILE || errno == ENFILE || errno == ENOBUFS || errno == ENOMEM))
                return rest();
            if (descriptor < 0 && (errno == EAGAIN || errno == EWOULDBLOCK)) break;
            if (descriptor < 0) continue; // that guest left again
            if (auto place = net::Place::take(site, text_of(from))) {
                ++site.accepted;
                least_busy().adopt(descriptor, from.ss_family == AF_INET6, std::move(place));
            } else {
                ++site.refused;
                turn_away(descriptor, !site.certificate);
            }
        }
        await_guests();
    }

    /// Nothing to accept with: waiting beats spinning, as the port stays readable.
    void rest()
    {
        pause->expires_after(out_of_descriptors);
        pause->async_wait([this](boost::system::error_code error) {
            if (!error && acceptor->is_open()) let_in();
        });
    }

    net::Worker& least_busy()
    {
        const auto by_load = [](const auto& a, const auto& b) { return a->load() < b->load(); };
        return **std::min_element(workers.begin(), workers.end(), by_load);
    }

    void shut_door()
    {
        pause->cancel();
        boost::system::error_code ignored;
        acceptor->close(ignored);
    }
};

Gate::Gate(GateSettings settings, Router router, Admit admit) : inside_(std::make_unique<Inside>())
{
    Inside& in = *inside_;
    in.site.settings = std::move(settings);
    in.site.router = std::move(router);
    in.site.admit = std::move(admit);
    GateSettings& set = in.site.settings;
    if (set.certificate) {
        in.site.certificate = std::make_unique<net::Certificate>(set.certificate->chain, set.certificate->private_key);
        set.https = true;
    }
    for (const Route* route : in.site.router.routes()) {
        const std::string_view first = route->pattern.substr(1, route->pattern.find('/', 1) - 1);
        if (first == set.default_tenant ||
            std::find(set.tenants.begin(), set.tenants.end(), first) != set.tenants.end())
            throw std::invalid_argument("a tenant cannot be named like the route " + std::string(route->pattern));
    }
    for (unsigned i = 0; i < std::max(1u, set.threads); ++i)
        in.workers.push_back(std::make_unique<net::Worker>(i, in.site));

    auto& context = in.workers.front()->context();
    const tcp::endpoint endpoint(boost::asio::ip::make_address(set.address), set.port);
    in.pause = std::make_unique<boost::asio::steady_timer>(context);
    in.acceptor = std::make_unique<tcp::acceptor>(context, endpoint.protocol());
    in.acceptor->set_option(tcp::acceptor::reuse_address(true));
    in.acceptor->bind(endpoint);
    in.acceptor->listen(4096);
    in.acceptor->native_non_blocking(true);
    in.port = in.acceptor->local_endpoint().port();
}

Gate::~Gate()
{
    if (!inside_->is_open) return;
    inside_->workers.front()->post([this] { inside_->shut_door(); });
    for (const auto& worker : inside_->workers) worker->stop();
}

void Gate::open()
{
    inside_->is_open = true;
    inside_->workers.front()->post([this] { inside_->await_guests(); });
    for (const auto& worker : inside_->workers) worker->start();
}

void Gate::drain(std::chrono::milliseconds at_most)
{
    inside_->workers.front()->post([this] { inside_->shut_door(); });
    for (const auto& worker : inside_->workers) worker->post([&worker] { worker->drain(); });
    const auto until = net::Clock::now() + at_most;
    while (inside_->site.connections > 0 && net::Clock::now() < until)
        std::this_thread::sleep_for(std::chrono::milliseconds(5));
}

std::uint16_t Gate::port() const
{
    return inside_->port;
}

unsigned Gate::threads() const
{
    return static_cast<unsigned>(inside_->workers.size());
}

void Gate::broadcast(std::shared_ptr<const Audience> audience, Frame frame)
{
    for (const auto& worker : inside_->workers)
        worker->post([audience, frame, thread = worker->index()] { audience->tell(thread, frame); });
}

void Gate::post(unsigned thread, std::function<void()> work)
{
    inside_->workers.at(thread)->post(std::move(work));
}

void Gate::refresh_certificate(bool anyway)
{
    if (inside_->site.certificate) inside_->site.certificate->refresh(anyway);
}

Gate::Census Gate::census() const
{
    const net::Site& site = inside_->site;
    return {site.connections, site.sockets, site.accepted, site.refused};
}

} // namespace cchc::server
