// The linter on the regulation that a district really sent out for comment, and on small cases with their numbers.

#include "domain/lint.hpp"
#include "domain/printed_words.hpp"
#include "storage/regulation_codec.hpp"
#include "tests/storage/regulation_files.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <set>

using namespace cchc::domain;
using cchc::storage::draft_file;
using cchc::storage::issued_file;
using cchc::storage::read_regulation;
using cchc::storage::repository_file;

namespace {

const Regulation& draft()
{
    static const Regulation regulation = read_regulation(repository_file(draft_file));
    return regulation;
}

const std::vector<Finding>& findings()
{
    static const std::vector<Finding> all = lint(draft());
    return all;
}

/// The only finding of `rule` at `code`.
const Finding& found(LintRule rule, const char* code)
{
    const Finding* one = nullptr;
    for (const Finding& finding : findings()) {
        if (finding.rule != rule || finding.code != Code(code)) continue;
        BOOST_REQUIRE_MESSAGE(!one, "twice: " << name_of(rule) << " at " << code);
        one = &finding;
    }
    BOOST_REQUIRE_MESSAGE(one, "not found: " << name_of(rule) << " at " << code);
    return *one;
}

template <class T>
const T& fact(const Finding& finding, std::size_t at)
{
    return std::get<T>(finding.facts.at(at));
}

Bound percent(std::int64_t number, bool closed)
{
    return {Ratio{number, 100}, closed};
}

std::optional<SpokenRange> spoken(const char* text, const char* unit = "%")
{
    return range_in(tokens_of(text), unit);
}

SpokenRange range(std::optional<SpokenEnd> from, std::optional<SpokenEnd> to, bool unclear = false)
{
    return {from, to, unclear};
}

SpokenEnd end(std::int64_t number, bool closed)
{
    return {Points::whole(number), closed};
}

/// The draft with one criterion changed.
template <class Change>
Regulation draft_with(const char* code, const Change& change)
{
    Regulation regulation = draft();
    const CriteriaSet before = regulation.criteria_sets.front();
    CriteriaSet& set = regulation.criteria_sets.front() = CriteriaSet();
    set.id = before.id;
    set.title = before.title;
    set.maximum = before.maximum;
    for (Criterion one : before.all()) {
        const Code parent = one.parent == no_criterion ? Code() : before[one.parent].code;
        if (one.code == Code(code)) change(one);
        set.add(std::move(one), parent);
    }
    return regulation;
}

/// What the linter finds by `rule` at `code`.
std::size_t times_found(const std::vector<Finding>& all, LintRule rule, const char* code)
{
    return static_cast<std::size_t>(std::count_if(
        all.begin(), all.end(), [&](const Finding& one) { return one.rule == rule && one.code == Code(code); }));
}

} // namespace

BOOST_AUTO_TEST_SUITE(the_linter_on_the_printed_draft_of_quang_dien)

BOOST_AUTO_TEST_CASE(finds_a_mistake_wherever_the_issued_text_corrects_one_that_a_machine_can_see)
{
    const Regulation issued = read_regulation(repository_file(issued_file));
    // Misspelt into other words: only a reader sees that. The row of II.2.2 is found at its children.
    const std::set<std::string> unseen{"II.2.4", "II.5.4.1", "II.2.2"};
    for (const Correction& correction : issued.corrections) {
        const bool seen = std::any_of(findings().begin(), findings().end(),
                                      [&](const Finding& one) { return one.code == correction.code; });
        BOOST_TEST(seen == !unseen.contains(correction.code.value),
                   correction.code.value << ": " << correction.reason_en);
    }
}

BOOST_AUTO_TEST_CASE(finds_nothing_where_the_issued_text_corrects_nothing)
{
    const Regulation issued = read_regulation(repository_file(issued_file));
    for (const Finding& finding : findings()) {
        if (finding.rule == LintRule::areas_do_not_sum) continue; // mends itself with area II
        const bool corrected =
            std::any_of(issued.corrections.begin(), issued.corrections.end(),
                        [&](const Correction& correction) { return correction.code == finding.code; });
        BOOST_TEST(corrected, finding.code.value << ": " << name_of(finding.rule));
    }
}

BOOST_AUTO_TEST_CASE(finds_nothing_in_the_corrected_text)
{
    BOOST_TEST(lint(read_regulation(repository_file(issued_file))).empty());
}

