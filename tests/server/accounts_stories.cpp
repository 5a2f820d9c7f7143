// How accounts and keys begin, what whoever keeps them may do, and how they end.

#include "server/serving_options.hpp"
#include "tests/server/front_door.hpp"

#include <boost/test/unit_test.hpp>

#include <atomic>
#include <set>
#include <thread>
#include <vector>

using namespace cchc;
using namespace cchc::server;
using namespace cchc::tests;
using nlohmann::json;

namespace {

constexpr std::int64_t day_us = 24 * hour_us;

/// Dao runs the system, Chi a cycle.
struct KeptDoor : FrontDoor {
    ActorId dao = enter("dao.nt", "Nguyễn Thị Đào", "Đào của Quảng Điền");
    std::string of_dao = in("dao.nt", "Đào của Quảng Điền"), of_chi = in("chi.lt", "Chi của Quảng Điền");

    KeptDoor()
    {
        people.on_shut_out = [this](domain::TenantNo tenant, const ActorId& actor, const std::string& but) {
            sessions.end_all(tenant, actor, but);
        };
        grant("g-10", dao, RoleKind::system_admin, "");
        of_dao = choose(of_dao, "g-10").cookie(session_cookie_name);
    }
    std::string in(std::string_view login, std::string_view password)
    {
        return sign_in(login, password).cookie(session_cookie_name);
    }
    /// Asks as whoever has the token, of what the path names.
    Told upon(std::string_view token, Handler handler, const std::string& name, const std::string& id,
              const json& body = {}, const std::string& session = {})
    {
        Witness witness(Method::post);
        witness.as(caller(token));
        witness.request.captures.push_back({name, id});
        if (!session.empty()) witness.request.captures.push_back({"session", session});
        if (!body.is_null()) witness.with_body(body.dump());
        return witness.ask([&](Exchange exchange) { handler(reception, std::move(exchange)); });
    }
    Told upon(std::string_view token, Handler handler, const ActorId& actor, const json& body = {},
              const std::string& session = {})
    {
        return upon(token, handler, "actor", actor.value, body, session);
    }
    bool lies_open(const std::string& text)
    {
        bool found = false;
        store.each("", [&](std::string_view key, std::string_view row) {
            found = found || row.find(text) != std::string_view::npos || key.find(text) != std::string_view::npos;
        });
        return found;
    }
};

/// Phong Dien, where nobody is entered yet.
struct NewSystem : KeptDoor {
    std::string code = setup_codes.fresh(phong_dien, clock.now());

