#include "server/signatures/check.hpp"
#include "server/signatures/pdf.hpp"
#include "server/signatures/trust_list.hpp"
#include "tests/repository.hpp"

#include <boost/test/unit_test.hpp>

#include <filesystem>
#include <fstream>
#include <unistd.h>

using namespace cchc::server::signatures;
namespace fs = std::filesystem;

namespace {

struct Folder {
    fs::path path = fs::temp_directory_path() / ("cchc-trust-" + std::to_string(getpid()));
    Folder() { fs::create_directories(path); }
    ~Folder() { fs::remove_all(path); }

    void put(const std::string& name, const std::string& content) { std::ofstream(path / name) << content; }
    bool is_refused(const std::string& list)
    {
        put("list.json", list);
        try {
            TrustList::in_folder(path);
        } catch (const std::runtime_error&) {
            return true;
        }
        return false;
    }
};

std::string list_with(const std::string& entry)
{
    return R"({"format": "cchc-trust-1", "entries": [)" + entry + "]}";
}

} // namespace

BOOST_AUTO_TEST_SUITE(a_trust_list)

BOOST_AUTO_TEST_CASE(of_this_house_reads_and_trusts_nobody_yet)
{
    const auto list = TrustList::in_folder(fs::path(repository_root) / "ops/trust");
    BOOST_TEST(list.entries().size() == 3u);
    for (const auto& entry : list.entries()) BOOST_TEST(entry.roots.empty());
}

BOOST_AUTO_TEST_CASE(has_a_version_that_notes_and_names_of_files_do_not_change)
{
    Folder folder;
    folder.put("list.json", list_with(R"({"kind": "public", "name": "A", "note": "x", "roots": []})"));
    const auto one = TrustList::in_folder(folder.path);
    folder.put("list.json", list_with(R"({"kind": "public", "name": "A", "note": "y", "crls": []})"));
    BOOST_TEST(TrustList::in_folder(folder.path).version() == one.version());
    folder.put("list.json", list_with(R"({"kind": "official_duty", "name": "A"})"));
    BOOST_TEST(TrustList::in_folder(folder.path).version() != one.version());
    BOOST_TEST(TrustList::from_bundle(one.bundle()).version() == one.version());
}

BOOST_AUTO_TEST_CASE(is_refused_whole_when_anything_in_it_is_not_understood)
{
    Folder folder;
    folder.put("rac.pem", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n");
    BOOST_TEST(!folder.is_refused(list_with("")));
    for (const std::string& wrong :
         {list_with(R"({"kind": "friends", "name": "A"})"), list_with(R"({"kind": "public"})"),
          list_with(R"({"kind": "public", "name": "A", "rootz": []})"),
          list_with(R"({"kind": "public", "name": "A", "roots": ["missing.pem"]})"),
          list_with(R"({"kind": "public", "name": "A", "roots": ["rac.pem"]})"),
          list_with(R"({"kind": "public", "name": "A", "roots": ["../rac.pem"]})"),
          std::string(R"({"format": "cchc-trust-2", "entries": []})"), std::string("{")})
        BOOST_TEST(folder.is_refused(wrong), wrong);
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(a_reason)

BOOST_AUTO_TEST_CASE(has_a_name_of_its_own_and_words)
{
    for (std::size_t i = 0; i < reason_count; ++i) {
        const auto reason = static_cast<Reason>(i);
        BOOST_TEST((reason_called(name_of(reason)) == reason));
        BOOST_TEST(!words_of(reason).empty());
    }
}

BOOST_AUTO_TEST_CASE(of_several_the_worst_decides)
{
    const std::array open{Reason::unknown_root};
    const std::array bad{Reason::unknown_root, Reason::digest_mismatch};
    BOOST_TEST((verdict_of({}) == Verdict::valid));
    BOOST_TEST((verdict_of(open) == Verdict::indeterminate));
    BOOST_TEST((verdict_of(bad) == Verdict::invalid));
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(a_locked_field)

BOOST_AUTO_TEST_CASE(is_locked_with_all_below_it_and_none_beside_it)
{
    const FieldLock these{FieldLock::Of::these, {"phieu.diem"}}, others{FieldLock::Of::all_but_these, {"phieu.diem"}};
    BOOST_TEST(these.covers("phieu.diem"));
    BOOST_TEST(these.covers("phieu.diem.1"));
    BOOST_TEST(!these.covers("phieu.diem2"));
    BOOST_TEST(!others.covers("phieu.diem.1"));
    BOOST_TEST(others.covers("phieu"));
    BOOST_TEST((FieldLock{FieldLock::Of::all, {}}).covers("x"));
    BOOST_TEST(!FieldLock().covers("x"));
}

BOOST_AUTO_TEST_SUITE_END()
