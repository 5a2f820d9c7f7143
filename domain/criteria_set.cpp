#include "domain/criteria_set.hpp"

#include <algorithm>
#include <cassert>

namespace cchc::domain {

CriterionNo CriteriaSet::add(Criterion criterion, const Code& parent)
{
    const auto no = static_cast<CriterionNo>(criteria_.size());
    criterion.parent = parent.empty() ? no_criterion : find(parent.value);
    criterion.depth = 0;
    criterion.leaf = true;
    criterion.appraiser = criterion.appraising_agency;
    criterion.within_scale = criterion.in_scale;
    const auto take_window_of = [&](const auto& above) {
        if (criterion.window_from || criterion.window_to) return;
        criterion.window_from = above.window_from;
        criterion.window_to = above.window_to;
    };
    if (parent.empty()) {
        take_window_of(*this);
        areas_.push_back(no);
    } else {
        assert(criterion.parent != no_criterion && "a parent is added before its children");
        Criterion& above = criteria_[criterion.parent];
        criterion.depth = above.depth + 1;
        criterion.within_scale = criterion.in_scale && above.within_scale;
        if (criterion.appraiser.empty()) criterion.appraiser = above.appraiser;
        take_window_of(above);
        if (!criterion.data_cutoff) criterion.data_cutoff = above.data_cutoff;
        if (std::exchange(above.leaf, false)) std::erase(leaves_, criterion.parent);
        children_[criterion.parent].push_back(no);
    }
    leaves_.push_back(no);
    children_.emplace_back();
    const bool is_new = by_code_.emplace(criterion.code.value, no).second;
    assert(is_new && "a code names one criterion");
    criteria_.push_back(std::move(criterion));
    return no;
}

CriterionNo CriteriaSet::find(std::string_view code) const
{
    const auto found = by_code_.find(code);
    return found == by_code_.end() ? no_criterion : found->second;
}

} // namespace cchc::domain
