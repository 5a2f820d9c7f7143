#include "server/identity/provider_door.hpp"
#include "server/identity/totp.hpp"

#include "tests/server/front_door.hpp"
#include "tests/server/some_provider.hpp"

#include <boost/test/unit_test.hpp>

#include <deque>
#include <map>

using namespace cchc;
using namespace cchc::server;
using namespace cchc::tests;

namespace {

const std::string well_known = issuer + "/.well-known/openid-configuration", sign_in_page = issuer + "/dang-nhap",
                  token_address = issuer + "/token", keys_address = issuer + "/keys";

/// A front door with a provider beside it that answers what it is told to, without a network.
struct ProvidedDoor : FrontDoor {
    json itself{{"issuer", issuer},
                {"authorization_endpoint", sign_in_page},
                {"token_endpoint", token_address},
                {"jwks_uri", keys_address}};
    std::map<std::string, Fetched> answers;
    std::map<std::string, int> asked;
    Asking last;
    std::string nonce; ///< of the last attempt
    ProviderDoor door{
        {issuer, client_id, "bí mật"}, [this](const Asking& asking) { return answer(asking); }, clock, true};
    IdentityProvider& provider = door.provider;
    std::deque<std::string> kept;

    ProvidedDoor()
    {
        reception.provider = &door;
        says_of_itself(itself);
        has_keys({its_rsa_key().jwk()});
    }
    ~ProvidedDoor() { door.end(); }

    Fetched answer(const Asking& asking)
    {
        ++asked[asking.address];
        last = asking;
        const auto found = answers.find(asking.address);
        if (found == answers.end()) throw Unreachable("nobody there");
        return found->second;
    }
    void says_of_itself(const json& what) { answers[well_known] = {200, what.dump()}; }
    void has_keys(const std::vector<json>& jwks) { answers[keys_address] = {200, json{{"keys", jwks}}.dump()}; }
    void redeems(const json& claims, const ProviderKey& key = its_rsa_key())
    {
        answers[token_address] = {200, json{{"id_token", key.token(claims)}, {"token_type", "Bearer"}}.dump()};
    }

    std::string sign_in_address()
    {
        return provider.sign_in_address({"the-state", "b", {1, "the-nonce", "the-verifier", "https://x/r", "/"}});
    }
    /// The person, or in brackets why not.
    std::string redeem(const std::string& code = "the-code")
    {
        const auto told = provider.subject_of(code, {1, "n-1", "the-verifier", "https://cchc.example.vn/r", "/"});
        const auto* why = std::get_if<IdentityProvider::NotBelieved>(&told);
        return why ? "(" + why->why + ")" : std::get<std::string>(told);
    }

