#pragma once

#include "domain/regulation.hpp"
#include "storage/json_object.hpp"

// The wire words of a regulation's enumerations. A released word keeps its
// meaning for ever.

namespace cchc::storage {

template <>
inline constexpr std::array<std::string_view, 8> words<domain::ScoredBy>{
    "agency", "appraising_agency", "survey", "leaders", "council", "import", "system", "rollup"};
template <>
inline constexpr std::array<std::string_view, 4> words<domain::EvidenceRule>{"either", "explain_when_lacking", "both",
                                                                             "any"};
template <>
inline constexpr std::array<std::string_view, 3> words<domain::NaPolicy>{"drop", "zero", "full"};
template <>
inline constexpr std::array<std::string_view, 3> words<domain::SignatureRule>{"required", "optional", "none"};
template <>
inline constexpr std::array<std::string_view, 2> words<domain::DayCount>{"calendar", "working"};
template <>
inline constexpr std::array<std::string_view, 10> words<domain::RoundKind>{
    "self_assessment", "appraisal",   "supplement", "survey",        "leaders",
    "recognition",     "publication", "import",     "consolidation", "upward_report"};
template <>
inline constexpr std::array<std::string_view, 2> words<domain::Boundary>{"inclusive", "exclusive"};
template <>
inline constexpr std::array<std::string_view, 2> words<domain::DeadlineKind>{"hard", "soft"};
template <>
inline constexpr std::array<std::string_view, 2> words<domain::AfterLock>{"no_access", "read_only"};
template <>
inline constexpr std::array<std::string_view, 3> words<domain::UnsubmittedAtLock>{"take_draft", "zero", "late"};
template <>
inline constexpr std::array<std::string_view, 3> words<domain::UndecidedAtLock>{"self_score", "zero", "escalate"};
template <>
inline constexpr std::array<std::string_view, 3> words<domain::OwnUnitAppraisal>{"allow", "forbid", "second_appraiser"};
template <>
inline constexpr std::array<std::string_view, 2> words<domain::SupplementScope>{"all", "contested"};
template <>
inline constexpr std::array<std::string_view, 2> words<domain::TieRule>{"shared", "authority"};
template <>
inline constexpr std::array<std::string_view, 6> words<domain::CorrectedPart>{"set",      "title", "maximum",
                                                                              "evidence", "note",  "scoring"};
template <>
inline constexpr std::array<std::string_view, 2> words<domain::PublisherKind>{"body", "office_holder"};
template <>
inline constexpr std::array<std::string_view, 4> words<domain::BodyKind>{"council", "working_group",
                                                                         "steering_committee", "other"};
template <>
inline constexpr std::array<std::string_view, 3> words<domain::UnsignedUpload>{"accept_with_warning",
                                                                               "accept_with_explanation", "refuse"};
template <>
inline constexpr std::array<std::string_view, 3> words<domain::DisagreementRuling>{"chair", "mean", "consensus"};
template <>
inline constexpr std::array<std::string_view, 2> words<domain::ImportPhase>{"after_round_2", "blocks_leaders"};
template <>
inline constexpr std::array<std::string_view, 3> words<domain::HolidayShift>{"none", "next_working_day",
                                                                             "previous_working_day"};
template <>
inline constexpr std::array<std::string_view, 2> words<domain::RankAfterTie>{"skip", "next"};
template <>
inline constexpr std::array<std::string_view, 2> words<domain::QuotaTie>{"neither", "authority"};
template <>
inline constexpr std::array<std::string_view, 2> words<domain::ResultBasis>{"index", "points"};
template <>
inline constexpr std::array<std::string_view, 4> words<domain::PublicExtent>{"ranking", "areas", "criteria",
                                                                             "explanations"};
template <>
inline constexpr std::array<std::string_view, 3> words<domain::QuotaRounding>{"floor", "nearest", "ceiling"};
template <>
inline constexpr std::array<std::string_view, 2> words<domain::RewardFor>{"agencies", "individuals"};
template <>
inline constexpr std::array<std::string_view, 2> words<domain::QuotaScope>{"per_agency", "in_all"};
template <>
inline constexpr std::array<std::string_view, 4> words<domain::BelowMinimum>{"withhold", "count", "zero",
                                                                             "not_applicable"};
template <>
inline constexpr std::array<std::string_view, 3> words<domain::Conversion>{"mean", "weighted", "table"};
template <>
inline constexpr std::array<std::string_view, 2> words<domain::LeaderScope>{"all", "excellent"};
template <>
inline constexpr std::array<std::string_view, 2> words<domain::Aggregation>{"mean", "weighted_mean"};
template <>
inline constexpr std::array<std::string_view, 3> words<domain::MissingBallot>{"leave_out", "zero", "wait"};
template <>
inline constexpr std::array<std::string_view, 3> words<domain::BallotSecrecy>{"sealed", "standing_department",
                                                                              "leaders"};
template <>
inline constexpr std::array<std::string_view, 2> words<domain::BallotEntry>{"leaders", "standing_department"};
template <>
inline constexpr std::array<std::string_view, 4> words<domain::ImportMapping>{"points", "ratio", "bands", "ranks"};
template <>
inline constexpr std::array<std::string_view, 3> words<domain::ImportRange>{"within_scale", "above_scale",
                                                                            "below_zero"};
template <>
inline constexpr std::array<std::string_view, 4> words<domain::RoundingMode>{"half_away", "half_even", "down", "up"};
template <>
inline constexpr std::array<std::string_view, 6> words<domain::ExampleRefusal>{
    "figures_invalid", "no_band_fits",           "ratio_of_nothing",
    "facts_missing",   "score_step_not_allowed", "score_out_of_range"};

} // namespace cchc::storage
