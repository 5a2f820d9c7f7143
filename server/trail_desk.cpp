#include "server/trail_desk.hpp"

#include "domain/json_writer.hpp"
#include "domain/wire.hpp"
#include "server/caller.hpp"
#include "server/problems.hpp"
#include "server/rights.hpp"

#include <algorithm>
#include <array>
#include <chrono>

namespace cchc::server {

using namespace domain;

namespace {

constexpr std::int64_t news_after_us = 10 * 60 * 1'000'000LL;
constexpr std::size_t most_remembered = 100'000;
constexpr auto gathered_for = std::chrono::milliseconds(250);

struct Line {
    Instant at;
    std::string_view of; ///< `refusal`, `reading`, `account`
    const Caller* caller = nullptr;
    std::string_view what;   ///< the route, or the kind of topic
    std::string_view object; ///< as it was asked for, without its query
    int status = 0;
    std::string_view reason; ///< of a refusal: the kind of problem
};
std::string text_of(const Line& line)
{
    std::string text;
    JsonWriter json(text);
    json.open_object();
    json.member("at", local_text(line.at));
    json.member("of", line.of);
    if (line.caller) {
        json.member("actor", line.caller->actor.value);
        if (line.caller->hat) {
            json.member("role", wire(line.caller->hat->role));
            if (!line.caller->hat->agency.empty()) json.member("agency", line.caller->hat->agency.value);
        }
    }
    json.member("what", line.what);
    json.member("object", line.object);
    if (line.status != 0) json.key("status"), json.number(std::int64_t{line.status});
    if (!line.reason.empty()) json.member("reason", line.reason);
    json.close_object();
    return text;
}

std::string_view without_query(std::string_view target)
{
    return target.substr(0, target.find('?'));
}
std::string route_text(const Request& request, const Route& route)
{
    return std::string(name_of(request.method)).append(" ").append(route.pattern);
}

bool is_refusal(const GateSettings::Answered& what)
{
    constexpr std::array writes{403, 404, 409, 410, 412, 413, 415, 422, 423, 428};
    const bool reads = what.request.method == Method::get || what.request.method == Method::head;
    const bool signs_in = what.route->pattern.find("/session") != std::string_view::npos;
    if (what.status == 401) return !reads && signs_in;
    if (!what.caller) return false;
    if (reads) return what.status == 403 || what.status == 404;
    return std::ranges::find(writes, what.status) != writes.end();
}

/// Reads that show what is not the reader's own (ES-6).
bool is_of_others(const GateSettings::Answered& what)
{
    const bool reads = what.request.method == Method::get;
    const bool shown = what.status == 200 || what.status == 206 || what.status == 304;
    if (!reads || !shown || !what.caller || !what.caller->hat || of_agency(what.caller->hat->role)) return false;
    constexpr std::array looked_at{
        std::string_view("/api/v1/assessments/"),
        std::string_view("/api/v1/cycles/{cycle}/rounds/{round}/items"),
        std::string_view("/api/v1/cycles/{cycle}/rankings/"),
        std::string_view("/api/v1/cycles/{cycle}/results/"),
        std::string_view("/api/v1/cycles/{cycle}/ballots/"),
        std::string_view("/api/v1/documents/"),
        std::string_view("/api/v1/events"),
    };
    constexpr std::array taken_down_before_it_was_sent{
        std::string_view("/documents/{sha256}/content"),
        std::string_view("/documents/{sha256}/signatures"),
        std::string_view("/documents/{sha256}/preview/{page}"),
    };
    for (const std::string_view one : taken_down_before_it_was_sent)
        if (what.route->pattern.ends_with(one)) return false;
    return std::ranges::any_of(looked_at, [&](std::string_view one) { return what.route->pattern.starts_with(one); });
}

/// An administrator did something to somebody's account, or to another system's key.
bool is_of_accounts(const GateSettings::Answered& what)
{
    const bool reads = what.request.method == Method::get || what.request.method == Method::head;
    const bool done = what.status >= 200 && what.status < 300;
    const std::string_view route = what.route->pattern;
    return !reads && done && what.caller &&
           (route.starts_with("/api/v1/accounts") || route.starts_with("/api/v1/api_keys"));
}

} // namespace

TrailDesk::TrailDesk(storage::Trail& trail, const Clock& clock,
                     std::function<std::optional<TenantNo>(std::string_view)> tenant,
                     std::function<void(const std::string&)> failed)
    : trail_(trail), clock_(clock), tenant_(std::move(tenant)), failed_(std::move(failed)), writer_([this] { write(); })
{}

TrailDesk::~TrailDesk()
{
    {
        const std::lock_guard lock(mutex_);
        stopping_ = true;
    }
    wakes_.notify_all();
    writer_.join();
}

TrailHead TrailDesk::head(TenantNo tenant) const
{
    const auto head = trail_.head(tenant);
    return {head.size, head.root};
}

void TrailDesk::answered(const GateSettings::Answered& what)
{
    if (!what.route || !what.route->pattern.starts_with("/api/")) return;
    Line line{clock_.now(), {}, what.caller, {}, without_query(what.request.target), what.status, what.problem};
    const std::string route = route_text(what.request, *what.route);
    line.what = route;
    if (is_refusal(what)) {
        const auto tenant = what.caller ? std::optional(what.caller->tenant) : tenant_(what.request.tenant);
        if (!tenant) return;
        line.of = "refusal";
        add(*tenant, text_of(line));
    } else if (is_of_accounts(what)) {
        line.of = "account";
        add(what.caller->tenant, text_of(line));
    } else if (is_of_others(what)) {
        const std::string reading =
            what.caller->actor.value + " " + what.caller->hat->grant.value + " " + std::string(what.request.target);
        if (!is_news(reading)) return;
        line.of = "reading";
        line.status = 0;
        add(what.caller->tenant, text_of(line));
    }
}

void TrailDesk::turned_away(const Caller& caller, const Request& request, const Route& route, const Reply& reply)
{
    const std::string what = route_text(request, route);
    add(caller.tenant,
        text_of({clock_.now(), "refusal", &caller, what, without_query(request.target), reply.status, reply.problem}));
}

bool TrailDesk::before_reading(const Caller& caller, std::string_view what, std::string_view object,
                               std::function<void()> go_on)
{
    const Line line{clock_.now(), "reading", &caller, what, without_query(object), 0, {}};
    return add(caller.tenant, text_of(line), std::move(go_on));
}

void TrailDesk::listens(const Caller& caller, std::string_view topic)
{
    if (!caller.hat || of_agency(caller.hat->role)) return;
    if (!is_news(caller.actor.value + " " + caller.hat->grant.value + " live " + std::string(topic))) return;
    add(caller.tenant, text_of({clock_.now(), "reading", &caller, "live", topic, 0, {}}));
}

/// Whether nobody noted the same within the last ten minutes.
bool TrailDesk::is_news(const std::string& reading)
{
    const std::int64_t now = clock_.now().us;
    const std::lock_guard lock(mutex_);
    if (read_lately_.size() > most_remembered) read_lately_.clear(); // then it is noted once more
    const auto [known, fresh] = read_lately_.try_emplace(reading, now);
    if (!fresh && now - known->second < news_after_us) return false;
    known->second = now;
    return true;
}

bool TrailDesk::add(TenantNo tenant, std::string text, std::function<void()> then)
{
    {
        const std::lock_guard lock(mutex_);
        if (waiting_.size() >= most_waiting || stopping_) {
            ++lost_[tenant];
            return false;
        }
        somebody_waits_ = somebody_waits_ || then;
        waiting_.push_back({{tenant, std::move(text)}, std::move(then)});
    }
    wakes_.notify_one();
    return true;
}

void TrailDesk::write()
{
    std::unique_lock lock(mutex_);
    for (;;) {
        wakes_.wait(lock, [this] { return stopping_ || !waiting_.empty(); });
        if (waiting_.empty()) return;
        wakes_.wait_for(lock, gathered_for, [this] { return stopping_ || somebody_waits_; });
        std::vector<Waiting> taken = std::exchange(waiting_, {});
        for (const auto& [tenant, rows] : std::exchange(lost_, {}))
            taken.push_back({{tenant, text_of({clock_.now(), "lost", nullptr, std::to_string(rows), "", 0, {}})}, {}});
        somebody_waits_ = false;
        lock.unlock();
        std::vector<storage::Trail::Row> rows;
        rows.reserve(taken.size());
        for (Waiting& one : taken) rows.push_back(std::move(one.row));
        try {
            trail_.append(rows);
        } catch (const std::exception& failure) {
            failed_(failure.what());
            return;
        }
        for (const Waiting& one : taken)
            if (one.then) one.then();
        lock.lock();
    }
}

} // namespace cchc::server
