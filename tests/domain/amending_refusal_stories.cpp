// When a cycle may go over to a later version, and that nothing of it is silent (CS-30, CS-32).

#include "tests/domain/amendments.hpp"

#include <boost/test/unit_test.hpp>

using namespace cchc::domain;
using namespace cchc::domain::amendments;
using enum RefusalCode;

BOOST_AUTO_TEST_SUITE(an_amendment_in_mid_cycle)

BOOST_AUTO_TEST_CASE(is_refused_where_it_would_move_more_than_criteria)
{
    struct Case {
        const char* about;
        const char* detail;
        std::function<void(Regulation&)> edit;
    };
    const Case cases[] = {
        {"phong-tu-phap", "agency",
         [](Regulation& r) { std::erase_if(r.agencies, [](const AgencyListing& one) { return one.id == justice; }); }},
        {"phong-moi", "agency",
         [](Regulation& r) {
             r.agencies.push_back({AgencyId("phong-moi"), "Phòng mới", GroupId("phong"), true});
         }},
        {"phong", "criteria_set", [](Regulation& r) { r.criteria_sets[0].id = r.groups[0].criteria_set = "khac"; }},
        {"appraisal_2", "round", [](Regulation& r) { r.rounds.pop_back(); }},
        {"self_assessment", "round", [](Regulation& r) { hard_deadline(r); }},
        {"may_exceed_self", "switch", [](Regulation& r) { r.may_exceed_self = true; }},
        {"undecided_at_lock", "switch", [](Regulation& r) { r.undecided_at_lock = UndecidedAtLock::zero; }},
        {"total_floor", "switch", [](Regulation& r) { r.total_floor = pts("1"); }},
    };
    for (const Case& one : cases) {
        Story story;
        Regulation later = later_than(story, half_a_point_more);
        one.edit(later);
        issued(story, later).when(amend()).then_refused(versions_differ, one.about, one.detail);
    }
}

BOOST_AUTO_TEST_CASE(is_an_act_of_who_runs_the_cycle_with_a_reason_and_something_to_amend)
{
    Story story;
    story.as(admin).when(amend()).then_refused(not_found, "2"); // not issued
    issued(story, half_a_point_more);
    for (const Person& one : {officer, head, appraiser, auditor})
        story.as(one).when(amend()).then_refused(missing_right);
    story.as(admin);
    AmendCycle silent = amend();
    silent.reason.clear();
    story.when(silent).then_refused(reason_required, "reason");
    story.when(amend(AmendmentEffect::next_cycle)).then_refused(nothing_to_amend, "effect", "next_cycle");
    AmendCycle another = amend();
    another.cycle = CycleId("2020");
    story.when(another).then_refused(not_found, "2020");
    story.seeing_version(3).when(amend()).then_refused(stale_version);
    story.once(amend());
    story.when(amend()).then_refused(version_not_later, "2", "2");
    Regulation same = *story.cycle().regulation;
    same.title = "Quy chế, in lại";
    same.previous_regulation.clear();
    issued(story, same, 'c').when(amend(AmendmentEffect::this_round, 3)).then_refused(nothing_to_amend, "3");
}

BOOST_AUTO_TEST_CASE(comes_too_late_once_the_results_are_published)
{
    Story story;
    issued(story, half_a_point_more);
    ResultsPublished published;
    published.cycle = cycle_2026;
    story.given({CycleEvent(published)}).as(admin);
    story.when(amend(AmendmentEffect::reopen)).then_refused(already_published, cycle_2026.value);
}

BOOST_AUTO_TEST_CASE(is_what_its_preview_told)
{
    Story story = submitted();
    story.about(justice).as(justice_officer).given({scored(plan_carried_out, "2")});
    story.at(council_meets).once_the_clock_has_struck().as(appraiser);
    story.once(DecideAppraisal{mine, plan_carried_out, appraisal_1, Decision::agree, pts("1"), {}, {}, false});
    issued(story, [](std::vector<Node>& nodes) {
        half_a_point_more(nodes);
        node(nodes, files_on_time).criterion.title = "Hồ sơ đúng hạn";
        std::erase_if(nodes, [](const Node& one) { return one.criterion.code == initiatives; });
    });
    const Occasion on{admin.actor, admin.hat, council_meets, {}};
    const std::size_t size = story.past().size();
    BOOST_TEST(!preview(story.world(), amend(), on).has_value()); // refused as the act would be
    const auto told = preview(story.world(), amend(AmendmentEffect::reopen), on);
    BOOST_REQUIRE(told.has_value());
    BOOST_TEST(story.past().size() == size);
    BOOST_TEST(told->changes.size() == 3u);
    const AmendedAssessment& ours = told->agencies[0];
    BOOST_TEST(ours.agency.value == office.value);
    BOOST_TEST(codes(ours.score) == plan_carried_out.value);
    BOOST_TEST(codes(ours.dropped) == initiatives.value);
    BOOST_TEST(ours.carried == 5u); // files, plan in time, papers, online, and the clock's
    BOOST_TEST(ours.opinions_aside == 1u);
    BOOST_TEST(ours.to_confirm);
    BOOST_TEST(ours.reopened);
    BOOST_TEST(ours.before.self.text() == added_up(story));
    BOOST_TEST(!told->agencies[1].to_confirm); // justice never submitted
    BOOST_TEST(told->agencies[1].reopened);
    story.once(amend(AmendmentEffect::reopen));
    BOOST_TEST(ours.after.self.text() == added_up(story));
    BOOST_TEST((ours.before.self - ours.after.self == pts("2.5")));
    BOOST_TEST((standing_of(story) == ours.after));
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(a_later_version)

BOOST_AUTO_TEST_CASE(holds_for_cycles_to_come_and_leaves_those_that_run_alone) // CS-30
{
    Story story = submitted();
    issued(story, half_a_point_more);
    story.once(OpenCycle{CycleId("2027"), "Năm 2027", rule, 2, {}, {}});
    BOOST_TEST(story.cycle().regulation_version == 1u);
    BOOST_TEST(story.world().cycle(CycleId("2027"))->regulation_version == 2u);
    BOOST_TEST(score_of(story, plan_carried_out) == "1.00");
    // The same log, read again: each cycle under its own.
    const World again = replayed(story.past(), story.world().library);
    BOOST_TEST(words_of(again) == words_of(story.world()));
    const auto level = [&](const char* cycle) {
        const Assessment& file = again.file(std::string(cycle) + "-van-phong")->assessment;
        return (*file.set)[file.set->find(plan_carried_out.value)].levels[1].points.text();
    };
    BOOST_TEST(level("2026") == "1.00");
    BOOST_TEST(level("2027") == "1.50");
}

BOOST_AUTO_TEST_CASE(is_replayed_to_what_stood_before_an_amendment_and_after)
{
    Story story = submitted();
    const std::string before = words_of(story.world());
    const std::size_t size = story.past().size();
    amended(story, half_a_point_more);
    story.as(officer).once(EnterSelfScore{plan_carried_out, pts("1.5"), {}});
    std::vector<Record> prefix(story.past().begin(), story.past().begin() + static_cast<std::ptrdiff_t>(size));
    BOOST_TEST(words_of(replayed(prefix, story.world().library)) == before);
    BOOST_TEST(words_of(replayed(story.past(), story.world().library)) == words_of(story.world()));
}

BOOST_AUTO_TEST_SUITE_END()
