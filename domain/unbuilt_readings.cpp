#include "domain/unbuilt_readings.hpp"

namespace cchc::domain {

namespace {

using Found = std::optional<UnbuiltReading>;

Found in_switches(const Regulation& r)
{
    // Who may upload, appraise, rule and publish: the deciders read none of these.
    if (r.unsigned_upload != UnsignedUpload::accept_with_warning) return UnbuiltReading{"unsigned_upload", "signature"};
    if (r.blind) return UnbuiltReading{"blind", "true"};
    if (r.appraisers_per_criterion != 1)
        return UnbuiltReading{"appraisers_per_criterion", std::to_string(r.appraisers_per_criterion)};
    if (r.import_phase != ImportPhase::after_round_2) return UnbuiltReading{"import_phase", "blocks_leaders"};
    if (r.public_extent != PublicExtent::areas) return UnbuiltReading{"public_extent", "publication"};
    // What a total and a ranking are: domain/total and domain/classing know, the boards do not ask them yet.
    if (r.total_floor != Points{}) return UnbuiltReading{"total_floor", r.total_floor.text()};
    if (r.penalty_below_area_zero) return UnbuiltReading{"penalty_below_area_zero", "true"};
    if (r.bonus_cap) return UnbuiltReading{"bonus_cap", r.bonus_cap->text()};
    if (!r.bonus_in_tie_break) return UnbuiltReading{"bonus_in_tie_break", "false"};
    if (r.rank_after_tie != RankAfterTie::skip) return UnbuiltReading{"rank_after_tie", "next"};
    if (r.quota_tie != QuotaTie::neither) return UnbuiltReading{"quota_tie", "authority"};
    if (r.rank_on != ResultBasis::index) return UnbuiltReading{"rank_on", "points"};
    if (r.classify_on != ResultBasis::index) return UnbuiltReading{"classify_on", "points"};
    if (r.display_decimals != 2) return UnbuiltReading{"display_decimals", std::to_string(r.display_decimals)};
    return {};
}

/// The calendar is a template that nobody dates yet: a cycle is opened with its instants.
Found in_rounds(const Regulation& r)
{
    if (r.holiday_shift != HolidayShift::none) return UnbuiltReading{"holiday_shift", "calendar"};
    for (const RoundPlan& round : r.rounds) {
        if (!round.opens_without_plan) return UnbuiltReading{"opens_without_plan", round.id.value};
        if (round.consensus) return UnbuiltReading{"consensus", round.id.value};
        if (round.locks_after_days) return UnbuiltReading{"locks_after_days", round.id.value};
        const bool built = round.kind == RoundKind::self_assessment || round.kind == RoundKind::appraisal ||
                           round.kind == RoundKind::supplement;
        if (!built) return UnbuiltReading{"kind", round.id.value};
    }
    return {};
}

/// No command brings in what a survey, leaders, another index or an agency give; totals know no sign and no scale.
bool is_built(const Criterion& leaf)
{
    return std::visit(match{
                          [](const SurveyRule&) { return false; },
                          [](const BallotRule&) { return false; },
                          [](const Imported&) { return false; },
                          [](const Granted&) { return false; },
                          [](const Penalty&) { return false; },
                          [&](const auto&) { return leaf.within_scale; },
                      },
                      leaf.rule);
}

Found in_criteria(const Regulation& r)
{
    for (const CriteriaSet& set : r.criteria_sets)
        for (const CriterionNo no : set.leaves()) {
            const Criterion& leaf = set[no];
            if (!is_built(leaf)) return UnbuiltReading{"rule", leaf.code.value};
            // A survey, leaders and another index have shapes of their own, refused above.
            if (leaf.scored_by == ScoredBy::council || leaf.scored_by == ScoredBy::appraising_agency)
                return UnbuiltReading{"scored_by", leaf.code.value};
            if (leaf.data_cutoff) return UnbuiltReading{"data_cutoff", leaf.code.value};
        }
    for (const CriteriaSet& set : r.criteria_sets)
        if (set.data_cutoff) return UnbuiltReading{"data_cutoff", set.id};
    for (const Overlay& overlay : r.overlays)
        if (overlay.rule) return UnbuiltReading{"overlays", overlay.id};
    return {};
}

/// Classes and rewards are computed (domain/classing), and shown nowhere yet.
Found in_results(const Regulation& r)
{
    if (!r.classifications.empty()) return UnbuiltReading{"classifications", r.classifications.front().id};
    if (!r.rewards.empty()) return UnbuiltReading{"rewards", r.rewards.front().id};
    if (!r.ranking_groups.empty()) return UnbuiltReading{"ranking_groups", r.ranking_groups.front().id};
    return {};
}

} // namespace

std::optional<UnbuiltReading> unbuilt_reading(const Regulation& regulation)
{
    for (const auto look : {in_switches, in_rounds, in_criteria, in_results})
        if (const Found found = look(regulation)) return found;
    return {};
}

} // namespace cchc::domain
