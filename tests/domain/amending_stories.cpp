// An amendment in mid-cycle is a migration (CS-29, CS-32): what stays, what is done again, and that nothing is silent.

#include "domain/amending.hpp"
#include "tests/domain/giving.hpp"
#include "tests/domain/revised.hpp"

#include <boost/test/unit_test.hpp>

using namespace cchc::domain;
using enum RefusalCode;

namespace {

const RegulationId rule("quy-che-2026");
const Instant until = council_meets.plus_us(5 * one_day);
const GrantId let_in("sd-1");

using Edit = std::function<void(std::vector<Node>&)>;

/// A later version of the regulation that this story's cycle runs under: its codes speak of the version before.
Regulation later_than(const Story& story, const Edit& edit)
{
    Regulation later = revised(*story.cycle().regulation, edit);
    later.previous_regulation = later.id.value;
    for (CriteriaSet& set : later.criteria_sets) set.previous_set.clear();
    return later;
}
Story& issued(Story& story, Regulation later, char letter = 'b')
{
    story.knowing(file(letter), std::move(later));
    return story.as(admin).once(IssueRegulation{rule, file(letter), "12/QĐ-UBND", {}, "UBND huyện", {}, made_up});
}
Story& issued(Story& story, const Edit& edit, char letter = 'b')
{
    return issued(story, later_than(story, edit), letter);
}
AmendCycle amend(AmendmentEffect effect = AmendmentEffect::this_round, std::uint32_t version = 2)
{
    std::optional<Instant> end;
    if (effect == AmendmentEffect::reopen) end = until;
    return {cycle_2026, version, effect, let_in, end, "Quyết định 12/QĐ-UBND"};
}
/// The story goes over to a version with this edit.
Story& amended(Story& story, const Edit& edit, AmendmentEffect effect = AmendmentEffect::this_round)
{
    return issued(story, edit).once(amend(effect));
}

SelfScoreEntered scored(const Code& code, std::string_view points, std::optional<std::uint32_t> level = {})
{
    return {code, pts(points), level, {}, {}};
}
EvidenceAttached proof(const Code& code, std::string_view link)
{
    return {code, LinkId(link), file('e'), {}, {}, {}, {}, self_assessment, {}};
}
std::vector<Event> a_finished_draft()
{
    return {scored(plan_carried_out, "1", 1),
            proof(plan_carried_out, "tl-1"),
            scored(files_on_time, "1"),
            proof(files_on_time, "tl-2"),
            ExplanationWritten{files_on_time, "96 trên 100", {}},
            scored(plan_in_time, "0.5"),
            ExplanationWritten{plan_in_time, "ban hành ngày 21/01", {}},
            scored(papers, "3"),
            proof(papers, "tl-4"),
            scored(initiatives, "1.5"),
            scored(online, "2"),
            proof(submission, "tl-3")};
}
const SubmitAssessment submit{mine, {"Lãnh đạo"}};
Story submitted(const Switches& switches = {})
{
    Story story(switches);
    story.given(a_finished_draft()).as(head).once(submit);
    return story;
}

// ── edits ──
void half_a_point_more(std::vector<Node>& nodes)
{
    node(nodes, plan_carried_out).criterion.levels[1].points = pts("1.5");
}
void other_words(std::vector<Node>& nodes)
{
    node(nodes, plan_carried_out).criterion.title = "Thực hiện kế hoạch";
}
void more_is_owed(std::vector<Node>& nodes)
{
    node(nodes, plan_carried_out).criterion.evidence_rule = EvidenceRule::both;
}
/// `from` becomes `to`.
Edit renamed(const Code& from, const Code& to)
{
    return [=](std::vector<Node>& nodes) {
        Criterion& criterion = node(nodes, from).criterion;
        criterion.code = to;
        criterion.previous_codes = {from};
    };
}

std::string score_of(const Story& story, const Code& code)
{
    const auto& points = story.entry(code).self.points;
    return points ? points->text() : "none";
}
std::string codes(const std::vector<Code>& all)
{
    std::string text;
    for (const Code& code : all) text += (text.empty() ? "" : " ") + code.value;
    return text;
}
std::vector<std::string> links(const Entry& entry)
{
    std::vector<std::string> all;
    for (const Evidence& one : entry.evidence) all.push_back(one.attached.link.value);
    return all;
}
/// What the office's leaves come to, added up here: its own scores, the clock's, what others gave.
std::string added_up(const Story& story)
{
    Points sum;
    const Assessment& mine_now = story.file().assessment;
    for (const CriterionNo leaf : mine_now.set->leaves()) {
        const Entry& entry = mine_now.entries[leaf];
        if (entry.self.points) sum += *entry.self.points;
        if (entry.given) sum += entry.given->points;
    }
    return sum.text();
}

} // namespace

