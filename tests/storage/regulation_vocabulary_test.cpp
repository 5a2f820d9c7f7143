// What the codec alone can hold of the format beyond its schema: names that lead somewhere, and members that need one
// another.

#include "storage/regulation_codec.hpp"
#include "tests/storage/regulation_files.hpp"

#include <boost/test/unit_test.hpp>
#include <nlohmann/json.hpp>

using namespace cchc::storage;
using nlohmann::json;

namespace {

const json& whole()
{
    static const json document = json::parse(repository_file("tests/data/one-of-everything.json"));
    return document;
}

std::string complaint_about(const json& document)
{
    try {
        read_regulation(document.dump());
        return "";
    } catch (const FormatError& error) {
        return error.what();
    }
}

std::string put(const std::string& pointer, json value)
{
    json document = whole();
    document[json::json_pointer(pointer)] = std::move(value);
    return complaint_about(document);
}

const std::string in_one = "/criteria_sets/0/criteria/0/children/";
const std::string in_two = "/criteria_sets/0/criteria/1/children/";

} // namespace

BOOST_AUTO_TEST_SUITE(the_vocabulary_of_a_regulation)

BOOST_AUTO_TEST_CASE(leads_somewhere_with_every_name)
{
    const std::pair<std::string, json> astray[] = {
        {"/drafting/drafted_by", "ai-do"},
        {"/drafting/agreed_by", "ai-do"},
        {"/bodies/0/agencies", json::array({"ai-do"})},
        {"/bodies/0/milestone", "khong"},
        {"/appraisal/agencies", json::array({"ai-do"})},
        {"/appraisal/council", "khong"},
        {"/groups/0/classification", "khong"},
        {"/ranking_groups/0/groups", json::array({"khong"})},
        {"/ranking_groups/0/classification", "khong"},
        {"/rounds/0/plan", "khong"},
        {"/steps/0/rounds", json::array({"khong"})},
        {"/rewards/0/groups", json::array({"khong"})},
        {"/surveys/0/rechecked_by", "ai-do"},
        {"/agencies/0/parent", "ai-do"},
        {"/rounds/0/illustrative", json::array({"printed_phrase", "consensus"})},
        {"/criteria_sets/0/template", "khong"},
        {"/criteria_sets/0/printed_split/1/codes", json::array({"IX"})},
        {"/overlays/0/criteria_sets", json::array({"khong"})},
        {"/overlays/0/code", "I.99"},
        {in_one + "0/evidence/0/held_by", json::array({"ai-do"})},
        {in_one + "2/rule/due_from/key", "quy-9"},
        {in_one + "5/rule/items/1/due_from/document", "khong"},
        {in_one + "11/rule/numerator/0/input", "khong"},
        {in_two + "0/rule/survey", "khong"},
        {in_two + "2/rule/ballot", "khong"},
        {in_two + "3/rule/milestone", "khong"},
    };
    for (const auto& [pointer, value] : astray) {
        const std::string complaint = put(pointer, value);
        BOOST_TEST((complaint.find(" no ") != std::string::npos), pointer + ": " + complaint);
    }
}

BOOST_AUTO_TEST_CASE(is_as_its_template_says)
{
    const std::string complaint = "/criteria_sets/0/template: the set is not as its template says: criterion ";
    BOOST_TEST(put("/templates/0/criteria/0/title", "Khác") == complaint + "I, title");
    BOOST_TEST(put("/templates/0/criteria/0/maximum", "19.00") == complaint + "I, maximum");
    BOOST_TEST(put("/templates/0/criteria/0/children/0/printed", "2") == complaint + "I.1, printed");
    BOOST_TEST(put("/templates/0/criteria/1/code", "IV") == complaint + "IV is missing");
}