BOOST_AUTO_TEST_CASE(gives_the_offending_numbers)
{
    const Finding& area = found(LintRule::children_do_not_sum, "II");
    BOOST_TEST(fact<Points>(area, 0).text() == "78.00");
    BOOST_TEST(fact<Points>(area, 1).text() == "73.00");
    BOOST_TEST(fact<Points>(area, 2).text() == "76.00"); // what the leaves add up to, and the correction sets

    const Finding& hole = found(LintRule::ratio_gap, "II.6.2");
    BOOST_TEST((fact<RatioSpan>(hole, 0) == RatioSpan{percent(10, true), percent(20, false)}));
    BOOST_TEST(hole.input.value().numerator.value() == 2);
    BOOST_TEST(hole.input.value().denominator.value() == 20);

    const Finding& twice = found(LintRule::ratio_overlap, "II.6.2");
    BOOST_TEST((fact<RatioSpan>(twice, 0) == RatioSpan{percent(50, true), std::nullopt}));
    BOOST_TEST(fact<Points>(twice, 3).text() == "3.00");
    BOOST_TEST(fact<Points>(twice, 5).text() == "2.00");

    BOOST_TEST((fact<DaySpan>(found(LintRule::days_gap, "II.3.1"), 0) == DaySpan{15, 15}));
    BOOST_TEST((fact<DaySpan>(found(LintRule::days_gap, "II.6.1.1"), 0) == DaySpan{10, std::nullopt}));
}

BOOST_AUTO_TEST_CASE(strikes_out_of_a_contradiction_what_the_issued_text_strikes)
{
    const std::string strike = fact<std::string>(found(LintRule::level_contradicts_itself, "I.7"), 2);
    std::string mended;
    const Regulation after = draft_with("I.7", [&](Criterion& one) {
        mended = one.levels[1].text.erase(one.levels[1].text.find(strike), strike.size());
    });
    const CriteriaSet issued = read_regulation(repository_file(issued_file)).criteria_sets.front();
    BOOST_TEST(same_words(mended, issued[issued.find("I.7")].levels[1].text), mended);
    BOOST_TEST(times_found(lint(after), LintRule::level_contradicts_itself, "I.7") == 0u);

    const auto slip = lint(draft_with("I.7", [](Criterion& one) {
        one.levels[0].text = "Hoàn thành đúng tiến độ 100% nhiệm vụ nhưng có việc chậm (theo phần mềm)";
        one.levels[1].text = "Hoàn thành 100% nhiệm vụ, có việc chậm";
    }));
    const auto best = std::find_if(slip.begin(), slip.end(),
                                   [](const Finding& one) { return one.rule == LintRule::level_contradicts_itself; });
    BOOST_REQUIRE((best != slip.end()));
    BOOST_TEST(fact<std::string>(*best, 2) == "nhưng có việc chậm ");
}

BOOST_AUTO_TEST_CASE(reads_no_contradiction_inside_brackets)
{
    const auto after = lint(draft_with("I.7", [](Criterion& one) {
        one.levels[1].text = "Hoàn thành 100% nhiệm vụ đúng thời hạn (việc báo cáo chậm trừ 0,5 điểm)";
    }));
    BOOST_TEST(times_found(after, LintRule::level_contradicts_itself, "I.7") == 0u);
}

BOOST_AUTO_TEST_CASE(takes_a_comma_between_failings_that_exclude_each_other_for_or)
{
    BOOST_TEST(times_found(findings(), LintRule::failings_joined_by_and, "II.5.4.2") == 0u);
    const auto words = [](const char* text) {
        return times_found(lint(draft_with("II.5.4.2", [&](Criterion& one) { one.levels[2].text = text; })),
                           LintRule::failings_joined_by_and, "II.5.4.2");
    };
    BOOST_TEST(words("Báo cáo không đầy đủ và không thực hiện báo cáo") == 1u);
    BOOST_TEST(words("Báo cáo không đầy đủ, không đúng mẫu") == 1u);
    BOOST_TEST(words("Chưa thực hiện đầy đủ, không đúng mẫu") == 1u);
    BOOST_TEST(words("Không báo cáo, không ban hành") == 1u);
}

