#include "storage/crc32c.hpp"
#include "storage/failure.hpp"
#include "tests/storage/log_story.hpp"

#include <atomic>
#include <boost/test/unit_test.hpp>
#include <fstream>
#include <thread>

using namespace cchc::tests;

namespace {

std::string hex(std::string_view bytes)
{
    std::string text;
    for (const char c : bytes) {
        text += "0123456789abcdef"[static_cast<unsigned char>(c) >> 4];
        text += "0123456789abcdef"[c & 15];
    }
    return text;
}

} // namespace

BOOST_AUTO_TEST_SUITE(an_entry)

BOOST_AUTO_TEST_CASE(has_these_bytes_for_ever)
{
    EntryHeader header;
    header.tags = 3;
    header.type = 0x0102;
    header.schema = 0x0304;
    header.data_offset = 2;
    header.tenant = 0x05060708;
    header.stream = 0x090a0b0c;
    header.version = 0x0d0e0f10;
    header.leaf_length = 9;
    header.seq = 0x1112131415161718;
    header.time.us = 0x191a1b1c1d1e1f20;
    header.data_length = 4;
    const std::string leaf = "123456789";
    const auto bytes = encode_header(header, leaf);
    BOOST_TEST(hex({bytes.data(), bytes.size()}) == "0103020104030200"
                                                    "080706050c0b0a09"
                                                    "100f0e0d09000000"
                                                    "1817161514131211"
                                                    "201f1e1d1c1b1a19"
                                                    "040000006b9bbb8a");
    const std::string stored = std::string(bytes.data(), bytes.size()) + leaf; // what is read back looks into it
    const auto read = decode_entry(stored);
    BOOST_REQUIRE(read.has_value());
    BOOST_TEST((read->header == header));
    BOOST_TEST(read->leaf == leaf);
    BOOST_TEST(read->data() == "3456");
}

BOOST_AUTO_TEST_CASE(is_refused_after_any_flipped_bit)
{
    EntryHeader header;
    header.leaf_length = 9;
    const std::string leaf = "123456789";
    const auto bytes = encode_header(header, leaf);
    const std::string good = std::string(bytes.data(), bytes.size()) + leaf;
    for (std::size_t at = 0; at < good.size() * 8; ++at) {
        std::string wrong = good;
        wrong[at / 8] = static_cast<char>(wrong[at / 8] ^ 1 << at % 8);
        BOOST_REQUIRE(!decode_entry(wrong));
    }
    BOOST_TEST(!decode_entry(good.substr(0, good.size() - 1)));
    BOOST_TEST(!decode_entry(good + "0"));
    BOOST_TEST(!decode_entry(""));
}

