// The linter against regulations it has never seen: silent on sound ones, and not one seeded mistake let pass.

#include "domain/lint.hpp"
#include "tests/domain/sound_regulation.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <map>
#include <set>

using namespace cchc::domain;

namespace {

/// Which rule must find which mistake; the mistakes themselves know nothing of it.
const std::multimap<std::string, LintRule>& rule_for()
{
    using enum LintRule;
    static const std::multimap<std::string, LintRule> rules{
        {"the total is not the sum of the areas", areas_do_not_sum},
        {"an area more is printed than there is", areas_not_as_many_as_printed},
        {"a criterion fewer is printed than there is", criteria_not_as_many_as_printed},
        {"a component is left out of the set", components_not_as_many_as_printed},
        {"a part weighs more than the printed split", part_not_as_printed},
        {"a worked example does not hold", example_does_not_hold},
        {"a place in another index earns nothing that is said", rank_gap},
        {"a place in another index earns two levels", rank_overlap},
        {"quotients of a formula fall under no level", ratio_gap},
        {"a falling value of another index falls under no level", ratio_gap},
        {"a value beyond the scale falls under no level", ratio_gap},
        {"a bonus names nothing to count", nothing_to_count},
        {"a criterion is not the sum of its parts", children_do_not_sum},
        {"the best choice earns less than the maximum", best_below_maximum},
        {"the best ratio earns less than the maximum", best_below_maximum},
        {"a checklist comes to less than the maximum", best_below_maximum},
        {"a level earns more than the maximum", value_above_maximum},
        {"a criterion is worth nothing", criterion_worth_nothing},
        {"the lowest ratios fall under no level", ratio_gap},
        {"ratios between two levels fall under none", ratio_gap},
        {"a border belongs to neither level", ratio_gap},
        {"everything done falls under no level", ratio_gap},
        {"ratios fall under two levels", ratio_overlap},
        {"a range of ratios is turned round", ratio_band_out_of_reach},
        {"a range of ratios lies above everything", ratio_band_out_of_reach},
        {"a higher ratio earns less", higher_ratio_earns_less},
        {"late completion earns more than completion in time", late_completion_earns_more},
        {"two ranges in a row earn the same", bands_earn_alike},
        {"a number of days falls under no level", days_gap},
        {"very late falls under no level", days_gap},
        {"one day late to submit falls under no level", days_gap},
        {"a number of days falls under two levels", days_overlap},
        {"a range of days is turned round", days_band_out_of_reach},
        {"the round locks where lateness is scored", late_bands_after_hard_deadline},
        {"late earns nothing that is said", late_not_scored},
        {"never is left out of late bands", never_not_scored},
        {"never is left out of on time, late, never", never_not_scored},
        {"never submitting is left out", never_not_scored},
        {"a failed condition has no level", failed_condition_not_scored},
        {"submitting without evidence has no level", lack_of_evidence_not_scored},
        {"on time earns less than late", on_time_earns_less},
        {"on time earns less than a few days late", on_time_earns_less},
        {"later earns more", later_earns_more},
        {"never earns more than late", never_earns_more},
        {"never earns more than late, in three outcomes", never_earns_more},
        {"a failed condition costs nothing", failed_condition_earns_most},
        {"the caps of the tiers stop short of the total cap", total_cap_out_of_reach},
        {"a tier is capped above the total", tier_cap_out_of_reach},
        {"there is no tier to count", nothing_to_count},
        {"there is no incident to count", nothing_to_count},
        {"a failing item costs nothing", item_without_effect},
        {"a paper on the list earns nothing", item_without_effect},
        {"deductions go beyond the points", deductions_beyond_points},
        {"no reference value is in force when the year begins", reference_value_missing},
        {"the smaller amount earns more", smaller_amount_earns_more},
        {"the worse incident earns more", worse_incident_earns_more},
        {"a level of days that nothing leads to", level_never_reached},
        {"a level of incidents that nothing leads to", level_never_reached},
        {"a level is printed twice", level_doubled},
        {"levels change places", levels_out_of_order},
        {"the level for nothing done is forgotten", no_level_for_nothing_done},
        {"the words name another percentage than the band", words_against_band},
        {"the words name another number of days than the band", words_against_band},
        {"the words of submission name another number of days", words_against_band},
        {"from under so many percent", words_of_range_unclear},
        {"from 80 under 90, without to", words_of_range_unclear},
        {"lower than, and more", words_of_range_unclear},
        {"a late level lost its not", on_time_in_words_earns_less},
        {"on time, but late", level_contradicts_itself},
        {"failings joined by and", failings_joined_by_and},
        {"failings joined by a comma", failings_joined_by_and},
        {"virtues joined by or", virtues_joined_by_or},
        {"a requirement that no lower level misses", requirement_without_failing_level},
        {"a level speaks of the criterion beside", level_of_another_criterion},
        {"each criterion is deducted", deduction_item_unclear},
        {"the cap is not said", cap_not_said},
        {"nobody says whether tiers add", adding_of_tiers_not_said},
        {"the exclusion is missing at one level", exclusion_not_alike},
        {"the exclusion is not counted", exclusion_not_counted},
        {"the exclusion is nowhere said", exclusion_not_said},
        {"the effect of not applicable is not said", not_applicable_effect_not_said},
        {"a word is doubled in a title", word_doubled},
        {"a word is doubled in the evidence", word_doubled},
        {"a tone mark is misplaced", tone_mark_misplaced},
        {"no evidence is named", evidence_missing},
        {"the evidence stands in the parent's row", evidence_at_parent},
        {"the evidence stands in a note", evidence_in_note},
        {"a number stands among the evidence", evidence_is_no_paper},
        {"all the evidence lies in other agencies' records", evidence_held_elsewhere},
        {"no due date where days are counted", due_date_missing},
        {"no due date where being on time is scored", due_date_missing},
        {"before the day that is still on time", due_day_unclear},
        {"a due date keeps the year before last", due_date_of_another_year},
        {"a due date is a Sunday", due_date_on_day_off},
        {"a report is due on a Saturday", due_date_on_day_off},
        {"a paper is due in a year long past", due_date_of_another_year},
        {"a paper is due on a holiday", due_date_on_day_off},
        {"counts of last year", data_window_of_another_year},
        {"counts of another span than the evidence", data_window_against_words},
        {"on time by the words alone", time_in_words_without_date},
        {"reports in time without their days", time_in_words_without_date},
        {"a round forgets the new year", round_ends_before_it_begins},
        {"the comments end before they begin", comments_end_before_they_begin},
        {"nobody has a day for comments", comments_end_before_they_begin},
        {"a round lasts other days than printed", printed_days_against_dates},
        {"before a day that a round takes in", before_day_read_inclusive},
        {"before a day that a milestone takes in unsaid", before_day_read_inclusive},
        {"before a day on which comments are taken", before_day_read_inclusive},
        {"up to a day that a round leaves out", until_day_read_exclusive},
        {"at the latest on a day that is too late", until_day_read_exclusive},
        {"the words of a round name another day", date_in_words_not_until},
        {"the words of a milestone name another month", date_in_words_not_until},
        {"the comments end in another year", date_in_words_not_until},
        {"results are published before the appraisal ends", rounds_out_of_order},
        {"the appraisal ends before the self-assessment", rounds_out_of_order},
        {"an agency is listed twice", agency_listed_twice},
        {"a group has no agency", group_without_agencies},
        {"a group keeps classes that are not looked at", group_classification_unread},
        {"nobody reads a survey", survey_unused},
        {"nobody reads a ballot", ballot_unused},
        {"nobody reads a paper", dated_document_unused},
        {"more valid forms are wanted than there are", minimum_forms_out_of_reach},
        {"an appraiser was not appointed", appraiser_outside_appraisal},
        {"a lower class asks for more", class_threshold_rises},
        {"two classes begin at the same points", class_never_given},
        {"a class above the last takes whoever is left", class_never_given},
        {"a title in letters and loose marks", letters_in_pieces},
        {"a name in letters and loose marks", letters_in_pieces},
        {"an appraiser that is not listed", appraiser_unknown},
        {"no appraiser is named", appraiser_not_named},
        {"nobody appraises the standing department", substitute_appraiser_missing},
        {"more appraisers than the agencies named", too_few_appraisers},
        {"a title is missing", title_missing},
        {"two criteria bear one title", title_doubled},
        {"two criteria bear one number", number_doubled},
        {"a number is skipped", number_skipped},
        {"a number is missing", number_missing},
        {"a number does not agree with the code", number_against_code},
        {"nobody uses the criteria set", criteria_set_unused},
    };
    return rules;
}

std::vector<Mutation> all_mutations()
{
    std::vector<Mutation> all = mistakes_of_points();
    for (Mutation& one : mistakes_of_words()) all.push_back(std::move(one));
    return all;
}

std::string told(const std::vector<Finding>& findings)
{
    std::string text;
    for (const Finding& one : findings) text += "\n  " + one.code.value + " " + std::string(name_of(one.rule));
    return text;
}

/// The findings at one criterion.
std::vector<Finding> at(const std::vector<Finding>& findings, const Code& code)
{
    std::vector<Finding> there;
    std::copy_if(findings.begin(), findings.end(), std::back_inserter(there),
                 [&](const Finding& one) { return one.code == code; });
    return there;
}

/// How many different levels the printed bands give these figures: asked of the bands one by one.
std::size_t levels_for(const Criterion& leaf, const Figures& figures)
{
    const auto* rule = std::get_if<RatioBands>(&leaf.rule);
    if (!rule || !figures.numerator) return 1;
    const Ratio ratio{*figures.numerator, *figures.denominator};
    if (figures.late && *figures.late > 0 && ratio == Ratio{1, 1}) return 1; // the late level, whatever the bands say
    std::set<std::size_t> levels;
    for (const Band& band : rule->bands) {
        const bool above = !band.from || (band.from->closed ? ratio >= band.from->at : ratio > band.from->at);
        const bool below = !band.to || (band.to->closed ? ratio <= band.to->at : ratio < band.to->at);
        if (above && below) levels.insert(band.level);
    }
    return levels.size();
}

/// What random inputs of whatever kind the rule asks for come to; nothing for a roll-up.
std::optional<Outcome<Scored>> some_outcome(const Regulation& regulation, const Criterion& leaf, Dice& dice)
{
    const auto outcome = [&](auto inputs) { return outcome_of(regulation, leaf, {"", std::move(inputs), Points{}}); };
    if (std::holds_alternative<Choice>(leaf.rule))
        return outcome(PickedLevel{static_cast<std::size_t>(dice.between(0, std::ssize(leaf.levels) - 1))});
    if (std::holds_alternative<SubmissionTimeliness>(leaf.rule))
        return outcome(SubmissionCase{static_cast<std::int32_t>(dice.between(0, 20)), dice.coin()});
    if (const auto figures = some_figures(leaf, dice)) return outcome(*figures);
    if (const auto facts = some_facts(regulation, leaf, dice)) return outcome(*facts);
    return {};
}

/// Of a rule that divides: any value up to the maximum goes.
bool is_continuum(const ScoringRule& rule)
{
    const auto* survey = std::get_if<SurveyRule>(&rule);
    return std::holds_alternative<Proportional>(rule) || std::holds_alternative<BallotRule>(rule) ||
           (survey && survey->conversion != Conversion::table);
}

/// Throws random inputs at a leaf without findings: each must come to one allowed value. How often it did.
std::size_t thrown_at(const Regulation& regulation, const Criterion& leaf, Dice& dice, const std::string& where)
{
    for (std::size_t throws = 0; throws < 20; ++throws) {
        const auto scored = some_outcome(regulation, leaf, dice);
        if (!scored) return throws;
        if (!*scored) BOOST_FAIL(where << ": " << name_of(scored->error().code));
        const Points points = (*scored)->points;
        BOOST_TEST((is_continuum(leaf.rule) || allows(leaf.rule, leaf.levels, leaf.maximum, points)), where);
        BOOST_TEST((points >= Points{} && points <= leaf.maximum), where);
    }
    return 20;
}

/// Guidance of this year that scores the leaf as `by` is scored.
void lay_over(Regulation& regulation, const Criterion& by)
{
    Overlay overlay;
    overlay.id = "huong-dan-" + std::to_string(regulation.overlays.size());
    overlay.from = Date::from_civil(regulation.year, 3, 1);
    overlay.code = by.code;
    overlay.text = "Cách chấm theo hướng dẫn";
    overlay.rule = by.rule;
    overlay.examples = by.examples;
    regulation.overlays.push_back(std::move(overlay));
}

/// Each rule that `spoilt` changed, in a leaf otherwise as it was in the sound draft, comes as guidance laid over that
/// leaf: what was a mistake in the printed text is one in a later paper.
void lay_changes_over(Regulation& regulation, const Sketch& sound, const Sketch& spoilt)
{
    for (std::size_t i = 0; i < std::min(sound.rows.size(), spoilt.rows.size()); ++i) {
        Criterion as_spoilt = sound.rows[i].criterion;
        as_spoilt.rule = spoilt.rows[i].criterion.rule;
        as_spoilt.examples = spoilt.rows[i].criterion.examples;
        if (as_spoilt == spoilt.rows[i].criterion && as_spoilt != sound.rows[i].criterion)
            lay_over(regulation, as_spoilt);
    }
}

/// The most a leaf can earn, asked of the rule itself.
Points best_of(const Criterion& leaf)
{
    const auto values = allowed_points(leaf.rule, leaf.levels, leaf.maximum);
    return values.empty() ? leaf.maximum : values.back();
}

constexpr std::uint64_t seeds = 80;

} // namespace

