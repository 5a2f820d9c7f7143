#include "server/refusals.hpp"

#include "server/nfc.hpp"

#include <boost/test/unit_test.hpp>
#include <nlohmann/json.hpp>

#include <set>

using namespace cchc;
using domain::RefusalCode;
using server::Language;

namespace {

std::vector<RefusalCode> all_codes()
{
    std::vector<RefusalCode> codes;
    for (int code = 0; code <= static_cast<int>(RefusalCode::id_malformed); ++code)
        codes.push_back(static_cast<RefusalCode>(code));
    return codes;
}

nlohmann::json body_of(const server::Reply& reply)
{
    return nlohmann::json::parse(std::get<std::string>(reply.body));
}

} // namespace

BOOST_AUTO_TEST_SUITE(a_refusal)

BOOST_AUTO_TEST_CASE(has_a_problem_type_and_words_in_both_languages_for_every_code)
{
    for (const auto code : all_codes()) {
        const auto& meaning = server::meaning_of(code);
        const auto& type = server::problem_type(meaning.slug);
        BOOST_TEST(type.status >= 400, meaning.slug);
        BOOST_TEST(type.status < 500, meaning.slug);
        for (const auto words : {meaning.rule.vi, meaning.rule.en}) {
            BOOST_TEST(words.ends_with('.'), words);
            BOOST_TEST(server::is_nfc(words), words);
        }
        BOOST_TEST(meaning.rule.vi != meaning.rule.en);
        BOOST_TEST((meaning.with_fact.vi.find("{}") == std::string_view::npos) == meaning.with_fact.vi.empty());
        BOOST_TEST((meaning.with_fact.en.find("{}") == std::string_view::npos) == meaning.with_fact.en.empty());
        BOOST_TEST(meaning.with_fact.vi.empty() == meaning.with_fact.en.empty());
    }
}

BOOST_AUTO_TEST_CASE(after_the_deadline_names_it_in_words_and_for_programs)
{
    const auto why = domain::refuse(RefusalCode::deadline_passed, "self_assessment", "2026-03-31T17:00:00.000+07:00");
    const auto stamp = domain::parse_instant("2026-03-31T17:00:00.412+07:00");
    const auto reply = server::refused(why, Language::vi, {.sequenced_at = stamp});
    const auto body = body_of(reply);
    BOOST_TEST(reply.status == 423);
    BOOST_TEST(reply.type == "application/problem+json");
    BOOST_TEST(reply.header("content-language") == "vi");
    BOOST_TEST(body["type"] == "/problems/deadline-passed");
    BOOST_TEST(body["title"] == "Đã quá thời hạn");
    BOOST_TEST(body["detail"] == "Giai đoạn đã khóa lúc 31/03/2026 17:00:00.");
    BOOST_TEST(body["deadline"] == "2026-03-31T17:00:00.000+07:00");
    BOOST_TEST(body["sequenced_at"] == "2026-03-31T17:00:00.412+07:00");
    BOOST_TEST(body["errors"][0]["pointer"] == "/self_assessment");
    BOOST_TEST(body["errors"][0]["code"] == "deadline_passed");
    BOOST_TEST(body_of(server::refused(why, Language::en))["detail"] == "The round locked at 31/03/2026 17:00:00.");
}

BOOST_AUTO_TEST_CASE(writes_points_as_the_reader_does)
{
    const auto why = domain::refuse(RefusalCode::score_out_of_range, "II.6.3", "0.75");
    BOOST_TEST(body_of(server::refused(why, Language::vi))["detail"] == "Điểm phải từ 0 đến 0,75.");
    BOOST_TEST(body_of(server::refused(why, Language::en))["detail"] == "The score must lie between 0 and 0.75.");
    BOOST_TEST(server::refused(why, Language::vi).status == 422);
}

BOOST_AUTO_TEST_CASE(of_a_stale_write_tells_what_is_in_force)
{
    auto why = domain::refuse(RefusalCode::stale_version, "II.6.3");
    why.current = 9;
    BOOST_TEST(server::refused(why, Language::vi).status == 412);
    BOOST_TEST(body_of(server::refused(why, Language::vi))["current"]["version"] == 9);
    const auto entry = server::refused(why, Language::vi, {.current = R"({"code":"II.6.3","version":9})"});
    BOOST_TEST(body_of(entry)["current"]["code"] == "II.6.3");
}

BOOST_AUTO_TEST_CASE(of_a_batch_points_at_each_item_at_fault)
{
    auto why = domain::refuse(RefusalCode::score_out_of_range);
    why.items = {{RefusalCode::score_out_of_range, "/items/1", "1.00"},
                 {RefusalCode::figures_invalid, "/items/3", "more_than_denominator"}};
    const auto body = body_of(server::refused(why, Language::vi));
    BOOST_TEST(body["errors"].size() == 2u);
    BOOST_TEST(body["errors"][0]["pointer"] == "/items/1");
    BOOST_TEST(body["errors"][0]["message"] == "Điểm phải từ 0 đến 1,00.");
    BOOST_TEST(body["errors"][1]["code"] == "figures_invalid");
    BOOST_TEST(body["errors"][1]["message"] == "Không được lớn hơn tổng số.");
}

BOOST_AUTO_TEST_CASE(for_want_of_a_reason_points_at_the_member)
{
    const auto why = domain::refuse(RefusalCode::reason_required, "II.6.3", "ground");
    BOOST_TEST(body_of(server::refused(why, Language::vi))["errors"][0]["pointer"] == "/ground");
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(a_problem)

BOOST_AUTO_TEST_CASE(type_has_a_slug_of_its_own_a_status_and_two_titles)
{
    std::set<std::string_view> slugs;
    for (const auto& type : server::problem_types()) {
        BOOST_TEST(slugs.insert(type.slug).second, type.slug);
        BOOST_TEST(type.status >= 400, type.slug);
        BOOST_TEST(server::is_nfc(type.title_vi), type.slug);
        BOOST_TEST(!type.title_en.empty(), type.slug);
    }
}

BOOST_AUTO_TEST_CASE(escapes_what_it_quotes_and_says_when_to_come_back)
{
    const auto reply =
        server::problem({.slug = "rate-limited", .detail = "a \"b\"\n", .retry_after_s = 30}, Language::en);
    BOOST_TEST(reply.header("retry-after") == "30");
    BOOST_TEST(body_of(reply)["retry_after"] == 30);
    BOOST_TEST(body_of(reply)["detail"] == "a \"b\"\n");
    BOOST_TEST(body_of(reply)["instance"].get<std::string>().starts_with("urn:incident:"));
}

BOOST_AUTO_TEST_SUITE_END()
