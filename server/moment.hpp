#pragma once

#include "domain/amendment.hpp"
#include "projections/boards.hpp"
#include "projections/views.hpp"
#include "server/house.hpp"

#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace cchc::server {

/// The moment a request reads at: now, or any one of the past (`as_of`, `as_of_seq`). Both speak through the same
/// renderers, so a view as of then has the bytes it was served with then.
class Moment {
public:
    /// Now, for answering a command.
    static Moment now(const House& house, TenantNo tenant);
    /// As of the moment when `size` events had happened.
    static Moment past(const House& house, TenantNo tenant, std::uint64_t size);

    /// The moment the query asks for; or the reply that says why not: `as_of` in no form of an instant, a sequence that
    /// has not happened, `Min-Seq` not reached (503).
    static std::variant<Moment, Reply> of(const House& house, const Request& request, TenantNo tenant);

    bool is_past() const { return past_; }
    /// Events that have happened: the moment stands right after number `size() - 1`.
    std::uint64_t size() const { return size_; }
    domain::Instant at() const { return at_; } ///< of a past moment the instant asked for; else the clock's

    std::shared_ptr<const projections::CycleView> cycle(std::string_view id) const;
    std::vector<std::shared_ptr<const projections::CycleView>> cycles() const;
    std::shared_ptr<const projections::AssessmentView> assessment(std::string_view id) const;
    /// All that had happened to a regulation; null when nothing had.
    std::shared_ptr<const domain::RegulationFile> regulation(std::string_view id) const;
    /// The texts of a regulation's versions from the first to `last`, as far as they had been issued.
    domain::Versions versions(std::string_view id, std::uint32_t last = ~std::uint32_t{0}) const;
    std::optional<projections::Board> board(std::string_view cycle) const;
    std::vector<std::shared_ptr<const projections::AssessmentView>> assessments(std::string_view cycle) const;
    const projections::Snapshot& snapshot() const { return *snapshot_; } ///< of now, also for a past moment

    /// Adds As-Of-Seq; and, where the moment is past, forbids the page to take it for the present.
    Reply& mark(Reply& reply) const;

private:
    Moment(const House& house, TenantNo tenant) : house_(&house), tenant_(tenant) {}

    const House* house_;
    TenantNo tenant_;
    bool past_ = false;
    std::uint64_t size_ = 0;
    domain::Instant at_;
    std::shared_ptr<const projections::Snapshot> snapshot_;
};

} // namespace cchc::server
