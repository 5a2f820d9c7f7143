#include "server/service_parts.hpp"

#include "domain/json_writer.hpp"
#include "domain/wire.hpp"
#include "server/json.hpp"
#include "server/problems.hpp"
#include "server/routes.hpp"

#include <algorithm>

/// Who comes in, under which hat, and who the others are.
namespace cchc::server {

using namespace domain;

static void write_hat(JsonWriter& json, const Hat& hat)
{
    json.open_object();
    json.member("grant", hat.grant.value);
    json.member("role", wire(hat.role));
    json.member("agency", hat.agency.value);
    json.close_object();
}

static std::vector<Hat> hats_of(const Service::Parts& parts, TenantNo tenant, const ActorId& actor)
{
    const auto directory = parts.pipeline.snapshot(tenant)->directory;
    return directory ? directory->hats_of(actor, parts.clock.now()) : std::vector<Hat>{};
}

static std::string session_text(const Service::Parts& parts, const Caller& caller)
{
    const auto person = parts.people.by_actor(caller.tenant, caller.actor);
    std::string text;
    JsonWriter json(text);
    json.open_object();
    json.member("actor", caller.actor.value);
    json.member("name", person ? person->name : "");
    json.member("login", person ? person->login : "");
    json.key("tenant");
    json.open_object();
    json.member("id", parts.settings.tenant);
    json.member("title", parts.settings.tenant_title);
    json.close_object();
    json.key("role");
    if (caller.hat)
        write_hat(json, *caller.hat);
    else
        json.null();
    json.key("roles");
    json.open_array();
    for (const Hat& hat : hats_of(parts, caller.tenant, caller.actor)) write_hat(json, hat);
    json.close_array();
    json.key("demo");
    json.boolean(parts.settings.demonstration);
    json.close_object();
    return text;
}

static Reply busy(Language language)
{
    return problem("rate-limited", language,
                   {"Đang có quá nhiều yêu cầu, xin thử lại sau giây lát.", "Too much is waiting; please try again."})
        .with("Retry-After", "2");
}

/// The same words whether the login is unknown, the password wrong or the account disabled (ASVS 6.3.8).
static Reply not_let_in(Language language)
{
    return problem("unauthenticated", language, {"Sai tài khoản hoặc mật khẩu.", "Wrong login or password."});
}

static void post_session(Service::Parts& parts, Exchange exchange)
{
    const Request& request = exchange.request();
    JsonObject body(request);
    const std::string login = body.required_text("login", {100});
    std::string password = body.required_text("password", {1024});
    if (auto wrong = body.refusal()) return exchange.reply(std::move(*wrong));
    const Language language = request.language();
    const std::string folded = folded_login(login).value_or(login);
    // Loopback speaks for a proxy's many clients: only strangers' own addresses are counted.
    const std::string address = request.from_this_machine() ? std::string() : std::string(request.peer);
    LoginThrottle::Attempt attempt;
    attempt.tenant = parts.tenant;
    attempt.login = folded;
    attempt.address = address;
    if (const auto wait = parts.throttle.count(attempt, parts.clock.now()))
        return exchange.reply(problem("rate-limited", language,
                                      {"Đăng nhập sai quá nhiều lần, xin thử lại sau.",
                                       "Too many wrong attempts; please try again later."})
                                  .with("Retry-After", std::to_string(*wait)));
    const auto person = parts.people.by_login(parts.tenant, folded);
    const std::string hash = person && !person->disabled ? person->password_hash : std::string();
    auto waiting = std::make_shared<Exchange>(std::move(exchange));
    const bool taken = parts.passwords.check(
        std::move(password), hash, [&parts, waiting, person, folded, address, language](bool right) {
            if (!right) return waiting->reply(not_let_in(language));
            LoginThrottle::Attempt good;
            good.tenant = parts.tenant;
            good.login = folded;
            good.address = address;
            parts.throttle.forgive(good, parts.clock.now());
            Caller caller;
            caller.tenant = parts.tenant;
            caller.tenant_name = parts.settings.tenant;
            caller.actor = person->actor;
            const auto hats = hats_of(parts, parts.tenant, person->actor);
            if (!hats.empty()) caller.hat = hats.front();
            const auto opened = parts.sessions.open(std::move(caller), parts.clock.now());
            Reply reply(session_text(parts, *opened.caller));
            reply.with("Set-Cookie", session_cookie(opened.token));
            waiting->reply(std::move(reply));
        });
    if (!taken) waiting->reply(busy(language));
}

static void delete_session(Service::Parts& parts, Exchange exchange)
{
    auto waiting = std::make_shared<Exchange>(std::move(exchange));
    const bool taken = parts.workers.run([&parts, waiting] {
        parts.sessions.end(waiting->caller()->session);
        Reply reply;
        reply.status = 204;
        reply.with("Set-Cookie", ended_session_cookie());
        waiting->reply(std::move(reply));
    });
    if (!taken) waiting->reply(busy(waiting->request().language()));
}

static void put_role(Service::Parts& parts, Exchange exchange)
{
    JsonObject body(exchange.request());
    const auto grant = body.required<GrantId>("grant");
    if (auto wrong = body.refusal()) return exchange.reply(std::move(*wrong));
    const Caller& caller = *exchange.caller();
    const auto hats = hats_of(parts, caller.tenant, caller.actor);
    const auto hat = std::ranges::find(hats, grant, &Hat::grant);
    if (hat == hats.end()) return exchange.reply(not_found(exchange.request()));
    auto waiting = std::make_shared<Exchange>(std::move(exchange));
    const bool taken = parts.workers.run([&parts, waiting, chosen = *hat] {
        const auto opened = parts.sessions.wear(waiting->caller()->session, chosen, parts.clock.now());
        if (!opened) return waiting->reply(not_let_in(waiting->request().language()));
        Reply reply(session_text(parts, *opened->caller)); // a new right, a new token (ASVS 7.2.4)
        reply.with("Set-Cookie", session_cookie(opened->token));
        waiting->reply(std::move(reply));
    });
    if (!taken) waiting->reply(busy(waiting->request().language()));
}

/// Names of those the caller meets: administrators, auditors and appraisers see everybody; an agency its own people,
/// and the others only as the offices they act for (appraisers are never shown to agencies by name).
static void get_people(Service::Parts& parts, Exchange exchange)
{
    const Caller& caller = *exchange.caller();
    const bool agency = caller.hat->role == RoleKind::agency_officer || caller.hat->role == RoleKind::agency_head;
    std::string text;
    JsonWriter json(text);
    json.open_object();
    json.key("people");
    json.open_array();
    for (const Person& person : parts.people.all(caller.tenant)) {
        const auto hats = hats_of(parts, caller.tenant, person.actor);
        const bool colleague =
            std::ranges::any_of(hats, [&](const Hat& hat) { return hat.agency == caller.hat->agency; });
        const bool runs_it = std::ranges::any_of(hats, [](const Hat& hat) { return hat.agency.empty(); });
        const bool judges = std::ranges::any_of(hats, [](const Hat& hat) { return hat.role == RoleKind::appraiser; });
        if (agency && (!(colleague || runs_it) || judges)) continue;
        json.open_object();
        json.member("actor", person.actor.value);
        json.member("name", person.name);
        if (!agency) json.member("login", person.login);
        json.key("roles");
        json.open_array();
        for (const Hat& hat : hats) write_hat(json, hat);
        json.close_array();
        json.close_object();
    }
    json.close_array();
    json.close_object();
    exchange.reply(Reply(std::move(text)));
}

std::vector<Route> session_routes(Service::Parts& parts)
{
    using enum Method;
    using Handler = void (*)(Service::Parts&, Exchange);
    const auto at = [&parts](Who who, Method method, std::string_view pattern, std::size_t body_limit,
                             Handler handler) {
        return row(who, method, pattern, body_limit,
                   [&parts, handler](Exchange exchange) { handler(parts, std::move(exchange)); });
    };
    return {
        at(may::signed_in, get, "/session", body::none,
           [](Service::Parts& with, Exchange exchange) {
               const auto caller = exchange.caller();
               exchange.reply(Reply(session_text(with, *caller)));
           }),
        at(may::anyone, post, "/session", body::small, post_session),
        at(may::signed_in, delete_, "/session", body::none, delete_session),
        at(may::signed_in, put, "/session/role", body::small, put_role),
        at(may::staff, get, "/people", body::none, get_people),
    };
}

} // namespace cchc::server
