#include "server/api.hpp"

#include "domain/json_writer.hpp"
#include "server/asking.hpp"
#include "server/problems.hpp"

#include <algorithm>
#include <charconv>

namespace cchc::server::api {

using namespace domain;

static std::optional<std::uint64_t> number(std::string_view text)
{
    std::uint64_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (text.empty() || error != std::errc{} || end != text.data() + text.size()) return {};
    return value;
}

/// One event as the auditor gets it: beside the stored bytes, never inside them, its place and its leaf hash.
static void write_event(std::string& out, const House& house, TenantNo tenant, std::string_view epoch,
                        const storage::Entry& entry)
{
    JsonWriter json(out);
    json.open_object();
    json.member("seq", std::to_string(entry.header.seq));
    json.member("epoch", epoch);
    json.member("leaf_hash", house.log.leaf_hash_of(tenant, entry.header.seq).hex());
    json.key("event");
    json.raw(entry.leaf);
    json.close_object();
}

static std::string epoch_of(const projections::Snapshot& snapshot)
{
    return "e" +
           std::to_string(snapshot.directory && snapshot.directory->founding ? snapshot.directory->founding->epoch : 1);
}

namespace {
/// What the query asks for.
struct Wanted {
    Sequence from = 0;
    std::uint64_t limit = 200;
    std::optional<std::string> tag; ///< name of the tag to walk
    std::string subject;
    std::vector<std::string> types;

