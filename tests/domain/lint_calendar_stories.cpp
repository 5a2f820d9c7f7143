// The linter on days, classes, lists and being on time in words: small regulations, each with one thing in question.

#include "domain/lint.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>

using namespace cchc::domain;

namespace {

Regulation of_2023()
{
    Regulation regulation;
    regulation.year = 2023;
    return regulation;
}

/// The rules that speak up, in order, with blanks between.
std::string rules_of(const std::vector<Finding>& findings)
{
    std::string rules;
    for (const Finding& one : findings) rules += (rules.empty() ? "" : " ") + std::string(name_of(one.rule));
    return rules;
}

RoundPlan entry(DayOfYear from, DayOfYear until, const char* phrase = "")
{
    return {.id = RoundId("self_assessment"),
            .title = "Tự đánh giá",
            .printed_phrase = phrase,
            .from = from,
            .until = until};
}

std::vector<Finding> with_round(const RoundPlan& round)
{
    Regulation regulation = of_2023();
    regulation.rounds = {round};
    regulation.holidays = {Date::from_civil(2023, 9, 1), Date::from_civil(2023, 9, 4)};
    return lint(regulation);
}

std::string with_phrase(const char* phrase, Boundary boundary, bool on_purpose = false)
{
    RoundPlan round = entry({10, 15}, {11, 15}, phrase);
    round.boundary = boundary;
    round.inclusive_on_purpose = on_purpose;
    const std::string found = rules_of(with_round(round));

    Regulation milestone = of_2023();
    milestone.milestones = {{.id = "m",
                             .title = "Kế hoạch",
                             .until = DayOfYear{11, 15},
                             .printed_phrase = phrase,
                             .boundary = boundary,
                             .inclusive_on_purpose = on_purpose}};
    BOOST_TEST(rules_of(lint(milestone)) == found, phrase);

    Regulation draft = of_2023();
    draft.drafting = Drafting{.comments_until = Date::from_civil(2023, 11, 15),
                              .printed_phrase = phrase,
                              .boundary = boundary,
                              .inclusive_on_purpose = on_purpose};
    BOOST_TEST(rules_of(lint(draft)) == found, phrase);
    return found;
}

std::string with_classes(std::vector<ClassBand> classes)
{
    Regulation regulation = of_2023();
    for (ClassBand& one : classes) one.title = one.id;
    regulation.classifications = {{.id = "loai", .classes = std::move(classes)}};
    return rules_of(lint(regulation));
}

ClassBand from(const char* id, std::int64_t points)
{
    return {.id = id, .threshold = Points::whole(points)};
}

/// A criterion worth 1 point, by the rule and the levels given, with evidence.
Criterion leaf(ScoringRule rule, const std::vector<std::string>& levels)
{
    Criterion one;
    one.code = Code("I");
    one.title = "Báo cáo tình hình";
    one.maximum = Points::whole(1);
    one.scored_by = ScoredBy::agency;
    one.rule = std::move(rule);
    for (std::size_t i = 0; i < levels.size(); ++i)
        one.levels.push_back({levels[i], i == 0 ? Points::whole(1) : Points{}, ""});
    one.evidence = {{.text = "Báo cáo của đơn vị"}};
    return one;
}

std::size_t times_asked_for_a_date(const Criterion& one, const std::vector<Overlay>& overlays = {})
{
    Regulation regulation = of_2023();
    regulation.overlays = overlays;
    CriteriaSet set;
    set.id = "bo";
    set.maximum = Points::whole(1);
    set.add(one, Code());
    regulation.criteria_sets = {set};
    const auto findings = lint(regulation);
    return static_cast<std::size_t>(std::ranges::count(findings, LintRule::time_in_words_without_date, &Finding::rule));
}

} // namespace

BOOST_AUTO_TEST_SUITE(the_linter_on_last_days)

BOOST_AUTO_TEST_CASE(asks_which_is_meant_where_the_words_leave_the_day_out) // rows 1 and 22
{
    using enum Boundary;
    BOOST_TEST(with_phrase("trước ngày 15/11", inclusive) == "before_day_read_inclusive");
    BOOST_TEST(with_phrase("Trước 15/11 hằng năm", inclusive) == "before_day_read_inclusive");
    BOOST_TEST(with_phrase("trước ngày 15/11", inclusive, true) == ""); // the regulation's own reading
    BOOST_TEST(with_phrase("trước ngày 15/11", exclusive) == "");
    BOOST_TEST(with_phrase("trước 10 ngày", inclusive) == "");
    BOOST_TEST(with_phrase("hoàn thành trong tháng 11", inclusive) == "");
}

