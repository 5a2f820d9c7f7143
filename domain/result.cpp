#include "domain/result.hpp"

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

/// The self-assessment ended for this agency without its submission.
static bool came_to_nothing(const Cycle& cycle, const Assessment& assessment)
{
    if (cycle.regulation->unsubmitted_at_lock != UnsubmittedAtLock::zero || assessment.submitted()) return false;
    const Round* self = cycle.round(RoundKind::self_assessment);
    return self && self->locked_for(assessment.agency);
}

Points judged_self(const Cycle& cycle, const Assessment& assessment, CriterionNo leaf)
{
    const Criterion& criterion = (*assessment.set)[leaf];
    const Entry& entry = assessment.entries[leaf];
    if (entry.na != NaState::accepted && agency_scores(criterion) && came_to_nothing(cycle, assessment)) return {};
    return counted_self(criterion, entry);
}

Points counted(const Cycle& cycle, const Assessment& assessment, const Appraisal& appraisal, CriterionNo leaf,
               Stage stage)
{
    const Criterion& criterion = (*assessment.set)[leaf];
    if (!criterion.leaf) return {};
    const Points self = judged_self(cycle, assessment, leaf);
    stage = std::min(stage, stage_reached(cycle));
    if (stage == Stage::self || !agency_scores(criterion)) return self;
    if (assessment.entries[leaf].na == NaState::accepted) return self;

    if (stage == Stage::round_2) {
        if (const auto& second = appraisal.item(leaf, 2).published) return second->points;
        const Points first = counted(cycle, assessment, appraisal, leaf, Stage::round_1);
        return cycle.regulation->may_exceed_self ? first : std::min(first, self);
    }
    if (const auto& first = appraisal.item(leaf, 1).published) return first->points;
    return cycle.regulation->undecided_at_lock == UndecidedAtLock::zero ? Points{} : self;
}

Points applicable_maximum(const Assessment& assessment)
{
    Points maximum = assessment.set->maximum;
    for (const CriterionNo leaf : assessment.set->leaves()) {
        const Criterion& criterion = (*assessment.set)[leaf];
        if (assessment.entries[leaf].na == NaState::accepted && criterion.na_policy == NaPolicy::drop)
            maximum -= criterion.maximum;
    }
    return maximum;
}

Standing standing(const Cycle& cycle, const Assessment& assessment, const Appraisal& appraisal)
{
    Standing all;
    all.applicable_maximum = applicable_maximum(assessment);
    all.reached = stage_reached(cycle);
    for (const CriterionNo leaf : assessment.set->leaves()) {
        all.self += counted(cycle, assessment, appraisal, leaf, Stage::self);
        all.round_1 += counted(cycle, assessment, appraisal, leaf, Stage::round_1);
        all.round_2 += counted(cycle, assessment, appraisal, leaf, Stage::round_2);
    }
    return all;
}

} // namespace cchc::domain
