#include "storage/checkpoint.hpp"
#include "storage/failure.hpp"
#include "storage/merkle.hpp"
#include "tests/storage/scratch.hpp"

#include <boost/test/unit_test.hpp>
#include <fstream>
#include <sys/stat.h>

using namespace cchc::storage;
using cchc::tests::Scratch;

namespace {

SigningKey::Seed seed_of(std::uint8_t byte)
{
    SigningKey::Seed seed;
    seed.fill(byte);
    return seed;
}

const std::string origin = "example.org/appraisal-log";
const std::string vkey = "example.org/appraisal-log+972af8eb+AYqI4910CfGV/VLbLTy6XXLKZwm/HZQSG/N0iAG0D29c";
const std::string note =
    "example.org/appraisal-log\n3\n2y7/5k02NSvNTCYL3g4RODEMn3e4nUxXV4ZS+bGFtjA=\n\n"
    "— example.org/appraisal-log lyr46wfXxR3I7NLuNcwcUR9V6m7qLievQ9gJxGqyTZ7GwqqUzUcl8ixcrThyxmCh2q"
    "Th26TMWgh9Shg0SsNCAvrmVAk=\n";
const std::string cosignature =
    "— witness.example.org/w1 bX75BwAAAABlU/EAlD+kpu9bC7bD4JUp3xIlI9xYQSeLF4h6Mf5epcQz6iDx20"
    "35ItL8R0Fi7jFFOphafIZ1CnM/PTxtyDALLsjZAw==\n";

std::string content_of(const std::filesystem::path& file)
{
    std::ifstream in(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
}

} // namespace

BOOST_AUTO_TEST_SUITE(a_signed_checkpoint)

BOOST_AUTO_TEST_CASE(has_the_bytes_other_verifiers_accept)
{
    MerkleEdge edge;
    std::vector<Tile> completed;
    for (const char* leaf : {"event-0", "event-1", "event-2"}) edge.append(leaf_hash(leaf), completed);
    const SigningKey key(origin, seed_of(1));
    BOOST_TEST(key.verifier().text() == vkey);
    BOOST_TEST(key.sign(Checkpoint{origin, edge.size(), edge.root()}.text()) == note);
}

BOOST_AUTO_TEST_CASE(is_read_back_and_verified)
{
    const auto read = Note::parse(note);
    BOOST_REQUIRE(read.has_value());
    const auto checkpoint = Checkpoint::parse(read->text);
    BOOST_REQUIRE(checkpoint.has_value());
    BOOST_TEST(checkpoint->origin == origin);
    BOOST_TEST(checkpoint->size == 3u);
    BOOST_TEST(checkpoint->root.hex() == "db2effe64d36352bcd4c260bde0e1138310c9f77b89d4c57578652f9b185b630");
    const std::vector known = {VerifierKey::parse(vkey).value()};
    BOOST_TEST(is_signed_by(*read, known));
    BOOST_TEST(!is_signed_by(*read, {}));
}

BOOST_AUTO_TEST_CASE(may_be_cosigned_by_a_witness)
{
    const auto read = Note::parse(note + cosignature).value();
    const auto public_key = SigningKey("witness.example.org/w1", seed_of(2)).verifier().public_key();
    const VerifierKey witness("witness.example.org/w1", VerifierKey::Type::ed25519_cosignature, public_key);
    const std::vector both = {VerifierKey::parse(vkey).value(), witness};
    BOOST_TEST(is_signed_by(read, both));
    BOOST_TEST(witness.accepts(read.signatures.at(1), read.text));
    Signature later = read.signatures.at(1);
    later.bytes[7] = static_cast<char>(later.bytes[7] + 1); // another time than the one signed
    BOOST_TEST(!witness.accepts(later, read.text));
}

BOOST_AUTO_TEST_CASE(agrees_with_the_published_example_of_a_signed_note)
{
    const auto known = VerifierKey::parse("example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k");
    BOOST_REQUIRE(known.has_value());
    const auto read =
        Note::parse("This is an example message.\n\n— example.com/foo Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXp"
                    "pzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=\n");
    BOOST_REQUIRE(read.has_value());
    BOOST_TEST(is_signed_by(*read, std::span(&*known, 1)));
}

BOOST_AUTO_TEST_CASE(is_refused_after_any_flipped_bit)
{
    const std::vector known = {VerifierKey::parse(vkey).value()};
    for (std::size_t at = 0; at < note.size(); ++at)
        for (int bit = 0; bit < 8; ++bit) {
            std::string wrong = note;
            wrong[at] = static_cast<char>(wrong[at] ^ 1 << bit);
            const auto read = Note::parse(wrong);
            BOOST_REQUIRE_MESSAGE(!read || !is_signed_by(*read, known), "byte " << at << ", bit " << bit);
        }
}

BOOST_AUTO_TEST_CASE(ignores_unknown_keys_but_not_a_false_signature_of_a_known_one)
{
    const std::vector known = {VerifierKey::parse(vkey).value()};
    BOOST_TEST(is_signed_by(Note::parse(note + cosignature).value(), known));
    std::string false_twin = note.substr(note.find("—"));
    false_twin[false_twin.size() - 6] ^= 1;
    BOOST_TEST(!is_signed_by(Note::parse(note + false_twin).value(), known));
}

BOOST_AUTO_TEST_CASE(is_not_read_from_a_malformed_note)
{
    for (const std::string wrong :
         {"", "\n", "text\n", "text\n\n", "text\n\n— name\n", "text\n\nname AAAAAAA=\n", "text\n\n— na+me AAAAAAA=\n",
          "text\n\n— name AAAA\n", "te\rxt\n\n— name AAAAAAA=\n", "text\n\n— name AAAAAAA="})
        BOOST_TEST(!Note::parse(wrong).has_value(), wrong);
    for (const std::string wrong :
         {"", "o\n3\n", "o\n03\nAAAA\n", "o\n-1\n", "\n3\n2y7/5k02NSvNTCYL3g4RODEMn3e4nUxXV4ZS+bGFtjA=\n",
          "o\n3\n2y7/5k02NSvNTCYL3g4RODEMn3e4nUxXV4ZS+bGFtjA=\nmore\n",
          "o\n03\n2y7/5k02NSvNTCYL3g4RODEMn3e4nUxXV4ZS+bGFtjA=\n"})
        BOOST_TEST(!Checkpoint::parse(wrong).has_value(), wrong);
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(a_signing_key)

BOOST_AUTO_TEST_CASE(is_made_once_and_kept_for_its_owner_only)
{
    const Scratch scratch;
    const auto file = scratch / "keys/log.key";
    int made = 0;
    const auto random = [&] { return seed_of(static_cast<std::uint8_t>(++made)); };
    const auto first = SigningKey::open_or_create(file, origin, random);
    const auto again = SigningKey::open_or_create(file, origin, random);
    BOOST_TEST(made == 1);
    BOOST_TEST(again.verifier().text() == vkey);
    struct stat about {};
    BOOST_REQUIRE(::stat(file.c_str(), &about) == 0);
    BOOST_TEST((about.st_mode & 0777) == 0600u);
    BOOST_TEST(std::distance(std::filesystem::directory_iterator(scratch / "keys"), {}) == 1);
}

BOOST_AUTO_TEST_CASE(reads_back_whatever_its_base64_looks_like)
{
    for (std::uint8_t seed = 0; seed < 64; ++seed) { // plus signs and slashes among them
        const Scratch scratch;
        const auto random = [&] { return seed_of(static_cast<std::uint8_t>(seed * 3 + 0xfb)); };
        const auto first = SigningKey::open_or_create(scratch / "log.key", origin, random);
        const auto again = SigningKey::open_or_create(scratch / "log.key", origin, random);
        BOOST_TEST(again.verifier().text() == first.verifier().text());
    }
}

BOOST_AUTO_TEST_CASE(is_refused_when_others_may_read_it_or_it_belongs_to_another_log)
{
    const Scratch scratch;
    const auto file = scratch / "log.key";
    const auto random = [] { return seed_of(1); };
    (void)SigningKey::open_or_create(file, origin, random);
    BOOST_CHECK_THROW(SigningKey::open_or_create(file, "example.org/another", random), Damage);
    ::chmod(file.c_str(), 0640);
    BOOST_CHECK_THROW(SigningKey::open_or_create(file, origin, random), Failure);
}

BOOST_AUTO_TEST_CASE(is_refused_after_any_flipped_byte_of_its_file)
{
    const Scratch scratch;
    const auto file = scratch / "log.key";
    const auto random = [] { return seed_of(1); };
    (void)SigningKey::open_or_create(file, origin, random);
    const std::string good = content_of(file);
    for (std::size_t at = 0; at < good.size(); ++at) {
        std::string wrong = good;
        wrong[at] = static_cast<char>(wrong[at] ^ (1 << at % 8));
        std::ofstream(file, std::ios::binary) << wrong;
        BOOST_CHECK_THROW(SigningKey::open_or_create(file, origin, random), Damage);
    }
}

BOOST_AUTO_TEST_SUITE_END()
