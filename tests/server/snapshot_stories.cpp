// After any stop the fold stands where it stood: from its snapshot and the rest of the log, or from the log alone.

#include "server/snapshots.hpp"
#include "server/tenant_room.hpp"
#include "storage/event_codec.hpp"
#include "tests/server/sequencer_house.hpp"

#include <random>

using namespace cchc::tests;
namespace storage = cchc::storage;

namespace {

std::shared_ptr<const Regulation> document(const Sha256& hash)
{
    return hash == regulation_document().sha256 ? the_regulation() : nullptr;
}

/// A year on a real log, told by the real sequencer.
struct LoggedYear {
    SequencerHouse house;
    std::vector<Record> records;
    std::vector<std::vector<RowChange>> changes; ///< by sequence
    Views whole;
    struct Wish {
        Player who;
        Command what;
        Instant at;
    };
    std::vector<Wish> wishes;

    explicit LoggedYear(std::uint64_t seed, int acts)
    {
        AYear(
            [&](const Player& who, Command what) {
                wishes.push_back({who, what, house.clock.now()});
                return std::holds_alternative<Accepted>(house.ask(who, std::move(what)));
            },
            [&](Instant to) { house.clock.set(to), house.pipeline->wake(); }, seed, acts)
            .play();
        house.pipeline.reset();
        whole.learn(regulation_document().sha256, the_regulation());
        house.log->replay(house.tenant, 0, house.log->size(house.tenant), [&](const storage::Entry& entry) {
            Record record = storage::decode(entry.leaf).record;
            record.seq = entry.header.seq;
            whole.project(record, changes.emplace_back());
            records.push_back(std::move(record));
            return true;
        });
    }
    storage::Tenant tenant() const { return house.log->tenant(house.tenant); }
    Views fold_of(std::uint64_t size) const
    {
        Views fold;
        fold.learn(regulation_document().sha256, the_regulation());
        std::vector<RowChange> untold;
        for (std::size_t seq = 0; seq < size; ++seq) fold.project(records[seq], untold);
        return fold;
    }
};

LoggedYear& the_year()
{
    static LoggedYear year(2023, 40);
    return year;
}

std::map<std::string, std::string> taken_apart(const Views& fold)
{
    std::map<std::string, std::string> parts;
    for (const auto& [name, changed] : fold.parts()) parts.emplace(name, fold.part(name));
    return parts;
}

/// The views' database with what a server had in it when it stopped after `size` events of the year, having taken a
/// snapshot every `every` events.
struct StoppedAt {
    Scratch scratch;
    storage::ViewStore rows{{.folder = scratch}};
    storage::ViewNo snapshot = rows.view(Snapshots::view_name, Snapshots::view_version);
    std::vector<std::string> remarks;

    TenantNo tenant;

    StoppedAt(LoggedYear& year, std::size_t size, std::uint64_t every, std::uint64_t seed) : tenant(year.house.tenant)
    {
        std::mt19937_64 dice(seed);
        TenantRoom room(*year.house.log, rows, year.tenant(), every);
        room.views.learn(regulation_document().sha256, the_regulation());
        for (std::size_t next = 0; next < size;) {
            storage::ViewStore::Rows batch;
            for (std::size_t left = 1 + dice() % 5; left > 0 && next < size; --left)
                room.project(year.records[next++], batch);
            room.keep_a_little(batch);
            rows.write(std::move(batch));
        }
    }
    std::uint64_t kept() const { return rows.cursor(tenant, snapshot); }
};

/// A room that came up from it knows what one knows that read the whole log, and goes on in the same way.
void comes_up_whole(LoggedYear& year, StoppedAt& stopped, std::uint64_t folded)
{
    TenantRoom room(*year.house.log, stopped.rows, year.tenant(), limits::snapshot_every);
    BOOST_REQUIRE_EQUAL(room.come_up(document, [&](const std::string& what) { stopped.remarks.push_back(what); }),
                        folded);
    BOOST_REQUIRE((taken_apart(room.views) == taken_apart(year.whole)));
    BOOST_REQUIRE_EQUAL(everything_about(room.published.load()->cycle("2023")->board()),
                        everything_about(year.whole.snapshot()->cycle("2023")->board()));
    for (const auto& wish : year.wishes) {
        const Occasion on{wish.who.actor, wish.who.hat, wish.at, {}};
        const auto here = decide(room.world, wish.what, on, storage::sha256);
        const auto there = decide(year.whole.world(), wish.what, on, storage::sha256);
        BOOST_REQUIRE_EQUAL(here.has_value(), there.has_value());
        if (here)
            BOOST_REQUIRE((*here == *there));
        else
            BOOST_REQUIRE((here.error().code == there.error().code && here.error().about == there.error().about));
    }
    for (const View view : all_views) {
        const auto number = stopped.rows.view(name_of(view), version_of(view));
        BOOST_REQUIRE_EQUAL(stopped.rows.cursor(year.house.tenant, number), year.records.size());
    }
    for (std::size_t seq = 0; seq < year.changes.size(); seq += 7)
        for (const RowChange& change : year.changes[seq])
            BOOST_REQUIRE(
                (stopped.rows.as_of(year.house.tenant, stopped.rows.view(name_of(change.view), version_of(change.view)),
                                    change.key, seq + 1) == change.value));
}

} // namespace