    bool takes(const storage::Entry& entry) const
    {
        const std::string_view head = entry.leaf.substr(0, entry.header.data_offset);
        if (!subject.empty() && head.find("\"subject\":\"" + subject + "\"") == std::string_view::npos) return false;
        return types.empty() || std::ranges::any_of(types, [&](const std::string& type) {
                   return head.find("\"type\":\"vn.cchc." + type + "\"") != std::string_view::npos;
               });
    }
};
} // namespace

static std::variant<Wanted, Reply> wanted_by(const Request& request)
{
    Wanted wanted;
    const auto malformed = [&] {
        return problem("malformed", request.language(),
                       {"Tham số không đúng dạng.", "A query parameter is not of its form."});
    };
    if (const auto from = request.parameter("from")) {
        const auto seq = number(*from);
        if (!seq) return malformed();
        wanted.from = *seq;
    }
    if (const auto limit = request.parameter("limit")) {
        const auto count = number(*limit);
        if (!count || *count == 0 || *count > 1'000) return malformed();
        wanted.limit = *count;
    }
    if (const auto actor = request.parameter("actor")) wanted.tag = "actor/" + std::string(*actor);
    if (const auto subject = request.parameter("subject")) {
        if (!StreamName::parse(*subject)) return malformed();
        wanted.subject = *subject;
    }
    if (const auto types = request.parameter("types")) {
        std::string_view rest = *types;
        while (!rest.empty()) {
            const std::size_t comma = rest.find(',');
            wanted.types.emplace_back(rest.substr(0, comma));
            rest = comma == std::string_view::npos ? std::string_view{} : rest.substr(comma + 1);
        }
    }
    if (!wanted.tag && wanted.types.size() == 1) wanted.tag = "type/" + wanted.types.front();
    return wanted;
}

/// The whole log from a place on, as NDJSON: read piece by piece while the auditor takes it.
static Reply export_lines(const House& house, TenantNo tenant, const Wanted& wanted, std::uint64_t size,
                          std::string epoch)
{
    auto next = std::make_shared<Sequence>(wanted.from);
    BodySource source;
    source.next = [&house, tenant, wanted, size, epoch = std::move(epoch), next](std::string& piece) {
        house.log.replay(tenant, *next, size, [&](const storage::Entry& entry) {
            *next = entry.header.seq + 1;
            if (wanted.takes(entry)) {
                write_event(piece, house, tenant, epoch, entry);
                piece += '\n';
            }
            return piece.size() < 64 * 1024;
        });
    };
    Reply reply(Body(std::move(source)));
    reply.type = "application/x-ndjson";
    return reply;
}

void get_events(const House& house, Exchange exchange)
{
    const Request& request = exchange.request();
    const TenantNo tenant = exchange.caller()->tenant;
    auto at = Moment::of(house, request, tenant);
    if (auto* wrong = std::get_if<Reply>(&at)) return exchange.reply(std::move(*wrong));
    auto read = wanted_by(request);
    if (auto* wrong = std::get_if<Reply>(&read)) return exchange.reply(std::move(*wrong));
    const Wanted& wanted = std::get<Wanted>(read);
    const Moment& moment = std::get<Moment>(at);
    const std::uint64_t size = moment.size();
    std::string epoch = epoch_of(moment.snapshot());
    if (request.header("Accept").find("application/x-ndjson") != std::string_view::npos) {
        Reply reply = export_lines(house, tenant, wanted, size, std::move(epoch));
        moment.mark(reply);
        return exchange.reply(std::move(reply));
    }

    std::string body;
    JsonWriter json(body);
    json.open_object();
    json.key("events");
    json.open_array();
    std::uint64_t count = 0;
    Sequence last = wanted.from;
    bool more = false;
    const auto show = [&](const storage::Entry& entry) {
        if (entry.header.seq >= size) return false;
        if (!wanted.takes(entry)) return true;
        if (count == wanted.limit) {
            more = true;
            last = entry.header.seq;
            return false;
        }
        std::string line;
        write_event(line, house, tenant, epoch, entry);
        json.raw(line);
        ++count;
        return true;
    };
    if (wanted.tag) {
        const auto tag = house.log.find_tag(tenant, *wanted.tag);
        bool going = tag.has_value();
        for (Sequence from = wanted.from; going;) {
            const auto places = house.log.tagged(tenant, *tag, from, 1'000);
            for (const Sequence seq : places)
                if (going) house.log.read(tenant, seq, [&](const storage::Entry& entry) { going = show(entry); });
            going = going && places.size() == 1'000;
            if (!places.empty()) from = places.back() + 1;
        }
    } else {
        house.log.replay(tenant, wanted.from, size, show);
    }
    json.close_array();
    json.key("next_from");
    if (more)
        json.text(std::to_string(last));
    else
        json.null();
    json.member("size", std::to_string(size));
    json.close_object();
    Reply reply(std::move(body));
    moment.mark(reply);
    exchange.reply(std::move(reply));
}

void get_event(const House& house, Exchange exchange)
{
    const TenantNo tenant = exchange.caller()->tenant;
    const auto seq = number(exchange.request().captured("seq"));
    std::string body;
    const std::string epoch = epoch_of(*house.pipeline.snapshot(tenant));
    if (seq)
        house.log.read(tenant, *seq,
                       [&](const storage::Entry& entry) { write_event(body, house, tenant, epoch, entry); });
    if (body.empty()) return exchange.reply(not_found(exchange.request()));
    exchange.reply(Reply(std::move(body)));
}

/// How many events happened when: ticks for a slider, in equal stretches of time.
void get_density(const House& house, Exchange exchange)
{
    const TenantNo tenant = exchange.caller()->tenant;
    const auto snapshot = house.pipeline.snapshot(tenant);
    const std::uint64_t buckets = std::clamp<std::uint64_t>(
        number(exchange.request().parameter("buckets").value_or("200")).value_or(200), 1, 1'000);
    Instant first;
    house.log.read(tenant, 0, [&](const storage::Entry& entry) { first = entry.header.time; });
    const std::int64_t span = std::max<std::int64_t>(snapshot->at.us - first.us + 1, 1);
    std::string body;
    JsonWriter json(body);
    json.open_object();
    json.member("from", local_text(first));
    json.member("to", local_text(snapshot->at));
    json.member("size", std::to_string(snapshot->size));
    json.key("buckets");
    json.open_array();
    std::uint64_t before = 0;
    for (std::uint64_t i = 0; i < buckets; ++i) {
        const Instant end{first.us + static_cast<std::int64_t>(static_cast<std::uint64_t>(span) / buckets * (i + 1))};
        const std::uint64_t upto = i + 1 == buckets ? snapshot->size : house.log.size_at(tenant, end);
        if (upto == before) continue;
        json.open_object();
        json.member("from_seq", std::to_string(before));
        json.member("to_seq", std::to_string(upto - 1));
        json.member("to", local_text(end));
        json.key("count");
        json.number(upto - before);
        json.close_object();
        before = upto;
    }
    json.close_array();
    json.close_object();
    exchange.reply(Reply(std::move(body)));
}

} // namespace cchc::server::api
