// What a live page never hears, and how its right to hear ends.

#include "tests/server/live_house.hpp"

using namespace cchc::tests;

namespace {

constexpr std::int64_t second = 1'000'000;

/// Pages of everybody, open during a whole year; each folds what it hears.
struct WatchedYear {
    struct Watched {
        std::string who;
        Page page;
        std::string topic;
        json view;
        std::vector<std::string> types; ///< of the events it heard
        std::vector<Sequence> seqs;
    };
    LiveHouse house;
    std::vector<Watched> pages;
    bool published = false;
    std::vector<std::string> agencies;

    void watch(const std::string& name, const Player& who, const std::string& topic)
    {
        pages.push_back({name, house.open_at(who, topic), topic, {}, {}, {}});
    }
    void take()
    {
        for (Watched& watched : pages)
            for (const json& frame : watched.page.heard()) {
                if (frame["t"] == "snapshot") watched.view = frame["data"];
                if (frame["t"] != "event") continue;
                watched.types.push_back(frame["ev"]["type"].get<std::string>().substr(8));
                watched.seqs.push_back(std::stoull(frame["seq"].get<std::string>()));
                if (frame.contains("set")) fold(watched.view, frame);
                if (watched.who == "agency" && !published) {
                    const std::string text = frame.dump();
                    BOOST_REQUIRE(text.find("chưa đủ tài liệu") == std::string::npos); // what appraisers write
                    BOOST_REQUIRE(text.find("báo cáo quý IV") == std::string::npos);
                }
            }
    }
    void play()
    {
        AYear year(
            [&](const Player& who, Command what) {
                if (std::holds_alternative<PublishAppraisals>(what)) published = true;
                const bool accepted = std::holds_alternative<Accepted>(house.ask(who, what));
                house.settle();
                take();
                return accepted;
            },
            [&](Instant to) {
                if (house.clock.now() < to) house.clock.set(to);
            },
            3, 40);
        agencies = year.agencies();
        for (const std::string& each : agencies) watch("agency", officer_of(each), "assessment/2023-" + each);
        for (const std::string& each : agencies) watch("auditor", auditor, "assessment/2023-" + each);
        watch("agency", admin, its_topic);
        watch("appraiser", appraiser_of("phong-noi-vu"), its_topic);
        watch("feed", auditor, "feed/2023");
        watch("admin's feed", admin, "feed/2023");
        take();
        year.play();
    }
};

WatchedYear& watched_year()
{
    static WatchedYear year;
    static bool played = false;
    if (!std::exchange(played, true)) year.play();
    return year;
}

std::size_t council(const std::vector<std::string>& types)
{
    return static_cast<std::size_t>(std::ranges::count_if(
        types, [](const std::string& type) { return type == "appraisal_drafted" || type == "appraisal_decided"; }));
}

} // namespace

BOOST_AUTO_TEST_SUITE(through_a_whole_year_a_live_page)

BOOST_AUTO_TEST_CASE(of_an_agency_hears_nothing_of_the_council_before_it_publishes) // AP-11
{
    std::size_t events = 0;
    for (const auto& watched : watched_year().pages) {
        if (watched.who != "agency" && watched.who != "admin's feed") continue;
        BOOST_TEST(council(watched.types) == 0u, watched.topic);
        events += watched.types.size();
    }
    BOOST_TEST(events > 300u);
}

BOOST_AUTO_TEST_CASE(of_an_auditor_hears_every_event_in_order)
{
    WatchedYear& year = watched_year();
    const auto leaves = year.house.leaves();
    for (const auto& watched : year.pages) {
        if (watched.who != "auditor") continue;
        std::vector<Sequence> expected;
        std::map<GrantId, std::vector<AgencyId>> reopened;
        for (Sequence seq = 0; seq < leaves.size(); ++seq) {
            const Record record = cchc::storage::decode(leaves[seq]).record;
            const std::string assessment = watched.topic.substr(std::string("assessment/").size());
            if (record.stream.id != assessment && record.stream.kind != StreamKind::cycle) continue;
            if (const auto* event = std::get_if<CycleEvent>(&record.event)) {
                std::vector<AgencyId> whom;
                if (const auto* e = std::get_if<RoundExtended>(event)) whom = e->agencies;
                if (const auto* e = std::get_if<RoundLocked>(event)) whom = e->agencies;
                if (const auto* e = std::get_if<RoundReopened>(event)) whom = reopened[e->grant] = e->agencies;
                if (const auto* e = std::get_if<ReopeningEnded>(event)) whom = reopened[e->grant];
                const auto is_his = [&](const AgencyId& id) { return "2023-" + id.value == assessment; };
                if (std::holds_alternative<CycleOpened>(*event)) continue;
                if (!whom.empty() && std::ranges::none_of(whom, is_his)) continue;
            }
            expected.push_back(seq);
        }
        // The auditor's role ends with the year's last act; until then he hears all of it.
        BOOST_TEST(watched.seqs == expected, boost::test_tools::per_element());
        BOOST_TEST(!expected.empty());
    }
}

