#include "server/identity/front_desk.hpp"

#include "domain/json_writer.hpp"
#include "server/identity/totp.hpp"

#include <algorithm>

namespace cchc::server::api {

using domain::Instant;

namespace {

/// How long after a code another second factor may be set up without giving one again.
constexpr std::int64_t fresh_enough_us = 10 * 60'000'000LL;

/// As it is typed: `123 456` is `123456`.
std::string without_blanks(std::string code)
{
    std::erase(code, ' ');
    return code;
}

Reply wrong_code(const Request& request, const char* pointer)
{
    return wrong_text(request, pointer, "wrong",
                      {"Mã không đúng hoặc đã dùng rồi.", "The code is not right, or it has been used."});
}

AtTheDoor door_of(const Reception& reception, const Request& request, const Caller& caller)
{
    const auto person = reception.people.by_actor(caller.tenant, caller.actor);
    return at_the_door(reception, request, *reception.tenant(request.tenant), person ? person->login : "");
}

/// Counts the attempt; codes are short, so guesses at them are counted by themselves. Nothing: go on.
std::optional<Reply> slow_down(const Reception& reception, const Request& request, const AtTheDoor& door)
{
    if (const auto wait_s = reception.factor_throttle.count(door.attempt(), reception.clock.now()))
        return slowed_down(request, *wait_s);
    return std::nullopt;
}

std::optional<Sessions::Opened> renewed_as_done(const Reception& reception, const Caller& caller)
{
    const Instant now = reception.clock.now();
    return reception.sessions.renew(caller.session, now, [now](Caller& renewed) {
        renewed.second_factor = SecondFactor::done;
        renewed.second_factor_at = now;
    });
}

} // namespace

void post_second_factor(const Reception& reception, Exchange exchange)
{
    const Request& request = exchange.request();
    JsonObject body(request);
    const auto code = body.optional_text("code", {20});
    const auto recovery = body.optional_text("recovery_code", {60});
    if (code.has_value() == recovery.has_value())
        body.complain("code", "one_of",
                      {"Cần đúng một mã: mã xác thực hoặc mã khôi phục.", "Give a code or a recovery code."});
    if (auto wrong = body.refusal()) return exchange.reply(std::move(*wrong));
    const auto caller = exchange.caller();
    if (caller->second_factor == SecondFactor::none)
        return exchange.reply(
            not_now(request, {"Tài khoản chưa thiết lập bước xác thực thứ hai.", "The account has no second factor."}));
    const AtTheDoor door = door_of(reception, request, *caller);
    if (auto slow = slow_down(reception, request, door)) return exchange.reply(std::move(*slow));

    answer_after(reception, std::move(exchange), [&reception, door, code, recovery](Exchange& waiting) {
        const auto who = waiting.caller();
        const Instant now = reception.clock.now();
        const bool right = code ? reception.second_factors.accepts(who->tenant, who->actor, without_blanks(*code), now)
                                : reception.second_factors.spends(who->tenant, who->actor, *recovery);
        log_sign_in(code ? "second factor" : "recovery code", right ? "accepted" : "refused", door, &who->actor);
        if (!right) return waiting.reply(wrong_code(waiting.request(), code ? "/code" : "/recovery_code"));
        reception.factor_throttle.forgive(door.attempt(), now);
        const auto opened = renewed_as_done(reception, *who);
        if (!opened) return waiting.reply(not_signed_in(waiting.request()));
        Reply reply = session_reply(reception, *opened);
        has_come_in(reception, door, who->actor, reply);
        waiting.reply(std::move(reply));
    });
}

void post_enrolment(const Reception& reception, Exchange exchange)
{
    const Request& request = exchange.request();
    JsonObject body(request);
    if (auto wrong = body.refusal()) return exchange.reply(std::move(*wrong));
    const auto caller = exchange.caller();
    if (auto waits = refuse_without_second_factor(request, *caller)) return exchange.reply(std::move(*waits));
    // Whoever finds an open browser must not make himself its owner.
    const bool long_ago = reception.clock.now().us - caller->second_factor_at.us > fresh_enough_us;
    if (caller->second_factor == SecondFactor::done && long_ago)
        return exchange.reply(
            problem("second-factor-needed", request.language(),
                    {"Hãy nhập lại mã xác thực trước khi thay thiết bị.", "Give a code again before you replace it."}));
    answer_after(reception, std::move(exchange), [&reception](Exchange& waiting) {
        const auto who = waiting.caller();
        const auto person = reception.people.by_actor(who->tenant, who->actor);
        if (!person) return waiting.reply(not_signed_in(waiting.request()));
        const std::string secret = reception.second_factors.propose(who->tenant, who->actor);
        const auto tenant = reception.tenant(who->tenant_name);
        std::string text;
        domain::JsonWriter json(text);
        json.open_object();
        json.member("secret", base32(secret));
        json.member("otpauth_uri", totp_uri(secret, tenant ? tenant->title : "cchc", person->login));
        json.close_object();
        waiting.reply(Reply(std::move(text)));
    });
}

void put_enrolment(const Reception& reception, Exchange exchange)
{
    const Request& request = exchange.request();
    JsonObject body(request);
    const std::string code = without_blanks(body.required_text("code", {20}));
    if (auto wrong = body.refusal()) return exchange.reply(std::move(*wrong));
    const auto caller = exchange.caller();
    if (auto waits = refuse_without_second_factor(request, *caller)) return exchange.reply(std::move(*waits));
    if (!reception.second_factors.is_proposed(caller->tenant, caller->actor))
        return exchange.reply(not_now(request, {"Chưa bắt đầu thiết lập.", "None is being set up."}));
    const AtTheDoor door = door_of(reception, request, *caller);
    if (auto slow = slow_down(reception, request, door)) return exchange.reply(std::move(*slow));

    answer_after(reception, std::move(exchange), [&reception, door, code](Exchange& waiting) {
        const auto who = waiting.caller();
        const Instant now = reception.clock.now();
        const auto codes = reception.second_factors.enrol(who->tenant, who->actor, code, now);
        log_sign_in("second factor", codes ? "set up" : "not set up", door, &who->actor);
        if (!codes) return waiting.reply(wrong_code(waiting.request(), "/code"));
        reception.factor_throttle.forgive(door.attempt(), now);
        // Sessions that were opened without it end.
        reception.sessions.end_all(who->tenant, who->actor, who->session);
        const auto opened = renewed_as_done(reception, *who);
        if (!opened) return waiting.reply(not_signed_in(waiting.request()));
        std::string text;
        domain::JsonWriter json(text);
        json.open_object();
        json.key("recovery_codes");
        json.open_array();
        for (const std::string& one : *codes) json.text(one);
        json.close_array();
        json.close_object();
        Reply reply{std::move(text)};
        reply.with("Set-Cookie", session_cookie(opened->token));
        waiting.reply(std::move(reply));
    });
}

} // namespace cchc::server::api
