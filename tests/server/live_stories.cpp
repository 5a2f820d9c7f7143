// Live pages: what they hear, in which order, how they come back, and what they never hear.

#include "server/live_frames.hpp"
#include "server/resume_token.hpp"
#include "tests/server/live_house.hpp"

using namespace cchc::tests;

namespace {
std::uint64_t number(const json& text)
{
    return std::stoull(text.get<std::string>());
}
constexpr std::int64_t second = 1'000'000;
} // namespace

BOOST_AUTO_TEST_SUITE(a_live_page)

BOOST_AUTO_TEST_CASE(is_welcomed_and_shown_what_the_matching_get_shows)
{
    LiveHouse house;
    Page page = house.open(officer_of(agency));
    const json welcome = page.one("welcome");
    BOOST_TEST(welcome["epoch"] == "e1");
    BOOST_TEST(welcome["heartbeat_s"] == 15);
    BOOST_TEST(welcome["server_time"] == "2023-12-04T09:00:00.000+07:00");

    page.says({{"t", "sub"}, {"rid", 1}, {"topic", its_topic}});
    const json snapshot = page.one("snapshot");
    const auto now = house.pipeline->snapshot(house.tenant);
    BOOST_TEST(snapshot["rid"] == 1);
    BOOST_TEST(number(snapshot["seq"]) == now->size - 1);
    BOOST_TEST(snapshot["data"] == json::parse(render_entries(*now->assessment(its_assessment.value), nullptr)));

    page.subscribe("cycle/2023");
    BOOST_TEST(page.one("snapshot")["data"]["rounds"].size() == 4u);
    Page board = house.open_at(admin, its_ranking);
    BOOST_TEST(board.heard("snapshot")[0]["data"] ==
               json::parse(render_ranking(now->cycle("2023")->board(), GroupId("phong-chuyen-mon"), nullptr)));
    board.subscribe("progress/2023");
    BOOST_TEST(board.one("snapshot")["data"] == json::parse(render_progress(now->cycle("2023")->board())));
}

BOOST_AUTO_TEST_CASE(hears_an_event_with_its_stored_bytes_and_the_rows_it_changed)
{
    LiveHouse house;
    Page page = house.open_at(head_of(agency), its_topic);
    json view = page.heard("snapshot")[0]["data"];
    const Accepted done = house.does(officer_of(agency), score(most()));
    house.settle();
    const std::string text = text_of(page.socket->frames.back());
    BOOST_TEST(text.find("\"ev\":" + house.leaves()[done.seq] + ",") != std::string::npos);
    const json event = page.one("event");
    BOOST_TEST(number(event["seq"]) == done.seq);
    BOOST_TEST(event["set"]["entries"].size() == 1u);
    BOOST_TEST(event["set"]["entries"][0]["code"] == first_leaf().code.value);
    BOOST_TEST(event["set"]["entries"][0]["self"]["score"] == most().text());
    BOOST_TEST(event["set"]["subtotals"].size() ==
               ancestors(AYear::set(), AYear::set().find(first_leaf().code.value)).size());
    fold(view, event);
    BOOST_TEST(folded_part(view) == folded_part(json::parse(render_entries(*done.assessment, nullptr))));
}

BOOST_AUTO_TEST_CASE(shares_each_frame_with_all_who_hear_the_same)
{
    LiveHouse house;
    std::vector<Page> pages;
    for (const Player& who : {officer_of(agency), head_of(agency), admin, officer_of(agency)})
        pages.push_back(house.open_at(who, its_topic));
    Page other = house.open_at(auditor, its_topic);
    const auto before = house.live->counters().frames;
    house.does(officer_of(agency), score(most()));
    house.settle();
    for (Page& page : pages) BOOST_TEST((page.socket->frames.back() == pages[0].socket->frames.back()));
    BOOST_TEST((other.socket->frames.back() != pages[0].socket->frames.back()));
    BOOST_TEST(house.live->counters().frames == before + 2); // one for them, one for the auditor
}

