#include "domain/result.hpp"

#include "domain/evidence.hpp"

#include <algorithm>

namespace cchc::domain {

static bool published(const Cycle& cycle, int ordinal)
{
    const Round* round = cycle.round(RoundKind::appraisal, ordinal);
    return round && round->published;
}

Stage stage_reached(const Cycle& cycle)
{
    if (published(cycle, 2)) return Stage::round_2;
    return published(cycle, 1) ? Stage::round_1 : Stage::self;
}

Points judged_self(const Cycle& cycle, const Assessment& assessment, CriterionNo leaf)
{
    if (uncounted(cycle, assessment, leaf) != Uncounted::no) return {};
    return counted_self((*assessment.set)[leaf], assessment.entries[leaf]);
}

Points counted(const Cycle& cycle, const Assessment& assessment, const Appraisal& appraisal, CriterionNo leaf,
               Stage stage)
{
    const Criterion& criterion = (*assessment.set)[leaf];
    if (!criterion.leaf) return {};
    const Points self = judged_self(cycle, assessment, leaf);
    stage = std::min(stage, stage_reached(cycle));
    if (stage == Stage::self || !agency_scores(criterion)) return self;
    if (assessment.entries[leaf].not_applicable()) return self;

    if (stage == Stage::round_2) {
        if (const auto& second = appraisal.item(leaf, 2).published) return second->points;
        const Points first = counted(cycle, assessment, appraisal, leaf, Stage::round_1);
        const bool kinder = signed_points(criterion, first) > signed_points(criterion, self);
        return kinder && !cycle.regulation->may_exceed_self ? self : first;
    }
    if (const auto& first = appraisal.item(leaf, 1).published) return first->points;
    const bool lets_off = std::holds_alternative<Penalty>(criterion.rule);
    return cycle.regulation->undecided_at_lock == UndecidedAtLock::zero && !lets_off ? Points{} : self;
}

std::vector<bool> not_applicable(const Assessment& assessment)
{
    std::vector<bool> all(assessment.set->size());
    for (const CriterionNo leaf : assessment.set->leaves()) all[leaf] = assessment.entries[leaf].not_applicable();
    return all;
}

Total total_at(const Cycle& cycle, const Assessment& assessment, const Appraisal& appraisal, Stage stage)
{
    std::vector<Points> points(assessment.set->size());
    for (const CriterionNo leaf : assessment.set->leaves())
        points[leaf] = counted(cycle, assessment, appraisal, leaf, stage);
    return total(*cycle.regulation, *assessment.set, points, not_applicable(assessment));
}

Standing standing(const Cycle& cycle, const Assessment& assessment, const Appraisal& appraisal)
{
    Standing all;
    all.reached = stage_reached(cycle);
    const Total self = total_at(cycle, assessment, appraisal, Stage::self);
    all.applicable_maximum = self.applicable_maximum;
    all.self = self.points;
    all.round_1 = total_at(cycle, assessment, appraisal, Stage::round_1).points;
    all.round_2 = total_at(cycle, assessment, appraisal, Stage::round_2).points;
    return all;
}

} // namespace cchc::domain