BOOST_AUTO_TEST_CASE(of_an_appraiser_hears_of_the_entries_he_judges_and_no_others) // SE-7
{
    WatchedYear& year = watched_year();
    const auto watched = std::ranges::find(year.pages, "appraiser", &WatchedYear::Watched::who);
    const auto view = year.house.pipeline->snapshot(year.house.tenant)->assessment(its_assessment.value);
    const Sight sight{AgencyId("phong-noi-vu")};
    std::size_t entries = 0;
    for (const Frame& frame : watched->page.socket->frames) {
        const json heard = json::parse(text_of(frame));
        if (heard["t"] != "event") continue;
        const auto judged = [&](const json& code) {
            return in_sight(*view, view->set->find(code.get<std::string>()), &sight);
        };
        for (const json& entry : heard["set"]["entries"]) {
            BOOST_TEST(judged(entry["code"]));
            ++entries;
        }
        const json& data = heard["ev"]["data"];
        if (data.contains("criterion")) BOOST_TEST(judged(data["criterion"]));
    }
    BOOST_TEST(entries > 10u);
    BOOST_TEST(std::ranges::count(watched->types, "approval_requested") == 0);
}

BOOST_AUTO_TEST_CASE(adds_up_to_what_the_matching_get_shows)
{
    WatchedYear& year = watched_year();
    const auto snapshot = year.house.pipeline->snapshot(year.house.tenant);
    for (const auto& watched : year.pages) {
        if (!watched.topic.starts_with("assessment/")) continue;
        const auto view = snapshot->assessment(watched.topic.substr(std::string("assessment/").size()));
        const Sight sight{AgencyId("phong-noi-vu")};
        const auto* sees = watched.who == "appraiser" ? &sight : nullptr;
        BOOST_TEST(folded_part(watched.view) == folded_part(json::parse(render_entries(*view, sees))), watched.topic);
    }
}