BOOST_AUTO_TEST_CASE(costs_nothing_for_topics_nobody_hears)
{
    LiveHouse house;
    Page elsewhere = house.open_at(officer_of("phong-noi-vu"), "assessment/2023-phong-noi-vu");
    const auto before = house.live->counters().frames;
    house.does(officer_of(agency), score(most()));
    house.settle();
    BOOST_TEST(house.live->counters().frames == before);
    elsewhere.says({{"t", "unsub"}, {"topic", "assessment/2023-phong-noi-vu"}});
    house.does(officer_of("phong-noi-vu"), score(most(), "phong-noi-vu"));
    house.settle();
    BOOST_TEST(house.live->counters().frames == before);
    BOOST_TEST(house.live->counters().subscriptions == 0u);
}

BOOST_AUTO_TEST_CASE(draws_one_snapshot_for_thousands_who_come_back_at_once)
{
    LiveHouse house;
    const auto before = house.live->counters().snapshots_drawn;
    std::vector<Page> tabs;
    for (int i = 0; i < 2'000; ++i) {
        tabs.push_back(house.open(admin));
        tabs.back().subscribe(its_topic).subscribe(its_ranking).subscribe("progress/2023");
    }
    BOOST_TEST(house.live->counters().snapshots_drawn == before + 3);
    BOOST_TEST(house.live->counters().frames == tabs.size() + 3); // and one welcome each
    for (Page& tab : tabs) {
        BOOST_TEST(tab.heard("snapshot").size() == 3u);
        for (std::size_t i = 1; i <= 3; ++i) // one text in memory, however many wait for it
            BOOST_TEST((tab.socket->frames[i] == tabs[0].socket->frames[i]));
    }
    house.does(officer_of(agency), score(most()));
    const auto frames = house.live->counters().frames;
    house.settle();
    BOOST_TEST(house.live->counters().frames == frames + 3); // 6 000 deliveries of three frames
    for (Page& tab : tabs) BOOST_TEST(tab.heard().size() == 3u);
}

BOOST_AUTO_TEST_CASE(who_comes_while_an_event_is_on_its_way_hears_it_once)
{
    LiveHouse house;
    std::vector<Page> pages;
    // Both come when the event is durable but no reader has seen it yet: one when nobody was listening at all.
    house.after_published = [&](const Published& event) {
        if (event.record.stream.id == its_assessment.value) pages.push_back(house.open_at(admin, its_topic));
    };
    const Accepted first = house.does(officer_of(agency), score(most()));
    const Accepted second_one = house.does(officer_of(agency), score(least()));
    house.after_published = {};
    house.settle();
    house.settle();
    BOOST_REQUIRE(pages.size() == 2u);
    const auto seqs = [](Page& page) {
        std::vector<std::uint64_t> all;
        for (const json& frame : page.heard())
            if (frame["t"] == "snapshot" || frame["t"] == "event") all.push_back(number(frame["seq"]));
        return all;
    };
    BOOST_TEST((seqs(pages[0]) == std::vector<std::uint64_t>{first.seq - 1, first.seq, second_one.seq}));
    BOOST_TEST((seqs(pages[1]) == std::vector<std::uint64_t>{first.seq, second_one.seq}));
}

BOOST_AUTO_TEST_CASE(is_told_of_quiet_and_of_the_time)
{
    LiveHouse house;
    Page page = house.open_at(officer_of(agency), its_topic);
    const std::string first = page.heard("snapshot")[0]["token"];
    house.does(officer_of("phong-noi-vu"), score(most(), "phong-noi-vu"));
    house.after(14 * second);
    BOOST_TEST(page.heard().empty());
    house.after(2 * second);
    const json bookmark = page.one("bookmark");
    BOOST_TEST(number(bookmark["seq"]) == house.log->size(house.tenant) - 1);
    BOOST_TEST(bookmark["token"] != first);
    page.socket->on_heartbeat();
    const json ping = page.one("ping");
    BOOST_TEST(ping["n"] == 1);
    BOOST_TEST(ping["seq"] == bookmark["seq"]);
    page.says({{"t", "pong"}, {"n", 1}});
    BOOST_TEST(page.heard().empty());
}

