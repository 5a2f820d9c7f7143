#pragma once

#include "domain/world.hpp"
#include "projections/views.hpp"
#include "server/snapshots.hpp"
#include "storage/event_log.hpp"
#include "storage/view_store.hpp"

#include <atomic>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace cchc::server {

/// What the sequencer knows of one tenant: the world its deciders read, which runs ahead of the disk, and the views,
/// which never do. On the sequencer's thread, but for `published`.
class TenantRoom {
public:
    const domain::TenantNo number;
    const std::string name;
    domain::World world;
    projections::Views views;
    std::atomic<std::shared_ptr<const projections::Snapshot>> published; ///< what readers see

    TenantRoom(storage::EventLog& log, storage::ViewStore& rows, const storage::Tenant& tenant,
               std::uint64_t snapshot_every);

    /// The past, told once more, from the last snapshot on: to the views, to the row store where it has not heard yet,
    /// and from the views to the world. Returns how many events that took. Throws Failure or Damage when the log does
    /// not read back.
    std::uint64_t come_up(const projections::Views::ReadRegulation& read_regulation,
                          const std::function<void(const std::string&)>& remark);
    /// Takes the next record into the views, and what it changed into `rows`.
    void project(const domain::Record& record, storage::ViewStore::Rows& rows);
    /// After a commit, with its rows: the next few parts of a snapshot, when one is due.
    void keep_a_little(storage::ViewStore::Rows& rows) { snapshots_.after_commit(views, rows, snapshot_every_); }
    /// At a clean stop: a snapshot, so that the next start folds nothing.
    void go_to_rest();

private:
    bool start_from_snapshot(const projections::Views::ReadRegulation& read_regulation,
                             const std::function<void(const std::string&)>& remark);

    storage::EventLog& log_;
    storage::ViewStore& rows_;
    const std::uint64_t snapshot_every_;
    std::map<projections::View, storage::ViewNo> numbers_;
    /// Row cursors: at start-up, rows of events below are in the store already.
    std::map<projections::View, std::uint64_t> cursors_;
    storage::ViewNo snapshot_number_;
    Snapshots snapshots_;
    std::vector<projections::RowChange> changes_;
};

} // namespace cchc::server
