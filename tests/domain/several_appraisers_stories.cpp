// Several appraise one criterion: who they are, what they see of each other, what comes of it where they differ, and
// what the chair rules (AP-15, AP-20, ACT-22).

#include "domain/issuing.hpp"
#include "domain/result.hpp"
#include "tests/domain/story.hpp"

#include <boost/test/unit_test.hpp>

using namespace cchc::domain;
using enum RefusalCode;

namespace {

DecideAppraisal says(std::string_view points, const Code& code = plan_carried_out)
{
    const auto what = pts(points) == pts("2") ? Decision::agree : Decision::disagree;
    return {mine, code, appraisal_1, what, pts(points), "số liệu không khớp", "", false};
}
RuleAppraisal rules(std::string_view points, std::string reason = "theo biên bản họp",
                    std::string document = "5/BB-HĐTĐ")
{
    return {mine, plan_carried_out, appraisal_1, pts(points), std::move(reason), std::move(document)};
}
const PublishAppraisals publish_1{cycle_2026, appraisal_1}, publish_2{cycle_2026, appraisal_2};

/// Home affairs and justice appraise what the office scored with 2 of 2.
void by_two(Regulation& r)
{
    r.appraisers_per_criterion = 2;
    r.appraisal = AppraisalBodies{{home_affairs.value, justice.value, office.value}, ""};
}
/// Two appraise and differences are settled so.
Switches settled_by(DisagreementRuling ruling, bool blind = false)
{
    return [=](Regulation& r) {
        by_two(r);
        r.disagreement_ruling = ruling;
        r.blind = blind;
    };
}
Switches escalating(const Switches& more = {})
{
    return [=](Regulation& r) {
        if (more) more(r);
        r.undecided_at_lock = UndecidedAtLock::escalate;
    };
}

Story council(const Switches& switches)
{
    Story story(switches);
    story.given(
        {SelfScoreEntered{plan_carried_out, pts("2"), 0, {}, {}}, SelfScoreEntered{online, pts("4"), {}, {}, {}}});
    story.at(council_meets).once_the_clock_has_struck().as(appraiser);
    return story;
}
/// Both have said what they think.
Story both_said(const Switches& switches, std::string_view first, std::string_view second)
{
    Story story = council(switches);
    story.once(says(first)).as(justice_appraiser).once(says(second));
    return story;
}
Verdict verdict_on(const Story& story, const Code& code, int ordinal = 1)
{
    const AssessmentFile& file = story.file();
    return verdict(story.item(code, ordinal), file.assessment, *story.cycle().regulation,
                   file.assessment.set->find(code.value));
}
bool shown_to_each_other(const Story& story, const Code& code)
{
    const AssessmentFile& file = story.file();
    return sees_the_others(story.item(code, 1), file.assessment, *story.cycle().regulation,
                           file.assessment.set->find(code.value));
}
std::string counted_in_round_1(const Story& story, const Code& code)
{
    const AssessmentFile& file = story.file();
    return counted(story.cycle(), file.assessment, file.appraisal, file.assessment.set->find(code.value),
                   Stage::round_1)
        .text();
}
std::string published_on(Story& story)
{
    story.as(admin).once(publish_1);
    const auto& published = story.item(plan_carried_out, 1).published;
    return published ? published->points.text() : "";
}
std::string names_of(const std::vector<AgencyId>& agencies)
{
    std::string text;
    for (const AgencyId& one : agencies) text += (text.empty() ? "" : ", ") + one.value;
    return text;
}
/// Who appraises that criterion of the agency under these switches.
std::string appraisers(const Switches& switches, const Code& code, const AgencyId& assessed)
{
    Regulation r = the_regulation();
    switches(r);
    const CriteriaSet& set = r.criteria_sets[0];
    return names_of(r.appraisers_of(set[set.find(code.value)], assessed));
}

} // namespace

BOOST_AUTO_TEST_SUITE(who_appraises_together) // AP-15, AP-12

