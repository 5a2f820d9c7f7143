#include "server/identity/reception.hpp"

#include "domain/json_writer.hpp"
#include "domain/wire.hpp"
#include "server/identity/same_site.hpp"
#include "server/json.hpp"
#include "server/problems.hpp"
#include "server/rights.hpp"

#include <algorithm>
#include <map>
#include <spdlog/spdlog.h>
#include <vector>

namespace cchc::server {

using domain::Hat;
using domain::Instant;
using domain::RoleKind;

namespace {

Reply not_signed_in(const Request& request)
{
    return problem("unauthenticated", request.language(),
                   {"Chưa đăng nhập hoặc phiên làm việc đã hết.", "Not signed in, or the session has ended."});
}

Reply too_busy(const Request& request)
{
    const Sentence busy{"Đang có quá nhiều yêu cầu; hãy thử lại sau giây lát.", "Too much is waiting; try again soon."};
    return problem(
        Problem{.slug = "rate-limited", .detail = std::string(busy.in(request.language())), .retry_after_s = 2},
        request.language());
}

void write(domain::JsonWriter& json, const Hat& hat)
{
    json.open_object();
    json.member("grant", hat.grant.value);
    json.member("role", domain::wire(hat.role));
    json.member("agency", hat.agency.value);
    json.close_object();
}

void write_roles(domain::JsonWriter& json, const std::vector<Hat>& hats)
{
    json.key("roles");
    json.open_array();
    for (const Hat& hat : hats) write(json, hat);
    json.close_array();
}

std::string session_text(const Reception& reception, const Caller& caller)
{
    const Instant now = reception.clock.now();
    const auto directory = reception.directory(caller.tenant);
    const auto person = reception.people.by_actor(caller.tenant, caller.actor);
    const auto tenant = reception.tenant(caller.tenant_name);

    std::string text;
    domain::JsonWriter json(text);
    json.open_object();
    json.member("actor", caller.actor.value);
    json.member("name", person ? person->name : "");
    json.member("login", person ? person->login : "");
    json.key("tenant");
    json.open_object();
    json.member("id", caller.tenant_name);
    json.member("title", tenant ? tenant->title : "");
    json.close_object();
    json.key("role");
    if (caller.hat && directory->wears(caller.actor, *caller.hat, now))
        write(json, *caller.hat);
    else
        json.null();
    write_roles(json, directory->hats_of(caller.actor, now));
    json.key("demo"), json.boolean(reception.demonstration);
    json.close_object();
    return text;
}

/// Work for the disk that will answer the exchange.
void answer_after(const Reception& reception, Exchange exchange, std::function<void(Exchange&)> work)
{
    const auto waiting = std::make_shared<Exchange>(std::move(exchange));
    if (!reception.work([waiting, work = std::move(work)] { work(*waiting); }))
        waiting->reply(too_busy(waiting->request()));
}

/// One attempt to sign in, on its way through the password's thread.
struct SigningIn {
    Exchange exchange;
    Reception::Tenant tenant;
    std::string login;
    std::optional<Person> person;
    std::string device;        ///< the browser's token, if it has one
    bool device_known = false; ///< it signed in with this login before

