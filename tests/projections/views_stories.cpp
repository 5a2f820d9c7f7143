// A view is a fold: told again it is the same, and as of any moment it is what was shown then.

#include "projections/timeline.hpp"
#include "tests/projections/told_year.hpp"

#include <boost/test/unit_test.hpp>

#include <set>

using namespace cchc::tests;
namespace storage = cchc::storage;

namespace {

StoredYear& stored_year()
{
    static StoredYear year(2023);
    return year;
}

} // namespace

BOOST_AUTO_TEST_SUITE(a_view)

BOOST_AUTO_TEST_CASE(of_a_year_meets_every_kind_of_event) // else the stories below would prove less than they say
{
    std::set<std::string> kinds;
    for (const Record& record : stored_year().year.records) kinds.emplace(wire_name(record.event));
    for (const char* kind : {"role_granted",
                             "role_ended",
                             "regulation_issued",
                             "cycle_opened",
                             "round_extended",
                             "round_locked",
                             "round_reopened",
                             "reopening_ended",
                             "appraisals_published",
                             "self_score_entered",
                             "self_score_cleared",
                             "figures_declared",
                             "explanation_written",
                             "evidence_attached",
                             "evidence_detached",
                             "not_applicable_claimed",
                             "not_applicable_withdrawn",
                             "not_applicable_accepted",
                             "not_applicable_refused",
                             "approval_requested",
                             "assessment_approved",
                             "approval_returned",
                             "assessment_submitted",
                             "assessment_withdrawn",
                             "system_scored",
                             "supplement_provided",
                             "appraisal_drafted",
                             "appraisal_decided"})
        BOOST_TEST(kinds.contains(kind), kind);
    BOOST_TEST(stored_year().year.refused > 20);
}

BOOST_AUTO_TEST_CASE(has_a_name_a_version_and_answers_as_of)
{
    StoredYear& told = stored_year();
    std::set<std::string_view> names;
    for (const View view : all_views) {
        BOOST_TEST(version_of(view) > 0);
        BOOST_TEST(names.insert(name_of(view)).second);
        BOOST_TEST(!name_of(view).empty());
        const auto rows_at = [&](std::uint64_t size) {
            std::map<std::string, std::string> rows;
            RowsAsOf(told.store, 1, told.numbers, size).rows(view, "", [&](auto key, auto value) {
                rows.emplace(key, value);
            });
            return rows;
        };
        const std::uint64_t end = told.year.records.size();
        BOOST_TEST(rows_at(0).empty(), name_of(view));
        BOOST_TEST(!rows_at(end).empty(), name_of(view));
        BOOST_TEST((rows_at(end / 2) != rows_at(end)), name_of(view) << " remembers how it was");
    }
}

BOOST_AUTO_TEST_CASE(of_an_entry_names_the_files_its_page_shows)
{
    std::size_t files = 0;
    for (const auto& assessment : stored_year().year.views.snapshot()->cycle("2023")->assessments)
        for (const CriterionNo leaf : assessment->set->leaves()) {
            const EntryRow& row = *assessment->entries[leaf];
            std::set<std::string> shown, named;
            const std::string evidence = row.json.substr(row.json.find("\"evidence\":"));
            const std::string beside_its_link = ",\"sha256\":\""; // a check's report is a file too, and no evidence
            for (std::size_t at = 0; (at = evidence.find(beside_its_link, at)) != std::string::npos; ++at)
                shown.insert(evidence.substr(at + beside_its_link.size(), 64));
            for (const Sha256& file : row.evidence) BOOST_TEST(named.insert(file.hex()).second);
            BOOST_TEST((named == shown), row.json);
            files += named.size();
        }
    BOOST_TEST(files > 100u);
}

BOOST_AUTO_TEST_CASE(told_again_is_the_same_row_by_row)
{
    const ToldYear& first = stored_year().year;
    Views again;
    again.learn(regulation_document().sha256, the_regulation());
    for (const Record& record : first.records) {
        std::vector<RowChange> changes;
        again.project(record, changes);
        BOOST_REQUIRE((changes == first.changes[record.seq]));
    }
}

BOOST_AUTO_TEST_CASE(as_of_any_moment_is_what_was_shown_then)
{
    BOOST_TEST(stored_year().shown.size() > 100u);
    BOOST_TEST(stored_year().shown_otherwise() == "");
}