BOOST_AUTO_TEST_CASE(is_whom_the_criterion_names_and_then_the_agencies_of_the_appraisal_in_their_order)
{
    BOOST_TEST(appraisers([](Regulation&) {}, plan_carried_out, justice) == "phong-noi-vu");
    BOOST_TEST(appraisers(by_two, plan_carried_out, AgencyId("khac")) == "phong-noi-vu, phong-tu-phap");
    BOOST_TEST(appraisers(by_two, papers, AgencyId("khac")) == "van-phong, phong-noi-vu");
}

BOOST_AUTO_TEST_CASE(passes_over_the_agency_itself_where_that_is_forbidden) // ACT-22
{
    BOOST_TEST(appraisers(by_two, plan_carried_out, justice) == "phong-noi-vu, van-phong");
    BOOST_TEST(appraisers(by_two, papers, office) == "phong-noi-vu, phong-tu-phap");
    BOOST_TEST(appraisers(by_two, plan_carried_out, home_affairs) == "van-phong, phong-tu-phap");
}

BOOST_AUTO_TEST_CASE(is_the_agency_itself_and_a_second_appraiser_where_the_regulation_says_so) // ACT-22
{
    const auto second = [](Regulation& r) { r.own_unit_appraisal = OwnUnitAppraisal::second_appraiser; };
    BOOST_TEST(appraisers(second, papers, office) == "van-phong, phong-noi-vu");
    BOOST_TEST(appraisers(second, plan_carried_out, home_affairs) == "phong-noi-vu, van-phong");
    BOOST_TEST(appraisers(second, papers, justice) == "van-phong"); // nobody's own: one is enough
    const auto both = [&](Regulation& r) { by_two(r), second(r); };
    BOOST_TEST(appraisers(both, papers, office) == "van-phong, phong-noi-vu, phong-tu-phap");
}

BOOST_AUTO_TEST_CASE(must_be_enough_of_them_or_the_regulation_is_not_issued)
{
    Regulation r = the_regulation();
    by_two(r);
    BOOST_TEST(!fault_before_issue(r).has_value());
    r.appraisal->agencies = {home_affairs.value};
    BOOST_TEST((fault_before_issue(r)->code == appraisers_missing)); // of the office only home affairs is left
    BOOST_TEST(fault_before_issue(r)->detail == plan_carried_out.value);
    r.appraisers_per_criterion = 9;
    BOOST_TEST((fault_before_issue(r)->code == appraisers_missing));
}

