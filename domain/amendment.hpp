#pragma once

#include "domain/events.hpp"
#include "domain/regulation.hpp"

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace cchc::domain {

// One text of a regulation held against an earlier one: which criterion became which, and what that means for scores
// that stand on it (CS-29, CS-32). Pure: no cycle, no scores.

/// By criterion number of the later set, the criteria of the earlier one that it was, in printed order. None: new;
/// several: merged. A leaf comes from leaves alone, a parent from parents.
using Origins = std::vector<std::vector<CriterionNo>>;

/// Which criterion was which. Where the later codes speak of the earlier set (`codes_speak_of_it`: the later text names
/// the earlier one as its `previous_regulation`), a criterion was what its `previous_codes` say; without any it was
/// the one of the same code, unless another says that it was that one. Where they speak of another text, the same code
/// is the same criterion.
Origins origins_of(const CriteriaSet& earlier, const CriteriaSet& later, bool codes_speak_of_it);

/// The part of a criterion that differs between two texts.
enum class CriterionPart {
    title, ///< or its printed number
    note,
    evidence, ///< which papers are listed
    appraiser,
    na_claimable, ///< now it may be claimed
    evidence_rule,
    maximum,
    in_scale,
    scored_by,
    rule,   ///< with the survey, the ballot or the holidays it reads
    levels, ///< their points; where the agency picks one, their words too
    data_window,
    na_policy, ///< or that it may no longer be claimed
};

/// What became of a criterion, from the mildest to the gravest.
enum class Change {
    unchanged,
    words,   ///< texts, listed papers, who appraises: what was scored stands
    duties,  ///< what is owed beside a score: it stands, and is looked at again
    scoring, ///< how it is scored: it is scored again
    added,   ///< was nothing before, or is one of several that were one
    dropped,
};

Redo redo_after(Change change);

struct CriterionChange {
    std::string criteria_set; ///< its id in the later text; of what was dropped, in the earlier one
    Code code;                ///< likewise
    std::vector<Code> from;   ///< its codes in the earlier text
    Change change = Change::unchanged;
    std::vector<CriterionPart> parts; ///< where it was one criterion before; in the order of the enumeration
    bool leaf = true;
    bool operator==(const CriterionChange&) const = default;
};

/// Texts of one regulation, each issued right after the one before it: the earlier, what lay between, the later.
using Versions = std::vector<std::shared_ptr<const Regulation>>;

/// Every criterion of every set of the last version, then what was dropped, against the first of `versions`; the codes
/// are followed through those between. At least one version; the last against itself is unchanged.
std::vector<CriterionChange> changes_between(const Versions& versions);

/// The set of the first version that `set` of the last one follows: by `previous_set` where that speaks of it, else of
/// the same id; null when it is new.
const CriteriaSet* predecessor(const Versions& versions, const CriteriaSet& set);

/// What a set's criteria were in last year's text.
struct LastYear {
    RegulationId regulation;
    std::string criteria_set;
    std::vector<std::vector<Code>> codes; ///< by criterion number of this year's set; none: new, or not said
};
/// The regulation that the codes of these versions lead back to; empty when they name none.
RegulationId regulation_before(const Versions& versions);
/// `versions` from the first to the one meant; `before` is last year's text, where it is at hand: without it only what
/// the codes themselves say is known. Nothing when the regulation names none.
std::optional<LastYear> last_year(const Versions& versions, const Regulation* before, std::string_view criteria_set);

} // namespace cchc::domain