BOOST_AUTO_TEST_CASE(is_summed_as_everyone_sums)
{
    BOOST_TEST(crc32c("123456789") == 0xe3069283u);
    BOOST_TEST(crc32c("456789", crc32c("123")) == 0xe3069283u);
    BOOST_TEST(crc32c(std::string(32, '\0')) == 0x8a9136aau);
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(an_event_log)

BOOST_AUTO_TEST_CASE(gives_back_what_was_appended_across_restarts)
{
    const Scratch scratch;
    Hash root;
    {
        EventLog log(in_folder(scratch));
        BOOST_TEST(log.remarks().empty());
        const Teller teller(log);
        teller.tell(1000, 37);
        BOOST_TEST(log.size(teller.tenant()) == 1000u);
        root = log.root(teller.tenant());
    }
    EventLog log(in_folder(scratch));
    BOOST_TEST(log.remarks().empty());
    const Teller teller(log);
    BOOST_TEST((log.root(teller.tenant()) == root));
    Sequence next = 400;
    log.replay(teller.tenant(), 400, 900, [&](const Entry& entry) {
        BOOST_REQUIRE(entry.header.seq == next);
        BOOST_REQUIRE(entry.leaf == nth_leaf(next));
        BOOST_REQUIRE(entry.data().starts_with(R"({"criterion")"));
        return ++next < 800;
    });
    BOOST_TEST(next == 800u);
    teller.tell(1);
    BOOST_TEST(log.size(teller.tenant()) == 1001u);
    BOOST_TEST(log.read(teller.tenant(), 1000, [](const Entry& entry) { BOOST_TEST(entry.leaf == nth_leaf(1000)); }));
    BOOST_TEST(!log.read(teller.tenant(), 1001, [](const Entry&) {}));
}

BOOST_AUTO_TEST_CASE(keeps_tenants_apart)
{
    const Scratch scratch;
    EventLog log(in_folder(scratch));
    const Teller one(log, "quang-dien"), two(log, "phong-dien");
    BOOST_TEST(log.tenant(one.tenant()).origin == "example.org/quang-dien/e1");
    one.tell(300);
    two.tell(20);
    one.tell(1);
    BOOST_TEST(log.size(one.tenant()) == 301u);
    BOOST_TEST(log.size(two.tenant()) == 20u);
    std::uint64_t seen = 0;
    log.replay(two.tenant(), 0, 1000, [&](const Entry& entry) {
        BOOST_TEST(entry.header.tenant == two.tenant());
        return ++seen > 0;
    });
    BOOST_TEST(seen == 20u);
    BOOST_TEST(!log.find_stream(two.tenant(), "nothing").has_value());
    auto batch = log.begin();
    BOOST_CHECK_THROW(batch.create_tenant("quang-dien"), Failure);
    BOOST_CHECK_THROW(batch.create_tenant("Quảng Điền"), Failure);
    BOOST_CHECK_THROW(log.size(9), Failure);
}

BOOST_AUTO_TEST_CASE(refuses_an_event_that_does_not_follow_the_one_before)
{
    const Scratch scratch;
    EventLog log(in_folder(scratch));
    const Teller teller(log);
    teller.tell(5);
    auto batch = log.begin();
    NewEvent event;
    event.tenant = teller.tenant();
    event.stream = batch.stream(teller.tenant(), "stream-0");
    event.time = batch.last_time(teller.tenant());
    event.leaf = "{}";
    event.version = batch.stream_version(teller.tenant(), event.stream) + 1;
    const auto wrong = [&](auto change) {
        NewEvent changed = event;
        change(changed);
        BOOST_CHECK_THROW(batch.append(changed), Failure);
    };
    wrong([](NewEvent& e) { ++e.version; });
    wrong([](NewEvent& e) { --e.version; });
    wrong([](NewEvent& e) { --e.time.us; });
    wrong([](NewEvent& e) { e.leaf.resize(longest_leaf + 1); });
    wrong([](NewEvent& e) { e.stream = 99; });
    wrong([](NewEvent& e) { e.tags = {99}; });
    wrong([](NewEvent& e) { e.tags = {1, 1}; });
    wrong([](NewEvent& e) { e.data_length = 3; });
    BOOST_TEST(batch.append(event).seq == 5u); // nothing had changed
    log.commit(std::move(batch).finish());
    BOOST_TEST(log.size(teller.tenant()) == 6u);
}

BOOST_AUTO_TEST_CASE(shows_nothing_before_it_is_durable)
{
    const Scratch scratch;
    EventLog log(in_folder(scratch));
    const Teller teller(log);
    auto batch = log.begin();
    teller.tell(batch);
    batch.remember(teller.tenant(), command_id(1), {0, 1, 0, {}});
    auto frame = std::move(batch).finish();
    BOOST_TEST(log.size(teller.tenant()) == 0u);
    BOOST_TEST(!log.read(teller.tenant(), 0, [](const Entry&) {}));
    BOOST_TEST(!log.find_command(teller.tenant(), command_id(1)).has_value());

    auto next = log.begin(); // built while the first is on its way
    BOOST_TEST((next.find_command(teller.tenant(), command_id(1)) == Remembered{0, 1, 0, {}}));
    BOOST_TEST(teller.tell(next).seq == 1u);
    auto second = std::move(next).finish();
    log.commit(std::move(frame));
    BOOST_TEST(log.size(teller.tenant()) == 1u);
    log.commit(std::move(second));
    BOOST_TEST(log.size(teller.tenant()) == 2u);
    BOOST_TEST(log.find_command(teller.tenant(), command_id(1)).has_value());
}

BOOST_AUTO_TEST_CASE(stops_for_good_when_a_batch_is_lost)
{
    const Scratch scratch;
    EventLog log(in_folder(scratch));
    const Teller teller(log);
    {
        auto batch = log.begin();
        teller.tell(batch);
    }
    BOOST_CHECK_THROW(log.begin(), Failure);
}

BOOST_AUTO_TEST_CASE(stops_for_good_when_frames_come_out_of_order)
{
    const Scratch scratch;
    EventLog log(in_folder(scratch));
    const Teller teller(log);
    auto batch = log.begin();
    teller.tell(batch);
    auto first = std::move(batch).finish();
    auto next = log.begin();
    teller.tell(next);
    auto second = std::move(next).finish();
    BOOST_CHECK_THROW(log.commit(std::move(second)), Failure);
    BOOST_CHECK_THROW(log.commit(std::move(first)), Failure);
    BOOST_CHECK_THROW(log.replay(teller.tenant(), 0, 1, [](const Entry&) { return true; }), Failure);
}

BOOST_AUTO_TEST_CASE(remembers_every_command_for_ever)
{
    const Scratch scratch;
    const Remembered answer{3, 2, 1, {9, 8, 7}};
    {
        EventLog log(in_folder(scratch));
        const Teller teller(log);
        auto batch = log.begin();
        batch.remember(teller.tenant(), command_id(42), answer);
        log.commit(std::move(batch).finish());
    }
    EventLog log(in_folder(scratch));
    const Teller teller(log);
    BOOST_TEST((log.find_command(teller.tenant(), command_id(42)) == answer));
    BOOST_TEST(!log.find_command(teller.tenant(), command_id(43)).has_value());
}

BOOST_AUTO_TEST_CASE(finds_events_by_stream_tag_and_time)
{
    const Scratch scratch;
    EventLog log(in_folder(scratch));
    const Teller teller(log);
    const TenantNo tenant = teller.tenant();
    auto batch = log.begin();
    for (int i = 0; i < 30; ++i)
        teller.tell(batch, i % 3 == 0 ? "a" : "b", {i % 2 == 0 ? "even" : "odd"}, Instant{1'000'000'000 + i * 400'000});
    log.commit(std::move(batch).finish());

    const StreamNo a = log.find_stream(tenant, "a").value();
    BOOST_TEST(log.stream_head(tenant, a).version == 10u);
    BOOST_TEST(log.stream_head(tenant, a).seq == 27u);
    BOOST_TEST(log.stream_head(tenant, 77).version == 0u);
    std::vector<Sequence> seen;
    log.replay_stream(tenant, a, 8, [&](const Entry& entry) {
        seen.push_back(entry.header.seq);
        return true;
    });
    BOOST_TEST(seen == (std::vector<Sequence>{21, 24, 27}));

    const TagNo odd = log.find_tag(tenant, "odd").value();
    BOOST_TEST(log.tagged(tenant, odd, 5, 3) == (std::vector<Sequence>{5, 7, 9}));
    BOOST_TEST(log.tagged(tenant, odd, 27, 9) == (std::vector<Sequence>{27, 29}));
    BOOST_TEST(log.tagged_before(tenant, odd, 5, 9) == (std::vector<Sequence>{3, 1}));
    BOOST_TEST(log.tagged_before(tenant, odd, 999, 1) == (std::vector<Sequence>{29}));

    for (std::int64_t us = 999'000'000; us < 1'013'000'000; us += 100'000) {
        const std::int64_t expected =
            us < 1'000'000'000 ? 0 : std::min<std::int64_t>(30, (us - 1'000'000'000) / 400'000 + 1);
        BOOST_REQUIRE(static_cast<std::int64_t>(log.size_at(tenant, Instant{us})) == expected);
    }
}

