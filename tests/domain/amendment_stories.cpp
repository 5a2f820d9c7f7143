// One text of a regulation held against an earlier one: which criterion became which, and what must be done again.

#include "domain/amendment.hpp"
#include "tests/domain/district.hpp"
#include "tests/domain/revised.hpp"
#include "tests/domain/scoring.hpp"

#include <boost/test/unit_test.hpp>

#include <functional>

using namespace cchc::domain;

namespace {

using Edit = std::function<void(Criterion&)>;

/// The district's regulation with one criterion edited.
Regulation with(const Code& code, const Edit& edit)
{
    return revised(the_regulation(), [&](std::vector<Node>& nodes) { edit(node(nodes, code).criterion); });
}

Versions versions(std::initializer_list<Regulation> all)
{
    Versions texts;
    for (const Regulation& one : all) texts.push_back(std::make_shared<const Regulation>(one));
    return texts;
}

CriterionChange change_of(const std::vector<CriterionChange>& all, const Code& code)
{
    for (const CriterionChange& one : all)
        if (one.code == code && one.change != Change::dropped) return one;
    BOOST_FAIL("no criterion " << code.value);
    return {};
}
CriterionChange change_of(const Code& code, const Regulation& later)
{
    return change_of(changes_between(versions({the_regulation(), later})), code);
}

std::string codes(const std::vector<Code>& all)
{
    std::string text;
    for (const Code& code : all) text += (text.empty() ? "" : " ") + code.value;
    return text;
}

/// The district's regulation whose codes speak of the version before it.
Regulation next_version(const std::function<void(std::vector<Node>&)>& edit)
{
    Regulation later = revised(the_regulation(), edit);
    later.previous_regulation = later.id.value;
    return later;
}

} // namespace

BOOST_AUTO_TEST_SUITE(a_criterion_of_a_later_version)

BOOST_AUTO_TEST_CASE(is_unchanged_where_nothing_differs)
{
    for (const CriterionChange& one : changes_between(versions({the_regulation(), the_regulation()}))) {
        BOOST_TEST((one.change == Change::unchanged), one.code.value);
        BOOST_TEST(one.parts.empty());
        BOOST_TEST(codes(one.from) == one.code.value);
    }
}

BOOST_AUTO_TEST_CASE(is_told_apart_by_what_differs)
{
    struct Case {
        const Code* code;
        Edit edit;
        CriterionPart part;
        Change change;
    };
    using enum CriterionPart;
    const Case cases[] = {
        {&papers, [](Criterion& c) { c.title = "Báo cáo"; }, title, Change::words},
        {&papers, [](Criterion& c) { c.printed = "2)"; }, title, Change::words},
        {&papers, [](Criterion& c) { c.note = "theo công văn"; }, note, Change::words},
        {&papers, [](Criterion& c) { c.evidence.push_back({"Biên bản"}); }, evidence, Change::words},
        {&papers, [](Criterion& c) { c.appraising_agency = justice.value; }, appraiser, Change::words},
        {&plan_in_time, [](Criterion& c) { c.na_claimable = true; }, na_claimable, Change::words},
        {&files_on_time, [](Criterion& c) { c.levels[0].text = "đủ"; }, note, Change::words},
        {&papers, [](Criterion& c) { c.evidence_rule = EvidenceRule::both; }, evidence_rule, Change::duties},
        {&papers, [](Criterion& c) { c.maximum = pts("4"); }, maximum, Change::scoring},
        {&papers, [](Criterion& c) { c.in_scale = false; }, in_scale, Change::scoring},
        {&papers, [](Criterion& c) { c.scored_by = ScoredBy::council; }, scored_by, Change::scoring},
        {&papers, [](Criterion& c) { std::get<Checklist>(c.rule).items.pop_back(); }, rule, Change::scoring},
        {&plan_carried_out, [](Criterion& c) { c.levels[1].points = pts("1.5"); }, levels, Change::scoring},
        {&plan_carried_out, [](Criterion& c) { c.levels[1].text = "gần đủ"; }, levels, Change::scoring},
        {&papers, [](Criterion& c) { c.window_to = day("2026-10-15"); }, data_window, Change::scoring},
        {&papers, [](Criterion& c) { c.data_cutoff = day("2026-10-15"); }, data_window, Change::scoring},
        {&papers, [](Criterion& c) { c.na_policy = NaPolicy::drop; }, na_policy, Change::scoring},
        {&papers, [](Criterion& c) { c.na_claimable = false; }, na_policy, Change::scoring},
    };
    for (const Case& one : cases) {
        const CriterionChange found = change_of(*one.code, with(*one.code, one.edit));
        BOOST_TEST((found.parts == std::vector{one.part}), one.code->value << ", part " << static_cast<int>(one.part));
        BOOST_TEST((found.change == one.change), one.code->value << ", part " << static_cast<int>(one.part));
    }
    // Where several things differ, the gravest decides.
    const CriterionChange both = change_of(papers, with(papers, [](Criterion& c) {
                                               c.title = "Báo cáo";
                                               c.evidence_rule = EvidenceRule::both;
                                           }));
    BOOST_TEST((both.change == Change::duties));
    BOOST_TEST((both.parts == std::vector{title, evidence_rule}));
}

