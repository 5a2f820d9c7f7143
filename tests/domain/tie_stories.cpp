// What the authority decides among equals (RK-3, RK-6, RW-8): the act, and what a ranking makes of it.

#include "domain/ties.hpp"
#include "tests/domain/scoring.hpp"
#include "tests/domain/story.hpp"

#include <boost/test/unit_test.hpp>

using namespace cchc::domain;
using enum RefusalCode;

namespace {

const AgencyId a("a"), b("b"), c("c"), d("d");

Ranked with(const AgencyId& agency, const char* total)
{
    return {agency, points(total), points("100"), {}};
}
/// "a 1, b 2=": who stands where, and whether anyone shares the place.
std::string told(const std::vector<Ranked>& ranking)
{
    std::string text;
    for (const Ranked& one : ranking)
        text += (text.empty() ? "" : ", ") + one.agency.value + " " + std::to_string(one.rank) + (one.tied ? "=" : "");
    return text;
}
const std::vector<Ranked> three_equal{with(a, "90"), with(b, "80"), with(c, "80"), with(d, "80")};
std::string ranked(const Authority& authority, RankAfterTie after = RankAfterTie::skip)
{
    return told(rank(three_equal, ResultBasis::index, after, authority));
}

DecideTie decides(std::vector<AgencyId> agencies, std::string document = "7/QĐ-UBND")
{
    DecideTie tie;
    tie.cycle = cycle_2026;
    tie.ranking = "phong";
    tie.agencies = std::move(agencies);
    tie.document_number = std::move(document);
    tie.issuer = "UBND huyện";
    return tie;
}
/// The office is ahead; the other two have nothing and share a place.
Story two_share_a_place(const Switches& switches = [](Regulation& r) { r.tie_rule = TieRule::authority; })
{
    Story story(switches);
    story.given({SelfScoreEntered{plan_carried_out, pts("2"), 0, {}, {}}});
    story.as(admin);
    return story;
}

} // namespace

BOOST_AUTO_TEST_SUITE(a_tie_left_to_the_authority) // RK-6

BOOST_AUTO_TEST_CASE(is_a_shared_place_until_it_has_decided)
{
    BOOST_TEST(ranked({{}, true}) == "a 1, b 2=, c 2=, d 2=");
}

BOOST_AUTO_TEST_CASE(is_places_of_their_own_in_the_order_it_decided)
{
    BOOST_TEST(ranked({{{d, b, c}}, true}) == "a 1, d 2, b 3, c 4");
    BOOST_TEST(ranked({{{d, b, c}}, true}, RankAfterTie::next) == "a 1, d 2, b 3, c 4");
    BOOST_TEST(ranked({{{d, b, c}, {c, d, b}}, true}) == "a 1, c 2, d 3, b 4"); // the later decision counts
}

BOOST_AUTO_TEST_CASE(stays_shared_where_somebody_equal_was_not_named)
{
    BOOST_TEST(ranked({{{d, b}}, true}) == "a 1, b 2=, c 2=, d 2=");
}

BOOST_AUTO_TEST_CASE(never_puts_anyone_above_who_has_more)
{
    BOOST_TEST(ranked({{{d, c, b, a}}, true}) == "a 1, d 2, c 3, b 4");
}

