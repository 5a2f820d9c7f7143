// What others bring in, in every view: entries, totals, places, classes, rewards.

#include "projections/timeline.hpp"
#include "tests/projections/a_province.hpp"
#include "tests/projections/told_year.hpp"

#include <boost/test/unit_test.hpp>

using namespace cchc::tests::province;
using cchc::tests::RowsAsOf;

namespace {

/// The row of an agency in the ranking of whatever it is ranked with, as shown.
std::string row_of(Year& year, const std::string& agency)
{
    const Board board = year.board();
    for (const RankingRow& row : draw_ranking(board, year.regulation->agency(AgencyId(agency))->group, nullptr).rows)
        if (row.entry->agency.value == agency) return row.json;
    return {};
}
std::string ranking(Year& year, const char* group = "cap-tinh", const AgencyId* only = nullptr)
{
    return render_ranking(year.board(), GroupId(group), only);
}
/// "thue 1, noi-vu 2=": the order of a group.
std::string places(Year& year, const char* group = "cap-tinh")
{
    std::string text;
    const Board board = year.board();
    for (const RankingRow& row : draw_ranking(board, GroupId(group), nullptr).rows)
        text += (text.empty() ? "" : ", ") + row.entry->agency.value + " " + std::to_string(row.rank) +
                (row.tied ? "=" : "");
    return text;
}
bool says(const std::string& text, std::string_view words)
{
    return text.find(words) != std::string::npos;
}

/// A year of everything, by dice.
void play(Year& year, std::uint32_t seed)
{
    std::mt19937 dice(seed);
    const auto below = [&](std::uint32_t n) { return static_cast<std::int64_t>(dice() % n); };
    std::map<std::string, int> votes;
    for (int step = 0; step < 120; ++step) {
        const std::string agency = year.regulation->agencies[static_cast<std::size_t>(below(6))].id.value;
        switch (below(7)) {
        case 0: year.scores(agency, below(3) == 0 ? "60" : below(2) ? "30" : "0"); break;
        case 1: year.watched(agency, std::to_string(below(11)).c_str()); break;
        case 2: year.surveyed(agency, 10 + below(41)); break;
        case 3: year.imported(agency, std::to_string(below(101)).c_str()); break;
        case 4: year.earns(agency, below(9)); break;
        case 5: year.loses(agency, below(5)); break;
        default:
            if (votes[agency]++ < 2)
                year.votes(agency, votes[agency] == 1 ? "chu-tich" : "pct", below(2) ? "4" : "2.5");
        }
    }
}

/// All that anybody is shown of the province.
std::string everything(const CycleSnapshot& cycle)
{
    std::string text;
    for (const auto& one : cycle.assessments) text += render_entries(*one, nullptr);
    const Board board = cycle.board();
    for (const char* group : {"cap-tinh", "huyen"}) text += render_ranking(board, GroupId(group), nullptr);
    return text + render_progress(board) + render_assessments(board, nullptr);
}

} // namespace

BOOST_AUTO_TEST_SUITE(a_total_on_the_board)

BOOST_AUTO_TEST_CASE(is_what_the_regulation_makes_of_the_leaves_whatever_happens) // IX-3, IX-5, BP-6
{
    const Switches readings[] = {
        [](Regulation&) {},
        [](Regulation& r) { r.bonus_cap = Points::whole(2), r.penalty_below_area_zero = true; },
        [](Regulation& r) { r.total_floor = Points::whole(20), r.bonus_in_tie_break = false; },
    };
    for (std::uint32_t seed = 1; seed <= 6; ++seed) {
        Year year(readings[seed % 3]);
        int compared = 0;
        year.after = [&](const Record& record) {
            if (!is_of_assessment(record.stream.kind)) return;
            const AssessmentFile& file = *year.world.file(record.stream.id);
            const auto view = year.views.assessment(record.stream.id);
            for (const Stage stage : {Stage::self, Stage::round_1, Stage::round_2}) {
                const Total total =
                    total_at(*year.world.cycle(CycleId("2026")), file.assessment, file.appraisal, stage);
                const auto at = static_cast<std::size_t>(stage);
                BOOST_REQUIRE((view->totals->points[at] == total.points));
                BOOST_REQUIRE((view->totals->applicable_maximum == total.applicable_maximum));
                for (std::size_t area = 0; area < total.areas.size(); ++area)
                    BOOST_REQUIRE((view->totals->areas[area].points[at] == total.areas[area]));
                for (std::size_t i = 0; i < total.tie_breaks.size(); ++i)
                    BOOST_REQUIRE((view->totals->tie_breaks[i][at] == total.tie_breaks[i]));
            }
            ++compared;
        };
        play(year, seed);
        BOOST_TEST(compared > 60);
    }
}

