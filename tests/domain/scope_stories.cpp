#include "domain/scope.hpp"

#include "tests/domain/giving.hpp"

#include <boost/test/unit_test.hpp>

using namespace cchc::domain;
using enum RefusalCode;

// What a role may do beside the agency's own and the appraisers', and how far a single grant reaches.

namespace {

const ActorId somebody("p-moi");

/// Somebody new under a role, on those criteria and in those rounds alone.
struct Newcomer {
    GrantRole grant;
    Person person;
};
Newcomer a(RoleKind role, const AgencyId& agency = {}, std::vector<Code> criteria = {},
           std::vector<RoundId> rounds = {})
{
    return {
        {GrantId("g-moi"), somebody, role, agency, {}, {}, "08/QĐ-UBND", "", std::move(criteria), std::move(rounds)},
        {somebody, {role, agency, GrantId("g-moi")}}};
}
Story& welcomed(Story& story, const Newcomer& newcomer)
{
    return story.as(admin).once(newcomer.grant).as(newcomer.person);
}
DecideAppraisal opinion(const Code& code, const RoundId& round = appraisal_1)
{
    return {mine, code, round, Decision::disagree, pts("0"), "số liệu không khớp", "", false};
}
const EnterSelfScore a_score{plan_carried_out, pts("1"), {}};

} // namespace

BOOST_AUTO_TEST_SUITE(a_contributor) // ACT-26

