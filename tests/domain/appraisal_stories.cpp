#include "tests/domain/story.hpp"

#include <boost/test/unit_test.hpp>

using namespace cchc::domain;
using enum RefusalCode;

namespace {

DecideAppraisal decision(Decision what, std::string_view points, std::string reason = "lý do", std::string needed = "")
{
    return {mine, plan_carried_out, appraisal_1, what, pts(points), std::move(reason), std::move(needed), false};
}
DecideAppraisal agree(std::string_view points = "2")
{
    return decision(Decision::agree, points, "");
}
DecideAppraisal disagree(std::string_view points, std::string reason = "số liệu không khớp")
{
    return decision(Decision::disagree, points, std::move(reason));
}
DecideAppraisal ask(std::string_view points, std::string needed = "Báo cáo quý III có chữ ký số")
{
    return decision(Decision::request_supplement, points, "", std::move(needed));
}
DecideAppraisal in_round_2(DecideAppraisal one)
{
    one.round = appraisal_2;
    return one;
}
DecideAppraisal drafted(DecideAppraisal one)
{
    one.draft = true;
    return one;
}
DecideAppraisal about(const Code& code, DecideAppraisal one)
{
    one.criterion = code;
    return one;
}
DecideAppraisal theirs_instead(DecideAppraisal one)
{
    one.assessment = theirs;
    return one;
}
const PublishAppraisals publish_1{cycle_2026, appraisal_1}, publish_2{cycle_2026, appraisal_2};

/// The office scored its plan with 2 of 2; the council meets.
Story council(const Switches& switches = {})
{
    Story story(switches);
    story.given({SelfScoreEntered{plan_carried_out, pts("2"), 0, {}, {}},
                 EvidenceAttached{plan_carried_out, LinkId("tl-1"), file('b'), {}, {}, {}, {}, self_assessment, {}}});
    story.at(council_meets).once_the_clock_has_struck().as(appraiser);
    return story;
}
/// Round 1 said `first` and was published; round 2 meets.
Story second_council(const DecideAppraisal& first, const Switches& switches = {})
{
    Story story = council(switches);
    story.once(first).as(admin).once(publish_1).at(council_meets_again).once_the_clock_has_struck().as(appraiser);
    return story;
}
void may_exceed(Regulation& regulation)
{
    regulation.may_exceed_self = true;
}
/// The worst level of the plan is worth half of the best.
void no_level_of_zero(Regulation& regulation)
{
    const CriteriaSet before = regulation.criteria_sets[0];
    CriteriaSet set;
    set.id = before.id;
    set.title = before.title;
    set.maximum = before.maximum;
    for (const Criterion& criterion : before.all()) {
        Criterion copy = criterion;
        if (copy.code == plan_carried_out) copy.levels.pop_back();
        const Code parent = criterion.parent == no_criterion ? Code{} : before[criterion.parent].code;
        set.add(std::move(copy), parent);
    }
    regulation.criteria_sets[0] = std::move(set);
}
void may_not_lower(Regulation& regulation)
{
    regulation.round2_may_lower = false;
}

} // namespace

BOOST_AUTO_TEST_SUITE(the_council_agrees) // AP-4

BOOST_AUTO_TEST_CASE(with_exactly_the_self_score)
{
    Story story = council();
    story.when(agree("1")).then_refused(must_equal_self_score, plan_carried_out.value, "2.00");
    story.when(agree()).then_accepted();
    story.when(agree()).then_nothing_new();
}