BOOST_AUTO_TEST_CASE(of_the_feed_hears_it_all_with_headlines)
{
    WatchedYear& year = watched_year();
    const auto feed = std::ranges::find(year.pages, "feed", &WatchedYear::Watched::who);
    BOOST_TEST(feed->types.size() > 500u);
    BOOST_TEST(council(feed->types) > 10u);
    for (const Frame& frame : feed->page.socket->frames) {
        const json heard = json::parse(text_of(frame));
        if (heard["t"] == "event") BOOST_TEST(!heard["headline"]["vi"].get<std::string>().empty());
    }
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(the_right_to_hear)

BOOST_AUTO_TEST_CASE(is_that_of_the_table)
{
    LiveHouse house;
    const auto kind = [&](const Player& who, const std::string& topic) {
        Page page = house.open(who);
        page.heard();
        page.subscribe(topic);
        const json answer = page.heard().at(0);
        house.close(page);
        if (answer["t"] == "snapshot") return std::string("yes");
        return answer["problem"]["type"].get<std::string>().substr(10);
    };
    const std::string others = "assessment/2023-phong-noi-vu";
    const Player officer = officer_of(agency), appraiser = appraiser_of("phong-noi-vu"),
                 operator_{ActorId("p-may"), {RoleKind::system_admin, {}, GrantId("g-may")}};
    house.does(the_system, GrantRole{operator_.hat.grant, operator_.actor, RoleKind::system_admin, {}, {}, {}, "QĐ"});
    const struct {
        const Player& who;
        std::string cycle, own, other, feed, ranking, progress;
    } table[]{
        {officer, "yes", "yes", "not-found", "missing-right", "yes", "missing-right"},
        {appraiser, "yes", "yes", "not-found", "missing-right", "yes", "yes"}, // nobody judges his own agency (ACT-22)
        {admin, "yes", "yes", "yes", "yes", "yes", "yes"},
        {auditor, "yes", "yes", "yes", "yes", "yes", "yes"},
        {operator_, "missing-right", "missing-right", "missing-right", "missing-right", "missing-right",
         "missing-right"},
    };
    for (const auto& row : table) {
        BOOST_TEST(kind(row.who, "cycle/2023") == row.cycle);
        BOOST_TEST(kind(row.who, its_topic) == row.own);
        BOOST_TEST(kind(row.who, others) == row.other);
        BOOST_TEST(kind(row.who, "feed/2023") == row.feed);
        BOOST_TEST(kind(row.who, its_ranking) == row.ranking);
        BOOST_TEST(kind(row.who, "progress/2023") == row.progress);
    }
    // A hat that was never granted opens nothing, whatever the session says.
    BOOST_TEST(kind({ActorId("p-la"), auditor.hat}, "cycle/2023") == "missing-right");
}

BOOST_AUTO_TEST_CASE(what_the_council_thinks_is_his_who_judges_it) // AP-11, SE-7
{
    LiveHouse house;
    house.submits(agency);
    const AgencyId judge = the_regulation()->appraiser_of(first_leaf(), AgencyId(agency));
    AgencyId elsewhere; // judges another entry of the same assessment
    for (const CriterionNo leaf : AYear::set().leaves())
        if (const AgencyId who = the_regulation()->appraiser_of(AYear::set()[leaf], AgencyId(agency)); who != judge)
            if (agency_scores(AYear::set()[leaf])) elsewhere = who;
    house.pass(lock);
    Page its = house.open_at(appraiser_of(judge.value), its_topic), all = house.open_at(auditor, its_topic);
    std::vector<Page> others;
    for (const Player& who : {officer_of(agency), head_of(agency), admin, appraiser_of(elsewhere.value)})
        others.push_back(house.open_at(who, its_topic));
    for (const bool draft : {true, false}) {
        its.heard(), all.heard();
        for (Page& page : others) page.heard();
        house.does(appraiser_of(judge.value), judged(Decision::disagree, draft));
        house.settle();
        const std::string type = draft ? "vn.cchc.appraisal_drafted" : "vn.cchc.appraisal_decided";
        for (Page* page : {&its, &all}) BOOST_TEST(page->one("event")["ev"]["type"] == type);
        for (Page& page : others) BOOST_TEST(page.heard().empty());
    }
    house.does(admin, PublishAppraisals{cycle_2023, appraisal_1});
    house.settle();
    for (const json& row : others[0].one("event")["set"]["entries"])
        if (row["code"] == first_leaf().code.value)
            BOOST_TEST(row["appraisals"]["appraisal_1"]["points"] == least().text());
}

BOOST_AUTO_TEST_CASE(of_a_grant_that_names_criteria_is_of_those_alone) // ACT-20
{
    LiveHouse house;
    const CriteriaSet& set = AYear::set();
    const AgencyId judge = the_regulation()->appraiser_of(first_leaf(), AgencyId(agency));
    const Player narrow{ActorId("p-hep"), {RoleKind::appraiser, judge, GrantId("g-hep")}};
    house.does(
        the_system,
        GrantRole{narrow.hat.grant, narrow.actor, narrow.hat.role, judge, {}, {}, "QĐ", {}, {first_leaf().code}});
    const auto other = std::ranges::find_if(set.leaves(), [&](CriterionNo leaf) {
        return agency_scores(set[leaf]) && set[leaf].code != first_leaf().code &&
               the_regulation()->appraiser_of(set[leaf], AgencyId(agency)) == judge;
    });
    BOOST_REQUIRE(other != set.leaves().end());

    Page its = house.open(narrow), whole = house.open(appraiser_of(judge.value)); // two hats of one agency
    its.heard(), whole.heard();                                                   // hello
    its.subscribe(its_topic), whole.subscribe(its_topic);
    const json shown = its.one("snapshot")["data"];
    BOOST_REQUIRE(shown["entries"].size() == 1u);
    BOOST_TEST(shown["entries"][0]["code"] == first_leaf().code.value);
    BOOST_TEST(whole.one("snapshot")["data"]["entries"].size() > 1u);

    house.does(officer_of(agency), EditEntry{its_assessment, WriteExplanation{set[*other].code, "ngoài phạm vi"}});
    house.settle();
    BOOST_TEST(its.heard("event").empty());
    BOOST_TEST(whole.heard("event").size() == 1u);
    house.does(officer_of(agency), EditEntry{its_assessment, WriteExplanation{first_leaf().code, "trong phạm vi"}});
    house.settle();
    BOOST_TEST(its.heard("event").size() == 1u);
}

BOOST_AUTO_TEST_CASE(ends_with_the_role)
{
    LiveHouse house;
    Page page = house.open(auditor);
    page.subscribe(its_topic).subscribe("feed/2023").subscribe(its_ranking);
    Page other = house.open_at(admin, its_topic);
    page.heard(), other.heard();
    house.does(admin, EndRole{auditor.hat.grant, "hết nhiệm vụ"});
    house.settle();
    const auto ended = page.heard();
    BOOST_TEST(ended.size() == 3u);
    for (const json& frame : ended) {
        BOOST_TEST(frame["t"] == "resync");
        BOOST_TEST(frame["reason"] == "rights-changed");
    }
    house.does(officer_of(agency), score(most()));
    house.settle();
    BOOST_TEST(page.heard().empty());
    BOOST_TEST(other.heard("event").size() == 1u);
    page.subscribe(its_topic, page.tokens[its_topic]);
    BOOST_TEST(page.one("problem")["problem"]["type"] == "/problems/missing-right");
}

BOOST_AUTO_TEST_CASE(ends_by_itself_within_a_second)
{
    LiveHouse house;
    const Player guest{ActorId("p-khach"), {RoleKind::auditor, {}, GrantId("g-khach")}};
    const Instant until = house.clock.now().plus_us(60 * second);
    house.does(the_system, GrantRole{guest.hat.grant, guest.actor, RoleKind::auditor, {}, {}, until, "QĐ"});
    Page page = house.open_at(guest, its_topic);
    page.heard();
    house.after(59 * second);
    BOOST_TEST(page.heard("resync").empty());
    house.after(second);
    BOOST_TEST(page.one("resync")["reason"] == "rights-changed");
}

BOOST_AUTO_TEST_CASE(ends_within_a_second_of_a_lock_that_shuts_the_agency_out) // LK-2
{
    auto closed = std::make_shared<Regulation>(*the_regulation());
    for (RoundPlan& round : closed->rounds)
        if (round.kind == RoundKind::self_assessment) round.after_lock = AfterLock::no_access;
    LiveHouse house(closed);
    Page its = house.open(officer_of(agency)), other = house.open_at(auditor, its_topic);
    its.subscribe(its_topic).subscribe("cycle/2023");
    its.heard(), other.heard();
    house.clock.set(lock.plus_us(-second));
    house.settle();
    BOOST_TEST(its.heard("resync").empty());
    house.pass(lock);
    house.after(second);
    const auto ended = its.heard("resync"); // of its other topic it goes on hearing
    BOOST_REQUIRE_EQUAL(ended.size(), 1u);
    BOOST_TEST(ended[0]["topic"] == its_topic);
    BOOST_TEST(ended[0]["reason"] == "rights-changed");
    BOOST_TEST(other.heard("resync").empty());
    its.subscribe(its_topic);
    BOOST_TEST(its.heard("problem").at(0)["problem"]["type"] == "/problems/round-locked");
}

BOOST_AUTO_TEST_CASE(ends_with_the_session)
{
    LiveHouse house;
    Page ended = house.open(officer_of(agency), "session-1"), kept = house.open(officer_of(agency), "session-2");
    ended.subscribe(its_topic), kept.subscribe(its_topic);
    ended.heard(), kept.heard();
    house.live->forget_session("session-1");
    house.run_posts();
    BOOST_TEST(ended.one("bye")["reason"] == "auth-expired");
    BOOST_TEST(ended.socket->closed == 4401);
    BOOST_TEST(kept.socket->closed == 0);
    house.does(officer_of(agency), score(most()));
    house.settle();
    BOOST_TEST(ended.heard().empty());
    BOOST_TEST(kept.heard("event").size() == 1u);
    house.live->forget_session("session-2");
    house.run_posts();
    BOOST_TEST(kept.one("bye")["reason"] == "auth-expired");
    BOOST_TEST(house.live->counters().subscriptions == 0u);
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(a_page_that_does_not_read)

BOOST_AUTO_TEST_CASE(starts_anew_once_and_is_sent_away_the_second_time)
{
    LiveHouse house;
    Page slow = house.open_at(admin, its_topic), other = house.open_at(officer_of(agency), its_topic);
    slow.heard(), other.heard();
    slow.socket->reads = false;
    const auto many = [&](int round) {
        for (int i = 0; i < 400; ++i)
            house.does(officer_of(agency), explain(std::to_string(round) + "." + std::to_string(i)));
        house.settle();
    };
    many(1);
    auto heard = slow.heard();
    BOOST_TEST(heard.back()["t"] == "resync");
    BOOST_TEST(heard.back()["reason"] == "too-far");
    BOOST_TEST(slow.socket->closed == 0);
    BOOST_TEST(other.heard("event").size() == 400u); // nobody else waited for it
    slow.subscribe(its_topic);
    many(2);
    heard = slow.heard();
    BOOST_TEST(heard.back()["t"] == "bye");
    BOOST_TEST(heard.back()["reason"] == "too-slow");
    BOOST_TEST(slow.socket->closed == 1008);
    BOOST_TEST(other.heard("event").size() == 400u);
}

BOOST_AUTO_TEST_CASE(is_told_to_come_back_when_the_server_goes_each_at_its_own_time)
{
    LiveHouse house;
    std::set<int> waits;
    for (int i = 0; i < 50; ++i) {
        Page page = house.open_at(admin, its_topic);
        page.heard();
        page.socket->on_draining();
        const json bye = page.one("bye");
        BOOST_TEST(bye["reason"] == "draining");
        BOOST_TEST(bye["retry_after_ms"].get<int>() < 5'000);
        waits.insert(bye["retry_after_ms"].get<int>());
        BOOST_TEST(page.socket->closed == 1001);
    }
    BOOST_TEST(waits.size() > 40u);
}

BOOST_AUTO_TEST_SUITE_END()