BOOST_AUTO_TEST_CASE(of_an_assessment_was_not_there_before_its_cycle)
{
    StoredYear& told = stored_year();
    const auto cycle = cycle_as_of(told.year.records, told.year.records.size());
    const RowsAsOf before(told.store, 1, told.numbers, 3);
    BOOST_TEST(!assessment_from(before, AgencyId("phong-tu-phap"), cycle));
    BOOST_TEST(board_from(before, cycle).entries.empty());
}

/// Every row carries its place: whoever reads an answer's `seq` knows all of it holds since then.
BOOST_AUTO_TEST_CASE(never_changes_without_its_place_moving)
{
    ToldYear year;
    std::map<std::string, std::pair<Sequence, std::string>> last;
    year.after = [&](const Record& record) {
        const auto snapshot = year.views.snapshot();
        const CycleSnapshot* cycle = snapshot->cycle("2023");
        if (!cycle) return;
        const auto check = [&](const std::string& what, Sequence seq, std::string body) {
            auto& [seq_then, body_then] = last[what];
            if (body != body_then) BOOST_REQUIRE_EQUAL(seq, record.seq);
            seq_then = seq;
            body_then = std::move(body);
        };
        for (const auto& assessment : cycle->assessments)
            check(assessment->id.value, assessment->seq, render_entries(*assessment, nullptr));
        const Board board = cycle->board();
        check("ranking", board.told, render_ranking(board, GroupId("phong-chuyen-mon"), nullptr));
        check("progress", board.seq, render_progress(board));
        check("assessments", board.told, render_assessments(board, nullptr));
    };
    year.tell(7, 12);
}

/// Where what the fold shows of an assessment is not what the domain counts; empty where all is.
static std::string shown_wrongly(const Views& fold, const AssessmentView& view)
{
    const AssessmentFile& file = *fold.world().file(view.id.value);
    std::array<Points, 3> sums;
    for (const CriterionNo leaf : view.set->leaves())
        for (const Stage stage : {Stage::self, Stage::round_1, Stage::round_2}) {
            const auto at = static_cast<std::size_t>(stage);
            const Points counts = counted(view.cycle->cycle, file.assessment, file.appraisal, leaf, stage);
            sums[at] += counts;
            if (view.entries[leaf]->counted[at] != counts)
                return view.id.value + "/" + (*view.set)[leaf].code.value + " shows " +
                       view.entries[leaf]->counted[at].text() + " and counts " + counts.text();
        }
    return view.totals->points == sums ? "" : view.id.value + " adds up wrongly";
}

BOOST_AUTO_TEST_CASE(shows_what_the_domain_counts_after_every_event_under_every_reading) // SA-10, AP-20
{
    const std::vector<Record>& records = stored_year().year.records;
    const auto holds = [&](UnsubmittedAtLock unsubmitted, UndecidedAtLock undecided) {
        auto regulation = std::make_shared<Regulation>(*the_regulation());
        regulation->unsubmitted_at_lock = unsubmitted;
        regulation->undecided_at_lock = undecided;
        Views fold;
        fold.learn(regulation_document().sha256, regulation);
        std::vector<RowChange> changes;
        std::size_t after_the_lock = 0; // submissions and withdrawals
        for (const Record& record : records) {
            fold.project(record, changes);
            const auto* event = std::get_if<AssessmentEvent>(&record.event);
            if (!event || criterion_of(*event)) continue;
            const auto view = fold.assessment(record.stream.id);
            after_the_lock += view->cycle->cycle.round(RoundKind::self_assessment)->locked_for(view->agency);
            BOOST_REQUIRE_EQUAL(shown_wrongly(fold, *view), "");
        }
        BOOST_TEST(after_the_lock > 2);
    };
    holds(UnsubmittedAtLock::take_draft, UndecidedAtLock::self_score);
    holds(UnsubmittedAtLock::zero, UndecidedAtLock::zero);
}