BOOST_AUTO_TEST_CASE(keeps_members_that_need_one_another_together)
{
    const std::tuple<std::string, json, const char*> wrong[] = {
        {"/rounds/0/deadline_kind", "hard", "locks where it ends"},
        {"/rounds/0/until", "02-29", "not a day of the year, mm-dd"},
        {"/rounds/0/until", "+2:01-01", "not a day of the year, mm-dd"},
        {"/assessed_period/to", "2021-01-01", "ends before it begins"},
        {"/classifications/0/classes/1/quota_rounding", "floor", "quota_rounding without a quota"},
        {"/classifications/0/classes/0/threshold", "90.00", "min_points is for a quota without a threshold"},
        {"/classifications/0/classes/0/threshold_open", true, "threshold_open without a threshold"},
        {"/classifications/0/classes/2/id", "tot", "an id used before"},
        {"/surveys/0/answer_most", "1.00", "the best answer is not above the worst"},
        {"/surveys/0/respondents/1/key", "dai-bieu", "a key used before"},
        {"/surveys/0/respondents/1/weight", "0", "zero"},
        {"/ballots/0/step", "0", "zero"},
        {"/ballots/0/leader_scope", "all", "unknown member"},
        {in_one + "1/rule/due_from", {{"document", "1394-snv"}, {"key", "quy-1"}}, "beside a due date"},
        {in_one + "8/rule/reference/0/to", "2019-01-01", "ends before it begins"},
        {in_one + "11/rule/rounding", {{"places", 2}}, "bands are not rounded"},
        {in_one + "11/rule/least", "80", "bands say themselves what earns nothing"},
        {in_one + "12/rule/least", "0", "zero"},
        {in_one + "12/rule/least", "100.5", "not a decimal string from 0 to 100.00"},
        {in_one + "11/rule/inputs/1/published", true, "a published figure names its source"},
        {in_one + "11/rule/numerator/0/times", 0, "times nothing"},
        {in_one + "2/examples/0/points", "1.00", "not one of points, refused"},
        {in_one + "2/examples/0/level", 1, "not one of level, figures, facts, submission"},
        {"/overlays/0/rule/shape", "granted", "not a rule that this scorer uses"},
        {in_two + "0/scored_by", "leaders", "not a rule that this scorer uses"},
        {in_two + "6/scored_by", "agency", "not a rule that this scorer uses"},
        {in_two + "1/rule/rounding", {{"places", 2}}, "a table is not rounded"},
        {in_two + "3/rule/bands", json::array(), "unknown member"},
        {in_two + "5/rule/scale", "10", "unknown member"},
        {"/criteria_sets/0/criteria/2/in_scale", true, "the set is not as its template says: criterion III, in_scale"},
        {"/working_saturdays/0", "2023-01-13", "not a Saturday"},
        {"/working_saturdays/1", "2023-01-14", "not after the Saturday before it"},
        {"/holidays/0", "2023-01-14", "a holiday"},
        {"/agencies/1/parent", "phong-noi-vu", "leads back to where it began"},
        {"/rounds/0/illustrative", json::array(), "empty"},
        {"/rounds/0/illustrative", json::array({"title", "title"}), "named before"},
        {"/criteria_sets/0/data_window/to", "2022-12-31", "before the window begins"},
        {"/criteria_sets/0/criteria/0/data_window/to", "2023-01-31", "before the window begins"},
        {in_two + "4/rule/range", "above_scale", "not a decimal string from 0.00 to 1000.00"},
        {in_two + "4/rule/bands/0/from", "1000.5", "not a decimal string from -1000.00 to 1000.00"},
        {in_two + "3/rule/range", "below_zero", "unknown member"},
        {in_two + "4/examples/0/facts/value", "-1000.01", "not a decimal string from -1000.00 to 1000.00"},
        {"/criteria_sets/0/printed_split/0/codes", json::array({"I"}), "not one of scored_by, codes"},
    };
    for (const auto& [pointer, value, words] : wrong) {
        const std::string complaint = put(pointer, value);
        // A penalty in scale is named before the template is looked at.
        const bool scale =
            pointer.ends_with("criteria/2/in_scale") && complaint.ends_with("in_scale false, here or above");
        BOOST_TEST((complaint.ends_with(words) || scale), pointer + ": " + complaint);
    }
}

