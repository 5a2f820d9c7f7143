#include "domain/regulation.hpp"

#include <algorithm>
#include <cassert>

namespace cchc::domain {

namespace {

template <class T, class Key>
const T* with_id(const std::vector<T>& all, const Key& id)
{
    const auto found = std::find_if(all.begin(), all.end(), [&](const T& one) { return one.id == id; });
    return found == all.end() ? nullptr : &*found;
}

} // namespace

const CriteriaSet* Regulation::set_of(const GroupId& group) const
{
    const AgencyGroup* found = with_id(groups, group);
    return found ? criteria_set(found->criteria_set) : nullptr;
}

const AgencyListing* Regulation::agency(const AgencyId& agency_id) const
{
    return with_id(agencies, agency_id);
}

const RoundPlan* Regulation::round(const RoundId& round_id) const
{
    return with_id(rounds, round_id);
}

const CriteriaSet* Regulation::criteria_set(std::string_view set_id) const
{
    return with_id(criteria_sets, set_id);
}

const SurveyPlan* Regulation::survey(std::string_view survey_id) const
{
    return with_id(surveys, survey_id);
}

const BallotPlan* Regulation::ballot(std::string_view ballot_id) const
{
    return with_id(ballots, ballot_id);
}

const Body* Regulation::body(std::string_view body_id) const
{
    return with_id(bodies, body_id);
}

const Milestone* Regulation::milestone(std::string_view milestone_id) const
{
    return with_id(milestones, milestone_id);
}

const Classification* Regulation::classification(std::string_view classification_id) const
{
    return with_id(classifications, classification_id);
}

bool Overlay::lies_over(const CriteriaSet& set, const Code& criterion) const
{
    return code == criterion &&
           (criteria_sets.empty() || std::ranges::find(criteria_sets, set.id) != criteria_sets.end());
}

Criterion overlaid(Criterion leaf, const Overlay& overlay)
{
    assert(overlay.rule && "an overlay of words leaves the rule as it is");
    leaf.rule = *overlay.rule;
    leaf.examples = overlay.examples;
    return leaf;
}

const Overlay* Regulation::overlay_in_force(const CriteriaSet& set, CriterionNo leaf, Date day) const
{
    const Overlay* last = nullptr;
    for (const Overlay& one : overlays) {
        if (!one.rule || one.from > day || !one.lies_over(set, set[leaf].code)) continue;
        if (!last || one.from >= last->from) last = &one;
    }
    return last;
}

const ScoringRule& Regulation::rule_in_force(const CriteriaSet& set, CriterionNo leaf, Date day) const
{
    const Overlay* overlay = overlay_in_force(set, leaf, day);
    return overlay ? *overlay->rule : set[leaf].rule;
}

std::optional<Date> Regulation::due_of(const DueFrom& from) const
{
    const DatedDocument* document = with_id(dated_documents, from.document);
    if (!document) return std::nullopt;
    const auto found = std::ranges::find(document->due_dates, from.key, &DueDate::key);
    if (found == document->due_dates.end()) return std::nullopt;
    return found->due;
}

/// Who judges the agency where it would judge itself.
static AgencyId stand_in(const Regulation& r, const AgencyId& assessed)
{
    return AgencyId(assessed.value != r.standing_department ? r.standing_department : r.substitute_appraiser);
}

/// `named`, or who stands in for it where it would judge itself, alone.
static AgencyId judge(const Regulation& r, const std::string& named, const AgencyId& assessed)
{
    AgencyId appraiser(named.empty() ? r.standing_department : named);
    if (r.own_unit_appraisal == OwnUnitAppraisal::allow || appraiser != assessed) return appraiser;
    return stand_in(r, assessed);
}

std::vector<AgencyId> Regulation::appraisers_of(const Criterion& criterion, const AgencyId& assessed) const
{
    if (appraisers_per_criterion == 1 && own_unit_appraisal != OwnUnitAppraisal::second_appraiser)
        return {appraiser_of(criterion, assessed)};
    std::vector<AgencyId> all;
    auto wanted = static_cast<std::size_t>(appraisers_per_criterion);
    const auto take = [&](const std::string& name) {
        const AgencyId agency(name);
        if (all.size() == wanted || name.empty() || std::ranges::find(all, agency) != all.end()) return;
        if (agency == assessed && own_unit_appraisal == OwnUnitAppraisal::forbid) return;
        if (agency == assessed && own_unit_appraisal == OwnUnitAppraisal::second_appraiser) ++wanted;
        all.push_back(agency);
    };
    const std::string& named = criterion.appraiser.empty() ? standing_department : criterion.appraiser;
    take(named);
    if (named == assessed.value) take(stand_in(*this, assessed).value);
    if (appraisal)
        for (const std::string& agency : appraisal->agencies) take(agency);
    take(standing_department);
    take(substitute_appraiser);
    return all;
}

bool Regulation::appraises(const Criterion& criterion, const AgencyId& assessed, const AgencyId& agency) const
{
    if (appraisers_per_criterion == 1 && own_unit_appraisal != OwnUnitAppraisal::second_appraiser)
        return appraiser_of(criterion, assessed) == agency; // asked of every entry that is read
    const std::vector<AgencyId> all = appraisers_of(criterion, assessed);
    return std::ranges::find(all, agency) != all.end();
}

bool Regulation::enough_appraise(const Criterion& criterion, const AgencyId& assessed) const
{
    const std::vector<AgencyId> all = appraisers_of(criterion, assessed);
    const bool joined =
        own_unit_appraisal == OwnUnitAppraisal::second_appraiser && std::ranges::find(all, assessed) != all.end();
    return all.size() == static_cast<std::size_t>(appraisers_per_criterion) + (joined ? 1 : 0);
}

bool Regulation::chair_may_rule() const
{
    const bool several = appraisers_per_criterion > 1 || own_unit_appraisal == OwnUnitAppraisal::second_appraiser;
    return undecided_at_lock == UndecidedAtLock::escalate ||
           (several && disagreement_ruling == DisagreementRuling::chair);
}

std::string criterion_with_too_few_appraisers(const Regulation& r)
{
    if (r.appraisers_per_criterion == 1 && r.own_unit_appraisal != OwnUnitAppraisal::second_appraiser) return {};
    for (const AgencyListing& agency : r.agencies) {
        const CriteriaSet* set = agency.assessed ? r.set_of(agency.group) : nullptr;
        if (!set) continue;
        for (const CriterionNo leaf : set->leaves())
            if ((*set)[leaf].scored_by == ScoredBy::agency && !r.enough_appraise((*set)[leaf], agency.id))
                return (*set)[leaf].code.value;
    }
    return {};
}

AgencyId Regulation::ruler_of(const AgencyId& assessed) const
{
    return judge(*this, standing_department, assessed);
}

AgencyId Regulation::appraiser_of(const Criterion& criterion, const AgencyId& assessed) const
{
    return judge(*this, criterion.appraiser, assessed);
}

AgencyId Regulation::giver_of(const Criterion& criterion, const AgencyId& assessed) const
{
    switch (criterion.scored_by) {
    case ScoredBy::agency:
    case ScoredBy::system:
    case ScoredBy::rollup: return {};
    case ScoredBy::appraising_agency: return appraiser_of(criterion, assessed);
    case ScoredBy::survey:
    case ScoredBy::leaders:
    case ScoredBy::council:
    case ScoredBy::import: break;
    }
    return judge(*this, standing_department, assessed);
}

} // namespace cchc::domain
