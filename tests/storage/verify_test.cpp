// What `verify` and opening find. Doses: CCHC_FLIPS (40 unless told, the full one is 200), CCHC_SEED.
#include "storage/data_folder.hpp"
#include "storage/evidence_store.hpp"
#include "storage/failure.hpp"
#include "storage/framed_file.hpp"
#include "storage/guarded_store.hpp"
#include "storage/key_store.hpp"
#include "storage/log_store.hpp"
#include "storage/sealing_key.hpp"
#include "storage/verify.hpp"
#include "storage/view_store.hpp"
#include "tests/storage/log_story.hpp"

#include <boost/test/unit_test.hpp>
#include <cstdlib>
#include <fstream>
#include <iostream>
#include <random>

using namespace cchc::tests;
namespace fs = std::filesystem;

namespace {

/// A guarded store with a table and a live WAL.
void fill_guarded(const fs::path& folder)
{
    for (int start = 0; start < 2; ++start) {
        GuardedStore store(Disk(), folder);
        for (int n = 0; n < 20; ++n) {
            GuardedStore::Change change;
            store.write(change.put("row " + std::to_string(start * 20 + n), std::string(50, 'v')));
        }
    }
}

/// A data folder with everything in it: tables, live WALs, two tenants, checkpoints, keys, evidence, an upload in
/// progress, documents, people, views.
void fill(const fs::path& data)
{
    const DataFolder folder{data};
    for (int start = 0; start < 3; ++start) { // each start turns the WAL before it into tables
        EventLog log(in_folder(data));
        const Teller one(log, "quang-dien"), two(log, "phong-dien");
        for (const TenantNo tenant : {one.tenant(), two.tenant()}) {
            const Tenant about = log.tenant(tenant);
            const auto key = SigningKey::open_or_create(folder.key_of(about.name), about.origin, [&] {
                SigningKey::Seed seed;
                seed.fill(static_cast<std::uint8_t>(tenant));
                return seed;
            });
            auto batch = log.begin();
            const Sequence first = batch.next_seq(tenant);
            (tenant == one.tenant() ? one : two).tell(batch);
            batch.remember(tenant, command_id(first + 1), {first, 1, 0, {}});
            log.commit(std::move(batch).finish());
            (tenant == one.tenant() ? one : two).tell(280, 40);
            log.sign_checkpoint(tenant, key);
        }
        one.tell(20, 2); // the last record of the WAL is a commit
    }
    KeyStore keys(Disk(), folder.key_store(), folder.master_key());
    EvidenceStore evidence(Disk(), folder.evidence(), &keys);
    for (int n = 0; n < 3; ++n) {
        auto upload = n == 0 ? evidence.start_public("u", "") : evidence.start("u", "");
        upload.append(std::string(3000, static_cast<char>('a' + n)));
        const Hash hash = upload.finish();
        if (n == 2) evidence.destroy(hash, {Instant{1'790'000'000'000'000}, "12/QĐ-UBND"});
    }
    {
        auto upload = evidence.start("half", "a note");
        upload.append(std::string(2000, 'x'));
        upload.append(std::string(1000, 'y'));
    }
    fill_guarded(folder.documents());
    fill_guarded(folder.identity());
    (void)SealingKey::open_or_create(folder.identity_key());
    std::ofstream(folder.demonstration_mark()) << DataFolder::demonstration_text;
    ViewStore::Settings settings;
    settings.folder = folder.views();
    ViewStore views(settings);
    ViewStore::Rows rows;
    const ViewNo view = views.view("ranking", 1);
    for (Sequence seq = 0; seq < 500; ++seq) rows.put(1, view, std::to_string(seq % 9), seq, std::string(20, 'r'));
    rows.move_cursor(1, view, 500);
    views.write(std::move(rows));
}

/// Opens and verifies as an operator would. What was named; nothing if all seemed well.
std::optional<std::string> named(const fs::path& data)
{
    VerifyPlan plan;
    plan.log = in_folder(data);
    const Verification result = verify(plan);
    if (result.is_clean()) return std::nullopt;
    const Finding& first = result.findings.front();
    return first.where + ": " + first.what;
}

struct Place {
    fs::path file;
    std::uint64_t at = 0;
};

void flip(const fs::path& data, const Place& place, unsigned bits)
{
    std::fstream file(data / place.file, std::ios::in | std::ios::out | std::ios::binary);
    file.seekg(static_cast<std::streamoff>(place.at));
    const auto was = static_cast<unsigned char>(file.get());
    file.seekp(static_cast<std::streamoff>(place.at));
    file.put(static_cast<char>(was ^ bits));
}

bool counts(const fs::path& file)
{
    const std::string name = file.filename().string();
    return !name.starts_with("LOG") && name != "LOCK" && !name.starts_with("OPTIONS-") && name != "IDENTITY";
}

std::vector<std::pair<fs::path, std::uint64_t>> files_of(const fs::path& data)
{
    std::vector<std::pair<fs::path, std::uint64_t>> files;
    for (const auto& item : fs::recursive_directory_iterator(data))
        if (item.is_regular_file() && counts(item.path()) && item.file_size() > 0)
            files.emplace_back(item.path().lexically_relative(data), item.file_size());
    std::sort(files.begin(), files.end());
    return files;
}

std::uint64_t from_environment(const char* name, std::uint64_t otherwise)
{
    const char* value = std::getenv(name);
    return value ? std::strtoull(value, nullptr, 10) : otherwise;
}

struct FlipStory {
    Scratch scratch;
    fs::path good = scratch / "good";
    std::mt19937_64 random{from_environment("CCHC_SEED", 20260331)};
    std::uint64_t dose = from_environment("CCHC_FLIPS", 40);

    FlipStory()
    {
        fill(good);
        fs::copy(good, scratch / "bad", fs::copy_options::recursive);
        BOOST_REQUIRE(!named(scratch / "bad").has_value()); // a copy is as good: what is named below is the flip
    }
    void is_named(const Place& place)
    {
        const unsigned bits = 1 + static_cast<unsigned>(random() % 255);
        fs::remove_all(scratch / "bad");
        fs::copy(good, scratch / "bad", fs::copy_options::recursive);
        flip(scratch / "bad", place, bits);
        const auto finding = named(scratch / "bad");
        BOOST_TEST_MESSAGE(place.file << " at " << place.at << ": " << finding.value_or(""));
        BOOST_TEST(finding.has_value(), "silent: " << place.file << " at " << place.at << " ^ " << bits);
    }
    /// The WAL written to last.
    fs::path live_wal() const
    {
        fs::path last;
        for (const auto& [file, size] : files_of(good))
            if (file.string().starts_with("log/") && file.extension() == ".log") last = file;
        return last;
    }
};

} // namespace

BOOST_AUTO_TEST_SUITE(verify_names)

BOOST_AUTO_TEST_CASE(nothing_when_all_is_well)
{
    const Scratch scratch;
    fill(scratch / "data");
    VerifyPlan plan;
    plan.log = in_folder(scratch / "data");
    std::uint64_t told = 0;
    plan.progress = [&](std::string_view, std::uint64_t done, std::uint64_t of) {
        BOOST_TEST(done <= of);
        ++told;
    };
    plan.read_leaf = [](std::string_view) -> LeafFacts { throw Failure("not one of ours"); };
    const Verification blind = verify(plan);
    BOOST_TEST(blind.findings.front().where == "tenant quang-dien, event 0");
    plan.read_leaf = nullptr;
    const Verification result = verify(plan);
    for (const Finding& finding : result.findings) BOOST_ERROR(finding.where << ": " << finding.what);
    BOOST_TEST(result.events == 3u * (281 + 281 + 20));
    BOOST_TEST(result.tiles == 3u + 3u);
    BOOST_TEST(result.checkpoints == 6u);
    BOOST_TEST(result.evidence_files == 2u);
    BOOST_TEST(result.destroyed_files == 1u);
    BOOST_TEST(told > 0u);
}

BOOST_AUTO_TEST_CASE(no_damage_where_a_server_is_at_work)
{
    const Scratch scratch;
    const EventLog log(in_folder(scratch / "data"));
    BOOST_CHECK_THROW(named(scratch / "data"), Failure);
}

BOOST_AUTO_TEST_CASE(any_byte_flipped_in_any_file)
{
    FlipStory story;
    const auto files = files_of(story.good);
    // Every file once, then wherever chance points: large files get their share, small ones are not passed over.
    for (const auto& [file, size] : files) story.is_named({file, story.random() % size});
    for (std::uint64_t n = files.size(); n < story.dose; ++n) {
        const auto& [file, size] = files[story.random() % files.size()];
        story.is_named({file, story.random() % size});
    }
}

BOOST_AUTO_TEST_CASE(any_byte_flipped_in_the_live_wal)
{
    FlipStory story;
    const fs::path wal = story.live_wal();
    const auto size = fs::file_size(story.good / wal);
    for (std::uint64_t n = 0; n < (story.dose + 3) / 4; ++n) story.is_named({wal, story.random() % size});
}

BOOST_AUTO_TEST_CASE(any_byte_flipped_in_the_header_of_the_last_record)
{
    FlipStory story;
    const fs::path wal = story.live_wal();
    // Find where the last record begins: the longest beginning of the file that is a whole WAL with one record less.
    const auto whole = inspect_framed_file(Disk(), (story.good / wal).string(), FramedKind::wal);
    BOOST_REQUIRE(!whole.problem.has_value());
    std::uint64_t last = whole.size;
    FramedFile before = whole;
    while (before.records == whole.records || before.problem) {
        fs::remove_all(story.scratch / "cut");
        fs::copy(story.good / wal, story.scratch / "cut");
        fs::resize_file(story.scratch / "cut", --last);
        before = inspect_framed_file(Disk(), (story.scratch / "cut").string(), FramedKind::wal);
    }
    BOOST_TEST(before.records + 1 == whole.records);
    for (std::uint64_t at = last; at < last + 7; ++at) story.is_named({wal, at});
}

BOOST_AUTO_TEST_CASE(a_file_that_is_gone)
{
    FlipStory story;
    for (const auto& [file, size] : files_of(story.good)) {
        // The log names its evidence, but only who knows what events mean can tell (tests/campaign/flip_bytes.py).
        if (file.string().starts_with("evidence") && file.extension().empty()) continue;
        // Who keeps no second factor needs no key; who does hears of it when the server starts.
        if (file == "identity.key") continue;
        if (file == "DEMONSTRATION") continue; // without it the demonstration refuses the folder; nothing is lost
        fs::remove_all(story.scratch / "bad");
        fs::copy(story.good, story.scratch / "bad", fs::copy_options::recursive);
        fs::remove(story.scratch / "bad" / file);
        BOOST_TEST(named(story.scratch / "bad").has_value(), "silent without " << file);
    }
}

BOOST_AUTO_TEST_CASE(a_file_that_does_not_belong_there)
{
    FlipStory story;
    for (const char* file : {"stray", "keys/unknown.key", "log/000099.sst", "views/old.tmp", "documents/guard.new",
                             "identity/000099.sst", "evidence/uploads/lone.part", "evidence/ab/cd/abce"}) {
        fs::remove_all(story.scratch / "bad");
        fs::copy(story.good, story.scratch / "bad", fs::copy_options::recursive);
        fs::create_directories((story.scratch / "bad" / file).parent_path());
        std::ofstream(story.scratch / "bad" / file) << "left behind";
        const auto finding = named(story.scratch / "bad");
        BOOST_TEST(finding.value_or("nothing").find(fs::path(file).filename().string()) != std::string::npos,
                   file << ": " << finding.value_or("nothing"));
    }
}

BOOST_AUTO_TEST_SUITE_END()

namespace {

/// Changes one key behind the log's back, as no flip could: checksums agree, only the meaning is wrong.
std::optional<std::string> named_after(const std::function<void(rocksdb::DB&, const EventLog::Store&)>& tamper)
{
    const Scratch scratch;
    fill(scratch / "data");
    {
        const EventLog log(in_folder(scratch / "data"));
        tamper(*log.store().db, log.store());
    }
    return named(scratch / "data");
}

bool speaks_of(const std::optional<std::string>& finding, const std::string& words)
{
    BOOST_TEST_MESSAGE(finding.value_or("nothing named"));
    return finding && finding->find(words) != std::string::npos;
}

std::string first_value(rocksdb::DB& db, rocksdb::ColumnFamilyHandle* family, const std::string& key)
{
    std::string value;
    db.Get({}, family, key, &value);
    return value;
}

} // namespace

BOOST_AUTO_TEST_SUITE(verify_sees_through_a_forger)

BOOST_AUTO_TEST_CASE(who_rewrites_an_event)
{
    BOOST_TEST(speaks_of(named_after([](rocksdb::DB& db, const EventLog::Store& store) {
                             const std::string key(log_key(1, 17).view());
                             const std::string stored = first_value(db, store.in.log, key); // the entry looks into it
                             const auto entry = decode_entry(stored).value();
                             std::string leaf(entry.leaf);
                             leaf[leaf.find("0.75")] = '1';
                             const auto header = encode_header(entry.header, leaf);
                             db.Put({}, store.in.log, key, std::string(header.data(), header.size()) + leaf);
                         }),
                         "tile 0/000"));
    BOOST_TEST(speaks_of(named_after([](rocksdb::DB& db, const EventLog::Store& store) {
                             db.Delete({}, store.in.log, std::string(log_key(1, 17).view()));
                         }),
                         "event 17"));
}

BOOST_AUTO_TEST_CASE(who_rewrites_an_index)
{
    const auto family_loses = [](rocksdb::ColumnFamilyHandle* EventLog::Store::Families::*family, std::string key) {
        return named_after(
            [&](rocksdb::DB& db, const EventLog::Store& store) { db.Delete({}, store.in.*family, key); });
    };
    using Families = EventLog::Store::Families;
    BOOST_TEST(
        speaks_of(family_loses(&Families::sidx, std::string(sidx_key(1, 2, 5).view())), "not found by their stream"));
    BOOST_TEST(speaks_of(family_loses(&Families::head, std::string(head_key(1, 2).view())), "has no head"));
    BOOST_TEST(speaks_of(family_loses(&Families::tag, std::string(tag_key(1, 1, 5).view())), "event 5"));
    BOOST_TEST(speaks_of(family_loses(&Families::tix, std::string(tix_key(1, 1'701'388'801).view())),
                         "is not found by its time"));
    BOOST_TEST(speaks_of(family_loses(&Families::tile, std::string(tile_key(1, 0, 1).view())), "tile 0/001"));
    BOOST_TEST(speaks_of(family_loses(&Families::names, names_key(1, stream_kind, "stream-3")), "has no name"));
    BOOST_TEST(speaks_of(
        named_after([](rocksdb::DB& db, const EventLog::Store& store) {
            db.Put({}, store.in.ids, std::string(ids_key(1, command_id(99)).view()), ids_value({0, 5, 0, {}}));
        }),
        "answer to two commands"));
    BOOST_TEST(speaks_of(named_after([](rocksdb::DB& db, const EventLog::Store& store) {
                             db.Put({}, store.in.tag, std::string(tag_key(1, 1, 900'000).view()), "");
                         }),
                         "which does not have it"));
}

BOOST_AUTO_TEST_CASE(who_rewrites_a_checkpoint)
{
    BOOST_TEST(
        speaks_of(named_after([](rocksdb::DB& db, const EventLog::Store& store) {
                      const std::string key(cp_key(1, 281).view());
                      const auto checkpoint = Checkpoint::parse(Note::parse(first_value(db, store.in.cp, key))->text);
                      SigningKey::Seed seed{};
                      db.Put({}, store.in.cp, key, SigningKey(checkpoint->origin, seed).sign(checkpoint->text()));
                  }),
                  "is not signed by this log's key"));
    BOOST_TEST(speaks_of(named_after([](rocksdb::DB& db, const EventLog::Store& store) {
                             const std::string key(cp_key(1, 281).view());
                             auto checkpoint = Checkpoint::parse(Note::parse(first_value(db, store.in.cp, key))->text);
                             checkpoint->root = empty_root();
                             SigningKey::Seed seed;
                             seed.fill(1);
                             db.Put({}, store.in.cp, key,
                                    SigningKey(checkpoint->origin, seed).sign(checkpoint->text()));
                         }),
                         "its root is not that of the events"));
}

BOOST_AUTO_TEST_SUITE_END()
