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
inline constexpr std::array<std::string_view, 7> words<domain::RoundKind>{
    "self_assessment", "appraisal", "supplement", "survey", "leaders", "recognition", "publication"};
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

} // namespace cchc::storage
