#include "projections/boards.hpp"

#include "tests/projections/a_year.hpp"

#include <boost/test/unit_test.hpp>

using namespace cchc::tests;
using namespace cchc::projections;

namespace {

/// A board without assessments, in a cycle with these appraisals, so many of them published.
Board board_of(std::size_t appraisals, std::size_t published, bool locked = true)
{
    auto cycle = std::make_shared<CycleView>();
    cycle->cycle.id = cycle_2023;
    cycle->cycle.regulation = the_regulation();
    const auto add = [&](const RoundId& id, RoundKind kind, int ordinal) -> Round& {
        Round& round = cycle->cycle.rounds.emplace_back();
        round.plan.id = round.window.round = id;
        round.plan.kind = kind;
        round.plan.ordinal = ordinal;
        return round;
    };
    add(self_assessment, RoundKind::self_assessment, 1).locked = locked;
    for (std::size_t i = 0; i < appraisals; ++i)
        add(i == 0 ? appraisal_1 : appraisal_2, RoundKind::appraisal, static_cast<int>(i + 1)).published =
            i < published;
    return {std::move(cycle), 0, 0, {}};
}
bool provisional(const Board& board)
{
    return render_ranking(board, GroupId("phong-chuyen-mon"), nullptr).find(R"("provisional":true)") !=
           std::string::npos;
}

} // namespace

BOOST_AUTO_TEST_SUITE(a_ranking_is_provisional)

BOOST_AUTO_TEST_CASE(until_the_last_appraisal_planned_is_published) // AP-12
{
    BOOST_TEST(provisional(board_of(2, 0)));
    BOOST_TEST(provisional(board_of(2, 1)));
    BOOST_TEST(!provisional(board_of(2, 2)));
    BOOST_TEST(provisional(board_of(1, 0)));
    BOOST_TEST(!provisional(board_of(1, 1)));
}

BOOST_AUTO_TEST_CASE(until_the_self_assessment_is_locked_where_nothing_is_appraised)
{
    BOOST_TEST(provisional(board_of(0, 0, false)));
    BOOST_TEST(!provisional(board_of(0, 0)));
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(a_cycle_shows)

BOOST_AUTO_TEST_CASE(each_deadline_as_an_instant_beside_the_words_it_was_printed_in) // LK-9
{
    CycleView cycle;
    cycle.cycle.id = cycle_2023;
    cycle.cycle.regulation = the_regulation();
    Round& round = cycle.cycle.rounds.emplace_back();
    round.plan.printed_phrase = "trước ngày 15/12";
    round.plan.boundary = Boundary::exclusive;
    round.window = {self_assessment, opening, deadline, deadline};
    std::string text;
    JsonWriter json(text);
    json.open_object();
    write_rounds(json, cycle, opening);
    json.close_object();
    BOOST_TEST(text.find(R"("printed_phrase":"trước ngày 15/12","boundary":"exclusive")") != std::string::npos);
    BOOST_TEST(text.find(R"("deadline":"2023-12-16T00:00:00.000+07:00")") != std::string::npos);
}

BOOST_AUTO_TEST_SUITE_END()
