#include "server/identity/reception.hpp"

#include "tests/server/front_door.hpp"

#include <boost/test/unit_test.hpp>

using namespace cchc;
using namespace cchc::server;
using namespace cchc::tests;
using domain::RoleKind;

BOOST_FIXTURE_TEST_SUITE(signing_in, FrontDoor)

BOOST_AUTO_TEST_CASE(with_login_and_password_gives_a_session_with_name_tenant_and_roles)
{
    const auto told = sign_in("AN.NV", "An của Quảng Điền");
    BOOST_TEST(told.status() == 200);
    BOOST_TEST(told.body["actor"] == an.value);
    BOOST_TEST(told.body["name"] == "Nguyễn Thị An");
    BOOST_TEST(told.body["login"] == "an.nv");
    BOOST_TEST(told.body["tenant"]["id"] == "quang-dien");
    BOOST_TEST(told.body["tenant"]["title"] == "Huyện Quảng Điền");
    BOOST_TEST(told.body["role"]["grant"] == "g-1");
    BOOST_TEST(told.body["role"]["role"] == "agency_officer");
    BOOST_TEST(told.body["role"]["agency"] == "noi-vu");
    BOOST_TEST(told.body["roles"].size() == 2u);
    BOOST_TEST(told.body["demo"] == true);
    BOOST_TEST(caller(told.cookie(session_cookie_name))->actor.value == an.value);
    BOOST_TEST(told.reply.lines().find("Secure; HttpOnly; SameSite=Lax") != std::string::npos);
    BOOST_TEST(told.reply.caching == "no-store");
}

BOOST_AUTO_TEST_CASE(is_refused_alike_whether_the_login_exists_or_not)
{
    people.set_disabled(quang_dien, binh, true);
    const auto nobody = sign_in("nobody", "An của Quảng Điền");
    const auto wrong = sign_in("an.nv", "An cua Quang Dien");
    const auto disabled = sign_in("binh.tv", "Bình của Quảng Điền");
    const auto malformed = sign_in("no such login!", "An của Quảng Điền");
    for (const auto* told : {&nobody, &wrong, &disabled, &malformed}) {
        BOOST_TEST(told->status() == 401);
        BOOST_TEST(told->problem() == "unauthenticated");
        BOOST_TEST(told->body["detail"] == nobody.body["detail"]);
        BOOST_TEST(told->reply.lines().find("Set-Cookie") == std::string::npos);
    }
    BOOST_TEST(sessions.size() == 0u);
}

BOOST_AUTO_TEST_CASE(is_refused_with_a_body_of_another_shape)
{
    const auto status_of = [this](std::string_view body) {
        Witness witness(Method::post);
        witness.with_body(body);
        return witness.ask([this](Exchange exchange) { api::post_session(reception, std::move(exchange)); }).status();
    };
    BOOST_TEST(status_of("") == 400);
    BOOST_TEST(status_of(R"({"login":"an.nv"})") == 422);
    BOOST_TEST(status_of(R"({"login":"an.nv","password":["x"]})") == 422);
    BOOST_TEST(status_of(R"({"login":"an.nv","password":"An của Quảng Điền","role":"cycle_admin"})") == 422);
    BOOST_TEST(sessions.size() == 0u);
}

BOOST_AUTO_TEST_CASE(of_one_tenant_opens_no_other)
{
    Witness witness(Method::post);
    witness.of_tenant("phong-dien").with_body(R"({"login":"an.nv","password":"An của Quảng Điền"})");
    BOOST_TEST(witness.ask([this](Exchange e) { api::post_session(reception, std::move(e)); }).status() == 401);
    const auto token = token_of_an();
    BOOST_TEST(refusal(token, may::signed_in) == 200);
    BOOST_TEST(refusal(token, may::signed_in, Method::get, "phong-dien") == 401);
}

BOOST_AUTO_TEST_CASE(again_ends_the_session_that_this_browser_had)
{
    const auto first = token_of_an();
    const auto second = sign_in("binh.tv", "Bình của Quảng Điền", std::string(session_cookie_name) + "=" + first)
                            .cookie(session_cookie_name);
    BOOST_TEST(refusal(first, may::signed_in) == 401);
    BOOST_TEST(caller(second)->actor.value == binh.value);
}

