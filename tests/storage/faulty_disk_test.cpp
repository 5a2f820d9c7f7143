#include "storage/evidence_store.hpp"
#include "storage/failure.hpp"
#include "storage/view_store.hpp"
#include "tests/storage/faulty_disk.hpp"
#include "tests/storage/log_story.hpp"

#include <boost/test/unit_test.hpp>
#include <chrono>

using namespace cchc::tests;
using Fault = FaultyDisk::Fault;

namespace {

/// A log on a disk that is about to fail.
struct Story {
    Scratch scratch;
    std::shared_ptr<FaultyDisk> disk = std::make_shared<FaultyDisk>(scratch / "data");
    std::unique_ptr<EventLog> log =
        std::make_unique<EventLog>(in_folder(scratch / "data", FaultyDisk::handed_in(disk)));
    Teller teller{*log};

    ~Story() { std::filesystem::remove_all((scratch / "data").string() + ".graveyard"); }

    EventLog::Frame frame()
    {
        auto batch = log->begin();
        teller.tell(batch);
        return std::move(batch).finish();
    }

    /// After 20 acknowledged events the fault strikes: that commit throws, so does everything after it, and a restart
    /// on a sound disk finds the 20 and perhaps the one whose answer was never given.
    void stops_and_keeps_what_it_acknowledged(Fault fault, const char* file)
    {
        teller.tell(20, 5);
        disk->inject(fault, file);
        BOOST_CHECK_THROW(log->commit(frame()), Failure);
        BOOST_CHECK_THROW(log->begin(), Failure);
        BOOST_CHECK_THROW(log->sign_checkpoint(teller.tenant(), key_of(*log, teller.tenant())), Failure);
        log.reset();
        const EventLog again(in_folder(scratch / "data"));
        BOOST_TEST(again.size(teller.tenant()) >= 20u);
        BOOST_TEST(again.size(teller.tenant()) <= 21u);
        std::uint64_t seen = 0;
        again.replay(teller.tenant(), 0, ~0ull, [&](const Entry& entry) { return entry.leaf == nth_leaf(seen++); });
        BOOST_TEST(seen == again.size(teller.tenant()));
    }
};

} // namespace

BOOST_AUTO_TEST_SUITE(when_the_disk_fails)

BOOST_AUTO_TEST_CASE(a_failed_write_of_the_wal_is_final)
{
    for (const Fault fault : {Fault::append_fails, Fault::append_is_short, Fault::no_space, Fault::sync_fails}) {
        Story story;
        story.stops_and_keeps_what_it_acknowledged(fault, ".log");
    }
}

BOOST_AUTO_TEST_CASE(a_failed_write_of_the_guard_is_final)
{
    Story story;
    story.stops_and_keeps_what_it_acknowledged(Fault::append_fails, "head.guard");
}

BOOST_AUTO_TEST_CASE(a_bit_flipped_on_its_way_to_the_wal_does_not_open)
{
    Story story;
    story.teller.tell(5);
    story.disk->inject(Fault::append_flips_a_bit, ".log");
    story.teller.tell(5, 5);
    story.teller.tell(5, 5);
    story.log.reset();
    BOOST_CHECK_THROW(EventLog(in_folder(story.scratch / "data")), Damage);
}

BOOST_AUTO_TEST_CASE(a_bit_flipped_while_reading_is_never_served)
{
    const Scratch scratch;
    {
        EventLog log(in_folder(scratch / "data"));
        Teller(log).tell(500);
    }
    {
        EventLog flushed(in_folder(scratch / "data"));
    } // recovery writes the WAL's events to tables
    const auto disk = std::make_shared<FaultyDisk>(scratch / "data");
    const EventLog log(in_folder(scratch / "data", FaultyDisk::handed_in(disk)));
    disk->inject(Fault::read_flips_a_bit, ".sst", 1000);
    std::uint64_t served = 0;
    BOOST_CHECK_THROW(log.replay(1, 0, 500,
                                 [&](const Entry& entry) {
                                     BOOST_REQUIRE(entry.leaf == nth_leaf(entry.header.seq));
                                     return ++served > 0;
                                 }),
                      Damage);
    std::filesystem::remove_all((scratch / "data").string() + ".graveyard");
}