BOOST_AUTO_TEST_CASE(is_scored_otherwise_where_what_its_rule_reads_differs)
{
    const auto working = [](Regulation r) {
        return revised(r, [](std::vector<Node>& nodes) {
            std::get<Timeliness>(node(nodes, plan_in_time).criterion.rule).day_count = DayCount::working;
        });
    };
    Regulation holiday = the_regulation();
    holiday.holidays = {day("2026-01-21")};
    // Calendar days do not ask for holidays; working days do.
    BOOST_TEST((change_of(plan_in_time, holiday).change == Change::unchanged));
    const auto with_holidays = changes_between(versions({working(the_regulation()), working(holiday)}));
    BOOST_TEST((change_of(with_holidays, plan_in_time).change == Change::scoring));
    BOOST_TEST((change_of(with_holidays, papers).change == Change::unchanged));

    Regulation shorter = the_regulation();
    shorter.assessed_period = Period{day("2026-01-01"), day("2026-09-30")};
    BOOST_TEST((change_of(papers, shorter).change == Change::scoring)); // its last day counted until 31 December
    // Another standing department appraises all that nobody is named for, and nothing else.
    Regulation department = the_regulation();
    department.standing_department = justice.value;
    BOOST_TEST((change_of(initiatives, department).change == Change::words));
    BOOST_TEST((change_of(papers, department).change == Change::unchanged));
}