BOOST_AUTO_TEST_CASE(too_often_with_wrong_passwords_is_slowed_down_but_not_for_the_owner_at_his_own_browser)
{
    const auto device = sign_in("an.nv", "An của Quảng Điền").cookie(device_cookie_name);
    BOOST_TEST(!device.empty());
    for (int i = 0; i < 10; ++i) BOOST_TEST(sign_in("an.nv", "guess", {}, "10.9.9.9").status() == 401);
    const auto slowed = sign_in("an.nv", "guess", {}, "10.9.9.9");
    BOOST_TEST(slowed.status() == 429);
    BOOST_TEST(slowed.problem() == "rate-limited");
    BOOST_TEST(slowed.reply.header("retry-after") == "60");
    BOOST_TEST(sign_in("an.nv", "An của Quảng Điền", {}, "10.9.9.8").status() == 429); // a stranger's address
    const std::string cookie = std::string(device_cookie_name) + "=" + device;
    BOOST_TEST(sign_in("an.nv", "An của Quảng Điền", cookie, "10.9.9.8").status() == 200);
    BOOST_TEST(sign_in("binh.tv", "guess", cookie, "10.9.9.8").status() == 401); // another's login: a stranger
    clock.advance_us(60 * second_us);
    BOOST_TEST(sign_in("an.nv", "An của Quảng Điền", {}, "10.9.9.8").status() == 200);
    // Nobody's login is slowed down just as much.
    for (int i = 0; i < 10; ++i) BOOST_TEST(sign_in("nobody", "guess", {}, "10.8.8.8").status() == 401);
    BOOST_TEST(sign_in("nobody", "guess", {}, "10.8.8.8").status() == 429);
}

