#include "storage/evidence_store.hpp"
#include "storage/failure.hpp"
#include "tests/storage/scratch.hpp"

#include <boost/test/unit_test.hpp>
#include <fstream>

using namespace cchc::storage;
using cchc::tests::Scratch;

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
