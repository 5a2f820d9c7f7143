#include "server/identity/front_desk.hpp"

#include "domain/json_writer.hpp"
#include "domain/wire.hpp"

#include <spdlog/spdlog.h>

namespace cchc::server {

using domain::Hat;
using domain::Instant;

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

Reply slowed_down(const Request& request, int wait_s)
{
    const Sentence slow{"Thử quá nhiều lần; hãy thử lại sau.", "Too many attempts; try again later."};
    return problem(
        Problem{.slug = "rate-limited", .detail = std::string(slow.in(request.language())), .retry_after_s = wait_s},
        request.language());
}

Reply nobody_here(const Request& request)
{
    return problem("not-found", request.language(), {"Không tìm thấy.", "There is none such."});
}

Reply not_now(const Request& request, Sentence why)
{
    return problem("not-in-this-state", request.language(), why);
}

Reply wrong_text(const Request& request, const char* pointer, const char* code, Sentence what)
{
    return faulty(request, {pointer, code, std::string(what.in(request.language()))});
}

Reply faulty(const Request& request, Fault fault)
{
    return problem(Problem{.slug = "validation-failed", .detail = fault.message, .errors = {std::move(fault)}},
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

void write(domain::JsonWriter& json, const domain::Holding& holding)
{
    const domain::RoleGranted& granted = holding.granted;
    json.open_object();
    json.member("grant", granted.grant.value);
    json.member("actor", granted.actor.value);
    json.member("role", domain::wire(granted.role));
    if (!granted.agency.empty()) json.member("agency", granted.agency.value);
    if (!granted.leader.empty()) json.member("leader", granted.leader);
    json.member("from", domain::local_text(granted.from));
    if (granted.until) json.member("until", domain::local_text(*granted.until));
    if (holding.ended_at) json.member("ended_at", domain::local_text(*holding.ended_at));
    json.member("document_number", granted.document_number);
    json.close_object();
}

void write_roles(domain::JsonWriter& json, const std::vector<Hat>& hats)
{
    json.key("roles");
    json.open_array();
    for (const Hat& hat : hats) write(json, hat);
    json.close_array();
}

static std::string_view second_factor_word(const Reception& reception, const Caller& caller)
{
    switch (caller.second_factor) {
    case SecondFactor::needed: return "needed";
    case SecondFactor::done: return "done";
    case SecondFactor::none: break;
    }
    return must_enrol(reception, caller) ? "enrol" : "none";
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
    json.member("id", caller.session);
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
    json.member("second_factor", second_factor_word(reception, caller));
    json.key("password_change_needed"), json.boolean(caller.new_password_needed);
    json.key("demo"), json.boolean(reception.demonstration);
    json.close_object();
    return text;
}

Reply session_reply(const Reception& reception, const Sessions::Opened& opened)
{
    Reply reply(session_text(reception, *opened.caller));
    reply.with("Set-Cookie", session_cookie(opened.token));
    return reply;
}

Fault fault_of(PasswordFault fault, const char* pointer, Language language)
{
    const auto said = [&](const char* code, Sentence words) {
        return Fault{pointer, code, std::string(words.in(language))};
    };
    switch (fault) {
    case PasswordFault::too_short:
        return said("too_short", {"Mật khẩu cần ít nhất 8 ký tự.", "A password has at least 8 characters."});
    case PasswordFault::too_long:
        return said("too_long", {"Mật khẩu có nhiều nhất 256 ký tự.", "A password has at most 256 characters."});
    case PasswordFault::too_common:
        return said("too_common", {"Mật khẩu này quá phổ biến, rất dễ bị đoán.", "This password is too common."});
    case PasswordFault::contains_login: break;
    }
    return said("contains_login", {"Mật khẩu không được chứa tên đăng nhập.", "The password contains the login."});
}

std::string sessions_text(const std::vector<Sessions::Listed>& sessions, const std::string& current)
{
    std::string text;
    domain::JsonWriter json(text);
    json.open_object();
    json.key("sessions");
    json.open_array();
    for (const auto& one : sessions) {
        json.open_object();
        json.member("id", one.id);
        json.member("opened_at", domain::local_text(one.opened_at));
        json.member("seen_at", domain::local_text(one.seen_at));
        json.member("address", one.origin.address);
        json.member("agent", one.origin.agent);
        json.key("current"), json.boolean(one.id == current);
        json.close_object();
    }
    json.close_array();
    json.close_object();
    return text;
}

void answer_after(const Reception& reception, Exchange exchange, std::function<void(Exchange&)> work)
{
    const auto waiting = std::make_shared<Exchange>(std::move(exchange));
    if (!reception.work([waiting, work = std::move(work)] { work(*waiting); }))
        waiting->reply(too_busy(waiting->request()));
}

LoginThrottle::Attempt AtTheDoor::attempt() const
{
    return {.tenant = tenant.number,
            .login = login,
            .address = local ? std::string_view{} : std::string_view(address),
            .known_device = device_known ? std::string_view(device) : std::string_view{}};
}

AtTheDoor at_the_door(const Reception& reception, const Request& request, const Reception::Tenant& tenant,
                      std::string_view login)
{
    AtTheDoor door;
    door.tenant = tenant;
    door.login = folded_login(login).value_or(std::string(login));
    door.device = request.cookie(device_cookie_name).value_or("");
    door.device_known = reception.devices.knows(tenant.number, door.login, door.device);
    door.address = request.peer;
    door.local = request.from_this_machine();
    return door;
}

Origin origin_of(const Request& request)
{
    Origin origin{std::string(request.peer), {}};
    for (const char c : request.header("user-agent").substr(0, 300))
        if (c >= 0x20 && c < 0x7f) origin.agent += c;
    return origin;
}

/// Where passwords have an end: one of before their age was noted counts as old.
static bool has_come_to_its_end(const Reception& reception, const Person& person, Instant now)
{
    if (reception.password_good_for_us == 0 || person.password_hash.empty()) return false;
    return !person.password_set_at || now.us - person.password_set_at->us >= reception.password_good_for_us;
}

Sessions::Opened open_session(const Reception& reception, const Request& request, const AtTheDoor& door,
                              const Person& person, KnownBy by)
{
    const Instant now = reception.clock.now();
    // Whoever shared this browser's session before does not share the new one.
    if (const auto old = request.cookie(session_cookie_name))
        if (const auto caller = reception.sessions.find(*old, now)) reception.sessions.end(caller->session);

    Caller caller{.tenant = door.tenant.number, .tenant_name = std::string(request.tenant), .actor = person.actor};
    const auto hats = reception.directory(caller.tenant)->hats_of(caller.actor, now);
    if (!hats.empty()) caller.hat = hats.front();
    if (reception.second_factors.has(caller.tenant, caller.actor)) caller.second_factor = SecondFactor::needed;
    caller.new_password_needed =
        by == KnownBy::password && (person.initial_until.has_value() || has_come_to_its_end(reception, person, now));
    return reception.sessions.open(std::move(caller), now, origin_of(request));
}

void has_come_in(const Reception& reception, AtTheDoor door, const domain::ActorId& actor, Reply& reply)
{
    const Instant now = reception.clock.now();
    reception.people.note_sign_in(door.tenant.number, actor, now);
    if (door.device_known) return;
    if (door.device.empty()) door.device = random_token();
    reception.devices.remember(door.tenant.number, door.login, door.device, now);
    reply.with("Set-Cookie", device_cookie(door.device));
}

void log_sign_in(std::string_view what, std::string_view outcome, const AtTheDoor& door, const domain::ActorId* actor)
{
    spdlog::info("{} {}: actor {} tenant {} from {}", what, outcome, actor ? actor->value : "unknown",
                 door.tenant.number, door.address);
}

} // namespace cchc::server
