#include "domain/reference.hpp"

#include <algorithm>
#include <set>

namespace cchc::domain {

using enum RefusalCode;

std::vector<std::string_view> number_keys(const ScoringRule& rule)
{
    std::vector<std::string_view> keys;
    if (std::holds_alternative<RatioBands>(rule) || std::holds_alternative<Proportional>(rule))
        keys = {"numerator", "denominator"};
    else if (std::holds_alternative<ReferenceMultiple>(rule))
        keys = {"amount"};
    else if (const auto* formula = std::get_if<Formula>(&rule))
        for (const FormulaInput& input : formula->inputs) keys.push_back(input.key);
    else if (const auto* counted = std::get_if<CappedCount>(&rule))
        for (const Tier& tier : counted->tiers) keys.push_back(tier.key);
    else if (const auto* incident = std::get_if<WorstIncident>(&rule))
        for (const Severity& severity : incident->severities) keys.push_back(severity.key);
    return keys;
}

/// Where figures hold that number, if it is one of their own members.
static std::optional<std::int64_t>* member_of(Figures& figures, std::string_view key)
{
    if (key == "numerator") return &figures.numerator;
    if (key == "denominator") return &figures.denominator;
    if (key == "amount") return &figures.amount;
    return nullptr;
}

/// Puts the number in where it is left out. Whether the figures now say just that.
static bool settle(Figures& figures, const NamedCount& fixed)
{
    if (auto* member = member_of(figures, fixed.key)) {
        if (!*member) *member = fixed.count;
        return *member == fixed.count;
    }
    const auto named = std::ranges::find(figures.counts, fixed.key, &NamedCount::key);
    if (named != figures.counts.end()) return named->count == fixed.count;
    figures.counts.push_back(fixed);
    return true;
}

Outcome<Figures> confirmed(Figures figures, const Reference& reference)
{
    for (const NamedCount& fixed : reference.figures)
        if (figures.never || !settle(figures, fixed)) return refuse(figures_invalid, fixed.key, "not_as_published");
    return figures;
}

bool confirms(const Figures& figures, const Reference& reference)
{
    const auto same = confirmed(figures, reference);
    return same && *same == figures;
}

static std::optional<Refusal> fault_of(const std::vector<NamedCount>& figures, const ScoringRule& rule)
{
    static constexpr std::int64_t most = 1'000'000'000'000;
    const auto keys = number_keys(rule);
    std::set<std::string_view> named;
    if (figures.empty()) return refuse(figures_invalid, "figures", "required");
    for (const NamedCount& one : figures) {
        if (std::ranges::find(keys, one.key) == keys.end()) return refuse(figures_invalid, one.key, "not_read");
        if (!named.insert(one.key).second) return refuse(figures_invalid, one.key, "answered_twice");
        if (one.count < 0 || one.count > most) return refuse(figures_invalid, one.key, "out_of_bounds");
    }
    return {};
}

/// Until the lock, and under a reopening: what lies before the opening counts as open.
static Outcome<GrantId> open_for_reference(const Assessment& now, const Code& criterion, const Cycle& cycle, Instant at)
{
    const Round* self = cycle.round(RoundKind::self_assessment);
    if (!self) return refuse(not_found, "self_assessment");
    const Access access = cycle.access(self->window.round, now.agency, &criterion, at);
    const auto& opens_at = self->window_of(now.agency).opens_at;
    const bool to_come = !self->locked_for(now.agency) && (!opens_at || at < *opens_at);
    if (!access.open && !to_come) return access.why;
    if (now.submitted() && access.reopening.empty()) return refuse(assessment_submitted, now.id.value);
    return access.reopening;
}

Outcome<AssessmentEvents> decide(const Assessment& now, const ImportReferences& command,
                                 const ImportReferences::Row& row, const Setting& in, const Occasion& on)
{
    const Regulation& regulation = *in.cycle.regulation;
    if (on.hat.role != RoleKind::appraiser && on.hat.role != RoleKind::integration)
        return refuse(missing_right, now.id.value);
    const CriterionNo no = now.set->find(row.criterion.value);
    if (no == no_criterion) return refuse(not_found, row.criterion.value);
    const Criterion& leaf = (*now.set)[no];
    const bool theirs = on.hat.agency == regulation.appraiser_of(leaf, now.agency) ||
                        on.hat.agency.value == regulation.standing_department;
    if (!theirs) return refuse(missing_right, row.criterion.value);
    if (on.hat.agency == now.agency && regulation.own_unit_appraisal == OwnUnitAppraisal::forbid)
        return refuse(conflict_of_interest, now.agency.value);
    if (!agency_scores(leaf)) return refuse(not_scored_by_agency, row.criterion.value);
    const ScoringRule& rule = regulation.rule_in_force(*now.set, no, local_date(on.at));
    if (const auto fault = fault_of(row.figures, rule)) return *fault;
    const auto reopening = open_for_reference(now, row.criterion, in.cycle, on.at);
    if (!reopening) return reopening.error();
    Reference next{row.figures, command.source, command.snapshot, on.hat.agency, *reopening};
    if (now.entries[no].reference == next) return AssessmentEvents{};
    return AssessmentEvents{ReferenceImported{row.criterion, std::move(next)}};
}

} // namespace cchc::domain
