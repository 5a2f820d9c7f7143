#pragma once

#include "projections/rows.hpp"

#include <map>

namespace cchc::domain {
class JsonWriter;
struct AssessmentFile;
} // namespace cchc::domain

namespace cchc::projections {

/// Who did an act, when, and where it stands in the log.
struct Touch {
    ActorId by;
    Instant at;
    Sequence seq = 0;
};

/// Who touched which part of an entry last: what the domain does not need to decide, but people ask.
struct EntryTouches {
    Touch self, explanation, na, supplement, given, reference;
    std::string na_ground, na_reason;
    std::vector<std::pair<domain::LinkId, Touch>> evidence;
    struct Opinions {
        Touch draft, decided, published;
    };
    std::array<Opinions, 2> opinions;
    domain::GrantId reopening; ///< of the last act; empty when it was done in the round itself
};

/// Notes who did it. `event` concerns one entry.
void note(EntryTouches& touches, const domain::AssessmentEvent& event, const domain::Record& record);
void note(EntryTouches& touches, const domain::AppraisalEvent& event, int ordinal, const domain::Record& record);

/// The entry as everybody with a right to the assessment sees it; of the council's opinions the published ones only.
EntryRow entry_row(const domain::Cycle& cycle, const domain::AssessmentFile& file, CriterionNo criterion,
                   const EntryTouches& touches);
/// The council's side of it in one round.
ItemRow item_row(const domain::AppraisalItem& item, int ordinal, const EntryTouches& touches);

/// The declared figures as the API shows them.
void write_figures(domain::JsonWriter& json, const domain::Figures& figures);

} // namespace cchc::projections
