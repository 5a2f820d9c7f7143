#include "domain/ballots.hpp"

#include "domain/given.hpp"
#include "domain/result.hpp"

#include <algorithm>
#include <cassert>

namespace cchc::domain {

using enum RefusalCode;

const std::vector<BallotPoints>& Ballots::on(CriterionNo leaf) const
{
    static const std::vector<BallotPoints> none;
    const auto found = cast.find(leaf);
    return found == cast.end() ? none : found->second;
}

namespace {

/// The same whatever is overlaid: no overlay changes a box once ballots lie in it (storage/regulation_read.cpp).
const BallotPlan& plan_of(const Criterion& leaf, const Regulation& regulation)
{
    const BallotPlan* plan = regulation.ballot(std::get<BallotRule>(leaf.rule).ballot);
    assert(plan && "a regulation's names lead somewhere");
    return *plan;
}

/// LD-5: leaders score whoever stands at the threshold or above, these ballots left out.
bool in_leader_scope(CriterionNo leaf, const Assessment& assessment, const Setting& in)
{
    const Regulation& regulation = *in.cycle.regulation;
    const BallotPlan& plan = plan_of((*assessment.set)[leaf], regulation);
    if (plan.leader_scope == LeaderScope::all) return true;
    Assessment before = assessment;
    before.entries[leaf].given.reset();
    const Standing standing = domain::standing(in.cycle, before, in.appraisal);
    const Ranked agency{assessment.agency, standing.final_points(), standing.applicable_maximum, {}};
    return reaches(agency, plan.threshold, false, regulation.classify_on);
}

/// ES-11: ballots wait for the other indices where the regulation says so.
std::optional<Refusal> import_in_the_way(const Assessment& assessment, const Regulation& regulation)
{
    if (regulation.import_phase != ImportPhase::blocks_leaders) return {};
    for (const CriterionNo leaf : assessment.set->leaves())
        if ((*assessment.set)[leaf].scored_by == ScoredBy::import &&
            awaits_others((*assessment.set)[leaf], assessment.entries[leaf]))
            return refuse(facts_missing, (*assessment.set)[leaf].code.value);
    return {};
}

Outcome<AssessmentEvents> open_box(std::vector<BallotPoints> ballots, CriterionNo leaf, const Assessment& assessment,
                                   const Setting& in, Instant at, Given given)
{
    const Criterion& criterion = (*assessment.set)[leaf];
    Facts facts;
    given.out_of_scope = facts.out_of_scope = !in_leader_scope(leaf, assessment, in);
    if (!facts.out_of_scope) facts.ballots = std::move(ballots);
    const Regulation& regulation = *in.cycle.regulation;
    const auto scored =
        score_facts(regulation, regulation.rule_in_force(*assessment.set, leaf, local_date(at)), criterion, facts);
    if (!scored) return scored.error();
    given.ballots = static_cast<std::uint32_t>(facts.ballots.size());
    given.points = scored->points;
    if (assessment.entries[leaf].given == given) return AssessmentEvents{};
    return AssessmentEvents{BallotsOpened{criterion.code, std::move(given)}};
}

struct BallotGround {
    GivingGround on;
    const BallotPlan& plan;
    Given given; ///< the frame of an opening
};
/// A leader casts his own ballot and nobody else's (LD-8).
Outcome<GivingGround> leaders_ground(const CastBallot& command, const Assessment& assessment, const Setting& in,
                                     const Occasion& on)
{
    const CriterionNo no = assessment.set->find(command.criterion.value);
    if (no == no_criterion) return refuse(not_found, command.criterion.value);
    const Criterion& leaf = (*assessment.set)[no];
    if (leaf.scored_by != ScoredBy::leaders) return refuse(scored_otherwise, leaf.code.value);
    const bool by_himself = plan_of(leaf, *in.cycle.regulation).entered_by == BallotEntry::leaders;
    if (!by_himself || in.directory.holdings.at(on.hat.grant).granted.leader != command.leader)
        return refuse(missing_right, command.leader);
    return open_to_others(assessment, command.criterion, in.cycle, on.at);
}

/// The standing department enters ballots from paper, where leaders do not cast them themselves (LD-8).
Outcome<GivingGround> casting_ground(const CastBallot& command, const Assessment& assessment, const Setting& in,
                                     const Occasion& on)
{
    if (on.hat.role == RoleKind::leader) return leaders_ground(command, assessment, in, on);
    if (on.hat.role != RoleKind::appraiser) return refuse(missing_right, assessment.id.value);
    const auto ground = giving_ground(assessment, command.criterion, in.cycle, on);
    if (!ground) return ground;
    const Criterion& leaf = (*assessment.set)[ground->leaf];
    if (leaf.scored_by != ScoredBy::leaders) return refuse(scored_otherwise, leaf.code.value);
    if (plan_of(leaf, *in.cycle.regulation).entered_by == BallotEntry::leaders)
        return refuse(missing_right, command.leader);
    return ground;
}

Outcome<BallotGround> ballot_ground(const Ballots& now, const Outcome<GivingGround>& ground, const Code& code,
                                    const Assessment& assessment, const Setting& in, const Occasion& on)
{
    if (!ground) return ground.error();
    const Criterion& leaf = (*assessment.set)[ground->leaf];
    if (leaf.scored_by != ScoredBy::leaders) return refuse(scored_otherwise, code.value);
    if (on.expected && *on.expected != now.version) {
        Refusal stale = refuse(stale_version, assessment.id.value);
        stale.current = now.version;
        return stale;
    }
    if (auto waits = import_in_the_way(assessment, *in.cycle.regulation)) return *waits;
    Given given;
    given.on_behalf = on.hat.agency;
    given.reopening = ground->reopening;
    return BallotGround{*ground, plan_of(leaf, *in.cycle.regulation), std::move(given)};
}

} // namespace

Outcome<BallotActs> decide(const Ballots& now, const CastBallot& command, const Assessment& assessment,
                           const Setting& in, const Occasion& on)
{
    const auto ground =
        ballot_ground(now, casting_ground(command, assessment, in, on), command.criterion, assessment, in, on);
    if (!ground) return ground.error();
    const CriterionNo no = ground->on.leaf;
    const Criterion& leaf = (*assessment.set)[no];
    const BallotPlan& plan = ground->plan;
    if (std::ranges::find(plan.leaders, command.leader, &Leader::key) == plan.leaders.end())
        return refuse(figures_invalid, command.leader, "unknown_key");
    if (!in_leader_scope(no, assessment, in))
        return refuse(out_of_leader_scope, leaf.code.value, plan.threshold.text());
    if (command.points < Points{} || command.points > leaf.maximum)
        return refuse(score_out_of_range, leaf.code.value, leaf.maximum.text());
    if (command.points.units() % plan.step.units() != 0) return refuse(score_step_not_allowed, leaf.code.value);

    const bool open = assessment.entries[no].given.has_value();
    std::vector<BallotPoints> ballots = now.on(no);
    const auto before = std::ranges::find(ballots, command.leader, &BallotPoints::key);
    if (before != ballots.end() && before->points == command.points) return BallotActs{};
    if (open && command.reason.empty()) return refuse(reason_required, leaf.code.value, "reason");
    if (before != ballots.end())
        before->points = command.points;
    else
        ballots.push_back({command.leader, command.points});

    BallotActs acts;
    acts.cast.push_back(BallotCast{leaf.code, command.leader, command.points, command.reason, command.source,
                                   on.hat.agency, ground->on.reopening});
    if (open || ballots.size() == plan.leaders.size()) {
        Given given = ground->given;
        given.reason = command.reason;
        auto opened = open_box(std::move(ballots), no, assessment, in, on.at, std::move(given));
        if (!opened) return opened.error();
        acts.opened = *std::move(opened);
    }
    return acts;
}

Outcome<BallotActs> decide(const Ballots& now, const OpenBallots& command, const Assessment& assessment,
                           const Setting& in, const Occasion& on)
{
    const auto ground = ballot_ground(now, giving_ground(assessment, command.criterion, in.cycle, on),
                                      command.criterion, assessment, in, on);
    if (!ground) return ground.error();
    const CriterionNo no = ground->on.leaf;
    if (assessment.entries[no].given) return BallotActs{};
    if (command.reason.empty()) return refuse(reason_required, command.criterion.value, "reason");
    Given given = ground->given;
    given.reason = command.reason;
    auto opened = open_box(now.on(no), no, assessment, in, on.at, std::move(given));
    if (!opened) return opened.error();
    return BallotActs{{}, *std::move(opened)};
}

AssessmentEvents opened_by_lock(const Ballots& now, const Assessment& assessment, const Setting& in, Instant at)
{
    AssessmentEvents all;
    for (const CriterionNo leaf : assessment.set->leaves()) {
        if ((*assessment.set)[leaf].scored_by != ScoredBy::leaders || assessment.entries[leaf].given) continue;
        const auto opened = open_box(now.on(leaf), leaf, assessment, in, at, Given{});
        if (opened) all.insert(all.end(), opened->begin(), opened->end());
    }
    return all;
}

void evolve(Ballots& now, const BallotEvent& event, const CriteriaSet& set)
{
    const auto& cast = std::get<BallotCast>(event);
    ++now.version;
    auto& ballots = now.cast[set.find(cast.criterion.value)];
    const auto before = std::ranges::find(ballots, cast.leader, &BallotPoints::key);
    if (before == ballots.end())
        ballots.push_back({cast.leader, cast.points});
    else
        before->points = cast.points;
}

} // namespace cchc::domain