BOOST_AUTO_TEST_SUITE(the_linter)

BOOST_AUTO_TEST_CASE(is_silent_on_sound_regulations)
{
    for (std::uint64_t seed = 0; seed < seeds; ++seed) {
        Dice dice(seed);
        const auto findings = lint(sound_draft(dice).written());
        BOOST_TEST(findings.empty(), "seed " << seed << told(findings));
    }
}

BOOST_AUTO_TEST_CASE(is_silent_on_a_sound_rule_laid_over_a_leaf)
{
    for (std::uint64_t seed = 0; seed < seeds; ++seed) {
        Dice dice(seed);
        const Sketch draft = sound_draft(dice);
        Regulation regulation = draft.written();
        for (const Sketch::Row& row : draft.rows)
            if (!draft.has_children(row)) lay_over(regulation, row.criterion);
        const auto findings = lint(regulation);
        BOOST_TEST(findings.empty(), "seed " << seed << told(findings));
    }
}

BOOST_AUTO_TEST_CASE(finds_every_seeded_mistake_where_it_was_made)
{
    for (const Mutation& mutation : all_mutations()) {
        const auto wanted = rule_for().find(mutation.name);
        BOOST_REQUIRE_MESSAGE(wanted != rule_for().end(), "no rule for: " << mutation.name);
        std::size_t made = 0;
        for (std::uint64_t seed = 0; seed < seeds && made < 12; ++seed) {
            Dice dice(seed);
            Sketch draft = sound_draft(dice);
            const auto place = mutation.make(draft, dice);
            if (!place) continue;
            ++made;
            const auto findings = lint(draft.written());
            const bool found = std::any_of(findings.begin(), findings.end(), [&](const Finding& one) {
                return one.rule == wanted->second && one.code.value == *place;
            });
            BOOST_TEST(found,
                       mutation.name << ", seed " << seed << ", at " << *place << ": let pass" << told(findings));
        }
        BOOST_TEST(made >= 12u, mutation.name << ": made only " << made << " times");
    }
}

