#pragma once

#include "domain/amendment.hpp"
#include "domain/assessment.hpp"
#include "domain/events.hpp"
#include "domain/evidence.hpp"
#include "domain/regulation.hpp"

#include <array>
#include <optional>
#include <string_view>

namespace cchc::domain {

/// The wire names of the domain's enumerations, in the order of their values. Never translated, never renamed.
template <class E>
struct Names;

#define CCHC_NAMES(Enum, ...)                                                                                          \
    template <>                                                                                                        \
    struct Names<Enum> {                                                                                               \
        static constexpr std::array all{__VA_ARGS__};                                                                  \
    }
using std::string_view_literals::operator""sv;
CCHC_NAMES(RoleKind, "agency_officer"sv, "agency_head"sv, "appraiser"sv, "cycle_admin"sv, "auditor"sv, "system_admin"sv,
           "leader"sv, "agency_contributor"sv, "council_secretary"sv, "council_chair"sv, "deciding_authority"sv,
           "surveyor"sv, "integration"sv);
CCHC_NAMES(LockedBy, "clock"sv, "hand"sv);
CCHC_NAMES(Decision, "agree"sv, "disagree"sv, "request_supplement"sv);
CCHC_NAMES(RoundKind, "self_assessment"sv, "appraisal"sv, "supplement"sv, "survey"sv, "leaders"sv, "recognition"sv,
           "publication"sv, "import"sv, "consolidation"sv, "upward_report"sv);
CCHC_NAMES(AmendmentEffect, "next_cycle"sv, "this_round"sv, "reopen"sv);
CCHC_NAMES(Redo, "none"sv, "check"sv, "score"sv);
CCHC_NAMES(Change, "unchanged"sv, "words"sv, "duties"sv, "scoring"sv, "added"sv, "dropped"sv);
CCHC_NAMES(CriterionPart, "title"sv, "note"sv, "evidence"sv, "appraiser"sv, "na_claimable"sv, "evidence_rule"sv,
           "maximum"sv, "in_scale"sv, "scored_by"sv, "rule"sv, "levels"sv, "data_window"sv, "na_policy"sv);
CCHC_NAMES(Boundary, "inclusive"sv, "exclusive"sv);
CCHC_NAMES(DeadlineKind, "hard"sv, "soft"sv);
CCHC_NAMES(UnsubmittedAtLock, "take_draft"sv, "zero"sv, "late"sv);
CCHC_NAMES(PublicExtent, "ranking"sv, "areas"sv, "criteria"sv, "explanations"sv);
CCHC_NAMES(AfterLock, "no_access"sv, "read_only"sv);
CCHC_NAMES(UndecidedAtLock, "self_score"sv, "zero"sv, "escalate"sv);
CCHC_NAMES(OwnUnitAppraisal, "allow"sv, "forbid"sv, "second_appraiser"sv);
CCHC_NAMES(DisagreementRuling, "chair"sv, "mean"sv, "consensus"sv);
CCHC_NAMES(SupplementScope, "all"sv, "contested"sv);
CCHC_NAMES(TieRule, "shared"sv, "authority"sv);
CCHC_NAMES(RankAfterTie, "skip"sv, "next"sv);
CCHC_NAMES(QuotaTie, "neither"sv, "authority"sv);
CCHC_NAMES(QuotaRounding, "floor"sv, "nearest"sv, "ceiling"sv);
CCHC_NAMES(ResultBasis, "index"sv, "points"sv);
CCHC_NAMES(RewardFor, "agencies"sv, "individuals"sv);
CCHC_NAMES(ScoredBy, "agency"sv, "appraising_agency"sv, "survey"sv, "leaders"sv, "council"sv, "import"sv, "system"sv,
           "rollup"sv);
CCHC_NAMES(EvidenceRule, "either"sv, "explain_when_lacking"sv, "both"sv, "any"sv);
CCHC_NAMES(NaPolicy, "drop"sv, "zero"sv, "full"sv);
CCHC_NAMES(SignatureRule, "required"sv, "optional"sv, "none"sv);
CCHC_NAMES(SignatureVerdict, "unknown"sv, "unsigned"sv, "carried"sv, "valid"sv, "invalid"sv, "indeterminate"sv);
CCHC_NAMES(CheckDepth, "integrity"sv, "chain"sv, "revocation"sv, "time_stamp"sv);
CCHC_NAMES(TrustKind, "unknown"sv, "official_duty"sv, "public"sv);
CCHC_NAMES(LaterChange, "signature"sv, "form_values"sv, "visible_change"sv, "other"sv);
CCHC_NAMES(EvidenceKind, "plan"sv, "progress_table"sv, "report"sv, "decision"sv, "work_rules"sv, "assignment"sv,
           "recognised_initiative"sv, "legal_document"sv, "conclusion"sv, "statistics"sv, "screenshot"sv,
           "apology_letter"sv, "staff_table"sv, "settlement_report"sv, "minutes"sv, "file_list"sv,
           "submission_letter"sv, "other"sv);
CCHC_NAMES(OutsideKind, "media"sv, "hotline"sv, "inspection"sv, "follow_up"sv, "on_site"sv);
CCHC_NAMES(OutsideOutcome, "confirmed"sv, "dismissed"sv);
CCHC_NAMES(Uncounted, "no"sv, "not_submitted"sv, "without_evidence"sv);
CCHC_NAMES(DayCount, "calendar"sv, "working"sv);
CCHC_NAMES(Basis, "none"sv, "level"sv, "figures"sv, "override"sv, "system"sv, "given"sv);
CCHC_NAMES(NaState, "none"sv, "claimed"sv, "accepted"sv, "refused"sv);
CCHC_NAMES(ApprovalState, "none"sv, "requested"sv, "approved"sv, "delegated"sv);
#undef CCHC_NAMES

template <class E>
constexpr std::string_view wire(E value)
{
    return Names<E>::all[static_cast<std::size_t>(value)];
}
template <class E>
constexpr std::optional<E> from_wire(std::string_view name)
{
    for (std::size_t i = 0; i < Names<E>::all.size(); ++i)
        if (Names<E>::all[i] == name) return static_cast<E>(i);
    return {};
}

} // namespace cchc::domain
