#include "storage/trail.hpp"

#include "storage/failure.hpp"
#include "tests/storage/faulty_disk.hpp"
#include "tests/storage/scratch.hpp"

#include <boost/test/unit_test.hpp>

using namespace cchc::storage;
using cchc::tests::Scratch;

namespace {

Trail::Row row(std::uint64_t n, cchc::domain::TenantNo tenant = 1)
{
    return {tenant, "{\"n\":" + std::to_string(n) + "}"};
}
void add(Trail& trail, std::uint64_t from, std::uint64_t to)
{
    std::vector<Trail::Row> rows;
    for (std::uint64_t n = from; n < to; ++n) rows.push_back(row(n));
    trail.append(rows);
}
std::vector<std::string> rows_of(const Trail& trail, std::uint64_t from, std::uint64_t count)
{
    std::vector<std::string> rows;
    trail.read(1, from, count, [&](std::uint64_t, std::string_view text) { rows.emplace_back(text); });
    return rows;
}

} // namespace

BOOST_AUTO_TEST_SUITE(a_trail) // ES-6, ES-18

BOOST_AUTO_TEST_CASE(has_the_root_of_a_tree_over_its_rows_and_the_same_after_a_restart)
{
    const Scratch scratch;
    Trail::Head before;
    {
        Trail trail(Disk(), scratch / "trail");
        BOOST_TEST(trail.head(1).size == 0u);
        BOOST_TEST((trail.head(1).root == empty_root()));
        add(trail, 0, 300);      // beyond one tile
        add(trail, 300, 70'000); // beyond one of the second level
        before = trail.head(1);
        BOOST_TEST(before.size == 70'000u);
    }
    MerkleEdge counted;
    std::vector<Tile> completed;
    for (std::uint64_t n = 0; n < 70'000; ++n) counted.append(leaf_hash(row(n).text), completed);
    BOOST_TEST((before.root == counted.root()));
    Trail again(Disk(), scratch / "trail");
    BOOST_TEST((again.head(1).root == before.root));
    add(again, 70'000, 70'001);
    counted.append(leaf_hash(row(70'000).text), completed);
    BOOST_TEST((again.head(1).root == counted.root()));
    const std::vector<std::string> page = rows_of(again, 69'999, 10);
    BOOST_TEST(page == (std::vector<std::string>{row(69'999).text, row(70'000).text}));
}

BOOST_AUTO_TEST_CASE(is_one_list_for_each_tenant)
{
    const Scratch scratch;
    Trail trail(Disk(), scratch / "trail");
    const std::vector<Trail::Row> rows{row(0, 1), row(0, 2), row(1, 1)};
    trail.append(rows);
    BOOST_TEST(trail.head(1).size == 2u);
    BOOST_TEST(trail.head(2).size == 1u);
    BOOST_TEST(trail.head(3).size == 0u);
    BOOST_TEST((trail.head(1).root == node_hash(leaf_hash(row(0).text), leaf_hash(row(1).text))));
}

BOOST_AUTO_TEST_CASE(that_was_changed_or_cut_is_not_what_the_log_names)
{
    const Scratch scratch;
    std::vector<Trail::Head> named;
    {
        Trail trail(Disk(), scratch / "trail");
        named.push_back(trail.head(1));
        add(trail, 0, 10);
        named.push_back(trail.head(1));
        add(trail, 10, 600);
        named.push_back(trail.head(1));
        add(trail, 600, 700);
        BOOST_TEST(trail.fault(1, named) == "");
    }
    const auto with = [&](const std::function<void(GuardedStore::Change&)>& tamper) {
        const Scratch copy;
        std::filesystem::copy(scratch / "trail", copy / "trail", std::filesystem::copy_options::recursive);
        {
            GuardedStore rows(Disk(), copy / "trail");
            GuardedStore::Change change;
            tamper(change);
            rows.write(change);
        }
        return Trail::for_reading(Disk(), copy / "trail").fault(1, named);
    };
    using namespace std::string_literals;
    const std::string tenant = "\0\0\0\1"s;
    const auto key_of = [&](char n) { return "r" + tenant + "\0\0\0\0\0\0\0"s + n; };
    const std::string size_key = "n" + tenant;
    BOOST_TEST(with([&](auto& change) { change.put(key_of(5), "{\"n\":6}"); }) ==
               "not what the log names after 10 rows");
    BOOST_TEST(with([&](auto& change) { change.erase(key_of(5)); }) == "row 5 is gone");
    BOOST_TEST(with([&](auto& change) { change.put(size_key, "599"); }) == "599 rows, and the log names 600");
    BOOST_TEST(with([&](auto& change) { change.put(size_key, "650"); }) == "row 650 lies behind the end");
    std::vector<Trail::Head> other = named;
    std::swap(other[1].root, other[2].root);
    BOOST_TEST(Trail::for_reading(Disk(), scratch / "trail").fault(1, other) == "not what the log names after 10 rows");
}

BOOST_AUTO_TEST_SUITE_END()
