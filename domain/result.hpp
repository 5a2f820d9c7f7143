#pragma once

#include "domain/appraisal.hpp"
#include "domain/assessment.hpp"
#include "domain/cycle.hpp"
#include "domain/total.hpp"

namespace cchc::domain {

/// How far a cycle's points have come: what agencies gave themselves, and what each council round made of it. Only
/// what is published counts: a draft or an unpublished decision moves no total (AP-11).
enum class Stage { self, round_1, round_2 };

/// The last stage whose appraisals are published: `self` before any.
Stage stage_reached(const Cycle& cycle);

/// The points one leaf counts with at a stage (0 for a parent, and for what nobody scored). Asked about a stage that
/// the cycle has not reached, it answers for the one reached.
///
/// Not applicable, once accepted: the maximum under `full`, else 0, at every stage (SM-30).
/// Scored by the system or by anyone but the agency: what they gave, at every stage (AP-18); of a penalty what it takes
///   off.
/// `self`: the score as it stands, submitted or not; but 0 for an agency whose round locked before it submitted, under
///   `unsubmitted_at_lock` zero (SA-10), and for a score without the evidence its rule demands (EV-6): see `uncounted`.
/// `round_1`: the published opinion; without one `undecided_at_lock` speaks: 0, or the self score (AP-20), which also
///   stands for what the chair has still to rule on.
/// `round_2`: the published opinion; without one round 1 stands (AP-10), but never above a self score that was lowered
///   since, unless `may_exceed_self` (AP-7).
/// Of a penalty that the agency gives itself `zero` takes nothing back: what it owned up to is taken off.
Points counted(const Cycle& cycle, const Assessment& assessment, const Appraisal& appraisal, CriterionNo leaf,
               Stage stage);

/// Which of the set's criteria count as not applicable, by number: what `na_policy` speaks of.
std::vector<bool> not_applicable(const Assessment& assessment);

/// What a leaf's points add to a sum: those of a penalty take off.
inline Points signed_points(const Criterion& leaf, Points points)
{
    return std::holds_alternative<Penalty>(leaf.rule) ? Points{} - points : points;
}

/// What the assessment comes to at a stage: the leaves added up as the regulation has it (domain/total.hpp).
Total total_at(const Cycle& cycle, const Assessment& assessment, const Appraisal& appraisal, Stage stage);

/// One assessment's totals at each stage. Stages not reached yet repeat the last one reached, so `final`
/// is always the best known; it is provisional until the last appraisal planned is published (AP-12).
struct Standing {
    Points self;
    Points round_1;
    Points round_2;
    Points applicable_maximum;
    Stage reached = Stage::self;
    Points final_points() const { return round_2; }
    bool operator==(const Standing&) const = default;
};
Standing standing(const Cycle& cycle, const Assessment& assessment, const Appraisal& appraisal);

/// What the council judges a leaf by: the self score as it counts, 0 where `uncounted` says why it does not.
Points judged_self(const Cycle& cycle, const Assessment& assessment, CriterionNo leaf);

} // namespace cchc::domain