BOOST_AUTO_TEST_SUITE(an_amendment_in_mid_cycle)

BOOST_AUTO_TEST_CASE(carries_everything_over_where_only_words_changed)
{
    Story story = submitted();
    const std::uint32_t version = story.entry(plan_carried_out).version;
    issued(story, other_words)
        .when(amend())
        .then({CycleAmended{cycle_2026, 1, 2, AmendmentEffect::this_round, {}, "Quyết định 12/QĐ-UBND"}});
    BOOST_TEST(story.cycle().regulation_version == 2u);
    BOOST_TEST(score_of(story, plan_carried_out) == "1.00");
    BOOST_TEST(story.entry(plan_carried_out).version == version); // a page that is open may go on
    BOOST_TEST(!story.entry(plan_carried_out).amended.has_value());
    BOOST_TEST(!story.file().assessment.to_confirm());
    story.as(officer).when(EnterSelfScore{plan_carried_out, pts("2"), {}}).then_refused(assessment_submitted);
}

BOOST_AUTO_TEST_CASE(sets_a_score_aside_where_it_is_scored_otherwise)
{
    Story story = submitted();
    const std::uint32_t version = story.entry(plan_carried_out).version;
    const Points before = standing_of(story).self;
    issued(story, half_a_point_more)
        .when(amend())
        .then({CycleAmended{cycle_2026,
                            1,
                            2,
                            AmendmentEffect::this_round,
                            {{"chuyen-mon", plan_carried_out, {plan_carried_out}, Redo::score}},
                            "Quyết định 12/QĐ-UBND"}});
    const Entry& entry = story.entry(plan_carried_out);
    BOOST_TEST(score_of(story, plan_carried_out) == "none"); // never turned into other points
    BOOST_TEST((links(entry) == std::vector<std::string>{"tl-1"}));
    BOOST_TEST(entry.version == version + 1);
    BOOST_REQUIRE(entry.amended.has_value());
    BOOST_TEST((entry.amended->redo == Redo::score));
    BOOST_TEST(entry.amended->version == 2u);
    BOOST_REQUIRE(entry.amended->before.size() == 1u);
    BOOST_TEST(entry.amended->before[0].self.points->text() == "1.00");
    BOOST_TEST(standing_of(story).self.text() == (before - pts("1")).text());
    BOOST_TEST(standing_of(story).self.text() == added_up(story));
    // Everything else is as it was.
    BOOST_TEST(score_of(story, papers) == "3.00");
    BOOST_TEST(!story.entry(papers).amended.has_value());
}

BOOST_AUTO_TEST_CASE(opens_what_was_submitted_where_it_was_amended_and_nowhere_else)
{
    Story story = submitted();
    const auto by_the_clock = story.entry(submission).self;
    amended(story, half_a_point_more).at(working_day.plus_us(one_day)).as(officer);
    BOOST_TEST(story.file().assessment.submitted()); // it stays in
    BOOST_TEST(story.file().assessment.to_confirm());
    story.when(EnterSelfScore{papers, pts("2"), {}}).then_refused(assessment_submitted);
    story.as(head).when(submit).then_refused(score_missing, plan_carried_out.value);
    story.as(officer).once(EnterSelfScore{plan_carried_out, pts("1.5"), {}});
    story.when(WriteExplanation{plan_carried_out, "theo mức mới"}).then_accepted(); // until it is confirmed
    story.when(submit).then_refused(not_approved); // the head has not seen this content
    story.at(deadline.plus_us(one_day)).as(head).once(submit);
    BOOST_TEST(story.file().assessment.submissions.back().facts.number == 2u);
    BOOST_TEST(story.file().assessment.submissions.back().facts.days_late == 0); // it came in when it first did
    BOOST_TEST((story.entry(submission).self == by_the_clock));
    BOOST_TEST(!story.entry(plan_carried_out).amended.has_value());
    BOOST_TEST(!story.file().assessment.to_confirm());
    story.as(officer).when(EnterSelfScore{plan_carried_out, pts("2"), {}}).then_refused(assessment_submitted);
}