/// Every kind of mistake that lies in a rule alone.
BOOST_AUTO_TEST_CASE(finds_every_seeded_mistake_in_a_rule_that_is_laid_over)
{
    std::size_t kinds = 0;
    for (const Mutation& mutation : all_mutations()) {
        std::size_t made = 0;
        for (std::uint64_t seed = 0; seed < seeds && made < 12; ++seed) {
            Dice dice(seed);
            const Sketch sound = sound_draft(dice);
            Sketch spoilt = sound;
            const auto place = mutation.make(spoilt, dice);
            Regulation regulation = sound.written();
            lay_changes_over(regulation, sound, spoilt);
            if (!place || regulation.overlays.empty()) continue;
            ++made;
            const auto findings = lint(regulation);
            const LintRule wanted = rule_for().find(mutation.name)->second;
            const bool found = std::any_of(findings.begin(), findings.end(), [&](const Finding& one) {
                return one.rule == wanted && one.code.value == *place && one.overlay == regulation.overlays[0].id;
            });
            BOOST_TEST(found,
                       mutation.name << ", seed " << seed << ", over " << *place << ": let pass" << told(findings));
        }
        kinds += made > 0 ? 1 : 0;
    }
    BOOST_TEST(kinds >= 40u);
}

BOOST_AUTO_TEST_CASE(has_a_mistake_to_find_for_each_of_its_rules)
{
    std::set<LintRule> covered;
    for (const auto& [name, rule] : rule_for()) covered.insert(rule);
    for (LintRule rule : all_lint_rules()) BOOST_TEST(covered.contains(rule), "no mistake tries " << name_of(rule));
}

