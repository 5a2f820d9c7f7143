// The set as it could be issued: every input earns exactly one allowed value, sums are exact, and it differs from the
// printed draft in the listed corrections and in nothing else.

#include "storage/regulation_codec.hpp"
#include "storage/rule_codec.hpp"
#include "tests/domain/scoring.hpp"
#include "tests/storage/regulation_files.hpp"

#include <boost/test/unit_test.hpp>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <random>

using namespace cchc;
using namespace cchc::domain;
using namespace cchc::storage;

namespace {

const Regulation& issued()
{
    static const Regulation regulation = read_regulation(repository_file(issued_file));
    return regulation;
}

const Regulation& draft()
{
    static const Regulation regulation = read_regulation(repository_file(draft_file));
    return regulation;
}

const Criterion& criterion(const Regulation& regulation, std::string_view code)
{
    const CriteriaSet& set = regulation.criteria_sets.front();
    return set[set.find(code)];
}

// --- random inputs
// -----------------------------------------------------------------------------------------------------

class Dice {
public:
    explicit Dice(std::uint64_t seed) : random_(seed) {}
    std::int64_t between(std::int64_t least, std::int64_t most)
    {
        return std::uniform_int_distribution<std::int64_t>(least, most)(random_);
    }
    bool coin() { return between(0, 1) == 1; }

private:
    std::mt19937_64 random_;
};

void answer(const std::vector<Item>& items, Dice& dice, Figures& figures)
{
    for (const Item& item : items) (dice.coin() ? figures.met : figures.failed).push_back(item.key);
}

/// A date of the paper near its due date, and the due date where the rule prints none.
Figures dated_near(const std::optional<Date>& due, const std::vector<Item>& conditions, Dice& dice)
{
    Figures figures;
    if (dice.between(0, 9) == 0) {
        figures.never = true;
        return figures;
    }
    const Date on = due.value_or(Date::from_civil(2023, 1, 31));
    if (!due) figures.due = on;
    figures.date = Date{on.days + static_cast<std::int32_t>(dice.between(-20, 40))};
    answer(conditions, dice, figures);
    return figures;
}

/// Counts of any size, half of them on or beside a whole percentage.
Figures counted_near_an_end(bool exclusions, Dice& dice)
{
    Figures figures;
    const std::int64_t denominator = dice.between(1, dice.coin() ? 300 : 1'000'000'000'000);
    std::int64_t left = denominator;
    figures.denominator = denominator;
    if (exclusions && dice.coin()) {
        figures.excluded = dice.between(1, std::max<std::int64_t>(1, denominator / 2));
        figures.exclusion_ground = "theo văn bản";
        if (*figures.excluded == denominator) figures.denominator = denominator + 1;
        left = *figures.denominator - *figures.excluded;
    }
    const std::int64_t near = left / 100 * dice.between(0, 100) + dice.between(-1, 1);
    figures.numerator = std::clamp<std::int64_t>(dice.coin() ? near : dice.between(0, left), 0, left);
    return figures;
}

Figures random_figures(const ScoringRule& rule, Dice& dice)
{
    return std::visit(match{
                          [&](const LateBands& r) { return dated_near(r.due, r.conditions, dice); },
                          [&](const Timeliness& r) { return dated_near(r.due, r.conditions, dice); },
                          [&](const RatioBands& r) {
                              if (r.none_level && dice.between(0, 9) == 0) return never_done();
                              Figures figures = counted_near_an_end(r.exclusions, dice);
                              if (r.late_level)
                                  figures.late = dice.between(0, std::min<std::int64_t>(3, *figures.numerator));
                              answer(r.requirements, dice, figures);
                              return figures;
                          },
                          [&](const Deductions& r) {
                              Figures figures;
                              answer(r.items, dice, figures);
                              return figures;
                          },
                          [&](const CappedCount& r) {
                              Figures figures;
                              for (const Tier& tier : r.tiers) figures.counts.push_back({tier.key, dice.between(0, 4)});
                              return figures;
                          },
                          [&](const Checklist& r) {
                              Figures figures;
                              for (const Item& item : r.items) {
                                  const bool may_fail = item.deduction > Points{};
                                  const auto state = dice.between(0, may_fail ? 2 : 1);
                                  if (state == 1) figures.met.push_back(item.key);
                                  if (state == 2) figures.failed.push_back(item.key);
                              }
                              return figures;
                          },
                          [&](const ReferenceMultiple&) {
                              Figures figures = dated("2022-12-31");
                              figures.amount = dice.coin() ? dice.between(297'998, 298'002)
                                                           : dice.between(0, 1) * dice.between(0, 9'000'000);
                              return figures;
                          },
                          [&](const WorstIncident& r) {
                              Figures figures;
                              for (const Severity& severity : r.severities)
                                  figures.counts.push_back({severity.key, dice.between(0, 2)});
                              return figures;
                          },
                          [&](const auto&) { return Figures{}; },
                      },
                      rule);
}

/// How many bands of the rule take the figures, reckoned here anew: with long arithmetic, not with the rule's own.
int bands_that_fit(const ScoringRule& rule, const Figures& figures)
{
    __extension__ typedef __int128 Wide;
    int fit = 0;
    if (const auto* ratio = std::get_if<RatioBands>(&rule)) {
        const Wide left = Wide{*figures.denominator} - figures.excluded.value_or(0);
        for (const Band& band : ratio->bands) {
            const auto side = [&](const Bound& end) { // < 0 below the end, 0 on it, > 0 above
                const Wide difference = Wide{*figures.numerator} * end.at.denominator - Wide{end.at.numerator} * left;
                return difference < 0 ? -1 : difference > 0 ? 1 : 0;
            };
            const bool above = !band.from || side(*band.from) > 0 || (side(*band.from) == 0 && band.from->closed);
            const bool below = !band.to || side(*band.to) < 0 || (side(*band.to) == 0 && band.to->closed);
            fit += above && below;
        }
        return fit;
    }
    const auto& late = std::get<LateBands>(rule);
    const Date due = late.due ? *late.due : *figures.due;
    const std::int32_t days = std::max(0, figures.date->days - due.days);
    for (const LateBand& band : late.bands) fit += days >= band.from_days && days <= band.to_days.value_or(days);
    return fit;
}

// --- outcomes at the ends of bands
// -------------------------------------------------------------------------------------

std::string short_of(const Outcome<Scored>& outcome)
{
    if (!outcome) return outcome.error().code == RefusalCode::no_band_fits ? "-" : told(outcome);
    std::string text = outcome->points.text();
    while (text.back() == '0') text.pop_back();
    if (text.back() == '.') text.pop_back();
    return text;
}

/// What the criterion earns at each of these hundredths of a percent, in one line; - where nothing fits.
std::string at_percent(const Regulation& regulation, std::string_view code, const std::vector<std::int64_t>& hundredths)
{
    const Criterion& leaf = criterion(regulation, code);
    const auto& rule = std::get<RatioBands>(leaf.rule);
    std::string line;
    for (std::int64_t hundredth : hundredths) {
        Figures figures = ratio(hundredth, 10'000);
        if (rule.late_level) figures.late = 0;
        for (const Item& item : rule.requirements) figures.met.push_back(item.key);
        line += (line.empty() ? "" : " ") + short_of(score(leaf.rule, leaf.levels, leaf.maximum, figures, {}));
    }
    return line;
}

/// What the criterion earns at each of these numbers of days late, and last when it never came.
std::string at_days(const Regulation& regulation, std::string_view code, const std::vector<std::int32_t>& days_late)
{
    const Criterion& leaf = criterion(regulation, code);
    const auto& rule = std::get<LateBands>(leaf.rule);
    std::string line;
    for (std::int32_t days : days_late) {
        Figures figures;
        const Date due = rule.due.value_or(Date::from_civil(2023, 1, 31));
        if (!rule.due) figures.due = due;
        figures.date = Date{due.days + days};
        for (const Item& item : rule.conditions) figures.met.push_back(item.key);
        line += short_of(score(leaf.rule, leaf.levels, leaf.maximum, figures, {})) + " ";
    }
    return line + short_of(score(leaf.rule, leaf.levels, leaf.maximum, never_done(), {}));
}

// --- the text of a criterion, part by part
// -----------------------------------------------------------------------------

std::string with_comma(Points points)
{
    std::string text = points.text();
    while (text.back() == '0') text.pop_back();
    if (text.back() == '.') text.pop_back();
    std::replace(text.begin(), text.end(), '.', ',');
    return text;
}

void add_line(std::string& text, const std::string& line)
{
    if (line.empty()) return;
    text += (text.empty() ? "" : "\n") + line;
}

std::string due_source_of(const ScoringRule& rule)
{
    if (const auto* late = std::get_if<LateBands>(&rule)) return late->due_source;
    if (const auto* timely = std::get_if<Timeliness>(&rule)) return timely->due_source;
    return {};
}

constexpr std::array parts{CorrectedPart::title, CorrectedPart::maximum, CorrectedPart::evidence, CorrectedPart::note,
                           CorrectedPart::scoring};

std::string text_of(const Criterion& criterion, CorrectedPart part)
{
    std::string text;
    switch (part) {
    case CorrectedPart::title: return criterion.title;
    case CorrectedPart::maximum: return with_comma(criterion.maximum);
    case CorrectedPart::evidence:
        for (const RequiredEvidence& one : criterion.evidence) add_line(text, one.text);
        return text;
    case CorrectedPart::note:
        add_line(text, criterion.note);
        for (const Level& level : criterion.levels) add_line(text, level.note);
        return text;
    case CorrectedPart::scoring:
        for (const Level& level : criterion.levels) add_line(text, level.text + ": " + with_comma(level.points));
        add_line(text, due_source_of(criterion.rule));
        return text;
    case CorrectedPart::set: break;
    }
    return text;
}

/// Everything of a part, also what is not text.
bool same(const Criterion& a, const Criterion& b, CorrectedPart part)
{
    if (part == CorrectedPart::evidence)
        return a.evidence == b.evidence && a.window_from == b.window_from && a.window_to == b.window_to;
    if (part == CorrectedPart::scoring) return text_of(a, part) == text_of(b, part) && a.rule == b.rule;
    return text_of(a, part) == text_of(b, part);
}

/// `text` after one correction: every `printed` becomes `corrected`; nothing printed: a line is added.
std::string corrected(std::string text, const Correction& correction)
{
    if (correction.printed.empty()) {
        add_line(text, correction.corrected);
        return text;
    }
    BOOST_TEST(text.find(correction.printed) != std::string::npos,
               correction.printed << " is not printed in: " << text);
    for (std::size_t at = 0; (at = text.find(correction.printed, at)) != std::string::npos;
         at += correction.corrected.size())
        text.replace(at, correction.printed.size(), correction.corrected);
    return text;
}

} // namespace

BOOST_AUTO_TEST_SUITE(the_issued_set_of_quang_dien)

BOOST_AUTO_TEST_CASE(adds_up_to_a_hundred_at_every_level) // CS-33
{
    const CriteriaSet& set = issued().criteria_sets.front();
    Points total;
    for (CriterionNo area : set.areas()) total += set[area].maximum;
    BOOST_TEST(total.text() == "100.00");
    BOOST_TEST(set.maximum.text() == "100.00");
    BOOST_TEST(set.leaves().size() == 52u);
    for (CriterionNo no = 0; no < set.size(); ++no) {
        if (set[no].leaf) continue;
        Points sum;
        for (CriterionNo child : set.children(no)) sum += set[child].maximum;
        BOOST_TEST(sum.text() == set[no].maximum.text(), set[no].code.value);
    }
}

BOOST_AUTO_TEST_CASE(can_earn_everything_from_nothing_to_the_maximum_on_every_leaf) // CS-34
{
    const CriteriaSet& set = issued().criteria_sets.front();
    for (CriterionNo no : set.leaves()) {
        const Criterion& leaf = set[no];
        const auto values = allowed_points(leaf.rule, leaf.levels, leaf.maximum);
        BOOST_REQUIRE(!values.empty());
        BOOST_TEST(values.front().text() == "0.00", leaf.code.value);
        BOOST_TEST(values.back().text() == leaf.maximum.text(), leaf.code.value);
    }
}

BOOST_AUTO_TEST_CASE(names_evidence_an_appraiser_and_a_due_date_for_every_leaf) // CS-35, CS-36, RES-21
{
    const CriteriaSet& set = issued().criteria_sets.front();
    for (CriterionNo no : set.leaves()) {
        const Criterion& leaf = set[no];
        BOOST_TEST(!leaf.evidence.empty(), leaf.code.value);
        BOOST_TEST(!leaf.appraising_agency.empty(), leaf.code.value);
        const auto dated = [&](const auto& rule) { return rule.due.has_value() || !rule.due_source.empty(); };
        if (const auto* late = std::get_if<LateBands>(&leaf.rule)) BOOST_TEST(dated(*late), leaf.code.value);
        if (const auto* timely = std::get_if<Timeliness>(&leaf.rule)) BOOST_TEST(dated(*timely), leaf.code.value);
    }
}

BOOST_AUTO_TEST_CASE(gives_exactly_one_allowed_value_whatever_the_input)
{
    const CriteriaSet& set = issued().criteria_sets.front();
    Dice dice(2023);
    for (CriterionNo no : set.leaves()) {
        const Criterion& leaf = set[no];
        if (std::holds_alternative<Choice>(leaf.rule) || std::holds_alternative<SubmissionTimeliness>(leaf.rule))
            continue;
        for (int i = 0; i < 500; ++i) {
            const Figures figures = random_figures(leaf.rule, dice);
            const auto scored = score(leaf.rule, leaf.levels, leaf.maximum, figures, issued().holidays);
            BOOST_REQUIRE_MESSAGE(scored.has_value(), leaf.code.value << ": " << told(scored));
            BOOST_REQUIRE_MESSAGE(allows(leaf.rule, leaf.levels, leaf.maximum, scored->points),
                                  leaf.code.value << ": " << scored->points.text());
            const bool banded =
                std::holds_alternative<RatioBands>(leaf.rule) || std::holds_alternative<LateBands>(leaf.rule);
            if (banded && !figures.never)
                BOOST_REQUIRE_MESSAGE(bands_that_fit(leaf.rule, figures) == 1, leaf.code.value);
        }
    }
}

BOOST_AUTO_TEST_CASE(scores_the_submission_whenever_it_comes_with_or_without_evidence) // III.1, EV-8
{
    const Criterion& leaf = criterion(issued(), "III.1");
    const auto& rule = std::get<SubmissionTimeliness>(leaf.rule);
    const Instant deadline = start_of_local_day(day("2023-11-01"));
    const auto earned = [&](std::int64_t days, bool with_evidence) {
        return short_of(
            score_submission(rule, leaf.levels, deadline, deadline.plus_us(days * 86'400'000'000 - 1), with_evidence));
    };
    BOOST_TEST(earned(0, true) == "2");
    BOOST_TEST(earned(1, true) == "1");
    BOOST_TEST(earned(3, true) == "1");
    BOOST_TEST(earned(4, true) == "0");
    BOOST_TEST(earned(400, true) == "0");
    BOOST_TEST(earned(0, false) == "0");
    BOOST_TEST(earned(2, false) == "0");
    BOOST_TEST(short_of(score_submission(rule, leaf.levels, deadline, std::nullopt, true)) == "0");
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(every_band_end_as_printed_and_as_issued)

BOOST_AUTO_TEST_CASE(of_the_ratios) // SM-6 to SM-9
{
    struct Row {
        const char* code;
        std::vector<std::int64_t> hundredths;
        const char* printed;
        const char* issued;
    };
    const Row rows[] = {
        {"I.1.3", {0, 4999, 5000, 6999, 7000, 8000, 8001, 10000}, "- - 0 0 1 1 2 2", "0 0 0 0 1 1 2 2"},
        {"I.3.2", {0, 5999, 6000, 7999, 8000, 10000}, "0 0 0.5 0.5 1 1", "0 0 0.5 0.5 1 1"},
        {"I.4.1", {0, 1999, 2000, 3000, 3001, 10000}, "1 1 1.5 1.5 2 2", "1 1 1.5 1.5 2 2"},
        {"I.4.2", {0, 7999, 8000, 9999, 10000}, "0 0 0.5 0.5 1", "0 0 0.5 0.5 1"},
        {"I.7", {0, 6999, 7000, 7999, 8000, 8999, 9000, 9999, 10000}, "- - 0 0 2 2 3 3 5", "0 0 0 0 2 2 3 3 5"},
        {"II.1.2", {0, 7999, 8000, 9999, 10000}, "0 0 1 1 2", "0 0 1 1 2"},
        {"II.2.2.2",
         {0, 6999, 7000, 7999, 8000, 8999, 9000, 9999, 10000},
         "- - 0 0 0.5 0.5 1 1 -",
         "0 0 0 0 0.5 0.5 1 1 1"},
        {"II.2.3.1", {0, 9499, 9500, 9999, 10000}, "0 0 1 1 2", "0 0 1 1 2"},
        {"II.2.4", {0, 8499, 8500, 8999, 9000, 9499, 9500, 9999, 10000}, "0 0 1 1 2 2 3 3 4", "0 0 1 1 2 2 3 3 4"},
        {"II.2.5", {0, 7999, 8000, 8999, 9000, 9999, 10000}, "0 0 1 1 2 2 3", "0 0 1 1 2 2 3"},
        {"II.2.6", {0, 3999, 4000, 4999, 5000, 10000}, "0 0 1 1 2 2", "0 0 1 1 2 2"},
        {"II.2.7", {0, 8999, 9000, 9999, 10000}, "- - 0 0 1", "0 0 0 0 1"},
        {"II.4.2", {0, 5999, 6000, 7999, 8000, 9999, 10000}, "- - 0 0 1 1 2", "0 0 0 0 1 1 2"},
        {"II.4.5", {0, 8999, 9000, 9499, 9500, 9999, 10000}, "0 0 1 1 2 2 3", "0 0 1 1 2 2 3"},
        {"II.6.2",
         {0, 999, 1000, 1999, 2000, 2999, 3000, 3999, 4000, 4999, 5000, 10000},
         "0 0 - - 1 1 1.5 1.5 2 2 3 3",
         "0 0 0 0 1 1 1.5 1.5 2 2 3 3"},
        {"II.6.5.1", {0, 8999, 9000, 9999, 10000}, "0 0 1 1 1.5", "0 0 1 1 1.5"},
        {"II.6.5.2", {0, 8999, 9000, 9999, 10000}, "0 0 1 1 1.5", "0 0 1 1 1.5"},
    };
    std::size_t told_of = 0;
    for (const Row& row : rows) {
        BOOST_TEST(at_percent(draft(), row.code, row.hundredths) == row.printed, row.code);
        BOOST_TEST(at_percent(issued(), row.code, row.hundredths) == row.issued, row.code);
        ++told_of;
    }
    const CriteriaSet& set = issued().criteria_sets.front();
    const auto ratios = std::count_if(set.leaves().begin(), set.leaves().end(),
                                      [&](CriterionNo no) { return std::holds_alternative<RatioBands>(set[no].rule); });
    BOOST_TEST(told_of == static_cast<std::size_t>(ratios));
}

BOOST_AUTO_TEST_CASE(of_the_days_late) // SM-3, SM-4
{
    struct Row {
        const char* code;
        std::vector<std::int32_t> days;
        const char* printed; // and last what never came
        const char* issued;
    };
    const Row rows[] = {
        {"I.1.1", {-5, 0, 1, 9, 10, 99}, "2 2 1 1 0 0 0", "2 2 1 1 0 0 0"},
        {"II.1.1.2", {-5, 0, 1, 9, 10, 99}, "2 2 1 1 0 0 0", "2 2 1 1 0 0 0"},
        {"II.2.1.1", {-5, 0, 1, 9, 10, 99}, "1 1 0.5 0.5 0 0 0", "1 1 0.5 0.5 0 0 0"},
        {"II.2.2.1", {-5, 0, 1, 9, 10, 99}, "1 1 0.5 0.5 0 0 0", "1 1 0.5 0.5 0 0 0"},
        {"II.3.1", {-5, 0, 1, 14, 15, 16, 99}, "2 2 1 1 - 0 0 -", "2 2 1 1 0 0 0 0"},
        {"II.4.3", {-5, 0, 1, 4, 5, 6, 99}, "2 2 1 1 - 0 0 -", "2 2 1 1 0 0 0 0"},
        {"II.5.3", {-5, 0, 1, 10, 11, 99}, "2 2 1 1 0 0 -", "2 2 1 1 0 0 0"},
        {"II.5.4.2", {-5, 0, 1, 4, 5, 6, 99}, "2 2 - - 1 - - 0", "2 2 1 1 1 0 0 0"},
        {"II.6.1.1", {-5, 0, 1, 9, 10, 99}, "2 2 1 1 - - 0", "2 2 1 1 0 0 0"},
    };
    std::size_t told_of = 0;
    for (const Row& row : rows) {
        BOOST_TEST(at_days(draft(), row.code, row.days) == row.printed, row.code);
        BOOST_TEST(at_days(issued(), row.code, row.days) == row.issued, row.code);
        ++told_of;
    }
    const CriteriaSet& set = issued().criteria_sets.front();
    const auto timed = std::count_if(set.leaves().begin(), set.leaves().end(),
                                     [&](CriterionNo no) { return std::holds_alternative<LateBands>(set[no].rule); });
    BOOST_TEST(told_of == static_cast<std::size_t>(timed));
}

BOOST_AUTO_TEST_CASE(of_reports_on_time_late_or_never) // SM-5
{
    const auto reported = [](const Regulation& regulation, std::string_view code, const Figures& figures) {
        const Criterion& leaf = criterion(regulation, code);
        return short_of(score(leaf.rule, leaf.levels, leaf.maximum, figures, {}));
    };
    Figures on_time = dated("2023-01-31");
    on_time.due = day("2023-01-31");
    Figures late = on_time;
    late.date = day("2023-02-01");
    BOOST_TEST(reported(draft(), "II.5.1.1", on_time) == "2");
    BOOST_TEST(reported(draft(), "II.5.1.1", late) == "-"); // printed: "nhưng đúng thời gian"
    BOOST_TEST(reported(issued(), "II.5.1.1", late) == "1");
    BOOST_TEST(reported(issued(), "II.5.1.1", never_done()) == "0");

    on_time.met = late.met = {"content", "forms"};
    BOOST_TEST(reported(issued(), "II.5.2", on_time) == "2");
    BOOST_TEST(reported(issued(), "II.5.2", late) == "1");
    BOOST_TEST(reported(draft(), "II.5.2", never_done()) == "-");
    BOOST_TEST(reported(issued(), "II.5.2", never_done()) == "0");
    on_time.met = {"forms"};
    on_time.failed = {"content"};
    BOOST_TEST(reported(issued(), "II.5.2", on_time) == "0");
}

BOOST_AUTO_TEST_CASE(of_initiatives_that_add_up_or_do_not) // SM-11, SM-32
{
    const auto earned = [](const Regulation& regulation, std::int64_t province, std::int64_t district) {
        const Criterion& leaf = criterion(regulation, "I.6");
        return short_of(
            score(leaf.rule, leaf.levels, leaf.maximum, counted({{"province", province}, {"district", district}}), {}));
    };
    BOOST_TEST(earned(draft(), 1, 1) == "2");
    BOOST_TEST(earned(issued(), 1, 1) == "3");
    BOOST_TEST(earned(issued(), 0, 3) == "2");
    BOOST_TEST(earned(issued(), 2, 0) == "3");
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(the_corrections_of_quang_dien)

BOOST_AUTO_TEST_CASE(applied_to_the_printed_text_give_the_text_in_force)
{
    const CriteriaSet& printed = draft().criteria_sets.front();
    const CriteriaSet& in_force = issued().criteria_sets.front();
    BOOST_REQUIRE(printed.size() == in_force.size());
    for (CriterionNo no = 0; no < printed.size(); ++no) {
        for (CorrectedPart part : parts) {
            std::string text = text_of(printed[no], part);
            for (const Correction& correction : issued().corrections) {
                if (correction.code == printed[no].code && correction.part == part)
                    text = corrected(std::move(text), correction);
            }
            BOOST_TEST(text == text_of(in_force[no], part), printed[no].code.value);
        }
    }
}

BOOST_AUTO_TEST_CASE(name_every_difference_and_nothing_that_is_none)
{
    const CriteriaSet& printed = draft().criteria_sets.front();
    const CriteriaSet& in_force = issued().criteria_sets.front();
    for (CriterionNo no = 0; no < printed.size(); ++no) {
        for (CorrectedPart part : parts) {
            const bool listed =
                std::any_of(issued().corrections.begin(), issued().corrections.end(),
                            [&](const Correction& c) { return c.code == printed[no].code && c.part == part; });
            BOOST_TEST(listed == !same(printed[no], in_force[no], part), printed[no].code.value);
        }
        Criterion rest = in_force[no]; // all that no correction can touch
        rest.title = printed[no].title;
        rest.maximum = printed[no].maximum;
        rest.evidence = printed[no].evidence;
        rest.window_from = printed[no].window_from;
        rest.window_to = printed[no].window_to;
        rest.note = printed[no].note;
        rest.levels = printed[no].levels;
        rest.rule = printed[no].rule;
        BOOST_TEST((rest == printed[no]), printed[no].code.value);
    }
    for (const Correction& correction : issued().corrections) {
        BOOST_TEST(correction.printed != correction.corrected);
        BOOST_TEST((correction.part == CorrectedPart::set || in_force.find(correction.code.value) != no_criterion));
    }
}

BOOST_AUTO_TEST_CASE(leave_the_rest_of_the_regulation_as_it_was)
{
    Regulation rest = issued();
    BOOST_TEST(!rest.issued_by.date.has_value()); // not issued yet
    BOOST_REQUIRE(rest.notes.size() == 1u);
    const auto set_correction = std::find_if(rest.corrections.begin(), rest.corrections.end(),
                                             [](const Correction& c) { return c.part == CorrectedPart::set; });
    BOOST_REQUIRE(set_correction != rest.corrections.end());
    BOOST_TEST(set_correction->printed == draft().notes.front());
    BOOST_TEST(set_correction->corrected == rest.notes.front());

    rest.id = draft().id;
    rest.title = draft().title;
    rest.issued_by = draft().issued_by;
    rest.notes = draft().notes;
    rest.criteria_sets = draft().criteria_sets;
    rest.corrections.clear();
    BOOST_TEST((rest == draft()));
}

BOOST_AUTO_TEST_SUITE_END()
