// HTTP load: many keep-alive connections, each asking again as soon as it was answered, on one thread.
#include "ops/bench/bench.hpp"
#include "ops/bench/line.hpp"

#include <cstdio>
#include <functional>
#include <memory>
#include <stdexcept>
#include <sys/epoll.h>
#include <unistd.h>

namespace cchc::bench {

namespace {

/// What one connection asks next, and what it makes of the answer.
struct Talk {
    std::function<std::string()> ask;
    std::function<void(const Heard&)> hear = [](const Heard&) {};
};

/// For how long, or how often; the first part of it warms up and is not counted.
struct Dose {
    double warm_s = 0.5;
    double seconds = 5;
    std::uint64_t requests = 0; ///< all together, none to warm up; 0: by time
};

class Load {
public:
    Load(std::uint16_t port, std::string server_pids) : port_(port), server_pids_(std::move(server_pids)) {}

    void add(Talk talk) { talks_.push_back({Line(port_), std::move(talk), 0}); }

    void run(const Dose& dose)
    {
        const int poll = ::epoll_create1(EPOLL_CLOEXEC);
        for (One& one : talks_) {
            epoll_event event{};
            event.events = EPOLLIN;
            event.data.ptr = &one;
            ::epoll_ctl(poll, EPOLL_CTL_ADD, one.line.descriptor(), &event);
        }
        bool counts = dose.requests > 0;
        const double begun = now_s();
        if (counts) start_counting();
        for (One& one : talks_) ask(one);
        epoll_event events[256];
        for (bool on = true; on;) {
            const int ready = ::epoll_wait(poll, events, 256, 1000);
            for (int i = 0; i < ready; ++i) {
                One& one = *static_cast<One*>(events[i].data.ptr);
                Heard heard;
                if (!one.line.receive(heard)) continue;
                if (heard.status != 200)
                    throw std::runtime_error("answered " + std::to_string(heard.status) + ": " +
                                             std::string(heard.body));
                if (counts) took_ms_.push_back((now_s() - one.asked) * 1e3);
                bytes_ = heard.body.size();
                one.talk.hear(heard);
                ask(one);
            }
            const double now = now_s();
            if (!counts && now - begun >= dose.warm_s) {
                counts = true;
                start_counting();
            }
            on = dose.requests > 0 ? took_ms_.size() < dose.requests : !counts || now - began_ < dose.seconds;
        }
        wall_ = now_s() - began_;
        server_cpu_ = cpu_s_of(server_pids_) - server_cpu_;
        own_cpu_ = own_cpu_s() - own_cpu_;
        ::close(poll);
    }

    void report(std::string_view measure)
    {
        const double n = static_cast<double>(took_ms_.size());
        tell(measure, {{"requests", n},
                       {"rate", n / wall_},
                       {"p50_ms", percentile(took_ms_, 0.5)},
                       {"p99_ms", percentile(took_ms_, 0.99)},
                       {"cpu_us", server_cpu_ / n * 1e6},
                       {"load_cpu_us", own_cpu_ / n * 1e6},
                       {"bytes", static_cast<double>(bytes_)}});
    }

private:
    struct One {
        Line line;
        Talk talk;
        double asked = 0;
    };

    void ask(One& one)
    {
        const std::string request = one.talk.ask();
        one.asked = now_s();
        one.line.send(request);
    }
    void start_counting()
    {
        began_ = now_s();
        server_cpu_ = cpu_s_of(server_pids_);
        own_cpu_ = own_cpu_s();
    }

