// The one sentence: command → decide → append → project → publish.

#include "storage/failure.hpp"
#include "tests/server/sequencer_house.hpp"

#include <thread>

using namespace cchc::tests;

BOOST_AUTO_TEST_SUITE(the_pipeline)

BOOST_AUTO_TEST_CASE(answers_after_the_event_is_durable_and_the_next_read_shows_it)
{
    SequencerHouse house;
    house.open_cycle();
    const std::uint64_t before = house.log->size(house.tenant);
    std::promise<std::pair<std::uint64_t, std::uint64_t>> seen; // the log's size and the snapshot's, when answered
    Asked asked{.tenant = house.tenant, .command = score(most()), .actor = officer_of(agency).actor};
    asked.hat = officer_of(agency).hat;
    asked.id = house.new_command();
    asked.answer = [&](Answer) {
        seen.set_value({house.log->size(house.tenant), house.pipeline->snapshot(house.tenant)->size});
    };
    house.pipeline->submit(std::move(asked));
    BOOST_TEST((seen.get_future().get() == std::pair(before + 1, before + 1)));

    const auto answer = house.ask(officer_of(agency), score(least()));
    const Accepted& yes = accepted(answer);
    BOOST_TEST(yes.seq == before + 1);
    BOOST_TEST(yes.events.size() == 1u);
    BOOST_TEST((yes.events[0].leaf_hash == house.log->leaf_hash_of(house.tenant, yes.seq)));
    const CriterionNo leaf = AYear::set().find(first_leaf().code.value);
    BOOST_TEST((yes.assessment->entries[leaf]->self == least()));
    BOOST_TEST(yes.assessment->seq == yes.seq);
    BOOST_TEST(yes.cycle->cycle.id.value == "2023");
}

BOOST_AUTO_TEST_CASE(remembers_a_command_for_ever)
{
    SequencerHouse house;
    house.open_cycle();
    const CommandId id = house.new_command();
    const auto first = house.ask(officer_of(agency), score(most()), id, 7);
    const std::uint64_t size = house.log->size(house.tenant);

    const auto again = house.ask(officer_of(agency), score(most()), id, 7);
    BOOST_TEST(std::get<Again>(again).remembered.first_seq == accepted(first).seq);
    BOOST_TEST(std::get<Again>(again).remembered.count == 1u);
    BOOST_TEST((unavailable(house.ask(officer_of(agency), score(least()), id, 8)) == Unavailable::key_reused));

    house.restart();
    const auto after_restart = house.ask(officer_of(agency), score(most()), id, 7);
    BOOST_TEST((std::get<Again>(after_restart).remembered == std::get<Again>(again).remembered));
    BOOST_TEST((unavailable(house.ask(officer_of(agency), score(least()), id, 8)) == Unavailable::key_reused));
    BOOST_TEST(house.log->size(house.tenant) == size);
}

BOOST_AUTO_TEST_CASE(remembers_a_command_that_changed_nothing)
{
    SequencerHouse house;
    house.open_cycle();
    house.ask(officer_of(agency), score(most()));
    const CommandId id = house.new_command();
    const auto same = house.ask(officer_of(agency), score(most()), id);
    BOOST_TEST(accepted(same).events.empty());
    BOOST_TEST(accepted(same).seq + 1 == house.log->size(house.tenant));
    house.ask(officer_of(agency), score(least()));
    const auto late_retry = house.ask(officer_of(agency), score(most()), id);
    BOOST_TEST(std::get<Again>(late_retry).remembered.count == 0u);
    BOOST_TEST(std::get<Again>(late_retry).remembered.first_seq == accepted(same).seq);
}

