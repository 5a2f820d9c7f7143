#pragma once

#include "server/identity/reception.hpp"
#include "server/rights.hpp"
#include "server/workers.hpp"
#include "tests/server/witness.hpp"
#include "tests/storage/scratch.hpp"

#include <memory>
#include <string>
#include <variant>

/// The reception of one system without a server around it.
namespace cchc::tests {

using domain::ActorId;
using domain::AgencyId;
using domain::GrantId;
using domain::RoleKind;

inline constexpr std::int64_t second_us = 1'000'000, hour_us = 3'600 * second_us;
inline constexpr domain::TenantNo quang_dien = 1, phong_dien = 2;

/// A reception with three people: An, officer and head of noi-vu; Binh, officer of tai-chinh; Chi, who runs the cycle.
struct FrontDoor {
    Scratch scratch;
    IdentityStore store{storage::Disk(), scratch / "identity"};
    HandClock clock{domain::Instant{1'700'000'000'000'000}};
    People people{store, &clock};
    Passwords passwords{HashCost{8192, 1}};
    Sessions sessions{store, clock.now()};
    KnownDevices devices{store};
    LoginThrottle throttle;
    SecondFactors second_factors{store, storage::SealingKey::open_or_create(scratch / "identity.key")};
    LoginThrottle factor_throttle{factor_paces};
    SetupCodes setup_codes{store};
    ApiKeys api_keys{store};
    int ids = 0;
    Workers workers{"stories", 1, 100};
    std::shared_ptr<domain::Directory> directory = std::make_shared<domain::Directory>();
    Reception reception{people,
                        passwords,
                        sessions,
                        devices,
                        throttle,
                        second_factors,
                        factor_throttle,
                        setup_codes,
                        api_keys,
                        clock,
                        [](std::string_view name) -> std::optional<Reception::Tenant> {
                            if (name == "quang-dien") return Reception::Tenant{quang_dien, "Huyện Quảng Điền"};
                            if (name == "phong-dien") return Reception::Tenant{phong_dien, "Huyện Phong Điền"};
                            return std::nullopt;
                        },
                        [this](domain::TenantNo) { return directory; },
                        [this](domain::TenantNo, const domain::Command& command) { return obey(command); },
                        [this](std::string_view prefix) { return std::string(prefix) + std::to_string(++ids); },
                        [this](std::function<void()> work) { return workers.run(std::move(work)); },
                        true,
                        false};
    ActorId an = enter("an.nv", "Nguyễn Thị An", "An của Quảng Điền");
    ActorId binh = enter("binh.tv", "Trần Văn Bình", "Bình của Quảng Điền");
    ActorId chi = enter("chi.lt", "Lê Thị Chi", "Chi của Quảng Điền");

    FrontDoor()
    {
        grant("g-1", an, RoleKind::agency_officer, "noi-vu");
        grant("g-2", an, RoleKind::agency_head, "noi-vu");
        grant("g-3", binh, RoleKind::agency_officer, "tai-chinh");
        grant("g-4", chi, RoleKind::cycle_admin, "");
    }
    ActorId enter(std::string_view login, std::string_view name, std::string_view password)
    {
        const auto actor = std::get<ActorId>(people.add(quang_dien, login, name));
        people.set_password_hash(quang_dien, actor, passwords.hash(password));
        return actor;
    }
    void grant(const char* id, const ActorId& actor, RoleKind role, const char* agency)
    {
        domain::RoleGranted granted{GrantId(id), actor, role, AgencyId(agency), clock.now(), {}, "01/QĐ"};
        directory->holdings[GrantId(id)] = {granted, {}};
    }
    /// As the log would.
    bool obey(const domain::Command& command)
    {
        if (const auto* give = std::get_if<domain::GrantRole>(&command))
            directory->holdings[give->grant] = {
                {give->grant, give->actor, give->role, give->agency, clock.now(), give->until, give->document_number},
                {}};
        else if (const auto* ending = std::get_if<domain::EndRole>(&command))
            directory->holdings.at(ending->grant).ended_at = clock.now();
        return true;
    }
    void end(const char* grant) { directory->holdings.at(GrantId(grant)).ended_at = clock.now(); }

    Told sign_in(std::string_view login, std::string_view password, std::string_view cookies = {},
                 std::string_view peer = "10.1.2.3")
    {
        Witness witness(Method::post, "/api/v1/session");
        witness.from(peer).with_body(nlohmann::json{{"login", login}, {"password", password}}.dump());
        if (!cookies.empty()) witness.with("Cookie", cookies).with("Origin", "http://localhost:8080");
        return witness.ask([this](Exchange exchange) { api::post_session(reception, std::move(exchange)); });
    }
    /// Asks as whoever has the token.
    using Handler = void (*)(const Reception&, Exchange);
    Told ask(std::string_view token, Handler handler, const nlohmann::json& body = {}, std::string_view device = {},
             std::string_view peer = "10.1.2.3")
    {
        Witness witness(Method::post);
        witness.as(caller(token)).from(peer);
        if (!body.is_null()) witness.with_body(body.dump());
        if (!device.empty()) witness.with("Cookie", std::string(device_cookie_name) + "=" + std::string(device));
        return witness.ask([&](Exchange exchange) { handler(reception, std::move(exchange)); });
    }
    std::string token_of_an() { return sign_in("an.nv", "An của Quảng Điền").cookie(session_cookie_name); }

    /// The caller the gate would hand on, or the status it would refuse with.
    std::variant<std::shared_ptr<const Caller>, int>
    admitted(std::string_view token, Who who, Method method = Method::get, std::string_view tenant = "quang-dien")
    {
        Witness witness(method);
        witness.of_tenant(tenant).with("Origin", "http://localhost:8080");
        if (!token.empty()) witness.with("Cookie", std::string(session_cookie_name) + "=" + std::string(token));
        Route route;
        route.who = who.bits;
        const auto admission = admit(reception, witness.request, route);
        if (const auto* reply = std::get_if<Reply>(&admission)) return reply->status;
        return std::get<0>(admission);
    }
    int refusal(std::string_view token, Who who, Method method = Method::get, std::string_view tenant = "quang-dien")
    {
        const auto outcome = admitted(token, who, method, tenant);
        return std::holds_alternative<int>(outcome) ? std::get<int>(outcome) : 200;
    }
    std::shared_ptr<const Caller> caller(std::string_view token) { return std::get<0>(admitted(token, may::entering)); }
    Told people_seen_by(std::string_view token)
    {
        return Witness(Method::get).as(caller(token)).ask([this](Exchange exchange) {
            api::get_people(reception, std::move(exchange));
        });
    }
    Told choose(std::string_view token, std::string_view grant)
    {
        return Witness(Method::put)
            .as(caller(token))
            .with_body(nlohmann::json{{"grant", grant}}.dump())
            .ask([this](Exchange exchange) { api::put_session_role(reception, std::move(exchange)); });
    }
};

} // namespace cchc::tests