BOOST_AUTO_TEST_SUITE(a_start)

/// The law: wherever the server stopped, snapshot and tail come to the fold of the whole log.
BOOST_AUTO_TEST_CASE(from_a_snapshot_and_the_tail_is_a_start_from_the_whole_log)
{
    LoggedYear& year = the_year();
    const std::size_t all = year.records.size();
    BOOST_REQUIRE(all > 500u);
    std::mt19937_64 dice(1);
    int restored = 0;
    for (std::size_t size = 0; size <= all; size += 1 + dice() % 60) {
        StoppedAt stopped(year, size, 1 + dice() % 90, dice());
        const std::uint64_t kept = stopped.kept();
        BOOST_REQUIRE(kept <= size);
        if (kept > 0) { // it was taken while events went on, and yet is the fold of exactly so many
            const Snapshots snapshots(*year.house.log, stopped.rows, stopped.snapshot, year.house.tenant);
            BOOST_REQUIRE_EQUAL(snapshots.wrong_with(year.fold_of(kept)), "");
        }
        comes_up_whole(year, stopped, all - kept);
        BOOST_TEST(stopped.remarks.empty());
        restored += kept > 0;
    }
    BOOST_TEST(restored > 10);
}

BOOST_AUTO_TEST_CASE(after_a_clean_stop_folds_nothing)
{
    SequencerHouse house;
    house.open_cycle();
    house.ask(officer_of(agency), score(most()));
    house.restart();
    BOOST_TEST(house.pipeline->counters().folded_at_start == 0u);
    const auto again = house.ask(officer_of(agency), score(most()));
    BOOST_TEST(accepted(again).events.empty());
    BOOST_TEST(house.pipeline->snapshot(house.tenant)->size == house.log->size(house.tenant));
    // The clock knows what is due without having seen it scheduled.
    house.clock.set(lock.plus_us(1));
    house.pipeline->wake();
    BOOST_TEST((refused(house.ask(officer_of(agency), score(least()))) == RefusalCode::deadline_passed));
    BOOST_TEST(house.count("round_locked") == 1u);
}

BOOST_AUTO_TEST_CASE(does_not_believe_a_snapshot_that_is_not_this_logs_fold)
{
    LoggedYear& year = the_year();
    const TenantNo tenant = year.house.tenant;
    const std::size_t all = year.records.size();
    using Spoil = std::function<void(StoppedAt&)>;
    const auto rewrite = [&](const std::string& name, std::function<void(std::string&)> change) -> Spoil {
        return [=](StoppedAt& stopped) {
            const std::uint64_t size = stopped.kept();
            Sequence written = 0;
            stopped.rows.history(tenant, stopped.snapshot, name, [&](Sequence seq, const auto&) {
                if (seq < size) written = seq;
                return true;
            });
            std::string value = stopped.rows.as_of(tenant, stopped.snapshot, name, size).value();
            change(value);
            storage::ViewStore::Rows batch;
            batch.put(tenant, stopped.snapshot, name, written, value);
            stopped.rows.write(std::move(batch));
        };
    };
    const std::string part = "assessment/" + its_assessment.value;
    const std::map<std::string, Spoil> spoils{
        {"a part cut short", rewrite(part, [](std::string& value) { value.resize(value.size() / 2); })},
        {"a part with one bit flipped", rewrite(part, [](std::string& value) { value[value.size() / 3] ^= 4; })},
        {"the law of nobody", rewrite("law", [](std::string& value) { value.clear(); })},
        {"a head with one bit flipped", rewrite("head", [](std::string& value) { value[value.size() / 2] ^= 1; })},
        {"a head cut short", rewrite("head", [](std::string& value) { value.resize(20); })},
        {"a head of a newer version, otherwise well",
         rewrite("head",
                 [](std::string& value) {
                     ++value[sizeof(storage::Hash)];
                     const auto hash = storage::sha256(std::string_view(value).substr(sizeof(storage::Hash)));
                     value.replace(0, sizeof(storage::Hash), storage::as_bytes(hash));
                 })},
        {"a part that is gone",
         [&](StoppedAt& stopped) {
             storage::ViewStore::Rows batch;
             for (Sequence seq = 0; seq < all; ++seq) batch.drop(tenant, stopped.snapshot, "cycle/2023", seq);
             stopped.rows.write(std::move(batch));
         }},
        {"a cursor ahead of its head",
         [&](StoppedAt& stopped) {
             storage::ViewStore::Rows batch;
             batch.move_cursor(tenant, stopped.snapshot, stopped.kept() + 1);
             stopped.rows.write(std::move(batch));
         }},
        {"rows that are still to be made",
         [&](StoppedAt& stopped) {
             stopped.rows.clear(tenant, stopped.rows.view(name_of(View::totals), version_of(View::totals)));
         }},
    };
    for (const auto& [what, spoil] : spoils) {
        BOOST_TEST_CONTEXT(what)
        {
            StoppedAt stopped(year, all, 50, 3);
            BOOST_REQUIRE(stopped.kept() > 0);
            spoil(stopped);
            comes_up_whole(year, stopped, all);
            BOOST_TEST(stopped.remarks.size() == 1u);
            BOOST_TEST(stopped.kept() == 0u); // it is thrown away, not met again
        }
    }
    // Every single byte of the head counts.
    for (std::size_t at = 0; at < 200; at += 13) {
        StoppedAt stopped(year, all, 50, 3);
        rewrite("head", [at](std::string& value) { value[at % value.size()] ^= 16; })(stopped);
        Snapshots snapshots(*year.house.log, stopped.rows, stopped.snapshot, tenant);
        BOOST_CHECK_THROW(static_cast<void>(snapshots.restore(document)), std::runtime_error);
    }
}

