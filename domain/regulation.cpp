#include "domain/regulation.hpp"

#include <algorithm>

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

AgencyId Regulation::appraiser_of(const Criterion& criterion, const AgencyId& assessed) const
{
    AgencyId appraiser(criterion.appraising_agency.empty() ? standing_department : criterion.appraising_agency);
    if (own_unit_appraisal != OwnUnitAppraisal::forbid || appraiser != assessed) return appraiser;
    if (assessed.value != standing_department) return AgencyId(standing_department);
    return AgencyId(substitute_appraiser);
}

} // namespace cchc::domain