BOOST_AUTO_TEST_CASE(shows_a_leaf_by_the_rule_in_force_when_it_was_scored) // CS-31, ES-8
{
    std::map<std::string, Instant> scored; // by assessment and code: when the score that stands came about
    for (const Record& record : stored_year().year.records) {
        const auto* event = std::get_if<AssessmentEvent>(&record.event);
        if (!event || record.stream.kind != StreamKind::assessment) continue;
        if (std::holds_alternative<SelfScoreEntered>(*event) || std::holds_alternative<FiguresDeclared>(*event))
            scored[record.stream.id + " " + criterion_of(*event)->value] = record.at;
    }
    std::vector<Instant> instants;
    for (const auto& [place, at] : scored) instants.push_back(at);
    std::ranges::sort(instants);
    const Instant midnight = start_of_local_day(local_date(instants[instants.size() / 2]));
    BOOST_REQUIRE((instants.front() < midnight && midnight <= instants.back()));
    auto regulation = std::make_shared<Regulation>(*the_regulation());
    for (const CriterionNo leaf : regulation->criteria_sets.front().leaves()) {
        const Criterion& criterion = regulation->criteria_sets.front()[leaf];
        if (!agency_scores(criterion)) continue;
        Overlay share;
        share.id = "ty-le-" + std::to_string(leaf);
        share.from = local_date(midnight);
        share.code = criterion.code;
        share.rule = Proportional{"đạt", "tổng", false};
        regulation->overlays.push_back(std::move(share));
    }
    Views fold;
    fold.learn(regulation_document().sha256, regulation);
    std::vector<RowChange> changes;
    for (const Record& record : stored_year().year.records) fold.project(record, changes);
    std::size_t before = 0, after = 0;
    for (const AgencyId& agency : fold.snapshot()->cycle("2023")->cycle->cycle.agencies) {
        const auto view = fold.assessment("2023-" + agency.value);
        for (const CriterionNo leaf : view->set->leaves()) {
            const Criterion& criterion = (*view->set)[leaf];
            if (!agency_scores(criterion) || !view->entries[leaf]->self) continue;
            const bool guided = scored.at(view->id.value + " " + criterion.code.value) >= midnight;
            ++(guided ? after : before);
            const std::string told = render_provenance(*view, leaf, midnight.plus_us(-1));
            const std::string shape(guided ? "proportional" : shape_of(criterion.rule));
            BOOST_TEST(told.find("\"shape\":\"" + shape + '"') != std::string::npos, told);
            BOOST_TEST((told.find("\"overlay\":null") == std::string::npos) == guided, told);
            for (const bool then : {false, true}) { // what an appraiser may give is a matter of his own day
                std::string item;
                JsonWriter json(item);
                write_item(json, *view, leaf, 1, agency, midnight.plus_us(then ? 0 : -1));
                const bool continuum = item.find(R"("allowed_points":[])") != std::string::npos;
                const bool printed = allowed_points(criterion.rule, criterion.levels, criterion.maximum).empty();
                BOOST_TEST(continuum == (then || printed), item);
            }
        }
    }
    BOOST_TEST(before > 0u);
    BOOST_TEST(after > 10u);
}

BOOST_AUTO_TEST_CASE(offers_an_appraiser_no_points_at_all_whatever_the_levels_say) // AP-7
{
    auto regulation = std::make_shared<Regulation>(*the_regulation());
    CriteriaSet& set = regulation->criteria_sets.front();
    const CriteriaSet before = set;
    set = {};
    set.id = before.id;
    set.title = before.title;
    set.maximum = before.maximum;
    for (const Criterion& criterion : before.all()) {
        Criterion copy = criterion;
        std::erase_if(copy.levels, [](const Level& level) { return level.points == Points{}; });
        set.add(std::move(copy), criterion.parent == no_criterion ? Code{} : before[criterion.parent].code);
    }
    Views fold;
    fold.learn(regulation_document().sha256, regulation);
    std::vector<RowChange> changes;
    for (const Record& record : stored_year().year.records) fold.project(record, changes);
    const auto view = fold.assessment("2023-phong-tu-phap");
    std::size_t offered = 0;
    for (const CriterionNo leaf : view->set->leaves()) {
        if (!std::holds_alternative<Choice>((*view->set)[leaf].rule)) continue;
        std::string text;
        JsonWriter json(text);
        write_item(json, *view, leaf, 1, AgencyId("phong-noi-vu"), view->cycle->opened.at);
        BOOST_TEST(text.find(R"("allowed_points":["0.00")") != std::string::npos, text);
        ++offered;
    }
    BOOST_TEST(offered > 0u);
}

BOOST_AUTO_TEST_SUITE_END()
