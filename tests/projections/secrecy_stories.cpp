#include "projections/timeline.hpp"

#include "tests/projections/told_year.hpp"

#include <boost/test/unit_test.hpp>

// AP-11: what the council thinks leaves no trace in anything an agency can see, until it is published for the round.

using namespace cchc::tests;

namespace {

/// All that an agency may read of itself, places and ETags included; the histories of its entries apart.
std::string seen_by(const AssessmentView& view, const Board& board)
{
    std::string text = render_entries(view, nullptr) + render_checks(view) + std::to_string(view.seq);
    JsonWriter json(text);
    json.open_array();
    json.open_object();
    write_header(json, view);
    json.close_object();
    write_cycle(json, *view.cycle, view.cycle->opened.at);
    for (CriterionNo no = 0; no < view.set->size(); ++no) {
        json.raw(render_provenance(view, no, view.cycle->opened.at));
        if (!view.entries[no]) continue;
        json.open_object();
        write_change(json, view, no);
        json.close_object();
    }
    json.close_array();
    const GroupId& group = view.cycle->cycle.regulation->agency(view.agency)->group;
    return text + render_ranking(board, group, &view.agency) + render_standing(board, group, view.agency, true) +
           render_assessments(board, &view.agency) + std::to_string(board.told);
}

/// The history of an entry as an agency reads it.
std::string history(const std::vector<Record>& records, const CycleView& cycle)
{
    Timeline timeline(Timeline::Eyes::agency);
    for (const Record& record : records) timeline.add(record);
    return timeline.render(cycle);
}

/// One entry's events, told one after the other to whoever asks.
struct Told {
    std::vector<Record> records;
    CycleView cycle;
    Sequence seq = 0;

    void add(Event event)
    {
        records.push_back({seq++,
                           local("2023-12-20 08:00"),
                           {StreamKind::appraisal, "2023-mot"},
                           ActorId("p-an"),
                           RoleKind::appraiser,
                           std::move(event)});
    }
    void decided(std::string_view points, std::string reason)
    {
        add(AppraisalDecided{opinion(points, std::move(reason))});
    }
    void drafted(std::string_view points) { add(AppraisalDrafted{opinion(points, "nháp")}); }
    void published() { cycle.rounds[appraisal_1].publications.push_back(seq++); }
    std::string text() const { return history(records, cycle); }

private:
    static Opinion opinion(std::string_view points, std::string reason)
    {
        Opinion one;
        one.criterion = Code("I.1");
        one.round = appraisal_1;
        one.decision = Decision::disagree;
        one.points = Points::parse(points).value();
        one.reason = std::move(reason);
        return one;
    }
};

bool says(const std::string& text, std::string_view words)
{
    return text.find(words) != std::string::npos;
}

} // namespace

BOOST_AUTO_TEST_SUITE(an_agency)

BOOST_AUTO_TEST_CASE(sees_nothing_of_the_council_in_any_view_before_it_publishes)
{
    ToldYear year;
    std::map<std::string, std::string> before;
    int opinions = 0, publications = 0;
    year.after = [&](const Record& record) {
        const CycleSnapshot* cycle = year.views.snapshot()->cycle("2023");
        if (!cycle || record.at < lock) return;
        const Board board = cycle->board();
        const bool of_council = record.stream.kind == StreamKind::appraisal;
        for (const auto& assessment : cycle->assessments) {
            std::string seen = seen_by(*assessment, board);
            std::string& then = before[assessment->id.value];
            if (of_council) BOOST_REQUIRE_EQUAL(seen, then);
            if (wire_name(record.event) == AppraisalsPublished::name) publications += seen != then;
            then = std::move(seen);
        }
        opinions += of_council;
    };
    year.tell(11, 20);
    BOOST_TEST(opinions > 10);
    BOOST_TEST(publications > 10); // and then it does
}

BOOST_AUTO_TEST_CASE(sees_nothing_of_the_council_in_any_history_before_it_publishes)
{
    ToldYear year;
    std::map<std::pair<std::string, std::string>, std::vector<Record>> entries;
    int opinions = 0;
    year.after = [&](const Record& record) {
        const Code* code = nullptr;
        if (const auto* act = std::get_if<AssessmentEvent>(&record.event)) code = criterion_of(*act);
        if (const auto* said = std::get_if<AppraisalEvent>(&record.event))
            code = &std::visit([](const auto& e) -> const Opinion& { return e.opinion; }, *said).criterion;
        if (!code) return;
        std::vector<Record>& past = entries[{record.stream.id, code->value}];
        const CycleView& cycle = *year.views.cycle(cycle_2023);
        const std::string before = history(past, cycle);
        past.push_back(record);
        if (record.stream.kind != StreamKind::appraisal) return;
        BOOST_REQUIRE_EQUAL(history(past, cycle), before);
        ++opinions;
    };
    year.tell(11, 40);
    BOOST_TEST(opinions > 20);
}

BOOST_AUTO_TEST_CASE(is_told_the_decision_in_force_at_the_publication_and_none_taken_back_before)
{
    Told told;
    told.drafted("0.25");
    told.decided("0.50", "vội");
    told.decided("0.75", "đã xem kỹ");
    BOOST_TEST(!says(told.text(), "appraisal"));
    told.published();
    BOOST_TEST(says(told.text(), R"("from":null,"to":"0.75","reason":"đã xem kỹ")"));
    BOOST_TEST(!says(told.text(), "vội"));
    BOOST_TEST(!says(told.text(), "nháp"));
}

BOOST_AUTO_TEST_CASE(is_told_of_a_reopened_rounds_news_when_it_is_published_in_its_turn)
{
    Told told;
    told.decided("0.50", "lần một");
    told.published();
    told.decided("0.25", "lỡ tay");
    told.decided("0.75", "lần hai");
    BOOST_TEST(says(told.text(), "lần một"));
    BOOST_TEST(!says(told.text(), "lần hai"));
    told.published();
    BOOST_TEST(says(told.text(), R"("from":"0.50","to":"0.75","reason":"lần hai")"));
    BOOST_TEST(says(told.text(), R"("from":null,"to":"0.50","reason":"lần một")"));
    BOOST_TEST(!says(told.text(), "lỡ tay"));
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(the_council)

BOOST_AUTO_TEST_CASE(reads_all_it_said_drafts_included)
{
    Told told;
    told.drafted("0.25");
    told.decided("0.50", "vội");
    Timeline timeline(Timeline::Eyes::council);
    for (const Record& record : told.records) timeline.add(record);
    const std::string text = timeline.render(told.cycle);
    BOOST_TEST(says(text, "nháp"));
    BOOST_TEST(says(text, "vội"));
}

BOOST_AUTO_TEST_SUITE_END()