    /// A browser, with its cookies.
    struct Browser {
        std::map<std::string, std::string> cookies;
        Told told;
        std::string location() const { return std::string(told.reply.header("location")); }
    };
    using Parameters = std::map<std::string, std::string>;
    void go(Browser& browser, Handler handler, const std::string& path, const Parameters& parameters = {},
            std::string_view tenant = "quang-dien")
    {
        Witness witness(Method::get, path);
        witness.of_tenant(tenant);
        std::string cookies;
        for (const auto& [name, value] : browser.cookies) cookies += (cookies.empty() ? "" : "; ") + name + "=" + value;
        if (!cookies.empty()) witness.with("Cookie", cookies);
        for (const auto& [name, value] : parameters)
            witness.request.parameters.push_back({kept.emplace_back(name), kept.emplace_back(value)});
        browser.told = witness.ask([&](Exchange exchange) { handler(reception, std::move(exchange)); });
        for (const std::string_view name : {session_cookie_name, device_cookie_name, attempt_cookie_name})
            if (browser.told.reply.lines().find(std::string(name) + "=") != std::string::npos)
                browser.cookies[std::string(name)] = browser.told.cookie(name);
    }
    /// The state that the provider is to bring back.
    std::string sets_out(Browser& browser, const std::string& return_to = "/ho-so")
    {
        go(browser, api::get_oidc_sign_in, "/sign-in/oidc", {{"return_to", return_to}});
        nonce = query_of(browser.location(), "nonce");
        return query_of(browser.location(), "state");
    }
    void comes_back(Browser& browser, const std::string& state, const Parameters& more = {{"code", "the-code"}})
    {
        Parameters parameters = more;
        parameters["state"] = state;
        go(browser, api::get_oidc_return, "/sign-in/oidc/return", parameters);
    }
    /// All the way, as somebody of the provider; where he is sent to in the end.
    std::string goes_through(Browser& browser, const std::string& subject = "079123")
    {
        const std::string state = sets_out(browser);
        json claims = claims_at(clock.now(), nonce);
        claims["sub"] = subject;
        redeems(claims);
        comes_back(browser, state);
        return browser.location();
    }
    static std::string query_of(const std::string& address, const std::string& name)
    {
        const auto at = address.find(name + "=");
        if (at == std::string::npos) return {};
        const auto value = address.substr(at + name.size() + 1);
        return value.substr(0, value.find('&'));
    }
    void link(const ActorId& actor, const std::string& subject = "079123")
    {
        BOOST_REQUIRE(people.link(quang_dien, actor, provider.person(subject)) == Linking::done);
    }
    std::string session_of(const Browser& browser)
    {
        const auto found = browser.cookies.find(std::string(session_cookie_name));
        return found == browser.cookies.end() ? "" : found->second;
    }
};

const std::string failed = "/dang-nhap?loi=";

} // namespace

BOOST_FIXTURE_TEST_SUITE(an_identity_provider, ProvidedDoor)

BOOST_AUTO_TEST_CASE(is_asked_for_a_code_with_a_state_a_nonce_and_a_challenge)
{
    BOOST_TEST(sign_in_address() ==
               sign_in_page +
                   "?response_type=code&scope=openid&client_id=cchc&redirect_uri=https%3A%2F%2Fx%2Fr"
                   "&state=the-state&nonce=the-nonce&code_challenge=" +
                   challenge_of("the-verifier") + "&code_challenge_method=S256");
    itself["authorization_endpoint"] = sign_in_page + "?realm=cong-vu";
    says_of_itself(itself);
    clock.advance_us(hour_us);
    BOOST_TEST(sign_in_address().starts_with(sign_in_page + "?realm=cong-vu&response_type=code&"));
}

BOOST_AUTO_TEST_CASE(is_one_that_calls_itself_so_and_names_guarded_addresses)
{
    const auto fails = [this](const Fetched& answer) {
        answers[well_known] = answer;
        clock.advance_us(2 * second_us);
        try {
            sign_in_address();
            return false;
        } catch (const ProviderFailure&) {
            return true;
        }
    };
    const auto with = [this](const char* name, const json& value) {
        json changed = itself;
        changed[name] = value;
        return Fetched{200, changed.dump()};
    };
    BOOST_TEST(fails(with("issuer", issuer + "/")));
    BOOST_TEST(fails(with("issuer", "https://elsewhere.example")));
    BOOST_TEST(fails(with("authorization_endpoint", "javascript:alert(1)")));
    BOOST_TEST(fails(with("token_endpoint", "http://danhtinh.example.vn/token")));
    BOOST_TEST(fails(with("token_endpoint", "http://127.0.0.1/token"))); // the issuer is not on this machine
    BOOST_TEST(fails(with("jwks_uri", "file:///etc/passwd")));
    BOOST_TEST(fails(with("jwks_uri", "https://a:b@danhtinh.example.vn/keys")));
    BOOST_TEST(fails(with("jwks_uri", 7)));
    for (const char* body : {"", "{", "[]", "\"x\"", R"({"issuer":"a","issuer":"b"})"}) BOOST_TEST(fails({200, body}));
    for (const int status : {204, 301, 302, 404, 500}) BOOST_TEST(fails({status, itself.dump()}));
    answers[keys_address] = {200, "no keys"};
    BOOST_TEST(fails({200, itself.dump()}));
    has_keys({});
    BOOST_TEST(!fails({200, itself.dump()}));
}