    std::uint16_t port_;
    std::string server_pids_;
    std::vector<One> talks_;
    std::vector<double> took_ms_;
    double began_ = 0, wall_ = 0, server_cpu_ = 0, own_cpu_ = 0;
    std::size_t bytes_ = 0;
};

/// As UUID version 7: the time first, then chance, as a browser makes them.
std::string command_id(Dice& dice)
{
    timespec at{};
    ::clock_gettime(CLOCK_REALTIME, &at);
    const auto ms =
        static_cast<unsigned long long>(at.tv_sec) * 1000 + static_cast<unsigned long long>(at.tv_nsec) / 1'000'000;
    char text[64];
    const auto a = static_cast<unsigned>(dice.next() & 0xfff), b = static_cast<unsigned>(dice.next() & 0x3fff);
    const auto c = static_cast<unsigned long long>(dice.next() & 0xffff'ffff'ffff);
    std::snprintf(text, sizeof text, "%08llx-%04llx-7%03x-%04x-%012llx", ms >> 16, ms & 0xffff, a, 0x8000 | b, c);
    return text;
}

/// One officer at one criterion of his own: the lower score, the higher one, the lower one …, each upon the version the
/// last answer told.
Talk self_scores(const Cast& cast, std::size_t number, std::uint16_t port)
{
    struct State {
        std::string head, values[2], etag;
        bool high = false;
        Dice dice;
    };
    const Cast::Office& office = cast.offices[number % cast.offices.size()];
    const Cast::Leaf& leaf = cast.leaves[number % cast.leaves.size()];
    const std::string entry = "/api/v1/assessments/" + office.assessment + "/entries/" + leaf.code;
    const auto state = std::make_shared<State>(
        State{head_of("PUT", entry + "/self_score", port, office.cookie) + "Content-Type: application/json\r\n",
              {leaf.low, leaf.high},
              {},
              false,
              Dice(std::hash<double>()(now_s()) + number)});
    Line line(port);
    const Heard now = line.ask(head_of("GET", entry, port, office.cookie) + "\r\n");
    state->etag = now.field("ETag");
    // The first command must change something: not the score that stands.
    state->high = now.body.find("\"self\":{\"score\":\"" + leaf.low + "\"") != std::string_view::npos;
    Talk talk;
    talk.ask = [state] {
        const std::string body = "{\"value\":\"" + state->values[state->high] + "\"}";
        state->high = !state->high;
        return state->head + "If-Match: " + state->etag + "\r\nIdempotency-Key: \"" + command_id(state->dice) +
               "\"\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
    };
    talk.hear = [state](const Heard& heard) {
        if (heard.body.find("\"event_ids\":[]") != std::string_view::npos)
            throw std::runtime_error("a self score changed nothing");
        state->etag = heard.field("ETag");
    };
    return talk;
}

void replace(std::string& text, std::string_view what, const std::string& by)
{
    for (std::size_t at = text.find(what); at != std::string::npos; at = text.find(what, at + by.size()))
        text.replace(at, what.size(), by);
}

/// Reads of a path; `{seq}`, `{assessment}` in it are drawn anew for every request.
Talk reads(const Cast& cast, const Options& options, std::size_t number, std::uint16_t port)
{
    const std::string path = options.text("path");
    const std::uint64_t below = options.number("below", 1);
    const bool draws = path.find('{') != std::string::npos;
    const auto dice = std::make_shared<Dice>(number + 1);
    const std::string fixed = head_of("GET", path, port, cast.auditor) + "\r\n";
    Talk talk;
    talk.ask = [=, &cast] {
        if (!draws) return fixed;
        std::string drawn = path;
        replace(drawn, "{seq}", std::to_string(dice->below(below) + 1));
        replace(drawn, "{assessment}", cast.offices[dice->below(cast.offices.size())].assessment);
        return head_of("GET", drawn, port, cast.auditor) + "\r\n";
    };
    return talk;
}

} // namespace

void load(const Options& options)
{
    const Cast cast = read_cast(options.text("cast"));
    const auto port = static_cast<std::uint16_t>(options.number("port"));
    Load all(port, options.text("server"));
    const std::size_t connections = options.number("connections", 1);
    const bool writes = options.text("path", "") == "";
    for (std::size_t i = 0; i < connections; ++i)
        all.add(writes ? self_scores(cast, i, port) : reads(cast, options, i, port));
    Dose dose;
    dose.seconds = options.seconds("seconds", dose.seconds);
    dose.requests = options.number("requests", 0);
    all.run(dose);
    all.report(writes ? "commands" : "reads");
}

} // namespace cchc::bench
