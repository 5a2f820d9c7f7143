#include "tests/domain/story.hpp"

#include <boost/test/unit_test.hpp>

using namespace cchc::domain;
using enum RefusalCode;

namespace {

const EnterSelfScore a_score{plan_carried_out, pts("1"), {}};
const ActorId newcomer("p-moi");

GrantRole grant(std::string_view name, RoleKind role, const AgencyId& agency = {}, const ActorId& actor = newcomer)
{
    return {GrantId(name), actor, role, agency, {}, {}, "08/QĐ-UBND"};
}
Person wearing(std::string_view name, RoleKind role, const AgencyId& agency = {}, const ActorId& actor = newcomer)
{
    return {actor, {role, agency, GrantId(name)}};
}

} // namespace

BOOST_AUTO_TEST_SUITE(a_role) // ES-9, ACT-35

BOOST_AUTO_TEST_CASE(is_held_from_its_grant_on)
{
    Story story = given({});
    const Person moi = wearing("g-moi", RoleKind::agency_officer, office);
    story.as(moi).when(a_score).then_refused(missing_right, "role");
    story.as(admin)
        .when(grant("g-moi", RoleKind::agency_officer, office))
        .then(
            {RoleGranted{GrantId("g-moi"), newcomer, RoleKind::agency_officer, office, working_day, {}, "08/QĐ-UBND"}});
    story.as(moi).when(a_score).then_accepted();
}

BOOST_AUTO_TEST_CASE(is_held_within_its_dates_only)
{
    GrantRole dated = grant("g-moi", RoleKind::agency_officer, office);
    dated.from = working_day.plus_us(one_hour);
    dated.until = working_day.plus_us(2 * one_hour);
    Story story = given({});
    story.as(admin).once(dated).as(wearing("g-moi", RoleKind::agency_officer, office));
    story.at(working_day.plus_us(one_hour - 1)).when(a_score).then_refused(missing_right);
    story.at(working_day.plus_us(one_hour)).when(a_score).then_accepted();
    story.at(working_day.plus_us(2 * one_hour)).when(ClearSelfScore{plan_carried_out}).then_refused(missing_right);
}

BOOST_AUTO_TEST_CASE(ends_with_a_reason_and_what_was_done_under_it_stays)
{
    Story story = given({});
    story.as(officer).once(a_score).as(admin);
    story.when(EndRole{officer.hat.grant, ""}).then_refused(reason_required, "reason");
    story.when(EndRole{officer.hat.grant, "chuyển công tác"}).then({RoleEnded{officer.hat.grant, "chuyển công tác"}});
    story.when(EndRole{officer.hat.grant, "chuyển công tác"}).then_nothing_new();
    story.as(officer).when(ClearSelfScore{plan_carried_out}).then_refused(missing_right, "role");
    BOOST_TEST(story.entry(plan_carried_out).self.points->text() == "1.00");
}

BOOST_AUTO_TEST_CASE(of_one_agency_is_no_role_in_another)
{
    given({}).as(justice_officer).when(a_score).then_refused(missing_right);
    given({}).as(office_appraiser).when(a_score).then_refused(missing_right); // he appraises for it
}

BOOST_AUTO_TEST_CASE(cannot_be_borrowed_or_made_up)
{
    Person borrowed = officer;
    borrowed.hat.grant = colleague.hat.grant;
    given({}).as(borrowed).when(a_score).then_refused(missing_right, "role");
    Person promoted = officer;
    promoted.hat.role = RoleKind::agency_head;
    given({}).as(promoted).when(ApproveAssessment{mine}).then_refused(missing_right, "role");
    Person moved = officer;
    moved.hat.agency = justice;
    given({}).about(justice).as(moved).when(a_score).then_refused(missing_right, "role");
    Person nobody = officer;
    nobody.hat.grant = GrantId("g-khong-co");
    given({}).as(nobody).when(a_score).then_refused(missing_right, "role");
}

