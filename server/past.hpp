#pragma once

#include "projections/views.hpp"
#include "storage/event_log.hpp"
#include "storage/view_store.hpp"

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

/// Any moment of a tenant's past, read from what is stored: rows by a seek, a cycle by folding its own short stream.
namespace cchc::server {

/// Rows as they were once `size` events had happened.
class RowsThen final : public projections::RowSource {
public:
    RowsThen(storage::ViewStore& store, domain::TenantNo tenant, std::uint64_t size)
        : store_(store), tenant_(tenant), size_(size)
    {}
    void rows(projections::View view, std::string_view prefix,
              const std::function<void(std::string_view, std::string_view)>& show) const override;
    void rows_of(projections::View view, const std::vector<std::string>& keys,
                 const std::function<void(std::size_t, std::string_view)>& show) const override;

private:
    storage::ViewStore& store_;
    domain::TenantNo tenant_;
    std::uint64_t size_;
};

/// The cycle as it was once `size` events had happened, under the version of its regulation that it pinned then; null
/// when it was not open yet. `now`: the cycle of today, which has every version it ever ran under.
std::shared_ptr<const projections::CycleView> cycle_then(const storage::EventLog& log, domain::TenantNo tenant,
                                                         const projections::CycleView& now, std::uint64_t size);

/// All that had happened to a regulation once `size` events had; null when nothing had.
std::shared_ptr<const domain::RegulationFile> regulation_then(const storage::EventLog& log, domain::TenantNo tenant,
                                                              const domain::RegulationId& id, std::uint64_t size);

} // namespace cchc::server
