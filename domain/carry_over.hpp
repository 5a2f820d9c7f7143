#pragma once

#include "domain/appraisal.hpp"
#include "domain/assessment.hpp"
#include "domain/ballots.hpp"

#include <vector>

namespace cchc::domain {

struct AssessmentFile;

// What an amendment of a cycle makes of what stands on its criteria (CS-32). It follows the event to the letter and
// compares no texts: a log is replayed as it was decided.

/// How the entries of one set become those of the next.
struct CarryOver {
    struct Leaf {
        std::vector<CriterionNo> from; ///< numbers in the set left; none: new
        Redo redo = Redo::none;
        bool in_place = false; ///< it was that very criterion, under that very code
    };
    std::vector<Leaf> leaves; ///< by CriterionNo of the set moved to; parents hold nothing
    std::uint32_t version = 0;
    /// The leaf that took over `was` alone with all that stood on it; none when it was scored otherwise, merged, split
    /// or dropped.
    CriterionNo heir_of(CriterionNo was) const;
};
CarryOver carry_over(const CycleAmended& event, const CriteriaSet& earlier, const CriteriaSet& later);

/// The file goes over to `later`: entries, opinions, ballots. `seq` is the amendment's.
///
/// Versions of entries and items never fall on a code: an If-Match that was seen before the amendment fits only where
/// nothing has changed. What an undo would bring back is forgotten where the entry was not carried over whole.
void carry_over(AssessmentFile& file, const CarryOver& map, const CriteriaSet& later, Sequence seq);

/// A reopening's criteria under their new codes; several where one was split. Empty: none of them is left.
std::vector<Code> codes_after(const CycleAmended& event, const Regulation& later, const std::vector<Code>& codes);

} // namespace cchc::domain