BOOST_AUTO_TEST_CASE(lets_in_again_whoever_is_locked_out_when_told_to)
{
    Story story = submitted();
    story.at(lock).once_the_clock_has_struck().at(council_meets);
    issued(story, half_a_point_more).when(amend()).then_refused(needs_reopening, office.value, "locked");
    AmendCycle no_end = amend(AmendmentEffect::reopen);
    no_end.until.reset();
    story.when(no_end).then_refused(reason_required, "until");
    no_end.until = council_meets;
    story.when(no_end).then_refused(deadline_not_later, "until");
    const Sequence at = story.last();
    story.when(amend(AmendmentEffect::reopen))
        .then({CycleAmended{cycle_2026,
                            1,
                            2,
                            AmendmentEffect::reopen,
                            {{"chuyen-mon", plan_carried_out, {plan_carried_out}, Redo::score}},
                            "Quyết định 12/QĐ-UBND"},
               RoundReopened{cycle_2026,
                             self_assessment,
                             let_in,
                             {office, justice, home_affairs},
                             {plan_carried_out},
                             until,
                             "Quyết định 12/QĐ-UBND",
                             "12/QĐ-UBND"}});
    BOOST_TEST(story.last() == at + 2);
    story.as(officer).when(EnterSelfScore{papers, pts("2"), {}}).then_refused(reopen_scope_exceeded);
    story.once(EnterSelfScore{plan_carried_out, pts("1.5"), {}}).as(head).once(submit);
    story.at(until).as(officer).when(EnterSelfScore{plan_carried_out, pts("2"), {}}).then_refused(deadline_passed);
}

BOOST_AUTO_TEST_CASE(lets_no_published_opinion_fall_unless_told_to)
{
    Story story = submitted();
    story.at(council_meets).once_the_clock_has_struck().as(appraiser);
    for (const Code& code : {plan_carried_out, initiatives})
        story.once(DecideAppraisal{mine, code, appraisal_1, Decision::disagree, pts("0"), "thiếu", {}, false});
    story.as(admin).once(PublishAppraisals{cycle_2026, appraisal_1, {}});
    // The self-assessment is open to nobody, so that is said first; then what was published.
    issued(story,
           [](std::vector<Node>& nodes) {
               std::erase_if(nodes, [](const Node& one) { return one.criterion.code == initiatives; });
           })
        .when(amend())
        .then_refused(needs_reopening, initiatives.value, "published");
    issued(story, half_a_point_more, 'c')
        .when(amend(AmendmentEffect::this_round, 3))
        .then_refused(needs_reopening, office.value, "locked");
    story.once(amend(AmendmentEffect::reopen, 3));
    BOOST_TEST(!story.item(plan_carried_out, 1).published.has_value());
    BOOST_TEST(!story.item(plan_carried_out, 1).anybody_decided());
    BOOST_TEST(story.item(plan_carried_out, 1).by(home_affairs).version == 2u);
    BOOST_TEST((story.item(initiatives, 1).published->points == pts("0"))); // it stands on what nobody has touched
    // The council is asked again under a reopening of its own, and publishes again.
    story.as(officer).once(EnterSelfScore{plan_carried_out, pts("1.5"), {}});
    story.at(round_1_ends)
        .once_the_clock_has_struck()
        .as(admin)
        .once(ReopenRound{cycle_2026,
                          appraisal_1,
                          GrantId("mo-2"),
                          {office},
                          {plan_carried_out},
                          round_1_ends.plus_us(one_day),
                          "sửa",
                          {}});
    story.as(appraiser).once(
        DecideAppraisal{mine, plan_carried_out, appraisal_1, Decision::agree, pts("1.5"), {}, {}, false});
    story.as(admin).once(PublishAppraisals{cycle_2026, appraisal_1, {}});
    BOOST_TEST(counted_on(story, plan_carried_out) == "1.50");
}

