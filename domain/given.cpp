#include "domain/given.hpp"

#include "domain/assessment_ground.hpp"

namespace cchc::domain {

using enum RefusalCode;

namespace {

/// The rounds in which such a leaf is given its points; none planned: at any time.
std::vector<const Round*> rounds_for(const Criterion& leaf, const Cycle& cycle)
{
    std::vector<RoundKind> kinds{RoundKind::appraisal};
    if (leaf.scored_by == ScoredBy::survey) kinds = {RoundKind::survey};
    if (leaf.scored_by == ScoredBy::leaders) kinds = {RoundKind::leaders};
    if (leaf.scored_by == ScoredBy::import) kinds = {RoundKind::import};
    std::vector<const Round*> rounds;
    for (const Round& round : cycle.rounds)
        if (round.plan.kind == kinds.front()) rounds.push_back(&round);
    return rounds;
}

/// Where the door is shut, the first round that would have opened it says why.
Access access_to(const Criterion& leaf, const AgencyId& agency, const Cycle& cycle, Instant at)
{
    const auto rounds = rounds_for(leaf, cycle);
    if (rounds.empty()) return {true, {}, {}};
    Access first = cycle.access(rounds.front()->window.round, agency, &leaf.code, at);
    for (const Round* round : rounds)
        if (Access access = cycle.access(round->window.round, agency, &leaf.code, at); access.open) return access;
    return first;
}

/// What is the same whatever is brought in.
struct Giving {
    const Assessment& now;
    const Regulation& regulation;
    const Criterion& leaf;
    const ScoringRule& rule; ///< in force
    const Entry& entry;
    Given given;

