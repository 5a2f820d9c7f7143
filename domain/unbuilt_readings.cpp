#include "domain/unbuilt_readings.hpp"

namespace cchc::domain {

namespace {

using Found = std::optional<UnbuiltReading>;

Found in_switches(const Regulation& r)
{
    // Who may upload, appraise, rule and publish: the deciders read none of these.
    if (r.unsigned_upload != UnsignedUpload::accept_with_warning) return UnbuiltReading{"unsigned_upload", "signature"};
    if (r.appraisers_per_criterion != 1)
        return UnbuiltReading{"appraisers_per_criterion", std::to_string(r.appraisers_per_criterion)};
    if (r.public_extent != PublicExtent::areas) return UnbuiltReading{"public_extent", "publication"};
    return {};
}

Found in_criteria(const Regulation& r)
{
    for (const CriteriaSet& set : r.criteria_sets)
        for (const CriterionNo no : set.leaves()) {
            const Criterion& leaf = set[no];
            // An appraisal lowers points: whoever penalised himself would be let off by it (AP-7).
            if (leaf.scored_by == ScoredBy::agency && std::holds_alternative<Penalty>(leaf.rule))
                return UnbuiltReading{"scored_by", leaf.code.value};
        }
    return {};
}

} // namespace

std::optional<UnbuiltReading> unbuilt_reading(const Regulation& regulation)
{
    for (const auto look : {in_switches, in_criteria})
        if (const Found found = look(regulation)) return found;
    return {};
}

} // namespace cchc::domain
