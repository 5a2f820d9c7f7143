#pragma once

#include "projections/cycle_view.hpp"
#include "projections/rows.hpp"

#include <array>
#include <atomic>
#include <memory>
#include <string>
#include <vector>

namespace cchc::projections {

/// One assessment at one moment: rows, the cycle they belong to, and from when on they hold. Immutable, shared by
/// readers on any thread; built by the fold for now, and from stored rows for any moment of the past, so that both
/// speak with the same voice.
struct AssessmentView {
    domain::AssessmentId id;
    domain::AgencyId agency;
    const domain::AgencyListing* listing = nullptr; ///< the agency's, in the cycle's regulation
    Sequence seq = 0;                               ///< of the last event that changed anything here
    std::shared_ptr<const CycleView> cycle;
    const domain::CriteriaSet* set = nullptr;             ///< of the cycle's regulation
    std::vector<std::shared_ptr<const EntryRow>> entries; ///< by CriterionNo; none for parents
    using Items = std::vector<std::array<std::shared_ptr<const ItemRow>, 2>>;
    std::shared_ptr<const Items> items; ///< likewise, by appraisal round; shared until the council says something
    std::shared_ptr<const AssessmentRow> facts;
    std::shared_ptr<const TotalsRow> totals;

    AssessmentView() = default;
    AssessmentView(const AssessmentView& o);
    AssessmentView& operator=(const AssessmentView&) = delete;

    const ItemRow& item(CriterionNo criterion, int ordinal) const { return *(*items)[criterion][ordinal == 2 ? 1 : 0]; }
    /// The whole of it as `/entries` shows it, built by whoever asks first and kept.
    std::shared_ptr<const std::string> entries_body() const;

private:
    mutable std::atomic<std::shared_ptr<const std::string>> body_;
};

/// The eyes of whoever sees by agency (SE-7): what it judges, rules on or brings in, and of that what these criteria
/// cover (ACT-20); none listed: all of it.
struct Sight {
    domain::AgencyId agency;
    std::vector<domain::Code> criteria = {};
    bool operator==(const Sight&) const = default;
};
/// Null, here and below: everybody's eyes, all is seen.
bool in_sight(const AssessmentView& view, CriterionNo criterion, const Sight* sight);

/// One word of the council: whose, in which round, and whether it is still a draft or the chair's ruling.
struct Saying {
    domain::AgencyId by;
    int ordinal = 1;
    bool draft = false;
    bool ruling = false;
};
Saying saying_of(const domain::AppraisalEvent& event, const domain::Cycle& cycle);
/// Whether it is for those eyes: a draft for its own agency alone, a decision for the other appraisers once they see
/// each other (AP-15), a ruling for all of them.
bool hears(const AssessmentView& view, CriterionNo criterion, const Saying& saying, const Sight* sight);

/// Whether the chair is to rule on an item as it stands (AP-15, AP-20), claims of "not applicable" left aside.
bool awaits_ruling(const AssessmentView& view, CriterionNo criterion, int ordinal);
/// Whether the agency has the item on its bench: it appraises the criterion, or records what the chair rules on it.
bool on_the_bench(const AssessmentView& view, CriterionNo criterion, int ordinal, const domain::AgencyId& agency);

/// `{"assessment",…,"entries":[…],"subtotals":[…]}`, only what is in sight.
std::string render_entries(const AssessmentView& view, const Sight* sight);
/// Members of an open object: `entry` of that criterion, `subtotals` of all above it, `totals`.
void write_change(domain::JsonWriter& json, const AssessmentView& view, CriterionNo criterion);
/// Member `totals` of an open object.
void write_totals(domain::JsonWriter& json, const AssessmentView& view);
/// Member `subtotals`: of the named parents, or of all when `of` is null.
void write_subtotals(domain::JsonWriter& json, const AssessmentView& view, const std::vector<CriterionNo>* of);
/// The parents of a criterion, nearest first.
std::vector<CriterionNo> ancestors(const domain::CriteriaSet& set, CriterionNo criterion);

/// Members of an open object: what stands about the assessment besides its entries.
void write_header(domain::JsonWriter& json, const AssessmentView& view);

/// What keeps it from being submitted, and what is worth a second look: `{"errors":[…],"warnings":[…],…}` (SA-9, EV-9).
/// Of what is in sight; the counts are of the whole.
std::string render_checks(const AssessmentView& view, const Sight* sight = nullptr);

/// One item of the appraisal workbench at an instant, as that agency may see it: its own opinion, drafts and all; of
/// the others what they decided, once they see each other (AP-15). `limit` and the allowed points follow from the rule
/// then in force and the self score. No agency: the auditor, who sees every decision.
void write_item(domain::JsonWriter& json, const AssessmentView& view, CriterionNo criterion, int ordinal,
                const domain::AgencyId& appraiser, Instant at);

} // namespace cchc::projections
