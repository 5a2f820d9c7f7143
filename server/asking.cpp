#include "server/asking.hpp"

#include "domain/json_writer.hpp"
#include "server/problems.hpp"
#include "server/refusals.hpp"
#include "storage/sha256.hpp"

#include <algorithm>
#include <cassert>
#include <charconv>

namespace cchc::server {

using namespace domain;

Reply not_found(const Request& request)
{
    return problem("not-found", request.language(),
                   {"Không tìm thấy, hoặc đồng chí không có quyền xem.", "Not found, or not for you to see."});
}

/// The number in an ETag of the form `"<prefix><n>"`.
template <class Number>
static std::variant<Number, Reply> number_in(std::string_view etag, char prefix, Language language)
{
    Number number = 0;
    const bool formed = etag.size() >= 4 && etag.front() == '"' && etag.back() == '"' && etag[1] == prefix;
    const char* const last = formed ? &etag.back() : nullptr;
    const auto [end, error] =
        formed ? std::from_chars(etag.data() + 2, last, number) : std::from_chars_result{nullptr, std::errc{}};
    if (formed && error == std::errc{} && end == last) return number;
    return problem("malformed", language, {"If-Match không đúng dạng.", "If-Match is not of the form expected."});
}

std::variant<std::uint32_t, Reply> expected_version(const Request& request, char prefix)
{
    const std::string_view given = request.header("If-Match");
    if (given.empty())
        return problem(
            "precondition-required", request.language(),
            {"Thiếu If-Match: cho biết phiên bản đang sửa.", "If-Match is missing: say which version you saw."});
    return number_in<std::uint32_t>(given, prefix, request.language());
}

std::variant<std::optional<std::uint64_t>, Reply> expected_place(const Request& request, char prefix)
{
    const std::string_view given = request.header("If-Match");
    if (given.empty()) return std::optional<std::uint64_t>{};
    auto place = number_in<std::uint64_t>(given, prefix, request.language());
    if (auto* wrong = std::get_if<Reply>(&place)) return std::move(*wrong);
    return std::optional<std::uint64_t>(std::get<std::uint64_t>(place));
}

/// A structured-field string with a UUID in it, or the UUID alone.
static std::optional<storage::CommandId> command_id(std::string_view header)
{
    if (header.size() >= 2 && header.front() == '"' && header.back() == '"')
        header = header.substr(1, header.size() - 2);
    return storage::uuid_from(header);
}

/// Everything that makes it the same request: who, what, where, and every byte of it.
static Fingerprint fingerprint(const Request& request, const Caller& caller)
{
    const std::string_view nul("\0", 1);
    const storage::Hash hash = storage::sha256({caller.actor.value, nul, name_of(request.method), nul, request.target,
                                                nul, request.header("If-Match"), nul, request.body});
    Fingerprint first;
    std::copy_n(hash.bytes.begin(), first.size(), first.begin());
    return first;
}

/// W3C Trace Context, or nothing: it goes into the event, so its form is checked to the letter.
static std::string traceparent(std::string_view given)
{
    if (given.size() != 55 || !given.starts_with("00-") || given[35] != '-' || given[52] != '-') return {};
    for (std::size_t i = 3; i < given.size(); ++i) {
        const char c = given[i];
        if (!((c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c == '-' && (i == 35 || i == 52)))) return {};
    }
    return std::string(given);
}

static Reply tell_accepted(const Accepted& accepted, const Tell& tell)
{
    Reply reply;
    std::string body;
    body.reserve(1024);
    JsonWriter json(body);
    json.open_object();
    json.member("seq", std::to_string(accepted.seq));
    json.key("event_ids");
    json.open_array();
    for (const Accepted::Written& event : accepted.events) json.text(storage::uuid_text(event.event));
    json.close_array();
    json.member("recorded_at", local_text(accepted.at));
    json.key("leaf_hash");
    if (accepted.events.empty())
        json.null();
    else
        json.text(accepted.events.back().leaf_hash.hex());
    tell(json, accepted, reply);
    json.close_object();
    reply.body = std::move(body);
    return reply;
}

static Reply tell_unavailable(Unavailable why, Language language)
{
    switch (why) {
    case Unavailable::busy:
        return problem(
                   "maintenance", language,
                   {"Máy chủ đang quá tải, xin gửi lại sau giây lát.", "The server is overloaded; please try again."})
            .with("Retry-After", "1");
    case Unavailable::read_only:
        return problem("read-only", language,
                       {"Máy chủ sắp hết dung lượng đĩa nên tạm thời chỉ cho xem.",
                        "The server is short of disk space and takes no changes for now."})
            .with("Retry-After", "30");
    case Unavailable::outcome_unknown:
        return problem("outcome-unknown", language,
                       {"Chưa rõ thay đổi đã được ghi hay chưa; gửi lại cùng mã lệnh để biết.",
                        "It is not known whether this was written; ask again under the same key."})
            .with("Retry-After", "2");
    case Unavailable::stopping:
        return problem("maintenance", language, {"Máy chủ đang dừng.", "The server is stopping."})
            .with("Retry-After", "5");
    case Unavailable::key_reused:
        return problem("idempotency-key-reused", language,
                       {"Mã lệnh này đã dùng cho một yêu cầu khác.", "That key was spent on another request."});
    }
    return problem("maintenance", language, {"Máy chủ đang dừng.", "The server is stopping."});
}

Accepted told_again(const House& house, TenantNo tenant, const storage::Remembered& remembered, const Command& command)
{
    Accepted accepted;
    const std::uint64_t size = remembered.first_seq + std::max(remembered.count, 1u);
    accepted.seq = size - 1;
    const Sequence end = remembered.first_seq + remembered.count;
    house.log.replay(tenant, remembered.first_seq, end, [&](const storage::Entry& entry) {
        storage::ReadLeaf read = storage::decode(entry.leaf);
        accepted.at = entry.header.time;
        accepted.events.push_back({entry.header.seq, house.log.leaf_hash_of(tenant, entry.header.seq), read.id,
                                   std::move(read.record.event)});
        return true;
    });
    const Moment then = Moment::past(house, tenant, size);
    if (accepted.events.empty()) accepted.at = then.at();
    std::visit(
        [&](const auto& c) {
            if constexpr (requires { c.assessment; }) {
                accepted.assessment = then.assessment(c.assessment.value);
                if (accepted.assessment) accepted.cycle = accepted.assessment->cycle;
            } else if constexpr (requires { c.cycle; }) {
                accepted.cycle = then.cycle(c.cycle.value);
            }
        },
        command);
    return accepted;
}

void say_nothing_more(JsonWriter&, const Accepted&, Reply&) {}

/// A stale version shows what stands now, so that the page can offer both.
static std::string in_force(const House& house, TenantNo tenant, const Refusal& why, const Command& command)
{
    if (why.code != RefusalCode::stale_version) return {};
    const auto* edit = std::get_if<EditEntry>(&command);
    if (!edit) return {};
    const auto view = house.pipeline.snapshot(tenant)->assessment(edit->assessment.value);
    if (!view) return {};
    const CriterionNo no = view->set->find(why.about);
    return no == no_criterion || !view->entries[no] ? std::string() : view->entries[no]->json;
}

void ask(const House& house, Exchange exchange, Command command, std::optional<std::uint64_t> expected, Tell tell,
         std::shared_ptr<const Regulation> regulation)
{
    const Request& request = exchange.request();
    const Language language = request.language();
    if (request.parameter("as_of") || request.parameter("as_of_seq"))
        return exchange.reply(
            problem("malformed", language, {"Không thể ghi vào quá khứ.", "The past cannot be written to."}));
    if (request.header("Idempotency-Key").empty())
        return exchange.reply(problem("idempotency-key-missing", language,
                                      {"Thiếu Idempotency-Key.", "The Idempotency-Key header is missing."}));
    const auto id = command_id(request.header("Idempotency-Key"));
    if (!id)
        return exchange.reply(
            problem("malformed", language, {"Idempotency-Key phải là một UUID.", "Idempotency-Key must be a UUID."}));
    const Caller& caller = *exchange.caller();
    Asked asked;
    asked.tenant = caller.tenant;
    asked.actor = caller.actor;
    if (caller.hat) asked.hat = *caller.hat;
    asked.expected = expected;
    asked.id = *id;
    asked.fingerprint = fingerprint(request, caller);
    asked.traceparent = traceparent(request.header("traceparent"));
    asked.regulation = std::move(regulation);
    asked.command = command;

    auto waiting = std::make_shared<Exchange>(std::move(exchange));
    asked.answer = [&house, waiting, language, tenant = asked.tenant, command = std::move(command),
                    tell = std::move(tell)](Answer answer) {
        std::visit(match{
                       [&](Unavailable why) { waiting->reply(tell_unavailable(why, language)); },
                       [&](const Refused& refused_by) {
                           Circumstances on;
                           on.sequenced_at = refused_by.at;
                           on.current = in_force(house, tenant, refused_by.refusal, command);
                           waiting->reply(refused(refused_by.refusal, language, on));
                       },
                       [&](const Accepted& accepted) { waiting->reply(tell_accepted(accepted, tell)); },
                       [](const Foreseen&) { assert(!"a command was asked, and a preview answered"); },
                       [&](const Again& again) {
                           // Reads the past from the disk: not on the sequencer's thread.
                           const bool taken = house.work([&house, waiting, tenant, again, command, tell] {
                               waiting->reply(
                                   tell_accepted(told_again(house, tenant, again.remembered, command), tell));
                           });
                           if (!taken) waiting->reply(tell_unavailable(Unavailable::busy, language));
                       },
                   },
                   answer);
    };
    house.pipeline.submit(std::move(asked));
}

void foresee(const House& house, Exchange exchange, AmendCycle command,
             std::function<std::string(const AmendmentPreview&)> render)
{
    const Language language = exchange.request().language();
    Asked asked;
    asked.tenant = exchange.caller()->tenant;
    asked.actor = exchange.caller()->actor;
    if (exchange.caller()->hat) asked.hat = *exchange.caller()->hat;
    asked.command = std::move(command);
    asked.only_foresee = true;
    auto waiting = std::make_shared<Exchange>(std::move(exchange));
    asked.answer = [waiting, language, render = std::move(render)](Answer answer) {
        if (const auto* foreseen = std::get_if<Foreseen>(&answer)) {
            Reply reply(render(*foreseen->preview));
            reply.caching = "private, no-cache";
            return waiting->reply(std::move(reply));
        }
        if (const auto* no = std::get_if<Refused>(&answer)) {
            Circumstances on;
            on.sequenced_at = no->at;
            return waiting->reply(refused(no->refusal, language, on));
        }
        waiting->reply(tell_unavailable(std::get<Unavailable>(answer), language));
    };
    house.pipeline.submit(std::move(asked));
}

} // namespace cchc::server