BOOST_AUTO_TEST_CASE(shows_the_harm_with_figures_that_do_it)
{
    using enum LintRule;
    const std::set<LintRule> unscored{ratio_gap, days_gap, never_not_scored};
    const std::set<LintRule> twice{ratio_overlap, days_overlap};
    std::size_t shown = 0;
    for (const Mutation& mutation : mistakes_of_points()) {
        for (std::uint64_t seed = 0; seed < 5; ++seed) {
            Dice dice(seed);
            Sketch draft = sound_draft(dice);
            if (!mutation.make(draft, dice)) continue;
            const Regulation regulation = draft.written();
            const CriteriaSet& set = regulation.criteria_sets.front();
            for (const Finding& finding : lint(regulation)) {
                if (!finding.input) continue;
                const Criterion& leaf = set[set.find(finding.code.value)];
                const auto scored = score(leaf.rule, leaf.levels, leaf.maximum, *finding.input, regulation.holidays);
                const std::string where = mutation.name + " at " + finding.code.value;
                if (unscored.contains(finding.rule))
                    BOOST_TEST((!scored && scored.error().code == RefusalCode::no_band_fits), where);
                if (finding.rule == ratio_overlap) BOOST_TEST(levels_for(leaf, *finding.input) >= 2u, where);
                if (twice.contains(finding.rule)) BOOST_TEST(bool(scored), where);
                ++shown;
            }
        }
    }
    BOOST_TEST(shown > 50u);
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(every_leaf_of_a_random_criteria_set)

BOOST_AUTO_TEST_CASE(yields_exactly_one_allowed_value_or_a_finding)
{
    const auto mistakes = mistakes_of_points();
    std::size_t scored_leaves = 0;
    for (std::uint64_t seed = 0; seed < seeds; ++seed) {
        Dice dice(seed);
        Sketch draft = sound_draft(dice);
        for (std::int64_t i = dice.between(0, 4); i > 0; --i)
            mistakes[static_cast<std::size_t>(dice.between(0, std::ssize(mistakes) - 1))].make(draft, dice);
        const Regulation regulation = draft.written();
        const CriteriaSet& set = regulation.criteria_sets.front();
        const auto findings = lint(regulation);
        for (CriterionNo no : set.leaves()) {
            const Criterion& leaf = set[no];
            if (!at(findings, leaf.code).empty()) continue; // the finding is what it yields
            const std::string where = "seed " + std::to_string(seed) + " at " + leaf.code.value;
            scored_leaves += thrown_at(regulation, leaf, dice, where);
            for (int throws = 0; throws < 20; ++throws)
                if (const auto figures = some_figures(leaf, dice)) BOOST_TEST(levels_for(leaf, *figures) == 1u, where);
        }
    }
    BOOST_TEST(scored_leaves > 5'000u);
}

BOOST_AUTO_TEST_CASE(yields_exactly_one_allowed_value_or_a_finding_under_a_rule_laid_over_it)
{
    const auto mistakes = mistakes_of_points();
    std::size_t scored_leaves = 0, faulty = 0;
    for (std::uint64_t seed = 0; seed < seeds; ++seed) {
        Dice dice(seed);
        const Sketch sound = sound_draft(dice);
        Regulation regulation = sound.written();
        for (int i = 0; i < 8; ++i) { // each mistake of its own: two on one leaf would not be what they are called
            Sketch spoilt = sound;
            mistakes[static_cast<std::size_t>(dice.between(0, std::ssize(mistakes) - 1))].make(spoilt, dice);
            lay_changes_over(regulation, sound, spoilt);
        }
        const CriteriaSet& set = regulation.criteria_sets.front();
        for (const CriterionNo no : set.leaves()) lay_over(regulation, set[no]); // and a sound one over each
        const auto findings = lint(regulation);
        for (const Overlay& overlay : regulation.overlays) {
            if (std::ranges::find(findings, overlay.id, &Finding::overlay) != findings.end()) {
                ++faulty;
                continue;
            }
            const Criterion leaf = overlaid(set[set.find(overlay.code.value)], overlay);
            scored_leaves +=
                thrown_at(regulation, leaf, dice, "seed " + std::to_string(seed) + " over " + overlay.code.value);
        }
    }
    BOOST_TEST(faulty > 100u);
    BOOST_TEST(scored_leaves > 5'000u);
}

BOOST_AUTO_TEST_CASE(rolls_up_exactly)
{
    for (std::uint64_t seed = 0; seed < seeds; ++seed) {
        Dice dice(seed);
        const Regulation regulation = sound_draft(dice).written();
        const CriteriaSet& set = regulation.criteria_sets.front();
        std::map<CriterionNo, Points> rolled; // up the tree, parent by parent
        std::int64_t units = 0;               // leaf by leaf, in whole ten-thousandths
        Points best;
        for (CriterionNo no : set.leaves()) {
            const auto figures = some_figures(set[no], dice);
            const auto scored =
                figures ? score(set[no].rule, set[no].levels, set[no].maximum, *figures, regulation.holidays)
                        : Outcome<Scored>(Scored{best_of(set[no]), std::nullopt});
            BOOST_REQUIRE(bool(scored));
            units += scored->points.units();
            best += best_of(set[no]);
            for (CriterionNo up = no; up != no_criterion; up = set[up].parent) rolled[up] += scored->points;
        }
        Points total;
        for (CriterionNo area : set.areas()) total += rolled[area];
        BOOST_TEST(total.units() == units);
        BOOST_TEST(best.text() == set.maximum.text()); // who is best everywhere has the printed total, no more, no less
        for (CriterionNo no = 0; no < set.size(); ++no) BOOST_TEST((rolled[no] <= set[no].maximum));
    }
}

BOOST_AUTO_TEST_SUITE_END()
