#include "server/tenant_room.hpp"

#include "storage/event_codec.hpp"
#include "storage/failure.hpp"

#include <unordered_map>

namespace cchc::server {

using namespace domain;

TenantRoom::TenantRoom(storage::EventLog& log, storage::ViewStore& rows, const storage::Tenant& tenant,
                       std::uint64_t snapshot_every)
    : number(tenant.number), name(tenant.name), log_(log), rows_(rows), snapshot_every_(snapshot_every),
      snapshot_number_(rows.view(Snapshots::view_name, Snapshots::view_version)),
      snapshots_(log, rows, snapshot_number_, number)
{
    for (const projections::View view : projections::all_views) {
        numbers_[view] = rows.view(projections::name_of(view), projections::version_of(view));
        cursors_[view] = rows.cursor(number, numbers_[view]);
    }
}

bool TenantRoom::start_from_snapshot(const projections::Views::ReadRegulation& read_regulation,
                                     const std::function<void(const std::string&)>& remark)
{
    const std::uint64_t kept = snapshots_.size();
    if (kept == 0) return false;
    try {
        for (const auto& [view, cursor] : cursors_)
            if (cursor < kept) throw std::runtime_error("rows of a view are still to be made");
        views = snapshots_.restore(read_regulation);
        return true;
    } catch (const std::exception& e) {
        if (remark) remark("the snapshot of " + name + " is not used, its whole log is read: " + e.what());
        rows_.clear(number, snapshot_number_);
        return false;
    }
}

std::uint64_t TenantRoom::come_up(const projections::Views::ReadRegulation& read_regulation,
                                  const std::function<void(const std::string&)>& remark)
{
    const std::uint64_t size = log_.size(number);
    // Rows beyond the log would be of a log that is not this one.
    for (auto& [view, cursor] : cursors_)
        if (cursor > size) {
            rows_.clear(number, numbers_.at(view));
            cursor = 0;
        }
    if (!start_from_snapshot(read_regulation, remark)) views = {};
    const std::uint64_t from = views.size();

    std::unordered_map<storage::StreamNo, StreamName> streams;
    storage::ViewStore::Rows rows;
    log_.replay(number, from, size, [&](const storage::Entry& entry) {
        const auto& header = entry.header;
        auto known = streams.find(header.stream);
        if (known == streams.end())
            known = streams.emplace(header.stream, storage::decode(entry.leaf).record.stream).first;
        const Record record = storage::replay(entry.leaf, header.type, header.schema, header.data_offset, header.seq,
                                              header.time, known->second);
        if (const auto* family = std::get_if<RegulationEvent>(&record.event)) {
            if (const FileRef* document = document_of(*family)) {
                auto regulation = read_regulation(document->sha256);
                if (!regulation)
                    throw storage::Damage("regulation " + record.stream.id,
                                          "its document " + document->sha256.hex() + " is missing or damaged");
                views.learn(document->sha256, std::move(regulation));
            }
        }
        project(record, rows);
        if (rows.bytes() > (4u << 20)) {
            rows_.write(std::move(rows));
            rows = {};
        }
        return true;
    });
    if (!rows.empty()) rows_.write(std::move(rows));
    world = views.world();
    if (size - snapshots_.size() >= snapshot_every_) go_to_rest(); // a long way need not be gone twice
    published.store(views.snapshot());
    return size - from;
}

void TenantRoom::project(const Record& record, storage::ViewStore::Rows& rows)
{
    snapshots_.before(views, record, rows);
    changes_.clear();
    views.project(record, changes_);
    for (const projections::RowChange& change : changes_)
        if (record.seq >= cursors_[change.view])
            rows.put(number, numbers_.at(change.view), change.key, record.seq, change.value);
    for (auto& [view, cursor] : cursors_)
        if (record.seq >= cursor) {
            cursor = record.seq + 1;
            rows.move_cursor(number, numbers_.at(view), cursor);
        }
}

void TenantRoom::go_to_rest()
{
    try {
        storage::ViewStore::Rows rows;
        snapshots_.complete(views, rows);
        if (!rows.empty()) rows_.write(std::move(rows));
    } catch (const std::exception&) {
        // A snapshot saves time and nothing else: the next start does without it.
    }
}

} // namespace cchc::server