BOOST_AUTO_TEST_CASE(from_a_browser_of_long_ago_is_a_strangers)
{
    devices.remember(quang_dien, "an.nv", "old", clock.now());
    devices.remember(quang_dien, "an.nv", "new", clock.now().plus_us(200 * 24 * hour_us));
    devices.forget_old(clock.now().plus_us(366 * 24 * hour_us));
    BOOST_TEST(!devices.knows(quang_dien, "an.nv", "old"));
    BOOST_TEST(devices.knows(quang_dien, "an.nv", "new"));
    BOOST_TEST(!devices.knows(phong_dien, "an.nv", "new"));
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_FIXTURE_TEST_SUITE(the_session_of_a_request, FrontDoor)

BOOST_AUTO_TEST_CASE(is_told_and_ended)
{
    const auto token = token_of_an();
    const auto get = [this](Exchange exchange) { api::get_session(reception, std::move(exchange)); };
    BOOST_TEST(Witness(Method::get).as(caller(token)).ask(get).body["actor"] == an.value);
    const auto end = [this](Exchange exchange) { api::delete_session(reception, std::move(exchange)); };
    const auto out = Witness(Method::delete_).as(caller(token)).ask(end);
    BOOST_TEST(out.status() == 204);
    BOOST_TEST(out.reply.lines().find("__Host-cchc=; Path=/; Secure; HttpOnly; SameSite=Lax; Max-Age=0") !=
               std::string::npos);
    BOOST_TEST(refusal(token, may::signed_in) == 401);
}

BOOST_AUTO_TEST_CASE(wears_the_hat_that_was_chosen_under_a_fresh_token)
{
    const auto token = token_of_an();
    BOOST_TEST(refusal(token, may::officer) == 200);
    BOOST_TEST(refusal(token, may::head) == 403);
    const auto told = choose(token, "g-2");
    BOOST_TEST(told.status() == 200);
    BOOST_TEST(told.body["role"]["role"] == "agency_head");
    const auto renewed = told.cookie(session_cookie_name);
    BOOST_TEST(renewed != token);
    BOOST_TEST(refusal(token, may::signed_in) == 401);
    BOOST_TEST(refusal(renewed, may::head) == 200);
    BOOST_TEST(refusal(renewed, may::officer) == 403);
}

BOOST_AUTO_TEST_CASE(wears_no_hat_of_somebody_else)
{
    const auto token = token_of_an();
    BOOST_TEST(choose(token, "g-3").status() == 404);
    BOOST_TEST(choose(token, "g-9").problem() == "not-found");
    BOOST_TEST(choose(token, "not an id").status() == 422);
    BOOST_TEST(caller(token)->hat->grant.value == "g-1");
}

BOOST_AUTO_TEST_CASE(opens_no_door_by_a_role_that_has_ended)
{
    const auto token = token_of_an();
    BOOST_TEST(refusal(token, may::officer) == 200);
    end("g-1");
    BOOST_TEST(refusal(token, may::officer) == 403);
    BOOST_TEST(refusal(token, may::signed_in) == 200);
    const auto told = Witness(Method::get).as(caller(token)).ask([this](Exchange exchange) {
        api::get_session(reception, std::move(exchange));
    });
    BOOST_TEST(told.body["role"].is_null());
    BOOST_TEST(told.body["roles"].size() == 1u);
    BOOST_TEST(choose(token, "g-1").status() == 404);
    BOOST_TEST(choose(token, "g-2").status() == 200);
}

BOOST_AUTO_TEST_CASE(is_asked_for_wherever_a_route_does_not_say_anyone)
{
    BOOST_TEST(refusal("", may::anyone) == 200);
    BOOST_TEST(refusal("", may::signed_in) == 401);
    BOOST_TEST(refusal("", may::officer) == 401);
    BOOST_TEST(refusal(random_token(), may::officer) == 401);
    const auto token = token_of_an();
    BOOST_TEST(refusal(token, may::administer) == 403);
    clock.advance_us(8 * hour_us);
    BOOST_TEST(refusal(token, may::officer) == 401);
}

BOOST_AUTO_TEST_CASE(does_nothing_for_another_sites_page)
{
    const auto token = token_of_an();
    Witness witness(Method::post);
    witness.with("Cookie", std::string(session_cookie_name) + "=" + token).with("Origin", "https://evil.example");
    Route route;
    for (const Who who : {may::officer, may::signed_in, may::anyone}) {
        route.who = who.bits;
        const auto admission = admit(reception, witness.request, route);
        BOOST_REQUIRE(std::holds_alternative<Reply>(admission));
        BOOST_TEST(std::get<Reply>(admission).status == 403);
    }
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_FIXTURE_TEST_SUITE(names_of_people, FrontDoor)

BOOST_AUTO_TEST_CASE(are_told_to_an_agency_of_its_own_and_of_who_runs_the_cycle_but_of_no_appraiser)
{
    const auto dung = enter("dung.hv", "Hồ Văn Dũng", "Dũng của Quảng Điền");
    grant("g-6", dung, RoleKind::appraiser, "noi-vu");
    const auto seen = people_seen_by(token_of_an());
    std::map<std::string, nlohmann::json> by_actor;
    for (const auto& person : seen.body["people"]) by_actor[person["actor"]] = person;
    BOOST_TEST(by_actor.size() == 2u);
    BOOST_TEST(by_actor.contains(an.value));
    BOOST_TEST(!by_actor.contains(binh.value));
    BOOST_TEST(by_actor[chi.value]["name"] == "Lê Thị Chi");
    BOOST_TEST(by_actor[an.value]["roles"].size() == 2u);
    BOOST_TEST(!by_actor[an.value].contains("login"));
}

BOOST_AUTO_TEST_CASE(are_told_with_logins_to_who_runs_the_cycle)
{
    const auto token = sign_in("chi.lt", "Chi của Quảng Điền").cookie(session_cookie_name);
    const auto seen = people_seen_by(token);
    BOOST_TEST(seen.body["people"].size() == 3u);
    for (const auto& person : seen.body["people"]) BOOST_TEST(person.contains("login"));
}

BOOST_AUTO_TEST_CASE(of_those_who_left_the_agency_are_still_told_to_it)
{
    const auto duc = enter("duc.pv", "Phạm Văn Đức", "Đức của Quảng Điền");
    grant("g-5", duc, RoleKind::agency_officer, "noi-vu");
    end("g-5");
    const auto seen = people_seen_by(token_of_an());
    BOOST_TEST(seen.body["people"].size() == 3u);
    for (const auto& person : seen.body["people"])
        if (person["actor"] == duc.value) BOOST_TEST(person["roles"].empty());
}

BOOST_AUTO_TEST_SUITE_END()
