#include "server/identity/front_desk.hpp"
#include "server/identity/provider_door.hpp"

#include "domain/json_writer.hpp"

#include <algorithm>
#include <vector>

namespace cchc::server::api {

using domain::Hat;
using domain::Instant;

namespace {

/// One attempt to sign in, on its way through the password's thread.
struct SigningIn {
    Exchange exchange;
    AtTheDoor door;
    std::optional<Person> person;

    void log(std::string_view outcome) const
    {
        log_sign_in("sign-in", outcome, door, person ? &person->actor : nullptr);
    }
};

/// Whether his password opens the door: not for somebody who is disabled, nor once an initial password is too old.
bool may_come_by_password(const Person& person, Instant now)
{
    return !person.disabled && !(person.initial_until && *person.initial_until <= now);
}

void turn_away(SigningIn& one)
{
    one.log("refused");
    const Language language = one.exchange.request().language();
    one.exchange.reply(problem("unauthenticated", language,
                               {"Tên đăng nhập hoặc mật khẩu không đúng.", "The login or the password is not right."}));
}

void let_in(const Reception& reception, SigningIn& one)
{
    reception.throttle.forgive(one.door.attempt(), reception.clock.now());
    const auto opened = open_session(reception, one.exchange.request(), one.door, *one.person);
    // Shut out while his old password was being looked at: looked at again now, as his sessions end after this one.
    const auto still = reception.people.by_actor(one.door.tenant.number, one.person->actor);
    if (!still || still->disabled || still->password_hash != one.person->password_hash) {
        reception.sessions.end(opened.caller->session);
        return turn_away(one);
    }
    Reply reply = session_reply(reception, opened);
    const bool waits = opened.caller->second_factor == SecondFactor::needed;
    if (!waits) has_come_in(reception, one.door, one.person->actor, reply);
    one.log(waits ? "waits for the second factor" : "accepted");
    one.exchange.reply(std::move(reply));
}

} // namespace

void get_sign_in(const Reception& reception, Exchange exchange)
{
    const auto tenant = reception.tenant(exchange.request().tenant);
    if (!tenant) return exchange.reply(nobody_here(exchange.request()));
    std::string text;
    domain::JsonWriter json(text);
    json.open_object();
    json.member("title", tenant->title);
    json.key("password"), json.boolean(true);
    json.key("oidc");
    if (reception.provider) {
        json.open_object();
        json.member("title", reception.provider->provider.settings().title);
        json.close_object();
    } else {
        json.null();
    }
    json.key("setup_needed"), json.boolean(!reception.people.any(tenant->number) &&
                                           reception.setup_codes.is_open(tenant->number, reception.clock.now()));
    json.key("demonstration"), json.boolean(reception.demonstration);
    json.close_object();
    exchange.reply(Reply(std::move(text)));
}

void get_session(const Reception& reception, Exchange exchange)
{
    const Instant now = reception.clock.now();
    if (!reception.sessions.is_old_token(*exchange.caller(), now))
        return exchange.reply(Reply(session_text(reception, *exchange.caller())));
    answer_after(reception, std::move(exchange), [&reception, now](Exchange& waiting) {
        if (const auto opened = reception.sessions.renew_old_token(*waiting.caller(), now))
            return waiting.reply(session_reply(reception, *opened));
        waiting.reply(Reply(session_text(reception, *waiting.caller())));
    });
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

    const Instant now = reception.clock.now();
    AtTheDoor door = at_the_door(reception, request, *tenant, login);
    auto person = reception.people.by_login(tenant->number, door.login);
    auto one = std::make_shared<SigningIn>(SigningIn{std::move(exchange), std::move(door), std::move(person)});
    if (const auto wait_s = reception.throttle.count(one->door.attempt(), now)) {
        one->log("slowed down");
        return one->exchange.reply(slowed_down(one->exchange.request(), *wait_s));
    }
    // Nobody, and somebody who may not come in, cost the same time and get the same answer.
    const bool may_come = one->person && may_come_by_password(*one->person, now);
    const std::string hash = may_come ? one->person->password_hash : std::string();
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
    const auto caller = exchange.caller();
    if (auto waits = refuse_without_second_factor(exchange.request(), *caller))
        return exchange.reply(std::move(*waits));

    const Instant now = reception.clock.now();
    const auto hats = reception.directory(caller->tenant)->hats_of(caller->actor, now);
    const auto chosen = std::find_if(hats.begin(), hats.end(), [&](const Hat& hat) { return hat.grant == grant; });
    if (chosen == hats.end())
        return exchange.reply(problem("not-found", exchange.request().language(),
                                      {"Bạn không giữ vai trò này.", "You do not hold this role."}));

    answer_after(reception, std::move(exchange), [&reception, now, hat = *chosen](Exchange& waiting) {
        const auto opened = reception.sessions.wear(waiting.caller()->session, hat, now);
        if (!opened) return waiting.reply(not_signed_in(waiting.request()));
        waiting.reply(session_reply(reception, *opened));
    });
}

// ── all of one's sessions, and one's password ────────────────────────────────────────────────────────────────────────

void get_sessions(const Reception& reception, Exchange exchange)
{
    const auto caller = exchange.caller();
    const auto his = reception.sessions.of(caller->tenant, caller->actor, reception.clock.now());
    exchange.reply(Reply(sessions_text(his, caller->session)));
}

void delete_sessions(const Reception& reception, Exchange exchange)
{
    answer_after(reception, std::move(exchange), [&reception](Exchange& waiting) {
        const auto caller = waiting.caller();
        reception.sessions.end_all(caller->tenant, caller->actor, caller->session);
        waiting.reply(Reply(204, std::string()));
    });
}

void delete_one_session(const Reception& reception, Exchange exchange)
{
    const auto caller = exchange.caller();
    const std::string id(exchange.request().captured("session"));
    const auto his = reception.sessions.of(caller->tenant, caller->actor, reception.clock.now());
    if (std::ranges::find(his, id, &Sessions::Listed::id) == his.end())
        return exchange.reply(nobody_here(exchange.request()));
    answer_after(reception, std::move(exchange), [&reception, id](Exchange& waiting) {
        reception.sessions.end(id);
        Reply reply(204, std::string());
        if (id == waiting.caller()->session) reply.with("Set-Cookie", ended_session_cookie());
        waiting.reply(std::move(reply));
    });
}

/// On the password's thread: it is his, and the new one takes its place.
static void change_password(const Reception& reception, Exchange& waiting, const AtTheDoor& door,
                            const std::string& fresh)
{
    const auto caller = waiting.caller();
    const Instant now = reception.clock.now();
    reception.throttle.forgive(door.attempt(), now);
    std::string hash = reception.passwords.hash(fresh);
    reception.people.set_password_hash(caller->tenant, caller->actor, std::move(hash), {}, caller->session);
    const auto opened =
        reception.sessions.renew(caller->session, now, [](Caller& renewed) { renewed.new_password_needed = false; });
    log_sign_in("password", "changed", door, &caller->actor);
    if (!opened) return waiting.reply(not_signed_in(waiting.request()));
    Reply reply(204, std::string());
    reply.with("Set-Cookie", session_cookie(opened->token));
    waiting.reply(std::move(reply));
}

void put_session_password(const Reception& reception, Exchange exchange)
{
    const Request& request = exchange.request();
    JsonObject body(request);
    std::string current = body.required_text("current", {1'100});
    const std::string fresh = body.required_text("new", {1'100});
    const auto caller = exchange.caller();
    const auto person = reception.people.by_actor(caller->tenant, caller->actor);
    if (auto wrong = body.refusal()) return exchange.reply(std::move(*wrong));
    if (auto waits = refuse_without_second_factor(request, *caller)) return exchange.reply(std::move(*waits));
    if (!person) return exchange.reply(not_signed_in(request));
    if (const auto fault = password_fault(fresh, person->login))
        return exchange.reply(faulty(request, fault_of(*fault, "/new", request.language())));
    if (fresh == current)
        return exchange.reply(wrong_text(request, "/new", "unchanged",
                                         {"Mật khẩu mới phải khác mật khẩu cũ.", "The new password is the old one."}));
    const auto door = at_the_door(reception, request, *reception.tenant(request.tenant), person->login);
    if (const auto wait_s = reception.throttle.count(door.attempt(), reception.clock.now()))
        return exchange.reply(slowed_down(request, *wait_s));

    const auto waiting = std::make_shared<Exchange>(std::move(exchange));
    const auto tell = [&reception, waiting, door, fresh](bool right) {
        if (right) return change_password(reception, *waiting, door, fresh);
        log_sign_in("password", "not changed", door, &waiting->caller()->actor);
        waiting->reply(wrong_text(waiting->request(), "/current", "wrong",
                                  {"Mật khẩu hiện tại không đúng.", "The present password is not right."}));
    };
    if (!reception.passwords.check(std::move(current), person->password_hash, tell))
        waiting->reply(too_busy(waiting->request()));
}

} // namespace cchc::server::api
