#include "server/documents/signature_facts.hpp"

#include "storage/failure.hpp"

#include <boost/test/unit_test.hpp>

using namespace cchc::server;
using namespace cchc::domain;

namespace {

const std::string hash(64, 'a');
/// As the check writes it, the organisation's letters spelt as Unicode's other form has them.
const std::string checked =
    R"({"verdict":"valid","reasons":[],"depth":["integrity","chain"],"at":"2026-11-22T09:00:00.000+07:00",)"
    R"("trust_list":")" +
    hash +
    R"(","checker":1,"signatures":[{"verdict":"valid","reasons":["time_stamp_untrusted"],)"
    R"("depth":["integrity"],"certificate":")" +
    hash +
    R"(","organisation":"So\u031b\u0309 Nội vụ","kind":"official_duty",)"
    R"("signed_at":"2026-11-20T08:00:00.000+07:00","time_stamped_at":null,"whole_document":true,"later":["form_values","đời sau"]}],)"
    R"("report":{"sha256":")" +
    hash + R"(","size":812,"media":"application/json"}})";

} // namespace

BOOST_AUTO_TEST_SUITE(what_a_check_of_signatures_found)

BOOST_AUTO_TEST_CASE(is_told_to_the_log_without_loss)
{
    const auto facts = signature_facts(checked);
    BOOST_REQUIRE(facts);
    BOOST_TEST((facts->verdict == SignatureVerdict::valid));
    BOOST_TEST((facts->depth == std::vector{CheckDepth::integrity, CheckDepth::chain}));
    BOOST_TEST(local_text(facts->at) == "2026-11-22T09:00:00.000+07:00");
    BOOST_TEST(facts->trust_list->hex() == hash);
    BOOST_TEST(facts->report->size == 812u);
    BOOST_REQUIRE_EQUAL(facts->signatures.size(), 1u);
    const CheckedSignature& one = facts->signatures.front();
    BOOST_TEST(one.organisation == "Sở Nội vụ");
    BOOST_TEST((one.kind == TrustKind::official_duty));
    BOOST_TEST(one.whole_document);
    BOOST_TEST(!one.time_stamped_at);
    BOOST_TEST((one.later == std::vector{LaterChange::form_values, LaterChange::other}));
}

BOOST_AUTO_TEST_CASE(is_nothing_where_nobody_checked_and_damage_where_it_is_no_check)
{
    BOOST_TEST(!signature_facts(""));
    for (const std::string& wrong : {std::string("{}"), std::string("["), checked.substr(0, 80)})
        BOOST_CHECK_THROW(signature_facts(wrong), cchc::storage::Damage);
}

BOOST_AUTO_TEST_SUITE_END()
