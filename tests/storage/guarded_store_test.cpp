#include "storage/guarded_store.hpp"

#include "storage/failure.hpp"
#include "tests/storage/faulty_disk.hpp"
#include "tests/storage/scratch.hpp"

#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <fstream>

using namespace cchc::storage;
using cchc::tests::Scratch;

namespace {

std::vector<std::string> rows_of(const GuardedStore& store, std::string_view prefix)
{
    std::vector<std::string> rows;
    store.each(prefix, [&](std::string_view key, std::string_view value) {
        rows.push_back(std::string(key) + "=" + std::string(value));
    });
    return rows;
}

void put(GuardedStore& store, const std::string& key, const std::string& value)
{
    GuardedStore::Change change;
    store.write(change.put(key, value));
}

std::filesystem::path write_ahead_log(const std::filesystem::path& folder)
{
    for (const auto& file : std::filesystem::directory_iterator(folder))
        if (file.path().extension() == ".log" && file.file_size() > 0) return file.path();
    throw std::logic_error("no write-ahead log");
}

} // namespace

BOOST_AUTO_TEST_SUITE(a_store_beside_the_log)

BOOST_AUTO_TEST_CASE(keeps_rows_by_key_across_a_restart)
{
    const Scratch scratch;
    {
        GuardedStore store(Disk(), scratch / "kept");
        BOOST_TEST(!store.get("a"));
        GuardedStore::Change change;
        store.write(change.put("a1", "one").put("a2", "two").put("b", ""));
        GuardedStore::Change next;
        store.write(next.erase("a1").put("a3", "three"));
    }
    const GuardedStore store(Disk(), scratch / "kept");
    BOOST_TEST((rows_of(store, "a") == std::vector<std::string>{"a2=two", "a3=three"}));
    BOOST_TEST(rows_of(store, "").size() == 3u);
    BOOST_TEST(*store.get("b") == "");
    BOOST_TEST(!store.get("a1"));
    store.verify();
}

BOOST_AUTO_TEST_CASE(refuses_when_its_last_change_was_cut_off)
{
    const Scratch scratch;
    {
        GuardedStore store(Disk(), scratch / "kept");
        put(store, "a", "one");
        put(store, "b", "two");
    }
    const auto log = write_ahead_log(scratch / "kept");
    std::filesystem::resize_file(log, std::filesystem::file_size(log) - 1);
    BOOST_CHECK_THROW(GuardedStore(Disk(), scratch / "kept"), Damage);
}

BOOST_AUTO_TEST_CASE(refuses_when_any_byte_of_its_last_change_is_another)
{
    const Scratch scratch;
    {
        GuardedStore store(Disk(), scratch / "kept");
        put(store, "a", "one");
        put(store, "b", "two");
    }
    const auto size = std::filesystem::file_size(write_ahead_log(scratch / "kept"));
    for (std::uintmax_t at = size / 2; at < size; ++at) {
        std::filesystem::remove_all(scratch / "copy");
        std::filesystem::copy(scratch / "kept", scratch / "copy");
        std::fstream file(write_ahead_log(scratch / "copy"), std::ios::in | std::ios::out | std::ios::binary);
        file.seekg(static_cast<std::streamoff>(at));
        const char was = static_cast<char>(file.get());
        file.seekp(static_cast<std::streamoff>(at));
        file.put(static_cast<char>(was ^ 0x04));
        file.close();
        BOOST_CHECK_THROW(GuardedStore(Disk(), scratch / "copy"), Failure);
    }
}

BOOST_AUTO_TEST_CASE(refuses_a_guard_that_is_gone_or_damaged)
{
    const Scratch scratch;
    {
        GuardedStore store(Disk(), scratch / "kept");
        put(store, "a", "one");
        put(store, "b", "two");
    }
    std::filesystem::copy(scratch / "kept", scratch / "copy");
    std::filesystem::remove(scratch / "copy" / "guard");
    BOOST_CHECK_THROW(GuardedStore(Disk(), scratch / "copy"), Damage);
    std::ofstream(scratch / "kept" / "guard") << "1\nno such digest\n";
    BOOST_CHECK_THROW(GuardedStore(Disk(), scratch / "kept"), Damage);
}

BOOST_AUTO_TEST_CASE(for_reading_shows_every_row_and_changes_nothing)
{
    const Scratch scratch;
    {
        GuardedStore store(Disk(), scratch / "kept");
        put(store, "a", "one");
        put(store, "b", "two");
    }
    const auto files = [&] {
        std::vector<std::string> all;
        for (const auto& file : std::filesystem::directory_iterator(scratch / "kept"))
            all.push_back(file.path().filename().string() + " " + std::to_string(file.file_size()));
        std::sort(all.begin(), all.end());
        return all;
    };
    const auto before = files();
    {
        auto store = GuardedStore::for_reading(Disk(), scratch / "kept");
        BOOST_TEST(rows_of(store, "").size() == 2u);
        BOOST_TEST(store.remarks().empty());
        store.verify();
        BOOST_CHECK_THROW(put(store, "c", "three"), Failure);
    }
    BOOST_TEST((files() == before));
}

BOOST_AUTO_TEST_CASE(is_held_by_one_process_at_a_time)
{
    const Scratch scratch;
    const GuardedStore store(Disk(), scratch / "kept");
    BOOST_CHECK_THROW(GuardedStore(Disk(), scratch / "kept"), Failure);
}

BOOST_AUTO_TEST_SUITE_END()
