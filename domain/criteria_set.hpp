#pragma once

#include "domain/illustrative.hpp"
#include "domain/scoring_rule.hpp"
#include "domain/values.hpp"
#include "domain/worked_example.hpp"

#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace cchc::domain {

/// Who scores a criterion (CS-22). Anyone else's score is refused.
enum class ScoredBy { agency, appraising_agency, survey, leaders, council, import, system, rollup };

/// Which evidence and explanation a criterion owes (EV-4 to EV-7).
enum class EvidenceRule {
    either,               ///< evidence or an explanation (PT21)
    explain_when_lacking, ///< evidence, or else an explanation is a must (HN18)
    both,                 ///< each is needed (PT22 read strictly)
    any,                  ///< none is owed (PT22 read loosely; records held by the appraiser, EV-28)
};

enum class NaPolicy { drop, zero, full }; ///< what "not applicable" does to the total (SM-30)

/// Whether a piece of evidence must bear a digital signature (EV-13).
enum class SignatureRule { required, optional, none };

struct RequiredEvidence {
    std::string text; ///< as printed
    SignatureRule signature = SignatureRule::optional;
    std::vector<std::string> held_by; ///< agencies whose own records these are: nobody uploads them (EV-27, EV-28)
    bool operator==(const RequiredEvidence&) const = default;
};

/// Index of a criterion in its set, in printed order: parents before children.
using CriterionNo = std::uint32_t;
inline constexpr CriterionNo no_criterion = ~CriterionNo{0};

/// One node of a set: an area, a criterion, or a component criterion that is scored (a leaf).
struct Criterion {
    Code code;           ///< unique path with the area, `II.6.3` (CS-3)
    std::string printed; ///< the number as printed, may be empty
    std::string title;
    Points maximum;                   ///< of a penalty the most it takes off
    bool in_scale = true;             ///< false: above the scale (a bonus) or taken off, with all below (CS-12)
    bool within_scale = true;         ///< neither it nor anything above it is out of scale
    std::vector<Code> previous_codes; ///< what it was last year; several: merged
    Illustrative illustrative;        ///< all of it: with all below
    ScoredBy scored_by = ScoredBy::rollup;
    ScoringRule rule = Rollup{};
    std::vector<Level> levels;
    std::vector<RequiredEvidence> evidence;
    EvidenceRule evidence_rule = EvidenceRule::either;
    NaPolicy na_policy = NaPolicy::zero;
    bool na_claimable = true;
    std::string note;
    std::string appraising_agency;   ///< as the set names it, here or at a parent for all below (ACT-16)
    std::string appraiser;           ///< what follows from that (RES-20); empty: the standing department
    std::optional<Date> window_from; ///< data window (CS-38); where it says none: that of its parent, of the set
    std::optional<Date> window_to;
    std::optional<Date> data_cutoff; ///< facts after this day do not count (SA-14); absent here and above: the set's
    std::vector<WorkedExample> examples; ///< must hold before the set is issued
    CriterionNo parent = no_criterion;
    std::uint32_t depth = 0;
    bool leaf = true;
    bool operator==(const Criterion&) const = default;
};

/// How many areas, criteria and components the document says there are (CS-8): top level, second level, leaves below.
struct PrintedCounts {
    std::optional<int> areas;
    std::optional<int> criteria;
    std::optional<int> components;
    bool operator==(const PrintedCounts&) const = default;
};
/// A part of the maximum as printed (CS-11): the leaves scored by these, or these criteria.
struct PrintedPart {
    std::string title;
    Points points;
    std::vector<ScoredBy> scored_by;
    std::vector<Code> codes;
    bool operator==(const PrintedPart&) const = default;
};

/// One issued (or drafted) tree of criteria for one agency group. Immutable once loaded.
class CriteriaSet {
public:
    std::string id;
    std::string title;
    Points maximum;
    std::string template_id;         ///< the shared upper levels it follows (CS-11); may be empty
    std::string previous_set;        ///< last year's set; may be empty
    std::optional<Date> window_from; ///< of all its criteria that say no other; before they are added
    std::optional<Date> window_to;
    std::optional<Date> data_cutoff; ///< absent: the end of the assessed period (SA-14)
    PrintedCounts printed_counts;
    std::vector<PrintedPart> printed_split;

    /// Adds a criterion after its parent; `parent` empty for an area. Sets its place in the tree (`parent`, `depth`,
    /// `leaf`) and what it has from above (`appraiser`, `within_scale`, data window and cutoff). The code must be new
    /// and the parent there: asserts.
    CriterionNo add(Criterion criterion, const Code& parent);

    const std::vector<Criterion>& all() const { return criteria_; }
    const Criterion& operator[](CriterionNo no) const { return criteria_[no]; }
    std::size_t size() const { return criteria_.size(); }
    /// `no_criterion` when the set has no such code.
    CriterionNo find(std::string_view code) const;
    /// The numbers of the scored leaves, in printed order.
    const std::vector<CriterionNo>& leaves() const { return leaves_; }
    const std::vector<CriterionNo>& children(CriterionNo no) const { return children_[no]; }
    const std::vector<CriterionNo>& areas() const { return areas_; }

    bool operator==(const CriteriaSet&) const = default;

private:
    struct Hash {
        using is_transparent = void;
        std::size_t operator()(std::string_view s) const { return std::hash<std::string_view>{}(s); }
    };
    std::vector<Criterion> criteria_;
    std::vector<std::vector<CriterionNo>> children_;
    std::vector<CriterionNo> leaves_;
    std::vector<CriterionNo> areas_;
    std::unordered_map<std::string, CriterionNo, Hash, std::equal_to<>> by_code_;
};

} // namespace cchc::domain
