#include "domain/appraisal.hpp"

#include "domain/assessment.hpp"
#include "domain/result.hpp"

#include <algorithm>
#include <cassert>

namespace cchc::domain {

using enum RefusalCode;

Outcome<std::vector<AppraisalEvent>> decide(const Appraisal& now, const DecideAppraisal& command,
                                            const Assessment& assessment, const Cycle& cycle, const Occasion& on)
{
    const Regulation& regulation = *cycle.regulation;
    if (on.hat.role != RoleKind::appraiser) return refuse(missing_right, assessment.id.value);
    const CriterionNo no = assessment.set->find(command.criterion.value);
    if (no == no_criterion) return refuse(not_found, command.criterion.value);
    const Criterion& criterion = (*assessment.set)[no];
    if (!agency_scores(criterion)) return refuse(not_appraisable, criterion.code.value);
    if (on.hat.agency == assessment.agency && regulation.own_unit_appraisal == OwnUnitAppraisal::forbid)
        return refuse(conflict_of_interest, assessment.agency.value);
    if (regulation.appraiser_of(criterion, assessment.agency) != on.hat.agency)
        return refuse(missing_right, criterion.code.value);

    const Round* round = cycle.round(command.round);
    if (!round || round->plan.kind != RoundKind::appraisal) return refuse(not_found, command.round.value);
    const Access access = cycle.access(command.round, assessment.agency, &criterion.code, on.at);
    if (!access.open) return access.why;
    if (round->published && access.reopening.empty()) return refuse(already_published, command.round.value);

    const int ordinal = round->plan.ordinal;
    const Round* first = cycle.round(RoundKind::appraisal, 1);
    if (ordinal == 2 && first && !first->published) // nobody could answer the first opinion yet
        return refuse(not_published, first->window.round.value);
    const AppraisalItem& item = now.item(no, ordinal);
    if (on.expected && *on.expected != item.version) {
        Refusal stale = refuse(stale_version, criterion.code.value);
        stale.current = item.version;
        return stale;
    }

    const Entry& entry = assessment.entries[no];
    if (entry.na == NaState::claimed || entry.na == NaState::accepted) // a claim is ruled on first
        return refuse(not_applicable_claimed, criterion.code.value);
    const Points self = judged_self(cycle, assessment, no);
    if (command.points < Points{} || command.points > criterion.maximum)
        return refuse(score_out_of_range, criterion.code.value, criterion.maximum.text());
    // AP-7: none at all, whatever the levels say; else what the rule in force allows (SM-33).
    if (command.points != self && command.points != Points{} &&
        !allows(regulation.rule_in_force(*assessment.set, no, local_date(on.at)), criterion.levels, criterion.maximum,
                command.points))
        return refuse(score_step_not_allowed, criterion.code.value);

    if (!command.draft) {
        switch (command.decision) {
        case Decision::agree:
            if (command.points != self) return refuse(must_equal_self_score, criterion.code.value, self.text());
            break;
        case Decision::disagree:
            if (command.reason.empty()) return refuse(reason_required, criterion.code.value, "reason");
            if (command.points > self && !regulation.may_exceed_self)
                return refuse(above_self_score, criterion.code.value, self.text());
            if (command.points == self) return refuse(must_be_lower, criterion.code.value, self.text());
            break;
        case Decision::request_supplement:
            if (ordinal != 1) return refuse(not_in_this_round, criterion.code.value);
            if (command.needed.empty()) return refuse(needed_required, criterion.code.value, "needed");
            if (command.points > self) return refuse(above_self_score, criterion.code.value, self.text());
            if (command.points == self && self > Points{})
                return refuse(must_be_lower, criterion.code.value, self.text());
            break;
        }
        const Points before = counted(cycle, assessment, now, no, Stage::round_1);
        if (ordinal == 2 && !regulation.round2_may_lower && command.points < before)
            return refuse(below_round_one, criterion.code.value, before.text());
    }

    Opinion opinion{criterion.code, command.round,   command.decision, command.points,
                    command.reason, command.needed,  entry.version,    {},
                    on.hat.agency,  access.reopening};
    for (const Evidence& e : entry.evidence)
        if (!e.detached) opinion.evidence.push_back(e.attached.document.sha256);
    if (command.draft) {
        if (item.draft == opinion) return std::vector<AppraisalEvent>{};
        return std::vector<AppraisalEvent>{AppraisalDrafted{std::move(opinion)}};
    }
    if (item.decided == opinion && !item.draft) return std::vector<AppraisalEvent>{};
    return std::vector<AppraisalEvent>{AppraisalDecided{std::move(opinion)}};
}

void evolve(Appraisal& now, const AppraisalEvent& event, const CriteriaSet& set, const Cycle& cycle)
{
    const auto item_of = [&](const Opinion& opinion) -> AppraisalItem& {
        const CriterionNo no = set.find(opinion.criterion.value);
        const Round* round = cycle.round(opinion.round);
        assert(no != no_criterion && round);
        return now.item(no, round->plan.ordinal);
    };
    std::visit(match{
                   [&](const AppraisalDrafted& e) {
                       AppraisalItem& item = item_of(e.opinion);
                       ++item.version;
                       item.draft = e.opinion;
                   },
                   [&](const AppraisalDecided& e) {
                       AppraisalItem& item = item_of(e.opinion);
                       ++item.version;
                       item.decided = e.opinion;
                       item.draft.reset();
                   },
               },
               event);
}

void publish(Appraisal& now, int ordinal)
{
    now.visible = true;
    for (CriterionNo no = 0; no < now.items.size(); ++no) {
        AppraisalItem& item = now.item(no, ordinal);
        if (item.decided) item.published = item.decided;
    }
}

} // namespace cchc::domain