BOOST_AUTO_TEST_CASE(keeps_what_stands_on_a_criterion_under_its_new_code)
{
    Story story;
    story.once(EnterSelfScore{initiatives, pts("1"), {}}).once(EnterSelfScore{initiatives, pts("1.5"), {}});
    const Sequence act = story.last();
    story.once(AttachEvidence{initiatives, LinkId("tl-9"), file('d'), {}, {}, {}, {}});
    const std::uint32_t version = story.entry(initiatives).version;
    issued(story, renamed(initiatives, Code("I.4")));
    story.once(amend()).as(officer);
    BOOST_TEST(score_of(story, Code("I.4")) == "1.50");
    BOOST_TEST((links(story.entry(Code("I.4"))) == std::vector<std::string>{"tl-9"}));
    BOOST_TEST(story.entry(Code("I.4")).version == version + 1); // what was seen under another code is stale
    BOOST_TEST(!story.entry(Code("I.4")).amended.has_value());
    BOOST_TEST(standing_of(story).self.text() == added_up(story));
    story.when(EnterSelfScore{initiatives, pts("2"), {}}).then_refused(not_found, initiatives.value);
    story.when(UndoEdit{mine, act}).then({Compensated{act, 1}, SelfScoreEntered{Code("I.4"), pts("1"), {}, {}, {}}});
}

BOOST_AUTO_TEST_CASE(keeps_opinions_and_reopenings_under_the_new_code)
{
    Story story = submitted();
    story.at(council_meets).once_the_clock_has_struck().as(appraiser);
    story.once(DecideAppraisal{mine, initiatives, appraisal_1, Decision::disagree, pts("1"), "thiếu", {}, false});
    story.as(admin).once(
        ReopenRound{cycle_2026, self_assessment, GrantId("mo-1"), {office}, {initiatives}, until, "sai", {}});
    issued(story, renamed(initiatives, Code("I.4"))).once(amend());
    const Judgement& ours = story.item(Code("I.4"), 1).by(home_affairs);
    BOOST_REQUIRE(ours.decided.has_value());
    BOOST_TEST(ours.decided->criterion.value == "I.4");
    BOOST_TEST((ours.decided->points == pts("1")));
    BOOST_TEST(codes(story.cycle().reopenings.at(GrantId("mo-1")).facts.criteria) == "I.4");
    story.as(officer).when(EnterSelfScore{Code("I.4"), pts("2"), {}}).then_accepted();
}

BOOST_AUTO_TEST_CASE(ends_a_reopening_of_nothing_but_what_was_dropped)
{
    Story story = submitted();
    story.at(council_meets).once_the_clock_has_struck().as(admin);
    story.once(ReopenRound{cycle_2026, self_assessment, GrantId("mo-1"), {office}, {initiatives}, until, "sai", {}});
    amended(story, [](std::vector<Node>& nodes) {
        std::erase_if(nodes, [](const Node& one) { return one.criterion.code == initiatives; });
    });
    BOOST_TEST(story.cycle().reopenings.at(GrantId("mo-1")).ended); // an empty list would open everything
    story.as(officer).when(EnterSelfScore{papers, pts("2"), {}}).then_refused(deadline_passed);
}

BOOST_AUTO_TEST_CASE(merges_papers_and_words_and_asks_for_one_score)
{
    Story story = submitted();
    amended(story, [](std::vector<Node>& nodes) {
        std::erase_if(nodes, [](const Node& one) { return one.criterion.code == plan_in_time; });
        node(nodes, files_on_time).criterion.previous_codes = {files_on_time, plan_in_time};
    });
    const Entry& merged = story.entry(files_on_time);
    BOOST_TEST(score_of(story, files_on_time) == "none");
    BOOST_TEST(merged.explanation == "96 trên 100\nban hành ngày 21/01");
    BOOST_TEST((links(merged) == std::vector<std::string>{"tl-2"}));
    BOOST_REQUIRE(merged.amended->before.size() == 2u);
    BOOST_TEST(merged.amended->before[0].criterion.value == files_on_time.value);
    BOOST_TEST(merged.amended->before[1].self.points->text() == "0.50");
    BOOST_TEST(standing_of(story).self.text() == added_up(story));
}