BOOST_AUTO_TEST_CASE(does_not_believe_the_snapshot_of_another_log)
{
    LoggedYear& year = the_year();
    LoggedYear other(99, 30); // the same district, another year
    StoppedAt stopped(other, std::min(other.records.size(), year.records.size()), 50, 3);
    const std::uint64_t kept = stopped.kept();
    BOOST_REQUIRE(kept > 0);
    Snapshots snapshots(*year.house.log, stopped.rows, stopped.snapshot, year.house.tenant);
    BOOST_CHECK_EXCEPTION(static_cast<void>(snapshots.restore(document)), std::runtime_error,
                          [](const auto& e) { return std::string(e.what()) == "it is of another log"; });
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(a_snapshot)

BOOST_AUTO_TEST_CASE(writes_what_changed_and_keeps_no_more_than_the_one_before)
{
    LoggedYear& year = the_year();
    const TenantNo tenant = year.house.tenant;
    const auto versions = [&](StoppedAt& in, const std::string& name) {
        std::vector<Sequence> all;
        in.rows.history(tenant, in.snapshot, name, [&](Sequence seq, const auto&) {
            all.push_back(seq);
            return true;
        });
        return all;
    };
    StoppedAt often(year, year.records.size(), 20, 5);
    for (const auto& [name, changed] : year.whole.parts()) {
        const std::size_t kept = versions(often, name).size();
        BOOST_TEST((kept == 1 || kept == 2), name);
    }
    BOOST_TEST(versions(often, "head").size() == 2u);

    // Two snapshots, some days apart: the second has new rows of what changed in between, and of nothing else.
    StoppedAt twice(year, 0, 1'000'000, 0);
    TenantRoom room(*year.house.log, twice.rows, year.tenant(), 1'000'000);
    room.views.learn(regulation_document().sha256, the_regulation());
    const std::size_t first = year.records.size() - 25, second = year.records.size() - 5;
    storage::ViewStore::Rows batch;
    for (std::size_t seq = 0; seq < second; ++seq) {
        if (seq == first) {
            twice.rows.write(std::move(batch));
            room.go_to_rest();
            batch = {};
        }
        room.project(year.records[seq], batch);
    }
    twice.rows.write(std::move(batch));
    room.go_to_rest();
    std::size_t again = 0, kept = 0;
    for (const auto& [name, changed] : room.views.parts()) {
        BOOST_TEST(versions(twice, name).back() == (changed < first ? first : second) - 1, name);
        ++(changed < first ? kept : again);
    }
    BOOST_TEST(again > 0u);
    BOOST_TEST(kept > 0u);
}

BOOST_AUTO_TEST_CASE(that_is_not_the_fold_is_named)
{
    LoggedYear& year = the_year();
    const TenantNo tenant = year.house.tenant;
    StoppedAt stopped(year, year.records.size(), 50, 3);
    const std::uint64_t kept = stopped.kept();
    std::vector<RowChange> changes;
    // All its hashes are right, and yet somebody counted otherwise.
    Views otherwise;
    otherwise.learn(regulation_document().sha256, the_regulation());
    for (std::size_t seq = 0; seq < kept; ++seq) {
        Record record = year.records[seq];
        if (auto* family = std::get_if<AssessmentEvent>(&record.event))
            if (auto* entered = std::get_if<SelfScoreEntered>(family)) entered->points += Points::from_units(1);
        otherwise.project(record, changes);
    }
    stopped.rows.clear(tenant, stopped.snapshot);
    Snapshots snapshots(*year.house.log, stopped.rows, stopped.snapshot, tenant);
    storage::ViewStore::Rows batch;
    snapshots.complete(otherwise, batch);
    stopped.rows.write(std::move(batch));
    BOOST_TEST(snapshots.size() == kept);
    BOOST_TEST(snapshots.wrong_with(year.fold_of(kept)).ends_with("is not what the log adds up to"));
}

BOOST_AUTO_TEST_SUITE_END()