BOOST_AUTO_TEST_CASE(may_be_one_of_several) // ACT-35
{
    Story story = given({});
    story.as(admin)
        .once(grant("g-a", RoleKind::agency_officer, office))
        .once(grant("g-b", RoleKind::appraiser, home_affairs));
    const auto hats = story.world().directory.hats_of(newcomer, working_day);
    BOOST_TEST(hats.size() == 2u);
    story.as(wearing("g-b", RoleKind::appraiser, home_affairs)).when(a_score).then_refused(missing_right);
    story.as(wearing("g-a", RoleKind::agency_officer, office)).when(a_score).then_accepted();
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(whoever_administers) // SE-11, ACT-36

BOOST_AUTO_TEST_CASE(cannot_score)
{
    for (const Person& one : {admin, auditor}) {
        given({}).as(one).when(a_score).then_refused(missing_right);
        given({}).as(one).when(SubmitAssessment{mine, {"A"}}).then_refused(missing_right);
    }
}

BOOST_AUTO_TEST_CASE(holds_no_role_that_scores_or_appraises_and_the_other_way_round)
{
    for (const RoleKind scoring : {RoleKind::agency_officer, RoleKind::agency_head, RoleKind::appraiser})
        given({})
            .as(admin)
            .when(grant("g-moi", scoring, office, admin.actor))
            .then_refused(conflict_of_interest, "g-quan");
    for (const RoleKind administering : {RoleKind::cycle_admin, RoleKind::system_admin})
        given({})
            .as(admin)
            .when(grant("g-moi", administering, {}, officer.actor))
            .then_refused(conflict_of_interest, "g-lan");
    given({}).as(admin).when(grant("g-moi", RoleKind::auditor, {}, officer.actor)).then_accepted();
}

BOOST_AUTO_TEST_CASE(may_score_once_the_administrators_role_is_over)
{
    GrantRole brief = grant("g-nay", RoleKind::cycle_admin);
    brief.until = working_day.plus_us(one_day);
    GrantRole next = grant("g-sau", RoleKind::agency_officer, office);
    next.from = brief.until;
    Story story = given({});
    story.as(admin).once(brief).when(next).then_accepted();
}

BOOST_AUTO_TEST_CASE(holds_none_at_any_instant_of_both)
{
    GrantRole later = grant("g-sau", RoleKind::agency_officer, office);
    later.from = working_day.plus_us(2 * one_day);
    GrantRole now = grant("g-nay", RoleKind::cycle_admin);
    Story story = given({});
    story.as(admin).once(later);
    story.when(now).then_refused(conflict_of_interest, "g-sau"); // it would reach into the later one
    now.until = later.from;
    story.when(now).then_accepted();
    GrantRole meanwhile = grant("g-nua", RoleKind::appraiser, office);
    story.when(meanwhile).then_refused(conflict_of_interest, "g-nay");
    story.once(EndRole{GrantId("g-nay"), "xong"}).when(meanwhile).then_accepted();
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(granting_a_role)

BOOST_AUTO_TEST_CASE(is_an_administrators_act)
{
    for (const Person& other : {officer, head, appraiser, auditor}) {
        given({}).as(other).when(grant("g-moi", RoleKind::auditor)).then_refused(missing_right);
        given({}).as(other).when(EndRole{colleague.hat.grant, "vì"}).then_refused(missing_right);
    }
}

BOOST_AUTO_TEST_CASE(names_an_agency_exactly_where_the_role_has_one)
{
    given({}).as(admin).when(grant("g-moi", RoleKind::agency_officer)).then_refused(not_found, "agency");
    given({}).as(admin).when(grant("g-moi", RoleKind::auditor, office)).then_refused(not_found, "agency");
}

BOOST_AUTO_TEST_CASE(uses_every_name_once_and_well_formed)
{
    Story story = given({});
    story.as(admin);
    story.when(grant("g-lan", RoleKind::auditor)).then_refused(already_exists, "g-lan");
    for (const char* bad : {"", "G-1", "g 1", "g/1", "gà"})
        story.when(grant(bad, RoleKind::auditor)).then_refused(id_malformed, "grant");
    story.when(grant("g-moi", RoleKind::auditor, {}, ActorId("Lan"))).then_refused(id_malformed, "actor");
    story.when(grant("g-moi", RoleKind::auditor, {}, system_actor())).then_refused(id_malformed, "actor");
    story.when(grant("g-moi", RoleKind::appraiser, AgencyId("Văn phòng"))).then_refused(id_malformed, "agency");
    story.when(EndRole{GrantId("g-khong-co"), "vì"}).then_refused(not_found, "g-khong-co");
}

BOOST_AUTO_TEST_CASE(ends_after_it_begins)
{
    GrantRole backwards = grant("g-moi", RoleKind::auditor);
    backwards.until = working_day;
    given({}).as(admin).when(backwards).then_refused(deadline_not_later, "until");
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(a_tenant)

BOOST_AUTO_TEST_CASE(is_founded_once_by_the_system)
{
    const FoundTenant again{"Huyện khác", "log.example/khac/e1", 1};
    given({}).as(admin).when(again).then_refused(missing_right);
    given({}).as(the_clock).when(again).then_refused(already_exists, "log.example/huyen/e1");
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(a_cycle)

BOOST_AUTO_TEST_CASE(is_opened_once_under_an_issued_regulation)
{
    const RegulationId rule("quy-che-2026");
    Story story = given({});
    story.as(admin);
    story.when(OpenCycle{cycle_2026, "lại", rule, 1, {}, {}}).then_refused(already_exists, "2026");
    story.when(OpenCycle{CycleId("2027"), "", rule, 2, {}, {}}).then_refused(not_found, rule.value);
    story.when(OpenCycle{CycleId("2027"), "", RegulationId("khong-co"), 1, {}, {}}).then_refused(not_found, "khong-co");
    story.when(OpenCycle{CycleId("Kỳ 2027"), "", rule, 1, {}, {}}).then_refused(id_malformed, "cycle");
    story.when(OpenCycle{CycleId("2027"), "", rule, 1, {AgencyId("la")}, {}}).then_refused(not_found, "la");
    story.when(OpenCycle{CycleId("2027"), "", rule, 1, {}, {{RoundId("la"), {}, {}, {}}}})
        .then_refused(not_found, "la");
    story.when(OpenCycle{CycleId("2027"), "", rule, 1, {}, {{appraisal_1, lock, opening, opening}}})
        .then_refused(deadline_not_later, appraisal_1.value);
    for (const Person& other : {officer, head, appraiser, auditor})
        story.as(other).when(OpenCycle{CycleId("2027"), "", rule, 1, {}, {}}).then_refused(missing_right);
}

BOOST_AUTO_TEST_CASE(lists_its_agencies_in_the_regulations_order)
{
    Story story = given({});
    story.as(admin).once(OpenCycle{CycleId("2027"), "", RegulationId("quy-che-2026"), 1, {home_affairs, office}, {}});
    BOOST_TEST((story.world().cycle(CycleId("2027"))->agencies == std::vector{office, home_affairs}));
    BOOST_TEST(story.world().file("2027-van-phong") != nullptr);
    BOOST_TEST(story.world().file("2027-phong-tu-phap") == nullptr);
}

BOOST_AUTO_TEST_CASE(never_takes_over_the_assessment_of_another)
{
    // 2026-phong with "tu-phap" would be 2026 with "phong-tu-phap".
    Story story = under([](Regulation& r) { r.agencies.push_back({AgencyId("tu-phap"), "", GroupId("phong"), true}); });
    story.as(admin)
        .when(OpenCycle{CycleId("2026-phong"), "", RegulationId("quy-che-2026"), 1, {}, {}})
        .then_refused(already_exists, "2026-phong-tu-phap");
}

BOOST_AUTO_TEST_CASE(leaves_room_for_its_name_in_its_assessments)
{
    const CycleId long_name(std::string(64 - 1 - justice.value.size(), 'k'));
    const CycleId too_long_a_name(long_name.value + "k");
    Story story;
    story.as(admin)
        .when(OpenCycle{too_long_a_name, "", RegulationId("quy-che-2026"), 1, {}, {}})
        .then_refused(id_malformed);
    story.when(OpenCycle{too_long_a_name, "", RegulationId("quy-che-2026"), 1, {office}, {}}).then_accepted();
    story.when(OpenCycle{long_name, "", RegulationId("quy-che-2026"), 1, {}, {}}).then_accepted();
}

BOOST_AUTO_TEST_CASE(leaves_open_ends_open) // TL-4
{
    Story story = given({});
    story.as(admin).once(OpenCycle{CycleId("2027"), "", RegulationId("quy-che-2026"), 1, {}, {}});
    BOOST_TEST(story.world().cycle(CycleId("2027"))->rounds.size() == 4u);
    const Command early = EditEntry{AssessmentId("2027-van-phong"), a_score};
    story.as(officer).when(early).then_refused(round_locked, self_assessment.value, "");
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(a_regulation)

BOOST_AUTO_TEST_CASE(is_issued_from_a_document_that_was_read_and_once_for_each_text)
{
    const RegulationId rule("quy-che-2026");
    Story story = given({});
    story.as(admin);
    story.when(IssueRegulation{rule, file('a'), "02/QĐ-UBND", {}, "UBND huyện"}).then_nothing_new();
    story.when(IssueRegulation{rule, file('9'), "02/QĐ-UBND", {}, "UBND huyện"}).then_refused(file_unknown, "document");
    story.when(IssueRegulation{RegulationId("khac"), file('a'), "02/QĐ-UBND", {}, "UBND huyện"})
        .then_refused(not_found, "khac");
    story.when(IssueRegulation{RegulationId("Quy chế"), file('a'), "", {}, ""})
        .then_refused(id_malformed, "regulation");
    story.as(officer).when(IssueRegulation{rule, file('a'), "", {}, ""}).then_refused(missing_right);
}

BOOST_AUTO_TEST_SUITE_END()
