#include "server/identity/front_desk.hpp"

#include "domain/json_writer.hpp"
#include "domain/wire.hpp"

#include <algorithm>
#include <spdlog/spdlog.h>

namespace cchc::server::api {

using domain::Instant;
using domain::RoleKind;

namespace {

constexpr std::int64_t longest_us = 366 * 24 * 3'600'000'000LL;

void write_key(domain::JsonWriter& json, const ApiKeys::Key& key, const std::string& told = {})
{
    json.open_object();
    json.member("id", key.id);
    json.member("name", key.entered.name);
    json.key("scopes");
    json.open_array();
    for (const Scope scope : key.entered.scopes) json.text(wire(scope));
    json.close_array();
    json.member("grant", key.caller->hat->grant.value);
    json.member("role", domain::wire(key.caller->hat->role));
    if (!key.caller->hat->agency.empty()) json.member("agency", key.caller->hat->agency.value);
    json.member("created_at", domain::local_text(key.created_at));
    json.member("expires_at", domain::local_text(key.entered.expires_at));
    json.key("addresses");
    json.open_array();
    for (const Network& network : key.entered.addresses) json.text(network.text());
    json.close_array();
    json.key("last_used_at");
    const Instant used{key.used_us.load()};
    used.us == 0 ? json.null() : json.text(domain::local_text(used));
    if (!told.empty()) json.member("key", told);
    json.close_object();
}

NewApiKey key_from(JsonObject& body, Instant now)
{
    NewApiKey key;
    key.name = body.required_text("name", {200});
    for (const std::string& word : body.texts("scopes", 10, {40})) {
        const auto scope = scope_from_wire(word);
        if (!scope)
            body.complain("scopes", "unknown", {"Phạm vi không có trong danh sách.", "There is no such scope."});
        else if (std::ranges::find(key.scopes, *scope) == key.scopes.end())
            key.scopes.push_back(*scope);
    }
    if (key.scopes.empty()) body.complain("scopes", "missing", {"Cần ít nhất một phạm vi.", "At least one is needed."});
    for (const std::string& block : body.texts("addresses", 50, {64})) {
        if (auto network = Network::parse(block))
            key.addresses.push_back(std::move(*network));
        else
            body.complain("addresses", "malformed",
                          {"Địa chỉ mạng không hợp lệ (ví dụ 10.1.2.0/24).", "No network, such as 10.1.2.0/24."});
    }
    key.expires_at = body.required<Instant>("expires_at");
    if (key.expires_at <= now || key.expires_at.us - now.us > longest_us)
        body.complain("expires_at", "out_of_range",
                      {"Hạn dùng phải trong vòng 366 ngày tới.", "It expires within the next 366 days."});
    return key;
}

/// The hat of the grant, worn by whoever holds it; only of a role that another system may act under.
std::optional<Caller> caller_under(const domain::Directory& directory, const domain::GrantId& grant, const Caller& by,
                                   Instant now)
{
    const auto found = directory.holdings.find(grant);
    if (found == directory.holdings.end() || !found->second.in_force(now)) return std::nullopt;
    const auto& granted = found->second.granted;
    if (!may_be_a_keys(granted.role)) return std::nullopt;
    Caller caller{.tenant = by.tenant, .tenant_name = by.tenant_name, .actor = granted.actor};
    caller.hat = domain::Hat{granted.role, granted.agency, grant};
    return caller;
}

} // namespace

void get_api_keys(const Reception& reception, Exchange exchange)
{
    std::string text;
    domain::JsonWriter json(text);
    json.open_object();
    json.key("keys");
    json.open_array();
    for (const auto& key : reception.api_keys.all(exchange.caller()->tenant)) write_key(json, *key);
    json.close_array();
    json.close_object();
    exchange.reply(Reply(std::move(text)));
}

void post_api_key(const Reception& reception, Exchange exchange)
{
    const Request& request = exchange.request();
    const Instant now = reception.clock.now();
    JsonObject body(request);
    NewApiKey key = key_from(body, now);
    const auto grant = body.required<domain::GrantId>("grant");
    if (auto wrong = body.refusal()) return exchange.reply(std::move(*wrong));
    const auto by = exchange.caller();
    const auto caller = caller_under(*reception.directory(by->tenant), grant, *by, now);
    if (!caller)
        return exchange.reply(problem("not-found", request.language(),
                                      {"Không có vai trò kết nối nào như vậy.", "There is no such role for a key."}));

    answer_after(reception, std::move(exchange), [&reception, now, key, caller](Exchange& waiting) {
        const auto who = waiting.caller();
        const std::string id = reception.new_id("k-");
        const std::string told = reception.api_keys.add(id, key, *caller, now);
        spdlog::info("key {} entered: actor {} tenant {} by {}", id, caller->actor.value, who->tenant,
                     who->actor.value);
        const auto all = reception.api_keys.all(who->tenant);
        std::string text;
        domain::JsonWriter json(text);
        write_key(json, **std::ranges::find(all, id, [](const auto& one) { return one->id; }), told);
        waiting.reply(Reply(201, std::move(text)));
    });
}

void delete_api_key(const Reception& reception, Exchange exchange)
{
    const std::string id(exchange.request().captured("key"));
    const auto all = reception.api_keys.all(exchange.caller()->tenant);
    if (std::ranges::find(all, id, [](const auto& one) { return one->id; }) == all.end())
        return exchange.reply(nobody_here(exchange.request()));
    answer_after(reception, std::move(exchange), [&reception, id](Exchange& waiting) {
        const auto by = waiting.caller();
        reception.api_keys.remove(by->tenant, id);
        spdlog::info("key {} revoked: tenant {} by {}", id, by->tenant, by->actor.value);
        waiting.reply(Reply(204, std::string()));
    });
}

} // namespace cchc::server::api