BOOST_AUTO_TEST_CASE(is_known_for_an_hour_and_asked_again_two_seconds_after_it_failed)
{
    for (int i = 0; i < 3; ++i) sign_in_address();
    clock.advance_us(hour_us - 1);
    sign_in_address();
    BOOST_TEST(asked[well_known] == 1);
    clock.advance_us(1);
    sign_in_address();
    BOOST_TEST(asked[well_known] == 2);

    answers.erase(well_known);
    clock.advance_us(hour_us);
    for (int i = 0; i < 3; ++i) BOOST_CHECK_THROW(sign_in_address(), ProviderFailure);
    BOOST_TEST(asked[well_known] == 3);
    clock.advance_us(2 * second_us);
    says_of_itself(itself);
    sign_in_address();
    BOOST_TEST(asked[well_known] == 4);
}

BOOST_AUTO_TEST_CASE(may_change_its_keys_and_is_not_asked_for_them_by_every_token)
{
    redeems(claims_at(clock.now(), "n-1"), its_ec_key());
    clock.advance_us(-1);
    sign_in_address();
    clock.advance_us(5 * second_us);
    for (int i = 0; i < 3; ++i) BOOST_TEST(redeem() == "(no key of the provider signed it)");
    BOOST_TEST(asked[keys_address] == 2);
    has_keys({its_ec_key().jwk()}); // the old one is withdrawn
    clock.advance_us(5 * second_us);
    BOOST_TEST(redeem() == "079123");
    BOOST_TEST(asked[keys_address] == 3);
    redeems(claims_at(clock.now(), "n-1"), its_rsa_key());
    BOOST_TEST(redeem() == "(no key of the provider signed it)");
}

BOOST_AUTO_TEST_CASE(redeems_a_code_for_us_with_the_verifier)
{
    redeems(claims_at(clock.now(), "n-1"));
    BOOST_TEST(redeem("a&b") == "079123");
    BOOST_TEST(last.address == token_address);
    BOOST_TEST(last.form == "grant_type=authorization_code&code=a%26b&redirect_uri=https%3A%2F%2Fcchc.example.vn%2Fr&"
                            "code_verifier=the-verifier");
    BOOST_TEST(last.authorization == "Basic Y2NoYzpiJUMzJUFEJTIwbSVFMSVCQSVBRHQ="); // cchc:b%C3%AD%20m%E1%BA%ADt
    ProviderDoor open{{issuer, client_id}, [this](const Asking& asking) { return answer(asking); }, clock, true};
    open.provider.subject_of("c", {1, "n-1", "v", "https://x/r", "/"});
    BOOST_TEST(last.authorization.empty());
    BOOST_TEST(last.form.ends_with("&client_id=cchc"));
    open.end();
}

BOOST_AUTO_TEST_CASE(that_refuses_a_code_or_brings_another_word_is_not_believed)
{
    answers[token_address] = {400, R"({"error":"invalid_grant"})"};
    BOOST_TEST(redeem() == "(the code was refused: invalid_grant)");
    answers[token_address] = {401, "\r\nforged line"};
    BOOST_TEST(redeem() == "(the code was refused: no reason given)");
    answers[token_address] = {200, R"({"access_token":"x"})"};
    BOOST_TEST(redeem() == "(there is no token that could be read)");
    redeems(claims_at(clock.now(), "n-2"));
    BOOST_TEST(redeem() == "(it answers another attempt)");
    redeems(claims_at(clock.now(), "n-1"), strangers_key());
    BOOST_TEST(redeem() == "(no key of the provider signed it)");
    for (const int status : {302, 403, 500, 503}) {
        answers[token_address].status = status;
        BOOST_CHECK_THROW(redeem(), ProviderFailure);
    }
}

