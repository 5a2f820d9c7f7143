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
    std::vector<std::pair<domain::LinkId, Touch>> evidence, destroyed;
    /// A secret paper's declaration and the last meeting about it.
    struct Paper {
        domain::PaperId paper;
        Touch declared, explained;
    };
    std::vector<Paper> papers;
    /// A report from outside, by its steps.
    struct Report {
        domain::ReportId report;
        Touch received, verified, counted, answered;
    };
    std::vector<Report> reports;
    /// One agency's draft and decision.
    struct Said {
        domain::AgencyId by;
        Touch draft, decided;
    };
    struct Opinions {
        std::vector<Said> said;
        Touch decided; ///< by whoever decided last
        Touch ruled;
        Touch published;          ///< what was published: who ruled, else who decided last
        std::vector<Said> behind; ///< as it was then

        /// Who did what of it; untouched where the agency said nothing.
        static const Said& by(const std::vector<Said>& all, const domain::AgencyId& agency);
        void publish(bool ruling);
    };
    std::array<Opinions, 2> opinions;
    domain::GrantId reopening; ///< of the last act; empty when it was done in the round itself
};

/// Notes who did it. `event` concerns one entry.
void note(EntryTouches& touches, const domain::AssessmentEvent& event, const domain::Record& record);
void note(EntryTouches& touches, const domain::AppraisalEvent& event, int ordinal, const domain::Record& record);

/// Who touched what became one entry: `from` are those of what it was. Where its score is given again, nobody has
/// scored it yet.
EntryTouches carried(const std::vector<const EntryTouches*>& from, domain::Redo redo);

/// The entry as everybody with a right to the assessment sees it; of the council's opinions the published ones only.
EntryRow entry_row(const domain::Cycle& cycle, const domain::AssessmentFile& file, CriterionNo criterion,
                   const EntryTouches& touches);
/// The council's side of it in one round.
ItemRow item_row(const domain::Regulation& regulation, const domain::AssessmentFile& file, CriterionNo criterion,
                 int ordinal, const EntryTouches& touches);

/// What is known of a file's signatures, as the API shows it; without a check, what its form alone tells.
void write_check(domain::JsonWriter& json, const domain::SignatureCheck* check, domain::SignatureVerdict known);

/// The declared figures as the API shows them.
void write_figures(domain::JsonWriter& json, const domain::Figures& figures);

} // namespace cchc::projections