BOOST_AUTO_TEST_CASE(lets_an_overlay_change_how_a_leaf_is_scored_and_not_what_it_is)
{
    const auto laid_over = [](const char* code, const json& rule) {
        json document = whole();
        json other = document["ballots"][0];
        other["id"] = "lanh-dao-khac";
        document["ballots"].push_back(other);
        document["overlays"][0]["code"] = code;
        document["overlays"][0]["rule"] = rule;
        document["overlays"][0].erase("examples");
        return complaint_about(document);
    };
    const json bonus{{"shape", "bonus"}, {"items", {{{"key", "a"}, {"text", "a"}, {"points_each", "0.50"}}}}};
    const json papers{{"shape", "checklist"}, {"items", {{{"key", "a"}, {"text", "a"}, {"points", "0.50"}}}}};
    json penalty = bonus;
    penalty["shape"] = "penalty";
    const json clock{{"shape", "submission_timeliness"}, {"bands", {{{"from_days", 0}, {"level", 0}}}}};
    json of_another_round = clock;
    of_another_round["round"] = "appraisal_2";
    json of_its_round = clock;
    of_its_round["round"] = "self_assessment";
    const std::tuple<const char*, json, const char*> changes[] = {
        {"I.12", {{"shape", "choice"}}, ""},
        {"I.12", bonus, "nothing else becomes one"},
        {"III.1", papers, "nothing else becomes one"},
        {"III.1", penalty, "nothing else becomes one"},
        {"III.1", bonus, ""},
        {"III.2", bonus, "nothing else becomes one"},
        {"III.2", penalty, ""},
        {"I.12", of_its_round, "not a rule that this scorer uses"},
        {"I.11", {{"shape", "choice"}}, "not a rule that this scorer uses"},
        {"I.11", of_another_round, "not the printed round"},
        {"I.11", of_its_round, ""},
        {"II.3", {{"shape", "ballot"}, {"ballot", "lanh-dao-khac"}}, "not the printed ballot"},
        {"II.3", {{"shape", "ballot"}, {"ballot", "lanh-dao"}}, ""},
    };
    for (const auto& [code, rule, words] : changes) {
        const std::string complaint = laid_over(code, rule);
        BOOST_TEST((*words ? complaint.ends_with(words) : complaint.empty()), code << ": " << complaint);
    }
}

BOOST_AUTO_TEST_CASE(hands_a_paper_s_due_date_to_the_rule_that_names_it)
{
    const auto regulation = read_regulation(whole().dump());
    const auto& set = regulation.criteria_sets.front();
    const auto& rule = std::get<cchc::domain::Timeliness>(set[set.find("I.3")].rule);
    BOOST_TEST(rule.due.value().text() == "2023-03-15");
}

BOOST_AUTO_TEST_CASE(says_a_data_window_once_for_all_that_lies_below)
{
    json document = whole();
    const json::json_pointer own(in_one + "1/data_window");
    const auto window = [&](const char* code) {
        const auto regulation = read_regulation(document.dump());
        const auto& set = regulation.criteria_sets.front();
        return set[set.find(code)].window_from.value().text();
    };
    BOOST_TEST(window("I.1") == "2023-01-01");                                               // its own
    BOOST_TEST(window("I.2") == "2023-02-01");                                               // its area's
    BOOST_TEST(window("II.1") == "2023-01-01");                                              // the set's
    document[own] = document[json::json_pointer("/criteria_sets/0/criteria/0/data_window")]; // repeated: left out
    const json written = json::parse(write_regulation(read_regulation(document.dump())));
    BOOST_TEST((written == whole()));
}

BOOST_AUTO_TEST_CASE(gives_an_area_s_appraiser_to_what_lies_below_it)
{
    const auto regulation = read_regulation(whole().dump());
    const auto& set = regulation.criteria_sets.front();
    BOOST_TEST(set[set.find("I.2")].appraiser == "mot-cua");
    BOOST_TEST(set[set.find("II.1")].appraiser == "");
    BOOST_TEST(set[set.find("III.2")].within_scale == false);
}

BOOST_AUTO_TEST_SUITE_END()
