#include "storage/evidence_store.hpp"
#include "storage/failure.hpp"
#include "tests/storage/faulty_disk.hpp"
#include "tests/storage/scratch.hpp"

#include <boost/test/unit_test.hpp>
#include <fstream>
#include <random>
#include <sstream>

using namespace cchc::storage;
using cchc::domain::Instant;
using cchc::tests::FaultyDisk;
using cchc::tests::Scratch;
namespace fs = std::filesystem;

namespace {

std::string some_bytes(std::size_t size)
{
    std::string bytes(size, '\0');
    for (std::size_t i = 0; i < size; ++i) bytes[i] = static_cast<char>(i * 2654435761u >> 13);
    return bytes;
}

std::string read_all(const EvidenceStore& store, const Hash& hash, std::uint64_t offset = 0,
                     std::uint64_t length = ~0ull)
{
    std::string bytes;
    store.read(hash, offset, length, [&](std::string_view piece) { bytes += piece; });
    return bytes;
}

void flip_byte(const std::filesystem::path& file, std::streamoff at)
{
    std::fstream f(file, std::ios::in | std::ios::out | std::ios::binary);
    f.seekg(at);
    const char was = static_cast<char>(f.get());
    f.seekp(at);
    f.put(static_cast<char>(was ^ 0x10));
}

const Tombstone grave{Instant{1'790'000'000'000'000}, "QĐ 12/QĐ-UBND"};

/// A store whose files are sealed.
struct SealedStore {
    Scratch scratch;
    KeyStore keys{Disk(), scratch / "keys/store", scratch / "keys/master.key"};
    EvidenceStore store{Disk(), scratch / "evidence", &keys};

    Hash bring(const std::string& bytes, const std::string& id = "u")
    {
        auto upload = store.start(id, "");
        upload.append(bytes);
        return upload.finish();
    }
};

std::string content_of(const fs::path& file)
{
    std::ostringstream text;
    text << std::ifstream(file, std::ios::binary).rdbuf();
    return text.str();
}
bool anywhere(const fs::path& folder, std::string_view words)
{
    for (const auto& file : fs::recursive_directory_iterator(folder))
        if (file.is_regular_file() && content_of(file.path()).find(words) != std::string::npos) return true;
    return false;
}

} // namespace

BOOST_AUTO_TEST_SUITE(an_evidence_file)

BOOST_AUTO_TEST_CASE(is_kept_under_the_hash_of_its_content)
{
    const Scratch scratch;
    EvidenceStore store(Disk(), scratch / "evidence");
    const std::string bytes = some_bytes(1'000'000);
    auto upload = store.start("u1", "a note");
    for (std::size_t at = 0; at < bytes.size(); at += 100'000)
        upload.append(std::string_view(bytes).substr(at, 100'000));
    BOOST_TEST(upload.offset() == bytes.size());
    BOOST_TEST(!store.exists(sha256(bytes)));
    const Hash hash = upload.finish();
    BOOST_TEST((hash == sha256(bytes)));
    BOOST_TEST(store.exists(hash));
    BOOST_TEST(store.size_of(hash) == bytes.size());
    BOOST_TEST((read_all(store, hash) == bytes));
    BOOST_TEST((read_all(store, hash, 999'990, 100) == bytes.substr(999'990)));
    BOOST_TEST((read_all(store, hash, 5, 10) == bytes.substr(5, 10)));
    const std::string hex = hash.hex();
    BOOST_TEST(store.file_of(hash) == scratch / "evidence" / hex.substr(0, 2) / hex.substr(2, 2) / hex);
    BOOST_TEST(store.unfinished().empty());
    BOOST_TEST((store.all() == std::vector{hash}));
}

BOOST_AUTO_TEST_CASE(may_be_empty_and_may_arrive_twice)
{
    const Scratch scratch;
    EvidenceStore store(Disk(), scratch / "evidence");
    BOOST_TEST((store.start("a", "").finish() == sha256("")));
    BOOST_TEST((store.start("b", "").finish() == sha256("")));
    BOOST_TEST(store.all().size() == 1u);
    BOOST_CHECK_THROW(store.size_of(sha256("another")), Failure);
}

BOOST_AUTO_TEST_CASE(is_seen_to_have_decayed)
{
    const Scratch scratch;
    EvidenceStore store(Disk(), scratch / "evidence");
    auto upload = store.start("u1", "");
    upload.append(some_bytes(5000));
    const Hash hash = upload.finish();
    BOOST_TEST(store.is_intact(hash));
    flip_byte(store.file_of(hash), 4321);
    BOOST_TEST(!store.is_intact(hash));
    auto again = store.start("u2", ""); // the same file uploaded once more heals it
    again.append(some_bytes(5000));
    (void)again.finish();
    BOOST_TEST(store.is_intact(hash));
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(an_upload)

BOOST_AUTO_TEST_CASE(goes_on_after_a_restart_where_it_stood)
{
    const Scratch scratch;
    const std::string bytes = some_bytes(300'000);
    {
        EvidenceStore store(Disk(), scratch / "evidence");
        auto upload = store.start("u1", "owner p-7f, 300000 bytes");
        upload.append(std::string_view(bytes).substr(0, 100'000));
        upload.append(std::string_view(bytes).substr(100'000, 50'000));
        BOOST_TEST((upload.digest() == sha256(std::string_view(bytes).substr(0, 150'000))));
    }
    EvidenceStore store(Disk(), scratch / "evidence");
    BOOST_TEST(store.unfinished() == std::vector<std::string>{"u1"});
    BOOST_TEST(store.note_of("u1") == "owner p-7f, 300000 bytes");
    BOOST_CHECK_THROW(store.note_of("u2"), Failure);
    auto upload = store.resume("u1");
    BOOST_TEST((upload.digest() == sha256(std::string_view(bytes).substr(0, 150'000))));
    BOOST_TEST(upload.note() == "owner p-7f, 300000 bytes");
    BOOST_REQUIRE(upload.offset() == 150'000u);
    upload.append(std::string_view(bytes).substr(150'000));
    BOOST_TEST((upload.finish() == sha256(bytes)));
}

BOOST_AUTO_TEST_CASE(goes_on_without_what_was_on_trial)
{
    const Scratch scratch;
    const std::string bytes = some_bytes(300'000);
    {
        EvidenceStore store(Disk(), scratch / "evidence");
        auto upload = store.start("u1", "");
        upload.append(std::string_view(bytes).substr(0, 100'000));
        upload.hold();
        upload.append(std::string_view(bytes).substr(100'000, 50'000));
        upload.keep();
        upload.hold();
        upload.append(some_bytes(70'000));
        BOOST_TEST(upload.offset() == 220'000u);
        std::string seen;
        upload.read(149'999, 100, [&](std::string_view piece) { seen += piece; });
        BOOST_TEST((seen == bytes.substr(149'999, 1) + some_bytes(99)));
        seen.clear();
        upload.read(219'990, 100, [&](std::string_view piece) { seen += piece; });
        BOOST_TEST(seen.size() == 10u);
    }
    EvidenceStore store(Disk(), scratch / "evidence");
    auto upload = store.resume("u1");
    BOOST_REQUIRE(upload.offset() == 150'000u);
    upload.append(std::string_view(bytes).substr(150'000));
    BOOST_TEST((upload.finish() == sha256(bytes)));
}

BOOST_AUTO_TEST_CASE(shows_how_the_file_begins)
{
    const Scratch scratch;
    const std::string bytes = some_bytes(1'000);
    EvidenceStore store(Disk(), scratch / "evidence");
    {
        auto upload = store.start("u1", "");
        BOOST_TEST(upload.beginning() == "");
        upload.append(std::string_view(bytes).substr(0, 10));
        BOOST_TEST(upload.beginning() == bytes.substr(0, 10));
        upload.append(std::string_view(bytes).substr(10, 100));
        BOOST_TEST(upload.beginning() == bytes.substr(0, 64));
        upload.append(std::string_view(bytes).substr(110));
        BOOST_TEST(upload.beginning() == bytes.substr(0, 64));
    }
    BOOST_TEST(store.resume("u1").beginning() == bytes.substr(0, 64));
}

BOOST_AUTO_TEST_CASE(falls_back_to_the_last_piece_that_is_whole)
{
    const std::string bytes = some_bytes(300'000);
    const auto after = [&](auto harm) {
        const Scratch scratch;
        EvidenceStore store(Disk(), scratch / "evidence");
        {
            auto upload = store.start("u1", "n");
            for (std::size_t at = 0; at < 300'000; at += 100'000)
                upload.append(std::string_view(bytes).substr(at, 100'000));
        }
        harm(scratch / "evidence/uploads/u1.part", scratch / "evidence/uploads/u1.journal");
        auto upload = store.resume("u1");
        const auto offset = upload.offset();
        upload.append(std::string_view(bytes).substr(offset));
        BOOST_TEST((upload.finish() == sha256(bytes)));
        return offset;
    };
    BOOST_TEST(after([](auto, auto) {}) == 300'000u);
    BOOST_TEST(after([](auto part, auto) { std::filesystem::resize_file(part, 299'999); }) == 200'000u);
    BOOST_TEST(after([](auto part, auto) { flip_byte(part, 150'000); }) == 100'000u);
    BOOST_TEST(after([](auto part, auto) { flip_byte(part, 0); }) == 0u);
    BOOST_TEST(after([](auto, auto journal) { flip_byte(journal, 8 + 1 + 8 + 3); }) == 100'000u);
    BOOST_TEST(after([](auto, auto journal) { std::filesystem::resize_file(journal, 8 + 1 + 8 + 5); }) == 100'000u);
}

BOOST_AUTO_TEST_CASE(leaves_nothing_behind_when_it_is_cut_off_or_discarded)
{
    const Scratch scratch;
    const auto uploads = scratch / "evidence/uploads";
    {
        EvidenceStore store(Disk(), scratch / "evidence");
        (void)store.start("kept", "");
        (void)store.start("gone", "");
        (void)store.start("blind", "a note");
        store.discard("gone");
        store.discard("never-was");
    }
    std::ofstream(uploads / "half.part") << "x";
    std::ofstream(uploads / "finished.journal") << "x";
    std::ofstream(uploads / "stray") << "x";
    flip_byte(uploads / "blind.journal", 10);
    EvidenceStore store(Disk(), scratch / "evidence");
    BOOST_TEST(store.unfinished() == std::vector<std::string>{"kept"});
    BOOST_TEST(std::distance(std::filesystem::directory_iterator(uploads), {}) == 2);
    BOOST_CHECK_THROW(store.resume("gone"), Failure);
    BOOST_CHECK_THROW(store.start("kept", ""), Failure);
    BOOST_CHECK_THROW(store.start("../up", ""), Failure);
    BOOST_CHECK_THROW(store.resume("../up"), Failure);
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(a_sealed_file)

BOOST_AUTO_TEST_CASE(is_read_from_any_byte_on_and_lies_hidden)
{
    SealedStore sealed;
    const std::string bytes = "Nguyễn Thị An " + some_bytes(700'000);
    const Hash hash = sealed.bring(bytes);
    BOOST_TEST((hash == sha256(bytes)));
    BOOST_TEST(sealed.store.size_of(hash) == bytes.size());
    BOOST_TEST(sealed.store.is_intact(hash));
    for (const std::uint64_t from : {0ull, 1ull, 17ull, 262'144ull, 699'999ull, bytes.size() + 0ull})
        BOOST_TEST((read_all(sealed.store, hash, from, 300'000) == bytes.substr(from, 300'000)));
    BOOST_TEST(!anywhere(sealed.scratch, "Nguyễn"));
    BOOST_TEST(!sealed.store.destroyed(hash));
    flip_byte(sealed.store.file_of(hash), 5'000);
    BOOST_TEST(!sealed.store.is_intact(hash));
    BOOST_TEST((sealed.bring(bytes) == hash)); // the same file uploaded once more heals it
    BOOST_TEST(sealed.store.is_intact(hash));
    BOOST_TEST(sealed.keys.subjects(0, "file/").size() == 1u);
    BOOST_TEST((sealed.bring("") == sha256("")));
    BOOST_TEST(sealed.store.is_intact(sha256("")));
}

BOOST_AUTO_TEST_CASE(is_sealed_while_it_comes_in_and_goes_on_after_a_restart)
{
    SealedStore sealed;
    const std::string bytes = some_bytes(300'000);
    const auto uploads = sealed.scratch / "evidence/uploads";
    const auto after = [&](auto harm) {
        {
            auto upload = sealed.store.start("u1", "báo cáo của bà An.pdf");
            for (std::size_t at = 0; at < 300'000; at += 100'000)
                upload.append(std::string_view(bytes).substr(at, 100'000));
        }
        BOOST_TEST(!anywhere(uploads, "An.pdf"));
        BOOST_TEST(!anywhere(uploads, bytes.substr(1000, 64)));
        BOOST_TEST(!sealed.store.torn("u1"));
        harm();
        EvidenceStore again(Disk(), sealed.scratch / "evidence", &sealed.keys);
        BOOST_TEST(again.note_of("u1") == "báo cáo của bà An.pdf");
        auto upload = again.resume("u1");
        const auto offset = upload.offset();
        BOOST_TEST((upload.digest() == sha256(bytes.substr(0, offset))));
        upload.append(std::string_view(bytes).substr(offset));
        const Hash hash = upload.finish();
        BOOST_TEST((hash == sha256(bytes)));
        BOOST_TEST(again.is_intact(hash));
        return offset;
    };
    BOOST_TEST(after([] {}) == 300'000u);
    BOOST_TEST(after([&] { fs::resize_file(uploads / "u1.part", 48 + 299'999); }) == 200'000u);
    BOOST_TEST(after([&] { flip_byte(uploads / "u1.part", 48 + 150'000); }) == 100'000u);
    BOOST_TEST(after([&] { flip_byte(uploads / "u1.part", 20); }) == 0u);
    BOOST_TEST(after([&] { fs::resize_file(uploads / "u1.part", 7); }) == 0u);
    BOOST_TEST(after([&] { fs::resize_file(uploads / "u1.part", 0); }) == 0u);
    BOOST_TEST(sealed.keys.subjects(0, "file/").size() == 1u); // of all but the last the keys are forgotten
    (void)sealed.store.start("u2", "");
    BOOST_TEST(sealed.keys.subjects(0, "file/").size() == 2u);
    sealed.store.discard("u2");
    BOOST_TEST(sealed.keys.subjects(0, "file/").size() == 1u);
}

BOOST_AUTO_TEST_CASE(is_destroyed_in_every_copy)
{
    SealedStore sealed;
    const std::string bytes = some_bytes(200'000);
    const Hash hash = sealed.bring(bytes), other = sealed.bring("another");
    fs::copy(sealed.store.file_of(hash), sealed.scratch / "backup");
    sealed.store.destroy(hash, grave);
    BOOST_TEST((sealed.store.destroyed(hash).value() == grave));
    BOOST_TEST(sealed.store.exists(hash));
    BOOST_TEST(sealed.store.size_of(hash) == bytes.size());
    BOOST_CHECK_THROW(read_all(sealed.store, hash), Failure);
    BOOST_CHECK_THROW(sealed.store.is_intact(hash), Failure);
    BOOST_TEST(fs::file_size(sealed.store.file_of(hash)) < 100u);
    fs::copy(sealed.scratch / "backup", sealed.store.file_of(hash), fs::copy_options::overwrite_existing);
    BOOST_TEST((sealed.store.destroyed(hash).value() == grave)); // what a backup brings back is noise
    BOOST_CHECK_THROW(read_all(sealed.store, hash), Failure);
    sealed.store.destroy(hash, {grave.at.plus_us(1), "again"});
    BOOST_TEST((sealed.store.destroyed(hash).value() == grave));
    BOOST_TEST(sealed.store.is_intact(other));
    BOOST_CHECK_THROW(sealed.store.destroy(sha256("never seen"), grave), Failure);
    BOOST_TEST((sealed.bring(bytes) == hash)); // whoever has the bytes may bring them again
    BOOST_TEST(!sealed.store.destroyed(hash));
    BOOST_TEST((read_all(sealed.store, hash) == bytes));
}

BOOST_AUTO_TEST_CASE(of_before_there_were_keys_is_read_and_destroyed_too)
{
    SealedStore sealed;
    const std::string words = "lời khai của ông Bình";
    {
        EvidenceStore old(Disk(), sealed.scratch / "evidence");
        auto upload = old.start("u", "");
        upload.append(words);
        (void)upload.finish();
        (void)old.start("half", "an old note");
    }
    const Hash hash = sha256(words);
    BOOST_TEST(read_all(sealed.store, hash) == words);
    BOOST_TEST(sealed.store.is_intact(hash));
    BOOST_TEST(!sealed.store.destroyed(hash));
    BOOST_TEST(sealed.store.note_of("half") == "an old note");
    auto half = sealed.store.resume("half");
    half.append("x");
    BOOST_TEST((half.finish() == sha256("x")));
    fs::create_hard_link(sealed.store.file_of(hash), sealed.scratch / "seen");
    sealed.store.destroy(hash, grave);
    BOOST_TEST((sealed.store.destroyed(hash).value() == grave));
    BOOST_TEST(sealed.store.size_of(hash) == words.size());
    BOOST_TEST(content_of(sealed.scratch / "seen") == std::string(words.size(), '\0'));
    auto open = sealed.store.start_public("r", "");
    open.append("a regulation");
    (void)open.finish();
    BOOST_TEST(EvidenceStore::for_reading(Disk(), sealed.scratch / "evidence").is_intact(sha256("a regulation")));
}

BOOST_AUTO_TEST_CASE(is_never_there_without_its_key_when_the_power_fails)
{
    const char* told = std::getenv("CCHC_POWER_CUTS");
    const std::uint64_t cuts = told ? std::strtoull(told, nullptr, 10) : 25, seed = 20260331;
    std::mt19937_64 random(seed);
    for (std::uint64_t cut = 0; cut < cuts; ++cut) {
        const Scratch scratch;
        const fs::path before = scratch / "before", after = scratch / "after";
        const auto disk = std::make_shared<FaultyDisk>(before);
        std::vector<Hash> named, named_at_the_cut; ///< acknowledged: an event may name them
        std::vector<Hash> gone, gone_at_the_cut;
        disk->cut_power_at(60 + random() % 400, seed + cut, after, [&] {
            named_at_the_cut = named;
            gone_at_the_cut = gone;
        });
        {
            const Disk handed = FaultyDisk::handed_in(disk);
            KeyStore keys(handed, before / "store", before / "master.key");
            EvidenceStore store(handed, before / "evidence", &keys);
            for (int n = 0; !disk->was_cut() && n < 100; ++n) {
                const std::string id = "u" + std::to_string(n);
                auto upload = store.start(id, "note " + id);
                upload.append(id + some_bytes(3'000 + random() % 3'000));
                if (random() % 3 == 0) continue; // stays half
                named.push_back(upload.finish());
                if (random() % 4 > 0) continue;
                const Hash chosen = named[random() % named.size()];
                std::erase(named, chosen);
                store.destroy(chosen, grave);
                gone.push_back(chosen);
            }
        }
        BOOST_REQUIRE(disk->was_cut());
        for (const auto& file : fs::recursive_directory_iterator(after)) // the drawing knows no modes
            fs::permissions(file.path(), file.is_directory() ? fs::perms(0700) : fs::perms(0600));
        KeyStore keys(Disk(), after / "store", after / "master.key");
        EvidenceStore store(Disk(), after / "evidence", &keys);
        for (const Hash& hash : named_at_the_cut)
            BOOST_TEST((store.exists(hash) && store.is_intact(hash)), "cut " << cut << ": a named file is lost");
        for (const Hash& hash : gone_at_the_cut) BOOST_TEST((store.destroyed(hash) == grave));
        for (const Hash& hash : store.all())
            BOOST_TEST((store.destroyed(hash) || store.is_intact(hash)), "cut " << cut << ": a file without its key");
        for (const std::string& id : store.unfinished()) {
            BOOST_TEST(store.note_of(id) == "note " + id);
            auto upload = store.resume(id);
            upload.append("the rest");
            BOOST_TEST(store.is_intact(upload.finish()));
        }
    }
}

BOOST_AUTO_TEST_SUITE_END()
