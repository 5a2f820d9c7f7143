#include "domain/wire.hpp"
#include "projections/amendment_view.hpp"
#include "server/api.hpp"
#include "server/problems.hpp"

#include <charconv>

namespace cchc::server::api {

using namespace domain;

// An amendment in mid-cycle (CS-29, CS-32): seen before, then asked for.

void get_amendment_preview(const House& house, Exchange exchange)
{
    const Request& request = exchange.request();
    const auto malformed = [&](Sentence why) { exchange.reply(problem("malformed", request.language(), why)); };
    if (request.parameter("as_of") || request.parameter("as_of_seq"))
        return malformed({"Chỉ xem trước được từ hiện tại.", "A preview begins now, not in the past."});
    AmendCycle amend;
    amend.cycle = CycleId(request.captured("cycle"));
    const auto version = request.parameter("version").value_or("");
    const auto [end, error] = std::from_chars(version.data(), version.data() + version.size(), amend.to_version);
    const auto effect = from_wire<AmendmentEffect>(request.parameter("effect").value_or(wire(amend.effect)));
    if (error != std::errc{} || end != version.data() + version.size() || !effect)
        return malformed({"Tham số version hoặc effect không đúng dạng.", "`version` or `effect` is not of its form."});
    amend.effect = *effect;
    foresee(house, std::move(exchange), std::move(amend), projections::render_preview);
}

void post_amendment(const House& house, Exchange exchange)
{
    JsonObject body(exchange.request());
    AmendCycle amend;
    amend.cycle = CycleId(exchange.request().captured("cycle"));
    amend.to_version = body.required<std::uint32_t>("version");
    const auto effect = body.optional_choice("effect", {"next_cycle", "this_round", "reopen"});
    if (effect) amend.effect = from_wire<AmendmentEffect>(*effect).value();
    amend.until = body.optional<Instant>("until");
    amend.reason = body.required_text("reason", {longest_reason});
    if (auto wrong = body.refusal()) return exchange.reply(std::move(*wrong));
    amend.grant = GrantId(house.new_id("sd-"));
    act_on_cycle(house, std::move(exchange), std::move(amend),
                 [](JsonWriter& json, const Accepted& accepted, Reply& reply) {
                     reply.status = 201;
                     tell_cycle(json, accepted, reply);
                 });
}

} // namespace cchc::server::api
