#include "server/identity/totp.hpp"
#include "storage/failure.hpp"
#include "tests/server/front_door.hpp"

#include <boost/test/unit_test.hpp>

#include <set>

using namespace cchc;
using namespace cchc::server;
using namespace cchc::tests;
using nlohmann::json;

namespace {

constexpr std::int64_t day_us = 24 * hour_us;

/// What an authenticator application shows: it was given the text of a secret.
struct Application {
    std::string secret;
    explicit Application(const std::string& text)
    {
        static constexpr std::string_view letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
        std::uint32_t bits = 0;
        unsigned held = 0;
        for (const char c : text) {
            bits = bits << 5 | static_cast<std::uint32_t>(letters.find(c));
            if ((held += 5) < 8) continue;
            held -= 8;
            secret += static_cast<char>(bits >> held & 0xff);
        }
    }
    std::string shows(domain::Instant at) const { return totp_code(secret, totp_step(at)); }
};

/// Roles that demand a second factor get it; Duc appraises for noi-vu.
struct GuardedDoor : FrontDoor {
    ActorId duc = enter("duc.pv", "Phạm Văn Đức", "Đức của Quảng Điền");
    std::vector<std::string> codes; ///< of the last enrolment

    GuardedDoor()
    {
        reception.second_factor_demanded = true;
        grant("g-7", duc, RoleKind::appraiser, "noi-vu");
        people.on_shut_out = [this](domain::TenantNo tenant, const ActorId& actor, const std::string& but) {
            sessions.end_all(tenant, actor, but);
        };
    }
    std::string token_of_duc(std::string_view cookies = {}, std::string_view peer = "10.1.2.3")
    {
        return sign_in("duc.pv", "Đức của Quảng Điền", cookies, peer).cookie(session_cookie_name);
    }
    std::string state(std::string_view token) { return ask(token, api::get_session).body["second_factor"]; }
    /// Sets up an application for whoever has the token; the token is renewed.
    Application enrol(std::string& token)
    {
        const Told proposed = ask(token, api::post_enrolment, json::object());
        BOOST_REQUIRE_EQUAL(proposed.status(), 200);
        Application application(proposed.body["secret"]);
        const Told told = ask(token, api::put_enrolment, {{"code", application.shows(clock.now())}});
        BOOST_REQUIRE_EQUAL(told.status(), 200);
        token = told.cookie(session_cookie_name);
        codes = told.body["recovery_codes"].get<std::vector<std::string>>();
        clock.advance_us(60 * second_us); // the code is spent
        return application;
    }
    Told give(std::string_view token, const std::string& code, std::string_view device = {},
              std::string_view peer = "10.1.2.3")
    {
        return ask(token, api::post_second_factor, {{"code", code}}, device, peer);
    }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(a_role_worth_more_than_a_password, GuardedDoor)

BOOST_AUTO_TEST_CASE(opens_nothing_before_a_second_factor_is_set_up)
{
    std::string token = token_of_duc();
    BOOST_TEST(state(token) == "enrol");
    BOOST_TEST(refusal(token, may::entering) == 200);
    BOOST_TEST(refusal(token, may::appraise) == 403);
    BOOST_TEST(refusal(token, may::signed_in) == 403);
    enrol(token);
    BOOST_TEST(state(token) == "done");
    BOOST_TEST(refusal(token, may::appraise) == 200);
    BOOST_TEST(codes.size() == 10u);
}

BOOST_AUTO_TEST_CASE(is_every_role_but_an_agencys_own_and_the_auditors)
{
    std::set<RoleKind> without{RoleKind::agency_officer, RoleKind::agency_head, RoleKind::auditor};
    for (const auto role : {RoleKind::agency_officer, RoleKind::agency_head, RoleKind::appraiser, RoleKind::cycle_admin,
                            RoleKind::auditor, RoleKind::system_admin, RoleKind::leader})
        BOOST_TEST(demands_second_factor(role) != without.contains(role));
    BOOST_TEST(state(token_of_an()) == "none");
    BOOST_TEST(refusal(token_of_an(), may::officer) == 200);
}

BOOST_AUTO_TEST_CASE(demands_it_as_soon_as_its_hat_is_put_on)
{
    grant("g-8", an, RoleKind::appraiser, "tai-chinh");
    const auto told = choose(token_of_an(), "g-8");
    BOOST_TEST(told.body["second_factor"] == "enrol");
    const auto token = told.cookie(session_cookie_name);
    BOOST_TEST(refusal(token, may::appraise) == 403);
    BOOST_TEST(choose(token, "g-1").body["second_factor"] == "none"); // the other hat is free of it
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_FIXTURE_TEST_SUITE(a_second_factor, GuardedDoor)

BOOST_AUTO_TEST_CASE(is_asked_of_who_has_one_at_every_sign_in_whatever_his_hat)
{
    std::string first = token_of_an();
    const Application application = enrol(first);
    reception.second_factor_demanded = false; // as in a demonstration
    const Told told = sign_in("an.nv", "An của Quảng Điền");
    BOOST_TEST(told.body["second_factor"] == "needed");
    BOOST_TEST(told.cookie(device_cookie_name).empty()); // half in is not known yet
    const auto token = told.cookie(session_cookie_name);
    for (const Who who : {may::officer, may::signed_in}) BOOST_TEST(refusal(token, who) == 403);
    BOOST_TEST(ask(token, api::put_session_role, {{"grant", "g-2"}}).problem() == "second-factor-needed");
    BOOST_TEST(
        ask(token, api::put_session_password, {{"current", "An của Quảng Điền"}, {"new", "mật khẩu khác"}}).problem() ==
        "second-factor-needed");
    BOOST_TEST(ask(token, api::post_enrolment, json::object()).problem() == "second-factor-needed");
    BOOST_TEST(ask(token, api::put_enrolment, {{"code", "123456"}}).problem() == "second-factor-needed");

    const std::string code = application.shows(clock.now());
    const Told in = give(token, code.substr(0, 3) + " " + code.substr(3));
    BOOST_TEST(in.status() == 200);
    BOOST_TEST(in.body["second_factor"] == "done");
    const auto renewed = in.cookie(session_cookie_name);
    BOOST_TEST(refusal(token, may::entering) == 401); // the token changed with what it opens
    BOOST_TEST(refusal(renewed, may::officer) == 200);
    BOOST_TEST(!in.cookie(device_cookie_name).empty());
}

BOOST_AUTO_TEST_CASE(takes_a_code_of_the_step_before_or_behind_and_none_twice)
{
    std::string token = token_of_duc();
    const Application application = enrol(token);
    const auto half_in = [this] { return token_of_duc(); };
    const auto now = clock.now();
    BOOST_TEST(give(half_in(), application.shows(now.plus_us(-60 * second_us))).status() == 422);
    BOOST_TEST(give(half_in(), application.shows(now.plus_us(60 * second_us))).status() == 422);
    BOOST_TEST(give(half_in(), application.shows(now.plus_us(-30 * second_us))).status() == 200);
    BOOST_TEST(give(half_in(), application.shows(now.plus_us(-30 * second_us))).status() == 422);
    BOOST_TEST(give(half_in(), application.shows(now.plus_us(30 * second_us))).status() == 200);
    // What lies before a step that was used is spent as well.
    BOOST_TEST(give(half_in(), application.shows(now)).status() == 422);
    for (const auto* wrong : {"", "12345", "1234567", "abcdef", "٠٠٠٠٠٠"}) {
        clock.advance_us(300 * second_us); // guesses are slowed down
        BOOST_TEST(give(half_in(), wrong).status() == 422, wrong);
    }
}

BOOST_AUTO_TEST_CASE(is_known_after_a_restart_and_so_is_the_code_that_was_used)
{
    std::string token = token_of_duc();
    const Application application = enrol(token);
    const std::string code = application.shows(clock.now());
    BOOST_TEST(give(token_of_duc(), code).status() == 200);
    SecondFactors again(store, *storage::SealingKey::read(scratch / "identity.key"));
    BOOST_TEST(again.has(quang_dien, duc));
    BOOST_TEST(!again.has(phong_dien, duc));
    BOOST_TEST(!again.accepts(quang_dien, duc, code, clock.now()));
    clock.advance_us(30 * second_us);
    BOOST_TEST(again.accepts(quang_dien, duc, application.shows(clock.now()), clock.now()));
}

BOOST_AUTO_TEST_CASE(lies_sealed_on_the_disk_and_opens_with_its_own_key_in_its_own_row_only)
{
    std::string token = token_of_duc();
    const Application application = enrol(token);
    store.each("", [&](std::string_view, std::string_view row) {
        BOOST_TEST(row.find(application.secret) == std::string_view::npos);
        BOOST_TEST(row.find(base32(application.secret)) == std::string_view::npos);
        for (const auto& code : codes) BOOST_TEST(row.find(code) == std::string_view::npos);
    });
    const auto other_key = storage::SealingKey::open_or_create(scratch / "other.key");
    BOOST_CHECK_THROW(SecondFactors(store, other_key), storage::Damage);
    // Another's secret in one's own row is nobody's.
    IdentityStore::Change theft;
    store.write(theft.put(factor_key(quang_dien, an), *store.get(factor_key(quang_dien, duc))));
    const auto key = *storage::SealingKey::read(scratch / "identity.key");
    BOOST_CHECK_THROW(SecondFactors(store, key), storage::Damage);
}

BOOST_AUTO_TEST_CASE(is_not_lost_with_the_telephone_a_recovery_code_opens_once)
{
    std::string token = token_of_duc();
    enrol(token);
    const auto recover = [this](const std::string& code) {
        return ask(token_of_duc(), api::post_second_factor, {{"recovery_code", code}});
    };
    BOOST_TEST(recover(codes[3]).status() == 200);
    BOOST_TEST(recover(codes[3]).status() == 422);
    std::string typed = codes[7]; // as people type: without hyphens, in capitals
    std::erase(typed, '-');
    for (char& c : typed) c = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
    BOOST_TEST(recover(typed).status() == 200);
    BOOST_TEST(recover("0000-0000-0000-0000").status() == 422);
    BOOST_TEST(second_factors.codes_left(quang_dien, duc) == 8u);
    BOOST_TEST(ask(token_of_duc(), api::post_second_factor, json::object()).status() == 422);
    BOOST_TEST(ask(token_of_duc(), api::post_second_factor, {{"code", "1"}, {"recovery_code", codes[0]}}).status() ==
               422);
}

BOOST_AUTO_TEST_CASE(is_set_up_with_a_code_that_shows_it_is_in_the_application)
{
    const std::string token = token_of_duc();
    BOOST_TEST(ask(token, api::put_enrolment, {{"code", "123456"}}).status() == 409); // none is proposed
    const Told proposed = ask(token, api::post_enrolment, json::object());
    BOOST_TEST(proposed.body["otpauth_uri"].get<std::string>().starts_with(
        "otpauth://totp/Huy%E1%BB%87n%20Qu%E1%BA%A3ng%20%C4%90i%E1%BB%81n:duc.pv?secret="));
    BOOST_TEST(ask(token, api::put_enrolment, {{"code", "000000"}}).status() == 422);
    BOOST_TEST(!second_factors.has(quang_dien, duc));
    BOOST_TEST(token_of_duc() != ""); // and nobody is asked for what is only proposed
    BOOST_TEST(ask(token, api::post_second_factor, {{"code", "000000"}}).status() == 409);
}

BOOST_AUTO_TEST_CASE(ends_the_sessions_that_were_opened_without_it)
{
    const std::string elsewhere = token_of_duc();
    std::string here = token_of_duc();
    enrol(here);
    BOOST_TEST(refusal(elsewhere, may::entering) == 401);
    BOOST_TEST(refusal(here, may::appraise) == 200);
}

BOOST_AUTO_TEST_CASE(is_replaced_only_by_who_has_just_shown_the_old_one)
{
    std::string token = token_of_duc();
    const Application old = enrol(token);
    clock.advance_us(11 * 60 * second_us);
    BOOST_TEST(ask(token, api::post_enrolment, json::object()).problem() == "second-factor-needed");
    token = give(token, old.shows(clock.now())).cookie(session_cookie_name);
    const Application fresh = enrol(token);
    BOOST_TEST(give(token_of_duc(), old.shows(clock.now())).status() == 422);
    BOOST_TEST(give(token_of_duc(), fresh.shows(clock.now())).status() == 200);
}

BOOST_AUTO_TEST_CASE(is_not_guessed_and_its_owner_does_not_notice_who_tries)
{
    std::string token = token_of_duc();
    const Application application = enrol(token);
    const Told in = give(token_of_duc(), application.shows(clock.now()));
    const std::string device = in.cookie(device_cookie_name), cookie = std::string(device_cookie_name) + "=" + device;
    const std::string stranger = token_of_duc({}, "10.9.9.9"); // who has the password
    for (int i = 0; i < 5; ++i) BOOST_TEST(give(stranger, "000000", {}, "10.9.9.9").status() == 422);
    BOOST_TEST(give(stranger, "000000", {}, "10.9.9.9").status() == 429);
    BOOST_TEST(give(token_of_duc({}, "10.9.9.8"), "000000", {}, "10.9.9.8").status() == 429); // in another session too
    clock.advance_us(30 * second_us);
    const std::string owner = token_of_duc(cookie);
    BOOST_TEST(give(owner, application.shows(clock.now()), device).status() == 200);
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_FIXTURE_TEST_SUITE(a_password_of_ones_own, GuardedDoor)

BOOST_AUTO_TEST_CASE(takes_the_place_of_the_old_one_and_ends_the_other_sessions)
{
    const std::string elsewhere = token_of_an(), here = token_of_an();
    const auto change = [&](const char* current, const char* fresh) {
        return ask(here, api::put_session_password, {{"current", current}, {"new", fresh}});
    };
    BOOST_TEST(change("không phải", "Một mật khẩu mới").body["errors"][0]["pointer"] == "/current");
    BOOST_TEST(change("An của Quảng Điền", "ngắn").body["errors"][0]["code"] == "too_short");
    BOOST_TEST(change("An của Quảng Điền", "password123").body["errors"][0]["code"] == "too_common");
    BOOST_TEST(change("An của Quảng Điền", "toi la an.nv day").body["errors"][0]["code"] == "contains_login");
    BOOST_TEST(change("An của Quảng Điền", "An của Quảng Điền").body["errors"][0]["code"] == "unchanged");
    BOOST_TEST(refusal(elsewhere, may::officer) == 200);

    const Told told = change("An của Quảng Điền", "Một mật khẩu mới");
    BOOST_TEST(told.status() == 204);
    BOOST_TEST(refusal(elsewhere, may::entering) == 401);
    BOOST_TEST(refusal(here, may::entering) == 401); // under a fresh token
    BOOST_TEST(refusal(told.cookie(session_cookie_name), may::officer) == 200);
    BOOST_TEST(sign_in("an.nv", "An của Quảng Điền").status() == 401);
    BOOST_TEST(sign_in("an.nv", "Một mật khẩu mới").status() == 200);
}

BOOST_AUTO_TEST_CASE(is_not_guessed_by_who_finds_an_open_browser)
{
    const std::string token = token_of_an();
    const json guess{{"current", "guess"}, {"new", "Một mật khẩu mới"}};
    for (int i = 0; i < 10; ++i) BOOST_TEST(ask(token, api::put_session_password, guess).status() == 422);
    BOOST_TEST(ask(token, api::put_session_password, guess).status() == 429);
}

BOOST_AUTO_TEST_CASE(is_demanded_of_who_came_with_an_initial_one)
{
    people.set_password_hash(quang_dien, an, passwords.hash("mật khẩu ban đầu"), clock.now().plus_us(7 * day_us));
    const Told told = sign_in("an.nv", "mật khẩu ban đầu");
    BOOST_TEST(told.body["password_change_needed"] == true);
    const auto token = told.cookie(session_cookie_name);
    BOOST_TEST(refusal(token, may::officer) == 403);
    BOOST_TEST(refusal(token, may::signed_in) == 403);
    const Told changed =
        ask(token, api::put_session_password, {{"current", "mật khẩu ban đầu"}, {"new", "Mật khẩu của riêng An"}});
    BOOST_TEST(changed.status() == 204);
    BOOST_TEST(refusal(changed.cookie(session_cookie_name), may::officer) == 200);
    BOOST_TEST(sign_in("an.nv", "Mật khẩu của riêng An").body["password_change_needed"] == false);
}

BOOST_AUTO_TEST_CASE(must_be_chosen_before_the_initial_one_is_seven_days_old)
{
    people.set_password_hash(quang_dien, an, passwords.hash("mật khẩu ban đầu"), clock.now().plus_us(7 * day_us));
    clock.advance_us(7 * day_us - 1);
    BOOST_TEST(sign_in("an.nv", "mật khẩu ban đầu").status() == 200);
    clock.advance_us(1);
    BOOST_TEST(sign_in("an.nv", "mật khẩu ban đầu").status() == 401); // as any wrong one
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_FIXTURE_TEST_SUITE(sessions_of_ones_own, GuardedDoor)

BOOST_AUTO_TEST_CASE(are_listed_and_ended_and_nobody_elses)
{
    const std::string office = token_of_an(), home = token_of_an();
    const std::string binhs = sign_in("binh.tv", "Bình của Quảng Điền").cookie(session_cookie_name);
    const Told told = ask(home, api::get_sessions);
    BOOST_TEST(told.body["sessions"].size() == 2u);
    std::string other;
    for (const auto& one : told.body["sessions"]) {
        BOOST_TEST(one["address"] == "10.1.2.3");
        BOOST_TEST(one["current"] == (one["id"] == caller(home)->session));
        if (!one["current"]) other = one["id"];
    }
    const auto end = [this](std::string_view token, const std::string& id) {
        Witness witness(Method::delete_);
        witness.as(caller(token));
        witness.request.captures.push_back({"session", id});
        return witness.ask([this](Exchange exchange) { api::delete_one_session(reception, std::move(exchange)); })
            .status();
    };
    BOOST_TEST(end(binhs, other) == 404);
    BOOST_TEST(end(home, other) == 204);
    BOOST_TEST(end(home, other) == 404);
    BOOST_TEST(refusal(office, may::entering) == 401);
    BOOST_TEST(refusal(home, may::entering) == 200);
    const std::string third = token_of_an();
    BOOST_TEST(ask(home, api::delete_sessions).status() == 204);
    BOOST_TEST(refusal(third, may::entering) == 401);
    BOOST_TEST(refusal(home, may::entering) == 200);
    BOOST_TEST(refusal(binhs, may::entering) == 200);
}

BOOST_AUTO_TEST_CASE(get_a_fresh_token_every_hour_and_requests_on_their_way_are_not_lost)
{
    const std::string token = token_of_an();
    const std::string id = caller(token)->session;
    BOOST_TEST(ask(token, api::get_session).cookie(session_cookie_name).empty());
    clock.advance_us(hour_us);
    const std::string renewed = ask(token, api::get_session).cookie(session_cookie_name);
    BOOST_REQUIRE(!renewed.empty());
    BOOST_TEST(ask(token, api::get_session).cookie(session_cookie_name).empty()); // once
    BOOST_TEST(refusal(token, may::officer) == 200);
    BOOST_TEST(caller(renewed)->session == id);
    clock.advance_us(60 * second_us);
    BOOST_TEST(refusal(token, may::officer) == 401);
    BOOST_TEST(refusal(renewed, may::officer) == 200);
}

BOOST_AUTO_TEST_CASE(end_at_once_with_the_account)
{
    const std::string token = token_of_an();
    people.set_disabled(quang_dien, an, true);
    BOOST_TEST(refusal(token, may::entering) == 401);
}

BOOST_AUTO_TEST_SUITE_END()
