// What the kernel alone takes for a fan-out: the same bytes to as many sockets, as often, by a loop that does nothing
// else. The measure for what a delivery costs above it.
#include "ops/bench/bench.hpp"

#include <arpa/inet.h>
#include <cerrno>
#include <csignal>
#include <netinet/tcp.h>
#include <stdexcept>
#include <sys/epoll.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>

namespace cchc::bench {

namespace {

/// The pages: connect so many times and read for ever what comes.
[[noreturn]] void read_all(sockaddr_in at, std::size_t sockets)
{
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    const int ready = ::epoll_create1(0);
    for (std::size_t i = 0; i < sockets; ++i) {
        const int one = ::socket(AF_INET, SOCK_STREAM, 0);
        if (::connect(one, reinterpret_cast<sockaddr*>(&at), sizeof at) != 0) ::_exit(1);
        epoll_event event{EPOLLIN, {}};
        event.data.fd = one;
        ::epoll_ctl(ready, EPOLL_CTL_ADD, one, &event);
    }
    std::vector<epoll_event> events(256);
    std::vector<char> bytes(1 << 16);
    for (;;) {
        const int count = ::epoll_wait(ready, events.data(), static_cast<int>(events.size()), -1);
        for (int i = 0; i < count; ++i)
            if (::read(events[static_cast<std::size_t>(i)].data.fd, bytes.data(), bytes.size()) == 0) ::_exit(0);
    }
}

} // namespace

void sends(const Options& options)
{
    const std::size_t sockets = options.number("sockets"), bytes = options.number("bytes");
    const double rate = static_cast<double>(options.number("rate")), seconds = options.seconds("seconds", 3);
    rlimit files{};
    ::getrlimit(RLIMIT_NOFILE, &files);
    files.rlim_cur = files.rlim_max;
    ::setrlimit(RLIMIT_NOFILE, &files);

    const int door = ::socket(AF_INET, SOCK_STREAM, 0);
    sockaddr_in at{};
    at.sin_family = AF_INET;
    at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t length = sizeof at;
    if (::bind(door, reinterpret_cast<sockaddr*>(&at), sizeof at) != 0 || ::listen(door, 4096) != 0 ||
        ::getsockname(door, reinterpret_cast<sockaddr*>(&at), &length) != 0)
        throw std::runtime_error("no port to listen on");
    const pid_t pages = ::fork();
    if (pages == 0) read_all(at, sockets);
    std::vector<int> open;
    for (std::size_t i = 0; i < sockets; ++i) {
        open.push_back(::accept(door, nullptr, nullptr));
        const int now = 1;
        ::setsockopt(open.back(), IPPROTO_TCP, TCP_NODELAY, &now, sizeof now);
    }

    const std::string frame(bytes, 'x');
    double sent = 0;
    const double began = now_s(), cpu = thread_cpu_s();
    for (double round = 0; round < rate * seconds; ++round) {
        const double due = began + round / rate;
        if (const double early = due - now_s(); early > 0)
            std::this_thread::sleep_for(std::chrono::duration<double>(early));
        for (const int one : open) {
            if (::send(one, frame.data(), frame.size(), MSG_NOSIGNAL) < 0) throw std::runtime_error("a page is gone");
            ++sent;
        }
    }
    tell("sends", {{"rate", sent / (now_s() - began)}, {"cpu_us", (thread_cpu_s() - cpu) / sent * 1e6}});
    ::kill(pages, SIGKILL);
    ::waitpid(pages, nullptr, 0);
}

} // namespace cchc::bench
