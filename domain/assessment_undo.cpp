#include "domain/assessment_ground.hpp"

#include <algorithm>
#include <cassert>

namespace cchc::domain {

using enum RefusalCode;

namespace {

/// What figures and points are judged by when they come back: an undo is an act of its own day.
struct RuleOfToday {
    const Regulation& regulation;
    const CriteriaSet& set;
    CriterionNo leaf;
    Instant at;

    Outcome<Scored> told_by(const Figures& figures) const { return score_figures(regulation, set, leaf, figures, at); }
    bool allows(Points points) const
    {
        const ScoringRule& rule = regulation.rule_in_force(set, leaf, local_date(at));
        return domain::allows(rule, set[leaf].levels, set[leaf].maximum, points);
    }
    /// Whether this score could be given now, to the point: what stood under a rule that is no more does not come back.
    bool gives(const SelfScore& score) const
    {
        if (!score.points) return true;
        const auto told = score.figures ? told_by(*score.figures) : Outcome<Scored>(Scored{});
        if (!told) return false;
        return score.basis == Basis::figures ? told->points == *score.points : allows(*score.points);
    }
};

/// The events that put `act.before` back, given the entry as it stands.
struct Restorer {
    const Criterion& criterion;
    const Entry& entry;
    GrantId reopening;
    RuleOfToday today;

    AssessmentEvents operator()(const SelfScore& before) const
    {
        AssessmentEvents events;
        // A reason given without figures would otherwise read as an override of the figures that came since.
        const bool figures_in_the_way = entry.self.figures && !before.figures && !before.reason.empty();
        if (!before.points || figures_in_the_way) events.push_back(SelfScoreCleared{criterion.code, reopening});
        if (!before.points) return events;
        if (before.figures) {
            const auto told = today.told_by(*before.figures);
            assert(told && "looked at before it is restored");
            std::optional<std::uint32_t> level;
            if (told->level) level = static_cast<std::uint32_t>(*told->level);
            events.push_back(FiguresDeclared{criterion.code, *before.figures, told->points, level, reopening});
            if (before.basis != Basis::override_) return events;
        }
        events.push_back(SelfScoreEntered{criterion.code, *before.points, before.level, before.reason, reopening});
        return events;
    }
    AssessmentEvents operator()(const std::string& before) const
    {
        return {ExplanationWritten{criterion.code, before, reopening}};
    }
    AssessmentEvents operator()(const LinkId& link) const
    {
        for (const Evidence& e : entry.evidence) {
            if (e.attached.link != link) continue;
            if (!e.detached) return {EvidenceDetached{criterion.code, link, reopening}};
            EvidenceAttached again = e.attached;
            again.reopening = reopening;
            if (const SignatureCheck* newest = e.check()) again.check = *newest; // as it is known by now
            return {again};
        }
        return {};
    }
    AssessmentEvents operator()(const ClaimBefore& before) const
    {
        if (before.na == NaState::claimed) return {NotApplicableClaimed{criterion.code, before.ground, reopening}};
        if (before.na != NaState::none) return {}; // a ruling is the council's to give again
        AssessmentEvents events{NotApplicableWithdrawn{criterion.code, reopening}};
        if (!before.self.points) return events;
        const AssessmentEvents score = (*this)(before.self);
        events.insert(events.end(), score.begin(), score.end());
        return events;
    }
    AssessmentEvents operator()(const SupplementBefore& before) const
    {
        return {SupplementProvided{criterion.code, before.text, reopening}};
    }
};

/// The event that last touched the part of the entry that the act changed.
struct LastTouch {
    const Entry& entry;
    Sequence operator()(const SelfScore&) const { return entry.self_seq; }
    Sequence operator()(const std::string&) const { return entry.explanation_seq; }
    Sequence operator()(const LinkId& link) const
    {
        const auto found = std::ranges::find(entry.evidence, link, [](const Evidence& e) { return e.attached.link; });
        return found->seq;
    }
    Sequence operator()(const ClaimBefore&) const { return std::max(entry.na_seq, entry.self_seq); }
    Sequence operator()(const SupplementBefore&) const { return entry.supplement_seq; }
};

/// The score that would come back; null where the act left it alone.
const SelfScore* score_before(const Act& act)
{
    if (const auto* claim = std::get_if<ClaimBefore>(&act.before)) return &claim->self;
    return std::get_if<SelfScore>(&act.before);
}

} // namespace

Outcome<AssessmentEvents> decide(const Assessment& now, const UndoEdit& command, const Setting& in, const Occasion& on)
{
    if (!works_on(now, on)) return refuse(missing_right, now.id.value);
    const auto mine = now.acts.find(on.actor);
    if (mine == now.acts.end()) return refuse(cannot_undo, std::to_string(command.undone));
    const auto act = std::ranges::find(mine->second, command.undone, &Act::seq);
    if (act == mine->second.end()) return refuse(cannot_undo, std::to_string(command.undone));

    const Criterion& criterion = (*now.set)[act->criterion];
    const Entry& entry = now.entries[act->criterion];
    const bool answers = std::holds_alternative<SupplementBefore>(act->before);
    const auto ground =
        answers ? ground_in_supplement(now, act->criterion, in, on) : ground_of(now, act->criterion, in, on);
    if (!ground) return ground.error();
    if (std::visit(LastTouch{entry}, act->before) != act->settled)
        return refuse(cannot_undo, criterion.code.value, "changed_since");
    const bool scores = std::holds_alternative<SelfScore>(act->before);
    const bool links = std::holds_alternative<LinkId>(act->before);
    const bool scored_there = scores && in.cycle.regulation->supplement_may_change_self_score;
    if (ground->supplement() && !answers && !links && !scored_there)
        return refuse(self_score_fixed, criterion.code.value);
    if (const auto* link = std::get_if<LinkId>(&act->before))
        for (const Evidence& e : entry.evidence)
            if (e.attached.link == *link && e.destroyed) return refuse(cannot_undo, criterion.code.value, "destroyed");
    if (const auto* link = std::get_if<LinkId>(&act->before))
        for (const Evidence& e : entry.evidence)
            if (e.attached.link == *link &&
                (e.attached.round != ground->round->window.round || e.attached.reopening != ground->reopening))
                return refuse(cannot_undo, criterion.code.value, "locked_since");
    const RuleOfToday today{*in.cycle.regulation, *now.set, act->criterion, on.at};
    if (const SelfScore* score = score_before(*act); score && !today.gives(*score))
        return refuse(cannot_undo, criterion.code.value, "rule_changed");
    AssessmentEvents restoring = std::visit(Restorer{criterion, entry, ground->reopening, today}, act->before);
    if (restoring.empty()) return refuse(cannot_undo, criterion.code.value);
    AssessmentEvents events{Compensated{command.undone, static_cast<std::uint32_t>(restoring.size())}};
    events.insert(events.end(), restoring.begin(), restoring.end());
    return events;
}

} // namespace cchc::domain
