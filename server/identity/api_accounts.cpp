#include "server/identity/front_desk.hpp"

#include "domain/json_writer.hpp"
#include "domain/wire.hpp"
#include "server/identity/provider_door.hpp"
#include "server/identity/recovery_codes.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <spdlog/spdlog.h>

namespace cchc::server::api {

using domain::ActorId;
using domain::Instant;
using domain::RoleKind;

namespace {

/// How long the password is good that an administrator gives somebody.
constexpr std::int64_t initial_good_for_us = 7 * 24 * 3'600'000'000LL;

void write_account(domain::JsonWriter& json, const Reception& reception, const domain::Directory& directory,
                   domain::TenantNo tenant, const Person& person)
{
    json.open_object();
    json.member("actor", person.actor.value);
    json.member("login", person.login);
    json.member("name", person.name);
    json.key("disabled"), json.boolean(person.disabled);
    json.key("second_factor"), json.boolean(reception.second_factors.has(tenant, person.actor));
    json.key("oidc"), json.boolean(!person.subject.empty());
    json.key("last_signed_in_at");
    person.signed_in_at ? json.text(domain::local_text(*person.signed_in_at)) : json.null();
    json.key("roles");
    json.open_array();
    for (const auto& [grant, holding] : directory.holdings)
        if (holding.granted.actor == person.actor) write(json, holding);
    json.close_array();
    json.close_object();
}

Reply account_reply(const Reception& reception, domain::TenantNo tenant, const ActorId& actor)
{
    const auto person = reception.people.by_actor(tenant, actor);
    std::string text;
    domain::JsonWriter json(text);
    if (person) write_account(json, reception, *reception.directory(tenant), tenant, *person);
    return Reply(std::move(text));
}

/// A line of the log: who did what to whose account.
void log_act(std::string_view what, const Caller& by, const ActorId& of)
{
    spdlog::info("account {}: actor {} tenant {} by {}", what, of.value, by.tenant, by.actor.value);
}

bool operates(const Reception& reception, domain::TenantNo tenant, const ActorId& actor)
{
    const auto hats = reception.directory(tenant)->hats_of(actor, reception.clock.now());
    return std::ranges::any_of(hats, [](const domain::Hat& hat) { return hat.role == RoleKind::system_admin; });
}

/// Whose account the path names, if the caller may act upon it: not upon his own, lest he locks himself out, and who
/// runs a cycle not upon those who run the system.
std::variant<Person, Reply> account_acted_upon(const Reception& reception, const Exchange& exchange)
{
    const Request& request = exchange.request();
    const auto caller = exchange.caller();
    const auto person = reception.people.by_actor(caller->tenant, ActorId(std::string(request.captured("actor"))));
    if (!person) return nobody_here(request);
    if (person->actor == caller->actor)
        return not_now(request, {"Không tự thao tác trên tài khoản của chính mình tại đây.",
                                 "Nobody acts upon his own account here."});
    if (caller->hat->role != RoleKind::system_admin && operates(reception, caller->tenant, person->actor))
        return problem(
            "missing-right", request.language(),
            {"Tài khoản này do quản trị hệ thống quản lý.", "The system's administrators keep this account."});
    return *person;
}

void tell_initial_password(Reply& reply, domain::JsonWriter& json, const std::string& password, Instant until)
{
    json.member("initial_password", password);
    json.member("expires_at", domain::local_text(until));
    reply.caching = "no-store";
}

} // namespace

void get_accounts(const Reception& reception, Exchange exchange)
{
    const auto tenant = exchange.caller()->tenant;
    const auto directory = reception.directory(tenant);
    std::string text;
    domain::JsonWriter json(text);
    json.open_object();
    json.key("accounts");
    json.open_array();
    for (const Person& person : reception.people.all(tenant))
        write_account(json, reception, *directory, tenant, person);
    json.close_array();
    json.close_object();
    exchange.reply(Reply(std::move(text)));
}

void post_account(const Reception& reception, Exchange exchange)
{
    const Request& request = exchange.request();
    JsonObject body(request);
    const std::string login = body.required_text("login", {100});
    const std::string name = body.required_text("name", {200});
    if (!login.empty() && !folded_login(login))
        body.complain("login", "malformed",
                      {"Tên đăng nhập gồm 2 đến 64 ký tự a-z 0-9 . _ - @.", "A login has 2 to 64 of a-z 0-9 . _ - @."});
    if (!name.empty() && !person_name(name))
        body.complain("name", "malformed", {"Tên không hợp lệ.", "This cannot be a name."});
    if (auto wrong = body.refusal()) return exchange.reply(std::move(*wrong));
    const auto tenant = reception.tenant(request.tenant);
    if (tenant->members && reception.people.all(tenant->number).size() >= *tenant->members)
        return exchange.reply(not_now(request, {"Hệ thống đã đủ số tài khoản.", "The system has all its members."}));

    answer_after(reception, std::move(exchange), [&reception, login, name](Exchange& waiting) {
        const auto caller = waiting.caller();
        const auto entered = reception.people.add(caller->tenant, login, name);
        const auto* actor = std::get_if<ActorId>(&entered);
        if (!actor)
            return waiting.reply(
                not_now(waiting.request(), {"Tên đăng nhập này đã có người dùng.", "That login is taken."}));
        const std::string password = fresh_code();
        const Instant until = reception.clock.now().plus_us(initial_good_for_us);
        reception.people.set_password_hash(caller->tenant, *actor, reception.passwords.hash(password), until);
        log_act("entered", *caller, *actor);
        std::string text;
        domain::JsonWriter json(text);
        Reply reply(201, std::string());
        json.open_object();
        json.member("actor", actor->value);
        tell_initial_password(reply, json, password, until);
        json.close_object();
        reply.body = std::move(text);
        waiting.reply(std::move(reply));
    });
}

namespace {

/// Who he is to be at the identity provider: nothing is said, or empty: nobody.
std::optional<std::string> subject_in(JsonObject& body, const Request& request)
{
    const auto subject = body.optional_text("subject", {255});
    if (subject && !may_be_subject(*subject))
        body.complain("subject", "malformed",
                      {"Mã tài khoản công vụ gồm 1 đến 255 ký tự ASCII.", "A subject has 1 to 255 letters of ASCII."});
    if (subject || body.refusal() || body.has("subject")) return subject;
    const auto given = nlohmann::json::parse(request.body);
    return given.contains("subject") ? std::optional(std::string())
                                     : std::nullopt; // null: which elsewhere says nothing
}

/// The answer where it cannot be; nothing when he is.
std::optional<Reply> link(const Reception& reception, const Exchange& waiting, const ActorId& actor,
                          const std::string& subject)
{
    const Request& request = waiting.request();
    const auto caller = waiting.caller();
    const IdentityProvider& provider = reception.provider->provider;
    switch (reception.people.link(caller->tenant, actor, subject.empty() ? subject : provider.person(subject))) {
    case Linking::nobody: return nobody_here(request);
    case Linking::taken:
        return not_now(request, {"Tài khoản công vụ này đã gắn với người khác.",
                                 "That account of the provider is linked to somebody else."});
    case Linking::done: break;
    }
    log_act(subject.empty() ? "unlinked" : "linked", *caller, actor);
    return std::nullopt;
}

} // namespace

void patch_account(const Reception& reception, Exchange exchange)
{
    const Request& request = exchange.request();
    JsonObject body(request);
    const auto name = body.optional_text("name", {200});
    const auto disabled = body.optional<bool>("disabled");
    const auto subject = subject_in(body, request);
    if (name && !person_name(*name))
        body.complain("name", "malformed", {"Tên không hợp lệ.", "This cannot be a name."});
    if (auto wrong = body.refusal()) return exchange.reply(std::move(*wrong));
    auto acted = account_acted_upon(reception, exchange);
    if (auto* refused = std::get_if<Reply>(&acted)) return exchange.reply(std::move(*refused));
    if (subject && !reception.provider)
        return exchange.reply(not_now(
            request, {"Hệ thống chưa nối với hệ thống đăng nhập chung.", "This system has no identity provider."}));
    const ActorId actor = std::get<Person>(acted).actor;
    answer_after(reception, std::move(exchange), [&reception, actor, name, disabled, subject](Exchange& waiting) {
        const auto caller = waiting.caller();
        if (subject)
            if (auto refused = link(reception, waiting, actor, *subject)) return waiting.reply(std::move(*refused));
        if (name) reception.people.rename(caller->tenant, actor, *name);
        if (disabled) reception.people.set_disabled(caller->tenant, actor, *disabled);
        if (disabled) log_act(*disabled ? "disabled" : "enabled", *caller, actor);
        waiting.reply(account_reply(reception, caller->tenant, actor));
    });
}

void post_password_reset(const Reception& reception, Exchange exchange)
{
    JsonObject body(exchange.request());
    if (auto wrong = body.refusal()) return exchange.reply(std::move(*wrong));
    auto acted = account_acted_upon(reception, exchange);
    if (auto* refused = std::get_if<Reply>(&acted)) return exchange.reply(std::move(*refused));
    const ActorId actor = std::get<Person>(acted).actor;
    answer_after(reception, std::move(exchange), [&reception, actor](Exchange& waiting) {
        const auto caller = waiting.caller();
        const std::string password = fresh_code();
        const Instant until = reception.clock.now().plus_us(initial_good_for_us);
        reception.people.set_password_hash(caller->tenant, actor, reception.passwords.hash(password), until);
        log_act("given an initial password", *caller, actor);
        std::string text;
        domain::JsonWriter json(text);
        Reply reply(200, std::string());
        json.open_object();
        tell_initial_password(reply, json, password, until);
        json.close_object();
        reply.body = std::move(text);
        waiting.reply(std::move(reply));
    });
}

void delete_account_second_factor(const Reception& reception, Exchange exchange)
{
    auto acted = account_acted_upon(reception, exchange);
    if (auto* refused = std::get_if<Reply>(&acted)) return exchange.reply(std::move(*refused));
    const ActorId actor = std::get<Person>(acted).actor;
    answer_after(reception, std::move(exchange), [&reception, actor](Exchange& waiting) {
        const auto caller = waiting.caller();
        reception.second_factors.forget(caller->tenant, actor);
        reception.sessions.end_all(caller->tenant, actor);
        log_act("without its second factor", *caller, actor);
        waiting.reply(Reply(204, std::string()));
    });
}

void get_account_sessions(const Reception& reception, Exchange exchange)
{
    auto acted = account_acted_upon(reception, exchange);
    if (auto* refused = std::get_if<Reply>(&acted)) return exchange.reply(std::move(*refused));
    const ActorId& actor = std::get<Person>(acted).actor;
    const auto his = reception.sessions.of(exchange.caller()->tenant, actor, reception.clock.now());
    exchange.reply(Reply(sessions_text(his, {})));
}

void delete_account_sessions(const Reception& reception, Exchange exchange)
{
    auto acted = account_acted_upon(reception, exchange);
    if (auto* refused = std::get_if<Reply>(&acted)) return exchange.reply(std::move(*refused));
    const ActorId actor = std::get<Person>(acted).actor;
    answer_after(reception, std::move(exchange), [&reception, actor](Exchange& waiting) {
        const auto caller = waiting.caller();
        reception.sessions.end_all(caller->tenant, actor);
        log_act("signed out everywhere", *caller, actor);
        waiting.reply(Reply(204, std::string()));
    });
}

void delete_account_session(const Reception& reception, Exchange exchange)
{
    auto acted = account_acted_upon(reception, exchange);
    if (auto* refused = std::get_if<Reply>(&acted)) return exchange.reply(std::move(*refused));
    const ActorId actor = std::get<Person>(acted).actor;
    const std::string id(exchange.request().captured("session"));
    const auto his = reception.sessions.of(exchange.caller()->tenant, actor, reception.clock.now());
    if (std::ranges::find(his, id, &Sessions::Listed::id) == his.end())
        return exchange.reply(nobody_here(exchange.request()));
    answer_after(reception, std::move(exchange), [&reception, actor, id](Exchange& waiting) {
        reception.sessions.end(id);
        log_act("signed out of one session", *waiting.caller(), actor);
        waiting.reply(Reply(204, std::string()));
    });
}

void delete_account(const Reception& reception, Exchange exchange)
{
    auto acted = account_acted_upon(reception, exchange);
    if (auto* refused = std::get_if<Reply>(&acted)) return exchange.reply(std::move(*refused));
    const ActorId actor = std::get<Person>(acted).actor;
    answer_after(reception, std::move(exchange), [&reception, actor](Exchange& waiting) {
        const auto caller = waiting.caller();
        // His roles end first: a pseudonym that belongs to nobody holds none.
        for (const domain::Hat& hat : reception.directory(caller->tenant)->hats_of(actor, reception.clock.now()))
            reception.as_system(caller->tenant, domain::EndRole{hat.grant, "Xóa tài khoản"});
        reception.second_factors.forget(caller->tenant, actor);
        reception.people.erase(caller->tenant, actor);
        log_act("erased", *caller, actor);
        waiting.reply(Reply(204, std::string()));
    });
}

} // namespace cchc::server::api
