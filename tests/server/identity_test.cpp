#include "server/identity/identity_store.hpp"
#include "server/identity/login_throttle.hpp"
#include "server/identity/password.hpp"
#include "server/identity/people.hpp"
#include "server/identity/same_site.hpp"
#include "server/identity/totp.hpp"
#include "storage/failure.hpp"
#include "storage/sealing_key.hpp"
#include "tests/storage/scratch.hpp"

#include <boost/test/unit_test.hpp>

#include <future>

using namespace cchc;
using namespace cchc::server;
using domain::ActorId;
using domain::Instant;

namespace {

constexpr domain::TenantNo here = 1, elsewhere = 2;
const HashCost cheap{8192, 1};

/// The identity database in a scratch folder; `reopen` is a restart.
struct Kept {
    tests::Scratch scratch;
    std::optional<IdentityStore> store;
    std::optional<People> people;
    Kept() { reopen(); }
    void reopen()
    {
        people.reset();
        store.reset();
        store.emplace(storage::Disk(), scratch / "identity");
        people.emplace(*store);
    }
    ActorId add(std::string_view login, std::string_view name, domain::TenantNo tenant = here)
    {
        return std::get<ActorId>(people->add(tenant, login, name));
    }
};

bool is_right(Passwords& passwords, std::string password, std::string hash)
{
    std::promise<bool> told;
    BOOST_REQUIRE(passwords.check(std::move(password), std::move(hash), [&](bool right) { told.set_value(right); }));
    return told.get_future().get();
}

Instant at(double seconds)
{
    return {1'700'000'000'000'000 + static_cast<std::int64_t>(seconds * 1e6)};
}

} // namespace

BOOST_AUTO_TEST_SUITE(people)

BOOST_AUTO_TEST_CASE(are_found_by_login_and_by_actor_after_a_restart_too)
{
    Kept kept;
    const ActorId an = kept.add("An.NV", "Nguye\u0302\u0303n Thi\u0323 An");
    BOOST_TEST(an.value.size() == 18u);
    BOOST_TEST(an.value.starts_with("p-"));
    BOOST_TEST(domain::well_formed_id(an.value));
    BOOST_TEST(an.value != kept.add("binh.tv", "Trần Văn Bình").value);
    kept.reopen();
    BOOST_TEST(kept.people->by_login(here, "AN.nv")->actor.value == an.value);
    BOOST_TEST(kept.people->by_actor(here, an)->login == "an.nv");
    BOOST_TEST(kept.people->by_actor(here, an)->name == "Nguy\u1ec5n Th\u1ecb An"); // NFC
    BOOST_TEST(kept.people->all(here).size() == 2u);
}

BOOST_AUTO_TEST_CASE(of_one_tenant_are_nobody_in_another)
{
    Kept kept;
    const ActorId an = kept.add("an.nv", "An");
    BOOST_TEST(!kept.people->by_login(elsewhere, "an.nv"));
    BOOST_TEST(!kept.people->by_actor(elsewhere, an));
    BOOST_TEST(kept.people->all(elsewhere).empty());
    kept.add("an.nv", "Another An", elsewhere);
    BOOST_TEST(kept.people->by_login(here, "an.nv")->name == "An");
}

BOOST_AUTO_TEST_CASE(are_refused_with_a_login_or_name_that_cannot_be)
{
    Kept kept;
    kept.add("an.nv", "An");
    const auto fault = [&](std::string_view login, std::string_view name) {
        return std::get<PersonFault>(kept.people->add(here, login, name));
    };
    BOOST_TEST((fault("AN.NV", "An") == PersonFault::login_taken));
    for (const auto* login : {"", "a", "an nv", "an/nv", "ân", "an!x", "an\n"})
        BOOST_TEST((fault(login, "An") == PersonFault::login_malformed), login);
    // The last three: a reading direction turned, a blank without width, a control character beyond ASCII.
    for (const auto* name : {"", "\xff", "An\nBinh", "An \u202emahn", "An\u200b", "An\u0085"})
        BOOST_TEST((fault("good", name) == PersonFault::name_malformed), name);
    BOOST_TEST((fault(std::string(65, 'a'), "An") == PersonFault::login_malformed));
}

BOOST_AUTO_TEST_CASE(can_be_changed_disabled_and_forgotten)
{
    Kept kept;
    const ActorId an = kept.add("an.nv", "An");
    BOOST_TEST(kept.people->rename(here, an, "An Bình"));
    BOOST_TEST(kept.people->set_password_hash(here, an, "hash"));
    BOOST_TEST(kept.people->set_disabled(here, an, true));
    kept.reopen();
    const auto person = kept.people->by_actor(here, an).value();
    BOOST_TEST(person.name == "An Bình");
    BOOST_TEST(person.password_hash == "hash");
    BOOST_TEST(person.disabled);
    BOOST_TEST(kept.people->erase(here, an));
    kept.reopen();
    BOOST_TEST(!kept.people->by_login(here, "an.nv"));
    BOOST_TEST(!kept.people->erase(here, an));
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(a_password)

BOOST_AUTO_TEST_CASE(is_right_for_its_own_hash_only)
{
    Passwords passwords(cheap);
    const std::string hash = passwords.hash("đúng mật khẩu");
    BOOST_TEST(hash.starts_with("$argon2id$"));
    BOOST_TEST(hash != passwords.hash("đúng mật khẩu")); // salted
    BOOST_TEST(is_right(passwords, "đúng mật khẩu", hash));
    BOOST_TEST(is_right(passwords, "d\u0323u\u0301ng", passwords.hash("\u1e0d\u00fang"))); // one text in two spellings
    BOOST_TEST(!is_right(passwords, "đúng mật khẩ", hash));
    BOOST_TEST(!is_right(passwords, "", hash));
    BOOST_TEST(!is_right(passwords, "anything", ""));
    BOOST_TEST(!is_right(passwords, "anything", "not a hash"));
}

BOOST_AUTO_TEST_CASE(is_never_cut_off)
{
    Passwords passwords(cheap);
    const std::string long_one(255, 'x');
    const std::string hash = passwords.hash(long_one + "a");
    BOOST_TEST(is_right(passwords, long_one + "a", hash));
    BOOST_TEST(!is_right(passwords, long_one + "b", hash));
}

BOOST_AUTO_TEST_CASE(costs_as_much_memory_as_we_say_by_default)
{
    BOOST_TEST(Passwords().hash("some password").starts_with("$argon2id$v=19$m=65536,t=2,p=1$"));
}

BOOST_AUTO_TEST_CASE(must_be_neither_short_nor_common)
{
    BOOST_TEST((password_fault("xqzjkvw", "an.nv") == PasswordFault::too_short));
    BOOST_TEST((password_fault("ậậậậậậậ", "an.nv") == PasswordFault::too_short)); // seven letters, 21 bytes
    BOOST_TEST(!password_fault("ậậậậậậậậ", "an.nv"));
    BOOST_TEST(!password_fault(std::string(256, 'q'), "an.nv"));
    BOOST_TEST((password_fault(std::string(257, 'q'), "an.nv") == PasswordFault::too_long));
    for (const auto* common : {"password", "PASSWORD", "12345678", "iloveyou", "matkhau123", "zxcvbnm123"})
        BOOST_TEST((password_fault(common, "an.nv") == PasswordFault::too_common), common);
    BOOST_TEST(!password_fault("assword1 passwor", "an.nv")); // across two of the list is not in the list
    BOOST_TEST((password_fault("My An.NV 2026", "an.nv") == PasswordFault::contains_login));
}

BOOST_AUTO_TEST_CASE(waits_in_a_bounded_queue)
{
    Passwords passwords(cheap, 1, 2);
    std::promise<void> first_runs, go_on;
    auto may_go_on = go_on.get_future().share();
    BOOST_TEST(passwords.check("x", "", [&](bool) {
        first_runs.set_value();
        may_go_on.wait();
    }));
    first_runs.get_future().wait();
    const auto nothing = [](bool) {};
    BOOST_TEST(passwords.check("x", "", nothing));
    BOOST_TEST(passwords.check("x", "", nothing));
    BOOST_TEST(!passwords.check("x", "", nothing));
    go_on.set_value();
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(who_guesses_passwords)

BOOST_AUTO_TEST_CASE(is_slowed_down_for_one_login_from_anywhere)
{
    LoginThrottle throttle;
    for (int i = 0; i < 10; ++i) {
        const std::string address = "10.0.0." + std::to_string(i);
        BOOST_TEST(!throttle.count({here, "an.nv", address, ""}, at(0)));
    }
    BOOST_TEST(throttle.count({here, "an.nv", "10.0.0.99", ""}, at(0)).value() == 60);
    BOOST_TEST(throttle.count({here, "an.nv", "10.0.0.99", ""}, at(45)).value() == 15);
    BOOST_TEST(!throttle.count({here, "an.nv", "10.0.0.99", ""}, at(60)));
    BOOST_TEST(throttle.count({here, "an.nv", "10.0.0.99", ""}, at(60)).has_value());
    BOOST_TEST(!throttle.count({elsewhere, "an.nv", "10.0.0.99", ""}, at(60)));
}

BOOST_AUTO_TEST_CASE(is_slowed_down_for_one_address_whatever_the_login)
{
    LoginThrottle throttle;
    for (int i = 0; i < 30; ++i) BOOST_TEST(!throttle.count({here, "who" + std::to_string(i), "10.0.0.1", ""}, at(0)));
    BOOST_TEST(throttle.count({here, "who30", "10.0.0.1", ""}, at(0)).value() == 10);
    BOOST_TEST(!throttle.count({here, "who30", "10.0.0.2", ""}, at(0)));
    BOOST_TEST(!throttle.count({here, "who30", "", ""}, at(0)));
}

BOOST_AUTO_TEST_CASE(does_not_lock_out_the_owner_on_a_device_he_used_before)
{
    LoginThrottle throttle;
    while (!throttle.count({here, "an.nv", "10.0.0.1", ""}, at(0))) {
    }
    BOOST_TEST(!throttle.count({here, "an.nv", "10.0.0.1", "his device"}, at(0)));
    for (int i = 0; i < 9; ++i) throttle.count({here, "an.nv", "10.0.0.1", "his device"}, at(0));
    BOOST_TEST(throttle.count({here, "an.nv", "10.0.0.1", "his device"}, at(0)).value() ==
               30); // a stolen one is slowed too
}

BOOST_AUTO_TEST_CASE(is_forgiven_what_was_right)
{
    LoginThrottle throttle;
    for (int i = 0; i < 100; ++i) {
        BOOST_TEST(!throttle.count({here, "an.nv", "10.0.0.1", ""}, at(0)));
        throttle.forgive({here, "an.nv", "10.0.0.1", ""}, at(0));
    }
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(a_request_that_changes_something)

struct Sent {
    Method method = Method::post;
    std::string_view fetch_site, origin, cookie;
};

int answer_to(const Sent& sent)
{
    Request request;
    request.method = sent.method;
    request.host = "cchc.example.vn:8443";
    if (!sent.fetch_site.empty()) request.headers.push_back({"Sec-Fetch-Site", sent.fetch_site});
    if (!sent.origin.empty()) request.headers.push_back({"Origin", sent.origin});
    if (!sent.cookie.empty()) request.headers.push_back({"Cookie", sent.cookie});
    const auto refusal = refuse_cross_site(request);
    return refusal ? refusal->status : 200;
}

constexpr std::string_view cookie = "__Host-cchc=abc";

BOOST_AUTO_TEST_CASE(passes_from_our_own_pages)
{
    for (const auto method : {Method::post, Method::put, Method::patch, Method::delete_}) {
        BOOST_TEST(answer_to({method, "same-origin", "https://cchc.example.vn:8443", cookie}) == 200);
        BOOST_TEST(answer_to({method, "", "http://cchc.example.vn:8443", cookie}) == 200);
        BOOST_TEST(answer_to({method, "same-origin", "", cookie}) == 200);
        BOOST_TEST(answer_to({method, "none", "", cookie}) == 200);
    }
}

BOOST_AUTO_TEST_CASE(is_refused_from_anywhere_else)
{
    for (const auto method : {Method::post, Method::put, Method::patch, Method::delete_}) {
        BOOST_TEST(answer_to({method, "cross-site", "https://evil.example", cookie}) == 403);
        BOOST_TEST(answer_to({method, "cross-site", "https://evil.example", ""}) == 403);
        BOOST_TEST(answer_to({method, "same-site", "", cookie}) == 403);
        BOOST_TEST(answer_to({method, "same-origin", "https://evil.example", cookie}) == 403);
        BOOST_TEST(answer_to({method, "cross-site", "https://cchc.example.vn:8443", cookie}) == 403);
        for (const auto* origin : {"null", "https://cchc.example.vn", "https://cchc.example.vn:8443.evil.example",
                                   "ftp://cchc.example.vn:8443", "cchc.example.vn:8443", "https://"})
            BOOST_TEST(answer_to({method, "", origin, cookie}) == 403, origin);
    }
}

BOOST_AUTO_TEST_CASE(without_a_word_of_its_origin_passes_only_without_a_session)
{
    BOOST_TEST(answer_to({Method::post, "", "", ""}) == 200);
    BOOST_TEST(answer_to({Method::post, "", "", cookie}) == 403);
    BOOST_TEST(answer_to({Method::get, "cross-site", "https://evil.example", cookie}) == 200); // changes nothing
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(a_one_time_code)

BOOST_AUTO_TEST_CASE(is_that_of_rfc_6238)
{
    const std::string secret = "12345678901234567890"; // appendix B, of which six digits are shown
    const std::pair<std::int64_t, const char*> vectors[] = {{59, "287082"},         {1111111109, "081804"},
                                                            {1111111111, "050471"}, {1234567890, "005924"},
                                                            {2000000000, "279037"}, {20000000000, "353130"}};
    for (const auto& [seconds, code] : vectors) BOOST_TEST(totp_code(secret, totp_step({seconds * 1'000'000})) == code);
}

BOOST_AUTO_TEST_CASE(has_a_secret_in_base32_of_rfc_4648)
{
    const std::pair<const char*, const char*> vectors[] = {{"", ""},
                                                           {"f", "MY"},
                                                           {"fo", "MZXQ"},
                                                           {"foo", "MZXW6"},
                                                           {"foob", "MZXW6YQ"},
                                                           {"fooba", "MZXW6YTB"},
                                                           {"foobar", "MZXW6YTBOI"}};
    for (const auto& [bytes, text] : vectors) BOOST_TEST(base32(bytes) == text);
    BOOST_TEST(fresh_totp_secret().size() == 20u);
    BOOST_TEST(fresh_totp_secret() != fresh_totp_secret());
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(a_sealing_key)

BOOST_AUTO_TEST_CASE(opens_what_it_sealed_for_that_place_and_nothing_that_was_touched)
{
    tests::Scratch scratch;
    const auto key = storage::SealingKey::open_or_create(scratch / "a.key");
    const auto other = storage::SealingKey::open_or_create(scratch / "b.key");
    const std::string sealed = key.seal("bí mật", "row 1");
    BOOST_TEST(sealed != key.seal("bí mật", "row 1"));
    BOOST_TEST(key.open(sealed, "row 1").value() == "bí mật");
    BOOST_TEST(!key.open(sealed, "row 2"));
    BOOST_TEST(!other.open(sealed, "row 1"));
    for (std::size_t i = 0; i < sealed.size(); ++i) {
        std::string touched = sealed;
        touched[i] = static_cast<char>(touched[i] ^ 1);
        BOOST_TEST(!key.open(touched, "row 1"));
        BOOST_TEST(!key.open(sealed.substr(0, i), "row 1"));
    }
    BOOST_TEST(storage::SealingKey::read(scratch / "a.key")->open(sealed, "row 1").value() == "bí mật");
}

BOOST_AUTO_TEST_CASE(is_readable_by_its_owner_only_or_the_server_does_not_start)
{
    tests::Scratch scratch;
    (void)storage::SealingKey::open_or_create(scratch / "a.key");
    using std::filesystem::perms;
    BOOST_TEST((std::filesystem::status(scratch / "a.key").permissions() == (perms::owner_read | perms::owner_write)));
    std::filesystem::permissions(scratch / "a.key", perms::group_read, std::filesystem::perm_options::add);
    BOOST_CHECK_THROW(storage::SealingKey::open_or_create(scratch / "a.key"), storage::Failure);
    BOOST_TEST(!storage::SealingKey::read(scratch / "none.key"));
}

BOOST_AUTO_TEST_SUITE_END()