    LoginThrottle::Attempt attempt() const
    {
        const Request& request = exchange.request();
        return {.tenant = tenant.number,
                .login = login,
                .address = request.from_this_machine() ? std::string_view{} : request.peer,
                .known_device = device_known ? std::string_view(device) : std::string_view{}};
    }
    void log(std::string_view outcome) const
    {
        spdlog::info("sign-in {}: actor {} tenant {} from {}", outcome, person ? person->actor.value : "unknown",
                     tenant.number, exchange.request().peer);
    }
};

void turn_away(SigningIn& one)
{
    one.log("refused");
    const Language language = one.exchange.request().language();
    one.exchange.reply(problem("unauthenticated", language,
                               {"Tên đăng nhập hoặc mật khẩu không đúng.", "The login or the password is not right."}));
}

void let_in(const Reception& reception, SigningIn& one)
{
    const Request& request = one.exchange.request();
    const Instant now = reception.clock.now();
    reception.throttle.forgive(one.attempt(), now);
    // Whoever shared this browser's session before does not share the new one.
    if (const auto old = request.cookie(session_cookie_name))
        if (const auto caller = reception.sessions.find(*old, now)) reception.sessions.end(caller->session);

    Caller caller{.tenant = one.tenant.number, .tenant_name = std::string(request.tenant), .actor = one.person->actor};
    const auto hats = reception.directory(caller.tenant)->hats_of(caller.actor, now);
    if (!hats.empty()) caller.hat = hats.front();
    const auto opened = reception.sessions.open(std::move(caller), now);
    // Shut out while his old password was being looked at: looked at again now, as his sessions end after this one.
    const auto still = reception.people.by_actor(one.tenant.number, one.person->actor);
    if (!still || still->disabled || still->password_hash != one.person->password_hash) {
        reception.sessions.end(opened.caller->session);
        return turn_away(one);
    }

    Reply reply(session_text(reception, *opened.caller));
    reply.with("Set-Cookie", session_cookie(opened.token));
    if (!one.device_known) {
        if (one.device.empty()) one.device = random_token();
        reception.devices.remember(one.tenant.number, one.login, one.device, now);
        reply.with("Set-Cookie", device_cookie(one.device));
    }
    one.log("accepted");
    one.exchange.reply(std::move(reply));
}

} // namespace

Admission admit(const Reception& reception, const Request& request, const Route& route)
{
    const Who who{route.who};
    if (auto wrong = refuse_cross_site(request)) return std::move(*wrong);
    const Instant now = reception.clock.now();
    std::shared_ptr<const Caller> caller;
    if (const auto token = request.cookie(session_cookie_name)) caller = reception.sessions.find(*token, now);
    if (caller && caller->tenant_name != request.tenant) caller = nullptr;

    if (who.bits & may::anyone.bits) return caller;
    if (!caller) return not_signed_in(request);
    if (who.bits & may::signed_in.bits) return caller;
    if (caller->hat && who.includes(caller->hat->role) &&
        reception.directory(caller->tenant)->wears(caller->actor, *caller->hat, now))
        return caller;
    return problem(
        "missing-right", request.language(),
        {"Vai trò đang dùng không có quyền thực hiện việc này.", "The role in use does not have this right."});
}

namespace api {

void get_session(const Reception& reception, Exchange exchange)
{
    const auto caller = exchange.caller();
    exchange.reply(Reply(session_text(reception, *caller)));
}

void post_session(const Reception& reception, Exchange exchange)
{
    const Request& request = exchange.request();
    JsonObject body(request);
    const std::string login = body.required_text("login", {100});
    std::string password = body.required_text("password", {1'100}); // 256 letters of four bytes, and a margin
    if (auto wrong = body.refusal()) return exchange.reply(std::move(*wrong));
    const auto tenant = reception.tenant(request.tenant);
    if (!tenant)
        return exchange.reply(problem("not-found", request.language(), {"Không có hệ thống này.", "No such system."}));

    const std::string folded = folded_login(login).value_or(login);
    const std::string device(request.cookie(device_cookie_name).value_or(""));
    const bool known = reception.devices.knows(tenant->number, folded, device);
    auto person = reception.people.by_login(tenant->number, folded);
    auto one =
        std::make_shared<SigningIn>(SigningIn{std::move(exchange), *tenant, folded, std::move(person), device, known});

    if (const auto wait_s = reception.throttle.count(one->attempt(), reception.clock.now())) {
        one->log("slowed down");
        const Language language = one->exchange.request().language();
        const Sentence slow{"Đăng nhập quá nhiều lần; hãy thử lại sau.", "Too many attempts; try again later."};
        return one->exchange.reply(
            problem(Problem{.slug = "rate-limited", .detail = std::string(slow.in(language)), .retry_after_s = *wait_s},
                    language));
    }
    // Nobody, and somebody who may not come in, cost the same time and get the same answer.
    const std::string hash = one->person && !one->person->disabled ? one->person->password_hash : std::string();
    const bool taken = reception.passwords.check(std::move(password), hash, [&reception, one](bool right) {
        right ? let_in(reception, *one) : turn_away(*one);
    });
    if (!taken) one->exchange.reply(too_busy(one->exchange.request()));
}

void delete_session(const Reception& reception, Exchange exchange)
{
    answer_after(reception, std::move(exchange), [&reception](Exchange& waiting) {
        reception.sessions.end(waiting.caller()->session);
        Reply reply(204, std::string());
        reply.with("Set-Cookie", ended_session_cookie());
        waiting.reply(std::move(reply));
    });
}

void put_session_role(const Reception& reception, Exchange exchange)
{
    JsonObject body(exchange.request());
    const auto grant = body.required<domain::GrantId>("grant");
    if (auto wrong = body.refusal()) return exchange.reply(std::move(*wrong));

    const Instant now = reception.clock.now();
    const auto caller = exchange.caller();
    const auto hats = reception.directory(caller->tenant)->hats_of(caller->actor, now);
    const auto chosen = std::find_if(hats.begin(), hats.end(), [&](const Hat& hat) { return hat.grant == grant; });
    if (chosen == hats.end())
        return exchange.reply(problem("not-found", exchange.request().language(),
                                      {"Bạn không giữ vai trò này.", "You do not hold this role."}));

    answer_after(reception, std::move(exchange), [&reception, now, hat = *chosen](Exchange& waiting) {
        const auto opened = reception.sessions.wear(waiting.caller()->session, hat, now);
        if (!opened) return waiting.reply(not_signed_in(waiting.request()));
        Reply reply(session_text(reception, *opened->caller));
        reply.with("Set-Cookie", session_cookie(opened->token));
        waiting.reply(std::move(reply));
    });
}

void get_people(const Reception& reception, Exchange exchange)
{
    const auto caller = exchange.caller();
    const Instant now = reception.clock.now();
    const auto directory = reception.directory(caller->tenant);

    struct Known {
        bool colleague = false; ///< holds or held a role of the caller's own agency
        bool runs_it = false;   ///< or one of no agency: an administrator, an auditor
        bool judges = false;    ///< agencies are never shown an appraiser by name
        std::vector<Hat> hats;
    };
    std::map<domain::ActorId, Known> known;
    for (const auto& [grant, holding] : directory->holdings) {
        const auto& granted = holding.granted;
        Known& one = known[granted.actor];
        one.colleague = one.colleague || granted.agency == caller->hat->agency;
        one.runs_it = one.runs_it || granted.agency.empty();
        one.judges = one.judges || granted.role == RoleKind::appraiser;
        if (holding.in_force(now)) one.hats.push_back({granted.role, granted.agency, grant});
    }
    const bool is_agency = caller->hat->role == RoleKind::agency_officer || caller->hat->role == RoleKind::agency_head;
    std::string text;
    domain::JsonWriter json(text);
    json.open_object();
    json.key("people");
    json.open_array();
    for (const Person& person : reception.people.all(caller->tenant)) {
        const Known& one = known[person.actor];
        const bool met = person.actor == caller->actor || ((one.colleague || one.runs_it) && !one.judges);
        if (is_agency && !met) continue;
        json.open_object();
        json.member("actor", person.actor.value);
        json.member("name", person.name);
        if (!is_agency) json.member("login", person.login);
        write_roles(json, one.hats);
        json.close_object();
    }
    json.close_array();
    json.close_object();
    exchange.reply(Reply(std::move(text)));
}

} // namespace api

} // namespace cchc::server