BOOST_AUTO_TEST_CASE(answers_under_its_own_name)
{
    BOOST_TEST(provider.may_have_answered({}));
    BOOST_TEST(provider.may_have_answered(issuer));
    BOOST_TEST(!provider.may_have_answered("https://elsewhere.example"));
    itself["authorization_response_iss_parameter_supported"] = true;
    says_of_itself(itself);
    clock.advance_us(hour_us);
    BOOST_TEST(!provider.may_have_answered({}));
    BOOST_TEST(provider.may_have_answered(issuer));
}

BOOST_AUTO_TEST_CASE(is_reached_over_tls_or_on_this_machine)
{
    const auto taken = [this](const char* address, const char* client = "cchc") {
        try {
            IdentityProvider made({address, client}, {}, clock);
            return true;
        } catch (const std::invalid_argument&) {
            return false;
        }
    };
    for (const char* address : {"https://danhtinh.example.vn", "https://danhtinh.example.vn:8443/realms/tinh/",
                                "http://127.0.0.1:9000", "http://[::1]:9000"})
        BOOST_TEST(taken(address));
    for (const char* address :
         {"http://danhtinh.example.vn", "http://127.0.0.1@elsewhere.example", "https://u:p@danhtinh.example.vn",
          "http://127.0.0.1.elsewhere.example", "https://danhtinh.example.vn?a=b", "https://danhtinh.example.vn#a",
          "ftp://127.0.0.1", "danhtinh.example.vn", ""})
        BOOST_TEST(!taken(address));
    BOOST_TEST(!taken("https://danhtinh.example.vn", ""));
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_FIXTURE_TEST_SUITE(signing_in_with_a_provider, ProvidedDoor)

BOOST_AUTO_TEST_CASE(opens_a_session_for_who_is_linked_and_goes_where_he_wanted_to)
{
    link(an);
    Browser browser;
    BOOST_TEST(goes_through(browser) == "/ho-so");
    BOOST_TEST(browser.told.status() == 302);
    BOOST_TEST(caller(session_of(browser))->actor.value == an.value);
    BOOST_TEST(browser.cookies[std::string(attempt_cookie_name)].empty());
    BOOST_TEST(people.by_actor(quang_dien, an)->signed_in_at.has_value());
    const std::string lines = browser.told.reply.lines();
    BOOST_TEST(lines.find("Secure; HttpOnly; SameSite=Lax") != std::string::npos);
    BOOST_TEST(devices.knows(quang_dien, "an.nv", browser.cookies[std::string(device_cookie_name)]));
}

BOOST_AUTO_TEST_CASE(keeps_the_attempt_in_a_guarded_cookie)
{
    Browser browser;
    sets_out(browser);
    BOOST_TEST(browser.told.status() == 302);
    BOOST_TEST(browser.told.reply.lines().find("; Path=/; Max-Age=600; Secure; HttpOnly; SameSite=Lax") !=
               std::string::npos);
    BOOST_TEST(browser.location().find(browser.cookies[std::string(attempt_cookie_name)]) == std::string::npos);
}

BOOST_AUTO_TEST_CASE(leads_nowhere_but_into_the_application)
{
    link(an);
    for (const char* path :
         {"//elsewhere.example", "/\\elsewhere.example", "https://elsewhere.example", "javascript:alert(1)", ""}) {
        Browser browser;
        const std::string state = sets_out(browser, path);
        redeems(claims_at(clock.now(), nonce));
        comes_back(browser, state);
        BOOST_TEST(browser.location() == "/");
    }
}

BOOST_AUTO_TEST_CASE(is_for_the_browser_that_began_it_and_once)
{
    link(an);
    Browser victim, attacker;
    const std::string state = sets_out(attacker);
    redeems(claims_at(clock.now(), nonce));
    comes_back(victim, state); // without a cookie, by a link
    BOOST_TEST(victim.location() == failed + "expired");
    sets_out(victim);
    comes_back(victim, state); // with the cookie of its own attempt
    BOOST_TEST(victim.location() == failed + "expired");
    BOOST_TEST(session_of(victim).empty());
    BOOST_TEST(asked[token_address] == 0);
    comes_back(attacker, state);
    BOOST_TEST(attacker.location() == "/ho-so");
    comes_back(attacker, state);
    BOOST_TEST(attacker.location() == failed + "expired");
    BOOST_TEST(asked[token_address] == 1);
}

BOOST_AUTO_TEST_CASE(begun_in_one_system_does_not_end_in_another)
{
    link(an);
    Browser browser;
    const std::string state = sets_out(browser);
    redeems(claims_at(clock.now(), nonce));
    go(browser, api::get_oidc_return, "/phong-dien/sign-in/oidc/return", {{"state", state}, {"code", "c"}},
       "phong-dien");
    BOOST_TEST(browser.location() == "/phong-dien" + failed + "expired");
    BOOST_TEST(sessions.size() == 0u);
}

BOOST_AUTO_TEST_CASE(must_be_over_within_ten_minutes)
{
    link(an);
    Browser browser;
    const std::string state = sets_out(browser);
    clock.advance_us(600 * second_us);
    redeems(claims_at(clock.now(), nonce));
    comes_back(browser, state);
    BOOST_TEST(browser.location() == failed + "expired");
}

BOOST_AUTO_TEST_CASE(asks_for_our_second_factor_all_the_same)
{
    link(an);
    const std::string secret = second_factors.propose(quang_dien, an);
    const std::string code = totp_code(secret, totp_step(clock.now()));
    BOOST_REQUIRE(second_factors.enrol(quang_dien, an, code, clock.now()));
    Browser browser;
    const std::string state = sets_out(browser);
    json claims = claims_at(clock.now(), nonce);
    claims.update({{"acr", "urn:mace:incommon:iap:silver"}, {"amr", {"pwd", "otp", "mfa"}}}); // which is not read
    redeems(claims);
    comes_back(browser, state);
    BOOST_TEST(browser.location() == "/ho-so");
    BOOST_TEST((caller(session_of(browser))->second_factor == SecondFactor::needed));
    BOOST_TEST(refusal(session_of(browser), may::signed_in) == 403);
    BOOST_TEST(browser.cookies[std::string(device_cookie_name)].empty());
}

BOOST_AUTO_TEST_CASE(does_not_ask_for_a_password_he_did_not_come_with)
{
    people.set_password_hash(quang_dien, an, passwords.hash("mật khẩu ban đầu"), clock.now().plus_us(hour_us));
    link(an);
    Browser browser;
    goes_through(browser);
    BOOST_TEST(!caller(session_of(browser))->new_password_needed);
    BOOST_TEST(refusal(session_of(browser), may::officer) == 200);
}

BOOST_AUTO_TEST_CASE(is_for_people_who_are_linked_and_may_come_in)
{
    Browser browser;
    BOOST_TEST(goes_through(browser) == failed + "unknown-account");
    const IdentityProvider elsewhere({"https://elsewhere.example", client_id}, {}, clock); // the one of before
    BOOST_REQUIRE(people.link(quang_dien, an, elsewhere.person("079123")) == Linking::done);
    BOOST_REQUIRE(people.link(quang_dien, binh, provider.person("079124")) == Linking::done);
    BOOST_TEST(goes_through(browser) == failed + "unknown-account");
    BOOST_TEST(goes_through(browser, "an.nv") == failed + "unknown-account"); // a login is no subject
    BOOST_TEST(goes_through(browser, "079124") == "/ho-so");
    people.set_disabled(quang_dien, binh, true);
    BOOST_TEST(goes_through(browser, "079124") == failed + "disabled");
    people.erase(quang_dien, binh);
    BOOST_TEST(goes_through(browser, "079124") == failed + "unknown-account");
}

BOOST_AUTO_TEST_CASE(that_the_provider_does_not_finish_says_why_in_a_word)
{
    link(an);
    Browser browser;
    const auto back_with = [&](const Parameters& what) {
        const std::string state = sets_out(browser);
        redeems(claims_at(clock.now(), nonce));
        comes_back(browser, state, what);
        BOOST_TEST(session_of(browser).empty());
        return browser.location();
    };
    BOOST_TEST(back_with({{"error", "access_denied"}, {"error_description", "<script>"}}) == failed + "cancelled");
    BOOST_TEST(back_with({{"error", "temporarily_unavailable"}}) == failed + "provider-unreachable");
    BOOST_TEST(back_with({{"error", "login_required"}}) == failed + "access-denied");
    BOOST_TEST(back_with({{"code", "c"}, {"iss", "https://elsewhere.example"}}) == failed + "not-believed");
    BOOST_TEST(back_with({}) == failed + "not-believed");
    BOOST_TEST(asked[token_address] == 0);
    answers[token_address] = {400, R"({"error":"invalid_grant"})"};
    const std::string state = sets_out(browser);
    comes_back(browser, state);
    BOOST_TEST(browser.location() == failed + "not-believed");
    answers.clear();
    clock.advance_us(hour_us);
    sets_out(browser);
    BOOST_TEST(browser.location() == failed + "provider-unreachable");
    BOOST_TEST(sessions.size() == 0u);
}

BOOST_AUTO_TEST_CASE(is_not_begun_by_a_page_of_elsewhere)
{
    Witness witness(Method::get, "/sign-in/oidc");
    witness.with("Sec-Fetch-Site", "cross-site");
    const Told told = witness.ask([&](Exchange exchange) { api::get_oidc_sign_in(reception, std::move(exchange)); });
    BOOST_TEST(told.reply.header("location") == "/dang-nhap");
    BOOST_TEST(door.attempts.size() == 0u);
}

BOOST_AUTO_TEST_CASE(is_told_of_where_it_is_possible)
{
    const auto how = [this] {
        return Witness(Method::get).ask([this](Exchange exchange) {
            api::get_sign_in(reception, std::move(exchange));
        });
    };
    BOOST_TEST(how().body["oidc"]["title"] == "Tài khoản công vụ");
    reception.provider = nullptr;
    BOOST_TEST(how().body["oidc"].is_null());
    Browser browser;
    go(browser, api::get_oidc_sign_in, "/sign-in/oidc");
    BOOST_TEST(browser.told.status() == 404);
    go(browser, api::get_oidc_return, "/sign-in/oidc/return", {{"state", "x"}});
    BOOST_TEST(browser.told.status() == 404);
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_FIXTURE_TEST_SUITE(the_link_to_a_provider, ProvidedDoor)

BOOST_AUTO_TEST_CASE(is_ones_own_and_outlasts_a_restart)
{
    const std::string subject = provider.person("079123");
    link(an);
    BOOST_TEST((people.link(quang_dien, an, subject) == Linking::done));
    BOOST_TEST((people.link(quang_dien, binh, subject) == Linking::taken));
    BOOST_TEST((people.link(quang_dien, ActorId("p-nobody"), subject) == Linking::nobody));
    BOOST_TEST((people.link(phong_dien, ActorId("p-nobody"), subject) == Linking::nobody));
    BOOST_TEST(People(store).by_subject(quang_dien, subject)->actor.value == an.value);
    BOOST_TEST((people.link(quang_dien, an, "") == Linking::done));
    BOOST_TEST((people.link(quang_dien, binh, subject) == Linking::done));
    BOOST_TEST(People(store).by_subject(quang_dien, subject)->actor.value == binh.value);
}

BOOST_AUTO_TEST_CASE(that_is_changed_or_undone_ends_what_it_opened)
{
    std::vector<std::string> out;
    people.on_shut_out = [&](domain::TenantNo, const ActorId& actor, const std::string&) {
        out.push_back(actor.value);
    };
    link(an);
    link(an);
    BOOST_TEST(out.empty());
    link(an, "079999");
    BOOST_TEST(out.size() == 1u);
    people.link(quang_dien, an, "");
    BOOST_TEST(out.size() == 2u);
    BOOST_TEST(!people.by_subject(quang_dien, provider.person("079999")));
    BOOST_TEST((people.link(quang_dien, an, "") == Linking::done));
    BOOST_TEST(out.size() == 2u);
}

BOOST_AUTO_TEST_SUITE_END()
