#include "server/tenant_settings.hpp"

#include "storage/strict_json.hpp"

#include <boost/test/unit_test.hpp>

using namespace cchc;
using namespace cchc::server;

namespace {

std::string fault_of(const std::string& text)
{
    try {
        read_tenants(text);
        return "none";
    } catch (const storage::FormatError& wrong) {
        return wrong.pointer + " " + wrong.problem;
    }
}
std::string fault_in(const std::string& tenants)
{
    return fault_of("{\"tenants\": [" + tenants + "]}");
}

} // namespace

BOOST_AUTO_TEST_SUITE(a_file_of_systems)

BOOST_AUTO_TEST_CASE(says_who_is_served_under_which_names_and_limits)
{
    const auto tenants = read_tenants(R"({"tenants": [
        {"id": "bac-giang", "title": "UBND tỉnh Bắc Giang", "hosts": ["cchc.example.vn"]},
        {"id": "viet-yen", "title": "UBND huyện Việt Yên", "superior": "bac-giang",
         "limits": {"requests_per_second": 200, "commands_waiting": 2048, "members": 500},
         "evidence": {"agency_files": 7, "agency_bytes": 8, "criterion_files": 9, "criterion_bytes": 10,
                      "types": ["pdf", "jpg"]}}]})");
    BOOST_REQUIRE(tenants.size() == 2u);
    BOOST_TEST(tenants[0].hosts == std::vector<std::string>{"cchc.example.vn"});
    BOOST_TEST(!tenants[0].limits.requests_per_second);
    BOOST_TEST(tenants[1].superior == "bac-giang");
    BOOST_TEST(tenants[1].limits.requests_per_second.value() == 200u);
    BOOST_TEST(tenants[1].limits.commands_waiting.value() == 2048u);
    BOOST_TEST(tenants[1].limits.members.value() == 500u);
    BOOST_TEST(tenants[0].evidence.takes(".docx"));
    const EvidenceLimits& evidence = tenants[1].evidence;
    BOOST_TEST(evidence.agency_files == 7u);
    BOOST_TEST(evidence.agency_bytes == 8u);
    BOOST_TEST(evidence.criterion_files == 9u);
    BOOST_TEST(evidence.criterion_bytes == 10u);
    BOOST_TEST(evidence.takes(".pdf"));
    BOOST_TEST(!evidence.takes(".docx"));
}

BOOST_AUTO_TEST_CASE(is_refused_where_it_contradicts_itself)
{
    const std::string a = R"({"id": "a", "title": "A"})";
    BOOST_TEST(fault_in(a) == "none");
    BOOST_TEST(fault_in("") == "/tenants no assessment system is named");
    BOOST_TEST(fault_in(a + "," + a) == "/tenants the system a is named twice");
    BOOST_TEST(fault_in(R"({"id": "a", "title": "A", "hosts": ["h", "h"]})") == "/tenants the host h is named twice");
    BOOST_TEST(fault_in(R"({"id": "a", "title": "A", "superior": "b"})") ==
               "/tenants the superior of a is not named: b");
    BOOST_TEST(fault_in(R"({"id": "a", "title": "A", "superior": "a"})") ==
               "/tenants the superiors of a lead back to where they began");
    BOOST_TEST(fault_in(R"({"id": "a", "title": "A", "superior": "b"}, {"id": "b", "title": "B", "superior": "a"})") ==
               "/tenants the superiors of a lead back to where they began");
    BOOST_TEST(fault_in(R"({"id": "a", "title": "A", "superiour": "b"})").starts_with("/tenants/0"));
    BOOST_TEST(fault_in(R"({"id": "a", "title": "A", "limits": {"members": 0}})").starts_with("/tenants/0/limits"));
    BOOST_TEST(fault_in(R"({"id": "a", "title": "A", "evidence": {"types": ["pdf", "exe"]}})") ==
               "/tenants/0/evidence/types/1 no such type of file can be evidence");
    BOOST_TEST(fault_in(R"({"id": "a", "title": "A", "evidence": {"agency_files": 0}})").starts_with("/tenants/0/ev"));
    BOOST_TEST(fault_of(R"({"systems": []})") != "none");
}

BOOST_AUTO_TEST_SUITE_END()
