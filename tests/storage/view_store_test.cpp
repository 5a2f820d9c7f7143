#include "storage/failure.hpp"
#include "storage/view_store.hpp"
#include "tests/storage/scratch.hpp"

#include <boost/test/unit_test.hpp>
#include <map>
#include <random>

using namespace cchc::storage;
using cchc::tests::Scratch;

namespace {

ViewStore::Settings in_folder(const std::filesystem::path& folder)
{
    ViewStore::Settings settings;
    settings.folder = folder;
    return settings;
}

std::vector<std::string> scanned(const ViewStore& store, TenantNo tenant, ViewNo view, std::string_view prefix,
                                 std::uint64_t size)
{
    std::vector<std::string> rows;
    store.scan_as_of(tenant, view, prefix, size, [&](const ViewStore::Row& row) {
        rows.push_back(std::string(row.key) + "=" + std::string(row.value) + "@" + std::to_string(row.seq));
        return true;
    });
    return rows;
}

using Lines = std::vector<std::string>;

} // namespace

BOOST_AUTO_TEST_SUITE(a_view_store)

BOOST_AUTO_TEST_CASE(answers_as_of_any_moment)
{
    const Scratch scratch;
    ViewStore store(in_folder(scratch / "views"));
    const ViewNo view = store.view("ranking", 1);
    ViewStore::Rows rows;
    rows.put(1, view, "a", 0, "first");
    rows.put(1, view, "a", 5, "second");
    rows.erase(1, view, "a", 7);
    rows.put(1, view, "a", 9, "third");
    rows.put(1, view, "ab", 3, "other");
    rows.put(2, view, "a", 0, "another tenant's");
    rows.move_cursor(1, view, 10);
    store.write(std::move(rows));

    BOOST_TEST(!store.as_of(1, view, "a", 0).has_value());
    BOOST_TEST(store.as_of(1, view, "a", 1).value() == "first");
    BOOST_TEST(store.as_of(1, view, "a", 5).value() == "first");
    BOOST_TEST(store.as_of(1, view, "a", 6).value() == "second");
    BOOST_TEST(!store.as_of(1, view, "a", 8).has_value());
    BOOST_TEST(store.as_of(1, view, "a", 10).value() == "third");
    BOOST_TEST(store.as_of(1, view, "a", ~0ull).value() == "third");
    BOOST_TEST(!store.as_of(1, view, "b", 10).has_value());
    BOOST_TEST(!store.as_of(1, view, "", 10).has_value());
    BOOST_TEST(scanned(store, 1, view, "", 8) == (Lines{"ab=other@3"}));
    BOOST_TEST(scanned(store, 1, view, "a", 10) == (Lines{"a=third@9", "ab=other@3"}));
    BOOST_TEST(scanned(store, 2, view, "", 10) == (Lines{"a=another tenant's@0"}));
    BOOST_TEST(store.cursor(1, view) == 10u);
    BOOST_TEST(store.cursor(2, view) == 0u);

    Lines seen;
    store.history(1, view, "a", [&](Sequence seq, const auto& value) {
        seen.push_back(std::to_string(seq) + ":" + std::string(value.value_or("gone")));
        return true;
    });
    BOOST_TEST(seen == (Lines{"0:first", "5:second", "7:gone", "9:third"}));
}

BOOST_AUTO_TEST_CASE(holds_any_key_and_never_mistakes_one_for_another)
{
    // Keys of zeros and of eight bytes beside each other: what a careless layout confuses with sequence numbers.
    std::mt19937_64 random(7);
    const Scratch scratch;
    ViewStore store(in_folder(scratch / "views"));
    const ViewNo view = store.view("v", 1);
    std::map<std::string, std::map<Sequence, std::string>> truth;
    for (int round = 0; round < 40; ++round) {
        ViewStore::Rows rows;
        for (int i = 0; i < 50; ++i) {
            std::string key;
            for (std::size_t n = random() % 12; n > 0; --n) key += "\x00\x00\x01\xff\xfe"[random() % 5];
            const Sequence seq = random() % 300;
            const std::string value = std::to_string(random() % 1000);
            rows.put(1, view, key, seq, value);
            truth[key][seq] = value;
        }
        store.write(std::move(rows));
        if (round == 20) store.flush();
    }
    for (const std::uint64_t size : {0u, 1u, 17u, 150u, 299u, 300u}) {
        Lines expected;
        for (const auto& [key, versions] : truth) {
            const auto at = versions.lower_bound(size);
            const auto row = store.as_of(1, view, key, size);
            BOOST_REQUIRE(row.has_value() == (at != versions.begin()));
            if (at == versions.begin()) continue;
            BOOST_REQUIRE(*row == std::prev(at)->second);
            expected.push_back(key + "=" + std::prev(at)->second + "@" + std::to_string(std::prev(at)->first));
        }
        BOOST_REQUIRE((scanned(store, 1, view, "", size) == expected));
        for (const std::string& prefix :
             {std::string("\x00", 1), std::string("\xff"), std::string("\x00\xff", 2), std::string("\x01\xfe")}) {
            Lines below;
            for (const auto& line : expected)
                if (line.starts_with(prefix)) below.push_back(line);
            BOOST_REQUIRE((scanned(store, 1, view, prefix, size) == below));
        }
    }
}

