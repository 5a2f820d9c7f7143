// Guidance that changes a rule in the middle of the year (CS-31, ES-8): from its day on every act is judged by the new
// rule, and what was given before stands as it was given.

#include "domain/issuing.hpp"
#include "domain/lint.hpp"
#include "tests/domain/giving.hpp"

#include <boost/test/unit_test.hpp>

using namespace cchc::domain;
using enum RefusalCode;

namespace {

const Instant midnight = local("2026-11-05 00:00"); ///< of the day on which most of these papers begin
const Instant last_moment = midnight.plus_us(-one_us);

Overlay paper(std::string id, std::string_view from, const Code& code, std::optional<ScoringRule> rule)
{
    Overlay overlay;
    overlay.id = std::move(id);
    overlay.from = day(from);
    overlay.code = code;
    overlay.text = "Tính theo tỷ lệ";
    overlay.rule = std::move(rule);
    return overlay;
}
/// The share of the files instead of bands: what 1 of 2 earns becomes 1.00 instead of nothing.
Overlay by_share(const Code& code = files_on_time, std::string_view from = "2026-11-05")
{
    return paper("ty-le", from, code, Proportional{"n", "d", false});
}
Story guided_by(const Overlay& overlay)
{
    Story story = under([&](Regulation& r) { r.overlays = {overlay}; });
    return story.at(last_moment);
}
Story others_guided_by(const Overlay& overlay)
{
    Story story = where_others_score([&](Regulation& r) { r.overlays = {overlay}; });
    return story.as(appraiser).at(council_meets);
}
DeclareFigures figures(const Figures& said)
{
    return {files_on_time, said};
}
EnterSelfScore enter(std::string_view points, std::string reason = {})
{
    return {files_on_time, pts(points), std::move(reason)};
}
std::string self_of(const Story& story, const Code& code = files_on_time)
{
    const auto& points = story.entry(code).self.points;
    return points ? points->text() : "none";
}

/// Which overlay is in force on a leaf of the district's set on a day; "printed": none.
std::string in_force(const std::vector<Overlay>& overlays, std::string_view on, const Code& code = files_on_time)
{
    Regulation r = the_regulation();
    r.overlays = overlays;
    const CriteriaSet& set = r.criteria_sets[0];
    const CriterionNo no = set.find(code.value);
    const Overlay* found = r.overlay_in_force(set, no, day(on));
    BOOST_TEST((r.rule_in_force(set, no, day(on)) == (found ? *found->rule : set[no].rule)));
    return found ? found->id : "printed";
}

} // namespace

BOOST_AUTO_TEST_SUITE(the_rule_in_force)

BOOST_AUTO_TEST_CASE(is_the_overlays_from_its_day_on)
{
    BOOST_TEST(in_force({by_share()}, "2026-11-04") == "printed");
    BOOST_TEST(in_force({by_share()}, "2026-11-05") == "ty-le");
    BOOST_TEST(in_force({by_share()}, "2027-01-01") == "ty-le");
    BOOST_TEST(in_force({by_share()}, "2026-11-05", initiatives) == "printed");
}

BOOST_AUTO_TEST_CASE(is_that_of_the_last_to_begin_and_of_two_of_one_day_the_later_printed)
{
    const Overlay first = paper("mot", "2026-11-01", files_on_time, Choice{});
    const Overlay second = paper("hai", "2026-11-10", files_on_time, Proportional{});
    const Overlay third = paper("ba", "2026-11-10", files_on_time, Choice{});
    BOOST_TEST(in_force({second, first}, "2026-11-09") == "mot");
    BOOST_TEST(in_force({second, first}, "2026-11-10") == "hai");
    BOOST_TEST(in_force({second, third, first}, "2026-11-10") == "ba");
    BOOST_TEST(in_force({third, second, first}, "2026-11-10") == "hai");
}

