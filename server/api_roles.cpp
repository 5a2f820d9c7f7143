#include "server/api_roles.hpp"

#include "domain/json_writer.hpp"
#include "domain/wire.hpp"
#include "server/asking.hpp"
#include "server/caller.hpp"
#include "server/identity/people.hpp"
#include "server/json.hpp"
#include "server/refusals.hpp"
#include "server/routes.hpp"

namespace cchc::server {

using namespace domain;

namespace {

void write_role(JsonWriter& json, const RoleGranted& granted, const std::optional<Instant>& ended_at)
{
    json.member("grant", granted.grant.value);
    json.member("actor", granted.actor.value);
    json.member("role", wire(granted.role));
    if (!granted.agency.empty()) json.member("agency", granted.agency.value);
    if (!granted.leader.empty()) json.member("leader", granted.leader);
    const auto list = [&](std::string_view name, const auto& ids) {
        if (ids.empty()) return;
        json.key(name);
        json.open_array();
        for (const auto& id : ids) json.text(id.value);
        json.close_array();
    };
    list("criteria", granted.criteria);
    list("rounds", granted.rounds);
    json.member("from", local_text(granted.from));
    if (granted.until) json.member("until", local_text(*granted.until));
    if (ended_at) json.member("ended_at", local_text(*ended_at));
    json.member("document_number", granted.document_number);
}

void get_roles(const House& house, Exchange exchange)
{
    const auto snapshot = house.pipeline.snapshot(exchange.caller()->tenant);
    const Directory& directory = *snapshot->directory;
    std::size_t ended = 0; // grants and ends are only ever added: their numbers are the version
    for (const auto& [grant, holding] : directory.holdings) ended += holding.ended_at.has_value();
    const std::string etag = "\"d" + std::to_string(directory.holdings.size()) + "-" + std::to_string(ended) + "\"";
    if (holds(exchange.request(), etag)) return exchange.reply(not_modified(etag));
    std::string text;
    JsonWriter json(text);
    json.open_object();
    json.key("roles");
    json.open_array();
    for (const auto& [grant, holding] : directory.holdings) {
        json.open_object();
        write_role(json, holding.granted, holding.ended_at);
        json.close_object();
    }
    json.close_array();
    json.close_object();
    Reply reply(std::move(text));
    reply.etag = etag;
    exchange.reply(std::move(reply));
}

RoleKind role_from(JsonObject& body)
{
    const auto role = from_wire<RoleKind>(body.required_text("role", {64}));
    if (!role) body.complain("role", "unknown", {"Không có vai trò này.", "There is no such role."});
    return role.value_or(RoleKind::auditor);
}

/// A role for somebody who has an account here: a grant to nobody would only look like one.
void post_role(const House& house, const People& people, Exchange exchange)
{
    JsonObject body(exchange.request());
    GrantRole grant;
    grant.actor = body.required<ActorId>("actor");
    grant.role = role_from(body);
    grant.agency = body.optional<AgencyId>("agency").value_or(AgencyId{});
    grant.leader = body.optional_text("leader", {64, 0}).value_or("");
    grant.criteria = body.ids<Code>("criteria", most_in_scope);
    grant.rounds = body.ids<RoundId>("rounds", most_in_scope);
    grant.from = body.optional<Instant>("from");
    grant.until = body.optional<Instant>("until");
    grant.document_number = body.required_text("document_number", {200});
    if (auto wrong = body.refusal()) return exchange.reply(std::move(*wrong));
    if (!people.by_actor(exchange.caller()->tenant, grant.actor)) return exchange.reply(not_found(exchange.request()));
    // Who administers sees no drafts (SE-11): he does not make himself the auditor, or the council's secretary.
    if (grant.actor == exchange.caller()->actor)
        return exchange.reply(
            refused(refuse(RefusalCode::conflict_of_interest, "actor"), exchange.request().language()));
    grant.grant = GrantId(house.new_id("g-"));
    const auto tell = [](JsonWriter& json, const Accepted& accepted, Reply& reply) {
        reply.status = 201;
        for (const Accepted::Written& event : accepted.events)
            if (const auto* family = std::get_if<DirectoryEvent>(&event.what))
                if (const auto* granted = std::get_if<RoleGranted>(family)) write_role(json, *granted, {});
    };
    ask(house, std::move(exchange), std::move(grant), {}, tell);
}

void post_ending(const House& house, Exchange exchange)
{
    JsonObject body(exchange.request());
    EndRole end;
    end.grant = GrantId(exchange.request().captured("grant"));
    end.reason = body.required_text("reason", {longest_reason});
    if (auto wrong = body.refusal()) return exchange.reply(std::move(*wrong));
    const auto tell = [grant = end.grant](JsonWriter& json, const Accepted& accepted, Reply&) {
        json.member("grant", grant.value);
        json.member("ended_at", local_text(accepted.at));
    };
    ask(house, std::move(exchange), std::move(end), {}, tell);
}

} // namespace

std::vector<Route> role_routes(const House& house, const People& people)
{
    using enum Method;
    const Who grants = may::administer | may::operate;
    return {
        row(grants | may::audit, get, "/roles", body::none,
            [&house](Exchange exchange) { get_roles(house, std::move(exchange)); }),
        row(grants, post, "/roles", body::small,
            [&house, &people](Exchange exchange) { post_role(house, people, std::move(exchange)); }),
        row(grants, post, "/roles/{grant}/endings", body::small,
            [&house](Exchange exchange) { post_ending(house, std::move(exchange)); }),
    };
}

} // namespace cchc::server
