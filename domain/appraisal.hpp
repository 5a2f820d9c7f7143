#pragma once

#include "domain/cycle.hpp"
#include "domain/events.hpp"
#include "domain/outcome.hpp"

#include <array>
#include <vector>

namespace cchc::domain {

struct Assessment;

/// One entry in one appraisal round, as the council sees it. `version` counts drafts and decisions: an appraiser's
/// If-Match. What the agency sees is `published`, and nothing else.
struct AppraisalItem {
    std::uint32_t version = 0;
    std::optional<Opinion> draft;
    std::optional<Opinion> decided;
    std::optional<Opinion> published;
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

/// The three decisions and their limits (AP-4 to AP-10): agreeing confirms the self score; disagreeing says why and
/// lowers; asking for a supplement says what is needed and lowers for now, in round 1 only. Points are always values
/// the rule in force can yield (SM-33).
Outcome<std::vector<AppraisalEvent>> decide(const Appraisal& now, const DecideAppraisal& command,
                                            const Assessment& assessment, const Cycle& cycle, const Occasion& on);

void evolve(Appraisal& now, const AppraisalEvent& event, const CriteriaSet& set, const Cycle& cycle);
/// The round's decisions become visible (AppraisalsPublished reaches every assessment of the cycle).
void publish(Appraisal& now, int ordinal);

} // namespace cchc::domain
