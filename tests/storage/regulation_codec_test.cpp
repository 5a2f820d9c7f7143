#include "storage/regulation_codec.hpp"
#include "tests/storage/regulation_files.hpp"

#include <boost/test/unit_test.hpp>
#include <nlohmann/json.hpp>

#include <functional>
#include <random>
#include <set>
#include <sstream>

using namespace cchc;
using namespace cchc::storage;
using nlohmann::json;

namespace {

/// The smallest regulation that has one of everything; tests/storage/regulation_schema.py holds the schema to it.
json small_regulation()
{
    static const json document = json::parse(repository_file("tests/data/one-of-everything.json"));
    return document;
}

/// "" when the document reads, else where and what.
std::string complaint(const std::string& text)
{
    try {
        read_regulation(text);
        return "";
    } catch (const FormatError& error) {
        return error.what();
    }
}

/// The complaint after `change` to the value at `pointer` of the small regulation.
std::string after(const char* pointer, const std::function<void(json&)>& change)
{
    json document = small_regulation();
    change(document[json::json_pointer(pointer)]);
    return complaint(document.dump());
}

std::string with(const char* pointer, json value)
{
    return after(pointer, [&](json& at) { at = std::move(value); });
}

std::string without(const char* pointer, const char* member)
{
    return after(pointer, [&](json& at) { at.erase(member); });
}

constexpr const char* criterion_4 = "/criteria_sets/0/criteria/0/children/3";

} // namespace

BOOST_AUTO_TEST_SUITE(a_regulation_document)

BOOST_AUTO_TEST_CASE(with_one_of_everything_reads_back_as_it_was_written)
{
    const auto regulation = read_regulation(small_regulation().dump());
    const std::string written = write_regulation(regulation);
    BOOST_TEST((read_regulation(written) == regulation));
    BOOST_TEST(json::parse(written) == small_regulation()); // nothing of it was a default, nothing got lost
}

BOOST_AUTO_TEST_CASE(is_the_same_bytes_for_the_regulations_we_ship)
{
    for (const char* file : {issued_file, draft_file}) {
        const std::string text = repository_file(file);
        BOOST_TEST((write_regulation(read_regulation(text)) == text), file);
    }
}

