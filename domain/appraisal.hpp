#pragma once

#include "domain/cycle.hpp"
#include "domain/events.hpp"
#include "domain/outcome.hpp"

#include <array>
#include <vector>

namespace cchc::domain {

struct Assessment;

/// What one appraising agency says of an item. `version` counts its drafts and decisions: its appraiser's If-Match.
struct Judgement {
    AgencyId by;
    std::uint32_t version = 0;
    std::optional<Opinion> draft;
    std::optional<Opinion> decided;
};

/// What the chair ruled on an item.
struct Ruling {
    Opinion opinion;
    std::string document_number;
    bool operator==(const Ruling&) const = default;
};

/// One entry in one appraisal round, as the council sees it. What the agency sees is `published` with what stands
/// behind it, and nothing else.
struct AppraisalItem {
    std::vector<Judgement> judgements; ///< of each agency that has drafted or decided, in the order of its first word
    std::optional<Ruling> ruling;      ///< the last one; a later decision of an appraiser takes it back
    std::optional<Opinion> published;  ///< what they came to together when the round was published
    std::vector<Opinion> behind;       ///< the opinions behind `published`, where several spoke or the chair ruled
    std::string document_number;       ///< of the chair's paper, where `published` is what he ruled

    /// The agency's judgement; an empty one where it has not said anything.
    const Judgement& by(const AgencyId& agency) const;
    bool anybody_decided() const;
};

/// The council's opinions on one assessment, by criterion and appraisal round (ordinal 1 and 2).
struct Appraisal {
    std::vector<std::array<AppraisalItem, 2>> items; ///< by CriterionNo
    bool visible = false;                            ///< some round of it was published

    const AppraisalItem& item(CriterionNo criterion, int ordinal) const { return items[criterion][index(ordinal)]; }
    AppraisalItem& item(CriterionNo criterion, int ordinal) { return items[criterion][index(ordinal)]; }

private:
    static std::size_t index(int ordinal) { return ordinal == 2 ? 1 : 0; }
};

/// What an item has come to (AP-15).
enum class Verdict {
    open,      ///< an appraiser has still to decide
    differing, ///< all have, they differ, and nothing rules
    settled,   ///< the only opinion, or all give the same points, or their mean is what counts
    ruled,     ///< the chair has ruled
};
Verdict verdict(const AppraisalItem& item, const Assessment& assessment, const Regulation& regulation,
                CriterionNo criterion);
/// The opinion it has come to, where it is settled or ruled: of several the decision that asks most of the agency, the
/// words of all who differ from the self score, and no `on_behalf`. A mean is rounded as the criterion's rule rounds,
/// and to four places where the rule does not divide.
std::optional<Opinion> comes_to(const AppraisalItem& item, const Assessment& assessment, const Regulation& regulation,
                                CriterionNo criterion);

/// Whether the round may be published with the item as it is: not under `undecided_at_lock` escalate while the chair
/// has still to rule on it. In a second round that is what somebody judged there; the rest keeps round 1 (AP-10).
bool waits_for_the_chair(const AppraisalItem& item, const Assessment& assessment, const Cycle& cycle,
                         CriterionNo criterion, int ordinal);

/// Whether an agency may see what another has decided on an item: always, unless the regulation has them work `blind`;
/// then once every one of them has decided (AP-15). Drafts are nobody else's to see, ever.
bool sees_the_others(const AppraisalItem& item, const Assessment& assessment, const Regulation& regulation,
                     CriterionNo criterion);

/// The three decisions and their limits (AP-4 to AP-10): agreeing confirms the self score; disagreeing says why and
/// lowers; asking for a supplement says what is needed and lowers for now, in round 1 only. Points are always values
/// the rule in force can yield (SM-33). Of a penalty the agency gives itself, to lower is to take off more. Nothing is
/// given on a secret paper that was not explained (EV-17); an appraiser whose own records are the evidence says what he
/// looked at (EV-28).
///
/// Each of `Regulation::appraisers_of` gives an opinion of his own. Under `blind` it is final once all have given
/// theirs, for then they see each other's; `consensus` lets them come round until the round is over.
Outcome<std::vector<AppraisalEvent>> decide(const Appraisal& now, const DecideAppraisal& command,
                                            const Assessment& assessment, const Cycle& cycle, const Occasion& on);
/// The chair's ruling, recorded with its paper by `Regulation::ruler_of`, within the same limits: where all appraisers
/// have decided and differ (`disagreement_ruling` chair, AP-15), from then on; and what is undecided once the round has
/// locked for the agency (`undecided_at_lock` escalate, AP-20). Until its publication; the last ruling counts.
Outcome<std::vector<AppraisalEvent>> decide(const Appraisal& now, const RuleAppraisal& command,
                                            const Assessment& assessment, const Cycle& cycle, const Occasion& on);

void evolve(Appraisal& now, const AppraisalEvent& event, const CriteriaSet& set, const Cycle& cycle);
/// The round's decisions become visible (AppraisalsPublished reaches every assessment of the cycle).
void publish(Appraisal& now, const Assessment& assessment, const Regulation& regulation, int ordinal);

} // namespace cchc::domain
