#include "server/identity/front_desk.hpp"

#include <spdlog/spdlog.h>

namespace cchc::server::api {

using domain::ActorId;
using domain::Instant;
using domain::RoleKind;

namespace {

struct FirstPerson {
    std::string code;
    std::string login;
    std::string name;
    std::string password;
};

/// Both administrators' hats: who runs the system enters people, who runs the cycle gives them their roles. He may hand
/// either on; neither scores.
bool give_first_roles(const Reception& reception, domain::TenantNo tenant, const ActorId& actor)
{
    for (const RoleKind role : {RoleKind::cycle_admin, RoleKind::system_admin}) {
        domain::GrantRole grant;
        grant.grant = domain::GrantId(reception.new_id("g-"));
        grant.actor = actor;
        grant.role = role;
        grant.document_number = "Mã thiết lập";
        if (!reception.as_system(tenant, std::move(grant))) return false;
    }
    return true;
}

void set_up(const Reception& reception, Exchange& waiting, const AtTheDoor& door, const FirstPerson& first)
{
    const Request& request = waiting.request();
    const auto tenant = door.tenant.number;
    const std::string hash = reception.passwords.hash(first.password);
    if (!reception.setup_codes.spends(tenant, first.code, reception.clock.now())) {
        log_sign_in("set-up", "refused", door, nullptr);
        return waiting.reply(
            wrong_text(request, "/code", "wrong", {"Mã thiết lập không đúng.", "The set-up code is not right."}));
    }
    reception.throttle.forgive(door.attempt(), reception.clock.now());
    const auto entered = reception.people.add(tenant, first.login, first.name);
    const auto* actor = std::get_if<ActorId>(&entered);
    if (!actor) return waiting.reply(nobody_here(request)); // somebody was entered meanwhile
    reception.people.set_password_hash(tenant, *actor, hash);
    if (!give_first_roles(reception, tenant, *actor)) {
        reception.people.erase(tenant, *actor); // the next start prints another code
        return waiting.reply(problem("maintenance", request.language(),
                                     {"Chưa ghi được vai trò; hãy khởi động lại máy chủ để có mã mới.",
                                      "The roles were not recorded; start the server again for another code."}));
    }
    const auto opened = open_session(reception, request, door, *reception.people.by_actor(tenant, *actor));
    Reply reply = session_reply(reception, opened);
    has_come_in(reception, door, *actor, reply);
    log_sign_in("set-up", "done", door, actor);
    waiting.reply(std::move(reply));
}

} // namespace

void post_setup(const Reception& reception, Exchange exchange)
{
    const Request& request = exchange.request();
    JsonObject body(request);
    FirstPerson first;
    first.code = body.required_text("code", {60});
    first.login = body.required_text("login", {100});
    first.name = body.required_text("name", {200});
    first.password = body.required_text("password", {1'100});
    if (!first.login.empty() && !folded_login(first.login))
        body.complain("login", "malformed",
                      {"Tên đăng nhập gồm 2 đến 64 ký tự a-z 0-9 . _ - @.", "A login has 2 to 64 of a-z 0-9 . _ - @."});
    if (!first.name.empty() && !person_name(first.name))
        body.complain("name", "malformed", {"Tên không hợp lệ.", "This cannot be a name."});
    if (auto wrong = body.refusal()) return exchange.reply(std::move(*wrong));
    const auto tenant = reception.tenant(request.tenant);
    if (!tenant || reception.people.any(tenant->number) ||
        !reception.setup_codes.is_open(tenant->number, reception.clock.now()))
        return exchange.reply(nobody_here(request));
    if (const auto fault = password_fault(first.password, first.login))
        return exchange.reply(faulty(request, fault_of(*fault, "/password", request.language())));
    // Strangers cannot use up the operator's attempts: they are counted for each address, and the code is long.
    AtTheDoor door = at_the_door(reception, request, *tenant, first.login);
    AtTheDoor counted = door;
    counted.login = "set-up from " + door.address;
    if (const auto wait_s = reception.throttle.count(counted.attempt(), reception.clock.now()))
        return exchange.reply(slowed_down(request, *wait_s));
    answer_after(reception, std::move(exchange),
                 [&reception, door, first](Exchange& waiting) { set_up(reception, waiting, door, first); });
}

} // namespace cchc::server::api