BOOST_AUTO_TEST_CASE(objects_where_the_words_take_the_day_in_and_the_calendar_does_not)
{
    using enum Boundary;
    for (const char* phrase :
         {"đến hết ngày 15/11", "chậm nhất ngày 15/11", "chậm nhất là 15/11", "từ 15/10 đến 15/11"}) {
        BOOST_TEST(with_phrase(phrase, exclusive) == "until_day_read_exclusive");
        BOOST_TEST(with_phrase(phrase, inclusive) == "");
    }
    BOOST_TEST(with_phrase("từ 15/10 đến trước ngày 15/11", exclusive) == "");
}

BOOST_AUTO_TEST_CASE(finds_an_end_before_the_beginning)
{
    BOOST_TEST(rules_of(with_round(entry({12, 15}, {1, 12}))) == "round_ends_before_it_begins");
    BOOST_TEST(rules_of(with_round(entry({12, 15}, {1, 12, true}))) == "");
    RoundPlan one_day = entry({12, 15}, {12, 15});
    BOOST_TEST(rules_of(with_round(one_day)) == "");
    one_day.boundary = Boundary::exclusive; // ends as it begins
    const auto findings = with_round(one_day);
    BOOST_REQUIRE(rules_of(findings) == "round_ends_before_it_begins");
    BOOST_TEST((std::get<Date>(findings[0].facts[2]) == Date::from_civil(2023, 12, 14)));
}

BOOST_AUTO_TEST_CASE(counts_the_days_that_are_printed) // row 20: Bắc Giang's "30 ngày" from 15/10 to 15/11 are 32
{
    RoundPlan round = entry({10, 15}, {11, 15});
    round.printed_days = 30;
    const auto findings = with_round(round);
    BOOST_REQUIRE(rules_of(findings) == "printed_days_against_dates");
    BOOST_TEST(std::get<std::int64_t>(findings[0].facts[4]) == 32);
    BOOST_TEST((std::get<Date>(findings[0].facts[5]) == Date::from_civil(2023, 11, 13)));
    round.printed_days = 32;
    BOOST_TEST(rules_of(with_round(round)) == "");
    round.boundary = Boundary::exclusive;
    round.printed_days = 31;
    BOOST_TEST(rules_of(with_round(round)) == "");
}

BOOST_AUTO_TEST_CASE(reads_the_day_that_the_words_end_with)
{
    const auto said = [](const char* phrase) { return rules_of(with_round(entry({10, 15}, {11, 15}, phrase))); };
    for (const char* alike :
         {"từ 15/10 đến 15/11", "từ ngày 15/10 đến hết ngày 15/11/2023", "từ ngày 15/10", "trong 32 ngày",
          "theo Công văn số 12/2023/SNV, chậm nhất 15/11", "15/11 (sau 24 giờ ngày 15/11/2023)"})
        BOOST_TEST(said(alike) == "", alike);
    for (const char* astray : {"từ 15/10 đến 16/11", "đến hết ngày 15/11/2022", "từ ngày 16/10", "hằng năm, 15/12"})
        BOOST_TEST(said(astray) == "date_in_words_not_until", astray);
}

BOOST_AUTO_TEST_CASE(lets_rounds_overlap_but_none_end_before_what_it_rests_on)
{
    const auto ends = [](RoundKind kind, int ordinal, DayOfYear until) {
        return RoundPlan{
            .id = RoundId("r" + until.text()), .kind = kind, .ordinal = ordinal, .title = "r", .until = until};
    };
    const auto in_order = [](std::vector<RoundPlan> rounds) {
        Regulation regulation = of_2023();
        regulation.rounds = std::move(rounds);
        return rules_of(lint(regulation));
    };
    using enum RoundKind;
    const RoundPlan self = ends(self_assessment, 1, {11, 15});
    const RoundPlan first = ends(appraisal, 1, {12, 10});
    const RoundPlan public_day = ends(publication, 1, {12, 25});
    BOOST_TEST(in_order({self, first, ends(supplement, 1, {12, 5}), ends(appraisal, 2, {12, 20}), public_day}) == "");
    BOOST_TEST(in_order({self, first, ends(supplement, 1, {12, 22}), ends(appraisal, 2, {12, 20}), public_day}) ==
               "rounds_out_of_order");
    BOOST_TEST(in_order({self, ends(survey, 1, {10, 1}), first, public_day}) == ""); // a survey of the summer
    BOOST_TEST(in_order({self, ends(survey, 1, {12, 30}), public_day}) == "rounds_out_of_order");
    BOOST_TEST(in_order({self, ends(appraisal, 1, {11, 14})}) == "rounds_out_of_order");
    BOOST_TEST(in_order({self, ends(appraisal, 1, {11, 15})}) == "");
}

