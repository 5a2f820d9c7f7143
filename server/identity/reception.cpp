#include "server/identity/reception.hpp"

#include "server/identity/front_desk.hpp"
#include "server/identity/same_site.hpp"
#include "server/rights.hpp"

#include <algorithm>

namespace cchc::server {

using domain::Instant;
using domain::RoleKind;

bool demands_second_factor(RoleKind role)
{
    return role != RoleKind::agency_officer && role != RoleKind::agency_head && role != RoleKind::auditor;
}

bool must_enrol(const Reception& reception, const Caller& caller)
{
    return reception.second_factor_demanded && caller.second_factor == SecondFactor::none && caller.hat &&
           demands_second_factor(caller.hat->role);
}

Missing what_is_missing(const Reception& reception, const Caller& caller)
{
    if (caller.second_factor == SecondFactor::needed) return Missing::second_factor;
    if (caller.new_password_needed) return Missing::password;
    return must_enrol(reception, caller) ? Missing::enrolment : Missing::nothing;
}

std::optional<Reply> refuse_without_second_factor(const Request& request, const Caller& caller)
{
    if (caller.second_factor != SecondFactor::needed) return std::nullopt;
    return problem("second-factor-needed", request.language(),
                   {"Hãy nhập mã xác thực trước.", "Give the code of your second factor first."});
}

static std::optional<Reply> refuse_who_has_not_come_in(const Reception& reception, const Request& request,
                                                       const Caller& caller)
{
    switch (what_is_missing(reception, caller)) {
    case Missing::nothing: return std::nullopt;
    case Missing::second_factor: return refuse_without_second_factor(request, caller);
    case Missing::enrolment:
        return problem("second-factor-needed", request.language(),
                       {"Vai trò này yêu cầu bước xác thực thứ hai: hãy thiết lập trước.",
                        "This role demands a second factor: set one up first."});
    case Missing::password: break;
    }
    return problem("password-change-needed", request.language(),
                   {"Hãy đổi mật khẩu trước: đó là mật khẩu ban đầu, hoặc đã quá thời hạn dùng.",
                    "Change the password first: it is an initial one, or it has come to its end."});
}

/// The key that the header tells, if it is good, comes from where it may, and its account may come in.
static std::shared_ptr<const ApiKeys::Key> key_told(const Reception& reception, const Request& request,
                                                    std::string_view authorization)
{
    constexpr std::string_view scheme = "Bearer ";
    if (!authorization.starts_with(scheme)) return nullptr;
    auto key = reception.api_keys.find(authorization.substr(scheme.size()), request.tenant, request.peer,
                                       reception.clock.now());
    const auto person = key ? reception.people.by_actor(key->caller->tenant, key->caller->actor) : std::nullopt;
    return person && !person->disabled ? key : nullptr;
}

static std::shared_ptr<const Caller> session_told(const Reception& reception, const Request& request)
{
    const auto token = request.cookie(session_cookie_name);
    if (!token) return nullptr;
    auto caller = reception.sessions.find(*token, reception.clock.now());
    return caller && caller->tenant_name == request.tenant ? caller : nullptr;
}

std::shared_ptr<const Caller> who_comes(const Reception& reception, const Request& request)
{
    const auto authorization = request.header("authorization");
    if (authorization.empty()) return session_told(reception, request);
    const auto key = key_told(reception, request, authorization);
    return key ? key->caller : nullptr;
}

/// Another system with a key: the route must be among what its scopes open, and its hat must have the right as well.
static Admission admit_key(const Reception& reception, const Request& request, const Route& route,
                           std::string_view authorization)
{
    const Instant now = reception.clock.now();
    const auto key = key_told(reception, request, authorization);
    if (!key) {
        Reply reply = problem("unauthenticated", request.language(),
                              {"Khóa không đúng, đã hết hạn, hoặc không dùng được từ địa chỉ này.",
                               "The key is not right, has expired, or may not come from this address."});
        reply.with("WWW-Authenticate", "Bearer");
        return reply;
    }
    const Who who{route.who};
    const domain::Hat& hat = *key->caller->hat;
    const bool opened =
        std::ranges::any_of(key->entered.scopes, [&](const Scope scope) { return opens(scope, route); });
    const bool may = who.bits & may::signed_in.bits || who.includes(hat.role);
    if (opened && may && reception.directory(key->caller->tenant)->wears(key->caller->actor, hat, now))
        return key->caller;
    return problem("missing-right", request.language(),
                   {"Khóa này không có quyền thực hiện việc này.", "This key does not have this right."});
}

Admission admit(const Reception& reception, const Request& request, const Route& route)
{
    const Who who{route.who};
    if (auto wrong = refuse_cross_site(request)) return std::move(*wrong);
    const bool anyone = who.bits & may::anyone.bits;
    if (const auto authorization = request.header("authorization"); !authorization.empty() && !anyone)
        return admit_key(reception, request, route, authorization);
    const auto caller = session_told(reception, request);
    if (anyone) return caller;
    if (!caller) return not_signed_in(request);
    if (who.bits & may::entering.bits) return caller;
    if (auto waits = refuse_who_has_not_come_in(reception, request, *caller)) return std::move(*waits);
    if (who.bits & may::signed_in.bits) return caller;
    if (caller->hat && who.includes(caller->hat->role) &&
        reception.directory(caller->tenant)->wears(caller->actor, *caller->hat, reception.clock.now()))
        return caller;
    return problem(
        "missing-right", request.language(),
        {"Vai trò đang dùng không có quyền thực hiện việc này.", "The role in use does not have this right."});
}

} // namespace cchc::server