BOOST_AUTO_TEST_CASE(mends_a_best_level_without_breaking_a_sum)
{
    const Points raised = fact<Points>(found(LintRule::best_below_maximum, "II.6.3"), 2);
    const auto after = lint(draft_with("II.6.3", [&](Criterion& one) { one.levels[0].points = raised; }));
    BOOST_TEST(times_found(after, LintRule::best_below_maximum, "II.6.3") == 0u);
    BOOST_TEST(after.size() + 1 == findings().size());
}

BOOST_AUTO_TEST_CASE(shows_the_harm_of_a_missing_date_in_the_criterions_own_words)
{
    const Finding& plan = found(LintRule::due_date_missing, "I.1.1");
    BOOST_TEST(fact<std::string>(plan, 2) == "Trước và đúng thời gian quy định");
    BOOST_TEST(fact<Points>(plan, 5).text() == "1.00");
    BOOST_TEST(fact<std::string>(found(LintRule::deduction_item_unclear, "I.2"), 1) == "Báo cáo CCHC Quý I năm 2023");
}

BOOST_AUTO_TEST_CASE(asks_for_a_reason_before_issue_as_long_as_there_are_errors) // CS-37
{
    BOOST_TEST(needs_reason_to_issue(findings()));
    std::vector<Finding> warnings;
    for (const Finding& one : findings())
        if (severity_of(one.rule) == FindingSeverity::warning) warnings.push_back(one);
    BOOST_TEST(!warnings.empty());
    BOOST_TEST(!needs_reason_to_issue(warnings));
}

BOOST_AUTO_TEST_CASE(finds_the_same_every_time)
{
    BOOST_TEST((lint(draft()) == findings()));
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(printed_words)

BOOST_AUTO_TEST_CASE(are_read_in_lower_case_letter_by_letter)
{
    BOOST_TEST(lower_case("ĐÁNH GIÁ, XẾP LOẠI Ơ Ư Ă Â Ê Ô Ĩ Ũ Ỹ ß × 100%") ==
               "đánh giá, xếp loại ơ ư ă â ê ô ĩ ũ ỹ ß × 100%");
}

BOOST_AUTO_TEST_CASE(give_the_ends_of_a_range_open_or_closed) // SM-26
{
    BOOST_TEST((spoken("Thực hiện trên 80% kế hoạch") == range(end(80, false), {})));
    BOOST_TEST((spoken("Thực hiện từ 70% đến 80% kế hoạch") == range(end(70, true), end(80, true))));
    BOOST_TEST((spoken("Hoàn thành từ 90 đến dưới 100% số nhiệm vụ") == range(end(90, true), end(100, false))));
    BOOST_TEST((spoken("Từ 95% - dưới 100% hồ sơ") == range(end(95, true), end(100, false))));
    BOOST_TEST((spoken("Đạt 80% trở lên") == range(end(80, true), {})));
    BOOST_TEST((spoken("Hoàn thành 100%") == range(end(100, true), end(100, true))));
    BOOST_TEST((spoken("Chậm không quá 10 ngày", "ngày") == range({}, end(10, true))));
    BOOST_TEST((spoken("Quá 03 ngày hoặc không báo cáo", "ngày") == range(end(3, false), {})));
    BOOST_TEST((spoken("Quá từ 01 đến 03 ngày", "ngày") == range(end(1, true), end(3, true))));
}

BOOST_AUTO_TEST_CASE(are_called_unclear_where_they_pull_two_ways)
{
    BOOST_TEST((spoken("Từ dưới 90% cán bộ") == range({}, end(90, false), true)));
    BOOST_TEST(spoken("Từ 80 dưới 100% văn bản").value().unclear);
    BOOST_TEST(spoken("Dưới 20% trở lên").value().unclear);
}

BOOST_AUTO_TEST_CASE(give_no_range_where_they_speak_of_none_or_of_several)
{
    BOOST_TEST(!spoken("Hoàn thành đúng tiến độ"));
    BOOST_TEST(!spoken("Báo cáo trước 10 ngày", "ngày"));
    BOOST_TEST(!spoken("Đạt 100% hồ sơ, trong đó trên 50% trực tuyến"));
    BOOST_TEST(!spoken("Đạt yêu cầu (mỗi lỗi trừ 5%)"));
}

BOOST_AUTO_TEST_SUITE_END()