BOOST_AUTO_TEST_CASE(proves_what_it_holds)
{
    const Scratch scratch;
    EventLog log(in_folder(scratch));
    const Teller teller(log);
    const TenantNo tenant = teller.tenant();
    teller.tell(700, 50);
    const Hash root = log.root(tenant);
    for (const Sequence seq : {0u, 1u, 255u, 256u, 511u, 512u, 699u}) {
        BOOST_TEST((log.leaf_hash_of(tenant, seq) == leaf_hash(nth_leaf(seq))));
        BOOST_TEST(verify_inclusion(seq, 700, leaf_hash(nth_leaf(seq)), log.inclusion_proof(tenant, seq, 700), root));
        BOOST_TEST(verify_consistency(seq + 1, 700, log.root_at(tenant, seq + 1), root,
                                      log.consistency_proof(tenant, seq + 1, 700)));
    }
    BOOST_TEST(log.tile(tenant, 0, 0, 700).size() == 8192u);
    BOOST_TEST(log.tile(tenant, 0, 2, 700).size() == 188u * 32);
    BOOST_TEST(log.tile(tenant, 0, 2, 600).size() == 88u * 32);
    BOOST_TEST(log.tile(tenant, 0, 0, 100).size() == 100u * 32);
    BOOST_TEST(log.tile(tenant, 1, 0, 700).size() == 2u * 32);
    BOOST_TEST(log.tile(tenant, 0, 3, 700).empty());
    BOOST_TEST(log.tile(tenant, 0, 0, 701).empty());
    BOOST_CHECK_THROW(log.inclusion_proof(tenant, 700, 700), Failure);
    BOOST_CHECK_THROW(log.consistency_proof(tenant, 0, 700), Failure);
}