    Outcome<Given> comes_to(Outcome<Scored> scored) &&
    {
        if (!scored) {
            Refusal why = scored.error();
            if (why.about.empty()) why.about = leaf.code.value;
            return why;
        }
        given.points = scored->points;
        given.not_applicable = scored->not_applicable;
        if (scored->level) given.level = static_cast<std::uint32_t>(*scored->level);
        return std::move(given);
    }
    Outcome<Scored> figures_score(const Figures& figures) const
    {
        return score(rule, leaf.levels, leaf.maximum, figures, regulation.holidays);
    }
};

template <class Command>
Outcome<Giving> giving(const Assessment& now, const Command& command, const Setting& in, const Occasion& on)
{
    const auto ground = giving_ground(now, command.criterion, in.cycle, on);
    if (!ground) return ground.error();
    const Entry& entry = now.entries[ground->leaf];
    if (on.expected && *on.expected != entry.version) {
        Refusal stale = refuse(stale_version, command.criterion.value);
        stale.current = entry.version;
        return stale;
    }
    Given given;
    given.source = command.source;
    given.on_behalf = on.hat.agency;
    given.reopening = ground->reopening;
    const Regulation& regulation = *in.cycle.regulation;
    const ScoringRule& rule = regulation.rule_in_force(*now.set, ground->leaf, local_date(on.at));
    return Giving{now, regulation, (*now.set)[ground->leaf], rule, entry, std::move(given)};
}

/// The event, or none where the entry holds just that already.
template <class E>
Outcome<AssessmentEvents> brought_in(const Criterion& leaf, const Entry& entry, Outcome<Given> given)
{
    if (!given) return given.error();
    if (entry.given == *given) return AssessmentEvents{};
    return AssessmentEvents{E{leaf.code, *std::move(given)}};
}

/// Bonus and penalty: counts by item, on a leaf whose rule is one.
template <class Rule, class E, class Command>
Outcome<AssessmentEvents> counted_items(const Assessment& now, const Command& command, const Setting& in,
                                        const Occasion& on)
{
    auto found = giving(now, command, in, on);
    if (!found) return found.error();
    Giving it = *std::move(found);
    const Criterion& leaf = it.leaf;
    if (!std::holds_alternative<Rule>(it.rule)) return refuse(scored_otherwise, leaf.code.value);
    if (command.source.text.empty()) return refuse(reason_required, leaf.code.value, "source");
    Figures counts;
    counts.counts = command.counts;
    it.given.figures = counts;
    it.given.reason = command.reason;
    const Entry& entry = it.entry;
    auto scored = it.figures_score(counts);
    return brought_in<E>(leaf, entry, std::move(it).comes_to(std::move(scored)));
}

} // namespace

Outcome<GivingGround> open_to_others(const Assessment& now, const Code& criterion, const Cycle& cycle, Instant at)
{
    const CriterionNo no = now.set->find(criterion.value);
    if (no == no_criterion) return refuse(not_found, criterion.value);
    const Access access = access_to((*now.set)[no], now.agency, cycle, at);
    if (!access.open) return access.why;
    return GivingGround{no, access.reopening};
}

Outcome<GivingGround> giving_ground(const Assessment& now, const Code& criterion, const Cycle& cycle,
                                    const Occasion& on)
{
    const Regulation& regulation = *cycle.regulation;
    const bool surveys = on.hat.role == RoleKind::surveyor;
    if (on.hat.role != RoleKind::appraiser && on.hat.role != RoleKind::integration && !surveys)
        return refuse(missing_right, now.id.value);
    const CriterionNo no = now.set->find(criterion.value);
    if (no == no_criterion) return refuse(not_found, criterion.value);
    const Criterion& leaf = (*now.set)[no];
    if (surveys && leaf.scored_by != ScoredBy::survey) return refuse(missing_right, criterion.value); // SE-8
    const AgencyId giver = regulation.giver_of(leaf, now.agency);
    if (giver.empty()) return refuse(scored_otherwise, criterion.value);
    if (on.hat.agency == now.agency && regulation.own_unit_appraisal != OwnUnitAppraisal::allow)
        return refuse(conflict_of_interest, now.agency.value);
    if (giver != on.hat.agency) return refuse(missing_right, criterion.value);
    return open_to_others(now, criterion, cycle, on.at);
}

Outcome<AssessmentEvents> decide(const Assessment& now, const ImportSurveyPoints& command, const Setting& in,
                                 const Occasion& on)
{
    auto found = giving(now, command, in, on);
    if (!found) return found.error();
    Giving it = *std::move(found);
    if (it.leaf.scored_by != ScoredBy::survey) return refuse(scored_otherwise, it.leaf.code.value);
    if (command.source.text.empty()) return refuse(reason_required, it.leaf.code.value, "source");
    Facts facts;
    facts.answers = it.given.answers = command.answers;
    auto scored = score_facts(it.regulation, it.rule, it.leaf, facts);
    const Criterion& leaf = it.leaf;
    const Entry& entry = it.entry;
    return brought_in<SurveyPointsImported>(leaf, entry, std::move(it).comes_to(std::move(scored)));
}

Outcome<AssessmentEvents> decide(const Assessment& now, const ImportResult& command, const Setting& in,
                                 const Occasion& on)
{
    auto found = giving(now, command, in, on);
    if (!found) return found.error();
    Giving it = *std::move(found);
    if (it.leaf.scored_by != ScoredBy::import) return refuse(scored_otherwise, it.leaf.code.value);
    if (command.source.text.empty()) return refuse(reason_required, it.leaf.code.value, "source");
    Facts facts;
    facts.value = it.given.value = command.value;
    facts.rank = it.given.rank = command.rank;
    auto scored = score_facts(it.regulation, it.rule, it.leaf, facts);
    const Criterion& leaf = it.leaf;
    const Entry& entry = it.entry;
    return brought_in<ResultImported>(leaf, entry, std::move(it).comes_to(std::move(scored)));
}

/// The points named, as the agency would have named them itself (SM-33, SM-34).
static Outcome<Scored> granted(const Giving& it, const GrantPoints& command, Instant at)
{
    const Criterion& leaf = it.leaf;
    if (std::holds_alternative<Granted>(it.rule)) {
        if (command.figures) return refuse(figures_invalid, "figures", "not_read");
        Facts facts;
        facts.given = command.points;
        return score_facts(it.regulation, it.rule, leaf, facts);
    }
    if (command.figures) {
        auto computed =
            score_figures(it.regulation, *it.now.set, it.now.set->find(leaf.code.value), *command.figures, at);
        if (!command.points || (computed && computed->points == *command.points)) return computed;
        if (command.reason.empty()) return refuse(reason_required, leaf.code.value, "reason");
    }
    if (!command.points) return refuse(facts_missing, "points");
    if (*command.points < Points{} || *command.points > leaf.maximum)
        return refuse(score_out_of_range, leaf.code.value, leaf.maximum.text());
    if (!allows(it.rule, leaf.levels, leaf.maximum, *command.points))
        return refuse(score_step_not_allowed, leaf.code.value);
    std::optional<std::size_t> level = level_with(leaf, *command.points);
    return Scored{*command.points, level, false};
}

Outcome<AssessmentEvents> decide(const Assessment& now, const GrantPoints& command, const Setting& in,
                                 const Occasion& on)
{
    auto found = giving(now, command, in, on);
    if (!found) return found.error();
    Giving it = *std::move(found);
    const bool outright = it.leaf.scored_by == ScoredBy::appraising_agency || it.leaf.scored_by == ScoredBy::council;
    const bool by_items = std::holds_alternative<Bonus>(it.rule) || std::holds_alternative<Penalty>(it.rule);
    if (!outright || by_items) return refuse(scored_otherwise, it.leaf.code.value);
    if (command.source.text.empty() && command.reason.empty())
        return refuse(reason_required, it.leaf.code.value, "source");
    if (command.source.text.empty()) it.given.source.reset();
    it.given.figures = command.figures;
    it.given.reason = command.reason;
    auto scored = granted(it, command, on.at);
    const Criterion& leaf = it.leaf;
    const Entry& entry = it.entry;
    return brought_in<PointsGranted>(leaf, entry, std::move(it).comes_to(std::move(scored)));
}

Outcome<AssessmentEvents> decide(const Assessment& now, const GrantBonus& command, const Setting& in,
                                 const Occasion& on)
{
    return counted_items<Bonus, BonusGranted>(now, command, in, on);
}

Outcome<AssessmentEvents> decide(const Assessment& now, const ImposePenalty& command, const Setting& in,
                                 const Occasion& on)
{
    return counted_items<Penalty, PenaltyImposed>(now, command, in, on);
}

} // namespace cchc::domain
