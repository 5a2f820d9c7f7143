#include "projections/timeline.hpp"

#include "tests/projections/told_year.hpp"

#include <boost/test/unit_test.hpp>

// AP-15, SE-4: of what one appraiser thinks nothing shows in anything another can read, before all of them have
// decided.

using namespace cchc::tests;

namespace {

/// The district under another regulation, its first appraisal open, asked by hand.
struct Bench {
    World world;
    Views views;
    std::vector<Record> records;
    Instant now;
    AssessmentId file;
    CriterionNo leaf = no_criterion;
    Points self; ///< what the agency gave itself there
    std::vector<AgencyId> appraisers;

    explicit Bench(const std::function<void(Regulation&)>& change)
    {
        auto regulation = std::make_shared<Regulation>(*the_regulation());
        regulation->appraisers_per_criterion = 3;
        regulation->unsubmitted_at_lock = UnsubmittedAtLock::take_draft;
        regulation->appraisal = AppraisalBodies{};
        for (const AgencyListing& listing : regulation->agencies)
            regulation->appraisal->agencies.push_back(listing.id.value);
        change(*regulation);
        world.library[regulation_document().sha256] = regulation;
        views.learn(regulation_document().sha256, regulation);
        AYear year([&](const Player& who, Command what) { return ask(who, what); }, [&](Instant to) { now = to; }, 1,
                   1);
        year.found_and_open();
        const std::string office = year.agencies().front();
        file = AYear::assessment(office);
        const CriteriaSet& set = AYear::set();
        for (const CriterionNo no : set.leaves()) { // appraised by neither the office nor the standing department
            const std::string& named = set[no].appraiser;
            const bool apart = !named.empty() && named != office && named != regulation->standing_department;
            if (leaf == no_criterion && agency_scores(set[no]) && apart) leaf = no;
        }
        const auto scale = allowed_points(set[leaf].rule, set[leaf].levels, set[leaf].maximum);
        self = scale.empty() ? set[leaf].maximum : scale.back();
        appraisers = regulation->appraisers_of(set[leaf], AgencyId(office));
        now = opening.plus_us(3'600'000'000);
        BOOST_REQUIRE(ask(officer_of(office), EditEntry{file, EnterSelfScore{set[leaf].code, self, "đã rà soát"}}));
        now = lock;
        BOOST_REQUIRE(ask(the_system, LockRound{cycle_2023, self_assessment, LockedBy::clock, {}}));
    }

    bool ask(const Player& who, const Command& what)
    {
        auto outcome = decide(world, what, {who.actor, who.hat, now, {}}, cchc::storage::sha256);
        if (!outcome) return false;
        for (Happened& happened : *std::move(outcome)) {
            records.push_back({records.size(), now, happened.stream, who.actor, who.hat.role, happened.event});
            evolve(world, records.back());
            std::vector<RowChange> changes;
            views.project(records.back(), changes);
        }
        return true;
    }
    bool agrees(std::size_t appraiser, std::string reason, bool draft = false)
    {
        return says(appraiser, Decision::agree, self, std::move(reason), draft);
    }
    bool gives_nothing(std::size_t appraiser, std::string reason)
    {
        return says(appraiser, Decision::disagree, Points{}, std::move(reason), false);
    }
    bool says(std::size_t appraiser, Decision decision, Points points, std::string reason, bool draft)
    {
        return ask(appraiser_of(appraisers[appraiser].value),
                   DecideAppraisal{file, AYear::set()[leaf].code, appraisal_1, decision, points, std::move(reason), "",
                                   draft, "sổ theo dõi"});
    }
    std::shared_ptr<const AssessmentView> view() { return views.snapshot()->assessment(file.value); }

    /// All that the appraiser can read of the assessment: its entries, his items, the history of the entry.
    std::string seen_by(std::size_t appraiser)
    {
        const auto now_seen = view();
        const AgencyId& eyes = appraisers[appraiser];
        const Sight sight{eyes};
        std::string text = render_entries(*now_seen, &sight) + render_checks(*now_seen);
        JsonWriter json(text);
        for (const CriterionNo no : now_seen->set->leaves())
            for (const int ordinal : {1, 2})
                if (on_the_bench(*now_seen, no, ordinal, eyes))
                    write_item(json, *now_seen, no, ordinal, eyes, now_seen->cycle->opened.at);
        Timeline timeline(Timeline::Eyes::council);
        for (const Record& record : records) {
            const auto* said = std::get_if<AppraisalEvent>(&record.event);
            if (said && hears(*now_seen, leaf, saying_of(*said, now_seen->cycle->cycle), &sight)) timeline.add(record);
        }
        return text + timeline.render(*now_seen->cycle) + render_progress(views.snapshot()->cycle("2023")->board());
    }
};

bool has(const std::string& text, std::string_view words)
{
    return text.find(words) != std::string::npos;
}

} // namespace

BOOST_AUTO_TEST_SUITE(an_appraiser_among_several)

BOOST_AUTO_TEST_CASE(reads_nothing_of_the_others_while_they_work_blind_and_one_has_still_to_decide)
{
    Bench bench([](Regulation& r) { r.blind = true; });
    BOOST_REQUIRE(bench.appraisers.size() == 3u);
    const std::string first = bench.seen_by(0), second = bench.seen_by(1), third = bench.seen_by(2);
    BOOST_REQUIRE(bench.agrees(0, "nháp thứ nhất", true));
    BOOST_REQUIRE(bench.agrees(0, "ý kiến thứ nhất"));
    BOOST_TEST(bench.seen_by(1) == second);
    BOOST_TEST(bench.seen_by(2) == third);
    BOOST_TEST(bench.seen_by(0) != first); // he sees his own
    const std::string spoken = bench.seen_by(0);
    BOOST_REQUIRE(bench.agrees(1, "nháp thứ hai", true));
    BOOST_REQUIRE(bench.agrees(1, "ý kiến thứ hai"));
    BOOST_TEST(bench.seen_by(0) == spoken); // he who has spoken waits for the last one too
    BOOST_TEST(bench.seen_by(2) == third);

    BOOST_REQUIRE(bench.agrees(2, "ý kiến thứ ba"));
    for (const std::size_t appraiser : {0u, 1u, 2u}) {
        const std::string all = bench.seen_by(appraiser);
        BOOST_TEST(has(all, "ý kiến thứ nhất"));
        BOOST_TEST(has(all, "ý kiến thứ hai"));
        BOOST_TEST(has(all, "ý kiến thứ ba"));
        BOOST_TEST(has(all, R"("verdict":"settled")"));
        BOOST_TEST(has(all, appraiser == 0 ? "nháp thứ nhất" : "nháp thứ hai") == (appraiser < 2));
    }
}

BOOST_AUTO_TEST_CASE(reads_what_the_others_decided_at_once_where_they_do_not_but_never_their_drafts)
{
    Bench bench([](Regulation&) {});
    BOOST_REQUIRE(bench.agrees(0, "nháp thứ nhất", true));
    BOOST_TEST(!has(bench.seen_by(1), "nháp thứ nhất"));
    BOOST_REQUIRE(bench.agrees(0, "ý kiến thứ nhất"));
    BOOST_TEST(has(bench.seen_by(1), "ý kiến thứ nhất"));
    BOOST_TEST(!has(bench.seen_by(1), "nháp thứ nhất"));
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(who_records_what_the_chair_rules)

BOOST_AUTO_TEST_CASE(has_on_his_bench_what_waits_for_it_and_nothing_before)
{
    Bench bench([](Regulation& r) { // the standing department is none of the three
        std::erase(r.appraisal->agencies, r.standing_department);
        r.blind = true;
    });
    const AgencyId standing(bench.view()->cycle->cycle.regulation->standing_department);
    BOOST_REQUIRE((std::ranges::find(bench.appraisers, standing) == bench.appraisers.end()));
    BOOST_REQUIRE(bench.agrees(0, "ý kiến thứ nhất"));
    BOOST_REQUIRE(bench.gives_nothing(1, "ý kiến thứ hai"));
    BOOST_TEST(!on_the_bench(*bench.view(), bench.leaf, 1, standing));
    BOOST_REQUIRE(bench.agrees(2, "ý kiến thứ ba"));
    BOOST_TEST(on_the_bench(*bench.view(), bench.leaf, 1, standing));

    RuleAppraisal ruling{bench.file, AYear::set()[bench.leaf].code, appraisal_1, {}, "theo biên bản", "5/BB"};
    BOOST_REQUIRE(bench.ask(appraiser_of(standing.value), ruling));
    std::string item;
    JsonWriter json(item);
    write_item(json, *bench.view(), bench.leaf, 1, bench.appraisers[0], bench.view()->cycle->opened.at);
    BOOST_TEST(has(item, R"("verdict":"ruled")"));
    BOOST_TEST(has(item, R"("document_number":"5/BB")"));
    BOOST_TEST(has(item, R"("may_rule":false)"));
}

BOOST_AUTO_TEST_CASE(is_read_by_the_agency_with_every_opinion_once_it_is_published)
{
    Bench bench([](Regulation&) {});
    BOOST_REQUIRE(bench.agrees(0, "ý kiến thứ nhất") && bench.gives_nothing(1, "ý kiến thứ hai") &&
                  bench.agrees(2, "ý kiến thứ ba"));
    const AgencyId standing(bench.view()->cycle->cycle.regulation->standing_department);
    RuleAppraisal ruling{bench.file, AYear::set()[bench.leaf].code, appraisal_1, {}, "theo biên bản", "5/BB"};
    BOOST_REQUIRE(bench.ask(appraiser_of(standing.value), ruling));
    BOOST_TEST(!has(render_entries(*bench.view(), nullptr), "5/BB"));
    BOOST_REQUIRE(bench.ask(admin, PublishAppraisals{cycle_2023, appraisal_1}));
    const std::string entries = render_entries(*bench.view(), nullptr);
    for (const char* words : {"5/BB", "theo biên bản", "ý kiến thứ nhất", "ý kiến thứ hai", "ý kiến thứ ba"})
        BOOST_TEST(has(entries, words), words);
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(the_eyes_of_a_grant_that_names_criteria) // ACT-20, SE-7

BOOST_AUTO_TEST_CASE(see_what_the_agency_judges_below_them_and_nothing_else)
{
    Bench bench([](Regulation&) {});
    const auto view = bench.view();
    const CriteriaSet& set = *view->set;
    const Sight whole{bench.appraisers[0]};
    const Sight part{bench.appraisers[0], {set[bench.leaf].code}};
    std::size_t hidden = 0;
    for (const CriterionNo no : set.leaves()) {
        const bool covered = no == bench.leaf;
        BOOST_TEST(in_sight(*view, no, &part) == (covered && in_sight(*view, no, &whole)), set[no].code.value);
        hidden += in_sight(*view, no, &whole) && !covered;
    }
    BOOST_TEST(hidden > 0u);
    const Sight elsewhere{AgencyId("khong-tham-dinh"), {set[bench.leaf].code}};
    BOOST_TEST(!in_sight(*view, bench.leaf, &elsewhere)); // to be named in a grant is not to judge
}

BOOST_AUTO_TEST_CASE(are_shown_no_entry_and_no_finding_of_another_criterion)
{
    Bench bench([](Regulation&) {});
    const auto view = bench.view();
    const Sight part{bench.appraisers[0], {AYear::set()[bench.leaf].code}};
    const std::string shown = render_entries(*view, &part) + render_checks(*view, &part);
    const std::string its_own = R"("code":")" + AYear::set()[bench.leaf].code.value + '"';
    BOOST_TEST(has(shown, its_own));
    for (const CriterionNo no : AYear::set().leaves()) {
        if (no == bench.leaf || !agency_scores(AYear::set()[no])) continue;
        for (const char* member : {"code", "criterion"}) {
            const std::string other = '"' + std::string(member) + R"(":")" + AYear::set()[no].code.value + '"';
            BOOST_TEST(!has(shown, other), other);
        }
    }
}

BOOST_AUTO_TEST_SUITE_END()
