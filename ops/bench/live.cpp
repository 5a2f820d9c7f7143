// Fan-out: thousands of live pages of one topic on one thread, one officer scoring at a steady pace on another.
#include "ops/bench/bench.hpp"
#include "ops/bench/line.hpp"

#include <atomic>
#include <cerrno>
#include <charconv>
#include <chrono>
#include <cstdio>
#include <exception>
#include <fcntl.h>
#include <stdexcept>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <thread>
#include <unistd.h>

namespace cchc::bench {

namespace {

std::int64_t wall_us()
{
    return std::chrono::duration_cast<std::chrono::microseconds>(std::chrono::system_clock::now().time_since_epoch())
        .count();
}

/// `2026-03-12T14:05:09.118412Z`, of this very day or the one before: all that is needed to know how long ago it was.
std::int64_t us_since(std::string_view stamp, std::int64_t now_us)
{
    const auto number = [&](std::size_t at, std::size_t digits) {
        std::int64_t value = 0;
        std::from_chars(stamp.data() + at, stamp.data() + at + digits, value);
        return value;
    };
    constexpr std::int64_t day_us = 86'400'000'000;
    const std::int64_t of_day = ((number(11, 2) * 60 + number(14, 2)) * 60 + number(17, 2)) * 1'000'000 + number(20, 6);
    return (now_us % day_us - of_day + day_us) % day_us;
}

/// A live page: reads frames and looks at those of kind `event`.
class Page {
public:
    Page(std::uint16_t port, const std::string& cookie, const std::string& topic) : line_(port)
    {
        std::string hello = head_of("GET", "/api/v1/stream", port, cookie);
        hello += "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
                 "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Protocol: cchc.live.v1\r\n\r\n";
        line_.send(hello);
        const std::string head = head_byte_by_byte();
        if (!head.starts_with("HTTP/1.1 101")) throw std::runtime_error("no WebSocket: " + head);
        say(R"({"t":"sub","rid":1,"topic":")" + topic + "\"}");
    }
    int descriptor() const { return line_.descriptor(); }

    /// Shows every whole text frame of `bytes`, which has room for what was left over from the time before.
    template <class Show>
    void take(std::string_view bytes, const Show& show)
    {
        if (!rest_.empty()) {
            rest_.append(bytes);
            std::string all;
            all.swap(rest_);
            return split(all, show);
        }
        split(bytes, show);
    }

private:
    template <class Show>
    void split(std::string_view bytes, const Show& show)
    {
        for (;;) {
            if (bytes.size() < 2) break;
            std::size_t size = static_cast<unsigned char>(bytes[1]), head = 2;
            if (size >= 126) {
                head = size == 126 ? 4 : 10;
                if (bytes.size() < head) break;
                size = 0;
                for (std::size_t i = 2; i < head; ++i) size = size << 8 | static_cast<unsigned char>(bytes[i]);
            }
            if (bytes.size() < head + size) break;
            show((bytes[0] & 0x0f) == 1, bytes.substr(head, size));
            bytes.remove_prefix(head + size);
        }
        rest_.assign(bytes);
    }
    void say(const std::string& text)
    {
        std::string frame = "\x81";
        frame += static_cast<char>(0x80 | static_cast<int>(text.size())); // short, and masked with zeros
        frame.append(4, '\0').append(text);
        line_.send(frame);
    }
    std::string head_byte_by_byte() // what follows it are frames, and not ours to take yet
    {
        std::string head;
        for (char byte = 0; !head.ends_with("\r\n\r\n"); head += byte)
            if (::recv(line_.descriptor(), &byte, 1, 0) != 1) throw std::runtime_error("no answer to a handshake");
        return head;
    }

