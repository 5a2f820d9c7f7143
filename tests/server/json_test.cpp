#include "server/json.hpp"

#include <boost/test/unit_test.hpp>
#include <nlohmann/json.hpp>

using namespace cchc;
using server::JsonObject;
using server::Language;

namespace {

struct Refused {
    int status = 0;
    nlohmann::json body;
    bool names(std::string_view pointer, std::string_view code) const
    {
        if (!body.contains("errors")) return false;
        for (const auto& error : body["errors"])
            if (error["pointer"] == pointer && error["code"] == code && !error["message"].empty()) return true;
        return false;
    }
};

Refused refusal_of(const JsonObject& object)
{
    const auto reply = object.refusal();
    if (!reply) return {};
    return {reply->status, nlohmann::json::parse(std::get<std::string>(reply->body))};
}

/// What is said to a body that breaks a rule before any member is asked for.
int status_of(std::string_view body)
{
    return refusal_of(JsonObject(body, Language::vi)).status;
}

std::string nested(int levels)
{
    std::string text = R"({"a":)";
    for (int i = 1; i < levels; ++i) text += '[';
    for (int i = 1; i < levels; ++i) text += ']';
    return text + "}";
}

} // namespace

BOOST_AUTO_TEST_SUITE(a_json_body)

BOOST_AUTO_TEST_CASE(that_is_sound_gives_its_members)
{
    JsonObject body(
        R"({"value":"0.75","draft":true,"deadline":"2026-03-31T17:00:00+07:00","reason":"vì","day":"2026-02-28",
                        "count":3,"code":"II.6.3","agencies":["a","b"],"items":[{"code":"I.1"}],"figures":{"late":2}})",
        Language::vi);
    BOOST_TEST(body.required<domain::Points>("value").text() == "0.75");
    BOOST_TEST(body.required<bool>("draft"));
    BOOST_TEST(domain::utc_text(body.required<domain::Instant>("deadline")) == "2026-03-31T10:00:00.000000Z");
    BOOST_TEST(body.required_text("reason", {2000}) == "vì");
    BOOST_TEST(body.required<domain::Date>("day").text() == "2026-02-28");
    BOOST_TEST(body.required<std::uint32_t>("count") == 3u);
    BOOST_TEST(body.required<domain::Code>("code").value == "II.6.3");
    BOOST_TEST(body.ids<domain::AgencyId>("agencies", 10).size() == 2u);
    for (auto& item : body.objects("items", 10)) BOOST_TEST(item.required<domain::Code>("code").value == "I.1");
    BOOST_TEST(body.required_object("figures").required<std::int64_t>("late") == 2);
    BOOST_TEST(!body.optional<domain::Points>("absent"));
    BOOST_TEST(!body.refusal());
    BOOST_TEST(!body.normalised());
}

BOOST_AUTO_TEST_CASE(is_malformed_when_it_is_not_one_json_value)
{
    for (const auto* body : {"", "{", "{}x", "{} {}", "{\"a\":1,}", "{'a':1}", "{\"a\":01}", "{\"a\":NaN}", "nul",
                             "\xef\xbb\xbf{}", "{\"a\":\"\\ud800\"}", "{\"a\":\"\xff\"}", "{\"a\":\"\xc0\xaf\"}",
                             "{\"a\":\"\xed\xa0\x80\"}", "{\"a\":\"\\u0000\"}", "{\"a\":\"\\u001b\"}", "{\"a\":1e999}"})
        BOOST_TEST(status_of(body) == 400, body);
    BOOST_TEST(status_of(std::string_view("{}\0", 3)) == 400);
    BOOST_TEST(status_of(std::string_view("123\0", 4)) == 400);
}

BOOST_AUTO_TEST_CASE(is_malformed_when_a_name_occurs_twice_at_any_depth)
{
    BOOST_TEST(status_of(R"({"a":1,"a":1})") == 400);
    BOOST_TEST(status_of(R"({"a":1,"\u0061":1})") == 400);
    BOOST_TEST(status_of(R"({"x":[{"a":1},{"a":1,"b":[{"c":1}],"a":2}]})") == 400);
    JsonObject siblings(R"({"x":[{"a":1},{"a":1}]})", Language::vi);
    for (auto& each : siblings.objects("x", 2)) each.required<std::int64_t>("a");
    BOOST_TEST(!siblings.refusal());
}

