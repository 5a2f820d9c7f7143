#include "domain/total.hpp"

#include <algorithm>
#include <cassert>

namespace cchc::domain {

namespace {

/// An area while it is added up.
struct Sum {
    Points points;
    Points bonus; ///< of the points
    bool in_scale = false;
};

/// The areas' numbers by criterion: parents stand before their children.
std::vector<std::size_t> areas_of(const CriteriaSet& set)
{
    std::vector<std::size_t> area(set.size(), 0);
    for (std::size_t i = 0; i < set.areas().size(); ++i) area[set.areas()[i]] = i;
    for (CriterionNo no = 0; no < set.size(); ++no)
        if (set[no].parent != no_criterion) area[no] = area[set[no].parent];
    return area;
}

} // namespace

Total total(const Regulation& regulation, const CriteriaSet& set, const std::vector<Points>& points,
            const std::vector<bool>& not_applicable)
{
    assert(points.size() == set.size() && not_applicable.size() == set.size());
    const std::vector<std::size_t> area_of = areas_of(set);
    std::vector<Sum> sums(set.areas().size());
    Total result;
    result.applicable_maximum = set.maximum;
    Points bonus_left = regulation.bonus_cap.value_or(Points{});
    for (const CriterionNo no : set.leaves()) {
        const Criterion& leaf = set[no];
        Sum& area = sums[area_of[no]];
        area.in_scale = area.in_scale || leaf.within_scale;
        if (not_applicable[no] && leaf.within_scale && leaf.na_policy == NaPolicy::drop)
            result.applicable_maximum -= leaf.maximum;
        if (std::holds_alternative<Penalty>(leaf.rule)) {
            area.points -= points[no];
        } else if (std::holds_alternative<Bonus>(leaf.rule)) {
            const Points counts = regulation.bonus_cap ? std::min(points[no], bonus_left) : points[no];
            bonus_left -= regulation.bonus_cap ? counts : Points{};
            area.points += counts;
            area.bonus += counts;
        } else {
            area.points += points[no];
        }
    }
    std::vector<Points> for_tie_breaks;
    for (Sum& area : sums) {
        const auto floored = [&](Points sum) {
            return area.in_scale && !regulation.penalty_below_area_zero ? std::max(sum, Points{}) : sum;
        };
        result.areas.push_back(floored(area.points));
        result.points += result.areas.back();
        for_tie_breaks.push_back(regulation.bonus_in_tie_break ? result.areas.back()
                                                               : floored(area.points - area.bonus));
    }
    result.points = std::max(result.points, regulation.total_floor);
    for (const std::string& code : regulation.tie_break) {
        const CriterionNo no = set.find(code);
        result.tie_breaks.push_back(no == no_criterion ? Points{} : for_tie_breaks[area_of[no]]);
    }
    return result;
}

} // namespace cchc::domain