BOOST_AUTO_TEST_CASE(with_zero_where_nothing_was_scored)
{
    council().when(about(initiatives, agree("0"))).then_accepted();
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(the_council_disagrees) // AP-5

BOOST_AUTO_TEST_CASE(with_a_reason_and_fewer_points)
{
    Story story = council();
    story.when(disagree("1", "")).then_refused(reason_required, plan_carried_out.value, "reason");
    story.when(disagree("2")).then_refused(must_be_lower, plan_carried_out.value, "2.00");
    story.when(disagree("1")).then_accepted();
    story.when(disagree("0")).then_accepted();
    story.when(disagree("0", std::string(longest_reason + 1, 'a'))).then_refused(too_long);
}

BOOST_AUTO_TEST_CASE(never_above_the_self_score_unless_the_regulation_lets_it) // AP-7
{
    const Event one = SelfScoreEntered{plan_carried_out, pts("1"), 1, {}, {}};
    council().given({one}).when(disagree("2")).then_refused(above_self_score, plan_carried_out.value, "1.00");
    council(may_exceed).given({one}).when(disagree("2")).then_accepted();
}

BOOST_AUTO_TEST_CASE(with_no_points_at_all_whatever_the_levels_say) // AP-5, AP-7
{
    council(no_level_of_zero).when(disagree("0")).then_accepted();
    council(no_level_of_zero).when(ask("0")).then_accepted();
    council(no_level_of_zero).when(disagree("0.5")).then_refused(score_step_not_allowed, plan_carried_out.value);
}

BOOST_AUTO_TEST_CASE(by_the_criterions_own_scale) // SM-33
{
    council().when(disagree("1.5")).then_refused(score_step_not_allowed, plan_carried_out.value);
    council(may_exceed).when(disagree("3")).then_refused(score_out_of_range, plan_carried_out.value, "2.00");
    council().when(disagree("-1")).then_refused(score_out_of_range);
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(the_council_asks_for_a_supplement) // AP-6

BOOST_AUTO_TEST_CASE(saying_what_is_needed_with_fewer_points_for_now)
{
    Story story = council();
    story.when(ask("0", "")).then_refused(needed_required, plan_carried_out.value, "needed");
    story.when(ask("2")).then_refused(must_be_lower, plan_carried_out.value, "2.00");
    story.when(ask("1")).then_accepted();
    story.when(ask("0")).then_accepted();
}

BOOST_AUTO_TEST_CASE(with_zero_where_there_is_nothing_to_lower)
{
    council().when(about(initiatives, ask("0"))).then_accepted();
}

BOOST_AUTO_TEST_CASE(never_raising_the_score_by_the_way)
{
    council(may_exceed).when(about(initiatives, ask("1"))).then_refused(above_self_score, initiatives.value, "0.00");
}

BOOST_AUTO_TEST_CASE(in_round_1_only) // AP-8
{
    second_council(disagree("1")).when(in_round_2(ask("0"))).then_refused(not_in_this_round, plan_carried_out.value);
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(the_second_council) // AP-8, AP-9

BOOST_AUTO_TEST_CASE(may_raise_up_to_the_self_score_stay_or_lower)
{
    second_council(disagree("1")).when(in_round_2(agree())).then_accepted();
    second_council(disagree("1")).when(in_round_2(disagree("1"))).then_accepted();
    second_council(disagree("1")).when(in_round_2(disagree("0"))).then_accepted();
}

BOOST_AUTO_TEST_CASE(may_not_lower_where_the_regulation_forbids_it)
{
    Story story = second_council(disagree("1"), may_not_lower);
    story.when(in_round_2(disagree("0"))).then_refused(below_round_one, plan_carried_out.value, "1.00");
    story.when(in_round_2(disagree("1"))).then_accepted();
}

BOOST_AUTO_TEST_CASE(may_not_lower_what_round_1_left_alone_either)
{
    Story story = second_council(about(initiatives, agree("0")), may_not_lower);
    story.when(in_round_2(disagree("1"))).then_refused(below_round_one, plan_carried_out.value, "2.00");
}

BOOST_AUTO_TEST_CASE(leaves_the_first_opinion_word_for_word) // ES-5
{
    Story story = second_council(disagree("1", "số liệu không khớp"));
    story.once(in_round_2(agree())).as(admin).once(publish_2);
    BOOST_TEST(story.item(plan_carried_out, 1).published->reason == "số liệu không khớp");
    BOOST_TEST(story.item(plan_carried_out, 1).published->points.text() == "1.00");
    BOOST_TEST(story.item(plan_carried_out, 2).published->points.text() == "2.00");
}

BOOST_AUTO_TEST_CASE(waits_for_the_first_to_be_published)
{
    Story story = council();
    story.once(disagree("1")).at(council_meets_again).once_the_clock_has_struck();
    story.when(in_round_2(agree())).then_refused(not_published, appraisal_1.value);
    story.as(admin).when(publish_2).then_refused(not_published, appraisal_1.value);
    story.once(publish_1).as(appraiser).when(in_round_2(agree())).then_accepted();
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(an_appraiser)

BOOST_AUTO_TEST_CASE(decides_on_what_his_agency_was_given) // RES-20, ACT-15, SE-7
{
    Story story = council();
    story.about(justice).given({SelfScoreEntered{papers, pts("2"), {}, {}, {}}});
    const DecideAppraisal on_papers = theirs_instead(about(papers, agree("2")));
    story.when(on_papers).then_refused(missing_right, papers.value);
    story.as(office_appraiser).when(on_papers).then_accepted();
    BOOST_TEST(story.item(papers, 1, theirs).by(office).decided->on_behalf.value == office.value);
    story.when(theirs_instead(about(initiatives, agree("0")))).then_refused(missing_right, initiatives.value);
}

BOOST_AUTO_TEST_CASE(never_decides_on_his_own_agency_the_substitute_does) // ACT-22
{
    Story story = council();
    story.as(office_appraiser).when(about(papers, agree("0"))).then_refused(conflict_of_interest, office.value);
    story.as(appraiser).when(about(papers, agree("0"))).then_accepted(); // the standing department instead
    DecideAppraisal on_home_affairs = about(plan_carried_out, agree("0"));
    on_home_affairs.assessment = AssessmentId("2026-phong-noi-vu");
    story.when(on_home_affairs).then_refused(conflict_of_interest, home_affairs.value);
    story.as(office_appraiser).when(on_home_affairs).then_accepted(); // its named substitute
}

BOOST_AUTO_TEST_CASE(decides_on_his_own_agency_where_the_regulation_allows_it) // ACT-22
{
    Story story = council([](Regulation& r) { r.own_unit_appraisal = OwnUnitAppraisal::allow; });
    story.as(office_appraiser).when(about(papers, agree("0"))).then_accepted();
}

BOOST_AUTO_TEST_CASE(is_the_only_one_who_decides) // SE-11
{
    for (const Person& other : {officer, head, admin, auditor})
        council().as(other).when(agree()).then_refused(missing_right);
}

BOOST_AUTO_TEST_CASE(decides_on_leaves_the_agency_scores_and_nothing_else) // AP-18
{
    for (const Code& code : {satisfaction, submission, area_one})
        council().when(about(code, agree("0"))).then_refused(not_appraisable, code.value);
    council().when(about(nowhere, agree("0"))).then_refused(not_found, nowhere.value);
}

BOOST_AUTO_TEST_CASE(names_a_round_of_appraisal)
{
    DecideAppraisal elsewhere = agree();
    elsewhere.round = supplement;
    council().when(elsewhere).then_refused(not_found, supplement.value);
    elsewhere.round = RoundId("khong-co");
    council().when(elsewhere).then_refused(not_found, "khong-co");
    elsewhere = agree();
    elsewhere.assessment = AssessmentId("2026-khong-co");
    council().when(elsewhere).then_refused(not_found, "2026-khong-co");
}

BOOST_AUTO_TEST_CASE(records_what_he_judged) // ES-4
{
    Story story = council();
    story.once(agree());
    const Opinion& opinion = *story.item(plan_carried_out, 1).by(home_affairs).decided;
    BOOST_TEST(opinion.entry_version == 2u);
    BOOST_TEST((opinion.evidence == std::vector{file('b').sha256}));
    BOOST_TEST(opinion.on_behalf.value == home_affairs.value);
    BOOST_TEST(opinion.reopening.empty());
}

BOOST_AUTO_TEST_CASE(judges_no_evidence_that_was_detached)
{
    Story story = council();
    story.given({EvidenceDetached{plan_carried_out, LinkId("tl-1"), {}}}).once(agree());
    BOOST_TEST(story.item(plan_carried_out, 1).by(home_affairs).decided->evidence.empty());
}

BOOST_AUTO_TEST_CASE(who_looked_at_an_older_opinion_is_told_the_version_in_force)
{
    Story story = council();
    story.once(drafted(agree()));
    story.seeing_version(0).when(disagree("1")).then_refused(stale_version, plan_carried_out.value);
    BOOST_TEST(story.refusal().current == 1);
    story.seeing_version(1).when(disagree("1")).then_accepted();
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(a_drafted_opinion)

BOOST_AUTO_TEST_CASE(leaves_no_trace_in_what_the_agency_can_see)
{
    Story story = council();
    const std::uint32_t version = story.entry(plan_carried_out).version;
    const std::string before = content_text(story.file().assessment);
    story.once(drafted(disagree("1"))).once(disagree("1"));
    BOOST_TEST(story.entry(plan_carried_out).version == version);
    BOOST_TEST(content_text(story.file().assessment) == before);
    BOOST_TEST(!story.file().appraisal.visible);
    BOOST_TEST(!story.item(plan_carried_out, 1).published);
    BOOST_TEST(story.past().back().stream.text() == "appraisal/2026-van-phong");
}

BOOST_AUTO_TEST_CASE(may_still_lack_its_reason_but_keeps_to_the_scale)
{
    council().when(drafted(disagree("1", ""))).then_accepted();
    council().when(drafted(ask("0", ""))).then_accepted();
    council().when(drafted(disagree("1.5"))).then_refused(score_step_not_allowed);
}

BOOST_AUTO_TEST_CASE(asked_for_twice_is_one_draft)
{
    council().once(drafted(disagree("1"))).when(drafted(disagree("1"))).then_nothing_new();
}

BOOST_AUTO_TEST_CASE(is_superseded_by_the_decision)
{
    Story story = council();
    story.once(drafted(disagree("1"))).once(agree());
    BOOST_TEST(!story.item(plan_carried_out, 1).by(home_affairs).draft);
    story.once(drafted(disagree("0"))).when(agree()).then_accepted(); // takes the later draft back
    BOOST_TEST(!story.item(plan_carried_out, 1).by(home_affairs).draft);
}

BOOST_AUTO_TEST_CASE(is_not_published)
{
    Story story = council();
    story.once(drafted(disagree("1")))
        .as(admin)
        .when(publish_1)
        .then({AppraisalsPublished{cycle_2026, appraisal_1, 0, 18}});
    BOOST_TEST(!story.item(plan_carried_out, 1).published);
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(publishing_a_round) // AP-11

BOOST_AUTO_TEST_CASE(shows_all_its_decisions_in_one_act)
{
    Story story = council();
    story.once(disagree("1")).once(theirs_instead(agree("0")));
    story.as(admin).when(publish_1).then({AppraisalsPublished{cycle_2026, appraisal_1, 2, 16}});
    BOOST_TEST(story.item(plan_carried_out, 1).published->points.text() == "1.00");
    BOOST_TEST(story.item(plan_carried_out, 1, theirs).published->points.text() == "0.00");
    BOOST_TEST(story.file().appraisal.visible);
    BOOST_TEST(story.file(theirs).appraisal.visible);
}

BOOST_AUTO_TEST_CASE(does_not_count_what_does_not_apply)
{
    Story story = council();
    story.given({NotApplicableClaimed{online, "không", {}}, NotApplicableAccepted{online, ""}});
    story.as(admin).when(publish_1).then({AppraisalsPublished{cycle_2026, appraisal_1, 0, 17}});
}

BOOST_AUTO_TEST_CASE(ends_deciding_in_it)
{
    Story story = council();
    story.as(admin).once(publish_1).as(appraiser).when(agree()).then_refused(already_published, appraisal_1.value);
    story.when(drafted(agree())).then_refused(already_published);
}

BOOST_AUTO_TEST_CASE(happens_once)
{
    Story story = council();
    story.once(agree()).as(admin).once(publish_1).when(publish_1).then_refused(already_published, appraisal_1.value);
}

BOOST_AUTO_TEST_CASE(is_the_cycle_administrators_once_the_round_has_begun)
{
    for (const Person& other : {officer, head, appraiser, auditor})
        council().as(other).when(publish_1).then_refused(missing_right);
    given({}).as(admin).when(publish_1).then_refused(round_locked, appraisal_1.value);
    given({}).as(admin).when(PublishAppraisals{cycle_2026, supplement}).then_refused(not_found, supplement.value);
    given({}).as(admin).when(PublishAppraisals{CycleId("2099"), appraisal_1}).then_refused(not_found, "2099");
}

BOOST_AUTO_TEST_SUITE_END()