    Line line_;
    std::string rest_;
};

/// Scores at that pace until told to stop: one durable command each time.
class Officer {
public:
    Officer(std::uint16_t port, const Cast& cast, double per_second)
        : port_(port), office_(cast.offices.front()), leaf_(cast.leaves.front()), pace_s_(1 / per_second), line_(port)
    {
        entry_ = "/api/v1/assessments/" + office_.assessment + "/entries/" + leaf_.code;
        const Heard now = line_.ask(head_of("GET", entry_, port_, office_.cookie) + "\r\n");
        etag_ = now.field("ETag");
        high_ = now.body.find("\"self\":{\"score\":\"" + leaf_.low + "\"") != std::string_view::npos;
    }
    void score_for(double seconds)
    {
        Dice dice(static_cast<std::uint64_t>(wall_us()));
        const double begun = now_s();
        for (std::uint64_t n = 0; now_s() - begun < seconds; ++n) {
            const double due = begun + static_cast<double>(n) * pace_s_;
            while (now_s() < due) std::this_thread::sleep_for(std::chrono::microseconds(200));
            const std::string body = "{\"value\":\"" + (high_ ? leaf_.high : leaf_.low) + "\"}";
            high_ = !high_;
            char key[64];
            std::snprintf(key, sizeof key, "%08llx-0000-7000-8000-%012llx",
                          static_cast<unsigned long long>(dice.next() & 0xffff'ffff),
                          static_cast<unsigned long long>(dice.next() & 0xffff'ffff'ffff));
            const Heard heard =
                line_.ask(head_of("PUT", entry_ + "/self_score", port_, office_.cookie) +
                          "Content-Type: application/json\r\nIf-Match: " + etag_ + "\r\nIdempotency-Key: \"" + key +
                          "\"\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body);
            if (heard.status != 200) throw std::runtime_error("a self score was refused: " + std::string(heard.body));
            etag_ = heard.field("ETag");
            ++said;
        }
    }
    std::atomic<std::uint64_t> said{0};

private:
    std::uint16_t port_;
    Cast::Office office_;
    Cast::Leaf leaf_;
    double pace_s_;
    Line line_;
    std::string entry_, etag_;
    bool high_ = false;
};

/// As many descriptors as there are pages, and some.
void allow_descriptors(std::size_t count)
{
    rlimit limit{};
    ::getrlimit(RLIMIT_NOFILE, &limit);
    if (limit.rlim_max < count)
        throw std::runtime_error("the machine allows " + std::to_string(limit.rlim_max) + " files");
    limit.rlim_cur = limit.rlim_max;
    ::setrlimit(RLIMIT_NOFILE, &limit);
}

} // namespace

void live(const Options& options)
{
    const Cast cast = read_cast(options.text("cast"));
    const auto port = static_cast<std::uint16_t>(options.number("port"));
    const std::string server = options.text("server"), topic = options.text("topic");
    const std::size_t count = options.number("sockets");
    const double seconds = options.seconds("seconds", 5);
    allow_descriptors(count + 100);

    Officer officer(port, cast, options.seconds("rate", 100));
    const double memory = memory_of(server);
    const int poll = ::epoll_create1(EPOLL_CLOEXEC);
    std::vector<Page> pages;
    pages.reserve(count);
    for (std::size_t i = 0; i < count; ++i) {
        pages.emplace_back(port, cast.auditor, topic);
        ::fcntl(pages.back().descriptor(), F_SETFL, O_NONBLOCK);
        epoll_event event{};
        event.events = EPOLLIN;
        event.data.ptr = &pages[i];
        ::epoll_ctl(poll, EPOLL_CTL_ADD, pages[i].descriptor(), &event);
    }

    std::uint64_t snapshots = 0, deliveries = 0, resyncs = 0;
    double frame_bytes = 0;
    std::vector<double> took_ms;
    std::vector<char> buffer(256 * 1024);
    const auto turn = [&](int timeout_ms) {
        epoll_event events[512];
        const int ready = ::epoll_wait(poll, events, 512, timeout_ms);
        for (int i = 0; i < ready; ++i) {
            Page& page = *static_cast<Page*>(events[i].data.ptr);
            const ssize_t size = ::recv(page.descriptor(), buffer.data(), buffer.size(), 0);
            if (size < 0 && (errno == EAGAIN || errno == EINTR)) continue;
            if (size <= 0) throw std::runtime_error("the server closed a live page");
            const std::int64_t now = wall_us();
            page.take({buffer.data(), static_cast<std::size_t>(size)}, [&](bool is_text, std::string_view frame) {
                if (!is_text) return;
                if (frame.starts_with(R"({"t":"event")")) {
                    ++deliveries;
                    frame_bytes = static_cast<double>(frame.size());
                    static constexpr std::string_view mark = R"("time":")";
                    const std::size_t at = frame.find(mark);
                    took_ms.push_back(static_cast<double>(us_since(frame.substr(at + mark.size()), now)) / 1e3);
                }
                snapshots += frame.starts_with(R"({"t":"snapshot")");
                resyncs += frame.starts_with(R"({"t":"resync")");
            });
        }
        return ready;
    };
    for (const double begun = now_s(); snapshots < count;) {
        turn(100);
        if (now_s() - begun > 60) throw std::runtime_error("not every page got its snapshot");
    }
    const double per_page = (memory_of(server) - memory) / static_cast<double>(count);

    took_ms.reserve(static_cast<std::size_t>(static_cast<double>(count) * seconds * 150));
    const double cpu = cpu_s_of(server), own = own_cpu_s(), begun = now_s();
    std::atomic<bool> done{false};
    std::exception_ptr failure;
    std::thread writing([&] {
        try {
            officer.score_for(seconds);
        } catch (...) {
            failure = std::current_exception();
        }
        done = true;
    });
    double heard_last = begun;
    while (!done || (deliveries < officer.said * count && now_s() - heard_last < 5)) {
        const std::uint64_t before = deliveries;
        turn(20);
        if (deliveries != before) heard_last = now_s();
    }
    writing.join();
    if (failure) std::rethrow_exception(failure);
    const double n = static_cast<double>(deliveries), wall = heard_last - begun;
    tell("fan-out", {{"sockets", static_cast<double>(count)},
                     {"messages", static_cast<double>(officer.said)},
                     {"asked_for", static_cast<double>(officer.said * count)},
                     {"deliveries", n},
                     {"resyncs", static_cast<double>(resyncs)},
                     {"rate", n / wall},
                     {"p50_ms", percentile(took_ms, 0.5)},
                     {"p99_ms", percentile(took_ms, 0.99)},
                     {"cpu_us", (cpu_s_of(server) - cpu) / n * 1e6},
                     {"load_cpu_us", (own_cpu_s() - own) / n * 1e6},
                     {"frame_bytes", frame_bytes},
                     {"memory_each", per_page}});
    ::close(poll);
}

} // namespace cchc::bench