BOOST_AUTO_TEST_CASE(counts_working_days_where_the_words_say_so)
{
    RoundPlan round = entry({8, 31}, {9, 6}, "trong 03 ngày làm việc"); // Thursday; two holidays and a weekend between
    round.printed_days = 3;
    BOOST_TEST(rules_of(with_round(round)) == "");
    round.printed_days = 4;
    const auto findings = with_round(round);
    BOOST_REQUIRE(rules_of(findings) == "printed_days_against_dates");
    BOOST_TEST((std::get<Date>(findings[0].facts[5]) == Date::from_civil(2023, 9, 7)));
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(the_linter_on_classes)

BOOST_AUTO_TEST_CASE(wants_thresholds_that_fall)
{
    BOOST_TEST(with_classes({from("A", 90), from("B", 80), {.id = "C"}}) == "");
    BOOST_TEST(with_classes({from("A", 80), from("B", 90), {.id = "C"}}) == "class_threshold_rises");
    BOOST_TEST(with_classes({from("A", 80), {.id = "Q", .quota = Points::whole(20)}, from("B", 90)}) ==
               "class_threshold_rises");
}

BOOST_AUTO_TEST_CASE(finds_a_class_that_the_one_above_leaves_nobody)
{
    BOOST_TEST(with_classes({from("A", 90), from("B", 90)}) == "class_never_given");
    BOOST_TEST(with_classes({from("A", 90), {.id = "B"}, from("C", 50)}) == "class_never_given");
    ClassBand above = from("A", 90);
    above.threshold_open = true; // trên 90
    BOOST_TEST(with_classes({above, from("B", 90)}) == "");
    ClassBand some = from("A", 90);
    some.quota = Points::whole(20);
    BOOST_TEST(with_classes({some, from("B", 90)}) == "");
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(the_linter_on_being_on_time_in_words) // CS-36

BOOST_AUTO_TEST_CASE(asks_for_a_date_where_a_level_or_an_item_is_on_time)
{
    BOOST_TEST(times_asked_for_a_date(leaf(Choice{}, {"Thực hiện đầy đủ, kịp thời", "Không thực hiện"})) == 1u);
    Deductions reports{{{"quy_1", "Báo cáo quý I không đúng hạn", {}, Points::whole(1)}}};
    BOOST_TEST(times_asked_for_a_date(leaf(reports, {})) == 1u);
    reports.items[0].due = Date::from_civil(2023, 3, 5);
    BOOST_TEST(times_asked_for_a_date(leaf(reports, {})) == 0u);
    BOOST_TEST(times_asked_for_a_date(leaf(Choice{}, {"Thực hiện đầy đủ", "Không thực hiện"})) == 0u);
}

BOOST_AUTO_TEST_CASE(is_content_with_a_day_or_the_paper_that_sets_it_anywhere)
{
    const Criterion plain = leaf(Choice{}, {"Thực hiện đầy đủ, đúng tiến độ", "Không thực hiện"});
    Criterion one = plain;
    one.note = "Tiến độ theo kế hoạch của UBND huyện";
    BOOST_TEST(times_asked_for_a_date(one) == 0u);
    one = plain;
    one.evidence = {{.text = "Báo cáo gửi trước ngày 15/6"}};
    BOOST_TEST(times_asked_for_a_date(one) == 0u);
    one.evidence = {{.text = "Báo cáo theo Nghị định số 130/2005/NĐ-CP"}};
    BOOST_TEST(times_asked_for_a_date(one) == 1u);
    const Overlay guidance{.code = Code("I"), .text = "Thời gian gửi báo cáo thực hiện theo Văn bản số 1394/SNV-CCHC"};
    BOOST_TEST(times_asked_for_a_date(plain, {guidance}) == 0u);
}

BOOST_AUTO_TEST_CASE(leaves_a_share_of_things_done_in_time_alone)
{
    const RatioBands share{.numerator = "Hồ sơ đúng hạn",
                           .denominator = "Hồ sơ",
                           .bands = {{Bound{Ratio{1, 1}, true}, {}, 0}, {{}, Bound{Ratio{1, 1}, false}, 1}}};
    BOOST_TEST(times_asked_for_a_date(leaf(share, {"100% hồ sơ đúng hạn", "Dưới 100%"})) == 0u);
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(the_linter_on_what_nobody_reads)

BOOST_AUTO_TEST_CASE(takes_an_overlay_for_a_reader_of_the_paper_with_its_number)
{
    Regulation regulation = of_2023();
    regulation.dated_documents = {{.id = "vb-1394", .number = "1394/SNV-CCHC", .issuer = "Sở Nội vụ", .due_dates = {}}};
    BOOST_TEST(rules_of(lint(regulation)) == "dated_document_unused");
    regulation.overlays = {{.id = "hd", .document = {.number = "1394/SNV-CCHC"}, .code = Code("I")}};
    BOOST_TEST(rules_of(lint(regulation)) == "");
}

BOOST_AUTO_TEST_CASE(wants_forms_enough_only_where_the_minimum_decides) // SV-13
{
    const auto with_survey = [](std::int32_t minimum, BelowMinimum below) {
        Regulation regulation = of_2023();
        regulation.surveys = {
            {.id = "s",
             .title = "s",
             .respondents = {{.key = "a", .text = "a", .forms = 20}, {.key = "b", .text = "b", .forms = 40}},
             .minimum_valid_forms = minimum,
             .below_minimum = below}};
        return rules_of(lint(regulation));
    };
    BOOST_TEST(with_survey(60, BelowMinimum::withhold) == "survey_unused");
    BOOST_TEST(with_survey(61, BelowMinimum::withhold) == "minimum_forms_out_of_reach survey_unused");
    BOOST_TEST(with_survey(61, BelowMinimum::count) == "survey_unused");
}

BOOST_AUTO_TEST_CASE(counts_a_worked_saturday_as_a_day_on_which_something_is_due)
{
    Regulation regulation = of_2023();
    regulation.dated_documents = {
        {.id = "p", .issuer = "SNV", .due_dates = {{"k", "Báo cáo", Date::from_civil(2023, 4, 29)}}}};
    BOOST_TEST(rules_of(lint(regulation)) == "due_date_on_day_off dated_document_unused");
    regulation.holidays.working_saturdays = {Date::from_civil(2023, 4, 29)};
    BOOST_TEST(rules_of(lint(regulation)) == "dated_document_unused");
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(the_linter_on_what_is_owed)

BOOST_AUTO_TEST_CASE(reads_what_is_left_out_in_the_label_of_the_denominator)
{
    const auto asked = [](const char* denominator) {
        Regulation regulation = of_2023();
        CriteriaSet set;
        set.id = "bo";
        set.add(leaf(Proportional{.numerator = "Văn bản số", .denominator = denominator, .exclusions = true}, {}),
                Code());
        regulation.criteria_sets = {set};
        return std::ranges::count(lint(regulation), LintRule::exclusion_not_said, &Finding::rule);
    };
    BOOST_TEST(asked("Văn bản đi") == 1);
    BOOST_TEST(asked("Văn bản đi (trừ văn bản mật)") == 0);
}

BOOST_AUTO_TEST_CASE(asks_what_the_system_scores_for_evidence_only_where_its_lack_has_a_level) // EV-8
{
    const auto asked = [](std::optional<std::size_t> without_evidence) {
        Criterion submission = leaf(SubmissionTimeliness{.round = "self_assessment",
                                                         .bands = {{0, std::nullopt, 0}},
                                                         .never_level = 1,
                                                         .without_evidence_level = without_evidence},
                                    {"Nộp", "Không nộp"});
        submission.scored_by = ScoredBy::system;
        submission.evidence.clear();
        Regulation regulation = of_2023();
        CriteriaSet set;
        set.id = "bo";
        set.add(submission, Code());
        regulation.criteria_sets = {set};
        return std::ranges::count(lint(regulation), LintRule::evidence_missing, &Finding::rule);
    };
    BOOST_TEST(asked(std::nullopt) == 0);
    BOOST_TEST(asked(1) == 1);
}

BOOST_AUTO_TEST_SUITE_END()