    Told set_up(const std::string& with, std::string_view peer = "10.1.2.3", const char* login = "quan.tri")
    {
        const json first{{"code", with}, {"login", login}, {"name", "Trần Thị Tư"}, {"password", "Tư của Phong Điền"}};
        Witness witness(Method::post);
        witness.of_tenant("phong-dien").from(peer).with_body(first.dump());
        return witness.ask([this](Exchange exchange) { api::post_setup(reception, std::move(exchange)); });
    }
    bool is_needed()
    {
        Witness witness(Method::get);
        witness.of_tenant("phong-dien");
        return witness.ask([this](Exchange exchange) { api::get_sign_in(reception, std::move(exchange)); })
            .body["setup_needed"];
    }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(a_set_up_code, NewSystem)

BOOST_AUTO_TEST_CASE(opens_once_and_whoever_comes_in_is_both_administrators)
{
    BOOST_TEST(is_needed());
    const Told told = set_up(code);
    BOOST_TEST(told.status() == 200);
    std::set<std::string> roles;
    for (const auto& role : told.body["roles"]) roles.insert(role["role"]);
    BOOST_TEST((roles == std::set<std::string>{"cycle_admin", "system_admin"}));
    BOOST_TEST(!is_needed());
    BOOST_TEST(set_up(code, "10.1.2.4", "ai.khac").status() == 404);
    BOOST_TEST(people.all(phong_dien).size() == 1u);
}

BOOST_AUTO_TEST_CASE(is_good_for_a_day)
{
    clock.advance_us(day_us - 1);
    BOOST_TEST(is_needed());
    clock.advance_us(1);
    BOOST_TEST(!is_needed());
    BOOST_TEST(set_up(code).status() == 404);
    BOOST_TEST(people.all(phong_dien).empty());
}

BOOST_AUTO_TEST_CASE(is_good_for_nothing_once_somebody_is_there)
{
    BOOST_REQUIRE(std::holds_alternative<ActorId>(people.add(phong_dien, "tu.tt", "Trần Thị Tư")));
    BOOST_TEST(!is_needed());
    BOOST_TEST(set_up(code).status() == 404);
    BOOST_TEST(people.all(phong_dien).size() == 1u);
}

BOOST_AUTO_TEST_CASE(takes_the_place_of_the_one_before_and_is_kept_as_a_hash)
{
    const std::string next = setup_codes.fresh(phong_dien, clock.now());
    BOOST_TEST(next != code);
    BOOST_TEST(!lies_open(next));
    BOOST_TEST(set_up(code).status() == 422);
    BOOST_TEST(set_up(next).status() == 200);
}

BOOST_AUTO_TEST_CASE(of_one_system_opens_no_other)
{
    BOOST_TEST(!setup_codes.spends(quang_dien, code, clock.now()));
    BOOST_TEST(setup_codes.spends(phong_dien, code, clock.now()));
}

BOOST_AUTO_TEST_CASE(is_guessed_slowly_and_the_operator_does_not_wait_for_who_guesses)
{
    const std::string wrong = "0000-0000-0000-0000";
    for (int i = 0; i < 10; ++i)
        BOOST_TEST(set_up(wrong, "10.9.9.9", ("doan-" + std::to_string(i)).c_str()).status() == 422); // other logins
    BOOST_TEST(set_up(wrong, "10.9.9.9").status() == 429);
    BOOST_TEST(set_up(code, "10.9.9.9").status() == 429);
    BOOST_TEST(set_up(code).status() == 200);
}

BOOST_AUTO_TEST_CASE(opens_for_one_of_those_who_ask_at_once)
{
    std::atomic<int> opened = 0;
    std::vector<std::thread> asking;
    for (int i = 0; i < 8; ++i)
        asking.emplace_back([&] { opened += setup_codes.spends(phong_dien, code, clock.now()); });
    for (std::thread& one : asking) one.join();
    BOOST_TEST(opened == 1);
}

BOOST_AUTO_TEST_CASE(leaves_nobody_behind_who_got_no_role)
{
    reception.as_system = [](domain::TenantNo, const domain::Command&) { return false; };
    BOOST_TEST(set_up(code).status() == 503);
    BOOST_TEST(people.all(phong_dien).empty());
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_FIXTURE_TEST_SUITE(an_account, KeptDoor)

BOOST_AUTO_TEST_CASE(begins_with_a_password_that_is_told_once_and_opens_the_change_of_it)
{
    const Told told = ask(of_chi, api::post_account, {{"login", "em.hv"}, {"name", "Hồ Văn Em"}});
    BOOST_TEST(told.status() == 201);
    BOOST_TEST(told.reply.caching == "no-store");
    const std::string initial = told.body["initial_password"];
    BOOST_TEST(!lies_open(initial));
    BOOST_TEST(ask(of_chi, api::get_accounts).body.dump().find(initial) == std::string::npos);
    const Told in = sign_in("em.hv", initial);
    BOOST_TEST(in.body["password_change_needed"] == true);
    BOOST_TEST(refusal(in.cookie(session_cookie_name), may::signed_in) == 403);
    clock.advance_us(7 * day_us);
    BOOST_TEST(sign_in("em.hv", initial).status() == 401);
}

BOOST_AUTO_TEST_CASE(that_is_disabled_is_nobodys_at_once_and_comes_back_as_it_was)
{
    const std::string token = token_of_an();
    BOOST_TEST(upon(of_chi, api::patch_account, an, {{"disabled", true}}).body["disabled"] == true);
    BOOST_TEST(refusal(token, may::entering) == 401);
    BOOST_TEST(sign_in("an.nv", "An của Quảng Điền").status() == 401);
    BOOST_TEST(upon(of_chi, api::patch_account, an, {{"disabled", false}}).status() == 200);
    BOOST_TEST(refusal(token, may::entering) == 401); // what has ended stays so
    BOOST_TEST(refusal(token_of_an(), may::officer) == 200);
}

BOOST_AUTO_TEST_CASE(given_another_password_loses_its_sessions_and_the_old_one)
{
    const std::string token = token_of_an();
    const Told told = upon(of_chi, api::post_password_reset, an, json::object());
    BOOST_TEST(told.status() == 200);
    BOOST_TEST(refusal(token, may::entering) == 401);
    BOOST_TEST(sign_in("an.nv", "An của Quảng Điền").status() == 401);
    const Told in = sign_in("an.nv", told.body["initial_password"].get<std::string>());
    BOOST_TEST(in.body["password_change_needed"] == true);
}

BOOST_AUTO_TEST_CASE(is_erased_with_its_roles_its_sessions_and_its_name)
{
    const std::string token = token_of_an();
    BOOST_TEST(upon(of_chi, api::delete_account, an).status() == 204);
    BOOST_TEST(refusal(token, may::entering) == 401);
    BOOST_TEST(!people.by_actor(quang_dien, an).has_value());
    BOOST_TEST(!lies_open("Nguyễn Thị An"));
    BOOST_TEST(directory->hats_of(an, clock.now()).empty());
    BOOST_TEST(upon(of_chi, api::delete_account, an).status() == 404);
}

BOOST_AUTO_TEST_CASE(of_who_runs_the_system_is_none_of_the_cycle_administrators_business)
{
    const std::string before = in("dao.nt", "Đào của Quảng Điền");
    const auto is_refused = [&](std::string_view token, const ActorId& actor, int status) {
        BOOST_TEST(upon(token, api::patch_account, actor, {{"disabled", true}}).status() == status);
        BOOST_TEST(upon(token, api::post_password_reset, actor, json::object()).status() == status);
        for (const Handler handler : {api::delete_account, api::delete_account_second_factor, api::get_account_sessions,
                                      api::delete_account_sessions})
            BOOST_TEST(upon(token, handler, actor).status() == status);
        BOOST_TEST(upon(token, api::delete_account_session, actor, {}, caller(before)->session).status() == status);
    };
    is_refused(of_chi, dao, 403);
    is_refused(of_chi, chi, 409); // nor one's own
    is_refused(of_dao, dao, 409);
    is_refused(of_dao, ActorId("p-khong-co"), 404);
    BOOST_TEST(refusal(before, may::entering) == 200);
    BOOST_TEST(upon(of_dao, api::patch_account, chi, {{"name", "Lê Thị Chi Mai"}}).status() == 200);
}

BOOST_AUTO_TEST_CASE(is_signed_out_by_an_administrator_of_one_session_or_of_all)
{
    const std::string office = token_of_an(), home = token_of_an(), third = token_of_an();
    const std::string binhs = in("binh.tv", "Bình của Quảng Điền");
    BOOST_TEST(upon(of_chi, api::get_account_sessions, an).body["sessions"].size() == 3u);
    const std::string one = caller(home)->session, of_another = caller(binhs)->session;
    BOOST_TEST(upon(of_chi, api::delete_account_session, an, {}, of_another).status() == 404);
    BOOST_TEST(refusal(binhs, may::entering) == 200);
    BOOST_TEST(upon(of_chi, api::delete_account_session, an, {}, one).status() == 204);
    BOOST_TEST(refusal(home, may::entering) == 401);
    BOOST_TEST(refusal(office, may::entering) == 200);
    BOOST_TEST(upon(of_chi, api::delete_account_sessions, an).status() == 204);
    for (const auto& token : {office, third}) BOOST_TEST(refusal(token, may::entering) == 401);
    BOOST_TEST(refusal(binhs, may::entering) == 200);
    BOOST_TEST(refusal(token_of_an(), may::officer) == 200); // his account is as it was
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_FIXTURE_TEST_SUITE(a_period, KeptDoor)

BOOST_AUTO_TEST_CASE(of_passwords_opens_an_old_one_to_its_change_alone)
{
    clock.advance_us(89 * day_us);
    reception.password_good_for_us = 90 * day_us;
    BOOST_TEST(sign_in("an.nv", "An của Quảng Điền").body["password_change_needed"] == false);
    clock.advance_us(day_us);
    const Told old = sign_in("an.nv", "An của Quảng Điền");
    BOOST_TEST(old.body["password_change_needed"] == true);
    const auto token = old.cookie(session_cookie_name);
    BOOST_TEST(refusal(token, may::signed_in) == 403);
    const auto change = [&](const char* fresh) {
        return ask(token, api::put_session_password, {{"current", "An của Quảng Điền"}, {"new", fresh}});
    };
    BOOST_TEST(change("An của Quảng Điền").status() == 422); // the same again is none
    const Told changed = change("An của Quảng Điền 2");
    BOOST_TEST(changed.status() == 204);
    BOOST_TEST(refusal(changed.cookie(session_cookie_name), may::officer) == 200);
    BOOST_TEST(sign_in("an.nv", "An của Quảng Điền 2").body["password_change_needed"] == false);
    People again(store);
    BOOST_TEST((again.by_actor(quang_dien, an)->password_set_at == clock.now()));
}

BOOST_AUTO_TEST_CASE(counts_a_password_of_before_its_age_was_noted_as_old)
{
    {
        People unnoted(store); // as the program was before
        const auto actor = std::get<ActorId>(unnoted.add(quang_dien, "xua.cu", "Người Xưa"));
        unnoted.set_password_hash(quang_dien, actor, passwords.hash("Mật khẩu năm xưa"));
    }
    People now(store, &clock);
    Reception reopened{now,
                       passwords,
                       sessions,
                       devices,
                       throttle,
                       second_factors,
                       factor_throttle,
                       setup_codes,
                       api_keys,
                       clock,
                       reception.tenant,
                       reception.directory,
                       reception.as_system,
                       reception.new_id,
                       reception.work};
    const auto asked = [&] {
        Witness witness(Method::post, "/api/v1/session");
        witness.with_body(json{{"login", "xua.cu"}, {"password", "Mật khẩu năm xưa"}}.dump());
        return witness.ask([&](Exchange exchange) { api::post_session(reopened, std::move(exchange)); })
            .body["password_change_needed"];
    };
    BOOST_TEST(asked() == false);
    reopened.password_good_for_us = 90 * day_us;
    BOOST_TEST(asked() == true);
}

BOOST_AUTO_TEST_CASE(of_sessions_and_passwords_is_set_within_bounds)
{
    const auto read = [](std::vector<std::string> arguments) {
        boost::program_options::options_description options;
        add_lifetimes(options);
        return lifetimes_in(read_options(arguments, options));
    };
    const Lifetimes usual = read({});
    BOOST_TEST(usual.sessions.idle_us == 8 * hour_us);
    BOOST_TEST(usual.sessions.absolute_us == 7 * day_us);
    BOOST_TEST(usual.password_us == 0);
    const Lifetimes strict = read({"--session-idle", "15", "--session-absolute", "12", "--password-days", "90"});
    BOOST_TEST(strict.sessions.idle_us == 15 * 60 * second_us);
    BOOST_TEST(strict.sessions.absolute_us == 12 * hour_us);
    BOOST_TEST(strict.password_us == 90 * day_us);
    const std::vector<std::vector<std::string>> wrong{{"--session-idle", "4"},     {"--session-idle", "1441"},
                                                      {"--session-absolute", "0"}, {"--session-absolute", "721"},
                                                      {"--password-days", "-1"},   {"--password-days", "3651"},
                                                      {"--session-absolute", "7"} /* under the idle eight hours */};
    for (const auto& arguments : wrong) BOOST_CHECK_THROW(read(arguments), std::invalid_argument);
}

BOOST_AUTO_TEST_CASE(of_sessions_is_the_one_that_was_set)
{
    Sessions strict(store, clock.now(), {15 * 60 * second_us, 2 * hour_us});
    const auto opened = strict.open(Caller{quang_dien, "quang-dien", an, {}, {}}, clock.now());
    for (int minutes = 14; minutes < 120; minutes += 14) { // always in use
        clock.advance_us(14 * 60 * second_us);
        BOOST_TEST((strict.find(opened.token, clock.now()) != nullptr));
    }
    clock.advance_us(8 * 60 * second_us); // two hours
    BOOST_TEST((strict.find(opened.token, clock.now()) == nullptr));
    const auto idle = strict.open(Caller{quang_dien, "quang-dien", an, {}, {}}, clock.now());
    clock.advance_us(15 * 60 * second_us);
    BOOST_TEST((strict.find(idle.token, clock.now()) == nullptr));
}

BOOST_AUTO_TEST_SUITE_END()

namespace {

/// Binh's account is another system's: it holds an auditor's role and one of an integration.
struct KeyedDoor : KeptDoor {
    KeyedDoor()
    {
        grant("g-20", binh, RoleKind::auditor, "");
        grant("g-21", binh, RoleKind::integration, "noi-vu");
    }
    json wish(const char* grant = "g-20")
    {
        return {{"name", "Kho dữ liệu tỉnh"},
                {"grant", grant},
                {"scopes", {"read_events"}},
                {"expires_at", domain::local_text(clock.now().plus_us(30 * day_us))}};
    }
    std::string key(json wanted)
    {
        const Told told = ask(of_dao, api::post_api_key, wanted);
        BOOST_REQUIRE_EQUAL(told.status(), 201);
        return told.body["key"];
    }
    /// What the gate makes of a key at a route.
    int with(const std::string& told, Method method = Method::get, std::string_view pattern = "/api/v1/events",
             Who who = may::audit, std::string_view peer = "10.1.2.3")
    {
        Witness witness(method);
        const std::string authorization = "Bearer " + told;
        witness.from(peer).with("Authorization", authorization);
        Route route;
        route.method = method;
        route.pattern = pattern;
        route.who = who.bits;
        const auto admission = admit(reception, witness.request, route);
        const auto* reply = std::get_if<Reply>(&admission);
        return reply ? reply->status : 200;
    }
    int from(const std::string& told, std::string_view peer)
    {
        return with(told, Method::get, "/api/v1/events", may::audit, peer);
    }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(a_key_of_another_system, KeyedDoor)

BOOST_AUTO_TEST_CASE(is_told_once_and_kept_as_a_hash)
{
    const Told told = ask(of_dao, api::post_api_key, wish());
    const std::string secret = told.body["key"];
    BOOST_TEST(secret.size() == api_key_start.size() + 43);
    BOOST_TEST(told.reply.caching == "no-store");
    BOOST_TEST(!lies_open(secret));
    BOOST_TEST(!lies_open(secret.substr(api_key_start.size())));
    BOOST_TEST(ask(of_dao, api::get_api_keys).body.dump().find(secret.substr(5, 12)) == std::string::npos);
    BOOST_TEST(with(secret) == 200);
    BOOST_TEST(key(wish()) != secret);
    ApiKeys again(store);
    BOOST_TEST((again.find(secret, "quang-dien", "10.1.2.3", clock.now()) != nullptr)); // after a restart
}

BOOST_AUTO_TEST_CASE(opens_what_its_scopes_say_and_its_hat_may_and_nothing_else)
{
    json points = wish("g-21");
    points["scopes"] = {"bring_points"};
    const std::string reads = key(wish()), brings = key(points);
    const std::string_view given = "/api/v1/assessments/{assessment}/entries/{code}/given";
    const Who givers = may::appraise | may::survey | may::integrate;
    BOOST_TEST(with(reads) == 200);
    BOOST_TEST(with(brings, Method::put, given, givers) == 200);
    BOOST_TEST(with(brings) == 403);                                    // no scope for it
    BOOST_TEST(with(reads, Method::put, given, givers) == 403);         // neither
    BOOST_TEST(with(brings, Method::put, given, may::appraise) == 403); // the scope, but not the hat
    BOOST_TEST(with(reads, Method::post, "/api/v1/events") == 403);
    BOOST_TEST(with(reads, Method::get, "/api/v1/stream", may::signed_in) == 403);
    BOOST_TEST(with(reads, Method::get, "/api/v1/session", may::entering) == 403);
    BOOST_TEST(with(reads, Method::get, "/api/v1/accounts", may::audit) == 403);
}

BOOST_AUTO_TEST_CASE(never_decides_whatever_its_scope)
{
    for (const ScopedRoute& one : scoped_routes()) {
        if (one.method == Method::get) continue;
        const bool brings = one.pattern.ends_with("/given") || one.pattern.ends_with("/references");
        BOOST_TEST(brings, one.pattern);
    }
    for (const char* word : {"appraise", "read_everything", "", "READ_EVENTS"}) {
        json wanted = wish();
        wanted["scopes"] = {"read_events", word};
        BOOST_TEST(ask(of_dao, api::post_api_key, wanted).status() == 422);
    }
    for (const char* role : {"g-1", "g-4", "g-10"}) // an officer's, an administrator's
        BOOST_TEST(ask(of_dao, api::post_api_key, wish(role)).status() == 404);
}

BOOST_AUTO_TEST_CASE(ends_when_it_was_told_to)
{
    const std::string secret = key(wish());
    clock.advance_us(30 * day_us - second_us); // its end was told to the second
    BOOST_TEST(with(secret) == 200);
    clock.advance_us(second_us);
    BOOST_TEST(with(secret) == 401);
    json far = wish();
    far["expires_at"] = domain::local_text(clock.now().plus_us(367 * day_us));
    of_dao = choose(in("dao.nt", "Đào của Quảng Điền"), "g-10").cookie(session_cookie_name);
    BOOST_TEST(ask(of_dao, api::post_api_key, far).status() == 422);
}

BOOST_AUTO_TEST_CASE(comes_from_its_addresses_alone)
{
    json wanted = wish();
    wanted["addresses"] = {"10.1.2.0/24", "2001:db8:7::/48", "192.0.2.9"};
    const std::string secret = key(wanted);
    for (const char* near :
         {"10.1.2.0", "10.1.2.255", "::ffff:10.1.2.7", "2001:db8:7::1", "2001:db8:7:ffff::1", "192.0.2.9"})
        BOOST_TEST(from(secret, near) == 200, near);
    for (const char* afar :
         {"10.1.3.0", "10.1.1.255", "::ffff:10.1.3.7", "2001:db8:8::1", "192.0.2.8", "::10.1.2.7", "", "10.1.2"})
        BOOST_TEST(from(secret, afar) == 401, afar);
    for (const char* none :
         {"10.1.2.3/24", "10.1.2.0/33", "2001:db8::/129", "fe80::1%eth0", "10.1.2.0/", "/24", "moi-noi"}) {
        wanted["addresses"] = {none};
        BOOST_TEST(ask(of_dao, api::post_api_key, wanted).status() == 422, none);
    }
}

BOOST_AUTO_TEST_CASE(is_gone_at_once_and_after_a_restart_too)
{
    const Told told = ask(of_dao, api::post_api_key, wish());
    const std::string secret = told.body["key"], stays = key(wish());
    BOOST_TEST(upon(of_dao, api::delete_api_key, "key", told.body["id"]).status() == 204);
    BOOST_TEST(with(secret) == 401);
    BOOST_TEST(with(stays) == 200);
    BOOST_TEST(upon(of_dao, api::delete_api_key, "key", told.body["id"]).status() == 404);
    ApiKeys again(store);
    BOOST_TEST((again.find(secret, "quang-dien", "10.1.2.3", clock.now()) == nullptr));
}

BOOST_AUTO_TEST_CASE(ends_with_its_account_and_its_role)
{
    const std::string secret = key(wish());
    people.set_disabled(quang_dien, binh, true);
    BOOST_TEST(with(secret) == 401);
    people.set_disabled(quang_dien, binh, false);
    BOOST_TEST(with(secret) == 200);
    end("g-20");
    BOOST_TEST(with(secret) == 403);
    people.erase(quang_dien, binh);
    BOOST_TEST(with(secret) == 401);
}

BOOST_AUTO_TEST_CASE(says_when_it_was_used_last_after_a_restart_too)
{
    const std::string secret = key(wish());
    const auto last = [&](ApiKeys& keys) { return keys.all(quang_dien).front()->used_us.load(); };
    BOOST_TEST(ask(of_dao, api::get_api_keys).body["keys"][0]["last_used_at"].is_null());
    clock.advance_us(hour_us);
    BOOST_TEST(with(secret) == 200);
    BOOST_TEST(last(api_keys) == clock.now().us);
    api_keys.tidy();
    ApiKeys again(store);
    BOOST_TEST(last(again) == clock.now().us);
    BOOST_TEST(from("cchc_" + random_token(), "10.1.2.3") == 401);
}

BOOST_AUTO_TEST_SUITE_END()