BOOST_AUTO_TEST_CASE(signs_checkpoints_that_follow_each_other)
{
    const Scratch scratch;
    std::string last;
    {
        EventLog log(in_folder(scratch));
        const Teller teller(log);
        const TenantNo tenant = teller.tenant();
        const SigningKey key = key_of(log, tenant);
        teller.tell(3);
        const std::string first = log.sign_checkpoint(tenant, key);
        BOOST_TEST(first == log.sign_checkpoint(tenant, key));
        teller.tell(300);
        last = log.sign_checkpoint(tenant, key);
        BOOST_TEST(log.checkpoint_covering(tenant, 2).value() == first);
        BOOST_TEST(log.checkpoint_covering(tenant, 3).value() == last);
        BOOST_TEST(!log.checkpoint_covering(tenant, 303).has_value());
        const auto note = Note::parse(last).value();
        BOOST_TEST(is_signed_by(note, std::span(&key.verifier(), 1)));
        BOOST_TEST((Checkpoint::parse(note.text).value() == log.head(tenant)));
    }
    EventLog log(in_folder(scratch));
    BOOST_TEST(log.last_checkpoint(1).value() == last);
    SigningKey::Seed stranger{};
    BOOST_CHECK_THROW(log.sign_checkpoint(1, SigningKey(log.tenant(1).origin, stranger)), Damage);
}

BOOST_AUTO_TEST_CASE(is_open_to_one_process_only)
{
    const Scratch scratch;
    EventLog log(in_folder(scratch));
    try {
        EventLog second(in_folder(scratch));
        BOOST_ERROR("a second one opened");
    } catch (const Failure& failure) {
        BOOST_TEST(std::string(failure.what()).find("in use by process " + std::to_string(::getpid())) !=
                   std::string::npos);
    }
    const Teller teller(log); // the first is unharmed
    teller.tell(1);
}

BOOST_AUTO_TEST_CASE(does_not_open_behind_its_guard)
{
    const Scratch scratch;
    {
        EventLog log(in_folder(scratch));
        Teller(log).tell(10);
    }
    std::filesystem::copy(scratch / "log", scratch / "old", std::filesystem::copy_options::recursive);
    {
        EventLog log(in_folder(scratch));
        Teller(log).tell(10);
    }
    std::filesystem::remove_all(scratch / "log");
    std::filesystem::rename(scratch / "old", scratch / "log");
    BOOST_CHECK_EXCEPTION(EventLog(in_folder(scratch)), Damage, [](const Damage& damage) {
        return std::string(damage.what()).find("acknowledged events are lost") != std::string::npos;
    });
    std::filesystem::remove_all(scratch / "log"); // nor empty
    BOOST_CHECK_THROW(EventLog(in_folder(scratch)), Damage);
}

BOOST_AUTO_TEST_CASE(does_not_open_without_its_guard)
{
    const Scratch scratch;
    {
        EventLog log(in_folder(scratch));
        Teller(log).tell(1);
    }
    std::filesystem::remove(scratch / "head.guard");
    BOOST_CHECK_THROW(EventLog(in_folder(scratch)), Damage);
}

BOOST_AUTO_TEST_CASE(changes_nothing_when_opened_for_reading)
{
    const Scratch scratch;
    auto settings = in_folder(scratch);
    settings.read_only = true;
    BOOST_CHECK_THROW(EventLog{settings}, Failure);
    {
        EventLog log(in_folder(scratch));
        Teller(log).tell(10);
    }
    EventLog log(settings);
    BOOST_TEST(log.size(1) == 10u);
    BOOST_CHECK_THROW(log.begin(), Failure);
}

BOOST_AUTO_TEST_CASE(turns_read_only_above_a_full_disk)
{
    const Scratch scratch;
    auto settings = in_folder(scratch);
    settings.disk_floor_bytes = ~std::uint64_t{0};
    const EventLog log(settings);
    BOOST_TEST(log.free_bytes() > 0u);
    BOOST_TEST(!log.writable());
}

BOOST_AUTO_TEST_CASE(can_be_read_while_it_grows)
{
    const Scratch scratch;
    EventLog log(in_folder(scratch));
    const Teller teller(log);
    const TenantNo tenant = teller.tenant();
    std::atomic<bool> done = false;
    std::thread reader([&] {
        while (!done) {
            const Checkpoint head = log.head(tenant);
            std::uint64_t seen = 0;
            log.replay(tenant, 0, head.size, [&](const Entry&) { return ++seen > 0; });
            if (seen != head.size) std::abort();
            if (head.size > 0 && !verify_inclusion(head.size / 2, head.size, log.leaf_hash_of(tenant, head.size / 2),
                                                   log.inclusion_proof(tenant, head.size / 2, head.size), head.root))
                std::abort();
        }
    });
    teller.tell(3000, 10);
    done = true;
    reader.join();
    BOOST_TEST(log.size(tenant) == 3000u);
}

BOOST_AUTO_TEST_SUITE_END()
