#pragma once

#include "domain/criteria_set.hpp"
#include "domain/values.hpp"

#include <string>
#include <vector>

namespace cchc::domain {

enum class RoundKind { self_assessment, appraisal, supplement, survey, leaders, recognition, publication };
enum class Boundary { inclusive, exclusive };                    ///< does the printed day itself still count (LK-9)
enum class DeadlineKind { hard, soft };                          ///< soft: late is taken and costs points (LK-6)
enum class UnsubmittedAtLock { take_draft, zero, late };         ///< SA-10
enum class AfterLock { no_access, read_only };                   ///< LK-2
enum class UndecidedAtLock { self_score, zero, escalate };       ///< AP-20
enum class OwnUnitAppraisal { allow, forbid, second_appraiser }; ///< ACT-22
enum class SupplementScope { all, contested };                   ///< SA-11, SA-12
enum class TieRule { shared, authority };                        ///< what remains of a tie after the tie-breaks (RK-6)

/// One dated part of a cycle as the regulation prints it; a cycle gives it its instants.
struct RoundPlan {
    RoundId id;
    RoundKind kind = RoundKind::self_assessment;
    int ordinal = 1; ///< appraisal 1 or 2
    std::string title;
    std::string printed_phrase; ///< "trước ngày 15/12", kept beside the instant (LK-9)
    Boundary boundary = Boundary::inclusive;
    DeadlineKind deadline_kind = DeadlineKind::hard;
    AfterLock after_lock = AfterLock::read_only;
    bool operator==(const RoundPlan&) const = default;
};

/// Agencies assessed and ranked together under one criteria set (ACT-23, CS-10).
struct AgencyGroup {
    GroupId id;
    std::string title;
    std::string criteria_set; ///< its id
    bool operator==(const AgencyGroup&) const = default;
};
struct AgencyListing {
    AgencyId id;
    std::string title;
    GroupId group;
    bool assessed = true; ///< false: it only appraises or keeps records (a one-stop centre, say)
    bool operator==(const AgencyListing&) const = default;
};

/// The printed words of the three decisions (AP-21).
struct DecisionPhrases {
    std::string agree, disagree, request_supplement;
    bool operator==(const DecisionPhrases&) const = default;
};

/// The document that issues the regulation, or the letter that sends it out for comment. A number or date that is not
/// known yet stays empty.
struct IssuingDocument {
    std::string number; ///< `1632/UBND`
    std::optional<Date> date;
    std::string issuer;
    bool operator==(const IssuingDocument&) const = default;
};

/// The parts of a criterion a correction can touch.
enum class CorrectedPart { set, title, maximum, evidence, note, scoring };

/// One place where the text in force differs from the printed draft, and why.
struct Correction {
    Code code; ///< the criterion; empty when the part is `set`: the regulation as a whole
    CorrectedPart part = CorrectedPart::scoring;
    std::string printed;   ///< as the draft has it; empty: it prints nothing there
    std::string corrected; ///< as it reads now; empty: struck out
    std::string reason_vi;
    std::string reason_en;
    bool operator==(const Correction&) const = default;
};

/// All that one system's decision fixes. Immutable; a cycle pins one version of it (GLOSSARY section 2).
struct Regulation {
    RegulationId id;
    std::string title;
    int year = 0;
    std::string publisher;
    std::vector<std::string> legal_basis;
    IssuingDocument issued_by;
    std::vector<std::string> notes;   ///< printed below the table
    std::string standing_department;  ///< agency code; appraises what no one else is named for
    std::string substitute_appraiser; ///< agency code; appraises the standing department itself (ACT-22)
    std::vector<AgencyGroup> groups;
    std::vector<AgencyListing> agencies;
    std::vector<CriteriaSet> criteria_sets;
    std::vector<RoundPlan> rounds;
    std::vector<Date> holidays;

    UnsubmittedAtLock unsubmitted_at_lock = UnsubmittedAtLock::take_draft;
    UndecidedAtLock undecided_at_lock = UndecidedAtLock::self_score;
    OwnUnitAppraisal own_unit_appraisal = OwnUnitAppraisal::forbid;
    SupplementScope supplement_scope = SupplementScope::contested;
    bool supplement_may_change_self_score = false;
    bool may_exceed_self = false;
    bool round2_may_lower = true;
    TieRule tie_rule = TieRule::shared;
    std::vector<std::string> tie_break; ///< area codes in order (RK-5)
    DecisionPhrases phrases;
    std::vector<Correction> corrections; ///< against the printed draft

    const CriteriaSet* set_of(const GroupId& group) const;
    const AgencyListing* agency(const AgencyId& id) const;
    const RoundPlan* round(const RoundId& id) const;
    const CriteriaSet* criteria_set(std::string_view set_id) const;
    /// Who appraises `criterion` of the agency `assessed` (RES-20): the agency the set names, else the standing
    /// department; a body never appraises itself when `own_unit_appraisal` forbids it, its substitute does (ACT-22).
    AgencyId appraiser_of(const Criterion& criterion, const AgencyId& assessed) const;

    bool operator==(const Regulation&) const = default;
};

} // namespace cchc::domain