BOOST_AUTO_TEST_CASE(gives_each_version_of_a_view_its_own_rows)
{
    const Scratch scratch;
    ViewNo one = 0, two = 0;
    {
        ViewStore store(in_folder(scratch / "views"));
        one = store.view("ranking", 1);
        two = store.view("ranking", 2);
        BOOST_TEST(one != two);
        BOOST_TEST(store.view("ranking", 1) == one);
        ViewStore::Rows rows;
        rows.put(1, one, "k", 0, "old");
        rows.put(1, two, "k", 0, "new");
        rows.move_cursor(1, one, 1);
        rows.move_cursor(1, two, 1);
        store.write(std::move(rows));
        store.clear(1, one);
    }
    ViewStore store(in_folder(scratch / "views"));
    BOOST_TEST(store.view("ranking", 2) == two);
    BOOST_TEST(store.views().size() == 2u);
    BOOST_TEST(!store.as_of(1, one, "k", 9).has_value());
    BOOST_TEST(store.cursor(1, one) == 0u);
    BOOST_TEST(store.as_of(1, two, "k", 9).value() == "new");
    BOOST_TEST(store.cursor(1, two) == 1u);
}

BOOST_AUTO_TEST_CASE(loses_unflushed_rows_together_with_their_cursor)
{
    const Scratch scratch;
    ViewNo view = 0;
    {
        auto settings = in_folder(scratch / "views");
        settings.flush_every_events = 1000;
        ViewStore store(settings);
        view = store.view("v", 1);
        for (std::uint64_t seq = 0; seq < 2500; ++seq) {
            ViewStore::Rows rows;
            rows.put(1, view, std::to_string(seq), seq, "x");
            rows.move_cursor(1, view, seq + 1);
            store.write(std::move(rows));
        }
        store.flush();
        for (std::uint64_t seq = 2500; seq < 2600; ++seq) {
            ViewStore::Rows rows;
            rows.put(1, view, std::to_string(seq), seq, "x");
            rows.move_cursor(1, view, seq + 1);
            store.write(std::move(rows));
        }
        // What a kill -9 now would leave.
        std::filesystem::copy(scratch / "views", scratch / "killed", std::filesystem::copy_options::recursive);
    }
    const auto rows_match_cursor = [&](const std::filesystem::path& folder, std::uint64_t cursor) {
        const ViewStore store(in_folder(folder));
        BOOST_TEST(store.cursor(1, view) == cursor);
        BOOST_TEST(scanned(store, 1, view, "", ~0ull).size() == cursor);
    };
    rows_match_cursor(scratch / "killed", 2500);
    rows_match_cursor(scratch / "views", 2600); // an orderly stop flushes
}

BOOST_AUTO_TEST_CASE(flushes_by_itself_before_too_much_would_be_lost)
{
    const Scratch scratch;
    auto settings = in_folder(scratch / "views");
    settings.flush_every_events = 1000;
    ViewStore store(settings);
    const ViewNo view = store.view("v", 1);
    for (std::uint64_t seq = 0; seq < 3000; seq += 100) {
        ViewStore::Rows rows;
        rows.put(1, view, "k", seq, "x");
        rows.move_cursor(1, view, seq + 100);
        store.write(std::move(rows));
    }
    ViewStore::Rows backwards;
    backwards.move_cursor(1, view, 1);
    BOOST_CHECK_THROW(store.write(std::move(backwards)), Failure);
    for (int tries = 0; tries < 100; ++tries) { // the flush runs in the background
        std::filesystem::remove_all(scratch / "killed");
        std::filesystem::copy(scratch / "views", scratch / "killed", std::filesystem::copy_options::recursive);
        const ViewStore killed(in_folder(scratch / "killed"));
        if (killed.cursor(1, view) >= 2000) return;
        ::usleep(20'000);
    }
    BOOST_ERROR("never flushed");
}

BOOST_AUTO_TEST_CASE(fills_in_bulk)
{
    const Scratch scratch;
    ViewStore store(in_folder(scratch / "views"));
    const ViewNo view = store.view("v", 1);
    store.begin_bulk();
    ViewStore::Rows rows;
    for (std::uint64_t seq = 0; seq < 20'000; ++seq)
        rows.put(1, view, std::to_string(seq % 100), seq, std::to_string(seq));
    rows.move_cursor(1, view, 20'000);
    store.write(std::move(rows));
    store.end_bulk();
    BOOST_TEST(store.as_of(1, view, "42", 10'000).value() == "9942");
    BOOST_TEST(scanned(store, 1, view, "", 20'000).size() == 100u);
    store.verify();
}

BOOST_AUTO_TEST_SUITE_END()
