#pragma once

#include "domain/world.hpp"
#include "projections/assessment_view.hpp"
#include "projections/boards.hpp"
#include "projections/cycle_view.hpp"
#include "projections/entry_view.hpp"
#include "projections/rows.hpp"

#include <atomic>
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

/// Where each assessment stands in its cycle's order of agencies. Fixed when the cycle opens; looked up, never walked.
using Places = std::unordered_map<std::string, std::size_t, domain::World::Hash, std::equal_to<>>;

/// One cycle with all its assessments at one moment; immutable.
struct CycleSnapshot {
    std::shared_ptr<const CycleView> cycle;
    Sequence seq = 0;                                               ///< of the last event that changed anything in it
    std::vector<std::shared_ptr<const AssessmentView>> assessments; ///< in the cycle's order of agencies
    std::shared_ptr<const Places> places;

    /// A group's whole ranking, ready to show.
    struct Ranking {
        Sequence seq = 0; ///< the place of the board it was drawn from, as an agency may know it (`told`)
        std::shared_ptr<const std::string> body;
    };
    /// Drawn by whoever asks first and kept. The group must be one of the regulation's, of agencies or of ranking.
    Ranking ranking(const domain::GroupId& group) const;

    Board board() const;

private:
    using Rankings = std::map<domain::GroupId, Ranking>;
    mutable std::atomic<std::shared_ptr<const Rankings>> rankings_;
};

/// One tenant at one moment; immutable, what readers on any thread hold while they answer.
struct Snapshot {
    std::uint64_t size = 0; ///< events of the tenant's log that are in it: 0 … size-1
    Instant at;             ///< of the last of them
    std::shared_ptr<const domain::Directory> directory;
    std::shared_ptr<const std::map<domain::RegulationId, domain::RegulationFile>> regulations;
    std::shared_ptr<const domain::Library> library; ///< their texts, by hash
    std::map<domain::CycleId, std::shared_ptr<const CycleSnapshot>> cycles;

    const CycleSnapshot* cycle(std::string_view id) const;
    std::shared_ptr<const AssessmentView> assessment(std::string_view id) const;
};

/// The fold of one tenant's log.
class Views {
public:
    Views();
    Views(Views&&) noexcept;
    Views& operator=(Views&&) noexcept;
    ~Views();

    /// A regulation's document was read: before the record that names it.
    void learn(const domain::Sha256& document, std::shared_ptr<const domain::Regulation> regulation);

    /// Takes the next record and appends the rows it changed, each complete. Records come in the order of the log.
    void project(const domain::Record& record, std::vector<RowChange>& changes);

    /// Everything projected so far, for readers. Cheap: what did not change is shared with the last one.
    std::shared_ptr<const Snapshot> snapshot();

    /// The assessment as of the last record projected; null when there is none of that id.
    std::shared_ptr<const AssessmentView> assessment(std::string_view id) const;
    std::shared_ptr<const CycleView> cycle(const domain::CycleId& id) const;
    const domain::World& world() const;
    std::uint64_t size() const;
    Instant at() const; ///< of the last record

    // ── taken apart and put together again (projections/parts.cpp) ──

    /// Raise it when the same events come to other parts: with a member more, or another meaning of one.
    static constexpr std::uint32_t parts_version = 7;
    /// The fold in parts, one for each aggregate, by name; with each the sequence of the last event that changed it.
    std::map<std::string, Sequence> parts() const;
    /// The parts that a record is about to change or to make.
    std::vector<std::string> parts_changed_by(const domain::Record& record) const;
    /// All that the fold knows of one part; what can be made from it again is left out.
    std::string part(std::string_view name) const;

    /// Reads a regulation's document; null if it is missing.
    using ReadRegulation = std::function<std::shared_ptr<const domain::Regulation>(const domain::Sha256&)>;
    /// The fold after `size` records, the last of them at `at`, from all its parts. Throws std::runtime_error when they
    /// do not make one.
    static Views from_parts(std::uint64_t size, Instant at, const std::map<std::string, std::string>& parts,
                            const ReadRegulation& read_regulation);

private:
    struct Inside;
    std::unique_ptr<Inside> inside_;
};

/// The assessment built from stored rows; `find` gives a row's value as of the moment asked for, empty for none.
class RowSource {
public:
    virtual ~RowSource() = default;
    /// Shows every row whose key begins with `prefix`, in key order, as it was then.
    virtual void rows(View view, std::string_view prefix,
                      const std::function<void(std::string_view key, std::string_view value)>& show) const = 0;
    /// Shows the rows of those keys that were there then, with their place among the keys. Costs one search a row,
    /// however many versions it has; a prefix costs two and more.
    virtual void rows_of(View view, const std::vector<std::string>& keys,
                         const std::function<void(std::size_t which, std::string_view value)>& show) const = 0;
};
std::shared_ptr<const AssessmentView> assessment_from(const RowSource& rows, const domain::AgencyId& agency,
                                                      std::shared_ptr<const CycleView> cycle);
/// The board of a cycle built from stored rows.
Board board_from(const RowSource& rows, std::shared_ptr<const CycleView> cycle);

/// Which entry an event is about; nothing for submissions, approvals and the like.
const domain::Code* criterion_of(const domain::AssessmentEvent& event);

} // namespace cchc::projections