BOOST_AUTO_TEST_CASE(is_nobody_else)
{
    Story story = council(settled_by(DisagreementRuling::chair));
    story.as(office_appraiser).when(says("1")).then_refused(conflict_of_interest, office.value);
    DecideAppraisal on_justice = says("0");
    on_justice.assessment = theirs;
    on_justice.decision = Decision::agree;
    story.as(justice_appraiser).when(on_justice).then_refused(conflict_of_interest, justice.value);
    story.as(office_appraiser).when(on_justice).then_accepted();
    council([](Regulation&) {})
        .as(justice_appraiser)
        .when(says("1"))
        .then_refused(missing_right, plan_carried_out.value);
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(several_appraisers)

BOOST_AUTO_TEST_CASE(decide_each_for_himself_with_versions_of_their_own)
{
    Story story = council(settled_by(DisagreementRuling::chair));
    story.once(says("1")).as(justice_appraiser).seeing_version(1).when(says("0")).then_refused(stale_version);
    BOOST_TEST(story.refusal().current == 0);
    story.seeing_version(0).when(says("0")).then_accepted();
    BOOST_TEST(story.item(plan_carried_out, 1).by(home_affairs).decided->points.text() == "1.00");
    BOOST_TEST(story.item(plan_carried_out, 1).by(justice).decided->points.text() == "0.00");
}

BOOST_AUTO_TEST_CASE(who_all_say_the_same_have_settled_it)
{
    for (const auto ruling : {DisagreementRuling::chair, DisagreementRuling::mean, DisagreementRuling::consensus}) {
        Story story = both_said(settled_by(ruling), "1", "1");
        BOOST_TEST((verdict_on(story, plan_carried_out) == Verdict::settled));
        BOOST_TEST(published_on(story) == "1.00");
        const AppraisalItem& item = story.item(plan_carried_out, 1);
        BOOST_TEST(item.published->reason == "số liệu không khớp"); // said by both, told once
        BOOST_TEST(item.published->on_behalf.empty());
        BOOST_TEST(item.behind.size() == 2u);
    }
}

BOOST_AUTO_TEST_CASE(who_are_not_all_heard_have_settled_nothing)
{
    Story story = council(settled_by(DisagreementRuling::mean));
    story.once(says("1"));
    BOOST_TEST((verdict_on(story, plan_carried_out) == Verdict::open));
    story.as(admin).when(publish_1).then({AppraisalsPublished{cycle_2026, appraisal_1, 0, 18}});
    BOOST_TEST(counted_in_round_1(story, plan_carried_out) == "2.00"); // undecided_at_lock: the self score
}

BOOST_AUTO_TEST_CASE(who_ask_for_papers_are_heard_above_those_who_lower)
{
    Story story = council(settled_by(DisagreementRuling::chair));
    DecideAppraisal ask = says("1");
    ask.decision = Decision::request_supplement;
    ask.needed = "bản ký số";
    story.once(says("1")).as(justice_appraiser).once(ask).as(admin).once(publish_1);
    BOOST_TEST((story.item(plan_carried_out, 1).published->decision == Decision::request_supplement));
    BOOST_TEST(story.item(plan_carried_out, 1).published->needed == "bản ký số");
}

BOOST_AUTO_TEST_CASE(include_the_agency_itself_beside_its_second_appraiser) // ACT-22
{
    Story story = council([](Regulation& r) { r.own_unit_appraisal = OwnUnitAppraisal::second_appraiser; });
    DecideAppraisal nothing = says("0", papers);
    nothing.decision = Decision::agree;
    story.as(office_appraiser).once(nothing);
    BOOST_TEST((verdict_on(story, papers) == Verdict::open)); // his own word is not enough
    story.as(appraiser).once(nothing);
    BOOST_TEST((verdict_on(story, papers) == Verdict::settled));
    story.once(says("1"));
    BOOST_TEST((verdict_on(story, plan_carried_out) == Verdict::settled)); // not the office's own: one is enough
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(appraisers_who_differ)

BOOST_AUTO_TEST_CASE(are_heard_at_their_mean)
{
    Story story = both_said(settled_by(DisagreementRuling::mean), "1", "0");
    BOOST_TEST((verdict_on(story, plan_carried_out) == Verdict::settled));
    BOOST_TEST(published_on(story) == "0.50"); // exact: no level of the criterion needs to have it
    BOOST_TEST(counted_in_round_1(story, plan_carried_out) == "0.50");
}

BOOST_AUTO_TEST_CASE(come_to_a_mean_that_is_rounded_as_the_rule_rounds)
{
    const auto on_two_places = [](Regulation& r) {
        by_two(r);
        r.disagreement_ruling = DisagreementRuling::mean;
        const CriteriaSet before = r.criteria_sets[0];
        CriteriaSet set;
        set.id = before.id;
        set.maximum = before.maximum;
        for (Criterion copy : before.all()) {
            if (copy.code == online) std::get<Proportional>(copy.rule).rounding = {2, RoundingMode::down};
            const Code parent = copy.parent == no_criterion ? Code{} : before[copy.parent].code;
            set.add(std::move(copy), parent);
        }
        r.criteria_sets[0] = std::move(set);
    };
    for (const auto& [switches, mean] :
         {std::pair<Switches, const char*>{on_two_places, "0.01"}, {settled_by(DisagreementRuling::mean), "0.015"}}) {
        Story story = council(switches);
        story.once(says("0.01", online)).as(justice_appraiser).once(says("0.02", online)).as(admin).once(publish_1);
        BOOST_TEST(story.item(online, 1).published->points.text() == mean);
    }
}

BOOST_AUTO_TEST_CASE(wait_for_the_chair)
{
    Story story = both_said(settled_by(DisagreementRuling::chair), "1", "0");
    BOOST_TEST((verdict_on(story, plan_carried_out) == Verdict::differing));
    story.as(appraiser).when(rules("0")).then_accepted();
    BOOST_TEST((verdict_on(story, plan_carried_out) == Verdict::ruled));
    BOOST_TEST(story.item(plan_carried_out, 1).ruling->document_number == "5/BB-HĐTĐ");
    BOOST_TEST(published_on(story) == "0.00");
    BOOST_TEST(story.item(plan_carried_out, 1).behind.size() == 2u);
}

BOOST_AUTO_TEST_CASE(are_undecided_where_the_chair_never_rules)
{
    Story story = both_said(settled_by(DisagreementRuling::chair), "1", "0");
    BOOST_TEST(published_on(story) == "");
    BOOST_TEST(counted_in_round_1(story, plan_carried_out) == "2.00");
    Story zero = both_said(
        [](Regulation& r) {
            by_two(r);
            r.undecided_at_lock = UndecidedAtLock::zero;
        },
        "1", "0");
    zero.as(admin).once(publish_1);
    BOOST_TEST(counted_in_round_1(zero, plan_carried_out) == "0.00");
}

BOOST_AUTO_TEST_CASE(must_all_come_to_the_same_where_consensus_is_asked)
{
    Story story = both_said(settled_by(DisagreementRuling::consensus), "1", "0");
    BOOST_TEST((verdict_on(story, plan_carried_out) == Verdict::differing));
    story.as(appraiser).when(rules("1")).then_refused(nothing_to_rule, plan_carried_out.value);
    story.when(says("0")).then_accepted(); // he comes round
    BOOST_TEST((verdict_on(story, plan_carried_out) == Verdict::settled));
    BOOST_TEST(published_on(story) == "0.00");

    Story never = both_said(settled_by(DisagreementRuling::consensus), "1", "0");
    BOOST_TEST(published_on(never) == "");
    BOOST_TEST(counted_in_round_1(never, plan_carried_out) == "2.00");
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(blind_appraisers) // AP-15, SE-4

BOOST_AUTO_TEST_CASE(see_nothing_of_each_other_until_all_have_decided)
{
    Story story = council(settled_by(DisagreementRuling::chair, true));
    BOOST_TEST(!shown_to_each_other(story, plan_carried_out));
    story.once(says("1"));
    BOOST_TEST(!shown_to_each_other(story, plan_carried_out)); // nor does he who spoke first
    DecideAppraisal draft = says("0");
    draft.draft = true;
    story.as(justice_appraiser).once(draft);
    BOOST_TEST(!shown_to_each_other(story, plan_carried_out));
    story.once(says("0"));
    BOOST_TEST(shown_to_each_other(story, plan_carried_out));
    BOOST_TEST(shown_to_each_other(council(settled_by(DisagreementRuling::chair)), plan_carried_out)); // not blind
}

BOOST_AUTO_TEST_CASE(change_nothing_once_they_see_each_other)
{
    for (const auto ruling : {DisagreementRuling::chair, DisagreementRuling::mean}) {
        Story story = both_said(settled_by(ruling, true), "1", "0");
        story.as(appraiser).when(says("0")).then_refused(opinion_final, plan_carried_out.value);
        story.when(says("1")).then_nothing_new();
    }
    Story before = council(settled_by(DisagreementRuling::chair, true));
    before.once(says("1")).when(says("0")).then_accepted(); // he has seen nothing yet
}

BOOST_AUTO_TEST_CASE(may_come_round_where_consensus_is_asked_and_not_after)
{
    Story story = both_said(settled_by(DisagreementRuling::consensus, true), "1", "0");
    story.as(appraiser).once(says("0")).when(says("1")).then_refused(opinion_final, plan_carried_out.value);
}

BOOST_AUTO_TEST_CASE(are_not_bound_alone)
{
    Story story = council([](Regulation& r) { r.blind = true; });
    story.once(says("1")).when(says("0")).then_accepted();
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(the_chair) // AP-15, AP-20

BOOST_AUTO_TEST_CASE(rules_by_a_paper_that_the_standing_department_records)
{
    Story story = both_said(settled_by(DisagreementRuling::chair), "1", "0");
    story.when(rules("1")).then_refused(missing_right, plan_carried_out.value); // justice appraises, it does not record
    story.as(admin).when(rules("1")).then_refused(missing_right);
    story.as(appraiser).when(rules("1", "")).then_refused(reason_required, plan_carried_out.value, "reason");
    story.when(rules("1", "theo biên bản", ""))
        .then_refused(reason_required, plan_carried_out.value, "document_number");
    Opinion ruled{plan_carried_out, appraisal_1, Decision::disagree, pts("1"), "theo biên bản họp", "", 1, {},
                  home_affairs,     {}};
    story.when(rules("1")).then({DisagreementRuled{ruled, "5/BB-HĐTĐ"}});
    story.when(rules("1")).then_nothing_new();
    ruled.points = pts("0");
    story.when(rules("0")).then({DisagreementRuled{ruled, "5/BB-HĐTĐ"}}); // until it is published the last one counts
}

BOOST_AUTO_TEST_CASE(keeps_to_the_limits_of_an_opinion)
{
    Story story = both_said(settled_by(DisagreementRuling::chair), "1", "0");
    story.as(appraiser).when(rules("1.5")).then_refused(score_step_not_allowed, plan_carried_out.value);
    story.when(rules("3")).then_refused(score_out_of_range, plan_carried_out.value, "2.00");
    story.given({SelfScoreEntered{plan_carried_out, pts("1"), 1, {}, {}}});
    story.when(rules("2")).then_refused(above_self_score, plan_carried_out.value, "1.00");
}

BOOST_AUTO_TEST_CASE(rules_on_nothing_that_is_not_his)
{
    Story agreed = both_said(settled_by(DisagreementRuling::chair), "1", "1");
    agreed.as(appraiser).when(rules("1")).then_refused(nothing_to_rule, plan_carried_out.value);
    Story waiting = council(settled_by(DisagreementRuling::chair));
    waiting.once(says("1")).when(rules("1")).then_refused(nothing_to_rule, plan_carried_out.value);
    council([](Regulation&) {}).when(rules("1")).then_refused(nothing_to_rule, plan_carried_out.value);
}

BOOST_AUTO_TEST_CASE(ends_the_matter_for_the_appraisers)
{
    Story story = both_said(settled_by(DisagreementRuling::chair), "1", "0");
    story.as(appraiser).once(rules("0")).when(says("0")).then_refused(opinion_final, plan_carried_out.value);
    story.as(admin).once(publish_1).as(appraiser).when(rules("1")).then_refused(already_published, appraisal_1.value);
}

BOOST_AUTO_TEST_CASE(rules_anew_where_a_reopened_round_leaves_them_apart)
{
    Story story = both_said(escalating(settled_by(DisagreementRuling::chair)), "1", "1");
    story.as(admin).given({CycleEvent(AppraisalsPublished{cycle_2026, appraisal_1, 1, 0})});
    story.at(round_1_ends).once_the_clock_has_struck();
    story.once(ReopenRound{cycle_2026,
                           appraisal_1,
                           GrantId("mo-1"),
                           {office},
                           {plan_carried_out},
                           round_1_ends.plus_us(one_day),
                           "sai số liệu",
                           "3/QĐ"});
    story.as(appraiser).once(says("0")).when(rules("0")).then_accepted();
    story.as(admin).at(round_1_ends.plus_us(one_day)).once_the_clock_has_struck();
    BOOST_TEST(story.item(plan_carried_out, 1).published->points.text() == "1.00");
    story.as(appraiser).when(rules("1")).then_accepted(); // until it is published anew the last one counts
}

BOOST_AUTO_TEST_CASE(must_rule_on_a_claim_of_no_application_no_more_than_they)
{
    Story story = both_said(settled_by(DisagreementRuling::chair), "1", "0");
    story.given({NotApplicableClaimed{plan_carried_out, "không phát sinh", {}}});
    story.as(appraiser).when(rules("1")).then_refused(not_applicable_claimed, plan_carried_out.value);
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(what_is_undecided_at_the_lock_and_goes_up_to_the_chair) // AP-20

BOOST_AUTO_TEST_CASE(is_his_from_the_lock_on_and_not_before)
{
    Story story = council(escalating());
    story.when(rules("1")).then_refused(nothing_to_rule, plan_carried_out.value); // they may still decide
    story.at(round_1_ends).once_the_clock_has_struck();
    Opinion ruled{plan_carried_out, appraisal_1, Decision::disagree, pts("1"), "theo biên bản họp", "", 1, {},
                  home_affairs,     {}};
    story.when(says("1")).then_refused(deadline_passed, appraisal_1.value);
    story.when(rules("1")).then({UndecidedRuled{ruled, "5/BB-HĐTĐ"}});
}

BOOST_AUTO_TEST_CASE(keeps_the_round_from_being_published_until_he_has_ruled)
{
    Story story = council(escalating());
    story.once(says("1")).at(round_1_ends).once_the_clock_has_struck();
    story.as(admin).when(publish_1).then_refused(undecided_left, files_on_time.value, office.value);
    BOOST_TEST(counted_in_round_1(story, plan_carried_out) == "2.00"); // meanwhile nothing of the round counts
    for (const AssessmentId& file : {mine, theirs, AssessmentId("2026-phong-noi-vu")}) {
        const bool own = file.value == "2026-phong-noi-vu";
        story.as(own ? office_appraiser : appraiser);
        for (const Code& code : {plan_carried_out, files_on_time, plan_in_time, papers, initiatives, online}) {
            if (file == mine && code == plan_carried_out) continue;
            RuleAppraisal ruling = rules("0");
            ruling.assessment = file;
            ruling.criterion = code;
            story.once(ruling);
        }
    }
    story.as(admin).when(publish_1).then({AppraisalsPublished{cycle_2026, appraisal_1, 18, 0}});
    BOOST_TEST(counted_in_round_1(story, online) == "0.00");
}

BOOST_AUTO_TEST_CASE(includes_what_appraisers_differ_on) // AP-15 and AP-20 together
{
    Story story = both_said(escalating(settled_by(DisagreementRuling::consensus)), "1", "0");
    story.as(appraiser).when(rules("1")).then_refused(nothing_to_rule, plan_carried_out.value); // they may come round
    story.at(round_1_ends).once_the_clock_has_struck().when(rules("1")).then_accepted();
}

BOOST_AUTO_TEST_CASE(is_in_a_second_round_only_what_somebody_judged_there) // AP-10
{
    Story story = both_said(escalating(settled_by(DisagreementRuling::chair)), "1", "0");
    AppraisalsPublished shown{cycle_2026, appraisal_1, 0, 18};
    story.as(admin).given({CycleEvent(shown)}).at(council_meets_again).once_the_clock_has_struck();
    DecideAppraisal again = says("1");
    again.round = appraisal_2;
    story.as(appraiser).once(again).as(admin).when(publish_2).then_refused(undecided_left, plan_carried_out.value);
    story.at(round_2_ends).once_the_clock_has_struck().as(appraiser);
    RuleAppraisal ruling = rules("1");
    ruling.round = appraisal_2;
    story.once(ruling);
    ruling.criterion = online;
    ruling.points = pts("4");
    story.when(ruling).then_refused(nothing_to_rule, online.value); // round 1 stands there
    story.as(admin).when(publish_2).then({AppraisalsPublished{cycle_2026, appraisal_2, 1, 17}});
}

BOOST_AUTO_TEST_CASE(is_no_claim_that_the_appraiser_has_not_ruled_on)
{
    Story story = council(escalating());
    story.given({NotApplicableClaimed{online, "không phát sinh", {}}}).at(round_1_ends).once_the_clock_has_struck();
    RuleAppraisal ruling = rules("0");
    ruling.criterion = online;
    story.when(ruling).then_refused(not_applicable_claimed, online.value);
}

BOOST_AUTO_TEST_SUITE_END()
