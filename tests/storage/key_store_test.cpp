// Keys that can be destroyed. Doses: CCHC_POWER_CUTS (25 unless told), CCHC_SEED.
#include "storage/key_store.hpp"

#include "storage/failure.hpp"
#include "storage/key_rows.hpp"
#include "tests/storage/faulty_disk.hpp"
#include "tests/storage/scratch.hpp"

#include <boost/test/unit_test.hpp>
#include <cstdlib>
#include <fstream>
#include <random>
#include <sstream>

using namespace cchc::storage;
using namespace cchc::tests;
using cchc::domain::Instant;
namespace fs = std::filesystem;

namespace {

constexpr Instant today{1'790'000'000'000'000};
constexpr std::int64_t day_us = 86'400'000'000;
const Tombstone grave{today, "the person asked"};

/// The 61 bytes that a key lies in the store as.
std::string wrapped_in(const fs::path& folder, cchc::domain::TenantNo tenant, std::string_view subject)
{
    return GuardedStore::for_reading(Disk(), folder).get(row_of(key_mark, tenant, subject)).value_or("");
}

struct Keys {
    Scratch scratch;
    fs::path folder = scratch / "keys/store", master = scratch / "keys/master.key";

    KeyStore open() const { return KeyStore(Disk(), folder, master); }
};

std::string content_of(const fs::path& file)
{
    std::ostringstream text;
    text << std::ifstream(file, std::ios::binary).rdbuf();
    return text.str();
}

/// Files under the folder that hold these bytes.
std::size_t files_with(const fs::path& folder, const std::string& bytes)
{
    std::size_t files = 0;
    for (const auto& file : fs::recursive_directory_iterator(folder))
        if (file.is_regular_file()) files += content_of(file.path()).find(bytes) != std::string::npos;
    return files;
}

std::string refusal_of(const std::function<void()>& act)
{
    try {
        act();
    } catch (const Failure& failure) {
        return failure.what();
    }
    return "";
}
bool says(const std::string& refusal, std::string_view words)
{
    return refusal.find(words) != std::string::npos;
}

std::string hex(std::string_view bytes)
{
    std::ostringstream text;
    for (const char c : bytes) text << "0123456789abcdef"[(c >> 4) & 15] << "0123456789abcdef"[c & 15];
    return text.str();
}

std::uint64_t from_environment(const char* name, std::uint64_t otherwise)
{
    const char* value = std::getenv(name);
    return value ? std::strtoull(value, nullptr, 10) : otherwise;
}

} // namespace

BOOST_AUTO_TEST_SUITE(a_cipher)

BOOST_AUTO_TEST_CASE(gives_the_published_answers)
{
    const std::string zeros(32, '\0');
    const SecretKey key(zeros);
    const std::string_view block(zeros.data(), 16), nonce(zeros.data(), 12);
    // The Galois/Counter Mode of Operation (McGrew, Viega), test case 14.
    BOOST_TEST(hex(seal(key, nonce, "", block)) == "cea7403d4d606b6e074ec5d3baf39d18d0d1c8a799996bf0265b98b5d48ab919");
    std::string passed(16, '\0');
    CipherStream(key, 0).pass(block, passed.data());
    BOOST_TEST(hex(passed) == "dc95c078a2408989ad48a21492842087"); // AES-256 of the zero block under the zero key
}

BOOST_AUTO_TEST_CASE(opens_only_what_was_sealed_and_where)
{
    const SecretKey key(random_bytes(32)), other(random_bytes(32));
    const std::string sealed = seal_freshly(key, "tenant 1, name", "Nguyễn Thị An");
    BOOST_TEST(*open_freshly_sealed(key, "tenant 1, name", sealed) == "Nguyễn Thị An");
    BOOST_TEST(!open_freshly_sealed(other, "tenant 1, name", sealed));
    BOOST_TEST(!open_freshly_sealed(key, "tenant 2, name", sealed));
    for (std::size_t at = 0; at < sealed.size(); ++at) {
        std::string changed = sealed;
        changed[at] = static_cast<char>(changed[at] ^ 1);
        BOOST_TEST(!open_freshly_sealed(key, "tenant 1, name", changed));
    }
    BOOST_TEST(!open_freshly_sealed(key, "tenant 1, name", sealed.substr(0, 20)));
    BOOST_TEST((seal_freshly(key, "", "x") != seal_freshly(key, "", "x")));
    BOOST_TEST(*open_freshly_sealed(key, "", seal_freshly(key, "", "")) == "");
}

BOOST_AUTO_TEST_CASE(can_be_entered_anywhere)
{
    const SecretKey key(random_bytes(32));
    const std::string plain = random_bytes(100'000);
    std::string hidden(plain.size(), '\0');
    CipherStream(key, 0).pass(plain, hidden.data());
    BOOST_TEST((hidden != plain));
    for (const std::size_t from : {0u, 1u, 15u, 16u, 17u, 4095u, 65'536u, 99'999u}) {
        std::string piece = hidden.substr(from);
        CipherStream(key, from).pass(piece, piece.data());
        BOOST_TEST((piece == plain.substr(from)));
    }
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(the_key_store)

BOOST_AUTO_TEST_CASE(keeps_one_key_a_subject_and_tenant_across_a_restart)
{
    const Keys keys;
    std::string first, second, made_up;
    {
        KeyStore store = keys.open();
        first = store.create(1, "person/p-7f").bytes();
        second = store.create(2, "person/p-7f").bytes();
        const auto [subject, key] = store.create_new(1, "file/");
        made_up = subject;
        BOOST_TEST(subject.size() == 5u + 32u);
        BOOST_TEST((key.bytes() == store.find(1, subject)->bytes()));
        BOOST_TEST(says(refusal_of([&] { store.create(1, "person/p-7f"); }), "already"));
        BOOST_CHECK_THROW(store.create(1, ""), Failure);
        BOOST_CHECK_THROW(store.create(1, std::string(201, 's')), Failure);
    }
    BOOST_TEST((first != second));
    const KeyStore store = keys.open();
    BOOST_TEST((store.find(1, "person/p-7f")->bytes() == first));
    BOOST_TEST((store.find(2, "person/p-7f")->bytes() == second));
    BOOST_TEST(!store.find(3, "person/p-7f"));
    BOOST_TEST((store.subjects(1, "") == std::vector<std::string>{made_up, "person/p-7f"}));
    BOOST_TEST(store.subjects(1, "person/").size() == 1u);
    store.verify();
    BOOST_TEST(files_with(keys.folder, first) == 0u); // only wrapped
}

BOOST_AUTO_TEST_CASE(opens_under_its_own_master_key_and_no_other)
{
    const Keys keys;
    (void)keys.open().create(1, "s");
    fs::rename(keys.master, keys.scratch / "elsewhere");
    BOOST_TEST(says(refusal_of([&] { keys.open(); }), "the master key is missing"));
    BOOST_TEST(!fs::exists(keys.master));
    (void)KeyStore(Disk(), keys.scratch / "another/store", keys.master);
    BOOST_TEST(says(refusal_of([&] { keys.open(); }), "is not the one these keys were wrapped by"));
    BOOST_TEST(KeyStore(Disk(), keys.folder, keys.scratch / "elsewhere").find(1, "s").has_value());
    fs::remove(keys.master);
    std::ofstream(keys.master) << "no key";
    fs::permissions(keys.master, fs::perms(0600));
    BOOST_CHECK_THROW(keys.open(), Damage);
}

BOOST_AUTO_TEST_CASE(is_its_owners_alone)
{
    const Keys keys;
    {
        KeyStore store = keys.open();
        (void)store.create(1, "s");
        store.destroy(1, "s", grave); // makes tables too
    }
    (void)keys.open();
    const auto mode = [](const fs::path& path) { return static_cast<int>(fs::status(path).permissions()); };
    BOOST_TEST(mode(keys.folder) == 0700);
    BOOST_TEST(mode(keys.master) == 0600);
    fs::path table;
    for (const auto& file : fs::directory_iterator(keys.folder)) {
        BOOST_TEST(mode(file.path()) == 0600, file.path());
        if (file.path().extension() == ".sst") table = file.path();
    }
    for (const fs::path& open : {keys.folder, keys.master, table}) {
        const auto proper = fs::status(open).permissions();
        fs::permissions(open, proper | fs::perms::group_read);
        BOOST_TEST(says(refusal_of([&] { keys.open(); }), open.string() + ": "));
        fs::permissions(open, proper);
    }
    BOOST_TEST(keys.open().tombstone(1, "s").has_value());
}

BOOST_AUTO_TEST_CASE(destroys_a_key_in_every_file)
{
    const Keys keys;
    {
        KeyStore store = keys.open();
        for (int n = 0; n < 50; ++n) (void)store.create(1, "before/" + std::to_string(n));
        (void)store.create(1, "old");
    }
    { // what was in the write-ahead log is in a table now
        KeyStore store = keys.open();
        (void)store.create(1, "new");
        (void)store.create(1, "kept");
    }
    const std::string old = wrapped_in(keys.folder, 1, "old"), fresh = wrapped_in(keys.folder, 1, "new"),
                      kept = wrapped_in(keys.folder, 1, "kept");
    BOOST_REQUIRE_EQUAL(fresh.size(), 61u);
    BOOST_TEST(files_with(keys.folder, old) == 1u);   // the search finds what is there: in a table
    BOOST_TEST(files_with(keys.folder, fresh) == 1u); // and in the log
    fs::create_directory(keys.scratch / "seen");      // what was in them is seen after their names are gone
    for (const auto& file : fs::directory_iterator(keys.folder))
        fs::create_hard_link(file.path(), keys.scratch / "seen" / file.path().filename());
    BOOST_TEST(files_with(keys.scratch / "seen", old) == 1u);
    {
        KeyStore store = keys.open();
        store.destroy(1, std::vector<std::string>{"old", "new"}, grave);
        BOOST_TEST(files_with(keys.folder, old) == 0u);
        BOOST_TEST(files_with(keys.folder, fresh) == 0u);
        BOOST_TEST(files_with(keys.scratch / "seen", old) == 0u);
        BOOST_TEST(files_with(keys.scratch / "seen", fresh) == 0u);
        BOOST_TEST(files_with(keys.folder, kept) == 1u);
        BOOST_TEST(!store.find(1, "old"));
        store.destroy(1, "old", {today.plus_us(1), "again"});
        store.destroy(1, "never had one", grave);
    }
    KeyStore store = keys.open();
    BOOST_TEST((store.tombstone(1, "old") == grave)); // the first stays
    BOOST_TEST((store.tombstone(1, "never had one") == grave));
    BOOST_TEST(!store.tombstone(1, "kept"));
    BOOST_TEST(!store.tombstone(2, "old"));
    BOOST_TEST(store.find(1, "kept").has_value());
    BOOST_TEST(says(refusal_of([&] { store.create(1, "old"); }), "was destroyed"));
    store.forget(1, "kept");
    BOOST_TEST(!store.find(1, "kept"));
    BOOST_TEST(!store.tombstone(1, "kept"));
    (void)store.create(1, "kept");
    store.verify();
}

BOOST_AUTO_TEST_CASE(loses_no_key_and_revives_none_when_the_power_fails)
{
    const std::uint64_t cuts = from_environment("CCHC_POWER_CUTS", 25), seed = from_environment("CCHC_SEED", 20260331);
    std::mt19937_64 random(seed);
    for (std::uint64_t cut = 0; cut < cuts; ++cut) {
        const Scratch scratch;
        const fs::path before = scratch / "before", after = scratch / "after";
        const auto disk = std::make_shared<FaultyDisk>(before);
        std::vector<std::string> here, destroyed; // acknowledged
        std::vector<std::string> here_at_the_cut, destroyed_at_the_cut;
        disk->cut_power_at(40 + random() % 500, seed + cut, after, [&] {
            here_at_the_cut = here;
            destroyed_at_the_cut = destroyed;
        });
        std::map<std::string, std::string> wrapped;
        {
            KeyStore store(FaultyDisk::handed_in(disk), before / "store", before / "master.key");
            for (int n = 0; !disk->was_cut() && n < 200; ++n) {
                const std::string subject = "s" + std::to_string(n);
                (void)store.create(1, subject);
                here.push_back(subject);
                if (random() % 3 > 0) continue;
                const std::string chosen = here[random() % here.size()];
                std::erase(here, chosen); // asked for: from here on it may be gone
                wrapped[chosen] = wrapped_in(before / "store", 1, chosen);
                store.destroy(1, chosen, grave);
                destroyed.push_back(chosen);
            }
        }
        BOOST_REQUIRE(disk->was_cut());
        for (const auto& file : fs::recursive_directory_iterator(after)) // the drawing knows no modes
            fs::permissions(file.path(), file.is_directory() ? fs::perms(0700) : fs::perms(0600));
        const KeyStore store(Disk(), after / "store", after / "master.key");
        store.verify();
        for (const std::string& subject : here_at_the_cut)
            BOOST_TEST(store.find(1, subject).has_value(), "cut " << cut << ": " << subject << " is lost");
        for (const std::string& subject : destroyed_at_the_cut) {
            BOOST_TEST(!store.find(1, subject), "cut " << cut << ": " << subject << " is back");
            BOOST_TEST((store.tombstone(1, subject) == grave));
        }
        for (const auto& [subject, bytes] : wrapped)
            if (store.tombstone(1, subject))
                BOOST_TEST(files_with(after, bytes) == 0u, "cut " << cut << ": " << subject << " can be read yet");
    }
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(a_backup_of_keys)

BOOST_AUTO_TEST_CASE(brings_back_what_was_lost)
{
    const Keys keys;
    std::string backup, key;
    {
        KeyStore store = keys.open();
        key = store.create(1, "a").bytes();
        (void)store.create(1, "b");
        store.destroy(1, "b", grave);
        backup = store.backup(today, today.plus_us(30 * day_us));
    }
    BOOST_TEST(backup.starts_with(R"({"format":"cchc.keys.1","made_at_us":1790000000000000,"good_until_us":)"));
    fs::remove_all(keys.folder);
    KeyStore store = keys.open();
    BOOST_TEST(!store.find(1, "a"));
    const auto restored = store.restore(backup, today.plus_us(day_us), false);
    BOOST_TEST(restored.keys == 1u);
    BOOST_TEST(restored.tombstones == 1u);
    BOOST_TEST((store.find(1, "a")->bytes() == key));
    BOOST_TEST((store.tombstone(1, "b") == grave));
    store.verify();
}

BOOST_AUTO_TEST_CASE(revives_nothing_that_was_destroyed_after_it)
{
    const Keys keys;
    KeyStore store = keys.open();
    (void)store.create(1, "a");
    (void)store.create(1, "b");
    const std::string backup = store.backup(today, today.plus_us(30 * day_us));
    store.destroy(1, "a", grave);
    store.forget(1, "b");
    BOOST_TEST(says(refusal_of([&] { store.restore(backup, today, false); }), "older than the store"));
    BOOST_TEST(store.restore(backup, today, true).keys == 1u);
    BOOST_TEST(!store.find(1, "a"));
    BOOST_TEST((store.tombstone(1, "a") == grave));
    BOOST_TEST(store.find(1, "b").has_value());
}

BOOST_AUTO_TEST_CASE(destroys_here_what_had_been_destroyed_there)
{
    const Keys keys;
    std::string wrong, right;
    {
        KeyStore store = keys.open();
        (void)store.create(1, "a");
        wrong = store.backup(today, today.plus_us(day_us));
        store.destroy(1, "a", grave);
        right = store.backup(today, today.plus_us(day_us));
    }
    fs::remove_all(keys.folder);
    KeyStore store = keys.open();
    (void)store.restore(wrong, today, false);
    BOOST_TEST(store.find(1, "a").has_value());
    BOOST_TEST(store.restore(right, today, true).tombstones == 1u);
    BOOST_TEST(!store.find(1, "a"));
    store.verify();
}

BOOST_AUTO_TEST_CASE(is_refused_when_outlived_damaged_or_of_another_master_key)
{
    const Keys keys;
    KeyStore store = keys.open();
    (void)store.create(1, "a");
    const std::string backup = store.backup(today, today.plus_us(day_us));
    BOOST_TEST(says(refusal_of([&] { store.restore(backup, today.plus_us(day_us + 1), false); }), "outlived"));
    BOOST_TEST(store.restore(backup, today.plus_us(day_us), false).keys == 0u);
    for (std::size_t at = 0; at < backup.size(); at += 7) {
        std::string changed = backup;
        changed[at] = static_cast<char>(changed[at] ^ 4);
        BOOST_TEST(says(refusal_of([&] { store.restore(changed, today, true); }), "damaged"));
    }
    BOOST_CHECK_THROW(store.restore("", today, true), Failure);
    const Keys others;
    BOOST_TEST(says(refusal_of([&] { others.open().restore(backup, today, true); }), "another master key"));
}

BOOST_AUTO_TEST_SUITE_END()