BOOST_AUTO_TEST_CASE(gives_each_half_of_what_was_split_the_papers_of_the_whole)
{
    Story story = submitted();
    amended(story, [](std::vector<Node>& nodes) {
        Criterion half = node(nodes, papers).criterion;
        node(nodes, papers).criterion.previous_codes = {papers};
        half.code = Code("I.4");
        half.previous_codes = {papers};
        nodes.push_back({half, area_one});
    });
    for (const Code& half : {papers, Code("I.4")}) {
        BOOST_TEST(score_of(story, half) == "none");
        BOOST_TEST((links(story.entry(half)) == std::vector<std::string>{"tl-4"}));
        BOOST_TEST(story.entry(half).amended->before[0].self.points->text() == "3.00");
    }
    BOOST_TEST(standing_of(story).self.text() == added_up(story));
}

BOOST_AUTO_TEST_CASE(asks_everyone_for_what_was_added_and_forgets_what_was_dropped)
{
    Story story = submitted();
    amended(story, [](std::vector<Node>& nodes) {
        Criterion added = node(nodes, plan_carried_out).criterion;
        added.code = Code("I.4");
        nodes.push_back({added, area_one});
        std::erase_if(nodes, [](const Node& one) { return one.criterion.code == initiatives; });
    });
    BOOST_TEST((story.entry(Code("I.4")).amended->redo == Redo::score));
    BOOST_TEST(story.entry(Code("I.4")).amended->before.empty());
    BOOST_TEST(story.file().assessment.set->find(initiatives.value) == no_criterion);
    BOOST_TEST(standing_of(story).self.text() == added_up(story));
    story.as(head).when(submit).then_refused(score_missing, "I.4");
}

BOOST_AUTO_TEST_CASE(asks_for_what_is_owed_now_only_where_it_is_owed)
{
    Story story = submitted();
    story.about(justice).as(justice_officer).given(a_finished_draft());
    story.once(WriteExplanation{plan_carried_out, "đủ cả hai"})
        .as(justice_head)
        .once(SubmitAssessment{theirs, {"Lãnh đạo"}});
    amended(story, more_is_owed);
    const Entry& ours = story.entry(plan_carried_out);
    BOOST_TEST(score_of(story, plan_carried_out) == "1.00"); // it stands
    BOOST_TEST((ours.amended->redo == Redo::check));
    BOOST_TEST(story.file().assessment.to_confirm());
    BOOST_TEST(!story.entry(plan_carried_out, theirs).amended.has_value()); // they gave both
    BOOST_TEST(!story.file(theirs).assessment.to_confirm());
    story.about(office).as(head).when(submit).then_refused(evidence_or_explanation_required, plan_carried_out.value);
    story.as(officer).once(WriteExplanation{plan_carried_out, "bổ sung"}).as(head).when(submit).then_accepted();
}

BOOST_AUTO_TEST_CASE(has_others_give_again_what_is_scored_otherwise)
{
    Story story = where_others_score([](Regulation& r) { hard_deadline(r); });
    const Source source{"Báo cáo", "5/BC", {}};
    story.as(appraiser).at(council_meets).once_the_clock_has_struck();
    const ImportSurveyPoints survey{mine, satisfaction, {{"nguoi-dan", 10, pts("40")}}, source};
    story.once(survey);
    for (const char* leader : {"chu-tich", "pct-1"}) story.once(CastBallot{mine, esteem, leader, pts("3"), {}, source});
    issued(story, [](std::vector<Node>& nodes) {
        node(nodes, satisfaction).criterion.maximum = pts("2");
        node(nodes, esteem).criterion.maximum = pts("3");
    });
    const auto foreseen = preview(story.world(), amend(), {admin.actor, admin.hat, council_meets, {}});
    BOOST_REQUIRE(foreseen.has_value()); // no agency has anything to do, so no door need be opened
    BOOST_TEST(codes(foreseen->agencies[0].given_again) == satisfaction.value);
    BOOST_TEST(!foreseen->agencies[0].is_affected());
    story.once(amend());
    BOOST_TEST(!story.entry(satisfaction).given.has_value());
    BOOST_TEST(story.entry(satisfaction).amended->before[0].given->points.text() == "3.00");
    BOOST_TEST(awaits_others((*story.file().assessment.set)[story.file().assessment.set->find(satisfaction.value)],
                             story.entry(satisfaction)));
    BOOST_TEST(story.file().ballots.cast.empty()); // sealed, and of another scale
    story.as(appraiser).once(survey);
    BOOST_TEST(counted_on(story, satisfaction) == "1.50");
    BOOST_TEST(!story.entry(satisfaction).amended.has_value());
}

