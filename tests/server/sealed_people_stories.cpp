#include "server/clock.hpp"
#include "server/identity/people.hpp"
#include "storage/failure.hpp"
#include "tests/storage/scratch.hpp"

#include <boost/test/unit_test.hpp>
#include <fstream>
#include <sstream>

using namespace cchc::server;
using namespace cchc;
using domain::ActorId;
using domain::Instant;
using tests::Scratch;
namespace fs = std::filesystem;

namespace {

struct StillClock : Clock {
    Instant now() const override { return {1'790'000'000'000'000}; }
};

/// A directory of people whose rows are sealed.
struct SealedDirectory {
    Scratch scratch;
    StillClock clock;
    std::optional<storage::KeyStore> keys;
    std::optional<IdentityStore> rows;
    std::optional<People> people;

    SealedDirectory() { open(); }
    void open()
    {
        keys.emplace(storage::Disk(), scratch / "keys/store", scratch / "keys/master.key");
        rows.emplace(storage::Disk(), scratch / "identity", &*keys, &clock);
        people.emplace(*rows);
    }
    void close() { people.reset(), rows.reset(), keys.reset(); }
    void restart() { close(), open(); }
    ActorId enter(const std::string& login, const std::string& name)
    {
        return std::get<ActorId>(people->add(1, login, name));
    }
    std::optional<std::string> name_of(const ActorId& actor) const
    {
        const auto person = people->by_actor(1, actor);
        return person ? std::optional(person->name) : std::nullopt;
    }
};

bool anywhere(const fs::path& folder, std::string_view words)
{
    for (const auto& file : fs::recursive_directory_iterator(folder)) {
        if (!file.is_regular_file()) continue;
        std::ostringstream content;
        content << std::ifstream(file.path(), std::ios::binary).rdbuf();
        if (content.str().find(words) != std::string::npos) return true;
    }
    return false;
}

} // namespace

BOOST_AUTO_TEST_SUITE(a_person)

BOOST_AUTO_TEST_CASE(lies_sealed_and_is_read_after_a_restart)
{
    SealedDirectory directory;
    const ActorId an = directory.enter("an.nv", "Nguyễn Thị An");
    BOOST_TEST(directory.people->set_password_hash(1, an, "hash of a password"));
    BOOST_TEST(!anywhere(directory.scratch, "Nguyễn Thị An"));
    BOOST_TEST(!anywhere(directory.scratch, "hash of a password"));
    directory.restart();
    BOOST_TEST(directory.name_of(an).value_or("") == "Nguyễn Thị An");
    BOOST_TEST(directory.people->by_login(1, "an.nv")->password_hash == "hash of a password");
    BOOST_TEST(directory.keys->subjects(1, "person/").size() == 1u);
}

BOOST_AUTO_TEST_CASE(who_is_erased_stays_so_whatever_a_backup_brings_back)
{
    SealedDirectory directory;
    const ActorId an = directory.enter("an.nv", "Nguyễn Thị An"), binh = directory.enter("binh.tv", "Trần Văn Bình");
    directory.close();
    fs::copy(directory.scratch / "identity", directory.scratch / "backup", fs::copy_options::recursive);
    directory.open();
    BOOST_TEST(directory.people->erase(1, an));
    BOOST_TEST(directory.keys->subjects(1, "person/").size() == 1u);
    directory.close();
    fs::remove_all(directory.scratch / "identity");
    fs::copy(directory.scratch / "backup", directory.scratch / "identity", fs::copy_options::recursive);
    directory.open();
    BOOST_TEST(!directory.name_of(an));
    BOOST_TEST(!directory.people->by_login(1, "an.nv"));
    BOOST_TEST(directory.name_of(binh).value_or("") == "Trần Văn Bình");
    BOOST_TEST(std::holds_alternative<ActorId>(directory.people->add(1, "an.nv", "Lê Văn An", an))); // another one
    directory.restart();
    BOOST_TEST(directory.name_of(an).value_or("") == "Lê Văn An");
}

BOOST_AUTO_TEST_CASE(of_before_there_were_keys_is_sealed_at_the_next_start)
{
    SealedDirectory directory;
    directory.close();
    fs::remove_all(directory.scratch / "identity");
    ActorId an;
    {
        IdentityStore open(storage::Disk(), directory.scratch / "identity");
        People people(open);
        an = std::get<ActorId>(people.add(1, "an.nv", "Nguyễn Thị An"));
    }
    { // turns the write-ahead log into a table
        const IdentityStore open(storage::Disk(), directory.scratch / "identity");
    }
    BOOST_TEST(anywhere(directory.scratch, "Nguyễn Thị An"));
    directory.open();
    BOOST_TEST(!anywhere(directory.scratch, "Nguyễn Thị An"));
    BOOST_TEST(directory.name_of(an).value_or("") == "Nguyễn Thị An");
    directory.restart();
    BOOST_TEST(directory.name_of(an).value_or("") == "Nguyễn Thị An");
    BOOST_TEST(directory.people->erase(1, an));
    directory.restart();
    BOOST_TEST(!directory.name_of(an));
    BOOST_TEST(directory.keys->subjects(1, "person/").empty());
}

BOOST_AUTO_TEST_CASE(whose_key_is_nobodys_is_forgotten_at_the_next_start)
{
    SealedDirectory directory;
    const auto [subject, key] = directory.keys->create_new(7, "person/"); // the power failed before his row was written
    directory.restart();
    BOOST_TEST(!directory.keys->find(7, subject));
    BOOST_TEST(directory.keys->tombstone(7, subject).has_value());
}

BOOST_AUTO_TEST_CASE(cannot_be_read_without_the_keys)
{
    SealedDirectory directory;
    const ActorId an = directory.enter("an.nv", "Nguyễn Thị An");
    (void)directory.enter("binh.tv", "Trần Văn Bình");
    directory.people.reset(), directory.rows.reset();
    IdentityStore blind(storage::Disk(), directory.scratch / "identity");
    BOOST_CHECK_THROW(People{blind}, storage::Failure);
}

BOOST_AUTO_TEST_SUITE_END()