BOOST_AUTO_TEST_CASE(a_slow_sync_delays_and_breaks_nothing)
{
    Story story;
    story.disk->inject(Fault::sync_is_slow, ".log");
    const auto begun = std::chrono::steady_clock::now();
    story.teller.tell(1);
    BOOST_TEST((std::chrono::steady_clock::now() - begun >= std::chrono::milliseconds(200)));
    BOOST_TEST(story.log->size(story.teller.tenant()) == 1u);
}

BOOST_AUTO_TEST_CASE(the_log_turns_read_only_before_the_disk_is_full_and_back)
{
    Story story;
    story.disk->set_free_bytes(256ull << 20);
    BOOST_TEST(story.log->writable());
    story.disk->set_free_bytes((256ull << 20) - 1);
    BOOST_TEST(!story.log->writable());
    story.teller.tell(1); // what must not wait, the lock of a round, still goes through
    story.disk->set_free_bytes(1ull << 30);
    BOOST_TEST(story.log->writable());
}

BOOST_AUTO_TEST_CASE(a_finished_evidence_file_survives_a_power_cut_at_any_moment)
{
    const std::string bytes(300'000, 'x');
    for (std::uint64_t operation = 1;; ++operation) {
        const Scratch scratch;
        const auto disk = std::make_shared<FaultyDisk>(scratch / "data");
        bool finished = false, finished_by_the_cut = false;
        disk->cut_power_at(operation, operation, scratch / "after", [&] { finished_by_the_cut = finished; });
        EvidenceStore store(FaultyDisk::handed_in(disk), scratch / "data/evidence");
        auto upload = store.start("u", "note");
        for (int piece = 0; piece < 3; ++piece) upload.append(std::string_view(bytes).substr(0, 100'000));
        const Hash hash = upload.finish();
        finished = true;
        auto another = store.start("v", "note");
        another.append("y");
        (void)another.finish();
        std::filesystem::remove_all((scratch / "data").string() + ".graveyard");
        if (!disk->was_cut()) break;

        EvidenceStore after(Disk(), scratch / "after/evidence");
        BOOST_REQUIRE(after.exists(hash) || !finished_by_the_cut);
        for (const Hash& stored : after.all()) BOOST_REQUIRE(after.is_intact(stored));
        for (const std::string& id : after.unfinished()) BOOST_REQUIRE(after.resume(id).offset() % 100'000 == 0);
    }
}

BOOST_AUTO_TEST_CASE(rows_and_their_cursor_go_back_together_after_a_power_cut)
{
    for (std::uint64_t operation = 10; operation < 200; operation += 10) {
        const Scratch scratch;
        const auto disk = std::make_shared<FaultyDisk>(scratch / "data");
        disk->cut_power_at(operation, operation, scratch / "after", [] {});
        ViewStore::Settings settings;
        settings.folder = scratch / "data/views";
        settings.disk = FaultyDisk::handed_in(disk);
        settings.flush_every_events = 100;
        ViewNo view = 0;
        {
            ViewStore store(settings);
            view = store.view("v", 1);
            for (std::uint64_t seq = 0; seq < 2000 && !disk->was_cut(); seq += 10) {
                ViewStore::Rows rows;
                for (std::uint64_t i = seq; i < seq + 10; ++i) rows.put(1, view, std::to_string(i), i, "x");
                rows.move_cursor(1, view, seq + 10);
                store.write(std::move(rows));
            }
        }
        std::filesystem::remove_all((scratch / "data").string() + ".graveyard");
        BOOST_REQUIRE(disk->was_cut());
        ViewStore::Settings sound;
        sound.folder = scratch / "after/views";
        ViewStore after(sound);
        view = after.view("v", 1);
        std::uint64_t rows = 0;
        after.scan_as_of(1, view, "", ~0ull, [&](const ViewStore::Row&) { return ++rows > 0; });
        BOOST_REQUIRE(rows == after.cursor(1, view));
    }
}

BOOST_AUTO_TEST_SUITE_END()