BOOST_AUTO_TEST_CASE(as_a_parent_has_no_points_of_its_own)
{
    const Code parent("I.1");
    BOOST_TEST((change_of(parent, with(parent, [](Criterion& c) { c.maximum = pts("6"); })).change == Change::words));
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(the_code_map)

BOOST_AUTO_TEST_CASE(follows_a_criterion_to_its_new_code)
{
    const auto changes = changes_between(versions({the_regulation(), next_version([](std::vector<Node>& nodes) {
                                                       Criterion& renamed = node(nodes, papers).criterion;
                                                       renamed.code = Code("I.4");
                                                       renamed.previous_codes = {papers};
                                                   })}));
    const CriterionChange found = change_of(changes, Code("I.4"));
    BOOST_TEST(codes(found.from) == papers.value);
    BOOST_TEST((found.parts == std::vector<CriterionPart>{}), "the code itself is no part: I.2 is printed as before");
    BOOST_TEST((found.change == Change::unchanged));
    for (const CriterionChange& one : changes) BOOST_TEST((one.change != Change::dropped), one.code.value);
}

BOOST_AUTO_TEST_CASE(knows_a_code_that_passed_to_another)
{
    // I.2 becomes I.3 and I.3 becomes I.2; what is new takes a code that was in use.
    const auto changes = changes_between(versions({the_regulation(), next_version([](std::vector<Node>& nodes) {
                                                       Criterion& first = node(nodes, papers).criterion;
                                                       Criterion& second = node(nodes, initiatives).criterion;
                                                       std::swap(first.code, second.code);
                                                       first.previous_codes = {papers};
                                                       second.previous_codes = {initiatives};
                                                       Criterion& moved = node(nodes, online).criterion;
                                                       moved.code = Code("II.3");
                                                       moved.previous_codes = {online};
                                                       Criterion fresh = moved;
                                                       fresh.code = online;
                                                       fresh.previous_codes.clear();
                                                       nodes.push_back({fresh, Code("II")});
                                                   })}));
    BOOST_TEST(codes(change_of(changes, papers).from) == initiatives.value);
    BOOST_TEST(codes(change_of(changes, initiatives).from) == papers.value);
    BOOST_TEST(codes(change_of(changes, Code("II.3")).from) == online.value);
    BOOST_TEST((change_of(changes, online).change == Change::added));
    BOOST_TEST(change_of(changes, online).from.empty());
}

BOOST_AUTO_TEST_CASE(tells_what_was_merged_split_added_and_dropped)
{
    const auto changes = changes_between(versions({the_regulation(), next_version([](std::vector<Node>& nodes) {
                                                       std::erase_if(nodes, [](const Node& one) {
                                                           return one.criterion.code == initiatives ||
                                                                  one.criterion.code == plan_in_time;
                                                       });
                                                       Criterion& merged = node(nodes, papers).criterion;
                                                       merged.previous_codes = {papers, initiatives};
                                                       Criterion half = node(nodes, online).criterion;
                                                       node(nodes, online).criterion.previous_codes = {online};
                                                       half.code = Code("II.3");
                                                       half.previous_codes = {online};
                                                       nodes.push_back({half, Code("II")});
                                                       half.code = Code("II.4");
                                                       half.previous_codes.clear();
                                                       nodes.push_back({half, Code("II")});
                                                   })}));
    BOOST_TEST(codes(change_of(changes, papers).from) == "I.2 I.3");
    BOOST_TEST((change_of(changes, papers).change == Change::scoring));
    for (const char* half : {"II.1", "II.3"}) {
        BOOST_TEST(codes(change_of(changes, Code(half)).from) == "II.1");
        BOOST_TEST((change_of(changes, Code(half)).change == Change::scoring), half);
    }
    BOOST_TEST((change_of(changes, Code("II.4")).change == Change::added));
    BOOST_TEST((changes.back().change == Change::dropped));
    BOOST_TEST(changes.back().code.value == plan_in_time.value);
    BOOST_TEST((changes[changes.size() - 2].change != Change::dropped));
}

BOOST_AUTO_TEST_CASE(speaks_of_last_year_unless_it_names_the_version_before)
{
    // The codes are last year's: within this year a criterion is known by its code alone.
    Regulation later = revised(the_regulation(), [](std::vector<Node>& nodes) {
        node(nodes, papers).criterion.previous_codes = {initiatives};
    });
    later.previous_regulation = "quy-che-2025";
    BOOST_TEST(codes(change_of(papers, later).from) == papers.value);
}

BOOST_AUTO_TEST_CASE(is_followed_through_the_versions_between)
{
    const auto renamed = [](const Regulation& r, const Code& from, const Code& to) {
        Regulation later = revised(r, [&](std::vector<Node>& nodes) {
            for (Node& one : nodes) one.criterion.previous_codes.clear();
            Criterion& criterion = node(nodes, from).criterion;
            criterion.code = to;
            criterion.previous_codes = {from};
        });
        later.previous_regulation = later.id.value;
        return later;
    };
    const Regulation first = the_regulation();
    const Regulation second = renamed(first, papers, Code("I.8"));
    const Regulation third = renamed(second, Code("I.8"), Code("I.9"));
    BOOST_TEST(codes(change_of(changes_between(versions({first, second, third})), Code("I.9")).from) == papers.value);
    // A set that took another name is followed too.
    Regulation other_set = third;
    CriteriaSet& set = other_set.criteria_sets[0];
    set.id = "chuyen-mon-2";
    set.previous_set = "chuyen-mon";
    const auto followed = changes_between(versions({first, second, third, other_set}));
    BOOST_TEST(codes(change_of(followed, plan_in_time).from) == plan_in_time.value);
    BOOST_TEST(change_of(followed, plan_in_time).criteria_set == "chuyen-mon-2");
}

BOOST_AUTO_TEST_CASE(ties_this_years_criteria_to_last_years)
{
    Regulation first = revised(the_regulation(), [](std::vector<Node>& nodes) {
        node(nodes, papers).criterion.previous_codes = {Code("I.2"), Code("I.5")};
    });
    first.previous_regulation = "quy-che-2025";
    first.criteria_sets[0].previous_set = "so-nganh";
    const auto at = [](const CriteriaSet& set, const Code& code) { return set.find(code.value); };
    const CriteriaSet& set = first.criteria_sets[0];

    // Without last year's text, what the codes say and nothing else.
    const auto told = last_year(versions({first}), nullptr, set.id);
    BOOST_REQUIRE(told.has_value());
    BOOST_TEST(told->regulation.value == "quy-che-2025");
    BOOST_TEST(told->criteria_set == "so-nganh");
    BOOST_TEST(codes(told->codes[at(set, papers)]) == "I.2 I.5");
    BOOST_TEST(told->codes[at(set, initiatives)].empty());

    // With it, the same code is the same criterion.
    Regulation before =
        revised(the_regulation(), [](std::vector<Node>& nodes) { node(nodes, online).criterion.code = Code("II.7"); });
    before.id = RegulationId("quy-che-2025");
    before.criteria_sets[0].id = "so-nganh";
    const auto held = last_year(versions({first}), &before, set.id);
    BOOST_TEST(codes(held->codes[at(set, papers)]) == "I.2");
    BOOST_TEST(codes(held->codes[at(set, initiatives)]) == initiatives.value);
    BOOST_TEST(held->codes[at(set, online)].empty());

    // A version that renames goes back through the one before it.
    Regulation second = revised(first, [](std::vector<Node>& nodes) {
        for (Node& one : nodes) one.criterion.previous_codes.clear();
        node(nodes, papers).criterion.code = Code("I.6");
        node(nodes, Code("I.6")).criterion.previous_codes = {papers};
    });
    second.previous_regulation = second.id.value;
    second.criteria_sets[0].previous_set.clear();
    const auto through = last_year(versions({first, second}), nullptr, set.id);
    BOOST_TEST(codes(through->codes[at(second.criteria_sets[0], Code("I.6"))]) == "I.2 I.5");
    BOOST_TEST(!last_year(versions({the_regulation()}), nullptr, set.id).has_value());
}

BOOST_AUTO_TEST_SUITE_END()