BOOST_AUTO_TEST_CASE(leaves_no_event_of_a_refusal_and_lets_it_be_tried_again_under_its_key)
{
    SequencerHouse house;
    house.open_cycle();
    const std::uint64_t size = house.log->size(house.tenant);
    const CommandId id = house.new_command();
    BOOST_TEST(
        (refused(house.ask(officer_of(agency), score(Points::whole(99)), id)) == RefusalCode::score_out_of_range));
    BOOST_TEST((refused(house.ask(auditor, score(most()))) == RefusalCode::missing_right));
    BOOST_TEST((refused(house.ask(officer_of("phong-noi-vu"), score(most()))) == RefusalCode::missing_right));
    BOOST_TEST(house.log->size(house.tenant) == size);
    accepted(house.ask(officer_of(agency), score(most()), id));
    // Somebody changed it since: the version in force is told.
    const auto stale = house.ask(officer_of(agency), score(least()), {}, 0, 0);
    BOOST_TEST((refused(stale) == RefusalCode::stale_version));
    BOOST_TEST(std::get<Refused>(stale).refusal.current == 1);
    BOOST_TEST(house.log->size(house.tenant) == size + 1);
}

/// An event too long for the log must not reach it, and must not bring the sequencer down.
BOOST_AUTO_TEST_CASE(refuses_what_would_not_fit_into_one_event)
{
    SequencerHouse house;
    house.open_cycle();
    Regulation wide = *the_regulation(); // 1,500 agencies of 40 letters
    wide.id = RegulationId("quy-che-rong");
    for (int i = 0; i < 1'500; ++i) {
        const std::string number = std::to_string(1'000 + i);
        wide.agencies.push_back({AgencyId("don-vi-co-ten-goi-that-la-dai-va-so-" + number), "đơn vị " + number,
                                 wide.groups.front().id, true});
    }
    FileRef document = regulation_document();
    document.sha256.bytes[0] ^= 1;
    const IssueRegulation issue{wide.id, document, "2/QĐ-UBND", {}, "UBND huyện"};
    house.regulation = std::make_shared<const Regulation>(wide);
    accepted(house.submit(admin, issue).get());
    const std::uint64_t size = house.log->size(house.tenant);
    const OpenCycle open{CycleId("rong"), "Kỳ rộng", wide.id, 1, {}, {}};
    BOOST_TEST((refused(house.ask(admin, open)) == RefusalCode::too_long));
    BOOST_TEST(house.log->size(house.tenant) == size);
    accepted(house.ask(officer_of(agency), explain("ngắn gọn")));
}

BOOST_AUTO_TEST_CASE(turns_away_a_tenant_nobody_knows)
{
    SequencerHouse house;
    Asked asked{.tenant = 9, .command = score(most())};
    BOOST_CHECK_THROW(house.pipeline->submit(std::move(asked)), cchc::storage::Failure);
    house.open_cycle();
}

BOOST_AUTO_TEST_CASE(takes_only_the_clock_while_it_is_read_only)
{
    SequencerHouse house;
    house.open_cycle();
    house.pipeline->set_read_only(true);
    BOOST_TEST((unavailable(house.ask(officer_of(agency), score(most()))) == Unavailable::read_only));
    house.clock.set(lock);
    house.ask(officer_of(agency), score(most())); // whatever the answer: the clock came first
    BOOST_TEST(house.count("round_locked") == 1u);
    house.pipeline->set_read_only(false);
    BOOST_TEST((refused(house.ask(officer_of(agency), score(most()))) == RefusalCode::deadline_passed));
}

/// Many clients at once, a commit always in flight: everyone gets an answer, each in its own order, none twice.
BOOST_AUTO_TEST_CASE(answers_everyone_while_a_commit_is_in_flight)
{
    SequencerHouse house;
    house.open_cycle();
    const std::uint64_t before = house.log->size(house.tenant);
    constexpr int clients = 8, each = 50;
    std::vector<std::thread> threads;
    std::vector<std::vector<Sequence>> told(clients);
    const std::vector<std::string> agencies = [] {
        std::vector<std::string> all;
        for (const AgencyListing& listing : the_regulation()->agencies)
            if (listing.assessed) all.push_back(listing.id.value);
        return all;
    }();
    std::atomic<std::uint64_t> next_id{1'000'000};
    for (int client = 0; client < clients; ++client)
        threads.emplace_back([&, client] {
            const std::string& mine = agencies[static_cast<std::size_t>(client)];
            std::vector<std::future<Answer>> waiting;
            for (int i = 0; i < each; ++i)
                waiting.push_back(house.submit(officer_of(mine), explain("lần " + std::to_string(i), mine),
                                               command_id(next_id.fetch_add(1))));
            for (auto& answer : waiting)
                if (const auto held = answer.get(); const auto* yes = std::get_if<Accepted>(&held))
                    told[static_cast<std::size_t>(client)].push_back(yes->seq);
        });
    for (std::thread& thread : threads) thread.join();
    std::set<Sequence> all;
    for (const auto& mine : told) {
        BOOST_TEST(mine.size() == static_cast<std::size_t>(each));
        BOOST_TEST(std::ranges::is_sorted(mine));                           // I5
        for (const Sequence seq : mine) BOOST_TEST(all.insert(seq).second); // I2
    }
    BOOST_TEST(house.log->size(house.tenant) == before + clients * each); // I3: no gap
    BOOST_TEST(house.pipeline->counters().batches < house.pipeline->counters().commands);
}

BOOST_AUTO_TEST_CASE(publishes_each_event_once_in_order_before_it_answers)
{
    SequencerHouse house;
    std::vector<Sequence> heard;
    std::uint64_t shown = 0;
    house.published = [&](const Published& event) {
        heard.push_back(event.record.seq);
        BOOST_TEST(event.views.size() == event.record.seq + 1);
        BOOST_TEST(house.log->size(house.tenant) > event.record.seq); // ⑤ never before ③
    };
    house.batch_published = [&] { shown = house.pipeline->snapshot(house.tenant)->size; };
    house.open_cycle();
    BOOST_TEST(shown == house.log->size(house.tenant));
    for (Sequence seq = 0; seq < heard.size(); ++seq) BOOST_REQUIRE_EQUAL(heard[seq], seq);
    BOOST_TEST(heard.size() == shown);
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(the_pipelines_clock)

BOOST_AUTO_TEST_CASE(locks_once_to_the_microsecond)
{
    SequencerHouse house;
    house.open_cycle();
    house.clock.set(lock.plus_us(-1));
    accepted(house.ask(officer_of(agency), score(most())));
    house.clock.set(lock);
    BOOST_TEST((refused(house.ask(officer_of(agency), score(least()))) == RefusalCode::deadline_passed));
    for (int i = 0; i < 5; ++i) house.pipeline->wake();
    house.ask(officer_of(agency), score(least()));
    BOOST_TEST(house.count("round_locked") == 1u);
}

BOOST_AUTO_TEST_CASE(locks_when_nobody_asks_anything)
{
    SequencerHouse house;
    house.open_cycle();
    std::promise<void> locked;
    house.published = [&](const Published& event) {
        if (wire_name(event.record.event) == "round_locked") locked.set_value();
    };
    house.clock.set(lock);
    house.pipeline->wake();
    BOOST_TEST((locked.get_future().wait_for(std::chrono::seconds(20)) == std::future_status::ready));
    house.stop();
}

BOOST_AUTO_TEST_CASE(locks_before_any_traffic_after_a_restart_across_the_deadline)
{
    SequencerHouse house;
    house.open_cycle();
    accepted(house.ask(officer_of(agency), score(most())));
    house.stop();
    house.clock.set(lock.plus_us(86'400'000'000));
    house.start();
    BOOST_TEST((refused(house.ask(officer_of(agency), score(least()))) == RefusalCode::deadline_passed));
    BOOST_TEST(house.count("round_locked") == 1u);
    house.restart();
    house.ask(officer_of(agency), score(least()));
    BOOST_TEST(house.count("round_locked") == 1u);
}

BOOST_AUTO_TEST_CASE(closes_a_consultation_across_a_restart_before_anyone_is_heard) // CS-24, ES-7
{
    SequencerHouse house;
    house.open_cycle();
    Regulation next = *the_regulation();
    next.control.change_note = "bổ sung tiêu chí";
    const Instant closing = local("2023-12-05 00:00");
    house.regulation = std::make_shared<const Regulation>(next);
    accepted(house.ask(admin, DraftRegulation{next.id, regulation_document(), {}}));
    accepted(house.ask(admin, OpenConsultation{next.id, closing, {}, "12/PNV"}));
    const CommentOnDraft late{next.id, CommentId("gy-1"), {}, {}, "đến muộn"};
    house.stop();
    house.clock.set(closing);
    house.start();
    BOOST_TEST((refused(house.ask(officer_of(agency), late)) == RefusalCode::deadline_passed));
    BOOST_TEST(house.count("consultation_closed") == 1u);
    BOOST_TEST(house.count("draft_commented") == 0u);
    house.ask(officer_of(agency), late);
    BOOST_TEST(house.count("consultation_closed") == 1u);
}

BOOST_AUTO_TEST_CASE(never_unlocks_when_it_is_stepped_back)
{
    SequencerHouse house;
    house.open_cycle();
    house.clock.set(lock);
    BOOST_TEST((refused(house.ask(officer_of(agency), score(most()))) == RefusalCode::deadline_passed));
    const Instant locked_at = house.pipeline->snapshot(house.tenant)->at;
    house.clock.set(opening);
    BOOST_TEST((refused(house.ask(officer_of(agency), score(most()))) == RefusalCode::deadline_passed));
    const auto late = house.ask(admin, EndRole{auditor.hat.grant, "nghỉ"});
    BOOST_TEST((accepted(late).at >= locked_at)); // time runs forwards in the log
    house.restart();
    BOOST_TEST((refused(house.ask(officer_of(agency), score(most()))) == RefusalCode::deadline_passed));
    BOOST_TEST(house.count("round_locked") == 1u);
}

/// I9: whoever is accepted stands before the lock in the log, everyone else was refused, whatever the race.
BOOST_AUTO_TEST_CASE(draws_one_line_through_a_race_at_the_deadline)
{
    SequencerHouse house;
    house.open_cycle();
    house.clock.set(lock.plus_us(-2));
    std::atomic<bool> go_on{true};
    std::thread ticking([&] {
        while (go_on) house.clock.advance_us(1), house.pipeline->wake();
    });
    std::vector<std::future<Answer>> waiting;
    for (int i = 0; i < 300; ++i)
        waiting.push_back(house.submit(officer_of(agency), explain("lần " + std::to_string(i))));
    std::vector<Sequence> in;
    for (auto& answer : waiting) {
        const auto held = answer.get();
        if (const auto* yes = std::get_if<Accepted>(&held))
            in.push_back(yes->seq);
        else
            BOOST_REQUIRE((refused(held) == RefusalCode::deadline_passed));
    }
    go_on = false;
    ticking.join();
    house.clock.set(lock);
    house.ask(officer_of(agency), explain("quá muộn"));
    BOOST_TEST(house.count("round_locked") == 1u);
    const auto leaves = house.leaves();
    const auto locked = std::ranges::find_if(
        leaves, [](const std::string& leaf) { return leaf.find("vn.cchc.round_locked") != std::string::npos; });
    for (const Sequence seq : in) BOOST_TEST(seq < static_cast<Sequence>(locked - leaves.begin()));
    const auto written_after = std::count_if(locked, leaves.end(), [](const std::string& leaf) {
        return leaf.find("vn.cchc.explanation_written") != std::string::npos;
    });
    BOOST_TEST(written_after == 0);
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(a_pipeline_whose_disk_fails)

BOOST_AUTO_TEST_CASE(acknowledges_nothing_more_and_says_so)
{
    SequencerHouse house;
    house.open_cycle();
    const auto last = house.ask(officer_of(agency), score(most()));
    house.disk->inject(FaultyDisk::Fault::sync_is_slow, ".log");
    house.disk->inject(FaultyDisk::Fault::sync_fails, ".log", 1'000);
    std::vector<std::future<Answer>> waiting;
    for (int i = 0; i < 200; ++i) {
        // Twenty are on their way through the slow sync while the others come: those are in the batch that fails.
        if (i == 20) std::this_thread::sleep_for(std::chrono::milliseconds(50));
        waiting.push_back(house.submit(officer_of(agency), explain("lần " + std::to_string(i))));
    }
    std::size_t unknown = 0, stopping = 0, kept = 0;
    Sequence last_kept = accepted(last).seq;
    for (auto& answer : waiting) {
        BOOST_REQUIRE((answer.wait_for(std::chrono::seconds(20)) == std::future_status::ready));
        const auto held = answer.get();
        if (const auto* yes = std::get_if<Accepted>(&held)) {
            ++kept, last_kept = yes->seq;
            BOOST_TEST(unknown + stopping == 0u); // nothing is acknowledged after the failure
        } else {
            unknown += unavailable(held) == Unavailable::outcome_unknown;
            stopping += unavailable(held) == Unavailable::stopping;
        }
    }
    BOOST_TEST(kept > 0u);
    BOOST_TEST(unknown > 0u);
    BOOST_TEST(unknown + stopping + kept == 200u);
    auto failure = house.failure.get_future();
    BOOST_REQUIRE((failure.wait_for(std::chrono::seconds(20)) == std::future_status::ready));
    BOOST_TEST(!failure.get().empty());
    BOOST_TEST((unavailable(house.ask(officer_of(agency), score(least()))) == Unavailable::stopping));

    // What was acknowledged is there after a restart on a disk that works again.
    house.stop();
    house.disk = std::make_shared<FaultyDisk>(house.scratch);
    house.failure = {};
    house.start();
    BOOST_TEST(house.log->size(house.tenant) > last_kept);
    accepted(house.ask(officer_of(agency), score(least())));
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(a_year_through_the_pipeline)

namespace {

/// Plays the year and keeps what was shown, live, after every so many events.
struct PlayedYear {
    SequencerHouse house;
    std::map<std::uint64_t, std::map<std::string, std::string>> shown;

    PlayedYear(std::uint64_t seed, int acts)
    {
        AYear([&](const Player& who, Command what) { return ask(who, std::move(what)); },
              [&](Instant to) { house.clock.set(to); }, seed, acts)
            .play();
    }
    bool ask(const Player& who, Command what)
    {
        const Answer answer = house.ask(who, std::move(what));
        const auto snapshot = house.pipeline->snapshot(house.tenant);
        if (shown.empty() || shown.rbegin()->first + 7 <= snapshot->size) shown[snapshot->size] = seen(*snapshot);
        return std::holds_alternative<Accepted>(answer);
    }
    static std::map<std::string, std::string> seen(const Snapshot& snapshot)
    {
        std::map<std::string, std::string> all;
        const CycleSnapshot* cycle = snapshot.cycle("2023");
        if (!cycle) return all;
        for (const auto& assessment : cycle->assessments) all[assessment->id.value] = everything_about(*assessment);
        all["board"] = everything_about(cycle->board());
        JsonWriter json(all["cycle"]);
        write_cycle(json, *cycle->cycle, snapshot.at);
        return all;
    }
    std::vector<Record> records() const
    {
        std::vector<Record> all;
        Sequence seq = 0;
        for (const std::string& leaf : house.leaves()) {
            all.push_back(cchc::storage::decode(leaf).record);
            all.back().seq = seq++;
        }
        return all;
    }
    std::map<View, cchc::storage::ViewNo> numbers()
    {
        std::map<View, cchc::storage::ViewNo> all;
        for (const View view : all_views) all[view] = house.rows->view(name_of(view), version_of(view));
        return all;
    }
};

PlayedYear& played_year()
{
    static PlayedYear year(2023, 40);
    return year;
}

} // namespace

BOOST_AUTO_TEST_CASE(leaves_the_rows_a_fresh_fold_makes)
{
    PlayedYear& year = played_year();
    const auto numbers = year.numbers();
    Views fresh;
    fresh.learn(regulation_document().sha256, the_regulation());
    std::map<std::pair<View, std::string>, std::vector<std::pair<Sequence, std::string>>> expected;
    for (const Record& record : year.records()) {
        std::vector<RowChange> changes;
        fresh.project(record, changes);
        for (const RowChange& change : changes)
            expected[{change.view, change.key}].emplace_back(record.seq, change.value);
    }
    BOOST_TEST(expected.size() > 500u);
    for (const auto& [row, versions] : expected) {
        std::vector<std::pair<Sequence, std::string>> stored;
        year.house.rows->history(year.house.tenant, numbers.at(row.first), row.second,
                                 [&](Sequence seq, const std::optional<std::string_view>& value) {
                                     stored.emplace_back(seq, value.value_or(""));
                                     return true;
                                 });
        BOOST_REQUIRE((stored == versions));
    }
    for (const auto& [view, number] : numbers) {
        BOOST_TEST(year.house.rows->cursor(year.house.tenant, number) == fresh.size());
        std::size_t rows = 0, expected_rows = 0;
        year.house.rows->scan_as_of(year.house.tenant, number, "", fresh.size(), [&](const auto&) { return ++rows; });
        for (const auto& [row, versions] : expected) expected_rows += row.first == view;
        BOOST_TEST(rows == expected_rows); // and no others
    }
}

BOOST_AUTO_TEST_CASE(answers_as_of_any_moment_what_was_served_then)
{
    PlayedYear& year = played_year();
    const auto numbers = year.numbers();
    const auto records = year.records();
    BOOST_TEST(year.shown.size() > 20u);
    for (const auto& [size, seen] : year.shown) {
        const auto cycle = cycle_as_of(records, size);
        BOOST_REQUIRE((cycle != nullptr) == !seen.empty());
        if (!cycle) continue;
        const RowsAsOf rows(*year.house.rows, year.house.tenant, numbers, size);
        for (const AgencyId& id : cycle->cycle.agencies) {
            const auto view = assessment_from(rows, id, cycle);
            BOOST_REQUIRE(view);
            BOOST_REQUIRE_EQUAL(everything_about(*view), seen.at(view->id.value));
        }
        BOOST_REQUIRE_EQUAL(everything_about(board_from(rows, cycle)), seen.at("board"));
        std::string calendar;
        JsonWriter json(calendar);
        write_cycle(json, *cycle, records[size - 1].at);
        BOOST_REQUIRE_EQUAL(calendar, seen.at("cycle"));
    }
}

BOOST_AUTO_TEST_CASE(is_the_same_after_a_restart_with_rows_and_without)
{
    PlayedYear year(7, 12);
    const auto before = PlayedYear::seen(*year.house.pipeline->snapshot(year.house.tenant));
    year.house.restart();
    const auto snapshot = year.house.pipeline->snapshot(year.house.tenant);
    BOOST_TEST(snapshot->size == year.house.log->size(year.house.tenant));
    BOOST_TEST((PlayedYear::seen(*snapshot) == before));

    year.house.stop();
    std::filesystem::remove_all(year.house.scratch / "views");
    year.house.start();
    BOOST_TEST((PlayedYear::seen(*year.house.pipeline->snapshot(year.house.tenant)) == before));
    const auto cycle = cycle_as_of(year.records(), snapshot->size);
    const auto numbers = year.numbers();
    const RowsAsOf rows(*year.house.rows, year.house.tenant, numbers, snapshot->size);
    BOOST_TEST(everything_about(board_from(rows, cycle)) == before.at("board"));
}

BOOST_AUTO_TEST_SUITE_END()