/// A network thread that does not come round is not piled up upon: what happens waits in one place, with a limit.
BOOST_AUTO_TEST_CASE(is_told_everything_once_its_thread_comes_round_again)
{
    LiveHouse house;
    Page page = house.open_at(officer_of(agency), its_topic);
    page.heard();
    std::vector<Sequence> expected, heard;
    for (int i = 0; i < 200; ++i) {
        expected.push_back(house.does(officer_of(agency), explain("lần " + std::to_string(i))).seq);
        house.live->turn();
    }
    BOOST_TEST(house.posts() <= limits::turns * LiveHouse::threads);
    house.run_posts();
    house.settle();
    for (const json& event : page.heard("event")) heard.push_back(number(event["seq"]));
    BOOST_TEST(heard == expected, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(may_pause_and_go_on_where_it_was)
{
    LiveHouse house;
    Page page = house.open_at(officer_of(agency), its_topic);
    Page board = house.open_at(admin, its_ranking);
    page.heard(), board.heard();
    page.says({{"t", "pause"}, {"topic", its_topic}});
    board.says({{"t", "pause"}, {"topic", its_ranking}});
    const Accepted one = house.does(officer_of(agency), score(most()));
    const Accepted two = house.does(officer_of(agency), score(least()));
    house.settle();
    BOOST_TEST(page.heard().empty());
    BOOST_TEST(board.heard().empty());
    page.says({{"t", "resume"}, {"topic", its_topic}});
    board.says({{"t", "resume"}, {"topic", its_ranking}});
    const auto events = page.heard("event");
    BOOST_REQUIRE(events.size() == 2u);
    BOOST_TEST(number(events[0]["seq"]) == one.seq);
    BOOST_TEST(number(events[1]["seq"]) == two.seq);
    BOOST_TEST(number(board.one("snapshot")["seq"]) == two.seq);
    const Accepted three = house.does(officer_of(agency), score(most()));
    house.settle();
    BOOST_TEST(number(page.one("event")["seq"]) == three.seq);
}

BOOST_AUTO_TEST_CASE(is_told_what_is_wrong_with_what_it_says)
{
    LiveHouse house;
    Page page = house.open(officer_of(agency));
    page.heard();
    const auto problem = [&](const json& message) {
        page.say(message);
        return page.one("problem")["problem"]["type"].get<std::string>();
    };
    page.socket->on_text("{\"t\":\"sub\",\"t\":\"sub\"}");
    BOOST_TEST(page.one("problem")["problem"]["type"] == "/problems/malformed");
    BOOST_TEST(problem(json::array()) == "/problems/malformed");
    BOOST_TEST(problem({{"t", "shout"}}) == "/problems/malformed");
    BOOST_TEST(problem({{"t", "hello"}, {"proto", 2}}) == "/problems/malformed");
    BOOST_TEST(problem({{"t", "sub"}, {"topic", "weather/2023"}}) == "/problems/not-found");
    BOOST_TEST(problem({{"t", "sub"}, {"topic", "cycle/1999"}}) == "/problems/not-found");
    BOOST_TEST(problem({{"t", "sub"}, {"topic", "ranking/2023/nobody"}}) == "/problems/not-found");
    page.say({{"t", "sub"}, {"rid", 7}, {"topic", "feed/2023"}});
    const json refused = page.one("problem");
    BOOST_TEST(refused["rid"] == 7);
    BOOST_TEST(refused["topic"] == "feed/2023");
    BOOST_TEST(refused["problem"]["type"] == "/problems/missing-right");
    page.say({{"t", "presence"}, {"topic", its_topic}, {"at", "1.1.2"}, {"editing", true}});
    page.says({{"t", "hello"}, {"proto", 1}, {"client", "web/1"}});
    BOOST_TEST(page.heard().empty());

    for (int i = 0; i < 1'000; ++i) page.say({{"t", "pong"}});
    BOOST_TEST(page.one("bye")["reason"] == "too-many-frames");
    BOOST_TEST(page.socket->closed == 4429);
}

BOOST_AUTO_TEST_CASE(follows_sixty_four_topics_and_no_more)
{
    LiveHouse house;
    Page page = house.open(admin);
    page.heard();
    int topics = 0;
    for (const AgencyListing& listing : the_regulation()->agencies)
        if (listing.assessed) page.subscribe("assessment/2023-" + listing.id.value), ++topics;
    // The same topic again is the same topic.
    for (int i = 0; i < 100; ++i) page.subscribe(its_topic);
    BOOST_TEST(page.heard("problem").empty());
    BOOST_TEST(house.live->counters().subscriptions == static_cast<std::uint64_t>(topics));
}

BOOST_AUTO_TEST_CASE(is_told_of_rounds_when_they_change_and_when_the_calendar_says_so)
{
    LiveHouse house;
    Page page = house.open_at(officer_of(agency), "cycle/2023");
    const json before = page.heard("snapshot")[0]["data"];
    BOOST_TEST(before["rounds"][0]["state"] == "open");
    house.does(admin, ExtendRound{cycle_2023, self_assessment, {}, deadline.plus_us(3'600 * second), {}, "9/QĐ", "lũ"});
    house.settle();
    const json extended = page.one("state");
    BOOST_TEST(extended["set"]["rounds"][0]["extensions"].size() == 1u);

    house.clock.set(lock.plus_us(3'600 * second)); // the lock moved with the deadline
    house.pipeline->wake();
    house.ask(officer_of(agency), score(most()));
    house.settle();
    const auto states = page.heard("state");
    BOOST_REQUIRE(!states.empty());
    BOOST_TEST(states.back()["set"]["rounds"][0]["state"] == "locked");
    BOOST_TEST(states.back()["set"]["rounds"][1]["state"] == "open"); // by the calendar
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(a_page_that_comes_back)

BOOST_AUTO_TEST_CASE(hears_what_it_missed_across_a_restart_without_gap_or_double)
{
    LiveHouse house;
    Page first = house.open_at(officer_of(agency), its_topic);
    json view = first.heard("snapshot")[0]["data"];
    std::vector<Sequence> expected, heard;
    const auto take = [&](Page& page) {
        for (const json& frame : page.heard("event")) {
            heard.push_back(number(frame["seq"]));
            fold(view, frame);
        }
    };
    expected.push_back(house.does(officer_of(agency), score(most())).seq);
    house.settle();
    take(first);
    std::string token = first.tokens[its_topic];
    for (int i = 0; i < 4; ++i) {
        if (i == 1) house.restart_all();
        expected.push_back(house.does(officer_of(agency), explain("lần " + std::to_string(i))).seq);
        house.does(officer_of("phong-noi-vu"), explain("của người khác " + std::to_string(i), "phong-noi-vu"));
        if (i == 2) house.restart_all();
        Page again = house.open(officer_of(agency));
        again.subscribe(its_topic, token);
        expected.push_back(house.does(officer_of(agency), explain("và nữa " + std::to_string(i))).seq);
        house.settle();
        take(again);
        token = again.tokens[its_topic];
        BOOST_TEST(again.socket->closed == 0);
        house.close(again);
    }
    BOOST_TEST(heard == expected, boost::test_tools::per_element());
    const auto now = house.pipeline->snapshot(house.tenant)->assessment(its_assessment.value);
    BOOST_TEST(folded_part(view) == folded_part(json::parse(render_entries(*now, nullptr))));
}

/// What it missed holds the rows as they were then, not as they are now: byte for byte what the others were told.
BOOST_AUTO_TEST_CASE(is_told_the_very_frames_that_those_who_stayed_were_told)
{
    LiveHouse house;
    const std::string judge = the_regulation()->appraiser_of(first_leaf(), AgencyId(agency)).value;
    const std::vector<Player> who{officer_of(agency), auditor, appraiser_of(judge)};
    std::vector<Page> stayed;
    std::vector<std::string> tokens;
    for (const Player& each : who) {
        stayed.push_back(house.open_at(each, its_topic));
        stayed.back().heard();
        tokens.push_back(stayed.back().tokens[its_topic]);
    }
    std::vector<std::size_t> from;
    for (const Page& page : stayed) from.push_back(page.socket->frames.size());
    for (int i = 0; i < 3; ++i) {
        house.does(officer_of(agency), score(i % 2 ? most() : least()));
        house.does(officer_of("phong-noi-vu"), score(most(), "phong-noi-vu"));
        house.does(officer_of(agency), explain("lần " + std::to_string(i)));
        house.settle();
    }
    house.does(admin, ExtendRound{cycle_2023, self_assessment, {}, deadline.plus_us(3'600 * second), {}, "9/QĐ", "lũ"});
    house.does(officer_of(agency), explain("sau gia hạn"));
    house.submits(agency);
    house.settle();
    house.pass(lock.plus_us(3'600 * second)); // the lock moved with the deadline
    house.does(appraiser_of(judge), judged(Decision::disagree, true));
    house.does(appraiser_of(judge), judged(Decision::disagree, false));
    house.does(admin, PublishAppraisals{cycle_2023, appraisal_1});
    house.settle();
    for (std::size_t i = 0; i < who.size(); ++i) {
        Page back = house.open(who[i]);
        back.subscribe(its_topic, tokens[i]);
        for (int turns = 0; turns < 50; ++turns) house.after(second / 50);
        const auto events = [](const Page& page, std::size_t begin) {
            std::vector<std::string> all;
            for (std::size_t at = begin; at < page.socket->frames.size(); ++at)
                if (std::string text = text_of(page.socket->frames[at]); text.starts_with(R"({"t":"event")"))
                    all.push_back(std::move(text));
            return all;
        };
        const auto expected = events(stayed[i], from[i]);
        BOOST_TEST(events(back, 0) == expected, boost::test_tools::per_element());
        BOOST_TEST(expected.size() > 8u);
    }
}

BOOST_AUTO_TEST_CASE(hears_at_once_that_it_missed_nothing)
{
    LiveHouse house;
    Page first = house.open_at(officer_of(agency), its_topic);
    first.heard();
    house.does(officer_of("phong-noi-vu"), score(most(), "phong-noi-vu"));
    house.settle();
    const auto drawn = house.live->counters().snapshots_drawn;
    Page again = house.open(officer_of(agency));
    again.heard();
    again.subscribe(its_topic, first.tokens[its_topic]);
    const json bookmark = again.one("bookmark");
    BOOST_TEST(number(bookmark["seq"]) == house.log->size(house.tenant) - 1);
    BOOST_TEST(house.live->counters().snapshots_drawn == drawn);
}

BOOST_AUTO_TEST_CASE(starts_anew_with_a_token_of_another_log_topic_or_right)
{
    LiveHouse house;
    Page page = house.open(officer_of(agency));
    page.subscribe(its_topic);
    page.heard();
    const std::string good = page.tokens[its_topic];
    const ResumeTokens tokens(live_key);
    const Sequence seq = house.log->size(house.tenant) - 1;
    const std::string hears = Hearing{}.text(), council = Hearing{.council = true}.text();
    const auto leaf = house.log->leaf_hash_of(house.tenant, seq), elsewhere = cchc::storage::sha256("another event");
    const std::string other = "assessment/2023-phong-noi-vu";
    const auto why = [&](const std::string& token) {
        page.subscribe(its_topic, token);
        const json resync = page.one("resync");
        BOOST_TEST(resync["snapshot_url"] == "/api/v1/assessments/" + its_assessment.value + "/entries");
        return resync["reason"].get<std::string>();
    };
    BOOST_TEST(tokens.write({1, seq, "quang-dien", its_topic, hears, leaf}) == good);
    BOOST_TEST(why(tokens.write({2, seq, "quang-dien", its_topic, hears, leaf})) == "epoch-changed");
    BOOST_TEST(why(tokens.write({1, seq + 1, "quang-dien", its_topic, hears, leaf})) == "epoch-changed");
    BOOST_TEST(why(tokens.write({1, seq, "quang-dien", its_topic, hears, elsewhere})) == "epoch-changed");
    BOOST_TEST(why(tokens.write({1, seq, "quang-dien", its_topic, council, leaf})) == "rights-changed");
    BOOST_TEST(why(tokens.write({1, seq, "quang-dien", other, hears, leaf})) == "token-expired");
    BOOST_TEST(why(tokens.write({1, seq, "phong-dien", its_topic, hears, leaf})) == "token-expired");
    BOOST_TEST(why(ResumeTokens(std::string(32, 'x')).write({1, seq, "quang-dien", its_topic, hears, leaf})) ==
               "token-expired");
    BOOST_TEST(why("tok_") == "token-expired");
    for (std::size_t at = 4; at < good.size(); ++at) {
        std::string wrong = good;
        wrong[at] = wrong[at] == 'A' ? 'B' : 'A';
        BOOST_TEST(why(wrong) == "token-expired");
    }
    BOOST_TEST(house.live->counters().subscriptions == 0u);
    page.subscribe(its_topic, good);
    page.one("bookmark");
}

BOOST_AUTO_TEST_CASE(starts_anew_when_it_missed_more_than_five_thousand)
{
    LiveHouse house;
    Page page = house.open_at(officer_of(agency), its_topic);
    page.heard();
    std::size_t missed = 0;
    const auto explain_until = [&](std::size_t events) { // each entry once in a batch
        while (missed < events) {
            EditEntries edits{its_assessment, {}};
            for (const CriterionNo leaf : AYear::set().leaves())
                if (const Criterion& criterion = AYear::set()[leaf];
                    agency_scores(criterion) && missed + edits.items.size() < events)
                    edits.items.push_back({WriteExplanation{criterion.code, "lần " + std::to_string(missed)}, {}});
            missed += edits.items.size();
            house.does(officer_of(agency), edits);
        }
    };
    house.close(page);
    explain_until(5'000);
    Page again = house.open(officer_of(agency));
    again.subscribe(its_topic, page.tokens[its_topic]);
    for (int i = 0; i < 400 && house.live->counters().replayed < 5'000; ++i) house.after(second / 50);
    BOOST_TEST(again.heard("event").size() == 5'000u);

    explain_until(6'000);
    Page late = house.open(officer_of(agency));
    late.heard();
    late.subscribe(its_topic, page.tokens[its_topic]);
    BOOST_TEST(late.one("resync")["reason"] == "too-far");
}

/// One that reads the log slowly is given no more than its outbox holds, and hears what happens meanwhile afterwards.
BOOST_AUTO_TEST_CASE(is_read_to_at_its_own_pace)
{
    LiveHouse house;
    Page page = house.open_at(officer_of(agency), its_topic);
    page.heard();
    std::vector<Sequence> expected, heard;
    for (int i = 0; i < 300; ++i)
        expected.push_back(house.does(officer_of(agency), explain("lần " + std::to_string(i))).seq);
    Page slow = house.open(officer_of(agency));
    slow.socket->reads = false;
    slow.subscribe(its_topic, page.tokens[its_topic]);
    BOOST_TEST(slow.socket->queued_bytes() < limits::outbox_bytes);
    expected.push_back(house.does(officer_of(agency), explain("trong lúc ấy")).seq);
    for (int i = 0; i < 20; ++i) {
        slow.socket->forget_queued(); // it has read them
        house.after(second / 50);
    }
    for (const json& event : slow.heard("event")) heard.push_back(number(event["seq"]));
    BOOST_TEST(heard == expected, boost::test_tools::per_element());
    BOOST_TEST(house.live->counters().resyncs == 0u);
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(a_board_that_lives)

BOOST_AUTO_TEST_CASE(tells_rows_that_changed_at_its_own_rate_and_counts_what_it_left_out)
{
    LiveHouse house;
    Page fast = house.open(admin), slow = house.open(auditor);
    fast.subscribe(its_ranking);
    slow.subscribe(its_ranking, {}, 1);
    fast.heard(), slow.heard();
    house.after(2 * second);
    house.does(officer_of(agency), score(most()));
    house.settle(); // the first is told at once
    const json at_once = fast.one("state");
    BOOST_TEST(at_once["dropped"] == 0);
    BOOST_TEST(at_once["set"][agency]["final"] == most().text());
    BOOST_TEST(slow.one("state")["dropped"] == 0);
    for (int i = 0; i < 9; ++i) house.does(officer_of(agency), score(i % 2 ? most() : least()));
    house.settle();
    BOOST_TEST(fast.heard().empty());
    house.after(second / 4);
    const json later = fast.one("state");
    BOOST_TEST(later["dropped"] == 8); // nine changes, one row
    BOOST_TEST(later["ver"] == at_once["ver"].get<int>() + 1);
    BOOST_TEST(later["set"][agency]["final"] == least().text());
    BOOST_TEST(number(later["seq"]) == house.log->size(house.tenant) - 1);
    BOOST_TEST(slow.heard().empty());
    house.after(second);
    BOOST_TEST(slow.one("state")["dropped"] == 8);
    house.after(10 * second);
    BOOST_TEST(fast.heard("state").empty()); // nothing new: nothing told
}

BOOST_AUTO_TEST_CASE(tells_nothing_of_what_came_back_to_what_it_was)
{
    LiveHouse house;
    house.does(officer_of(agency), score(most()));
    house.settle();
    Page page = house.open_at(admin, its_ranking);
    page.heard();
    house.after(second);
    house.does(officer_of(agency), score(least()));
    house.does(officer_of(agency), score(most()));
    house.after(second);
    BOOST_TEST(page.heard().empty());
    house.does(officer_of(agency), score(least()));
    house.after(second);
    BOOST_TEST(page.one("state")["set"][agency]["final"] == least().text());
}

/// Whoever folds the changes into the snapshot holds what the matching GET shows, all year round.
BOOST_AUTO_TEST_CASE(adds_up_to_what_the_matching_get_shows)
{
    LiveHouse house;
    Page page = house.open(admin);
    page.subscribe(its_ranking).subscribe("progress/2023");
    json ranking, progress;
    const auto rows_of = [](json list) {
        json rows = json::object();
        for (json& row : list) rows[row["agency"].get<std::string>()] = row;
        return rows;
    };
    const auto take = [&] {
        for (const json& frame : page.heard()) {
            json& view = frame.value("topic", "") == its_ranking ? ranking : progress;
            const char* list = frame.value("topic", "") == its_ranking ? "rows" : "agencies";
            if (frame["t"] == "snapshot") {
                view = frame["data"];
                view[list] = rows_of(view[list]);
            } else if (frame["t"] == "state") {
                view[list].update(frame["set"]);
                for (const char* beside : {"tiles", "rounds"})
                    if (frame.contains(beside)) view[beside] = frame[beside];
            }
        }
    };
    int turns = 0;
    AYear year([&](const Player& who, Command what) { return std::holds_alternative<Accepted>(house.ask(who, what)); },
               [&](Instant to) {
                   if (house.clock.now() < to) house.clock.set(to);
                   if (++turns % 3 == 0) house.settle(), take();
               },
               5, 25);
    year.play();
    house.after(second);
    take();
    const Board now = house.pipeline->snapshot(house.tenant)->cycle("2023")->board();
    json expected = json::parse(render_ranking(now, GroupId("phong-chuyen-mon"), nullptr));
    expected["rows"] = rows_of(expected["rows"]);
    expected.erase("seq"), ranking.erase("seq");
    BOOST_TEST(ranking == expected);
    expected = json::parse(render_progress(now));
    expected["agencies"] = rows_of(expected["agencies"]);
    expected.erase("seq"), progress.erase("seq");
    BOOST_TEST(progress == expected);
    BOOST_TEST(house.live->counters().state_frames > 40u);
}

BOOST_AUTO_TEST_CASE(shows_an_agency_its_own_row_and_nobody_elses)
{
    LiveHouse house;
    Page own = house.open_at(officer_of(agency), its_ranking);
    BOOST_TEST(own.heard("snapshot")[0]["data"]["rows"].size() == 1u);
    house.after(second);
    house.does(officer_of("phong-noi-vu"), score(most(), "phong-noi-vu"));
    house.after(second);
    for (const json& frame : own.heard("state"))
        for (const auto& [who, row] : frame["set"].items()) BOOST_TEST(who == agency);
    BOOST_TEST(text_of(own.socket->frames.back()).find("noi-vu") == std::string::npos);
    own.subscribe("progress/2023");
    BOOST_TEST(own.one("problem")["problem"]["type"] == "/problems/missing-right");
}

/// A row that came back to what it was before anybody was told: whoever came in between must not keep the other value.
BOOST_AUTO_TEST_CASE(shows_whoever_comes_what_the_others_were_told_last)
{
    LiveHouse house;
    house.does(officer_of(agency), score(least()));
    house.settle();
    Page first = house.open_at(admin, its_ranking);
    first.heard();
    house.after(second);
    house.does(officer_of(agency), score(most()));
    house.settle(); // told
    house.does(officer_of(agency), score(least()));
    Page second_page = house.open_at(auditor, its_ranking); // the change back is not told yet
    house.does(officer_of(agency), score(most()));
    house.after(second);
    json shown = second_page.heard("snapshot")[0]["data"]["rows"];
    std::string final;
    for (const json& row : shown)
        if (row["agency"] == agency) final = row["final"];
    BOOST_TEST(final == most().text());
}

BOOST_AUTO_TEST_SUITE_END()
