// The printed draft in our format against the transcription of its source, word for word.

#include "storage/regulation_codec.hpp"
#include "tests/storage/regulation_files.hpp"

#include <boost/test/unit_test.hpp>
#include <nlohmann/json.hpp>

using namespace cchc;
using namespace cchc::storage;
using nlohmann::json;

namespace {

std::string text_or_empty(const json& value)
{
    return value.is_null() ? std::string() : value.get<std::string>();
}

domain::Points points_of(const json& number)
{
    return domain::Points::parse(number.dump()).value();
}

/// Compares a node of the source and everything below it with the criteria from `next` on, in printed order.
void compare(const json& node, const domain::CriteriaSet& set, domain::CriterionNo& next)
{
    const std::string code = node.at("code");
    BOOST_TEST_CONTEXT(code)
    {
        BOOST_REQUIRE(next < set.size());
        const domain::Criterion& criterion = set[next++];
        BOOST_TEST(criterion.code.value == code);
        BOOST_TEST(criterion.printed == text_or_empty(node.at("code_printed")));
        BOOST_TEST(criterion.title == node.at("title").get<std::string>());
        BOOST_TEST(criterion.maximum.text() == points_of(node.at("max_stated")).text());
        BOOST_TEST(criterion.note == text_or_empty(node.at("note")));

        const json& evidence = node.at("evidence");
        BOOST_REQUIRE(criterion.evidence.size() == evidence.size());
        for (std::size_t i = 0; i < evidence.size(); ++i)
            BOOST_TEST(criterion.evidence[i].text == evidence[i].get<std::string>());

        const json& levels = node.at("levels");
        BOOST_REQUIRE(criterion.levels.size() == levels.size());
        for (std::size_t i = 0; i < levels.size(); ++i) {
            BOOST_TEST(criterion.levels[i].text == levels[i].at("text").get<std::string>());
            BOOST_TEST(criterion.levels[i].points.text() == points_of(levels[i].at("points")).text());
            BOOST_TEST(criterion.levels[i].note == levels[i].value("last_column", ""));
        }
        BOOST_TEST(criterion.leaf == node.at("children").empty());
        for (const json& child : node.at("children")) compare(child, set, next);
    }
}

} // namespace

BOOST_AUTO_TEST_SUITE(the_draft_of_quang_dien)

BOOST_AUTO_TEST_CASE(says_what_the_source_says_code_by_code_and_word_by_word)
{
    const json source = json::parse(repository_file("tests/data/quang-dien-2023.source.json"));
    const domain::Regulation draft = read_regulation(repository_file(draft_file));
    BOOST_REQUIRE(draft.criteria_sets.size() == 1u);
    const domain::CriteriaSet& set = draft.criteria_sets.front();

    BOOST_TEST(set.title == source.at("title").get<std::string>());
    BOOST_TEST(set.maximum.text() == points_of(source.at("total_row").at("points")).text());
    BOOST_TEST(draft.year == source.at("year").get<int>());
    BOOST_TEST(draft.publisher == source.at("authority").get<std::string>());
    BOOST_REQUIRE(draft.issued_by.date.has_value());
    BOOST_TEST(draft.issued_by.date->text() == source.at("document_date").get<std::string>());
    BOOST_TEST(source.at("issued_by").get<std::string>().find(draft.issued_by.number) != std::string::npos);
    BOOST_TEST(draft.notes == source.at("notes").get<std::vector<std::string>>(), boost::test_tools::per_element());

    domain::CriterionNo next = 0;
    for (const json& area : source.at("nodes")) compare(area, set, next);
    BOOST_TEST(next == set.size());
    BOOST_TEST(set.leaves().size() == 52u);
}

BOOST_AUTO_TEST_CASE(keeps_the_printed_sums_that_do_not_add_up)
{
    const domain::Regulation draft = read_regulation(repository_file(draft_file));
    const domain::CriteriaSet& set = draft.criteria_sets.front();
    const auto sum_of_children = [&](const char* code) {
        domain::Points sum;
        for (domain::CriterionNo child : set.children(set.find(code))) sum += set[child].maximum;
        return sum.text() + " of " + set[set.find(code)].maximum.text();
    };
    BOOST_TEST(sum_of_children("I") == "22.00 of 22.00");
    BOOST_TEST(sum_of_children("II") == "78.00 of 73.00");
    BOOST_TEST(sum_of_children("II.6") == "23.00 of 25.00");
    domain::Points total;
    for (domain::CriterionNo area : set.areas()) total += set[area].maximum;
    BOOST_TEST(total.text() == "97.00");
    BOOST_TEST(set.maximum.text() == "100.00");
}

BOOST_AUTO_TEST_SUITE_END()
