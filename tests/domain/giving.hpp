#pragma once

#include "domain/result.hpp"
#include "tests/domain/scoring.hpp"
#include "tests/domain/story.hpp"

// The district in which others score as well: 24 points, and beside them a bonus and a penalty.

namespace cchc::domain {

inline const Code e_government("II.3");  ///< 2 points, another index's value of 100
inline const Code watched("II.4");       ///< 2 points the appraising agency gives, in steps of 0.5
inline const Code council_ratio("II.5"); ///< 2 points the council gives by figures: from 80 % 1, all 2, else 0
inline const Code esteem("IV");          ///< up to 4 points by the leaders' ballots, in steps of 0.25
inline const Code bonus_points("V");     ///< 0.5 for each initiative, at most 2, above the scale
inline const Code penalty_points("VI");  ///< 0.5 for each verified report, at most 3, taken off

inline Regulation regulation_where_others_score()
{
    Regulation r = the_regulation();
    r.surveys = {{"hai-long",
                  "Điều tra",
                  "",
                  "",
                  "",
                  QuotaScope::per_agency,
                  {{"nguoi-dan", "Người dân", 40}},
                  pts("1"),
                  pts("5")}};
    BallotPlan plan;
    plan.id = "lanh-dao";
    plan.leaders = {{"chu-tich", "Chủ tịch"}, {"pct-1", "Phó Chủ tịch"}, {"pct-2", "Phó Chủ tịch"}};
    plan.entered_by = BallotEntry::standing_department;
    plan.step = pts("0.25");
    r.ballots = {plan};

    const CriteriaSet before = r.criteria_sets[0];
    CriteriaSet set;
    set.id = before.id;
    set.title = before.title;
    set.maximum = pts("24");
    const auto add = [&](const Code& code, const Code& parent, std::string_view maximum, ScoredBy by, ScoringRule rule,
                         bool in_scale = true, std::vector<Level> of = {}) {
        Criterion leaf;
        leaf.code = code;
        leaf.title = code.value;
        leaf.maximum = pts(maximum);
        leaf.scored_by = by;
        leaf.rule = std::move(rule);
        leaf.in_scale = in_scale;
        leaf.levels = std::move(of);
        leaf.na_policy = NaPolicy::drop;
        set.add(std::move(leaf), parent);
    };
    for (const Criterion& criterion : before.all()) {
        if (criterion.code == satisfaction) {
            add(satisfaction, Code("II"), "4", ScoredBy::survey, SurveyRule{"hai-long", "", Conversion::mean, {}, {}});
            add(e_government, Code("II"), "2", ScoredBy::import,
                Imported{"Chính quyền điện tử", "Sở", "", ImportMapping::ratio, pts("100"), {}, {}, {}});
            add(watched, Code("II"), "2", ScoredBy::appraising_agency, Granted{pts("0.5")});
            RatioBands bands;
            bands.bands = {{closed(100), {}, 0}, {closed(80), open(100), 1}, {{}, open(80), 2}};
            add(council_ratio, Code("II"), "2", ScoredBy::council, bands, true, levels({"2", "1", "0"}));
            continue;
        }
        Criterion copy = criterion;
        const Code parent = criterion.parent == no_criterion ? Code{} : before[criterion.parent].code;
        set.add(std::move(copy), parent);
    }
    add(esteem, {}, "4", ScoredBy::leaders, BallotRule{"lanh-dao", {}});
    add(bonus_points, {}, "2", ScoredBy::council, Bonus{{{"sang-kien", "Sáng kiến", pts("0.5"), {}}}}, false);
    add(penalty_points, {}, "3", ScoredBy::council, Penalty{{{"bao-chi", "Báo chí", pts("0.5"), {}}}}, false);
    r.criteria_sets[0] = std::move(set);
    return r;
}

inline Story where_others_score(const Switches& switches = [](Regulation&) {})
{
    return Story([switches](Regulation& r) {
        r = regulation_where_others_score();
        switches(r);
    });
}

/// A round of that kind, named after it, not dated yet.
inline void plan_round(Regulation& r, RoundKind kind)
{
    RoundPlan plan;
    plan.kind = kind;
    plan.id = RoundId(kind == RoundKind::survey ? "survey" : kind == RoundKind::leaders ? "leaders" : "import");
    r.rounds.push_back(plan);
}

inline std::string counted_on(const Story& story, const Code& code)
{
    const AssessmentFile& file = story.file();
    return counted(story.cycle(), file.assessment, file.appraisal, file.assessment.set->find(code.value),
                   Stage::round_2)
        .text();
}
inline Standing standing_of(const Story& story)
{
    return standing(story.cycle(), story.file().assessment, story.file().appraisal);
}

} // namespace cchc::domain
