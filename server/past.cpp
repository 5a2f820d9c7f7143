#include "server/past.hpp"

#include "storage/event_codec.hpp"

namespace cchc::server {

using namespace domain;
using projections::CycleView;

void RowsThen::rows(projections::View view, std::string_view prefix,
                    const std::function<void(std::string_view, std::string_view)>& show) const
{
    const auto number = store_.view(projections::name_of(view), projections::version_of(view));
    store_.scan_as_of(tenant_, number, prefix, size_, [&](const storage::ViewStore::Row& row) {
        show(row.key, row.value);
        return true;
    });
}

void RowsThen::rows_of(projections::View view, const std::vector<std::string>& keys,
                       const std::function<void(std::size_t, std::string_view)>& show) const
{
    const auto number = store_.view(projections::name_of(view), projections::version_of(view));
    store_.rows_as_of(tenant_, number, keys, size_, show);
}

std::shared_ptr<const CycleView> cycle_then(const storage::EventLog& log, TenantNo tenant, const CycleView& now,
                                            std::uint64_t size)
{
    const StreamName name{StreamKind::cycle, now.cycle.id.value};
    const auto stream = log.find_stream(tenant, name.text());
    if (!stream) return nullptr;
    auto view = std::make_shared<CycleView>();
    log.replay_stream(tenant, *stream, 1, [&](const storage::Entry& entry) {
        if (entry.header.seq >= size) return false;
        const auto& header = entry.header;
        const Record record =
            storage::replay(entry.leaf, header.type, header.schema, header.data_offset, header.seq, header.time, name);
        const auto version = projections::version_named_by(std::get<CycleEvent>(record.event));
        projections::evolve(*view, record, version ? now.versions.at(*version) : view->cycle.regulation);
        return true;
    });
    if (!view->cycle.exists()) return nullptr;
    return view;
}

std::shared_ptr<const RegulationFile> regulation_then(const storage::EventLog& log, TenantNo tenant,
                                                      const RegulationId& id, std::uint64_t size)
{
    const StreamName name{StreamKind::regulation, id.value};
    const auto stream = log.find_stream(tenant, name.text());
    if (!stream) return nullptr;
    std::shared_ptr<RegulationFile> file;
    log.replay_stream(tenant, *stream, 1, [&](const storage::Entry& entry) {
        if (entry.header.seq >= size) return false;
        const auto& header = entry.header;
        const Record record =
            storage::replay(entry.leaf, header.type, header.schema, header.data_offset, header.seq, header.time, name);
        if (!file) file = std::make_shared<RegulationFile>();
        evolve(*file, std::get<RegulationEvent>(record.event), record);
        return true;
    });
    return file;
}

} // namespace cchc::server
