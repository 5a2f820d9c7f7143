#pragma once

#include "projections/views.hpp"

#include <unordered_map>

namespace cchc::projections {

/// What the fold knows of one assessment beyond what its deciders need.
struct AssessmentNotes {
    std::vector<EntryTouches> touches; ///< by CriterionNo
    Touch approval;
    std::string approval_reason;
    std::vector<Touch> submissions;
    std::vector<std::optional<Instant>> withdrawn; ///< by submission
    std::uint32_t version = 0;                     ///< events in its stream
    std::optional<Instant> last_change_at;
    Sequence facts_seq = 0;  ///< of the event that changed its facts last
    Sequence totals_seq = 0; ///< likewise its totals
    Sequence changed = 0;    ///< likewise anything kept of it
};

/// The fold at work: the world, what people ask beyond it, and the rows both come to.
struct Views::Inside {
    /// What one leaf adds to the sums of its assessment.
    struct Share {
        std::array<Points, 3> points;
        Points dropped; ///< of the maximum, where it does not apply
        bool complete = false, appraisable = false;
        std::optional<std::size_t> awaited; ///< index into `awaited_kinds`
        std::array<bool, 2> decided{};
    };
    struct Folder {
        std::shared_ptr<AssessmentView> view;
        bool is_shown = false; ///< to readers: from then on it stands for ever, and a change makes another
        bool is_stale = false; ///< the last snapshot has another
        std::size_t place = 0; ///< in the cycle's order of agencies
        domain::CycleId cycle;
        AssessmentNotes notes;
        std::vector<Share> shares; ///< by CriterionNo
        TotalsRow sums;            ///< of the shares, so that a change costs one leaf and not all
        Points dropped;            ///< likewise
        /// No bonus, no penalty, no floor: the total is the plain sum of the leaves, else `domain::total` adds them up.
        bool plain = true;
        std::vector<std::size_t>
            tie_areas; ///< of the regulation's `tie_break`; beyond the areas where the set has none
    };

    void project(const domain::Record& record, std::vector<RowChange>& changes);
    std::shared_ptr<const Snapshot> snapshot();
    /// All rows of one assessment, from nothing but the world and the notes.
    void draw(Folder& folder, const domain::AssessmentId& assessment, const std::shared_ptr<const CycleView>& cycle,
              std::vector<RowChange>& changes);

    domain::World world;
    std::map<domain::CycleId, std::shared_ptr<const CycleView>> cycles;
    std::unordered_map<std::string, Folder, domain::World::Hash, std::equal_to<>> folders;
    std::map<domain::CycleId, Sequence> dirty; ///< cycles changed since the last snapshot
    std::vector<Folder*> stale;                ///< likewise assessments
    bool directory_dirty = true;
    bool regulations_dirty = true;
    Sequence law_changed = 0; ///< the event that changed directory or regulations last
    std::shared_ptr<const Snapshot> last = std::make_shared<const Snapshot>();
    std::uint64_t size = 0;
    Instant at;

private:
    void open_cycle(const domain::Record& record, std::vector<RowChange>& changes);
    void change_cycle(const domain::Record& record, std::vector<RowChange>& changes);
    void amend_cycle(const domain::Record& record, std::vector<RowChange>& changes);
    void change_assessment(const domain::Record& record, std::vector<RowChange>& changes);
    void change_appraisal(const domain::Record& record, std::vector<RowChange>& changes);
    AssessmentView& next_of(Folder& folder);
    static void learn_how_to_add(Folder& folder, const domain::Regulation& regulation, const domain::CriteriaSet& set);
    void total_up(const Folder& folder, const AssessmentView& next, TotalsRow& row) const;
    void add_up(Folder& folder, const AssessmentView& next, CriterionNo leaf);
    void redraw_entry(Folder& folder, AssessmentView& next, CriterionNo criterion, std::vector<RowChange>& changes);
    void redraw_item(Folder& folder, const AssessmentView& next, AssessmentView::Items& items, CriterionNo criterion,
                     int ordinal, std::vector<RowChange>& changes);
    void redraw_facts(Folder& folder, AssessmentView& next, Sequence seq, bool papers_stand,
                      std::vector<RowChange>& changes);
    void redraw_totals(Folder& folder, AssessmentView& next, Sequence seq, std::vector<RowChange>& changes);
    void keep(Folder& folder);
};

} // namespace cchc::projections