BOOST_AUTO_TEST_CASE(keeps_every_number_exactly)
{
    const auto regulation = read_regulation(small_regulation().dump());
    const auto& set = regulation.criteria_sets.at(0);
    const auto& bands = std::get<domain::RatioBands>(set[set.find("I.4")].rule).bands;
    BOOST_TEST((bands.at(0).from->at == domain::Ratio{666'667, 1'000'000}));
    BOOST_TEST(!bands.at(0).from->closed);
    BOOST_TEST(bands.at(1).to->closed);
    BOOST_TEST(!bands.at(2).from.has_value());
    BOOST_TEST((std::get<domain::ReferenceMultiple>(set[set.find("I.9")].rule).multiple == domain::Ratio{1, 5}));
}

BOOST_AUTO_TEST_CASE(names_the_place_of_a_member_it_does_not_know)
{
    const auto plus = [](const char* pointer) { return after(pointer, [](json& at) { at["extra/~"] = 1; }); };
    BOOST_TEST(plus("") == "/extra~1~0: unknown member");
    BOOST_TEST(plus("/issued_by") == "/issued_by/extra~1~0: unknown member");
    BOOST_TEST(plus("/agencies/1") == "/agencies/1/extra~1~0: unknown member");
    BOOST_TEST(plus("/switches") == "/switches/extra~1~0: unknown member");
    for (int i = 0; i < 11; ++i) {
        const std::string child = "/criteria_sets/0/criteria/0/children/" + std::to_string(i);
        BOOST_TEST(plus(child.c_str()) == child + "/extra~1~0: unknown member");
        BOOST_TEST(plus((child + "/rule").c_str()) == child + "/rule/extra~1~0: unknown member");
    }
    BOOST_TEST(plus("/criteria_sets/0/criteria/0/children/3/rule/bands/0") ==
               "/criteria_sets/0/criteria/0/children/3/rule/bands/0/extra~1~0: unknown member");
    BOOST_TEST(after("/criteria_sets/0/criteria/0", [](json& at) {
                   at["rule"] = {{"shape", "rollup"}};
               }) == "/criteria_sets/0/criteria/0/rule: unknown member"); // a parent is a sum, it bears no rule
}

BOOST_AUTO_TEST_CASE(names_what_is_missing)
{
    for (const char* member : {"id", "title", "year", "publisher", "issued_by", "standing_department", "groups",
                               "agencies", "rounds", "phrases", "criteria_sets"})
        BOOST_TEST(without("", member) == "document: lacks the member " + std::string(member));
    BOOST_TEST(without(criterion_4, "rule") == std::string(criterion_4) + ": lacks the member rule");
    BOOST_TEST(without(criterion_4, "maximum") == std::string(criterion_4) + ": lacks the member maximum");
    BOOST_TEST(without("/agencies/0", "group") == "/agencies/0: an assessed agency names its group");
}

BOOST_AUTO_TEST_CASE(needs_the_members_the_schema_says_it_needs)
{
    // What only the codec can know: a name leads to what must be there, a shape has its scorer, a penalty is out of
    // scale, a set is as its template says.
    const auto beyond_a_schema = [](const std::string& place) {
        static const std::set<std::string> named{"/milestones", "/bodies",          "/classifications", "/surveys",
                                                 "/ballots",    "/dated_documents", "/templates"};
        const bool of_the_template = place.ends_with("/children/0/printed") || place.ends_with("/in_scale");
        const bool a_scorer = place.ends_with("/scored_by") && place.find("/children/") != std::string::npos;
        return named.contains(place) || place.ends_with("/levels") || a_scorer || of_the_template;
    };
    std::set<std::string> required;
    std::function<void(const std::string&, const json&)> walk = [&](const std::string& place, const json& value) {
        for (const auto& [name, member] : value.items()) {
            const std::string below = place + "/" + name;
            if (value.is_object() && !without(place.c_str(), name.c_str()).empty() && !beyond_a_schema(below))
                required.insert(below);
            if (member.is_structured()) walk(below, member);
        }
    };
    walk("", small_regulation());
    std::istringstream lines(repository_file("tests/data/one-of-everything.required"));
    const std::set<std::string> listed{std::istream_iterator<std::string>(lines), {}};
    BOOST_TEST(required == listed, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(damaged_anywhere_is_refused_or_still_sound)
{
    std::mt19937 random(7);
    const std::string sound = small_regulation().dump();
    const std::string bytes = "{}[]\",:.-0129eEaI/\\ \xC3\x01\xFF";
    const auto any = [&](std::size_t below) { return static_cast<std::size_t>(random() % below); };
    for (int i = 0; i < 1'500; ++i) {
        std::string damaged = sound;
        for (int changes = 0; changes < 1 + i % 3; ++changes) {
            const std::size_t at = any(damaged.size());
            if (i % 5 == 0)
                damaged.erase(at, any(20));
            else
                damaged[at] = bytes[any(bytes.size())];
        }
        try {
            const auto regulation = read_regulation(damaged);
            BOOST_REQUIRE((read_regulation(write_regulation(regulation)) == regulation));
        } catch (const FormatError&) { // any other exception fails the story
        }
    }
}

BOOST_AUTO_TEST_CASE(takes_points_and_percentages_as_decimal_strings_only)
{
    const std::string maximum = std::string(criterion_4) + "/maximum";
    for (const json& wrong :
         {json(2), json(2.5), json("2,5"), json("-1"), json("1000.0001"), json("1e1"), json(""), json(nullptr)})
        BOOST_TEST(with(maximum.c_str(), wrong).starts_with(maximum + ": not "), wrong.dump());
    const std::string end = std::string(criterion_4) + "/rule/bands/1/from";
    for (const json& wrong : {json("101"), json("-1"), json("50%"), json(50)})
        BOOST_TEST(with(end.c_str(), wrong).starts_with(end + ": not "), wrong.dump());
    BOOST_TEST(after("/criteria_sets/0/criteria/0/children/3/rule/bands/1", [](json& band) { band["over"] = "40"; }) ==
               std::string(criterion_4) + "/rule/bands/1/over: both ends of the same side");
}

BOOST_AUTO_TEST_CASE(takes_whole_numbers_within_their_bounds_only)
{
    BOOST_TEST(with("/year", "2023").starts_with("/year: not a whole number"));
    BOOST_TEST(with("/year", 2023.0).starts_with("/year: not a whole number"));
    BOOST_TEST(with("/year", 18446744073709551615ULL).starts_with("/year: not a whole number"));
    BOOST_TEST(with("/year", -1).starts_with("/year: not a whole number"));
    const char* days = "/criteria_sets/0/criteria/0/children/1/rule/bands/0/from_days";
    BOOST_TEST(with(days, -1).starts_with(days));
    BOOST_TEST(with(days, 1).starts_with(
        "/criteria_sets/0/criteria/0/children/1/rule/bands/0/to_days")); // ends before it begins
}

BOOST_AUTO_TEST_CASE(refuses_words_dates_and_names_of_another_kind)
{
    BOOST_TEST(with("/switches/tie_rule", "lottery") == "/switches/tie_rule: not one of: shared, authority");
    BOOST_TEST(with("/rounds/0/kind", "rollup").starts_with("/rounds/0/kind: not one of"));
    BOOST_TEST(with("/issued_by/date", "05/09/2023") == "/issued_by/date: not a day, yyyy-mm-dd");
    BOOST_TEST(with("/holidays/1", "2023-01-20") == "/holidays/1: not after the holiday before it");
    BOOST_TEST(with("/id", "Nhỏ").starts_with("/id: not a name"));
    BOOST_TEST(with("/title", "  ") == "/title: empty");
    BOOST_TEST(with("/title", "a\nb") == "/title: contains a control character");
    BOOST_TEST(with("/title", std::string(5'000, 'x')) == "/title: longer than 4000 bytes");
    BOOST_TEST(with("/switches/may_exceed_self", 1) == "/switches/may_exceed_self: neither true nor false");
    BOOST_TEST(with("/groups", json::object()) == "/groups: not an array");
    BOOST_TEST(with("/phrases", json::array()) == "/phrases: not an object");
    BOOST_TEST(with("/criteria_sets/0/criteria/0/children/0/data_window/to", "2022-01-01")
                   .ends_with("before the window begins"));
}

BOOST_AUTO_TEST_CASE(refuses_names_that_lead_nowhere)
{
    BOOST_TEST(with("/standing_department", "ai-do") == "/standing_department: names no agency of this document");
    BOOST_TEST(with("/groups/0/criteria_set", "khac") ==
               "/groups/0/criteria_set: names no criteria set of this document");
    BOOST_TEST(with("/agencies/0/group", "khac") == "/agencies/0/group: names no group of this document");
    BOOST_TEST(with("/tie_break/0", "I.1") == "/tie_break/0: names no area of this document");
    BOOST_TEST(with("/corrections/1/code", "I.99") == "/corrections/1/code: names no criterion of this document");
    BOOST_TEST(with("/criteria_sets/0/criteria/0/children/0/appraising_agency", "ai-do") ==
               "/criteria_sets/0, criterion I.1: names no appraising agency of this document");
    BOOST_TEST(with("/criteria_sets/0/criteria/0/children/10/rule/round", "survey") ==
               "/criteria_sets/0, criterion I.11: names no round of this document");
    BOOST_TEST(
        with("/criteria_sets/0/criteria/0/children/3/rule/none_level", 2).ends_with("not a whole number from 0 to 1"));
    BOOST_TEST(
        with("/criteria_sets/0/criteria/0/children/1/levels", json::array()).ends_with("and the criterion has none"));
    BOOST_TEST(with("/criteria_sets/0/criteria/0/children/0/levels", json::array()).ends_with("a choice needs levels"));
}

BOOST_AUTO_TEST_CASE(refuses_what_is_named_twice_or_misplaced)
{
    BOOST_TEST(with("/agencies/1/id", "phong-noi-vu") == "/agencies/1: an id used before");
    BOOST_TEST(with("/rounds/1/id", "self_assessment") == "/rounds/1: an id used before");
    BOOST_TEST(with("/criteria_sets/0/criteria/0/children/1/code", "I.1").ends_with("/1/code: a code used before"));
    BOOST_TEST(with("/criteria_sets/0/criteria/0/children/1/code", "II.2")
                   .ends_with("/1/code: does not begin with its parent's"));
    for (const char* code : {"", ".", "I.", "I..1", "I 1", "I.é", "I/1"})
        BOOST_TEST(with("/criteria_sets/0/criteria/0/children/1/code", code).find("/1/code: ") != std::string::npos,
                   code);
    BOOST_TEST(
        with("/criteria_sets/0/criteria/0/children/7/rule/items/1/key", "a").ends_with("/key: a key used before"));
    BOOST_TEST(with("/criteria_sets/0/criteria/0/children", json::array()) ==
               "/criteria_sets/0/criteria/0/children: empty");
    BOOST_TEST(with("/criteria_sets/0/criteria/0/children/0/scored_by", "rollup")
                   .ends_with("only a criterion with children is a roll-up"));
    BOOST_TEST(with("/criteria_sets/0/criteria/0/children/0/scored_by", "system")
                   .ends_with("not a rule that this scorer uses"));
    BOOST_TEST(with("/criteria_sets/0/criteria/0/children/10/scored_by", "agency")
                   .ends_with("not a rule that this scorer uses"));
    BOOST_TEST(with("/criteria_sets/0/criteria/0/children/6/rule/tiers/1/points_each", "0.0001")
                   .ends_with("more than 1000 steps to the cap"));
    BOOST_TEST(with("/criteria_sets/0/criteria/0/children/6/rule/tiers/1/points_each", "0").ends_with("zero"));
    BOOST_TEST(with("/criteria_sets/0/criteria/0/children/5/rule/items", json::array()).ends_with("items: empty"));
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(a_strict_json_document)

BOOST_AUTO_TEST_CASE(is_one_value_and_nothing_else)
{
    BOOST_TEST(parse_strict_json("{\"a\": [1, {\"b\": null}]}", 100).dump() == R"({"a":[1,{"b":null}]})");
    const auto refused = [](std::string_view text) {
        BOOST_CHECK_THROW(parse_strict_json(text, 1'000'000), FormatError);
    };
    refused("");
    refused(std::string_view("123\0", 4));
    refused("\xEF\xBB\xBF{}");
    refused("{} {}");
    refused("{}]");
    refused("{\"a\":1,\"a\":1}");
    refused("[{\"b\":{\"a\":1,\"\\u0061\":1}}]"); // the same name, spelt with an escape
    refused("\"\xFF\"");
    refused("{\"a\":1,}");
    refused("// x\n{}");
    refused("NaN");
    refused("1e999");
    refused(std::string(100'000, '['));
    refused(std::string(34, '[') + std::string(34, ']'));
    BOOST_CHECK_NO_THROW(parse_strict_json(std::string(30, '[') + std::string(30, ']'), 1'000));
    BOOST_CHECK_NO_THROW(parse_strict_json("{\"a\":{\"a\":1},\"b\":{\"a\":2}}", 1'000));
    BOOST_CHECK_THROW(parse_strict_json("[1,2]", 4), FormatError);
}

BOOST_AUTO_TEST_SUITE_END()