BOOST_AUTO_TEST_CASE(stays_where_a_paper_adds_words_alone_or_speaks_of_another_set)
{
    Overlay elsewhere = by_share();
    elsewhere.criteria_sets = {"cap-xa"};
    BOOST_TEST(in_force({elsewhere}, "2026-11-05") == "printed");
    elsewhere.criteria_sets = {"cap-xa", "chuyen-mon"};
    BOOST_TEST(in_force({elsewhere}, "2026-11-05") == "ty-le");
    BOOST_TEST(in_force({by_share(), paper("loi", "2026-11-06", files_on_time, {})}, "2026-11-07") == "ty-le");
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(an_overlay)

BOOST_AUTO_TEST_CASE(judges_what_is_declared_from_its_first_instant_on)
{
    Story story = guided_by(by_share());
    story.when(figures(ratio(1, 2))).then({FiguresDeclared{files_on_time, ratio(1, 2), pts("0"), 2, {}}});
    story.at(midnight)
        .when(figures(ratio(3, 4)))
        .then({FiguresDeclared{files_on_time, ratio(3, 4), pts("1.5"), {}, {}}});
}

BOOST_AUTO_TEST_CASE(leaves_alone_what_was_given_before_until_it_is_given_again)
{
    Story story = guided_by(by_share());
    story.once(figures(ratio(1, 2)));
    story.at(midnight).once(WriteExplanation{files_on_time, "theo sổ"});
    BOOST_TEST(self_of(story) == "0.00");
    story.once(figures(ratio(1, 2))); // the same figures: an act of its own, under the new rule
    BOOST_TEST(self_of(story) == "1.00");
    story.when(figures(ratio(1, 2))).then_nothing_new();
}

BOOST_AUTO_TEST_CASE(says_what_points_may_be_entered)
{
    Story story = guided_by(by_share());
    story.when(enter("0.37")).then_refused(score_step_not_allowed, files_on_time.value);
    story.at(midnight).when(enter("0.37")).then_accepted();
    Story bands = guided_by(paper("bac", "2026-11-05", online, Choice{}));
    bands.when(EnterSelfScore{online, pts("0.37"), {}}).then_accepted();
    bands.at(midnight).when(EnterSelfScore{online, pts("0.38"), {}}).then_refused(score_step_not_allowed, online.value);
}

BOOST_AUTO_TEST_CASE(takes_a_score_that_the_figures_come_to_by_now_for_theirs)
{
    Story story = guided_by(by_share());
    story.once(figures(ratio(1, 2)));
    story.at(midnight).when(enter("1")).then({FiguresDeclared{files_on_time, ratio(1, 2), pts("1"), {}, {}}});
    story.once(enter("1"));
    story.when(enter("1")).then_nothing_new();
    story.when(enter("0")).then_refused(reason_required, files_on_time.value, "reason"); // what they came to before
}

BOOST_AUTO_TEST_CASE(asks_for_its_own_figures)
{
    Story story = guided_by(
        paper("tich", "2026-11-05", files_on_time, Checklist{{{"a", "a", pts("1"), {}}, {"b", "b", pts("1"), {}}}}));
    story.when(figures(ticked({"a"}, {}))).then_refused(figures_invalid);
    story.once(figures(ratio(1, 2)));
    story.at(midnight).when(figures(ratio(1, 2))).then_refused(figures_invalid);
    story.once(figures(ticked({"a"}, {})));
    BOOST_TEST(self_of(story) == "1.00");
}

BOOST_AUTO_TEST_CASE(judges_each_item_of_a_batch_alike)
{
    Story story = guided_by(by_share());
    const EditEntries batch{mine, {{enter("0.37"), {}}, {EnterSelfScore{plan_carried_out, pts("1"), {}}, {}}}};
    story.when(batch).then_refused(score_step_not_allowed);
    story.at(midnight).once(batch);
    BOOST_TEST(self_of(story) == "0.37");
}

BOOST_AUTO_TEST_CASE(keeps_an_undo_from_bringing_back_what_its_rule_does_not_give)
{
    Story story = guided_by(by_share());
    story.once(figures(ratio(1, 2))).at(midnight).once(figures(ratio(3, 4)));
    story.when(UndoEdit{mine, story.last()}).then_refused(cannot_undo, files_on_time.value, "rule_changed");
    BOOST_TEST(self_of(story) == "1.50");

    Story alike = guided_by(by_share()); // 2 of 2 earns everything under either rule
    alike.once(figures(ratio(2, 2))).at(midnight).once(figures(ratio(3, 4))).once(UndoEdit{mine, alike.last()});
    BOOST_TEST(self_of(alike) == "2.00");

    Story by_hand = guided_by(paper("bac", "2026-11-05", online, Checklist{{{"a", "a", pts("4"), {}}}}));
    by_hand.once(EnterSelfScore{online, pts("0.37"), {}}).at(midnight).once(EnterSelfScore{online, pts("4"), {}});
    by_hand.when(UndoEdit{mine, by_hand.last()}).then_refused(cannot_undo, online.value, "rule_changed");

    Story overridden = guided_by(paper("tich", "2026-11-05", files_on_time, Checklist{{{"a", "a", pts("2"), {}}}}));
    overridden.once(figures(ratio(1, 2))).once(enter("2", "đã đối chiếu")).once(ClearSelfScore{files_on_time});
    overridden.at(midnight); // its figures say nothing any more
    overridden.when(UndoEdit{mine, overridden.last()}).then_refused(cannot_undo, files_on_time.value, "rule_changed");
}

BOOST_AUTO_TEST_CASE(keeps_a_withdrawn_claim_from_bringing_back_what_its_rule_does_not_give)
{
    Story story = guided_by(by_share());
    story.once(figures(ratio(1, 2))).once(ClaimNotApplicable{files_on_time, "không phát sinh"}).at(midnight);
    story.when(UndoEdit{mine, story.last()}).then_refused(cannot_undo, files_on_time.value, "rule_changed");
}

BOOST_AUTO_TEST_CASE(says_what_an_appraisal_may_give)
{
    const DecideAppraisal lower{mine,        files_on_time, appraisal_1, Decision::disagree,
                                pts("1.37"), "chưa đủ",     {},          false};
    for (const auto& [from, allowed] : {std::pair{"2026-11-20", true}, std::pair{"2026-11-21", false}}) {
        Story story = under([from = from](Regulation& r) { r.overlays = {by_share(files_on_time, from)}; });
        story.given({SelfScoreEntered{files_on_time, pts("2"), 0, {}, {}}, ExplanationWritten{files_on_time, "đủ", {}},
                     EvidenceAttached{files_on_time, LinkId("tl-1"), file('b'), {}, {}, {}, {}, self_assessment, {}}});
        story.at(council_meets).once_the_clock_has_struck().as(appraiser).when(lower);
        if (allowed)
            story.then_accepted();
        else
            story.then_refused(score_step_not_allowed, files_on_time.value);
    }
}

BOOST_AUTO_TEST_CASE(leaves_points_of_before_to_be_agreed_to)
{
    Story story = guided_by(paper("bac", "2026-11-05", online, Choice{}));
    story.once(EnterSelfScore{online, pts("0.37"), {}});
    story.at(council_meets).once_the_clock_has_struck().as(appraiser);
    story.when(DecideAppraisal{mine, online, appraisal_1, Decision::agree, pts("0.37"), {}, {}, false}).then_accepted();
}

BOOST_AUTO_TEST_CASE(is_what_the_clock_scores_by)
{
    SubmissionTimeliness lenient;
    lenient.round = self_assessment.value;
    lenient.bands = {{0, 2, 0}, {3, {}, 1}};
    lenient.never_level = 1; // instead of 2
    const auto never = [&](std::string_view from) {
        Story story = guided_by(paper("nop", from, submission, lenient));
        story.at(lock).once_the_clock_has_struck();
        return self_of(story, submission);
    };
    BOOST_TEST(never("2026-11-19") == "1.00"); // the day of the lock
    BOOST_TEST(never("2026-11-20") == "0.00");
}

BOOST_AUTO_TEST_CASE(is_what_others_score_by)
{
    const Source report{"Báo cáo", "21/BC", {}};
    const auto brought = [&](const Code& code, const ScoringRule& rule, const Command& command) {
        std::string points;
        for (const char* from : {"2026-11-21", "2026-11-20"}) { // the day after, the day itself
            Story story = others_guided_by(paper("moi", from, code, rule));
            story.once(command);
            points += (points.empty() ? "" : " then ") + counted_on(story, code);
        }
        return points;
    };
    BOOST_TEST(brought(e_government, Imported{"i", "s", "", ImportMapping::points, pts("100"), {}, {}, {}},
                       ImportResult{mine, e_government, pts("1.5"), {}, report}) == "0.03 then 1.50");
    BOOST_TEST(brought(council_ratio, Proportional{"n", "d", false},
                       GrantPoints{mine, council_ratio, {}, ratio(1, 2), "theo dõi", {}}) == "0.00 then 1.00");
    BOOST_TEST(brought(bonus_points, Bonus{{{"sang-kien", "Sáng kiến", pts("1"), {}}}},
                       GrantBonus{mine, bonus_points, {{"sang-kien", 1}}, "", report}) == "0.50 then 1.00");
    BOOST_TEST(brought(penalty_points, Penalty{{{"bao-chi", "Báo chí", pts("1"), {}}}},
                       ImposePenalty{mine, penalty_points, {{"bao-chi", 1}}, "", report}) == "0.50 then 1.00");

    const GrantPoints fine{mine, watched, pts("0.25"), {}, "theo dõi", {}};
    others_guided_by(paper("buoc", "2026-11-21", watched, Granted{pts("0.25")}))
        .when(fine)
        .then_refused(score_step_not_allowed);
    others_guided_by(paper("buoc", "2026-11-20", watched, Granted{pts("0.25")})).when(fine).then_accepted();
    GrantPoints by_hand = fine;
    by_hand.criterion = council_ratio;
    others_guided_by(by_share(council_ratio, "2026-11-21")).when(by_hand).then_refused(score_step_not_allowed);
    others_guided_by(by_share(council_ratio, "2026-11-20")).when(by_hand).then_accepted();
}

BOOST_AUTO_TEST_CASE(says_which_published_numbers_it_reads) // SM-25
{
    Formula formula;
    formula.inputs = {{"dat", "Đạt", "", false}, {"cong-bo", "Công bố", "Danh mục", true}};
    formula.numerator = {{"dat", 1}};
    formula.denominator = {{"cong-bo", 1}};
    const ImportReferences numbers{
        cycle_2026, {"Danh mục", "2451/QĐ", {}}, day("2026-10-15"), {{office, files_on_time, {{"cong-bo", 45}}}}};
    Story story = guided_by(paper("cong-thuc", "2026-11-05", files_on_time, formula));
    story.as(appraiser).when(numbers).then_refused(figures_invalid);
    BOOST_TEST(story.refusal().items.front().detail == "cong-bo");
    story.at(midnight).once(numbers);
    story.as(officer).once(figures(counted({{"dat", 27}})));
    BOOST_TEST(self_of(story) == "1.20"); // 27 of 45, of 2 points
}

BOOST_AUTO_TEST_CASE(is_what_ballots_are_opened_by)
{
    const auto opened = [](std::string_view from, bool by_the_last) {
        BallotRule coarse{"lanh-dao", {}};
        coarse.rounding.places = 0;
        Story story = others_guided_by(paper("tron", from, esteem, coarse));
        const auto ballot = [](std::string key, std::string_view points) {
            return CastBallot{mine, esteem, std::move(key), pts(points), {}, Source{"Phiếu", "PL2", {}}};
        };
        story.once(ballot("chu-tich", "3.25")).once(ballot("pct-1", "3.25"));
        if (by_the_last)
            story.once(ballot("pct-2", "3.25"));
        else
            story.once(OpenBallots{mine, esteem, "không còn ai"});
        return counted_on(story, esteem);
    };
    for (const bool by_the_last : {true, false}) {
        BOOST_TEST(opened("2026-11-21", by_the_last) == "3.25");
        BOOST_TEST(opened("2026-11-20", by_the_last) == "3.00");
    }
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(the_rule_of_an_overlay)

BOOST_AUTO_TEST_CASE(is_no_reading_that_nothing_obeys)
{
    Regulation r = the_regulation();
    r.overlays = {by_share()};
    BOOST_TEST(!fault_before_issue(r).has_value());
}

BOOST_AUTO_TEST_CASE(has_worked_examples_that_hold_or_keep_it_from_being_issued)
{
    Regulation r = the_regulation();
    r.overlays = {by_share()};
    r.overlays[0].examples = {{"", ratio(1, 2), points("1")}, {"", ratio(3, 4), points("1.5")}};
    BOOST_TEST(example_that_fails(r) == "");
    r.overlays[0].examples[1].expected = points("1"); // what the printed bands would give
    BOOST_TEST(example_that_fails(r) == "I.1.2 (ty-le): 2");
    r.overlays[0].criteria_sets = {"cap-xa"};
    BOOST_TEST(example_that_fails(r) == "");
}

BOOST_AUTO_TEST_CASE(is_proofread_and_named_in_what_is_found)
{
    Regulation r = the_regulation();
    const auto before = lint(r);
    RatioBands gap = std::get<RatioBands>(r.criteria_sets[0][r.criteria_sets[0].find(files_on_time.value)].rule);
    r.overlays = {paper("nhu-cu", "2026-11-05", files_on_time, gap)};
    BOOST_TEST((lint(r) == before)); // what is wrong with the leaf is said once
    gap.bands.pop_back();
    r.overlays.push_back(paper("ho", "2026-11-05", files_on_time, gap));
    std::vector<Finding> more;
    for (const Finding& one : lint(r))
        if (std::ranges::find(before, one) == before.end()) more.push_back(one);
    BOOST_REQUIRE(!more.empty());
    BOOST_TEST(std::ranges::count(more, LintRule::ratio_gap, &Finding::rule) == 1);
    for (const Finding& one : more) {
        BOOST_TEST(one.overlay == "ho");
        BOOST_TEST(one.code.value == files_on_time.value);
    }
}

BOOST_AUTO_TEST_SUITE_END()
