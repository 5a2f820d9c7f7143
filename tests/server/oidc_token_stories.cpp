#include "server/identity/id_token.hpp"
#include "server/identity/sign_in_attempts.hpp"

#include "tests/server/some_provider.hpp"

#include <boost/test/unit_test.hpp>

#include <set>

using namespace cchc;
using namespace cchc::server;
using namespace cchc::tests;

namespace {

const domain::Instant now{1'700'000'000'000'000};
constexpr std::int64_t second_us = 1'000'000;

struct SignedWord {
    KeySet keys = *read_key_set(json{{"keys", {its_rsa_key().jwk(), its_ec_key().jwk()}}}.dump());
    ExpectedToken expected{issuer, client_id, "n-1", now};
    json claims = claims_at(now, "n-1");

    /// The person, or in brackets why the token counts for nothing.
    std::string read(const std::string& token) const
    {
        const auto parsed = SignedToken::parse(token);
        if (!parsed) return "(unreadable)";
        const auto told = believed_subject(*parsed, keys, expected);
        if (const auto* fault = std::get_if<TokenFault>(&told)) return "(" + std::string(word_for(*fault)) + ")";
        return std::get<std::string>(told);
    }
    std::string saying(const json& changed) const { return read(its_rsa_key().token(changed)); }
    json with(const char* name, const json& value) const
    {
        json changed = claims;
        changed[name] = value;
        return changed;
    }
    json without(const char* name) const
    {
        json changed = claims;
        changed.erase(name);
        return changed;
    }
    std::int64_t seconds() const { return now.us / second_us; }
};

const std::string not_signed = "(no key of the provider signed it)", not_for_us = "(it is for somebody else)",
                  too_old = "(its time is over)", too_new = "(it is from the future)",
                  another = "(it answers another attempt)";

} // namespace

BOOST_FIXTURE_TEST_SUITE(the_word_of_a_provider, SignedWord)

BOOST_AUTO_TEST_CASE(names_who_has_signed_in)
{
    BOOST_TEST(read(its_rsa_key().token(claims)) == "079123");
    BOOST_TEST(read(its_ec_key().token(claims)) == "079123");
    BOOST_TEST(read(its_rsa_key().token({{"alg", "RS256"}, {"typ", "JWT"}}, claims)) == "079123"); // its only such key
    BOOST_TEST(saying(with("aud", json::array({client_id}))) == "079123");
}

BOOST_AUTO_TEST_CASE(counts_only_with_a_signature_of_its_own_key)
{
    BOOST_TEST(read(strangers_key().token(claims)) == not_signed);
    BOOST_TEST(read(its_rsa_key().token({{"alg", "RS256"}, {"kid", "e1"}}, claims)) == not_signed);
    BOOST_TEST(read(its_rsa_key().token({{"alg", "RS256"}, {"kid", "r9"}}, claims)) == not_signed);
    BOOST_TEST(read(its_ec_key().token({{"alg", "RS256"}, {"kid", "e1"}}, claims)) == not_signed);
    const std::string token = its_rsa_key().token(claims);
    const auto first = token.find('.'), second = token.rfind('.');
    const std::string another_body = to_base64url(with("sub", "079999").dump());
    BOOST_TEST(read(token.substr(0, first + 1) + another_body + token.substr(second)) == not_signed);
    for (const std::size_t at : {std::size_t{3}, first + 5, second + 5, token.size() - 4}) {
        std::string changed = token;
        changed[at] = changed[at] == 'A' ? 'B' : 'A';
        BOOST_TEST(read(changed).starts_with("("));
    }
    BOOST_TEST(read(token.substr(0, second + 1)) == not_signed);
    BOOST_TEST(read(its_ec_key().token(claims) + "AAAA") == not_signed);
}

BOOST_AUTO_TEST_CASE(chooses_no_algorithm)
{
    const auto unsigned_token = [&](const char* algorithm) {
        return to_base64url(json{{"alg", algorithm}, {"kid", "r1"}}.dump()) + "." + to_base64url(claims.dump()) + ".";
    };
    for (const char* algorithm : {"none", "None", "NONE", ""})
        BOOST_TEST(read(unsigned_token(algorithm)) == "(unreadable)");
    // The public key, which everybody knows, as the secret of an HMAC.
    const std::string text =
        to_base64url(json{{"alg", "HS256"}, {"kid", "r1"}}.dump()) + "." + to_base64url(claims.dump());
    const std::string secret = its_rsa_key().jwk().dump();
    unsigned char mac[32];
    unsigned size = 0;
    HMAC(EVP_sha256(), secret.data(), static_cast<int>(secret.size()), signatures::bytes_of(text), text.size(), mac,
         &size);
    BOOST_TEST(read(text + "." + to_base64url({reinterpret_cast<char*>(mac), size})) == "(unreadable)");
    for (const char* algorithm : {"RS512", "PS256", "ES384", "EdDSA", "rs256"})
        BOOST_TEST(read(its_rsa_key().token({{"alg", algorithm}, {"kid", "r1"}}, claims)) == "(unreadable)");
}

BOOST_AUTO_TEST_CASE(brings_no_key_of_its_own_and_nothing_we_do_not_understand)
{
    const json header{
        {"alg", "RS256"}, {"kid", "r9"}, {"jwk", strangers_key().jwk()}, {"jku", "https://elsewhere.example/keys"}};
    BOOST_TEST(read(strangers_key().token(header, claims)) == not_signed);
    BOOST_TEST(read(its_rsa_key().token({{"alg", "RS256"}, {"crit", {"exp"}}}, claims)) == "(unreadable)");
    BOOST_TEST(read(its_rsa_key().token({{"alg", "RS256"}, {"typ", "at+jwt"}}, claims)) == "(unreadable)");
    BOOST_TEST(read(its_rsa_key().token(json::array({1}), claims)) == "(unreadable)");
    BOOST_TEST(read(its_rsa_key().token(claims) + ".AAAA") == "(unreadable)");
    BOOST_TEST(read(its_rsa_key().token(with("more", std::string(20'000, 'x')))) == "(unreadable)");
    for (const char* text : {"", ".", "..", "a.b.c", "AAAA.AAAA.AAAA"}) BOOST_TEST(read(text) == "(unreadable)");
    const std::string twice = R"({"iss":"https://danhtinh.example.vn","sub":"1","sub":"2"})";
    BOOST_TEST(read(to_base64url(R"({"alg":"RS256"})") + "." + to_base64url(twice) + ".AAAA") == "(unreadable)");
}

BOOST_AUTO_TEST_CASE(is_for_us_alone_and_from_the_issuer_that_was_asked)
{
    BOOST_TEST(saying(with("iss", "https://danhtinh.example.vn/")) == "(it is another issuer's)");
    BOOST_TEST(saying(without("iss")) == "(it is another issuer's)");
    for (const json& audience :
         {json("khac"), json::array({"khac"}), json::array({client_id, "khac"}), json(7), json(nullptr)})
        BOOST_TEST(saying(with("aud", audience)) == not_for_us);
    BOOST_TEST(saying(without("aud")) == not_for_us);
    BOOST_TEST(saying(with("azp", "khac")) == not_for_us);
    json several = with("aud", json::array({client_id, "khac"}));
    several["azp"] = client_id;
    BOOST_TEST(saying(several) == "079123");
}

BOOST_AUTO_TEST_CASE(answers_this_attempt)
{
    BOOST_TEST(saying(with("nonce", "n-2")) == another);
    BOOST_TEST(saying(with("nonce", json::array({"n-1"}))) == another);
    BOOST_TEST(saying(without("nonce")) == another);
    expected.nonce.clear();
    BOOST_TEST(saying(with("nonce", "")) == another);
}

BOOST_AUTO_TEST_CASE(holds_for_its_time_give_or_take_a_minute)
{
    BOOST_TEST(saying(with("exp", seconds() - 59)) == "079123");
    BOOST_TEST(saying(with("exp", seconds() - 60)) == too_old);
    BOOST_TEST(saying(without("exp")) == too_old);
    BOOST_TEST(saying(with("exp", std::to_string(seconds() + 300))) == too_old);
    BOOST_TEST(saying(with("exp", 1e300)) == too_old);
    BOOST_TEST(saying(with("exp", 18'446'744'073'709'551'615u)) == too_old);
    BOOST_TEST(saying(with("iat", seconds() + 60)) == "079123");
    BOOST_TEST(saying(with("iat", seconds() + 61)) == too_new);
    BOOST_TEST(saying(without("iat")) == too_new);
    BOOST_TEST(saying(with("nbf", seconds() + 61)) == too_new);
    BOOST_TEST(saying(with("nbf", seconds())) == "079123");
}

BOOST_AUTO_TEST_CASE(names_somebody)
{
    for (const json& subject : {json(""), json(7), json(std::string(256, 'a')), json("người"), json("a\nb")})
        BOOST_TEST(saying(with("sub", subject)) == "(it names nobody)");
    BOOST_TEST(saying(with("sub", std::string(255, 'a'))) == std::string(255, 'a'));
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(a_key_set)

BOOST_AUTO_TEST_CASE(has_keys_for_signatures_that_are_long_enough_and_no_others)
{
    const auto taken = [](json jwk, const char* name = nullptr, const json& value = {}) {
        if (name) jwk[name] = value;
        return read_key_set(json{{"keys", {jwk}}}.dump())->size() == 1;
    };
    const json rsa = its_rsa_key().jwk(), ec = its_ec_key().jwk();
    BOOST_TEST(taken(rsa));
    BOOST_TEST(taken(ec));
    BOOST_TEST(taken(rsa, "alg", "RS256"));
    BOOST_TEST(!taken(rsa, "alg", "RS512"));
    BOOST_TEST(!taken(rsa, "use", "enc"));
    BOOST_TEST(!taken(ProviderKey::rsa("small", 1024).jwk()));
    BOOST_TEST(!taken(ec, "crv", "P-384"));
    BOOST_TEST(!taken(ec, "x", ec["y"])); // not on the curve
    BOOST_TEST(!taken(ec, "y", ""));
    BOOST_TEST(!taken(rsa, "n", "not base64!"));
    BOOST_TEST(!taken({{"kty", "oct"}, {"k", "c2VjcmV0"}}));
    for (const char* text : {"", "[]", "{}", R"({"keys":7})", R"({"keys":[]} x)"}) BOOST_TEST(!read_key_set(text));
    BOOST_TEST(read_key_set(R"({"keys":[7,null,"x"]})")->empty());
}

BOOST_AUTO_TEST_CASE(that_is_ambiguous_believes_nothing)
{
    const KeySet both = *read_key_set(json{{"keys", {its_rsa_key().jwk(), strangers_key().jwk()}}}.dump());
    const std::string token = its_rsa_key().token(claims_at(now, "n-1"));
    BOOST_TEST(!SignedToken::parse(token)->is_signed_by(both));
    BOOST_TEST(SignedToken::parse(token)->is_signed_by({both.front()}));
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(an_attempt_to_sign_in)

BOOST_AUTO_TEST_CASE(is_its_browsers_alone_and_good_once)
{
    SignInAttempts attempts;
    const auto begun = attempts.begin({.tenant = 1, .return_to = "/ho-so"}, now);
    const auto other = attempts.begin({.tenant = 1}, now);
    BOOST_TEST(std::set({begun.state, begun.browser, begun.attempt.nonce, begun.attempt.verifier, other.state,
                         other.browser, other.attempt.nonce, other.attempt.verifier})
                   .size() == 8u);
    BOOST_TEST(!attempts.take(1, begun.state, other.browser, now));
    BOOST_TEST(!attempts.take(1, begun.state, "", now));
    BOOST_TEST(!attempts.take(2, begun.state, begun.browser, now));
    BOOST_TEST(!attempts.take(1, begun.browser, begun.state, now));
    const auto taken = attempts.take(1, begun.state, begun.browser, now);
    BOOST_REQUIRE(taken.has_value());
    BOOST_TEST(taken->return_to == "/ho-so");
    BOOST_TEST(taken->nonce == begun.attempt.nonce);
    BOOST_TEST(!attempts.take(1, begun.state, begun.browser, now));
    BOOST_TEST(attempts.size() == 1u);
}

BOOST_AUTO_TEST_CASE(waits_for_ten_minutes)
{
    SignInAttempts attempts;
    const auto begun = attempts.begin({.tenant = 1}, now), late = attempts.begin({.tenant = 1}, now);
    BOOST_TEST(attempts.take(1, begun.state, begun.browser, now.plus_us(600 * second_us - 1)).has_value());
    BOOST_TEST(!attempts.take(1, late.state, late.browser, now.plus_us(600 * second_us)));
    attempts.begin({.tenant = 1}, now);
    attempts.begin({.tenant = 1}, now.plus_us(600 * second_us));
    BOOST_TEST(attempts.size() == 1u);
}

BOOST_AUTO_TEST_CASE(makes_room_when_too_many_wait)
{
    SignInAttempts attempts(3);
    const auto first = attempts.begin({.tenant = 1}, now), second = attempts.begin({.tenant = 1}, now);
    for (int i = 0; i < 2; ++i) attempts.begin({.tenant = 1}, now);
    BOOST_TEST(attempts.size() == 3u);
    BOOST_TEST(!attempts.take(1, first.state, first.browser, now));
    BOOST_TEST(attempts.take(1, second.state, second.browser, now).has_value());
}

BOOST_AUTO_TEST_CASE(leads_back_into_the_application_and_nowhere_else)
{
    for (const char* path : {"/", "/ho-so/2024-pnv?loc=1", "/quang-dien/ho-so/x/tieu-chi/I.1.2", "/a%C3%A1#b"})
        BOOST_TEST(local_path(path).value_or("") == path);
    for (const char* path : {"", "ho-so", "//elsewhere.example", "/\\elsewhere.example", "\\\\elsewhere.example",
                             "https://elsewhere.example", "javascript:alert(1)", "/a\r\nSet-Cookie: x=y", "/a b",
                             "/\t/elsewhere.example", "/người"})
        BOOST_TEST(!local_path(path));
    BOOST_TEST(!local_path("/" + std::string(2'000, 'a')));
}

BOOST_AUTO_TEST_CASE(is_proven_by_the_challenge_of_rfc_7636)
{
    BOOST_TEST(challenge_of("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk") ==
               "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM");
}

BOOST_AUTO_TEST_SUITE_END()