BOOST_AUTO_TEST_CASE(adds_a_bonus_up_to_its_cap_and_takes_a_penalty_off) // rows BP-6, row 10
{
    Year year([](Regulation& r) { r.bonus_cap = Points::whole(2); });
    year.scores("thue", "60");
    year.earns("thue", 5);
    year.loses("thue", 1);
    BOOST_TEST(says(row_of(year, "thue"), R"("final":"59.50","applicable_maximum":"100.00")"));
    const auto view = year.snapshot()->assessment("2026-thue");
    const std::string entries = render_entries(*view, nullptr);
    BOOST_TEST(says(entries, R"("counted":{"self":"-2.50","round_1":"-2.50","round_2":"-2.50"})"));
    BOOST_TEST(says(entries, R"({"code":"IV","maximum":"6.00","self":"2.00")")); // an area shows what of it counts
    BOOST_TEST(says(entries, R"({"code":"I","maximum":"70.00","self":"60.00")"));
}

BOOST_AUTO_TEST_CASE(lacks_what_others_still_owe_and_says_so) // ES-11
{
    Year year;
    BOOST_TEST(says(ranking(year), R"({"scored_by":"survey","entries":4})"));
    BOOST_TEST(says(ranking(year, "huyen"), R"({"scored_by":"leaders","entries":2})"));
    year.surveyed("thue", 40);
    BOOST_TEST(says(ranking(year), R"({"scored_by":"survey","entries":3})"));
    BOOST_TEST(!says(ranking(year), R"("scored_by":"council")")); // nobody waits for a bonus
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(a_ranking_by_the_regulation)

BOOST_AUTO_TEST_CASE(joins_groups_and_leaves_others_by_themselves) // RK-7
{
    Year year;
    year.scores("thue", "60");
    year.scores("tan-son", "30");
    BOOST_TEST(places(year) == "thue 1, hai-quan 2=, noi-vu 2=, van-phong 2=");
    BOOST_TEST(places(year, "so") == places(year));
    BOOST_TEST(places(year, "huyen") == "tan-son 1, phu-ninh 2");
    BOOST_TEST(says(ranking(year, "so"), R"("title":"Cấp tỉnh","groups":["so","nganh"])"));
}

BOOST_AUTO_TEST_CASE(skips_the_place_after_a_shared_one_or_goes_on) // RK-6
{
    const auto tell = [](RankAfterTie reading) {
        Year year([=](Regulation& r) { r.rank_after_tie = reading; });
        year.scores("thue", "60");
        year.scores("noi-vu", "60");
        year.scores("van-phong", "30");
        return places(year);
    };
    BOOST_TEST(tell(RankAfterTie::skip) == "noi-vu 1=, thue 1=, van-phong 3, hai-quan 4");
    BOOST_TEST(tell(RankAfterTie::next) == "noi-vu 1=, thue 1=, van-phong 2, hai-quan 3");
}

BOOST_AUTO_TEST_CASE(goes_by_the_index_or_by_points) // SM-30, IX-2
{
    const auto tell = [](ResultBasis reading) {
        Year year([=](Regulation& r) {
            r.rank_on = reading;
            r.surveys[0].minimum_valid_forms = 20;
            r.surveys[0].below_minimum = BelowMinimum::not_applicable;
        });
        year.scores("thue", "60"); // 60 of 84: the survey found too few
        year.surveyed("thue", 40);
        year.scores("noi-vu", "60"); // 64 of 100
        year.watched("noi-vu", "4");
        return places(year).substr(0, 6);
    };
    BOOST_TEST(tell(ResultBasis::index) == "thue 1");
    BOOST_TEST(tell(ResultBasis::points) == "noi-vu");
}

BOOST_AUTO_TEST_CASE(breaks_ties_by_the_areas_with_or_without_bonus) // RK-5, BP-6
{
    const auto tell = [](bool counts) {
        Year year([=](Regulation& r) {
            r.bonus_in_tie_break = counts;
            r.tie_break = {"IV"};
        });
        year.scores("thue", "60");
        year.earns("thue", 4);
        year.scores("noi-vu", "60");
        year.watched("noi-vu", "4");
        return places(year);
    };
    BOOST_TEST(tell(true) == "thue 1, noi-vu 2, hai-quan 3=, van-phong 3=");
    BOOST_TEST(tell(false) == "noi-vu 1=, thue 1=, hai-quan 3=, van-phong 3=");
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(classes_and_rewards)

BOOST_AUTO_TEST_CASE(follow_the_ranking_with_its_quota_and_its_thresholds) // RK-2, RK-3, rows 11 to 13
{
    Year year;
    for (const char* agency : {"thue", "noi-vu", "van-phong"}) {
        year.scores(agency, "60");
        year.surveyed(agency, 50);
        year.imported(agency, "80");
    }
    year.watched("thue", "10");
    BOOST_TEST(says(row_of(year, "thue"), R"("class":"xuat-sac","class_open":null)")); // a quarter of four
    BOOST_TEST(says(row_of(year, "noi-vu"), R"("class":"tot")"));
    BOOST_TEST(says(row_of(year, "hai-quan"), R"("class":"chua")"));
    BOOST_TEST(says(row_of(year, "tan-son"), R"("class":"khong")"));
    year.loses("noi-vu", 2);
    BOOST_TEST(says(row_of(year, "noi-vu"), R"("class":"hoan-thanh")"));
    BOOST_TEST(says(ranking(year), R"({"id":"bon-loai","title":"Bốn loại","classes":[{"id":"xuat-sac")"));
}

BOOST_AUTO_TEST_CASE(of_equals_across_the_line_are_left_or_lie_open) // RK-6, RW-8
{
    const auto tell = [](QuotaTie reading) {
        auto year = std::make_unique<Year>([=](Regulation& r) { r.quota_tie = reading; });
        for (const char* agency : {"thue", "noi-vu", "van-phong"}) {
            year->scores(agency, "60");
            year->surveyed(agency, 50);
            year->imported(agency, "80");
        }
        return year;
    };
    const auto neither = tell(QuotaTie::neither);
    BOOST_TEST(says(row_of(*neither, "thue"), R"("class":"tot","class_open":null)"));
    BOOST_TEST(says(ranking(*neither), R"("quota":2,"agencies":[],"undecided":[])"));
    const auto authority = tell(QuotaTie::authority);
    BOOST_TEST(says(row_of(*authority, "thue"), R"("class":null,"class_open":"xuat-sac")"));
    BOOST_TEST(says(ranking(*authority), R"("agencies":[],"undecided":["noi-vu","thue","van-phong"])"));
}

BOOST_AUTO_TEST_CASE(reward_the_best_of_their_groups_above_the_minimum) // RW-1 to RW-3
{
    Year year;
    year.scores("thue", "60");
    year.surveyed("thue", 50);
    year.imported("thue", "80");
    year.scores("noi-vu", "60");
    year.surveyed("noi-vu", 50);
    BOOST_TEST(says(ranking(year), R"("recipients":"agencies","quota":2,"agencies":["thue"],"undecided":[])"));
    BOOST_TEST(says(ranking(year), R"("recipients":"individuals","quota":5,"agencies":[],"undecided":[])"));
    BOOST_TEST(!says(ranking(year, "huyen"), "bang-khen"));
}

BOOST_AUTO_TEST_CASE(are_held_against_the_index_or_the_points) // IX-2
{
    const auto tell = [](ResultBasis reading) {
        Year year([=](Regulation& r) {
            r.classify_on = reading;
            r.surveys[0].minimum_valid_forms = 20;
            r.surveys[0].below_minimum = BelowMinimum::not_applicable;
        });
        year.scores("tan-son", "30");
        year.surveyed("tan-son", 40);
        year.watched("tan-son", "10");
        year.imported("tan-son", "30"); // 43 of 84
        return row_of(year, "tan-son");
    };
    BOOST_TEST(says(tell(ResultBasis::index), R"("class":"dat")"));
    BOOST_TEST(says(tell(ResultBasis::points), R"("class":"khong")"));
}

BOOST_AUTO_TEST_CASE(are_shown_to_an_agency_as_far_as_they_are_its_own) // SE-6, PB-6
{
    Year year;
    for (const char* agency : {"thue", "noi-vu"}) {
        year.scores(agency, "60");
        year.surveyed(agency, 50);
        year.imported(agency, "80");
    }
    const AgencyId thue("thue");
    const std::string own = ranking(year, "nganh", &thue);
    BOOST_TEST(says(own, R"("agencies":["thue"])"));
    BOOST_TEST(!says(own, "noi-vu"));
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(what_others_gave)

BOOST_AUTO_TEST_CASE(stands_in_the_entry_with_its_source)
{
    Year year;
    year.surveyed("thue", 40);
    const auto view = year.snapshot()->assessment("2026-thue");
    const std::string& entry = view->entries[view->set->find("II.1")]->json;
    BOOST_TEST(says(entry, R"("state":"complete")"));
    BOOST_TEST(says(
        entry,
        R"("given":{"points":"12.00","level":null,"not_applicable":false,"answers":[{"key":"nguoi-dan","valid_forms":10,"sum":"40.00"}])"));
    BOOST_TEST(says(
        entry,
        R"("source":{"text":"Báo cáo","document_number":"5/BC","date":null},"on_behalf":"noi-vu","by":"p-g-td-noi-vu")"));
}

BOOST_AUTO_TEST_CASE(stands_in_the_entrys_history_from_what_to_what)
{
    Year year;
    year.surveyed("thue", 40);
    year.surveyed("thue", 50);
    Timeline timeline(Timeline::Eyes::agency);
    for (const Record& record : year.records)
        if (record.stream.id == "2026-thue") timeline.add(record);
    BOOST_TEST(says(timeline.render(*year.views.cycle(CycleId("2026"))),
                    R"("what":"given","from":"12.00","to":"16.00","reason":"Báo cáo")"));
}

BOOST_AUTO_TEST_CASE(is_no_work_of_the_agencys_own)
{
    Year year;
    year.surveyed("thue", 40);
    const auto view = year.snapshot()->assessment("2026-thue");
    BOOST_TEST(!view->totals->last_change_at.has_value());
    BOOST_TEST(view->totals->leaves == 1u);
}

BOOST_AUTO_TEST_CASE(by_a_sealed_ballot_shows_nowhere_until_the_opening) // LD-7
{
    Year year;
    std::string before = everything(*year.snapshot()->cycle("2026"));
    const auto told = year.board().told;
    const auto seq = year.board().seq;
    year.votes("thue", "chu-tich", "4");
    BOOST_TEST(everything(*year.snapshot()->cycle("2026")) == before);
    BOOST_TEST(year.board().told == told);
    BOOST_TEST(year.board().seq == seq);
    BOOST_TEST((wire_name(year.records.back().event) == BallotCast::name));
    year.votes("thue", "pct", "3");
    const std::string after = everything(*year.snapshot()->cycle("2026"));
    BOOST_TEST(says(after, R"("given":{"points":"3.50","level":null,"not_applicable":false,"ballots":2)"));
    BOOST_TEST(!says(after, "chu-tich")); // who gave what is never shown
}

BOOST_AUTO_TEST_CASE(is_as_of_any_moment_what_was_shown_then)
{
    Year year;
    std::map<std::uint64_t, std::string> shown;
    year.after = [&](const Record& record) {
        if (record.seq % 7 == 0) shown[record.seq + 1] = everything(*year.snapshot()->cycle("2026"));
    };
    play(year, 5);
    BOOST_TEST(shown.size() > 10u);
    for (const auto& [size, text] : shown) {
        auto cycle = std::make_shared<CycleView>();
        for (const Record& record : year.records)
            if (record.seq < size && record.stream.kind == StreamKind::cycle) evolve(*cycle, record, year.regulation);
        const RowsAsOf rows(year.store, 1, year.numbers, size);
        std::string then;
        for (const AgencyId& agency : cycle->cycle.agencies)
            then += render_entries(*assessment_from(rows, agency, cycle), nullptr);
        const Board board = board_from(rows, cycle);
        for (const char* group : {"cap-tinh", "huyen"}) then += render_ranking(board, GroupId(group), nullptr);
        then += render_progress(board) + render_assessments(board, nullptr);
        BOOST_TEST(then == text, "after " << size << " events");
    }
}

BOOST_AUTO_TEST_CASE(is_kept_in_the_parts_of_the_fold_sealed_ballots_included) // decision 0010
{
    Year year;
    play(year, 9);
    year.votes("phu-ninh", "chu-tich", "2.5");
    std::map<std::string, std::string> parts;
    for (const auto& [name, seq] : year.views.parts()) parts[name] = year.views.part(name);
    Views again =
        Views::from_parts(year.views.size(), year.views.at(), parts, [&](const Sha256&) { return year.regulation; });
    for (const auto& [name, bytes] : parts) BOOST_TEST((again.part(name) == bytes), name);
    BOOST_TEST(everything(*again.snapshot()->cycle("2026")) == everything(*year.snapshot()->cycle("2026")));
}

BOOST_AUTO_TEST_SUITE_END()