BOOST_AUTO_TEST_CASE(is_a_shared_place_all_the_same_where_only_the_quota_is_the_authoritys)
{
    BOOST_TEST(ranked({{{d, b, c}}, false}) == "a 1, d 2=, b 2=, c 2=");
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(a_quota_whose_line_equals_lie_across) // RK-3, RW-8

const Classification half_excellent{
    "", "", {{"xuat-sac", "", {}, false, points("50"), {}, points("0")}, {"con-lai", ""}}};
const Reward two_flags{"co", "Cờ thi đua", RewardFor::agencies, {}, 2, {}, "", ""};

BOOST_AUTO_TEST_CASE(takes_none_of_them_where_it_says_neither)
{
    const auto ranking = rank(three_equal, ResultBasis::index, RankAfterTie::skip, {{{d, b, c}}, false});
    const auto classes = classify(ranking, half_excellent, ResultBasis::index, QuotaTie::neither);
    BOOST_TEST((classes[1].class_no == 1u && !classes[1].open));
    BOOST_TEST(
        (reward_candidates(ranking, two_flags, ResultBasis::index, QuotaTie::neither) == RewardCandidates{{a}, {}}));
}

BOOST_AUTO_TEST_CASE(is_open_until_the_authority_has_decided)
{
    const auto ranking = rank(three_equal, ResultBasis::index, RankAfterTie::skip);
    const auto classes = classify(ranking, half_excellent, ResultBasis::index, QuotaTie::authority);
    BOOST_TEST((!classes[1].class_no && classes[1].open == 0u));
    BOOST_TEST((reward_candidates(ranking, two_flags, ResultBasis::index, QuotaTie::authority) ==
                RewardCandidates{{a}, {b, c, d}}));
}

BOOST_AUTO_TEST_CASE(takes_the_first_of_the_authoritys_order_and_never_more_than_there_is_room_for)
{
    const auto ranking = rank(three_equal, ResultBasis::index, RankAfterTie::skip, {{{d, b, c}}, false});
    const auto classes = classify(ranking, half_excellent, ResultBasis::index, QuotaTie::authority);
    BOOST_TEST(classes[1].agency.value == "d"); // half of four: one more than the first
    BOOST_TEST((classes[1].class_no == 0u && classes[2].class_no == 1u && classes[3].class_no == 1u));
    BOOST_TEST((!classes[2].open && !classes[3].open));
    BOOST_TEST((reward_candidates(ranking, two_flags, ResultBasis::index, QuotaTie::authority) ==
                RewardCandidates{{a, d}, {}}));
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(the_authoritys_decision)

BOOST_AUTO_TEST_CASE(is_recorded_with_its_paper_by_the_cycle_administrator)
{
    Story story = two_share_a_place();
    story.when(decides({justice, home_affairs}, "")).then_refused(reason_required, "document_number");
    story.as(appraiser).when(decides({justice, home_affairs})).then_refused(missing_right);
    story.as(admin).when(decides({justice, home_affairs}));
    story.then({TieDecided{cycle_2026, "phong", "", {justice, home_affairs}, "7/QĐ-UBND", {}, "UBND huyện", ""}});
    story.when(decides({justice, home_affairs})).then_nothing_new();
    story.when(decides({home_affairs, justice})).then_accepted(); // another order replaces it
    BOOST_TEST(story.cycle().ties.size() == 2u);
}

BOOST_AUTO_TEST_CASE(is_about_exactly_those_who_share_a_place)
{
    Story story = two_share_a_place();
    story.when(decides({office, justice})).then_refused(not_tied);
    story.when(decides({justice})).then_refused(not_tied);
    story.when(decides({})).then_refused(not_tied, "agencies");
    story.when(decides({justice, home_affairs, office})).then_refused(not_tied);
    story.when(decides({justice, justice})).then_refused(listed_twice, justice.value);
    story.when(decides({AgencyId("khong-co"), justice})).then_refused(not_tied);
}

BOOST_AUTO_TEST_CASE(is_not_asked_for_where_places_stay_shared)
{
    Story story = two_share_a_place([](Regulation&) {});
    story.when(decides({justice, home_affairs})).then_refused(not_tied, "tie_rule");
    Story quota = two_share_a_place([](Regulation& r) { r.quota_tie = QuotaTie::authority; });
    quota.when(decides({justice, home_affairs})).then_accepted();
}

BOOST_AUTO_TEST_CASE(speaks_of_a_ranking_or_of_a_reward_that_is_there)
{
    Story story = two_share_a_place([](Regulation& r) {
        r.quota_tie = QuotaTie::authority;
        r.rewards = {{"co", "Cờ thi đua", RewardFor::agencies, {GroupId("phong")}, 2, {}, "", ""}};
    });
    DecideTie tie = decides({justice, home_affairs});
    tie.ranking = "khong-co";
    story.when(tie).then_refused(not_found, "khong-co");
    tie.reward = "co";
    story.when(tie).then(
        {TieDecided{cycle_2026, "", "co", {justice, home_affairs}, "7/QĐ-UBND", {}, "UBND huyện", ""}});
    tie.reward = "khong-co";
    story.when(tie).then_refused(not_found, "khong-co");
    tie.cycle = CycleId("2099");
    story.when(tie).then_refused(not_found, "2099");
}

BOOST_AUTO_TEST_SUITE_END()