BOOST_AUTO_TEST_CASE(is_malformed_when_it_is_nested_deeper_than_sixteen_levels)
{
    BOOST_TEST(status_of(nested(16)) == 422); // read, and its member is unknown
    BOOST_TEST(status_of(nested(17)) == 400);
    BOOST_TEST(status_of(nested(100'000)) == 400);
}

BOOST_AUTO_TEST_CASE(that_is_not_an_object_is_not_valid)
{
    BOOST_TEST(refusal_of(JsonObject("[]", Language::vi)).names("", "not_object"));
    BOOST_TEST(refusal_of(JsonObject("12", Language::vi)).status == 422);
}

BOOST_AUTO_TEST_CASE(hears_of_everything_that_is_wrong_at_once)
{
    JsonObject body(R"({"value":0.75,"reason":"","role":"admin","items":[{"code":"I.1"},{"code":7,"x":1}],"late":1.5,
                        "many":-1,"act":"eat","when":"2026-03-31","ids":["a","B B"]})",
                    Language::en);
    body.required<domain::Points>("value");
    body.required_text("reason", {2000});
    body.required_text("absent", {10});
    body.required<std::int64_t>("late");
    body.required<std::uint32_t>("many");
    body.required_choice("act", {"claim", "withdraw"});
    body.required<domain::Instant>("when");
    body.ids<domain::AgencyId>("ids", 5);
    for (auto& item : body.objects("items", 10)) item.required<domain::Code>("code");

    const auto refused = refusal_of(body);
    BOOST_TEST(refused.status == 422);
    BOOST_TEST(refused.body["type"] == "/problems/validation-failed");
    BOOST_TEST(refused.names("/value", "not_points"));
    BOOST_TEST(refused.names("/reason", "too_short"));
    BOOST_TEST(refused.names("/absent", "missing"));
    BOOST_TEST(refused.names("/role", "unknown_member"));
    BOOST_TEST(refused.names("/late", "not_integer"));
    BOOST_TEST(refused.names("/many", "not_integer"));
    BOOST_TEST(refused.names("/act", "not_one_of"));
    BOOST_TEST(refused.names("/when", "not_instant"));
    BOOST_TEST(refused.names("/ids/1", "id_malformed"));
    BOOST_TEST(refused.names("/items/1/code", "id_malformed"));
    BOOST_TEST(refused.names("/items/1/x", "unknown_member"));
    BOOST_TEST(refused.body["errors"].size() == 11u);
}

BOOST_AUTO_TEST_CASE(has_limits_for_texts_and_arrays)
{
    JsonObject body(R"({"text":"ậậậ","list":[1,2,3],"words":["a","",3]})", Language::vi);
    body.required_text("text", {8}); // three letters, nine bytes
    body.objects("list", 2);
    body.texts("words", 3, {10});
    const auto refused = refusal_of(body);
    BOOST_TEST(refused.names("/text", "too_long"));
    BOOST_TEST(refused.names("/list", "too_many"));
    BOOST_TEST(refused.names("/words/1", "too_short"));
    BOOST_TEST(refused.names("/words/2", "not_text"));
}

BOOST_AUTO_TEST_CASE(is_put_into_nfc)
{
    JsonObject body("{\"name\":\"Nguye\u0302\u0303n\"}", Language::vi);
    BOOST_TEST(body.required_text("name", {100}) == "Nguy\u1ec5n");
    BOOST_TEST(body.normalised());
    BOOST_TEST(!body.refusal());
}

BOOST_AUTO_TEST_CASE(takes_null_for_absent)
{
    JsonObject body(R"({"reason":null,"value":null})", Language::vi);
    BOOST_TEST(!body.optional_text("reason", {10}));
    body.required<domain::Points>("value");
    BOOST_TEST(refusal_of(body).names("/value", "missing"));
}

BOOST_AUTO_TEST_CASE(points_with_escapes_name_strange_members)
{
    BOOST_TEST(refusal_of(JsonObject(R"({"a/b~c":1})", Language::vi)).names("/a~1b~0c", "unknown_member"));
}

BOOST_AUTO_TEST_SUITE_END()
