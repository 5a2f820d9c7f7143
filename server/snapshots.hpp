#pragma once

#include "projections/views.hpp"
#include "storage/event_log.hpp"
#include "storage/view_store.hpp"

#include <map>
#include <optional>
#include <set>
#include <string>

/// The fold of one tenant as it stood after some event, kept among the views so that a start folds only what came
/// after. It has no authority: whatever does not read back, belong to this log and come from this version of the fold
/// is not used, and the whole log is folded instead.
namespace cchc::server {

/// One tenant's snapshots: the view `snapshot`, whose rows are the fold's parts and whose cursor is the size of the log
/// they hold. Only parts that changed since the last one are written, and the versions they replace are dropped.
///
/// Taking one holds nobody up: it begins at some event, and from then on a part is written before the next event that
/// would change it, or a few at a time after each commit. The head comes last; until then the one before it stands.
class Snapshots {
public:
    static constexpr std::string_view view_name = "snapshot";
    static constexpr std::uint32_t view_version = 1;
    /// Parts written after one commit: some tenths of a millisecond.
    static constexpr std::size_t parts_a_commit = 4;

    Snapshots(const storage::EventLog& log, const storage::ViewStore& rows, storage::ViewNo view,
              domain::TenantNo tenant)
        : log_(log), rows_(rows), view_(view), tenant_(tenant)
    {}

    // ── restoring ──

    /// Number of events in the one kept last; 0 if there is none.
    std::uint64_t size() const { return rows_.cursor(tenant_, view_); }
    /// The fold as kept last. Throws std::runtime_error saying why it cannot be used.
    projections::Views restore(const projections::Views::ReadRegulation& read_regulation);
    /// For `verify`: what is wrong with the one kept last, given the fold of as many events; empty if it is the fold.
    std::string wrong_with(const projections::Views& fold) const;

    // ── taking ──

    /// Before the fold takes in `record`.
    void before(const projections::Views& fold, const domain::Record& record, storage::ViewStore::Rows& rows);
    /// After a commit: begins one when the last is `every` events old, and goes on with the one begun.
    void after_commit(const projections::Views& fold, storage::ViewStore::Rows& rows, std::uint64_t every);
    /// The whole of it now, if anything happened since the last.
    void complete(const projections::Views& fold, storage::ViewStore::Rows& rows);

private:
    /// One part as it was written: after which event, and its hash.
    struct Kept {
        domain::Sequence seq = 0;
        storage::Hash hash;
    };
    struct Head;
    Head read_head() const;
    std::string read_part(const std::string& name, const Kept& kept) const;

    void begin(const projections::Views& fold);
    void keep(const projections::Views& fold, const std::string& name, storage::ViewStore::Rows& rows);
    void put(const std::string& name, const std::string& value, std::optional<domain::Sequence> standing,
             storage::ViewStore::Rows& rows);
    void finish(storage::ViewStore::Rows& rows);

    const storage::EventLog& log_;
    const storage::ViewStore& rows_;
    storage::ViewNo view_;
    domain::TenantNo tenant_;

    std::uint64_t last_ = 0;           ///< size of the one that stands
    std::map<std::string, Kept> kept_; ///< its parts, by name; while another is taken, also those written for that
    std::uint64_t taking_ = 0;         ///< size of the one being taken; 0: none
    domain::Instant taking_at_;
    std::set<std::string> waiting_; ///< parts it still lacks
};

} // namespace cchc::server
