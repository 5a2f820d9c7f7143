#pragma once

#include "domain/world.hpp"
#include "projections/assessment_view.hpp"
#include "projections/boards.hpp"
#include "projections/cycle_view.hpp"
#include "projections/entry_view.hpp"
#include "projections/rows.hpp"

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

/// Views ④: what the log adds up to. A pure fold: the same records give the same rows, live, at start-up, rebuilt, or
/// in somebody else's program.
namespace cchc::projections {

/// One cycle with all its assessments at one moment; immutable.
struct CycleSnapshot {
    std::shared_ptr<const CycleView> cycle;
    Sequence seq = 0;                                               ///< of the last event that changed anything in it
    std::vector<std::shared_ptr<const AssessmentView>> assessments; ///< in the cycle's order of agencies

    Board board() const;
};

/// One tenant at one moment; immutable, what readers on any thread hold while they answer.
struct Snapshot {
    std::uint64_t size = 0; ///< events of the tenant's log that are in it: 0 … size-1
    Instant at;             ///< of the last of them
    std::shared_ptr<const domain::Directory> directory;
    std::shared_ptr<const std::map<domain::RegulationId, std::vector<domain::RegulationIssued>>> regulations;
    std::map<domain::CycleId, std::shared_ptr<const CycleSnapshot>> cycles;

    const CycleSnapshot* cycle(std::string_view id) const;
    std::shared_ptr<const AssessmentView> assessment(std::string_view id) const;
};

/// The fold of one tenant's log.
class Views {
public:
    /// A regulation's document was read: before the record that names it.
    void learn(const domain::Sha256& document, std::shared_ptr<const domain::Regulation> regulation);

    /// Takes the next record and appends the rows it changed, each complete. Records come in the order of the log.
    void project(const domain::Record& record, std::vector<RowChange>& changes);

    /// Everything projected so far, for readers. Cheap: what did not change is shared with the last one.
    std::shared_ptr<const Snapshot> snapshot();

    /// The assessment as of the last record projected; null when there is none of that id.
    std::shared_ptr<const AssessmentView> assessment(std::string_view id) const;
    std::shared_ptr<const CycleView> cycle(const domain::CycleId& id) const;
    const domain::World& world() const { return world_; }
    std::uint64_t size() const { return size_; }

private:
    struct Folder {
        std::shared_ptr<const AssessmentView> view;
        std::vector<EntryTouches> touches;
        domain::CycleId cycle;
        Touch approval;
        std::string approval_reason;
        std::vector<Touch> submissions;
        std::vector<std::optional<Instant>> withdrawn;
        std::uint32_t version = 0;
        std::optional<Instant> last_change_at;
    };

    void open_cycle(const domain::Record& record, std::vector<RowChange>& changes);
    void change_cycle(const domain::Record& record, std::vector<RowChange>& changes);
    void change_assessment(const domain::Record& record, std::vector<RowChange>& changes);
    void change_appraisal(const domain::Record& record, std::vector<RowChange>& changes);
    void redraw_entry(Folder& folder, AssessmentView& next, CriterionNo criterion, std::vector<RowChange>& changes);
    void redraw_item(Folder& folder, AssessmentView& next, CriterionNo criterion, int ordinal,
                     std::vector<RowChange>& changes);
    void redraw_facts(Folder& folder, AssessmentView& next, Sequence seq, std::vector<RowChange>& changes);
    void redraw_totals(Folder& folder, AssessmentView& next, Sequence seq, std::vector<RowChange>& changes);
    void keep(Folder& folder, std::shared_ptr<AssessmentView> next);

    domain::World world_;
    std::map<domain::CycleId, std::shared_ptr<const CycleView>> cycles_;
    std::unordered_map<std::string, Folder, domain::World::Hash, std::equal_to<>> folders_;
    std::map<domain::CycleId, Sequence> dirty_; ///< cycles changed since the last snapshot
    bool directory_dirty_ = true;
    bool regulations_dirty_ = true;
    std::shared_ptr<const Snapshot> last_ = std::make_shared<const Snapshot>();
    std::uint64_t size_ = 0;
    Instant at_;
};

/// The assessment built from stored rows; `find` gives a row's value as of the moment asked for, empty for none.
class RowSource {
public:
    virtual ~RowSource() = default;
    /// Shows every row whose key begins with `prefix`, in key order, as it was then.
    virtual void rows(View view, std::string_view prefix,
                      const std::function<void(std::string_view key, std::string_view value)>& show) const = 0;
};
std::shared_ptr<const AssessmentView> assessment_from(const RowSource& rows, const domain::AgencyId& agency,
                                                      std::shared_ptr<const CycleView> cycle);
/// The board of a cycle built from stored rows.
Board board_from(const RowSource& rows, std::shared_ptr<const CycleView> cycle);

/// Which entry an event is about; nothing for submissions, approvals and the like.
const domain::Code* criterion_of(const domain::AssessmentEvent& event);

} // namespace cchc::projections