BOOST_AUTO_TEST_CASE(works_on_entries_and_neither_asks_approves_nor_submits)
{
    Story story = given({});
    welcomed(story, a(RoleKind::agency_contributor, office)).when(a_score).then_accepted();
    story.when(ClearSelfScore{plan_carried_out}).then_accepted();
    story.when(RequestApproval{mine}).then_refused(missing_right, mine.value);
    story.when(ApproveAssessment{mine}).then_refused(missing_right, mine.value);
    story.when(SubmitAssessment{mine, {"A"}}).then_refused(missing_right, mine.value);
    story.about(justice).when(a_score).then_refused(missing_right, theirs.value);
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(a_grant_on_part_of_the_criteria) // ACT-10, ACT-16, ACT-20

BOOST_AUTO_TEST_CASE(covers_what_lies_below_and_nothing_that_merely_begins_alike)
{
    BOOST_TEST(covers({}, files_on_time));
    BOOST_TEST(covers({area_one}, files_on_time));
    BOOST_TEST(covers({files_on_time}, files_on_time));
    BOOST_TEST(!covers({files_on_time}, area_one));
    BOOST_TEST(!covers({area_one}, online)); // II.1 begins with I
    BOOST_TEST(covers({online, area_one}, papers));
}

BOOST_AUTO_TEST_CASE(lets_its_holder_act_on_these_alone_whichever_way_he_asks)
{
    Story story = given({});
    story.as(officer).once(EnterSelfScore{online, pts("2"), {}});
    const Sequence elsewhere = story.last();
    Newcomer part = a(RoleKind::agency_officer, office, {area_one}); // a second hat of the same officer
    part.grant.actor = part.person.actor = officer.actor;
    welcomed(story, part).when(a_score).then_accepted();
    story.when(EnterSelfScore{online, pts("1"), {}}).then_refused(missing_right, online.value);
    story.when(UndoEdit{mine, elsewhere}).then_refused(missing_right, online.value);
    const EditEntries both{mine,
                           {{WriteExplanation{plan_carried_out, "theo kế hoạch"}, {}}, {ClearSelfScore{online}, {}}}};
    story.when(both).then_refused(missing_right, online.value);
}

BOOST_AUTO_TEST_CASE(holds_for_an_appraiser_and_in_his_rounds_alone)
{
    Story story =
        given({SelfScoreEntered{plan_carried_out, pts("2"), 0, {}, {}}, SelfScoreEntered{online, pts("2"), 0, {}, {}}});
    story.at(lock).once_the_clock_has_struck().at(council_meets);
    welcomed(story, a(RoleKind::appraiser, home_affairs, {area_one}, {appraisal_1}));
    story.when(opinion(plan_carried_out)).then_accepted();
    story.when(opinion(online)).then_refused(missing_right, online.value);

    Story second = given({SelfScoreEntered{plan_carried_out, pts("2"), 0, {}, {}}});
    second.at(lock).once_the_clock_has_struck().at(council_meets);
    welcomed(second, a(RoleKind::appraiser, home_affairs, {}, {appraisal_2}));
    second.when(opinion(plan_carried_out)).then_refused(missing_right, appraisal_1.value);
}

BOOST_AUTO_TEST_CASE(is_for_roles_that_act_on_single_criteria)
{
    for (const RoleKind role : {RoleKind::cycle_admin, RoleKind::auditor, RoleKind::council_chair})
        given({}).as(admin).when(a(role, {}, {area_one}).grant).then_refused(not_found, "criteria");
    given({}).as(admin).when(a(RoleKind::agency_head, office, {area_one}).grant).then_refused(not_found, "criteria");
    given({})
        .as(admin)
        .when(a(RoleKind::agency_officer, office, {}, {appraisal_1}).grant)
        .then_refused(not_found, "rounds");
    const std::vector<Code> many(most_in_scope + 1, area_one);
    given({}).as(admin).when(a(RoleKind::appraiser, office, many).grant).then_refused(too_long, "criteria");
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(beside_the_agencies)

BOOST_AUTO_TEST_CASE(a_surveyor_enters_survey_points_and_nothing_else) // SE-8, ACT-28
{
    const Source report{"Báo cáo điều tra xã hội học", "21/BC", day("2026-11-18")};
    Story story = where_others_score();
    welcomed(story, a(RoleKind::surveyor, home_affairs)).at(council_meets);
    story.when(ImportSurveyPoints{mine, satisfaction, {{"nguoi-dan", 10, pts("40")}}, report}).then_accepted();
    story.when(GrantPoints{mine, watched, pts("1"), {}, "theo dõi", report}).then_refused(missing_right, watched.value);
    story.when(opinion(plan_carried_out)).then_refused(missing_right);
    story.when(a_score).then_refused(missing_right);
}

BOOST_AUTO_TEST_CASE(another_system_brings_facts_in_for_an_agency_and_judges_nothing)
{
    const Source report{"Phần mềm một cửa", "", day("2026-11-18")};
    Story story = where_others_score();
    welcomed(story, a(RoleKind::integration, home_affairs)).at(council_meets);
    story.when(GrantPoints{mine, watched, pts("1"), {}, "theo dõi", report}).then_accepted();
    story.when(opinion(plan_carried_out)).then_refused(missing_right);
    story.when(a_score).then_refused(missing_right);
}

BOOST_AUTO_TEST_CASE(the_authority_and_the_chair_hold_no_administrators_role_and_the_secretary_decides_nothing) // SE-11
{
    for (const RoleKind role : {RoleKind::council_chair, RoleKind::deciding_authority, RoleKind::leader}) {
        GrantRole grant = a(role).grant;
        grant.actor = admin.actor;
        if (role == RoleKind::leader) grant.leader = "chu-tich";
        given({}).as(admin).when(grant).then_refused(conflict_of_interest, "g-quan");
    }
    Story story = given({SelfScoreEntered{plan_carried_out, pts("2"), 0, {}, {}}});
    story.at(lock).once_the_clock_has_struck().at(council_meets);
    welcomed(story, a(RoleKind::council_secretary)).when(opinion(plan_carried_out)).then_refused(missing_right);
    story.when(RuleAppraisal{mine, plan_carried_out, appraisal_1, pts("0"), "họp", "5/BB"})
        .then_refused(missing_right, mine.value);
    story.when(PublishAppraisals{cycle_2026, appraisal_1}).then_refused(missing_right);
}

BOOST_AUTO_TEST_CASE(the_chair_rules_himself_and_it_is_recorded_for_who_would_have_held_the_pen) // AP-20
{
    Story story([](Regulation& r) { r.undecided_at_lock = UndecidedAtLock::escalate; });
    story.given({SelfScoreEntered{plan_carried_out, pts("2"), 0, {}, {}}});
    story.at(lock).once_the_clock_has_struck().at(round_1_ends).once_the_clock_has_struck();
    welcomed(story, a(RoleKind::council_chair));
    story.once(RuleAppraisal{mine, plan_carried_out, appraisal_1, pts("1"), "theo biên bản", "5/BB-HĐTĐ"});
    BOOST_TEST(story.item(plan_carried_out, 1).ruling->opinion.on_behalf.value == home_affairs.value);
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(the_trail) // ES-6, ES-18

BOOST_AUTO_TEST_CASE(is_named_behind_every_lock_and_every_publication_and_behind_nothing_else)
{
    const Sha256 root = file('c').sha256;
    Story story = given({});
    story.with_the_trail_at(12, root).as(officer).when(a_score).then(
        {SelfScoreEntered{plan_carried_out, pts("1"), 1, {}, {}}});
    story.at(lock).when_the_clock_strikes();
    const auto sealed = [&] {
        const auto* event = std::get_if<CycleEvent>(&story.past().back().event);
        const auto* seal = event ? std::get_if<TrailSealed>(event) : nullptr;
        return seal && *seal == TrailSealed{cycle_2026, 12, root};
    };
    BOOST_TEST(sealed());
    story.as(admin).at(council_meets).once(PublishAppraisals{cycle_2026, appraisal_1});
    BOOST_TEST(sealed());
}

BOOST_AUTO_TEST_SUITE_END()