BOOST_AUTO_TEST_CASE(has_the_clock_score_again_what_is_its_own)
{
    const Edit late_is_worth_more = [](std::vector<Node>& nodes) {
        node(nodes, submission).criterion.levels = levels({"2", "1.5", "0.5"});
    };
    Story story;
    story.given(a_finished_draft()).at(deadline).as(head).once(submit); // a day late
    BOOST_TEST(score_of(story, submission) == "1.00");
    story.at(lock).once_the_clock_has_struck();
    const AssessmentId third("2026-phong-noi-vu");
    BOOST_TEST(story.entry(submission, third).self.points->text() == "0.00"); // never came
    issued(story, late_is_worth_more).once(amend());
    BOOST_TEST(score_of(story, submission) == "1.50");
    BOOST_TEST(story.entry(submission).self.reason == "late");
    BOOST_TEST(story.entry(submission, third).self.points->text() == "0.50");
    BOOST_TEST(!story.entry(submission).amended.has_value()); // nobody is asked
    BOOST_TEST(!story.file().assessment.to_confirm());
}

BOOST_AUTO_TEST_CASE(leaves_what_was_not_submitted_yet_to_its_officer)
{
    Story story = given({scored(plan_carried_out, "1", 1)});
    story.once(WriteExplanation{plan_carried_out, "vì"});
    amended(story, half_a_point_more).as(officer);
    BOOST_TEST(!story.file().assessment.to_confirm());
    BOOST_TEST(story.entry(plan_carried_out).explanation == "vì");
    story.when(EnterSelfScore{papers, pts("2"), {}}).then_accepted();
    story.when(EnterSelfScore{plan_carried_out, pts("1"), {}}).then_refused(score_step_not_allowed);
    story.when(EnterSelfScore{plan_carried_out, pts("1.5"), {}}).then_accepted();
}

BOOST_AUTO_TEST_CASE(cannot_be_undone_into_what_it_set_aside)
{
    Story story;
    story.once(EnterSelfScore{plan_carried_out, pts("1"), {}}).once(EnterSelfScore{papers, pts("1"), {}});
    const Sequence act = story.last() - 1;
    amended(story, half_a_point_more).as(officer);
    story.when(UndoEdit{mine, act}).then_refused(cannot_undo);
    story.when(UndoEdit{mine, act + 1}).then({Compensated{act + 1, 1}, SelfScoreCleared{papers, {}}});
}

BOOST_AUTO_TEST_CASE(remembers_what_a_first_amendment_set_aside_until_it_is_scored)
{
    Story story = submitted();
    amended(story, half_a_point_more);
    issued(
        story, [](std::vector<Node>& nodes) { node(nodes, plan_carried_out).criterion.levels[1].points = pts("0.5"); },
        'c')
        .once(amend(AmendmentEffect::this_round, 3));
    BOOST_TEST(story.entry(plan_carried_out).amended->version == 3u);
    BOOST_TEST(story.entry(plan_carried_out).amended->before[0].self.points->text() == "1.00");
}

BOOST_AUTO_TEST_CASE(may_pass_over_a_version)
{
    Story story = submitted();
    issued(story, renamed(initiatives, Code("I.4")), 'b');
    Regulation third = revised(*story.world().regulation(rule, 2), [](std::vector<Node>& nodes) {
        node(nodes, Code("I.4")).criterion.previous_codes = {Code("I.4")};
        node(nodes, Code("I.4")).criterion.code = Code("I.5");
    });
    issued(story, third, 'c').once(amend(AmendmentEffect::this_round, 3));
    BOOST_TEST(score_of(story, Code("I.5")) == "1.50");
}

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
